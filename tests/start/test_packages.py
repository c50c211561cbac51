"""The virtual environments: every failure that can be foreseen ends in one sentence; nothing is made twice."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from conceptbase.start import packages
from conceptbase.start.lock import find_locking_uv
from tests.lacking import lack
from tests.start.project import NO_UV, UV, WHOLE_SETUP, Project

pytestmark = pytest.mark.once
LOCKED = f"django==5.2 \\\n    --hash=sha256:{'0' * 64}\n"


# First start


def test_a_python_without_venv_is_told_what_to_install(bare: Project) -> None:
    without = "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['start.py', 'setup']; "
    done = subprocess.run(
        [sys.executable, "-c", without + "runpy.run_path('start.py', run_name='__main__')"],
        cwd=bare.folder,
        env=bare.variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (bare.folder / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named(bare: Project) -> None:
    if os.geteuid() == 0:
        # Root writes everywhere, by a capability that can be given up.
        if not shutil.which("setpriv"):
            lack("No setpriv on this machine, without which root writes everywhere: install util-linux.")
        bare.wrapper = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    bare.folder.chmod(0o555)
    try:
        sentence = bare.refusal("setup")
    finally:
        bare.folder.chmod(0o755)
    assert "Permission denied" in sentence
    assert "make the folder writable" in sentence


def test_something_in_the_way_is_named(bare: Project) -> None:
    (bare.folder / "var").write_text("not a folder")
    sentence = bare.refusal("setup")
    assert "File exists" in sentence
    assert str(bare.folder / "var") in sentence


@pytest.mark.deep
def test_no_network_on_the_first_start_is_told_and_mended_by_the_next(bare: Project) -> None:
    lock = bare.folder / "requirements.txt"
    lock.write_text(LOCKED)
    no_network = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    sentence = bare.refusal("setup", **no_network)
    assert sentence.startswith("The packages could not be fetched, and the first start needs the network")
    lock.write_text("")
    assert bare.run("setup", **no_network)[0] == 0
    assert bare.asked() == WHOLE_SETUP


@pytest.mark.slow
def test_a_first_start_that_was_killed_half_way_is_made_good_by_the_next(bare: Project) -> None:
    process = bare.begin("setup")
    began = time.monotonic()
    while not (bare.folder / ".venv" / "bin" / "python").exists():
        assert time.monotonic() - began < 60
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (bare.folder / ".venv" / "unfinished").exists()
    code, output = bare.run("setup")
    assert code == 0, output
    assert "Making a virtual environment" in output
    assert not (bare.folder / ".venv" / "unfinished").exists()


def test_a_lock_that_cannot_be_read_is_told(bare: Project) -> None:
    (bare.folder / "requirements.txt").write_text("<<<<<<< ours\n" + LOCKED)
    assert bare.refusal("setup").startswith("The lock cannot be read at '<<<<<<< ours'")


# uv in place of pip


def uv_calls(project: Project) -> list[str]:
    """Return what the stand-in of uv was asked, without the questions for its version."""
    lines = (project.folder / "uv-calls").read_text().splitlines()
    return [line for line in lines if line != "--version"]


def test_where_uv_is_on_the_path_it_makes_the_environment_and_installs_with_hashes(bare: Project) -> None:
    bare.lay_command("uv", UV)
    locked = LOCKED + LOCKED.replace("django", "pytest").replace(" \\", ' ; extra == "dev" \\')
    (bare.folder / "requirements.txt").write_text(locked)
    code, output = bare.run("setup")
    assert code == 0, output
    assert "Installing the packages with uv in .venv …" in output
    made, installed = uv_calls(bare)
    venv = bare.folder / ".venv"
    assert made.startswith("venv ")
    assert made.endswith(f" --python {packages.our_python()} {venv}")
    assert installed.endswith(f" --python {venv}/bin/python --require-hashes -r {venv}/requirements.txt")
    assert (venv / "requirements.txt").read_text() == LOCKED
    assert bare.run("setup") == (0, "Everything is set up: `python3 start.py` serves the site.")
    assert len(uv_calls(bare)) == 2


def test_with_uv_a_python_needs_no_venv_of_its_own(bare: Project) -> None:
    bare.lay_command("uv", UV)
    without = "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['start.py', 'setup']; "
    done = subprocess.run(
        [sys.executable, "-c", without + "runpy.run_path('start.py', run_name='__main__')"],
        cwd=bare.folder,
        env=bare.variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "error: Request failed after 3 retries in 4.5s\n  cause: client error (Connect)\n  cause: refused\n",
            "The packages could not be fetched, and the first start needs the network: connect this machine (or name a "
            "package index that it reaches in uv's settings) and run start.py again.",
        ),
        (
            "error: Failed to download `django==5.2`\n  cause: Hash mismatch\n  Computed:\n    sha256:00\n",
            "The packages could not be installed (error: Failed to download `django==5.2`): see ",
        ),
    ],
)
def test_what_uv_cannot_do_is_told_in_one_sentence(bare: Project, words: str, sentence: str) -> None:
    bare.lay_command("uv", UV)
    (bare.folder / "uv-fails").write_text(words)
    assert bare.refusal("setup").startswith(sentence)
    (bare.folder / "uv-fails").unlink()
    assert bare.run("setup")[0] == 0


@pytest.mark.slow
def test_an_environment_that_uv_made_is_made_anew_where_uv_is_gone(bare: Project) -> None:
    bare.lay_command("uv", UV)
    assert bare.run("setup")[0] == 0
    bare.lay_command("uv", NO_UV)
    code, output = bare.run("setup")
    assert code == 0, output
    assert "Making a virtual environment in .venv" in output
    assert "with pip" in output
    assert bare.run("setup") == (0, "Everything is set up: `python3 start.py` serves the site.")


@pytest.mark.slow
def test_the_real_uv_refuses_a_package_with_another_hash(bare: Project) -> None:
    program = find_locking_uv()
    if not program:
        lack("There is no uv on this machine: `python3 start.py test` installs it.")
    bare.lay_command("uv", f'#!/bin/sh\nexec "{program}" "$@"\n')
    (bare.folder / "requirements.txt").write_text(LOCKED)
    assert bare.run("setup", UV_OFFLINE="1")[0] == 1
    (bare.folder / "requirements.txt").write_text("")
    assert bare.run("setup", UV_OFFLINE="1")[0] == 0
    assert bare.asked() == WHOLE_SETUP


# The newest Django


@pytest.fixture
def no_python(bare: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return the stand-in on a machine where only its own folder of commands is on the path, and no Python is ours."""
    monkeypatch.setattr(packages, "our_python", lambda: "")
    monkeypatch.setenv("PATH", str(bare.folder / "commands"))
    monkeypatch.setenv("PYENV_ROOT", str(bare.folder / "commands"))
    return bare


