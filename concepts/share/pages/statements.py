"""Share statements of all kinds and their editions: what says the same and stays, and what readers see today."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concepts.content.value_types import Words
from concepts.evidence.addresses import find_statement
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.evidence.quotations import Quotation
from concepts.formats.extract import Extract, ExtractLine, SideRow
from concepts.formats.works import cite_edition, cite_statement
from concepts.pages.editions.edition import (
    EditionPage,
    ReadEdition,
    build_page_of_edition,
    open_edition,
    read_edition,
)
from concepts.pages.statement import StatementPage, build_page_of
from concepts.share.embeds.content import Embed, embed_statement
from concepts.share.pages.addresses import citations_address
from concepts.share.pages.lines import (
    BASED_ON,
    NO_WORDS,
    LineMaker,
    dimension_of,
    in_both,
    name_of,
    with_count,
    words_of,
    words_of_texts,
)
from concepts.share.pages.page import PageRequest, SharedPage
from sources.languages import in_language

PARTS = _("Its parts")


def share_statement(request: PageRequest, code: str, slug: str = "") -> SharedPage:
    """Return the page of a statement, whose newest edition stays as it is."""
    statement = find_statement(code)
    request.check_address(statement.get_absolute_url())
    row = statement.editions.order_by("-number").select_related("statement", "publication").first()
    edition = read_edition(row) if row else None
    published_at = row.publication.at if row else None

    load_page = cache(lambda: build_page_of(statement, ArticlesLeftOut.read(request.without)))

    def load_embed() -> Embed:
        page = load_page()
        return embed_statement(page.statement, tuple((side.concept, side.statement) for side in page.sides))

    return SharedPage(
        request,
        cite_statement(statement.code, in_language(statement, "text"), published_at, request.site, request.read_at),
        lambda: _extract_statement(request, load_page()),
        short_path=reverse("short", args=[statement.code]),
        fixed_path=_short_path(edition) if edition else "",
        fixed_page=citations_address(edition.address) if edition else "",
        feed_path=reverse("feeds:statement", args=[statement.code]),
        load_embed=load_embed,
    )


def _extract_statement(request: PageRequest, page: StatementPage) -> Extract:
    row = page.statement.row
    title = Words(row.title_en, row.title_zh) or words_of(row)
    said = (side.statement for side in page.sides)
    cells = tuple(with_count(words_of(each.row), each.voices.count) for each in said)
    sides = SideRow(dimension_of(page.statement), cells)
    return request.extract(
        title,
        page.statement.short_address,
        _lines_of_statement(request.lines, page),
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
    of_sides = [quotation for side in page.sides for quotation in side.statement.quotations]
    yield from _quote(lines, [*(told or page.quotations), *of_sides])


def share_edition(request: PageRequest, code: str, number: int, slug: str = "") -> SharedPage:
    """Return the page of an edition of a statement."""
    edition = open_edition(code, number, request.path)
    return SharedPage(
        request,
        cite_edition(edition.row, request.site, request.read_at),
        lambda: _extract_edition(request, edition, build_page_of_edition(edition)),
        short_path=_short_path(edition),
        feed_path=reverse("feeds:statement", args=[edition.row.statement.code]),
    )


def _short_path(edition: ReadEdition) -> str:
    return reverse("short-edition", args=[edition.row.statement.code, edition.row.number])


def _extract_edition(request: PageRequest, edition: ReadEdition, page: EditionPage) -> Extract:
    title = words_of_texts(page.title, page.other_title) or words_of_texts(page.text, page.other_text)
    dimension = edition.snapshot.references["dimension"]
    name = dimension.words if dimension else NO_WORDS
    said = (request.lines.frozen(side, NO_WORDS) for side in page.sides)
    sides = SideRow(name, tuple(with_count(line.text, line.articles) for line in said))
    return request.extract(
        title,
        _short_path(edition),
        _lines_of_edition(request.lines, edition, page),
        tuple(words_of_texts(side.concept, side.other_concept) for side in page.sides),
        [sides] if page.sides else (),
    )


def _lines_of_edition(lines: LineMaker, edition: ReadEdition, page: EditionPage) -> Iterator[ExtractLine]:
    """Yield what is frozen in the edition: first its own words, then what it shows as a part of itself."""
    snapshot = edition.snapshot
    yield ExtractLine(
        section=NO_WORDS,
        concepts=tuple(row.concept.words for row in snapshot.rows["concepts"] if row.concept),
        kind=snapshot.kind,
        kind_name=page.kind,
        code=page.code,
        text=snapshot.text,
        articles=page.support.whole.count if page.support else None,
        address=f"{lines.origin}{_short_path(edition)}",
        leads=True,
    )
    for side in page.sides:
        yield lines.frozen(side, words_of_texts(side.concept, side.other_concept))
    for heading, group in ((BASED_ON, page.rests_on), (PARTS, page.parts)):
        for statement in group:
            yield lines.frozen(statement, in_both(heading))
    frozen = (*page.sides, *page.rests_on, *page.parts)
    yield from _quote(lines, [*page.quotations, *(each for statement in frozen for each in statement.quotations)])


def _quote(lines: LineMaker, quotations: Iterable[Quotation]) -> Iterator[ExtractLine]:
    """Yield each passage once, in the order in which it is quoted first."""
    by_address: dict[str, Quotation] = {}
    for quotation in quotations:
        by_address.setdefault(quotation.passage.address, quotation)
    for quotation in by_address.values():
        yield lines.quotation(quotation)
