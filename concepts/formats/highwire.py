"""Tags for the head of a page, by which Zotero and Google Scholar know what the page is about (Highwire Press)."""

from collections.abc import Iterator

from concepts.formats.work import CitedWork
from sources.facts import SourceKind


def highwire_tags(work: CitedWork) -> tuple[tuple[str, str], ...]:
    """Return name and content of each `meta` element, in order; one for each author.

    They do not say that a page is a web page: Zotero takes that from Open Graph tags beside them.
    """
    return tuple((f"citation_{name}", content) for name, content in _tags(work) if content)


def _tags(work: CitedWork) -> Iterator[tuple[str, str]]:
    yield "title", work.title.words
    for author in work.authors:
        # Readers of these tags split names at commas, and several names at semicolons.
        yield "author", author.name.replace(",", "").replace(";", "") or author.inverted
    yield "publication_date", work.date.replace("-", "/")
    if work.container:
        yield "book_title" if work.kind == SourceKind.CHAPTER else "inbook_title", work.container
    yield "technical_report_institution" if work.kind == SourceKind.REPORT else "publisher", work.publisher
    yield "doi", work.doi
    yield "isbn", work.isbn
    yield "language", work.title.lang
    yield "public_url", work.address or work.location
