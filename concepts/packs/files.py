"""A pack on disk: which files it has, what stands in each, and the texts of its sources."""

import hashlib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from django.core.exceptions import ValidationError

from concepts.packs.entries import SLUG, WRONG, Entry, Shaper
from concepts.packs.faults import Fault, PackFaultyError
from concepts.packs.reader import MOST_BYTES, read_yaml
from concepts.packs.schema import FILES
from sources.text import MOST_SOURCE_BYTES, check_source_text

NAME_CAP = 80


@dataclass(slots=True)
class Pack:
    """The entries of a pack in the order of its files; statements of `questions.yaml` are inside the questions."""

    folder: Path
    sources: list[Entry] = field(default_factory=list)
    concepts: list[Entry] = field(default_factory=list)
    dimensions: list[Entry] = field(default_factory=list)
    relation_types: list[Entry] = field(default_factory=list)
    tags: list[Entry] = field(default_factory=list)
    questions: list[Entry] = field(default_factory=list)
    addresses: list[Entry] = field(default_factory=list)
    statements: list[Entry] = field(default_factory=list)
    evidence: list[Entry] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # by the name of the file

    @property
    def name(self) -> str:
        return self.folder.resolve().name


def read_pack(folder: Path, faults: list[Fault]) -> Pack:
    """The pack in `folder`, as far as it can be read; what is wrong is added to `faults`.

    Raises PackFaultyError where there is no pack at all: no such folder, no file of a pack, a folder name that is no
    name.
    """
    pack = Pack(folder)
    if not folder.is_dir():
        raise PackFaultyError([Fault("", 0, "There is no such folder. Name the folder of a pack.")])
    if len(pack.name) > NAME_CAP or not SLUG.fullmatch(pack.name):
        form = f"small letters, digits and hyphens, at most {NAME_CAP} characters"
        raise PackFaultyError([Fault("", 0, f"The folder's name is the pack's name: use {form}.")])
    names = pack_files(folder, faults)
    if not names and not faults:
        raise PackFaultyError([Fault("", 0, f"No file of a pack is here; a pack has {', '.join(FILES)}.")])
    for name in names:
        entries = _read_file(folder, name, faults)
        holder = name.split("/")[0].removesuffix(".yaml").replace("-", "_")
        getattr(pack, holder).extend(entries)
    _read_texts(pack, faults)
    return pack


def pack_files(folder: Path, faults: list[Fault]) -> list[str]:
    """The names of a pack's YAML files, in the order of FILES; YAML that belongs to no pack is a fault."""
    found: list[tuple[int, str]] = []
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        name = path.relative_to(folder).as_posix()
        fits = [rank for rank, form in enumerate(FILES) if _fits(name, form)]
        if not fits:
            faults.append(Fault(name, 0, f"A pack has no such file. Its YAML files are {', '.join(FILES)}."))
        elif not path.is_file() or not _is_inside(path, folder):
            faults.append(Fault(name, 0, "This is no file inside the pack. Put the file itself here, not a link."))
        else:
            found.append((fits[0], name))
    return [name for rank, name in sorted(found)]


def _fits(name: str, form: str) -> bool:
    return fnmatchcase(name, form) and name.count("/") == form.count("/")


def file_schema(name: str) -> object:
    """What the file of this name may say."""
    return next(schema for form, schema in FILES.items() if _fits(name, form))


def read_bytes(folder: Path, name: str) -> bytes:
    """The bytes of a YAML file, at most one more than the cap, so that a huge file costs nothing."""
    with (folder / name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop of links
        return False


def _read_file(folder: Path, name: str, faults: list[Fault]) -> list[Entry]:
    try:
        node = read_yaml(read_bytes(folder, name), name)
    except PackFaultyError as error:
        faults.extend(error.faults)
        return []
    read = Shaper(name, faults).shape(node, file_schema(name))
    if read is WRONG:
        return []
    return read if isinstance(read, list) else [read]


def _read_texts(pack: Pack, faults: list[Fault]) -> None:
    for source in pack.sources:
        for version in source.get("versions", []):
            name = version.get("file")
            if name is None:
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
            if checksum != version.get("sha256", checksum):
                message = (
                    f"{name} has the checksum {checksum}. A text that is loaded never changes: "
                    "restore the file, or add the changed text as a new version."
                )
                faults.append(version.fault(message, "sha256"))
            try:
                pack.texts[name] = check_source_text(data)
            except ValidationError as error:
                faults.append(version.fault(f"{name}: {' '.join(error.messages)}", "file"))
