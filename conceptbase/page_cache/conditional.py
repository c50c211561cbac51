"""Answer requests for public pages with the least work: with a 304, with a stored copy, or with a new page.

A page depends on the release, on the public revision of the content and on its address, which names the language, and
on nothing else. A digest of these is the page's state; reading the revision costs one query. The state and the coding
in which the page is sent form its entity tag and the key of its stored copy.

The state is computed before the page is built. Where content changes between the two, the page is newer than its state;
that does no harm, because the key of a revision never comes again. If the state were computed afterwards, an old page
could be stored under the new state and stay outdated for ever.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.views.debug import get_default_exception_reporter_filter

from conceptbase.page_cache.compression import IDENTITY, acceptable_codings, encode
from conceptbase.page_cache.query_keys import drop_unknown_keys
from conceptbase.page_cache.store import fetch, is_for_card, keep, store_for
from concepts.api.errors import is_for_api
from concepts.editorial.content_revision import revision_key
from concepts.evidence.process_cache import showing
from concepts.formats.embeds import language_of_path

GetResponse = Callable[[HttpRequest], HttpResponse]
PAGE_TYPES = ("text/html", "application/atom+xml")
PLAIN_TYPES = ("image/png", "application/json")  # of cards and answers of the API, which are sent as they are
RELEASE_FOLDERS = ("conceptbase", "concepts", "sources", "templates", "static", "locale")
RELEASE_ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".png", ".otf", ".mo"}


@cache
def release() -> str:
    """Return a checksum of everything that pages are built from.

    This is code, templates, styles, translations, packages and settings.
    """
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    # All settings but the secret ones, so that nobody has to remember which of them pages show.
    shown = json.dumps(
        get_default_exception_reporter_filter().get_safe_settings(), default=lambda value: type(value).__name__
    )
    digest = hashlib.sha256(repr((shown, sys.version, packages)).encode())
    for folder in RELEASE_FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in RELEASE_ENDINGS:
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def page_state(request: HttpRequest, revision: str) -> str:
    """Return a digest of everything that the page at this address depends on, at the public revision with that key."""
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    whole = f"{release()} {revision} {address}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entity_tag(state: str, coding: str) -> str:
    """Return the tag of a page in one coding; weak, because another version of a compressor may give other bytes."""
    return f'W/"{state}-{coding}"'


def fresh_pages(get_response: GetResponse) -> GetResponse:
    """Answer 304 or with a stored copy where possible; otherwise build the page, compress, tag and store it.

    This concerns GET and HEAD requests for addresses with a language, and for the API, whose address alone says what
    is answered. Cards and answers of the API are stored as they are; responses other than these, pages and feeds are
    only tagged. Responses with another status than 200, and those with a Cache-Control
    header of their own, are left alone.
    """
    if settings.DEBUG:
        raise MiddlewareNotUsed("templates change under a running server")

    def middleware(request: HttpRequest) -> HttpResponse:
        for_api = is_for_api(request)
        if request.method not in ("GET", "HEAD") or not (for_api or language_of_path(request.path_info)):
            return get_response(request)
        if not for_api:  # which refuses keys that it does not know
            drop_unknown_keys(request)
        revision = revision_key()
        state = page_state(request, revision)
        is_plain = for_api or is_for_card(request)
        codings = [IDENTITY] if is_plain else acceptable_codings(request.headers.get("Accept-Encoding"))
        held = parse_etags(request.headers.get("If-None-Match", ""))
        for coding in codings:
            tag = entity_tag(state, coding)
            if tag in held or tag.removeprefix("W/") in held:
                return _unchanged(tag, varies=not is_plain)
        store = store_for(request)
        key = f"{state}-{codings[0]}"
        response = fetch(store, key) if store else None
        if response is None:
            with showing(revision):
                response = get_response(request)
            if response.status_code != 200 or response.has_header("Cache-Control"):
                return response
            is_page = _is_whole(response, *PAGE_TYPES)
            _finish(response, state, codings[0] if is_page else IDENTITY, is_page)
            is_kept = is_page or (is_plain and _is_whole(response, *PLAIN_TYPES))
            # A view may leave out the body for HEAD, so only the response to a GET is stored.
            if is_kept and store and request.method == "GET":
                keep(store, key, response)
        return _unchanged(response.headers["ETag"], varies=not is_plain) if "*" in held else response

    return middleware


def _is_whole(response: HttpResponse, *types: str) -> bool:
    """Tell whether this is a whole answer of one of these types, the same for everybody and not compressed yet."""
    return (
        not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith(types)
    )


def _finish(response: HttpResponse, state: str, coding: str, is_page: bool) -> None:
    """Tag the response and, where it is a page, compress it."""
    response.headers["ETag"] = entity_tag(state, coding)
    patch_cache_control(response, public=True, no_cache=True)
    if is_page:
        patch_vary_headers(response, ["Accept-Encoding"])
        response.content = encode(response.content, coding)
        response.headers["Content-Length"] = str(len(response.content))
        if coding != IDENTITY:
            response.headers["Content-Encoding"] = coding


def _unchanged(tag: str, *, varies: bool) -> HttpResponse:
    """Answer 304: the client already has what would be sent under this tag; a page `varies` with its compression."""
    response = HttpResponseNotModified(headers={"ETag": tag})
    patch_cache_control(response, public=True, no_cache=True)
    if varies:
        patch_vary_headers(response, ["Accept-Encoding"])
    return response
