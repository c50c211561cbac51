"""Look up words in a source text, although a browser, an editor or a keyboard changed some of their characters.

Words are looked up as they are, and then with less and less likeness (`Likeness`); the first one at which they stand in
the text counts. Nothing is guessed: the words at a place that is returned are those looked up, but for the differences
that its likeness allows.

Text and words are both folded, and the folded words are searched in the folded text. Folding goes piece by piece, so
that the place of a match is worked out within its piece, and the time grows with the length of the text only.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from sources.text import INVISIBLE, VARIATION_SELECTORS

MOST_PLACES = 1_000  # places that a look-up returns
_MOST_MATCHES = 10_000  # matches in the folded text that are examined: a match in the middle of a letter is no place
_LEAST_PIECE = 1_000  # code points

_NOT_COMPARED = re.compile(f"{INVISIBLE.pattern}|{VARIATION_SELECTORS.pattern}")
_WHITE = re.compile(r"\s+")
_NO_LETTERS = re.compile(r"[\W_]+")
_AROUND_WORDS = "".join(mark for mark in map(chr, range(0x10000)) if mark.isspace() or INVISIBLE.match(mark))
_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "〝": '"', "〞": '"', "〟": '"'})
_MARKS |= str.maketrans(dict.fromkeys("‘’‚‛′´`", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"。": "."})


class Span(NamedTuple):
    """A part of a text: `text[start:end]`, in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]


class Likeness(IntEnum):
    """How like the words looked up are to those in the text; each allows what those before it allow.

    SPACING allows what nobody sees: other line ends, blanks and invisible characters, composed or decomposed letters.
    BLANKS also allows missing blanks and line ends, which copying puts between Chinese characters or takes away.
    FORM also allows another form of quotation marks and dashes, another width or letter case.
    LETTERS also allows other punctuation and accents: too little to take a place for the one that is meant.
    """

    EXACT = 0
    SPACING = 1
    BLANKS = 2
    FORM = 3
    LETTERS = 4


@dataclass(frozen=True, slots=True)
class Lookup:
    """The places where words stand in a text, in order, at most MOST_PLACES; empty where they stand nowhere."""

    likeness: Likeness
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ComparedStretch:
    """A stretch of the words looked up, and what stands for it in the text; the two may be equal."""

    sought: str
    found: str

    @property
    def differs(self) -> bool:
        return self.sought != self.found


def look_up(
    text: str, words: str, *, start: int = 0, end: int | None = None, least: Likeness = Likeness.FORM
) -> Lookup:
    """Return the places of the words in `text[start:end]`, with the greatest likeness down to `least` that finds any.

    White space and invisible characters at both ends of the words do not count. Places hold whole letters: none ends
    before an accent.
    """
    end = len(text) if end is None else end
    words = trimmed(words)
    for likeness in Likeness:
        if words and likeness <= least:
            whole = (
                place for place in find_places(text, words, start, end, likeness) if _has_whole_letters(text, place)
            )
            if places := tuple(islice(whole, MOST_PLACES)):
                return Lookup(likeness, places)
    return Lookup(least, ())


def trimmed(words: str) -> str:
    """Return the words without white space and invisible characters at both ends."""
    return words.strip(_AROUND_WORDS)


def find_places(text: str, words: str, start: int, end: int, likeness: Likeness = Likeness.EXACT) -> Iterator[Span]:
    """Yield the places of the words in `text[start:end]` in order, overlapping ones too, with this likeness."""
    if likeness != Likeness.EXACT:
        yield from _FoldedText(text, start, end, likeness).find(words)
        return
    place = text.find(words, start, end)
    while place >= 0:
        yield Span(place, place + len(words))
        place = text.find(words, place + 1, end)


def compare(words: str, found: str, likeness: Likeness) -> list[ComparedStretch]:
    """Return the words looked up beside those of a place that was found with this likeness, stretch by stretch."""
    words = trimmed(words)
    sought_ends, found_ends = ({0: 0} | _ends_of_letters(text, likeness) for text in (words, found))
    sought_ends[max(sought_ends)], found_ends[max(found_ends)] = len(words), len(found)
    stretches: list[ComparedStretch] = []
    for first, last in pairwise(sorted(sought_ends.keys() & found_ends.keys())):
        sought = words[sought_ends[first] : sought_ends[last]]
        there = found[found_ends[first] : found_ends[last]]
        same = next((place for place, pair in enumerate(zip(sought, there, strict=False)) if pair[0] != pair[1]), None)
        if same is None:
            same = min(len(sought), len(there))
        for pair in (ComparedStretch(sought[:same], there[:same]), ComparedStretch(sought[same:], there[same:])):
            if stretches and pair.differs == stretches[-1].differs:
                before = stretches.pop()
                stretches.append(ComparedStretch(before.sought + pair.sought, before.found + pair.found))
            elif pair.sought or pair.found:
                stretches.append(pair)
    return stretches


