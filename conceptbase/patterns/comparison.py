"""Build the samples of /patterns/ for comparisons. Queries no database."""

from dataclasses import dataclass

from conceptbase.patterns.texts import SampleTexts
from concepts.comparison.answer import ComparisonAnswer
from concepts.comparison.filters import Filters
from concepts.comparison.narrowing import ChosenValue, Narrowing
from concepts.comparison.options import FilterOption, FilterOptions
from concepts.comparison.rows import DimensionRow
from concepts.comparison.selection import Selection
from concepts.comparison.table import BestCell, BestRow
from concepts.evidence.comparison_address import QUESTIONS, RELATIONS, row_address
from concepts.evidence.findings import ShownFinding
from concepts.evidence.loading import ShownStatement
from concepts.evidence.questions import DisputedQuestion
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class ComparisonSample:
    """The answer and a row of the table, and what a page is narrowed to."""

    answer: ComparisonAnswer
    best: BestRow
    filters: Filters
    options: FilterOptions
    narrowing: Narrowing


def build_comparison_sample(
    texts: SampleTexts,
    selection: Selection,
    row: DimensionRow,
    shown: tuple[ShownStatement, ShownStatement],
    finding: ShownFinding,
    option: FilterOption,
    question: DisputedQuestion,
) -> ComparisonSample:
    """Return the parts of a comparison; `shown` are a distinction and a relation.

    In a bare one nothing tells the concepts apart, nothing is said of the second, and nothing is narrowed.
    """
    distinction, relation = shown
    best = _build_row(texts, selection, row, distinction, question)
    other = FilterOption("other", Text(texts.names[1], texts.lang), False, 0)
    options = () if texts.bare else (option, other)
    return ComparisonSample(
        _build_answer(texts, selection, best, finding, relation, question),
        best,
        Filters() if texts.bare else Filters(dimensions=("scope",), only_contrasts=True),
        FilterOptions(options, options, options, options, option),
        _build_narrowing(texts, selection),
    )


def _build_answer(
    texts: SampleTexts,
    selection: Selection,
    best: BestRow,
    finding: ShownFinding,
    relation: ShownStatement,
    question: DisputedQuestion,
) -> ComparisonAnswer:
    more = 0 if texts.bare else 12
    return ComparisonAnswer(
        differ=() if texts.bare else (finding,),
        contrasts=() if texts.bare else (best,),
        apart=selection.concepts if texts.bare else selection.concepts[1:],
        together=(finding,),
        relations=(relation,),
        disputed=() if texts.bare else (question,) * 3,
        definitions=best if texts.bare else None,
        relations_address=row_address(selection.concepts, RELATIONS),
        questions_address=row_address(selection.concepts, QUESTIONS),
        more_findings=more,
        more_relations=more,
        more_questions=more,
        articles=more * 5,
    )


def _build_row(
    texts: SampleTexts,
    selection: Selection,
    row: DimensionRow,
    distinction: ShownStatement,
    question: DisputedQuestion,
) -> BestRow:
    first, second = selection.concepts
    return BestRow(
        f"{texts.key}-best",
        row.name,
        row.address,
        (
            BestCell((first,), row.characteristics[0]),
            BestCell((second,), None if texts.bare else row.characteristics[1]),
        ),
        None if texts.bare else distinction,
        () if texts.bare else (question,),
    )


def _build_narrowing(texts: SampleTexts, selection: Selection) -> Narrowing:
    names = () if texts.bare else texts.names
    chosen = (ChosenValue(Text(name, texts.lang), selection.address(), place == 1) for place, name in enumerate(names))
    return Narrowing(tuple(chosen), 12, selection.address())
