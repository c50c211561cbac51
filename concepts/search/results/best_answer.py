"""Builds the best answer: what a query means, with the statements to show for it; loads nothing."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from concepts.evidence.comparison_address import comparison_address, comparison_key, row_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.wording import reader_wording
from concepts.models import Question
from concepts.search.index.documents import Key, Thing, facet_term
from concepts.search.index.interface import Candidate, key_of, thing_of
from concepts.search.query.meaning import Meaning
from concepts.search.query.parsed_query import ParsedQuery
from concepts.search.query.vocabulary import QueryVocabulary
from concepts.search.results.answers import BestAnswer
from concepts.search.results.context import SearchContext
from sources.languages import Text

MOST_FINDINGS = 3  # of a comparison
MOST_STATEMENTS = 6  # of a comparison: findings, then distinctions; and of a row
ON_ROWS = {Thing.DISTINCTION, Thing.CHARACTERISTIC, Thing.FINDING}  # what is told of concepts on one dimension
RELATING = {Thing.RELATION, Thing.CHARACTERISTIC}  # what is told of several concepts that nothing sets apart


@dataclass(frozen=True, slots=True)
class AnswerStatements:
    """The ids of the statements that a best answer shows, and of those that support them; `total` there are.

    They are told of one `dimension` where that is not None.
    """

    statements: tuple[int, ...] = ()
    underlying: tuple[int, ...] = ()
    total: int = 0
    dimension: int | None = None


def select_statements(
    meaning: Meaning | None, candidates: Sequence[Candidate], vocabulary: QueryVocabulary
) -> AnswerStatements:
    """Select the statements to show: of a question its positions, of a comparison first findings, then distinctions.

    Both come strongest first. Of a distinction it is the distinction itself, of a concept its first definition. Of a
    row, and where nothing compares several concepts, it is what is told of all of them. These are chosen among the
    candidates, which come in order of voices.
    """
    if meaning is None:
        return AnswerStatements()
    dimension = meaning.dimension
    on_row = _on_row(meaning.concepts, dimension, candidates) if dimension else ()
    if meaning.topic:
        statements = shown = vocabulary.topics.by_key[meaning.topic].statements
    elif on_row:
        statements, shown = on_row, on_row[:MOST_STATEMENTS]
    elif len(meaning.concepts) > 1:
        findings = vocabulary.topics.findings_about(meaning.concepts)
        topics = vocabulary.topics.about(meaning.concepts)
        distinctions = [statement for topic in topics for statement in topic.statements]
        statements = (*findings, *distinctions)
        shown = (*findings[:MOST_FINDINGS], *distinctions)[:MOST_STATEMENTS]
        if not statements:
            statements = _about(meaning.concepts, candidates, RELATING)
            shown = statements[:MOST_FINDINGS]
    else:
        statements = shown = _about(meaning.concepts, candidates, {Thing.DEFINITION})[:1]
    underlying = tuple(basis for statement in shown for basis in vocabulary.underlying.get(statement, ()))
    return AnswerStatements(shown, underlying, len(statements), dimension if on_row else None)


def keys_of_best(meaning: Meaning | None, selected: AnswerStatements) -> list[Key]:
    """Return what has to be loaded for the best answer."""
    # The kind in the key does not matter: all statements are loaded by their ids.
    keys: list[Key] = [(Thing.POSITION, statement) for statement in (*selected.statements, *selected.underlying)]
    return [*keys, meaning.topic] if meaning and meaning.topic else keys


def _about(
    concepts: Sequence[int], candidates: Iterable[Candidate], things: Container[int], terms: Iterable[str] = ()
) -> tuple[int, ...]:
    """Return the ids of the statements of these kinds that are about all of the concepts, and have all of the terms."""
    wanted = {*terms, *(facet_term("concept", concept) for concept in concepts)}
    of_kind = (candidate for candidate in candidates if thing_of(candidate.id) in things)
    return tuple(key_of(one.id)[1] for one in of_kind if wanted.issubset(one.facet_terms.split()))


def _on_row(concepts: Sequence[int], dimension: int, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Return what is told of all of the concepts on one dimension: first what is about no other concept."""
    alone = [candidate for candidate in candidates if candidate.facet_terms.count("=c") == len(concepts)]
    terms = [facet_term("dimension", dimension)]
    found = (*_about(concepts, alone, ON_ROWS, terms), *_about(concepts, candidates, ON_ROWS, terms))
    return tuple(dict.fromkeys(found))


def shared_name(query: ParsedQuery, vocabulary: QueryVocabulary) -> tuple[int, ...]:
    """Return the concepts that share the name which is the query; none where only one is called so."""
    if len(query.clauses) != 1 or not query.clauses[0].concepts:
        return ()
    (clause,) = query.clauses
    called = {concept for concept, names in vocabulary.names_of.items() if clause.text in names}
    every = dict.fromkeys((*clause.concepts, *sorted(called)))
    return tuple(every) if len(every) > 1 else ()


def build_best_answer(
    meaning: Meaning | None,
    selected: AnswerStatements,
    question: Question | None,
    statements: Mapping[int, ShownStatement],
    context: SearchContext,
) -> BestAnswer | None:
    """Build the answer as pages show it, from the loaded statements; None where the query means nothing."""
    if meaning is None:
        return None
    concept_names = context.concept_names
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
    row = context.facet_values.dimensions.get(selected.dimension or 0)
    if len(named) > 1:
        key = comparison_key(named)
        address = row_address(named, row.slug) if row else comparison_address(named)
        return BestAnswer("comparison", key, address, _joined_names(named), named, shown, total, row)
    if named:
        concept = named[0]
        address = f"{concept.address}#{row.slug}" if row else concept.address
        en, zh = context.vocabulary.scope_notes.get(concept.id, ("", ""))
        note = None if shown or not (en or zh) else reader_wording().text(en, zh)
        return BestAnswer("concept", concept.slug, address, concept.name, named, shown, total, row, note)
    if shown:
        first = shown[0]
        return BestAnswer("distinction", first.code, first.address, first.title, first.concepts, shown, total)
    return None


def _joined_names(concepts: Sequence[NamedConcept]) -> Text:
    return Text(" · ".join(concept.name.words for concept in concepts), concepts[0].name.lang)


def _concepts_of(statements: Iterable[ShownStatement]) -> set[int]:
    return {concept for statement in statements for concept in statement.links.concepts}
