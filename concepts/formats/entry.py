"""An entry of a bibliography as pieces of text, so that a page can set titles in italics; and words styles share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from concepts.formats.work import CitedWork, date_parts, is_chinese
from sources.facts import SourceKind
from sources.languages import HTML_LANG, Language, Text

# Kinds that are books: printed as a whole, with the year of their publication.
BOOKS = frozenset({SourceKind.BOOK, SourceKind.DICTIONARY, SourceKind.ENCYCLOPEDIA, SourceKind.THESIS})
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "।")
_CLOSING_QUOTATION_MARKS = "\"'”’»」』"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an entry: its words, whether they stand in italics, and their language where it is the work's own.

    All other words are those of the style, which count as English, but for GB/T 7714; names in them may be Chinese.
    """

    words: str
    italic: bool = False
    lang: str = HTML_LANG[Language.EN]

    @property
    def text(self) -> Text:
        return Text(self.words, self.lang)


Entry: TypeAlias = tuple[Piece, ...]


def plain_text(entry: Entry) -> str:
    """Return the entry without italics."""
    return "".join(piece.words for piece in entry)


def join_sentences(parts: Iterable[Entry]) -> Entry:
    """Return the parts that are not empty, each ended by a full stop, with spaces between.

    A part that ends with such a mark already (“et al.”, “… marketing?”) gets no second one.
    """
    entry: list[Piece] = []
    for part in parts:
        if words := plain_text(part):
            stop = "" if is_ended(words) else "."
            entry += [Piece(" ")] if entry else []
            entry += [*part, Piece(stop)]
    return tuple(piece for piece in entry if piece.words)


def is_ended(words: str) -> bool:
    """Tell whether a mark ends the words as a sentence, also one before a closing quotation mark."""
    return words.rstrip(_CLOSING_QUOTATION_MARKS).endswith(_ENDS)


def title_piece(work: CitedWork, *, italic: bool) -> Piece:
    """Return the title in its language; Chinese has no italics, and a title that is ours stands in brackets."""
    words = f"[{work.title.words}]" if work.title_is_ours else work.title.words
    return Piece(words, italic and not work.title_is_ours and not is_chinese(work.title.lang), work.title.lang)


def in_container(work: CitedWork) -> Entry:
    """Return what the work is a part of, in the words of the English styles; empty for a work of its own."""
    lang = work.title.lang
    return (Piece("In "), Piece(work.container, not is_chinese(lang), lang)) if work.container else ()


def translation(work: CitedWork) -> Entry:
    """Return the translated title in brackets, after a space; empty where there is none."""
    title = work.translated_title
    return (Piece(" ["), Piece(title.words, lang=title.lang), Piece("]")) if title else ()


def version_in_english(work: CitedWork) -> str:
    """Return which edition of the work is cited, or as of when; empty for neither."""
    if work.edition:
        return f"Edition {work.edition}"
    return f"As of {work.moment_words}" if work.moment else ""


def date_in_english(date: str) -> str:
    """Return the date in words: `May 31, 2020`, `May 2020`, `2020`; empty for none."""
    match date_parts(date):
        case [year, month, day]:
            return f"{MONTHS[month - 1]} {day}, {year}"
        case [year, month]:
            return f"{MONTHS[month - 1]} {year}"
        case [year]:
            return str(year)
    return ""
