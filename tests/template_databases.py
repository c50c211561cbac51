"""Databases for tests: two templates, filled once, that each test process copies instead of filling its own.

`Content.EMPTY` has the tables and nothing in them, `Content.PACK` our own pack and its search index. SQLite's templates
are files, kept between runs under a fingerprint of all that they are made from; PostgreSQL's live as long as the run.

A process begins with a copy of the empty one. `Databases.use` leads Django's connection to another copy: tests take
back what they wrote, so one copy of each serves a whole process.
"""

import fcntl
import hashlib
import io
import shutil
import sqlite3
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "fixtures" / "marketing-sales-promotion"
KEPT = ROOT / ".cache" / "test-databases"
MOST_KEPT = 4  # fingerprints whose templates stay, the newest first
CODE = ("conceptbase", "concepts", "sources", "locale", "tests/made_up")
MADE_FROM = (*(ROOT / name for name in CODE), PACK, Path(__file__))


class Content(StrEnum):
    """What a template holds."""

    EMPTY = "empty"
    PACK = "pack"


def fingerprint() -> str:
    """Return a checksum of all that templates are made from: settings, code, pack, packages, Python and SQLite."""
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    versions = (settings.SETTINGS_MODULE, sys.version, sqlite3.sqlite_version, packages)
    total = hashlib.sha256(repr(versions).encode())
    files = [path for start in MADE_FROM for path in ([start] if start.is_file() else start.rglob("*"))]
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:32]


def connect_to(name: str) -> None:
    """Lead Django's connection to the database of that name, from its next query on."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    # A restored database has other ids. Without applications, as when conftest.py is read, there is no such model yet.
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()


def fill(content: Content) -> None:
    """Make the tables in the connected database, which is empty; or load our pack into one that has its tables."""
    if content is Content.EMPTY:
        call_command("migrate", interactive=False, verbosity=0)
        return
    for command in (["pack_load", str(PACK)], ["search_index"]):
        call_command(*command, stdout=io.StringIO())
    if connection.vendor == "postgresql":
        # Nobody gathers statistics of a new database soon enough; without them one page takes seconds.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class Databases(ABC):
    """The databases of one test process. `shared` is a folder of the run, `process` the process's name in it."""

    def __init__(self, shared: Path, process: str) -> None:
        self.shared = shared
        self.process = process
        self.copies: dict[Content, str] = {}

    def use(self, content: Content) -> str:
        """Connect to this process's copy of the template, made when it is first asked for; return its name."""
        if content not in self.copies:
            self.copies[content] = self.copy(content, self.process)
        connect_to(self.copies[content])
        return self.copies[content]

    def drop(self) -> None:
        """Remove this process's copies."""
        connection.close()
        for name in self.copies.values():
            self.remove(name)
        self.copies.clear()

    @contextmanager
    def locked(self, folder: Path, name: str = "") -> Iterator[None]:
        """Hold the folder's lock of that name: one process fills a template, and others who want it wait.

        While the pack is loaded others copy the empty one; whoever fills the former takes the lock of the latter too.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @abstractmethod
    def copy(self, content: Content, name: str) -> str:
        """Copy a template, which is filled where there is none, and return the name of the copy."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a copy."""

    @abstractmethod
    def clear(self) -> None:
        """Remove what processes of this run have left, but for templates that are kept between runs."""


class SqliteDatabases(Databases):
    """Templates are files in KEPT; copies are files in the data folder of the process."""

    def copy(self, content: Content, name: str) -> str:
        target = settings.DATA_DIR / f"{name}-{content}.sqlite3"
        self.copy_to(content, target)
        return str(target)

    def copy_to(self, content: Content, target: Path) -> None:
        """Copy a template to that path."""
        with self.locked(KEPT, content):
            shutil.copyfile(self._template(content), target)

    def remove(self, name: str) -> None:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(name + ending).unlink(missing_ok=True)

    def clear(self) -> None:
        """Do nothing: each process removes its data folder."""

    @cached_property
    def kept(self) -> Path:
        """The folder of this run's templates."""
        return KEPT / fingerprint()

    def _template(self, content: Content) -> Path:
        """Return the path of a template, filled now where it is missing; its lock is held."""
        folder = self.kept
        template = folder / f"{content}.sqlite3"
        folder.mkdir(exist_ok=True)
        if not template.exists():
            unfinished = template.with_suffix(".unfinished")
            self.remove(str(unfinished))
            if content is not Content.EMPTY:
                self.copy_to(Content.EMPTY, unfinished)
            before = connection.settings_dict["NAME"]
            connect_to(str(unfinished))
            try:
                fill(content)
            finally:
                connect_to(before)
            # The last connection to close puts all of the write-ahead log into the file and removes the log.
            assert not Path(f"{unfinished}-wal").exists()
            unfinished.rename(template)
            self._forget_old()
        folder.touch()
        return template

    def _forget_old(self) -> None:
        """Remove the templates of old fingerprints, but for the last used."""
        folders = sorted(filter(Path.is_dir, KEPT.iterdir()), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in folders[MOST_KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


class PostgresDatabases(Databases):
    """Templates and copies are databases beside the one that DATABASE_URL names, called by run and process."""

    def __init__(self, shared: Path, process: str) -> None:
        super().__init__(shared, process)
        self.server = str(connection.settings_dict["NAME"])

    def copy(self, content: Content, name: str) -> str:
        return self._copy(self._template(content), f"{name}_{content}")

    def remove(self, name: str) -> None:
        self._administer(f"DROP DATABASE IF EXISTS {self._quoted(name)} WITH (FORCE)")

    def clear(self) -> None:
        if not any(self.shared.glob("*.template")):
            return
        connect_to(self.server)
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._called("")])
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            self.remove(name)
        connection.close()

    def _called(self, name: str) -> str:
        return f"conceptbase_test_{self.shared.name[-8:]}_{name}"

    def _mark(self, content: Content) -> Path:
        """Return the file that says that the template is finished."""
        return self.shared / f"{content}.template"

    def _template(self, content: Content) -> str:
        """Return the name of a template, filled now where it is missing."""
        name = f"template_{content}"
        with self.locked(self.shared, content):
            if not self._mark(content).exists():
                base = "template0" if content is Content.EMPTY else self._template(Content.EMPTY)
                before = connection.settings_dict["NAME"]
                connect_to(self._copy(base, name))
                try:
                    fill(content)
                finally:
                    connect_to(before)
                self._mark(content).touch()
        return self._called(name)

    def _copy(self, template: str, name: str) -> str:
        copy = self._called(name)
        self.remove(copy)
        # Copying the files is faster than writing every page to the log, and no crash has to be survived.
        self._administer(f"CREATE DATABASE {self._quoted(copy)} TEMPLATE {self._quoted(template)} STRATEGY FILE_COPY")
        return copy

    def _administer(self, command: str) -> None:
        """Carry out a command that stands outside any transaction, on the database that DATABASE_URL names."""
        before = connection.settings_dict["NAME"]
        connect_to(self.server)
        try:
            with connection.cursor() as cursor:
                cursor.execute(command)
        finally:
            connect_to(before)

    def _quoted(self, name: str) -> str:
        return connection.ops.quote_name(name)


def databases_of(shared: Path, process: str) -> Databases:
    """Return the databases of a test process, on the server that the settings name."""
    return (PostgresDatabases if connection.vendor == "postgresql" else SqliteDatabases)(shared, process)
