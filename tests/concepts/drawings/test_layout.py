from itertools import combinations, permutations
from random import Random

import pytest

from concepts.drawings import layout, scaling
from concepts.drawings.boxes import Box, Frame, Item, Line
from concepts.drawings.layout import arrange, cropped, place_in_rows

FRAME = Frame(800, 600, 10, 20, 20, 40, 30)
PHONE = Frame(360, 1200, 6, 8, 24, 28, 38)
KEYS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
LINES = (
    Line("alpha", "beta", 10),
    Line("alpha", "gamma", 10),
    Line("gamma", "delta", 6),
    Line("alpha", "delta", 3),
    Line("beta", "epsilon", 10),
)
PLACES = {
    "alpha": (440, 360),
    "beta": (400, 300),
    "gamma": (480, 420),
    "delta": (360, 420),
    "epsilon": (400, 240),
    "zeta": (320, 360),
}


def items(keys=KEYS, width=80, height=30, **places):
    return tuple(Item(key, width, height, 2, places.get(key)) for key in keys)


def boxes_of(placed, places):
    return {item.key: Box(*places[item.key], item.width, item.height) for item in placed}


def overlapping(boxes, gap=0):
    return [pair for pair in combinations(boxes.values(), 2) if pair[0].overlaps(pair[1], gap)]


def too_close(boxes, frame):
    return [
        (first, second)
        for first, second in combinations(boxes.values(), 2)
        if abs(first.x - second.x) < (first.width + second.width) / 2 + frame.gap_x
        and abs(first.y - second.y) < (first.height + second.height) / 2 + frame.gap_y
    ]


def assert_inside(boxes, frame):
    for box in boxes.values():
        assert frame.margin <= box.x - box.width / 2 <= box.x + box.width / 2 <= frame.width - frame.margin
        assert frame.margin <= box.y - box.height / 2 <= box.y + box.height / 2 <= frame.height - frame.margin


def crossings(lines, places):
    def side(start, end, point):
        return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])

    count = 0
    for first, second in combinations(lines, 2):
        a, b, c, d = (places[key] for line in (first, second) for key in line[:2])
        count += side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
    return count


def strikes(lines, boxes):
    """How many boxes lie on a line that does not end there; looks at a hundred points of each line."""
    return sum(
        any(
            box.holds((start.x + (end.x - start.x) * part / 100, start.y + (end.y - start.y) * part / 100))
            for part in range(101)
        )
        for line in lines
        for start, end in [(boxes[line.start], boxes[line.end])]
        for key, box in boxes.items()
        if key not in line[:2]
    )


def ring(count):
    """Names, and lines that join them to a ring."""
    keys = [f"k{number:03}" for number in range(count)]
    return keys, tuple(Line(key, keys[(number + 1) % count], 10) for number, key in enumerate(keys))


@pytest.mark.parametrize("frame", [FRAME, PHONE])
@pytest.mark.parametrize("count", [1, 2, 8, 30])
def test_boxes_keep_their_gaps_and_stay_in_the_picture(count, frame):
    keys = [f"k{number:03}" for number in range(count)]
    random = Random(count)
    placed = tuple(Item(key, random.randint(40, 110), random.randint(24, 60), 2) for key in keys)
    lines = tuple(Line(keys[random.randrange(number)], keys[number], 10) for number in range(1, count))
    boxes = boxes_of(placed, arrange(placed, lines, frame))
    assert too_close(boxes, frame) == []
    assert_inside(boxes, frame)


def test_joined_boxes_are_nearer_than_others():
    places = arrange(items(), LINES, FRAME)
    joined = {frozenset(line[:2]) for line in LINES}

    def mean(pairs):
        distances = [sum((a - b) ** 2 for a, b in zip(places[x], places[y], strict=True)) ** 0.5 for x, y in pairs]
        return sum(distances) / len(distances)

    near = [pair for pair in combinations(KEYS[:5], 2) if frozenset(pair) in joined]
    far = [pair for pair in combinations(KEYS[:5], 2) if frozenset(pair) not in joined]
    assert mean(near) < 0.75 * mean(far)


@pytest.mark.parametrize("count", [5, 8, 12])
def test_the_lines_of_a_ring_do_not_cross(count):
    keys, lines = ring(count)
    places = arrange(items(keys), lines, FRAME)
    assert crossings(lines, places) == 0
    assert strikes(lines, boxes_of(items(keys), places)) == 0


