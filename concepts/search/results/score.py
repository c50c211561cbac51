"""Scores candidates, in the same way on both databases: whole numbers, and the id where two are equal.

    score = 1000 × share of the query's rarity that is matched   (whole words full; beginnings, other names half)
          +  300 × share of the concepts it names                (near concepts, broader or related, half)
          +  150 × whether it is of a dimension that the query names
          + worth of its kind + worth among its kind
          +  250 × how much its title is the query + 80 where the words stand in order + 30 × shortness

The index gives candidates without their texts. So all get a score by what found them, and the best of these a second
one by their texts, in which names are told from words with the same stem, and titles and order count.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from concepts.search.index.documents import COPY_PRIORITY, Key, Thing, facet_term
from concepts.search.index.expressions import Prefix
from concepts.search.index.interface import Candidate, key_of, priority_of, thing_of
from concepts.search.index.kinds import KINDS
from concepts.search.index.words import index_words, matching_name, pairs, runs, stem
from concepts.search.query.parsed_query import Clause
from concepts.search.results.matches import Matches
from sources.text import search_fold

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
        self._concepts = [
            [f" {term} " for term in weighed.clause.facet_terms]
            for weighed in matches.clauses
            if weighed.clause.concepts
        ]
        self._near = [
            [
                f" {facet_term('concept', other)} "
                for concept in weighed.clause.concepts
                for other in near.get(concept, ())
            ]
            for weighed in matches.clauses
            if weighed.clause.concepts
        ]
        self._dimensions = [f" {facet_term('dimension', dimension)} " for dimension in matches.parsed.dimensions]
        self._is_named_only = is_named_only
        self._shares: dict[int, int] = {}  # by what found a candidate
        self._about: dict[str, tuple[int, bool]] = {}  # by facet terms

    def by_index(self, candidates: Sequence[Candidate]) -> list[Scored]:
        """Return all candidates by what found them, the best first."""
        scored = []
        literal, named_only = self._bits.literal, self._is_named_only
        shares, abouts = self._shares, self._about
        for index_id, facet_terms, found_by in candidates:
            # There are thousands of candidates, and few ways to be found or to be about something.
            share = shares.get(found_by)
            if share is None:
                share = shares[found_by] = self._share(self.levels(found_by))
            about = abouts.get(facet_terms)
            if about is None:
                about = abouts[facet_terms] = self._aboutness(facet_terms)
            thing, priority = thing_of(index_id), priority_of(index_id)
            points = share * MATCH // 1000 + about[0] + KIND_WEIGHTS[thing] + WORTH * (100 - priority % 100) // 100
            if about[1] and named_only:
                points += NAMED_KIND_WEIGHTS[thing]
            if found_by & literal:
                points += IN_ORDER
            if priority >= COPY_PRIORITY:
                points -= COPY_PENALTY
            scored.append(Scored(points, index_id, share))
        scored.sort(key=lambda row: (-row.score, row.id))
        return scored

    def levels(self, bits: int) -> list[int]:
        """Return how far each clause is matched by what these queries find (`Candidate.found_by`)."""
        if bits & (self._bits.literal | self._bits.every):
            return [FULL] * len(self._clauses)
        least = HALF if bits & self._bits.either else 0
        return [FULL if bits & row.full else HALF if bits & row.half else least for row in self._clauses]

    def _share(self, levels: Sequence[int]) -> int:
        matched = sum(row.weight * level for row, level in zip(self._clauses, levels, strict=True) if row.is_known)
        return 1000 * matched // (FULL * self._whole)

    def _aboutness(self, facet_terms: str) -> tuple[int, bool]:
        """Return the points for what a document is about, and whether it is about a concept that the query names."""
        spaced = f" {facet_terms} "
        levels = [
            FULL if any(term in spaced for term in terms) else HALF if any(term in spaced for term in near) else 0
            for terms, near in zip(self._concepts, self._near, strict=True)
        ]
        points = ABOUT * sum(levels) // (FULL * len(levels)) if levels else 0
        points += OF_DIMENSION * any(term in spaced for term in self._dimensions)
        return points, FULL in levels

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
        found = []
        for row in scored:
            if (own := texts.get(key_of(row.id))) is not None:
                found.append(self._by_texts(row, candidates[row.id], own, forms, name_words))
        found.sort(key=lambda row: (-row.score, row.id))
        return found

    def _by_texts(
        self, row: Scored, candidate: Candidate, texts: CandidateTexts, forms: Sequence["ClauseForms"], names: Set[str]
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
        order = 0 if candidate.found_by & self._bits.literal else _in_order(spaced, typed)
        shortest = min((text.count(" ") for text, has in zip(spaced, standing, strict=True) if any(has)), default=99)
        more = TITLE * title // 100 + IN_ORDER * order // 100
        if key_of(row.id)[0] in NAMES:
            more -= BARE_NAME_PENALTY * (100 - title) // 100
        more += min(SHORTNESS, SHORTNESS * len(forms) // max(1, shortest - 1))
        score = row.score + (share - row.share) * MATCH // 1000 + more
        has_words = any(in_texts) or bool(candidate.found_by & (self._bits.literal | self._bits.every))
        return Scored(score, row.id, share, has_words)

    def _title_share(self, title: str, typed: Sequence[str]) -> int:
        """Return how much of the query's rarity the title has, times how much of it that is, in hundredths."""
        has = [(row.weight, form) for row, form in zip(self._clauses, typed, strict=True) if form in title]
        if not has:
            return 0
        length = sum(form.count(" ", 1) or 1 for _weight, form in has)
        share = sum(weight for weight, _form in has) / self._whole
        return int(100 * min(1.0, share) * min(1.0, length / max(1, title.count(" ") - 1)) ** 0.5)


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


def _in_order(spaced: Sequence[str], typed: Sequence[str]) -> int:
    """Return how many of the neighbours in the query are neighbours in one of the texts, in hundredths."""
    if len(typed) < 2:
        return 0
    neighbours = [f"{first.rstrip()} {second.lstrip()}" for first, second in pairwise(typed)]
    return max((100 * sum(two in text for two in neighbours) // len(neighbours) for text in spaced), default=0)
