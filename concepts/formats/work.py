"""What a citation says of one thing, whatever the style: plain values, made by `works`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from sources.facts import SourceKind
from sources.languages import Text
from sources.text import HAN

NO_TITLE = Text("", "en")

_BETWEEN_AUTHORS = re.compile("[;；]")
_COMMA = re.compile("[,，]")
_HAN = re.compile(f"[{HAN}]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")  # control characters, halves of pairs
# What stands after a comma in the name of a company, and is nobody's first name.
_COMPANY_FORMS = frozenset({"ag", "co", "corp", "gmbh", "inc", "limited", "llc", "llp", "ltd", "plc"})
_NAME_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv|v)\.?", re.IGNORECASE)


def one_line(text: str) -> str:
    """Return the text in one line: each run of blanks and line ends is one space, and control characters are gone."""
    return " ".join(_NO_TEXT.sub("", text).split())


def is_chinese(lang: str) -> bool:
    """Tell whether `lang`, as in `lang` attributes, is Chinese."""
    return lang.lower().startswith("zh")


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who made a work: a person whose family name is known, or a `name` that is cited as it stands.

    As they stand are the names of organisations, names in Chinese characters, for which no pinyin is invented, and all
    others of which nobody has said which part is the family name.
    """

    name: str = ""
    family: str = ""
    given: str = ""
    suffix: str = ""  # Jr., III

    def __post_init__(self) -> None:
        """Put each part into one line."""
        for name in ("name", "family", "given", "suffix"):
            object.__setattr__(self, name, one_line(getattr(self, name)))

    @property
    def inverted(self) -> str:
        """Return the whole name as it is sorted: “Kotler, Philip”."""
        return self.name or ", ".join(filter(None, (self.family, self.given, self.suffix)))

    def initials(self, after: str = "", between: str = " ") -> str:
        """Return the given names as initials, with the text `after` each; a hyphen stays: “J.-R.”.

        Scripts without capital letters have no initials: there the given names stay whole.
        """
        names = [[part for part in re.split("[-‐‑]", name) if part] for name in re.split(r"[\s.]+", self.given) if name]
        if not all(part[0].isupper() or part[0].islower() for parts in names for part in parts):
            return self.given
        return between.join("-".join(f"{part[0]}{after}" for part in parts) for parts in names if parts)


def read_authors(text: str) -> tuple[Author, ...]:
    """Return the authors that a source names in one text, with semicolons between them.

    “Kotler, Philip” and “King, Martin Luther, Jr.” say which part is the family name. A name without a comma, with a
    Chinese character, or with the legal form of a company behind the comma (“Acme, Inc.”) is cited as it stands.
    """
    return tuple(_read_author(name) for part in _BETWEEN_AUTHORS.split(text) if (name := one_line(part)))


def _read_author(name: str) -> Author:
    family, *others = [part.strip() for part in _COMMA.split(name)]
    suffix = others.pop() if len(others) == 2 and _NAME_SUFFIX.fullmatch(others[1]) else ""
    is_company = others and re.sub("[. ]", "", others[0]).lower() in _COMPANY_FORMS
    if len(others) != 1 or not family or not others[0] or is_company or _HAN.search(name):
        return Author(name=name)
    return Author(family=family, given=others[0], suffix=suffix)


@dataclass(frozen=True, slots=True)
class CitedWork:
    """All that a citation says of one thing: a page of this site, or a source. Its texts are put into one line.

    `key` names it in files: ASCII, the same for ever. `title` is in the language of the work; `translated_title` is the
    one in the reader's language where that is another. `container` is the title of what it is a part of; the cited
    words stand on `pages`: “12” or “12–13”. Days are
    `2020`, `2020-05` or `2020-05-31`, empty where unknown. `edition` is its number, `moment` (UTC) when it said what
    is cited; a work has one of them or neither. `changes` is set where its address may show something else tomorrow.

    `address` is where it was published; `copy_address` is where the site of the name `site` keeps a copy of it, which
    is cited where there is neither an address nor a DOI. `caveats` are words for people, in the reader's language.
    """

    key: str
    kind: SourceKind
    title: Text
    translated_title: Text = NO_TITLE
    title_is_ours: bool = False
    container: str = ""
    authors: tuple[Author, ...] = ()
    publisher: str = ""
    date: str = ""
    pages: str = ""
    edition: int = 0
    moment: datetime | None = None
    address: str = ""
    doi: str = ""
    isbn: str = ""
    accessed: str = ""
    changes: bool = False
    site: str = ""
    copy_address: str = ""
    machine_translated: bool = False
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Put every text into one line, so that none can end a line or a record of a file."""
        for name in ("title", "translated_title"):
            text = getattr(self, name)
            object.__setattr__(self, name, Text(one_line(text.words), text.lang))
        for name in ("container", "publisher", "pages", "address", "doi", "site", "copy_address"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "caveats", tuple(map(one_line, self.caveats)))

    @property
    def doi_address(self) -> str:
        """Return the address that leads to its DOI; empty where it has none."""
        return f"https://doi.org/{quote(self.doi, safe='/:;()._-~!$&*+,=@')}" if self.doi else ""

    @property
    def is_copy(self) -> bool:
        """Whether what is cited is the copy that the site keeps."""
        return not self.address and not self.doi and bool(self.copy_address)

    @property
    def location(self) -> str:
        """Return the address at which a reader best finds it."""
        return self.doi_address or self.address or self.copy_address

    @property
    def moment_words(self) -> str:
        """Return the moment as people and programs read it: `2026-12-01 04:05:06 UTC`; empty where there is none."""
        return f"{self.moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if self.moment else ""

    @property
    def is_findable(self) -> bool:
        """Whether an address or a number leads to the original, and not only an address to a copy of it."""
        return bool(self.address or self.doi or self.isbn)

    @property
    def named_publisher(self) -> str:
        """Return who published it; empty where that is one of its authors, or not known."""
        return self.publisher if self.publisher not in {author.inverted for author in self.authors} else ""

    def owners(self) -> Iterator[str]:
        """Yield who published it and who keeps the cited copy, without those that stand among its authors."""
        named = {author.inverted for author in self.authors}
        for owner in (self.publisher, self.site if self.is_copy else ""):
            if owner and owner not in named:
                named.add(owner)
                yield owner


def date_parts(date: str) -> list[int]:
    """Return year, month and day of a date as far as it names them; empty for none."""
    return [int(part) for part in date.split("-")] if date else []
