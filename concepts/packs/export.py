"""Writes the files of a pack in their one canonical form: from the database, or anew from what the files say."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from concepts.packs.check import check_pack
from concepts.packs.files import pack_files, read_bytes, write_atomically
from concepts.packs.layout import canonical_files
from concepts.packs.records import PackContent
from concepts.packs.row_reader import StoredRows, read_rows
from concepts.packs.selection import LeftOut, select_rows


class NotExportableError(Exception):
    """There is nothing to export, or no place for it; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The names of the files of an export, and what is on the site and not in them."""

    files: list[str]
    left_out: LeftOut


def export_pack(pack: str, folder: Path) -> ExportReport:
    """Write the rows of `pack`, and those made on the site, into `folder`; return what was written and left out.

    Files of an older export there are replaced, those that are no longer needed removed. Where all rows were made on
    the site, any name will do for the pack. Raises NotExportableError for a pack that no row is of, and for a folder
    that holds something other than a pack.
    """
    stored = read_rows()
    _check_pack_is_there(stored, pack)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not _is_pack(folder):
        raise NotExportableError(f"{folder} holds something other than a pack. Name a new or an empty folder.")
    content, left_out = select_rows(stored, pack)
    del stored  # the rows, of which the records are all that is written
    there = set(pack_files(folder, [])) if folder.exists() else set()
    names = []
    for name, data in chain(canonical_files(content), _text_files(content)):
        names.append(name)
        if name not in there or read_bytes(folder, name) != data:
            write_atomically(folder / name, data)
    for name in there.difference(names):
        (folder / name).unlink()
    return ExportReport(sorted(names), left_out)


def _text_files(content: PackContent) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of the text of every version, one after the other."""
    for key, record in content.of("version").items():
        yield record.text("file"), content.texts[key].encode()


def _check_pack_is_there(stored: StoredRows, pack: str) -> None:
    packs = {row.row.pack for rows in stored.rows.values() for row in rows.values()}
    if not packs:
        raise NotExportableError("There is no content on this site.")
    if pack not in packs and packs != {""}:
        named = ", ".join(sorted(packs - {""}))
        raise NotExportableError(
            f"Nothing on this site is of a pack called {pack}. Name the folder it was loaded from: {named}."
        )


def format_pack(folder: Path, *, write: bool = True) -> list[str]:
    """Return the names of the files that are not in canonical form; with `write` they are rewritten, moved or removed.

    Comments are lost. Raises PackFaultyError if the pack has faults, and writes nothing then.
    """
    wanted = dict(canonical_files(check_pack(folder)[1]))
    there = pack_files(folder, [])
    changed = [name for name, data in wanted.items() if name not in there or read_bytes(folder, name) != data]
    gone = [name for name in there if name not in wanted]
    if write:
        for name in changed:
            write_atomically(folder / name, wanted[name])
        for name in gone:
            (folder / name).unlink()
    return sorted([*changed, *gone])


def _is_pack(folder: Path) -> bool:
    return folder.is_dir() and bool(pack_files(folder, []))
