"""Answers a query as pages, JSON and the command show it; no request, no HTML."""

from collections.abc import Iterable, Set
from dataclasses import replace
from math import ceil

from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import load_statements
from concepts.evidence.open_questions import put_questions_beside
from concepts.evidence.quotations import load_quotations
from concepts.evidence.statement_rows import StatementRow
from concepts.search.index.documents import STATEMENTS, Key, facet_term
from concepts.search.index.interface import Candidate, key_of
from concepts.search.query.meaning import find_meaning
from concepts.search.results.answers import CitedPlace, SearchAnswer
from concepts.search.results.best_answer import (
    build_best_answer,
    keys_of_best,
    select_statements,
    shared_name,
)
from concepts.search.results.closeness import closeness_of
from concepts.search.results.context import load_context
from concepts.search.results.facets import SearchFilters
from concepts.search.results.hits import HitBuilder
from concepts.search.results.ranking import find_or_correct, rank_matches
from concepts.search.results.result_loaders import FoundQuestion, FoundStatement
from concepts.search.results.snippets import highlight_terms

PAGE_SIZE = 20  # results
MOST_ON_A_PAGE = 100
MOST_COUNTED = 1_000  # “more than 1,000 results”
NO_FILTERS = SearchFilters()
# Its evidence is loaded where no statement was found, so that the number of queries is always the same.
NO_STATEMENT = StatementRow(0, "", "definition", "", "", 0, "", "", "", "", "", None, "", None, None, None)


def search(query: str, filters: SearchFilters = NO_FILTERS, *, page: int = 1, limit: int = PAGE_SIZE) -> SearchAnswer:
    """Return the answer in the reader's language, in a fixed number of queries; `page` and `limit` count from 1.

    The index is searched once more where not all words are found and a correction is tried. Raises UnknownFacetError
    for a filter with a value that does not exist, and NoIndexError where no index is built yet.
    """
    query = query.encode(errors="replace").decode()  # half a pair, as a shell may give it, fits into no address
    context = load_context()
    vocabulary, concept_names = context.vocabulary, context.concept_names
    found, correction = find_or_correct(query, context, filters)
    parsed = found.matches.parsed
    meaning = find_meaning(parsed, vocabulary.topics) if page == 1 and not filters else None
    selected = select_statements(meaning, found.matches.candidates, vocabulary)
    start, end = (page - 1) * limit, page * limit
    ranked = rank_matches(found, context, start, end, keys_of_best(meaning, selected), folds=not filters.chooses_kinds)
    ids = ranked.order[start:end]
    keys = [key_of(index_id) for index_id in ids]
    things = ranked.things
    answers = {key: ranked.answers[key] for key in keys if key in ranked.answers}
    needed = {thing_id for _, thing_id in keys}.union(selected.statements, selected.underlying, *answers.values())
    rows = [thing.row for thing in things.values() if isinstance(thing, FoundStatement) and thing.row.id in needed]
    # Statements about concepts that were added since the names were loaded are left out until the next search.
    loaded = load_statements(rows or [NO_STATEMENT], concept_names).values()
    statements = {one.row.id: one for one in put_questions_beside(loaded, context.open_questions)}
    on_page = [statement for thing, statement in keys if thing in STATEMENTS.values()]
    underlying = [basis for statement in on_page for basis in vocabulary.underlying.get(statement, ())]
    quotations = load_quotations(underlying or [NO_STATEMENT.id])
    terms = highlight_terms(parsed, vocabulary.text_names, vocabulary.name_words)
    builder = HitBuilder(terms, ranked.by_words, statements, answers, vocabulary.underlying, quotations)
    shown = [*found.candidates, *found.uncited]
    concepts = _concepts_of(shown, set(ids), concept_names)
    topic = things.get(meaning.topic) if meaning and meaning.topic else None
    question = topic.row if isinstance(topic, FoundQuestion) else None
    pages = max(1, ceil(len(ranked.order) / limit))
    choices = concept_names.named(shared_name(parsed, vocabulary))

    def page_address(number: int) -> str:
        more = [("page", str(number))] if number > 1 else []
        return filters.address(query, more=more) if 1 <= number <= pages else ""

    def places(key: Key) -> list[CitedPlace]:
        return [passage.make_place(builder) for passage in ranked.folded.get(key, ())]

    return SearchAnswer(
        query=query,
        best=build_best_answer(meaning, selected, question, statements, context),
        did_you_mean=correction.query,
        as_typed_address=replace(filters, as_typed=True).address(query) if correction.used else "",
        corrected=correction.used,
        closeness=closeness_of(found),
        total=min(found.total, MOST_COUNTED),
        total_is_exact=found.total <= MOST_COUNTED,
        hits=tuple(
            builder.complete(things[key].make_hit(builder), key, concepts[index_id], places(key))
            for index_id, key in zip(ids, keys, strict=True)
            if key in things and (key[0] not in STATEMENTS.values() or key[1] in statements)
        ),
        facets=context.facet_values.facets(shown, filters, query),
        page=page,
        pages=pages,
        earlier=page_address(page - 1),
        later=page_address(page + 1),
        choices=choices,
        shared_name=parsed.clauses[0].text if choices else "",
        has_words=bool(parsed.clauses),
        is_current=context.is_current,
    )


def _concepts_of(
    candidates: Iterable[Candidate], ids: Set[int], concept_names: ConceptNames
) -> dict[int, tuple[NamedConcept, ...]]:
    """Return the concepts that each of the candidates with these ids is about."""
    by_term = {facet_term("concept", concept.id): concept for concept in concept_names.concepts}
    return {
        candidate.id: tuple(by_term[term] for term in candidate.facet_terms.split() if term in by_term)
        for candidate in candidates
        if candidate.id in ids
    }
