"""Measures words without a font and breaks them into the lines of a label."""

import unicodedata
from dataclasses import dataclass

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a label, its width in units of the picture, and whether words were cut off."""

    lines: tuple[str, ...]
    width: float
    cut: bool


def em_width(words: str) -> float:
    """Return the width of the words in em, rather too large: Han and emoji 1, capitals 0.75, other letters 0.6."""
    return sum(_character(character) for character in words)


def _character(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1
    return 0.75 if character.isupper() else 0.6


def break_lines(words: str, size: float, room: float, most: int = 2) -> Label:
    """Return the words in at most `most` lines no wider than `room`; if they do not fit, an ellipsis ends them.

    `size` is that of the letters, in the same units as `room`.
    """
    limit = room / size
    pieces = _pieces(words)
    lines: list[str] = []
    line = ""
    for place, piece in enumerate(pieces):
        if em_width((line + piece).strip()) <= limit:
            line += piece
            continue
        if line.strip() and len(lines) + 1 < most:
            lines.append(line.strip())
            line = ""
        if em_width((line + piece).strip()) > limit:
            lines.append(_cut(line + "".join(pieces[place:]), limit))
            return Label(tuple(lines), max(map(em_width, lines)) * size, True)
        line += piece
    if line.strip():
        lines.append(line.strip())
    return Label(tuple(lines), max(map(em_width, lines), default=0) * size, False)


def _pieces(words: str) -> list[str]:
    """Return the words in pieces after which a line may end: at spaces, and before and after wide characters."""
    pieces: list[str] = []
    for character in " ".join(words.split()):
        wide = unicodedata.east_asian_width(character) in ("W", "F")
        combining = unicodedata.category(character) in ("Mn", "Me", "Cf")
        joined = pieces and (combining or pieces[-1].endswith("\u200d"))
        before = pieces[-1] if pieces else " "
        after_break = before.endswith(" ") or (not combining and em_width(before) == 1 and len(before) == 1)
        if not joined and (wide or after_break) and character != " ":
            pieces.append(character)
        elif pieces:
            pieces[-1] += character
    return pieces


def _cut(words: str, limit: float) -> str:
    """Return the beginning of the words that leaves room for the ellipsis, with the ellipsis."""
    kept = ""
    for character in words.strip():
        if em_width(kept + character + ELLIPSIS) > limit:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS
