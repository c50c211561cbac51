"""Keeps in memory what pages load and make, as long as content is the same.

`ProcessCache` keeps what is loaded under a token that changes with what it was loaded from. For public pages
this is the key of the public revision: whoever answers a request says which one it is (`showing`).

`RenewedCache` keeps the last of what is loaded, and lets one thread renew it while others use it as it was.

`ContentCache` keeps what is made from rows under these rows themselves, so that an edit costs only what it changes.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

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


class Kept(NamedTuple, Generic[Loaded]):
    """What was loaded, and what it was loaded from: a token of content, and the number of the line it belongs to.

    What is of one line can be renewed by what changed since; another line has nothing to do with it.
    """

    line: int
    token: str
    loaded: Loaded


class RenewedCache(Generic[Loaded]):
    """What functions load under a key, renewed when content has another token.

    One thread at a time loads or renews what stands under a key. Others get what stood there before and do not wait,
    but where nothing of the line did.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Kept[Loaded]] = {}
        self._locks: dict[str, Lock] = {}
        _caches.append(self)

    def get(
        self, line: int, token: str, key: str, renew: Callable[[Kept[Loaded] | None], Kept[Loaded]]
    ) -> Kept[Loaded]:
        """Return what is kept under the key, or what `renew` makes of it where it has another token.

        `renew` is given None where nothing of the line is kept. What is returned may have a newer token than was asked
        for, or an older one while another thread renews it.
        """
        kept = self._of_line(line, key)
        if kept and kept.token == token:
            return kept
        lock = self._locks.setdefault(key, Lock())
        if kept is None:
            lock.acquire()
        elif not lock.acquire(blocking=False):
            return kept
        try:
            kept = self._of_line(line, key)
            if kept is None or kept.token != token:
                kept = self._kept[key] = renew(kept)
        finally:
            lock.release()
        return kept

    def _of_line(self, line: int, key: str) -> Kept[Loaded] | None:
        kept = self._kept.get(key)
        return kept if kept and kept.line == line else None

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


_caches: list[ProcessCache[Any] | RenewedCache[Any] | ContentCache[Any]] = []
