"""Scores candidates, in the same way on both databases: whole numbers, and the id where two are equal.

    score = 1000 × share of the query's rarity that is matched   (whole words full; beginnings, other names half)
          +  300 × share of the concepts it names                (near concepts, broader or related, half)
          +  150 × whether it is of a dimension that the query names
          + worth of its kind + worth among its kind
          +  250 × how much its title is the query + 80 where the words stand in order + 30 × shortness

The index gives candidates without their texts. So all get a score by what found them, and the best of these a second
one by their texts, in which names are told from words with the same stem, and titles and order count.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from concepts.search.index.documents import COPY_PRIORITY, Key, Thing, facet_term
from concepts.search.index.expressions import Prefix
from concepts.search.index.interface import OBJECT_BITS, Candidate, key_of, priority_of, thing_of
from concepts.search.index.kinds import KINDS
from concepts.search.index.words import index_words, matching_name, pairs, runs, stem
from concepts.search.query.parsed_query import Clause
from concepts.search.results.matches import Matches
from sources.text import HAN, search_fold

MATCH = 1_000  # all of the query's rarity is matched
ABOUT = 300  # is about all concepts that the query names
OF_DIMENSION = 150  # is of a dimension that the query names
WORTH = 30  # is cited most, among documents of its kind
COPY_PENALTY = 80  # only copies another passage
TITLE = 250  # the title is the query and nothing else
LATER_NAME_PENALTY = 1  # for each name of a concept that stands before the one that is counted as its title
BARE_NAME_PENALTY = 60  # of what is little more than a name, where that is not what was asked for
NAMES = {Thing.CONCEPT, Thing.DIMENSION, Thing.TAG, Thing.SOURCE, Thing.ARTICLE}
IN_ORDER = 80  # the words stand one after another
SHORTNESS = 30  # the text says nothing besides
# By the number of the kind, as ids in the index have it.
KIND_WEIGHTS: dict[int, int] = {thing: kind.weight for thing, kind in KINDS.items()}
NAMED_KIND_WEIGHTS: dict[int, int] = {thing: kind.weight_if_named for thing, kind in KINDS.items()}
HAN_WORD = re.compile(f"[{HAN}]")
FULL, HALF = 2, 1  # how far a clause is matched


@dataclass(frozen=True, slots=True)
class CandidateTexts:
    """The texts of a candidate: names or titles, and others, in both languages."""

    titles: Sequence[str]
    others: Sequence[str] = ()


class Scored(NamedTuple):
    """A candidate with its score and the share of the query's rarity that it matches, in thousandths.

    `by_words` is true where a word of the query stands in its texts; the other names of a concept that the query names
    count as words of the query, in both languages.
    """

    score: int
    id: int
    share: int
    by_words: bool = False


class Scorer:
    """Scores the matches of one query. `near` are the concepts that are broader than a concept, or related to it."""

    def __init__(self, matches: Matches, near: Mapping[int, Set[int]], is_named_only: bool) -> None:
        self._clauses = matches.clauses
        self._whole = matches.known_weight or 1
        self._bits = matches.whole
        named = [row.clause for row in matches.clauses if row.clause.concepts]
        self._concepts = [frozenset(clause.facet_terms) for clause in named]
        self._near = [
            frozenset(facet_term("concept", other) for concept in clause.concepts for other in near.get(concept, ()))
            for clause in named
        ]
        self._dimensions = frozenset(facet_term("dimension", dimension) for dimension in matches.parsed.dimensions)
        self._telling = self._dimensions.union(*self._concepts, *self._near)
        self._about: dict[frozenset[str], tuple[int, bool]] = {}
        self._is_named_only = is_named_only

    def by_index(self, candidates: Sequence[Candidate]) -> list[Scored]:
        """Return candidates, which are in order of their ids, by what found them, the best first."""
        if not candidates:
            return []
        # There are thousands of candidates, but few ways to be found, to be about something and to be worth something.
        ids, terms, bits = zip(*candidates, strict=True)
        kinds = [index_id >> OBJECT_BITS for index_id in ids]
        shares = {found_by: self._share(self.levels(found_by)) for found_by in set(bits)}
        matched = {found_by: self._matched(found_by, share) for found_by, share in shares.items()}
        about = {facet_terms: self._aboutness(facet_terms.split(" ")) for facet_terms in set(terms)}
        worth = {kind: self._worth(kind << OBJECT_BITS) for kind in set(kinds)}
        scored = [
            Scored(
                matched[found_by] + about[facet_terms][0] + worth[kind][about[facet_terms][1]],
                index_id,
                shares[found_by],
            )
            for index_id, facet_terms, found_by, kind in zip(ids, terms, bits, kinds, strict=True)
        ]
        scored.sort(key=itemgetter(0), reverse=True)  # equal ones stay in the order of their ids
        return scored

    def _matched(self, bits: int, share: int) -> int:
        """Return the points for the words that were found."""
        return share * MATCH // 1000 + IN_ORDER * bool(bits & self._bits.literal)

    def _worth(self, index_id: int) -> tuple[int, int]:
        """Return the points for kind and priority, and those of something about a concept that the query names."""
        thing, priority = thing_of(index_id), priority_of(index_id)
        points = KIND_WEIGHTS[thing] + WORTH * (100 - priority % 100) // 100
        points -= COPY_PENALTY * (priority >= COPY_PRIORITY)
        return points, points + NAMED_KIND_WEIGHTS[thing] * self._is_named_only

    def levels(self, bits: int) -> list[int]:
        """Return how far each clause is matched by what these queries find (`Candidate.found_by`)."""
        if bits & (self._bits.literal | self._bits.every):
            return [FULL] * len(self._clauses)
        least = HALF if bits & self._bits.either else 0
        return [FULL if bits & row.full else HALF if bits & row.half else least for row in self._clauses]

    def _share(self, levels: Sequence[int]) -> int:
        matched = sum(row.weight * level for row, level in zip(self._clauses, levels, strict=True) if row.is_known)
        return 1000 * matched // (FULL * self._whole)

    def _aboutness(self, facet_terms: Sequence[str]) -> tuple[int, bool]:
        """Return the points for what a document is about, and whether it is about a concept that the query names."""
        telling = self._telling.intersection(facet_terms)
        if telling not in self._about:
            levels = [
                FULL if telling & terms else HALF if telling & near else 0
                for terms, near in zip(self._concepts, self._near, strict=True)
            ]
            points = ABOUT * sum(levels) // (FULL * len(levels)) if levels else 0
            self._about[telling] = points + OF_DIMENSION * bool(telling & self._dimensions), FULL in levels
        return self._about[telling]

    def by_texts(
        self,
        scored: Sequence[Scored],
        candidates: Mapping[int, Candidate],
        texts: Mapping[Key, CandidateTexts],
        name_words: Set[str],
        names_of: Mapping[int, Sequence[str]],
    ) -> list[Scored]:
        """Return the candidates that have texts, the best first; those without texts do not exist any more.

        `name_words` are names of one word. They count only as they were typed, while the index knows only stems: a
        query for marketing does not mean the market. `names_of` are the names of each concept.
        """
        forms = [_forms(row.clause, name_words, names_of) for row in self._clauses]
        neighbours = [_neighbours(first.typed, second.typed) for first, second in pairwise(forms)]
        found = []
        for row in scored:
            if (own := texts.get(key_of(row.id))) is not None:
                found.append(self._by_texts(row, candidates[row.id], own, forms, neighbours, name_words))
        found.sort(key=lambda row: (-row.score, row.id))
        return found

    def _by_texts(
        self,
        row: Scored,
        candidate: Candidate,
        texts: CandidateTexts,
        forms: Sequence["ClauseForms"],
        neighbours: Sequence[Sequence[str]],
        names: Set[str],
    ) -> Scored:
        spaced = _spaced(texts, names)
        standing = [[form.stands_in(text) for form in forms] for text in spaced]
        in_texts = list(map(max, zip(*standing, strict=True))) if standing else [0] * len(forms)
        levels = [
            FULL if in_text == FULL else min(HALF, max(level, in_text))
            for level, in_text in zip(self.levels(candidate.found_by), in_texts, strict=True)
        ]
        share = self._share(levels)
        typed = [form.typed for form in forms]
        titles = spaced[: len(texts.titles)]
        title = max(
            (self._title_share(text, typed) - LATER_NAME_PENALTY * number for number, text in enumerate(titles)),
            default=0,
        )
        order = 0 if candidate.found_by & self._bits.literal else _in_order(spaced, neighbours)
        shortest = min((_length(text) for text, has in zip(spaced, standing, strict=True) if any(has)), default=99)
        more = TITLE * title // 100 + IN_ORDER * order // 100
        if key_of(row.id)[0] in NAMES:
            more -= BARE_NAME_PENALTY * (100 - title) // 100
        more += min(SHORTNESS, SHORTNESS * sum(map(_length, typed)) // max(1, shortest))
        score = row.score + (share - row.share) * MATCH // 1000 + more
        has_words = any(in_texts) or bool(candidate.found_by & (self._bits.literal | self._bits.every))
        return Scored(score, row.id, share, has_words)

    def _title_share(self, title: str, typed: Sequence[str]) -> int:
        """Return how much of the query's rarity the title has, times how much of it that is, in hundredths."""
        has = [(row.weight, form) for row, form in zip(self._clauses, typed, strict=True) if form in title]
        if not has:
            return 0
        length = sum(_length(form) for _weight, form in has)
        share = sum(weight for weight, _form in has) / self._whole
        return int(100 * min(1.0, share) * min(1.0, length / max(1, _length(title))) ** 0.5)


