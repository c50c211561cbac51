"""What stands in a snapshot: rows that a statement names, passages it quotes, statements it includes, attached rows.

Their JSON is part of that of the snapshot, whose schema fixes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from concepts.content.description import STATEMENT
from concepts.content.natural_keys import NaturalKey, key_names
from concepts.content.shape import Attached, Field, Languages, Reference
from concepts.content.value_types import Value, Words
from concepts.models import Statement

# What every snapshot of this schema has, empty or not, since the first ones had it. What the description gains later is
# left out where it is empty, so that a statement that says the same as before gives the same bytes.
ALWAYS_WRITTEN = frozenset(
    {
        "kind", "mode", "slug", "rank", "text", "title", "note", "dimension", "relation", "question", "part_of",
        "concepts", "sides", "basis", "parts", "citations", "tags", "role", "stance", "attributed_to",
    }
)  # fmt: skip
# The parts of a list: other statements that name this one as their `part_of`.
PARTS = Attached("parts", Statement, "part_of", key=(Reference("statement", "statement", with_evidence=True),))
EVIDENCE, SIDES = "citations", "sides"

JsonValue: TypeAlias = "str | int | bool | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]
Named = TypeVar("Named")


class SnapshotError(ValueError):
    """What is read as a snapshot is none: something of it is missing or of another form."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that a statement names: its kind, its natural key, and the words of it that readers saw, by field."""

    kind: str
    key: NaturalKey
    shown: Mapping[str, Words] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """What readers call it; its key where nothing is shown."""
        return next(iter(self.shown.values()), Words(str(self.key[-1])))

    def to_json(self) -> JsonObject:
        keys = dict(zip(key_names(self.kind), self.key, strict=True))
        return {**keys, **{name: both_to_json(words) for name, words in self.shown.items()}}


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A passage with its source, its article and its version, whose text has this SHA-256 and this language.

    What articles are counted by stands with it: whether it is `copied` from an earlier one, the first article that its
    article continues (`same_as`, a natural key; empty where it continues none), the language in which the source was
    `written_in` (empty where that is the text's), and the `caveats` that hold for the article. Snapshots of schema 1
    have none of these. `author`, `publisher` and `date` name who stands behind it; empty where they are not known, and
    in snapshots that were taken before these were kept.
    """

    source: str
    source_title: Words
    version: int
    sha256: str
    language: str
    article: int
    article_title: Words
    start: int
    end: int
    quote: str
    translation: str
    translation_by: str
    copied: bool = False
    same_as: NaturalKey = ()
    written_in: str = ""
    caveats: tuple[str, ...] = ()
    author: str = ""
    publisher: str = ""
    date: str = ""

    @property
    def key(self) -> NaturalKey:
        return (self.source, self.version, self.start, self.end)

    @property
    def first_article(self) -> NaturalKey:
        """The natural key of the article that it counts for, the same in every version and repost."""
        return self.same_as or (self.source, self.version, self.article)

    def to_json(self) -> JsonObject:
        return {
            "source": {"id": self.source, "title": both_to_json(self.source_title)},
            "version": {"number": self.version, "sha256": self.sha256, "language": self.language},
            "article": {"number": self.article, "title": both_to_json(self.article_title)},
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "translation": self.translation,
            "translation_by": self.translation_by,
            **self._counted_by(),
            **self._made_by(),
        }

    def _counted_by(self) -> JsonObject:
        """Return what it is counted by, as far as it says something."""
        first: JsonObject = dict(zip(key_names("article"), self.same_as, strict=True)) if self.same_as else {}
        facts: JsonObject = {
            "copied": self.copied,
            "same_as": first,
            "written_in": self.written_in,
            "caveats": list(self.caveats),
        }
        return {name: value for name, value in facts.items() if value}

    def _made_by(self) -> JsonObject:
        """Return who stands behind it and when, as far as known."""
        facts: JsonObject = {"author": self.author, "publisher": self.publisher, "date": self.date}
        return {name: value for name, value in facts.items() if value}


@dataclass(frozen=True, slots=True)
class IncludedStatement:
    """Another statement that this one shows as a part of itself, with its own evidence; a distinction with its sides.

    `sides` are rows like those of the distinction's own snapshot, and empty in snapshots of schema 1.
    """

    code: str
    kind: str
    mode: str
    text: Words
    title: Words
    citations: tuple["FrozenRow", ...] = ()
    sides: tuple["FrozenRow", ...] = ()

    @property
    def key(self) -> NaturalKey:
        return (self.code,)

    @property
    def words(self) -> Words:
        return self.text

    def to_json(self) -> JsonObject:
        citations: list[JsonValue] = [row.to_json() for row in self.citations]
        return {
            "code": self.code,
            "kind": self.kind,
            "mode": self.mode,
            "text": both_to_json(self.text),
            "title": both_to_json(self.title),
            EVIDENCE: citations,
            **({SIDES: [row.to_json() for row in self.sides]} if self.sides else {}),
        }

    def quoted_passages(self) -> Iterator[QuotedPassage]:
        """Yield the passages that it quotes, and those that its sides quote."""
        for row in (*self.citations, *self.sides):
            for named in row.named.values():
                if isinstance(named, QuotedPassage):
                    yield named
                elif isinstance(named, IncludedStatement):
                    yield from named.quoted_passages()


AnyNamed = NamedRow | QuotedPassage | IncludedStatement  # what an attached row names


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """An attached row of the rows called `name`: what it names, by reference, its values by field, and its place.

    A reference that is not in the key of the rows may name nothing, None.
    """

    name: str
    named: Mapping[str, AnyNamed | None]
    values: Mapping[str, Value] = field(default_factory=dict)
    rank: int | None = None

    @property
    def attached(self) -> Attached:
        """How such rows are described."""
        return PARTS if self.name == PARTS.name else STATEMENT.part(self.name)

    @property
    def key(self) -> tuple[NaturalKey | Value, ...]:
        """By what the row is known in another snapshot; empty where nothing but its place tells it from others."""
        return tuple(
            self._key_of(part.name) if isinstance(part, Reference) else self.values[part.name]
            for part in self.attached.key
        )

    def _key_of(self, reference: str) -> NaturalKey:
        named = self.named[reference]
        if named is None:
            raise SnapshotError(f"A row of {self.name} has no {reference}.")
        return named.key

    @property
    def concept(self) -> NamedRow:
        """The concept it names; raises SnapshotError for rows that name none."""
        return self._of("concept", NamedRow)

    @property
    def passage(self) -> QuotedPassage:
        """The passage it quotes; raises SnapshotError for rows that quote none."""
        return self._of("passage", QuotedPassage)

    @property
    def statement(self) -> IncludedStatement:
        """The statement it shows, with its evidence; raises SnapshotError for rows that show none."""
        name = next((reference.name for reference in self.attached.references if reference.with_evidence), "")
        return self._of(name, IncludedStatement)

    def _of(self, name: str, kind: type[Named]) -> Named:
        named = self.named.get(name)
        if not isinstance(named, kind):
            raise SnapshotError(f"A row of {self.name} has no {name or kind.__name__}.")
        return named

    @property
    def stance(self) -> str:
        """The stance of a citation."""
        return text_of(self.values, "stance")

    @property
    def attributed_to(self) -> Words:
        """Who thinks so, of a citation that reports; else empty."""
        return words_of(self.values, "attributed_to")

    def to_json(self) -> JsonObject:
        """Return the row; what it names by its key alone stands in it itself, what it names besides under a name."""
        data: JsonObject = {} if self.rank is None else {"rank": self.rank}
        for part in self.attached.parts:
            if isinstance(part, Reference):
                named = self.named[part.name]
                if named:
                    data |= {part.name: named.to_json()} if is_under_name(part, self.attached) else named.to_json()
            elif part.name in data:
                raise ValueError(f"{part.name} stands twice in a row of {self.name}; give the field another name.")
            elif is_written(part, self.values[part.name]):
                data[part.name] = value_to_json(self.values[part.name])
        return data


def is_under_name(reference: Reference, attached: Attached) -> bool:
    """Return whether the JSON of an attached row has what it names under a key, not in itself."""
    return len(attached.references) > 1 or reference not in attached.key


def text_of(values: Mapping[str, Value], name: str) -> str:
    """Return the value of a field that is one text; raises SnapshotError for others."""
    value = values.get(name)
    if not isinstance(value, str):
        raise SnapshotError(f"{name} is no text.")
    return value


def number_of(values: Mapping[str, Value], name: str) -> int:
    """Return the value of a field that is one number; raises SnapshotError for others."""
    value = values.get(name)
    if not isinstance(value, int):
        raise SnapshotError(f"{name} is no number.")
    return value


def words_of(values: Mapping[str, Value], name: str) -> Words:
    """Return the value of a field that is written in both languages; raises SnapshotError for others."""
    value = values.get(name)
    if not isinstance(value, Words):
        raise SnapshotError(f"{name} is not written in both languages.")
    return value


def is_written(part: Field, value: Value) -> bool:
    """Return whether a field is written with this value: what later snapshots gained is left out where it is empty."""
    return bool(part.name in ALWAYS_WRITTEN or value != empty_value(part))


def empty_value(part: Field) -> Value:
    """Return what a field says where it is left out."""
    return part.empty if part.languages == Languages.ONE else Words()


def value_to_json(value: Value) -> JsonValue:
    return both_to_json(value) if isinstance(value, Words) else value


def both_to_json(words: Words) -> JsonObject:
    return {**words.by_language()}
