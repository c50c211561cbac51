"""What a page shows of a long list at once: the best-supported statements, the others folded away under them."""

from collections.abc import Iterable
from dataclasses import dataclass

from concepts.evidence.loading import Shown


@dataclass(frozen=True, slots=True)
class Folded:
    """Statements, best-supported first: `first` are shown with their notes, `more` as one line each, folded away."""

    first: tuple[Shown, ...] = ()
    more: tuple[Shown, ...] = ()

    @property
    def all(self) -> tuple[Shown, ...]:
        return (*self.first, *self.more)

    def __len__(self) -> int:
        return len(self.first) + len(self.more)


def fold(statements: Iterable[Shown], most: int) -> Folded:
    """The statements, best-supported first, `most` of them before the fold; a single one is never folded away."""
    ordered = tuple(sorted(statements, key=lambda one: one.standing))
    return Folded(ordered) if len(ordered) <= most + 1 else Folded(ordered[:most], ordered[most:])
