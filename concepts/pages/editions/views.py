"""Show editions to readers and programs: one edition, all editions of a statement, and an edition's frozen bytes."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from concepts.evidence.addresses import follow_moves, reads_query, with_query
from concepts.pages.editions.edition import build_edition_page, find_edition, read_edition
from concepts.pages.editions.history import build_editions_page

YEAR = 31_536_000  # seconds


@require_safe
@follow_moves
def edition(request: HttpRequest, code: str, number: int, slug: str = "") -> HttpResponse:
    """Show one edition.

    Another letter case, an old slug or the address of the other kind of page redirects to the right address.
    """
    page = build_edition_page(code, number, request.path)
    context = {"page": page, "canonical_path": page.canonical_path}
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
    """Send the bytes of an edition as they were frozen; they never change, so clients may keep them for a year."""
    row = find_edition(code, number)
    if code != row.statement.code:
        return HttpResponsePermanentRedirect(reverse("edition-data", args=[row.statement.code, number]))
    response = HttpResponse(row.data.encode(), content_type="application/json")
    response.headers["ETag"] = f'"{row.sha256}"'
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
