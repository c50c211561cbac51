"""Who says what: articles against the dimensions of a comparison, silence visible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.comparison.rows import DimensionRow
from concepts.content.counting import CitedArticle
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One article: of how many statements it is a voice, a concept each, for the definitions and for each row."""

    article: CitedArticle
    definitions: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def silent(self) -> bool:
        """Whether it is cited and yet a voice for nothing the matrix counts: it copies, reports or contradicts."""
        return not any(self.definitions) and not any(any(counts) for counts in self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every article that is cited, in the order of sources, against `rows`; counts stand in the order of `concepts`.

    A part of a list counts as a statement of its own.
    """

    concepts: tuple[NamedConcept, ...]
    rows: tuple[DimensionRow, ...]
    articles: tuple[MatrixRow, ...]

    @property
    def most(self) -> int:
        """The greatest count there is."""
        return max(
            (count for one in self.articles for counts in (one.definitions, *one.counts) for count in counts), default=0
        )


def build_matrix(
    concepts: tuple[NamedConcept, ...],
    definitions: Iterable[ShownStatement],
    rows: tuple[DimensionRow, ...],
    besides: Iterable[ShownStatement],
) -> Matrix:
    """Counts the definitions and what is said in the rows; articles cited by statements `besides` are listed too."""
    definitions = tuple(definitions)
    groups = (definitions, *(row.characteristics for row in rows))
    drawn = (line.distinction for row in rows for line in row.lines if line.distinction)
    articles: dict[int, CitedArticle] = {}
    for statement in (*(one for group in groups for one in group), *drawn, *besides):
        for one in (statement, *statement.parts):
            for quotation in one.quotations:
                articles[quotation.cited.id] = quotation.cited
    tallies = [_tally(concepts, group) for group in groups]
    nothing = (0,) * len(concepts)
    return Matrix(
        concepts,
        rows,
        tuple(
            MatrixRow(
                article,
                tallies[0].get(article.id, nothing),
                tuple(tally.get(article.id, nothing) for tally in tallies[1:]),
            )
            for article in sorted(articles.values(), key=lambda one: one.place)
        ),
    )


def _tally(concepts: Sequence[NamedConcept], statements: Iterable[ShownStatement]) -> dict[int, tuple[int, ...]]:
    """How many of the statements and their parts each article, by id, is a voice for, a concept each."""
    columns = {concept.id: column for column, concept in enumerate(concepts)}
    counts: dict[int, list[int]] = {}
    for statement in statements:
        for one in (statement, *statement.parts):
            for article in one.voices.articles:
                count = counts.setdefault(article.id, [0] * len(concepts))
                for concept in one.subjects:
                    if concept.id in columns:
                        count[columns[concept.id]] += 1
    return {article: tuple(count) for article, count in counts.items()}
