"""Answers a query as pages, JSON and the command show it; no request, no HTML."""

from collections.abc import Iterable, Set
from math import ceil

from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import load_statements
from concepts.evidence.open_questions import put_questions_beside
from concepts.evidence.quotations import load_quotations
from concepts.evidence.statement_rows import StatementRow
from concepts.search.index.documents import STATEMENTS, Thing, facet_term
from concepts.search.index.interface import Candidate, key_of
from concepts.search.query.meaning import find_meaning
from concepts.search.results.answers import Closeness, SearchAnswer
from concepts.search.results.best_answer import build_best_answer, select_statements
from concepts.search.results.context import load_context
from concepts.search.results.facets import SearchFilters
from concepts.search.results.hits import HitBuilder
from concepts.search.results.matches import find_matches_or_correct, rank_matches
from concepts.search.results.result_loaders import FoundQuestion, FoundStatement
from concepts.search.results.snippets import highlight_terms

PAGE_SIZE = 20  # results
MOST_ON_A_PAGE = 100
MOST_COUNTED = 1_000  # “more than 1,000 results”
CLOSENESS = (Closeness.ALL, Closeness.PARTS, Closeness.MOST, Closeness.SOME)  # by tier
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
    matches, correction = find_matches_or_correct(query, context, filters)
    parsed = matches.parsed
    meaning = find_meaning(parsed, vocabulary.topics, matches.tier) if page == 1 and not filters else None
    selected = select_statements(meaning, matches.candidates, vocabulary)
    # The kind in the key does not matter: all statements are loaded by their ids.
    more_keys = [(Thing.POSITION, statement) for statement in (*selected.statements, *selected.underlying)]
    if meaning and meaning.topic:
        more_keys.append(meaning.topic)
    start, end = (page - 1) * limit, page * limit
    ranked = rank_matches(matches, context, start, end, more_keys)
    ids = ranked.order[start:end]
    keys = [key_of(index_id) for index_id in ids]
    things = ranked.things
    needed = {thing_id for _, thing_id in (*keys, *more_keys)}
    rows = [thing.row for thing in things.values() if isinstance(thing, FoundStatement) and thing.row.id in needed]
    # Statements about concepts that were added since the names were loaded are left out until the next search.
    loaded = load_statements(rows or [NO_STATEMENT], concept_names).values()
    statements = {one.row.id: one for one in put_questions_beside(loaded, context.open_questions)}
    on_page = [statement for thing, statement in keys if thing in STATEMENTS.values()]
    underlying = [basis for statement in on_page for basis in vocabulary.underlying.get(statement, ())]
    quotations = load_quotations(underlying or [NO_STATEMENT.id])
    shown = {statement: statements[statement] for statement in on_page if statement in statements}
    terms = highlight_terms(parsed, vocabulary.text_names, vocabulary.name_words)
    builder = HitBuilder(terms, ranked.by_words, shown, vocabulary.underlying, quotations)
    concepts = _concepts_of(matches.candidates, set(ids), concept_names)
    topic = things.get(meaning.topic) if meaning and meaning.topic else None
    question = topic.row if isinstance(topic, FoundQuestion) else None
    pages = max(1, ceil(len(ranked.order) / limit))

    def page_address(number: int) -> str:
        more = [("page", str(number))] if number > 1 else []
        return filters.address(query, more=more) if 1 <= number <= pages else ""

    return SearchAnswer(
        query=query,
        best=build_best_answer(meaning, selected, question, statements, concept_names),
        did_you_mean=correction.query,
        did_you_mean_address=filters.address(correction.query) if correction.query else "",
        corrected=correction.used,
        closeness=CLOSENESS[matches.tier],
        total=min(len(matches.candidates), MOST_COUNTED),
        total_is_exact=len(matches.candidates) <= MOST_COUNTED,
        hits=tuple(
            builder.complete(things[key].make_hit(builder), key, concepts[index_id])
            for index_id, key in zip(ids, keys, strict=True)
            if key in things and (key[0] not in STATEMENTS.values() or key[1] in shown)
        ),
        facets=context.facet_values.facets(matches.candidates, filters, query),
        page=page,
        pages=pages,
        earlier=page_address(page - 1),
        later=page_address(page + 1),
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
