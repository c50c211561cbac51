#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""From nothing but Python 3.11 to a filled, running site: `python3 start.py`; `--help` tells the rest.

Standard library only, and one file although it is long: it is what a stranger runs first. Every failure that can be
foreseen ends in one sentence that says what to do. It must parse on any Python, 2.7 included, so that an old one can be
told so: type hints stand in comments, and there are no f-strings, no `raise … from` and no unpacking in lists.
"""

from __future__ import print_function

import sys


def unfit(version, platform):
    # type: (tuple[int, ...], str) -> str
    """Return why this Python or this system cannot run Conceptbase, in one sentence; empty where it can."""
    if platform.startswith(("win", "cygwin")):
        return "Conceptbase runs on Linux and macOS; on Windows, start it inside WSL."
    if version < (3, 11):
        return (
            "Conceptbase needs Python 3.11 or newer and this is %d.%d: run start.py with a newer one, "
            "for example `python3.11 start.py`." % (version[0], version[1])
        )
    return ""


if unfit(tuple(sys.version_info[:2]), sys.platform):
    sys.exit(unfit(tuple(sys.version_info[:2]), sys.platform))

import argparse
import contextlib
import fcntl
import hashlib
import http.client
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence  # noqa: F401  (named in type comments)
from pathlib import Path

from conceptbase.environment import Environment, SettingError

ROOT = Path(__file__).resolve().parent
SETTINGS = ROOT / ".conceptbase.env"
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
NEWEST_VENV = ROOT / ".venv-newest"  # for the tests on the newest Django, which needs a newer Python than we do
PACK = "fixtures/marketing-sales-promotion"
# pip reports an index that it cannot reach as one that has no version of anything.
SIGNS_OF_NO_NETWORK = ("(from versions: none)", "Max retries exceeded", "timed out", "Connection broken")
FIRST_PORT, LAST_PORT = 8000, 8099


class Stop(Exception):
    """Set-up cannot go on; its words say why and what to do."""


def say(text):
    # type: (str) -> None
    """Tell the person at the terminal, at once."""
    print(text, flush=True)


# What was done already


def fingerprint(paths):
    # type: (Iterable[Path]) -> str
    """Return one hash over names and bytes of files and, of folders, everything below them but compiled Python."""
    files = set()  # type: set[Path]
    for path in paths:
        files.update(path.rglob("*") if path.is_dir() else [path])
    total = hashlib.sha256()
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            total.update(str(path.relative_to(ROOT)).encode("utf-8", "surrogateescape") + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read_notes(path):
    # type: (Path) -> dict[str, str]
    """Return what an earlier start noted; nothing where the file is missing or cut short."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def write_whole(path, text):
    # type: (Path, str) -> None
    """Write a file that only its owner reads, so that a crash leaves the old one or the new one and never half."""
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


# Settings and folders


def read_settings():
    # type: () -> Environment
    """Return the variables of the process and, below them, those of the settings file."""
    return Environment(SETTINGS)


def data_folder():
    # type: () -> Path
    """Return the folder of the database, the collected static files and start.py's own notes and logs; make it."""
    folder = ROOT / read_settings().text("CONCEPTBASE_DATA_DIR", "var")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_demo():
    # type: () -> bool
    """Tell whether the settings make this the demo."""
    return read_settings().flag("CONCEPTBASE_DEMO")


def write_settings():
    # type: () -> None
    """Write a secret key, and with it that this is the demo, unless there is a key; other lines stay."""
    if read_settings().text("CONCEPTBASE_SECRET_KEY"):
        return
    lines = SETTINGS.read_text(encoding="utf-8").splitlines() if SETTINGS.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() != "CONCEPTBASE_SECRET_KEY"]
    kept.append("CONCEPTBASE_SECRET_KEY=" + secrets.token_urlsafe(50))
    if not read_settings().text("CONCEPTBASE_DEMO"):
        kept.append("CONCEPTBASE_DEMO=true")
    write_whole(SETTINGS, "\n".join(kept) + "\n")


@contextlib.contextmanager
def one_at_a_time():
    # type: () -> Iterator[None]
    """Hold the folder's lock, so that two starts at once set up one after the other.

    Commands started meanwhile inherit it: where start.py is killed, the next start waits until they have ended.
    """
    with open(data_folder() / "start.lock", "w") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start.py is setting up in this folder; waiting for it to finish.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command, **variables):
    # type: (Sequence[str], str) -> tuple[bool, str]
    """Run a command in the project folder, add its output to the log; return whether it succeeded, and the output."""
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="conceptbase.settings", **variables)
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,
        check=False,
    )
    with open(data_folder() / "start.log", "a", encoding="utf-8") as log:
        log.write("$ %s\n%s\n" % (" ".join(command), done.stdout))
    return done.returncode == 0, done.stdout.strip()


