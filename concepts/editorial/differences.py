"""Differences between two texts, word by word or character by character, and between two snapshots of a statement.

Comparing takes quadratic time, so it is bounded: texts are aligned sentence by sentence first, and word by word only
inside sentences that differ. What is too long or too repetitive for that counts as removed and added whole.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from concepts.content.description import STATEMENT
from concepts.content.shape import Reference
from concepts.content.snapshot import Snapshot, frozen_rows
from concepts.content.snapshot_rows import FrozenRow, NamedRow
from concepts.content.value_types import Value, Words
from sources.languages import Language

# English by words, Chinese by characters (Latin words and numbers in it stay whole).
TOKENS = {Language.EN: re.compile(r"\w+|\s+|[^\w\s]"), Language.ZH: re.compile(r"[A-Za-z0-9]+|.", re.S)}
SENTENCES = re.compile(r".*?(?:[.。!！?？;；\n]+\s*|\Z)", re.S)
MOST_PAIRS = 1_000_000  # tokens before times tokens after
MOST_REPEATS = 30_000  # pairs of equal tokens


class Change(StrEnum):
    """What happened to a piece of text or to an attached row."""

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
    """A text that changed: its field, its language, and its pieces in reading order."""

    field: str
    language: Language
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A field with one value, or a reference, that changed; None where no row was or is named."""

    field: str
    before: Value | NamedRow | None
    after: Value | NamedRow | None


@dataclass(frozen=True, slots=True)
class RowDifference:
    """An attached row of the rows called `name` that was added, removed or changed; None where it was or is not."""

    name: str
    kind: Change
    before: FrozenRow | None
    after: FrozenRow | None


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two snapshots, in the order of the description; false when they say the same."""

    texts: tuple[TextDifference, ...] = ()
    values: tuple[ValueDifference, ...] = ()
    rows: tuple[RowDifference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.values or self.rows)


def by_word(before: str, after: str, language: Language) -> tuple[Piece, ...]:
    """Return how `before` became `after`: pieces in reading order, what was removed before what took its place.

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
    """Return what differs between two snapshots: of two editions, or of the public text and a draft of changes.

    Codes are not compared (a draft of changes has its own), nor is the order of attached rows but by their ranks.
    """
    texts: list[TextDifference] = []
    values: list[ValueDifference] = []
    for part in STATEMENT.changing:
        if isinstance(part, Reference):
            old_row, new_row = before.references.get(part.name), after.references.get(part.name)
            if old_row != new_row:
                values.append(ValueDifference(part.name, old_row, new_row))
        elif part.name in before.values and part.name in after.values:
            old, new = before.values[part.name], after.values[part.name]
            if isinstance(old, Words) and isinstance(new, Words):
                texts += _of_words(part.name, old, new)
            elif old != new:
                values.append(ValueDifference(part.name, old, new))
    rows = [difference for attached in frozen_rows() for difference in _of_rows(attached.name, before, after)]
    return Differences(tuple(texts), tuple(values), tuple(rows))


def _of_words(name: str, before: Words, after: Words) -> Iterator[TextDifference]:
    for language in Language:
        old, new = before.in_language(language), after.in_language(language)
        if old != new:
            yield TextDifference(name, language, by_word(old, new, language))


def _of_rows(name: str, before: Snapshot, after: Snapshot) -> Iterator[RowDifference]:
    # Rows without a key are known by their places.
    old, new = (
        {row.key or (place,): row for place, row in enumerate(snapshot.rows[name])} for snapshot in (before, after)
    )
    for key, row in old.items():
        if key not in new:
            yield RowDifference(name, Change.REMOVED, row, None)
        elif new[key] != row:
            yield RowDifference(name, Change.CHANGED, row, new[key])
    for key, row in new.items():
        if key not in old:
            yield RowDifference(name, Change.ADDED, None, row)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield pairs of stretches in their order: equal ones, and between them what took the place of what."""
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
    """Yield the pieces without empty ones, with neighbours of one kind joined, and changes that touch one another."""
    changed = {Change.REMOVED: "", Change.ADDED: ""}
    same = ""
    for kind, words in pieces:
        if not words:
            continue
        if kind == Change.SAME:
            yield from (Piece(change, text) for change, text in changed.items() if text)
            changed = dict.fromkeys(changed, "")
            same += words
        else:
            if same:
                yield Piece(Change.SAME, same)
                same = ""
            changed[kind] += words
    yield from (Piece(change, text) for change, text in changed.items() if text)
    if same:
        yield Piece(Change.SAME, same)
