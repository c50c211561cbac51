"""Marks in a text the words by which it was found, and cuts the part that shows them; the text itself is unchanged."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from concepts.search.index.expressions import Prefix
from concepts.search.index.names import Names
from concepts.search.index.words import matching_name, runs, search_fold, stem
from concepts.search.query.parsed_query import ParsedQuery
from concepts.search.results.answers import Piece, Snippet
from sources.languages import Text

LONGEST = 240  # code points of a snippet
AT_BLANK = 20  # so far inside it a blank is looked for to begin and end at
BEFORE = 60  # of which so many may stand before the first mark
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is marked: words by their stems or the beginnings of these, Chinese characters in a row, names of concepts.

    `others` are names of which only the stem is asked for, as market is for marketing; they are not marked.
    """

    stems: frozenset[str]
    beginnings: tuple[str, ...]
    characters: tuple[str, ...]
    names: Names
    concepts: frozenset[int]
    others: frozenset[str]


def sought(asked: ParsedQuery, names: Names, name_words: Set[str]) -> Sought:
    """What a query marks; `names` are those of all concepts as texts have them, `name_words` all of one word."""
    found = [run for clause in asked.clauses for run in runs(clause.text)]
    words = {run.text for run in found if not run.is_chinese}
    return Sought(
        stems=frozenset(map(stem, words)),
        beginnings=tuple(one.strict.letters for one in asked.clauses if isinstance(one.strict, Prefix)),
        characters=tuple(dict.fromkeys(run.text for run in found if run.is_chinese)),
        names=names,
        concepts=frozenset(id for clause in asked.clauses for id in clause.concepts),
        others=frozenset(name_words - {matching_name(word, name_words) for word in words}),
    )


def marked(text: Text, what: Sought, most: int = LONGEST) -> tuple[Snippet, int]:
    """The part of the text, at most about `most` code points long, with what is sought marked in it.

    Besides how many different things of what is sought stand in the text.
    """
    found = list(_spans(text.words, what))
    spans = list(_joined(sorted(span for span, _ in found), text.words))
    start, end = _window(text.words, spans, most)
    pieces, position = [], start
    for left, right in spans:
        if left >= end or right <= start:
            continue
        left, right = max(left, start), min(right, end)
        if left > position:
            pieces.append(Piece(text.words[position:left], False))
        pieces.append(Piece(text.words[left:right], True))
        position = right
    if position < end:
        pieces.append(Piece(text.words[position:end], False))
    if start > 0:
        pieces.insert(0, Piece("…", False))
    if end < len(text.words):
        pieces.append(Piece("…", False))
    return Snippet(tuple(pieces), text.lang), len({thing for _, thing in found})


def _spans(words: str, what: Sought) -> Iterator[tuple[Span, str]]:
    """Where something that is sought stands, in code points of the text as it is, and what it is."""
    folded, places = _folded(words)

    def span(start: int, end: int) -> Span:
        return places[start], places[end - 1] + 1

    for run in runs(folded):
        if run.is_chinese or matching_name(run.text, what.others):
            continue
        stemmed = stem(run.text)
        if stemmed in what.stems or stemmed.startswith(what.beginnings):
            yield span(run.start, run.start + len(run.text)), stemmed
    for phrase in what.characters:
        place = folded.find(phrase)
        while place >= 0:
            yield span(place, place + len(phrase)), phrase
            place = folded.find(phrase, place + len(phrase))
    for mention in what.names.mentions(folded):
        if named := what.concepts.intersection(mention.concepts):
            yield span(mention.start, mention.end), f"concept {min(named)}"


def _folded(words: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each character of that where it comes from."""
    folded, places = [], []
    for place, character in enumerate(words):
        form = " " if character.isspace() else search_fold(character) if character > "\x7f" else character.lower()
        folded.append(form)
        places += [place] * len(form)
    return "".join(folded), places


def _joined(spans: Iterable[Span], words: str) -> Iterator[Span]:
    """The spans from left to right, those that touch or overlap, or have only a blank between them, as one."""
    waiting: Span | None = None
    for start, end in spans:
        if waiting is None:
            waiting = (start, end)
        elif start <= waiting[1] or not words[waiting[1] : start].strip(" "):
            waiting = (waiting[0], max(end, waiting[1]))
        else:
            yield waiting
            waiting = (start, end)
    if waiting:
        yield waiting


def _window(words: str, spans: list[Span], most: int) -> Span:
    """The stretch of at most `most` code points with the most marks, begun and ended at blanks where there are any."""
    if len(words) <= most:
        return 0, len(words)
    # The spans are in order and apart from one another, and so are their ends.
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    best = (0, 0)
    for start, end in spans or [(0, 0)]:
        left = max(0, min(max(start - BEFORE, end - most), len(words) - most))
        best = max(best, (bisect_right(ends, left + most) - bisect_left(starts, left), -left))
    left = -best[1]
    right = left + most
    inside = [(start, end) for start, end in spans if left <= start and end <= right] or [(right, left)]
    if left and (blank := words.find(" ", left, min(left + AT_BLANK, inside[0][0]))) >= 0:
        left = blank + 1
    if right < len(words) and (blank := words.rfind(" ", max(right - AT_BLANK, inside[-1][1]), right)) >= 0:
        right = blank
    return left, right
