"""Compare two versions of a text, and say of any span of the old one what has become of it in the new one.

Works on strings and offsets and knows neither models nor files. Offsets count Unicode code points.

The texts are compared sentence by sentence (`sources.alignment`), and word by word where sentences differ; Chinese
characters are words. What both have in the same order is kept; sentences that are gone from one place and stand at
another where nothing stood before have moved. Words that merely look alike decide nothing: a span is followed only
where each of its characters is kept, or has moved, with its surroundings, and where only one place is possible. Of a
sentence that is deleted, a copy that stood elsewhere all the time is no successor.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from sources.alignment import EqualRun, align, places_of_unique
from sources.lookup import Span
from sources.text import HAN

LEAST_LETTERS = 12  # fewer letters (of Chinese, half as many) may stand anywhere by chance
MOST_COMPARED = 500_000  # code points of a part in which no sentence is kept that are compared word by word
LEAST_KEPT = 0.5  # of a sentence around a span that was not changed itself, and of a span that was

_SENTENCE_END = re.compile(r"(?:[。！？；｡!?;…]|\.(?=[\"'”’)\]）】》」』]*\s))[\"'”’)\]）】》」』]*\s*|\n\s*")
_WORD = re.compile(rf"[{HAN}]|[^\W{HAN}]+|\s+|.", re.DOTALL)


class SpanState(StrEnum):
    """What has become of a span: SAME and MOVED words are identical, CHANGED ones have another wording."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Successor:
    """What has become of a span, and its place in the new text; None where the words are gone."""

    state: SpanState
    place: Span | None = None

    @property
    def is_certain(self) -> bool:
        """Whether the words stand there letter by letter, so that nobody needs to look."""
        return self.state in (SpanState.SAME, SpanState.MOVED)


GONE = Successor(SpanState.GONE)


