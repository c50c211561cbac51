"""What all endpoints have in common: they are only read, answer one JSON object, and give every error one shape."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from concepts.api.errors import failure, wrong_method
from concepts.api.responses import json_response
from concepts.evidence.answer_data import Parameters, UnanswerableError, to_json
from concepts.search.index.maintenance import NoIndexError

Arguments = ParamSpec("Arguments")  # what the address of an endpoint contains besides its parameters


class EndpointAnswer(NamedTuple):
    """What an endpoint answers, and whether it is the same until content changes."""

    data: Mapping[str, object]
    lasts: bool


def endpoint(
    build_answer: Callable[Concatenate[Parameters, Arguments], EndpointAnswer],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Turn a function that builds an answer from parameters into a view.

    The function raises UnanswerableError for a parameter that it cannot answer, which becomes status 400, and
    NoIndexError where the search has no index yet, which becomes 503. Other methods than GET and HEAD become 405.
    """

    @wraps(build_answer)
    def view(request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return wrong_method()
        try:
            answer = build_answer(dict(request.GET.lists()), *args, **kwargs)
        except UnanswerableError as error:
            return failure(400, str(error), error.field)
        except NoIndexError:
            return failure(503, _("The search is not ready yet. Please try again in a few minutes."))
        return json_response(to_json(answer.data), lasts=answer.lasts)

    return view
