"""The index remembers what its last writes changed, as far back as is worth it."""

import pytest

from concepts.search.index.changes import (
    MOST_KEYS,
    MOST_WRITES,
    IndexChanges,
    changes_since,
    forget_changes,
    remember_changes,
)
from concepts.search.index.documents import Thing
from concepts.search.models import IndexState

pytestmark = pytest.mark.django_db
CONCEPT, TAG, PASSAGE = (Thing.CONCEPT, 1), (Thing.TAG, 1), (Thing.PASSAGE, 7)


@pytest.fixture
def state() -> IndexState:
    return IndexState.objects.create(id=1, token="first")


def write(state: IndexState, token: str, *keys: tuple[Thing, int]) -> None:
    state.token = token
    remember_changes(state, keys)
    state.save()


def test_what_changed_since_a_state_is_all_that_was_written_after_it(state):
    forget_changes(state)
    write(state, "second", TAG, CONCEPT)
    write(state, "third")
    write(state, "fourth", PASSAGE, CONCEPT)
    assert changes_since("first") == IndexChanges("fourth", frozenset({CONCEPT, TAG, PASSAGE}))
    assert changes_since("second") == IndexChanges("fourth", frozenset({CONCEPT, PASSAGE}))
    assert changes_since("fourth") == IndexChanges("fourth", frozenset())
    assert changes_since("of another index") is None


def test_nothing_is_known_of_states_before_another_index_or_before_any(state):
    assert changes_since("first") is None
    write(state, "second", TAG)
    state.token = "built"
    forget_changes(state)
    state.save()
    assert changes_since("second") is None
    assert changes_since("built") == IndexChanges("built", frozenset())
    IndexState.objects.all().delete()
    assert changes_since("built") is None


def test_no_more_writes_are_remembered_than_are_worth_it(state):
    forget_changes(state)
    for number in range(MOST_WRITES + 5):
        write(state, f"write {number}", (Thing.TAG, number))
    assert len(state.changes) == MOST_WRITES + 1
    assert changes_since("write 3") is None
    assert changes_since("write 4").keys == {(Thing.TAG, number) for number in range(5, MOST_WRITES + 5)}


def test_no_more_keys_are_remembered_than_are_worth_it(state):
    forget_changes(state)
    for number in range(4):
        write(state, f"write {number}", *((Thing.PASSAGE, 1000 * number + place) for place in range(MOST_KEYS // 2)))
    assert changes_since("write 0") is None
    assert len(changes_since("write 1").keys) == MOST_KEYS
    write(state, "one more", CONCEPT)
    assert changes_since("write 1") is None
    assert len(changes_since("write 2").keys) == MOST_KEYS // 2 + 1
