"""Show how a page is used elsewhere (its addresses, copies, citations and files), and send its citation as a file.

Both name the moment at which they were asked for, so nobody keeps them.
"""

from collections.abc import Callable
from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from concepts.comparison.filters import Filters
from concepts.drawings.qr_code import draw_qr_code
from concepts.evidence.addresses import MovedError, UnreadableValueError, card_address, follow_moves, reads_query
from concepts.formats.copies import build_table, guard_table, write_markdown, write_sentences, write_source, write_tsv
from concepts.formats.data_files import DATA_FORMATS
from concepts.formats.embeds import PHONE_WIDTH, WIDTH, embed_code
from concepts.formats.extract import Extract
from concepts.formats.styles import FILE_FORMATS, STYLES
from concepts.formats.wikitext import format_wikitext
from concepts.pages.citing import citing_site
from concepts.pages.reports.reported import report_address
from concepts.share.embeds.content import embed_address_of
from concepts.share.pages.addresses import Query, citations_address, data_address, file_address, qr_code_address
from concepts.share.pages.find import find_shared_page
from concepts.share.pages.page import SharedPage
from concepts.share.unknown_filter import names_unknown_filters
from sources.languages import OTHER, Language, reader_language

TEXTS = "texts"  # the key of the query with the one language in which texts are copied; without it, in both
CARDS = "cards"  # the namespace of the addresses of cards


@require_safe
@reads_query(*Filters.KEYS, TEXTS)
@follow_moves
@names_unknown_filters
def citations(request: HttpRequest, page: str) -> HttpResponse:
    """Show what can be done with a page: addresses, copies, the citation in every style, files, and its picture."""
    shared, texts = _find(request, page, citations_address), _read_texts(request)
    path, query, work = shared.path, shared.query, shared.work
    context = {
        "shared": shared,
        "entries": [(style, style.format(work)) for style in STYLES],
        "files": [(each, file_address(path, each.extension, shared.cited_query)) for each in FILE_FORMATS],
        "data_files": [(each, data_address(path, each.extension, query)) for each in DATA_FORMATS],
        "cited": work,
        "wikitext": format_wikitext(work, reader_language()),
        "languages": _languages(path, query, texts),
        "qr_code": qr_code_address(path, shared.cited_query) if shared.has_qr_code else "",
        "report": report_address(path),
        "picture": "" if query else _picture(path),
        "frame": "" if query else _frame(request, shared),
        "frame_address": embed_address_of(path),
        "not_indexed": True,
    }
    return _unkept(render(request, "share/citations.html", context | _copies(shared.extract(), texts)))


def _read_texts(request: HttpRequest) -> str:
    """Return the code of the one language in which texts are copied; empty for both."""
    texts = request.GET.get(TEXTS, "")
    if texts and texts not in Language.values:
        raise UnreadableValueError(_("“texts” is one of %(known)s.") % {"known": ", ".join(Language.values)}, TEXTS)
    return texts


def _copies(extract: Extract, texts: str) -> dict[str, object]:
    """Return the copies of an extract, in the language of that code; without one in both, the reader's first."""
    here = reader_language()
    languages = (Language(texts),) if texts else (here, OTHER[here])
    table = build_table(extract, languages)
    return {
        "sentences": write_sentences(extract, languages),
        "table": guard_table(table),
        "cells": write_tsv(table),
        "markdown": write_markdown(extract, languages),
        "table_source": write_source(extract, languages),
    }


def _languages(path: str, query: Query, texts: str) -> list[tuple[str, str, bool]]:
    """Return the code of each choice of languages (empty for both), its address, and whether it is chosen."""
    return [
        (code, citations_address(path, query | ({TEXTS: [code]} if code else {})), code == texts)
        for code in ("", *Language.values)
    ]


def _picture(path: str) -> str:
    """Return the address of the card of the page at that path; empty where it has none."""
    address = card_address(path)
    with suppress(Resolver404):
        return address if resolve(address).namespace == CARDS else ""
    return ""


@require_safe
@reads_query(*Filters.KEYS)
@follow_moves
@names_unknown_filters
def file(request: HttpRequest, page: str, extension: str) -> HttpResponse:
    """Send the citation of a page as a file."""
    file_format = next(each for each in FILE_FORMATS if each.extension == extension)
    work = _find(request, page, lambda address: file_address(address, extension)).work
    response = HttpResponse(file_format.format(work), content_type=f"{file_format.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{work.key}.{extension}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return _unkept(response)


@require_safe
@reads_query(*Filters.KEYS)
@follow_moves
@names_unknown_filters
def qr_code(request: HttpRequest, page: str) -> HttpResponse:
    """Send the permanent address of a page as a QR code."""
    shared = _find(request, page, qr_code_address)
    if not shared.has_qr_code:
        raise Http404(_("This address is too long for a QR code."))
    response = HttpResponse(draw_qr_code(shared.permanent_address), content_type="image/svg+xml")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _find(request: HttpRequest, page: str, address_of: Callable[[str], str]) -> SharedPage:
    """Return the page; where that moved, raise MovedError with the address that `address_of` makes of its new one."""
    try:
        return find_shared_page(page, request.GET, citing_site(request), timezone.now())
    except MovedError as moved:
        raise MovedError(address_of(moved.address)) from moved


def _frame(request: HttpRequest, shared: SharedPage) -> str:
    """Return the HTML with which another site shows the page in a frame; empty for a page without an embed."""
    if shared.load_embed is None:
        return ""
    embed = shared.load_embed()
    return embed_code(
        f"{citing_site(request).origin}{embed.address}",
        shared.title.words,
        height=embed.height(WIDTH),
        height_on_phone=embed.height(PHONE_WIDTH),
    )


def _unkept(response: HttpResponse) -> HttpResponse:
    """Return the response, which is made anew for each request."""
    patch_cache_control(response, no_cache=True)
    return response
