"""What differs between two texts, word by word or character by character, and between two pictures of a statement.

Comparing is quadratic, so it is bounded: texts are aligned sentence by sentence first and word by word only inside
sentences that differ; what is too long or too repetitive for that is told as removed and added whole.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from concepts.content.snapshot import Snapshot
from sources.languages import Language

# English by words, Chinese by characters (Latin words and numbers in it stay whole).
TOKENS = {Language.EN: re.compile(r"\w+|\s+|[^\w\s]"), Language.ZH: re.compile(r"[A-Za-z0-9]+|.", re.S)}
SENTENCES = re.compile(r".*?(?:[.。!！?？;；\n]+\s*|\Z)", re.S)
MOST_PAIRS = 1_000_000  # tokens before times tokens after
MOST_REPEATS = 30_000  # pairs of equal tokens


class Change(StrEnum):
    """What happened to a piece of text or an entry of a list."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is the same in both, or was added or removed."""

    kind: Change
    words: str


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A text that changed: its field (`text`, `title`, `note`), its language, and its pieces in reading order."""

    field: str
    language: Language
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A field with one value that changed: the values as pictures have them, None where there was or is none."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EntryDifference:
    """An entry of a list that was added, removed or changed: the entries as pictures have them."""

    field: str
    kind: Change
    before: Snapshot | None
    after: Snapshot | None


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two pictures, in the order of a form; empty when they say the same."""

    texts: tuple[TextDifference, ...] = ()
    values: tuple[ValueDifference, ...] = ()
    entries: tuple[EntryDifference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.values or self.entries)


TEXTS = ("title", "text", "note")
VALUES = ("slug", "mode", "dimension", "relation", "question", "part_of", "rank")
Entry = Callable[[Snapshot], Any]
ENTRIES: dict[str, Entry] = {  # by what an entry of one picture is known in the other
    "concepts": lambda entry: entry["id"],
    "sides": lambda entry: entry["concept"]["id"],
    "rests_on": lambda entry: entry["code"],
    "parts": lambda entry: entry["code"],
    "citations": lambda entry: (entry["source"]["id"], entry["version"]["number"], entry["start"], entry["end"]),
    "tags": lambda entry: entry["id"],
}


def by_word(before: str, after: str, language: Language) -> tuple[Piece, ...]:
    """How `before` became `after`, in reading order, what was removed before what was added in its place.

    The pieces that are the same or removed make up `before`, those that are the same or added `after`; no two pieces
    of one kind stand side by side.
    """
    pieces: list[tuple[Change, str]] = []
    for old, new in _aligned(SENTENCES.findall(before), SENTENCES.findall(after)):
        if old == new:
            pieces.append((Change.SAME, "".join(old)))
            continue
        tokens = TOKENS[language]
        for removed, added in _aligned(tokens.findall("".join(old)), tokens.findall("".join(new))):
            if removed == added:
                pieces.append((Change.SAME, "".join(removed)))
            else:
                pieces += [(Change.REMOVED, "".join(removed)), (Change.ADDED, "".join(added))]
    return tuple(_joined(pieces))


def compare_snapshots(before: Snapshot, after: Snapshot) -> Differences:
    """What differs between two pictures of a statement: two editions, or the public text and a draft of changes.

    Codes of the two are not compared (a draft of changes has its own), nor is the order of entries but by their rank.
    """
    texts = [
        TextDifference(name, language, by_word(before[name][language.value], after[name][language.value], language))
        for name in TEXTS
        for language in Language
        if before[name][language.value] != after[name][language.value]
    ]
    values = [ValueDifference(name, before[name], after[name]) for name in VALUES if before[name] != after[name]]
    entries = [one for name, known_by in ENTRIES.items() for one in _of_entries(name, known_by, before, after)]
    return Differences(tuple(texts), tuple(values), tuple(entries))


def _of_entries(name: str, known_by: Entry, before: Snapshot, after: Snapshot) -> Iterator[EntryDifference]:
    old, new = ({known_by(entry): entry for entry in picture[name]} for picture in (before, after))
    for key, entry in old.items():
        if key not in new:
            yield EntryDifference(name, Change.REMOVED, entry, None)
        elif new[key] != entry:
            yield EntryDifference(name, Change.CHANGED, entry, new[key])
    for key, entry in new.items():
        if key not in old:
            yield EntryDifference(name, Change.ADDED, None, entry)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Pairs of stretches that follow one another: equal ones, and between them what stands for one another."""
    most = min(len(before), len(after))
    start = next((place for place in range(most) if before[place] != after[place]), most)
    end = next((place for place in range(most - start) if before[~place] != after[~place]), most - start)
    yield before[:start], after[:start]
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if _affordable(old, new):
        # White space is in every sentence; nothing is aligned by it alone.
        matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
        for _tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            yield old[old_from:old_to], new[new_from:new_to]
    else:
        yield old, new
    yield before[len(before) - end :], after[len(after) - end :]


def _affordable(before: Sequence[str], after: Sequence[str]) -> bool:
    if len(before) * len(after) > MOST_PAIRS:
        return False
    there = Counter(after)
    repeats = sum(number * there[token] for token, number in Counter(before).items() if not token.isspace())
    return repeats <= MOST_REPEATS


def _joined(pieces: list[tuple[Change, str]]) -> Iterator[Piece]:
    """The pieces without empty ones; neighbours of one kind, and changes with nothing between them, joined."""
    changed = {Change.REMOVED: "", Change.ADDED: ""}
    same = ""
    for kind, words in pieces:
        if not words:
            continue
        if kind == Change.SAME:
            yield from (Piece(one, changed[one]) for one in changed if changed[one])
            changed = dict.fromkeys(changed, "")
            same += words
        else:
            if same:
                yield Piece(Change.SAME, same)
                same = ""
            changed[kind] += words
    yield from (Piece(one, changed[one]) for one in changed if changed[one])
    if same:
        yield Piece(Change.SAME, same)
