"""A work as an entry of BibTeX: UTF-8, with the characters that LaTeX reads as commands escaped.

Titles stand in two pairs of braces, since styles would set their capital letters small. `url`, `urldate`, `langid` and
`titleaddon` are fields of biblatex, which BibTeX's own styles pass over.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from concepts.formats.entry import version_in_english
from concepts.formats.work import Author, CitedWork, date_parts, is_chinese
from sources.facts import SourceKind

# What BibTeX calls these kinds. All others are `misc`: it has no type for them, or one that asks for what is not known.
TYPES = {SourceKind.BOOK: "book", SourceKind.REPORT: "techreport"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# BibTeX counts braces even where a backslash stands before them, so that they need commands.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_COMMAND = re.compile(r"[\\{}~^&%$#_]")
_LIGATURE = re.compile("(?<=-)(?=-)|(?<=')(?=')|(?<=[`?!])(?=`)|(?<=<)(?=<)|(?<=>)(?=>)|(?<=,)(?=,)")
_NOT_IN_ADDRESS = re.compile(r'[\\{}\s"<>^`|]')
_NEEDS_BRACES = re.compile(r'[,"]|\band\b', re.IGNORECASE)


def format_bibtex(work: CitedWork) -> str:
    """Return the entry, which ends with a line end."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(work))
    return f"@{_type(work)}{{{work.key},\n{fields}}}\n"


def escape(text: str) -> str:
    """Return the text so that LaTeX prints it as it is, no ligature in it."""
    return _LIGATURE.sub("{}", _COMMAND.sub(lambda found: _COMMANDS[found[0]], text))


def _type(work: CitedWork) -> str:
    return "misc" if work.container else TYPES.get(work.kind, "misc")


def _fields(work: CitedWork) -> Iterator[tuple[str, str]]:
    """Yield the names of the fields that have a value, each with its value as the file has it."""
    texts = {
        "titleaddon": f"[{work.translated_title}]" if work.translated_title else "",
        "booktitle": work.container,
        "institution" if _type(work) == "techreport" else "publisher": work.named_publisher,
    }
    if work.authors:
        yield "author", f"{{{' and '.join(map(_name, work.authors))}}}"
    yield "title", f"{{{{{escape(work.title.words)}}}}}"
    yield from ((name, f"{{{escape(text)}}}") for name, text in texts.items() if text)
    match date_parts(work.date):
        case [year, month, *day]:
            if day:
                yield "date", f"{{{work.date}}}"
            yield from (("year", f"{{{year}}}"), ("month", MONTHS[month - 1]))
        case [year]:
            yield "year", f"{{{year}}}"
    if work.doi:
        yield "doi", f"{{{_address(work.doi)}}}"
    if work.isbn:
        yield "isbn", f"{{{work.isbn}}}"
    if address := work.address or work.location:
        yield "url", f"{{{_address(address)}}}"
    if work.accessed:
        yield "urldate", f"{{{work.accessed}}}"
    yield "langid", "{chinese}" if is_chinese(work.title.lang) else "{english}"
    if note := "; ".join(filter(None, (version_in_english(work), *work.caveats))):
        yield "note", f"{{{escape(note)}}}"


def _name(author: Author) -> str:
    """Return the name as BibTeX takes it apart; braces keep whole what is no person's family and given name."""
    if author.name:
        return f"{{{escape(author.name)}}}"
    return ", ".join(_part_of_name(part) for part in (author.family, author.suffix, author.given) if part)


def _part_of_name(part: str) -> str:
    return f"{{{escape(part)}}}" if _NEEDS_BRACES.search(part) else escape(part)


def _address(address: str) -> str:
    """Return the address with what would end the field or the line in it percent-encoded; nothing else is escaped."""
    return _NOT_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), address)
