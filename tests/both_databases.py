"""Runs the suite: `python -m tests.both_databases [--fast | --deep] [--newest-django=PYTHON] [what pytest takes]`.

`start.py test` calls it. There are up to three runs of pytest. The first is on SQLite and has every test. The second
repeats on PostgreSQL, on the server that DATABASE_URL names or else on one of our own, what touches data; the third,
with PYTHON, which has the newest Django, what can differ there. They go side by side, so that no processor waits while
one run starts, ends or looks at a page. A run of all tests has as many processes as there are processors; one of tests
that are named has one, and there are no more runs at a time than processors.

`--fast` is the first run alone, with one parameter of each test, the first few tests of a file that touch data, and
none marked slow or browser; `--deep` has those marked deep as well, lets loops go as far as they can, and measures
which branches the first run goes through.
At the end stands what was left out and how to get it; the last line counts over all runs.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    reasons: Mapping[str, int] = field(default_factory=dict)  # why tests were left out: how many


@dataclass(frozen=True)
class Run:
    """One run of pytest: what it is called, with which Python, on which database, with which options of its own."""

    title: str
    python: str
    database_url: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    fast: bool
    deep: bool
    newest: str  # the Python that has the newest Django; empty where there is none
    arguments: tuple[str, ...]  # for pytest

    @property
    def whole(self) -> bool:
        """Tell whether no test is named, so that a run without tests, or with little coverage, is a fault."""
        chosen = ("-k", "-m", "--lf", "--last-failed", "--sw", "--stepwise", "--deselect", "--ignore")
        named = any(
            argument.startswith(chosen)
            or (not argument.startswith("-") and (ROOT / argument.partition("::")[0]).exists())
            for argument in self.arguments
        )
        return not named

    @property
    def measured(self) -> bool:
        """Tell whether the first run measures coverage: with --deep, and where no test is named."""
        return self.whole and self.deep and bool(self.processes)

    @property
    def processes(self) -> int:
        """Return how many processes share the tests of a run; 0: pytest runs them itself."""
        one_process = ("-n", "--numprocesses", "--pdb", "--trace", "-s", "--collect-only", "--co")
        return processors() if self.whole and not any(word.startswith(one_process) for word in self.arguments) else 0


def read_request(arguments: Sequence[str]) -> Request:
    """Read the command line; what is not ours is pytest's."""
    newest = "--newest-django="
    return Request(
        fast="--fast" in arguments,
        deep="--deep" in arguments,
        newest=next((word.removeprefix(newest) for word in arguments if word.startswith(newest)), ""),
        arguments=tuple(word for word in arguments if word not in ("--fast", "--deep") and not word.startswith(newest)),
    )


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def planned(request: Request, postgres_url: str) -> list[Run]:
    """Return the runs to make: the one on SQLite first, which has all tests; the others repeat parts of it."""
    # In the order of conftest.py, which begins with what takes long; else files with few tests would come last.
    shared = ("-n", str(request.processes), "--no-loadscope-reorder") if request.processes else ()
    far = ("--deep",) if request.deep else ()
    chosen = ("--fast",) if request.fast else far
    measured = ("--cov", "--cov-report=") if request.measured else ()
    runs = [Run("The tests on SQLite", sys.executable, "", (*shared, *chosen, *measured))]
    # Two runs must not write the same cache.
    again = (*shared, *far, "-p", "no:cacheprovider")
    if postgres_url:
        title = "The tests that touch data, on PostgreSQL"
        runs.append(Run(title, sys.executable, postgres_url, (*again, "--repeated-on=postgresql")))
    if request.newest:
        title = "The tests on the newest Django, on SQLite"
        runs.append(Run(title, request.newest, "", (*again, "--repeated-on=newest-django")))
    return runs


