"""Cut long lists and texts into pages: `?page=2` in the address; the first page has the plain address.

A page beyond the end is answered with 404, what is no number with 400. Each page is its own canonical address.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Generic, TypeVar

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.evidence.addresses import NoSuchPartError, UnreadableValueError

PAGE = "page"  # the key of the query
AROUND = 2  # pages on each side of the current one that have a link of their own
Entry = TypeVar("Entry")
Query = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `number` of `count` pages of `size` entries; `path` and `query` are the address of the list."""

    number: int
    count: int
    size: int
    path: str
    query: Query = field(default_factory=dict)

    @property
    def slice(self) -> slice:
        """Return which entries of the list stand on the page."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return self.address_of(self.number)

    @property
    def earlier(self) -> str:
        """Return the address of the page before; empty on the first."""
        return self.address_of(self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """Return the address of the page after; empty on the last."""
        return self.address_of(self.number + 1) if self.number < self.count else ""

    @property
    def links(self) -> Iterator[tuple[int, str]]:
        """Yield number and address of the first page, those around this one and the last; 0 stands for a gap."""
        before = 0
        for number in range(1, self.count + 1):
            if number in (1, self.count) or abs(number - self.number) <= AROUND:
                if number - before > 1:
                    yield 0, ""
                yield number, self.address_of(number)
                before = number

    def address_of(self, number: int) -> str:
        """Return the address of the page with this number."""
        query = self.query | ({PAGE: str(number)} if number > 1 else {})
        return f"{self.path}?{urlencode(query, doseq=True)}" if query else self.path


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Entry]):
    """The entries of a list that stand on one page."""

    entries: Sequence[Entry]
    paging: Paging


def read_page_number(value: str) -> int:
    """Return the number of the page, from 1; the first where none is given. Raises UnreadableValueError."""
    if not value:
        return 1
    if value.isascii() and value.isdigit() and len(value) < 10 and int(value):
        return int(value)
    message = _("“%(value)s” is not the number of a page; pages count from 1.") % {"value": value[:80]}
    raise UnreadableValueError(message, PAGE)


def find_page(total: int, number: int, size: int, path: str, query: Query | None = None) -> Paging:
    """Return page `number` of a list with `total` entries, which may be none; raises NoSuchPartError beyond."""
    count = max(1, ceil(total / size))
    if number > count:
        raise NoSuchPartError(
            ngettext("There is only %(count)d page.", "There are only %(count)d pages.", count) % {"count": count},
            Paging(1, count, size, path, query or {}).address,
        )
    return Paging(number, count, size, path, query or {})


def cut_page(
    entries: Sequence[Entry], number: int, size: int, path: str, query: Query | None = None
) -> ListPage[Entry]:
    """Return the entries that stand on the page with this number; raises NoSuchPartError beyond the end."""
    paging = find_page(len(entries), number, size, path, query)
    return ListPage(entries[paging.slice], paging)
