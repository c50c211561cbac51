"""Read YAML into texts, lists and mappings that know their lines; only the plain part of YAML is taken.

Every value stays text. Works on the parser's events and counts depth itself: PyYAML's own composer calls itself for
each level and refuses neither anchors nor duplicate keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from concepts.packs.faults import Fault, PackFaultyError

MOST_BYTES = 5_000_000  # all that is said of one concept stands in one file; of a site with 100,000 statements, 2 MB
MOST_LEVELS = 10
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML itself refuses, found here first so that the message has a line.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
NO_ANCHORS = "Anchors and aliases (& and *) are not read. Write it out, or put it in quotation marks."
STORABLE = re.compile("[^\x00\ud800-\udfff]*")


@dataclass(slots=True)
class YamlText:
    """A single value as text, and the line it begins on."""

    text: str
    line: int


@dataclass(slots=True)
class YamlList:
    """A list of nodes."""

    line: int
    items: list["YamlNode"] = field(default_factory=list)


@dataclass(slots=True)
class YamlMapping:
    """Keys in the order of the file; `column` and `flow` tell a writer where a key can be put in."""

    line: int
    column: int = 0
    flow: bool = False
    items: dict[str, "YamlNode"] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


YamlNode = YamlText | YamlList | YamlMapping


def read_yaml(data: bytes, file: str) -> YamlNode:
    """Return the one document in `data`; raises PackFaultyError with the first fault, which names `file` and line."""
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
    """Return the text of a pack's file.

    Raises PackFaultyError for a file over the cap, not in UTF-8, or with control characters.
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


def _document(events: Iterator[yaml.Event], file: str) -> YamlNode:
    """Build the nodes with a stack of our own, so that no depth of nesting can exhaust that of Python."""
    root: YamlNode | None = None
    stack: list[YamlList | YamlMapping] = []
    keys: list[str | None] = []  # for each open mapping the key whose value comes next
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
            continue
        start = event.start_mark
        line = start.line + 1 if start else 0
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise _faulty(file, line, "A second document begins here. Remove the line `---`.")
            if isinstance(event, yaml.AliasEvent):
                raise _faulty(file, line, NO_ANCHORS)
            continue
        if event.anchor:
            raise _faulty(file, line, NO_ANCHORS)
        if event.tag:
            raise _faulty(file, line, "Tags (!) are not read. Leave it out, or put the value in quotation marks.")
        node: YamlNode
        if isinstance(event, yaml.ScalarEvent):
            if not STORABLE.fullmatch(event.value):
                raise _faulty(file, line, "A character of this value cannot be stored. Delete its escape (\\0 …).")
            if stack and isinstance(stack[-1], YamlMapping) and keys[-1] is None:
                keys[-1] = _new_key(stack[-1], event.value, file, line)
                continue
            node = YamlText(event.value, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = YamlList(line)
        else:
            node = YamlMapping(line, start.column if start else 0, bool(event.flow_style))
        if not stack:
            root = node
        elif isinstance(parent := stack[-1], YamlList):
            parent.items.append(node)
        elif (key := keys[-1]) is None:
            raise _faulty(file, line, "A list or mapping stands where a key is expected. Write `key: value`.")
        else:
            parent.items[key] = node
            keys[-1] = None
        if not isinstance(node, YamlText):
            if len(stack) == MOST_LEVELS:
                raise _faulty(file, line, f"This is nested deeper than {MOST_LEVELS} levels. No entry of a pack is.")
            stack.append(node)
            keys.append(None)
    if root is None:
        raise _faulty(file, 0, "The file is empty. Write an entry or remove the file.")
    return root


def _new_key(mapping: YamlMapping, key: str, file: str, line: int) -> str:
    if key == "<<":
        raise _faulty(file, line, "Merge keys (<<) are not read. Write the values out.")
    if key in mapping.items:
        raise _faulty(
            file, line, f"The key {key} stands here a second time; first on line {mapping.key_lines[key]}. Remove one."
        )
    mapping.key_lines[key] = line
    return key