def without_slow_starts(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without a word that would have each process compile all our modules anew."""
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def start_pytest(run: Run, arguments: Sequence[str], report: Path, output: int | None) -> subprocess.Popen[bytes]:
    """Start one run of pytest, its counts going to `report` and its words to `output` (None: our own)."""
    return subprocess.Popen(
        [run.python, "-m", "pytest", f"--junitxml={report}", *run.options, *arguments],
        cwd=ROOT,
        env=without_slow_starts(os.environ) | {"DATABASE_URL": run.database_url},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        # Ctrl-C reaches us alone, and each run once, through us: a second one would keep pytest from clearing up.
        process_group=0,
    )


def read_outcome(exit_code: int, report: Path, may_be_empty: bool) -> Outcome:
    """Read the counts of a finished run; a run that broke off or ran nothing counts as one failure."""
    passed = failed = skipped = 0
    reasons: Counter[str] = Counter()
    with contextlib.suppress(FileNotFoundError, ElementTree.ParseError):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
            passed += int(suite.get("tests", 0))
            reasons.update(skip.get("message", "") for skip in suite.iter("skipped"))
    passed -= failed + skipped
    well = exit_code == 0 or (exit_code == NO_TEST_RAN and may_be_empty)
    return Outcome(passed, failed if well or failed else 1, skipped, well, reasons)


def read_coverage() -> tuple[str, bool]:
    """Return a line with the share of branches that the measured run went through, and whether it is enough.

    The floor is `fail_under` of pyproject.toml.
    """
    command = [sys.executable, "-m", "coverage", "report", "--format=total"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    floor = re.search(r"^fail_under = ([\d.]+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert floor
    enough = done.returncode == 0
    ending = "" if enough else ": too little. `.venv/bin/coverage report --skip-covered --show-missing` tells where"
    return f"Lines and branches covered: {done.stdout.strip()} % (at least {floor[1]} %){ending}", enough


def heading(text: str) -> None:
    """Print a line that stands out, at once."""
    print(f"\n{'=' * 20} {text} {'=' * 20}\n", flush=True)


def run_suite(request: Request, runs: Sequence[Run]) -> list[Outcome]:
    """Make the runs side by side, and show each one's output whole and in order."""
    at_a_time = len(runs) if request.processes else processors()
    with tempfile.TemporaryDirectory(prefix="conceptbase-run-") as name, contextlib.ExitStack() as stack:
        reports = [Path(name) / f"{number}.xml" for number in range(len(runs))]
        outputs = [stack.enter_context(report.with_suffix(".txt").open("w+b")) for report in reports]
        running: list[subprocess.Popen[bytes]] = []
        outcomes: list[Outcome] = []
        try:
            for number, run in enumerate(runs):
                heading(run.title)
                while len(running) < min(number + at_a_time, len(runs)):
                    place = len(running)
                    # Whoever stands first is shown as it comes; the others' words are kept until it is their turn.
                    kept = None if place == number else outputs[place].fileno()
                    running.append(start_pytest(runs[place], request.arguments, reports[place], kept))
                exit_code = running[number].wait()
                outputs[number].seek(0)
                sys.stdout.buffer.write(outputs[number].read())
                sys.stdout.flush()
                # Whoever names tests may name none that a further run repeats; the whole suite must have some.
                may_be_empty = number > 0 and not request.whole
                outcomes.append(read_outcome(exit_code, reports[number], may_be_empty))
        finally:
            for process in running:
                if process.poll() is None:
                    process.send_signal(signal.SIGINT)
            for process in running:
                process.wait()
    return outcomes


def main(arguments: list[str]) -> int:
    """Run what is asked for, say what was left out and return 0 only where all ran and passed.

    With CI=true a run without PostgreSQL fails; so does each test that says what it lacks (tests/lacking.py).
    """
    request = read_request(arguments)
    left_out: list[str] = []
    well = True
    address = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        if request.fast:
            left_out.append(
                "--fast: on SQLite only, one parameter of each test, the first few tests of a file that touch data, "
                "none marked slow or browser."
            )
            address, request = "", replace(request, newest="")
        elif not address.startswith(("postgres://", "postgresql://")):
            try:
                address = stack.enter_context(running_postgres())
            except PostgresMissingError as missing:
                left_out.append(f"All on PostgreSQL: {missing} Or name a server in DATABASE_URL.")
                address, well = "", os.environ.get("CI") != "true"
        outcomes = run_suite(request, planned(request, address))
    if not request.newest and not request.fast:
        left_out.append("All on the newest Django: install Python 3.12 or newer, which start.py looks for.")
    reasons: Counter[str] = sum((Counter(outcome.reasons) for outcome in outcomes), Counter())
    left_out += [f"{number} {'test' if number == 1 else 'tests'}: {words}" for words, number in reasons.items()]
    if left_out:
        heading("Left out")
        print("\n".join(left_out), end="\n\n")
    if request.measured:
        words, enough = read_coverage()
        print(words, end="\n\n")
        well = well and enough
    print(
        f"{sum(outcome.passed for outcome in outcomes)} passed, {sum(outcome.failed for outcome in outcomes)} failed, "
        f"{sum(outcome.skipped for outcome in outcomes)} skipped",
        flush=True,
    )
    return 0 if well and all(outcome.well for outcome in outcomes) else 1


if __name__ == "__main__":
    # A run that is told to end takes its servers with it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
