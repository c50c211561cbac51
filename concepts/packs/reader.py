"""Reads YAML into texts, lists and mappings that know their lines; takes only the plain part of YAML.

Every scalar stays text. Works on the parser's events and counts depth itself: PyYAML's own composer calls itself for
each level and refuses neither anchors nor duplicate keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from concepts.packs.faults import Fault, PackFaultyError

MOST_BYTES = 1_000_000
MOST_LEVELS = 10
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML itself refuses, found here first so that the message has a line.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
STORABLE = re.compile("[^\x00\ud800-\udfff]*")


@dataclass(slots=True)
class Scalar:
    """A text, and the line it begins on."""

    text: str
    line: int


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys in the order of the file; `column` and `flow` tell a writer where a key can be put in."""

    line: int
    column: int = 0
    flow: bool = False
    items: dict[str, "Node"] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def read_yaml(data: bytes, file: str) -> Node:
    """The one document in `data`; raises PackFaultyError with the first fault, named with `file` and its line."""
    text = decode(data, file)
    events = yaml.parse(text, Loader=LOADER)
    try:
        return _document(events, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        says = ", ".join(part for part in (error.context, error.problem) if part)
        raise _faulty(
            file, mark.line + 1 if mark else 0, f"This is not YAML: {says}. Check indents, colons and quotation marks."
        ) from error
    except yaml.YAMLError as error:
        raise _faulty(file, 0, f"This is not YAML: {error}.") from error


def decode(data: bytes, file: str) -> str:
    """The text of a pack's file; raises PackFaultyError for a file over the cap, not UTF-8, or with control
    characters.
    """
    if len(data) > MOST_BYTES:
        raise _faulty(file, 0, f"The file has {len(data)} bytes; at most {MOST_BYTES} are read. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _faulty(file, line, "This is not UTF-8. Save the file in that encoding.") from error
    if found := UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise _faulty(file, line, f"The character U+{ord(found[0]):04X} cannot stand here. Delete it.")
    return text


def _faulty(file: str, line: int, message: str) -> PackFaultyError:
    return PackFaultyError([Fault(file, line, message)])


def _document(events: Iterator[Any], file: str) -> Node:
    """Builds the nodes with a stack of our own, so that no depth of nesting can exhaust Python's."""
    root: Node | None = None
    stack: list[Sequence | Mapping] = []
    keys: list[str | None] = []  # for each open mapping the key whose value comes next
    for event in events:
        start: Any = event.start_mark
        line = start.line + 1
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _faulty(file, line, "A second document begins here. Remove the line `---`.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _faulty(
                file, line, "Anchors and aliases (& and *) are not read. Write it out, or put it in quotation marks."
            )
        if getattr(event, "tag", None):
            raise _faulty(file, line, "Tags (!) are not read. Leave it out, or put the value in quotation marks.")
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
            continue
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            if not STORABLE.fullmatch(event.value):
                raise _faulty(file, line, "A character of this value cannot be stored. Delete its escape (\\0 …).")
            if stack and isinstance(stack[-1], Mapping) and keys[-1] is None:
                keys[-1] = _new_key(stack[-1], event.value, file, line)
                continue
            node = Scalar(event.value, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(line)
        elif isinstance(event, yaml.MappingStartEvent):
            node = Mapping(line, start.column, bool(event.flow_style))
        else:
            continue
        if not stack:
            root = node
        elif isinstance(parent := stack[-1], Sequence):
            parent.items.append(node)
        elif (key := keys[-1]) is None:
            raise _faulty(file, line, "A list or mapping stands where a key is expected. Write `key: value`.")
        else:
            parent.items[key] = node
            keys[-1] = None
        if not isinstance(node, Scalar):
            if len(stack) == MOST_LEVELS:
                raise _faulty(file, line, f"This is nested deeper than {MOST_LEVELS} levels. No entry of a pack is.")
            stack.append(node)
            keys.append(None)
    if root is None:
        raise _faulty(file, 0, "The file is empty. Write an entry or remove the file.")
    return root


def _new_key(mapping: Mapping, key: str, file: str, line: int) -> str:
    if key == "<<":
        raise _faulty(file, line, "Merge keys (<<) are not read. Write the values out.")
    if key in mapping.items:
        raise _faulty(
            file, line, f"The key {key} stands here a second time; first on line {mapping.key_lines[key]}. Remove one."
        )
    mapping.key_lines[key] = line
    return key
