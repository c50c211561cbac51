"""One statement of any kind with all its evidence: the page that is shared and cited."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from concepts.markup import stored_html
from concepts.models import Dimension, PositionBasis, Question, Side, Statement, Tag
from concepts.reading.addresses import Moved, find_statement
from concepts.reading.evidence import Quotation, Shown, load_evidence, quote_all, show, show_all, united
from concepts.reading.lexicon import Lexicon, Named, comparison_address, load_lexicon
from concepts.voices import Voices, voices_of
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

    concept: Named
    statement: Shown


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement. A position's voices and quotations are those of all it rests on; a distinction's are its own."""

    statement: Shown
    voices: Voices
    quotations: tuple[Quotation, ...]
    short_address: str
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
    comparison: str


def build_statement_page(code: str, path: str) -> StatementPage:
    """Builds the page of a published statement in a fixed number of queries.

    Raises Moved where `path` is not the statement's address, and Moved, Gone or Http404 as `find_statement` does.
    """
    statement = find_statement(code)
    if statement.get_absolute_url() != path:
        raise Moved(statement.get_absolute_url())
    lexicon = load_lexicon()
    sides = list(statement.sides.select_related("characteristic").order_by("rank", "id"))
    bases = list(PositionBasis.objects.filter(position=statement).select_related("statement").order_by("rank", "id"))
    based = [basis.statement for basis in bases]
    held = [side.characteristic for side in sides]
    lists = [statement.id, *(row.id for row in held), *(row.id for row in based)]
    parts = list(Statement.objects.published().filter(part_of__in=lists).order_by("rank", "id"))
    users = list(
        Statement.objects.published()
        .filter(
            Q(id__in=Side.objects.filter(characteristic=statement).values("distinction"))
            | Q(id__in=PositionBasis.objects.filter(statement=statement).values("position"))
        )
        .order_by("rank", "code")
    )
    load_evidence([statement, *held, *based, *parts, *users])
    shown = _with_parts(statement, parts, lexicon)
    citations = united([statement, *based])
    note = in_language(statement, "note_html")
    concepts = [side.concept_id for side in sides] or [link.concept_id for link in statement.concept_links.all()]
    return StatementPage(
        statement=shown,
        voices=voices_of(citations),
        quotations=quote_all(citations),
        short_address=reverse("short", args=[statement.code]),
        note=stored_html(note.words),
        note_lang=note.lang,
        tags=_tags(statement),
        dimension=_linked(statement.dimension, "name"),
        relation=statement.relation_type.name if statement.relation_type else None,
        question=_linked(statement.question, "text"),
        list=_linked(statement.part_of, "text"),
        sides=tuple(
            ShownSide(lexicon.by_id[side.concept_id], _with_parts(side.characteristic, parts, lexicon))
            for side in sides
        ),
        rests_on=tuple(_with_parts(row, parts, lexicon) for row in based),
        distinctions=tuple(show(row, lexicon) for row in users if row.kind == Kind.DISTINCTION),
        positions=tuple(show(row, lexicon) for row in users if row.kind == Kind.POSITION),
        comparison=comparison_address(lexicon.named(concepts)) if 2 <= len(concepts) <= 4 else "",
    )


def _with_parts(head: Statement, parts: Iterable[Statement], lexicon: Lexicon) -> Shown:
    if head.part_of_id:
        return show(head, lexicon)
    return show_all([head, *(part for part in parts if part.part_of_id == head.id)], lexicon)[0]


def _linked(row: Dimension | Question | Statement | None, field: str) -> Linked | None:
    return Linked(getattr(row, field), row.get_absolute_url()) if row else None


def _tags(statement: Statement) -> tuple[Linked, ...]:
    rows = Tag.objects.filter(tagged__content_object=statement).order_by("slug")
    return tuple(Linked(row.title, row.get_absolute_url()) for row in rows)
