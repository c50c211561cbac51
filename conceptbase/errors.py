"""Show error pages: a message in the reader's language and links that lead on. Programs that use the API get JSON.

Nothing here queries the database, because these pages are also shown when the database fails.
"""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils.translation import gettext as _

from concepts.api.errors import failure, is_for_api, nothing_here
from concepts.evidence.addresses import GoneError, LastEdition
from sources.languages import HTML_LANG, Text, reader_language


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the address or the form cannot be read."""
    # Only our own messages are for readers; Django's, such as that for a bad host name, tell about settings.
    message = str(exception) if isinstance(exception, BadRequest) else ""
    return _render_error(
        request,
        400,
        _("We cannot read this address"),
        message or _("It holds something that no page here understands."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the person may not do this."""
    return _render_error(
        request,
        403,
        _("You may not do this"),
        _("Sign in with an account that has the right to, or ask whoever runs this site for it."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: a form was sent without a valid CSRF token."""
    return _render_error(
        request,
        403,
        _("This form has expired"),
        _("Go back, load the page again and send the form once more. Your browser must accept cookies for it to work."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: there is no such page; or 410, with the reason and the last edition, where it was withdrawn."""
    if isinstance(exception, GoneError):
        return _render_error(request, 410, _("This page was withdrawn"), exception.words, exception.last)
    if is_for_api(request):
        return nothing_here()
    # For an address that no pattern matches, Django gives a dictionary of patterns, which is not for readers.
    message = exception.args[0] if exception is not None and exception.args else ""
    return _render_error(
        request,
        404,
        _("There is no such page"),
        message if isinstance(message, str) and message else _("The address may have a slip of the pen in it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: the site is at fault."""
    title = _("Something broke on our side")
    message = _("It is not your doing. Please try again in a moment.")
    try:
        return _render_error(request, 500, title, message)
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, LookupError):
        # The page cannot be rendered, for example because static files were never collected: send plain text.
        return HttpResponse(f"{title}\n{message}\n", status=500, content_type="text/plain; charset=utf-8")


def _render_error(
    request: HttpRequest, status: int, title: str, message: str | Text, last: LastEdition | None = None
) -> HttpResponse:
    """Return the error page, or the error as JSON for a request to the API."""
    if is_for_api(request):
        return failure(status, str(message))
    text = message if isinstance(message, Text) else Text(message, HTML_LANG[reader_language()])
    context = {"status": status, "title": title, "message": text, "last": last}
    return render(request, "error.html", context, status=status)
