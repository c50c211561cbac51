"""Steps in the review of a draft: submit, send back, assign, comment; the same for statements and for all other rows.

The draft of a statement is a row of its own, that of any other row is its `Proposal`. A step raises the version of
the form that curators look at, which is that of the statement, or of the row that the proposal is for.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.notices import involved_in, tell, writers_of
from concepts.editorial.row_locks import lock_statement
from concepts.editorial.row_names import name_of
from concepts.editorial.write_lock import write_lock
from concepts.models import DraftNote, Notice, Proposal, Statement
from sources.content_row import ContentRow
from sources.locking import StaleSaveError
from sources.models import Passage

Status = Statement.Status
Step = DraftNote.Step


class WrongStatusError(Exception):
    """The status of a draft does not allow the step; the message says which status would."""


class OwnWorkError(Exception):
    """Somebody wants to publish what that same person wrote or submitted; the message names it."""


class WordsMissingError(ValueError):
    """A comment, a note or words for readers are empty, or are written in one language only."""


@dataclass(frozen=True, slots=True)
class WorkInReview:
    """A draft as it is stored and locked: the row that curators look at, and what holds its status."""

    row: ContentRow
    draft: Statement | Proposal

    @property
    def name(self) -> str:
        """What messages call it: the code of a statement, the name of another row."""
        return self.row.code if isinstance(self.row, Statement) else name_of(self.row)

    def change(self, **columns: str | User | None) -> None:
        """Change columns of the draft, and raise the version of its form by one. Part of a larger change."""
        if isinstance(self.draft, Statement):
            Statement.objects.filter(pk=self.draft.pk).update(**columns, row_version=F("row_version") + 1)
            return
        raise_proposal_version(self.row)
        Proposal.objects.filter(pk=self.draft.pk).update(**columns)


def raise_proposal_version(row: ContentRow) -> None:
    """Note that what is proposed for a row that is no statement changes; part of a larger change.

    Forms of the row that are open notice it. What readers see of the row stays, and so does its row version.
    """
    type(row)._base_manager.filter(pk=row.pk).update(proposal_version=F("proposal_version") + 1)


def lock_row(row: ContentRow, started_from: int | None) -> ContentRow:
    """Return a row that is no statement as it is stored, locked until the transaction ends.

    Raises StaleSaveError where it is deleted, or where `started_from` is a version of its form and not the last.
    """
    stored = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
    if stored is None or started_from not in (None, stored.form_version):
        raise StaleSaveError(stored)
    return stored


def lock_work(row: ContentRow, started_from: int | None) -> WorkInReview:
    """Return the draft of the row, locked until the transaction ends; None stands for any version.

    Raises StaleSaveError as `lock_row` does, and WrongStatusError where nothing is drafted for the row.
    """
    if isinstance(row, Statement):
        statement = lock_statement(row, started_from)
        return WorkInReview(statement, statement)
    stored = lock_row(row, started_from)
    proposal = Proposal.objects.select_for_update(no_key=True).filter(kind=kind_of(row), row=row.pk).first()
    if proposal is None:
        raise WrongStatusError(_("No changes to %(code)s are being drafted.") % {"code": name_of(stored)})
    return WorkInReview(stored, proposal)


@write_lock()
def submit(*, row: ContentRow, by: Actor = None, started_from: int | None = None, at: datetime | None = None) -> None:
    """Hand the draft of a row to the reviewers.

    `started_from` is the row version that `by` looked at; None stands for any. `at` is the moment of the act, now by
    default: what is submitted as one has one moment, so that it can be sent back as one. Raises WrongStatusError for
    anything but a draft, and StaleSaveError where the row version is not the last.
    """
    work = lock_work(row, started_from)
    if work.draft.status != Status.DRAFT:
        raise WrongStatusError(_("Only a draft can be submitted; %(code)s is not one.") % {"code": work.name})
    work.change(status=Status.SUBMITTED, submitted_by=person(by), submitted_by_name=actor_name(by))
    record_note(work.row, Step.SUBMITTED, by, at=at)
    bump_working_revision()


@write_lock()
def return_to_draft(*, row: ContentRow, by: Actor = None, comment: str, started_from: int | None = None) -> None:
    """Hand a submitted draft back to its author with a comment; `started_from` as in `submit`.

    Raises WrongStatusError for anything that is not submitted, StaleSaveError where the row version is not the last,
    and WordsMissingError if the comment is empty.
    """
    if not comment.strip():
        raise WordsMissingError(_("Write what the author is to change."))
    work = lock_work(row, started_from)
    if work.draft.status != Status.SUBMITTED:
        raise WrongStatusError(_("Only what is submitted can be sent back; %(code)s is not.") % {"code": work.name})
    work.change(status=Status.DRAFT)
    record_note(work.row, Step.RETURNED, by, comment)
    tell(Notice.Event.RETURNED, [(work.row, writers_of(work.draft))], by=by, text=comment)
    bump_working_revision()


@write_lock()
def assign(*, row: ContentRow, to: User | None, by: Actor = None, started_from: int | None = None) -> None:
    """Ask one reviewer to look at a draft, or nobody in particular; `started_from` as in `submit`.

    Raises WrongStatusError for what is no draft, and StaleSaveError where the row version is not the last.
    """
    work = lock_work(row, started_from)
    if work.draft.status not in (Status.DRAFT, Status.SUBMITTED):
        message = _("Only a draft can be assigned to a reviewer; %(code)s is not one.")
        raise WrongStatusError(message % {"code": work.name})
    if to and to.pk != work.draft.assigned_to_id:
        tell(Notice.Event.ASSIGNED, [(work.row, {to.pk})], by=by)
    work.change(assigned_to=to)
    bump_working_revision()


@write_lock()
def add_note(*, row: ContentRow, by: Actor, text: str, field: str = "") -> DraftNote:
    """Add a note on a row in work, for other curators; raises WordsMissingError if the text is empty.

    `field` names the one field that it speaks of. A note that is sent twice stands once: the last one is returned
    where it says the same and is the same person's. A passage may be spoken of whether or not it is in work: whoever
    cites it in a draft is told, too.
    """
    if not text.strip():
        raise WordsMissingError(_("Write what you want to say."))
    last = notes_on(row).order_by("-at", "-pk").first()
    said = (Step.NOTE, field, text.strip(), actor_name(by))
    if last and (last.step, last.field, last.text, last.by_name) == said:
        return last
    note = record_note(row, Step.NOTE, by, text, field=field)
    people = involved_in(_drafts_about(row), notes_on(row))
    tell(Notice.Event.COMMENTED, [(row, people)], by=by, text=text)
    bump_working_revision()
    return note


def _drafts_about(row: ContentRow) -> list[Statement | Proposal]:
    """Return the draft of a row, if there is one, and of a passage the drafts that cite it."""
    if isinstance(row, Statement):
        return [row]
    found: list[Statement | Proposal] = list(Proposal.objects.filter(kind=kind_of(row), row=row.pk))
    if isinstance(row, Passage):
        in_work = Statement.objects.filter(status__in=[Status.DRAFT, Status.SUBMITTED], citations__passage=row)
        found += in_work.distinct()
    return found


def notes_on(*rows: ContentRow) -> QuerySet[DraftNote]:
    """Return the notes on these rows, in no order."""
    about = Q(pk=None)
    for row in rows:
        about |= Q(**_about(row))
    return DraftNote.objects.filter(about)


def record_note(
    row: ContentRow, step: Step, by: Actor, text: str = "", *, field: str = "", at: datetime | None = None
) -> DraftNote:
    """Add a note, or the record of a step, to what is known of a row. Part of a larger change."""
    return DraftNote.objects.create(
        **_about(row),
        field=field,
        step=step,
        by=person(by),
        by_name=actor_name(by),
        at=at or timezone.now(),
        text=text.strip(),
    )


def _about(row: ContentRow) -> dict[str, str | int]:
    """Return the columns of a note that name the row."""
    return {"statement_id": row.pk} if isinstance(row, Statement) else {"kind": kind_of(row), "row": row.pk}
