"""Find what a report is about. The form for `/en/statements/K7QF2/` is at `/en/report/statements/K7QF2/`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.http import Http404
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concepts.editorial.error_reports import Reported, ReportedPassage, ReportedStatement
from concepts.evidence.addresses import MovedError, find_statement, nothing_called, text_of_pair
from concepts.pages.editions.edition import open_edition
from concepts.pages.sources.passage import build_passage_page
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form for one statement, edition or passage: its words, the path of its page, and that of the form.

    `title` is the statement, or the source of a passage; `quote` are the words of a passage, empty where they are
    withheld. `code` and `edition` are those of a statement, empty and 0 for a passage; `is_fixed` is true of the page
    of an edition, which stays what was read.
    """

    about: Reported
    title: Text
    page: str
    address: str
    quote: Text
    code: str = ""
    edition: int = 0
    is_fixed: bool = False


def report_address(path: str) -> str:
    """Return the address of the form for the page at that path; empty where none is offered."""
    if not settings.TAKES_REPORTS:
        return ""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return _address(path) if name in _FIND else ""


def find_reported(page: str) -> ReportPage:
    """Return the form for the page at this path, which has neither language nor slash at its ends.

    Raises Http404 where there is no such page or none for reports, GoneError, and MovedError with the address of the
    form for the page in the place of this one.
    """
    path = f"/{get_language()}/{page}/"
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404(nothing_called(page)) from error
    if match.view_name not in _FIND:
        raise Http404(_("Errors are reported on the pages of statements, editions and passages."))
    try:
        return _FIND[match.view_name](path, **match.kwargs)
    except MovedError as moved:
        raise MovedError(_address(moved.address)) from moved


def _address(path: str) -> str:
    return reverse("pages:report", args=[path.strip("/").partition("/")[2]])


def _find_statement(path: str, code: str, slug: str = "") -> ReportPage:
    statement = find_statement(code)
    if path != statement.get_absolute_url():
        raise MovedError(statement.get_absolute_url())
    edition = statement.editions.aggregate(newest=Max("number"))["newest"] or 1
    return ReportPage(
        about=ReportedStatement(statement, edition),
        title=statement.text,
        page=path,
        address=_address(path),
        quote=Text("", statement.text.lang),
        code=statement.code,
        edition=edition,
    )


def _find_edition(path: str, code: str, number: int, slug: str = "") -> ReportPage:
    """Return the form for an edition, whatever became of its statement; its words are those of then."""
    edition = open_edition(code, number, path)
    text = text_of_pair(edition.snapshot.text)
    return ReportPage(
        about=ReportedStatement(edition.row.statement, number),
        title=text,
        page=path,
        address=_address(path),
        quote=Text("", text.lang),
        code=edition.row.statement.code,
        edition=number,
        is_fixed=True,
    )


def _find_passage(path: str, slug: str, number: int, start: int, end: int) -> ReportPage:
    page = build_passage_page(slug, number, start, end)  # which knows what of a source may be shown
    return ReportPage(
        about=ReportedPassage(page.version, page.start, page.end),
        title=page.source.title,
        page=page.address,
        address=_address(page.address),
        quote=page.quote,
    )


# The pages on which errors are reported, by their names; each function takes the parts of the address.
_FIND: dict[str, Callable[..., ReportPage]] = {
    "pages:statement": _find_statement,
    "pages:distinction": _find_statement,
    "pages:distinction-by-code": _find_statement,
    "pages:statement-edition": _find_edition,
    "pages:distinction-edition": _find_edition,
    "pages:passage": _find_passage,
}
