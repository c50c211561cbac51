"""One statement of any kind with all its evidence: the page that is shared and cited."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from concepts.content.counting import Voices, voices_of
from concepts.evidence.addresses import MovedError, find_statement
from concepts.evidence.concept_names import ConceptNames, NamedConcept, comparison_address, load_concept_names
from concepts.evidence.loading import Shown, evidence_of, load_evidence, show, show_all, united
from concepts.evidence.quotations import Quotation
from concepts.evidence.statement_rows import Row, StatementRow, load_rows
from concepts.models import Dimension, PositionBasis, Question, Side, Statement, Tag
from concepts.models.markup import stored_html
from sources.languages import Text, in_language

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class Linked:
    """A tag, dimension, question or list in one line."""

    name: Text
    address: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a distinction: a concept, and what holds for it."""

    concept: NamedConcept
    statement: Shown


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement. A position's voices and quotations are those of all it rests on; a distinction's are its own.

    `questions` are those that it, or a side of it, helps to answer; `siblings` the other distinctions on the dimension
    of this one between two of its concepts. `comparison` is the place in the comparison of its concepts, if any.
    """

    statement: Shown
    voices: Voices
    quotations: tuple[Quotation, ...]
    short_address: str
    editions_address: str
    note: SafeString
    note_lang: str
    tags: tuple[Linked, ...]
    dimension: Linked | None
    relation: Text | None
    question: Linked | None
    list: Linked | None
    sides: tuple[ShownSide, ...]
    rests_on: tuple[Shown, ...]
    distinctions: tuple[Shown, ...]
    positions: tuple[Shown, ...]
    questions: tuple[Linked, ...]
    siblings: tuple[Shown, ...]
    comparison: str

    @property
    def most_voices(self) -> int:
        """The length of the longest bar, of those who draw a contrast and of its sides."""
        return max(self.voices.count, *(side.statement.voices.count for side in self.sides), 0)


def build_statement_page(code: str, path: str) -> StatementPage:
    """Builds the page of a published statement in a fixed number of queries.

    Raises MovedError where `path` is not the statement's address, and MovedError, GoneError or Http404 as
    `find_statement` does.
    """
    statement = find_statement(code)
    if statement.get_absolute_url() != path:
        raise MovedError(statement.get_absolute_url())
    return page_of(statement)


def page_of(statement: Statement) -> StatementPage:
    """The page of a statement in any status, as it would be seen; a draft of changes in the place of what it revises.

    Dimension, relation type, question and list of the statement are loaded already.
    """
    concept_names = load_concept_names()
    near = _near(statement)
    load_evidence([statement, *near])
    links = evidence_of(statement).links
    by_id = {row.id: row for row in near}
    based = [by_id[id] for id in links.bases]
    parts = [row for row in near if row.part_of_id and row.published]
    users = [row for row in near if _uses(row, statement)]
    shown = _with_parts(statement, parts, concept_names)
    quotations = united([statement, *based])
    note = in_language(statement, "note_html")
    return StatementPage(
        statement=shown,
        voices=voices_of(quotations),
        quotations=quotations,
        short_address=reverse("short", args=[statement.code]),
        editions_address=reverse("pages:editions", args=[statement.code]),
        note=stored_html(note.words),
        note_lang=note.lang,
        tags=_tags(statement),
        dimension=_linked(statement.dimension, "name"),
        relation=statement.relation_type.name if statement.relation_type else None,
        question=_linked(statement.question, "text"),
        list=_linked(statement.part_of, "text"),
        sides=tuple(
            ShownSide(concept_names.by_id[concept], _with_parts(by_id[characteristic], parts, concept_names))
            for concept, characteristic in links.sides
        ),
        rests_on=tuple(_with_parts(row, parts, concept_names) for row in based),
        distinctions=tuple(show(row, concept_names) for row in users if row.kind == Kind.DISTINCTION),
        positions=tuple(show(row, concept_names) for row in users if row.kind == Kind.POSITION),
        questions=_questions(near),
        siblings=tuple(show(row, concept_names) for row in near if _is_sibling(row, statement)),
        comparison=_comparison(shown),
    )


def _near(statement: Statement) -> list[StatementRow]:
    """What the statement is made of or rests on, the parts of it all, and the published statements it is used by.

    For a distinction also the positions that rest on its sides, and the distinctions that share a concept with it.
    """
    public = _public_id(statement)
    held = Side.objects.filter(distinction=statement).values("characteristic")
    based = PositionBasis.objects.filter(position=statement).values("statement")
    parts = Q(part_of=public) | Q(part_of__in=held) | Q(part_of__in=based)
    users = Q(id__in=Side.objects.filter(characteristic=public).values("distinction")) | Q(
        id__in=PositionBasis.objects.filter(Q(statement=public) | Q(statement__in=held)).values("position")
    )
    if statement.kind == Kind.DISTINCTION:
        apart = Side.objects.filter(distinction=statement).values("concept")
        users |= Q(id__in=Side.objects.filter(concept__in=apart).values("distinction"), dimension=statement.dimension)
    wanted = Q(id__in=held) | Q(id__in=based) | Q(status=Statement.Status.PUBLISHED) & (parts | users)
    rows = load_rows(Statement.objects.filter(wanted).order_by("rank", "code"))
    if statement.revises_id:
        rows = [replace(row, part_of_id=statement.id) if row.part_of_id == public else row for row in rows]
    return rows


def _public_id(statement: Statement) -> int:
    """By which id others hang on the statement: that of the one it revises, for a draft of changes."""
    return statement.revises_id or statement.id


def _uses(row: StatementRow, statement: Statement) -> bool:
    """Whether the row is a distinction with the statement on a side, or a position that rests on it."""
    links, public = evidence_of(row).links, _public_id(statement)
    return public in links.bases or any(characteristic == public for _, characteristic in links.sides)


def _is_sibling(row: StatementRow, statement: Statement) -> bool:
    """Whether both are distinctions, and share two concepts."""
    if statement.kind != Kind.DISTINCTION or row.kind != Kind.DISTINCTION or row.id == _public_id(statement):
        return False
    shared = set(evidence_of(row).links.concepts) & set(evidence_of(statement).links.concepts)
    return len(shared) > 1


def _questions(rows: Iterable[StatementRow]) -> tuple[Linked, ...]:
    """The questions of the positions among the rows, each once."""
    found = {row.question.id: row.question for row in rows if row.question}
    ordered = sorted(found.values(), key=lambda question: (question.rank, question.slug))
    return tuple(Linked(question.text, question.get_absolute_url()) for question in ordered)


def _comparison(statement: Shown) -> str:
    """Where the comparison of its concepts has the row of its dimension; empty where its concepts make none."""
    if not 2 <= len(statement.concepts) <= 4:
        return ""
    dimension = statement.row.dimension
    return comparison_address(statement.concepts) + (f"#{dimension.slug}" if dimension else "")


def _with_parts(head: Row, parts: Iterable[Row], concept_names: ConceptNames) -> Shown:
    if head.part_of_id:
        return show(head, concept_names)
    return show_all([head, *(part for part in parts if part.part_of_id == head.id)], concept_names)[0]


def _linked(row: Dimension | Question | Statement | None, field: str) -> Linked | None:
    return Linked(getattr(row, field), row.get_absolute_url()) if row else None


def _tags(statement: Statement) -> tuple[Linked, ...]:
    rows = Tag.objects.filter(tagged__content_object=statement).order_by("slug")
    return tuple(Linked(row.title, row.get_absolute_url()) for row in rows)
