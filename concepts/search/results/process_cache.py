"""What a process remembers between searches, as long as the index has the same token: until content changes."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")
_kept: dict[tuple[str, Hashable], Any] = {}


def remembered(token: str, what: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` made for this token, or makes now; where two threads ask at once, both may make it."""
    made: Made | None = _kept.get((token, what))
    if made is None:
        made = make()
        for old in [key for key in tuple(_kept) if key[0] != token]:
            _kept.pop(old, None)  # a token that is gone never comes back
        _kept[token, what] = made
    return made
