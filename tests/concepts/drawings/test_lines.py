from itertools import pairwise

import pytest

from concepts.drawings.boxes import Box
from concepts.drawings.lines import NUMBER_RADIUS, arrow_head, curve_between, number_place, parallel_curves

LEFT, RIGHT = Box(100, 300, 80, 40), Box(700, 300, 80, 40)
SIZE = (800, 600)


def test_a_line_runs_from_border_to_border():
    curve = curve_between(LEFT, RIGHT, 0)
    assert (curve.start, curve.end) == ((143, 300), (657, 300))
    assert curve.at(0.5) == (400, 300)


@pytest.mark.parametrize("wide", [Box(260, 360, 200, 40), Box(100, 371, 300, 40)])
def test_a_line_between_close_boxes_ends_outside_of_both(wide):
    curve = curve_between(LEFT, wide, 0)
    assert not LEFT.holds(curve.start)
    assert not wide.holds(curve.end)


def test_a_bend_goes_right_hand_by_as_much_as_was_asked():
    assert curve_between(LEFT, RIGHT, 50).at(0.5) == pytest.approx((400, 350))
    assert curve_between(RIGHT, LEFT, 50).at(0.5) == pytest.approx((400, 250))


def test_lines_between_the_same_two_lie_side_by_side():
    middles = [curve.at(0.5)[1] for curve in parallel_curves(LEFT, RIGHT, 5, [], SIZE, 19)]
    assert [round(later - earlier) for earlier, later in pairwise(middles)] == [19] * 4
    assert sum(middles) / 5 == pytest.approx(300)


def test_a_line_turns_aside_for_a_box_and_stays_in_the_picture():
    inside = Box(400, 300, 60, 40)
    (curve,) = parallel_curves(LEFT, RIGHT, 1, [inside], SIZE, 19)
    assert not any(inside.holds(curve.at(step / 20)) for step in range(21))
    at_the_top = [Box(box.x, 30, box.width, box.height) for box in (LEFT, RIGHT, inside)]
    (curve,) = parallel_curves(at_the_top[0], at_the_top[1], 1, at_the_top[2:], SIZE, 19)
    assert curve.at(0.5)[1] > 30


def test_numbers_keep_off_boxes_and_one_another():
    curve = curve_between(LEFT, RIGHT, 0)
    assert number_place(curve, [], []) == (400, 300)
    first = number_place(curve, [Box(400, 300, 40, 40)], [])
    assert abs(first[0] - 400) > 20 + NUMBER_RADIUS
    second = number_place(curve, [], [(400, 300)])
    assert abs(second[0] - 400) >= 2 * NUMBER_RADIUS


def test_an_arrow_points_the_way_the_line_runs():
    tip, *back = arrow_head((10, 0), (0, 0), size=4)
    assert tip == (10, 0)
    assert {point[0] for point in back} == {6}
    assert back[0][1] == -back[1][1] != 0
