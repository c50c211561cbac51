"""Sort dimensions, and group statements by them, in the order that is the same on all pages."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from concepts.evidence.statement_rows import StatementRow
from concepts.models import Dimension

Item = TypeVar("Item")
AnyDimension = TypeVar("AnyDimension", bound=Dimension)


def sort_dimensions(dimensions: Iterable[AnyDimension]) -> list[AnyDimension]:
    """Return the dimensions, each once, the core ones first, then by rank and slug."""
    return sorted(set(dimensions), key=lambda dimension: (not dimension.core, dimension.rank, dimension.slug))


def group_by_dimension(items: Iterable[Item], row: Callable[[Item], StatementRow]) -> dict[Dimension, list[Item]]:
    """Group the items by dimension, sorted as `sort_dimensions` does; `row` returns the statement row of an item.

    Items without a dimension are left out.
    """
    dimensions: dict[int, Dimension] = {}
    grouped: dict[int, list[Item]] = {}
    for item in items:
        if dimension := row(item).dimension:
            dimensions[dimension.id] = dimension
            grouped.setdefault(dimension.id, []).append(item)
    return {dimension: grouped[dimension.id] for dimension in sort_dimensions(dimensions.values())}
