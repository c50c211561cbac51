"""The lock: from one file pip and uv install, with hashes, what the site, the tests and developers need."""

import re
import subprocess
import sys
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conceptbase.start import lock
from conceptbase.start.lock import DEV, NEWEST_DJANGO, LockedPackage
from conceptbase.start.project_folder import StartError
from tests.lacking import lack
from tests.start.project import ROOT

pytestmark = pytest.mark.once
TEXT = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PACKAGES = lock.parse(TEXT)


def versions(*extras: str) -> dict[str, set[str]]:
    """Return the versions of every package that is locked for these extras."""
    found: dict[str, set[str]] = {}
    for package in lock.select(PACKAGES, *extras):
        found.setdefault(package.name, set()).add(package.version)
    return found


def package(version: str, extra: str = "", marker: str = "", name: str = "django") -> LockedPackage:
    """Return a locked package whose other lines are a hash."""
    return LockedPackage(name, version, marker, extra, "    --hash=sha256:00\n")


def test_the_lock_names_exact_versions_with_hashes_and_no_address() -> None:
    assert len(PACKAGES) > 60
    assert "://" not in TEXT
    assert "/tmp" not in TEXT
    for locked in PACKAGES:
        lines = locked.other_lines.splitlines()
        assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", lines[0])
        assert not any(line.lstrip().startswith(("#   -", "# via -")) for line in lines)
    assert lock.HEADER + lock.write(PACKAGES) == TEXT


@pytest.mark.parametrize("extra", ["", DEV])
def test_every_dependency_of_the_project_is_locked_in_a_version_that_fits(extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = project["dependency-groups"][DEV] if extra else project["project"]["dependencies"]
    assert len(named) > 10
    locked = versions(*filter(None, [extra]))
    for requirement in map(Requirement, named):
        found = locked.get(canonicalize_name(requirement.name), set())
        assert found, requirement
        assert all(requirement.specifier.contains(version) for version in found), requirement


def test_the_newest_django_is_locked_beside_the_same_packages() -> None:
    ours, newest = versions(DEV), versions(DEV, NEWEST_DJANGO)
    assert len(ours) > 50
    assert ours.keys() == newest.keys()
    # Its Python is newer, so of what is locked in two versions it may have the later one alone.
    assert [name for name in ours if not newest[name] <= ours[name]] == ["django"]
    assert {version.rpartition(".")[0] for version in ours["django"]} == {"5.2"}
    assert [int(version.partition(".")[0]) > 5 for version in newest["django"]] == [True]


def test_pip_and_uv_skip_what_the_site_does_not_need_to_run() -> None:
    for marker in ('extra == "dev"', "(sys_platform == 'linux') and extra == \"newest-django\""):
        assert not Marker(marker).evaluate({"extra": ""})
    commands = [[sys.executable, "-m", "pip", "install", "--dry-run"]]
    if subprocess.run([sys.executable, "-c", "import pip"], capture_output=True, check=False).returncode:
        commands.pop()  # an environment that uv made
    if uv := lock.find_locking_uv():
        commands.append([uv, "pip", "install", "--dry-run", "--offline", "--python", sys.executable])
    if not commands:
        lack("There is neither pip in this environment nor uv: `python3 start.py test` installs uv.")
    for command in commands:
        # Everything is installed, so that this needs no network; of a second Django in the file they would complain.
        done = subprocess.run(
            [*command, "--require-hashes", "-r", str(ROOT / "requirements.txt")],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Would install" not in done.stdout + done.stderr
        assert "pytest==" not in done.stdout.replace("Ignoring pytest", "")


def test_of_several_lines_those_for_the_last_extra_count_alone() -> None:
    packages = [
        package("5.2"),
        package("6.1", NEWEST_DJANGO),
        package("2.4", marker="python_full_version < '3.12'", name="numpy"),
        package("2.5", marker="python_full_version >= '3.12'", name="numpy"),
        package("9.2", DEV, "sys_platform == 'linux'", name="pytest"),
    ]
    assert [(chosen.name, chosen.version) for chosen in lock.select(packages)] == [
        ("django", "5.2"),
        ("numpy", "2.4"),
        ("numpy", "2.5"),
    ]
    assert [chosen.version for chosen in lock.select(packages, DEV)] == ["5.2", "2.4", "2.5", "9.2"]
    newest = lock.select(packages, DEV, NEWEST_DJANGO)
    assert [chosen.version for chosen in newest] == ["6.1", "2.4", "2.5", "9.2"]
    assert {chosen.extra for chosen in newest} == {""}
    assert "pytest==9.2 ; sys_platform == 'linux' \\\n" in lock.write(newest)


def test_what_is_written_is_read_again() -> None:
    packages = [
        package("5.2"),
        package("6.1", NEWEST_DJANGO),
        package("9.2", DEV, "sys_platform == 'linux' or python_full_version < '3.12'"),
    ]
    assert lock.parse("# a comment\n" + lock.write(packages)) == packages


@pytest.mark.parametrize("line", ["django>=5.2", "django==5.2", "-r other.txt", "<<<<<<< ours"])
def test_a_lock_that_cannot_be_read_is_told_in_one_sentence(line: str) -> None:
    with pytest.raises(StartError, match=re.escape(line)):
        lock.parse(f"{line}\n")


def test_locking_without_uv_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "find_locking_uv", lambda: "")
    assert lock.main([]) == 1
    assert "start.py test` installs it" in capsys.readouterr().err
    assert (ROOT / "requirements.txt").read_text(encoding="utf-8") == TEXT


@pytest.mark.deep
def test_locking_again_changes_nothing() -> None:
    if not lock.find_locking_uv():
        lack("There is no uv on this machine: `python3 start.py test` installs it.")
    try:
        packages = lock.lock([])
    except StartError:
        lack("uv reaches no package index from here: connect this machine.")
    assert packages == PACKAGES