def last_line(text):
    # type: (str) -> str
    """Return the last line that says anything, without a full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it said nothing"


# Packages


def version_of(program, modules="sys"):
    # type: (str, str) -> tuple[int, ...]
    """Return the version of a Python, such as (3, 11); empty where none runs or it lacks one of the modules."""
    try:
        words = subprocess.check_output(
            [program, "-c", "import sys, %s; print('%%d.%%d' %% sys.version_info[:2])" % modules],
            encoding="utf-8",
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(map(int, words.split(".")))


def our_python():
    # type: () -> str
    """Return the Python below the one that runs, which may be that of a virtual environment about to be removed."""
    return getattr(sys, "_base_executable", "") or sys.executable


def python_for_newest_django():
    # type: () -> str
    """Return a Python that the newest Django takes: ours, else the oldest that does; empty where there is none.

    Looks on the path and among those that pyenv keeps: its commands on the path may have no Python behind them.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    programs = [our_python()]
    for name in ["python3.%d" % minor for minor in range(12, 30)]:
        programs += [shutil.which(name) or ""] + sorted(map(str, pyenv.glob("versions/*/bin/" + name)))
    return next((one for one in programs if one and version_of(one, "ensurepip, venv") >= (3, 12)), "")


def make_venv(venv, python):
    # type: (Path, str) -> None
    """Make a virtual environment anew, whatever stands there; raises Stop where this Python cannot."""
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise Stop(
            "This Python cannot make a virtual environment: install its venv module (on Debian and Ubuntu "
            "`apt install python3-venv`) and run start.py again."
        )
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / "unfinished").touch()
    made, output = run([python, "-m", "venv", str(venv)])
    if not made:
        raise Stop(
            "The virtual environment could not be made (%s): see %s and run start.py again."
            % (last_line(output), data_folder() / "start.log")
        )


