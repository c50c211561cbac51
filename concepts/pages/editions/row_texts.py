"""The attached rows of a snapshot as texts to be read: what a row is called, and each thing it says."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concepts.content.labels import column_label, value_label
from concepts.content.shape import Field
from concepts.content.snapshot_rows import FrozenRow, IncludedStatement, NamedRow, QuotedPassage
from concepts.content.value_types import Words
from concepts.evidence.addresses import text_of_pair
from concepts.models import Statement
from sources.caveats import name_caveats
from sources.languages import COLUMN, HTML_LANG, OTHER, Language, Text, WrittenLanguage, reader_language
from sources.models import Passage


@dataclass(frozen=True, slots=True)
class RowText:
    """A text of an attached row: what it is, empty where it speaks for itself, the words, and their language.

    `key` is the same for the same text in another snapshot. What `is_detail` is worth saying only where it changed, not
    of each row that was added or removed.
    """

    key: Hashable
    label: str
    words: str
    language: Language
    is_detail: bool = False


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
                yield from _included(statement, (reference.name,))
            case QuotedPassage() as passage:
                yield from _quoted(passage)
    passages = [named for named in row.named.values() if isinstance(named, QuotedPassage)]
    yield from _fields(row, passages[0].key if passages else ())
    for passage in passages:
        title = text_of_pair(passage.source_title)
        yield RowText("source", _("source"), title.words, _language_of(title))
        yield from _counted_by(passage)
    if row.rank is not None:
        yield RowText("rank", _("place"), str(row.rank + 1), reader_language())


def _included(statement: IncludedStatement, before: tuple[Hashable, ...]) -> Iterator[RowText]:
    """Yield what a statement that stands in another one says, with its evidence and that of its sides."""
    yield from _both((*before, "title"), statement.title)
    yield from _both((*before, "text"), statement.text)
    mode = str(Statement.Mode(statement.mode).label)
    yield RowText((*before, "mode"), _("manner of speaking"), mode, reader_language(), is_detail=True)
    for citation in statement.citations:
        yield from _quoted(citation.passage, before)
        yield from _fields(citation, (*before, citation.passage.key))
        title = text_of_pair(citation.passage.source_title)
        yield RowText((*before, citation.passage.key, "source"), _("source"), title.words, _language_of(title), True)
        yield from _counted_by(citation.passage, before)
    for side in statement.sides:
        concept = (*before, side.concept.key)
        yield from _both((*concept, "name"), side.concept.words)
        yield from _included(side.statement, concept)


def _quoted(passage: QuotedPassage, before: tuple[Hashable, ...] = ()) -> Iterator[RowText]:
    """Yield its words and their translation, as far as readers may see them; `before` stands before their keys."""
    language = Language(passage.language)
    if passage.quote:
        yield RowText((*before, "quote", passage.key), _("passage"), passage.quote, language)
    if passage.translation:
        key = (*before, "translation", passage.key)
        yield RowText(key, _("translation"), passage.translation, OTHER[language])
        if passage.translation_by:
            whose = str(Passage.TranslationBy(passage.translation_by).label)
            yield RowText((*key, "whose"), "", whose, reader_language(), is_detail=True)


def _counted_by(passage: QuotedPassage, before: tuple[Hashable, ...] = ()) -> Iterator[RowText]:
    """Yield where it stands and what its article is counted by."""
    here, key = reader_language(), (*before, passage.key)
    if passage.copied:
        yield RowText((*key, "copied"), "", _("Copies an earlier text, so it does not count"), here)
    article = text_of_pair(passage.article_title)
    yield RowText((*key, "article title"), _("article"), article.words, _language_of(article), is_detail=True)
    yield RowText((*key, "article"), _("number of the article"), str(passage.article), here, is_detail=True)
    if passage.same_as:
        source, version, first = passage.same_as
        same = _("article %(number)s in text %(version)s of %(source)s")
        words = same % {"number": first, "version": version, "source": source}
        yield RowText((*key, "same as"), _("counts as"), words, here, is_detail=True)
    if passage.written_in:
        written_in = str(WrittenLanguage(passage.written_in).label)
        yield RowText((*key, "written in"), _("written in"), written_in, here, is_detail=True)
    made_by = (("author", _("author"), passage.author), ("publisher", _("publisher"), passage.publisher))
    for name, label, words in (*made_by, ("date", _("date"), passage.date)):
        if words:
            yield RowText((*key, name), label, words, Language(passage.language), is_detail=True)
    if passage.caveats:
        caveats = pgettext("between names", ", ").join(name_caveats(passage.caveats))
        yield RowText((*key, "caveats"), _("to bear in mind"), caveats, here, is_detail=True)


def _language_of(text: Text) -> Language:
    return next(language for language in Language if HTML_LANG[language] == text.lang)


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