class _Pieces:
    """The pieces of a text, which cover all of it, with their bounds; `keys` are without white space at the end."""

    def __init__(self, text: str, pieces: Sequence[str]) -> None:
        self.keys = [piece.rstrip() for piece in pieces]
        self.bounds = list(accumulate(map(len, pieces), initial=0))
        self.text = text

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return the bounds of the pieces that hold `text[start:end]`, without white space at the end."""
        first, last = bisect_right(self.bounds, start) - 1, bisect_right(self.bounds, end - 1) - 1
        return self.bounds[first], max(end, self.bounds[last] + len(self.keys[last]))


class TextDiff:
    """What differs between two texts."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old, self._new = _Pieces(old, _cut(old)), _Pieces(new, _cut(new))
        kept = align(self._old.keys, self._new.keys)
        self._moved = _join(sorted(self._runs_of_pieces(self._find_moved(kept))))
        within = [run for gap in _gaps(kept, self._old, self._new) for run in self._align_words(*gap)]
        self._kept = _join(sorted([*self._runs_of_pieces(kept), *within]))
        self._starts = [run.start for run in self._kept]
        self._moved_starts = [run.start for run in self._moved]

    @property
    def kept(self) -> tuple[EqualRun, ...]:
        """Return the runs of characters that both texts have in the same order."""
        return tuple(self._kept)

    def follow(self, span: Span) -> Successor:
        """Return what has become of a span of the old text."""
        start, end = span
        for runs, starts in ((self._moved, self._moved_starts), (self._kept, self._starts)):
            run = _run_at(runs, starts, start)
            if run is None or end > run.start + run.length:
                continue
            to = run.to + start - run.start
            place = Span(to, to + end - start)
            if runs is self._moved:
                return Successor(SpanState.MOVED, place)
            if self._has_other_place(start, end):
                return GONE
            is_same = self._is_at_home(run, start, end)
            return Successor(SpanState.SAME if is_same else SpanState.CHANGED, place)
        place_of_rest = self._place_of_rest(start, end)
        return Successor(SpanState.CHANGED, place_of_rest) if place_of_rest else GONE

    def follow_part(self, span: Span) -> Span | None:
        """Return where a long part of the old text, such as an article, stands in the new one; None where it is gone.

        It has moved with its sentences where more of these have moved than are kept. What was put in at its ends
        belongs to it only where nothing of the old text stands between.
        """
        moved = [run for run in self._moved if run.start < span.end and run.start + run.length > span.start]
        if sum(run.length for run in moved) > self._number_kept(span.start, span.end):
            first, last = min(moved, key=lambda run: run.to), max(moved, key=lambda run: run.to + run.length)
            return Span(first.to, last.to + last.length)
        return self._place_of_rest(span.start, span.end, is_part=True)

    def _runs_of_pieces(self, runs: Sequence[EqualRun]) -> Iterator[EqualRun]:
        """Yield the runs of equal characters in runs of pieces, which may differ in white space at their ends."""
        for run in runs:
            for step in range(run.length):
                start, to = self._old.bounds[run.start + step], self._new.bounds[run.to + step]
                end, stop = self._old.bounds[run.start + step + 1], self._new.bounds[run.to + step + 1]
                is_equal = end - start == stop - to and self.old.startswith(self.new[to:stop], start)
                yield EqualRun(start, to, end - start if is_equal else len(self._old.keys[run.start + step]))

    def _find_moved(self, kept: Sequence[EqualRun]) -> list[EqualRun]:
        """Return the runs of pieces that are gone from one place and were put in at another.

        Each holds a piece that is gone, and put in, once; together they have letters enough.
        """
        gaps = list(_gaps_of_pieces(kept, self._old, self._new))
        gone = [place for start, end, _to, _stop in gaps for place in range(start, end)]
        put_in = [place for _start, _end, to, stop in gaps for place in range(to, stop)]
        old = places_of_unique(lambda index: self._old.keys[gone[index]], 0, len(gone))
        new = places_of_unique(lambda index: self._new.keys[put_in[index]], 0, len(put_in))
        free, free_there = set(gone), set(put_in)
        moved: list[EqualRun] = []
        for key, index in old.items():
            if not key or key not in new or gone[index] not in free:
                continue
            start, to = gone[index], put_in[new[key]]
            length = 1
            while self._is_moved(start - 1, to - 1, free, free_there):
                start, to, length = start - 1, to - 1, length + 1
            while self._is_moved(start + length, to + length, free, free_there):
                length += 1
            if has_letters_enough(self.old, self._old.bounds[start], self._old.bounds[start + length]):
                moved.append(EqualRun(start, to, length))
                free.difference_update(range(start, start + length))
                free_there.difference_update(range(to, to + length))
        return moved

    def _is_moved(self, place: int, other: int, free: set[int], free_there: set[int]) -> bool:
        return place in free and other in free_there and self._old.keys[place] == self._new.keys[other]

    def _align_words(self, start: int, end: int, to: int, stop: int) -> Iterator[EqualRun]:
        """Yield the runs of characters that two differing parts share word by word; what has moved is left out."""
        if max(end - start, stop - to) > MOST_COMPARED:
            return
        words = _words(self.old, start, end, [(run.start, run.start + run.length) for run in self._moved])
        others = _words(self.new, to, stop, [(run.to, run.to + run.length) for run in self._moved])
        for run in align([word for word, _place in words], [word for word, _place in others]):
            for step in range(run.length):
                word, place = words[run.start + step]
                _other, other_place = others[run.to + step]
                yield EqualRun(place, other_place, len(word))

    def _is_at_home(self, run: EqualRun, start: int, end: int) -> bool:
        """Tell whether kept words have their surroundings: whole sentences, or most of one that was changed elsewhere.

        Few words that a new sentence happens to share with an old one are not the same place.
        """
        first, last = self._old.around(start, end)
        kept = self._number_kept(first, last)
        if has_letters_enough(self.old, run.start, _end(run)):
            return kept >= LEAST_KEPT * (last - first)
        sentence = self.old[first:last]
        return kept == last - first and self.old.count(sentence) == self.new.count(sentence) == 1

    def _has_other_place(self, start: int, end: int) -> bool:
        """Tell whether the same words were deleted so near that these may be the ones that are gone.

        Of two equal sentences in a row, nobody can say which one was deleted.
        """
        index = bisect_right(self._starts, start) - 1
        run = self._kept[index]
        words = self.old[start:end]
        following = self._kept[index + 1].start if index + 1 < len(self._kept) else len(self.old)
        before = _end(self._kept[index - 1]) if index else 0
        return any(
            words in self.old[gone:until]
            and (_slides(self.old, start, end, gone, until) or not has_letters_enough(self.old, *between))
            for gone, until, between in (
                (_end(run), following, (end, _end(run))),
                (before, run.start, (run.start, start)),
            )
        )

    def _number_kept(self, start: int, end: int) -> int:
        """Return how many characters of `old[start:end]` are kept."""
        return sum(min(end, _end(run)) - max(start, run.start) for run in self._overlapping(start, end))

    def _overlapping(self, start: int, end: int) -> list[EqualRun]:
        first = max(0, bisect_right(self._starts, start) - 1)
        found = []
        for run in self._kept[first : bisect_right(self._starts, end - 1)]:
            if _end(run) > start:
                found.append(run)
        return found

    def _place_of_rest(self, start: int, end: int, *, is_part: bool = False) -> Span | None:
        """Return what stands in the place of words that were changed; None where too little of them is left.

        What was put in at an end goes along as far as its sentence goes; of a part, all that nothing old stands before.
        """
        runs = self._overlapping(start, end)
        left = sum(letters_in(self.old[max(start, run.start) : min(end, _end(run))]) for run in runs)
        if not left or left < LEAST_KEPT * letters_in(self.old[start:end]):
            return None
        to = self._begin(runs[0], start, is_part=is_part)
        stop = self._stop_at(runs[-1], end, is_part=is_part)
        return _trim(self.new, Span(to, stop))

    def _begin(self, run: EqualRun, start: int, *, is_part: bool) -> int:
        """Return where the words begin in the new text that began at `start`; `run` is the first that is left."""
        if start >= run.start:
            return run.to + start - run.start
        index = bisect_right(self._starts, run.start) - 1
        before = self._kept[index - 1] if index else EqualRun(0, 0, 0)
        if is_part and not self.old[_end(before) : start].strip():
            return _stop(before)
        return max(_stop(before), self._new.around(run.to, run.to + 1)[0])

    def _stop_at(self, run: EqualRun, end: int, *, is_part: bool) -> int:
        """Return where the words end in the new text that ended at `end`; `run` is the last that is left."""
        if end <= _end(run):
            return run.to + end - run.start
        index = bisect_right(self._starts, run.start)
        after = self._kept[index] if index < len(self._kept) else EqualRun(len(self.old), len(self.new), 0)
        if is_part and not self.old[end : after.start].strip():
            return after.to
        return min(after.to, self._new.around(_stop(run) - 1, _stop(run))[1])


