"""Keeps in memory what pages load, as long as content is the same.

`ProcessCache` keeps what is loaded under a token that changes with what it was loaded from. For public pages
this is the key of the public revision: whoever answers a request says which one it is (`showing`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

Loaded = TypeVar("Loaded")
_revision: ContextVar[str] = ContextVar("public_revision", default="")


@contextmanager
def showing(revision: str) -> Iterator[None]:
    """Say that the page made in this block shows the public content at the revision with this key."""
    before = _revision.set(revision)
    try:
        yield
    finally:
        _revision.reset(before)


def shown_revision() -> str:
    """Return the key of the public revision that the current page shows; empty where none is known."""
    return _revision.get()


def clear_process_caches() -> None:
    """Forget all that is kept, so that the next page is built as in a worker that has just started."""
    for cache in _caches:
        cache.clear()


class ProcessCache(Generic[Loaded]):
    """What functions load, under a token and one more key; what another token had is forgotten."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Loaded] = {}
        _caches.append(self)

    def get(self, token: str, key: str, load: Callable[[], Loaded]) -> Loaded:
        """Return what was loaded for this token and key, or load it now; of two threads at once both may load it."""
        found = self._kept.get((token, key))
        if found is None:
            found = load()
            for old in [kept for kept in tuple(self._kept) if kept[0] != token]:
                self._kept.pop(old, None)  # a token that is gone never comes back
            self._kept[token, key] = found
        return found

    def get_shown(self, key: str, load: Callable[[], Loaded]) -> Loaded:
        """Return what was loaded for the public revision that the page shows; where none is known, load it now."""
        revision = shown_revision()
        return self.get(revision, key, load) if revision else load()

    def clear(self) -> None:
        """Forget what was loaded."""
        self._kept.clear()


_caches: list[ProcessCache[Any]] = []
