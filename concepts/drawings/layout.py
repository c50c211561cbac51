"""Where the boxes of a map lie: by forces between them, then pushed apart until no two touch.

The forces are networkx's. The last digits of its numbers differ between processors, so places are rounded on the way
and before anything is decided by them: the same graph gives the same places everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import ceil, cos, pi, sin
from types import MappingProxyType

SEED = 5
# Twenty steps make a difference in the last digit ten thousand times as large: rounded to 4 decimals it is still gone.
BURSTS, STEPS_A_BURST = 12, 20
TURNS = 12  # beginnings that are tried
ROUNDS = 240  # of pushing apart; what still overlaps then is set in rows
# After this many rounds, in every so many, boxes take the longer way, or two could push a third to and fro for ever.
STUCK, LONGER = 80, 7
CROWD = 60  # nodes from which forces only make a tangle: they are set in rows

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A label's rectangle, by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box", gap: float = 0) -> bool:
        """Whether less than `gap` lies between the two, both ways."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    def holds(self, point: Point, margin: float = 0) -> bool:
        """Whether the point lies in the box or less than `margin` outside."""
        return abs(point[0] - self.x) < self.width / 2 + margin and abs(point[1] - self.y) < self.height / 2 + margin


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture's size, its margin, and the least gaps between boxes."""

    width: int
    height: int
    margin: int
    gap_x: int
    gap_y: int


@lru_cache(maxsize=32)
def forces(
    keys: tuple[str, ...],
    joined: tuple[tuple[str, str, float], ...],
    core: tuple[str, ...],
    poles: tuple[str, ...] = (),
) -> Mapping[str, Point]:
    """A place from 0 to 1 each way for every key; what is joined, the more by its weight, comes to lie together.

    Two `poles` are held to the left and to the right of the middle. Of several beginnings, the core on a ring in its
    own order and the others around it, that one is taken in whose end fewest lines cross. Costs a fifth of a second
    for thirty keys; what was asked last is remembered, since both languages and both forms of a map ask the same.
    """
    # With numpy it takes a quarter of a second to import, which only a process that draws a map should pay.
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(keys)
    graph.add_weighted_edges_from(joined)
    # A thread to the middle keeps what nothing joins from drifting away.
    graph.add_weighted_edges_from(("", key, 0.15) for key in keys)
    others = [key for key in keys if key not in core]
    ends = []
    for turn in range(TURNS):
        found = {key: _on_ring(place, len(core), 0.5, 0) for place, key in enumerate(core)}
        found |= {key: _on_ring(place, len(others), 1, turn / TURNS) for place, key in enumerate(others)}
        found |= {"": (0.0, 0.0), **dict(zip(poles, ((-0.45, 0.0), (0.45, 0.0)), strict=False))}
        for _burst in range(BURSTS):
            k = 0.9 / max(len(keys), 1) ** 0.5
            moved = networkx.spring_layout(
                graph, pos=found, fixed=["", *poles], k=k, iterations=STEPS_A_BURST, seed=SEED
            )
            found = _rounded(moved)
        ends.append(_stretched({key: found[key] for key in keys}))
    crossings = [_crossings(places, joined) for places in ends]
    return MappingProxyType(ends[crossings.index(min(crossings))])


