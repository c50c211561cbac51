"""Proposals: what is new or changed in rows that are no statements waits until somebody else has looked at it.

A new row is saved as a draft, which readers do not see, with a proposal that says whose it is. Of a change to a row
that readers see, the whole content waits in the proposal (decision 12). `review` has the steps on the way; publishing
writes the content into the row.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.db.models import F
from django.utils.translation import gettext as _

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import kind_of
from concepts.content.row_content import RowContent, content_from_json, content_to_json
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.drafts import NoDraftError
from concepts.editorial.public_rows import is_public
from concepts.editorial.review import WrongStatusError, lock_row, raise_proposal_version
from concepts.editorial.row_contents import apply_content, read_row_content, what_if
from concepts.editorial.row_names import name_of
from concepts.editorial.saving import NothingChangedError
from concepts.editorial.source_parts import find_parts
from concepts.editorial.write_lock import write_lock
from concepts.models import Proposal
from sources.content_row import ContentRow, ReviewedRow, RowStatus

Status = Proposal.Status


class StaleProposalError(Exception):
    """Rows were changed after the proposals for them were written; the message names them."""

    def __init__(self, rows: Iterable[ContentRow]) -> None:
        message = _(
            "%(names)s: what readers see was changed after these changes were drafted. Compare both, take over what is "
            "to stay, and say so; then publish."
        )
        super().__init__(message % {"names": ", ".join(name_of(row) for row in rows)})


class ProposalInTheWayError(Exception):
    """Changes to the row are being drafted, so that it cannot be changed, merged or deleted otherwise."""

    def __init__(self, row: ContentRow) -> None:
        message = _("Changes to %(name)s are being drafted; publish or discard them first.")
        super().__init__(message % {"name": name_of(row)})


def has_proposed_change(row: ContentRow) -> bool:
    """Return whether a change to the row is proposed already; one query."""
    return Proposal.objects.filter(kind=kind_of(row), row=row.pk, content__isnull=False).exists()


def changes_by_proposal(row: ContentRow) -> bool:
    """Return whether a change to the row waits as its proposal: readers see the row, or saw it when one was begun."""
    return is_public(row) or has_proposed_change(row)


def proposal_of(row: ContentRow) -> Proposal | None:
    """Return the proposal for a row that is no statement; None if nothing is proposed."""
    return Proposal.objects.filter(kind=kind_of(row), row=row.pk).first()


def content_of(proposal: Proposal) -> RowContent | None:
    """Return the content that is proposed; None where the row itself is the draft."""
    return None if proposal.content is None else content_from_json(proposal.kind, proposal.content)


@contextmanager
def proposed(row: ContentRow) -> Iterator[None]:
    """Let the body see the row as its proposal says, if there is one with a content. Nothing is kept that it writes.

    Raises ValidationError as `apply_content` does, and StaleSaveError where the row is deleted.
    """
    with what_if() as ids:
        stored, proposal = lock_row(row, None), proposal_of(row)
        content = content_of(proposal) if proposal else None
        if content is not None:
            apply_content(stored, content, ids=ids)
        yield


@write_lock()
def propose_new(*, row: ReviewedRow, by: Actor) -> Proposal:
    """Make a draft of a row that was saved just now: readers do not see it before it is published."""
    row.status = RowStatus.DRAFT
    type(row)._base_manager.filter(pk=row.pk).update(status=RowStatus.DRAFT)
    proposal = Proposal.objects.create(
        kind=kind_of(row), row=row.pk, started_from=row.row_version, author=person(by), author_name=actor_name(by)
    )
    bump_working_revision()
    return proposal


@write_lock()
def note_unseen(*, row: ContentRow, by: Actor) -> Proposal:
    """Note that a row which readers do not see yet was written just now: it is published by somebody else than `by`.

    That holds for a passage, a tag and an article too, which have no status of their own to keep them from readers:
    what shows them first is published together with them.
    """
    proposal, _made = Proposal.objects.update_or_create(
        kind=kind_of(row),
        row=row.pk,
        defaults={"author": person(by), "author_name": actor_name(by)},
        create_defaults={"author": person(by), "author_name": actor_name(by), "started_from": row.row_version},
    )
    bump_working_revision()
    return proposal


@write_lock()
def propose_change(*, row: ContentRow, content: RowContent, by: Actor, started_from: int | None = None) -> Proposal:
    """Keep a content as what a row that readers see is to say, and return the proposal; the row stays as it is.

    A proposal that is there already is written over, and keeps its status. `started_from` is the version of the form
    that the writer began with; None stands for any. Raises StaleSaveError where that is not the last, WrongStatusError
    where readers do not see the row and no change to it is proposed yet, and NothingChangedError where it says all of
    this already.
    """
    stored = lock_row(row, started_from)
    if not changes_by_proposal(stored):
        raise WrongStatusError(_("Readers do not see %(name)s yet: change it itself.") % {"name": name_of(stored)})
    known = Proposal.objects.filter(kind=kind_of(stored), row=stored.pk).first()
    if known is None and read_row_content(stored) == content:
        raise NothingChangedError(_("Nothing was changed, so there is no draft."))
    raise_proposal_version(stored)
    proposal = known or Proposal(kind=kind_of(stored), row=stored.pk, started_from=stored.row_version)
    data = content_to_json(content)
    if data != proposal.content:
        proposal.content, proposal.author, proposal.author_name = data, person(by), actor_name(by)
    proposal.save()
    bump_working_revision()
    return proposal


@write_lock()
def discard_proposal(*, row: ContentRow, started_from: int | None = None) -> None:
    """Give up the changes that are proposed; what readers see stays.

    `started_from` as in `propose_change`. Raises NoDraftError where no change is proposed, and StaleSaveError.
    """
    proposal = _lock_change(row, started_from)
    raise_proposal_version(row)
    proposal.delete()
    bump_working_revision()


@write_lock()
def rebase_proposal(*, row: ContentRow, started_from: int | None = None) -> None:
    """Note that the proposal takes what readers see now into account; all else as in `discard_proposal`."""
    proposal = _lock_change(row, started_from)
    raise_proposal_version(row)
    version = type(row)._base_manager.values_list("row_version", flat=True).get(pk=row.pk)
    Proposal.objects.filter(pk=proposal.pk).update(started_from=version)
    bump_working_revision()


def _lock_change(row: ContentRow, started_from: int | None) -> Proposal:
    stored = lock_row(row, started_from)
    proposal = Proposal.objects.select_for_update(no_key=True).filter(kind=kind_of(stored), row=stored.pk).first()
    if proposal is None or proposal.content is None:
        raise NoDraftError(_("No changes to %(code)s are being drafted.") % {"code": name_of(stored)})
    return proposal


def is_stale(row: ContentRow, proposal: Proposal) -> bool:
    """Return whether readers see another row than the proposed change was written for."""
    return proposal.content is not None and proposal.started_from != row.row_version


def keep_proposals_up_to_date(kind: str, rows: Collection[int]) -> None:
    """Let proposals for rows of a kind start from the next row version, since what the rows say stays.

    Part of a larger change, which raises the row versions by one; a proposal that is behind remains so.
    """
    Proposal.objects.filter(kind=kind, row__in=rows).update(started_from=F("started_from") + 1)


def refuse_proposals(row: ContentRow) -> None:
    """Raise ProposalInTheWayError where a change to the row, or to what stands in it, is proposed."""
    kind = kind_of(row)
    for each, ids in ({kind: [row.pk]} | find_parts(kind, [row.pk])).items():
        if proposal := Proposal.objects.filter(kind=each, row__in=ids, content__isnull=False).order_by("row").first():
            raise ProposalInTheWayError(DESCRIPTIONS[each].model._base_manager.get(pk=proposal.row))
