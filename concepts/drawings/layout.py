"""Finds the places of the boxes of a concept map.

`arrange` does it for most maps, in two steps. The number of lines between every two concepts gives rough places. Then
each box in turn moves to the point of a grid where it costs least; the cost counts the length of its lines, the lines
they cross and the boxes they run over. Costs are whole numbers and nothing is random, so the same map gets the same
places on every machine. `place_in_rows` is for maps with too many boxes for that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from math import ceil, floor, inf, isqrt
from types import MappingProxyType

from concepts.drawings.boxes import Box, Frame, GridPoint, Item, Line, Point
from concepts.drawings.scaling import rough_places

CROWD = 60  # boxes; a map with more of them is set in rows

# Costs. A line costs its length times its pull: 1,000 if it is 100 units long and its pull is 10.
CROSSING = 2_500
STRIKE = 4_000  # a line runs over a box
DISPLACEMENT = 20  # for each unit between the rough place of a box and its first place on the grid

CLEARANCE = 3  # a line that comes so close to a box counts as running over it
CANDIDATES = 12  # how many free points are tried for a box, those with the shortest lines first
ROUNDS = 4  # in each, every box may move once


@lru_cache(maxsize=64)
def arrange(
    items: tuple[Item, ...], lines: tuple[Line, ...], frame: Frame, room: Box | None = None
) -> Mapping[str, GridPoint] | None:
    """Return the centre of every box, or None if the boxes do not fit into the frame.

    No box is put on `room`. Either no item has a fixed place, or two have, beside or above each other. The order of
    `items` and `lines` does not matter. The latest results are kept, because a map is drawn in two languages with items
    of the same size.
    """
    search = _Search(sorted(items), sorted(lines), frame, room)
    movable = [item for item in items if not item.place]
    movable.sort(key=lambda item: (-len(search.neighbours[item.key]), item.key))
    if not all(search.settle(item) for item in movable):
        return None
    for _round in range(ROUNDS):
        if not sum(search.improve(item) for item in movable):
            break
    return MappingProxyType(search.places)


class _Search:
    """The boxes of a map with their places, of which one at a time is changed."""

    def __init__(self, items: Sequence[Item], lines: Sequence[Line], frame: Frame, room: Box | None) -> None:
        self.items = items
        self.lines = lines
        self.frame = frame
        self.room = room
        self.neighbours: dict[str, dict[str, Line]] = {item.key: {} for item in items}
        for line in lines:
            self.neighbours[line.start][line.end] = self.neighbours[line.end][line.start] = line
        self.places = rough_places(items, self.neighbours, frame)
        self.settled = {item.key for item in items if item.place}
        self.middle = frame.width // 2, frame.height // 2
        # Both odd: the middle of the picture is a point of the grid.
        self.columns, self.rows = frame.width // 2 // frame.step_x * 2 + 1, frame.height // 2 // frame.step_y * 2 + 1
        self.points = [
            (self.middle[0] + column * frame.step_x, self.middle[1] + row * frame.step_y)
            for column in range(-(self.columns // 2), self.columns // 2 + 1)
            for row in range(-(self.rows // 2), self.rows // 2 + 1)
        ]
        self.distances: dict[GridPoint, list[int]] = {}

    def settle(self, item: Item) -> bool:
        """Move a box from its rough place to the free point where it costs least; return False if no point is free."""
        point = self._cheapest(item, [*self._pulls(item), (self.places[item.key], DISPLACEMENT)], None)
        if point is None:
            return False
        self.places[item.key] = point
        self.settled.add(item.key)
        return True

    def improve(self, item: Item) -> bool:
        """Move a settled box to the free point where it costs least; return whether it moved."""
        old = self.places[item.key]
        self.places[item.key] = self._cheapest(item, self._pulls(item), old) or old
        return self.places[item.key] != old

    def _pulls(self, item: Item) -> list[tuple[GridPoint, int]]:
        """Return the points that pull the box, each with its pull."""
        neighbours = self.neighbours[item.key].items()
        return [(self.middle, item.pull), *((self.places[key], line.pull) for key, line in neighbours)]

    def _cheapest(self, item: Item, pulls: Sequence[tuple[GridPoint, int]], old: GridPoint | None) -> GridPoint | None:
        """Return the free point where the box costs least; None if no point is free, or none is better than `old`."""
        free = self._free_points(item)
        shares = [[pull * distance for distance in self._distances(point, free)] for point, pull in pulls]
        penalty = self._penalty(item)
        best, least = None, inf
        if old:
            least = sum(pull * _distance(old, point) for point, pull in pulls) + penalty(old, inf)
        lengths = zip(map(sum, zip(*shares, strict=True)), free, strict=True)
        for length, number in sorted(lengths)[:CANDIDATES]:
            # No later point can cost less than its lines.
            if length >= least:
                break
            cost = length + penalty(self.points[number], least - length)
            if cost < least:
                best, least = self.points[number], cost
        return best

    def _distances(self, point: GridPoint, numbers: Iterable[int]) -> Iterable[int]:
        """Return how far the points of the grid with these numbers are from the point."""
        if point not in self.distances:
            self.distances[point] = [_distance(point, other) for other in self.points]
        return map(self.distances[point].__getitem__, numbers)

    def _free_points(self, item: Item) -> list[int]:
        """Return the numbers of the points where the box is inside the margins and far enough from settled boxes."""
        frame, gaps = self.frame, self.neighbours[item.key]
        free = bytearray(len(self.points))
        inside = frame.width / 2 - frame.margin - item.width / 2, frame.height / 2 - frame.margin - item.height / 2
        self._mark(free, self.middle, inside, 1)
        for other in self.items:
            if other.key in self.settled and other is not item:
                gap = gaps[other.key].gap if other.key in gaps else 0
                self._mark(free, self.places[other.key], self._reach(item, other, gap), 0)
        if self.room:
            self._mark(free, (self.room.x, self.room.y), self._reach(item, self.room, 0), 0)
        return list(compress(range(len(free)), free))

    def _reach(self, item: Item, other: Item | Box, gap: int) -> Point:
        """Return how far apart the centres of two boxes must be, horizontally or vertically."""
        return (
            (item.width + other.width) / 2 + self.frame.gap_x + gap,
            (item.height + other.height) / 2 + self.frame.gap_y + gap,
        )

    def _mark(self, points: bytearray, centre: Point, reach: Point, value: int) -> None:
        """Write a value to the points of the grid within `reach` of the centre both horizontally and vertically."""
        first_column, last_column = _between(centre[0] - self.middle[0], reach[0], self.frame.step_x, self.columns)
        first_row, last_row = _between(centre[1] - self.middle[1], reach[1], self.frame.step_y, self.rows)
        column = bytes([value]) * (last_row - first_row + 1)
        for number in range(first_column, last_column + 1):
            points[number * self.rows + first_row : number * self.rows + last_row + 1] = column

    def _penalty(self, item: Item) -> Callable[[GridPoint, float], int]:
        """Return a function that gives the cost of crossings and strikes if the box is at a point.

        The function stops counting at a limit. It runs thousands of times for a map, so everything that does not depend
        on the point is computed before, and the geometry is written out.
        """
        places, ends = self.places, self.neighbours[item.key]
        boxes: list[tuple[float, float, float, float]] = [
            (*places[other.key], other.width + 2 * CLEARANCE, other.height + 2 * CLEARANCE)
            for other in self.items
            if other is not item
        ]
        if self.room:
            # The lines of a bundle draw together towards its ends.
            boxes.append((self.room.x, self.room.y, self.room.width * 0.7, self.room.height * 0.7))
        width, height = item.width + 2 * CLEARANCE, item.height + 2 * CLEARANCE
        # Lines between other boxes: start, direction, twice the middle, and how near to it they strike this box.
        others = []
        for start, end, *_rest in self.lines:
            if item.key not in (start, end):
                (x, y), (end_x, end_y) = places[start], places[end]
                run_x, run_y = end_x - x, end_y - y
                reach = width + abs(run_x), height + abs(run_y), width * abs(run_y) + height * abs(run_x)
                others.append((x, y, run_x, run_y, x + end_x, y + end_y, *reach))
        # For each neighbour its place, and the lines and boxes relative to it.
        seen = []
        for x, y in (places[key] for key in ends):
            seen_lines = [
                (start_x - x, start_y - y, run_x, run_y)
                for start_x, start_y, run_x, run_y, *_rest in others
                if (start_x, start_y) != (x, y) and (start_x + run_x, start_y + run_y) != (x, y)
            ]
            seen_boxes = [
                (2 * (box_x - x), 2 * (box_y - y), box_width, box_height)
                for box_x, box_y, box_width, box_height in boxes
                if (box_x, box_y) != (x, y)
            ]
            seen.append((x, y, seen_lines, seen_boxes))

        def penalty(point: GridPoint, limit: float) -> int:
            point_x, point_y = point
            cost = 0
            # A line and a box meet unless they are apart horizontally, vertically, or at right angles to the line.
            for x, y, run_x, run_y, twice_x, twice_y, reach_x, reach_y, reach in others:
                if (
                    -reach_x < 2 * point_x - twice_x < reach_x
                    and -reach_y < 2 * point_y - twice_y < reach_y
                    and -reach < 2 * (run_x * (point_y - y) - run_y * (point_x - x)) < reach
                ):
                    cost += STRIKE
            for x, y, seen_lines, seen_boxes in seen:
                if cost >= limit:
                    break
                across, down = point_x - x, point_y - y
                size_x, size_y = abs(across), abs(down)
                for box_x, box_y, box_width, box_height in seen_boxes:
                    if (
                        abs(across - box_x) < size_x + box_width
                        and abs(down - box_y) < size_y + box_height
                        and abs(across * box_y - down * box_x) < box_width * size_y + box_height * size_x
                    ):
                        cost += STRIKE
                # Two lines cross where the ends of each lie on different sides of the other.
                for start_x, start_y, run_x, run_y in seen_lines:
                    side = across * start_y - down * start_x
                    if side * (side + across * run_y - down * run_x) < 0:
                        this_side = run_y * start_x - run_x * start_y
                        if this_side * (this_side + run_x * down - run_y * across) < 0:
                            cost += CROSSING
            return cost

        return penalty


def _distance(first: GridPoint, second: GridPoint) -> int:
    """Return the distance between two points, rounded down."""
    across, down = first[0] - second[0], first[1] - second[1]
    return isqrt(across * across + down * down)


def _between(centre: float, reach: float, step: int, count: int) -> tuple[int, int]:
    """Return the first and the last number of `count` points that are less than `reach` from a centre.

    The points are `step` apart, numbered from 0, and the middle one is at 0. If none is so near, the last number is
    smaller than the first.
    """
    first, last = floor((centre - reach) / step) + 1 + count // 2, ceil((centre + reach) / step) - 1 + count // 2
    return max(first, 0), max(min(last, count - 1), max(first, 0) - 1)


def place_in_rows(sizes: Mapping[str, Point], frame: Frame) -> dict[str, Box]:
    """Return the boxes in rows, in the order of `sizes`, however much height that takes."""
    rows: list[list[str]] = [[]]
    room = frame.width - 2 * frame.margin
    for key, (width, _height) in sizes.items():
        if rows[-1] and sum(sizes[other][0] + frame.gap_x for other in rows[-1]) + width > room:
            rows.append([])
        rows[-1].append(key)
    boxes: dict[str, Box] = {}
    top = float(frame.margin)
    for number, row in enumerate(rows):
        height = max((sizes[key][1] for key in row), default=0)
        boxes |= _row(row, sizes, frame, top + height / 2, number)
        top += height + frame.gap_y
    return boxes


def _row(keys: Sequence[str], sizes: Mapping[str, Point], frame: Frame, y: float, number: int) -> dict[str, Box]:
    """Return the boxes of one row, which share its spare width.

    Odd rows begin further left than even ones: boxes that do not stand in columns leave room for lines.
    """
    widths = [sizes[key][0] for key in keys]
    spare = frame.width - 2 * frame.margin - sum(widths) - frame.gap_x * (len(keys) - 1)
    x = frame.margin + spare * (0.2 if number % 2 else 0.8) / max(len(keys), 1)
    boxes = {}
    for key, width in zip(keys, widths, strict=True):
        boxes[key] = Box(round(x + width / 2), round(y), width, sizes[key][1])
        x += width + frame.gap_x + spare / max(len(keys), 1)
    return boxes


def cropped(boxes: Mapping[str, Box], margin: int) -> tuple[dict[str, Box], int]:
    """Return the boxes moved up until `margin` is left above them, and the height of the picture with that below too.

    There must be at least one box.
    """
    top = min(box.y - box.height / 2 for box in boxes.values()) - margin
    moved = {key: Box(box.x, box.y - top, box.width, box.height) for key, box in boxes.items()}
    return moved, ceil(max(box.y + box.height / 2 for box in moved.values()) + margin)
