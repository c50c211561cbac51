"""Fold texts for comparing: `fold_blanks` for what is word for word the same, `fold_letters` for what is similar.

Word for word allows other line ends and runs of blanks, and nothing else: a run counts as one blank, and between two
Chinese characters or marks, where a blank only comes from copying, as none.
"""

import re
from array import array
from functools import cache, lru_cache
from typing import NamedTuple

from opencc import OpenCC

from sources.text import DIRECTION, HAN, INVISIBLE, search_fold

WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef"  # Chinese characters and marks, for a class in a pattern
_BLANKS = re.compile(r"\s+")
_IS_WIDE = re.compile(f"[{WIDE}]")
# Signs that change what is said, as 5% is not 5. Each Chinese character is a word: no blanks show where words end.
_WORD = re.compile(f"[{HAN}]|(?:(?![{HAN}])[^\\W_])+|[%‰$€£¥+<>=±×÷]")
_NO_LETTERS = re.compile(r"[\W_]+")


class Folded(NamedTuple):
    """A folded text, and for places in it where the distance changes, the place there and in the text itself."""

    words: str
    places: "array[int]"
    originals: "array[int]"


class Letters(NamedTuple):
    """The letters and digits of a text, folded, and for each its offset in that text."""

    letters: str
    offsets: "array[int]"


def fold_blanks(text: str) -> Folded:
    """Return the text with each run of blanks and line ends folded."""
    pieces: list[str] = []
    places, originals = array("I", [0]), array("I", [0])
    position = length = 0
    for blanks in _BLANKS.finditer(text):
        start, end = blanks.span()
        between_wide = start > 0 and end < len(text) and _IS_WIDE.match(text[start - 1]) and _IS_WIDE.match(text[end])
        blank = "" if between_wide else " "
        pieces += [text[position:start], blank]
        length += start - position + len(blank)
        position = end
        if end - start != len(blank):
            places.append(length)
            originals.append(end)
    pieces.append(text[position:])
    return Folded("".join(pieces), places, originals)


def fold_letters(text: str) -> Letters:
    """Return the letters of the text without differences of width, letter case, accents, or Traditional characters."""
    folded: list[str] = []
    offsets = array("I")
    for offset, character in enumerate(text):
        letters = _letters_of(character)
        folded.append(letters)
        offsets.extend([offset] * len(letters))
    return Letters("".join(folded), offsets)


def has_same_words(first: str, second: str) -> bool:
    """Tell whether only punctuation, width, letter case or the form of characters differ."""
    turned, others = (DIRECTION.findall(text) for text in (first, second))
    return turned == others and _words_of(first) == _words_of(second)


def _words_of(text: str) -> list[str]:
    """Return the words of a text, folded as its letters are, and Traditional characters in their words."""
    return _WORD.findall(search_fold(_simplifier().convert(INVISIBLE.sub("", text))))


@cache
def _simplifier() -> OpenCC:
    """Return what writes words in Simplified characters: some, as 瞭 in 瞭解, change in some words only."""
    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _letters_of(character: str) -> str:
    """Return the folded letters of one character, mostly one; empty for marks and blanks."""
    return _NO_LETTERS.sub("", search_fold(character))
