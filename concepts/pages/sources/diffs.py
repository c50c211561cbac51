"""Keep what differs between the texts that readers look at, so that it is not found out anew for every page.

Every span of a version is a page of its own, and whoever calls up many of them must not keep the site busy.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from sources.text_diff import TextDiff

MOST_COMPARED = 1_000_000  # code points of both texts together; what is longer is not compared for a page
MOST_KEPT = 4  # differences, each with both of its texts


class Diffs:
    """The differences that were looked at last, by the checksums of both texts; one is found out at a time."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[tuple[str, str], TextDiff | None] = OrderedDict()
        self._lock, self._building = Lock(), Lock()

    def find(self, key: tuple[str, str], old: str, read_new: Callable[[], str]) -> TextDiff | None:
        """Return what differs between two texts; None where they are too long. The new one is read if need be."""
        is_known, diff = self._look_up(key)
        if is_known:
            return diff
        with self._building:
            is_known, diff = self._look_up(key)  # somebody else may have found it out meanwhile
            if not is_known:
                diff = _compare(old, read_new)
                self._keep(key, diff)
        return diff

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()

    def _look_up(self, key: tuple[str, str]) -> tuple[bool, TextDiff | None]:
        with self._lock:
            if key not in self._kept:
                return False, None
            self._kept.move_to_end(key)
            return True, self._kept[key]

    def _keep(self, key: tuple[str, str], diff: TextDiff | None) -> None:
        with self._lock:
            self._kept[key] = diff
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)


def _compare(old: str, read_new: Callable[[], str]) -> TextDiff | None:
    if len(old) > MOST_COMPARED or len(old) + len(new := read_new()) > MOST_COMPARED:
        return None
    return TextDiff(old, new)


DIFFS = Diffs()
