"""The search page, and the suggestions while a reader types."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from concepts.evidence.addresses import NoSuchPartError, UnreadableValueError, reads_query
from concepts.pages.paging import PAGE, read_page_number
from concepts.search.index.maintenance import NoIndexError
from concepts.search.misses import count_after, is_missed, shown_first
from concepts.search.query.parsed_query import LONGEST_QUERY
from concepts.search.results.examples import load_examples
from concepts.search.results.facets import CORRECTED, FACET_KEYS, SearchFilters, UnknownFacetError
from concepts.search.results.page import search
from concepts.search.results.suggestions import as_completions, as_json, suggest
from sources.languages import HTML_LANG, Text, reader_language
from sources.text import without_direction


@require_safe
@reads_query("q", PAGE, CORRECTED, *FACET_KEYS)
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the results of a query, or only a search box."""
    typed = without_direction(request.GET.get("q", "")).strip()
    query = typed[:LONGEST_QUERY]
    filters = SearchFilters.from_query(dict(request.GET.lists()))
    page = read_page_number(request.GET.get(PAGE, ""))
    if not query:
        context = {"answer": None, "query": "", "examples": load_examples()}
        return render(request, "search/search.html", context)
    try:
        answer = search(query, filters, page=page)
    except UnknownFacetError as error:
        raise UnreadableValueError(str(error), error.key) from error
    except NoIndexError:
        return _not_ready(request)
    if page > answer.pages:
        message = ngettext(
            "This search has only %(pages)d page of results.",
            "This search has only %(pages)d pages of results.",
            answer.pages,
        )
        raise NoSuchPartError(message % {"pages": answer.pages}, filters.address(query))
    cut_at = LONGEST_QUERY if len(typed) > LONGEST_QUERY else 0
    response = render(request, "search/search.html", {"answer": answer, "query": query, "cut_at": cut_at})
    if not answer.is_current:
        # The answer belongs to older content than the revision under which pages are stored.
        patch_cache_control(response, public=True, no_cache=True)
    if request.method == "GET" and page == 1 and not filters and is_missed(answer):
        count_after(response, query, shown_first(answer))
    return response


@require_safe
@reads_query("q")
def suggestions(request: HttpRequest) -> JsonResponse:
    """Return concepts, comparisons and distinctions for what a reader has typed so far, as JSON."""
    found = suggest(request.GET.get("q", "")[:LONGEST_QUERY])
    return JsonResponse(as_json(found), json_dumps_params={"ensure_ascii": False})


@require_safe
@reads_query("q")
def completions(request: HttpRequest) -> JsonResponse:
    """Return the same to the search box of a browser, which `opensearch.xml` leads here."""
    query = request.GET.get("q", "")[:LONGEST_QUERY]
    found = as_completions(query, suggest(query), f"{request.scheme}://{request.get_host()}")
    return JsonResponse(
        found, safe=False, json_dumps_params={"ensure_ascii": False}, content_type="application/x-suggestions+json"
    )


def _not_ready(request: HttpRequest) -> HttpResponse:
    words = Text(_("The search is not ready yet. Please try again in a few minutes."), HTML_LANG[reader_language()])
    context = {
        "status": 503,
        "title": _("The search is being prepared"),
        "message": words,
        "last": None,
        "typed": None,
        "above": "",
    }
    response = render(request, "error.html", context, status=503)
    response.headers["Retry-After"] = "120"
    return response
