"""Show how a page is used elsewhere (its addresses, copies, citations and files), and send its citation as a file.

Both name the moment at which they were asked for, so nobody keeps them.
"""

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from concepts.comparison.filters import Filters
from concepts.evidence.addresses import MovedError, card_address, follow_moves, reads_query
from concepts.evidence.site import load_site
from concepts.formats.copies import build_table, write_markdown, write_sentences, write_source, write_tsv
from concepts.formats.data_files import DATA_FORMATS
from concepts.formats.embeds import HEIGHTS, embed_code
from concepts.formats.extract import Extract
from concepts.formats.highwire import highwire_tags
from concepts.formats.styles import FILE_FORMATS, STYLES
from concepts.formats.works import CitingSite
from concepts.share.cited_pages import CitedPage, citations_address, cite_page, file_address, filters_of
from concepts.share.embeds.content import embed_address_of, kind_and_key
from concepts.share.extracts import data_address, extract_page, has_extract
from sources.languages import OTHER, Language, reader_language

TEXTS = "texts"  # the key of the query with the one language in which texts are copied; without it, in both
CARDS = "cards"  # the namespace of the addresses of cards


@require_safe
@reads_query(*Filters.KEYS, TEXTS)
@follow_moves
def citations(request: HttpRequest, page: str) -> HttpResponse:
    """Show what can be done with a page: addresses, copies, the citation in every style, files, and its picture."""
    cited = _cite(request, page, citations_address)
    name = resolve(cited.path).view_name
    query = filters_of(name, request.GET)
    context = {
        "cited": cited,
        "entries": [(style, style.format(cited.work)) for style in STYLES],
        "files": [(each, cited.file_address(each.extension)) for each in FILE_FORMATS],
        "tags": highwire_tags(cited.work),
        "way_back": f"{cited.path}?{urlencode(query, doseq=True)}" if query else cited.path,
        "picture": "" if query else _picture(cited.path),
        "frame": "" if query else _frame(request, cited),
        "frame_address": embed_address_of(cited.path),
        "not_indexed": True,
    }
    if has_extract(name):
        extract = extract_page(page, query, _site(request), timezone.now())
        context |= _copies(extract, request.GET.get(TEXTS, ""))
        context["languages"] = _languages(cited.path, query, request.GET.get(TEXTS, ""))
        context["data_files"] = [(each, data_address(cited.path, each.extension, query)) for each in DATA_FORMATS]
    return _unkept(render(request, "share/citations.html", context))


def _copies(extract: Extract, texts: str) -> dict[str, object]:
    """Return the copies of an extract, in the language of that code, else in both, the reader's first."""
    here = reader_language()
    languages = (Language(texts),) if texts in Language.values else (here, OTHER[here])
    table = build_table(extract, languages)
    return {
        "sentences": write_sentences(extract, languages),
        "table": table,
        "side_by_side": bool(extract.side_rows),
        "cells": write_tsv(table),
        "markdown": write_markdown(extract, languages),
        "table_source": write_source(extract, languages),
    }


def _languages(path: str, query: dict[str, list[str]], texts: str) -> list[tuple[str, str, bool]]:
    """Return the code of each choice of languages (empty for both), its address, and whether it is chosen."""
    choices = ["", *Language.values]
    chosen = texts if texts in choices else ""
    return [
        (code, citations_address(path, query | ({TEXTS: [code]} if code else {})), code == chosen) for code in choices
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
def file(request: HttpRequest, page: str, extension: str) -> HttpResponse:
    """Send the citation of a page as a file."""
    file_format = next(each for each in FILE_FORMATS if each.extension == extension)
    cited = _cite(request, page, lambda address: file_address(address, extension))
    response = HttpResponse(file_format.format(cited.work), content_type=f"{file_format.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{cited.work.key}.{extension}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return _unkept(response)


def _cite(request: HttpRequest, page: str, address_of: Callable[[str], str]) -> CitedPage:
    """Return what is cited for the page; where that moved, raise MovedError with the citations of its new address."""
    try:
        return cite_page(page, dict(request.GET.lists()), _site(request), timezone.now())
    except MovedError as moved:
        raise MovedError(address_of(moved.address)) from moved


def _site(request: HttpRequest) -> CitingSite:
    return CitingSite(str(load_site().name), f"{request.scheme}://{request.get_host()}")


def _frame(request: HttpRequest, cited: CitedPage) -> str:
    """Return the HTML with which another site shows the page in a frame; empty for a page without an embed."""
    found, address = kind_and_key(cited.path), embed_address_of(cited.path)
    if not found:
        return ""
    return embed_code(f"{_site(request).origin}{address}", cited.title.words, height=HEIGHTS[found[0]])


def _unkept(response: HttpResponse) -> HttpResponse:
    """Return the response, which is made anew for each request."""
    patch_cache_control(response, no_cache=True)
    return response
