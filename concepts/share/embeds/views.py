"""Show embeds in the frames of other sites, and answer the programs that ask how to show an address."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from concepts.editorial.content_revision import revision_key
from concepts.evidence.addresses import MovedError, UnreadableValueError, reads_query, with_query
from concepts.evidence.answer_data import to_json
from concepts.evidence.process_cache import showing
from concepts.share.embeds.content import build_embed, embed_address_of
from concepts.share.embeds.oembed import FORMAT, MAX_HEIGHT, MAX_WIDTH, URL, Room, describe_address, to_xml

THEME, THEMES = "theme", ("light", "dark")  # by default what the reader's device is set to
JSON, XML = "json", "xml"
PLAIN = "text/plain; charset=utf-8"


@require_safe
@reads_query(THEME)
def embed(request: HttpRequest, language: str, kind: str, key: str) -> HttpResponse:
    """Show a statement, a question or the answer of a comparison; the middleware has read the language.

    Another letter case or an old name leads to the address of today.
    """
    theme = request.GET.get(THEME, "")
    if theme and theme not in THEMES:
        raise UnreadableValueError(_("“theme” is one of %(known)s.") % {"known": ", ".join(THEMES)}, THEME)
    try:
        shown = build_embed(kind, key)
    except MovedError as moved:
        return HttpResponsePermanentRedirect(with_query(embed_address_of(moved.address), request))
    if shown.address != request.path:
        return HttpResponsePermanentRedirect(with_query(shown.address, request))
    return render(request, f"share/embed_{kind}.html", {"embed": shown, "theme": theme})


@require_safe
@reads_query(URL, FORMAT, MAX_WIDTH, MAX_HEIGHT)
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the page at `url` as JSON, or with `format=xml` as XML; 501 for any other format, as oEmbed says."""
    wanted = request.GET.get(FORMAT, JSON)
    if wanted not in (JSON, XML):
        return HttpResponse(
            _("The format is json or xml.") + "\n", status=501, content_type="text/plain; charset=utf-8"
        )
    if not (url := request.GET.get(URL, "")):
        raise UnreadableValueError(_("“url” is the address of a page of this site."), URL)
    room = Room.from_query(request.GET)
    with showing(revision_key()):
        description = describe_address(url, room, request)
    if wanted == XML:
        response = HttpResponse(to_xml(description), content_type="text/xml; charset=utf-8")
    else:
        response = HttpResponse(to_json(description), content_type="application/json; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"  # a script of another site may ask, too
    return response
