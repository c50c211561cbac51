"""Keys are found by what they begin with, exactly or nearly."""

from itertools import accumulate, product

import pytest

from concepts.search.query import prefixes
from concepts.search.query.prefixes import Prefixes
from concepts.search.query.spelling import edit_distance

KEYS = Prefixes.of([("sales", 3), ("sale", 1), ("sales", 0), ("sales", 3), ("market", 2), ("销售", 4), ("销", 5)])


def words_of(letters, most):
    """All words of these letters, the empty one too."""
    return ["".join(word) for length in range(most + 1) for word in product(letters, repeat=length)]


def test_a_key_has_all_its_numbers_each_once():
    assert sorted(KEYS.equal("sales")) == [0, 3]
    assert list(KEYS.equal("sal")) == list(KEYS.equal("")) == list(KEYS.equal("z")) == []


def test_keys_are_found_by_their_beginning_in_any_script():
    assert sorted(KEYS.beginning("sal")) == [0, 1, 3]
    assert sorted(KEYS.beginning("销")) == [4, 5]
    assert sorted(KEYS.beginning("")) == [0, 1, 2, 3, 4, 5]
    assert [KEYS.has(prefix) for prefix in ("sal", "sales", "salesy", "推")] == [True, True, False, False]


def test_only_so_many_keys_are_read(monkeypatch):
    monkeypatch.setattr(prefixes, "MOST_READ", 2)
    assert len(KEYS.beginning("")) == 2


def test_what_has_no_keys_finds_nothing():
    nothing = Prefixes.of([])
    assert list(nothing.beginning("a")) == list(nothing.near("a", 1)) == []
    assert not nothing.has("")


@pytest.mark.parametrize("most", [0, 1, 2])
def test_near_keys_are_those_with_a_beginning_so_many_edits_away(most):
    keys = Prefixes.of((word, 0) for word in words_of("abc", 4) if len(word) % 2)
    for typed in words_of("abd", 4):
        found = list(keys.near(typed, most))
        near = [key for one in found for key in keys.keys[one.start : one.end]]
        assert near == [
            key
            for key in keys.keys
            if any(edit_distance(typed, start) <= most for start in accumulate(key, initial=""))
        ]
        assert all(edit_distance(typed, one.beginning) == one.edits <= most for one in found)
