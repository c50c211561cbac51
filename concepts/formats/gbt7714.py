"""An entry by GB/T 7714—2025, 信息与文献 参考文献著录规则 (in force since 2026-07-01), of a list in order of citation.

Its words are in the language of the work (等, et al.), so they do not depend on the reader. Of its marks `.`, `[ ]`,
`/` and `-` are of half width, all others of full width. docs/citing.md says what changed since 2015.
"""

from concepts.formats.entry import Entry, Piece
from concepts.formats.work import Author, CitedWork, is_chinese
from sources.facts import SourceKind

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


def format_gbt7714(work: CitedWork) -> Entry:
    """Return the entry, without its number; where nobody signed the work, its title stands first."""
    code, path = _code(work), work.address or work.location
    doi = f"DOI:{work.doi}" if work.doi and path == work.address and work.doi not in path else ""
    kind = f"[{code}{'/OL' if path else ''}]{f'//{work.container}' if work.container else ''}."
    pieces = (
        Piece(f"{authors} " if (authors := _join_authors(work)) else ""),
        Piece(_title(work), lang=work.title.lang),
        Piece(kind + _published(work, code) + "".join(f" {part}." for part in (path, doi) if part)),
    )
    return tuple(piece for piece in pieces if piece.words)


def _code(work: CitedWork) -> str:
    return CODES.get(work.kind) or (WEB if work.location else OTHER)


def _title(work: CitedWork) -> str:
    """Return the title with what else belongs to it: the edition, or as of when."""
    title = f"[{work.title.words}]" if work.title_is_ours else work.title.words
    chinese = is_chinese(work.title.lang)
    if work.edition:
        return f"{title}：第{work.edition}版" if chinese else f"{title}：edition {work.edition}"
    if work.moment:
        return f"{title}：截至{work.moment_words}" if chinese else f"{title}：as of {work.moment_words}"
    return title


def _published(work: CitedWork, code: str) -> str:
    """Return who made it another language, who published it and when, and when it was read, each with its marks."""
    chinese = is_chinese(work.title.lang)
    translated = (" 机器翻译." if chinese else " Machine translation.") if work.machine_translated else ""
    if code == WEB:
        date = f"（{work.date}）" if work.date else ""
        accessed = f"[{work.accessed}]" if work.accessed else ""
        if not date and not accessed:
            return translated
        return f"{translated}{'' if date else ' '}{date}{accessed}."
    date = work.date[:4] if code in WITH_YEAR_ONLY else work.date
    published = "，".join(filter(None, (*work.owners(), date)))
    if work.pages and published:
        published += f"：{work.pages}"
    return translated + (f" {published}." if published else "")


def _join_authors(work: CitedWork) -> str:
    """Return the authors with a full stop; empty where nobody signed the work."""
    names = [_name(author) for author in work.authors[:MOST_AUTHORS]]
    if len(work.authors) > MOST_AUTHORS:
        names.append("等" if is_chinese(work.title.lang) else "et al.")
    joined = "，".join(names)
    return joined if not joined or joined.endswith(".") else f"{joined}."


def _name(author: Author) -> str:
    """Return a family name and the initials of the given names, without full stops: “Peebles P Z，Jr”."""
    if author.name:
        return author.name
    name = f"{author.family} {author.initials()}".strip()
    return f"{name}，{author.suffix.rstrip('.')}" if author.suffix else name
