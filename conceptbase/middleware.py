"""Handle what concerns every request: security headers, health checks, refusal of NUL, the reader's language.

Sessions, cross-site checks, sign-in and messages work below /admin only, so that no public page reads or sets a cookie.
"""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request, get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from conceptbase.errors import RETRY_AFTER, bad_request
from concepts.api.errors import api_language, is_for_api
from concepts.editorial.content_revision import current_revision
from concepts.formats.embeds import EMBEDS, is_embed, language_of_path

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


# Embeds alone may be shown in a frame of another site. They have no script and no form.
EMBED_POLICY = "; ".join(
    ["default-src 'none'", "style-src 'self'", "img-src 'self' data:", "base-uri 'none'", "form-action 'none'",
     "frame-ancestors *"]
)  # fmt: skip
# What other sites may use: embeds, the style sheet of one in a frame without an origin, and oEmbed.
FOR_OTHER_SITES = (EMBEDS, "/static/", "/oembed")


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add the content security policy and related headers to every response, including static files and errors.

    The path alone decides whether a frame may show it: a 304 has the same headers as the page, since browsers take the
    newer ones, and so has the page that says that an embed was withdrawn.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        is_for_all = request.path_info.startswith(FOR_OTHER_SITES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_for_all else "same-origin")
        if is_embed(request.path_info):
            response.headers.setdefault("Content-Security-Policy", EMBED_POLICY)
        else:
            response.headers.setdefault("Content-Security-Policy", POLICY)
            response.headers.setdefault("X-Frame-Options", "DENY")
        return response

    return middleware


def let_no_address_grow_stale(get_response: GetResponse) -> GetResponse:
    """Let browsers and proxies ask again for an address that moved, was withdrawn or has no page yet.

    They may keep 301, 308, 404 and 410 as long as they like where no header says otherwise (RFC 9111, 4.2.2), and
    Chromium keeps 410 for ever: readers would not see what was put back, renamed back or published meanwhile.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in (301, 308, 404, 410) and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response

    return middleware


def answer_health_checks(get_response: GetResponse) -> GetResponse:
    """Answer `/healthz` in plain text: 200 while the database can be read, otherwise 503.

    A balancer or a service manager asks by any host name and without TLS, so this comes before all rules about both.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz":
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            current_revision()
            status, text = 200, "ok"
        except Error:
            status, text = 503, "the database does not answer"
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(RETRY_AFTER)} if status == 503 else {})
        return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)

    return middleware


def leave_out_body_of_head(get_response: GetResponse) -> GetResponse:
    """Answer HEAD with the headers of GET and no body (RFC 9110, 9.3.2), of which the server would complain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming and response.content:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def requested_language(request: HttpRequest) -> str:
    """Return the language of the address; where it names none, the first language of the browser that the site has.

    Only the admin reads a cookie: a public page is the same for everybody who sends the same request. The API looks at
    the address alone.
    """
    if from_path := language_of_path(request.path_info):
        return from_path
    if is_for_api(request):
        return api_language(request)
    if _is_admin(request):
        return get_language_from_request(request)
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        with suppress(LookupError):
            return get_supported_language_variant(code)
    return settings.LANGUAGE_CODE


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Answer 400 to an address with a NUL, because PostgreSQL cannot store one and refuses queries with it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            with translation.override(requested_language(request)):
                return bad_request(request)
        return get_response(request)

    return middleware


def refuse_sub_path(get_response: GetResponse) -> GetResponse:
    """Answer 400 where a proxy says with SCRIPT_NAME that the site lives below a path of another one.

    Cookies, styles and scripts would be looked for outside that path. The settings refuse the variable of that name.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.META.get("SCRIPT_NAME", "").strip("/"):
            with translation.override(requested_language(request)):
                reason = _("This site cannot live below a path of another site; it needs a host name of its own.")
                return bad_request(request, BadRequest(reason))
        return get_response(request)

    return middleware


def use_reader_language(get_response: GetResponse) -> GetResponse:
    """Answer in the language of the address; where it names none (`/`, the admin), in the language of the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = requested_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        if not language_of_path(request.path_info) and not is_for_api(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def _is_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith("/admin/")


def _admin_only(base: type) -> type:
    """Return a middleware class like `base` that leaves requests outside /admin alone."""

    class AdminOnly(base):
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return super().__call__(request) if _is_admin(request) else self.get_response(request)

        def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
            parent = getattr(super(), "process_view", None)
            return parent(request, *args) if parent and _is_admin(request) else None

    return AdminOnly


AdminOnlySession = _admin_only(SessionMiddleware)
AdminOnlyCsrf = _admin_only(CsrfViewMiddleware)
AdminOnlyAuthentication = _admin_only(AuthenticationMiddleware)
AdminOnlyMessages = _admin_only(MessageMiddleware)
