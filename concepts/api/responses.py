"""How the API sends JSON: in UTF-8, the same bytes for everybody, to be asked for anew each time."""

from django.http import HttpResponse


def json_response(body: str, status: int = 200) -> HttpResponse:
    """The response with this JSON."""
    return HttpResponse(
        body + "\n", status=status, content_type="application/json", headers={"Cache-Control": "no-cache"}
    )
