"""Describe the page at an address to other sites that show links, as oEmbed says (oembed.com, version 1.0).

A page with an embed is `rich`: the description has the HTML that shows it. Any other page for readers is a `link`.
"""

import re
from copy import copy
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from concepts.drawings.card import HEIGHT as CARD_HEIGHT
from concepts.drawings.card import WIDTH as CARD_WIDTH
from concepts.evidence.addresses import MovedError, UnreadableValueError, card_address
from concepts.evidence.site import load_site
from concepts.formats.embeds import PHONE_WIDTH, WIDTH, embed_code, language_of_path
from concepts.share.embeds.content import Embed, build_embed, kind_and_key
from sources.languages import reader_language

URL, FORMAT, MAX_WIDTH, MAX_HEIGHT = "url", "format", "maxwidth", "maxheight"  # keys of the query
Description = dict[str, str | int]
KEPT = 86_400  # seconds for which other sites may keep a description
MOST_MOVES = 5  # redirects that are followed from an address
MOST_IN_TITLE = 200  # characters
LEADING = ("root", "short-edition")  # names of addresses without a language that lead to a page
_TITLE = re.compile(r'<meta property="og:title" content="([^"]*)">')
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Room:
    """The most pixels that the other site has for an embed; None where it does not say."""

    width: int | None = None
    height: int | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "Room":
        """Read `maxwidth` and `maxheight`; raises UnreadableValueError where one is no whole number above 0."""
        return cls(*(_read_pixels(query, key) for key in (MAX_WIDTH, MAX_HEIGHT)))

    def has(self, width: int, height: int) -> bool:
        """Return whether something of that size fits in."""
        return width <= (self.width or width) and height <= (self.height or height)


def describe_address(url: str, room: Room, request: HttpRequest) -> Description:
    """Return the description of the page at the address, in the language of the address.

    `request` is the one that asks: it says which host is ours. Raises Http404 for an address that is not ours or has
    no page for readers, GoneError for one that was withdrawn.
    """
    path = _path_of_ours(url, request)
    for _move in range(MOST_MOVES):
        language = language_of_path(path)
        with translation.override(language or translation.get_language()):
            try:
                found = kind_and_key(path)
                if found:
                    return _describe_embed(build_embed(*found), room, _origin(request))
                match = resolve(path)
                answer = _page_at(path, request, match) if language or match.view_name in LEADING else None
            except MovedError as moved:
                path = moved.address
                continue
            except Resolver404 as error:
                raise Http404(_("The address may be mistyped.")) from error
            if answer is not None and answer.status_code == 200:
                return _describe_page(answer, _origin(request))
            if answer is None or "Location" not in answer.headers:
                break
            path = _path_of_ours(answer.headers["Location"], request)
    raise Http404(_("The address may be mistyped."))


def to_xml(description: Description) -> str:
    """Return the description as XML."""
    elements = "".join(
        f"<{name}>{escape(_NO_XML.sub('', str(value)))}</{name}>\n" for name, value in description.items()
    )
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>\n{elements}</oembed>\n'


def _describe_embed(embed: Embed, room: Room, origin: str) -> Description:
    width = min(WIDTH, room.width or WIDTH)
    height = embed.height(width)
    height = min(height, room.height or height)
    title = embed.title.shortened(MOST_IN_TITLE).words
    on_phone = embed.height(PHONE_WIDTH) if width == WIDTH and not room.height else 0
    html = embed_code(f"{origin}{embed.address}", title, width=width, height=height, height_on_phone=on_phone)
    shown: Description = {"html": html, "width": width, "height": height}
    if room.has(CARD_WIDTH, CARD_HEIGHT):
        card = f"{origin}{card_address(embed.page_address)}"
        shown |= {"thumbnail_url": card, "thumbnail_width": CARD_WIDTH, "thumbnail_height": CARD_HEIGHT}
    return _description("rich", title, origin) | shown


def _describe_page(page: HttpResponse, origin: str) -> Description:
    if not page.headers["Content-Type"].startswith("text/html"):
        raise Http404(_("The address may be mistyped."))
    title = _TITLE.search(page.content.decode())
    return _description("link", unescape(title[1]) if title else "", origin)


def _description(kind: str, title: str, origin: str) -> Description:
    return {
        "type": kind,
        "version": "1.0",
        "title": title,
        "provider_name": str(load_site().name),
        "provider_url": f"{origin}/{reader_language().value}/",
        "cache_age": KEPT,
    }


def _path_of_ours(url: str, request: HttpRequest) -> str:
    """Return the path of an address of this site; raises Http404 for any other one."""
    try:
        parts = urlsplit(url, request.scheme or "")
    except ValueError as error:
        raise Http404(_("The address may be mistyped.")) from error
    path = unquote(parts.path)
    path += "" if path.endswith("/") else "/"
    is_ours = parts.netloc.lower() == request.get_host().lower() or (not parts.netloc and path.startswith("/"))
    if not is_ours or parts.scheme not in ("http", "https") or "\0" in path:
        raise Http404(_("This address does not belong to this site."))
    return path


def _page_at(path: str, request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    """Return what a reader gets who asks for the path without a query."""
    asked = copy(request)
    asked.path = asked.path_info = path
    asked.META = request.META | {"QUERY_STRING": ""}
    asked.GET = QueryDict()
    asked.resolver_match = match
    return match.func(asked, *match.args, **match.kwargs)


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _read_pixels(query: QueryDict, key: str) -> int | None:
    given = query.get(key, "")
    if not given:
        return None
    if not re.fullmatch("0*[1-9][0-9]{0,5}", given, re.ASCII):
        raise UnreadableValueError(_("“%(name)s” is a whole number of pixels.") % {"name": key}, key)
    return int(given)
