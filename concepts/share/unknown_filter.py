"""Answer a filter that does not exist as the page itself does, on every address that is made from one."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concepts.evidence.leaving_out import UnknownFilterError
from concepts.share.pages.addresses import path_of


def names_unknown_filters(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view of a `page`, which then answers UnknownFilterError with 400 and the way to the whole page."""

    @wraps(view)
    def view_naming_unknown_filters(request: HttpRequest, page: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, page, **kwargs)
        except UnknownFilterError as error:
            context = {"address": path_of(page), "message": str(error)}
            return render(request, "comparison/unknown_filter.html", context, status=400)

    return view_naming_unknown_filters
