"""Lets the links of a page that leaves articles out lead to pages that leave out the same articles.

The addresses on a page are made in many places, none of which knows what a reader left out; so the finished page is
changed, in one place, and no link can forget it.
"""

import re
from collections.abc import Callable
from functools import cache, wraps
from html import escape
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from concepts.evidence.addresses import keys_read_by
from concepts.evidence.leaving_out import WITHOUT

LINK = re.compile(r'(<a\b[^>]*?\shref=")(/[^"?#]*)(?:\?([^"#]*))?(#[^"]*)?"')


def keeps_left_out(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view, the links of whose pages keep `?without=`."""

    @wraps(view)
    def view_keeping(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        caveats = [caveat for caveat in request.GET.getlist(WITHOUT) if caveat]
        if caveats and response.status_code == 200:
            response.content = keep_in_links(response.content.decode(), caveats, request.path).encode()
        return response

    return view_keeping


def keep_in_links(html: str, caveats: list[str], path: str) -> str:
    """Return the page at that path with links that leave out articles with the same caveats.

    These are the links in its `<main>` to pages that read `?without=`. One that has it already stays as it is; one to
    the page itself, too: it leads to all articles, or says what is left out.
    """
    kept = urlencode([(WITHOUT, caveat) for caveat in caveats])

    @cache
    def reads_it(address: str) -> bool:
        try:
            return WITHOUT in keys_read_by(resolve(address).func)
        except Resolver404:
            return False

    def keep(link: re.Match[str]) -> str:
        before, address, query, fragment = link.groups()
        to_itself = address == path and (query or not fragment)
        if to_itself or f"{WITHOUT}=" in (query or "") or not reads_it(address):
            return link[0]
        return f'{before}{address}?{f"{query}&amp;" if query else ""}{escape(kept)}{fragment or ""}"'

    head, main, rest = html.partition("<main")
    content, end, foot = rest.partition("</main>")
    return "".join((head, main, LINK.sub(keep, content), end, foot))
