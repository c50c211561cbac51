"""Ranks candidates, in the same way on both databases: by what they are about, then by where and how words stand.

The index gives candidates in order of priority, and nothing of their texts. So all of them get a first score by kind,
facet terms and priority, and the best of these a second score by their texts.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from concepts.search.index.documents import COPY_PRIORITY, Key
from concepts.search.index.expressions import Prefix
from concepts.search.index.interface import Candidate, key_of, priority_of, thing_of
from concepts.search.index.kinds import KINDS
from concepts.search.index.words import index_words, matching_name, pairs, runs, stem
from concepts.search.query.parsed_query import Clause, ParsedQuery
from sources.text import search_fold

MOST_READ = 40  # candidates whose texts are read
# By the number of the kind, as ids in the index have it.
KIND_WEIGHTS: dict[int, float] = {thing: kind.weight for thing, kind in KINDS.items()}
NAMED_KIND_WEIGHTS: dict[int, float] = {thing: kind.weight_if_named for thing, kind in KINDS.items()}
ABOUT_WEIGHT = 4.0  # is about all concepts that the query names
PRIORITY_WEIGHT = 0.5  # is cited most, among documents of its kind
COPY_PENALTY = 1.0  # only copies another passage
TITLE_WEIGHT = 3.0  # the title is the query and nothing else
LATER_NAME_PENALTY = 0.01  # for each name of a concept that stands before the one that is counted as its title
PHRASE_WEIGHT = 1.5  # the words stand one after another
TEXT_WEIGHT = 1.5  # all words stand in the texts themselves, and not only their concepts are the same
SHORTNESS_WEIGHT = 0.3  # the text says nothing besides


@dataclass(frozen=True, slots=True)
class CandidateTexts:
    """The texts of a candidate: names or titles, and others, in both languages."""

    titles: Sequence[str]
    others: Sequence[str] = ()


def score_by_index(candidates: Iterable[Candidate], query: ParsedQuery, literal: Set[int]) -> list[tuple[float, int]]:
    """Return the first score and the id of all candidates, the best first; equal ones in the order of the index.

    Candidates whose ids are `literal` have all words as they were typed; they get in advance what `score_by_texts`
    gives for that.
    """
    named = [[f" {term} " for term in clause.facet_terms] for clause in query.clauses if clause.facet_terms]
    share = ABOUT_WEIGHT / (len(named) or 1)
    known: dict[str, float] = {}
    scored = []
    for _, index_id, facet_terms in candidates:
        # There are thousands of documents and few sets of facet terms, so each set is scored once.
        about = known.get(facet_terms)
        if about is None:
            spaced = f" {facet_terms} "
            about = known[facet_terms] = share * sum(any(term in spaced for term in terms) for terms in named)
        thing, priority = thing_of(index_id), priority_of(index_id)
        score = KIND_WEIGHTS[thing] + about + PRIORITY_WEIGHT * (1 - priority % 100 / 100)
        score += TEXT_WEIGHT if index_id in literal else 0.0
        score += (NAMED_KIND_WEIGHTS[thing] if about else 0.0) - (COPY_PENALTY if priority >= COPY_PRIORITY else 0.0)
        scored.append((-score, index_id))
    scored.sort()
    return [(-score, index_id) for score, index_id in scored]


class RankedCandidate(NamedTuple):
    """A candidate with its whole score; `by_words` is true where a word of the query stands in its texts.

    The other names of a concept that the query names count as words of the query, in both languages.
    """

    score: float
    id: int
    by_words: bool


@dataclass(frozen=True, slots=True)
class ClauseForms:
    """How one clause may stand in a text that `_spaced` made: as it was typed, or by other names."""

    typed: str
    others: tuple[str, ...] = ()

    def stands_in(self, spaced: str) -> bool:
        return self.typed in spaced or any(other in spaced for other in self.others)


def score_by_texts(
    scored: Sequence[tuple[float, int]],
    query: ParsedQuery,
    texts: Mapping[Key, CandidateTexts],
    name_words: Set[str],
    names_of: Mapping[int, Sequence[str]],
    literal: Set[int],
) -> list[RankedCandidate]:
    """Return the candidates that have texts, the best first; those without texts do not exist any more.

    `name_words` are names of one word. They count only as they were typed, while the index knows only stems: a query
    for marketing does not mean the market. `names_of` are the names of each concept, `literal` the ids of candidates
    that have all words, by stems.
    """
    clauses = [_forms(clause, name_words, names_of) for clause in query.clauses if clause.words]
    stemmed_clauses = [_forms(clause, frozenset(), {}) for clause in query.clauses if clause.words]
    found = []
    for score, index_id in scored:
        if (own := texts.get(key_of(index_id))) is not None:
            more, by_words = _text_score(own, clauses, name_words)
            if index_id in literal:
                more, by_words = more - TEXT_WEIGHT, True
            elif not by_words:
                stemmed = _spaced(own, frozenset())
                by_words = any(clause.stands_in(text) for text in stemmed for clause in stemmed_clauses)
            found.append(RankedCandidate(score + more, index_id, by_words))
    found.sort(key=lambda candidate: (-candidate.score, candidate.id))
    return found


def _forms(clause: Clause, name_words: Set[str], names_of: Mapping[int, Sequence[str]]) -> ClauseForms:
    others = tuple(_spaced_words(name, name_words) for concept in clause.concepts for name in names_of.get(concept, ()))
    if isinstance(clause.strict, Prefix):
        return ClauseForms(f" {clause.words[0]}", others)
    return ClauseForms(_spaced_words(clause.text, name_words), others)


def _spaced_words(folded: str, name_words: Set[str]) -> str:
    """Return a folded text as it stands inside a text that `_spaced` made, with blanks around it."""
    words: list[str] = []
    for run in runs(folded):
        if run.is_chinese:
            words += pairs(run.text) or [run.text]
        else:
            words.append(matching_name(run.text, name_words) or stem(run.text))
    return f" {' '.join(words)} "


def _text_score(texts: CandidateTexts, clauses: Sequence[ClauseForms], name_words: Set[str]) -> tuple[float, bool]:
    """Return what the texts of a candidate add to its score, and whether a clause stands in them."""
    if not clauses:
        return 0.0, False
    typed = [clause.typed for clause in clauses]
    whole = typed[0] if len(typed) == 1 else f" {' '.join(form.strip() for form in typed)} "
    spaced = _spaced(texts, name_words)
    standing = [[clause.stands_in(text) for clause in clauses] for text in spaced]
    titles = spaced[: len(texts.titles)]
    title = max(
        (_title_share(text, typed) - LATER_NAME_PENALTY * number for number, text in enumerate(titles)), default=0.0
    )
    in_text = sum(map(any, zip(*standing, strict=True))) / len(clauses)
    is_phrase = any(whole in text for text in spaced)
    shortest = min((text.count(" ") for text, has in zip(spaced, standing, strict=True) if any(has)), default=99)
    more = TITLE_WEIGHT * title + TEXT_WEIGHT * in_text + PHRASE_WEIGHT * is_phrase
    more += SHORTNESS_WEIGHT * whole.count(" ") / shortest
    return more, in_text > 0


def _title_share(title: str, clauses: Sequence[str]) -> float:
    """Return how many of the clauses the title has, times how much of it they are: 1 where it is the query."""
    has = [clause for clause in clauses if clause in title]
    if not has:
        return 0.0
    length = sum(clause.count(" ", 1) or 1 for clause in has)
    return len(has) / len(clauses) * min(1.0, length / max(1, title.count(" ") - 1)) ** 0.5


def _spaced(texts: CandidateTexts, name_words: Set[str]) -> list[str]:
    """Return the search words of each text, with blanks around them."""
    return [f" {' '.join(index_words(search_fold(text), name_words))} " for text in (*texts.titles, *texts.others)]