def test_a_command_with_no_python_behind_it_is_passed_over(no_python: Project) -> None:
    no_python.lay_command("python3.12", "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n")
    assert packages.python_for_newest_django() == ""
    behind = no_python.folder / "commands" / "versions" / "3.13.9" / "bin" / "python3.13"
    behind.parent.mkdir(parents=True)
    behind.write_text("#!/bin/sh\necho 3.13\n")
    behind.chmod(0o755)
    assert packages.python_for_newest_django() == str(behind)


def test_an_older_python_than_its_name_says_is_passed_over(no_python: Project) -> None:
    no_python.lay_command("python3.12", "#!/bin/sh\necho 3.9\n")
    assert packages.python_for_newest_django() == ""


@pytest.mark.deep
def test_tests_on_the_newest_django_have_an_environment_of_their_own_made_once(project: Project) -> None:
    if not packages.python_for_newest_django():
        pytest.skip("There is no Python 3.12 or newer on this machine.")
    (project.folder / "tests").mkdir()
    (project.folder / "tests" / "both_databases.py").write_text("import sys\nprint('handed', *sys.argv[1:])\n")
    handed = f"handed --newest-django={project.folder}/.venv-newest/bin/python -k words"
    code, output = project.run("test", "-k", "words")
    assert (code, output.splitlines()[-1]) == (0, handed)
    assert "Making a virtual environment in .venv-newest" in output
    assert project.run("test", "-k", "words") == (0, handed)
    (project.folder / "requirements.txt").write_text(LOCKED.replace(" \\", ' ; extra == "newest-django" \\'))
    sentence = project.refusal("test", "-k", "words", PIP_NO_INDEX="1")
    assert "the first start needs the network" in sentence
    (project.folder / "requirements.txt").write_text("")
    code, output = project.run("test", "-k", "words")
    assert "Installing the packages with pip in .venv-newest" in output
    assert "in .venv …" not in output
    assert project.run("test", "--fast") == (0, "handed --fast")
