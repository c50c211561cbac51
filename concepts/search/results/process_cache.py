"""Keeps in memory what searches load, as long as the index has the same token: until content changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")


class ProcessCache(Generic[Loaded]):
    """What one function loads, under the token of the index and one more key."""

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self._load = load
        self._kept: dict[tuple[str, str], Loaded] = {}

    def get(self, token: str, key: str = "") -> Loaded:
        """Return what was loaded for this token and key, or load it now; of two threads at once both may load it."""
        found = self._kept.get((token, key))
        if found is None:
            found = self._load()
            for old in [kept for kept in tuple(self._kept) if kept[0] != token]:
                self._kept.pop(old, None)  # a token that is gone never comes back
            self._kept[token, key] = found
        return found
