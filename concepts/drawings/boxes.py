"""Boxes and lines of a map as its layout sees them: sizes, places and who is joined to whom."""

from dataclasses import dataclass
from typing import NamedTuple

Point = tuple[float, float]
GridPoint = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, given by its centre and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box", gap: float = 0) -> bool:
        """Return whether the two are less than `gap` apart both horizontally and vertically."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    def holds(self, point: Point, margin: float = 0) -> bool:
        """Return whether the point lies in the box or less than `margin` outside."""
        return abs(point[0] - self.x) < self.width / 2 + margin and abs(point[1] - self.y) < self.height / 2 + margin


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a picture, its margin, the smallest gaps between boxes, and the steps of its grid."""

    width: int
    height: int
    margin: int
    gap_x: int
    gap_y: int
    step_x: int
    step_y: int


class Item(NamedTuple):
    """A box to be placed.

    `pull` is the cost of each unit between it and the middle of the picture; `place` is its centre if that is fixed.
    """

    key: str
    width: int
    height: int
    pull: int
    place: GridPoint | None = None


class Line(NamedTuple):
    """A line between two boxes: the cost of each unit of its length, and what it adds to the gap between the two."""

    start: str
    end: str
    pull: int
    gap: int = 0
