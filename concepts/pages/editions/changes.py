"""What changed from one edition to another, in words and in pieces of text; made from their snapshots alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.content.description import STATEMENT
from concepts.content.hidden_words import hide_counting
from concepts.content.labels import column_label, heading_of, value_label
from concepts.content.shape import Field
from concepts.content.snapshot import Snapshot, frozen_rows
from concepts.content.snapshot_rows import NamedRow
from concepts.content.value_types import Value, Words
from concepts.editorial.differences import (
    Change,
    Piece,
    RowDifference,
    TextDifference,
    ValueDifference,
    by_word,
    compare_snapshots,
)
from concepts.evidence.addresses import text_of_pair
from concepts.pages.editions.row_texts import row_name, row_texts
from sources.languages import COLUMN, HTML_LANG, Language, Text, reader_language


@dataclass(frozen=True, slots=True)
class ChangedText:
    """One text that changed: what it is, its language as `lang` attributes write it, its pieces in reading order."""

    label: str
    lang: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class EditionChange:
    """One thing that changed, was added or was removed: its heading, its name where it has one, and its texts."""

    heading: str
    name: Text
    kind: Change
    texts: tuple[ChangedText, ...]


def list_changes(before: Snapshot, after: Snapshot) -> tuple[EditionChange, ...]:
    """Return all that differs between two snapshots, in the order of the description; empty when they say the same.

    Where only one of them keeps what articles are counted by, that is not compared.
    """
    if before.is_countable != after.is_countable:
        before, after = hide_counting(before), hide_counting(after)
    found = compare_snapshots(before, after)
    return (
        *_of_texts(found.texts),
        *(_of_value(difference) for difference in found.values),
        *(_of_row(difference) for difference in found.rows),
    )


def headings() -> dict[str, str]:
    """Return what fields and attached rows are called where readers know them by other names than curators do."""
    return {
        "title": _("Title"),
        "text": _("Text"),
        "note": _("Note"),
        "slug": _("Words in the address"),
        "mode": _("Manner of speaking"),
        "relation": _("Type of relation"),
        "part_of": _("Part of the list"),
        "rank": _("Place"),
        "concepts": _("Concept"),
        "sides": _("Side"),
        "claim_parts": _("Part of the claim"),
        "basis": _("Rests on"),
        "parts": _("Part"),
        "citations": _("Passage"),
        "tags": _("Tag"),
    }


def field_heading(name: str, language: Language | None = None) -> str:
    """Return the heading of a field; where readers have no name of their own for it, what its column is called."""
    if name in headings():
        return headings()[name]
    part = STATEMENT.field(name)
    column = f"{part.column}_{COLUMN[language]}" if language else part.column
    return capfirst(column_label(STATEMENT.model, column))


def rows_heading(name: str) -> str:
    """Return the heading of an attached row."""
    [attached] = [attached for attached in frozen_rows() if attached.name == name]
    return headings().get(name) or heading_of(attached.model)


def _of_texts(texts: tuple[TextDifference, ...]) -> Iterator[EditionChange]:
    """Yield one change for each heading, with a text for each language."""
    by_heading: dict[str, list[TextDifference]] = {}
    for difference in texts:
        by_heading.setdefault(field_heading(difference.field, difference.language), []).append(difference)
    for heading, group in by_heading.items():
        changed = (ChangedText(str(text.language.label), HTML_LANG[text.language], text.pieces) for text in group)
        yield EditionChange(heading, _ours(""), Change.CHANGED, tuple(changed))


def _of_value(difference: ValueDifference) -> EditionChange:
    texts = (
        ChangedText("", text.lang, (Piece(kind, text.words),))
        for kind, value in ((Change.REMOVED, difference.before), (Change.ADDED, difference.after))
        if (text := _value(difference.field, value))
    )
    return EditionChange(field_heading(difference.field), _ours(""), Change.CHANGED, tuple(texts))


def _value(name: str, value: Value | NamedRow | None) -> Text:
    part = STATEMENT.field(name)
    if isinstance(value, NamedRow):
        return text_of_pair(value.words)
    if value is None or isinstance(value, Words) or not isinstance(part, Field):
        return _ours("")
    label = value_label(STATEMENT.model, part, value)
    return Text(label, HTML_LANG[Language.EN]) if name == "slug" else _ours(label)


def _of_row(difference: RowDifference) -> EditionChange:
    before, after = (
        {text.key: text for text in row_texts(row)} if row else {} for row in (difference.before, difference.after)
    )
    shown = difference.after or difference.before
    name = row_name(shown) if shown else _ours("")
    texts = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        known = new or old
        if not known or old == new:
            continue
        said_already = known.is_detail or known.words == name.words
        if difference.kind == Change.CHANGED or not said_already:
            pieces = by_word(old.words if old else "", new.words if new else "", known.language)
            texts.append(ChangedText(known.label, HTML_LANG[known.language], pieces))
    return EditionChange(rows_heading(difference.name), name, difference.kind, tuple(texts))


def _ours(words: str) -> Text:
    return Text(words, HTML_LANG[reader_language()])
