"""Tags for the head of a page, by which Zotero and Google Scholar know what the page is about (Highwire Press)."""

from collections.abc import Iterator

from concepts.formats.work import CitedWork
from sources.facts import SourceKind

_SHARED_TYPES = {SourceKind.BOOK: "book", SourceKind.PAPER: "article"}
_PUBLISHERS = {SourceKind.REPORT: "technical_report_institution", SourceKind.THESIS: "dissertation_institution"}


def highwire_tags(work: CitedWork) -> tuple[tuple[str, str], ...]:
    """Return name and content of each `meta` element, in order; one for each author.

    They do not say that a page is a web page: Zotero takes that from Open Graph (`shared_type`).
    """
    return tuple((f"citation_{name}", content) for name, content in _tags(work) if content)


def shared_type(work: CitedWork) -> str:
    """Return the type of a page with these tags in the words of Open Graph, by which Zotero knows what is no article.

    It believes the tags of a chapter, report or thesis more, and takes `article` for one of a journal.
    """
    return _SHARED_TYPES.get(work.kind, "website")


def _tags(work: CitedWork) -> Iterator[tuple[str, str]]:
    yield "title", work.title.words
    for author in work.authors:
        # Readers of these tags split names at commas, and several names at semicolons.
        yield "author", author.name.replace(",", "").replace(";", "") or author.inverted
    yield "publication_date", work.date.replace("-", "/")
    # A web page is a part of a site; Zotero takes the name of ours where the tags name none.
    container = work.container or (work.publisher if work.kind == SourceKind.WEB_PAGE else "")
    if container:
        yield "book_title" if work.kind == SourceKind.CHAPTER else "inbook_title", container
    yield _PUBLISHERS.get(work.kind, "publisher"), work.publisher
    yield "doi", work.doi
    yield "isbn", work.isbn
    yield "language", work.title.lang
    yield "public_url", work.address or work.location
