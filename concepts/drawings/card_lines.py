"""Breaks texts of cards into lines about equally long, in English and in Chinese.

A line of English ends at a space, one of Chinese behind any Han character; but no line begins with a closing mark or
ends with an opening one (Requirements for Chinese Text Layout, W3C). Best is an end behind a comma or a semicolon, next
best in Chinese one beside a word such as 的 or 和, which divides no other word. The names on a card are held together.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from concepts.drawings.letters import OPENING, tidy, width_of
from sources.languages import HTML_LANG, Language, Text

MOST_CHARACTERS = 1000  # more never fit on a card
MOST_BALANCED = 8  # lines; more are not made equally long
WITHIN_A_PHRASE = 0.3  # so much of a line may be lost, or longer than another, for an end behind a mark
MARKS = ("，", "；", "：", "。", "、", ",", ";", ":", ".")
LAST_OF_A_PHRASE, FIRST_OF_A_PHRASE = frozenset("的地得了着是为在"), frozenset("和与及或并而则把将")
BESIDE_THESE = 0.4  # so much of that is lost for an end beside one of these
ROUNDING = 1e-6  # by which the sums of two ways to add up widths may differ
_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕｝”’…—～·％,.;:?!)]}%")
_OF_A_WORD = re.compile(r"[!-~\u00a0-\u024f]")


Held = tuple[str, ...]  # words that are not divided, the longest first


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stay in one line, and their width in em, without and with the space behind them."""

    words: str
    bare: float
    whole: float


def count_lines(text: Text, size: float, room: float, held: Held = ()) -> int:
    """Return how many lines a text needs; `size` is that of its letters in the units of `room`."""
    return len(_fill(_pieces_for(text, room / size, held), room / size))


def divides_words(text: Text, size: float, room: float, held: Held = ()) -> bool:
    """Tell whether a word of a text is longer than a line, so that it is divided."""
    return any(piece.bare > room / size for piece in _pieces(text.words, text.lang, held))


def break_lines(text: Text, size: float, room: float, most: int, held: Held = ()) -> tuple[str, ...]:
    """Return the text in as few lines as it needs, or in the `most` that it may have, with an ellipsis at the end.

    What is `held` is not divided where it stands in Chinese.
    """
    limit = room / size
    pieces = _pieces_for(text, limit, held)
    lines = _fill(pieces, limit)
    if len(lines) > most:
        words = [_join(line) for line in lines[:most]]
        return (*words[:-1], _with_ellipsis(words[-1], text.lang, limit))
    return tuple(map(_join, _balance(pieces, limit, len(lines)) if 1 < len(lines) <= MOST_BALANCED else lines))


def _join(line: Iterable[Piece]) -> str:
    return "".join(piece.words for piece in line).rstrip()


def _fill(pieces: Iterable[Piece], limit: float) -> list[list[Piece]]:
    """Return lines with as many pieces in each as there is room for."""
    lines: list[list[Piece]] = []
    filled = limit
    for piece in pieces:
        if not lines or filled + piece.bare > limit:
            lines.append([])
            filled = 0.0
        lines[-1].append(piece)
        filled += piece.whole
    return lines


def _balance(pieces: Sequence[Piece], limit: float, count: int) -> list[Sequence[Piece]]:
    """Return the pieces in that many lines, about equally long, with ends behind marks where that costs little."""
    before = [0.0, *accumulate(piece.whole for piece in pieces)]
    mean = before[-1] / count
    within_a_phrase = (WITHIN_A_PHRASE * mean) ** 2
    best: dict[int, tuple[float, tuple[int, ...]]] = {
        0: (0.0, ())
    }  # by the pieces that are placed: cost, ends of lines
    for _line in range(count):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, ends) in best.items():
            for end in range(start + 1, len(pieces) + 1):
                length = before[end - 1] - before[start] + pieces[end - 1].bare
                if length > limit + ROUNDING:
                    break
                total = cost + (length - mean) ** 2 + within_a_phrase * _loss(pieces, end)
                if end not in longer or total < longer[end][0]:
                    longer[end] = (total, (*ends, end))
        best = longer
    _cost, ends = best[len(pieces)]
    return [pieces[start:end] for start, end in zip((0, *ends), ends, strict=False)]


def _loss(pieces: Sequence[Piece], end: int) -> float:
    """Return how bad it is to end a line before the piece at `end`, from 0 to 1."""
    if end == len(pieces) or pieces[end - 1].words.rstrip().endswith(MARKS):
        return 0
    is_beside = pieces[end - 1].words in LAST_OF_A_PHRASE or pieces[end].words in FIRST_OF_A_PHRASE
    return BESIDE_THESE if is_beside else 1


def _with_ellipsis(line: str, lang: str, limit: float) -> str:
    """Return the beginning of a line that leaves room for the ellipsis, with the ellipsis."""
    ellipsis = "..." if lang == HTML_LANG[Language.EN] else "……"
    while line and width_of(line + ellipsis, lang) > limit:
        line = line[:-1]
    return line.rstrip("".join(MARKS) + " ") + ellipsis


def _pieces_for(text: Text, limit: float, held: Held) -> tuple[Piece, ...]:
    """Return the pieces of a text; one that is longer than a line letter by letter."""
    pieces = _pieces(text.words, text.lang, held)
    if all(piece.bare <= limit for piece in pieces):
        return pieces
    split: list[Piece] = []
    for piece in pieces:
        split += [piece] if piece.bare <= limit else [_piece(letter, text.lang) for letter in piece.words]
    return tuple(split)


@lru_cache(maxsize=100)  # a card is set in several sizes until it fits
def _pieces(words: str, lang: str, held: Held) -> tuple[Piece, ...]:
    words = tidy(words[:MOST_CHARACTERS])
    parts = re.findall(r"\S+ ?", words) if lang == HTML_LANG[Language.EN] else _divide_chinese(words, held)
    return tuple(_piece(part, lang) for part in parts)


def _piece(words: str, lang: str) -> Piece:
    return Piece(words, width_of(words.rstrip(), lang), width_of(words, lang))


def _divide_chinese(words: str, held: Held) -> list[str]:
    """Return the parts behind which a line may end: Han characters with their marks, Latin words and what is held."""
    parts: list[str] = []
    before = ""
    for letter in re.findall("|".join((*map(re.escape, held), ".")), words, re.DOTALL):
        in_a_word = bool(_OF_A_WORD.match(before) and _OF_A_WORD.match(letter))
        if before and (letter == " " or letter in _NOT_FIRST or before in OPENING or in_a_word):
            parts[-1] += letter
        else:
            parts.append(letter)
        before = letter
    return parts
