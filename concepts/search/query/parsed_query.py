"""Parses a query: which words are to be found, and which concepts they name; knows no statements and no database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from concepts.search.index.documents import facet_term
from concepts.search.index.expressions import (
    Expression,
    Prefix,
    SearchWord,
    all_of,
    any_of,
    chinese_expression,
    english_expression,
    literal_expression,
)
from concepts.search.index.names import Mention, Names
from concepts.search.index.words import Run, pairs, runs, stem
from concepts.search.query.dimension_names import DimensionMention, DimensionNames
from concepts.search.query.stop_words import (
    COMPARING_WORDS,
    ENGLISH_STOP_WORDS,
    EVERYDAY,
    EVERYDAY_STEMS,
    RELATING_WORDS,
    WHO_WORDS,
    chinese_stop_words,
    chinese_words,
)
from concepts.search.query.topics import TopicWord, topic_words
from sources.text import search_fold

LONGEST_QUERY = 200  # code points; the rest of a longer query is ignored
MOST_CLAUSES = 24  # the rest of a query with more of them is left out
SHORTEST_PREFIX = 4  # letters; a shorter word is the beginning of too many others
SHORTEST_INNER_PREFIX = 5  # letters; of a word that is not the last one, which somebody has typed to its end
SINGLE_CHARACTER = 50  # per cent that a character counts that stands alone between names and stop words

_QUOTED = re.compile('["“”„«「『]([^"“”„«»「」『』]*)["“”»」』]')
OF_WORDS = frozenset({"of", "in", "for", "的"})  # between two names they make them one expression
NO_DIMENSIONS = DimensionNames()


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or name of the query: its `text`, and its search `words`.

    `full` finds it as it was typed, `half` its beginning, and what is about that which it names: documents with one of
    its `facet_terms`, which stand for its `concepts` or `dimensions`. `weight` is how much it says, in per cent of a
    word that says something. `quoted` is true for words in quotation marks, which every document has to have.
    """

    text: str
    full: Expression
    words: tuple[str, ...]
    half: Expression | None = None
    concepts: tuple[int, ...] = ()
    dimensions: tuple[int, ...] = ()
    facet_terms: tuple[str, ...] = ()
    weight: int = 100
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query, as far as it can be understood from its words.

    `literal` finds all of it as it was typed, stop words too, neighbours side by side; it is None where there are no
    words. `clauses` are to be found by themselves. `concepts` are those that it names, each once, in its order; of a
    shared name the first. `topic_words` are all its other words. `compares` is true where a word asks for a comparison,
    `asks_who` where one asks for somebody. `is_bare` is true where only blanks stand between the names, `is_compound`
    where names touch, as in 产品价格, which asks for no comparison.
    """

    folded: str
    literal: Expression | None
    clauses: tuple[Clause, ...]
    concepts: tuple[int, ...]
    topic_words: tuple[TopicWord, ...]
    compares: bool
    asks_who: bool
    is_bare: bool
    is_compound: bool

    @property
    def is_ambiguous(self) -> bool:
        """Whether it is one name that several concepts share, and that none prefers."""
        return len(self.clauses) == 1 and len(self.clauses[0].concepts) > 1

    @property
    def required(self) -> list[Expression]:
        """What every document has to have: the words in quotation marks."""
        return [clause.full for clause in self.clauses if clause.quoted]

    @property
    def dimensions(self) -> tuple[int, ...]:
        """The dimensions it names."""
        return tuple(dict.fromkeys(dimension for clause in self.clauses for dimension in clause.dimensions))


AnyMention = Mention | DimensionMention


def parse_query(query: str, names: Names, dimensions: DimensionNames = NO_DIMENSIONS) -> ParsedQuery:
    """Parse a query as it was typed, up to LONGEST_QUERY code points.

    `names` are those of concepts, with their sounds; `dimensions` are the names of dimensions.
    """
    folded = search_fold(query[:LONGEST_QUERY])
    clauses = []
    for match in _QUOTED.finditer(folded):
        if expression := literal_expression(match[1]):
            words = tuple(word for run in runs(match[1]) for word in _words(run))
            clauses.append(Clause(match[1].strip(), expression, words, quoted=True))
    free = _QUOTED.sub(" ", folded) if clauses else folded
    mentions = list(names.mentions(free))
    asked = dimensions.asked_of(free, mentions)
    of_dimensions: list[DimensionMention] = []
    if not asked:
        mentions, of_dimensions = dimensions.among(free, mentions)
    others = () if asked else tuple(topic_words(_without_names(free, mentions)))
    if len(mentions) > 1 and not others and _is_bare(free, mentions):
        # Marketing sales promotion: three names one after another, although two of them are a name of the third.
        mentions = [part for mention in mentions for part in names.split(free, mention)]
    reader = _Reader(free, [*mentions, *of_dimensions])
    read = list(reader.question(asked) if asked else reader.clauses())
    clauses += read if read or clauses else _all_clauses(free)
    possible_stop_words = set(_possible_stop_words(free))
    between = _between(free, mentions)
    return ParsedQuery(
        folded=folded,
        literal=all_of(literal) if (literal := _literal(folded)) else None,
        clauses=tuple(dict.fromkeys(clauses))[:MOST_CLAUSES],
        concepts=tuple(dict.fromkeys(mention.concepts[0] for mention in mentions)),
        topic_words=others,
        compares=not possible_stop_words.isdisjoint(COMPARING_WORDS) or any(map(_relates, runs(free))),
        asks_who=not asked and not possible_stop_words.isdisjoint(WHO_WORDS),
        is_bare=_is_bare(free, mentions),
        is_compound=any(not gap or gap.strip() in OF_WORDS for gap in between),
    )


def _literal(folded: str) -> list[Expression]:
    """Return what finds the parts of a query in quotation marks, and what is between them."""
    parts = [literal_expression(part) for part in _QUOTED.split(folded)]
    return [part for part in parts if part]


def _between(folded: str, mentions: Sequence[Mention]) -> list[str]:
    """Return what stands between each name and the next."""
    return [folded[mention.end : following.start] for mention, following in pairwise(mentions)]


def _is_bare(folded: str, mentions: Sequence[Mention]) -> bool:
    """Whether only blanks stand between the names."""
    return not any(gap.strip() for gap in _between(folded, mentions))


def _without_names(folded: str, mentions: Sequence[Mention]) -> str:
    """Return a folded text with a gap in place of each name."""
    for mention in reversed(mentions):
        folded = f"{folded[: mention.start]} | {folded[mention.end :]}"
    return folded


def _words(run: Run) -> list[str]:
    """Return the search words of a run as a phrase has them: without the last character by itself."""
    return (pairs(run.text) or [run.text]) if run.is_chinese else [stem(run.text)]


def _possible_stop_words(folded: str) -> Iterator[str]:
    """Yield the English words of a folded text, and the Chinese stop words in it."""
    for run in runs(folded):
        if run.is_chinese:
            yield from (run.text[start:end] for start, end in chinese_stop_words(run.text))
        else:
            yield run.text


def _all_clauses(folded: str) -> Iterator[Clause]:
    """Yield the clauses of a text that has nothing but stop words, which are then searched."""
    for run in runs(folded):
        expression = chinese_expression(run.text) if run.is_chinese else english_expression([run.text])
        yield Clause(run.text, expression, tuple(_words(run)))


def _relates(run: Run) -> bool:
    return any(word in run.text for word in RELATING_WORDS) if run.is_chinese else run.text in RELATING_WORDS


class _Reader:
    """Reads the clauses of a folded text in which the names are known."""

    def __init__(self, folded: str, mentions: Sequence[AnyMention]) -> None:
        self._folded, self._mentions = folded, sorted(mentions, key=lambda mention: mention.start)

    def clauses(self) -> Iterator[Clause]:
        """Yield the clauses in order, without stop words."""
        done = 0
        for run in runs(self._folded):
            end = run.start + len(run.text)
            inside = [mention for mention in self._mentions if max(run.start, done) <= mention.start < end]
            if end <= done:
                continue  # inside a name of several words
            if run.is_chinese:
                yield from self._chinese(max(run.start, done), end, inside)
                done = max([done, *(mention.end for mention in inside)])
            elif inside:
                done = inside[0].end
                yield self._name(inside[0])
            elif run.text not in ENGLISH_STOP_WORDS:
                yield self._word(run.text, is_last=end == len(self._folded))

    def question(self, dimensions: tuple[int, ...]) -> Iterator[Clause]:
        """Yield the names in a question that asks no more of them than what belongs to these dimensions."""
        yield from (self._name(mention) for mention in self._mentions)
        terms = tuple(facet_term("dimension", row) for row in dimensions)
        about = any_of(map(SearchWord, terms))
        yield Clause(self._folded, about, (), dimensions=dimensions, facet_terms=terms)

    def _chinese(self, start: int, end: int, inside: Sequence[AnyMention]) -> Iterator[Clause]:
        """Yield the names in a Chinese run, and what is left between them and the stop words."""
        for mention in inside:
            yield from self._between_names(self._folded[start : mention.start])
            yield self._name(mention)
            start = mention.end
        yield from self._between_names(self._folded[start:end])

    def _between_names(self, characters: str) -> Iterator[Clause]:
        for word, weight in chinese_words(characters):
            if len(word) == 1:
                yield Clause(word, Prefix(word), (word,), weight=weight * SINGLE_CHARACTER // 100)
            else:
                # Its pairs overlap: together they say as much as two characters each.
                share = weight * len(word) // (2 * (len(word) - 1))
                yield from (Clause(pair, SearchWord(pair), (pair,), weight=share) for pair in pairs(word))

    def _word(self, word: str, *, is_last: bool) -> Clause:
        """Return the clause of one English word; the last word of a query may be only the beginning of one."""
        stemmed = stem(word)
        full = english_expression([word])
        may_be_prefix = len(word) >= (SHORTEST_PREFIX if is_last else SHORTEST_INNER_PREFIX) and word.isalpha()
        weight = EVERYDAY if stemmed in EVERYDAY_STEMS else 100
        return Clause(word, full, (stemmed,), half=Prefix(stemmed) if may_be_prefix else None, weight=weight)

    def _name(self, mention: AnyMention) -> Clause:
        text = self._folded[mention.start : mention.end]
        words = tuple(word for run in runs(text) for word in _words(run))
        concepts = mention.concepts if isinstance(mention, Mention) else ()
        dimensions = mention.dimensions if isinstance(mention, DimensionMention) else ()
        terms = tuple(facet_term("concept", row) for row in concepts)
        terms += tuple(facet_term("dimension", row) for row in dimensions)
        about = any_of(map(SearchWord, terms))
        full = literal_expression(text) or about
        return Clause(text, full, words, about, concepts, dimensions, terms)
