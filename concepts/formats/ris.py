"""A work in RIS, the format that EndNote, Zotero, Mendeley and NoteExpress read: one tag a line, lines end with CR LF.

RIS reads an author up to the first comma as the family name, so an organisation's name loses its commas.
"""

from collections.abc import Iterator

from concepts.formats.entry import version_in_english
from concepts.formats.work import CitedWork, date_parts
from sources.facts import SourceKind

WEB_PAGE = "ELEC"
TYPES = {
    SourceKind.BLOG_POST: "BLOG",
    SourceKind.BOOK: "BOOK",
    SourceKind.CHAPTER: "CHAP",
    SourceKind.DICTIONARY: "DICT",
    SourceKind.ENCYCLOPEDIA: "ENCYC",
    SourceKind.NEWS: "NEWS",
    SourceKind.PAPER: "JOUR",
    SourceKind.REPORT: "RPRT",
    SourceKind.STANDARD: "STAND",
    SourceKind.TALK: "SLIDE",
    SourceKind.THESIS: "THES",
    SourceKind.VIDEO: "VIDEO",
}
LINE_END = "\r\n"


def format_ris(work: CitedWork) -> str:
    """Return the record."""
    return "".join(f"{tag}  - {value}{LINE_END}" for tag, value in _lines(work)) + f"ER  - {LINE_END}"


def _lines(work: CitedWork) -> Iterator[tuple[str, str]]:
    """Yield tags with their values, without those that have none."""
    yield "TY", TYPES.get(work.kind, WEB_PAGE)
    yield "ID", work.key
    for author in work.authors:
        yield "AU", author.name.replace(",", "") or author.inverted
    lines = {
        "TI": work.title.words,
        "TT": work.translated_title.words,
        "T2": work.container,
        "PB": work.publisher,
        "PY": str(date_parts(work.date)[0]) if work.date else "",
        "DA": _date(work.date),
        "ET": str(work.edition or ""),
        "DO": work.doi,
        "SN": work.isbn,
        "UR": work.address or work.location,
        "Y2": _date(work.accessed),
        "LA": work.title.lang,
        "DB": work.site if work.copy_address else "",
        "AN": work.copy_address,
    }
    yield from ((tag, value) for tag, value in lines.items() if value)
    yield from (("N1", note) for note in (version_in_english(work), *work.caveats) if note)


def _date(date: str) -> str:
    """Return the date as `2020/05/31/`; what it does not name is empty between the strokes."""
    if not date:
        return ""
    year, month, day = (*date.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/"
