"""Finds a place for everything on a card: in the largest letters in which it fits, else an ellipsis ends the texts.

Begin with `arrange`. Nothing is drawn here; lengths are in pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from concepts.drawings.card import WIDTH, Card, CardAnswer, CardName, CardSide
from concepts.drawings.card_lines import Held, break_lines, count_lines, divides_words
from concepts.drawings.letters import width_of
from sources.languages import HTML_LANG, Language, Text

# The colours of the style sheet in the light.
PAPER, INK, INK_SOFT, RULE, ACCENT, WARN = "#fbfaf6", "#1f1d1a", "#59544b", "#e0dacd", "#9a2f17", "#874900"
HUES = ("#1d5fa8", "#a8461a", "#6a3f9c", "#16735c", "#a02763", "#6b6210", "#23697d", "#79492c")

EDGE, BAND, BETWEEN = 64, 14, 48
KIND_TOP, BODY_TOP, BODY_END, FOOT_RULE, FOOT_TOP, FOOT_SIZE = 46, 102, 522, 542, 563, 27
SITE_ROOM, MARK_SIZE = 440, 38
STEPS = 9  # sizes that are tried, from the largest to the smallest
MOST_LINES = (12, 12)  # of a text, and of one in the other language
FEWER_LINES = (
    (6, 4),
    (6, 3),
    (6, 2),
    (5, 2),
    (4, 2),
    (5, 1),
    (4, 1),
    (3, 1),
    (2, 1),
    (1, 1),
)  # which are tried in the smallest size
WRAPS_AT = 6  # the step from which large names may have two lines
LINE = {HTML_LANG[Language.EN]: 1.24, HTML_LANG[Language.ZH]: 1.38}  # heights of lines in em
BETWEEN_NAMES = 0.4  # in em, between names in one line
BASELINE = 0.37  # of Noto Sans CJK, in em below the middle of a line


@dataclass(frozen=True, slots=True)
class LetterStyle:
    """How a text is set: its largest and smallest size, colour and weight; `is_other` of one in the other language."""

    large: int
    small: int
    colour: str = INK
    bold: bool = False
    is_other: bool = False

    def size(self, step: int) -> int:
        """Return the size of the letters at one of STEPS."""
        return round(self.large + (self.small - self.large) * step / (STEPS - 1))

    def of_hue(self, hue: int) -> "LetterStyle":
        """Return the style in the colour of a concept; as it is for a concept without any."""
        return replace(self, colour=HUES[hue - 1]) if hue else self


HEADLINE = LetterStyle(58, 31, bold=True)
OTHER = LetterStyle(36, 24, INK_SOFT, is_other=True)
DISPUTED = LetterStyle(29, 22, WARN)
LARGE_NAME = LetterStyle(82, 44, bold=True)
NARROW_NAME = LetterStyle(64, 28, bold=True)  # of one of three or four
LARGE_OTHER_NAME = LetterStyle(44, 27, INK_SOFT)
SENTENCE = LetterStyle(44, 27)  # below large names
NAME = LetterStyle(34, 26, bold=True)
OTHER_NAME = LetterStyle(29, 22, INK_SOFT)
NOTE = LetterStyle(27, 22, WARN)
TITLE = LetterStyle(48, 29, bold=True)
SIDE = LetterStyle(38, 23)
SIDE_OTHER = LetterStyle(30, 21, INK_SOFT, is_other=True)
ANSWER = LetterStyle(36, 24)
NUMBER = LetterStyle(36, 24, ACCENT, bold=True)
KIND = LetterStyle(FOOT_SIZE, FOOT_SIZE, ACCENT, bold=True)
SITE = LetterStyle(FOOT_SIZE, FOOT_SIZE, INK_SOFT)
COUNT = LetterStyle(FOOT_SIZE, FOOT_SIZE, bold=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in one colour."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str


@dataclass(frozen=True, slots=True)
class Block:
    """A text in lines of `room`, at most `shown` of them, with the place of its upper left corner."""

    text: Text
    style: LetterStyle
    size: int
    left: float
    top: float
    room: float
    shown: int
    line_height: float
    held: Held = ()

    @property
    def lines(self) -> tuple[Text, ...]:
        """Return the lines, the upper ones first."""
        return tuple(
            replace(self.text, words=line)
            for line in break_lines(self.text, self.size, self.room, self.shown, self.held)
        )

    def baseline(self, line: int) -> float:
        """Return the height of the baseline of a line."""
        return self.top + (line + 0.5) * self.line_height + BASELINE * self.size


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is drawn on a card: blocks of text, bars, and the left edge of the mark of the site in the foot."""

    blocks: tuple[Block, ...]
    bars: tuple[Bar, ...]
    mark_left: float


