"""Divide what a row of a comparison has to show into pages that a reader can use, best-supported first; no query."""

from collections.abc import Collection, Iterable, Sequence

from concepts.comparison.rows import arrange
from concepts.evidence.loading import ShownStatement
from concepts.pages.division import StatementsByCode, divide, weigh

MOST_QUOTED = 180  # statements and quotations on one page
MOST_QUESTIONS = 60


def divide_dimension(
    concepts: Collection[int],
    characteristics: Sequence[ShownStatement],
    distinctions: Iterable[ShownStatement],
    only_contrasts: bool = False,
) -> list[StatementsByCode]:
    """Return the statements of each page of a dimension's row, in a comparison of the concepts with these ids.

    Contrasts come first, each with its sides, then characteristics of one concept, then common ground. A characteristic
    on the sides of contrasts that stand on two pages is on both; what has no place in the row is on none.
    """
    arrangement = arrange(concepts, characteristics, distinctions, only_contrasts)
    contrasts = sorted(arrangement.contrasts, key=lambda contrast: contrast.distinction.support_order)
    return divide(
        [
            *((contrast.distinction, *contrast.sides.values()) for contrast in contrasts),
            *((statement,) for statement in _best_first(arrangement.own)),
            *((statement,) for statement in _best_first(arrangement.common)),
        ],
        MOST_QUOTED,
    )


def divide_statements(statements: Iterable[ShownStatement]) -> list[StatementsByCode]:
    """Return the statements of each page of another row, in the order given."""
    return divide(((statement,) for statement in statements), MOST_QUOTED)


def fits_on_a_page(statements: Iterable[ShownStatement]) -> bool:
    """Tell whether one page can show all of these."""
    return weigh(statements) <= MOST_QUOTED


def _best_first(statements: Iterable[ShownStatement]) -> list[ShownStatement]:
    return sorted(statements, key=lambda statement: statement.support_order)
