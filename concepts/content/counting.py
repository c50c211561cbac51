"""Counts voices: the articles that say something themselves, not those that copy or merely report it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.db.models.functions import Coalesce

from sources.languages import Language, Text

NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article that is cited, and the source it stands in.

    `number` counts within the `version`, `place` sorts by source, version and number; `language` is the text's, a value
    of Language, and `lang` the same as `lang` attributes write it. `voice` is the id of the first article that it
    continues (another version, a repost), else its own: articles with one `voice` count as one. `credit` names author
    and year, as far as known. `withheld` says why readers see no words of it; empty where they do.
    """

    id: int
    voice: int
    number: int
    version: int
    title: Text
    source: Text
    source_slug: str
    language: str
    lang: str
    address: str
    place: tuple[int, str, int, int]
    credit: Text = NO_TEXT
    withheld: Text = NO_TEXT


class Citing(Protocol):
    """A citation, as far as voices are counted."""

    @property
    def speaks(self) -> bool:
        """Whether it makes its article a voice: the passage supports the statement and is no copy."""

    @property
    def cited(self) -> CitedArticle:
        """The article it cites."""


@dataclass(frozen=True)
class Voices:
    """The articles that speak for a statement, each once, in the order their citations came in.

    Of articles that are the same one, the first to come in stands for all.
    """

    articles: tuple[CitedArticle, ...] = ()

    @property
    def count(self) -> int:
        return len(self.articles)

    @cached_property
    def chinese(self) -> int:
        return sum(article.language == Language.ZH for article in self.articles)

    @property
    def english(self) -> int:
        return self.count - self.chinese

    def __bool__(self) -> bool:
        return bool(self.articles)


NO_VOICES = Voices()


def voices_of(citations: Iterable[Citing]) -> Voices:
    """The voices among the citations."""
    articles: dict[int, CitedArticle] = {}
    for citation in citations:
        if citation.speaks:
            article = citation.cited
            articles.setdefault(article.voice, article)
    return Voices(tuple(articles.values())) if articles else NO_VOICES


def joined(several: Iterable[Voices]) -> Voices:
    """The articles that speak in any of `several`, each once."""
    articles: dict[int, CitedArticle] = {}
    for voices in several:
        for article in voices.articles:
            articles.setdefault(article.voice, article)
    return Voices(tuple(articles.values())) if articles else NO_VOICES


def select_voice(article: str) -> Coalesce:
    """Return what selects the `voice` of an article in a query; `article` is the look-up of the article."""
    return Coalesce(f"{article}__same_as", article)