class Stack:
    """Parts of a card, one below the other, in the letters of one step."""

    def __init__(
        self, left: float, top: float, room: float, step: int, most_lines: tuple[int, int], held: Held
    ) -> None:
        self.left, self.bottom, self.room = left, top, room
        self.step, self.most_lines, self.held = step, most_lines, held
        self.blocks: list[Block] = []
        self.bars: list[Bar] = []
        self.is_cut = False

    def put(self, text: Text, style: LetterStyle, gap: float = 0, most: int = MOST_LINES[0]) -> None:
        """Add a text in at most so many lines, below a gap where something stands above."""
        if not text:
            return
        size, most = style.size(self.step), min(most, self.most_lines[style.is_other])
        needed, height = count_lines(text, size, self.room, self.held), size * LINE.get(text.lang, max(LINE.values()))
        self._go_down(gap)
        self.blocks.append(Block(text, style, size, self.left, self.bottom, self.room, most, height, self.held))
        self.bottom += min(needed, most) * height
        self.is_cut |= needed > most or divides_words(text, size, self.room, self.held)

    def put_bar(self, height: float, colour: str, gap: float) -> None:
        """Add a bar as wide as the stack, and a gap below it."""
        self.bars.append(Bar(self.left, self.bottom, self.left + self.room, self.bottom + height, colour))
        self.bottom += height + gap

    def put_in_one_line(self, groups: Sequence[Sequence[tuple[Text, LetterStyle]]]) -> None:
        """Add groups of texts in one line, on one baseline; what there is no room for is left out, the first is cut."""
        largest = max(style.size(self.step) for words in groups for _text, style in words)
        height, left = max(LINE.values()) * largest, self.left
        for words in groups:
            for text, style in words:
                size = style.size(self.step)
                room, width = self.left + self.room - left, width_of(text.words, text.lang) * size
                if width > room and left > self.left:
                    continue
                top = self.bottom + BASELINE * (largest - size)  # on the baseline of the largest letters
                self.blocks.append(Block(text, style, size, left, top, room, 1, height))
                self.is_cut |= width > room
                left += width + BETWEEN_NAMES * size
            left += BETWEEN_NAMES * largest
        self.bottom += height

    def columns(self, count: int, gap: float) -> "list[Stack]":
        """Return empty columns of equal width, below a gap where something stands above; `take_in` adds them."""
        self._go_down(gap)
        room = (self.room - BETWEEN * (count - 1)) / count
        lefts = [self.left + number * (room + BETWEEN) for number in range(count)]
        return [self.beside(left, self.bottom, room) for left in lefts]

    def beside(self, left: float, top: float, room: float) -> "Stack":
        """Return an empty stack at another place, in the same letters."""
        return Stack(left, top, room, self.step, self.most_lines, self.held)

    def take_in(self, stacks: "Iterable[Stack]") -> None:
        """Add the parts of stacks that stand beside one another."""
        for stack in stacks:
            self.blocks += stack.blocks
            self.bars += stack.bars
            self.is_cut |= stack.is_cut
            self.bottom = max(self.bottom, stack.bottom)

    def _go_down(self, gap: float) -> None:
        self.bottom += gap if self.blocks else 0


def arrange(card: Card, site: Text) -> Arrangement:
    """Return the places of everything on the card, with the name of the site in its foot."""
    body = _fitting_body(card)
    lower = (BODY_END - body.bottom) / 2  # what is short stands in the middle
    blocks = [replace(block, top=block.top + lower) for block in body.blocks]
    bars = [replace(bar, top=bar.top + lower, bottom=bar.bottom + lower) for bar in body.bars]
    site_width = min(SITE_ROOM, width_of(site.words, site.lang) * FOOT_SIZE) + 1
    site_left = WIDTH - EDGE - site_width
    mark_left = site_left - MARK_SIZE - 12
    blocks += [
        _line(card.kind, KIND, EDGE, KIND_TOP, WIDTH - 2 * EDGE),
        _line(site, SITE, site_left, FOOT_TOP, site_width),
        _line(card.count, COUNT, EDGE, FOOT_TOP, mark_left - EDGE - 24),
    ]
    bars += [*_band([HUES[hue - 1] for hue in card.hues]), Bar(EDGE, FOOT_RULE, WIDTH - EDGE, FOOT_RULE + 2, RULE)]
    return Arrangement(tuple(block for block in blocks if block.text), tuple(bars), mark_left)


def _line(text: Text, style: LetterStyle, left: float, top: float, room: float) -> Block:
    return Block(text, style, style.large, left, top, room, 1, style.large * max(LINE.values()))


