"""Tells browsers and caches whether a page they hold is still the one we would send, at the price of one query.

A page's entity tag (RFC 9110, 8.8.3) is made of the release, the content revision and the address, which names the
language; public pages depend on nothing else. The release is a checksum of what pages are made of, so that a changed
template or translation is never answered with "not modified".
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_path

from concepts.revision import current_revision

GetResponse = Callable[[HttpRequest], HttpResponse]
FOLDERS = ("conceptbase", "concepts", "sources", "templates", "static", "locale")
ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".mo"}


@cache
def release() -> str:
    """A checksum of the code, templates, styles and words that pages are made of, and of the settings they show."""
    digest = hashlib.sha256(repr((settings.DEMO, settings.CONTACT, settings.DEBUG)).encode())
    for folder in FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in ENDINGS:
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def entity_tag(request: HttpRequest) -> str:
    """The tag of the page at this address as it is now; costs one query."""
    whole = f"{release()} {current_revision()} {request.get_host()} {request.get_full_path()}"
    return f'"{hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def answer_unchanged(get_response: GetResponse) -> GetResponse:
    """Answers 304 where the browser's copy of a public page is still right, else lets the page be made and tags it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not get_language_from_path(request.path_info):
            return get_response(request)
        tag = entity_tag(request)
        held = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
        if tag in held or "*" in held:
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = get_response(request)
        if response.status_code in (200, 304):
            response.headers["ETag"] = tag
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return middleware
