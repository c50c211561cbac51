"""Runs the suite: `python -m tests.both_databases [--fast] [--newest-django=PYTHON] [what pytest takes]`.

`start.py test` calls it. Every test runs on SQLite; at the same time those that touch data run on PostgreSQL, on the
server that DATABASE_URL names or else on one of our own, and with PYTHON, which has the newest Django, all but those
marked `once` or `browser`. `--fast` is SQLite alone, without the tests marked slow or browser.
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

from tests.postgres import PostgresMissingError, running_postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TEST_RAN = 5  # pytest's exit code for an empty selection


@dataclass(frozen=True)
class Outcome:
    """What one run of pytest counted, and whether all was well."""

    passed: int
    failed: int
    skipped: int
    well: bool


@dataclass(frozen=True)
class Run:
    """One run of pytest: what it is called, with which Python, on which database, with which options of its own."""

    title: str
    python: str
    database_url: str
    options: tuple[str, ...] = ()


def planned(postgres_url: str, newest_django: str) -> list[Run]:
    """Return the runs there are to make: the one on SQLite first, which tests all; the others repeat parts of it."""
    runs = [Run("The tests on SQLite", sys.executable, "")]
    # Two runs must not write the same cache.
    again = ("-p", "no:cacheprovider")
    if postgres_url:
        title = "The tests that touch data, on PostgreSQL"
        runs.append(Run(title, sys.executable, postgres_url, ("--only-data", *again)))
    if newest_django:
        runs.append(Run("The tests on the newest Django, on SQLite", newest_django, "", ("--again", *again)))
    return runs


def start_pytest(run: Run, arguments: Sequence[str], report: Path, output: int | None) -> subprocess.Popen[bytes]:
    """Start one run of pytest, its counts going to `report` and its words to `output` (None: our own)."""
    return subprocess.Popen(
        [run.python, "-m", "pytest", f"--junitxml={report}", *run.options, *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": run.database_url},
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


def run_suite(arguments: Sequence[str], runs: Sequence[Run]) -> list[Outcome]:
    """Make the runs side by side and show each one's output whole: the first one's as it comes, then the others'."""
    with tempfile.TemporaryDirectory(prefix="conceptbase-run-") as name, contextlib.ExitStack() as stack:
        outcomes = []
        reports = [Path(name) / f"{number}.xml" for number in range(len(runs))]
        outputs = [stack.enter_context(report.with_suffix(".txt").open("w+b")) for report in reports]
        # Whoever names tests may name none that a further run repeats; the whole suite must have some.
        chosen = any(not argument.startswith("-") for argument in arguments) or "-k" in arguments or "-m" in arguments
        heading(runs[0].title)
        running = [
            start_pytest(run, arguments, report, output.fileno() if run is not runs[0] else None)
            for run, report, output in zip(runs, reports, outputs, strict=True)
        ]
        try:
            for run, process, report, output in zip(runs, running, reports, outputs, strict=True):
                exit_code = process.wait()
                if run is not runs[0]:
                    heading(run.title)
                    output.seek(0)
                    sys.stdout.buffer.write(output.read())
                outcomes.append(read_outcome(exit_code, report, may_be_empty=chosen and run is not runs[0]))
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
    address, named = os.environ.get("DATABASE_URL", ""), "--newest-django="
    newest = next((word.removeprefix(named) for word in arguments if word.startswith(named)), "")
    fast = "--fast" in arguments
    arguments = [word for word in arguments if word != "--fast" and not word.startswith(named)]
    with contextlib.ExitStack() as stack:
        if fast:
            arguments = ["-m", "not slow and not browser", *arguments]
            left_out = "--fast: the tests ran on SQLite only, without those marked slow or browser."
            address = newest = ""
        elif not address.startswith(("postgres://", "postgresql://")):
            try:
                address = stack.enter_context(running_postgres())
            except PostgresMissingError as missing:
                left_out = f"NOT TESTED ON POSTGRESQL: {missing} Name a server in DATABASE_URL to run the other half."
                address = ""
        outcomes = run_suite(arguments, planned(address, newest))
    if not newest and not fast:
        heading("Not tested on the newest Django: it takes Python 3.12 or newer, and start.py found none.")
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
