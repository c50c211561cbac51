"""Arrange who answers a question as a table: articles in rows, answers in columns, in each cell what is said.

What an article says of an answer is what `content.counting` counts it as; nothing is counted here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from concepts.content.counting import CitedArticle, Support, Voices, find_reports
from concepts.evidence.loading import ShownStatement
from concepts.evidence.quotations import Quotation, sort_quotations


class Says(StrEnum):
    """What an article says of an answer, the most telling first; nothing of it is silence."""

    WHOLE = "whole"
    BOTH = "both"
    AGAINST = "against"
    PART = "part"
    NEARBY = "nearby"
    REPORTS = "reports"


TELLING = {says: place for place, says in enumerate(Says)}


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """What one article says of one answer, and its words on it; both are empty where it is silent.

    Says two things only where it says a part and contradicts the whole.
    """

    answer: ShownStatement
    says: tuple[Says, ...] = ()
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article, and what it says of each answer."""

    article: CitedArticle
    cells: tuple[AnswerCell, ...]

    @property
    def speaking(self) -> tuple[AnswerCell, ...]:
        """Return the cells of the answers on which it is not silent."""
        return tuple(cell for cell in self.cells if cell.says)

    @property
    def passages(self) -> int:
        """Return how many passages of it are quoted, each once."""
        return len({quotation.passage.id for cell in self.cells for quotation in cell.quotations})

    @property
    def for_several(self) -> bool:
        """Whether it says all of more than one answer."""
        return sum(Says.WHOLE in cell.says for cell in self.cells) > 1

    @property
    def says_both(self) -> bool:
        """Whether it supports and contradicts an answer."""
        return any(Says.BOTH in cell.says for cell in self.cells)

    @property
    def order(self) -> tuple[int, int, tuple[int, str, int, int]]:
        """Return a key that sorts the most telling first, those that say the same of the same answer together."""
        best = min((TELLING[cell.says[0]], place) for place, cell in enumerate(self.cells) if cell.says)
        return (*best, self.article.place)


def build_rows(answers: Sequence[tuple[ShownStatement, Iterable[ShownStatement]]]) -> tuple[ArticleRow, ...]:
    """Return the articles that are not silent on all answers, the most telling first.

    Each answer comes with all statements whose quotations speak for it: itself, what it rests on, the sides of that.
    An article in several versions or sources is one row, under the name that comes first in the order of sources.
    """
    saying = [_sort_out(answer) for answer, _evidence in answers]
    words = [_words_of_articles(evidence) for _answer, evidence in answers]
    articles: dict[int, CitedArticle] = {}
    for said in saying:
        for article in (article for voices in said.values() for article in voices.articles):
            known = articles.setdefault(article.voice, article)
            articles[article.voice] = min(known, article, key=lambda each: each.place)
    rows = (
        ArticleRow(
            article,
            tuple(
                _cell(answer, voice, said, quoted)
                for (answer, _evidence), said, quoted in zip(answers, saying, words, strict=True)
            ),
        )
        for voice, article in articles.items()
    )
    return tuple(sorted(rows, key=lambda row: row.order))


def _sort_out(answer: ShownStatement) -> dict[Says, Voices]:
    """Return who says what of the answer; who reports it says nothing else of it."""
    support: Support = answer.support
    said = {
        Says.WHOLE: support.whole,
        Says.BOTH: support.both,
        Says.AGAINST: support.against,
        Says.PART: support.part,
        Says.NEARBY: support.nearby,
    }
    heard = {article.voice for voices in said.values() for article in voices.articles}
    reporting = find_reports(answer.claim).articles
    return {**said, Says.REPORTS: Voices(tuple(article for article in reporting if article.voice not in heard))}


def _words_of_articles(evidence: Iterable[ShownStatement]) -> dict[int, list[Quotation]]:
    """Return the quotations by article, each passage with each stance once, those that support first."""
    quotations: dict[tuple[int, str], Quotation] = {}
    for quotation in (quotation for statement in evidence for quotation in statement.quotations):
        quotations.setdefault((quotation.passage.id, quotation.stance), quotation)
    found: dict[int, list[Quotation]] = {}
    for quotation in sort_quotations(quotations.values()):
        found.setdefault(quotation.cited.voice, []).append(quotation)
    return found


def _cell(
    answer: ShownStatement, voice: int, said: Mapping[Says, Voices], quoted: Mapping[int, Sequence[Quotation]]
) -> AnswerCell:
    """Return what the article says of the answer."""
    says = tuple(each for each, voices in said.items() if any(article.voice == voice for article in voices.articles))
    return AnswerCell(answer, says, tuple(quoted.get(voice, ()))) if says else AnswerCell(answer)
