"""Builds the best answer: what a query means, with the statements to show for it; loads nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from concepts.evidence.comparison_address import comparison_address, comparison_key
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.models import Question
from concepts.search.index.documents import Thing, facet_term
from concepts.search.index.interface import Candidate, key_of, thing_of
from concepts.search.query.meaning import Meaning
from concepts.search.query.vocabulary import QueryVocabulary
from concepts.search.results.answers import BestAnswer
from sources.languages import Text

MOST_FINDINGS = 3  # of a comparison
MOST_STATEMENTS = 6  # of a comparison: findings, then distinctions


@dataclass(frozen=True, slots=True)
class AnswerStatements:
    """The ids of the statements that a best answer shows, and of those that support them; `total` there are."""

    statements: tuple[int, ...] = ()
    underlying: tuple[int, ...] = ()
    total: int = 0


def select_statements(
    meaning: Meaning | None, candidates: Iterable[Candidate], vocabulary: QueryVocabulary
) -> AnswerStatements:
    """Select the statements to show: of a question its positions, of a comparison first findings, then distinctions.

    Both come strongest first. Of a distinction it is the distinction itself, of a concept the first definition among
    the candidates, which come in order of voices.
    """
    if meaning is None:
        return AnswerStatements()
    if meaning.topic:
        statements = shown = vocabulary.topics.by_key[meaning.topic].statements
    elif len(meaning.concepts) > 1:
        findings = vocabulary.topics.findings_about(meaning.concepts)
        topics = vocabulary.topics.about(meaning.concepts)
        distinctions = [statement for topic in topics for statement in topic.statements]
        statements = (*findings, *distinctions)
        shown = (*findings[:MOST_FINDINGS], *distinctions)[:MOST_STATEMENTS]
    else:
        term = facet_term("concept", meaning.concepts[0])
        definitions = (candidate for candidate in candidates if thing_of(candidate.id) == Thing.DEFINITION)
        about = [candidate for candidate in definitions if term in candidate.facet_terms.split()]
        statements = shown = tuple(key_of(candidate.id)[1] for candidate in about[:1])
    underlying = tuple(basis for statement in shown for basis in vocabulary.underlying.get(statement, ()))
    return AnswerStatements(shown, underlying, len(statements))


def build_best_answer(
    meaning: Meaning | None,
    selected: AnswerStatements,
    question: Question | None,
    statements: Mapping[int, ShownStatement],
    concept_names: ConceptNames,
) -> BestAnswer | None:
    """Build the answer as pages show it, from the loaded statements; None where the query means nothing."""
    if meaning is None:
        return None
    shown = tuple(statements[statement] for statement in selected.statements if statement in statements)
    if question:
        shown = tuple(sorted(shown, key=lambda position: position.support_order))
    named = concept_names.named(concept for concept in meaning.concepts if concept in concept_names.by_id)
    total = selected.total
    if question:
        ids = (*selected.statements, *selected.underlying)
        about = _concepts_of(statements[statement] for statement in ids if statement in statements)
        concepts = tuple(concept for concept in concept_names.concepts if concept.id in about)
        address = question.get_absolute_url()
        return BestAnswer("question", question.slug, address, question.text, concepts, shown, total)
    if len(named) > 1:
        key, address = comparison_key(named), comparison_address(named)
        return BestAnswer("comparison", key, address, _joined_names(named), named, shown, total)
    if named:
        concept = named[0]
        return BestAnswer("concept", concept.slug, concept.address, concept.name, named, shown, total)
    if shown:
        first = shown[0]
        return BestAnswer("distinction", first.code, first.address, first.title, first.concepts, shown, total)
    return None


def _joined_names(concepts: Sequence[NamedConcept]) -> Text:
    return Text(" · ".join(concept.name.words for concept in concepts), concepts[0].name.lang)


def _concepts_of(statements: Iterable[ShownStatement]) -> set[int]:
    return {concept for statement in statements for concept in statement.links.concepts}
