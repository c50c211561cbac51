"""What a row that is no statement says as it is drafted, and the one way in which a step changes that.

A row that readers do not see yet is changed itself; of any other, the change becomes its proposal.
"""

from concepts.content.row_content import RowContent
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.proposals import changes_by_proposal, content_of, note_unseen, proposal_of, propose_change
from concepts.editorial.review import lock_row
from concepts.editorial.row_contents import apply_content, read_row_content, what_if
from concepts.editorial.write_lock import write_lock
from sources.content_row import ContentRow
from sources.locking import claim_row_version


def content_in_work(row: ContentRow) -> RowContent:
    """Return what the row is proposed to say, or what it says where nothing is proposed."""
    proposal, stored = proposal_of(row), read_row_content(row)
    content = content_of(proposal) if proposal else None
    if content is None:
        return stored
    return RowContent({**stored.fields, **content.fields}, {**stored.attached, **content.attached}, stored.kind)


@write_lock()
def change_in_work(*, row: ContentRow, content: RowContent, by: Actor, started_from: int | None = None) -> bool:
    """Let a row say this content, or propose it where readers see the row; return whether it is proposed.

    `started_from` is the version of its form that `by` looked at; None stands for any. Raises ValidationError for what
    is impossible, also of a proposal, StaleSaveError, and NothingChangedError where nothing would be proposed.
    """
    stored = lock_row(row, started_from)
    if changes_by_proposal(stored):
        with what_if() as ids:
            apply_content(lock_row(row, None), content, ids=ids)
        propose_change(row=row, content=content, by=by, started_from=started_from)
        return True
    claim_row_version(row=stored, row_version=stored.row_version)
    apply_content(stored, content)
    note_unseen(row=stored, by=by)
    bump_working_revision()
    return False
