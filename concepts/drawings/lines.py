"""Finds how the lines of a map run: around boxes, in parallel between the same two, with places for their numbers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import hypot, inf

from concepts.drawings.boxes import Box, Point

# How far a line may bend to the side, the least first.
BENDS = (0, *(side * bend for bend in range(16, 161, 16) for side in (1, -1)))
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
        """Return the point at `part` of the way, from 0 to 1."""
        a, b, c = (1 - part) ** 2, 2 * part * (1 - part), part**2
        return (
            a * self.start[0] + b * self.control[0] + c * self.end[0],
            a * self.start[1] + b * self.control[1] + c * self.end[1],
        )


def curve_between(first: Box, second: Box, bend: float) -> Curve:
    """Return a line from box to box whose middle is `bend` units to the right of the straight one, seen along it."""
    across, down = second.x - first.x, second.y - first.y
    length = hypot(across, down) or 1
    aside = (-bend * down / length, bend * across / length)
    straight = _border(first, (across, down)), _border(second, (-across, -down))
    start = _border(first, (across / 2 + 2 * aside[0], down / 2 + 2 * aside[1]))
    end = _border(second, (-across / 2 + 2 * aside[0], -down / 2 + 2 * aside[1]))
    # The middle of a quadratic curve is a quarter of each end and half of the control point.
    control = (
        straight[0][0] + straight[1][0] + 2 * aside[0] - (start[0] + end[0]) / 2,
        straight[0][1] + straight[1][1] + 2 * aside[1] - (start[1] + end[1]) / 2,
    )
    return Curve(start, control, end)


def _border(box: Box, way: Point) -> Point:
    """Return where a line from the middle of the box in direction `way` leaves it."""
    across, down = way
    parts = [(side / 2 + EDGE_GAP) / abs(run) for side, run in ((box.width, across), (box.height, down)) if run]
    part = min(parts, default=0)
    return box.x + across * part, box.y + down * part


def parallel_curves(
    first: Box, second: Box, count: int, others: Sequence[Box], size: Point, spacing: float
) -> list[Curve]:
    """Return `count` lines from box to box, `spacing` units apart.

    They bend as little as it takes to keep off the `others` and inside the picture, which has this `size`; boxes that
    are near each other get less bent lines.
    """
    distance = hypot(second.x - first.x, second.y - first.y)
    best: list[Curve] = []
    least: float = inf
    for bend in BENDS:
        if abs(bend) > distance * 0.45:
            break
        curves = [curve_between(first, second, bend + (place - (count - 1) / 2) * spacing) for place in range(count)]
        points = [curve.at(step) for curve in curves for step in STEPS]
        hits = sum(box.holds(point, 4) for point in points for box in others)
        outside = sum(not (2 < x < size[0] - 2 and 2 < y < size[1] - 2) for x, y in points)
        # Of those that do equally well the least bent one wins, which is the first.
        if hits + 3 * outside < least:
            best, least = curves, hits + 3 * outside
        if not least:
            break
    return best


def number_place(curve: Curve, boxes: Iterable[Box], taken: Collection[Point]) -> Point:
    """Return where on the line its number stands: near the middle, if possible on no box and no earlier number."""
    boxes = list(boxes)

    def cost(part: float) -> tuple[int, float]:
        point = curve.at(part)
        hits = sum(box.holds(point, NUMBER_RADIUS) for box in boxes)
        hits += sum(hypot(point[0] - x, point[1] - y) < 2 * NUMBER_RADIUS for x, y in taken)
        return hits, abs(part - 0.5)

    return curve.at(min(NUMBER_PLACES, key=cost))


def arrow_head(tip: Point, back: Point, size: float = 9) -> tuple[Point, Point, Point]:
    """Return the corners of an arrow head that comes from `back` and ends at `tip`, which is the first."""
    across, down = tip[0] - back[0], tip[1] - back[1]
    length = hypot(across, down) or 1
    along, aside = (across / length * size, down / length * size), (-down / length, across / length)
    half = size * 0.42
    return (
        tip,
        (tip[0] - along[0] + aside[0] * half, tip[1] - along[1] + aside[1] * half),
        (tip[0] - along[0] - aside[0] * half, tip[1] - along[1] - aside[1] * half),
    )
