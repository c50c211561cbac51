"""Editions for readers and programs: one edition, all editions of a statement, and the frozen bytes themselves."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from concepts.evidence.addresses import follow_moves, with_query
from concepts.pages.editions.edition import build_edition_page, find_edition, read_edition
from concepts.pages.editions.history import build_editions_page

YEAR = 31_536_000  # seconds


@require_safe
@follow_moves
def edition(request: HttpRequest, code: str, number: int, slug: str = "") -> HttpResponse:
    """One edition; another letter case, stale words or the other kind's address lead to the right one."""
    page = build_edition_page(code, number, request.path)
    context = {"page": page, "canonical_path": page.canonical_path}
    return render(request, "concepts/edition.html", context)


@require_safe
@follow_moves
def editions(request: HttpRequest, code: str) -> HttpResponse:
    """All editions of a statement; `?from=2&to=3` tells what changed from one to another."""
    page = build_editions_page(code, request.GET.get("from", ""), request.GET.get("to", ""), request.path)
    return render(request, "concepts/editions.html", {"page": page})


@require_safe
def short_edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The short form of an edition's address, which leads to it in the language the browser asks for."""
    return HttpResponseRedirect(with_query(read_edition(find_edition(code, number)).address, request))


@require_safe
def edition_data(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The bytes of an edition as they were frozen; whoever holds them under their checksum need not ask again."""
    found = find_edition(code, number)
    if code != found.statement.code:
        return HttpResponsePermanentRedirect(reverse("edition-data", args=[found.statement.code, number]))
    answer = HttpResponse(found.data.encode(), content_type="application/json")
    answer.headers["ETag"] = f'"{found.sha256}"'
    patch_cache_control(answer, public=True, max_age=YEAR, immutable=True)
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer
