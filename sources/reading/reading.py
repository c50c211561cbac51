"""Hold what was read from a file, and carry it from the child to the process that asked for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import NamedTuple

from sources.reading.limits import MOST_PAGES, MOST_PLACES, MOST_TEXT_BYTES

MOST_TITLE = 200
PAGE_LABEL = re.compile(r"[\w.-]{1,12}")


class FileKind(StrEnum):
    """What a file is, by its content."""

    TEXT = "txt"
    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    ODT = "odt"
    EPUB = "epub"
    PDF = "pdf"


class Heading(NamedTuple):
    """A heading: `text[start:end]`; 1 is the highest level."""

    start: int
    end: int
    level: int


class ListItem(NamedTuple):
    """An item of a list: `text[start:end]`."""

    start: int
    end: int


class Page(NamedTuple):
    """Where a page begins, and its number as the file gives it: “12” or “iv”."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file, with LF between its lines, and what stands where in it, in code points.

    `encoding` is that of a file of bare text, else empty. `title` is the one that the file gives itself, often empty.
    `empty_pages` is the number of pages without text, such as pictures.
    """

    kind: FileKind
    text: str
    encoding: str = ""
    title: str = ""
    headings: tuple[Heading, ...] = ()
    items: tuple[ListItem, ...] = ()
    pages: tuple[Page, ...] = ()
    empty_pages: int = 0

    def as_values(self) -> dict[str, object]:
        """Return plain values for JSON, which `from_values` reads again."""
        return asdict(self)

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> "Reading":
        """Return the reading that the values describe; raises ValueError where they describe none.

        They may come from a process that a hostile file has taken over, so that nothing about them is believed.
        """
        try:
            read = cls(
                kind=FileKind(_text(values["kind"])),
                text=_text(values["text"]),
                encoding=_text(values["encoding"]),
                title=_text(values["title"]),
                headings=tuple(Heading(*map(_number, row)) for row in _rows(values["headings"], MOST_PLACES)),
                items=tuple(ListItem(*map(_number, row)) for row in _rows(values["items"], MOST_PLACES)),
                pages=tuple(Page(_number(start), _text(label)) for start, label in _rows(values["pages"], MOST_PAGES)),
                empty_pages=_number(values["empty_pages"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("This is no reading of a file.") from error
        _check(read)
        return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a number")
    return value


def _rows(value: object, most: int) -> Sequence[Sequence[object]]:
    if not isinstance(value, list) or len(value) > most or not all(isinstance(row, list) for row in value):
        raise ValueError("not a list of rows")
    return value


def _check(read: Reading) -> None:
    """Raise ValueError unless all places stand in the text, in order, and the text can be stored."""
    length = len(read.text)
    if not read.text.strip() or "\x00" in read.text or "\r" in read.text:
        raise ValueError("no text to store")
    if len(read.text.encode()) > MOST_TEXT_BYTES or len(read.title) > MOST_TITLE or len(read.encoding) > 20:
        raise ValueError("too long")
    for spans in (read.headings, read.items):
        before = 0
        for span in spans:
            if not before <= span[0] < span[1] <= length:
                raise ValueError("a place outside the text, or out of order")
            before = span[1]
    starts = [page.start for page in read.pages]
    if starts != sorted(starts) or any(start > length for start in starts):
        raise ValueError("a page outside the text, or out of order")
    if not all(PAGE_LABEL.fullmatch(page.label) for page in read.pages):
        raise ValueError("not a page number")
