"""Show editions to readers and programs: one edition, all editions of a statement, and an edition's frozen bytes."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from concepts.evidence.addresses import follow_moves, reads_query, with_query
from concepts.formats.works import cite_edition
from concepts.pages.cards import card_of_edition
from concepts.pages.citing import citing_site
from concepts.pages.editions.edition import (
    build_page_of_edition,
    edition_data_for_readers,
    find_edition,
    open_edition,
    read_edition,
)
from concepts.pages.editions.history import build_editions_page


@require_safe
@follow_moves
def edition(request: HttpRequest, code: str, number: int, slug: str = "") -> HttpResponse:
    """Show one edition.

    Another letter case, an old slug or the address of the other kind of page redirects to the right address.
    """
    edition = open_edition(code, number, request.path)
    page = build_page_of_edition(edition)
    cited = cite_edition(edition.row, citing_site(request), None)
    context = {"page": page, "canonical_path": page.canonical_path, "cited": cited, "card": card_of_edition(page)}
    return render(request, "concepts/edition.html", context)


@require_safe
@reads_query("from", "to")
@follow_moves
def editions(request: HttpRequest, code: str) -> HttpResponse:
    """Show all editions of a statement; with `?from=2&to=3` also what changed between these two."""
    page = build_editions_page(code, request.GET.get("from", ""), request.GET.get("to", ""), request.path)
    return render(request, "concepts/editions.html", {"page": page})


@require_safe
def short_edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Redirect from the short form of an edition's address to the edition, in the language the browser asks for."""
    return HttpResponseRedirect(with_query(read_edition(find_edition(code, number)).address, request))


@require_safe
def edition_data(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send the bytes of an edition as they were frozen; without the words of sources that are withheld now.

    Clients ask each time whether what they keep is still what is sent, since a source can be withheld at any moment.
    """
    row = find_edition(code, number)
    if code != row.statement.code:
        return HttpResponsePermanentRedirect(reverse("edition-data", args=[row.statement.code, number]))
    data = edition_data_for_readers(row)
    response = HttpResponse(data, content_type="application/json")
    response.headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()}"'
    patch_cache_control(response, public=True, no_cache=True)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
