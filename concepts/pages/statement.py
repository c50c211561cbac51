"""Build the page of one statement of any kind with all its evidence: the page that people share and cite."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from concepts.evidence.addresses import MovedError, find_statement
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.findings import (
    BasisGroup,
    FindingList,
    build_findings,
    group_basis,
    name_parts_said,
)
from concepts.evidence.leaving_out import NOTHING_LEFT_OUT, ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import ShownStatement, load_statements, put_parts_into_heads
from concepts.evidence.open_questions import find_open_questions, put_questions_beside
from concepts.evidence.quotations import Quotation
from concepts.evidence.statement_rows import StatementRow, load_rows, row_of
from concepts.models import Basis, Dimension, Question, Side, Statement, Tag
from concepts.models.markup import stored_html
from sources.languages import Text, in_language

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a tag, dimension, question or list."""

    name: Text
    address: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a distinction: a concept and the characteristic that holds for it."""

    concept: NamedConcept
    statement: ShownStatement


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """The quotations that support one statement."""

    statement: ShownStatement
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement with its evidence and what it is linked to.

    `published_at` is the moment of its last edition; None for a draft.
    `quotations` are its own, without those of its sides or of what it rests on. `evidence` of a position or finding are
    its own quotations and those of what it rests on, by the statement that they support; `basis` is what it rests on,
    and `parts_said` names the parts of it that an article says, by `voice`. `distinctions` have the statement on a
    side; `positions` and `findings` rest on it; it is itself `part_of` a list. `questions_below` counts the questions
    that stand beside a statement of `basis`, but not beside the statement itself. `siblings` are the other distinctions
    on the same dimension that share two concepts with this one. `comparison` is the address of its row in the
    comparison of its concepts; empty where there is no such comparison.
    """

    statement: ShownStatement
    published_at: datetime | None
    quotations: tuple[Quotation, ...]
    evidence: tuple[EvidenceGroup, ...]
    short_address: str
    editions_address: str
    note: SafeString
    note_lang: str
    tags: tuple[PageLink, ...]
    dimension: PageLink | None
    relation: Text | None
    question: PageLink | None
    part_of: PageLink | None
    sides: tuple[ShownSide, ...]
    basis: tuple[BasisGroup, ...]
    parts_said: Mapping[int, tuple[Text, ...]]
    distinctions: tuple[ShownStatement, ...]
    positions: tuple[ShownStatement, ...]
    findings: FindingList
    questions_below: int
    siblings: tuple[ShownStatement, ...]
    comparison: str
    leaving_out: LeavingOut

    @property
    def most_voices(self) -> int:
        """Return the number of voices that the longest bar stands for: of the statement itself or of a side."""
        return max(self.statement.voices.count, *(side.statement.voices.count for side in self.sides), 0)