def _band(colours: Sequence[str]) -> list[Bar]:
    """Return the band at the upper edge in these colours, side by side."""
    edges = [WIDTH * number / len(colours or "1") for number in range(len(colours) + 1)]
    parts = zip(edges, edges[1:], colours, strict=False)
    return [Bar(left, 0, right, BAND, colour) for left, right, colour in parts] or [Bar(0, 0, WIDTH, BAND, ACCENT)]


def _fitting_body(card: Card) -> Stack:
    """Return the body of a card in the largest letters in which all of it fits, else in the smallest, cut."""
    for step in range(STEPS):
        body = _body(card, step, MOST_LINES)
        if body.bottom <= BODY_END and not body.is_cut:
            return body
    for most_lines in FEWER_LINES:
        body = _body(card, STEPS - 1, most_lines)
        if body.bottom <= BODY_END:
            break
    return body


def _body(card: Card, step: int, most_lines: tuple[int, int]) -> Stack:
    """Stack the parts of a card in the letters of one step."""
    body = Stack(EDGE, BODY_TOP, WIDTH - 2 * EDGE, step, most_lines, _held(card))
    if card.names_large:
        _put_large_names(body, card.names)
        body.put(card.headline, SENTENCE, gap=26)
    else:
        if card.names:
            body.put_in_one_line([_styles(name) for name in card.names])
        body.put(card.headline, TITLE if card.sides else HEADLINE, gap=12)
    body.put(card.other, OTHER, gap=10)
    if card.sides:
        _put_sides(body, card.sides)
    for number, answer in enumerate(card.answers):
        _put_answer(body, answer, max(each.count for each in card.answers), gap=10 if number else 26)
    body.put(card.more, SIDE_OTHER, gap=10)
    body.put(card.disputed, DISPUTED, gap=18, most=2)
    return body


def _held(card: Card) -> Held:
    """Return the Chinese names of the concepts of a card, which no line divides, the longest first."""
    names = [text for name in card.all_names for text in (name.name, name.other_name)]
    words = {text.words for text in names if text.lang == HTML_LANG[Language.ZH]}
    return tuple(sorted(words, key=lambda name: (-len(name), name)))


def _styles(name: CardName) -> list[tuple[Text, LetterStyle]]:
    """Return the names of a concept with their styles."""
    both = [(name.name, NAME.of_hue(name.hue)), (name.other_name, OTHER_NAME)]
    return [(text, style) for text, style in both if text]


def _put_large_names(body: Stack, names: Sequence[CardName]) -> None:
    columns, style = body.columns(len(names), 0), LARGE_NAME if len(names) <= 2 else NARROW_NAME
    for column, name in zip(columns, names, strict=True):
        if len(names) > 1:
            column.put_bar(8, _colour_of(name.hue), gap=8)
        column.put(name.name, style.of_hue(name.hue), most=2 if body.step >= WRAPS_AT else 1)
        column.put(name.other_name, LARGE_OTHER_NAME, most=1)
    body.take_in(columns)


def _put_sides(body: Stack, sides: Sequence[CardSide]) -> None:
    columns = body.columns(len(sides), 24)
    names = [_styles(side.name) + ([(side.note, NOTE)] if side.note else []) for side in sides]
    in_one_line = all(_width(each, body.step) <= columns[0].room for each in names)
    for column, side, words in zip(columns, sides, names, strict=True):
        column.put_bar(6, _colour_of(side.name.hue), gap=8)
        for line in [words] if in_one_line else [[each] for each in words]:
            column.put_in_one_line([line])
        column.put(side.text, SIDE, gap=8)
        column.put(side.other_text, SIDE_OTHER, gap=8)
    body.take_in(columns)


def _colour_of(hue: int) -> str:
    """Return the colour of a concept; that of a rule for one without any."""
    return HUES[hue - 1] if hue else RULE


def _width(words: Iterable[tuple[Text, LetterStyle]], step: int) -> float:
    """Return the width of texts in one line."""
    return sum((width_of(text.words, text.lang) + BETWEEN_NAMES) * style.size(step) for text, style in words)


def _put_answer(body: Stack, answer: CardAnswer, most: int, gap: float) -> None:
    """Put an answer behind its number; `most` is the largest number on the card."""
    digits = NUMBER.size(body.step) * 0.6 * len(str(most)) + 22
    top = body.bottom + gap
    number = body.beside(body.left, top, digits)
    words = body.beside(body.left + digits, top, body.room - digits)
    words.put(answer.text, ANSWER)
    number.put_in_one_line([[(answer.number, NUMBER)]])
    if words.blocks:  # on one baseline
        lower = words.blocks[0].baseline(0) - number.blocks[0].baseline(0)
        number.blocks[0] = replace(number.blocks[0], top=top + lower)
        number.bottom = top
    body.take_in([number, words])
