"""The entries of a pack's files: what a value may look like (its shape), and reading nodes as entries of that shape.

An entry is a plain dictionary of texts, numbers, lists and other entries that still knows its lines.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from django.core.exceptions import ValidationError

from concepts.content.value_types import (
    Canonical,
    Code,
    Flag,
    Name,
    Number,
    OneOf,
    Pattern,
    Prose,
    Quote,
    Several,
    ValueType,
)
from concepts.models.codes import ALPHABET, is_code
from concepts.models.names import check_slug
from concepts.packs.faults import Fault, nearest
from concepts.packs.yaml_reader import YamlList, YamlMapping, YamlNode, YamlText
from sources.text import clean_text, normal_width

NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list that is not empty; a `flow` one is written on one line."""

    item: "FileShape"
    flow: bool = False


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping with these keys and no others, written in this order; the `required` ones must be there.

    A `flow` one is written on one line.
    """

    keys: Mapping[str, "FileShape"]
    required: frozenset[str] = frozenset()
    flow: bool = False

    @staticmethod
    def marked(keys: Mapping[str, "FileShape"], *, flow: bool = False) -> "MappingOf":
        """Return the mapping of these keys, of which those that end in `!` must be there."""
        required = frozenset(key[:-1] for key in keys if key.endswith("!"))
        return MappingOf({key.removesuffix("!"): shape for key, shape in keys.items()}, required, flow)


@dataclass(frozen=True, slots=True)
class MappingByKind:
    """A mapping whose value of `kind` says which of these it is."""

    kinds: Mapping[str, MappingOf]


@dataclass(frozen=True, slots=True)
class SingleOrMapping:
    """A single value where it says no more than that, else a mapping."""

    single: ValueType
    mapping: MappingOf


FileShape = ListOf | MappingOf | MappingByKind | SingleOrMapping | ValueType
SingleValue = str | int | bool
ListItem: TypeAlias = "SingleValue | FileEntry"
EntryValue: TypeAlias = "ListItem | EntryList"


class EntryList(list[ListItem]):
    """A list in a pack's file; `lines` has the line of each item."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


@dataclass(slots=True, eq=False)
class FileEntry:
    """A mapping in a pack's file, without what means the same as leaving it out.

    `line` is its first line, `lines` those of its keys, faulty ones among them. The getters return nothing ("", None,
    an empty list) where the key is missing or holds something else.
    """

    file: str
    line: int
    values: dict[str, EntryValue] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def single(self, key: str) -> str | int | bool | None:
        """Return the single value of the key."""
        value = self.values.get(key)
        return value if isinstance(value, (str, int)) else None

    def text(self, key: str) -> str:
        """Return the text of the key."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int | None:
        """Return the number of the key."""
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def entry(self, key: str) -> "FileEntry | None":
        """Return the mapping of the key."""
        value = self.values.get(key)
        return value if isinstance(value, FileEntry) else None

    def _list(self, key: str) -> EntryList:
        value = self.values.get(key)
        return value if isinstance(value, EntryList) else EntryList()

    def singles(self, key: str) -> list[str | int]:
        """Return the single values in the list of the key."""
        return [item for item in self._list(key) if isinstance(item, (str, int))]

    def texts(self, key: str) -> list[str]:
        """Return the texts in the list of the key."""
        return [item for item in self._list(key) if isinstance(item, str)]

    def entries(self, key: str) -> list["FileEntry"]:
        """Return the mappings in the list of the key."""
        return [item for item in self._list(key) if isinstance(item, FileEntry)]

    def items(self, key: str) -> list[ListItem]:
        """Return the single values and mappings in the list of the key."""
        return list(self._list(key))

    def item(self, key: str, index: int) -> "FileEntry":
        """Return an empty entry on the line of one item of the list of the key, for faults of that item."""
        return FileEntry(self.file, self._list(key).lines[index], NO_VALUES, NO_LINES)

    def fault(self, message: str, key: str = "", index: int | None = None) -> Fault:
        """Return a fault at the entry, at the value of `key`, or at the item number `index` of that value."""
        line = self.lines.get(key, self.line)
        if index is not None and index < len(lines := self._list(key).lines):
            line = lines[index]
        return Fault(self.file, line, message)


class _WrongValueError(Exception):
    """A value that cannot be read; the message says why. `line` is where it stands, if not where its node begins."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


# Of entries that stand for an item that is no mapping; nobody fills them.
NO_VALUES: dict[str, EntryValue] = {}
NO_LINES: dict[str, int] = {}


