"""Finds what begins with the letters that were typed so far, or nearly so; knows keys and numbers, and no content."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_READ = 20_000  # keys that begin alike; of more of them the last are not looked at
_LAST = "\U0010ffff"  # no letter comes after it


class NearKeys(NamedTuple):
    """Neighbouring keys that have a beginning in common, from `start` up to `end`, and how many edits away that is."""

    edits: int
    beginning: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Keys in alphabetical order, each with the number of what it stands for. Made by `of`, shared by threads."""

    keys: Sequence[str]
    numbers: Sequence[int]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> "Prefixes":
        """Sort the keys and numbers; each pair is kept once."""
        rows = sorted(set(pairs))
        return cls([key for key, _ in rows], array("L", [number for _, number in rows]))

    def equal(self, key: str) -> Sequence[int]:
        """Return the numbers of a key."""
        start = bisect_left(self.keys, key)
        end = bisect_left(self.keys, f"{key}\0", start)
        return self.numbers[start:end]

    def beginning(self, prefix: str) -> Sequence[int]:
        """Return the numbers of the first MOST_READ keys that begin with a prefix, in any order, some repeatedly."""
        start = bisect_left(self.keys, prefix)
        end = bisect_left(self.keys, prefix + _LAST, start)
        return self.numbers[start : min(end, start + MOST_READ)]

    def has(self, prefix: str) -> bool:
        """Return whether a key begins with the prefix."""
        start = bisect_left(self.keys, prefix)
        return start < len(self.keys) and self.keys[start].startswith(prefix)

    def near(self, typed: str, most: int) -> Iterator[NearKeys]:
        """Yield the keys whose beginnings become what was typed by `most` edits or fewer, in alphabetical order.

        An edit adds, removes or changes a letter, or swaps two neighbours. The keys are walked through as a tree of
        letters, whose branches are left as soon as they are too far away.
        """
        yield from self._walk(typed, most, "", 0, len(self.keys), [], list(range(len(typed) + 1)))

    def _walk(
        self, typed: str, most: int, beginning: str, start: int, end: int, earlier: list[int], row: list[int]
    ) -> Iterator[NearKeys]:
        """Walk on from a beginning that the keys from `start` up to `end` have.

        `row` has the edits from it to each beginning of what was typed, `earlier` those from it without its last
        letter.
        """
        if row[-1] <= most and start < end:
            yield NearKeys(row[-1], beginning, start, end)
            return
        depth = len(beginning)
        while start < end:
            key = self.keys[start]
            if len(key) == depth:
                start += 1
                continue
            longer = key[: depth + 1]
            following = bisect_left(self.keys, longer + _LAST, start, end)
            next_row = _next_row(typed, longer, most, earlier, row)
            if min(next_row) <= most:
                yield from self._walk(typed, most, longer, start, max(following, start + 1), row, next_row)
            start = max(following, start + 1)


def _next_row(typed: str, beginning: str, most: int, earlier: Sequence[int], row: Sequence[int]) -> list[int]:
    """Return the edits from a beginning to each beginning of what was typed (optimal string alignment).

    Of more than `most` edits it only says that they are more; so only lengths that differ by `most` are looked at.
    """
    letter, length, far = beginning[-1], len(beginning), most + 1
    found = [length] if length <= most else [far]
    first = max(1, length - most)
    found += [far] * (first - 1)
    for place in range(first, min(len(typed), length + most) + 1):
        wanted = typed[place - 1]
        edits = min(row[place] + 1, found[place - 1] + 1, row[place - 1] + (letter != wanted))
        if earlier and place > 1 and letter == typed[place - 2] and wanted == beginning[-2]:
            edits = min(edits, earlier[place - 2] + 1)
        found.append(edits)
    return found + [far] * (len(typed) + 1 - len(found))
