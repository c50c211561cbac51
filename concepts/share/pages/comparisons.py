"""Share comparisons and their rows: both are cited as the comparison, with the moment at which it was read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext_lazy as _

from concepts.comparison.answer import build_answer
from concepts.comparison.content import ComparedStatements, load_compared_statements
from concepts.comparison.filters import Filters
from concepts.comparison.narrowing import name_values
from concepts.comparison.row_page import OTHER_ROWS, RowPage, build_row_page
from concepts.comparison.selection import Selection
from concepts.comparison.table import BestRow, build_table
from concepts.content.value_types import Words
from concepts.evidence.addresses import MovedError, find_part
from concepts.evidence.comparison_address import row_address
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.loading import ShownStatement
from concepts.formats.extract import Extract, SideRow, join_names
from concepts.formats.works import cite_comparison
from concepts.models import Dimension
from concepts.share.embeds.content import embed_compared
from concepts.share.pages.addresses import select_compared
from concepts.share.pages.lines import (
    DEFINITION,
    DIFFER,
    DISPUTED,
    NO_WORDS,
    TOGETHER,
    as_disputed,
    dimension_of,
    in_both,
    name_of,
    with_count,
    words_of,
    words_of_texts,
)
from concepts.share.pages.page import PageRequest, SharedPage

AND = _(" and ")
SILENT, SILENT_NARROWED = _("The sources do not say."), _("The chosen articles do not say.")


def share_comparison(request: PageRequest, concepts: str) -> SharedPage:
    """Return the comparison of the concepts in the key, narrowed as the query says."""
    concept_names = load_concept_names()
    selection = select_compared(concepts, concept_names)
    request.check_address(selection.address())
    filters = _read_filters(request)
    load_compared = cache(lambda: load_compared_statements(selection, concept_names, filters))
    shared = _share(request, selection, filters, lambda: _extract(request, load_compared()))
    return replace(shared, load_embed=lambda: embed_compared(load_compared()))


def share_row(request: PageRequest, concepts: str, row: str) -> SharedPage:
    """Return the row of this name of a comparison."""
    concept_names = load_concept_names()
    selection = select_compared(concepts, concept_names)
    if row.lower() not in OTHER_ROWS:
        try:
            find_part(Dimension.objects.published(), row, selection.address())
        except MovedError as moved:
            raise MovedError(row_address(selection.concepts, moved.slug)) from moved
    request.check_address(row_address(selection.concepts, row.lower()))
    filters = _read_filters(request)
    return _share(
        request,
        selection,
        filters,
        lambda: _extract_row(request, load_compared_statements(selection, concept_names, filters), row),
    )


def _share(
    request: PageRequest, selection: Selection, filters: Filters, make_extract: Callable[[], Extract]
) -> SharedPage:
    work = cite_comparison(selection.concepts, request.site, request.read_at, filters.query)
    return SharedPage(request, work, make_extract, cited_query=filters.query)


def _read_filters(request: PageRequest) -> Filters:
    """Return the filters of the page; raises UnknownFilterError, also for a citation, which loads no statement."""
    filters = Filters.from_query(request.query)
    name_values((), filters)
    return filters


def _extract(request: PageRequest, compared: ComparedStatements) -> Extract:
    answer, table, lines = build_answer(compared), build_table(compared), request.lines
    differ = [each.statement for each in answer.differ] + [row.contrast for row in answer.contrasts if row.contrast]
    together = [*(each.statement for each in answer.together), *answer.relations]
    found = [
        *(lines.statement(each, in_both(DIFFER), leads=True) for each in differ),
        *(lines.statement(each, in_both(TOGETHER), leads=True) for each in together),
        *(lines.question(each, in_both(DISPUTED)) for each in answer.disputed),
    ]
    rows = []
    for row in table:
        rows.append(_side_row(row, compared))
        shown = dict.fromkeys(cell.statement for cell in row.cells if cell.statement)
        found += [lines.statement(each, _name_of_row(row)) for each in shown]
    names = tuple(map(name_of, compared.concepts))
    return request.extract(_title(names), compared.selection.address(compared.filters.query), found, names, rows)


def _side_row(row: BestRow, compared: ComparedStatements) -> SideRow:
    """Return a row of the table, with a cell for each concept: what holds for several stands in each.

    Like the page it tells how many articles say so, what is disputed, and where the sources are silent.
    """
    said = {concept: cell.statement for cell in row.cells for concept in cell.concepts}
    silent = in_both(SILENT_NARROWED if compared.filters.about_sources else SILENT)
    cells = (said.get(concept) for concept in compared.concepts)
    name = _name_of_row(row)
    return SideRow(
        as_disputed(name) if row.questions else name,
        tuple(with_count(words_of(cell.row), cell.voices.count) if cell else silent for cell in cells),
    )


def _name_of_row(row: BestRow) -> Words:
    said = (cell.statement for cell in row.cells if cell.statement)
    return next(map(dimension_of, said), NO_WORDS) or in_both(DEFINITION)


def _extract_row(request: PageRequest, compared: ComparedStatements, row: str) -> Extract:
    page = build_row_page(compared, row, number=None)
    lines, names = request.lines, tuple(map(name_of, compared.concepts))
    findings = [finding.statement for finding in page.findings]
    said = dict.fromkeys(_said_on_row(page))
    found = [
        *(lines.statement(each, in_both(DIFFER), leads=True) for each in findings),
        *(
            line
            for statement in said
            for line in lines.statements([statement], join_names(tuple(map(name_of, statement.concepts))), leads=True)
        ),
        *(lines.question(question, in_both(DISPUTED)) for question in page.questions),
    ]
    best = [each for each in build_table(compared) if each.slug == row]
    title, name = _title(names), _row_name(page, said)
    return request.extract(
        Words(f"{title.en}: {name.en}", f"{title.zh}：{name.zh}"),
        row_address(compared.concepts, row, compared.filters.query),
        found,
        names if best else (),
        [_side_row(each, compared) for each in best],
    )


def _said_on_row(page: RowPage) -> Iterator[ShownStatement]:
    """Yield the contrasts with their sides, the other statements of the cells, common ground and relations."""
    lines = (page.row.lines if page.row else ()) + ((page.definitions,) if page.definitions else ())
    for line in lines:
        if line.distinction:
            yield line.distinction
        for cell in line.cells:
            yield from cell.statements
    yield from (each.statement for each in (page.row.common if page.row else ()))
    yield from page.relations


def _row_name(page: RowPage, said: Iterable[ShownStatement]) -> Words:
    return next((name for each in said if (name := dimension_of(each))), words_of_texts(page.name))


def _title(names: tuple[Words, ...]) -> Words:
    """Return the names as the title of a comparison has them."""
    *first, last = names
    joined, and_ = join_names(first), in_both(AND)
    return Words(f"{joined.en}{and_.en}{last.en or last.zh}", f"{joined.zh}{and_.zh}{last.zh or last.en}")
