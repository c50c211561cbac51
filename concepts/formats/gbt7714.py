"""An entry by GB/T 7714—2025, 信息与文献 参考文献著录规则 (in force since 2026-07-01), of a list in order of citation.

Its words (等, et al.) and the width of its marks are those of the language of the work, so they do not depend on the
reader. docs/citing.md says what changed since 2015, and what the standard leaves open.
"""

from dataclasses import dataclass

from concepts.formats.entry import Entry, Piece
from concepts.formats.work import Author, CitedWork, is_chinese
from sources.facts import SourceKind
from sources.languages import HTML_LANG, Language

MOST_AUTHORS = 3  # all are named; of more, the first three
# Codes of kinds (appendix A.1); everything else on the web is EB.
CODES = {
    SourceKind.BOOK: "M",
    SourceKind.CHAPTER: "M",
    SourceKind.DICTIONARY: "M",
    SourceKind.ENCYCLOPEDIA: "M",
    SourceKind.NEWS: "N",
    SourceKind.PAPER: "J",
    SourceKind.REPORT: "R",
    SourceKind.STANDARD: "S",
    SourceKind.THESIS: "D",
}
WEB, OTHER = "EB", "Z"
WITH_YEAR_ONLY = ("M", "J", "D")  # kinds dated by their year, not by the day


@dataclass(frozen=True, slots=True)
class Conventions:
    """What differs with the language of the work: words, and marks with the blanks beside them; `.[]/-` never do."""

    lang: str
    comma: str
    colon: str
    opening: str
    closing: str
    others: str
    edition: str
    as_of: str
    machine_translation: str


CHINESE = Conventions(
    lang=HTML_LANG[Language.ZH],
    comma="，",
    colon="：",
    opening="（",
    closing="）",
    others="等",
    edition="第{}版",
    as_of="截至{}",
    machine_translation="机器翻译",
)
WESTERN = Conventions(
    lang=HTML_LANG[Language.EN],
    comma=", ",
    colon=": ",
    opening=" (",
    closing=")",
    others="et al.",
    edition="edition {}",
    as_of="as of {}",
    machine_translation="Machine translation",
)


def format_gbt7714(work: CitedWork) -> Entry:
    """Return the entry, without its number; where nobody signed the work, its title stands first."""
    conventions = CHINESE if is_chinese(work.title.lang) else WESTERN
    code, path = _code(work), work.address or work.location
    doi = f"DOI:{work.doi}" if work.doi and path == work.address and work.doi not in path else ""
    kind = f"[{code}{'/OL' if path else ''}]{f'//{work.container}' if work.container else ''}."
    published = _published(work, code, conventions)
    pieces = (
        Piece(f"{authors} " if (authors := _join_authors(work, conventions)) else "", lang=conventions.lang),
        Piece(_title(work, conventions), lang=work.title.lang),
        Piece(kind + published + "".join(f" {part}." for part in (path, doi) if part), lang=conventions.lang),
    )
    return tuple(piece for piece in pieces if piece.words)


def _code(work: CitedWork) -> str:
    return CODES.get(work.kind) or (WEB if work.location else OTHER)


def _title(work: CitedWork, conventions: Conventions) -> str:
    """Return the title with what else belongs to it: the edition, or as of when."""
    title = f"[{work.title.words}]" if work.title_is_ours else work.title.words
    if work.edition:
        return f"{title}{conventions.colon}{conventions.edition.format(work.edition)}"
    return f"{title}{conventions.colon}{conventions.as_of.format(work.moment_words)}" if work.moment else title


def _published(work: CitedWork, code: str, conventions: Conventions) -> str:
    """Return who made it another language, who published it and when, and when it was read, each with its marks."""
    translated = f" {conventions.machine_translation}." if work.machine_translated else ""
    if code == WEB:
        return translated + _published_on_the_web(work, conventions)
    date = work.date[:4] if code in WITH_YEAR_ONLY else work.date
    published = conventions.comma.join(filter(None, (work.named_publisher, date)))
    if work.pages and published:
        published += f"{conventions.colon}{work.pages.replace('–', '-')}"
    return translated + (f" {published}." if published else "")


def _published_on_the_web(work: CitedWork, conventions: Conventions) -> str:
    """Return publisher, date and day of reading of a page: “ Vpro (2020)[2020-05-31].”; empty where none is known."""
    publisher = f" {work.named_publisher}" if work.named_publisher else ""
    date = f"{conventions.opening}{work.date}{conventions.closing}" if work.date else ""
    accessed = f"[{work.accessed}]" if work.accessed else ""
    blank = " " if accessed and not publisher and not date else ""
    return f"{publisher}{date}{blank}{accessed}." if publisher or date or accessed else ""


def _join_authors(work: CitedWork, conventions: Conventions) -> str:
    """Return the authors with a full stop; empty where nobody signed the work."""
    names = [_name(author, conventions) for author in work.authors[:MOST_AUTHORS]]
    if len(work.authors) > MOST_AUTHORS:
        names.append(conventions.others)
    joined = conventions.comma.join(names)
    return joined if not joined or joined.endswith(".") else f"{joined}."


def _name(author: Author, conventions: Conventions) -> str:
    """Return a family name and the initials of the given names, without full stops: “Peebles P Z, Jr”."""
    if author.name:
        return author.name
    name = f"{author.family} {author.initials()}".strip()
    return f"{name}{conventions.comma}{author.suffix.rstrip('.')}" if author.suffix else name
