"""Make the virtual environments and install the locked packages in them: with uv where it is on the path, else pip."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from conceptbase.start.lock import read_lock
from conceptbase.start.project_folder import (
    ROOT,
    StartError,
    fingerprint,
    last_line,
    log_file,
    read_notes,
    run,
    say,
    write_whole,
)

VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
NEWEST_VENV = ROOT / ".venv-newest"  # for the tests on the newest Django, which needs a newer Python than we do
SIGNS_OF_NO_NETWORK = (
    # pip reports an index that it cannot reach as one that has no version of anything.
    *("(from versions: none)", "Max retries exceeded", "timed out", "Connection broken"),
    *("error sending request", "client error (Connect)", "network was disabled"),  # uv's words
)


def error_line(output: str) -> str:
    """Return the line in which uv or pip says what went wrong, else the last one; without a full stop."""
    lines = [line.strip() for line in output.splitlines()]
    return last_line(next((line for line in lines if line.lower().startswith("error: ")), output))


def find_uv() -> str:
    """Return the uv on the path; empty where there is none, or where a command of that name does not run."""
    program = shutil.which("uv") or ""
    try:
        works = program and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        works = False
    return program if works else ""


def version_of(program: str, modules: str = "sys") -> tuple[int, ...]:
    """Return the version of a Python, such as (3, 11); empty where none runs or it lacks one of the modules."""
    try:
        output = subprocess.check_output(
            [program, "-c", f"import sys, {modules}; print('%d.%d' % sys.version_info[:2])"],
            encoding="utf-8",
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(map(int, output.split(".")))


def our_python() -> str:
    """Return the Python below the one that runs, which may be that of a virtual environment about to be removed."""
    return getattr(sys, "_base_executable", "") or sys.executable


def python_for_newest_django() -> str:
    """Return a Python that the newest Django takes: ours, else the oldest that does; empty where there is none.

    Looks on the path and among those that pyenv keeps: its commands on the path may have no Python behind them.
    """
    modules = "sys" if find_uv() else "ensurepip, venv"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    programs = [our_python()]
    for name in [f"python3.{minor}" for minor in range(12, 30)]:
        programs += [shutil.which(name) or "", *sorted(map(str, pyenv.glob(f"versions/*/bin/{name}")))]
    return next((program for program in programs if program and version_of(program, modules) >= (3, 12)), "")


def make_venv(venv: Path, python: str, uv: str) -> None:
    """Make a virtual environment anew, whatever stands there; raises StartError where this Python cannot."""
    if not uv and not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise StartError(
            "This Python cannot make a virtual environment: install its venv module (on Debian and Ubuntu "
            "`apt install python3-venv`) or uv, and run start.py again."
        )
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / "unfinished").touch()
    with_uv = [uv, "venv", "--quiet", "--no-project", "--allow-existing", "--python", python, str(venv)]
    made, output = run(with_uv if uv else [python, "-m", "venv", str(venv)])
    if not made:
        raise StartError(
            f"The virtual environment could not be made ({error_line(output)}): see {log_file()}, mend what it "
            "names and run start.py again."
        )


def install(*extras: str, venv: Path = VENV, python: str = "") -> None:
    """Make a virtual environment hold what the lock has for these extras, unless it does already.

    Where there is none yet it is made with the Python that is named, else with ours. Raises StartError with the cure.
    """
    uv, requirements = find_uv(), read_lock(*extras)
    program, unfinished, notes_file = str(venv / "bin" / "python"), venv / "unfinished", venv / "installed.json"
    title, wanted, notes = " ".join(["packages", *extras]), fingerprint([], requirements), read_notes(notes_file)
    # An environment that uv made has no pip.
    version = version_of(program, "sys" if uv else "pip")
    noted = notes.get("python", ".".join(map(str, version)))
    usable = version >= (3, 11) and noted == ".".join(map(str, version)) and not unfinished.exists()
    if usable and notes.get(title) == wanted:
        return
    if not usable:
        say(f"Making a virtual environment in {venv.name} …")
        make_venv(venv, python or our_python(), uv)
        notes, version = {}, version_of(program)
    unfinished.touch()
    say(f"Installing the packages with {'uv' if uv else 'pip'} in {venv.name} …")
    (venv / "requirements.txt").write_text(requirements, encoding="utf-8")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", program]
    else:
        command = [program, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        command += ["--retries", "3"]
    installed, output = run([*command, "--require-hashes", "-r", str(venv / "requirements.txt")])
    if not installed:
        if any(sign in output for sign in SIGNS_OF_NO_NETWORK):
            raise StartError(
                "The packages could not be fetched, and the first start needs the network: connect this machine (or "
                f"name a package index that it reaches in {'uv' if uv else 'pip'}'s settings) and run start.py again."
            )
        raise StartError(
            f"The packages could not be installed ({error_line(output)}): see {log_file()}, delete the folder "
            f"{venv.name} and run start.py again."
        )
    write_whole(notes_file, json.dumps({**notes, title: wanted, "python": ".".join(map(str, version))}))
    unfinished.unlink()
