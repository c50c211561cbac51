"""Finds the documents that answer a query, best first: asks the index, tries corrections, and ranks what comes back."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from django.db import DatabaseError

from concepts.search.index.backends import generations, index_of
from concepts.search.index.documents import Key
from concepts.search.index.expressions import Expression, all_of
from concepts.search.index.interface import Candidate, IndexQuery, key_of
from concepts.search.index.maintenance import NoIndexError, current_state
from concepts.search.models import IndexState
from concepts.search.query.parsed_query import TIERS, ParsedQuery, parse_query
from concepts.search.results.context import SearchContext
from concepts.search.results.facets import SearchFilters
from concepts.search.results.kinds import load_things
from concepts.search.results.ranking import MOST_READ, RankedCandidate, score_by_index, score_by_texts
from concepts.search.results.result_loaders import FoundThing

MOST_CANDIDATES = 1_000  # documents that are ranked: the first in order of priority
MOST_LITERAL = 500  # documents that have the words themselves, in case that those are not among the candidates
MOST_IN_LAST_TIER = 20  # results that have any of the words, where nothing has more of them
LAST_TIER = TIERS - 1
FIRST_CORRECTED_TIER = 1  # from this tier on corrections are tried: nothing has all words as they were typed


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that are as close to the query as any, in order of priority.

    `tier` says how close (`ParsedQuery.tiers`); `literal` are the ids of those that have all words as they were typed.
    Where there are more than MOST_CANDIDATES, some are missing.
    """

    parsed: ParsedQuery
    candidates: Sequence[Candidate] = ()
    tier: int = 0
    literal: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RankedMatches:
    """Matches in order. `order` are ids in the index, the best first; `things` are those that were loaded.

    `by_words` are the things that have words of the query.
    """

    order: Sequence[int]
    things: Mapping[Key, FoundThing]
    by_words: Set[Key]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a query was probably meant to be, "" where nothing is near; `used` where it made the matches."""

    query: str = ""
    used: bool = False


def find_matches(parsed: ParsedQuery, context: SearchContext, filters: SearchFilters) -> Matches:
    """Return what the query finds within the filters; raises UnknownFacetError."""
    narrowing = context.facet_values.expressions(filters)
    if parsed.literal is None:
        return Matches(parsed)
    tiers = [all_of([tier, *narrowing]) for tier in parsed.tiers]
    literal_words = all_of([parsed.literal, *narrowing])
    queries = _index_queries(literal_words, tiers)
    candidates = _ask_index(context.state, queries)
    if not candidates:
        return Matches(parsed)
    literal: Set[int] = frozenset()
    if queries[0].expression == literal_words:
        literal = {candidate.id for candidate in candidates if candidate.found_by == 0}
    tier = 0 if literal else tiers.index(queries[candidates[0].found_by].expression)
    parsed = parsed.loosened() if tier else parsed
    if tier == LAST_TIER:
        # Most of them have a common word and nothing else of the query.
        best = {index_id for _, index_id in score_by_index(candidates, parsed, literal)[:MOST_IN_LAST_TIER]}
        candidates = [candidate for candidate in candidates if candidate.id in best]
    candidates.sort(key=lambda candidate: candidate.id)
    return Matches(parsed, candidates, tier, literal)


def _index_queries(literal_words: Expression, tiers: Sequence[Expression]) -> list[IndexQuery]:
    """Return a query for each different tier, and before them one for documents that have the words themselves.

    The latter must be among the candidates even where very many documents are about what the words name.
    """
    queries = [IndexQuery(literal_words, MOST_LITERAL)] if literal_words != tiers[0] else []
    for number, tier in enumerate(tiers):
        if tier not in tiers[:number]:
            queries.append(IndexQuery(tier, MOST_CANDIDATES + 1, is_fallback=number > 0))
    return queries


def _ask_index(state: IndexState, queries: Sequence[IndexQuery]) -> list[Candidate]:
    try:
        return index_of(state.generation).find(queries)
    except DatabaseError:
        # The index was built anew since its state was read, and the old one is gone.
        newer = current_state()
        if newer.generation == state.generation:
            if state.generation not in generations():
                raise NoIndexError from None
            raise
        return index_of(newer.generation).find(queries)


def find_matches_or_correct(query: str, context: SearchContext, filters: SearchFilters) -> tuple[Matches, Correction]:
    """Return what the query finds or, where a correction finds something closer, what that finds.

    Raises UnknownFacetError.
    """
    vocabulary = context.vocabulary
    matches = find_matches(parse_query(query, vocabulary.names, vocabulary.dimensions), context, filters)
    if (matches.candidates and matches.tier < FIRST_CORRECTED_TIER) or not matches.parsed.clauses:
        return matches, Correction()
    meant = vocabulary.spelling.correct(matches.parsed.folded)
    if not meant:
        return matches, Correction()
    better = find_matches(parse_query(meant, vocabulary.names, vocabulary.dimensions), context, filters)
    if better.candidates and (not matches.candidates or better.tier < matches.tier):
        return better, Correction(meant, used=True)
    return matches, Correction(meant)


def rank_matches(
    matches: Matches, context: SearchContext, start: int, end: int, more_keys: Iterable[Key] = ()
) -> RankedMatches:
    """Return the matches in order; the first MOST_READ of them are ranked by their texts as well.

    Loads those that are read, those from place `start` up to `end`, and the things of `more_keys`.
    """
    vocabulary = context.vocabulary
    scored = score_by_index(matches.candidates, matches.parsed, matches.literal)
    first = scored[:MOST_READ] if start < MOST_READ else []
    read = first + scored[max(start, len(first)) : end]
    things = load_things({*(key_of(index_id) for _, index_id in read), *more_keys}, context)
    texts = {key: thing.texts for key, thing in things.items()}

    def by_texts(some: Sequence[tuple[float, int]]) -> list[RankedCandidate]:
        return score_by_texts(some, matches.parsed, texts, vocabulary.name_words, vocabulary.names_of, matches.literal)

    best, others = by_texts(first), by_texts(read[len(first) :])
    order = [candidate.id for candidate in best] + [index_id for _, index_id in scored[len(first) :]]
    by_words = {key_of(candidate.id) for candidate in (*best, *others) if candidate.by_words}
    return RankedMatches(order, things, by_words)
