"""Writes the files of a pack in their one canonical form: from the database, or anew from what the files say."""

from dataclasses import replace
from pathlib import Path

from concepts.content.natural_keys import NaturalKey
from concepts.models import Statement
from concepts.packs.check import check_pack
from concepts.packs.files import pack_files, read_bytes, write_atomically
from concepts.packs.layout import canonical_files
from concepts.packs.records import PackContent, RowRecord
from concepts.packs.row_reader import StoredRow, StoredRows, read_rows


class NotExportableError(Exception):
    """There is nothing to export, or no place for it; the message says what to do."""


def export_pack(pack: str, folder: Path) -> list[str]:
    """Write the rows of `pack`, and those made on the site, into `folder`; return the names of its files.

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
    content = _content_of(stored, pack)
    files = canonical_files(content)
    files |= {record.text("file"): content.texts[key].encode() for key, record in content.of("version").items()}
    there = set(pack_files(folder, [])) if folder.exists() else set()
    for name, data in files.items():
        if name not in there or read_bytes(folder, name) != data:
            write_atomically(folder / name, data)
    for name in there - files.keys():
        (folder / name).unlink()
    return sorted(files)


def format_pack(folder: Path, *, write: bool = True) -> list[str]:
    """Return the names of the files that are not in canonical form; with `write` they are rewritten, moved or removed.

    Comments are lost. Raises PackFaultyError if the pack has faults, and writes nothing then.
    """
    wanted = canonical_files(check_pack(folder)[1])
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


def _content_of(stored: StoredRows, pack: str) -> PackContent:
    """Return the rows of the pack and those made on the site, without what was withdrawn.

    A withdrawn statement is left to its address, and a passage that only withdrawn statements cite goes with it.
    """
    content = PackContent()
    for kind, rows in stored.rows.items():
        for key, row in rows.items():
            if row.row.pack not in ("", pack) or row.record.status == Statement.Status.WITHDRAWN:
                continue
            if not stored.is_history(kind, key):
                content.of(kind)[key] = _record_for(kind, key, row, content)
    content.texts = {key: stored.version(key).text for key in stored.of("version")}
    return content


def _record_for(kind: str, key: NaturalKey, row: StoredRow, content: PackContent) -> RowRecord:
    """Return what a row says in this pack: without the citations of other packs, and with a file for its text."""
    record = row.record
    if kind == "passage" and "citations" in record.attached:
        ours = [cited for cited in record.attached["citations"] if cited.key("statement") in content.of("statement")]
        return replace(record, attached={**record.attached, "citations": ours})
    if kind == "version" and not record.text("file"):  # pasted in on the site
        return replace(record, fields={**record.fields, "file": f"texts/{key[0]}-v{key[1]}.txt"})
    return record
