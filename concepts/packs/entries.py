"""Turns nodes into entries as the schema wants them: plain dictionaries and lists that still know their lines."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from concepts.models.codes import ALPHABET, is_code
from concepts.packs.faults import Fault, nearest
from concepts.packs.reader import Mapping, Node, Scalar, Sequence
from concepts.packs.schema import ByKind, Choice, Code, Flag, Many, Name, Number, Pattern, Quote, Record, Text
from sources.text import clean_text

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ANY_SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")
NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
WRONG = object()  # what a faulty value is read as; it is left out of its entry


class Entry(dict[str, Any]):
    """A mapping of a pack's file, without defaults. `line` is its first line; `lines` has those of keys and items."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str | tuple[str, int], int] = {}

    def fault(self, message: str, key: str = "", index: int | None = None) -> Fault:
        """A fault at the entry, at the value of `key`, or at the item number `index` of that value."""
        line = self.lines.get(key, self.line)
        if index is not None:
            line = self.lines.get((key, index), line)
        return Fault(self.file, line, message)


class Shaper:
    """Reads the nodes of one file; what is wrong is added to `faults`, and reading goes on."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults

    def shape(self, node: Node, schema: Any, name: str = "the file") -> Any:
        """What `node` says, read as `schema`; WRONG where it cannot be read. `name` is its key, for messages."""
        match schema:
            case Many():
                return self._many(node, schema, name)
            case Record():
                return self._record(node, schema, name)
            case ByKind():
                return self._by_kind(node, schema, name)
        if not isinstance(node, Scalar):
            return self._wrong(node, f"{name} is a single value; write it as text.")
        return self._scalar(node, schema, name)

    def _wrong(self, node: Node, message: str) -> Any:
        self.faults.append(Fault(self.file, node.line, message))
        return WRONG

    def _many(self, node: Node, schema: Many, name: str) -> Any:
        if not isinstance(node, Sequence):
            return self._wrong(node, f"{name} is a list; begin each item with `- `.")
        if not node.items:
            return self._wrong(node, f"{name} is empty; leave the key out, or remove the file.")
        items = [self.shape(item, schema.of, name) for item in node.items]
        return [item for item in items if item is not WRONG]

    def _by_kind(self, node: Node, schema: ByKind, name: str) -> Any:
        kind = node.items.get("kind") if isinstance(node, Mapping) else None
        if not isinstance(kind, Scalar) or kind.text not in schema.kinds:
            return self._wrong(kind or node, f"kind is missing or unknown; write one of {', '.join(schema.kinds)}.")
        return self._record(node, schema.kinds[kind.text], f"a {kind.text}")

    def _record(self, node: Node, schema: Record, name: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong(node, f"{name} is a mapping; write `key: value` lines.")
        known = {key.rstrip("!"): of for key, of in schema.keys.items()}
        entry = Entry(self.file, node.line)
        for key, value in node.items.items():
            entry.lines[key] = node.key_lines[key]
            if key not in known:
                cure = nearest(key, known) or f" Known here: {', '.join(known)}."
                self.faults.append(Fault(self.file, node.key_lines[key], f"The key {key} is unknown.{cure}"))
                continue
            if isinstance(value, Sequence):
                entry.lines.update({(key, index): item.line for index, item in enumerate(value.items)})
            read = self.shape(value, known[key], key)
            if read is not WRONG and read != getattr(known[key], "default", WRONG) and read is not False:
                entry[key] = read
        for key in schema.keys:
            if key.endswith("!") and key[:-1] not in node.items:
                self.faults.append(Fault(self.file, node.line, f"The key {key[:-1]} is missing; add it."))
        if not node.items:
            return self._wrong(node, f"{name} is empty; leave the key out.")
        return entry

    def _scalar(self, node: Scalar, schema: Any, name: str) -> Any:
        text = node.text
        if not text.strip():
            return self._wrong(node, f"{name} has no value; write one or leave the key out.")
        match schema:
            case Text(cap, multiline):
                try:
                    cleaned = clean_text(text, most=cap, field=name, multiline=multiline)
                except ValidationError as error:
                    return self._wrong(node, " ".join(error.messages))
                return cleaned or self._wrong(node, f"{name} has no visible character; write a value or leave it out.")
            case Quote(cap):
                if len(text) > cap:
                    return self._wrong(node, f"{name} has {len(text)} characters; at most {cap} fit. Shorten it.")
                return text
            case Name(cap, any_letters):
                if len(text) > cap or not (ANY_SLUG if any_letters else SLUG).fullmatch(text):
                    form = f"small letters, digits and single hyphens, at most {cap} characters"
                    return self._wrong(node, f"{text[:80]!r} is no name: write {form}.")
                return text
            case Pattern(regex, form):
                return text if re.fullmatch(regex, text) else self._wrong(node, f"{name}: {text[:80]!r} is not {form}.")
            case Code():
                if not is_code(text):
                    form = f"five of {ALPHABET}, at least one of them a letter"
                    return self._wrong(node, f"{text[:80]!r} is no code: write {form}. pack_mint makes new ones.")
                return text
            case Choice(values):
                if text not in values:
                    return self._wrong(node, f"{name}: {text[:80]!r} is unknown; write one of {', '.join(values)}.")
                return text
            case Number(least):
                if not NUMBER.fullmatch(text) or int(text) < least:
                    return self._wrong(node, f"{name}: {text[:80]!r} is no whole number from {least} on.")
                return int(text)
            case Flag():
                if text not in ("true", "false"):
                    return self._wrong(node, f"{name}: {text[:80]!r} is neither true nor false.")
                return text == "true"
        raise AssertionError(f"the schema knows no {schema!r}")