class EntryReader:
    """Reads the nodes of one file; what is wrong is added to `faults`, and reading goes on."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults

    def read(self, node: YamlNode, shape: FileShape) -> list[FileEntry]:
        """Return the entries of a file: those of its list, or the one mapping that it is."""
        value = self._value(node, shape, "the file")
        items = value if isinstance(value, EntryList) else [value]
        return [item for item in items if isinstance(item, FileEntry)]

    def _value(self, node: YamlNode, shape: FileShape, name: str) -> "EntryValue | None":
        """Return what `node` says, read as `shape`; None where it cannot be read. `name` is its key, for messages."""
        try:
            if isinstance(shape, ListOf):
                return self._list(node, shape, name)
            if isinstance(shape, MappingOf):
                return self._mapping(node, shape, name)
            if isinstance(shape, MappingByKind):
                return self._mapping_by_kind(node, shape)
            if isinstance(shape, SingleOrMapping):
                return self._value(node, shape.mapping if isinstance(node, YamlMapping) else shape.single, name)
            if isinstance(shape, Several):
                return self._several(node, shape, name)
            if not isinstance(node, YamlText):
                raise _WrongValueError(f"{name} is a single value; write it as text.")
            return _read_single(node.text, shape, name)
        except _WrongValueError as error:
            self.faults.append(Fault(self.file, error.line or node.line, str(error)))
            return None

    def _mapping_by_kind(self, node: YamlNode, shape: MappingByKind) -> FileEntry:
        kind = node.items.get("kind") if isinstance(node, YamlMapping) else None
        if not isinstance(kind, YamlText) or kind.text not in shape.kinds:
            message = f"kind is missing or unknown; write one of {', '.join(shape.kinds)}."
            raise _WrongValueError(message, (kind or node).line)
        return self._mapping(node, shape.kinds[kind.text], f"a {kind.text}")

    def _list(self, node: YamlNode, shape: ListOf, name: str) -> EntryList:
        if not isinstance(node, YamlList):
            raise _WrongValueError(f"{name} is a list; begin each item with `- `.")
        if not node.items:
            raise _WrongValueError(f"{name} is empty; leave the key out, or remove the file.")
        items = EntryList()
        for item in node.items:
            value = self._value(item, shape.item, name)
            if value is not None and not isinstance(value, EntryList):
                items.append(value)
                items.lines.append(item.line)
        return items

    def _several(self, node: YamlNode, shape: Several, name: str) -> str:
        """Return as one text what a list on one line says."""
        values = [value for value in self._list(node, ListOf(OneOf(shape.values)), name) if isinstance(value, str)]
        if twice := next((value for place, value in enumerate(values) if value in values[:place]), ""):
            raise _WrongValueError(f"{name}: {twice} stands twice; remove one.")
        with _refusals(f"{name}: "):
            return shape.join(values)

    def _mapping(self, node: YamlNode, shape: MappingOf, name: str) -> FileEntry:
        if not isinstance(node, YamlMapping):
            raise _WrongValueError(f"{name} is a mapping; write `key: value` lines.")
        entry = FileEntry(self.file, node.line, {}, node.key_lines)
        for key, item in node.items.items():
            if key not in shape.keys:
                cure = nearest(key, shape.keys) or f" Known here: {', '.join(shape.keys)}."
                self.faults.append(Fault(self.file, node.key_lines[key], f"The key {key} is unknown.{cure}"))
                continue
            value = self._value(item, shape.keys[key], key)
            if value is not None and not _is_default(value, shape.keys[key]):
                entry.values[key] = value
        for key in shape.required - node.items.keys():
            self.faults.append(Fault(self.file, node.line, f"The key {key} is missing; add it."))
        if not node.items:
            raise _WrongValueError(f"{name} is empty; leave the key out.")
        return entry


@contextmanager
def _refusals(before: str = "") -> Iterator[None]:
    """Raise what a rule refuses as _WrongValueError, with `before` in front of its message."""
    try:
        yield
    except ValidationError as error:
        raise _WrongValueError(before + " ".join(error.messages)) from error


def _read_single(text: str, shape: ValueType, name: str) -> SingleValue:
    """Return the value that `text` stands for; raises _WrongValueError."""
    if not text.strip():
        raise _WrongValueError(f"{name} has no value; write one or leave the key out.")
    match shape:
        case Prose(cap, multiline, in_normal_width):
            with _refusals():
                cleaned = clean_text(text, most=cap, field=name, multiline=multiline)
            if in_normal_width:
                cleaned = normal_width(cleaned)
            if not cleaned:
                raise _WrongValueError(f"{name} has no visible character; write a value or leave it out.")
            return cleaned
        case Quote(cap):
            if len(text) > cap:
                raise _WrongValueError(f"{name} has {len(text)} characters; at most {cap} fit. Shorten it.")
        case Name(cap, kind):
            with _refusals():
                check_slug(kind, text, cap)
        case Pattern(regex, form):
            if not re.fullmatch(regex, text):
                raise _WrongValueError(f"{name}: {text[:80]!r} is not {form}.")
        case Canonical(rule):
            with _refusals(f"{name}: "):
                return rule(text)
        case Code():
            if not is_code(text):
                form = f"five of {ALPHABET}, at least one of them a letter"
                raise _WrongValueError(f"{text[:80]!r} is no code: write {form}. pack_mint makes new ones.")
        case OneOf(values):
            if text not in values:
                raise _WrongValueError(f"{name}: {text[:80]!r} is unknown; write one of {', '.join(values)}.")
        case Number(least):
            if not NUMBER.fullmatch(text) or int(text) < least:
                raise _WrongValueError(f"{name}: {text[:80]!r} is no whole number from {least} on.")
            return int(text)
        case Flag():
            if text not in ("true", "false"):
                raise _WrongValueError(f"{name}: {text[:80]!r} is neither true nor false.")
            return text == "true"
    return text


def _is_default(value: EntryValue, shape: FileShape) -> bool:
    """Tell whether leaving the key out means the same."""
    match shape:
        case OneOf(default=default) | Number(default=default):
            return value == default
        case Flag():
            return value is False
    return False
