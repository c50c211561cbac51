"""Rough places for the boxes of a map, by how many lines lie between them: classical multidimensional scaling."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import fsum, inf, sqrt
from operator import mul

from concepts.drawings.boxes import Frame, GridPoint, Item, Point

UNJOINED = 4  # the distance, in lines, between concepts in separate parts of a map
ITERATIONS = 40  # of the power method


def rough_places(items: Sequence[Item], neighbours: Mapping[str, Iterable[str]], frame: Frame) -> dict[str, GridPoint]:
    """Return places according to the distances in the graph, without regard to the sizes of the boxes.

    Points whose distances are about those in the graph give the order of the boxes along both axes. In this order the
    boxes are spaced evenly, which avoids crowds. The points are turned so that two fixed boxes keep their direction;
    without these, the distances differ most along the longer side of the picture.
    """
    scaled = dict(zip((item.key for item in items), _scale(_steps(items, neighbours)), strict=True))
    fixed = sorted((item.place, item.key) for item in items if item.place)
    if fixed:
        (x, y), (end_x, end_y) = (scaled[key] for _place, key in fixed)
        run_x, run_y = end_x - x, end_y - y
        scaled = {
            key: (run_x * (point[0] - x) + run_y * (point[1] - y), run_x * (point[1] - y) - run_y * (point[0] - x))
            for key, point in scaled.items()
        }
    upright = fixed[0][0][0] == fixed[1][0][0] if fixed else frame.height > frame.width
    length, breadth = (frame.height, frame.width) if upright else (frame.width, frame.height)
    stops = [(round(scaled[key][0], 6), place[upright]) for place, key in fixed]
    movable = [item.key for item in items if not item.place]
    along = _spread({key: round(scaled[key][0], 6) for key in movable}, [(-inf, 0), *stops, (inf, length)])
    across = _spread({key: round(scaled[key][1], 6) for key in movable}, [(-inf, 0), (inf, breadth)])
    places = {key: place for place, key in fixed}
    return places | {key: (across[key], along[key]) if upright else (along[key], across[key]) for key in movable}


def _spread(values: Mapping[str, float], stops: Sequence[tuple[float, int]]) -> dict[str, int]:
    """Return places in the order of the values, evenly spaced between stops; a stop is a value and its place."""
    places = {}
    for (low, start), (high, end) in pairwise(stops):
        group = sorted((value, key) for key, value in values.items() if low <= value < high)
        for number, (_value, key) in enumerate(group, 1):
            places[key] = start + (end - start) * number // (len(group) + 1)
    return places


def _steps(items: Sequence[Item], neighbours: Mapping[str, Iterable[str]]) -> list[list[int]]:
    """Return for every two boxes how many lines the shortest way between them has."""
    table = []
    for item in items:
        steps = {item.key: 0}
        waiting = deque([item.key])
        while waiting:
            key = waiting.popleft()
            for neighbour in neighbours[key]:
                if neighbour not in steps:
                    steps[neighbour] = steps[key] + 1
                    waiting.append(neighbour)
        table.append([steps.get(other.key, UNJOINED) for other in items])
    return table


def _scale(distances: Sequence[Sequence[int]]) -> list[Point]:
    """Return points in the plane whose distances are about those given.

    This is classical multidimensional scaling (Torgerson 1952): the coordinates are the two eigenvectors with the
    largest eigenvalues of the doubly centred matrix of squares, found by the power method. `fsum` rounds sums exactly,
    so that all versions of Python agree.
    """
    count = len(distances)
    squares = [[distance * distance for distance in row] for row in distances]
    means = [fsum(row) / count for row in squares]
    mean = fsum(means) / count
    centred = [
        [(means[row] + means[column] - mean - squares[row][column]) / 2 for column in range(count)]
        for row in range(count)
    ]
    axes: list[list[float]] = []
    for start in (7, 4):
        # Almost any vector will do to begin with.
        axis = [float(start * number % 11 - 5) for number in range(count)]
        for _iteration in range(ITERATIONS):
            for other in axes:
                share = _product(axis, other) / (_product(other, other) or 1)
                axis = [value - share * value_of_other for value, value_of_other in zip(axis, other, strict=True)]
            axis = [_product(row, axis) for row in centred]
            size = sqrt(_product(axis, axis)) or 1
            axis = [value / size for value in axis]
        axes.append([value * sqrt(size) for value in axis])
    return list(zip(*axes, strict=True))


def _product(first: Iterable[float], second: Iterable[float]) -> float:
    """Return the scalar product of two vectors."""
    return fsum(map(mul, first, second))