def install(lock_name, venv=VENV, python=""):
    # type: (str, Path, str) -> None
    """Make a virtual environment hold what a lock file names, unless it does already; raises Stop with the cure.

    Where there is none yet it is made with the Python that is named, else with ours.
    """
    program, unfinished, notes_file = str(venv / "bin" / "python"), venv / "unfinished", venv / "installed.json"
    wanted, notes, version = fingerprint([ROOT / lock_name]), read_notes(notes_file), version_of(program)
    noted = notes.get("python", "%d.%d" % version if version else "")
    usable = version >= (3, 11) and noted == "%d.%d" % version and not unfinished.exists()
    if usable and notes.get(lock_name) == wanted:
        return
    if not usable:
        say("Making a virtual environment in %s …" % venv.name)
        make_venv(venv, python or our_python())
        notes, version = {}, version_of(program)
    say("Installing the packages of %s …" % lock_name)
    unfinished.touch()
    pip = [program, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--retries", "3"]
    installed, output = run(pip + ["--require-hashes", "-r", lock_name])
    if not installed:
        if any(sign in output for sign in SIGNS_OF_NO_NETWORK):
            raise Stop(
                "The packages could not be fetched, and the first start needs the network: connect this machine (or "
                "name a package index that it reaches in pip's settings) and run start.py again."
            )
        raise Stop(
            "The packages could not be installed (%s): see %s, delete the folder %s and run start.py again."
            % (last_line(output), data_folder() / "start.log", venv.name)
        )
    write_whole(notes_file, json.dumps(dict(notes, **{lock_name: wanted, "python": "%d.%d" % version})))
    unfinished.unlink()


# Database, content, static files, people


def database_mark(folder):
    # type: (Path) -> str
    """Return what tells this SQLite database from another put in its place; empty where there is none."""
    try:
        return str((folder / "conceptbase.sqlite3").stat().st_ino)
    except FileNotFoundError:
        return ""


def prepare(folder):
    # type: (Path) -> str
    """Bring database, content and static files up to date and return the list of demo people, in words.

    Does only what has changed since the notes in `folder`. A pack that is refused because a curator changed the same
    entry is reported, and the site goes on with what it has; raises Stop for anything else that fails.
    """
    notes_file = folder / "start.json"
    notes = read_notes(notes_file)
    own_database = not read_settings().text("DATABASE_URL")
    if not own_database or notes.get("database") != database_mark(folder):
        # A database that may have changed without us: nothing that was done to the last one counts.
        notes = {"static": notes.get("static", "")}
    if not (folder / "static").is_dir():
        notes.pop("static", None)
    empty = own_database and (not database_mark(folder) or ("tables" in notes and "content" not in notes))
    code = fingerprint([ROOT / "requirements.txt", ROOT / "conceptbase", ROOT / "concepts", ROOT / "sources"])
    pack, static = fingerprint([ROOT / PACK]), fingerprint([ROOT / "static"])
    steps = [
        ("tables", "Making the database tables", ["migrate", "--noinput"], code),
        ("content", "Loading the knowledge pack", ["pack_load", PACK], code + pack),
        ("search", "Bringing the search index up to date", ["search_index", "--follow"], code + pack),
        ("static", "Collecting the static files", ["collectstatic", "--noinput"], code + static),
    ]
    if is_demo():
        steps.append(("people", "Making the demo people", ["demo_people"], code))
    for name, title, command, state in steps:
        if notes.get(name) == state:
            continue
        say(title + " …")
        done, output = run([PYTHON, "manage.py"] + command, CONCEPTBASE_DATA_DIR=str(folder))
        if done:
            notes[name] = state
            if name == "people":
                notes["people in words"] = output
        elif name == "content" and not empty:
            say(output + "\nThe knowledge pack was not loaded; the site shows what it had before.")
        else:
            raise Stop(
                "%s failed (%s): see %s; `python3 start.py reset` makes the demo anew."
                % (title, last_line(output), data_folder() / "start.log")
            )
        notes["database"] = database_mark(folder)
        write_whole(notes_file, json.dumps(notes, ensure_ascii=False))
    return notes.get("people in words", "")


def set_up():
    # type: () -> str
    """Do all but serve, and return the list of demo people, in words."""
    with one_at_a_time():
        install("requirements.txt")
        write_settings()
        return prepare(data_folder())


def leave_wal(database):
    # type: (Path) -> None
    """Put everything into the one file of a SQLite database; raises Stop where somebody has it open."""
    connection = sqlite3.connect(database, timeout=2)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError as error:
        raise Stop("The demo's database is in use (%s): stop what uses it and reset again." % error)
    except sqlite3.DatabaseError:
        pass  # no database at all, and about to be replaced
    finally:
        connection.close()
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def reset():
    # type: () -> None
    """Renew the demo: build a new database beside the old one and put it in its place in one step.

    Raises Stop, with the old database as it was, for any database but the demo's own and while the site runs.
    """
    if read_settings().text("DATABASE_URL"):
        raise Stop(
            "start.py reset renews only the demo's own SQLite database and DATABASE_URL names another: unset it and "
            "reset again, or renew that database with its own tools."
        )
    folder = data_folder()
    database, renewed = folder / "conceptbase.sqlite3", folder / "renewed"
    if database.exists() and not is_demo():
        raise Stop("CONCEPTBASE_DEMO is not true here and start.py reset renews only a demo: nothing was changed.")
    with one_at_a_time(), open(folder / "serving.lock", "w") as serving:
        try:
            fcntl.flock(serving, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop("The site is running from this folder: stop it with Ctrl-C and reset again.")
        say("Renewing the demo: what was edited or added in it is lost.")
        install("requirements.txt")
        write_settings()
        shutil.rmtree(renewed, ignore_errors=True)
        renewed.mkdir()
        prepare(renewed)
        leave_wal(renewed / database.name)
        if database.exists():
            leave_wal(database)
        os.replace(renewed / database.name, database)
        shutil.rmtree(renewed)
        prepare(folder)
    say("The demo is new: `python3 start.py` serves it.")


# Serving


def listen(port):
    # type: (int | None) -> socket.socket
    """Take a port of this machine alone: the one asked for, else the next free one; raises Stop where it is taken."""
    for candidate in [port] if port else range(FIRST_PORT, LAST_PORT + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
            listener.listen()
            return listener
        except PermissionError:
            listener.close()
            raise Stop("Port %d is not yours to take: name one above 1023, or none." % candidate)
        except OSError:
            listener.close()
    if port:
        raise Stop("Port %d is taken: name another one, or none and start.py takes the next free one." % port)
    raise Stop("All ports from %d to %d are taken: name a free one with --port." % (FIRST_PORT, LAST_PORT))


def answers(port):
    # type: (int) -> bool
    """Wait for the site's first answer and tell whether one came; False as soon as the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/en/")
        connection.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(listener, people):
    # type: (socket.socket, str) -> None
    """Serve the site until Ctrl-C or SIGTERM; raises Stop where the server does not start or ends by itself."""
    folder, port = data_folder(), listener.getsockname()[1]
    with open(folder / "serving.lock", "w") as serving, open(folder / "server.log", "ab") as log:
        fcntl.flock(serving, fcntl.LOCK_SH)
        said_before = log.tell()
        # One process with threads: SQLite has one writer anyway, and the demo starts faster.
        server = subprocess.Popen(
            [PYTHON, "-m", "gunicorn", "conceptbase.wsgi", "--bind", "fd://%d" % listener.fileno()]
            + ["--workers", "1", "--threads", "8", "--log-level", "warning", "--no-control-socket"],
            cwd=ROOT,
            env=dict(os.environ, DJANGO_SETTINGS_MODULE="conceptbase.settings"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # The server keeps the shared lock where start.py is killed, so that no reset runs below it.
            pass_fds=[listener.fileno(), serving.fileno()],
        )
        listener.close()
        try:
            if answers(port):
                site = "http://127.0.0.1:%d" % port
                say("\nConceptbase is running; Ctrl-C stops it.\n")
                say("  English  %s/en/\n  中文     %s/zh-hans/\n  Admin    %s/admin/\n" % (site, site, site))
                say("People to sign in as, with their passwords:\n\n  %s\n" % people.replace("\n", "\n  "))
                server.wait()
        except KeyboardInterrupt:
            say("\nStopped.")
            return
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    # Lines that begin with a bracket are the server's own account of its processes; the reason stands before them.
    lines = (folder / "server.log").read_bytes()[said_before:].decode("utf-8", "replace").splitlines()
    reason = last_line("\n".join(line for line in lines if not line.startswith("[")))
    raise Stop("The server ended by itself (%s): see %s." % (reason, folder / "server.log"))


# The command line


def parse(arguments):
    # type: (Sequence[str]) -> tuple[argparse.Namespace, list[str]]
    """Read the command line; what follows `test` is left for the test runner."""
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Takes this folder to a filled, running site: packages in .venv, data in var, four demo people.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=(
            "  python3 start.py                set up what is missing and serve on this machine\n"
            "  python3 start.py setup          the same without serving\n"
            "  python3 start.py test [--fast]  every test on SQLite and PostgreSQL and, where there is a Python 3.12,\n"
            "                                  on the newest Django; --fast: on SQLite, without the slow ones;\n"
            "                                  anything else is handed to pytest\n"
            "  python3 start.py reset          renew the demo; what was edited or added in it is lost\n"
        ),
        allow_abbrev=False,
    )
    parser.add_argument("command", nargs="?", choices=["serve", "setup", "test", "reset"], default="serve")
    parser.add_argument("--port", type=int, help="serve on this port; without it, on the next free one from 8000")
    if arguments[:1] == ["test"] and arguments[1:] not in (["-h"], ["--help"]):
        return parser.parse_args(["test"]), list(arguments[1:])
    options = parser.parse_args(arguments)
    if options.port is not None and not 1 <= options.port <= 65535:
        parser.error("--port takes a number from 1 to 65535.")
    return options, []


def carry_out(options, for_tests):
    # type: (argparse.Namespace, list[str]) -> int
    """Do what the command line asks and return the exit code; raises Stop with the cure where that fails."""
    if options.command == "test":
        newest = "" if "--fast" in for_tests else python_for_newest_django()
        with one_at_a_time():
            install("requirements-dev.txt")
            if newest:
                install("requirements-newest.txt", NEWEST_VENV, newest)
                for_tests = ["--newest-django=%s" % (NEWEST_VENV / "bin" / "python")] + for_tests
        os.chdir(ROOT)
        # In our place rather than below us, so that Ctrl-C reaches the runner alone and it can clear up.
        os.execv(PYTHON, [PYTHON, "-m", "tests.both_databases"] + for_tests)
    if options.command == "reset":
        reset()
        return 0
    if options.command == "setup":
        set_up()
        say("Everything is set up: `python3 start.py` serves the site.")
        return 0
    # The port is taken first: whoever names one that is taken hears so before anything is installed.
    listener = listen(options.port)
    people = set_up()
    if not is_demo():
        raise Stop("CONCEPTBASE_DEMO is not true here and start.py serves the demo only: see docs/production.md.")
    serve(listener, people)
    return 0


def interrupt(number, frame):
    # type: (int, object) -> None
    """Take SIGTERM as Ctrl-C is taken."""
    raise KeyboardInterrupt


def main(arguments):
    # type: (Sequence[str]) -> int
    """Run start.py and return its exit code; whatever fails is told in a sentence on standard error."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, interrupt)
    options, for_tests = parse(arguments)
    try:
        return carry_out(options, for_tests)
    except (Stop, SettingError) as fault:
        print(fault, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped half-way; the next start goes on from here.", file=sys.stderr)
    except OSError as error:
        print(
            "start.py cannot work in %s (%s: %s): make the folder writable for you, or copy it to a place of your own."
            % (ROOT, error.strerror, error.filename),
            file=sys.stderr,
        )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
