"""In which order dimensions stand, wherever they do."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from concepts.evidence.statement_rows import StatementRow
from concepts.models import Dimension

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Dimension)


def sort_dimensions(dimensions: Iterable[Row]) -> list[Row]:
    """The dimensions, each once, the core ones first."""
    return sorted(set(dimensions), key=lambda one: (not one.core, one.rank, one.slug))


def group_by_dimension(items: Iterable[Item], row: Callable[[Item], StatementRow]) -> dict[Dimension, list[Item]]:
    """The items, of which `row` gives the statement, by its dimension, the core ones first; none without dimension."""
    grouped: dict[Dimension, list[Item]] = {}
    for item in items:
        if dimension := row(item).dimension:
            grouped.setdefault(dimension, []).append(item)
    return {dimension: grouped[dimension] for dimension in sort_dimensions(grouped)}
