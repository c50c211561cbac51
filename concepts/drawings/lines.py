"""How the lines of a map run: bent around boxes, side by side between the same two, with room for a number on each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from concepts.drawings.layout import Box, Point

BENDS = (
    0,
    *(side * bend for bend in range(16, 161, 16) for side in (1, -1)),
)  # how far a line may turn aside, the least first
STEPS = tuple(step / 14 for step in range(1, 14))
NUMBER_PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
NUMBER_RADIUS = 8
EDGE_GAP = 3  # between a line and the box it touches


@dataclass(frozen=True, slots=True)
class Curve:
    """A quadratic curve from the border of one box to that of another."""

    start: Point
    control: Point
    end: Point

    def at(self, part: float) -> Point:
        """The point at `part` of the way, from 0 to 1."""
        a, b, c = (1 - part) ** 2, 2 * part * (1 - part), part**2
        return (
            a * self.start[0] + b * self.control[0] + c * self.end[0],
            a * self.start[1] + b * self.control[1] + c * self.end[1],
        )


def curve_between(one: Box, other: Box, bend: float) -> Curve:
    """A line whose middle is `bend` units to the side of the straight one; positive: right-hand on the way."""
    across, down = other.x - one.x, other.y - one.y
    length = hypot(across, down) or 1
    aside = (-bend * down / length, bend * across / length)
    straight = _border(one, (across, down)), _border(other, (-across, -down))
    start = _border(one, (across / 2 + 2 * aside[0], down / 2 + 2 * aside[1]))
    end = _border(other, (-across / 2 + 2 * aside[0], -down / 2 + 2 * aside[1]))
    # The middle of a quadratic curve is a quarter of each end and half of the control point.
    control = (
        straight[0][0] + straight[1][0] + 2 * aside[0] - (start[0] + end[0]) / 2,
        straight[0][1] + straight[1][1] + 2 * aside[1] - (start[1] + end[1]) / 2,
    )
    return Curve(start, control, end)


def _border(box: Box, way: Point) -> Point:
    """Where a line from the middle of the box leaves it that runs `way`."""
    across, down = way
    parts = [(side / 2 + EDGE_GAP) / abs(run) for side, run in ((box.width, across), (box.height, down)) if run]
    part = min(parts, default=0)
    return box.x + across * part, box.y + down * part


def fan(one: Box, other: Box, count: int, others: Sequence[Box], size: Point, spacing: float) -> list[Curve]:
    """`count` lines `spacing` units apart, as little bent as keeps them off `others` and in the picture.

    `size` is that of the picture. Lines between neighbours turn aside less than lines from afar.
    """
    distance = hypot(other.x - one.x, other.y - one.y)

    def curves(turned: float) -> list[Curve]:
        return [curve_between(one, other, turned + (place - (count - 1) / 2) * spacing) for place in range(count)]

    def cost(turned: float) -> tuple[int, float]:
        points = [curve.at(step) for curve in curves(turned) for step in STEPS]
        hits = sum(box.holds(point, 4) for point in points for box in others)
        outside = sum(not (2 < x < size[0] - 2 and 2 < y < size[1] - 2) for x, y in points)
        return hits + 3 * outside, abs(turned)

    # The first of equals wins, so which side a line turns to does not hang on the order of a set.
    return curves(min((bend for bend in BENDS if abs(bend) <= distance * 0.45), key=cost))


def number_place(curve: Curve, boxes: Iterable[Box], taken: Collection[Point]) -> Point:
    """Where on the line its number stands: near the middle, on no box and no other number if that can be."""
    boxes = list(boxes)

    def cost(part: float) -> tuple[int, float]:
        point = curve.at(part)
        hits = sum(box.holds(point, NUMBER_RADIUS) for box in boxes)
        hits += sum(hypot(point[0] - x, point[1] - y) < 2 * NUMBER_RADIUS for x, y in taken)
        return hits, abs(part - 0.5)

    return curve.at(min(NUMBER_PLACES, key=cost))


def arrow_head(tip: Point, back: Point, size: float = 9) -> tuple[Point, Point, Point]:
    """The triangle of an arrow that comes from `back` and ends at `tip`."""
    across, down = tip[0] - back[0], tip[1] - back[1]
    length = hypot(across, down) or 1
    along, aside = (across / length * size, down / length * size), (-down / length, across / length)
    half = size * 0.42
    return (
        tip,
        (tip[0] - along[0] + aside[0] * half, tip[1] - along[1] + aside[1] * half),
        (tip[0] - along[0] - aside[0] * half, tip[1] - along[1] - aside[1] * half),
    )
