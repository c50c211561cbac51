"""A work as wikitext: a template such as `{{cite web}}`, which the wikis of Wikipedia have in English and in Chinese.

Both take the same names of parameters. They differ in how a month is written, in which language need not be named, and
in our own words, so the wiki is that of the reader's language. What means something in wikitext is escaped in texts and
percent-encoded in addresses.
"""

import re
from collections.abc import Iterator

from concepts.formats.entry import BOOKS, date_in_english
from concepts.formats.work import Author, CitedWork, date_parts, is_chinese
from sources.facts import SourceKind
from sources.languages import Language

WEB, BOOK = "cite web", "cite book"
TEMPLATES = {
    **dict.fromkeys((*BOOKS, SourceKind.CHAPTER), BOOK),
    SourceKind.REPORT: "cite report",
    SourceKind.THESIS: "cite thesis",
}
_AS_OF = {Language.EN: "as of {}", Language.ZH: "截至{}"}
_MACHINE_TRANSLATION = {Language.EN: "machine translation", Language.ZH: "机器翻译"}

# Templates, links, tags, signatures; character references, italics, switches such as __TOC__, and bare addresses.
_MARKUP = re.compile(r"[|{}\[\]<~]|&(?=#?[0-9A-Za-z]+;)|'(?=')|_(?=_)|:(?=//)")
_NOT_IN_ADDRESS = re.compile(r"""[|{}\[\]<>\\^`"\s]|~(?=~)|'(?=')|_(?=_)""")


def format_wikitext(work: CitedWork, wiki: Language) -> str:
    """Return the template in one line, for a wiki in that language, which is the one of the work's translated title."""
    template = _template(work)
    fields = "".join(f" |{name}={value}" for name, value in _fields(work, template, wiki) if value)
    return f"{{{{{template}{fields}}}}}"


def escape(text: str) -> str:
    """Return the text so that a wiki shows it as it is; it holds no line end, since works hold none."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text)


def _template(work: CitedWork) -> str:
    """Return the name of the template; of parts only books have another one than pages, which is `{{cite book}}`, too.

    `{{cite web}}` is refused without an address, so what is nowhere on the web has the one for everything.
    """
    template = TEMPLATES.get(work.kind, WEB)
    if work.container and template != BOOK:
        template = WEB
    return template if work.location or template != WEB else "citation"


def _fields(work: CitedWork, template: str, wiki: Language) -> Iterator[tuple[str, str]]:
    """Yield names of parameters with their values, which are empty for what is not known."""
    is_part = bool(work.container)
    site = "" if is_part or template != WEB else work.publisher  # it stands for an author of the same name
    authors = [author for author in work.authors if author.inverted != site]
    for number, author in enumerate(authors, 1):
        yield from _name(author, number)
    title = "chapter" if is_part and template == BOOK else "title"
    yield title, escape(f"[{work.title.words}]" if work.title_is_ours else work.title.words)
    yield f"trans-{title}", escape(work.translated_title.words)
    yield "title" if title == "chapter" else "website", escape(work.container or site)
    yield "publisher", escape("" if site else work.named_publisher)
    yield "date", _date(work.date, wiki)
    yield "edition", str(work.edition or "")
    kinds = (
        _AS_OF[wiki].format(work.moment_words) if work.moment else "",
        _MACHINE_TRANSLATION[wiki] if work.machine_translated else "",
    )
    yield "type", "; ".join(filter(None, kinds))
    yield "language", _language(work, wiki)
    yield "url", _address(work.address or work.location)
    yield "access-date", work.accessed if len(date_parts(work.accessed)) == 3 else ""  # refused without its day
    yield "via", escape(work.site if work.is_copy else "")
    yield "doi", escape(work.doi)
    yield "isbn", work.isbn


def _name(author: Author, number: int) -> Iterator[tuple[str, str]]:
    if author.name:
        yield f"author{number}", escape(author.name)
        return
    yield f"last{number}", escape(author.family)
    yield f"first{number}", escape(" ".join(filter(None, (author.given, author.suffix))))


def _date(date: str, wiki: Language) -> str:
    """Return the date; a month in words, since templates take 2020-05 for a range of years."""
    match date_parts(date):
        case [year, month]:
            return f"{year}年{month}月" if wiki == Language.ZH else date_in_english(date)
    return date


def _language(work: CitedWork, wiki: Language) -> str:
    """Return the code of the work's language where it is not that of the wiki."""
    code = "zh" if is_chinese(work.title.lang) else work.title.lang.partition("-")[0]
    return "" if code == ("zh" if wiki == Language.ZH else "en") else code


def _address(address: str) -> str:
    """Return the address with what would end it, or the parameter, percent-encoded; nothing else is changed."""
    return _NOT_IN_ADDRESS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)
