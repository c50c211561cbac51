"""Counts voices: the articles that say something themselves, not those that copy or merely report it."""

from collections.abc import Iterable
from dataclasses import dataclass

from concepts.models import Citation
from sources.languages import Language
from sources.models import Article


@dataclass(frozen=True, slots=True)
class Voices:
    """The articles that speak for a statement, each once, in the order their citations came in."""

    articles: tuple[Article, ...] = ()

    @property
    def count(self) -> int:
        return len(self.articles)

    @property
    def chinese(self) -> int:
        return sum(article.version.language == Language.ZH for article in self.articles)

    @property
    def english(self) -> int:
        return self.count - self.chinese

    def __bool__(self) -> bool:
        return bool(self.articles)


def speaks(citation: Citation) -> bool:
    """Whether the citation makes its article a voice: the passage supports the statement and is no copy."""
    return citation.stance == Citation.Stance.SUPPORTS and citation.passage.copy_of_id is None


def voices_of(citations: Iterable[Citation]) -> Voices:
    """The voices among `citations`, whose passage, article and version are loaded."""
    articles = {}
    for citation in citations:
        if speaks(citation) and citation.passage.article_id not in articles:
            article = citation.passage.article
            article.version = citation.passage.version  # the same row; saves the query that reading it would cost
            articles[article.id] = article
    return Voices(tuple(articles.values()))
