"""Provide the variables that every template can use."""

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject

from concepts.evidence.site import load_site
from concepts.share.pages.addresses import citations_address
from concepts.share.pages.find import filters_of, is_shared
from sources.languages import HTML_LANG, OTHER, Language, reader_language

MOST_ADDRESSES = 5_000  # of pages, kept in the other language


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the reader's language, the address of the page in every language, and what all pages say of the site."""
    language, origin = reader_language(), cache(lambda: _origin(request))
    # The addresses are functions, because the templates of the admin do not use them.
    return {
        "lang": HTML_LANG[language],
        "other_lang": HTML_LANG[OTHER[language]],
        "other_address": lambda: _translated(settings.ROOT_URLCONF, language, request.get_full_path(), OTHER[language]),
        "page_address": lambda: origin() + request.get_full_path(),
        "canonical": lambda path=None: origin() + (path or request.path),
        "origin": origin,
        "alternates": lambda path=None: [
            (lang, origin() + _translated(settings.ROOT_URLCONF, language, path or request.path, code))
            for lang, code in (*((HTML_LANG[code], code) for code in Language), ("x-default", Language.EN))
        ],
        # Error and sample pages set it, since they must not ask for it.
        "site": getattr(request, "shown_site", None) or SimpleLazyObject(load_site),
        "demo": settings.DEMO,
        "takes_reports": settings.TAKES_REPORTS,
        "time_zone": settings.TIME_ZONE,
        "has_query": bool(request.META.get("QUERY_STRING")),  # without keys that the page does not read
        "citations": lambda: _citations(request),
        "row_preview": getattr(request, "row_preview", None),  # set where curators preview a row
    }


@lru_cache(maxsize=MOST_ADDRESSES)
def _translated(_address_map: str, _from: Language, address: str, language: Language) -> str:
    """Return the address of the same page in that language."""
    return translate_url(address, language.value)


def _citations(request: HttpRequest) -> str:
    """Return the address of the citations of the page; empty for pages that are not cited."""
    page = request.resolver_match
    if page is None or not is_shared(page.view_name):
        return ""
    return citations_address(request.path_info, filters_of(page, request.GET))


def _origin(request: HttpRequest) -> str:
    """Return scheme and host, with which addresses begin; empty where the request names a host that is not ours."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
