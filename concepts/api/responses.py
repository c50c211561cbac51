"""Sends JSON: in UTF-8, the same bytes for everybody, and not to be used again without asking."""

from django.http import HttpResponse


def json_response(body: str, status: int = 200, *, lasts: bool = False) -> HttpResponse:
    """Return the response with this JSON; one that `lasts` is the same until content changes, and is stored until then.

    A response without a Cache-Control of its own gets one, and an entity tag, where it is stored.
    """
    response = HttpResponse(body + "\n", status=status, content_type="application/json")
    if not lasts:
        response.headers["Cache-Control"] = "no-cache"
    return response