def _fold(text: str, likeness: Likeness) -> str:
    """Return the key that is equal for texts that differ only as the likeness allows."""
    key = _NOT_COMPARED.sub("", text)
    if likeness in (Likeness.SPACING, Likeness.BLANKS):
        return unicodedata.normalize("NFD", _WHITE.sub(" " if likeness == Likeness.SPACING else "", key))
    key = unicodedata.normalize("NFD", key.translate(_MARKS)).casefold()
    # Both twice, because folding case can undo compatibility normalisation and the other way round.
    key = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", key).casefold()).translate(_MARKS)
    return (_NO_LETTERS if likeness == Likeness.LETTERS else _WHITE).sub("", key)


@lru_cache(maxsize=5_000)
def _begins_letter(character: str) -> bool:
    """Tell whether the keys of the parts make up the key of a text that is cut before the character."""
    if character.isspace() or _NOT_COMPARED.match(character) or unicodedata.category(character)[0] == "M":
        return False
    return not unicodedata.combining(unicodedata.normalize("NFKD", character)[0])


def _has_whole_letters(text: str, place: Span) -> bool:
    """Tell whether neither end of the place parts a letter from its accents."""
    return not any(
        unicodedata.category(first)[0] == "M" for first in (text[place.start], *text[place.end : place.end + 1])
    )


def _letters(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the letters of `text[start:end]`: each character with its accents and the white space after it."""
    begin = start
    for place in range(start + 1, end):
        is_alone = text[place - 1].isspace() and not text[place].isspace()  # an accent on white space
        if _begins_letter(text[place]) or (is_alone and not _NOT_COMPARED.match(text[place])):
            yield Span(begin, place)
            begin = place
    if begin < end:
        yield Span(begin, end)


def _ends_of_letters(text: str, likeness: Likeness) -> dict[int, int]:
    """Map where each letter ends in the key of the text to where it ends in the text."""
    ends, folded = {}, 0
    for letter in _letters(text, 0, len(text)):
        if key := _fold(letter.of(text), likeness):
            folded += len(key)
            ends[folded] = letter.end
    return ends


class _FoldedText:
    """The key of `text[start:end]`, made in pieces, and the letters of each piece that a match leads to."""

    def __init__(self, text: str, start: int, end: int, likeness: Likeness) -> None:
        self._text = text
        self._likeness = likeness
        self._cuts = [*_piece_starts(text, start, end), end]
        keys = [_fold(text[first:last], likeness) for first, last in pairwise(self._cuts)]
        self._key_cuts = list(accumulate(map(len, keys), initial=0))
        self._key = "".join(keys)
        self._letters = lru_cache(maxsize=1_000)(self._letters_of_piece)

    def find(self, words: str) -> Iterator[Span]:
        """Yield the places of the words in order."""
        sought = _fold(words, self._likeness).strip()
        match = self._key.find(sought) if sought else -1
        for _count in range(_MOST_MATCHES):
            if match < 0:
                return
            stop = match + len(sought)
            start = self._letters(bisect_right(self._key_cuts, match) - 1)[0].get(match)
            end = self._letters(bisect_left(self._key_cuts, stop) - 1)[1].get(stop)
            if start is not None and end is not None:
                yield Span(start, end)
            match = self._key.find(sought, match + 1)

    def _letters_of_piece(self, piece: int) -> tuple[dict[int, int], dict[int, int]]:
        """Map the starts, and the ends, of the letters of a piece from offsets in the key to offsets in the text."""
        starts, ends, place = {}, {}, self._key_cuts[piece]
        for letter in _letters(self._text, self._cuts[piece], self._cuts[piece + 1]):
            bare = letter.of(self._text).rstrip(_AROUND_WORDS)
            if key := _fold(bare, self._likeness):
                starts[place] = letter.start
                ends[place + len(key)] = letter.start + len(bare)
            place += len(_fold(letter.of(self._text), self._likeness))
        return starts, ends


def _piece_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the pieces of `text[start:end]` begin; each begins with a letter and has at least _LEAST_PIECE."""
    while start < end:
        yield start
        start += _LEAST_PIECE
        while start < end and not _begins_letter(text[start]):
            start += 1
