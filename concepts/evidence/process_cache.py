"""Keeps in memory what pages load and make, as long as content is the same.

`ProcessCache` keeps what is loaded under a token that changes with what it was loaded from. For public pages
this is the key of the public revision: whoever answers a request says which one it is (`showing`).

`ContentCache` keeps what is made from rows under these rows themselves, so that an edit costs only what it changes.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
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

    def last_kept(self, key: str) -> Loaded | None:
        """Return what was loaded for this key at whatever revision a page showed last; None where nothing was."""
        return next((kept for (_token, of), kept in tuple(self._kept.items()) if of == key), None)

    def clear(self) -> None:
        """Forget what was loaded."""
        self._kept.clear()


class ContentCache(Generic[Loaded]):
    """What functions make, each under a key that contains everything it is made of; when it is full, the oldest goes.

    Nothing has to be forgotten when content changes, because the key changes with it. What is found again is the same
    object, so that it can be part of the key of what is made of it: the classes of such objects are equal only to
    themselves (`eq=False`), or their equality compares all that pages show. Everything that is kept is immutable.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: dict[Hashable, Loaded] = {}
        self._lock = Lock()
        _caches.append(self)

    def get(self, key: Hashable, make: Callable[[], Loaded]) -> Loaded:
        """Return what is kept under the key, or make it now; of two threads at once both get what the first made."""
        found = self._kept.get(key)
        if found is None:
            made = make()
            with self._lock:
                found = self._kept.setdefault(key, made)
                while len(self._kept) > self.most:
                    del self._kept[next(iter(self._kept))]
        return found

    def clear(self) -> None:
        """Forget what was made."""
        with self._lock:
            self._kept.clear()


class LoadedById(dict[int, Loaded]):
    """What was loaded for a page, by id. It is equal only to itself, so that it can be part of a key; never changed."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__


_caches: list[ProcessCache[Any] | ContentCache[Any]] = []
