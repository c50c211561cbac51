"""Show error pages: a message in the reader's language and links that lead on. Programs that use the API get JSON.

Nothing here queries the database, because these pages are also shown when the database fails; but for the name of the
site, on a public page whose revision was read a moment ago.
"""

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from django.core.exceptions import BadRequest, FieldDoesNotExist, RequestDataTooBig, TooManyFieldsSent
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conceptbase.log import request_number
from conceptbase.outages import outage_of
from concepts.api.errors import failure, is_for_api, nothing_here
from concepts.evidence import process_cache
from concepts.evidence.addresses import GoneError, LastEdition, NoSuchPartError, UnreadableValueError
from concepts.evidence.public_forms import FIELD_LABELS
from concepts.evidence.site import SiteFacts, load_site, site_without_asking
from concepts.formats.embeds import is_embed
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.text import without_direction

RETRY_AFTER = 10  # seconds
CSRF_FIELD = "csrfmiddlewaretoken"
NOT_TYPED = ("action", "select_across", "confirmed", "post")  # fields of lists and steps that have no words


@dataclass(frozen=True)
class Typed:
    """What a form sent that could not be saved: its address, its fields, whether there were files with it, and what to
    do with it. `words` are the fields that somebody who cannot send it again copies, each under its label.
    `has_token` is true for forms of the admin, which are sent again with a token.
    """

    address: str
    fields: list[tuple[str, str]]
    had_files: bool
    advice: str
    words: Sequence[tuple[str, str]] = ()
    has_token: bool = True


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the address or the form cannot be read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return _render_error(request, 400, _("This form is too big"), _advice_on_size(request))
    above = ""
    if isinstance(exception, UnreadableValueError):  # the page is there without the value
        query = request.GET.copy()
        query.pop(exception.key, None)
        above = f"{request.path}?{query.urlencode()}" if query else request.path
    # Only our own messages are for readers; Django's, such as that for a bad host name, tell about settings.
    message = str(exception) if isinstance(exception, BadRequest) else ""
    return _render_error(
        request,
        400,
        _("We cannot read this address"),
        message or _("It holds something that no page here understands."),
        above=above,
    )


