"""Make the extract of a page from the objects that the page shows, so that page, copies and files say the same.

A page is asked for by its path, as in `cited_pages`. Each function below builds the page as its view does, and takes
from it what is said, in the order of the page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from concepts.comparison.answer import build_answer
from concepts.comparison.content import ComparedStatements, load_compared_statements
from concepts.comparison.filters import Filters
from concepts.comparison.narrowing import name_values
from concepts.comparison.row_page import RowPage, build_row_page
from concepts.comparison.table import BestRow, build_table
from concepts.content.value_types import Words
from concepts.evidence.addresses import MovedError
from concepts.evidence.comparison_address import row_address
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.leaving_out import WITHOUT, UnknownFilterError
from concepts.evidence.loading import ShownStatement
from concepts.formats.extract import Extract, ExtractLine, SideRow, join_names
from concepts.formats.works import CitingSite
from concepts.pages.concept import build_concept_page
from concepts.pages.question import build_question_page
from concepts.pages.statement import StatementPage, build_statement_page
from concepts.share.extract_lines import (
    NO_WORDS,
    LineMaker,
    dimension_of,
    in_both,
    name_of,
    words_of,
    words_of_texts,
)
from concepts.share.page_addresses import find_page, select_compared, without_language

Query = dict[str, list[str]]
DEFINITION, DIFFER, TOGETHER = lazy("Definition"), lazy("How they differ"), lazy("How they go together")
DISPUTED, ANSWERS, BASED_ON = lazy("What is disputed"), lazy("Answers"), lazy("What it is based on")
PARTS, EVIDENCE, AND = lazy("Its parts"), lazy("Evidence"), lazy(" and ")


@dataclass(frozen=True, slots=True)
class _Taking:
    """Who takes the extract of which page, when and with which filters."""

    site: CitingSite
    read_at: datetime
    query: Query
    path: str

    @property
    def lines(self) -> LineMaker:
        return LineMaker(self.site.origin)

    @property
    def without(self) -> list[str]:
        return self.query.get(WITHOUT, [])

    def extract(
        self,
        title: Words,
        address: str,
        lines: Iterable[ExtractLine],
        columns: tuple[Words, ...] = (),
        rows: Iterable[SideRow] = (),
    ) -> Extract:
        day = self.read_at.astimezone(UTC).date().isoformat()
        address = f"{self.site.origin}{address}"
        return Extract(title, address, self.site.name, day, tuple(lines), columns, tuple(rows))


def has_extract(page_name: str) -> bool:
    """Tell whether pages of this name have an extract."""
    return page_name in _EXTRACT


def extract_page(page: str, query: Query, site: CitingSite, read_at: datetime) -> Extract:
    """Return the extract of the page at this path, which has neither language nor slash at its ends.

    Raises Http404 where there is no such page, none that has an extract, or no such filter; GoneError, and MovedError
    with the address of the page in the place of this one.
    """
    path, match = find_page(page)
    if not has_extract(match.view_name):
        raise Http404(_("This page has no data."))
    try:
        return _EXTRACT[match.view_name](_Taking(site, read_at, query, path), **match.kwargs)
    except UnknownFilterError as error:
        raise Http404(str(error)) from error


def data_address(path: str, extension: str, query: Query | None = None) -> str:
    """Return the address of the data of the page at that path: `.csv` or `.json` stands in place of the last slash."""
    return reverse("data:file", args=[without_language(path), extension], query=query or None)


def _extract_statement(taking: _Taking, code: str, slug: str = "") -> Extract:
    page = build_statement_page(code, taking.path, taking.without)
    row = page.statement.row
    title = Words(row.title_en, row.title_zh) or words_of(row)
    sides = SideRow(dimension_of(page.statement), tuple(words_of(side.statement.row) for side in page.sides))
    return taking.extract(
        title,
        page.statement.short_address,
        _lines_of_statement(taking.lines, page),
        tuple(name_of(side.concept) for side in page.sides),
        [sides] if page.sides else (),
    )


def _lines_of_statement(lines: LineMaker, page: StatementPage) -> Iterator[ExtractLine]:
    yield lines.statement(page.statement, leads=True)
    for side in page.sides:
        yield lines.statement(side.statement, name_of(side.concept))
    for part in page.statement.parts:
        yield lines.statement(part, in_both(PARTS))
    based_on = dict.fromkeys(row.statement for group in page.basis for row in group.rows)
    yield from lines.statements(based_on, in_both(BASED_ON))
    told = [quotation for group in page.evidence for quotation in group.quotations]
    quoted = {quotation.passage.id: quotation for quotation in reversed(told or page.quotations)}
    for quotation in reversed(quoted.values()):
        yield lines.quotation(quotation, in_both(EVIDENCE))


def _extract_comparison(taking: _Taking, concepts: str) -> Extract:
    compared = _load_compared(taking, concepts, lambda key: f"compare/{key}/")
    answer, table, lines = build_answer(compared), build_table(compared), taking.lines
    differ = [each.statement for each in answer.differ] + [row.contrast for row in answer.contrasts if row.contrast]
    together = [*(each.statement for each in answer.together), *answer.relations]
    found = [
        *(lines.statement(each, in_both(DIFFER), leads=True) for each in differ),
        *(lines.statement(each, in_both(TOGETHER), leads=True) for each in together),
        *(lines.question(each, in_both(DISPUTED)) for each in answer.disputed),
    ]
    rows = []
    for row in table:
        rows.append(_side_row(row, compared.concepts))
        shown = dict.fromkeys(cell.statement for cell in row.cells if cell.statement)
        found += [lines.statement(each, rows[-1].name) for each in shown]
    names = tuple(map(name_of, compared.concepts))
    return taking.extract(_title(names), compared.selection.address(compared.filters.query), found, names, rows)


def _side_row(row: BestRow, concepts: Iterable[NamedConcept]) -> SideRow:
    """Return a row of the table, with a cell for each concept: what holds for several stands in each."""
    said = {concept: cell.statement for cell in row.cells for concept in cell.concepts}
    name = next((dimension_of(statement) for statement in said.values() if statement), NO_WORDS)
    cells = (said.get(concept) for concept in concepts)
    return SideRow(name or in_both(DEFINITION), tuple(words_of(cell.row) if cell else NO_WORDS for cell in cells))


def _extract_row(taking: _Taking, concepts: str, row: str) -> Extract:
    compared = _load_compared(taking, concepts, lambda key: f"compare/{key}/{row}/")
    page = build_row_page(compared, row, number=None)
    lines, names = taking.lines, tuple(map(name_of, compared.concepts))
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
    return taking.extract(
        Words(f"{title.en}: {name.en}", f"{title.zh}：{name.zh}"),
        row_address(compared.concepts, row, compared.filters.query),
        found,
        names if best else (),
        [_side_row(each, compared.concepts) for each in best],
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


def _extract_question(taking: _Taking, slug: str) -> Extract:
    page, lines = build_question_page(slug, taking.without), taking.lines
    row = next((each.statement.row.question for each in page.positions), None)
    text = Words(row.text_en, row.text_zh) if row else words_of_texts(page.text)
    found = [lines.question_line(text, taking.path, leads=True)]
    for position in page.positions:
        found.append(lines.statement(position.statement, in_both(ANSWERS), leads=True))
        found += lines.statements(dict.fromkeys(position.rests_on), in_both(BASED_ON))
    return taking.extract(text, taking.path, found)


def _extract_concept(taking: _Taking, slug: str) -> Extract:
    page, lines = build_concept_page(slug, taking.without), taking.lines
    answer = page.answer
    defined = [page.definition.statement] if page.definition else []
    differ = [*(each.statement for each in answer.differ), *answer.contrasts]
    together = [*(each.statement for each in answer.together), *answer.relations]
    found = [
        *(lines.statement(each, in_both(DEFINITION), leads=True) for each in defined),
        *(lines.statement(each, in_both(DIFFER), leads=True) for each in differ),
        *(lines.statement(each, in_both(TOGETHER)) for each in together),
        *(lines.question(each, in_both(DISPUTED)) for each in answer.disputed),
        *(lines.statement(line.statement, dimension_of(line.statement)) for line in page.lines),
    ]
    return taking.extract(name_of(page.concept), taking.path, found)


def _load_compared(taking: _Taking, concepts: str, path_of: Callable[[str], str]) -> ComparedStatements:
    """Load the comparison; `path_of` is the path of the page for a key, to which another spelling of it leads."""
    concept_names = load_concept_names()
    selection = select_compared(concepts, concept_names)
    if selection.key != concepts:
        raise MovedError(f"/{get_language()}/{path_of(selection.key)}")
    filters = Filters.from_query(taking.query)
    compared = load_compared_statements(selection, concept_names, filters)
    if filters.count:
        name_values(compared.heads, filters)  # raises an error for what does not exist
    return compared


def _title(names: tuple[Words, ...]) -> Words:
    """Return the names as the title of a comparison has them."""
    *first, last = names
    joined, and_ = join_names(first), in_both(AND)
    return Words(f"{joined.en}{and_.en}{last.en or last.zh}", f"{joined.zh}{and_.zh}{last.zh or last.en}")


# How pages are extracted, by their names; each function takes the parts of the address.
_EXTRACT: dict[str, Callable[..., Extract]] = {
    "pages:statement": _extract_statement,
    "pages:distinction": _extract_statement,
    "pages:distinction-by-code": _extract_statement,
    "pages:question": _extract_question,
    "pages:concept": _extract_concept,
    "comparison:comparison": _extract_comparison,
    "comparison:row": _extract_row,
}
