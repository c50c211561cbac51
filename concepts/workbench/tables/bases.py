"""Tell in which state a table finds what its rows change, so that nothing is written over that was saved since."""

from collections.abc import Mapping, Sequence

from concepts.models import Concept, Statement
from concepts.workbench.tables.columns import TableKind
from concepts.workbench.tables.naming import NamedRows, RowRefusedError
from sources.text import fold

_NAMED_IN = {TableKind.STATEMENTS: "code", TableKind.LABELS: "concept", TableKind.CITATIONS: "statement"}


def read_bases(rows: Sequence[Mapping[str, str]], kind: TableKind, named: NamedRows) -> list[str]:
    """Return for the cells of each row the state of what it changes; empty where nothing is there yet. Two queries."""
    cells = [row.get(_NAMED_IN[kind], "") for row in rows]
    if kind == TableKind.LABELS:
        names = [_slug(cell, named) for cell in cells]
        concepts = Concept.objects.filter(slug__in=set(names))
        states = {row.slug: f"{row.pk}.{row.form_version}" for row in concepts}
    else:
        names = [fold(cell).upper() for cell in cells]
        states = _statements(set(names))
    return [states.get(name, "") for name in names]


def _slug(cell: str, named: NamedRows) -> str:
    try:
        return named.concept(cell)
    except RowRefusedError:  # which its own writing says
        return ""


def _statements(codes: set[str]) -> dict[str, str]:
    """Return the states of statements by code: those of their drafts of changes, where there are some."""
    drafts = Statement.objects.filter(revises__code__in=codes).values_list("revises__code", "pk", "row_version")
    live = Statement.objects.live().filter(code__in=codes).values_list("code", "pk", "row_version")
    return {code: f"{row}.{version}" for code, row, version in (*live, *drafts)}
