"""Takes snapshots of statements as they stand in the database, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.content.natural_keys import NaturalKey, key_paths
from concepts.content.shape import Attached, ColumnValue, Field, Reference
from concepts.content.snapshot import Snapshot, frozen_fields, frozen_rows
from concepts.content.snapshot_rows import EVIDENCE, PARTS, SIDES, FrozenRow, IncludedStatement, NamedRow, QuotedPassage
from concepts.content.value_types import Words
from concepts.models import Label, Statement
from sources.caveats import held_caveats
from sources.content_row import RowStatus
from sources.languages import Language

Columns = Mapping[str, ColumnValue]  # columns of a row and of what it names, by their look-ups
CONCEPT, TAG, PASSAGE = "concept", "tag", "passage"
# An article that another one continues is named where readers see all three of it.
IS_SEEN = (
    "article__same_as__status", "article__same_as__version__status", "article__same_as__version__source__status",
)  # fmt: skip
PASSAGE_PATHS = (
    "quote", "translation", "translation_by", "start", "end", "version__source__slug", "version__source__title_en",
    "version__source__title_zh", "version__number", "version__sha256", "version__language", "article__number",
    "article__title_en", "article__title_zh", "copy_of_id", "version__source__written_in", "version__source__caveats",
    "article__caveats", "article__same_as__version__source__slug", "article__same_as__version__number",
    "article__same_as__number", "version__source__author", "version__source__publisher", "version__date", *IS_SEEN,
)  # fmt: skip


def take_snapshots(statements: QuerySet[Statement]) -> dict[int, Snapshot]:
    """Return the snapshot of each statement by its id, in a fixed number of queries."""
    return _Reading(statements).snapshots()


class _Reading:
    """What is read at first: the columns of the statements, of their attached rows, and of what they show."""

    def __init__(self, statements: QuerySet[Statement]) -> None:
        references = [part for part in frozen_fields() if isinstance(part, Reference)]
        own = (column for part in frozen_fields() for column in part.columns)
        paths = (path for reference in references for path in _paths(reference))
        rows: Iterable[Columns] = statements.order_by("id").values(*dict.fromkeys(("pk", "code", *own, *paths)))
        self.statements = {_number(row["pk"]): row for row in rows}
        self.attached: dict[str, dict[int, list[Columns]]] = {}
        for attached in frozen_rows():
            if attached.name not in (PARTS.name, EVIDENCE):
                self.attached[attached.name] = _read_attached(attached, self.statements)
        parts = Statement.objects.published().filter(part_of__in=self.statements).order_by("rank", "code")
        self.parts = _grouped(parts.values("pk", "rank", "part_of_id", *_held_columns()), "part_of_id")
        shown = {_number(part["pk"]): part for group in self.parts.values() for part in group}
        held = Statement.objects.filter(pk__in=self._held_ids()).values("pk", *_held_columns())
        self.held: dict[int, Columns] = shown | {row["pk"]: row for row in held}
        self.held_sides = self._read_held_sides()
        self.citations = _read_attached(STATEMENT.part(EVIDENCE), {*self.statements, *self.held})
        self.names = self._read_names()

    def _read_held_sides(self) -> dict[int, list[Columns]]:
        """Return the sides of the distinctions that are shown, by the distinction's id, and note what they name."""
        kind = Statement.Kind.DISTINCTION
        distinctions = {pk for pk, row in self.held.items() if row["kind"] == kind}
        if not distinctions:
            return {}
        sides = _read_attached(STATEMENT.part(SIDES), distinctions)
        named = {_number(row["characteristic_id"]) for group in sides.values() for row in group}
        held = Statement.objects.filter(pk__in=named - self.held.keys()).values("pk", *_held_columns())
        self.held |= {row["pk"]: row for row in held}
        return sides

    def snapshots(self) -> dict[int, Snapshot]:
        return {pk: self._snapshot(pk, row) for pk, row in self.statements.items()}

    def _rows(self, attached: Attached) -> Iterable[Columns]:
        return (row for group in self.attached.get(attached.name, {}).values() for row in group)

    def _held_ids(self) -> set[int]:
        return {
            _number(row[reference.columns[0]])
            for attached in frozen_rows()
            for reference in attached.references
            if reference.with_evidence
            for row in self._rows(attached)
        }

    def _read_names(self) -> dict[int, dict[str, str]]:
        """Return the preferred labels of the concepts that are named, by language, by the id of the concept."""
        named = {
            _number(pk)
            for rows, references in (
                (self.statements.values(), STATEMENT.references),
                *((self._rows(attached), attached.references) for attached in frozen_rows()),
                ((row for group in self.held_sides.values() for row in group), STATEMENT.part(SIDES).references),
            )
            for row in rows
            for reference in references
            if reference.target == CONCEPT and (pk := row[reference.columns[0]]) is not None
        }
        names: dict[int, dict[str, str]] = {}
        labels = Label.objects.filter(concept__in=named, role=Label.Role.PREFERRED)
        for concept, language, text in labels.values_list("concept_id", "language", "text"):
            names.setdefault(concept, {})[language] = text
        return names

    def _snapshot(self, pk: int, row: Columns) -> Snapshot:
        rows = {
            attached.name: tuple(self._row(attached, columns) for columns in self.attached[attached.name].get(pk, []))
            for attached in frozen_rows()
            if attached.name in self.attached
        }
        rows[PARTS.name] = tuple(
            FrozenRow(PARTS.name, {"statement": self._held(part)}, rank=_number(part["rank"]))
            for part in self.parts.get(pk, [])
        )
        rows[EVIDENCE] = self._evidence(pk)
        return Snapshot(
            code=str(row["code"]),
            values={part.name: part.from_columns(row) for part in frozen_fields() if isinstance(part, Field)},
            references={
                part.name: None if row[part.columns[0]] is None else self._named_row(part, row)
                for part in frozen_fields()
                if isinstance(part, Reference)
            },
            rows=rows,
        )

    def _row(self, attached: Attached, row: Columns) -> FrozenRow:
        return FrozenRow(
            attached.name,
            {
                reference.name: None if row[reference.columns[0]] is None else self._named(reference, row)
                for reference in attached.references
            },
            {part.name: part.from_columns(row) for part in attached.parts if isinstance(part, Field)},
            _number(row["rank"]) if attached.ordered else None,
        )

    def _evidence(self, pk: int) -> tuple[FrozenRow, ...]:
        return tuple(self._row(STATEMENT.part(EVIDENCE), row) for row in self.citations.get(pk, []))

    def _named(self, reference: Reference, row: Columns) -> NamedRow | QuotedPassage | IncludedStatement:
        if reference.with_evidence:
            return self._held(self.held[_number(row[reference.columns[0]])])
        if reference.target == PASSAGE:
            return _passage(row, f"{reference.column}__")
        return self._named_row(reference, row)

    def _named_row(self, reference: Reference, row: Columns) -> NamedRow:
        before = f"{reference.column}__"
        key = tuple(_key_part(row[before + path]) for path in key_paths(reference.target))
        shown = {name: self._shown(reference, name, row) for name in reference.shown}
        return NamedRow(reference.target, key, shown)

    def _shown(self, reference: Reference, name: str, row: Columns) -> Words:
        if reference.target == CONCEPT:  # whose names are rows of their own
            names = self.names.get(_number(row[reference.columns[0]]), {})
            return Words(names.get(Language.EN, ""), names.get(Language.ZH, ""))
        words = _words(row, f"{reference.column}__{name}")
        if reference.target == TAG and not words:
            return Words(str(row[f"{reference.column}__name"]))
        return words

    def _held(self, row: Columns) -> IncludedStatement:
        return IncludedStatement(
            code=str(row["code"]),
            kind=str(row["kind"]),
            mode=str(row["mode"]),
            text=_words(row, "text"),
            title=_words(row, "title"),
            citations=self._evidence(_number(row["pk"])),
            sides=tuple(self._row(STATEMENT.part(SIDES), side) for side in self.held_sides.get(_number(row["pk"]), [])),
        )


