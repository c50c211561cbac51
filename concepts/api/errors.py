"""The errors of the API: one shape for all of them, in the language of the answer."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.api.responses import json_response
from concepts.evidence.answer_data import to_json
from concepts.search.data import language_of


def is_for_api(request: HttpRequest) -> bool:
    """Return whether the request is for the API, whose readers are programs."""
    return request.path_info.startswith("/api/")


def api_language(request: HttpRequest) -> str:
    """Return the language of the answer, by the address alone; the default one where that cannot be read."""
    try:
        return language_of(dict(request.GET.lists())).value
    except SuspiciousOperation:
        return settings.LANGUAGE_CODE


def failure(status: int, message: str, field: str | None = None) -> HttpResponse:
    """Return a response that says what is wrong; `field` is the parameter that is wrong, if any."""
    return json_response(to_json({"error": {"status": status, "field": field, "message": message}}), status=status)


def nothing_here() -> HttpResponse:
    """Return 404: the API has no such address."""
    return failure(
        404,
        _("The API has nothing at this address. The search is at %(address)s.") % {"address": reverse("api:search")},
    )


def wrong_method() -> HttpResponse:
    """Return 405: the API is only read."""
    response = failure(405, _("The API is only read: ask with GET or HEAD."))
    response.headers["Allow"] = "GET, HEAD"
    return response