def letters_in(text: str) -> int:
    """Return how many letters and digits a text has; Chinese characters count twice."""
    return sum(1 + (character >= "\u3400") for character in text if character.isalnum())


def has_letters_enough(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` has so many letters that it does not stand there by chance."""
    number = 0
    for place in range(start, end):
        number += letters_in(text[place])
        if number >= LEAST_LETTERS:
            return True
    return False


def _cut(text: str) -> list[str]:
    """Return the text in pieces, mostly sentences, each with the white space behind it."""
    bounds = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    if bounds[-1] != len(text):
        bounds.append(len(text))
    return [text[start:end] for start, end in pairwise(bounds)]


def _words(text: str, start: int, end: int, without: Sequence[tuple[int, int]]) -> list[tuple[str, int]]:
    """Return the words of `text[start:end]` with their places, but for those in the spans `without`."""
    words = [(match[0], match.start()) for match in _WORD.finditer(text, start, end)]
    spans = [span for span in without if span[0] < end and span[1] > start]
    if not spans:
        return words
    return [word for word in words if not any(first <= word[1] < last for first, last in spans)]


def _gaps_of_pieces(kept: Sequence[EqualRun], old: _Pieces, new: _Pieces) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts between what is kept, as bounds in pieces of the old and of the new text."""
    for before, after in pairwise([EqualRun(0, 0, 0), *kept, EqualRun(len(old.keys), len(new.keys), 0)]):
        yield _end(before), after.start, _stop(before), after.to


def _gaps(kept: Sequence[EqualRun], old: _Pieces, new: _Pieces) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts that differ and have words on both sides, as bounds in code points."""
    for start, end, to, stop in _gaps_of_pieces(kept, old, new):
        if start < end and to < stop:
            yield old.bounds[start], old.bounds[end], new.bounds[to], new.bounds[stop]


def _join(runs: Sequence[EqualRun]) -> list[EqualRun]:
    """Return the runs with those as one that follow on one another in both texts."""
    joined: list[EqualRun] = []
    for run in runs:
        if joined and _end(joined[-1]) == run.start and _stop(joined[-1]) == run.to:
            joined[-1] = joined[-1]._replace(length=joined[-1].length + run.length)
        elif run.length:
            joined.append(run)
    return joined


def _run_at(runs: Sequence[EqualRun], starts: Sequence[int], place: int) -> EqualRun | None:
    """Return the run that holds a place of the old text."""
    index = bisect_right(starts, place) - 1
    return runs[index] if index >= 0 and place < _end(runs[index]) else None


def _slides(text: str, start: int, end: int, gone: int, until: int) -> bool:
    """Tell whether the deletion of `text[gone:until]` reads the same if it takes `text[start:end]` along instead."""
    if until - gone < end - start:
        return False
    if end <= gone:
        return text.startswith(text[start:gone], start + until - gone)
    return text.startswith(text[until:end], gone)


def _trim(text: str, span: Span) -> Span | None:
    """Return the span without white space at its ends; None where nothing is left."""
    words = span.of(text)
    start, end = span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip())
    return Span(start, end) if start < end else None


def _end(run: EqualRun) -> int:
    return run.start + run.length


def _stop(run: EqualRun) -> int:
    return run.to + run.length
