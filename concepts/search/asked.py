"""What a query asks for: the words to be found and the concepts they name; knows no statement and no database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from concepts.search.documents import mark
from concepts.search.expressions import All, Beginning, Expression, Word, all_of, any_of, chinese, english, literal
from concepts.search.fillers import COMPARING, ENGLISH_FILLERS, chinese_fillers
from concepts.search.names import Mention, Names
from concepts.search.words import Run, pairs, runs, search_fold, stem

LONGEST_QUERY = 200  # code points; what stands behind is not looked at
MOST_CLAUSES = 12  # a query is not longer: what follows is left out
SHORTEST_BEGINNING = 3  # letters; a shorter word begins too many others
TIERS = 4
ONE_WORD = 4  # a run of so many Chinese characters or fewer is found as it stands
WHO = "?who"  # the feature of texts that ask for somebody
WHO_ENGLISH, WHO_CHINESE = frozenset({"who", "whom", "whose"}), "谁"
_QUOTED = re.compile('["“”„«「『]([^"“”„«»「」『』]*)["”“»」』]')


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or name of the query: `text`, as its search `words`.

    `strict` finds it as it stands, `loose` its parts too; `concepts` are what it names. `quoted` is true where it stood
    in quotation marks, so that nothing else will do.
    """

    text: str
    strict: Expression
    loose: Expression
    words: tuple[str, ...]
    concepts: tuple[int, ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that is understood as far as its words go.

    `clauses` are to be found. `concepts` are those it names, each once, in its order, of a shared name the first;
    `others` are the features (`features_of`) of all but the names. `compares` is true where a word asks for a
    comparison, `is_compound` where names touch, as in 产品价格, which compares nothing.
    """

    folded: str
    clauses: tuple[Clause, ...]
    concepts: tuple[int, ...]
    others: tuple[str, ...]
    compares: bool
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
        loose = [_or_about(clause, clause.loose) for clause in free]
        most = all_of(loose)
        if len(loose) > 2:
            most = any_of(all_of(loose[:place] + loose[place + 1 :]) for place in range(len(loose)))
        some = any_of(part for one in loose for part in (one.parts if isinstance(one, All) else (one,)))
        return tuple(all_of([*required, tier]) for tier in (strict, all_of(loose), most, some))

    @property
    def literal(self) -> Expression | None:
        """All words as they stand, whatever they name; None where there are no words."""
        return all_of(clause.strict for clause in self.clauses) if self.clauses else None

    def begun(self) -> "Asked":
        """The same query with words taken for beginnings of words, as all tiers but the first take them."""
        clauses = [replace(one, strict=one.loose) if isinstance(one.loose, Beginning) else one for one in self.clauses]
        return replace(self, clauses=tuple(clauses))


def understand(query: str, names: Names) -> Asked:
    """Reads a query as typed, or as much of it as LONGEST_QUERY; `names` are those of concepts, with their sounds."""
    folded = search_fold(query[:LONGEST_QUERY])
    clauses = []
    for match in _QUOTED.finditer(folded):
        if expression := literal(match[1]):
            words = tuple(word for run in runs(match[1]) for word in _words(run))
            clauses.append(Clause(match[1].strip(), expression, expression, words, quoted=True))
    free = _QUOTED.sub(" ", folded) if clauses else folded
    mentions = list(names.mentions(free))
    parts = list(_read(free, mentions, in_parts=True))
    if parts or clauses:
        clauses += _read(free, mentions, in_parts=False) if parts else []
    else:
        clauses += _read(free, mentions, in_parts=False, with_fillers=True)
    return Asked(
        folded=folded,
        clauses=tuple(dict.fromkeys(clauses))[:MOST_CLAUSES],
        concepts=tuple(dict.fromkeys(part.concepts[0] for part in parts if part.concepts)),
        others=tuple(features_of(_without(free, mentions))),
        compares=any(filler in COMPARING for filler in _fillers(free)),
        is_compound=any(one.end == other.start for one, other in pairwise(mentions)),
    )


def features_of(folded: str) -> list[str]:
    """What texts are compared by: stems of English words, characters and pairs of Chinese ones, and WHO; no fillers."""
    found = []
    for run in runs(folded):
        if run.is_chinese:
            found += [WHO] * (WHO_CHINESE in run.text)
            for piece in _unfilled(run.text):
                found += [*piece, *pairs(piece)]
        elif run.text in WHO_ENGLISH:
            found.append(WHO)
        elif run.text not in ENGLISH_FILLERS:
            found.append(stem(run.text))
    return list(dict.fromkeys(found))


def _or_about(clause: Clause, expression: Expression) -> Expression:
    """The expression, or being about what the clause names."""
    return any_of([expression, *(Word(mark("concept", id)) for id in clause.concepts)])


def _without(folded: str, mentions: list[Mention]) -> str:
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


def _read(folded: str, mentions: list[Mention], *, in_parts: bool, with_fillers: bool = False) -> Iterator[Clause]:
    """The clauses of a folded text; `in_parts` takes short Chinese runs apart too."""
    done = 0
    for run in runs(folded):
        end = run.start + len(run.text)
        if end <= done:
            continue  # inside a name of several words
        is_rest = run.start < done
        if is_rest:
            run = Run(run.text[done - run.start :], done, run.is_chinese)  # behind a name in both scripts
        inside = [one for one in mentions if run.start <= one.start < end]
        if run.is_chinese:
            whole = (
                len(run.text) <= ONE_WORD
                and not in_parts
                and not is_rest
                and (not inside or inside[0][:2] != (run.start, end))
            )
            pieces = [] if with_fillers else list(_pieces(folded, run, inside))
            if with_fillers or (whole and pieces):
                yield _word(run, pieces)
            else:
                yield from pieces
        elif inside and inside[0].start == run.start:
            done = inside[0].end
            yield _name(folded, inside[0])
        elif with_fillers or run.text not in ENGLISH_FILLERS:
            loose = english([run.text]) if len(run.text) < SHORTEST_BEGINNING else Beginning(stem(run.text))
            yield Clause(run.text, english([run.text]), loose, (stem(run.text),))


def _word(run: Run, pieces: list[Clause]) -> Clause:
    """A short Chinese run as one word; where it stands nowhere as a whole, its pieces are looked for."""
    whole = chinese(run.text)
    loose = any_of([whole, all_of(_or_about(piece, piece.loose) for piece in pieces)]) if pieces else whole
    return Clause(run.text, whole, loose, tuple(_words(run)))


def _pieces(folded: str, run: Run, mentions: list[Mention]) -> Iterator[Clause]:
    """The names in a Chinese run, and what is left between them and the fillers."""
    position = run.start
    for mention in mentions:
        yield from _between(folded[position : mention.start])
        yield _name(folded, mention)
        position = mention.end
    yield from _between(folded[position : run.start + len(run.text)])


def _between(characters: str) -> Iterator[Clause]:
    for piece in _unfilled(characters):
        words = tuple(pairs(piece)) or (piece,)
        yield Clause(piece, chinese(piece), all_of(chinese(word) for word in words), words)


def _unfilled(characters: str) -> Iterator[str]:
    """What is left of Chinese characters without the fillers."""
    position = 0
    for start, end in (*chinese_fillers(characters), (len(characters), 0)):
        if piece := characters[position:start]:
            yield piece
        position = end


def _name(folded: str, mention: Mention) -> Clause:
    text = folded[mention.start : mention.end]
    expression = literal(text) or Word(text)  # a name of symbols alone has no words, and finds by its concept
    return Clause(text, expression, expression, tuple(w for run in runs(text) for w in _words(run)), mention.concepts)
