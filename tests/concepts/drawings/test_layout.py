from itertools import combinations

import networkx
import numpy
import pytest

from concepts.drawings.layout import Box, Frame, cropped, forces, place_freely, place_in_rows

FRAME = Frame(800, 600, 10, 20, 20)
KEYS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
GOLDEN = {
    "alpha": (0.344, 0.439),
    "beta": (0.729, 0.539),
    "gamma": (0.121, 0.669),
    "delta": (0.0, 0.254),
    "epsilon": (1.0, 0.0),
    "zeta": (0.857, 1.0),
}
JOINED = (("alpha", "beta", 1.0), ("alpha", "gamma", 1.0), ("gamma", "delta", 0.5), ("alpha", "delta", 0.3))


def overlapping(boxes, gap=0):
    return [(one, other) for one, other in combinations(boxes, 2) if boxes[one].overlaps(boxes[other], gap)]


def test_every_key_has_a_place_and_poles_lie_left_and_right():
    places = forces(KEYS, JOINED, KEYS[:2], ("alpha", "beta"))
    assert set(places) == set(KEYS)
    assert all(0 <= value <= 1 for place in places.values() for value in place)
    assert places["alpha"][0] < places["beta"][0]


def test_places_are_the_same_on_processors_whose_last_digits_differ(monkeypatch):
    asked = (KEYS, JOINED, KEYS[:2], ("alpha", "beta"))
    forces.cache_clear()
    expected = dict(forces(*asked))
    lay_out = networkx.spring_layout
    calls = []

    def disturbed(*args, **options):
        calls.append(1)
        noise = numpy.random.RandomState(len(calls))
        return {key: place + 1e-14 * noise.randn(2) for key, place in lay_out(*args, **options).items()}

    monkeypatch.setattr(networkx, "spring_layout", disturbed)
    forces.cache_clear()
    assert dict(forces(*asked)) == expected
    assert calls
    forces.cache_clear()


def test_places_do_not_hang_on_the_version_of_a_library():
    # Written down once: when it changes, every map looks different, which is worth a look with one's own eyes.
    places = forces(KEYS, JOINED, KEYS[:2], ("alpha", "beta"))
    assert {key: (round(x, 3), round(y, 3)) for key, (x, y) in places.items()} == GOLDEN


@pytest.mark.parametrize("count", [1, 2, 40])
def test_boxes_put_on_one_spot_are_pushed_apart(count):
    keys = [f"k{place}" for place in range(count)]
    boxes = place_freely(dict.fromkeys(keys, (0.5, 0.5)), dict.fromkeys(keys, (60, 30)), FRAME)
    assert set(boxes) == set(keys)
    assert overlapping(boxes, gap=18) == []


def test_fixed_boxes_stay_and_kept_room_is_left_free():
    fixed = {"pole": Box(100, 300, 60, 40), "": Box(400, 300, 300, 100)}
    places = {"pole": (0.9, 0.9), "free": (0.5, 0.5), "other": (0.5, 0.55)}
    boxes = place_freely(places, dict.fromkeys(places, (60, 40)), FRAME, fixed)
    assert boxes["pole"] == fixed["pole"]
    assert overlapping(boxes | {"": fixed[""]}) == []
    assert set(boxes) == set(places)


def test_without_room_there_is_no_free_placing_but_rows_find_some():
    keys = [f"k{place:03}" for place in range(60)]
    places = {key: (place % 7 / 7, place / 60) for place, key in enumerate(keys)}
    sizes = {key: (90 + place % 40, 40) for place, key in enumerate(keys)}
    assert place_freely(places, sizes, Frame(400, 300, 10, 20, 20)) is None
    boxes = place_in_rows(places, sizes, FRAME)
    assert overlapping(boxes, gap=18) == []
    assert all(box.width / 2 <= box.x <= FRAME.width - box.width / 2 for box in boxes.values())


def test_a_box_wider_than_the_picture_has_a_row_of_its_own():
    boxes = place_in_rows({"a": (0, 0), "b": (0, 1)}, {"a": (2000, 40), "b": (60, 40)}, FRAME)
    assert boxes["a"].y < boxes["b"].y


def test_a_picture_is_cut_to_its_boxes():
    boxes, height = cropped({"a": Box(100, 200, 60, 40), "b": Box(100, 300, 60, 40)}, 10)
    assert (boxes["a"].y, boxes["b"].y, height) == (30, 130, 160)


def test_two_named_to_be_kept_apart_are():
    keys = ("a", "b", "c")
    places, sizes = dict.fromkeys(keys, (0.5, 0.5)), dict.fromkeys(keys, (60, 30))
    usual, asked = (place_freely(places, sizes, FRAME, apart=apart) for apart in ({}, {frozenset(("a", "b")): 80}))
    assert usual["a"].overlaps(usual["b"], gap=98)
    assert not asked["a"].overlaps(asked["b"], gap=98)