@dataclass(frozen=True, slots=True)
class ClauseForms:
    """How one clause may stand in a text that `_spaced` made: as it was typed, or by other names."""

    typed: str
    others: tuple[str, ...] = ()

    def stands_in(self, spaced: str) -> int:
        return FULL if self.typed in spaced else HALF if any(other in spaced for other in self.others) else 0


def _forms(clause: Clause, name_words: Set[str], names_of: Mapping[int, Sequence[str]]) -> ClauseForms:
    others = tuple(_spaced_words(name, name_words) for concept in clause.concepts for name in names_of.get(concept, ()))
    if isinstance(clause.full, Prefix):
        return ClauseForms(f" {clause.words[0]}", others)
    if isinstance(clause.half, Prefix):
        others = (*others, f" {clause.half.letters}")
    return ClauseForms(_spaced_words(clause.text, name_words), others)


def _spaced_words(folded: str, name_words: Set[str]) -> str:
    """Return a folded text as it stands inside a text that `_spaced` made, with blanks around it."""
    words: list[str] = []
    found = list(runs(folded))
    for run in found:
        if not run.is_chinese:
            words.append(matching_name(run.text, name_words) or stem(run.text))
            continue
        words += pairs(run.text)
        # Behind the pairs of a run a text has its last character; but where the name ends, the run may go on.
        if run is not found[-1] or len(run.text) == 1:
            words.append(run.text[-1])
    return f" {' '.join(words)} "


