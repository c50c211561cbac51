"""Puts candidates in order, alike on both databases: what they are about first, then where and how the words stand.

The index gives candidates in order of editorial worth and tells nothing of their texts. So all of them get a rough
score by kind, facet terms and priority, and the best of these a fine one by their texts.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from concepts.search.index.documents import COPY_PRIORITY, Key
from concepts.search.index.expressions import Prefix
from concepts.search.index.interface import Candidate, key_of, priority_of, thing_of
from concepts.search.index.kinds import KINDS
from concepts.search.index.words import index_words, matching_name, pairs, runs, search_fold, stem
from concepts.search.query.parsed_query import Clause, ParsedQuery

MOST_READ = 40  # candidates whose texts are read
# By the number of the kind, as ids in the index have it.
WEIGHTS: dict[int, float] = {thing: kind.weight for thing, kind in KINDS.items()}
WEIGHTS_IF_NAMED: dict[int, float] = {thing: kind.weight_if_named for thing, kind in KINDS.items()}
ABOUT = 4.0  # being about all concepts that the query names
WORTH = 0.5  # being cited most
COPIED = 1.0  # is taken off for only copying another passage
IN_TITLE = 3.0  # the title being the query and nothing else
LATER = 0.01  # what each further name of a concept counts less as its title than the one before
AS_ASKED = 1.5  # the words standing one behind the other
IN_TEXT = 1.5  # all words standing in the text itself, rather than its concepts being those they name
SHORT = 0.3  # saying nothing besides


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a candidate: names or titles, and what else it says, in both languages."""

    titles: Sequence[str]
    others: Sequence[str] = ()


def roughly(candidates: Iterable[Candidate], asked: ParsedQuery, literal: Set[int]) -> list[tuple[float, int]]:
    """All candidates with their rough scores, best first; of equals the one that comes first in the index.

    Those whose ids are `literal` have all words as they stand, and get what `finely` gives for that in advance.
    """
    named = [[f" {term} " for term in clause.facet_terms] for clause in asked.clauses if clause.facet_terms]
    share = ABOUT / (len(named) or 1)
    known: dict[str, float] = {}
    scored = []
    for _, id, facet_terms in candidates:
        # Thousands of documents, and few sets of facet terms: what these say is found out once for each.
        about = known.get(facet_terms)
        if about is None:
            spaced = f" {facet_terms} "
            about = known[facet_terms] = share * sum(any(one in spaced for one in ones) for ones in named)
        thing, priority = thing_of(id), priority_of(id)
        score = WEIGHTS[thing] + about + WORTH * (1 - priority % 100 / 100) + (IN_TEXT if id in literal else 0.0)
        score += (WEIGHTS_IF_NAMED[thing] if about else 0.0) - (COPIED if priority >= COPY_PRIORITY else 0.0)
        scored.append((-score, id))
    scored.sort()
    return [(-score, id) for score, id in scored]


class Ranked(NamedTuple):
    """A candidate with its whole score; `by_words` tells whether a word of the query stands in its texts.

    The other names of a concept that the query names are words of the query, in both languages.
    """

    score: float
    id: int
    by_words: bool


@dataclass(frozen=True, slots=True)
class Forms:
    """How one clause may stand in a text that `_spaced` made: as it was asked for, or by another name."""

    asked: str
    others: tuple[str, ...] = ()

    def stands_in(self, spaced: str) -> bool:
        return self.asked in spaced or any(other in spaced for other in self.others)


def finely(
    scored: Sequence[tuple[float, int]],
    asked: ParsedQuery,
    texts: Mapping[Key, Texts],
    names: Set[str],
    names_of: Mapping[int, Sequence[str]],
    literal: Set[int],
) -> list[Ranked]:
    """The candidates whose texts are given, best first; what has no text any more is left out.

    `names` are words that are names by themselves. They count as they stand, while the index knows only stems: whoever
    asks for marketing does not mean the market. `names_of` are those of each concept. `literal` are the ids of those
    that have all words, by stems.
    """
    clauses = [_forms(clause, names, names_of) for clause in asked.clauses if clause.words]
    by_stems = [_forms(clause, frozenset(), {}) for clause in asked.clauses if clause.words]
    found = []
    for score, id in scored:
        if (own := texts.get(key_of(id))) is not None:
            more, by_words = _fine(own, clauses, names)
            if id in literal:
                more, by_words = more - IN_TEXT, True
            elif not by_words:
                by_words = any(clause.stands_in(one) for one in _spaced(own, frozenset()) for clause in by_stems)
            found.append(Ranked(score + more, id, by_words))
    found.sort(key=lambda one: (-one.score, one.id))
    return found


def _forms(clause: Clause, names: Set[str], names_of: Mapping[int, Sequence[str]]) -> Forms:
    others = tuple(_as_spaced(name, names) for id in clause.concepts for name in names_of.get(id, ()))
    if isinstance(clause.strict, Prefix):
        return Forms(f" {clause.words[0]}", others)
    return Forms(_as_spaced(clause.text, names), others)


def _as_spaced(text: str, names: Set[str]) -> str:
    """A folded text as it stands in one that `_spaced` made, with blanks around it."""
    words: list[str] = []
    for run in runs(text):
        words += (
            (pairs(run.text) or [run.text]) if run.is_chinese else [matching_name(run.text, names) or stem(run.text)]
        )
    return f" {' '.join(words)} "


def _fine(texts: Texts, clauses: Sequence[Forms], names: Set[str]) -> tuple[float, bool]:
    """What the texts of a candidate add to its score, and whether a clause stands in them."""
    if not clauses:
        return 0.0, False
    asked = [clause.asked for clause in clauses]
    whole = asked[0] if len(asked) == 1 else f" {' '.join(one.strip() for one in asked)} "
    spaced = _spaced(texts, names)
    said = [[clause.stands_in(one) for clause in clauses] for one in spaced]
    titles = spaced[: len(texts.titles)]
    title = max((_share(one, asked) - LATER * place for place, one in enumerate(titles)), default=0.0)
    in_text = sum(map(any, zip(*said, strict=True))) / len(clauses)
    in_order = any(whole in one for one in spaced)
    shortest = min((one.count(" ") for one, has in zip(spaced, said, strict=True) if any(has)), default=99)
    more = IN_TITLE * title + IN_TEXT * in_text + AS_ASKED * in_order + SHORT * whole.count(" ") / shortest
    return more, in_text > 0


def _share(title: str, clauses: Sequence[str]) -> float:
    """How much of the clauses the title has, times how much of it they are: 1 where it is the query."""
    has = [clause for clause in clauses if clause in title]
    if not has:
        return 0.0
    length = sum(clause.count(" ", 1) or 1 for clause in has)
    return len(has) / len(clauses) * min(1.0, length / max(1, title.count(" ") - 1)) ** 0.5


def _spaced(texts: Texts, names: Set[str]) -> list[str]:
    """The search words of each text, with blanks around them."""
    return [f" {' '.join(index_words(search_fold(text), names))} " for text in (*texts.titles, *texts.others)]
