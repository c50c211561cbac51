"""Leave out of a request the keys of its query that the page does not read, so that they make no page of their own.

A shared link often gets keys from others (`utm_source`, `fbclid`). Its page is the page of the address without them.
"""

from urllib.parse import unquote_plus

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from concepts.evidence.addresses import WHOLE_QUERY, keys_read_by


def drop_unknown_keys(request: HttpRequest) -> None:
    """Take out of the query of the request the keys that the view of its address does not read (`reads_query`).

    Where there is no such address, nothing changes.
    """
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return
    try:
        known = keys_read_by(resolve(request.path_info).func)
    except Resolver404:
        return
    parts = query.split("&")
    request.META[WHOLE_QUERY] = query
    request.META["QUERY_STRING"] = "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) in known)
    request.__dict__.pop("GET", None)  # Django keeps what it has read
