"""Make the lines of an extract from the statements, questions, quotations and articles that pages show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from concepts.content.value_types import Words
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.questions import DisputedQuestion
from concepts.evidence.quotations import Quotation
from concepts.evidence.statement_rows import StatementRow
from concepts.formats.extract import ExtractLine
from concepts.models import Citation, Statement
from concepts.pages.editions.edition import FrozenStatement
from concepts.pages.sources.notes import PassageUse
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import Article

QUESTION, QUOTATION, ARTICLE = "question", "quotation", "article"  # kinds of lines beside those of statements
NO_WORDS = Words()
# Sections of several kinds of pages.
DEFINITION, DIFFER, TOGETHER = _("Definition"), _("How they differ"), _("How they go together")
DISPUTED, ANSWERS, BASED_ON = _("What is disputed"), _("Answers"), _("What it is based on")
EVIDENCE, COPY = _("Evidence"), _("Copies an earlier text")
# What a passage does for a statement that cites it.
STANCES: dict[str, Promise] = {
    Citation.Stance.SUPPORTS.value: _("Supports"),
    Citation.Stance.CONTRADICTS.value: _("Contradicts"),
    Citation.Stance.REPORTS.value: _("Only reports what others think"),
}


def words_of_texts(*texts: Text) -> Words:
    """Return a text and what it says in the other language, whichever is which; either may be empty."""
    found = {text.lang: text.words for text in reversed(texts) if text}
    return Words(found.get(HTML_LANG[Language.EN], ""), found.get(HTML_LANG[Language.ZH], ""))


def words_of(row: StatementRow) -> Words:
    """Return the text of a statement."""
    return Words(row.text_en, row.text_zh)


def name_of(concept: NamedConcept) -> Words:
    """Return the name of a concept."""
    return words_of_texts(concept.name, concept.other_name)


def dimension_of(statement: ShownStatement) -> Words:
    """Return the name of the statement's dimension; empty without one."""
    dimension = statement.row.dimension
    return Words(dimension.name_en, dimension.name_zh) if dimension else NO_WORDS


def in_both(message: Promise) -> Words:
    """Return a lazy message of the interface in both languages."""
    texts = []
    for language in (Language.EN, Language.ZH):
        with override(language.value):
            texts.append(str(message))
    return Words(*texts)


def with_count(text: Words, count: int | None) -> Words:
    """Return the text of a cell with the number of articles that say so behind it; None where that is not counted."""
    if count is None:
        return text
    return _reword(
        text,
        lambda words: (
            ngettext("%(text)s (%(count)d article)", "%(text)s (%(count)d articles)", count)
            % {"text": words, "count": count}
        ),
    )


def as_disputed(name: Words) -> Words:
    """Return the name of a row with a word behind it that tells that sources answer a question on it differently."""
    return _reword(name, lambda words: gettext("%(name)s (disputed)") % {"name": words})


def _reword(text: Words, reword: Callable[[str], str]) -> Words:
    """Return the text reworded in each language that it has, in the words of that language."""
    texts = []
    for language in (Language.EN, Language.ZH):
        with override(language.value):
            words = text.in_language(language)
            texts.append(reword(words) if words else "")
    return Words(*texts)


