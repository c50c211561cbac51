"""Read and write what stands in the project folder: settings, notes of earlier starts, the lock and the log."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from conceptbase.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / ".conceptbase.env"


class StartError(Exception):
    """A start cannot go on; its words say why and what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    print(text, flush=True)


# Notes


def fingerprint(paths: Iterable[Path], text: str = "") -> str:
    """Return one hash over a text and the names and bytes of files.

    Of folders it takes everything below them but compiled Python.
    """
    files: set[Path] = set()
    for path in paths:
        files.update(path.rglob("*") if path.is_dir() else [path])
    total = hashlib.sha256(text.encode("utf-8"))
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            total.update(str(path.relative_to(ROOT)).encode("utf-8", "surrogateescape") + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read_notes(path: Path) -> dict[str, str]:
    """Return what an earlier start noted; nothing where the file is missing or cut short."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def write_whole(path: Path, text: str) -> None:
    """Write a file that only its owner reads, so that a crash leaves the old one or the new one and never half."""
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


# Settings and folders


def read_settings() -> Environment:
    """Return the variables of the process and, below them, those of the settings file."""
    return Environment(SETTINGS)


def data_folder() -> Path:
    """Return the folder of the database, the collected static files and our own notes and logs; make it."""
    folder = ROOT / read_settings().text("CONCEPTBASE_DATA_DIR", "var")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_demo() -> bool:
    """Tell whether the settings make this the demo."""
    return read_settings().flag("CONCEPTBASE_DEMO")


def write_settings() -> None:
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
def one_at_a_time() -> Iterator[None]:
    """Hold the folder's lock, so that two starts at once set up one after the other.

    Commands started meanwhile inherit it: where start.py is killed, the next start waits until they have ended.
    """
    with (data_folder() / "start.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start.py is setting up in this folder; waiting for it to finish.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# Commands


def log_file() -> Path:
    """Return the file that keeps the output of all commands."""
    return data_folder() / "start.log"


def run(command: Sequence[str], **variables: str) -> tuple[bool, str]:
    """Run a command in the project folder, add its output to the log; return whether it succeeded, and the output."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "conceptbase.settings", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # one_at_a_time() lets commands inherit its lock
        check=False,
    )
    with log_file().open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}\n")
    return done.returncode == 0, done.stdout.strip()


def last_line(text: str) -> str:
    """Return the last line that says anything, without a full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it said nothing"