def _held_columns() -> tuple[str, ...]:
    return ("code", "kind", "mode", *(f"{name}_{ending}" for name in ("text", "title") for ending in ("en", "zh")))


def _paths(reference: Reference) -> Iterable[str]:
    """Yield the look-ups of all that a snapshot says of the row that is named, but of held statements and labels."""
    yield reference.columns[0]
    if reference.with_evidence:
        return
    before = f"{reference.column}__"
    if reference.target == PASSAGE:
        yield from (before + path for path in PASSAGE_PATHS)
        return
    yield from (before + path for path in key_paths(reference.target))
    if reference.target == CONCEPT:
        return
    for name in reference.shown:
        yield from (before + column for column in DESCRIPTIONS[reference.target].field(name).columns)
    if reference.target == TAG:
        yield f"{before}name"


def _read_attached(attached: Attached, owners: Collection[int]) -> dict[int, list[Columns]]:
    """Return the rows of each owner: by their lists and ranks, or, where they have none, by their natural keys."""
    owner = f"{attached.owner}_id"
    split = [part.columns[0] for part in attached.parts if part.name == attached.split_by]
    order = ["rank"] if attached.ordered else [path for part in attached.key for path in _key_order(part)]
    paths = (path for reference in attached.references for path in _paths(reference))
    rows = attached.model._default_manager.filter(**{f"{attached.owner}__in": owners}).order_by(*split, *order, "id")
    return _grouped(rows.values(*dict.fromkeys((owner, *attached.columns, *paths))), owner)


