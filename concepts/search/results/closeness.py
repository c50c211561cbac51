"""Says how much of a query the best result has, and so whether the answer is weak.

One word by itself stands in some text by chance; two together hardly do. So the rarest word that a result has does not
count for it, only what it has besides. Names of concepts say little here: nearly everything has one.
"""

from collections.abc import Iterable, Sequence

from concepts.search.results.answers import Closeness
from concepts.search.results.matches import UNKNOWN_PAIR, WeighedClause, is_pair
from concepts.search.results.ranking import ScoredMatches
from concepts.search.results.score import FULL

NEARLY_ALL = 990  # in thousandths of the query's rarity: all but what rounding takes
NAME = 25  # per cent of its rarity that a name of a concept counts here
LACKING = 25  # per cent of its rarity that a word counts which only other results have
BESIDES = 2  # times what a result has besides its rarest word: with less than it lacks, the answer is weak
MUCH = 40  # per cent of the rarity of a word that one document has: with so much besides, no answer is weak


def closeness_of(found: ScoredMatches) -> Closeness:
    """Return how much of the query the best result has; with SOME of it the answer is weak."""
    if found.share >= NEARLY_ALL:
        return Closeness.ALL
    ways = {candidate.found_by for candidate in found.candidates}
    matches = found.matches
    much = MUCH * matches.unique_weight // 100
    levels = map(found.scorer.levels, ways)
    return Closeness.MOST if any(_has_enough(matches.clauses, row, much) for row in levels) else Closeness.SOME


def _has_enough(clauses: Iterable[WeighedClause], levels: Sequence[int], much: int) -> bool:
    """Return whether a result that matches the clauses so far has enough of the query."""
    has, lacks = [0], 0
    for row, level in zip(clauses, levels, strict=True):
        weight = row.weight * (NAME if row.clause.concepts else 100) // 100
        if not row.is_known:
            lacks += weight * (UNKNOWN_PAIR if is_pair(row.clause) else 100) // 100
        elif level:
            has.append(weight * level // FULL)
        else:
            lacks += weight * LACKING // 100
    besides = sum(has) - max(has)
    return besides >= much or BESIDES * besides >= lacks