def _spaced(texts: CandidateTexts, name_words: Set[str]) -> list[str]:
    """Return the search words of each text, with blanks around them."""
    return [_spaced_text(text, name_words) for text in (*texts.titles, *texts.others)]


@lru_cache(maxsize=10_000)  # what answers one query often answers others
def _spaced_text(text: str, name_words: Set[str]) -> str:
    return f" {' '.join(index_words(search_fold(text), name_words))} "


@lru_cache(maxsize=10_000)
def _length(spaced: str) -> int:
    """Return how many words a text or form has; the last character of a Chinese run is part of its last pair."""
    words = spaced.split()
    ends = sum(len(pair) == 2 and pair[1] == end and not end.isascii() for pair, end in pairwise(words))
    return len(words) - ends


def _in_order(spaced: Sequence[str], neighbours: Sequence[Sequence[str]]) -> int:
    """Return how many of the neighbours in the query are neighbours in one of the texts, in hundredths."""
    if not neighbours:
        return 0
    found = (sum(any(way in text for way in ways) for ways in neighbours) for text in spaced)
    return max((100 * count // len(neighbours) for count in found), default=0)


def _neighbours(first: str, second: str) -> list[str]:
    """Return how two forms may stand side by side in a text that `_spaced` made.

    Chinese words touch: between 营销 and 渠道 stands the pair 销渠, and 销 alone before a mark or another script.
    """
    ways = [f"{first.rstrip()} {second.lstrip()}"]
    before, after = first.split(), second.split()
    if not (before and after and _is_chinese(before[-1])):
        return ways
    end = before[-1][-1]
    ways.append(f"{first.rstrip()} {end} {second.lstrip()}")
    if _is_chinese(after[0]):
        # One character by itself is part of the pair on its other side.
        kept = before if len(before[-1]) > 1 else before[:-1]
        rest = after if len(after[0]) > 1 else after[1:]
        ending = second[len(second.rstrip()) :] if rest else ""
        ways.append(f" {' '.join([*kept, end + after[0][0], *rest])}{ending}")
    return ways


def _is_chinese(word: str) -> bool:
    return HAN_WORD.match(word) is not None
