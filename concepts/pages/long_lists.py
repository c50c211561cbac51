"""Shorten long lists: a page shows the best-supported statements first and folds the others away under them."""

from collections.abc import Iterable
from dataclasses import dataclass

from concepts.evidence.loading import ShownStatement


@dataclass(frozen=True, slots=True)
class LongList:
    """Statements, best-supported first, in two parts.

    A page shows `first` with their notes and folds `more` away, one line each. The length counts both.
    """

    first: tuple[ShownStatement, ...] = ()
    more: tuple[ShownStatement, ...] = ()

    @property
    def all(self) -> tuple[ShownStatement, ...]:
        """Return the statements of both parts."""
        return (*self.first, *self.more)

    def __len__(self) -> int:
        return len(self.first) + len(self.more)


def split_long_list(statements: Iterable[ShownStatement], most: int) -> LongList:
    """Return the statements, best-supported first, with at most `most` of them in `first`.

    A single statement is never folded away: where only one would be left for `more`, it stands in `first` too.
    """
    ordered = tuple(sorted(statements, key=lambda statement: statement.support_order))
    return LongList(ordered) if len(ordered) <= most + 1 else LongList(ordered[:most], ordered[most:])
