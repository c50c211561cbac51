"""Read Word files (.docx, ECMA-376): paragraphs with their headings and lists, tables, and notes at the end.

Deleted words of tracked changes are left out, inserted ones are read. A Word file has no pages of its own: they come
about only when it is printed.
"""

import re
from collections.abc import Mapping

from sources.reading.archive import Archive
from sources.reading.reading import FileKind, Reading
from sources.reading.text_builder import BlockKind, TextBuilder
from sources.reading.xml_stream import read_entry

BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_HIDDEN = frozenset(["Fallback", "del", "moveFrom"])
_SEPARATORS = frozenset(["separator", "continuationSeparator", "continuationNotice"])
_SIGNS = {"tab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_MOST_PARENTS = 10


def read(archive: Archive) -> Reading:
    """Return what the document says; raises ReadingError."""
    styles = _Styles()
    if _STYLES in archive:
        read_entry(archive, _STYLES, styles)
    builder = TextBuilder()
    for name in (BODY, *_NOTES):
        if name == BODY or name in archive:
            read_entry(archive, name, _WordDocument(builder, styles))
    return builder.build(FileKind.DOCX)


class _Styles:
    """Takes the styles of a document, to tell which of them are headings or items of lists."""

    def __init__(self) -> None:
        self._id = ""
        self._blocks: dict[str, tuple[BlockKind, int]] = {}
        self._parents: dict[str, str] = {}

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._id = attributes.get("styleId", "")
        elif name == "name" and (heading := _HEADING.fullmatch(value)):
            self._blocks[self._id] = (BlockKind.HEADING, int(heading[1]))
        elif name == "name" and value.lower() == "title":
            self._blocks[self._id] = (BlockKind.HEADING, 1)
        elif name == "outlineLvl" and value.isdecimal() and int(value) < 9:
            self._blocks.setdefault(self._id, (BlockKind.HEADING, int(value) + 1))
        elif name == "numId" and value != "0":
            self._blocks.setdefault(self._id, (BlockKind.ITEM, 0))
        elif name == "basedOn":
            self._parents[self._id] = value

    def end(self, name: str) -> None:
        """All is said in attributes."""

    def words(self, text: str) -> None:
        """All is said in attributes."""

    def block_of(self, style: str) -> tuple[BlockKind, int]:
        """Return what the paragraphs of a style are; a style is what the one is that it is based on."""
        for _step in range(_MOST_PARENTS):
            if style in self._blocks:
                return self._blocks[style]
            style = self._parents.get(style, "")
        return (BlockKind.PARAGRAPH, 0)


class _WordDocument:
    """Takes the elements of a document or of its notes."""

    def __init__(self, builder: TextBuilder, styles: _Styles) -> None:
        self._builder = builder
        self._styles = styles
        self._in_words = self._in_run = False
        self._cells = 0
        self._hiding: list[str] = []  # the elements within which nothing is read

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._hiding or name in _HIDDEN or attributes.get("type") in _SEPARATORS:
            self._hiding.append(name)
        elif name == "t":
            self._in_words = True
        elif name == "r":
            self._in_run = True
        elif name == "tc":
            self._cells += 1
        elif name == "tr" or (name == "p" and not self._cells):
            self._builder.open()
        elif self._in_run:
            self._put_sign(name)
        elif not self._cells:
            self._mark(name, attributes.get("val", ""))

    def end(self, name: str) -> None:
        if self._hiding:
            self._hiding.pop()
        elif name == "t":
            self._in_words = False
        elif name == "r":
            self._in_run = False
        elif name == "tc":
            self._cells -= 1
            self._builder.end_cell()
        elif name == "p" and self._cells:
            self._builder.end_line()
        elif name in ("p", "tr"):
            self._builder.close()

    def words(self, text: str) -> None:
        if self._in_words and not self._hiding:
            self._builder.write(text, keep_blanks=True)

    def _put_sign(self, name: str) -> None:
        """Write what stands in a run as an element of its own."""
        if name in ("br", "cr"):
            self._builder.end_line()
        elif name in _SIGNS:
            self._builder.write(_SIGNS[name], keep_blanks=True)

    def _mark(self, name: str, value: str) -> None:
        """Say what the paragraph is, by its style or by what it says itself."""
        if name == "pStyle":
            block, level = self._styles.block_of(value)
            if block != BlockKind.PARAGRAPH:
                self._builder.mark(block, level)
        elif name == "numId" and value != "0":
            self._builder.mark(BlockKind.ITEM)
        elif name == "outlineLvl" and value.isdecimal() and int(value) < 9:
            self._builder.mark(BlockKind.HEADING, int(value) + 1)
