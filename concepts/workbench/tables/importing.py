"""Write all rows of a table as drafts in one transaction, or only say what that would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.review import WrongStatusError
from concepts.editorial.saving import NothingChangedError, WrongKindError
from concepts.editorial.write_lock import write_lock
from concepts.workbench.tables.bases import read_bases
from concepts.workbench.tables.cells import TableRow
from concepts.workbench.tables.citations import write_citation
from concepts.workbench.tables.columns import TableKind
from concepts.workbench.tables.labels import write_label
from concepts.workbench.tables.naming import NamedRows, RowRefusedError
from concepts.workbench.tables.outcomes import Outcome, RowVerdict, Written
from concepts.workbench.tables.statements import write_statement
from sources.anchoring import QuoteError
from sources.locking import StaleSaveError
from sources.text import fold

Writer = Callable[[Mapping[str, str], NamedRows, Actor], Written]
WRITERS: Mapping[TableKind, Writer] = {
    TableKind.STATEMENTS: write_statement,
    TableKind.LABELS: write_label,
    TableKind.CITATIONS: write_citation,
}
LONGEST_NAME = 100  # code points of what a row is called


def try_table(*, rows: Sequence[TableRow], kind: TableKind, by: Actor) -> list[Outcome]:
    """Return what importing the rows would do; nothing is kept."""
    with write_lock():
        try:
            bump_content_revision()  # so that nothing that is read meanwhile is kept for others
            return _run(rows, kind, by)
        finally:
            transaction.set_rollback(True)


@write_lock()
def import_table(
    *, rows: Sequence[TableRow], kind: TableKind, by: Actor, bases: Sequence[str] | None = None
) -> list[Outcome]:
    """Write the rows as drafts, and return what became of each; those that are refused change nothing.

    `bases` has for each row the state in which what it changes was when the row was tried: a row that would change
    another state is refused. None stands for any.
    """
    return _run(rows, kind, by, bases)


def _run(rows: Sequence[TableRow], kind: TableKind, by: Actor, bases: Sequence[str] | None = None) -> list[Outcome]:
    named, seen, outcomes = NamedRows(), dict[tuple[str, ...], int](), []
    found = read_bases([row.cells for row in rows], kind, named)  # before anything is written
    for row, base, expected in zip(rows, found, found if bases is None else bases, strict=True):
        key = _key(row.cells, kind)
        if row.fault:
            outcomes.append(_refused(row, row.fault))
        elif key in seen:
            message = _("This says the same, or changes the same, as line %(line)d. Keep one of them.")
            outcomes.append(_refused(row, message % {"line": seen[key]}))
        else:
            seen[key] = row.line
            outcome = _write(row, WRITERS[kind], named, by, is_stale=base != expected)
            outcomes.append(replace(outcome, base=base))
    return outcomes


def _write(row: TableRow, write: Writer, named: NamedRows, by: Actor, *, is_stale: bool) -> Outcome:
    """Write one row, all of it or nothing; a stale one may only find that all of it is there."""
    try:
        with transaction.atomic():
            written = write(row.cells, named, by)
            if is_stale and written.verdict != RowVerdict.SAME:
                message = _(
                    "This was changed after the table was tried, so it is left as it is. Look at it, and bring the row "
                    "again to see what it would do now."
                )
                raise RowRefusedError(message)
    except NothingChangedError:
        return Outcome(row.line, RowVerdict.SAME.value, _name(row))
    except ValidationError as error:
        return _refused(row, _explain(error))
    except (RowRefusedError, QuoteError, WrongStatusError, WrongKindError) as error:
        return _refused(row, str(error))
    except StaleSaveError:
        return _refused(row, _("Somebody else changed this meanwhile. Try again."))
    return Outcome(row.line, written.verdict.value, written.name[:LONGEST_NAME])


def _key(cells: Mapping[str, str], kind: TableKind) -> tuple[str, ...]:
    """Return what tells whether two rows of a table say or change the same."""
    if kind == TableKind.STATEMENTS and cells.get("code"):
        return (fold(cells["code"]),)
    names = {
        TableKind.STATEMENTS: ("kind", "text_en", "text_zh", "subjects"),
        TableKind.LABELS: ("concept", "language", "text"),
        TableKind.CITATIONS: ("statement", "source", "version", "quote"),
    }[kind]
    return tuple(fold(cells.get(name, "")) for name in names)


def _refused(row: TableRow, reason: str) -> Outcome:
    return Outcome(row.line, RowVerdict.REFUSED.value, _name(row), reason)


def _name(row: TableRow) -> str:
    """Return what a row is called that names nothing stored: its first filled cells."""
    return " · ".join(cell for cell in row.cells.values() if cell)[:LONGEST_NAME]


def _explain(error: ValidationError) -> str:
    """Return all messages of a refusal, each behind the name of its field."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    pairs = error.message_dict.items()
    return " ".join(f"{name}: {' '.join(words)}" if name != "__all__" else " ".join(words) for name, words in pairs)
