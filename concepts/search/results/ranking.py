"""Puts what was found in order: corrects a query where that finds more of it, scores, and shows nothing twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from concepts.search.index.documents import STATEMENTS, Key, Thing, facet_term, place_of
from concepts.search.index.interface import Candidate, key_of, thing_of
from concepts.search.query.parsed_query import ParsedQuery, parse_query
from concepts.search.results.context import SearchContext
from concepts.search.results.facets import SearchFilters
from concepts.search.results.kinds import load_things
from concepts.search.results.matches import Matches, find_matches
from concepts.search.results.result_loaders import FoundPassage, FoundStatement, FoundThing
from concepts.search.results.score import Scored, Scorer

MOST_READ = 40  # candidates whose texts are read
MOST_FOLDED = 20  # of these, that are shown with others
LEAST_SHARE = 100  # of the query's rarity that a result matches, in thousandths
LEAST_OF_BEST = 400  # of the share of the best result, in thousandths
MUCH_BETTER = 100  # in thousandths of the query's rarity, that a correction finds more


@dataclass(frozen=True, slots=True)
class Correction:
    """What a query was probably meant to be, "" where nothing is near; `used` where it made the matches."""

    query: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True)
class ScoredMatches:
    """The matches above the floor, the best first, by what the index knows.

    `uncited` are the texts that nobody cites, of copies the first; they stand behind all others.
    """

    matches: Matches
    scorer: Scorer
    scored: Sequence[Scored]
    share: int  # of the query's rarity that the best of them matches, of words that nobody knows too, in thousandths
    uncited: Sequence[Candidate] = ()

    @property
    def total(self) -> int:
        """How many results there are."""
        return len(self.scored) + len(self.uncited)

    @property
    def candidates(self) -> Sequence[Candidate]:
        """What is above the floor, in order of priority."""
        if len(self.scored) == len(self.matches.candidates):
            return self.matches.candidates
        kept = {row.id for row in self.scored}
        return [candidate for candidate in self.matches.candidates if candidate.id in kept]


@dataclass(frozen=True, slots=True)
class RankedMatches:
    """Matches in order. `order` are ids in the index, the best first; `things` are those that were loaded.

    `by_words` are the things that have words of the query, `folded` the passages that are shown with a statement.
    `answers` are the statements that are shown below a concept or a question.
    """

    order: Sequence[int]
    things: Mapping[Key, FoundThing]
    by_words: Set[Key]
    folded: Mapping[Key, Sequence[FoundPassage]]
    answers: Mapping[Key, Sequence[int]]


def find_or_correct(query: str, context: SearchContext, filters: SearchFilters) -> tuple[ScoredMatches, Correction]:
    """Return what the query finds or, where a correction finds more of it, what that finds.

    Raises UnknownFacetError.
    """
    vocabulary = context.vocabulary
    narrowing = context.facet_values.expressions(filters)
    parsed = [parse_query(query, vocabulary.names, vocabulary.dimensions)]
    meant = vocabulary.spelling.correct(parsed[0].folded) if parsed[0].clauses and not filters.as_typed else ""
    if meant:
        parsed.append(parse_query(meant, vocabulary.names, vocabulary.dimensions))
    found = [_score(matches, context) for matches in find_matches(parsed, context.state, narrowing)]
    if len(found) > 1:
        typed, corrected = found
        more = -MUCH_BETTER if _names_more(*parsed) else MUCH_BETTER
        # What stands in a source as it was typed is no slip.
        if corrected.scored and not typed.uncited and corrected.share >= typed.share + more:
            return corrected, Correction(meant, used=True)
    return found[0], Correction()


def _names_more(typed: ParsedQuery, meant: ParsedQuery) -> bool:
    """Whether a correction has a name in place of words that nobody knows: then it need not find more."""
    return len(meant.concepts) + len(meant.dimensions) > len(typed.concepts) + len(typed.dimensions)


def _score(matches: Matches, context: SearchContext) -> ScoredMatches:
    parsed = matches.parsed
    scorer = Scorer(matches, context.vocabulary.near, all(clause.concepts for clause in parsed.clauses))
    scored = scorer.by_index(matches.candidates)
    known = matches.known_weight
    best = max((row.share for row in scored), default=0)
    least = max(best * LEAST_OF_BEST // 1000, 1)
    share = best * known // (matches.whole_weight or 1)
    kept = [row for row in scored if row.share >= least] if share >= LEAST_SHARE else []
    return ScoredMatches(matches, scorer, kept, share, without_copies(matches.uncited))


def without_copies(uncited: Iterable[Candidate]) -> list[Candidate]:
    """Return texts that nobody cites, of those with the same letters the first."""
    first: dict[int, Candidate] = {}
    for candidate in uncited:
        if place := place_of(candidate.facet_terms):
            first.setdefault(place.letters, candidate)
    return list(first.values())


def rank_matches(
    found: ScoredMatches,
    context: SearchContext,
    start: int,
    end: int,
    more_keys: Collection[Key] = (),
    *,
    folds: bool = True,
) -> RankedMatches:
    """Return the matches in order; the first MOST_READ of them are ranked by their texts as well.

    Loads those that are read, those from place `start` up to `end`, and the things of `more_keys`. Unless it `folds`,
    everything found is a result of its own, as where somebody looks for passages alone.
    """
    vocabulary = context.vocabulary
    first, others = found.scored[:MOST_READ], found.scored[MOST_READ:]
    later = [*(row.id for row in others), *(candidate.id for candidate in found.uncited)]
    # Folding leaves fewer of the first, so that it is not known yet how many of the others are shown.
    more = later[max(0, start - len(first)) : max(0, end - len(first) + MOST_FOLDED)]
    keys = [key_of(index_id) for index_id in (*(row.id for row in first), *more)]
    answers = _answers(keys, found.matches.candidates, context)
    below = [(Thing.POSITION, row) for rows in answers.values() for row in rows]
    places = {key_of(candidate.id): place_of(candidate.facet_terms) for candidate in found.uncited}
    things = load_things({*keys, *below, *more_keys}, context, places)
    texts = {key: thing.texts for key, thing in things.items()}
    candidates = {candidate.id: candidate for candidate in found.matches.candidates}

    def by_texts(some: Sequence[Scored]) -> list[Scored]:
        return found.scorer.by_texts(some, candidates, texts, vocabulary.name_words, vocabulary.names_of)

    best = by_texts(first)
    folded = _fold([row.id for row in best], things, answers) if folds else {row.id: [] for row in best}
    later_read = by_texts([row for row in others if row.id in set(more)])
    by_words = {key_of(row.id) for row in (*best, *later_read) if row.by_words} | places.keys()
    shown_with = {key_of(row): passages for row, passages in folded.items()}
    by_words |= {key for key, passages in shown_with.items() if any(passage.key in by_words for passage in passages)}
    return RankedMatches([*folded, *later], things, by_words, shown_with, answers)


def _answers(
    keys: Collection[Key], candidates: Iterable[Candidate], context: SearchContext
) -> dict[Key, Sequence[int]]:
    """Return the positions of each question, and the first definition of each concept, by voices."""
    wanted = {facet_term("concept", row) for thing, row in keys if thing == Thing.CONCEPT}
    definitions: dict[str, int] = {}
    for candidate in candidates if wanted else ():
        if thing_of(candidate.id) == Thing.DEFINITION:
            for term in wanted.intersection(candidate.facet_terms.split()):
                definitions.setdefault(term, key_of(candidate.id)[1])
    found: dict[Key, Sequence[int]] = {}
    for key in keys:
        if key[0] == Thing.QUESTION and (topic := context.vocabulary.topics.by_key.get(key)):
            found[key] = topic.statements
        elif key[0] == Thing.CONCEPT and (definition := definitions.get(facet_term("concept", key[1]))):
            found[key] = (definition,)
    return found


def _fold(
    order: Sequence[int], things: Mapping[Key, FoundThing], answers: Mapping[Key, Sequence[int]]
) -> dict[int, list[FoundPassage]]:
    """Return the order of what is shown, with the passages that are shown as the places of a statement.

    A passage that a statement cites which was found too becomes part of it, an answer part of its question, a
    definition part of its concept, and the later of two passages that overlap part of the first. All stand where the
    first of them stood. At most MOST_FOLDED are gone then.
    """
    found = {key_of(index_id)[1]: index_id for index_id in order if key_of(index_id)[0] in STATEMENTS.values()}
    owners = {row: index_id for index_id in order for row in answers.get(key_of(index_id), ())}
    places = {index_id: place for place, index_id in enumerate(order)}
    folded: dict[int, list[FoundPassage]] = {}
    passages: list[FoundPassage] = []
    for number, index_id in enumerate(order):
        thing, shown = things[key_of(index_id)], index_id
        if number - len(folded) < MOST_FOLDED:
            if isinstance(thing, FoundPassage):
                if any(thing.overlaps(other) for other in passages):
                    continue
                passages.append(thing)
                citing = (found[row] for row in thing.cited_by if row in found)
                shown = min(citing, key=places.__getitem__, default=index_id)
            if isinstance(things[key_of(shown)], FoundStatement):
                shown = owners.get(key_of(shown)[1], shown)
        shown_with = folded.setdefault(shown, [])
        if isinstance(thing, FoundPassage) and shown != index_id:
            shown_with.append(thing)
    return folded
