"""Find the page that an address of this package is made from, and all that can be done with it.

The page of citations of `/en/statements/K7QF2/` is `/en/cite/statements/K7QF2/`, its files are
`/en/cite/statements/K7QF2.bib` and so on, its data `/en/statements/K7QF2.csv`: addresses that no slug or code can be
taken for.
"""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, QueryDict
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from concepts.comparison.filters import Filters
from concepts.evidence.addresses import keys_read_by
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.formats.works import CitingSite
from concepts.share.pages.addresses import Query, find_page
from concepts.share.pages.comparisons import share_comparison, share_row
from concepts.share.pages.page import PageRequest, SharedPage
from concepts.share.pages.sources import share_article, share_passage, share_source
from concepts.share.pages.statements import share_edition, share_statement
from concepts.share.pages.subjects import share_concept, share_question


def find_shared_page(page: str, query: QueryDict, site: CitingSite, read_at: datetime) -> SharedPage:
    """Return the page at this path, which has neither language nor slash at its ends, with what can be done with it.

    Raises Http404 where there is no such page, or none that is shared; GoneError, UnknownFilterError as the page does,
    and MovedError with the address of the page in the place of this one. Loads only what the citation needs, and what
    filters are called; the extract loads the rest.
    """
    path, match = find_page(page)
    if not is_shared(match.view_name):
        raise Http404(_("There is nothing to take from this page."))
    request = PageRequest(site, read_at, filters_of(match, query), path)
    shared = _SHARE[match.view_name](request, **match.kwargs)
    ArticlesLeftOut.read(request.without)
    return shared


def is_shared(page_name: str) -> bool:
    """Tell whether pages of this name are cited and copied."""
    return page_name in _SHARE


def filters_of(page: ResolverMatch, query: QueryDict) -> Query:
    """Return the filters in the query that the page reads, without the empty values that a form sends."""
    keys = keys_read_by(page.func)
    given = {key: [value for value in query.getlist(key) if value] for key in Filters.KEYS if key in keys}
    return {key: values for key, values in given.items() if values}


# How pages are found, by their names; each function takes the parts of the address.
_SHARE: dict[str, Callable[..., SharedPage]] = {
    "pages:statement": share_statement,
    "pages:distinction": share_statement,
    "pages:distinction-by-code": share_statement,
    "pages:statement-edition": share_edition,
    "pages:distinction-edition": share_edition,
    "comparison:comparison": share_comparison,
    "comparison:row": share_row,
    "pages:question": share_question,
    "pages:concept": share_concept,
    "pages:source": share_source,
    "pages:source-version": share_source,
    "pages:article": share_article,
    "pages:passage": share_passage,
}