def build_statement_page(code: str, path: str, without: Sequence[str] = ()) -> StatementPage:
    """Build the page of a published statement in a fixed number of queries.

    `without` is read by `ArticlesLeftOut.read`. Raises MovedError where `path` is not the statement's address,
    MovedError, GoneError or Http404 as `find_statement` does, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    statement = find_statement(code)
    if statement.get_absolute_url() != path:
        raise MovedError(statement.get_absolute_url())
    return build_page_of(statement, ArticlesLeftOut.read(without))


def build_page_of(statement: Statement, left_out: ArticlesLeftOut = NOTHING_LEFT_OUT) -> StatementPage:
    """Build the page of a statement in any status, as readers would see it.

    A draft of changes is shown in place of the statement that it revises. The caller has loaded the statement's
    dimension, relation type, question and list. What the page lists besides the statement and its sides has a quotation
    that is not left out.
    """
    concept_names = load_concept_names(with_drafts=statement.status != Statement.Status.PUBLISHED)
    everything = load_statements([row_of(statement), *_load_linked(statement)], concept_names)
    alone, public = left_out.apply(everything[statement.id]), _public_id(statement)
    sides = {side: left_out.apply(everything[side]) for _concept, side in alone.links.sides}
    linked = left_out.apply_to_all({key: other for key, other in everything.items() if key != statement.id})
    below = [linked[statement_id] for statement_id in _below(alone, linked) if statement_id in linked]
    parts = [other for other in linked.values() if other.row.part_of_id and other.row.published]
    open_questions = find_open_questions()
    # An answer rests on the statement that a draft revises.
    with_public_id = replace(_with_parts(alone, parts), row=replace(alone.row, id=public))
    shown = replace(put_questions_beside([with_public_id], open_questions)[0], row=alone.row)
    listed = put_questions_beside(
        (_with_parts(other, parts) for other in linked.values()), open_questions, apart_from=statement.question
    )
    used_by = [other for other in listed if _uses(other, public)]
    basis = group_basis(alone, {other.row.id: other for other in listed}, concept_names)
    questions_of_basis = {question for group in basis for row in group.rows for question in row.statement.questions}
    note = in_language(statement, "note_html")
    counted = [shown, *sides.values(), *below] if alone.row.published else []  # a draft has no such page
    return StatementPage(
        statement=shown,
        published_at=getattr(statement, "edition_at", None),
        quotations=alone.quotations,
        evidence=tuple(EvidenceGroup(each, each.quotations) for each in (alone, *below) if each.quotations)
        if alone.links.bases
        else (),
        short_address=reverse("short", args=[statement.code]),
        editions_address=reverse("pages:editions", args=[statement.code]),
        note=stored_html(note.words),
        note_lang=note.lang,
        tags=_tags(statement),
        dimension=_link(statement.dimension, "name"),
        relation=statement.relation_type.name if statement.relation_type else None,
        question=_link(statement.question, "text"),
        part_of=_link(statement.part_of, "text"),
        sides=tuple(
            ShownSide(concept_names.by_id[concept], _with_parts(sides[characteristic], parts))
            for concept, characteristic in alone.links.sides
        ),
        basis=basis,
        parts_said=name_parts_said(alone, linked, concept_names),
        distinctions=tuple(other for other in used_by if other.kind == Kind.DISTINCTION),
        positions=tuple(other for other in used_by if other.kind == Kind.POSITION),
        findings=build_findings(used_by),
        questions_below=len(questions_of_basis.difference(shown.questions)),
        siblings=tuple(other for other in listed if _is_sibling(other, alone, public)),
        comparison=_comparison(shown),
        leaving_out=describe_leaving_out(
            left_out, counted, _counted(everything, statement.id), statement.get_absolute_url()
        ),
    )


def _below(claim: ShownStatement, linked: Mapping[int, ShownStatement]) -> tuple[int, ...]:
    """Return the ids of what a position or finding rests on, each once and followed by its sides."""
    found: dict[int, None] = {}
    for basis in claim.links.bases:
        found[basis] = None
        if basis in linked:
            found |= dict.fromkeys(side for _concept, side in linked[basis].links.sides)
    return tuple(found)


def _counted(everything: Mapping[int, ShownStatement], key: int) -> list[ShownStatement]:
    """Return what the page of the statement with that id counts: it, its parts, and what it stands on."""
    alone = everything[key]
    parts = [other for other in everything.values() if other.row.part_of_id == key]
    below = (*_below(alone, everything), *(side for _concept, side in alone.links.sides))
    return [alone, *parts, *(everything[other] for other in below if other in everything)]


def _load_linked(statement: Statement) -> list[StatementRow]:
    """Load the statements that the page shows besides its own, in one query.

    These are its sides, its basis and the sides of that, the published parts of all of them and of itself, and the
    published statements that have it as a side or basis. For a distinction also the published distinctions on its
    dimension that share a concept with it.
    """
    public = _public_id(statement)
    sides = Side.objects.filter(distinction=statement).values("characteristic")
    basis = Basis.objects.filter(claim=statement).values("statement")
    sides_below = Side.objects.filter(distinction__in=basis).values("characteristic")
    parts = Q(part_of=public) | Q(part_of__in=sides) | Q(part_of__in=basis)
    used_by = Q(id__in=Side.objects.filter(characteristic=public).values("distinction")) | Q(
        id__in=Basis.objects.filter(statement=public).values("claim")
    )
    if statement.kind == Kind.DISTINCTION:
        concepts = Side.objects.filter(distinction=statement).values("concept")
        siblings = Side.objects.filter(concept__in=concepts).values("distinction")
        used_by |= Q(id__in=siblings, dimension=statement.dimension)
    below = Q(id__in=sides) | Q(id__in=basis) | Q(id__in=sides_below)
    wanted = below | Q(status=Statement.Status.PUBLISHED) & (parts | used_by)
    rows = load_rows(Statement.objects.filter(wanted).order_by("rank", "code"))
    rows = [row for row in rows if row.id != statement.id]  # a distinction shares concepts with itself
    if statement.revises_id:
        rows = [replace(row, part_of_id=statement.id) if row.part_of_id == public else row for row in rows]
    return rows


def _public_id(statement: Statement) -> int:
    """Return the id by which other rows refer to the statement: for a draft of changes, that of the one it revises."""
    return statement.revises_id or statement.id


def _uses(other: ShownStatement, public: int) -> bool:
    """Tell whether it is a distinction with the statement of that id on a side, or a claim that rests on it."""
    return public in other.links.bases or any(side == public for _concept, side in other.links.sides)


def _is_sibling(other: ShownStatement, statement: ShownStatement, public: int) -> bool:
    """Tell whether both are distinctions and share two concepts; `public` is the id of the statement for others."""
    if statement.kind != Kind.DISTINCTION or other.kind != Kind.DISTINCTION or other.row.id == public:
        return False
    return len({*other.links.concepts} & {*statement.links.concepts}) > 1


def _comparison(statement: ShownStatement) -> str:
    """Return the address of its dimension's row in the comparison of its concepts; empty where there is none."""
    address, dimension = canonical_address(statement.concepts), statement.row.dimension
    return f"{address}#{dimension.slug}" if address and dimension else address


def _with_parts(head: ShownStatement, parts: Iterable[ShownStatement]) -> ShownStatement:
    """Return the statement with its parts inside it; a part as it is."""
    if head.row.part_of_id:
        return head
    return put_parts_into_heads([head, *(part for part in parts if part.row.part_of_id == head.row.id)])[0]


def _link(row: Dimension | Question | Statement | None, field: str) -> PageLink | None:
    """Return a link to the row with the text of `field` as its name."""
    return PageLink(getattr(row, field), row.get_absolute_url()) if row else None


def _tags(statement: Statement) -> tuple[PageLink, ...]:
    """Load the links to the statement's tags."""
    rows = Tag.objects.filter(tagged__content_object=statement).order_by("slug")
    return tuple(PageLink(row.title, row.get_absolute_url()) for row in rows)
