"""Rewrites the files of a pack in their canonical form: exactly what export writes. Comments are lost."""

from pathlib import Path

from concepts.packs.check import check_pack
from concepts.packs.files import pack_files, read_bytes
from concepts.packs.layout import lay_out
from concepts.packs.write import emit, write_atomically


def format_pack(folder: Path, *, write: bool = True) -> list[str]:
    """The names of the files that are not in canonical form; with `write` they are rewritten, moved or removed.

    Raises PackFaultyError if the pack has faults, and writes nothing then.
    """
    content = check_pack(folder)[1]
    wanted = {name: emit(name, value) for name, value in lay_out(content).items()}
    there = pack_files(folder, [])
    changed = [name for name, data in wanted.items() if name not in there or read_bytes(folder, name) != data]
    gone = [name for name in there if name not in wanted]
    if write:
        for name in changed:
            write_atomically(folder / name, wanted[name])
        for name in gone:
            (folder / name).unlink()
    return sorted([*changed, *gone])
