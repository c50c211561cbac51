"""Make the lines of an extract from the statements, questions and quotations that pages show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from concepts.content.value_types import Words
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.questions import DisputedQuestion
from concepts.evidence.quotations import Quotation
from concepts.evidence.statement_rows import StatementRow
from concepts.formats.extract import ExtractLine
from sources.languages import HTML_LANG, Language, Text

QUESTION, QUOTATION = "question", "quotation"  # kinds of lines beside those of statements
NO_WORDS = Words()


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
        kind_name, address = _("question"), f"{self.origin}{address}"
        return ExtractLine(section, (), QUESTION, kind_name, "", text, None, address, leads=leads)

    def quotation(self, quotation: Quotation, section: Words) -> ExtractLine:
        """Return the line of a quotation, with what its source is called; without words where its source shows none."""
        passage = quotation.passage
        article = passage.article
        names = dict.fromkeys(text.words for text in (article.by, article.title, article.source) if text)
        source = ", ".join([*names, *([article.date] if article.date else [])])
        return ExtractLine(
            section=section,
            concepts=(),
            kind=QUOTATION,
            kind_name=_("quotation"),
            code="",
            text=words_of_texts(passage.original, passage.translation),
            articles=None,
            address=f"{self.origin}{passage.address}",
            source=source,
        )
