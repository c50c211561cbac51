"""Drafts of changes: a published statement stays as it is while its next text is written, reviewed and published."""

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.publication_case import Missing
from concepts.editorial.requirements import missing_words
from concepts.editorial.row_locks import lock_statement
from concepts.editorial.statement_columns import (
    BATCH,
    copy_attached,
    release_places,
    statement_columns,
    update_columns,
)
from concepts.editorial.write_lock import write_lock
from concepts.models import Address, DraftNote, Statement
from concepts.models.codes import is_code, new_code

Status = Statement.Status

# Who wrote and submitted a draft of changes; known of the statement once the draft has taken its place.
WORK = ("author_id", "author_name", "submitted_by_id", "submitted_by_name")


class NoDraftError(Exception):
    """No draft of changes can be begun on the statement, or it is no such draft; the message says which."""


class StaleDraftError(Exception):
    """The public text changed since its draft was started; `pairs` are (draft, statement as it stands now)."""

    def __init__(self, pairs: list[tuple[Statement, Statement]]) -> None:
        message = _(
            "%(codes)s: the public text was changed after this draft was started. Compare both, take over what is to "
            "stay, and say so; then publish."
        )
        super().__init__(message % {"codes": ", ".join(live.code for draft, live in pairs)})
        self.pairs = pairs


def unused_code() -> str:
    """Return a code that no statement has and that no address remembers."""
    remembered = Address.objects.filter(kind=Address.Kind.STATEMENT).values_list("key", flat=True)
    return new_code({*Statement.objects.values_list("code", flat=True), *remembered})


def is_free_code(code: str) -> bool:
    """Return whether a new statement may have the code: well formed, and neither a statement's nor an address's."""
    return (
        is_code(code)
        and not Statement.objects.filter(code=code).exists()
        and not Address.objects.filter(kind=Address.Kind.STATEMENT, key=code).exists()
    )


@write_lock()
def start_draft(*, statement: Statement, by: Actor = None) -> Statement:
    """Return the draft of changes to a published statement; begin it with all of its content if there is none yet.

    Raises NoDraftError unless the statement is published.
    """
    live = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if known := Statement.objects.filter(revises=live).first():
        return known
    if live.status != Status.PUBLISHED:
        raise NoDraftError(
            _("Changes are drafted to a published statement; %(code)s is none: change it itself.") % {"code": live.code}
        )
    draft = Statement(
        code=unused_code(),
        kind=live.kind,
        revises=live,
        started_from=live.row_version,
        author=person(by),
        author_name=actor_name(by),
        **{column: getattr(live, column) for column in statement_columns()},
    )
    draft.save()
    copy_attached({live.pk: draft.pk})
    bump_working_revision()
    return draft


@write_lock()
def discard_draft(*, statement: Statement, started_from: int | None = None) -> None:
    """Delete a draft of changes with its attached rows; the public text stays.

    `started_from` is the row version that was looked at; None stands for any. Raises NoDraftError for other statements,
    and StaleSaveError where the row version is not the last.
    """
    _lock_draft(statement, started_from).delete()
    bump_working_revision()


@write_lock()
def rebase(*, statement: Statement, started_from: int | None = None) -> None:
    """Note that a draft of changes takes the public text as it stands now into account, so that it may be published.

    Nothing else changes. `started_from` and errors as in `discard_draft`.
    """
    draft = _lock_draft(statement, started_from)
    now = Statement.objects.values_list("row_version", flat=True).get(draft=draft)
    Statement.objects.filter(pk=draft.pk).update(started_from=now, row_version=F("row_version") + 1)
    bump_working_revision()


def keep_drafts_up_to_date(*, public: Iterable[int]) -> None:
    """Let drafts of changes to statements with these ids start from the next row version, since the text stays.

    Part of a larger change, which is about to raise the row versions by one; a draft that is stale remains so.
    """
    drafts = Statement.objects.filter(revises__in=list(public), started_from=F("revises__row_version"))
    drafts.update(started_from=F("started_from") + 1)


def _lock_draft(statement: Statement, started_from: int | None) -> Statement:
    row = lock_statement(statement, started_from)
    if row.revises_id is None:
        raise NoDraftError(_("%(code)s is no draft of changes to a published statement.") % {"code": row.code})
    return row


def lock_originals(drafts: Iterable[Statement]) -> dict[int, Statement]:
    """Return what the drafts revise, by id, locked until the transaction ends; raises StaleDraftError."""
    originals = (
        Statement.objects.select_for_update(no_key=True).order_by("id").in_bulk([draft.revises_id for draft in drafts])
    )
    stale = [
        (draft, originals[draft.revises_id or 0])
        for draft in drafts
        if draft.started_from != originals[draft.revises_id or 0].row_version
    ]
    if stale:
        raise StaleDraftError(stale)
    return originals


def missing_for_place(drafts: Iterable[Statement], originals: dict[int, Statement]) -> dict[str, list[Missing]]:
    """Return what keeps drafts from their places at once, by the codes of the statements that they revise.

    That is what the database would refuse: a missing text, and a place in a list that another part has.
    """
    wanted = [draft for draft in drafts if draft.part_of_id]
    parts = Statement.objects.live().filter(part_of__in=[draft.part_of_id for draft in wanted]) if wanted else []
    taken = {(part.part_of_id, part.rank) for part in parts if part.pk not in originals}
    missing = {originals[draft.revises_id or 0].code: missing_words(draft) for draft in drafts}
    for draft in wanted:
        place = (draft.part_of_id, draft.rank)
        if place in taken:
            fault = Missing("rank", _("Another part of the list has that place already."))
            missing[originals[draft.revises_id or 0].code].append(fault)
        taken.add(place)
    return missing


def put_in_place(drafts: list[Statement], originals: dict[int, Statement]) -> None:
    """Copy each draft with its attached rows onto the statement that it revises, and delete the draft.

    Part of a larger change: the caller has asked `missing_for_place`, locks both rows, and publishes. The row
    versions rise by one.
    """
    rows = []
    for draft in drafts:
        row = originals[draft.revises_id or 0]
        for column in (*statement_columns(), *WORK):
            setattr(row, column, getattr(draft, column))
        row.assigned_to_id = None
        row.row_version += 1
        rows.append(row)
    release_places(originals)
    update_columns(rows, [*WORK, "assigned_to_id", "row_version"])
    targets = {draft.pk: draft.revises_id or 0 for draft in drafts}
    copy_attached(targets)
    notes = list(DraftNote.objects.filter(statement__in=targets))
    for note in notes:
        note.statement_id = targets[note.statement_id or 0]
    DraftNote.objects.bulk_update(notes, ["statement"], BATCH)
    Statement.objects.filter(pk__in=targets).delete()
