"""Build the page of one row of a concept: all that is said on one dimension, or in one kind, with its evidence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from concepts.content.counting import NO_VOICES, Voices
from concepts.evidence.addresses import MovedError, find_part, find_row
from concepts.evidence.comparison_address import DEFINITIONS, QUESTIONS, QUOTATIONS, RELATIONS, SHOW
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import ShownStatement, add_quotations, join_speaking
from concepts.evidence.open_questions import group_by_question
from concepts.evidence.order import sort_dimensions
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Concept, Dimension, Statement
from concepts.pages.beside_others import BesideOthers, group_entries, list_entries
from concepts.pages.concept import said_of
from concepts.pages.concept_address import DISTINCTIONS, OTHER_ROWS, concept_row_address
from concepts.pages.division import divide
from concepts.pages.paging import Paging, Query, find_page
from concepts.pages.said import load_said
from sources.languages import HTML_LANG, Text, reader_language

Kind = Statement.Kind
# What a page holds: a statement weighs one and as much as its passages; findings and questions weigh one each.
MOST_QUOTED, MOST_LINES = 100, 60


@dataclass(frozen=True, slots=True)
class ConceptRowLink:
    """The name of a row, and the address of its page."""

    name: Text
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class ConceptRowPage:
    """One row of a concept, or one page of it.

    `dimension` is the address of the page on the dimension, empty for a row that is none; `speaking` are the articles
    that say any of it. Of `statements`, `groups` and `questions`, one is filled. `rows` are the rows of the concept.
    `unfolded` tells whether the passages stand open; `unfolding` leads to the page where they do not, or do.
    """

    concept: NamedConcept
    row: str
    name: Text
    question: Text
    dimension: str
    speaking: Voices
    statements: tuple[ShownStatement, ...]
    groups: tuple[BesideOthers, ...]
    questions: tuple[DisputedQuestion, ...]
    rows: tuple[ConceptRowLink, ...]
    paging: Paging
    unfolded: bool
    unfolding: str
    leaving_out: LeavingOut

    @property
    def empty(self) -> bool:
        """Whether nothing is said here."""
        return not (self.statements or self.groups or self.questions)


def build_concept_row_page(
    slug: str, row: str, without: Sequence[str] = (), page: int = 1, *, unfolded: bool = False
) -> ConceptRowPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError where the concept or the dimension has another slug, GoneError or Http404 as `find_row` does and
    for a page beyond the last, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    concept, dimension = _find(slug, row)
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    named = concept_names.by_id[concept.id]
    wanted = Statement.objects.published().filter(said_of(concept)).filter(_on_row(row, dimension))
    said = load_said(wanted, concept_names, left_out)
    address = concept_row_address(concept.slug, row)
    statements: tuple[ShownStatement, ...] = ()
    entries = list_entries(said.heads) if row == DISTINCTIONS else ()
    questions = said.questions if row == QUESTIONS else ()
    if row in (DISTINCTIONS, QUESTIONS):
        paging = find_page(len(entries or questions), page, MOST_LINES, address, {**left_out.query})
    else:
        heads = tuple(sorted(said.heads, key=lambda statement: statement.support_order))
        if row == RELATIONS:
            heads = group_by_question(heads)
        pages = divide(((head,) for head in heads), MOST_QUOTED)
        query: Query = {**left_out.query, **({SHOW: QUOTATIONS} if unfolded else {})}
        paging = find_page(len(pages), page, 1, address, query)
        statements = add_quotations(pages[page - 1].values() if pages else (), left_out.keeps)
    return ConceptRowPage(
        concept=named,
        row=row,
        name=dimension.name if dimension else _name(row),
        question=dimension.question if dimension else Text("", ""),
        dimension=dimension.get_absolute_url() if dimension else "",
        speaking=join_speaking(said.heads) if dimension or row == DEFINITIONS else NO_VOICES,
        statements=statements,
        groups=group_entries(entries[paging.slice]),
        questions=questions[paging.slice],
        rows=_rows(concept, row),
        paging=paging,
        unfolded=unfolded,
        unfolding=replace(paging, query={**left_out.query, **({} if unfolded else {SHOW: QUOTATIONS})}).address,
        leaving_out=describe_leaving_out(left_out, said.own, said.everything, address),
    )


def _find(slug: str, row: str) -> tuple[Concept, Dimension | None]:
    """Return the concept, and the dimension whose row it is; None for a row that is none."""
    try:
        concept = find_row(Concept.objects.published(), slug)
    except MovedError as moved:
        raise MovedError(concept_row_address(moved.slug, row)) from moved
    if row in OTHER_ROWS:
        return concept, None
    if row.lower() in OTHER_ROWS:
        raise MovedError(concept_row_address(slug, row.lower()))
    try:
        return concept, find_part(Dimension.objects.published(), row, concept.get_absolute_url())
    except MovedError as moved:
        raise MovedError(concept_row_address(slug, moved.slug)) from moved


def _on_row(row: str, dimension: Dimension | None) -> Q:
    """Return what holds for the statements of a row; the questions of a concept stand beside any of its statements."""
    if dimension:
        return Q(kind=Kind.CHARACTERISTIC, dimension=dimension)
    kinds: dict[str, Collection[Kind]] = {
        DEFINITIONS: (Kind.DEFINITION,),
        RELATIONS: (Kind.RELATION,),
        DISTINCTIONS: (Kind.DISTINCTION, Kind.FINDING),
        QUESTIONS: Kind,
    }
    return Q(kind__in=kinds[row])


def _name(row: str) -> Text:
    """Return the name of a row that is no dimension."""
    names = {
        DEFINITIONS: _("Definitions"),
        DISTINCTIONS: _("Beside other concepts"),
        RELATIONS: _("Relations"),
        QUESTIONS: _("Open questions"),
    }
    return Text(names[row], HTML_LANG[reader_language()])


def _rows(concept: Concept, current: str) -> tuple[ConceptRowLink, ...]:
    """Load the rows of a concept on which something is published, in the order of its page, in one query."""
    columns = ("id", "slug", "name_en", "name_zh", "core", "rank")
    found = (
        Statement.objects.published()
        .filter(said_of(concept))
        .order_by()
        .values_list("kind", *(f"dimension__{name}" for name in columns))
        .distinct()
    )
    kinds, dimensions = set(), []
    for kind, *values in found:
        kinds.add(kind)
        if kind == Kind.CHARACTERISTIC and values[0]:
            dimensions.append(Dimension(**dict(zip(columns, values, strict=True))))
    others = {
        DEFINITIONS: Kind.DEFINITION in kinds,
        DISTINCTIONS: bool({Kind.DISTINCTION, Kind.FINDING} & kinds),
        RELATIONS: Kind.RELATION in kinds,
        QUESTIONS: current == QUESTIONS,
    }
    named = [(row, _name(row)) for row, there in others.items() if there]
    names = [*named, *((dimension.slug, dimension.name) for dimension in sort_dimensions(dimensions))]
    return tuple(ConceptRowLink(name, concept_row_address(concept.slug, row), row == current) for row, name in names)
