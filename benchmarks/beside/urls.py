"""The site's address map, and before it a bare view and the plain way."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.beside.plain import compare
from conceptbase.page_cache import fragments
from conceptbase.urls import urlpatterns as of_the_site
from concepts.evidence.process_cache import clear_process_caches

held: dict[str, bytes] = {}


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """Does nothing but send bytes that lie in memory; with `?read` it first reads what the benchmark has put down."""
    if request.META["QUERY_STRING"]:
        held[name] = (settings.BARE_FOLDER / name).read_bytes()
    return HttpResponse(held[name], headers={"Content-Encoding": "br"})


def plain(request: HttpRequest) -> HttpResponse:
    """The comparison of marketing and sales as one would write it first."""
    return render(request, "plain.html", compare(["marketing", "sales"]), using="plain")


def forget(_request: HttpRequest) -> HttpResponse:
    """Has the worker keep nothing that pages are made of, as if it had just started."""
    fragments.clear_fragments()
    clear_process_caches()
    return HttpResponse(status=204)


urlpatterns = [path("bare/<str:name>", bare), path("forget/", forget), path("plain/", plain), *of_the_site]