def test_the_lines_of_a_tree_neither_cross_nor_run_over_boxes():
    keys = [f"k{number:03}" for number in range(15)]
    lines = tuple(Line(keys[(number - 1) // 2], keys[number], 10) for number in range(1, 15))
    places = arrange(items(keys), lines, FRAME)
    assert crossings(lines, places) == 0
    assert strikes(lines, boxes_of(items(keys), places)) == 0


def test_separate_parts_do_not_mix():
    first, lines = ring(5)
    second = [f"z{number}" for number in range(4)]
    lines += tuple(Line(second[0], key, 10) for key in second[1:])
    placed = items([*first, *second, "alone"])
    places = arrange(placed, lines, FRAME)
    boxes = boxes_of(placed, places)
    assert overlapping(boxes) == []
    assert crossings(lines, places) == 0
    assert strikes(lines, boxes) == 0


def test_the_order_of_items_and_lines_does_not_matter():
    expected = arrange(items(), LINES, FRAME)
    for keys in list(permutations(KEYS))[::97]:
        for lines in (LINES[::-1], LINES[2:] + LINES[:2]):
            assert arrange(items(keys), lines, FRAME) == expected


def test_places_are_the_same_on_every_machine():
    # Written down once. When they change, every map looks different: look at one before you change them here.
    assert arrange(items(), LINES, FRAME) == PLACES


def test_last_digits_that_differ_between_machines_change_nothing(monkeypatch):
    keys, lines = ring(14)
    lines += (Line(keys[0], keys[5], 10), Line(keys[3], keys[11], 10))
    arrange.cache_clear()
    expected = dict(arrange(items(keys), lines, FRAME))
    product, calls = scaling._product, []

    def disturbed(first, second):
        calls.append(1)
        return product(first, second) * (1 + 1e-14 * Random(len(calls)).random())

    monkeypatch.setattr(scaling, "_product", disturbed)
    arrange.cache_clear()
    assert arrange(items(keys), lines, FRAME) == expected
    assert calls
    arrange.cache_clear()


def test_the_same_map_is_arranged_once(monkeypatch):
    arrange.cache_clear()
    places = arrange(items(), LINES, FRAME)
    monkeypatch.setattr(layout, "_Search", None)
    assert arrange(items(), LINES, FRAME) is places


@pytest.mark.parametrize(
    ("frame", "fixed", "room"),
    [
        (FRAME, {"alpha": (200, 300), "beta": (600, 300)}, Box(400, 300, 260, 120)),
        (PHONE, {"alpha": (180, 400), "beta": (180, 800)}, Box(180, 600, 80, 260)),
        (Frame(800, 1400, 10, 20, 20, 40, 30), {"alpha": (200, 700), "beta": (600, 700)}, Box(400, 700, 260, 120)),
    ],
)
def test_fixed_boxes_stay_and_the_room_between_them_is_free(frame, fixed, room):
    placed = items(**fixed)
    places = arrange(placed, LINES, frame, room)
    assert {key: places[key] for key in fixed} == fixed
    boxes = boxes_of(placed, places)
    assert overlapping(boxes) == []
    assert not [key for key in set(KEYS) - set(fixed) if boxes[key].overlaps(room)]
    assert len({places[key] for key in KEYS}) == len(KEYS)


def test_a_line_may_ask_for_a_larger_gap():
    usual, larger = (
        boxes_of(items(KEYS[:3]), arrange(items(KEYS[:3]), (Line("alpha", "beta", 10, gap),), FRAME)) for gap in (0, 80)
    )
    assert usual["alpha"].overlaps(usual["beta"], gap=98)
    assert not larger["alpha"].overlaps(larger["beta"], gap=98)


def test_without_room_there_are_no_places_but_rows_find_some():
    keys = [f"k{number:03}" for number in range(60)]
    placed = tuple(Item(key, 90 + number % 40, 40, 2) for number, key in enumerate(keys))
    assert arrange(placed, (), Frame(400, 300, 10, 20, 20, 20, 20)) is None
    assert arrange((Item("wide", 2000, 40, 2),), (), FRAME) is None
    boxes = place_in_rows({item.key: (item.width, item.height) for item in placed}, FRAME)
    assert overlapping(boxes, gap=18) == []
    assert all(box.width / 2 <= box.x <= FRAME.width - box.width / 2 for box in boxes.values())
    assert sorted(boxes, key=lambda key: (boxes[key].y, boxes[key].x)) == keys


def test_a_box_wider_than_the_picture_has_a_row_of_its_own():
    boxes = place_in_rows({"a": (2000, 40), "b": (60, 40)}, FRAME)
    assert boxes["a"].y < boxes["b"].y


def test_a_picture_is_cut_to_its_boxes():
    boxes, height = cropped({"a": Box(100, 200, 60, 40), "b": Box(100, 300, 60, 40)}, 10)
    assert (boxes["a"].y, boxes["b"].y, height) == (30, 130, 160)
