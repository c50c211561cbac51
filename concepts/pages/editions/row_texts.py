"""The attached rows of a snapshot as texts to be read: what a row is called, and each thing it says."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concepts.content.labels import column_label, value_label
from concepts.content.shape import Field
from concepts.content.snapshot_rows import FrozenRow, IncludedStatement, NamedRow, QuotedPassage
from concepts.content.value_types import Words
from concepts.evidence.addresses import text_of_pair
from sources.languages import COLUMN, HTML_LANG, OTHER, Language, Text, reader_language


@dataclass(frozen=True, slots=True)
class RowText:
    """A text of an attached row: what it is, empty where it speaks for itself, the words, and their language.

    `key` is the same for the same text in another snapshot.
    """

    key: Hashable
    label: str
    words: str
    language: Language


def row_name(row: FrozenRow) -> Text:
    """Return what the row is called: by what tells it from its neighbours; empty where that has no name."""
    for part in row.attached.key:
        match row.named.get(part.name):
            case NamedRow() as named:
                return text_of_pair(named.words)
            case QuotedPassage() as passage:
                return text_of_pair(passage.source_title)
            case IncludedStatement() as statement:
                return Text(statement.code, HTML_LANG[Language.EN])
    return Text("", HTML_LANG[reader_language()])


def row_texts(row: FrozenRow) -> Iterator[RowText]:
    """Yield all that the row says, in the order in which readers see it."""
    for reference in row.attached.references:
        match row.named[reference.name]:
            case NamedRow(shown=shown):
                for name, words in shown.items():
                    yield from _both((reference.name, name), words)
            case IncludedStatement() as statement:
                yield from _both((reference.name, "text"), statement.text)
                for citation in statement.citations:
                    yield from _quoted(citation.passage)
                    yield from _fields(citation, citation.passage.key)
            case QuotedPassage() as passage:
                yield from _quoted(passage)
    passages = [named for named in row.named.values() if isinstance(named, QuotedPassage)]
    yield from _fields(row, passages[0].key if passages else ())
    for passage in passages:
        title = text_of_pair(passage.source_title)
        language = next(language for language in Language if HTML_LANG[language] == title.lang)
        yield RowText("source", _("source"), title.words, language)
    if row.rank is not None:
        yield RowText("rank", _("place"), str(row.rank + 1), reader_language())


def _quoted(passage: QuotedPassage) -> Iterator[RowText]:
    """Yield its words and their translation, as far as readers may see them."""
    language = Language(passage.language)
    if passage.quote:
        yield RowText(("quote", passage.key), _("passage"), passage.quote, language)
    if passage.translation:
        yield RowText(("translation", passage.key), _("translation"), passage.translation, OTHER[language])


def _fields(row: FrozenRow, before: Hashable) -> Iterator[RowText]:
    """Yield what the fields of the row say, but for empty ones; `before` stands before their keys."""
    model, here = row.attached.model, reader_language()
    for part in row.attached.parts:
        value = row.values.get(part.name)
        if not isinstance(part, Field) or value is None or value == "":
            continue
        if not isinstance(value, Words):
            yield RowText((before, part.name), column_label(model, part.column), value_label(model, part, value), here)
        elif part.name == "attributed_to":
            if words := value.in_language(here):
                yield RowText((before, part.name), _("said by"), words, here)
        else:
            labels = {language: column_label(model, f"{part.column}_{ending}") for language, ending in COLUMN.items()}
            yield from _both((before, part.name), value, labels)


def _both(key: Hashable, words: Words, labels: Mapping[Language, str] | None = None) -> Iterator[RowText]:
    """Yield the words in each language that they are in."""
    for language in Language:
        if text := words.in_language(language):
            yield RowText((key, language), labels[language] if labels else "", text, language)
