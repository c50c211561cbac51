"""The file of a backup: a zip that any tool opens, with the checksum of its bytes in its last bytes.

It holds `manifest.json`, and for each table a file such as `concepts.Statement.jsonl` with one row a line, a JSON list
of values in the order of the manifest's columns. The comment of the zip, which ends the file, is ENDING and the SHA-256
of every byte before the sum.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from conceptbase.backup.tables import BackupError

FORMAT = 1  # raised by one when the file is written in another way
MANIFEST = "manifest.json"
ENDING = b"conceptbase backup, sha256 of every byte before: "
SUM_LENGTH = 64
CHUNK = 1 << 20
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError)


@dataclass
class BackupTable:
    """The columns of a table, and how many rows of it there are."""

    columns: list[str]
    rows: int


@dataclass
class Manifest:
    """What a backup has, and of which database: its kind, its migrations, the moment in UTC."""

    made_at: str
    database: str
    migrations: list[str]
    tables: dict[str, BackupTable] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def member_of(label: str) -> str:
    """Return the name of a table's file in the zip."""
    return f"{label}.jsonl"


@contextmanager
def written_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Give an empty zip beside `path`, and put it there once it is whole, has its checksum and is on the disk.

    Where anything fails before, `path` stays as it was. The file can be read by its owner alone. Raises BackupError
    where it cannot be written.
    """
    unfinished = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".unfinished", delete=False) as file:
            unfinished = Path(file.name)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.comment = ENDING + b"0" * SUM_LENGTH
                yield archive
            file.seek(0, os.SEEK_END)
            length = file.tell() - SUM_LENGTH
            total = _checksum(unfinished, length)
            file.seek(length)
            file.write(total)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        if unfinished:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, after the tables that it counts."""
    archive.writestr(zipfile.ZipInfo(MANIFEST), json.dumps({"format": FORMAT} | asdict(manifest), indent=1))


@contextmanager
def read_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Give the zip at `path` with its manifest, once every byte of it is checked.

    Raises BackupError where the file cannot be read, is cut short, was altered, is no backup, or has a newer format.
    """
    try:
        with path.open("rb") as file:
            _check_whole(path, file)
            with zipfile.ZipFile(file) as archive:
                yield archive, _read_manifest(path, archive)
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error
    except zipfile.BadZipFile as error:
        raise _no_backup(path) from error


def read_lines(path: Path, archive: zipfile.ZipFile, label: str) -> Iterator[tuple[list[Any], int]]:
    """Yield the values of each row of a table, with the number of bytes they were written in; raises BackupError."""
    try:
        with archive.open(member_of(label)) as lines:
            for line in lines:
                yield json.loads(line), len(line)
    except UNREADABLE as error:
        raise _no_backup(path) from error


def _check_whole(path: Path, file: BinaryIO) -> None:
    """Raise BackupError unless the file ends as a backup does, with the right checksum."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - len(ENDING) - SUM_LENGTH))
    ending = file.read()
    if not ending.startswith(ENDING):
        raise BackupError(
            f"{path} is cut short, or is no backup: it does not end as backups do. Nothing was changed; "
            "take another copy of the file."
        )
    if ending.removeprefix(ENDING) != _checksum(path, length - SUM_LENGTH):
        raise BackupError(
            f"{path} was altered or damaged after it was made: its checksum does not fit. Nothing was changed; "
            "take another copy of the file."
        )


def _checksum(path: Path, length: int) -> bytes:
    """Return the SHA-256 of that many first bytes of a file, in hexadecimal digits."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            total.update(chunk)
            length -= len(chunk)
    return total.hexdigest().encode("ascii")


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        content = json.loads(archive.read(MANIFEST))
        written = content.pop("format")
        if written > FORMAT:
            raise BackupError(
                f"{path} was made by a newer version of Conceptbase (its format is {written}, known is {FORMAT}). "
                "Nothing was changed; update the code, then restore it."
            )
        tables = {label: BackupTable(**table) for label, table in content.pop("tables").items()}
        return Manifest(**content, tables=tables)
    except UNREADABLE as error:
        raise _no_backup(path) from error


def _no_backup(path: Path) -> BackupError:
    return BackupError(f"{path} cannot be read as a backup of Conceptbase. Nothing was changed.")


def _sync_folder(folder: Path) -> None:
    """Put the new name of a file on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
