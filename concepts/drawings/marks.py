"""Draws the marks in the cells of a matrix; shape and colour tell which concept the column is about."""

from math import sqrt

from django.utils.safestring import SafeString

from concepts.drawings.svg import Attributes, element, number

SIZE = 24
SHAPES = ("circle", "square", "diamond", "triangle")  # by the place of the concept in the comparison
LARGEST = 9  # statements; marks for more are no larger


def draw_mark(place: int, hue: int, count: int) -> SafeString:
    """Return a shape whose area grows with `count`, or a faint dash if that is 0.

    `place` is that of the concept in the comparison, from 0. The mark is hidden from screen readers: the cell says in
    words what it shows.
    """
    frame: Attributes = {
        "class": f"dot-{SHAPES[place % len(SHAPES)]} hue-{hue}" if count > 0 else "dot-silent",
        "viewBox": f"0 0 {SIZE} {SIZE}",
        "width": SIZE,
        "height": SIZE,
        "aria-hidden": "true",
    }
    if count <= 0:
        return element("svg", frame, element("path", {"d": "M9 12H15"}))
    # The radius of a circle of that area; the largest triangle still fits.
    radius = 2.8 * sqrt(min(count, LARGEST))
    return element("svg", frame, _shape(SHAPES[place % len(SHAPES)], radius))


def _shape(shape: str, radius: float) -> SafeString:
    """Return the shape around the middle, with the area of a circle of that radius."""
    middle = SIZE / 2
    if shape == "circle":
        return element("circle", {"cx": middle, "cy": middle, "r": radius})
    if shape == "triangle":
        side = radius * 2.69  # an equilateral triangle of area pi r²
        height = side * sqrt(3) / 2
        corners = [(0, -height * 0.6), (side / 2, height * 0.4), (-side / 2, height * 0.4)]
    else:
        half = radius * 0.886  # a square of area pi r²
        reach = half * sqrt(2)
        square = [(-half, -half), (half, -half), (half, half), (-half, half)]
        corners = square if shape == "square" else [(0, -reach), (reach, 0), (0, reach), (-reach, 0)]
    points = " ".join(f"{number(middle + x)},{number(middle + y)}" for x, y in corners)
    return element("polygon", {"points": points})
