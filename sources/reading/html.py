"""Read HTML: what a browser shows of it, without scripts, navigation and what can be filled in."""

import re
from collections.abc import Mapping

from sources.reading.charset import decode
from sources.reading.reading import FileKind, Reading
from sources.reading.text_builder import BlockKind, TextBuilder
from sources.reading.xml_stream import read_html

# fmt: off
_UNREAD = frozenset([
    "script", "style", "template", "noscript", "nav", "svg", "math", "iframe", "object", "audio", "video", "canvas",
    "select", "button", "textarea", "datalist", "rp", "rt",
])
_BLOCKS = frozenset([
    "p", "div", "section", "article", "main", "aside", "header", "footer", "address", "blockquote", "figure",
    "figcaption", "ul", "ol", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "form",
    "fieldset", "legend", "details", "summary", "hr", "body", "center", "pre",
])
# fmt: on
_CELLS = frozenset(["td", "th"])
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,20})|encoding=["']([\w-]{1,20})["']""", re.I)
_HEAD = 4_096  # bytes in which an encoding is declared


def declared_encoding(data: bytes) -> str:
    """Return the encoding that HTML or XML names for itself; empty where it names none."""
    found = _DECLARED.search(data[:_HEAD])
    return next((name.decode("ascii", "ignore") for name in found.groups() if name), "") if found else ""


def read(data: bytes, *, chosen: str = "") -> Reading:
    """Return what a page says; raises ReadingError."""
    text, encoding = decode(data, chosen=chosen, declared=declared_encoding(data))
    builder = TextBuilder()
    put_html(text, builder)
    return builder.build(FileKind.HTML, encoding)


def put_html(text: str, builder: TextBuilder) -> None:
    """Write what a page says into the builder; raises ReadingError."""
    # An XML declaration may name another encoding than the UTF-8 in which the text is handed on.
    read_html(re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode(), _Page(builder))


class _Page:
    """Takes the elements of a page."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._unread = 0  # how many elements that nobody reads are open
        self._kept = 0  # how many elements are open that keep their blanks
        self._in_title = False

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _UNREAD or self._unread:
            self._unread += name in _UNREAD
        elif name == "title":
            self._in_title = not self._builder.title
        elif name in _HEADINGS:
            self._builder.open(BlockKind.HEADING, _HEADINGS[name])
        elif name == "li":
            self._builder.open(BlockKind.ITEM)
        elif name == "br":
            self._builder.end_line()
        elif name in _BLOCKS and name not in _CELLS:
            self._builder.open()
            self._kept += name == "pre"

    def end(self, name: str) -> None:
        if self._unread:
            self._unread -= name in _UNREAD
        elif name == "title":
            self._in_title = False
        elif name in _CELLS:
            self._builder.end_cell()
        elif name in _HEADINGS or name == "li" or name in _BLOCKS:
            self._builder.close()
            self._kept -= name == "pre"

    def words(self, text: str) -> None:
        if self._in_title:
            self._builder.title += text[:1000] if len(self._builder.title) < 1000 else ""
        elif not self._unread:
            self._builder.write(text, keep_blanks=bool(self._kept))
