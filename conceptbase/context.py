"""What every template knows besides its own page."""

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import translate_url

from sources.languages import HTML_LANG, OTHER, Language, reader_language


def site(request: HttpRequest) -> dict[str, Any]:
    """The reader's language, the same page's address in every language, and whether this is a demo."""
    language = reader_language()
    # The admin's templates never ask for the addresses; callables keep them free of that work.
    return {
        "lang": HTML_LANG[language],
        "other_lang": HTML_LANG[OTHER[language]],
        "other_address": lambda: translate_url(request.get_full_path(), OTHER[language].value),
        "canonical": lambda: _absolute(request, request.path),
        "origin": lambda: _absolute(request, ""),
        "alternates": lambda: [
            (HTML_LANG[code], _absolute(request, translate_url(request.path, code.value))) for code in Language
        ],
        "demo": settings.DEMO,
    }


def _absolute(request: HttpRequest, path: str) -> str:
    """The address with scheme and host; without them where the request names a host that is not ours."""
    try:
        return f"{request.scheme}://{request.get_host()}{path}"
    except DisallowedHost:
        return path
