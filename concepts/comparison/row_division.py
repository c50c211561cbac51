"""Divide what a row of a comparison has to show into pages that a reader can use, best-supported first; no query."""

from collections.abc import Collection, Iterable, Sequence

from concepts.comparison.rows import arrange
from concepts.evidence.loading import ShownStatement

MOST_QUOTED = 180  # statements and quotations on one page
MOST_QUESTIONS = 60

StatementsByCode = dict[str, ShownStatement]


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
    return _divide(
        [
            *((contrast.distinction, *contrast.sides.values()) for contrast in contrasts),
            *((statement,) for statement in _best_first(arrangement.own)),
            *((statement,) for statement in _best_first(arrangement.common)),
        ]
    )


def divide_statements(statements: Iterable[ShownStatement]) -> list[StatementsByCode]:
    """Return the statements of each page of another row, in the order given."""
    return _divide((statement,) for statement in statements)


def fits_on_a_page(statements: Iterable[ShownStatement]) -> bool:
    """Tell whether one page can show all of these."""
    return sum(map(_weigh, statements)) <= MOST_QUOTED


def _divide(groups: Iterable[tuple[ShownStatement, ...]]) -> list[StatementsByCode]:
    """Return the groups, none of them torn, on pages that weigh at most MOST_QUOTED or have one group."""
    pages: list[StatementsByCode] = []
    room = 0
    for group in groups:
        added = [statement for statement in group if not pages or statement.code not in pages[-1]]
        if not pages or sum(map(_weigh, added)) > room:
            pages.append({})
            room, added = MOST_QUOTED, list(group)
        pages[-1] |= {statement.code: statement for statement in added}
        room -= sum(map(_weigh, added))
    return pages


def _weigh(head: ShownStatement) -> int:
    """Return how many statements and quotations a page shows with this one."""
    return sum(1 + len(statement.claim.citations) for statement in (head, *head.parts))


def _best_first(statements: Iterable[ShownStatement]) -> list[ShownStatement]:
    return sorted(statements, key=lambda statement: statement.support_order)
