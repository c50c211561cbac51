"""The static checks of `pyproject.toml`, run as a developer would, each proving that it looked at something."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
OURS = ("conceptbase", "concepts", "sources")


def run(tool: str, *arguments: str) -> str:
    """Run a tool that stands beside this Python; fail with its own words, else return them."""
    done = subprocess.run(
        [Path(sys.executable).with_name(tool), *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MYPY", "RUFF", "DJANGO"))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"{tool} {' '.join(arguments)}\n{done.stdout}", pytrace=False)
    return done.stdout


def number_of(folders: tuple[str, ...], pattern: str) -> int:
    """Return how many files there are to look at; never none."""
    count = sum(1 for folder in folders for _path in (ROOT / folder).rglob(pattern))
    assert count > 30
    return count


def test_python_has_no_fault_that_ruff_knows() -> None:
    run("ruff", "check", ".")
    looked_at = [Path(line) for line in run("ruff", "check", "--show-files", ".").splitlines()]
    assert sum(path.suffix == ".py" for path in looked_at) >= number_of((*OURS, "tests"), "*.py")
    assert ROOT / "start.py" in looked_at


def test_python_is_formatted() -> None:
    formatted = re.search(r"(\d+) files already formatted", run("ruff", "format", "--check", "."))
    assert formatted
    assert int(formatted[1]) >= number_of((*OURS, "tests"), "*.py")


@pytest.mark.slow
def test_types_fit_and_no_definition_is_untyped() -> None:
    checked = re.search(r"no issues found in (\d+) source files", run("mypy"))
    assert checked
    assert int(checked[1]) == number_of(OURS, "*.py") + 1  # start.py


@pytest.mark.slow
def test_mypy_refuses_an_untyped_definition(tmp_path: Path) -> None:
    (tmp_path / "untyped.py").write_text("def twice(number):\n    return 2 * number\n")
    with pytest.raises(pytest.fail.Exception, match="no-untyped-def"):
        run("mypy", "--cache-dir", os.devnull, str(tmp_path / "untyped.py"))


@pytest.mark.slow
def test_templates_have_no_fault_that_djlint_knows() -> None:
    for profile, folder in (("jinja", "templates"), ("django", "concepts/admin/templates")):
        linted = re.search(r"Linted (\d+) files", run("djlint", "--lint", "--profile", profile, folder))
        assert linted
        files = sum(1 for _path in (ROOT / folder).rglob("*.html"))
        assert int(linted[1]) == files > 2


def test_hooks_before_a_commit_call_the_tools_that_run_here() -> None:
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]  # nothing is fetched from elsewhere
    entries = [hook["entry"].split() for hook in repositories[0]["hooks"]]
    assert {Path(entry[0]).name for entry in entries} == {"ruff", "mypy", "lint-imports", "djlint"}
    assert all(entry[0].startswith(".venv/bin/") for entry in entries)
