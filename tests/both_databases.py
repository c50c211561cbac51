"""Runs the suite: `python -m tests.both_databases [--fast] [what pytest takes]`; `start.py test` calls it.

Every test runs on SQLite, and those that touch data on PostgreSQL as well, at the same time: on the server that
DATABASE_URL names, else on one of our own. `--fast` is SQLite alone, without the tests marked slow or browser.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.postgres import PostgresMissing, running_postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TEST_RAN = 5  # pytest's exit code for an empty selection


@dataclass(frozen=True)
class Outcome:
    """What one run of pytest counted, and whether all was well."""

    passed: int
    failed: int
    skipped: int
    well: bool


def start_pytest(
    database_url: str, arguments: Sequence[str], report: Path, output: int | None
) -> subprocess.Popen[bytes]:
    """Start pytest on one database, its counts going to `report` and its words to `output` (None: our own)."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        # Ctrl-C reaches us alone, and each run once, through us: a second one would keep pytest from clearing up.
        process_group=0,
    )


def read_outcome(exit_code: int, report: Path, may_be_empty: bool) -> Outcome:
    """Read the counts of a finished run; a run that broke off or ran nothing counts as one failure."""
    passed = failed = skipped = 0
    with contextlib.suppress(FileNotFoundError, ElementTree.ParseError):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
            passed += int(suite.get("tests", 0))
    passed -= failed + skipped
    well = exit_code == 0 or (exit_code == NO_TEST_RAN and may_be_empty)
    return Outcome(passed, failed if well or failed else 1, skipped, well)


def heading(text: str) -> None:
    """Print a line that stands out, at once."""
    print(f"\n{'=' * 20} {text} {'=' * 20}\n", flush=True)


def run_suite(arguments: Sequence[str], postgres_url: str) -> list[Outcome]:
    """Run pytest on SQLite and, with an address, on PostgreSQL beside it; show each output whole, in turn."""
    with tempfile.TemporaryDirectory(prefix="conceptbase-run-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        outcomes, running = [], []
        # Whoever names tests may name none that touches data; the whole suite must have some.
        chosen = any(not argument.startswith("-") for argument in arguments) or "-k" in arguments or "-m" in arguments
        output = stack.enter_context((folder / "postgres.txt").open("w+b"))
        if postgres_url:
            only_data = ["--only-data", "-p", "no:cacheprovider", *arguments]
            running.append(start_pytest(postgres_url, only_data, folder / "postgres.xml", output.fileno()))
        heading("The tests on SQLite")
        running.append(start_pytest("", arguments, folder / "sqlite.xml", None))
        try:
            outcomes.append(read_outcome(running[-1].wait(), folder / "sqlite.xml", may_be_empty=False))
            if postgres_url:
                exit_code = running[0].wait()
                heading("The tests that touch data, on PostgreSQL")
                output.seek(0)
                sys.stdout.buffer.write(output.read())
                outcomes.append(read_outcome(exit_code, folder / "postgres.xml", may_be_empty=chosen))
        finally:
            for process in running:
                if process.poll() is None:
                    process.send_signal(signal.SIGINT)
            for process in running:
                process.wait()
    return outcomes


def main(arguments: list[str]) -> int:
    """Run what is asked for, say what was left out and return 0 only where all ran and passed."""
    left_out, must_be_whole = "", os.environ.get("CI") == "true"
    address = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        if "--fast" in arguments:
            arguments = ["-m", "not slow and not browser", *(word for word in arguments if word != "--fast")]
            left_out = "--fast: the tests ran on SQLite only, without those marked slow or browser."
            address = ""
        elif not address.startswith(("postgres://", "postgresql://")):
            try:
                address = stack.enter_context(running_postgres())
            except PostgresMissing as missing:
                left_out = f"NOT TESTED ON POSTGRESQL: {missing} Name a server in DATABASE_URL to run the other half."
                address = ""
        outcomes = run_suite(arguments, address)
    if left_out:
        heading(left_out)
    print(
        f"{sum(outcome.passed for outcome in outcomes)} passed, {sum(outcome.failed for outcome in outcomes)} failed, "
        f"{sum(outcome.skipped for outcome in outcomes)} skipped",
        flush=True,
    )
    return 0 if all(outcome.well for outcome in outcomes) and not (left_out and must_be_whole) else 1


if __name__ == "__main__":
    # A run that is told to end takes its servers with it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
