"""Draws cards as PNG; one with a letter that the font lacks is drawn without words."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from concepts.drawings.card import HEIGHT, WIDTH, Card
from concepts.drawings.card_layout import BAND, FOOT_SIZE, FOOT_TOP, HUES, MARK_SIZE, PAPER, Bar, Block, arrange
from concepts.drawings.letters import can_draw, draw_words
from sources.languages import Text

COLOURS = 64  # of a picture: those of letters, bars and paper, and what lies between
SHARPER = 8  # how many times larger the mark is drawn than it is shown, so that its corners are round
# The mark of the site (static/img/favicon.svg) in a square of 32 units: left, top, length and colour of its bars.
MARK_RED, MARK_CORNER, MARK_UNITS, MARK_THICKNESS = "#a6341b", 7, 32, 3
MARK_BARS = (
    *((7, 8, 8, "#ffffff"), (7, 14.5, 8, "#ffffff"), (7, 21, 8, "#ffffff")),
    *((17.5, 8, 8, "#ffd9a0"), (17.5, 14.5, 5, "#ffd9a0"), (17.5, 21, 8, "#ffd9a0")),
)


def draw_card(card: Card, site: Text) -> bytes:
    """Return the card as PNG, with the name of the site."""
    if not can_draw((*card.texts, site)):
        return draw_card_without_words()
    arranged = arrange(card, site)
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    for bar in arranged.bars:
        _draw_bar(draw, bar)
    for block in arranged.blocks:
        _draw_block(draw, block)
    _draw_mark(picture, arranged.mark_left, FOOT_TOP - 1 + (FOOT_SIZE * 1.38 - MARK_SIZE) / 2, MARK_SIZE)
    return _as_png(picture)


@cache
def draw_card_without_words() -> bytes:
    """Return the card of texts that the font cannot write: the mark of the site between columns in its colours."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(HUES[:4]):
        _draw_bar(draw, Bar(WIDTH * number / 4, 0, WIDTH * (number + 1) / 4, BAND, colour))
        left = 96 + number % 2 * 150 + number // 2 * 738
        for row, length in enumerate((120, 84, 120, 60)):
            top = 197 + row * 70
            _draw_bar(draw, Bar(left, top, left + length, top + 26, colour))
    _draw_mark(picture, (WIDTH - 280) / 2, (HEIGHT - 280) / 2, 280)
    return _as_png(picture)


def _draw_bar(draw: ImageDraw.ImageDraw, bar: Bar) -> None:
    draw.rectangle((bar.left, bar.top, bar.right - 1, bar.bottom - 1), fill=bar.colour)


def _draw_block(draw: ImageDraw.ImageDraw, block: Block) -> None:
    style = block.style
    for number, line in enumerate(block.lines):
        draw_words(draw, line, block.size, block.left, round(block.baseline(number)), style.colour, bold=style.bold)


def _draw_mark(picture: Image.Image, left: float, top: float, size: int) -> None:
    """Draw the mark of the site with its upper left corner at this place."""
    unit = size * SHARPER / MARK_UNITS
    mark = Image.new("RGB", (size * SHARPER, size * SHARPER), PAPER)
    draw = ImageDraw.Draw(mark)
    draw.rounded_rectangle((0, 0, size * SHARPER - 1, size * SHARPER - 1), MARK_CORNER * unit, fill=MARK_RED)
    for x, y, length, colour in MARK_BARS:
        _draw_bar(draw, Bar(x * unit, y * unit, (x + length) * unit, (y + MARK_THICKNESS) * unit, colour))
    picture.paste(mark.resize((size, size), Image.Resampling.BOX), (round(left), round(top)))


def _as_png(picture: Image.Image) -> bytes:
    """Return the picture with few colours, which makes it small."""
    small = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    stream = BytesIO()
    small.save(stream, "PNG")
    return stream.getvalue()
