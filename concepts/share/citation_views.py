"""Show how a page is cited, and send its citation as a file.

Both name the moment at which they were asked for, so nobody keeps them.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from concepts.comparison.filters import Filters
from concepts.evidence.addresses import MovedError, follow_moves, reads_query
from concepts.evidence.site import load_site
from concepts.formats.highwire import highwire_tags
from concepts.formats.styles import FILE_FORMATS, STYLES
from concepts.formats.works import CitingSite
from concepts.share.cited_pages import CitedPage, citations_address, cite_page, file_address


@require_safe
@reads_query(*Filters.KEYS)
@follow_moves
def citations(request: HttpRequest, page: str) -> HttpResponse:
    """Show the citation of a page in every style, with its files."""
    cited = _cite(request, page, citations_address)
    context = {
        "cited": cited,
        "entries": [(style, style.format(cited.work)) for style in STYLES],
        "files": [(each, cited.file_address(each.extension)) for each in FILE_FORMATS],
        "tags": highwire_tags(cited.work),
        "not_indexed": True,
    }
    return _unkept(render(request, "share/citations.html", context))


@require_safe
@reads_query(*Filters.KEYS)
@follow_moves
def file(request: HttpRequest, page: str, extension: str) -> HttpResponse:
    """Send the citation of a page as a file."""
    file_format = next(each for each in FILE_FORMATS if each.extension == extension)
    cited = _cite(request, page, lambda address: file_address(address, extension))
    response = HttpResponse(file_format.format(cited.work), content_type=f"{file_format.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{cited.work.key}.{extension}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return _unkept(response)


def _cite(request: HttpRequest, page: str, address_of: Callable[[str], str]) -> CitedPage:
    """Return what is cited for the page; where that moved, raise MovedError with the citations of its new address."""
    site = CitingSite(str(load_site().name), f"{request.scheme}://{request.get_host()}")
    try:
        return cite_page(page, dict(request.GET.lists()), site, timezone.now())
    except MovedError as moved:
        raise MovedError(address_of(moved.address)) from moved


def _unkept(response: HttpResponse) -> HttpResponse:
    """Return the response, which is made anew for each request."""
    patch_cache_control(response, no_cache=True)
    return response