def _key_order(part: Field | Reference) -> Iterable[str]:
    if isinstance(part, Reference):
        return (f"{part.column}__{path}" for path in key_paths(part.target))
    return part.columns


def _grouped(rows: Iterable[Columns], owner: str) -> dict[int, list[Columns]]:
    groups: dict[int, list[Columns]] = {}
    for row in rows:
        groups.setdefault(_number(row[owner]), []).append(row)
    return groups


def _passage(row: Columns, before: str) -> QuotedPassage:
    return QuotedPassage(
        source=str(row[f"{before}version__source__slug"]),
        source_title=_words(row, f"{before}version__source__title"),
        version=_number(row[f"{before}version__number"]),
        sha256=str(row[f"{before}version__sha256"]),
        language=str(row[f"{before}version__language"]),
        article=_number(row[f"{before}article__number"]),
        article_title=_words(row, f"{before}article__title"),
        start=_number(row[f"{before}start"]),
        end=_number(row[f"{before}end"]),
        quote=str(row[f"{before}quote"]),
        translation=str(row[f"{before}translation"]),
        translation_by=str(row[f"{before}translation_by"]),
        copied=row[f"{before}copy_of_id"] is not None,
        same_as=_first_article(row, before),
        written_in=str(row[f"{before}version__source__written_in"]),
        caveats=held_caveats(str(row[f"{before}article__caveats"]), str(row[f"{before}version__source__caveats"])),
        author=str(row[f"{before}version__source__author"]),
        publisher=str(row[f"{before}version__source__publisher"]),
        date=str(row[f"{before}version__date"]),
    )


def _first_article(row: Columns, before: str) -> NaturalKey:
    """Return the natural key of the article that the passage's continues; empty where readers see none that it does."""
    if any(row[before + status] != RowStatus.PUBLISHED for status in IS_SEEN):
        return ()
    return tuple(_key_part(row[f"{before}article__same_as__{path}"]) for path in key_paths("article"))


def _words(row: Columns, name: str) -> Words:
    return Words(str(row[f"{name}_en"]), str(row[f"{name}_zh"]))


def _number(value: ColumnValue) -> int:
    return int(value or 0)


def _key_part(value: ColumnValue) -> str | int:
    return value if isinstance(value, int) else str(value)