def name_source(by: Text, article: Text, source: Text, date: str) -> str:
    """Return what a quotation is from in one line: author or publisher, article, source and date, each once."""
    names = dict.fromkeys(text.words for text in (by, article, source) if text)
    comma = "，" if reader_language() is Language.ZH else ", "
    return comma.join([*names, *([date] if date else [])])


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A span of a source on a page of that source; both texts are empty where the source shows none.

    `source` is what the span is from, `address` the path of its page.
    """

    original: Text
    translation: Text
    source: str
    address: str


@dataclass(frozen=True, slots=True)
class LineMaker:
    """Makes lines whose addresses begin with the origin of the site."""

    origin: str

    def statement(self, statement: ShownStatement, section: Words = NO_WORDS, *, leads: bool = False) -> ExtractLine:
        """Return the line of a statement, with its permanent address."""
        return ExtractLine(
            section=section,
            concepts=tuple(map(name_of, statement.concepts)),
            kind=statement.kind,
            kind_name=statement.row.kind_name,
            code=statement.code,
            text=words_of(statement.row),
            articles=statement.voices.count,
            address=f"{self.origin}{statement.short_address}",
            leads=leads,
        )

    def statements(
        self, statements: Iterable[ShownStatement], section: Words = NO_WORDS, *, leads: bool = False
    ) -> list[ExtractLine]:
        """Return the lines of statements that stand in one section, each followed by its parts."""
        return [
            self.statement(each, section, leads=leads and each is head)
            for head in statements
            for each in (head, *head.parts)
        ]

    def question(self, question: DisputedQuestion, section: Words) -> ExtractLine:
        """Return the line of a question among others."""
        text = words_of_texts(question.text, question.other_text)
        return self.question_line(text, question.address, section)

    def question_line(
        self, text: Words, address: str, section: Words = NO_WORDS, *, leads: bool = False
    ) -> ExtractLine:
        """Return the line of a question with this text and the path of its page."""
        kind_name, address = gettext("question"), f"{self.origin}{address}"
        return ExtractLine(section, (), QUESTION, kind_name, "", text, None, address, leads=leads)

    def quotation(self, quotation: Quotation) -> ExtractLine:
        """Return the line of a quotation, with what its source is called; without words where its source shows none."""
        passage = quotation.passage
        article = passage.article
        section = STANCES[quotation.stance]
        if quotation.supports:
            section = COPY if quotation.copied else EVIDENCE
        return ExtractLine(
            section=in_both(section),
            concepts=(),
            kind=QUOTATION,
            kind_name=gettext("quotation"),
            code="",
            text=words_of_texts(passage.original, passage.translation),
            articles=None,
            address=f"{self.origin}{passage.address}",
            source=name_source(article.by, article.title, article.source, article.date),
            stance=quotation.stance,
            original=passage.original.lang,
        )

    def passage(self, quote: CitedSpan, section: Words, *, leads: bool = False) -> ExtractLine:
        """Return the line of a span of a source on a page of that source."""
        return ExtractLine(
            section=section,
            concepts=(),
            kind=QUOTATION,
            kind_name=gettext("quotation"),
            code="",
            text=words_of_texts(quote.original, quote.translation),
            articles=None,
            address=f"{self.origin}{quote.address}",
            source=quote.source,
            leads=leads,
            original=quote.original.lang,
        )

    def use(self, use: PassageUse, section: Words = NO_WORDS) -> ExtractLine:
        """Return the line of a statement that cites the passage of this section."""
        stance = in_both(STANCES[use.stance])
        return ExtractLine(
            section=Words(f"{section.en} · {stance.en}", f"{section.zh} · {stance.zh}") if section else stance,
            concepts=tuple(map(name_of, use.concepts)),
            kind=use.kind,
            kind_name=str(Statement.Kind(use.kind).label),
            code=use.code,
            text=words_of_texts(use.text, use.other_text),
            articles=None,
            address=f"{self.origin}{reverse('short', args=[use.code])}",
            stance=use.stance,
        )

    def article(self, article: Article) -> ExtractLine:
        """Return the line of an article in the list of those of its text."""
        text, address = Words(article.title_en, article.title_zh), f"{self.origin}{article.get_absolute_url()}"
        return ExtractLine(NO_WORDS, (), ARTICLE, gettext("article"), str(article.number), text, None, address)

    def frozen(self, statement: FrozenStatement, section: Words) -> ExtractLine:
        """Return the line of a statement that an edition shows as a part of itself."""
        return ExtractLine(
            section=section,
            concepts=(),
            kind=statement.kind,
            kind_name=str(Statement.Kind(statement.kind).label),
            code=statement.code,
            text=words_of_texts(statement.text, statement.other_text),
            articles=statement.support.whole.count if statement.support else None,
            address=f"{self.origin}{reverse('short', args=[statement.code])}",
        )
