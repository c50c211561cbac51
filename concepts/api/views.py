"""The read-only API, version 1; what it answers is made below, here it is only sent."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from concepts.api.errors import failure, wrong_method
from concepts.api.responses import json_response
from concepts.search.data import UnanswerableError, answer_data, to_json
from concepts.search.index.maintenance import NoIndexError


def search(request: HttpRequest) -> HttpResponse:
    """What the search page finds, as data; searches without a result are not counted here."""
    if request.method not in ("GET", "HEAD"):
        return wrong_method()
    try:
        data = answer_data(dict(request.GET.lists()))
    except UnanswerableError as error:
        return failure(400, str(error), error.field)
    except NoIndexError:
        return failure(503, _("The search is not ready yet. Please try again in a few minutes."))
    return json_response(to_json(data))
