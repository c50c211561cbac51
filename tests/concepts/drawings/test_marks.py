from math import pi

import pytest

from concepts.drawings.marks import LARGEST, SHAPES, SIZE, draw_mark
from tests.concepts.drawings.samples import parsed


def corners(shape):
    return [tuple(map(float, point.split(","))) for point in shape.get("points").split()]


def area(shape):
    if shape.tag == "circle":
        return pi * float(shape.get("r")) ** 2
    points = corners(shape)
    turned = [*points[1:], points[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, turned, strict=True))) / 2


def test_columns_differ_in_shape_and_hue():
    drawn = [parsed(draw_mark(place, place + 1, 3)) for place in range(4)]
    assert [one.get("class") for one in drawn] == [f"dot-{shape} hue-{n}" for n, shape in enumerate(SHAPES, 1)]
    assert [(one[0].tag, len(corners(one[0])) if one[0].get("points") else 0) for one in drawn] == [
        ("circle", 0),
        ("polygon", 4),
        ("polygon", 4),
        ("polygon", 3),
    ]
    assert corners(drawn[1][0]) != corners(drawn[2][0])


@pytest.mark.parametrize("place", range(4))
def test_the_area_grows_with_the_number_and_all_shapes_weigh_alike(place):
    one, four = (area(parsed(draw_mark(place, 1, count))[0]) for count in (1, 4))
    assert four / one == pytest.approx(4, rel=0.1)
    assert four == pytest.approx(area(parsed(draw_mark(0, 1, 4))[0]), rel=0.05)


@pytest.mark.parametrize("place", range(1, 4))
def test_the_largest_mark_fits_and_grows_no_more(place):
    assert draw_mark(place, 1, LARGEST) == draw_mark(place, 1, 10**9)
    points = corners(parsed(draw_mark(place, 1, LARGEST))[0])
    assert all(0 <= x <= SIZE and 0 <= y <= SIZE for x, y in points)


@pytest.mark.parametrize("count", [0, -1])
def test_silence_is_a_faint_dash(count):
    root = parsed(draw_mark(0, 1, count))
    assert (root.get("class"), root[0].tag) == ("dot-silent", "path")


def test_marks_say_nothing_to_a_screen_reader():
    assert {parsed(draw_mark(place, 1, count)).get("aria-hidden") for place in range(4) for count in (0, 2)} == {"true"}
