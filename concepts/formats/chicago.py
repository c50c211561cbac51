"""An entry in the style of the Chicago Manual of Style, eighteenth edition (2024), for a bibliography with notes.

The style is English, like that of `apa`.
"""

import re

from concepts.formats.entry import (
    BOOKS,
    Entry,
    Piece,
    date_in_english,
    in_container,
    is_ended,
    join_sentences,
    title_piece,
    translation,
    version_in_english,
)
from concepts.formats.work import Author, CitedWork, date_parts

MOST_AUTHORS = 6  # all are named; of more, the first three
NAMED_OF_MORE = 3
MACHINE_TRANSLATION = "Machine translation"


def format_chicago(work: CitedWork) -> Entry:
    """Return the entry; where nobody signed the work, its title stands first."""
    owners = list(work.owners())
    date, accessed = date_in_english(work.date), date_in_english(work.accessed)
    if work.kind in BOOKS:  # “Publisher, 2020”
        published = [", ".join([*owners, str(date_parts(work.date)[0]) if date else "n.d."])]
    else:
        published = [*owners, "" if work.moment else date]
    accessed = f"Accessed {accessed}" if accessed and (work.changes or not work.date) else ""
    sentences = (
        MACHINE_TRANSLATION if work.machine_translated else "",
        version_in_english(work),
        *published,
        accessed,
        work.location,
    )
    authors = (Piece(_join_authors(work.authors)),)
    return join_sentences((authors, _title(work), in_container(work), *((Piece(words),) for words in sentences)))


def _title(work: CitedWork) -> Entry:
    """Return the title: of a book in italics, of everything else in quotation marks, with a full stop inside them."""
    piece, translated = title_piece(work, italic=True), translation(work)
    if work.title_is_ours or (work.kind in BOOKS and not work.container):
        return (piece, *translated)
    inside = _inside_quotation_marks(piece.words)
    stop = "" if translated or is_ended(inside) else "."
    return (Piece("“"), Piece(inside, lang=piece.lang), Piece(f"{stop}”"), *translated)


def _inside_quotation_marks(words: str) -> str:
    """Return the words with single quotation marks for their double ones."""
    words = words.replace("“", "‘").replace("”", "’")
    return re.sub(r'"([^"]*)"', r"‘\1’", words).replace('"', "’")


def _join_authors(authors: tuple[Author, ...]) -> str:
    named = authors[:NAMED_OF_MORE] if len(authors) > MOST_AUTHORS else authors
    names = [author.inverted if place == 0 else _in_order(author) for place, author in enumerate(named)]
    if len(named) < len(authors):
        return f"{', '.join(names)}, et al."
    if len(names) < 2:
        return "".join(names)
    comma = "" if len(names) == 2 and authors[0].name else ","
    return f"{', '.join(names[:-1])}{comma} and {names[-1]}"


def _in_order(author: Author) -> str:
    """Return the name as one says it: “Philip Kotler”, “Martin Luther King Jr.”."""
    return author.name or " ".join(filter(None, (author.given, author.family, author.suffix)))
