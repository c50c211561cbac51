"""Limit how many reports one network sends within an hour, without keeping who sent any.

Counts stand in the memory of the process, under a hash of the network address with a random key. Key and counts are
thrown away together every hour, and are never written down. Each process of the server counts for itself.
"""

import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

MOST_REPORTS = 20  # of one network in one window and process
WINDOW = 3600.0  # seconds
MOST_NETWORKS = 10_000  # that are counted apart; those that come after them are counted together
THE_OTHERS = b""


class TooManySentError(Exception):
    """A network has sent as many reports as it may; `minutes` says after how many it may send more, at least 1."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.minutes = max(1, -int(-seconds // 60))


class SendingLimit:
    """Counts what networks send, up to `most` for each in a window; `clock` gives seconds."""

    def __init__(self, most: int = MOST_REPORTS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._lock = most, clock, Lock()
        self._key, self._counts, self._ends = b"", Counter[bytes](), 0.0

    def count(self, network: str) -> None:
        """Count one report of the network; raise TooManySentError over the limit."""
        with self._lock:
            now = self._clock()
            if not self._key or now >= self._ends:
                self._key, self._ends = secrets.token_bytes(32), now + WINDOW
                self._counts.clear()
            mark = self._mark(network)
            if self._counts[mark] >= self._most:
                raise TooManySentError(self._ends - now)
            self._counts[mark] += 1

    def forget(self, network: str) -> None:
        """Take back one report of the network, which was not kept after all."""
        with self._lock:
            mark = self._mark(network)
            if self._counts[mark] > 0:
                self._counts[mark] -= 1

    def clear(self) -> None:
        """Forget all counts, and the key."""
        with self._lock:
            self._key = b""
            self._counts.clear()

    def _mark(self, network: str) -> bytes:
        mark = hmac.digest(self._key, network.encode(), "sha256")
        return mark if mark in self._counts or len(self._counts) < MOST_NETWORKS else THE_OTHERS


reports_sent = SendingLimit()
