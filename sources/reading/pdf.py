"""Read PDF files: the text of each page, with its lines put together to paragraphs, and the number of the page.

PDFium tells the lines of a page. A line that reaches the right edge goes on in the next one: between Chinese characters
without a space, and where a word was hyphenated with a soft hyphen, which nobody sees and by which no search is
misled. Headings are those lines that stand in the table of contents of the file.
"""

import re
import unicodedata

import pypdfium2
from pypdfium2 import raw

from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_PAGES
from sources.reading.reading import FileKind, Reading
from sources.reading.text_builder import TextBuilder, readable

_HYPHENATED = "\ufffe"  # what PDFium writes for a hyphen at the end of a line
_SOFT_HYPHEN = "\u00ad"
_ENDS = '.!?:;。！？：；…”"’)）」』'
_FULL = 0.8  # of the longest usual line: what is as long goes on in the next line
_MOST_OUTLINE = 5_000
_MOST_DEPTH = 8
_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def read(data: bytes) -> Reading:
    """Return what the pages say; raises ReadingError."""
    document = _open(data)
    number = len(document)
    if number > MOST_PAGES:
        raise ReadingError(FaultKind.TOO_MANY_PAGES, pages=number, most=MOST_PAGES)
    titles = _titles_by_page(document)
    builder = TextBuilder()
    for index in range(number):
        text = readable(join_lines(_page_text(document, index)))
        builder.begin_page(document.get_page_label(index))
        if text:
            _put_page(builder, text, titles.get(index, []))
        else:
            builder.empty_pages += 1
    if builder.empty_pages == number:
        raise ReadingError(FaultKind.SCAN, pages=number)
    builder.title = document.get_metadata_value("Title")
    return builder.build(FileKind.PDF)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        kind = FaultKind.PASSWORD if getattr(error, "err_code", None) in _LOCKED else FaultKind.DAMAGED
        raise ReadingError(kind) from error


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    """Return the text of a page as PDFium tells it; empty where the page is damaged."""
    try:
        page = document[index]
        words = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    text: str = words.get_text_range()
    words.close()
    page.close()
    return text


def join_lines(text: str) -> str:
    """Return the text of a page with each paragraph in one line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_HYPHENATED, _SOFT_HYPHEN)
    lines = [line.strip(" \t") for line in text.split("\n")]
    widths = sorted(_width(line) for line in lines if line)
    if not widths:
        return ""
    full = widths[len(widths) * 9 // 10] * _FULL
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if line and goes_on:
            paragraphs[-1] += ("" if _is_han(paragraphs[-1][-1]) or _is_han(line[0]) else " ") + line
        elif line:
            paragraphs.append(line)
        goes_on = bool(line) and len(widths) > 1 and _width(line) >= full and line[-1] not in _ENDS
    return "\n".join(paragraphs)


def _width(line: str) -> int:
    """Return how wide a line is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _is_han(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _titles_by_page(document: pypdfium2.PdfDocument) -> dict[int, list[tuple[str, int]]]:
    """Return the entries of the table of contents of each page, with their levels."""
    titles: dict[int, list[tuple[str, int]]] = {}
    for number, bookmark in enumerate(document.get_toc(max_depth=_MOST_DEPTH)):
        if number >= _MOST_OUTLINE:
            break
        target = bookmark.get_dest()
        index = target.get_index() if target else None
        title = bookmark.get_title().strip()
        if index is not None and title:
            titles.setdefault(index, []).append((title, bookmark.level + 1))
    return titles


def _put_page(builder: TextBuilder, text: str, titles: list[tuple[str, int]]) -> None:
    """Write a page, and note which of its lines are headings."""
    start = builder.add_text(text)
    place = 0
    for title, level in titles:
        words = r"\s+".join(map(re.escape, title.split()))
        if found := re.compile(rf"^{words}$", re.MULTILINE).search(text, place):
            builder.add_heading(start + found.start(), start + found.end(), level)
            place = found.end()
