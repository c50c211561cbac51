"""Build the samples of /patterns/ for questions. Queries no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from conceptbase.patterns.texts import SampleTexts
from concepts.content.counting import CitedArticle, Voices
from concepts.evidence.loading import ShownStatement
from concepts.evidence.questions import DisputedQuestion, QuestionAnswer
from concepts.pages.answer_table import AnswerCell, ArticleRow, Says
from concepts.pages.question import PositionWithBasis
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class AnswerTableSample:
    """A table of articles by answers; without rows for a bare sample."""

    positions: tuple[PositionWithBasis, ...]
    rows: tuple[ArticleRow, ...]


def build_answer_table_sample(
    texts: SampleTexts, articles: Sequence[CitedArticle], statement: ShownStatement
) -> AnswerTableSample:
    """Return a table in which the statement is each of three answers, and everything is said that can be said."""
    saying: tuple[tuple[tuple[Says, ...], ...], ...] = (
        ((Says.WHOLE,), (Says.WHOLE,), ()),
        ((Says.BOTH,), (), (Says.REPORTS,)),
        ((Says.AGAINST, Says.PART), (Says.NEARBY,), ()),
    )
    rows = (
        ArticleRow(
            article,
            tuple(
                AnswerCell(statement, says, tuple(each for each in statement.quotations if each.cited == article))
                for says in cells
            ),
        )
        for article, cells in zip(articles, saying, strict=False)
    )
    return AnswerTableSample((PositionWithBasis(statement, ()),) * 3, () if texts.bare else tuple(rows))


def build_question_sample(texts: SampleTexts, articles: Sequence[CitedArticle]) -> DisputedQuestion:
    """Return a question with three answers, one of which no article gives; a bare one has no answer."""
    address = reverse("pages:questions")
    voices = () if texts.bare else (Voices(tuple(articles[:3])), Voices(tuple(articles[1:3])), Voices())
    answers = tuple(QuestionAnswer(Text(texts.sentence, texts.lang), "", address, said) for said in voices)
    return DisputedQuestion(Text(f"{texts.title}?", texts.lang), address, answers, (-len(voices), 0, 0, ""))
