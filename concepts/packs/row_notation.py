"""How attached rows stand in an entry of a pack, and whole entries of one kind.

The rule: attached rows are a list, or a list for each value of `split_by`; its items are single values where a row says
no more than which row it names, and else mappings. Labels and citations have a form of their own (`notation_of`).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Protocol

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import FieldValue
from concepts.content.shape import Attached, Field, Languages, Reference
from concepts.content.value_types import Number, OneOf, Words
from concepts.models import Citation, DimensionLabel, Label
from concepts.models.names import LabelName
from concepts.packs.entries import FileEntry, FileShape, ListOf, MappingByKind, MappingOf, SingleOrMapping
from concepts.packs.field_notation import key_names_of, keys_of, plain_value, read_parts, write_parts
from concepts.packs.records import NO_ENTRY, PlainMapping, PlainValue, RowRecord, value_of
from sources.languages import COLUMN


def attached_of(kind: str) -> list[Attached]:
    """Return the attached rows that the records of a kind hold.

    Those that a pack keeps with another kind of row are turned round: that row owns them, and their key is the row that
    they are parts of. So the citations of a statement are held by passages, which know them by their statements.
    """
    held = [attached for attached in DESCRIPTIONS[kind].attached if not (attached.kept_with or attached.of_kind)]
    for description in DESCRIPTIONS.values():
        for attached in description.attached:
            if attached.kept_with == kind:
                part_of = Reference(attached.owner, description.kind, pack_key=description.key[0].name, required=True)
                held.append(replace(attached, owner=attached.key[0].column, key=(part_of,)))
    return held


class AttachedNotation(Protocol):
    """How the attached rows of one table stand in the entry of the row that they are parts of."""

    def shapes(self) -> dict[str, FileShape]:
        """Return the keys of the entry, with `!` after those that must be there."""

    def read(self, entry: FileEntry) -> list[RowRecord]:
        """Return the rows that an entry says, arranged; those that lack a value of their key are left out."""

    def write(self, rows: list[RowRecord]) -> PlainMapping:
        """Return the keys of the entry that say these rows."""

    def arrange(self, rows: Iterable[RowRecord]) -> list[RowRecord]:
        """Return rows, which stand in the order of their ranks, in the order in which `read` returns them."""

    def list_of(self, row: RowRecord) -> str:
        """Return the name of the list in which the rank of a row counts."""


def notation_of(attached: Attached) -> AttachedNotation:
    """Return the form in which attached rows stand in entries."""
    if attached.model in (Label, DimensionLabel):
        return LabelNotation(attached)
    if attached.model is Citation:
        return CitationNotation(attached)
    return ListNotation(attached)


def _has_default(part: Field | Reference) -> bool:
    """Tell whether leaving a part out says one of its values."""
    if isinstance(part, Field) and isinstance(part.type, OneOf | Number):
        return part.type.default not in ("", None)
    return False


class ListNotation:
    """One list, or one for each value of `split_by`: the form of all attached rows that have none of their own."""

    def __init__(self, attached: Attached) -> None:
        self.attached = attached
        self.parts = attached.unsplit
        self.split = next((part for part in attached.parts if part.name == attached.split_by), None)
        self.lists = attached.lists if self.split else {"": attached.pack_key}
        self.needed = [part.name for part in attached.key if not _has_default(part)]
        self.only = self._only()

    def _only(self) -> Field | Reference | None:
        """Return the one thing that a row need say, where that is a single value; None where there is more."""
        part, *others = self.parts
        if part not in self.attached.key or not all(_has_default(other) for other in others):
            return None
        single = len(key_names_of(part)) == 1 if isinstance(part, Reference) else part.languages == Languages.ONE
        return part if single else None

    def shapes(self) -> dict[str, FileShape]:
        """Return a key for each list."""
        item = keys_of(self.parts, needed=self.needed)
        # A row that names another one, or has a number, and little besides, fits into one line.
        fits = bool(self.only) or any(isinstance(part, Field) for part in self.attached.key)
        mapping = MappingOf.marked(item, flow=fits)
        shape = ListOf(mapping)
        if self.only:
            single = next(iter(mapping.keys.values()))
            if isinstance(single, ListOf | MappingOf | MappingByKind | SingleOrMapping):
                raise TypeError(f"{self.only.name} is no single value")
            shape = ListOf(single if len(self.parts) == 1 else SingleOrMapping(single, mapping), flow=True)
        return dict.fromkeys(self.lists.values(), shape)

    def read(self, entry: FileEntry) -> list[RowRecord]:
        """Return the rows of all lists."""
        rows = []
        for value, key in self.lists.items():
            for row in self._read_list(entry, key) if key in entry.values else ():
                if self.split:
                    row.put(self.split, value)
                if all(name in row.fields for name in self.needed):
                    rows.append(row)
        return self.arrange(rows) if rows else rows

    def _read_list(self, entry: FileEntry, key: str) -> Iterable[RowRecord]:
        for index, item in enumerate(entry.items(key)):
            if isinstance(item, FileEntry):
                row = RowRecord(origin=item)
                read_parts(item, self.parts, row)
                yield row
            elif only := self.only:
                row = RowRecord({}, {}, origin=entry.item(key, index))
                row.put(only, (item,) if isinstance(only, Reference) else item)
                yield row

    def write(self, rows: list[RowRecord]) -> PlainMapping:
        """Return the lists that are not empty."""
        entry: PlainMapping = {}
        for value, key in self.lists.items():
            if within := [self._write_row(row) for row in rows if self.list_of(row) == value]:
                entry[key] = within
        return entry

    def _write_row(self, row: RowRecord) -> PlainValue:
        only = self.only
        if only and not any(part.name in row.fields for part in self.parts if part is not only):
            value = value_of(row, only)
            return None if value is None else plain_value(only, value)
        return write_parts(row, self.parts)

    def arrange(self, rows: Iterable[RowRecord]) -> list[RowRecord]:
        """Return the rows list by list; where the table keeps no order, each list sorted by all that its rows say."""
        rows = list(rows)
        if not self.attached.ordered:
            rows.sort(key=lambda row: [_sortable(value_of(row, part)) for part in self.parts])
        places = {value: place for place, value in enumerate(self.lists)}
        return sorted(rows, key=lambda row: places[self.list_of(row)])

    def list_of(self, row: RowRecord) -> str:
        """Return the value that names the list of a row."""
        return str(value_of(row, self.split)) if self.split else ""


def _sortable(value: FieldValue) -> NaturalKey:
    match value:
        case None:
            return ()
        case Words(en, zh):
            return (en, zh)
        case tuple():
            return value
    return (value,)


class LabelNotation:
    """The labels of a concept or dimension: by language, the preferred one of a concept apart from the others."""

    PREFERRED = Label.Role.PREFERRED.value
    OTHERS = (Label.Role.ALTERNATIVE.value, Label.Role.HIDDEN.value)

    def __init__(self, attached: Attached) -> None:
        self.attached = attached

    def shapes(self) -> dict[str, FileShape]:
        """Return the key `labels`, which must be there for a concept: it has no other names."""
        [label] = [part.type for part in self.attached.fields if isinstance(part, Field) and part.name == "text"]
        others = dict.fromkeys(self.OTHERS, ListOf(label, flow=True))
        if self.attached.model is not Label:
            return {self.attached.pack_key: MappingOf(dict.fromkeys(COLUMN.values(), MappingOf.marked(others)))}
        labels = MappingOf.marked({f"{self.PREFERRED}!": label, **others})
        return {f"{self.attached.pack_key}!": MappingOf(dict.fromkeys(COLUMN.values(), labels))}

    def read(self, entry: FileEntry) -> list[RowRecord]:
        """Return the labels, language by language, the preferred one first."""
        rows = []
        languages = entry.entry(self.attached.pack_key) or NO_ENTRY
        for language, column in COLUMN.items():
            labels = languages.entry(column) or NO_ENTRY
            texts = [(self.PREFERRED, labels.text(self.PREFERRED), labels)] if self.PREFERRED in labels else []
            for role in self.OTHERS:
                texts += [(role, text, labels.item(role, index)) for index, text in enumerate(labels.texts(role))]
            for role, text, origin in texts:
                rows.append(RowRecord({"language": language.value, "role": role, "text": text}, origin=origin))
        return rows

    def write(self, rows: list[RowRecord]) -> PlainMapping:
        """Return the labels by language."""
        languages: PlainMapping = {}
        for language, column in COLUMN.items():
            texts: dict[str, list[str]] = {}
            for row in rows:
                if row.text("language") == language:
                    texts.setdefault(row.text("role"), []).append(row.text("text"))
            if texts:
                languages[column] = {role: of[0] if role == self.PREFERRED else of for role, of in texts.items()}
        return {self.attached.pack_key: languages} if languages else {}

    def arrange(self, rows: Iterable[RowRecord]) -> list[RowRecord]:
        """Return the labels language by language, each with the preferred one before alternative and hidden ones."""
        roles, languages = (self.PREFERRED, *self.OTHERS), [language.value for language in COLUMN]
        return sorted(rows, key=lambda row: (languages.index(row.text("language")), roles.index(row.text("role"))))

    def list_of(self, row: RowRecord) -> str:
        """Return the language of a label."""
        return row.text("language")


def labels_of(record: RowRecord) -> list[LabelName]:
    """Return the labels of a concept, or the other names of a dimension, as the gate for names looks at them."""
    rows = record.attached.get("labels", [])
    return [LabelName(row.text("language"), row.text("text"), row.text("role")) for row in rows]


class CitationNotation:
    """The citations of a passage: codes by stance; where the source reports, with the words for who thinks so."""

    def __init__(self, attached: Attached) -> None:
        self.attached = attached
        reports = Citation.Stance.REPORTS.value
        self.by_stance = {stance: self._list(stance, stance == reports) for stance in Citation.Stance.values}

    def _list(self, stance: str, reports: bool) -> ListNotation:
        """Return the list of one stance; only reports say who thinks so, and then in both languages."""
        left_out = {"stance"} if reports else {"stance", "attributed_to"}
        fields = [part for part in self.attached.fields if part.name not in left_out]
        fields = [replace(part, required=part.required or part.name == "attributed_to") for part in fields]
        return ListNotation(replace(self.attached, pack_key=stance, fields=tuple(fields)))

    def shapes(self) -> dict[str, FileShape]:
        """Return a key for each stance."""
        return {key: shape for notation in self.by_stance.values() for key, shape in notation.shapes().items()}

    def read(self, entry: FileEntry) -> list[RowRecord]:
        """Return the citations of all stances by code."""
        rows = []
        for stance, notation in self.by_stance.items():
            for row in notation.read(entry):
                row.fields["stance"] = stance
                rows.append(row)
        return self.arrange(rows)

    def write(self, rows: list[RowRecord]) -> PlainMapping:
        """Return the lists of codes and reports."""
        entry: PlainMapping = {}
        for stance, notation in self.by_stance.items():
            entry |= notation.write([row for row in rows if row.text("stance") == stance])
        return entry

    def arrange(self, rows: Iterable[RowRecord]) -> list[RowRecord]:
        """Return the citations by code."""
        return sorted(rows, key=lambda row: row.key(self.attached.key[0].name))

    def list_of(self, row: RowRecord) -> str:
        """Return the stance of a citation."""
        return row.text("stance")


class EntryNotation:
    """How the records of one kind stand in entries; `without` names what is special to their file (`schema`)."""

    def __init__(self, kind: str, without: Collection[str] = ()) -> None:
        self.parts = [part for part in DESCRIPTIONS[kind].fields if part.name not in without]
        held = [attached for attached in attached_of(kind) if attached.name not in without]
        self.attached = {attached.name: notation_of(attached) for attached in held}

    def keys(self, names: Collection[str] | None = None, needed: Collection[str] = ()) -> dict[str, FileShape]:
        """Return the keys of all that stands in an entry, or of what has these names, as `keys_of` does."""
        keys = keys_of([part for part in self.parts if names is None or part.name in names], needed)
        for name, notation in self.attached.items():
            if names is None or name in names:
                keys |= notation.shapes()
        return keys

    def read(self, entry: FileEntry) -> RowRecord:
        """Return the record that an entry says."""
        record = RowRecord(origin=entry)
        read_parts(entry, self.parts, record)
        for name, notation in self.attached.items():
            if rows := notation.read(entry):
                record.attached[name] = rows
        return record

    def write(self, record: RowRecord) -> PlainMapping:
        """Return the entry that says a record."""
        entry = write_parts(record, self.parts)
        for name, notation in self.attached.items():
            entry |= notation.write(record.attached.get(name, []))
        return entry
