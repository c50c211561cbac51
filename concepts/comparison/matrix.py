"""Count how many statements of each dimension each article says, so that its silence is visible too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.comparison.filters import articles_of
from concepts.comparison.rows import DimensionRow
from concepts.content.counting import CitedArticle
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One article with the numbers of statements for which it is a voice.

    `definitions` has one number for each concept; `counts` has such numbers for each row of the table.
    """

    article: CitedArticle
    definitions: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def silent(self) -> bool:
        """Whether it is a voice for nothing that is counted: it is cited, but copies, reports or contradicts."""
        return not any(self.definitions) and not any(any(counts) for counts in self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """All cited articles, in the order of sources, with their counts for definitions and for `rows`.

    Counts are in the order of `concepts`. A part of a list counts as a statement of its own.
    """

    concepts: tuple[NamedConcept, ...]
    rows: tuple[DimensionRow, ...]
    articles: tuple[MatrixRow, ...]

    @property
    def most(self) -> int:
        """Return the largest of all counts."""
        return max(
            (count for row in self.articles for counts in (row.definitions, *row.counts) for count in counts),
            default=0,
        )


def build_matrix(
    concepts: tuple[NamedConcept, ...],
    definitions: Iterable[ShownStatement],
    rows: tuple[DimensionRow, ...],
    others: Iterable[ShownStatement],
) -> Matrix:
    """Count the definitions and the characteristics of the rows by article.

    Articles that only distinctions of the rows or the `others` cite are listed without being counted.
    """
    definitions = tuple(definitions)
    groups = (definitions, *(row.characteristics for row in rows))
    distinctions = (line.distinction for row in rows for line in row.lines if line.distinction)
    articles: dict[int, CitedArticle] = {}
    for head in (*(statement for group in groups for statement in group), *distinctions, *others):
        for article in articles_of(head):
            known = articles.setdefault(article.voice, article)
            articles[article.voice] = min(known, article, key=lambda either: either.place)
    of_definitions, *of_rows = (_count_by_article(concepts, group) for group in groups)
    silence = (0,) * len(concepts)
    return Matrix(
        concepts,
        rows,
        tuple(
            MatrixRow(
                article,
                of_definitions.get(article.voice, silence),
                tuple(counts.get(article.voice, silence) for counts in of_rows),
            )
            for article in sorted(articles.values(), key=lambda article: article.place)
        ),
    )


def _count_by_article(
    concepts: Sequence[NamedConcept], statements: Iterable[ShownStatement]
) -> dict[int, tuple[int, ...]]:
    """Count the statements and parts for which an article is a voice: one number for each concept, by its `voice`."""
    columns = {concept.id: column for column, concept in enumerate(concepts)}
    counts: dict[int, list[int]] = {}
    for head in statements:
        for statement in (head, *head.parts):
            for article in statement.voices.articles:
                count = counts.setdefault(article.voice, [0] * len(concepts))
                for concept in statement.subjects:
                    if concept.id in columns:
                        count[columns[concept.id]] += 1
    return {article: tuple(count) for article, count in counts.items()}
