"""Send what a page says as a file; it names the day on which it was read, so nobody keeps it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from concepts.comparison.filters import Filters
from concepts.evidence.addresses import MovedError, follow_moves, reads_query
from concepts.formats.data_files import DATA_FORMATS, name_file
from concepts.pages.citing import citing_site
from concepts.share.pages.addresses import data_address
from concepts.share.pages.find import find_shared_page
from concepts.share.unknown_filter import names_unknown_filters


@require_safe
@reads_query(*Filters.KEYS)
@follow_moves
@names_unknown_filters
def file(request: HttpRequest, page: str, extension: str) -> HttpResponse:
    """Send the data of a page, narrowed as the page is by its query."""
    file_format = next(each for each in DATA_FORMATS if each.extension == extension)
    try:
        extract = find_shared_page(page, request.GET, citing_site(request), timezone.now()).extract()
    except MovedError as moved:
        raise MovedError(data_address(moved.address, extension)) from moved
    response = HttpResponse(file_format.write(extract), content_type=f"{file_format.media_type}; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=name_file(extract, extension))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True)
    return response
