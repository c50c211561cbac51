"""Remembers what the last writes to the index changed, so that a process rereads only that; knows no content."""

from collections.abc import Iterable
from typing import NamedTuple

from concepts.search.index.documents import Key, Thing
from concepts.search.models import IndexState

MOST_WRITES = 200  # that are remembered
MOST_KEYS = 1_000  # that these changed, all together: to read so many again costs as much as to read all


class IndexChanges(NamedTuple):
    """What was written to the index or removed since an earlier state, and the token of the state after that."""

    token: str
    keys: frozenset[Key]


def remember_changes(state: IndexState, keys: Iterable[Key]) -> None:
    """Note in the locked state what the write changes that gave the state its token."""
    number = 0
    kept: list[list[object]] = []
    for token, written in ([state.token, sorted(keys)], *reversed(state.changes)):
        number += len(written)
        if number > MOST_KEYS or len(kept) == MOST_WRITES:
            kept.append([token, []])  # what it wrote is no longer needed to know what came after it
            break
        kept.append([token, written])
    state.changes = kept[::-1]


def forget_changes(state: IndexState) -> None:
    """Note in the locked state that its index is another one: whatever is known is to be read again."""
    state.changes = [[state.token, []]]


def changes_since(token: str) -> IndexChanges | None:
    """Return what changed since the state with a token; None where that is not remembered. One query."""
    changes = IndexState.objects.filter(id=1).values_list("changes", flat=True).first() or []
    tokens = [written for written, _keys in changes]
    if token not in tokens:
        return None
    later = changes[tokens.index(token) + 1 :]
    keys = frozenset((Thing(thing), row_id) for _token, written in later for thing, row_id in written)
    return IndexChanges(tokens[-1], keys)