def _advice_on_size(request: HttpRequest) -> str:
    """Return what to do with a form that is too big: only curators save what they send, and have files."""
    if request.path_info.startswith("/admin/"):
        return _(
            "It holds more text or more rows than one form takes, so nothing was saved. Go back: what you typed is "
            "still there. Save it in parts, or send a long text as a file."
        )
    return _(
        "It holds more text than this form takes, so nothing was sent. Go back: what you typed is still there. Send a "
        "shorter text."
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the person may not do this. What they typed, or somebody whose session had ended, can be copied."""
    # Only a form that passed the check of its token is shown again.
    typed = _typed(request, _("Copy it before you leave this page.")) if _is_checked(request) else None
    words = _words_of(request, typed.fields) if typed else []
    return _render_error(
        request,
        403,
        _("You may not do this"),
        _("Sign in with an account that has the right to, or ask whoever runs this site for it."),
        typed=replace(typed, words=words) if typed and words else None,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: a form was sent without a valid CSRF token, as after a sign-in in another window.

    Where the browser says that the form stood on a page of ours, it is offered again with a valid one.
    """
    is_ours = request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    return _render_error(
        request,
        403,
        _("This form has expired"),
        _("Go back, load the page again and send the form once more. Your browser must accept cookies for it to work."),
        typed=_typed(request, _("You have signed in or out since you opened it. Send it again.")) if is_ours else None,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: there is no such page; or 410, with the reason and the last edition, where it was withdrawn."""
    # Whoever typed into a form while what it is about was withdrawn can copy it.
    typed = _typed(request, _("Copy it before you leave this page.")) if _is_from_public_form(request) else None
    words = _words_of(request, typed.fields) if typed else []
    kept = replace(typed, words=words) if typed and words else None
    if isinstance(exception, GoneError):
        return _render_error(request, 410, _("This page was withdrawn"), exception.words, exception.last, kept)
    if is_for_api(request):
        return nothing_here()
    # For an address that no pattern matches, Django gives a dictionary of patterns, which is not for readers.
    message = exception.args[0] if exception is not None and exception.args else ""
    return _render_error(
        request,
        404,
        _("There is no such page"),
        message if isinstance(message, str) and message else _("The address may be mistyped."),
        typed=kept,
        above=exception.address if isinstance(exception, NoSuchPartError) else "",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 with the reason during an outage, such as a database that is away; otherwise 500.

    Both tell the number of the request, by which the fault is found in the log.
    """
    outage = outage_of(sys.exc_info()[1])
    if outage:
        status, title, reason = 503, _("This does not work at the moment"), outage.sentence
    else:
        status = 500
        title, reason = _("Something broke on our side"), _("It is not your fault. Please try again in a moment.")
    number = _("If you report it, give this number: %(number)s.") % {"number": request_number() or "–"}
    message = f"{reason} {number}" if reader_language() == Language.EN else f"{reason}{number}"
    # Only a form that passed the check of its token is offered again with a token, or one of a public page of ours.
    is_kept = bool(outage) and (_is_checked(request) or _is_from_public_form(request))
    typed = _typed(request, _("Leave this page open and send it again when the site works.")) if is_kept else None
    try:
        response = _render_error(request, status, title, message, typed=typed)
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, LookupError, OSError):
        # The page cannot be rendered, for example because static files were never collected: send plain text.
        response = HttpResponse(f"{title}\n{message}\n", status=status, content_type="text/plain; charset=utf-8")
    if outage:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _typed(request: HttpRequest, advice: str) -> Typed | None:
    """Return what a form sent, so that the page can send it again; None where there is nothing or a password in it."""
    if request.method != "POST":
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    if any("password" in name for name, _value in fields):
        return None
    has_token = not _is_from_public_form(request)
    return Typed(request.get_full_path(), fields, bool(request.FILES), advice, has_token=has_token)


def _is_checked(request: HttpRequest) -> bool:
    """Tell whether the token of a form was checked."""
    return getattr(request, "csrf_processing_done", False)


def _is_from_public_form(request: HttpRequest) -> bool:
    """Tell whether a form was read that stood on one of our pages for readers, which have no tokens."""
    return hasattr(request, "public_form")


def _words_of(request: HttpRequest, fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the label and the value of each field that somebody may have typed words into: no ids and no buttons."""
    page = getattr(getattr(request.resolver_match, "func", None), "model_admin", None)
    words = []
    for name, value in fields:
        if name.startswith("_") or name in NOT_TYPED or not value.strip() or value.isdecimal():
            continue
        try:
            label = str(page.opts.get_field(name).verbose_name if page else FIELD_LABELS.get(name, name))
        except FieldDoesNotExist:
            label = name
        words.append((capfirst(label), value))
    return words


def _shown_site(status: int) -> SiteFacts:
    """Return what the error page says of the site."""
    if status < 500 and process_cache.shown_revision():
        with suppress(Error):
            return load_site()
    return site_without_asking()


def _render_error(
    request: HttpRequest,
    status: int,
    title: str,
    message: str | Text,
    last: LastEdition | None = None,
    typed: Typed | None = None,
    above: str = "",
) -> HttpResponse:
    """Return the error page, or the error as JSON for a request to the API; `above` is what readers can go back to."""
    if is_for_api(request):
        return failure(status, str(message))
    # A message may name what stands in the address.
    text = message if isinstance(message, Text) else Text(without_direction(message), HTML_LANG[reader_language()])
    request.shown_site = _shown_site(status)  # type: ignore[attr-defined]  # conceptbase.context.site reads it
    context = {"status": status, "title": title, "message": text, "last": last, "typed": typed, "above": above}
    template = "share/embed_error.html" if is_embed(request.path_info) else "error.html"
    return render(request, template, context, status=status)
