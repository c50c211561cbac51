"""Build the home page.

It opens with one comparison in short: the one that the site names, or else one that is chosen by its findings.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from django.db.models import Count, Q

from concepts.comparison.picker import offer_concepts
from concepts.comparison.selection import select_concepts
from concepts.comparison.suggestions import SuggestedComparison, suggest_comparisons
from concepts.evidence.comparison_address import in_canonical_order
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.findings import FindingList, ShownFinding, build_findings
from concepts.evidence.loading import ShownStatement, best_supported, load_statements
from concepts.evidence.open_questions import OpenQuestions, find_open_questions, put_questions_beside
from concepts.evidence.order import group_by_dimension
from concepts.evidence.questions import DisputedQuestion, build_question, most_disputed
from concepts.evidence.site import load_site
from concepts.evidence.statement_rows import load_rows, read_rows, select_rows
from concepts.models import Question, Statement, StatementConcept
from concepts.pages.map import DistinctionNumbers, count_distinctions
from concepts.pages.map_picture import FactGroup, MapPicture, draw_core_map
from concepts.pages.which_word import WordWithSenses, load_shared_words
from sources.prepared_queries import IdList, PreparedQuery, RowQuery

Kind = Statement.Kind
NO_ID = (0,)  # no row has this id: a list is never empty, so that its query is made whatever there is
MOST_QUESTIONS = 3
MOST_SUGGESTIONS = 4  # besides the featured comparison
MOST_WORDS = 4  # that name several concepts
MOST_DIFFERING, MOST_TOGETHER = 4, 1  # findings of the featured comparison

Pair = tuple[NamedConcept, ...]


@dataclass(frozen=True, slots=True)
class FeaturedComparison:
    """A comparison in short: its strongest findings, or its best-supported distinctions where it has none."""

    suggestion: SuggestedComparison
    findings: tuple[ShownFinding, ...]
    distinctions: tuple[ShownStatement, ...]

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        """Return the concepts that are compared, in the colours of the comparison."""
        return self.suggestion.concepts


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of published statements, of the passages that they cite, and of the sources of these."""

    statements: int
    passages: int
    sources: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the home page; parts without content are empty."""

    concepts: tuple[NamedConcept, ...]
    featured: FeaturedComparison | None
    suggestions: tuple[SuggestedComparison, ...]
    picture: MapPicture
    facts: tuple[FactGroup, ...]
    shared_words: tuple[WordWithSenses, ...]
    questions: tuple[DisputedQuestion, ...]
    figures: Figures


def build_home() -> Home:
    """Build the home page in a fixed number of queries."""
    concept_names = load_concept_names()
    numbers = count_distinctions(concept_names)
    open_questions = find_open_questions()
    chosen = {concept_id for concept_id in load_site().compared if concept_names.has(concept_id)}
    findings, questions = _load_findings_and_questions(concept_names, chosen, open_questions)
    featured = _featured(findings, concept_names, numbers, chosen)
    suggestions = suggest_comparisons(concept_names, numbers, MOST_SUGGESTIONS + 1)
    core_map = draw_core_map(concept_names, numbers, open_questions)
    return Home(
        concepts=offer_concepts(concept_names),
        featured=featured,
        suggestions=_others(suggestions, featured),
        picture=core_map.picture,
        facts=core_map.groups,
        shared_words=load_shared_words(concept_names)[:MOST_WORDS],
        questions=tuple(question for question in questions if question.disputed)[:MOST_QUESTIONS],
        figures=_figures(),
    )


def _others(
    suggestions: tuple[SuggestedComparison, ...], featured: FeaturedComparison | None
) -> tuple[SuggestedComparison, ...]:
    """Return the suggestions without the featured comparison, MOST_SUGGESTIONS at most."""
    others = (other for other in suggestions if not featured or other.address != featured.suggestion.address)
    return tuple(others)[:MOST_SUGGESTIONS]


def _featured(
    findings: FindingList, concept_names: ConceptNames, numbers: DistinctionNumbers, chosen: Set[int]
) -> FeaturedComparison | None:
    """Choose the comparison that the page opens with, and build it in short.

    It is that of the concepts `chosen` by the site (their ids, two at most), where these have findings or distinctions.
    Else, or among the pairs with the only one that is chosen, it is that of the two core concepts whose strongest
    findings on how they differ (MOST_DIFFERING of them) are said as a whole by most articles, added up; then that with
    more distinctions; then the first in canonical order. Where no core concepts have findings, it is the pair with most
    distinctions.
    """
    differing: dict[Pair, list[ShownFinding]] = defaultdict(list)
    together: dict[Pair, list[ShownFinding]] = defaultdict(list)
    for by_pair, found in ((differing, findings.differ), (together, findings.together)):
        for finding in found:
            by_pair[in_canonical_order(finding.statement.subjects)].append(finding)
    pairs: list[Pair] = [pair for pair in differing if len(pair) == 2]
    compared = [concept_names.named(ids) for ids in numbers]
    if any(chosen <= _ids(pair) for pair in pairs):
        pairs = [pair for pair in pairs if chosen <= _ids(pair)]
    elif fitting := next((pair for pair in compared if chosen <= _ids(pair)), None):
        return _featured_by_distinctions(fitting, concept_names, numbers)
    elif not pairs:
        return _featured_by_distinctions(compared[0], concept_names, numbers) if compared else None

    def strength(pair: Pair) -> tuple[int, int, list[int]]:
        articles = sum(finding.statement.voices.count for finding in differing[pair][:MOST_DIFFERING])
        return -articles, -_count(pair, numbers), [concept.place for concept in pair]

    best = min(pairs, key=strength)
    shown = (*differing[best][:MOST_DIFFERING], *together[best][:MOST_TOGETHER])
    return FeaturedComparison(_suggestion(best, numbers, concept_names), shown, ())


def _ids(pair: Pair) -> set[int]:
    return {concept.id for concept in pair}


def _load_findings_and_questions(
    concept_names: ConceptNames, chosen: Set[int], open_questions: OpenQuestions
) -> tuple[FindingList, tuple[DisputedQuestion, ...]]:
    """Load the findings about core or chosen concepts alone, and the questions with an answer; four queries for both.

    Findings come best-supported first, questions most disputed first.
    """
    about = [concept.id for concept in concept_names.concepts if concept.core or concept.id in chosen]
    rows = read_rows(_finding_and_position_rows.rows([*NO_ID, *about]))
    statements = load_statements(rows, concept_names, quoted=False).values()
    answers: dict[Question, list[ShownStatement]] = {}
    for statement in statements:
        if statement.row.question:
            answers.setdefault(statement.row.question, []).append(statement)
    questions = most_disputed(
        build_question(question, [(position.row, position.voices) for position in given])
        for question, given in answers.items()
    )
    return build_findings(put_questions_beside(statements, open_questions)), questions


def _select_findings_and_positions(concepts: IdList) -> RowQuery:
    """Return the query for the findings about no other concepts, and all answers to published questions."""
    others = StatementConcept.objects.exclude(concept__id__among=concepts)
    findings = Q(kind=Kind.FINDING) & ~Q(id__in=others.values("statement"))
    positions = Q(kind=Kind.POSITION, question__status=Question.Status.PUBLISHED)
    return select_rows(Statement.objects.published().filter(findings | positions).order_by("rank", "code"))


_finding_and_position_rows = PreparedQuery(_select_findings_and_positions)


def _featured_by_distinctions(
    pair: Pair, concept_names: ConceptNames, numbers: DistinctionNumbers
) -> FeaturedComparison:
    """Return the comparison of a pair with the best-supported distinction of each dimension."""
    first, second = (Statement.objects.filter(sides__concept=concept.id) for concept in pair)
    rows = load_rows(
        Statement.objects.published()
        .filter(kind=Statement.Kind.DISTINCTION)
        .filter(id__in=first.values("id"))
        .filter(id__in=second.values("id"))
        .order_by("rank", "code")
    )
    statements = load_statements(rows, concept_names, quoted=False).values()
    ordered = best_supported(statements, Statement.Kind.DISTINCTION)
    by_dimension = group_by_dimension(ordered, lambda distinction: distinction.row)
    shown = [distinctions[0] for distinctions in by_dimension.values()][:MOST_DIFFERING]
    return FeaturedComparison(_suggestion(pair, numbers, concept_names), (), put_questions_beside(shown))


def _suggestion(pair: Pair, numbers: DistinctionNumbers, concept_names: ConceptNames) -> SuggestedComparison:
    """Return the comparison of the pair in the colours that it has there."""
    selection = select_concepts([concept.slug for concept in pair], concept_names)
    return SuggestedComparison(selection.concepts, selection.address(), _count(pair, numbers))


def _count(pair: Pair, numbers: DistinctionNumbers) -> int:
    """Return the number of distinctions between two concepts in canonical order."""
    first, second = pair
    return numbers.get((first.id, second.id), 0)


def _figures() -> Figures:
    """Count the published content in one query."""
    counts = Statement.objects.published().aggregate(
        statements=Count("id", distinct=True),
        passages=Count("citations__passage", distinct=True),
        sources=Count("citations__passage__version__source", distinct=True),
    )
    return Figures(**counts)
