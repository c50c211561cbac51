"""What an edition keeps and its page has no place of its own for: fields and attached rows that came later."""

from collections.abc import Iterator
from dataclasses import dataclass

from concepts.content.description import STATEMENT
from concepts.content.labels import value_label
from concepts.content.shape import Reference
from concepts.content.snapshot import Snapshot, frozen_fields, frozen_rows
from concepts.content.snapshot_rows import FrozenRow
from concepts.content.value_types import Words
from concepts.evidence.addresses import text_of_pair
from concepts.pages.editions.changes import field_heading, rows_heading
from concepts.pages.editions.row_texts import row_texts
from sources.languages import HTML_LANG, OTHER, Text, reader_language

# What the page shows in places of its own.
PLACED = {
    "kind", "mode", "slug", "rank", "text", "title", "note", "dimension", "relation", "question", "part_of", "concepts",
    "sides", "basis", "parts", "citations", "tags",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with what it is called; the label may be empty."""

    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class FurtherPart:
    """A heading, and under it lines of texts: the one line of a field, or a line for each attached row."""

    heading: str
    lines: tuple[tuple[LabelledText, ...], ...]


def further_parts(snapshot: Snapshot) -> tuple[FurtherPart, ...]:
    """Return the further fields and attached rows of a snapshot that are not empty, under the model's own names."""
    return (*_fields(snapshot), *_rows(snapshot))


def _fields(snapshot: Snapshot) -> Iterator[FurtherPart]:
    here = reader_language()
    for part in frozen_fields():
        if part.name in PLACED:
            continue
        if isinstance(part, Reference):
            if named := snapshot.references[part.name]:
                yield _line(field_heading(part.name), text_of_pair(named.words))
            continue
        value = snapshot.values[part.name]
        if isinstance(value, Words):
            for language in (here, OTHER[here]):
                if words := value.in_language(language):
                    yield _line(field_heading(part.name, language), Text(words, HTML_LANG[language]))
        elif value != part.empty:
            label = value_label(STATEMENT.model, part, value)
            yield _line(field_heading(part.name), Text(label, HTML_LANG[here]))


def _rows(snapshot: Snapshot) -> Iterator[FurtherPart]:
    for attached in frozen_rows():
        rows = snapshot.rows[attached.name]
        if rows and attached.name not in PLACED:
            yield FurtherPart(rows_heading(attached.name), tuple(_texts(row) for row in rows))


def _texts(row: FrozenRow) -> tuple[LabelledText, ...]:
    return tuple(
        LabelledText(text.label, Text(text.words, HTML_LANG[text.language]))
        for text in row_texts(row)
        if text.key != "rank"  # which the order of the rows says
    )


def _line(heading: str, text: Text) -> FurtherPart:
    return FurtherPart(heading, ((LabelledText("", text),),))
