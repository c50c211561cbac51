"""What a page says, in lines that people and programs take with them: plain values, made from finished rows by `share`.

An `Extract` has everything in both languages; `copies` writes it as sentences, as tables and as Markdown, `data_files`
as CSV and JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from concepts.content.value_types import Words
from sources.languages import HTML_LANG, OTHER, Language, Text


@dataclass(frozen=True, slots=True)
class ExtractLine:
    """One statement, question, quotation or article.

    `section` is where on the page it stands: a dimension, a heading, a concept of a distinction; empty where the page
    has it alone. `kind` is one of Statement.Kind, `question`, `quotation` or `article`, `kind_name` what readers call
    that. `code` is empty for what has none, and the number of an article. `articles` counts those that say all of it;
    None where that is not counted. `source` names where a quotation is from. `address` is absolute. What `leads` stands
    in a copy in sentences. `stance` is one of Citation.Stance where the line is a passage of a statement, or a
    statement that cites the passage of the page. `original` is the language of a quotation, as in `lang` attributes:
    its text in the other one is a translation.
    """

    section: Words
    concepts: tuple[Words, ...]
    kind: str
    kind_name: str
    code: str
    text: Words
    articles: int | None
    address: str
    source: str = ""
    leads: bool = False
    stance: str = ""
    original: str = ""

    @property
    def is_quotation(self) -> bool:
        """Whether its words are those of a source."""
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class SideRow:
    """A row of what stands side by side: its name, and a text a column, with how many say so behind it."""

    name: Words
    cells: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page says. `address` and `data_address` are absolute, the latter without `.csv` or `.json`; `read_on` is a
    day (2026-12-01, UTC). `columns` and `side_rows` are empty where nothing stands side by side.
    """

    title: Words
    address: str
    site: str
    read_on: str
    lines: tuple[ExtractLine, ...]
    columns: tuple[Words, ...] = ()
    side_rows: tuple[SideRow, ...] = ()

    @property
    def leading(self) -> tuple[ExtractLine, ...]:
        """Return the lines for a copy in sentences."""
        return tuple(line for line in self.lines if line.leads)


def texts_of(words: Words, languages: Sequence[Language]) -> tuple[Text, ...]:
    """Return the text in each of the languages that it has; in the other one where it has none of them."""
    found = tuple(Text(text, HTML_LANG[language]) for language in languages if (text := words.in_language(language)))
    if found or len(languages) != 1:
        return found
    other = OTHER[languages[0]]
    return (Text(text, HTML_LANG[other]),) if (text := words.in_language(other)) else ()


def join_names(names: Sequence[Words]) -> Words:
    """Return the names in one text a language: “marketing, sales”, “营销、销售”."""
    return Words(
        ", ".join(name.en or name.zh for name in names),
        "、".join(name.zh or name.en for name in names),
    )
