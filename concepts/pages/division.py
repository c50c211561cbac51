"""Divide statements into pages that a reader can use, by what each of them shows; no query."""

from collections.abc import Iterable

from concepts.evidence.loading import ShownStatement

StatementsByCode = dict[str, ShownStatement]


def divide(groups: Iterable[tuple[ShownStatement, ...]], most: int) -> list[StatementsByCode]:
    """Return the groups, none of them torn, on pages that weigh at most `most` or have one group; heads with parts.

    A statement that is in several groups of a page weighs once.
    """
    pages: list[StatementsByCode] = []
    room = 0
    for group in groups:
        added = [statement for statement in group if not pages or statement.code not in pages[-1]]
        if not pages or weigh(added) > room:
            pages.append({})
            room, added = most, list(group)
        pages[-1] |= {statement.code: statement for statement in added}
        room -= weigh(added)
    return pages


def weigh(heads: Iterable[ShownStatement]) -> int:
    """Return how many statements and quotations a page shows with these; a part counts as a statement."""
    return sum(1 + len(statement.claim.citations) for head in heads for statement in (head, *head.parts))
