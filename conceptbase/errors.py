"""What readers see when something goes wrong: plain words in their language, and ways out; programs get JSON.

Nothing here asks the database: these pages are for when that fails too.
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
    """400: the address or the form cannot be read."""
    # Only our own messages are meant for readers; Django's, such as that of a bad host name, tell about settings.
    words = str(exception) if isinstance(exception, BadRequest) else ""
    return _page(
        request, 400, _("We cannot read this address"), words or _("It holds something that no page here understands.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not do this."""
    return _page(
        request,
        403,
        _("You may not do this"),
        _("Sign in with an account that has the right to, or ask whoever runs this site for it."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without the token that proves where it was filled in."""
    return _page(
        request,
        403,
        _("This form has expired"),
        _("Go back, load the page again and send the form once more. Your browser must accept cookies for it to work."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page; 410, with its words and what it said last, where the page was withdrawn."""
    if isinstance(exception, GoneError):
        return _page(request, 410, _("This page was withdrawn"), exception.words, exception.last)
    if is_for_api(request):
        return nothing_here()
    # An address that no pattern matches comes with a dictionary of patterns, which is not for readers.
    words = exception.args[0] if exception is not None and exception.args else ""
    return _page(
        request,
        404,
        _("There is no such page"),
        words if isinstance(words, str) and words else _("The address may have a slip of the pen in it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    title = _("Something broke on our side")
    words = _("It is not your doing. Please try again in a moment.")
    try:
        return _page(request, 500, title, words)
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError, LookupError):
        # The page itself cannot be drawn, say because static files were never collected: words alone always can.
        return HttpResponse(f"{title}\n{words}\n", status=500, content_type="text/plain; charset=utf-8")


def _page(
    request: HttpRequest, status: int, title: str, words: str | Text, last: LastEdition | None = None
) -> HttpResponse:
    if is_for_api(request):
        return failure(status, str(words))
    said = words if isinstance(words, Text) else Text(words, HTML_LANG[reader_language()])
    context = {"status": status, "title": title, "said": said, "last": last}
    return render(request, "error.html", context, status=status)
