"""The self-contained form of a statement that an edition freezes: plain values, and no ids of rows.

A snapshot holds words, not references, so that it reads the same when a concept is renamed, a passage translated anew
or a statement merged. What it holds is what the description of statements says an edition freezes; besides, the parts
of a list stand in it as if they were attached rows (PARTS). `concepts.editorial.snapshots` takes snapshots,
`snapshot_json` freezes and reads them.

As JSON, the keys are the names of the description. They are fixed: `schema` tells by which rules it was made, and what
was once frozen is read by the rules of its number for ever.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from concepts.content.description import STATEMENT
from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.shape import Attached, Field, Reference
from concepts.content.snapshot_rows import (
    ALWAYS_WRITTEN,
    EVIDENCE,
    PARTS,
    FrozenRow,
    IncludedStatement,
    JsonObject,
    NamedRow,
    QuotedPassage,
    is_written,
    text_of,
    value_to_json,
    words_of,
)
from concepts.content.value_types import Value, Words

SCHEMA = 2
FIRST_COUNTABLE_SCHEMA = 2


def frozen_fields() -> tuple[Field | Reference, ...]:
    """Return the fields and references that an edition freezes, in the order of the description."""
    return tuple(part for part in STATEMENT.fields if part.frozen)


def frozen_rows() -> tuple[Attached, ...]:
    """Return the attached rows that an edition freezes, with PARTS before the evidence."""
    rows = [attached for attached in STATEMENT.attached if attached.frozen]
    place = next((place for place, attached in enumerate(rows) if attached.name == EVIDENCE), len(rows))
    return (*rows[:place], PARTS, *rows[place:])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A statement as readers see it, by the names of the description: fields, references and attached rows.

    `schema` is that of the JSON from which it was read.
    """

    code: str
    values: Mapping[str, Value]
    references: Mapping[str, NamedRow | None]
    rows: Mapping[str, tuple[FrozenRow, ...]]
    schema: int = field(default=SCHEMA, compare=False)

    @property
    def is_countable(self) -> bool:
        """Whether it keeps all that articles are counted by, copies and languages among it."""
        return self.schema >= FIRST_COUNTABLE_SCHEMA

    @property
    def kind(self) -> str:
        return text_of(self.values, "kind")

    @property
    def mode(self) -> str:
        return text_of(self.values, "mode")

    @property
    def slug(self) -> str:
        return text_of(self.values, "slug")

    @property
    def title(self) -> Words:
        return words_of(self.values, "title")

    @property
    def text(self) -> Words:
        return words_of(self.values, "text")

    @property
    def note(self) -> Words:
        return words_of(self.values, "note")

    def quoted_passages(self) -> Iterator[QuotedPassage]:
        """Yield the passages that it quotes, and those that the statements it includes quote."""
        for rows in self.rows.values():
            for row in rows:
                for named in row.named.values():
                    if isinstance(named, QuotedPassage):
                        yield named
                    elif isinstance(named, IncludedStatement):
                        yield from named.quoted_passages()

    def content(self) -> RowContent:
        """Return what it says as a content that can be written."""
        fields: dict[str, FieldValue] = {}
        for part in STATEMENT.changing:
            if isinstance(part, Reference) and part.frozen:
                named = self.references[part.name]
                fields[part.name] = named.key if named else None
            elif part.frozen:
                fields[part.name] = self.values[part.name]
        attached = {
            attached.name: tuple(
                AttachedContent(
                    {**row.values, **{name: named.key if named else None for name, named in row.named.items()}},
                    row.rank,
                )
                for row in self.rows[attached.name]
            )
            for attached in STATEMENT.attached
            if attached.frozen
        }
        return RowContent(fields, attached)

    def to_json(self) -> JsonObject:
        data: JsonObject = {"schema": SCHEMA, "code": self.code}
        for part in frozen_fields():
            if isinstance(part, Reference):
                named = self.references[part.name]
                if named or part.name in ALWAYS_WRITTEN:
                    data[part.name] = named.to_json() if named else None
            elif is_written(part, self.values[part.name]):
                data[part.name] = value_to_json(self.values[part.name])
        for attached in frozen_rows():
            rows = self.rows[attached.name]
            if rows or attached.name in ALWAYS_WRITTEN:
                data[attached.name] = [row.to_json() for row in rows]
        return data
