"""The types of single values that content is made of: what may stand in a field, whatever file, form or table it is in.

A value is a `str`, an `int`, a `bool`, or `Words`, a text in both languages.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sources.languages import COLUMN, Language


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; an empty string where there is none."""

    en: str = ""
    zh: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def in_language(self, language: Language) -> str:
        """Return the text in that language alone."""
        return self.zh if language == Language.ZH else self.en

    def by_language(self) -> dict[str, str]:
        """Return both texts under the codes of languages (`en`, `zh-hans`), as snapshots and open data name them."""
        return {language.value: self.in_language(language) for language in COLUMN}

    def by_column(self) -> dict[str, str]:
        """Return the texts that are not empty under `en` and `zh`, as packs name them."""
        return {column: text for language, column in COLUMN.items() if (text := self.in_language(language))}


Value = str | int | bool | Words
MOST_NUMBER = 999_999_999  # both databases hold it, and a pack writes it in nine digits


@dataclass(frozen=True, slots=True)
class Prose:
    """Our own words, at most `cap` code points; `multiline` ones may have line ends and are written as blocks.

    Those in `normal_width` are stored in it (`sources.text.normal_width`).
    """

    cap: int
    multiline: bool = False
    normal_width: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a source, at most `cap` code points, never cleaned."""

    cap: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the addresses of a kind of row, at most `cap` code points; see `concepts.models.names`."""

    cap: int
    kind: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text of one form; `form` says in words which."""

    regex: str
    form: str


@dataclass(frozen=True, slots=True)
class Canonical:
    """A text with one canonical form; `rule` returns it, or raises ValidationError for what has none."""

    rule: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Several:
    """Any of `values`, stored as one text: `join` makes it, or raises ValidationError, and `split` takes it apart."""

    values: tuple[str, ...]
    join: Callable[[Iterable[str]], str]
    split: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Code:
    """A statement's permanent code."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of `values`; `default` is what leaving it out means, and is never written into a pack."""

    values: tuple[str, ...]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least`; `default` as in OneOf."""

    least: int = 1
    default: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false; `false` is what leaving it out means, and is never written into a pack."""


ValueType = Prose | Quote | Name | Pattern | Canonical | Several | Code | OneOf | Number | Flag
