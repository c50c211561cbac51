"""Finds the documents that may answer a query: asks the index for each word by itself, the rarest first.

What has one word of the query is a candidate. Common words find nothing by themselves where rarer ones are there: they
are only looked for in what those have found. So what a query costs is bounded, however many documents have its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import NamedTuple

from django.db import DatabaseError

from concepts.search.index.backends import generations, index_of
from concepts.search.index.documents import Thing, kind_term
from concepts.search.index.expressions import (
    AllOf,
    Expression,
    Prefix,
    SearchWord,
    all_of,
    among_uncited,
    any_of,
    estimate,
    leaves,
)
from concepts.search.index.interface import MOST_QUERIES, Candidate, Index, IndexQuery
from concepts.search.index.maintenance import NoIndexError, current_state
from concepts.search.models import IndexState
from concepts.search.query.parsed_query import Clause, ParsedQuery
from concepts.search.query.stop_words import EVERYDAY

MOST_CANDIDATES = 1_000  # documents that have a word, and are looked at: the first in order of priority
MOST_TOGETHER = 500  # documents that have several words and are looked at, where it is not the rarest that finds them
RARE = 400  # documents; a word that more of them have is common
ENOUGH = 200  # documents with rarer words, beside which common words find nothing by themselves
UNIT = 100  # of rarity: what a word weighs that all documents have
UNKNOWN_WORD = 60  # per cent of the rarest word that a word counts which no text has
UNKNOWN_PAIR = 25  # per cent that two characters count which no text has side by side
NOWHERE = "=="  # no document has this word


@dataclass(frozen=True, slots=True)
class WeighedClause:
    """A clause, and how much of a query it is: its `weight` by rarity.

    `full` and `half` are the bits of the index queries that find it (`Candidate.found_by`), 0 where none asks for it.
    `is_known` is false where no document has it.
    """

    clause: Clause
    weight: int
    full: int
    half: int
    is_known: bool


class WholeBits(NamedTuple):
    """The bits of the index queries that find all of a query, 0 where none asks for it."""

    literal: int = 0  # all of it as it was typed, in its order
    every: int = 0  # all words as they were typed
    either: int = 0  # all words, or what is about what they name


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that have a word of the query, in order of priority, and what each word weighs.

    `unique_weight` is what a word weighs that one document has. `uncited` are the texts that nobody cites and that have
    all its telling words; they change nothing of the others.
    """

    parsed: ParsedQuery
    clauses: Sequence[WeighedClause]
    candidates: Sequence[Candidate]
    whole: WholeBits
    unique_weight: int
    uncited: Sequence[Candidate] = ()

    @property
    def known_weight(self) -> int:
        """What the words weigh that any document has."""
        return sum(row.weight for row in self.clauses if row.is_known)

    @property
    def whole_weight(self) -> int:
        """What all words weigh; of pairs of characters that no text has only a part: most stand across two words."""
        unknown = (row.weight * _unknown_share(row.clause) // 100 for row in self.clauses if not row.is_known)
        return self.known_weight + sum(unknown)


def _unknown_share(clause: Clause) -> int:
    return UNKNOWN_PAIR if is_pair(clause) else UNKNOWN_WORD


def is_pair(clause: Clause) -> bool:
    """Return whether it may be a pair of characters that stands across two words."""
    return not (clause.text.isascii() or clause.quoted)


def find_matches(
    queries: Sequence[ParsedQuery], state: IndexState, narrowing: Sequence[Expression] = ()
) -> list[Matches]:
    """Return of each query what has a word of it, or is about what it names, within what narrows it; two queries."""
    try:
        return _find_matches(queries, index_of(state.generation), narrowing)
    except DatabaseError:
        # The index was built anew since its state was read, and the old one is gone.
        newer = current_state()
        if newer.generation == state.generation:
            if state.generation not in generations():
                raise NoIndexError from None
            raise
        return _find_matches(queries, index_of(newer.generation), narrowing)


def _find_matches(queries: Sequence[ParsedQuery], index: Index, narrowing: Sequence[Expression]) -> list[Matches]:
    clauses = [clause for parsed in queries for clause in parsed.clauses]
    wanted = [expression for clause in clauses for expression in (clause.full, clause.half) if expression]
    wanted += [parsed.literal for parsed in queries if parsed.literal]
    uncited = [find_uncited(parsed) for parsed in queries]
    wanted += [expression for expression in uncited if expression]
    kinds = [SearchWord(kind_term(thing)) for thing in Thing if thing is not Thing.UNCITED_TEXT]
    counts = index.frequencies([*kinds, *(leaf for expression in (*wanted, *narrowing) for leaf in leaves(expression))])
    plan = _Plan(counts, sum(counts[kind] for kind in kinds), narrowing)
    asked = [(parsed, plan.add(parsed)) for parsed in queries]
    unique = rarity(1, plan.whole)
    uncited_bits = [plan.add_uncited(expression) if expression else 0 for expression in uncited]
    candidates = index.find(plan.queries or [IndexQuery(SearchWord(NOWHERE), 1)])
    found = []
    for (parsed, (weighed, whole)), uncited_bit in zip(asked, uncited_bits, strict=True):
        mask = whole.literal | whole.every | whole.either
        for row in weighed:
            mask |= row.full | row.half
        own = [candidate for candidate in candidates if candidate.found_by & mask]
        asked_for = replace(parsed, clauses=tuple(row.clause for row in weighed))
        having = [candidate for candidate in candidates if candidate.found_by & uncited_bit]
        found.append(Matches(asked_for, weighed, own, whole, unique, having))
    return found


def find_uncited(parsed: ParsedQuery) -> Expression | None:
    """Return what finds the texts that nobody cites with all words of a query, but for everyday words beside others."""
    telling = [clause for clause in parsed.clauses if clause.weight > EVERYDAY] or parsed.clauses
    if not telling:
        return None
    of_kind = SearchWord(kind_term(Thing.UNCITED_TEXT))
    return all_of([*(among_uncited(clause.full) for clause in telling), of_kind])


class _Plan:
    """The queries that are put to the index together, each once."""

    def __init__(self, counts: Mapping[SearchWord | Prefix, int], whole: int, narrowing: Sequence[Expression]) -> None:
        self._counts, self.whole, self._narrowing = counts, whole, narrowing
        self._bits: dict[object, int] = {}
        self.queries: list[IndexQuery] = []

    def add(self, parsed: ParsedQuery) -> tuple[list[WeighedClause], WholeBits]:
        """Add what finds the query; return its clauses with their weights, and the bits of what has all of it."""
        narrowing = [*parsed.required, *self._narrowing]
        weighed = self._add_clauses(parsed.clauses, narrowing)
        literal = self._add(parsed.literal, narrowing) if parsed.literal else 0
        if len(weighed) < 2 or not all(row.is_known for row in weighed):
            return weighed, WholeBits(literal)
        clauses = [row.clause for row in weighed]
        every = self._add(all_of(clause.full for clause in clauses), narrowing)
        either = (any_of([clause.full, clause.half]) if clause.half else clause.full for clause in clauses)
        return weighed, WholeBits(literal, every, self._add(all_of(either), narrowing))

    def add_uncited(self, expression: Expression) -> int:
        """Add what finds texts that nobody cites; return its bit, or 0."""
        return self._add(expression, self._narrowing)

    def _add(self, expression: Expression, narrowing: Sequence[Expression], most: int = MOST_TOGETHER) -> int:
        """Add a query; return its bit, or 0 where there is no room for it, or where it finds nothing."""
        narrowed = all_of([expression, *narrowing])
        expected = estimate(narrowed, self._counts)
        key = frozenset(narrowed.parts) if isinstance(narrowed, AllOf) else narrowed  # in whatever order
        if not expected or (key not in self._bits and len(self.queries) >= MOST_QUERIES):
            return 0
        if key not in self._bits:
            self._bits[key] = 1 << len(self.queries)
            self.queries.append(IndexQuery(narrowed, most + 1, expected))
        return self._bits[key]

    def _add_clauses(self, clauses: Sequence[Clause], narrowing: Sequence[Expression]) -> list[WeighedClause]:
        """Add what finds each clause, the rarest first; return them in the order of the query."""
        frequencies = [estimate(clause.full, self._counts) for clause in clauses]
        rare: list[Expression] = []
        found = 0
        weighed: dict[int, WeighedClause] = {}
        # What a word begins is only looked for where no text has the word itself.
        clauses = [
            replace(clause, half=None) if frequency and isinstance(clause.half, Prefix) else clause
            for clause, frequency in zip(clauses, frequencies, strict=True)
        ]
        for place in sorted(range(len(clauses)), key=lambda place: (frequencies[place], place)):
            clause = clauses[place]
            bits, greatest = [], 0
            for expression in (clause.full, clause.half):
                count = estimate(expression, self._counts) if expression else 0
                # A rare name of a concept of which much is told says no more than its common names.
                greatest = max(greatest, count)
                if expression is None or not count:
                    bits.append(0)
                elif count > RARE and found >= ENOUGH:
                    # What has the word itself need not be about it, too.
                    others = [other for other in rare if other != clause.full]
                    bits.append(self._add(all_of([expression, any_of(others)]), narrowing) if others else 0)
                else:
                    bits.append(self._add(expression, narrowing, MOST_CANDIDATES))
                    rare.append(expression)
                    found += min(count, MOST_CANDIDATES)
            weight = rarity(greatest, self.whole) * clause.weight // 100
            weighed[place] = WeighedClause(clause, weight, bits[0], bits[1], is_known=greatest > 0)
        return [weighed[place] for place in range(len(clauses))]


def rarity(frequency: int, whole: int) -> int:
    """Return what a word weighs that so many of all documents have, in whole numbers."""
    return round(UNIT * log2(1 + whole / max(frequency, 1)))
