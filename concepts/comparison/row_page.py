"""Build the page of one row of a comparison, with every statement and its quotations; no HTTP, no HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from concepts.comparison.content import ComparedStatements
from concepts.comparison.filters import Filters
from concepts.comparison.row_division import MOST_QUESTIONS, StatementsByCode, divide_dimension, divide_statements
from concepts.comparison.rows import DimensionRow, TableLine, build_line, build_row
from concepts.comparison.selection import Selection
from concepts.content.counting import NO_TEXT
from concepts.evidence.addresses import MovedError, find_part
from concepts.evidence.comparison_address import DEFINITIONS, QUESTIONS, RELATIONS, row_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.findings import ShownFinding
from concepts.evidence.loading import ShownStatement, add_quotations
from concepts.evidence.open_questions import group_by_question
from concepts.evidence.order import sort_dimensions
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Dimension, Statement
from concepts.pages.paging import Paging, find_page
from sources.languages import HTML_LANG, Text, reader_language

Kind = Statement.Kind
Query = dict[str, list[str]]
OTHER_ROWS = (DEFINITIONS, RELATIONS, QUESTIONS)


@dataclass(frozen=True, slots=True)
class RowLink:
    """A link to the page of another row."""

    slug: str
    name: Text
    address: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """One row with all its evidence: that of a dimension (`row`), or the definitions, relations or questions.

    `question` is what the dimension asks, and `dimension_address` leads to its own page; both are empty for the other
    rows. `findings` are those on the dimension. `others` are the rows of the comparison, in its order, this one too.
    What is said stands on pages (`paging`).
    """

    selection: Selection
    filters: Filters
    slug: str
    name: Text
    others: tuple[RowLink, ...]
    paging: Paging
    question: Text = NO_TEXT
    dimension_address: str = ""
    findings: tuple[ShownFinding, ...] = ()
    row: DimensionRow | None = None
    definitions: TableLine | None = None
    relations: tuple[ShownStatement, ...] = ()
    questions: tuple[DisputedQuestion, ...] = ()

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        return self.selection.concepts

    @property
    def filter_keys(self) -> tuple[str, ...]:
        """Return the keys of the filters that narrow the row: contrasts stand on dimensions, and it is one row only."""
        about_rows = ("dimension", "only") if self.slug in OTHER_ROWS else ("dimension",)
        return tuple(key for key in Filters.KEYS if key not in about_rows)

    @property
    def empty(self) -> bool:
        """Whether nothing is said here."""
        row, defined = self.row, self.definitions
        filled = (row and row.characteristics) or (defined and any(cell.statements for cell in defined.cells))
        return not (filled or self.relations or self.questions)

    @property
    def before(self) -> RowLink | None:
        """Return the row before this one."""
        return self._neighbour(-1)

    @property
    def after(self) -> RowLink | None:
        """Return the row after this one."""
        return self._neighbour(1)

    def _neighbour(self, step: int) -> RowLink | None:
        slugs = [other.slug for other in self.others]
        place = slugs.index(self.slug) + step if self.slug in slugs else -1
        return self.others[place] if 0 <= place < len(slugs) else None


def build_row_page(
    compared: ComparedStatements, slug: str, shown: Query | None = None, number: int | None = 1
) -> RowPage:
    """Build the page in one query; in up to three more where nothing of these concepts is said on the dimension.

    `shown` is the part of the query that unfolds quotations, which the addresses of other rows keep; `number` is
    that of the page of this row, None for all pages in one.

    Raises MovedError for another letter case or a former slug of the dimension, GoneError for a withdrawn one, Http404
    where there is none, and beyond the last page.
    """
    if slug != slug.lower():
        raise MovedError(row_address(compared.concepts, slug.lower()))
    if slug in OTHER_ROWS:
        return _other_page(compared, slug, shown, number)
    known = {dimension.slug: dimension for dimension in compared.by_dimension}
    dimension = known.get(slug) or _find_dimension(compared, slug)
    characteristics, distinctions = compared.by_dimension.get(dimension, ([], []))
    ids, only = {concept.id for concept in compared.concepts}, compared.filters.only_contrasts
    pages = divide_dimension(ids, characteristics, distinctions, only)
    page = _bare_page(compared, slug, dimension.name, shown, _Entries(len(pages), number))
    wanted = _pick(pages, number, (*characteristics, *distinctions))
    quoted = add_quotations(wanted, compared.filters.keeps)
    return replace(
        page,
        question=dimension.question,
        dimension_address=dimension.get_absolute_url(),
        findings=tuple(
            replace(finding, row=NO_TEXT, address="")
            for finding in compared.kept_findings().all
            if finding.statement.row.dimension == dimension
        ),
        row=build_row(
            dimension,
            compared.concepts,
            [statement for statement in quoted if statement.kind == Kind.CHARACTERISTIC.value],
            [statement for statement in quoted if statement.kind == Kind.DISTINCTION.value],
            only,
            _spoken_of(characteristics),
        ),
    )


def _other_page(compared: ComparedStatements, slug: str, shown: Query | None, number: int | None) -> RowPage:
    """Build the page of the definitions, the relations or the questions."""
    kind = {DEFINITIONS: Kind.DEFINITION, RELATIONS: Kind.RELATION}.get(slug)
    if kind is None:
        questions = compared.disputed_questions()
        page = _bare_page(compared, slug, _name(slug), shown, _Entries(len(questions), number, MOST_QUESTIONS))
        return replace(page, questions=questions[page.paging.slice] if number else questions)
    ordered = tuple(sorted(compared.kept(kind), key=lambda statement: statement.support_order))
    if kind is Kind.RELATION:
        ordered = group_by_question(ordered)
    pages = divide_statements(ordered)
    page = _bare_page(compared, slug, _name(slug), shown, _Entries(len(pages), number))
    quoted = add_quotations(_pick(pages, number, ordered), compared.filters.keeps)
    if kind is Kind.DEFINITION:
        return replace(page, definitions=build_line(compared.concepts, quoted, _spoken_of(ordered)))
    return replace(page, relations=quoted)


def _pick(
    pages: Sequence[StatementsByCode], number: int | None, statements: Iterable[ShownStatement]
) -> tuple[ShownStatement, ...]:
    """Return those of the statements that stand on the page with this number, or on any page, in the order given."""
    on_page = {code for page in (pages[number - 1 : number] if number else pages) for code in page}
    return tuple(statement for statement in statements if statement.code in on_page)


def _spoken_of(statements: Iterable[ShownStatement]) -> set[int]:
    """Return the ids of the concepts that the statements are about."""
    return {concept for statement in statements for concept in statement.links.subjects}


class _Entries(NamedTuple):
    """How many entries a row has, the number of the page (None: they are on one), and how many stand on one."""

    total: int
    number: int | None
    size: int = 1


def _bare_page(compared: ComparedStatements, slug: str, name: Text, shown: Query | None, entries: _Entries) -> RowPage:
    """Return the page of a row without what is said there."""
    address = row_address(compared.concepts, slug)
    query: dict[str, str | list[str]] = {**compared.filters.query, **(shown or {})}
    paging = find_page(entries.total, entries.number or 1, entries.size, address, query)
    return RowPage(compared.selection, compared.filters, slug, name, _links(compared, shown or {}), paging)


def _links(compared: ComparedStatements, shown: Query) -> tuple[RowLink, ...]:
    """Return links to the rows of the comparison that have something to show, whatever the filters."""
    kinds = {head.kind for head in compared.heads}
    names = [(DEFINITIONS, _name(DEFINITIONS))] if Kind.DEFINITION.value in kinds else []
    names += [
        (dimension.slug, dimension.name)
        for dimension in sort_dimensions(
            head.row.dimension
            for head in compared.heads
            if head.row.dimension and head.kind == Kind.CHARACTERISTIC.value
        )
    ]
    names += [(RELATIONS, _name(RELATIONS))] if Kind.RELATION.value in kinds else []
    names += [(QUESTIONS, _name(QUESTIONS))] if compared.questions_between else []
    query = compared.filters.query | shown
    return tuple(RowLink(slug, name, row_address(compared.concepts, slug, query)) for slug, name in names)


def _name(slug: str) -> Text:
    """Return what readers call a row that is no dimension."""
    names = {
        DEFINITIONS: _("Definition"),
        RELATIONS: _("How they relate to one another"),
        QUESTIONS: _("Questions that sources answer differently"),
    }
    return Text(names[slug], HTML_LANG[reader_language()])


def _find_dimension(compared: ComparedStatements, slug: str) -> Dimension:
    """Return the dimension of that name, of which nothing is said here."""
    try:
        return find_part(Dimension.objects.published(), slug, compared.selection.address(compared.filters.query))
    except MovedError as moved:
        raise MovedError(row_address(compared.concepts, moved.slug)) from moved
