"""Count the sentences of sources that published statements cite, that are marked as empty, and that are left."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from concepts.models import Citation, Statement
from sources.anchoring import Span
from sources.models import Article, Boundary, Skip, SourceVersion
from sources.sentences import cut_article_at


@dataclass(slots=True)
class ArticleCoverage:
    """The numbers of sentences and characters of one article; spans are in code points of the version."""

    source: str
    version: int
    number: int
    sentences: int = 0
    cited: int = 0
    empty: Counter[str] = field(default_factory=Counter)  # by reason
    open: list[Span] = field(default_factory=list)
    characters: int = 0
    characters_cited: int = 0

    @property
    def share(self) -> float:
        """Return the share of the sentences' characters that are in cited passages, from 0 to 1."""
        return self.characters_cited / self.characters if self.characters else 0.0


def _characters(spans: Iterable[Span]) -> set[int]:
    """Return the places of all characters in the spans."""
    return {place for span in spans for place in range(span.start, span.end)}


def cover_article(
    article: Article, text: str, boundaries: list[Boundary], passages: list[Span], skips: list[tuple[Span, str]]
) -> ArticleCoverage:
    """Count the sentences of the article against the cited passages and the skips of its version, whose text is `text`.

    A sentence that overlaps a cited passage is cited, even where it overlaps a skip too; one that overlaps only a skip
    is empty; the others are open. Characters are counted without white space.
    """
    source = article.version.source
    coverage = ArticleCoverage(source.slug, article.version.number, article.number)
    cited = _characters(passages)
    divided = [Span(*boundary.divides) for boundary in boundaries]
    for sentence in cut_article_at(text, article.version.language, article.start, article.end, divided):
        places = [place for place in range(sentence.start, sentence.end) if not text[place].isspace()]
        in_passages = sum(place in cited for place in places)
        coverage.sentences += 1
        coverage.characters += len(places)
        coverage.characters_cited += in_passages
        reasons = [reason for span, reason in skips if span.start < sentence.end and span.end > sentence.start]
        if in_passages:
            coverage.cited += 1
        elif reasons:
            coverage.empty[reasons[0]] += 1
        else:
            coverage.open.append(sentence)
    return coverage


def cover_version(version: SourceVersion) -> list[ArticleCoverage]:
    """Return the coverage of every article of a version, in order, in a fixed number of queries."""
    citations = Citation.objects.filter(passage__version=version, statement__status=Statement.Status.PUBLISHED)
    passages = [Span(*place) for place in citations.values_list("passage__start", "passage__end").distinct()]
    rows = Skip.objects.published().filter(version=version).order_by("start")
    skips = [(Span(skip.start, skip.end), skip.reason) for skip in rows]
    text, covered = version.read_text(), []
    for article in version.articles.published().order_by("number").prefetch_related("boundaries"):
        article.version = version
        inside = [span for span in passages if span.start < article.end and span.end > article.start]
        covered.append(cover_article(article, text, list(article.boundaries.all()), inside, skips))
    return covered
