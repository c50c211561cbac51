"""Letters of the cards: which can be drawn, how wide words are, and how they are drawn.

The font is Noto Sans CJK in one weight, in two cuts (`fonts/README.md`): one for Chinese texts, whose quotation marks
are as wide as a Han character, and one of Latin letters for English texts. Bold letters get a thin outline.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from sources.languages import HTML_LANG, Language, Text
from sources.text import INVISIBLE

FONTS = Path(__file__).parent / "fonts"
CHINESE_FONT, LATIN_FONT = FONTS / "NotoSansCJKsc-Regular-cut.otf", FONTS / "NotoSansCJKkr-Regular-cut.otf"
_LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”•‹›€™−→"))
LATIN_LETTERS = frozenset(map(chr, _LATIN)) - {"\u00ad"}  # without the soft hyphen
NOT_IN_FONT = frozenset("≒")
BOLD = 0.016  # the outline of bold letters in em
GAP = 0.16  # between a Han character and a Latin letter or digit in a Chinese text, in em
OPENING = frozenset("（《〈「『【〔｛“‘([{")
MEASURED_AT = 100  # the size in which words are measured; widths grow with the size


@cache
def letters() -> frozenset[str]:
    """Return the letters that can be drawn: the one- and two-byte codes of GB 18030, and Latin ones."""
    codes = (
        bytes((first, second)) for first in range(0x81, 0xFF) for second in (*range(0x40, 0x7F), *range(0x80, 0xFF))
    )
    decoded = {code.decode("gb18030", "ignore") for code in codes}
    # Characters for private use (Co) look different in each font.
    of_two_bytes = {each for each in decoded if len(each) == 1 and unicodedata.category(each) != "Co"}
    return frozenset(of_two_bytes - NOT_IN_FONT | LATIN_LETTERS)


def tidy(words: str) -> str:
    """Return the words as they are drawn: in one line, without invisible characters, accents joined to letters."""
    return unicodedata.normalize("NFC", " ".join(INVISIBLE.sub("", words).split()))


def can_draw(texts: Iterable[Text]) -> bool:
    """Tell whether the font has every letter of the texts."""
    return all(letters().issuperset(tidy(text.words)) for text in texts)


@cache
def font_of(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return a font in a size in pixels, with the simple layout, which is the same on every machine."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def width_of(words: str, lang: str) -> float:
    """Return the width of words in em."""
    return sum(
        run.gap + font_of(run.font, MEASURED_AT).getlength(run.words) / MEASURED_AT for run in _runs(words, lang)
    )


def draw_words(
    draw: ImageDraw.ImageDraw, words: Text, size: int, left: float, baseline: float, colour: str, *, bold: bool
) -> None:
    """Draw words in one line, in letters of that size in pixels."""
    for number, run in enumerate(_runs(words.words, words.lang)):
        font, left = font_of(run.font, size), left + run.gap * size
        if not number and run.words[0] in OPENING:
            left -= font.getmask(run.words[0]).getbbox()[0]  # the blank half of the mark
        outline = size * BOLD if bold else 0
        draw.text((left, baseline), run.words, fill=colour, font=font, anchor="ls", stroke_width=outline)
        left += font.getlength(run.words)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in one font, and the gap before them in em."""

    words: str
    font: Path
    gap: float = 0.0


def _runs(words: str, lang: str) -> Iterator[_Run]:
    """Divide words of a text in that language into runs, in the order of reading."""
    if lang == HTML_LANG[Language.EN]:
        for is_latin, run in _divide(words.replace("…", "..."), LATIN_LETTERS.__contains__):
            yield _Run(run, LATIN_FONT if is_latin else CHINESE_FONT)
        return
    before = " "
    for _is_ascii, run in _divide(words, str.isascii):
        meets_letter = before[-1].isalnum() and run[0].isalnum() and before != " "
        yield _Run(run, CHINESE_FONT, GAP if meets_letter else 0.0)
        before = run


def _divide(words: str, is_one: Callable[[str], bool]) -> Iterator[tuple[bool, str]]:
    """Divide words where `is_one` changes its answer, and give the answer with each part."""
    start = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or is_one(words[place]) != is_one(words[start]):
            yield is_one(words[start]), words[start:place]
            start = place
