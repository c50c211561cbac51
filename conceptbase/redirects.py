"""Redirect from addresses that are nearly right: with another code of a language, or with marks copied with a link.

People and programs take a full stop, a bracket or a quotation mark behind a link for a part of it, and links are
written in capital letters (as in QR codes) or joined with one slash too many. No address of ours ends in such a mark.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import is_valid_path
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language, get_supported_language_variant

from concepts.evidence.addresses import WHOLE_QUERY, with_query
from concepts.formats.embeds import language_of_path

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = ("GET", "HEAD")
NOT_FOR_READERS = ("/admin/", "/api/", "/static/")
# Subtags of Chinese in traditional characters. These redirects are temporary, because such pages may come one day.
TRADITIONAL = {"hant", "hk", "mo", "tw"}

_LANGUAGE = re.compile(r"/+([a-z]{2,3}(?:[-_][a-z0-9]{1,8})*)(/.*)?", re.IGNORECASE | re.DOTALL)
_SLASHES = re.compile("//+")
# Marks at the end; and from the first mark of other scripts on everything, since text without spaces follows it.
_COPIED_WITH_LINK = re.compile(r"(?:[^\w\x00-\x7f].*|[\W_]+)\Z", re.DOTALL)


def redirect_other_language_codes(get_response: GetResponse) -> GetResponse:
    """Redirect from `/zh-cn/…`, `/zh/…` or `/EN/…` to the same page below our code of that language; no query.

    The redirect is permanent, but temporary from a code of traditional characters (`/zh-TW/…`).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        found = _LANGUAGE.fullmatch(request.path_info)
        language = _our_code(found[1]) if found and request.method in SAFE_METHODS else None
        if not found or not language or found[1] == language:
            return get_response(request)
        path = tidy_path(f"/{language}{found[2] or '/'}")
        is_traditional = TRADITIONAL & set(re.split("[-_]", found[1].lower())[1:])
        redirect = HttpResponseRedirect if is_traditional else HttpResponsePermanentRedirect
        return redirect(with_query(escape_uri_path(path), request))

    return middleware


def redirect_nearly_right_addresses(get_response: GetResponse) -> GetResponse:
    """Redirect from an address without a page to the tidy form of it, where that has a page; all else stays as it is.

    The page with the tidy address is asked for and thrown away: nothing else knows whether there is one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code not in (400, 404) or request.method not in SAFE_METHODS:
            return response
        meant = _tidy_request(request)
        if meant is None:
            return response
        with translation.override(_language_of(meant.path)):
            answer = get_response(meant)
        if answer.status_code == 301:
            return HttpResponsePermanentRedirect(answer.headers["Location"])
        if answer.status_code < 400 or answer.status_code == 410:
            return HttpResponsePermanentRedirect(with_query(escape_uri_path(meant.path), meant))
        return response

    return middleware


def tidy_path(path: str) -> str:
    """Return the path without doubled slashes and copied marks, in the form that one of our address patterns has.

    The pattern may be met in small letters or with a slash at the end. Where none is met, only doubled slashes go.
    """
    path = _SLASHES.sub("/", path)
    cut = _COPIED_WITH_LINK.sub("", path)
    with translation.override(_language_of(f"{cut}/")):
        # Without a slash first, in small letters too: a name with a dot can stand in the address of a comparison.
        for form in (cut, cut.lower(), f"{cut}/", f"{cut.lower()}/"):
            if is_valid_path(form):
                return form
    return path


def _language_of(path: str) -> str:
    """Return the language of the path; the current one where it names none."""
    return language_of_path(path) or get_language() or settings.LANGUAGE_CODE


def _our_code(tag: str) -> str | None:
    """Return the code of the language with this tag (`zh_CN`, `en-US`) on our site; None where we do not have it."""
    with suppress(LookupError):
        return get_supported_language_variant(tag.lower().replace("_", "-"))
    return None


def _tidy_request(request: HttpRequest) -> HttpRequest | None:
    """Return the request with the tidy address; None where that is the same, or no page for readers.

    The end of the query is tidied where the path is tidy already, because a link ends in one of them.
    """
    path, query = tidy_path(request.path_info), request.META.get("QUERY_STRING", "")
    tidy_query = _tidy_query(query) if path == request.path_info else query
    # CommonMiddleware adds a slash that is all that lacks.
    if (path, tidy_query) == (request.path_info, query) or path == f"{request.path_info}/":
        return None
    if any(each.lower().startswith(NOT_FOR_READERS) for each in (path, request.path_info)):
        return None
    meant = copy(request)
    meant.path = meant.path_info = path
    if tidy_query != query:
        meant.META = request.META | {"QUERY_STRING": tidy_query, WHOLE_QUERY: tidy_query}
        meant.GET = QueryDict(tidy_query)
    return meant


def _tidy_query(query: str) -> str:
    """Return the query without marks at the end of its last value; a value that is nothing but marks stays."""
    text = query.encode("latin-1", "ignore").decode(errors="replace")  # WSGI passes bytes on as latin-1
    pairs = parse_qsl(text, keep_blank_values=True)
    if not pairs:
        return query
    name, value = pairs[-1]
    cut = _COPIED_WITH_LINK.sub("", value)
    return urlencode([*pairs[:-1], (name, cut)]) if cut and cut != value else query
