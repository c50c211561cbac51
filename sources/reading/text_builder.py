"""Make one text of the blocks of a document, and note where its headings, items of lists and pages stand."""

import re
from enum import Enum

from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_PLACES, MOST_TEXT_BYTES
from sources.reading.reading import MOST_TITLE, PAGE_LABEL, FileKind, Heading, ListItem, Page, Reading

_BLANKS = re.compile(r"[ \t\n\r\f]+")  # what HTML treats as one space; a no-break space is none of them
# Control characters that nobody reads, but for tabs and line ends; a surrogate is no character.
_UNREAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def readable(text: str) -> str:
    """Return the text without the characters that nobody reads."""
    return _UNREAD.sub("", text)


class BlockKind(Enum):
    """What a block of a document is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"


class TextBuilder:
    """Put blocks one below the other: an empty line between them, none between the items of a list.

    Blocks may be nested: text is written into the innermost one that is open, and opening or closing one ends the
    paragraph before it. A paragraph within an item or a heading is one.
    """

    def __init__(self) -> None:
        self.title = ""
        self.empty_pages = 0
        self._open: list[tuple[BlockKind, int]] = []
        self._parts: list[str] = []
        self._blocks: list[str] = []
        self._last: BlockKind | None = None
        self._length = self._bytes = self._waiting = 0
        self._headings: list[Heading] = []
        self._items: list[ListItem] = []
        self._pages: list[Page] = []
        self._new_pages: list[str] = []  # the labels of pages of which nothing is put yet

    def open(self, block: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        """Begin a block."""
        self.end_paragraph()
        self._open.append((block, level))

    def mark(self, block: BlockKind, level: int = 0) -> None:
        """Say what the innermost open block is, where this becomes known only after it was opened.

        A heading stays one: it may be numbered as the items of a list are.
        """
        if self._open and self._open[-1][0] != BlockKind.HEADING:
            self._open[-1] = (block, level)

    def close(self) -> None:
        """End the innermost open block."""
        self.end_paragraph()
        if self._open:
            self._open.pop()

    def write(self, text: str, *, keep_blanks: bool = False) -> None:
        """Add words to the paragraph; runs of blanks become one space unless they are to be kept."""
        text = readable(text)
        if not keep_blanks:
            text = _BLANKS.sub(" ", text)
            if text.startswith(" ") and (not self._parts or self._parts[-1][-1] in " \n\t"):
                text = text[1:]
        if text:
            self._add(text)

    def end_line(self) -> None:
        """Begin a new line within the paragraph."""
        self._trim(" ")
        self._add("\n")

    def end_cell(self) -> None:
        """Separate two cells of a table with a tab."""
        self._trim(" \n")
        self._add("\t")

    def begin_page(self, label: str) -> None:
        """Note that a page begins here; without a usable label, it has the number that it has in the file."""
        self.end_paragraph()
        number = len(self._pages) + len(self._new_pages) + 1
        self._new_pages.append(label if PAGE_LABEL.fullmatch(label) else str(number))

    def end_paragraph(self) -> tuple[int, int]:
        """Put what was written below the text, and return where it stands; an empty paragraph leaves no trace."""
        text = "".join(self._parts).strip(" \t\n")
        self._parts, self._waiting = [], 0
        if not text:
            return (self._length, self._length)
        block, level = next((each for each in reversed(self._open) if each[0] != BlockKind.PARAGRAPH), (None, 0))
        gap = "\n" if block == self._last == BlockKind.ITEM else "\n\n"
        self._last = block
        start = self._put_below(text, gap)
        end = self._length
        if block == BlockKind.HEADING and len(self._headings) < MOST_PLACES:
            self._headings.append(Heading(start, end, level))
        elif block == BlockKind.ITEM and len(self._items) < MOST_PLACES:
            self._items.append(ListItem(start, end))
        return (start, end)

    def add_text(self, text: str) -> int:
        """Put lines below the text as they are, and return where they begin."""
        self.end_paragraph()
        return self._put_below(text, "\n")

    def add_heading(self, start: int, end: int, level: int) -> None:
        """Note that words which are put already are a heading; one that stands before the last is left out."""
        last = self._headings[-1].end if self._headings else 0
        if start >= last and len(self._headings) < MOST_PLACES:
            self._headings.append(Heading(start, end, level))

    def build(self, kind: FileKind, encoding: str = "") -> Reading:
        """Return what was written; raises ReadingError where it is nothing."""
        self.end_paragraph()
        text = "".join(self._blocks)
        if not text.strip():
            raise ReadingError(FaultKind.NO_TEXT)
        self._begin_pages(self._length)
        title = _BLANKS.sub(" ", readable(self.title)).strip()[:MOST_TITLE]
        headings, items, pages = tuple(self._headings), tuple(self._items), tuple(self._pages)
        return Reading(kind, text, encoding, title, headings, items, pages, self.empty_pages)

    def _begin_pages(self, start: int) -> None:
        self._pages += [Page(start, label) for label in self._new_pages]
        self._new_pages = []

    def _put_below(self, text: str, gap: str) -> int:
        """Put a text below all others, and return where it begins."""
        if self._blocks:
            self._put(gap)
        start = self._length
        self._begin_pages(start)
        self._put(text)
        return start

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._waiting += len(text)
        if self._waiting > MOST_TEXT_BYTES:
            raise ReadingError(FaultKind.TOO_MUCH_TEXT, most=MOST_TEXT_BYTES)

    def _put(self, text: str) -> None:
        self._blocks.append(text)
        self._length += len(text)
        self._bytes += len(text.encode())
        if self._bytes > MOST_TEXT_BYTES:
            raise ReadingError(FaultKind.TOO_MUCH_TEXT, most=MOST_TEXT_BYTES)

    def _trim(self, blanks: str) -> None:
        """Take away such blanks at the end of what was written."""
        while self._parts:
            self._parts[-1] = self._parts[-1].rstrip(blanks)
            if self._parts[-1]:
                return
            self._parts.pop()
