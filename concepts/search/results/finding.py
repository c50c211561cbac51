"""Finds what answers a query, in order: asks the index, step by step, tries near words, ranks what comes back."""

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
from concepts.search.results.facets import Narrowing
from concepts.search.results.kinds import load_things
from concepts.search.results.ranking import MOST_READ, Ranked, finely, roughly
from concepts.search.results.result_loaders import FoundThing

MOST_CANDIDATES = 1_000  # documents that are ranked: the first in order of editorial worth
MOST_LITERAL = 500  # of those that have the words themselves, in case that they are not among those
MOST_OF_SOME = 20  # are given of those that have some of the words
LAST_TIER = TIERS - 1
LEAST_OFFERED = 1  # the tier from which on near words are tried: not all words stand anywhere as they are


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that are as close to the query as any, in order of editorial worth.

    `tier` says how close (`ParsedQuery.tiers`), `literal` are the ids of those that have all words as they were typed.
    Where there are more than MOST_CANDIDATES, some are missing.
    """

    asked: ParsedQuery
    candidates: Sequence[Candidate] = ()
    tier: int = 0
    literal: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Ids in the index, best first; the things loaded of the best, and those of them that have words of the query."""

    order: Sequence[int]
    things: Mapping[Key, FoundThing]
    by_words: Set[Key]


def find_matches(asked: ParsedQuery, context: SearchContext, narrowing: Narrowing) -> Matches:
    """What the query finds within the narrowing; raises UnknownFacetError."""
    filters = context.values.expressions(narrowing)
    if asked.literal is None:
        return Matches(asked)
    tiers = [all_of([tier, *filters]) for tier in asked.tiers]
    wanted = all_of([asked.literal, *filters])
    queries = _index_queries(wanted, tiers)
    candidates = _query_index(context.state, queries)
    if not candidates:
        return Matches(asked)
    literal = {one.id for one in candidates if one.found_by == 0} if queries[0].expression == wanted else frozenset()
    tier = 0 if literal else tiers.index(queries[candidates[0].found_by].expression)
    asked = asked.loosened() if tier else asked
    if tier == LAST_TIER:
        # Most of them have a common word and nothing else of the query.
        best = {id for _, id in roughly(candidates, asked, literal)[:MOST_OF_SOME]}
        candidates = [one for one in candidates if one.id in best]
    candidates.sort(key=lambda one: one.id)
    return Matches(asked, candidates, tier, literal)


def _index_queries(literal: Expression, tiers: Sequence[Expression]) -> list[IndexQuery]:
    """First those that have the words themselves: where very many are about the names, they must be among them."""
    queries = [IndexQuery(literal, MOST_LITERAL)] if literal != tiers[0] else []
    for number, tier in enumerate(tiers):
        if tier not in tiers[:number]:
            queries.append(IndexQuery(tier, MOST_CANDIDATES + 1, is_fallback=number > 0))
    return queries


def _query_index(state: IndexState, queries: Sequence[IndexQuery]) -> list[Candidate]:
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


@dataclass(frozen=True, slots=True)
class Correction:
    """What a query was probably meant to be, empty where nothing is near; `used` where the matches are those of it."""

    query: str = ""
    used: bool = False


def find(query: str, context: SearchContext, narrowing: Narrowing) -> tuple[Matches, Correction]:
    """What the query finds or, where near words of ours find something closer, what these find."""
    matches = find_matches(parse_query(query, context.known.names, context.known.dimensions), context, narrowing)
    if (matches.candidates and matches.tier < LEAST_OFFERED) or not matches.asked.clauses:
        return matches, Correction()
    meant = context.known.spelling.correct(matches.asked.folded)
    if not meant:
        return matches, Correction()
    better = find_matches(parse_query(meant, context.known.names, context.known.dimensions), context, narrowing)
    if better.candidates and (not matches.candidates or better.tier < matches.tier):
        return better, Correction(meant, used=True)
    return matches, Correction(meant)


def ranked(matches: Matches, context: SearchContext, start: int, end: int, besides: Iterable[Key] = ()) -> Found:
    """Puts the matches in order, the first MOST_READ of them by their texts as well.

    Loads the rows of those from place `start` up to `end`, and what is asked besides.
    """
    known = context.known
    scored = roughly(matches.candidates, matches.asked, matches.literal)
    first = scored[:MOST_READ] if start < MOST_READ else []
    read = first + scored[max(start, len(first)) : end]
    things = load_things({*(key_of(id) for _, id in read), *besides}, context)
    texts = {key: thing.texts for key, thing in things.items()}

    def fine(some: Sequence[tuple[float, int]]) -> list[Ranked]:
        return finely(some, matches.asked, texts, known.name_words, known.names_of, matches.literal)

    best, more = fine(first), fine(read[len(first) :])
    order = [one.id for one in best] + [id for _, id in scored[len(first) :]]
    return Found(order, things, {key_of(one.id) for one in (*best, *more) if one.by_words})
