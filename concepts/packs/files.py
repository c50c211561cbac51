"""A pack on disk: which files it has, what stands in each, and the texts of its sources."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError

from concepts.packs.entries import EntryReader, FileEntry
from concepts.packs.faults import Fault, PackFaultyError
from concepts.packs.schema import FILES, file_pattern, file_shape
from concepts.packs.yaml_reader import MOST_BYTES, read_yaml
from sources.text import MOST_SOURCE_BYTES, SLUG_PATTERN, check_source_text

NAME_CAP = 80


@dataclass(slots=True)
class PackFiles:
    """What stands in the files of a pack: `entries` by the pattern of their file's name (FILES), in the order of files.

    `texts` has the texts of the sources by the name of their file.
    """

    folder: Path
    entries: dict[str, list[FileEntry]] = field(default_factory=lambda: {pattern: [] for pattern in FILES})
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the pack, which is that of its folder."""
        return self.folder.resolve().name


def read_pack(folder: Path, faults: list[Fault]) -> PackFiles:
    """Return the pack in `folder`, as far as it can be read; what is wrong is added to `faults`.

    Raises PackFaultyError where there is no pack at all: no such folder, no file of a pack, a folder name that is no
    name.
    """
    pack = PackFiles(folder)
    if not folder.is_dir():
        raise PackFaultyError([Fault("", 0, "There is no such folder. Name the folder of a pack.")])
    if len(pack.name) > NAME_CAP or not re.fullmatch(SLUG_PATTERN, pack.name):
        allowed = f"small letters, digits and hyphens, at most {NAME_CAP} characters"
        raise PackFaultyError([Fault("", 0, f"The folder's name is the pack's name: use {allowed}.")])
    names = pack_files(folder, faults)
    if not names and not faults:
        raise PackFaultyError([Fault("", 0, f"No file of a pack is here; a pack has {', '.join(FILES)}.")])
    for name in names:
        pack.entries[file_pattern(name)] += _read_file(folder, name, faults)
    _read_texts(pack, faults)
    return pack


def pack_files(folder: Path, faults: list[Fault]) -> list[str]:
    """Return the names of a pack's YAML files, in the order of FILES; YAML that belongs to no pack is a fault."""
    found: list[tuple[int, str]] = []
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        name = path.relative_to(folder).as_posix()
        pattern = file_pattern(name)
        if not pattern:
            faults.append(Fault(name, 0, f"A pack has no such file. Its YAML files are {', '.join(FILES)}."))
        elif not path.is_file() or not _is_inside(path, folder):
            faults.append(Fault(name, 0, "This is no file inside the pack. Put the file itself here, not a link."))
        else:
            found.append((list(FILES).index(pattern), name))
    return [name for rank, name in sorted(found)]


def read_bytes(folder: Path, name: str) -> bytes:
    """Return the bytes of a YAML file, at most one more than the cap, so that a huge file costs nothing."""
    with (folder / name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop of links
        return False


def _read_file(folder: Path, name: str, faults: list[Fault]) -> list[FileEntry]:
    try:
        node = read_yaml(read_bytes(folder, name), name)
    except PackFaultyError as error:
        faults.extend(error.faults)
        return []
    return EntryReader(name, faults).read(node, file_shape(name))


def _read_texts(pack: PackFiles, faults: list[Fault]) -> None:
    """Read the texts that versions name into `pack.texts`."""
    for source in pack.entries["sources.yaml"]:
        for version in source.entries("versions"):
            name = version.text("file")
            if not name:
                continue
            path = pack.folder / name
            if not _is_inside(path, pack.folder) or Path(name).is_absolute():
                faults.append(version.fault(f"{name} lies outside the pack. Put the text into texts/.", "file"))
                continue
            try:
                with path.open("rb") as file:
                    data = file.read(MOST_SOURCE_BYTES + 1)
            except OSError:
                faults.append(version.fault(f"The file {name} is missing or cannot be read. Put it there.", "file"))
                continue
            checksum = hashlib.sha256(data).hexdigest()
            if checksum != (version.text("sha256") or checksum):
                message = (
                    f"{name} has the checksum {checksum}. A text that is loaded never changes: "
                    "restore the file, or add the changed text as a new version."
                )
                faults.append(version.fault(message, "sha256"))
            try:
                pack.texts[name] = check_source_text(data)
            except ValidationError as error:
                faults.append(version.fault(f"{name}: {' '.join(error.messages)}", "file"))


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path` and move it there, so that a reader finds the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
