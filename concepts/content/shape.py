"""The form in which content is described: fields, references and attached rows of one kind of row.

`description` uses it to say what the site holds. Everything that reads or writes whole content (packs, open data,
drafts, snapshots, differences, restoring, forms) walks a description instead of listing columns itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model

from concepts.content.value_types import Flag, Number, OneOf, Value, ValueType, Words
from sources.content_row import ContentRow
from sources.languages import COLUMN

ColumnValue = str | int | bool | None


class Languages(StrEnum):
    """In which languages a field must be written before its row can be stored."""

    ONE = "one"  # a single column, of no language or of the row's own
    EITHER = "either"  # two columns, `…_en` and `…_zh`, both of which may be empty
    ENGLISH = "english"  # two columns, of which the English one is filled
    BOTH = "both"  # two columns, both filled


class WhenMerged(StrEnum):
    """What becomes of attached rows when the row that they are parts of is merged into another one."""

    MOVE = "move"  # they become parts of the other one, but for those whose key it has already
    STAY = "stay"  # with the row that is merged: the other one says this for itself


class WhenDoubled(StrEnum):
    """What becomes of attached rows of a statement or concept that would name one row twice, since two are merged."""

    DROP = "drop"  # one of the two goes: the other one says the same now
    REFUSE = "refuse"  # the merge, since the owner would lose something that it says


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row says.

    `name` is its name in snapshots, differences and open data. `column` is the model's column, without the ending of
    the language where there are two. `pack_key` is its key in a pack, where it is `in_pack`; with `spread`, its two
    languages stand in the entry under `en` and `zh` themselves. `required` says that a stored row never lacks it,
    `fixed` that it stays as it was when the row was made, `by_step` that only a step of its own changes it, which forms
    and proposals leave alone. `frozen` says that an edition keeps it.

    `columns` are the names of the model's columns, English before Chinese; `empty` is what a single column holds where
    the field is left out.
    """

    name: str
    type: ValueType
    languages: Languages = Languages.ONE
    column: str = ""
    pack_key: str = ""
    spread: bool = False
    required: bool = False
    in_pack: bool = True
    frozen: bool = True
    fixed: bool = False
    by_step: bool = False
    columns: tuple[str, ...] = field(init=False, repr=False, compare=False)
    empty: str | int | bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", self.column or self.name)
        object.__setattr__(self, "pack_key", self.pack_key or self.name)
        object.__setattr__(self, "columns", self._columns())
        object.__setattr__(self, "empty", self._empty())

    def _columns(self) -> tuple[str, ...]:
        if self.languages == Languages.ONE:
            return (self.column,)
        return tuple(f"{self.column}_{ending}" for ending in COLUMN.values())

    def read(self, row: Model) -> Value:
        """Return what the row says, `Words` where there are two languages."""
        if self.languages == Languages.ONE:
            value: Value = getattr(row, self.column)
            return value
        return Words(*(getattr(row, column) for column in self.columns))

    def from_columns(self, columns: Mapping[str, ColumnValue], before: str = "") -> Value:
        """Return what the columns say; `before` stands before their names (`dimension__`). None counts as empty."""
        values = [self.empty if (value := columns[before + name]) is None else value for name in self.columns]
        return values[0] if self.languages == Languages.ONE else Words(*(str(value) for value in values))

    def column_values(self, value: Value | None) -> dict[str, ColumnValue]:
        """Return the value of each column; None means what leaving the field out means."""
        if self.languages != Languages.ONE:
            both = value if isinstance(value, Words) else Words()
            return dict(zip(self.columns, (both.en, both.zh), strict=True))
        if isinstance(value, Words):
            raise TypeError(f"{self.name} has one language.")
        if value is None:
            return {self.column: self.empty}
        return {self.column: value}

    def _empty(self) -> str | int | bool:
        match self.type:
            case OneOf(default=default):
                return default
            case Number(default=default):
                return default or 0
            case Flag():
                return False
        return ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that another one names, by the natural key of its kind (`target`, a key of DESCRIPTIONS).

    `shown` are the fields of the target that an edition freezes with the name, since readers see them. `with_evidence`
    says that a statement is named that readers see as a part of the row's own: an edition freezes what it says, and
    its citations. `columns` has the one column that holds the id of the row.
    """

    name: str
    target: str
    column: str = ""
    pack_key: str = ""
    required: bool = False
    frozen: bool = True
    shown: tuple[str, ...] = ()
    with_evidence: bool = False
    columns: tuple[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", self.column or self.name)
        object.__setattr__(self, "pack_key", self.pack_key or self.name)
        object.__setattr__(self, "columns", (f"{self.column}_id",))


@dataclass(frozen=True, slots=True)
class Attached:
    """Rows of another table that are parts of a row, such as the subjects of a statement.

    `owner` is the foreign key to the row they are parts of. `key` are the references that tell one of them from its
    neighbours; with `fields`, they are all that such a row says. Where `ordered`, the column `rank` holds its place,
    counted from 0, and is no field. `split_by` names the field by whose values a pack and open data divide the rows
    into lists of their own (`subjects` and `objects` by `role`); `lists` has the names of these lists by value. Rows
    that a pack keeps with another kind of row name that kind in `kept_with` (citations stand with their passages).

    Concepts and statements can be merged. `when_merged` says what becomes of their attached rows then. Attached rows
    that name the one that is merged name the other one from then on; `when_doubled` says what becomes of them where
    their owner names both. A test asks that both are decided wherever they can happen.

    Rows that are a kind of row by themselves name it in `of_kind`: what the owner decides of them is where they stand
    (the articles of a version), and a pack keeps them as what they are.

    `parts` is all that such a row says: its key, then its fields.
    """

    name: str
    model: type[Model]
    owner: str
    key: tuple[Field | Reference, ...]
    fields: tuple[Field | Reference, ...] = ()
    ordered: bool = True
    split_by: str = ""
    lists: dict[str, str] = field(default_factory=dict)
    kept_with: str = ""
    pack_key: str = ""
    frozen: bool = True
    of_kind: str = ""
    when_merged: WhenMerged | None = None
    when_doubled: WhenDoubled | None = None
    parts: tuple[Field | Reference, ...] = field(init=False, repr=False, compare=False)
    part_names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pack_key", self.pack_key or self.name)
        object.__setattr__(self, "parts", (*self.key, *self.fields))
        object.__setattr__(self, "part_names", frozenset(part.name for part in self.parts))

    @property
    def references(self) -> tuple[Reference, ...]:
        """The rows that such a row names, those of the key first."""
        return tuple(part for part in self.parts if isinstance(part, Reference))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the table that content fills: key, fields, and the place where there is one."""
        own = (column for part in self.parts for column in part.columns)
        return (*own, "rank") if self.ordered else tuple(own)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of the key."""
        return tuple(column for part in self.key for column in part.columns)

    @property
    def unsplit(self) -> tuple[Field | Reference, ...]:
        """Key and fields without the one that the name of the list says already (`split_by`)."""
        return tuple(part for part in self.parts if part.name != self.split_by)


@dataclass(frozen=True, slots=True)
class Description:
    """All that one kind of row says: its natural key, its fields and references in the order of a pack, its parts.

    `derived` are columns that follow from others (`fill_derived` of the model); `own` are columns that are no content:
    the state of the work, who does it, moments.
    """

    kind: str
    model: type[ContentRow]
    key: tuple[Field | Reference, ...]
    fields: tuple[Field | Reference, ...]
    attached: tuple[Attached, ...] = ()
    derived: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def field(self, name: str) -> Field | Reference:
        """Return the field or reference of that name; raises KeyError."""
        for part in (*self.key, *self.fields):
            if part.name == name:
                return part
        raise KeyError(f"{self.kind} has no field {name}")

    def part(self, name: str) -> Attached:
        """Return the attached rows of that name; raises KeyError."""
        for part in self.attached:
            if part.name == name:
                return part
        raise KeyError(f"{self.kind} has no attached rows {name}")

    @property
    def plain_fields(self) -> tuple[Field, ...]:
        """The fields that are no references, in order."""
        return tuple(part for part in self.fields if isinstance(part, Field))

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references, in order."""
        return tuple(part for part in self.fields if isinstance(part, Reference))

    @property
    def changing(self) -> tuple[Field | Reference, ...]:
        """The fields and references that forms and proposals may change once the row is made, in order."""
        return tuple(part for part in self.fields if isinstance(part, Reference) or not (part.fixed or part.by_step))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the fields fill, without those of the key."""
        return tuple(column for part in self.fields for column in part.columns)

    def undescribed_columns(self) -> Iterator[str]:
        """Yield the columns of the table that the description forgets."""
        known = {*self.columns, *self.derived, *self.own, *(column for part in self.key for column in part.columns)}
        for column in self.model._meta.concrete_fields:
            if not column.primary_key and column.attname not in known:
                yield column.attname
