"""What a statement's form says about the draft on it: what it still lacks, and how it differs from the public text."""

from dataclasses import dataclass

from concepts.admin.change_lines import ChangeLine, list_change_lines
from concepts.editorial.differences import compare_snapshots
from concepts.editorial.drafts import is_free_code as is_free
from concepts.editorial.requirements import Missing, for_publication, missing_for_publication
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Statement

__all__ = ["INLINES", "NEW_CODE", "OF", "Draft", "is_free", "told_of_draft", "wanting_of"]

Status = Statement.Status

NEW_CODE = "_code"  # the code of the statement that a form is about to make
OF = "_of"  # the statement that a draft revises, should the draft be gone when its form is sent
# What `Missing` calls a field, and the inline that shows it.
INLINES = {"concepts": "concept_links", "sides": "sides", "bases": "bases", "citations": "citations"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of changes for its banner: the public statement, what differs, and whether that one changed since."""

    live: Statement
    lines: tuple[ChangeLine, ...]
    outrun: bool


def wanting_of(pk: int) -> list[Missing]:
    """What a draft still lacks for publication; empty for anything else. A fixed number of queries."""
    row = for_publication().filter(pk=pk, status__in=[Status.DRAFT, Status.SUBMITTED]).first()
    return missing_for_publication(row) if row else []


def told_of_draft(draft: Statement) -> Draft | None:
    """How a draft of changes differs from the public text; None for other statements. A fixed number of queries."""
    live = draft.revises
    if live is None:
        return None
    snapshots = take_snapshots(Statement.objects.filter(pk__in=[live.pk, draft.pk]))
    lines = list_change_lines(compare_snapshots(snapshots[live.pk], snapshots[draft.pk]))
    return Draft(live, lines, draft.started_from != live.row_version)