def _crossings(places: Mapping[str, Point], joined: Iterable[tuple[str, str, float]]) -> int:
    """How many pairs of straight lines cross that share no end."""

    def turn(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    count = 0
    for (a, b, _w), (c, d, _v) in combinations(joined, 2):
        if len({a, b, c, d}) == 4:
            p, q, r, s = places[a], places[b], places[c], places[d]
            count += turn(p, q, r) * turn(p, q, s) < 0 and turn(r, s, p) * turn(r, s, q) < 0
    return count


def _rounded(places: Mapping[str, Sequence[float]]) -> dict[str, Point]:
    return {key: (round(float(place[0]), 4), round(float(place[1]), 4)) for key, place in places.items()}


def _on_ring(place: int, count: int, radius: float, turn: float) -> Point:
    angle = 2 * pi * (place / max(count, 1) + turn) + pi
    return radius * cos(angle), radius * sin(angle)


def _stretched(places: dict[str, Point]) -> dict[str, Point]:
    """The places moved to fill the square from 0 to 1, half by distance and half by order, which evens out crowds."""
    spread: list[dict[str, float]] = []
    for axis in (0, 1):
        values = {key: place[axis] for key, place in places.items()}
        low, high = min(values.values(), default=0), max(values.values(), default=0)
        order = {key: rank for rank, key in enumerate(sorted(values, key=lambda key: (values[key], key)))}
        last = max(len(values) - 1, 1)
        spread.append(
            {key: (value - low) / ((high - low) or 1) / 2 + order[key] / last / 2 for key, value in values.items()}
        )
    return {key: (spread[0][key], spread[1][key]) for key in places}


def place_freely(
    places: Mapping[str, Point],
    sizes: Mapping[str, Point],
    frame: Frame,
    fixed: Mapping[str, Box] | None = None,
    apart: Mapping[frozenset[str], float] | None = None,
) -> dict[str, Box] | None:
    """The boxes near their places, pushed apart until the gaps are kept; None where there is no room for that.

    Boxes that are `fixed` stay where they are; one that has no place keeps its room free and is not returned. Between
    two that are named in `apart` the gap is larger by as much.
    """
    fixed = fixed or {}
    boxes = dict(fixed)
    for key, (x, y) in places.items():
        if key not in fixed:
            width, height = sizes[key]
            room_x, room_y = frame.width - 2 * frame.margin - width, frame.height - 2 * frame.margin - height
            middle = (frame.margin + width / 2 + x * room_x, frame.margin + height / 2 + y * room_y)
            boxes[key] = Box(*middle, width, height)
    pairs = [
        (one, other, (apart or {}).get(frozenset((one, other)), 0))
        for one, other in combinations(boxes, 2)
        if not {one, other} <= set(fixed)
    ]
    for number in range(ROUNDS):
        moved = False
        longer = number > STUCK and number % LONGER == 0
        for one, other, more in pairs:
            push = _push(boxes[one], boxes[other], (frame.gap_x + more, frame.gap_y + more), longer=longer)
            if push is not None:
                moved = True
                share = 1 if one in fixed or other in fixed else 0.5
                if one not in fixed:
                    boxes[one] = _inside(boxes[one], (-push[0] * share, -push[1] * share), frame)
                if other not in fixed:
                    boxes[other] = _inside(boxes[other], (push[0] * share, push[1] * share), frame)
        if not moved:
            return {key: Box(round(boxes[key].x), round(boxes[key].y), *sizes[key]) for key in places}
    return None


def _push(one: Box, other: Box, gaps: Point, *, longer: bool) -> Point | None:
    """How far `other` has to move away from `one`, the shorter or the longer way; None where the gaps are kept."""
    # Two units more than asked, so that rounding at the end cannot bring them too close again.
    lack_x = (one.width + other.width) / 2 + gaps[0] + 2 - abs(other.x - one.x)
    lack_y = (one.height + other.height) / 2 + gaps[1] + 2 - abs(other.y - one.y)
    if lack_x <= 1 or lack_y <= 1:
        return None
    if (lack_x < lack_y) is not longer:
        return (lack_x if other.x >= one.x else -lack_x, 0)
    return (0, lack_y if other.y >= one.y else -lack_y)


def _inside(box: Box, by: Point, frame: Frame) -> Box:
    """The box moved, as far as the picture's margins let it."""
    half_x, half_y = box.width / 2 + frame.margin, box.height / 2 + frame.margin
    return Box(
        min(max(box.x + by[0], half_x), frame.width - half_x),
        min(max(box.y + by[1], half_y), frame.height - half_y),
        box.width,
        box.height,
    )


def place_in_rows(places: Mapping[str, Point], sizes: Mapping[str, Point], frame: Frame) -> dict[str, Box]:
    """The boxes in rows from top to bottom, ordered in them from left to right; always finds room."""
    rows: list[list[str]] = [[]]
    room = frame.width - 2 * frame.margin
    for key in sorted(places, key=lambda key: (places[key][1], key)):
        if rows[-1] and sum(sizes[one][0] + frame.gap_x for one in rows[-1]) + sizes[key][0] > room:
            rows.append([])
        rows[-1].append(key)
    boxes: dict[str, Box] = {}
    top = float(frame.margin)
    for number, row in enumerate(rows):
        height = max((sizes[key][1] for key in row), default=0)
        boxes |= _row(sorted(row, key=lambda key: (places[key][0], key)), sizes, frame, top + height / 2, number)
        top += height + frame.gap_y
    return boxes


def _row(row: Sequence[str], sizes: Mapping[str, Point], frame: Frame, y: float, number: int) -> dict[str, Box]:
    """One row; what room is left is shared out, in turn more to the left and more to the right.

    So boxes do not stand in columns and lines between rows find a way.
    """
    widths = [sizes[key][0] for key in row]
    spare = frame.width - 2 * frame.margin - sum(widths) - frame.gap_x * (len(row) - 1)
    x = frame.margin + spare * (0.2 if number % 2 else 0.8) / max(len(row), 1)
    boxes = {}
    for key, width in zip(row, widths, strict=True):
        boxes[key] = Box(round(x + width / 2), round(y), width, sizes[key][1])
        x += width + frame.gap_x + spare / max(len(row), 1)
    return boxes


def cropped(boxes: Mapping[str, Box], margin: int) -> tuple[dict[str, Box], int]:
    """The boxes, of which there are some, moved up until `margin` is left above them, and the height this takes."""
    top = min(box.y - box.height / 2 for box in boxes.values()) - margin
    moved = {key: Box(box.x, box.y - top, box.width, box.height) for key, box in boxes.items()}
    return moved, ceil(max(box.y + box.height / 2 for box in moved.values()) + margin)
