"""Find what a page is about and make the work that is cited for it.

The page of citations of `/en/statements/K7QF2/` is `/en/cite/statements/K7QF2/`, and its files are
`/en/cite/statements/K7QF2.bib` and so on: an address that no slug or code can be taken for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from concepts.comparison.filters import Filters
from concepts.comparison.row_page import OTHER_ROWS
from concepts.comparison.selection import Selection
from concepts.evidence.addresses import MovedError, find_part, find_row, find_statement
from concepts.evidence.comparison_address import row_address
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.leaving_out import WITHOUT, UnknownFilterError
from concepts.formats.work import CitedWork
from concepts.formats.works import (
    CitingSite,
    cite_article,
    cite_comparison,
    cite_concept,
    cite_edition,
    cite_passage,
    cite_question,
    cite_source,
    cite_statement,
)
from concepts.models import Concept, Dimension, Question
from concepts.pages.editions.edition import find_edition, read_edition
from concepts.pages.sources.passage import build_passage_page
from concepts.pages.sources.source import find_version, load_version_articles
from concepts.share.page_addresses import find_page, select_compared, without_language
from sources.languages import Text

Query = dict[str, list[str]]
COMPARISON, ROW = "comparison:comparison", "comparison:row"  # the names of their pages


@dataclass(frozen=True, slots=True)
class CitedPage:
    """What is cited for a page, and the path of that page with the filters that it has.

    `edition_page` has the citations of the edition that says the same and stays, `short_path` is the permanent address
    of a statement or edition; both are empty where there is none.
    """

    work: CitedWork
    path: str
    query: Query = field(default_factory=dict)
    edition_page: str = ""
    short_path: str = ""

    @property
    def title(self) -> Text:
        """Return its title in the reader's language, where there is one in it."""
        return self.work.translated_title or self.work.title

    @property
    def permanent_path(self) -> str:
        """Return the path and query to share: the short ones of a statement, else those of the page."""
        return self.short_path or self.address

    @property
    def address(self) -> str:
        return f"{self.path}?{urlencode(self.query, doseq=True)}" if self.query else self.path

    def file_address(self, extension: str) -> str:
        """Return the address of its file that ends so."""
        return file_address(self.path, extension, self.query)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who cites what, when and with which filters."""

    site: CitingSite
    read_at: datetime
    query: Query
    path: str  # of the page


def cite_page(page: str, query: Query, site: CitingSite, read_at: datetime) -> CitedPage:
    """Return what is cited for the page at this path, which has neither language nor slash at its ends.

    Raises Http404 where there is no such page or it is none that is cited, GoneError, and MovedError with the address
    of the page in the place of this one. The filters of a comparison are in the query.
    """
    path, match = find_page(page)
    if not is_cited(match.view_name):
        raise Http404(_("This page has nothing to cite."))
    return _CITE[match.view_name](_Asked(site, read_at, query, path), **match.kwargs)


def is_cited(page_name: str) -> bool:
    """Tell whether pages of this name are cited."""
    return page_name in _CITE


def filters_of(page_name: str, query: QueryDict) -> Query:
    """Return the filters in the query of a page of this name: a comparison is cited with them, others are copied so."""
    keys = Filters.KEYS if page_name in (COMPARISON, ROW) else (WITHOUT,)
    return {key: query.getlist(key) for key in keys if key in query}


def citations_address(path: str, query: Query | None = None) -> str:
    """Return the address of the page with the citations of the page at that path."""
    return reverse("citations:page", args=[without_language(path)], query=query or None)


def file_address(path: str, extension: str, query: Query | None = None) -> str:
    """Return the address of the file with the citation of the page at that path."""
    return reverse("citations:file", args=[without_language(path), extension], query=query or None)


def _cite_statement(asked: _Asked, code: str, slug: str = "") -> CitedPage:
    statement = find_statement(code)
    _check_address(asked, statement.get_absolute_url())
    edition = statement.editions.order_by("-number").select_related("statement").first()
    return CitedPage(
        cite_statement(statement, asked.site, asked.read_at),
        asked.path,
        edition_page=citations_address(read_edition(edition).address) if edition else "",
        short_path=reverse("short", args=[statement.code]),
    )


def _cite_edition(asked: _Asked, code: str, number: int, slug: str = "") -> CitedPage:
    edition = read_edition(find_edition(code, number))
    _check_address(asked, edition.address)
    work = cite_edition(edition.row, asked.site, asked.read_at)
    return CitedPage(work, asked.path, short_path=reverse("short-edition", args=[edition.row.statement.code, number]))


def _cite_comparison(asked: _Asked, concepts: str) -> CitedPage:
    selection = _select(concepts)
    _check_address(asked, selection.address())
    return _cite_selection(asked, selection)


def _cite_row(asked: _Asked, concepts: str, row: str) -> CitedPage:
    """Cite the comparison for one of its rows."""
    selection = _select(concepts)
    if row.lower() not in OTHER_ROWS:
        try:
            find_part(Dimension.objects.published(), row, selection.address())
        except MovedError as moved:
            raise MovedError(row_address(selection.concepts, moved.slug)) from moved
    _check_address(asked, row_address(selection.concepts, row.lower()))
    return _cite_selection(asked, selection)


def _select(concepts: str) -> Selection:
    return select_compared(concepts, load_concept_names())


def _cite_selection(asked: _Asked, selection: Selection) -> CitedPage:
    try:
        query = Filters.from_query(asked.query).query
    except UnknownFilterError as error:
        raise Http404(str(error)) from error
    work = cite_comparison(selection.concepts, asked.site, asked.read_at, query)
    return CitedPage(work, asked.path, query)


def _cite_question(asked: _Asked, slug: str) -> CitedPage:
    question = find_row(Question.objects.published(), slug)
    return CitedPage(cite_question(question, asked.site, asked.read_at), asked.path)


def _cite_concept(asked: _Asked, slug: str) -> CitedPage:
    concept = load_concept_names().by_slug.get(slug)
    if concept is None:  # asked of the database, which knows what became of it
        concept = load_concept_names().by_slug[find_row(Concept.objects.published(), slug).slug]
    return CitedPage(cite_concept(concept, asked.site, asked.read_at), asked.path)


def _cite_source(asked: _Asked, slug: str, number: int | None = None) -> CitedPage:
    version = find_version(slug, number)
    return CitedPage(cite_source(version, asked.site, asked.read_at), asked.path)


def _cite_article(asked: _Asked, slug: str, number: int, article: int) -> CitedPage:
    try:
        version = find_version(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}articles/{article}/") from moved
    row = next((row for row in load_version_articles(version) if row.number == article), None)
    if row is None:
        raise Http404(_("This source has no such article."))
    return CitedPage(cite_article(row, asked.site, asked.read_at), asked.path)


def _cite_passage(asked: _Asked, slug: str, number: int, start: int, end: int) -> CitedPage:
    page = build_passage_page(slug, number, start, end)  # which knows what of a source may be shown
    work = cite_passage(page.version, page.article, start, end, asked.site, asked.read_at)
    return CitedPage(work, asked.path)


def _check_address(asked: _Asked, address: str) -> None:
    """Raise MovedError where the page has another address than the one that was asked for."""
    if asked.path != address:
        raise MovedError(address)


# How pages are cited, by their names; each function takes the parts of the address.
_CITE: dict[str, Callable[..., CitedPage]] = {
    "pages:statement": _cite_statement,
    "pages:distinction": _cite_statement,
    "pages:distinction-by-code": _cite_statement,
    "pages:statement-edition": _cite_edition,
    "pages:distinction-edition": _cite_edition,
    COMPARISON: _cite_comparison,
    ROW: _cite_row,
    "pages:question": _cite_question,
    "pages:concept": _cite_concept,
    "pages:source": _cite_source,
    "pages:source-version": _cite_source,
    "pages:article": _cite_article,
    "pages:passage": _cite_passage,
}
