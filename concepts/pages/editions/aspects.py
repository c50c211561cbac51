"""Which aspects of a statement readers see otherwise in another edition: its words, its sides, its evidence and others.

Typography is none: two texts with one `wording_key` say the same. Nor is what no page shows: codes, places in a text,
the words in an address, and ranks but for the order in which rows stand.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields

from django.db import models
from django.utils.translation import gettext_lazy as _

from concepts.content.hidden_words import hide_counting
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_rows import (
    EVIDENCE,
    PARTS,
    SIDES,
    AnyNamed,
    FrozenRow,
    IncludedStatement,
    NamedRow,
    QuotedPassage,
)
from concepts.content.value_types import Value, Words
from sources.text import wording_key

NOT_SHOWN = frozenset({"kind", "slug", "rank"})  # fields of a statement
PLACES = frozenset({"source", "sha256", "language", "article", "start", "end"})  # fields of a quoted passage


class ChangedAspect(models.TextChoices):
    """An aspect of a statement, in the order in which pages name those that changed."""

    WORDS = "words", _("words")
    SIDES = "sides", _("sides")
    PARTS = "parts", _("parts of the list")
    EVIDENCE = "evidence", _("evidence")
    NOTE = "note", _("note")
    BELONGING = "belonging", _("concepts, dimension or tags")


Said = dict[ChangedAspect, list[Hashable]]
ASPECTS_OF_ROWS = {
    "concepts": ChangedAspect.BELONGING,
    "tags": ChangedAspect.BELONGING,
    SIDES: ChangedAspect.SIDES,
    PARTS.name: ChangedAspect.PARTS,
}


def changed_aspects(before: Snapshot, after: Snapshot) -> tuple[ChangedAspect, ...]:
    """Return the aspects in which two snapshots of a statement differ for readers; empty where only typography does.

    Where only one of them keeps what articles are counted by, that is not compared.
    """
    if before.is_countable != after.is_countable:
        before, after = hide_counting(before), hide_counting(after)
    old, new = _said(before), _said(after)
    return tuple(aspect for aspect in ChangedAspect if old[aspect] != new[aspect])


def _said(snapshot: Snapshot) -> Said:
    """Return what a snapshot says on each aspect, in a form that is equal where readers see the same."""
    said: Said = {aspect: [] for aspect in ChangedAspect}
    for name, value in snapshot.values.items():
        if name not in NOT_SHOWN:
            said[ChangedAspect.NOTE if name == "note" else ChangedAspect.WORDS].append((name, _value(value)))
    for name, named in snapshot.references.items():
        said[ChangedAspect.BELONGING].append((name, _name(named) if named else None))
    for name, rows in snapshot.rows.items():
        if name == EVIDENCE:
            said[ChangedAspect.EVIDENCE].append(_citations(rows))
        else:
            for row in rows:
                _add_row(said, ASPECTS_OF_ROWS.get(name, ChangedAspect.EVIDENCE), row)
    return said


def _add_row(said: Said, aspect: ChangedAspect, row: FrozenRow) -> None:
    """Add what an attached row says to its aspect, and what the statement in it is based on to the evidence."""
    said[aspect].append((row.name, _values(row.values), *(_name(named) for named in row.named.values() if named)))
    for named in row.named.values():
        if isinstance(named, IncludedStatement):
            said[ChangedAspect.EVIDENCE].append(_evidence_of(named))


def _name(named: AnyNamed) -> Hashable:
    """Return how readers see what a row names: a statement or a row by its words, a passage with all that it says."""
    match named:
        case NamedRow():
            return tuple(_value(words) for words in named.shown.values()) or named.key
        case IncludedStatement():
            return (_value(named.title), _value(named.text), named.mode)
        case QuotedPassage():
            # The words of a source that is withheld are left out; then its place tells one passage from another.
            place = () if named.quote else named.key
            shown = (getattr(named, part.name) for part in fields(named) if part.name not in PLACES)
            return (place, *(_value(value) for value in shown))


def _evidence_of(statement: IncludedStatement) -> Hashable:
    """Return the citations of an included statement, and its sides with theirs."""
    sides = tuple(
        (_name(side.concept), _name(side.statement), _evidence_of(side.statement)) for side in statement.sides
    )
    return (_citations(statement.citations), sides)


def _citations(rows: Iterable[FrozenRow]) -> Hashable:
    """Return citations in any order."""
    return frozenset((_values(row.values), _name(row.passage)) for row in rows)


def _values(values: Mapping[str, Value]) -> Hashable:
    return tuple((name, _value(value)) for name, value in values.items())


def _value(value: Hashable) -> Hashable:
    match value:
        case Words():
            return (wording_key(value.en), wording_key(value.zh))
        case str():
            return wording_key(value)
    return value  # a number, or a tuple of keys or caveats
