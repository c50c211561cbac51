"""Draws the coverage strip: where the cited passages of a text are, with a link for each article.

The strip can be stretched to any width, so it has no words and no outlines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.utils.safestring import SafeString

from concepts.drawings.svg import NOTHING, element, group
from sources.languages import Text

WIDTH = 1000
HEIGHT = 28
DARKEST = 4  # overlapping passages; more look no darker


class Stance(StrEnum):
    """How a cited passage is drawn; stances differ in height as well as in colour."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    COPY = "copy"


# Top and height: a contradicting passage reaches the upper edge, a copy is low.
REACH = {Stance.SUPPORTS: (8, HEIGHT - 8), Stance.CONTRADICTS: (0, HEIGHT), Stance.COPY: (19, HEIGHT - 19)}


@dataclass(frozen=True, slots=True)
class Band:
    """An article: its span in code points, its title, and its address (empty: no link)."""

    start: int
    end: int
    title: Text
    address: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited passage: its span in code points."""

    start: int
    end: int
    stance: Stance = Stance.SUPPORTS


def draw_strip(
    length: int, articles: Iterable[Band], passages: Iterable[Cited], label: Text, start: int = 0
) -> SafeString:
    """Return the strip of `length` code points from `start` on; what lies outside is left out.

    It has a thousand columns, so the picture stays small however many passages there are.
    """
    passages = list(passages)
    bands = [_band(article, start, length, place) for place, article in enumerate(articles)]
    bars = [
        group({"class": f"strip-{stance}"}, *_bars(passages, stance, start, length))
        for stance in (Stance.COPY, Stance.SUPPORTS, Stance.CONTRADICTS)
    ]
    return element(
        "svg",
        {
            "class": "strip",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "preserveAspectRatio": "none",
            "role": "group",
            "aria-label": label.words,
            "lang": label.lang,
        },
        element("rect", {"class": "strip-ground", "width": WIDTH, "height": HEIGHT}),
        *bands,
        # Passages lie above the links and must let the pointer through; the text below says what they are.
        group({"aria-hidden": "true", "pointer-events": "none"}, *bars),
    )


def _columns(span_start: int, span_end: int, start: int, length: int) -> range:
    """Return the columns that a span touches, at least one; none if it lies outside."""
    first, last = max(span_start - start, 0), min(span_end - start, length)
    if first >= last:
        return range(0)
    left = first * WIDTH // length
    return range(left, max(left + 1, -(-last * WIDTH // length)))


def _band(article: Band, start: int, length: int, place: int) -> SafeString:
    columns = _columns(article.start, article.end, start, length)
    if not columns:
        return NOTHING
    odd = " strip-band-odd" if place % 2 else ""
    shape = element("rect", {"class": f"strip-band{odd}", "x": columns.start, "width": len(columns), "height": HEIGHT})
    if not article.address:
        return shape
    named = {"href": article.address, "aria-label": article.title.words, "lang": article.title.lang}
    return element("a", named, element("title", {}, article.title.words), shape)


def _bars(passages: Iterable[Cited], stance: Stance, start: int, length: int) -> list[SafeString]:
    """Return the passages of one stance: a path for each number of overlapping passages, with all its stretches."""
    depth = [0] * WIDTH
    for passage in passages:
        if passage.stance == stance:
            for column in _columns(passage.start, passage.end, start, length):
                depth[column] += 1
    top, height = REACH[stance]
    stretches: dict[int, str] = dict.fromkeys(range(1, DARKEST + 1), "")
    for level, run in groupby(range(WIDTH), key=lambda column: min(depth[column], DARKEST)):
        if level:
            columns = list(run)
            stretches[level] += f"M{columns[0]} {top}h{len(columns)}v{height}h-{len(columns)}z"
    return [element("path", {"class": f"strip-depth-{level}", "d": path}) for level, path in stretches.items() if path]
