"""Writes what the database holds as the files of a pack, in the form that loading reads back to the same content."""

from dataclasses import replace
from pathlib import Path

from concepts.packs.files import pack_files, read_bytes
from concepts.packs.layout import lay_out
from concepts.packs.records import Content
from concepts.packs.row_reader import read_rows, rows_of_pack
from concepts.packs.write import emit, write_atomically


class NotExportableError(Exception):
    """There is nothing to export, or no place for it; the message says what to do."""


def export_pack(pack: str, folder: Path) -> list[str]:
    """Writes the rows of `pack`, and those made on the site, into `folder`; returns the names of its files.

    Files of an older export there are replaced, those that are no longer needed removed. Raises NotExportableError for
    a pack that no row is of, and for a folder that holds something other than a pack.
    """
    stored = read_rows()
    if not any(row.row.pack == pack for rows in stored.rows.values() for row in rows.values()):
        raise NotExportableError(
            f"Nothing on this site is of a pack called {pack}. Name the folder it was loaded from."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not _is_pack(folder):
        raise NotExportableError(f"{folder} holds something other than a pack. Name a new or an empty folder.")
    content = rows_of_pack(stored, pack)
    _name_texts(content)
    files = {name: emit(name, value) for name, value in lay_out(content).items()}
    files |= {item.record["file"]: content.texts[key].encode() for key, item in content.of("version").items()}
    there = set(pack_files(folder, [])) if folder.exists() else set()
    for name, data in files.items():
        if name not in there or read_bytes(folder, name) != data:
            write_atomically(folder / name, data)
    for name in there - files.keys():
        (folder / name).unlink()
    return sorted(files)


def _is_pack(folder: Path) -> bool:
    return folder.is_dir() and bool(pack_files(folder, []))


def _name_texts(content: Content) -> None:
    """Gives a file to texts that were pasted in on the site."""
    for (source, number), item in content.of("version").items():
        if "file" not in item.record:
            named = item.record | {"file": f"texts/{source}-v{number}.txt"}
            content.of("version")[(source, number)] = replace(item, record=named)
