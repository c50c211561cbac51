"""Makes snippets: marks in a text the words that were searched for, and cuts out the part that shows most of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from concepts.search.index.expressions import Prefix
from concepts.search.index.names import Names
from concepts.search.index.words import matching_name, runs, stem
from concepts.search.query.parsed_query import ParsedQuery
from concepts.search.results.answers import Snippet, SnippetPart
from sources.languages import Text
from sources.text import search_fold

LONGEST_SNIPPET = 240  # code points
LONGEST_SHIFT = 20  # code points by which a snippet is made shorter, so that it begins or ends at a blank
BEFORE_FIRST_MATCH = 60  # code points of a snippet that may stand before the first marked words
Span = tuple[int, int]  # start and end in code points


@dataclass(frozen=True, slots=True)
class HighlightTerms:
    """What is marked: English words by their stems or prefixes of these, Chinese characters, names of concepts.

    `other_names` are not marked although they have a stem that was searched for, as market has where marketing was.
    """

    stems: frozenset[str]
    prefixes: tuple[str, ...]
    characters: tuple[str, ...]
    names: Names
    concepts: frozenset[int]
    other_names: frozenset[str]


def highlight_terms(query: ParsedQuery, names: Names, name_words: Set[str]) -> HighlightTerms:
    """Return what a query marks.

    `names` are those of all concepts as texts have them, `name_words` those that are one word.
    """
    found = [run for clause in query.clauses for run in runs(clause.text)]
    words = {run.text for run in found if not run.is_chinese}
    return HighlightTerms(
        stems=frozenset(map(stem, words)),
        prefixes=tuple(clause.half.letters for clause in query.clauses if isinstance(clause.half, Prefix)),
        characters=tuple(dict.fromkeys(run.text for run in found if run.is_chinese)),
        names=names,
        concepts=frozenset(concept for clause in query.clauses for concept in clause.concepts),
        other_names=frozenset(name_words - {matching_name(word, name_words) for word in words}),
    )


def make_snippet(text: Text, terms: HighlightTerms, longest: int = LONGEST_SNIPPET) -> tuple[Snippet, int]:
    """Return the part of a text that shows most of the terms, and how many different ones the whole text has.

    The part has about `longest` code points at most.
    """
    found = list(_spans(text.words, terms))
    spans = list(_joined(sorted(span for span, _ in found), text.words))
    start, end = _window(text.words, spans, longest)
    parts, position = [], start
    for left, right in spans:
        if left >= end or right <= start:
            continue
        left, right = max(left, start), min(right, end)
        if left > position:
            parts.append(SnippetPart(text.words[position:left], False))
        parts.append(SnippetPart(text.words[left:right], True))
        position = right
    if position < end:
        parts.append(SnippetPart(text.words[position:end], False))
    if start > 0:
        parts.insert(0, SnippetPart("…", False))
    if end < len(text.words):
        parts.append(SnippetPart("…", False))
    return Snippet(tuple(parts), text.lang), len({term for _, term in found})


def _spans(words: str, terms: HighlightTerms) -> Iterator[tuple[Span, str]]:
    """Yield where terms stand, in code points of the text as it is, and which term each is."""
    folded, places = _folded(words)

    def span(start: int, end: int) -> Span:
        return places[start], places[end - 1] + 1

    for run in runs(folded):
        if run.is_chinese or matching_name(run.text, terms.other_names):
            continue
        stemmed = stem(run.text)
        if stemmed in terms.stems or stemmed.startswith(terms.prefixes):
            yield span(run.start, run.start + len(run.text)), stemmed
    for characters in terms.characters:
        start = folded.find(characters)
        while start >= 0:
            end = start + len(characters)
            yield span(start, end), characters
            start = folded.find(characters, end)
    for mention in terms.names.mentions(folded) if terms.concepts else ():
        if named := terms.concepts.intersection(mention.concepts):
            yield span(mention.start, mention.end), f"concept {min(named)}"


def _folded(words: str) -> tuple[str, list[int]]:
    """Fold a text character by character; return it and, for each of its characters, where it comes from."""
    forms = list(map(_folded_character, words))
    return "".join(forms), [place for place, form in enumerate(forms) for _ in form]


@lru_cache(maxsize=20_000)  # more than a language writes with
def _folded_character(character: str) -> str:
    return " " if character.isspace() else search_fold(character)


def _joined(spans: Iterable[Span], words: str) -> Iterator[Span]:
    """Yield the spans from left to right; those that touch, overlap or have only blanks between them become one."""
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


def _window(words: str, spans: list[Span], longest: int) -> Span:
    """Return the part of at most `longest` code points with most spans; it begins and ends at blanks where it can."""
    if len(words) <= longest:
        return 0, len(words)
    # The spans are in order and apart from one another, and so are their ends.
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    best = (0, 0)
    for start, end in spans or [(0, 0)]:
        left = max(0, min(max(start - BEFORE_FIRST_MATCH, end - longest), len(words) - longest))
        best = max(best, (bisect_right(ends, left + longest) - bisect_left(starts, left), -left))
    left = -best[1]
    right = left + longest
    inside = [(start, end) for start, end in spans if left <= start and end <= right] or [(right, left)]
    if left and (blank := words.find(" ", left, min(left + LONGEST_SHIFT, inside[0][0]))) >= 0:
        left = blank + 1
    if right < len(words) and (blank := words.rfind(" ", max(right - LONGEST_SHIFT, inside[-1][1]), right)) >= 0:
        right = blank
    return left, right
