"""Align two sequences: find which items of the first still stand in the second, in the same order.

It is the patience method (Bram Cohen): items that occur once on either side are aligned first, the longest chain of
them that is in order, and then what lies between them in the same way. Where nothing occurs once, runs of several items
do instead, and what is small enough is left to `difflib`, which is quadratic. Much that is alike nowhere stays
unaligned rather than being aligned at random, so that the time grows with the length of the sequences only.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_PAIRS = 40_000  # items of one side times items of the other that difflib compares
RUN = 6  # items in a row that are looked for together where single ones repeat themselves


class EqualRun(NamedTuple):
    """So many items that are equal on both sides, one after another: `old[start]` is `new[to]`, and so on."""

    start: int
    to: int
    length: int


Items = Sequence[Hashable]


def align(old: Items, new: Items) -> list[EqualRun]:
    """Return the runs of equal items in the order of both sequences; neighbouring runs are one."""
    runs: list[EqualRun] = []
    for run in _align(old, new):
        last = runs[-1] if runs else None
        if last and last.start + last.length == run.start and last.to + last.length == run.to:
            runs[-1] = last._replace(length=last.length + run.length)
        else:
            runs.append(run)
    return runs


def _align(old: Items, new: Items) -> Iterator[EqualRun]:
    """Yield runs in order; a stack takes the place of recursion, which long texts would exhaust."""
    waiting: list[EqualRun | tuple[int, int, int, int]] = [(0, len(old), 0, len(new))]
    while waiting:
        part = waiting.pop()
        if isinstance(part, EqualRun):
            yield part
        else:
            waiting.extend(reversed(_split(old, new, *part)))


def _split(
    old: Items, new: Items, start: int, end: int, to: int, stop: int
) -> list[EqualRun | tuple[int, int, int, int]]:
    """Return what `old[start:end]` and `new[to:stop]` share, as runs with parts between them that are to be split."""
    head = 0
    while start + head < end and to + head < stop and old[start + head] == new[to + head]:
        head += 1
    tail = 0
    while tail < min(end - start, stop - to) - head and old[end - 1 - tail] == new[stop - 1 - tail]:
        tail += 1
    parts: list[EqualRun | tuple[int, int, int, int]] = [EqualRun(start, to, head)] if head else []
    start, to, end, stop = start + head, to + head, end - tail, stop - tail
    if start < end and to < stop:
        parts.extend(_split_middle(old, new, start, end, to, stop))
    if tail:
        parts.append(EqualRun(end, stop, tail))
    return parts


def _split_middle(
    old: Items, new: Items, start: int, end: int, to: int, stop: int
) -> Iterator[EqualRun | tuple[int, int, int, int]]:
    """Yield runs between parts that neither begin nor end alike; nothing where they share nothing."""
    for size in (1, RUN):
        anchors = _anchors(old, new, start, end, to, stop, size)
        if anchors:
            for place, other in anchors:
                if place >= start and other >= to:  # not inside the run before it, which may be of several items
                    yield start, place, to, other
                    yield EqualRun(place, other, size)
                    start, to = place + size, other + size
            yield start, end, to, stop
            return
    if (end - start) * (stop - to) <= MOST_PAIRS:
        matcher = SequenceMatcher(None, old[start:end], new[to:stop], autojunk=False)
        for block in matcher.get_matching_blocks():
            if block.size:
                yield EqualRun(start + block.a, to + block.b, block.size)


def _anchors(old: Items, new: Items, start: int, end: int, to: int, stop: int, size: int) -> list[tuple[int, int]]:
    """Return the places of the runs of this many items that occur once on either side, the longest chain in order."""
    places = places_of_unique(_keys(old, size), start, end - size + 1)
    others = places_of_unique(_keys(new, size), to, stop - size + 1)
    pairs = [(place, others[key]) for key, place in places.items() if key in others]
    return _longest_chain(pairs)


def _keys(items: Items, size: int) -> Callable[[int], Hashable]:
    """Return the function that gives the run of this many items at a place."""
    return items.__getitem__ if size == 1 else lambda place: tuple(items[place : place + size])


def places_of_unique(key_at: Callable[[int], Hashable], start: int, end: int) -> dict[Hashable, int]:
    """Return where each key stands that occurs once from `start` to `end`, in order."""
    places: dict[Hashable, int] = {}
    repeated: set[Hashable] = set()
    for place in range(start, end):
        key = key_at(place)
        if places.setdefault(key, place) != place:
            repeated.add(key)
    return {key: place for key, place in places.items() if key not in repeated}


def _longest_chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of pairs whose second numbers rise too; the first ones rise already (patience sort)."""
    ends: list[int] = []  # the least second number that ends a chain of so many pairs, and which pair that is
    last: list[int] = []
    before: list[int] = []
    for index, (_place, other) in enumerate(pairs):
        pile = bisect_left(ends, other)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(other)
            last.append(index)
        else:
            ends[pile], last[pile] = other, index
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
