"""A work as CSL-JSON (version 1.0.2 of its schema), which Zotero, Pandoc and every CSL processor read."""

import json

from concepts.formats.entry import version_in_english
from concepts.formats.work import Author, CitedWork, date_parts
from sources.facts import SourceKind

WEB_PAGE = "webpage"
TYPES = {
    SourceKind.BLOG_POST: "post-weblog",
    SourceKind.BOOK: "book",
    SourceKind.CHAPTER: "chapter",
    SourceKind.DICTIONARY: "entry-dictionary",
    SourceKind.ENCYCLOPEDIA: "entry-encyclopedia",
    SourceKind.INTERVIEW: "interview",
    SourceKind.NEWS: "article-newspaper",
    SourceKind.PAPER: "article-journal",
    SourceKind.REPORT: "report",
    SourceKind.STANDARD: "standard",
    SourceKind.TALK: "speech",
    SourceKind.THESIS: "thesis",
    SourceKind.VIDEO: "motion_picture",
}
Json = str | list[dict[str, str]] | dict[str, list[list[int]]]


def format_csl_json(work: CitedWork) -> str:
    """Return a list with the work alone, with Chinese as it is."""
    return json.dumps([describe(work)], ensure_ascii=False, indent=2) + "\n"


def describe(work: CitedWork) -> dict[str, Json]:
    """Return the work by the names of CSL, without those that have no value."""
    described: dict[str, Json] = {
        "id": work.key,
        "type": TYPES.get(work.kind, WEB_PAGE),
        "title": work.title.words,
        "author": [_name(author) for author in work.authors],
        "container-title": work.container,
        "publisher": work.publisher,
        "issued": _date(work.date),
        "edition": str(work.edition or ""),
        "DOI": work.doi,
        "ISBN": work.isbn,
        "URL": work.address or work.location,
        "accessed": _date(work.accessed),
        "language": work.title.lang,
        "archive": work.site if work.copy_address else "",
        "archive_location": work.copy_address,
        "note": "; ".join(filter(None, (version_in_english(work), *work.caveats))),
    }
    return {name: value for name, value in described.items() if value}


def _name(author: Author) -> dict[str, str]:
    if author.name:
        return {"literal": author.name}
    parts = {"family": author.family, "given": author.given, "suffix": author.suffix}
    return {name: part for name, part in parts.items() if part}


def _date(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [date_parts(date)]} if date else {}
