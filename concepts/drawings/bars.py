"""Draws the bar of voices, one square each: filled for English, hollow for Chinese. A comparison has one scale."""

from django.utils.safestring import SafeString

from concepts.drawings.svg import element, title
from sources.languages import Text

CELL = 12
SQUARE = 9
WIDEST = 40  # squares; nobody counts more, so that each part is then one bar


def draw_voices(english: int, chinese: int, most: int, label: Text | None, hue: int = 0) -> SafeString:
    """Return the voices of one side as a picture called `label`; `most` is the largest number of voices on any side.

    Without a label it is hidden from screen readers: what it shows must then stand beside it in words.
    """
    scale = max(most, english + chinese, 1)
    parts = [("voice-english", 0, english), ("voice-chinese", english, chinese)]
    if scale <= WIDEST:
        width = scale * CELL
        shapes = [
            _rectangle(name, place * CELL, SQUARE)
            for name, before, count in parts
            for place in range(before, before + count)
        ]
    else:
        width = WIDEST * CELL
        shapes = [
            _rectangle(name, width * before / scale, max(width * count / scale - (CELL - SQUARE), 1))
            for name, before, count in parts
            if count
        ]
    return element(
        "svg",
        {
            "class": f"voice-bar hue-{hue}" if hue else "voice-bar",
            "viewBox": f"0 0 {width} {CELL}",
            "width": width,
            "height": CELL,
            **({"role": "img"} if label else {"aria-hidden": "true"}),
        },
        *([title(label)] if label else []),
        *shapes,
    )


def _rectangle(name: str, x: float, width: float) -> SafeString:
    """Return a rectangle, moved by one unit so that the outline of a hollow one is not cut off."""
    return element("rect", {"class": name, "x": x + 1, "y": 1.5, "width": width, "height": SQUARE, "rx": 1})
