"""An entry in the style of the American Psychological Association, seventh edition (2020), for a list of references.

The style is English: so are its words, whatever the language of the work. A title in another language stands as it is,
with its translation in brackets.
"""

from concepts.formats.entry import (
    MONTHS,
    Entry,
    Piece,
    date_in_english,
    in_container,
    join_sentences,
    title_piece,
    translation,
    version_in_english,
)
from concepts.formats.work import Author, CitedWork, date_parts

MOST_AUTHORS = 20  # all are named; of more, the first nineteen and the last
MACHINE_TRANSLATION = "[Machine translation]"


def format_apa(work: CitedWork) -> Entry:
    """Return the entry; where nobody signed the work, its title stands first."""
    authors, date, title = (Piece(_join_authors(work.authors)),), (Piece(f"({_date(work.date)})"),), _title(work)
    first = (authors, date, title) if work.authors else (title, date)
    entry = join_sentences((*first, in_container(work), *((Piece(owner),) for owner in work.owners())))
    if not work.location:
        return entry
    retrieved = f"Retrieved {date_in_english(work.accessed)}, from " if work.changes and work.accessed else ""
    # No full stop ends the entry, since it would look like a part of the address.
    return (*entry, Piece(f" {retrieved}{work.location}"))


def _title(work: CitedWork) -> Entry:
    version = version_in_english(work)
    return (
        title_piece(work, italic=not work.container),
        *translation(work),
        Piece(f" ({version})" if version else ""),
        Piece(f" {MACHINE_TRANSLATION}" if work.machine_translated else ""),
    )


def _date(date: str) -> str:
    match date_parts(date):
        case [year, month, day]:
            return f"{year}, {MONTHS[month - 1]} {day}"
        case [year, month]:
            return f"{year}, {MONTHS[month - 1]}"
        case [year]:
            return str(year)
    return "n.d."


def _join_authors(authors: tuple[Author, ...]) -> str:
    names = [_name(author) for author in authors]
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[: MOST_AUTHORS - 1])}, . . . {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    comma = "" if len(names) == 2 and authors[0].name else ","
    return f"{', '.join(names[:-1])}{comma} & {names[-1]}"


def _name(author: Author) -> str:
    return author.name or ", ".join(filter(None, (author.family, author.initials("."), author.suffix)))
