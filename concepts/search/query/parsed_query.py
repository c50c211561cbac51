"""What a query asks for: the words to be found and the concepts they name; knows no statement and no database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from concepts.search.index.documents import facet_term
from concepts.search.index.expressions import (
    AllOf,
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
from concepts.search.index.words import Run, pairs, runs, search_fold, stem
from concepts.search.query.stop_words import ASKING_WHO, COMPARING, ENGLISH_FILLERS, RELATING, chinese_fillers, unfilled
from concepts.search.query.topics import TopicWord, topic_words

LONGEST_QUERY = 200  # code points; what stands behind is not looked at
MOST_CLAUSES = 12  # a query is not longer: what follows is left out
SHORTEST_BEGINNING = 4  # letters; a shorter word begins too many others
TIERS = 4
ONE_WORD = 4  # a run of so many Chinese characters or fewer is found as it stands
_QUOTED = re.compile('["“”„«「『]([^"“”„«»「」『』]*)["”“»」』]')
OF = frozenset({"of", "in", "for", "的"})  # between two names it makes one of them
NO_DIMENSIONS: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or name of the query: `text`, as its search `words`.

    `strict` finds it as it stands, `loose` also where it is begun or stands in parts. Documents with one of its
    `facet_terms` answer it as well: they are about what it names, which is `concepts` or a dimension. `parts` are those
    of a short Chinese word. `quoted` is true where it stood in quotation marks, so that nothing else will do.
    """

    text: str
    strict: Expression
    loose: Expression
    words: tuple[str, ...]
    concepts: tuple[int, ...] = ()
    facet_terms: tuple[str, ...] = ()
    parts: tuple["Clause", ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that is understood as far as its words go.

    `clauses` are to be found. `concepts` are those it names, each once, in its order, of a shared name the first.
    `topic` are all its other words (`topic_words`). `compares` is true where a word asks for a comparison, `asks_who`
    where one asks for somebody; `is_bare` where nothing stands between the names but blanks, and `is_compound` where
    names touch, as in 产品价格, which compares nothing.
    """

    folded: str
    clauses: tuple[Clause, ...]
    concepts: tuple[int, ...]
    topic: tuple[TopicWord, ...]
    compares: bool
    asks_who: bool
    is_bare: bool
    is_compound: bool

    @property
    def is_ambiguous(self) -> bool:
        """Whether it is one name that several concepts share, and none prefers."""
        return len(self.clauses) == 1 and len(self.clauses[0].concepts) > 1

    @property
    def tiers(self) -> tuple[Expression, ...]:
        """From all words as they stand, over all of them begun or in parts and most of them, to any of them.

        Each of the four finds what the one before finds, and more. Empty where there are no words.
        """
        required = [clause.strict for clause in self.clauses if clause.quoted]
        free = [clause for clause in self.clauses if not clause.quoted]
        if not free:
            return (all_of(required),) * TIERS if required else ()
        strict = all_of(_or_about(clause, clause.strict) for clause in free)
        loose = all_of(_or_about(clause, clause.loose) for clause in free)
        parts = [_or_about(part, part.loose) for clause in free for part in clause.parts or (clause,)]
        most = all_of(parts)
        if len(parts) > 2:
            most = any_of(all_of(parts[:place] + parts[place + 1 :]) for place in range(len(parts)))
        some = any_of(part for one in parts for part in (one.parts if isinstance(one, AllOf) else (one,)))
        return tuple(
            all_of([*required, tier]) for tier in (strict, loose, any_of([loose, most]), any_of([loose, some]))
        )

    @property
    def literal(self) -> Expression | None:
        """All words as they stand, whatever they name; None where there are no words."""
        return all_of(clause.strict for clause in self.clauses) if self.clauses else None

    def loosened(self) -> "Asked":
        """The same query with words begun and Chinese words in parts, as all tiers but the first take them."""
        clauses = []
        for clause in self.clauses:
            for part in clause.parts or (clause,):
                clauses.append(replace(part, strict=part.loose) if isinstance(part.loose, Prefix) else part)
        return replace(self, clauses=tuple(dict.fromkeys(clauses)))


def understand(query: str, names: Names, dimensions: Mapping[str, int] = NO_DIMENSIONS) -> Asked:
    """Reads a query as typed, or as much of it as LONGEST_QUERY.

    `names` are those of concepts, with their sounds; `dimensions` the ids of dimensions by their folded names, English
    ones as stems.
    """
    folded = search_fold(query[:LONGEST_QUERY])
    clauses = []
    for match in _QUOTED.finditer(folded):
        if expression := literal_expression(match[1]):
            words = tuple(word for run in runs(match[1]) for word in _words(run))
            clauses.append(Clause(match[1].strip(), expression, expression, words, quoted=True))
    free = _QUOTED.sub(" ", folded) if clauses else folded
    mentions = list(names.mentions(free))
    reader = _Reader(free, mentions, dimensions)
    read = list(reader.clauses())
    clauses += read if read or clauses else _with_fillers(free)
    fillers = list(_fillers(free))
    between = [free[one.end : other.start] for one, other in pairwise(mentions)]
    return Asked(
        folded=folded,
        clauses=tuple(dict.fromkeys(clauses))[:MOST_CLAUSES],
        concepts=tuple(dict.fromkeys(mention.concepts[0] for mention in mentions)),
        topic=tuple(topic_words(_without(free, mentions))),
        compares=any(filler in COMPARING for filler in fillers) or any(map(_relates, runs(free))),
        asks_who=any(filler in ASKING_WHO for filler in fillers),
        is_bare=not any(gap.strip() for gap in between),
        is_compound=any(not gap or gap.strip() in OF for gap in between),
    )


def _or_about(clause: Clause, expression: Expression) -> Expression:
    """Return what finds the expression, or what is about the things that the clause names."""
    return any_of([expression, *map(SearchWord, clause.facet_terms)])


def _without(folded: str, mentions: Sequence[Mention]) -> str:
    """A folded text with a gap in place of each name."""
    for mention in reversed(mentions):
        folded = f"{folded[: mention.start]} | {folded[mention.end :]}"
    return folded


def _words(run: Run) -> list[str]:
    """The search words of a run as a phrase has them: without the last character by itself."""
    return (pairs(run.text) or [run.text]) if run.is_chinese else [stem(run.text)]


def _fillers(folded: str) -> Iterator[str]:
    """The words of a folded text that may be fillers."""
    for run in runs(folded):
        if run.is_chinese:
            yield from (run.text[start:end] for start, end in chinese_fillers(run.text))
        else:
            yield run.text


def _with_fillers(folded: str) -> Iterator[Clause]:
    """The clauses of a text that has nothing but fillers, which are then what is asked for."""
    for run in runs(folded):
        expression = chinese_expression(run.text) if run.is_chinese else english_expression([run.text])
        yield Clause(run.text, expression, expression, tuple(_words(run)))


def _relates(run: Run) -> bool:
    return any(word in run.text for word in RELATING) if run.is_chinese else run.text in RELATING


class _Reader:
    """Reads the clauses of a folded text, in which the names are known."""

    def __init__(self, folded: str, mentions: Sequence[Mention], dimensions: Mapping[str, int]) -> None:
        self._folded, self._mentions, self._dimensions = folded, mentions, dimensions

    def clauses(self) -> Iterator[Clause]:
        """The clauses in order, without fillers."""
        done = 0
        for run in runs(self._folded):
            end = run.start + len(run.text)
            inside = [one for one in self._mentions if max(run.start, done) <= one.start < end]
            if end <= done:
                continue  # inside a name of several words
            if run.is_chinese:
                yield from self._chinese(max(run.start, done), end, inside, is_whole=done <= run.start)
                done = max([done, *(one.end for one in inside)])
            elif inside:
                done = inside[0].end
                yield self._name(inside[0])
            elif run.text not in ENGLISH_FILLERS:
                yield self._word(run.text, is_last=end == len(self._folded))

    def _chinese(self, start: int, end: int, inside: Sequence[Mention], *, is_whole: bool) -> Iterator[Clause]:
        """The clauses of a Chinese run, or of what a name leaves of it. A short run is one word, made of parts."""
        text = self._folded[start:end]
        parts = tuple(self._parts(start, end, inside))
        is_name = len(parts) == 1 and bool(parts[0].concepts) and parts[0].text == text
        if not parts or not is_whole or is_name or len(text) > ONE_WORD:
            yield from parts
            return
        # Beside other parts, or in a word of two, a single character says nothing: 广告费 is about 广告.
        if len(text) == 2 or any(len(part.text) > 1 for part in parts):
            parts = tuple(part for part in parts if len(part.text) > 1)
        whole = chinese_expression(text)
        loose = any_of([whole, all_of(_or_about(part, part.loose) for part in parts)]) if parts else whole
        terms = self._facet_terms(text)
        yield Clause(text, whole, loose, tuple(pairs(text)) or (text,), facet_terms=terms, parts=() if terms else parts)

    def _parts(self, start: int, end: int, inside: Sequence[Mention]) -> Iterator[Clause]:
        """The names in a Chinese run, and what is left between them and the fillers."""
        for mention in inside:
            yield from self._between(self._folded[start : mention.start])
            yield self._name(mention)
            start = mention.end
        yield from self._between(self._folded[start:end])

    def _between(self, characters: str) -> Iterator[Clause]:
        for piece in unfilled(characters):
            words = tuple(pairs(piece)) or (piece,)
            terms = self._facet_terms(piece)
            yield Clause(
                piece, chinese_expression(piece), all_of(map(chinese_expression, words)), words, facet_terms=terms
            )

    def _word(self, word: str, *, is_last: bool) -> Clause:
        """One English word; the last of a query may be only begun."""
        stemmed = stem(word)
        strict = english_expression([word])
        may_be_begun = is_last and len(word) >= SHORTEST_BEGINNING and word.isalpha()
        loose = Prefix(stemmed) if may_be_begun else strict
        return Clause(word, strict, loose, (stemmed,), facet_terms=self._facet_terms(stemmed))

    def _facet_terms(self, name: str) -> tuple[str, ...]:
        return (facet_term("dimension", self._dimensions[name]),) if name in self._dimensions else ()

    def _name(self, mention: Mention) -> Clause:
        text = self._folded[mention.start : mention.end]
        words = tuple(word for run in runs(text) for word in _words(run))
        facet_terms = tuple(facet_term("concept", concept_id) for concept_id in mention.concepts)
        expression = literal_expression(text) or SearchWord(facet_terms[0])
        return Clause(text, expression, expression, words, mention.concepts, facet_terms)
