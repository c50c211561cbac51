"""Read from the query of the address what a reader narrows a comparison to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from concepts.content.counting import CitedArticle
from concepts.evidence.leaving_out import WITHOUT, ArticlesLeftOut, UnknownFilterError
from concepts.evidence.loading import ShownStatement
from sources.languages import Language

CONTRASTS = "contrasts"
SourcePlace = tuple[str, str, tuple[str, ...]]  # the language in which an article counts, its source and its caveats


@dataclass(frozen=True, slots=True)
class Filters:
    """The dimensions, the language and the sources that a comparison is narrowed to, and whether to contrasts.

    Dimensions and sources are slugs. `without` are the caveats whose articles are left out. What is empty narrows
    nothing.
    """

    KEYS: ClassVar = ("dimension", "language", "source", "only", WITHOUT)

    dimensions: tuple[str, ...] = ()
    language: str = ""
    sources: tuple[str, ...] = ()
    only_contrasts: bool = False
    without: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> "Filters":
        """Read `dimension`, `language`, `source`, `without` (each may be repeated) and `only=contrasts`.

        Empty values, which a form sends, are ignored. Raises UnknownFilterError for a language, a caveat or an `only`
        that does not exist; `list_options` checks dimensions and sources against the statements.
        """
        dimensions, languages, sources, only, without = (_given(query, key) for key in cls.KEYS)
        for key, values, known in (("language", languages, set(Language.values)), ("only", only, {CONTRASTS})):
            for value in values:
                if value not in known:
                    raise UnknownFilterError(key, value)
        language = languages[0] if len(languages) == 1 else ""  # there are only two
        return cls(dimensions, language, sources, bool(only), ArticlesLeftOut.read(without).caveats)

    @property
    def query(self) -> dict[str, list[str]]:
        """Return the filters as `from_query` reads them, always in the same order."""
        given = {
            "dimension": list(self.dimensions),
            "language": [self.language] if self.language else [],
            "source": list(self.sources),
            "only": [CONTRASTS] if self.only_contrasts else [],
            WITHOUT: list(self.without),
        }
        return {key: values for key, values in given.items() if values}

    @property
    def count(self) -> int:
        """Return the number of chosen values."""
        return sum(map(len, self.query.values()))

    @property
    def about_sources(self) -> bool:
        """Whether only quotations in some language, from some sources or without some caveats are kept."""
        return bool(self.language or self.sources or self.without)

    def keeps_language(self, language: str) -> bool:
        return not self.language or language == self.language

    def keeps_source(self, slug: str) -> bool:
        return not self.sources or slug in self.sources

    def keeps_caveats(self, caveats: Iterable[str]) -> bool:
        return not any(caveat in self.without for caveat in caveats)

    def keeps_any(self, places: Iterable[SourcePlace]) -> bool:
        """Whether one of the places is kept; always where there is no filter about sources."""
        return not self.about_sources or any(self.keeps_place(place) for place in places)

    def keeps_place(self, place: SourcePlace) -> bool:
        language, slug, caveats = place
        return self.keeps_language(language) and self.keeps_source(slug) and self.keeps_caveats(caveats)

    def keeps(self, article: CitedArticle) -> bool:
        """Whether the article is one that is kept."""
        return self.keeps_place(_place_of(article))

    def __bool__(self) -> bool:
        return bool(self.query)


def places_of(head: ShownStatement) -> frozenset[SourcePlace]:
    """Return the place of each article that the statement or a part of it cites itself."""
    return frozenset(map(_place_of, articles_of(head)))


def articles_of(head: ShownStatement) -> Iterator[CitedArticle]:
    """Yield the articles that the statement or a part of it cites itself, one for each citation."""
    for statement in (head, *head.parts):
        for citation in statement.claim.citations:
            yield citation.cited


def _place_of(article: CitedArticle) -> SourcePlace:
    return (article.counted_language, article.source_slug, article.caveats)


def _given(query: Mapping[str, Sequence[str]], key: str) -> tuple[str, ...]:
    """Return the values of the key that are not empty, each once."""
    return tuple(dict.fromkeys(value for value in query.get(key, ()) if value))
