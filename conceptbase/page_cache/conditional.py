"""Sends public pages as cheaply as they allow: not at all (304), from a stored copy, or made anew and then stored.

What a page looks like depends on the release, the content revision and its address, which names the language; on
nothing else. A digest of these is its state, and knowing it costs one query. The state and the coding in which the page
is sent make its entity tag and the key of its stored copy.

The state is read before the page is made. Where content changes in between, the page is newer than its state says; that
is harmless, since the revision only rises and so that state never comes again. Read afterwards, an old page would be
kept under the new state and be stale for ever.
"""

import hashlib
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_path

from conceptbase.page_cache.compression import IDENTITY, acceptable, encode
from conceptbase.page_cache.store import fetch, keep, store_for
from concepts.editorial.content_revision import current_revision

GetResponse = Callable[[HttpRequest], HttpResponse]
FOLDERS = ("conceptbase", "concepts", "sources", "templates", "static", "locale")
ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".mo"}


@cache
def release() -> str:
    """A checksum of all that makes pages: code, templates, styles, words, packages, and the settings they show."""
    packages = sorted(f"{package.name} {package.version}" for package in distributions())
    digest = hashlib.sha256(repr((settings.DEMO, settings.CONTACT, sys.version, packages)).encode())
    for folder in FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in ENDINGS:
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def database() -> str:
    """Which database this process reads: each counts its revisions from 1, and a new file may replace an old one."""
    names = [str(connection.settings_dict[part]) for part in ("ENGINE", "HOST", "PORT", "NAME")]
    if connection.vendor == "sqlite":
        with suppress(OSError):  # in memory there is no file
            names.append(str(Path(names[-1]).stat().st_ino))
    return " ".join(names)


def page_state(request: HttpRequest) -> str:
    """A digest of all that the page at this address depends on, as it is now; costs one query."""
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    whole = f"{release()} {current_revision()} {database()} {address}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entity_tag(state: str, coding: str) -> str:
    """The tag of a page in one coding; weak, since a compressor may change its bytes without the page changing."""
    return f'W/"{state}-{coding}"'


def fresh_pages(get_response: GetResponse) -> GetResponse:
    """Answers 304 or a stored copy where there is one, else lets the page be made, compresses, tags and stores it.

    Concerns GET and HEAD of addresses with a language. Of the answers to these, anything but HTML is only tagged, and
    what is not a 200, or says itself how long it may be kept, is left alone.
    """
    if settings.DEBUG:
        raise MiddlewareNotUsed("templates change under a running server")

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not get_language_from_path(request.path_info):
            return get_response(request)
        state = page_state(request)
        codings = acceptable(request.headers.get("Accept-Encoding"))
        held = parse_etags(request.headers.get("If-None-Match", ""))
        for coding in codings:
            tag = entity_tag(state, coding)
            if tag in held or tag.removeprefix("W/") in held:
                return _unchanged(tag)
        store = store_for(request)
        key = f"{state}-{codings[0]}"
        response = fetch(store, key) if store else None
        if response is None:
            response = get_response(request)
            if response.status_code != 200 or response.has_header("Cache-Control"):
                return response
            is_page = _is_page(response)
            _finish(response, state, codings[0] if is_page else IDENTITY, is_page)
            # A view may leave out the body for HEAD, so that only the answer to a GET is sure to be whole.
            if is_page and store and request.method == "GET":
                keep(store, key, response)
        return _unchanged(response.headers["ETag"]) if "*" in held else response

    return middleware


def _is_page(response: HttpResponse) -> bool:
    """Whether this is a whole page of HTML, the same for everybody and not compressed yet."""
    return (
        not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _finish(response: HttpResponse, state: str, coding: str, is_page: bool) -> None:
    """Tags the response and, where it is a page, puts it into the coding."""
    response.headers["ETag"] = entity_tag(state, coding)
    patch_cache_control(response, public=True, no_cache=True)
    if is_page:
        patch_vary_headers(response, ["Accept-Encoding"])
        response.content = encode(response.content, coding)
        response.headers["Content-Length"] = str(len(response.content))
        if coding != IDENTITY:
            response.headers["Content-Encoding"] = coding


def _unchanged(tag: str) -> HttpResponse:
    """304: what the client holds under the tag is what we would send."""
    response = HttpResponseNotModified(headers={"ETag": tag})
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
