"""Read the head of a page as Zotero does where it knows nothing of the site (its translator “Embedded Metadata”).

What it does that matters here, written down from its source: the kind of item comes from `citation_` tags that only
one kind has, else from `og:type`, else it is taken for an article of a journal as soon as there is a
`citation_title`. Fields come from `citation_` tags, then from Open Graph. Each `citation_author` is split at
semicolons, and at commas where a comma has two words on both sides; one comma that is left divides the family name from
the given ones.
"""

from html.parser import HTMLParser

KINDS_OF_TAGS = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}
KINDS_OF_OPEN_GRAPH = {"website": "webpage", "book": "book"}
FIELDS = {
    "title": ("citation_title", "og:title"),
    "date": ("citation_publication_date", "citation_date", "citation_online_date", "citation_year"),
    "publicationTitle": ("citation_journal_title", "citation_inbook_title", "og:site_name"),
    "bookTitle": ("citation_book_title",),
    "publisher": ("citation_publisher",),
    "institution": ("citation_technical_report_institution",),
    "university": ("citation_dissertation_institution",),
    "DOI": ("citation_doi",),
    "ISBN": ("citation_isbn",),
    "language": ("citation_language",),
    "url": ("citation_public_url", "og:url", "citation_abstract_html_url"),
    "abstractNote": ("citation_abstract", "og:description", "description"),
}


def read_zotero(html: str) -> dict[str, object]:
    """Return the item: `itemType`, its fields as far as they are filled, and `creators` as pairs of last and first."""
    tags = _Tags(html).tags
    item: dict[str, object] = {"itemType": _kind(tags), "creators": []}
    for field, names in FIELDS.items():
        value = next((" ".join(value.split()) for name in names for value in tags.get(name, []) if value.strip()), "")
        if value:
            item[field] = value
    item["creators"] = [_split_name(name) for tag in tags.get("citation_author", []) for name in _split_authors(tag)]
    return item


def _kind(tags: dict[str, list[str]]) -> str:
    for name, kind in KINDS_OF_TAGS.items():
        if name in tags:
            return kind
    shared = KINDS_OF_OPEN_GRAPH.get(tags.get("og:type", [""])[0])
    if shared:
        return shared
    if "citation_isbn" in tags:
        return "book"
    return "journalArticle" if "citation_title" in tags else "webpage"


def _split_authors(tag: str) -> list[str]:
    names = [name.strip() for name in tag.split(";")]
    if len(names) == 1:
        at_commas = [name.strip() for name in tag.split(",")]
        if len(at_commas) > 1 and all(" " in name for name in at_commas[:2]):
            names = at_commas
    return [name for name in names if name]


def _split_name(name: str) -> tuple[str, str]:
    if "," in name:
        last, _comma, first = name.partition(",")
        return last.strip(), first.strip()
    first, _space, last = name.rpartition(" ")
    return last, first


class _Tags(HTMLParser):
    """The `meta` elements of the head, by name or property."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: dict[str, list[str]] = {}
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or found.get("property")
        if tag == "meta" and name and found.get("content"):
            self.tags.setdefault(name, []).append(str(found["content"]))
