"""Break a running site in every way that a bad day does, and print what its readers and curators saw.

.venv/bin/python -m benchmarks.breaking [sqlite] [postgresql]

Sites of its own are filled for it. Reader's pages are never taken from the store. Disks are made read-only or full in a
file system in memory, which takes root; elsewhere these rows say so. The table stands in docs/when-things-break.md.
"""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2

from benchmarks.breaking_site import Curator, Site, serve_while_stopping, show
from tests.postgres import PROGRAMS, run, running_postgres

BASE = Path(__file__).resolve().parent.parent
Row = tuple[str, str, str, str, str, str]
HEAD = ("database", "what was done", "readers saw", "`/healthz`", "a curator who saved saw", "afterwards")


class Breaking:
    """A site, a curator with an open form, and the rows of the table so far."""

    def __init__(self, database: str, site: Site) -> None:
        self.database, self.site, self.rows = database, site, list[Row]()
        self.curator = Curator(site)

    def record(self, what: str, after: Callable[[], object], save: bool = True) -> None:
        """Look at the site now, then do `after`, which mends it, and look again; adds a row."""
        seen = self.site.read()
        health, saved = self.site.health(), self.curator.save() if save else "–"
        after()
        self.add(what, show(seen), health, saved, self._recovered())

    def add(self, what: str, readers: str, health: str, curators: str, afterwards: str) -> None:
        """Add a row and print it."""
        self.rows.append((self.database, what, readers, health, curators, afterwards))
        print_row(self.rows[-1])

    def _recovered(self) -> str:
        begun = time.monotonic()
        while time.monotonic() - begun < 60:
            if {status for status, _seconds in self.site.read()} == {200}:
                saved = self.curator.save()
                self.curator.open_form()
                return f"all pages after {time.monotonic() - begun:.0f} s; the same form sent again: {saved}"
        return "**not well again within a minute**"

    def stop_under_load(self) -> None:
        """Stop the server with SIGTERM while it is asked, and start it again."""
        counts = serve_while_stopping(self.site)
        self.add(
            "SIGTERM under load",
            f"{counts.answered} answered, {counts.lost} lost; {counts.refused} that came later found no server",
            "–",
            f"half-sent forms: {counts.half_sent_answered} of {counts.half_sent} answered",
            f"the server ended by itself after {counts.seconds:.1f} s",
        )


def print_row(row: Row) -> None:
    """Print a row of the table."""
    print("| " + " | ".join(row) + " |", flush=True)


def break_postgresql(folder: Path) -> None:
    """Do everything to a site on a PostgreSQL server of its own."""
    with running_postgres() as address:
        home = Path(address.split("@")[1].split("/")[0].replace("%2F", "/"))
        control = home / PROGRAMS / "pg_ctl"
        data = str(home / "data")

        def start() -> None:
            run(control, "-D", data, "-w", "-t", "60", "-l", f"{data}/log", "start")

        def processes() -> list[int]:
            first = int((home / "data" / "postmaster.pid").read_text().split()[0])
            children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
            return [first, *map(int, children)]

        def signal_all(number: int) -> None:
            for process in processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, number)

        def set_read_only(value: str) -> None:
            with contextlib.closing(psycopg2.connect(address)) as connection:
                connection.autocommit = True
                connection.cursor().execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
                connection.cursor().execute("SELECT pg_reload_conf()")
            time.sleep(0.5)

        with Site(folder / "postgresql", address) as site:
            breaking = Breaking("PostgreSQL", site)
            run(control, "-D", data, "-m", "immediate", "stop")
            breaking.record("database killed", start)
            run(control, "-D", data, "-m", "fast", "stop")
            breaking.record("database shut down in order", start)
            signal_all(signal.SIGSTOP)
            breaking.record("database hung (SIGSTOP to its processes)", lambda: signal_all(signal.SIGCONT))
            signal_all(signal.SIGSTOP)
            seen = site.read_at_once(40)
            signal_all(signal.SIGCONT)
            breaking.add("the same, 40 readers at once", show(seen), "–", "–", "–")
            set_read_only("on")
            breaking.record("database read-only", lambda: set_read_only("off"))
            breaking.stop_under_load()


@contextlib.contextmanager
def disk_in_memory(megabytes: int) -> Iterator[Path | None]:
    """Give a small file system in memory; None where this machine does not let us mount one."""
    folder = Path(tempfile.mkdtemp(prefix="conceptbase-disk-"))
    size = f"size={megabytes}m,mode=755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False)
    try:
        yield folder if done.returncode == 0 else None
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def remount(disk: Path, how: str) -> None:
    """Make the file system read-only (`ro`) or writable (`rw`)."""
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


def fill(disk: Path) -> Path:
    """Write a file until the disk is full; return it."""
    file = disk / "filling"
    with file.open("wb", buffering=0) as filling, contextlib.suppress(OSError):
        while filling.write(b"\0" * 4096):
            pass
    return file


def tidy(database: Path) -> None:
    """Put everything into the one file of the database, as the last connection does that closes in order."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)


def break_sqlite(folder: Path) -> None:
    """Do everything to a site on SQLite, on a disk of its own."""
    with disk_in_memory(64) as disk, Site((disk or folder) / "sqlite", "") as site:
        breaking = Breaking("SQLite", site)
        database = site.folder / "conceptbase.sqlite3"
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        breaking.record("another process keeps the lock of writers", lambda: other.execute("ROLLBACK"))
        other.close()
        if disk is None:
            breaking.add("disk read-only, disk full", "not tried: only root may mount", "–", "–", "–")
        else:
            site.stop(signal.SIGKILL)
            remount(disk, "ro")
            site.start()

            def writable() -> None:
                site.stop()
                remount(disk, "rw")
                site.start()

            breaking.record("disk read-only, with SQLite's side files", writable)
            site.stop()
            tidy(database)
            remount(disk, "ro")
            site.start()
            breaking.record("disk read-only, without them", writable)
            filling = fill(disk)
            command = site.manage("search_index", check=False)
            exported = site.manage("pack_export", "marketing-sales-promotion", "--to", str(disk / "out"), check=False)
            said = f"`search_index`: {command}; `pack_export`: {exported}".replace(str(disk), "…")
            breaking.record("disk full", filling.unlink)
            shutil.rmtree(disk / "out", ignore_errors=True)
            breaking.add("disk full, commands", "–", "–", said, "–")
            site.stop()
            tidy(database)
            filling = fill(disk)
            site.start()
            breaking.record("started on a full disk, without side files", filling.unlink)
        breaking.stop_under_load()


def main(databases: list[str]) -> None:
    """Break the sites on these databases and print the table."""
    breakers = {"sqlite": break_sqlite, "postgresql": break_postgresql}
    with tempfile.TemporaryDirectory(prefix="conceptbase-breaking-") as folder:
        print_row(HEAD)
        print("| --- " * len(HEAD) + "|")
        for database in databases or list(breakers):
            breakers[database](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
