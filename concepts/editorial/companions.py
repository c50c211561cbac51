"""The rows that a step takes along with others: what these need in public, and changes to what they show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import Actor
from concepts.editorial.proposals import proposal_of
from concepts.editorial.review import notes_on
from concepts.editorial.row_names import select_for_choice
from concepts.editorial.surroundings import RowId, Surroundings
from concepts.models import DraftNote, Proposal, Statement
from sources.content_row import ContentRow

Status = Statement.Status
IN_WORK = (Status.DRAFT, Status.SUBMITTED)
PLACE_OF_KIND = {kind: place for place, kind in enumerate(DESCRIPTIONS)}


@dataclass(frozen=True, slots=True)
class Companion:
    """A row that a step can take along, with what has the state of the work on it: itself, or its proposal.

    `is_needed` says that readers have to see it before what it goes with; of any other one, the draft changes what
    readers see there. `is_chosen` says that it goes along unless somebody takes it out.
    """

    row: ContentRow
    draft: Statement | Proposal
    is_needed: bool = True
    is_chosen: bool = True

    @property
    def is_change(self) -> bool:
        """Whether it is a draft of changes to what readers see."""
        return (self.draft.revises_id if isinstance(self.draft, Statement) else self.draft.content) is not None


def to_submit_with(*rows: ContentRow) -> list[Companion]:
    """Return the drafts that can be handed to the reviewers with the rows."""
    return [found for found in _companions(rows) if found.draft.status == Status.DRAFT]


def to_return_with(*rows: ContentRow) -> list[Companion]:
    """Return what was submitted with one of the rows in one act and still is, so that it can be sent back with it."""
    found = [companion for companion in _companions(rows) if companion.draft.status == Status.SUBMITTED]
    if not found:
        return []
    acts = _last_submissions([*rows, *(companion.row for companion in found)])
    together = {acts[_id(row)] for row in rows if _id(row) in acts}
    return [replace(each, is_chosen=True) for each in found if acts.get(_id(each.row)) in together]


def to_publish_with(*rows: ContentRow, by: Actor) -> list[Companion]:
    """Return the drafts that can be published with the rows, as far as `by` may publish them.

    A change that nobody needs is among them once it is submitted.
    """
    found = [each for each in _companions(rows) if each.draft.status in IN_WORK and _may_publish(each.draft, by)]
    return [each for each in found if each.is_needed or each.draft.status == Status.SUBMITTED]


def to_preview_with(row: ContentRow) -> list[Companion]:
    """Return the drafts that a preview of the draft of a row shows in place, whoever publishes them.

    That is what goes along unless somebody takes it out: with a draft as it is submitted, then as it is published.
    """
    work = row if isinstance(row, Statement) else proposal_of(row)
    if work is None or work.status not in IN_WORK:
        return []
    found = [each for each in _companions([row]) if each.is_chosen and each.draft.status in IN_WORK]
    is_draft = work.status == Status.DRAFT
    return [each for each in found if each.is_needed or is_draft or each.draft.status == Status.SUBMITTED]


def to_put_back_with(statement: Statement) -> list[Statement]:
    """Return the withdrawn statements that the statement needs in public, and the parts that were withdrawn with it."""
    needed = (companion.row for companion in _companions([statement]))
    rows = {row.pk: row for row in needed if isinstance(row, Statement) and row.status == Status.WITHDRAWN}
    withdrawn = DraftNote.objects.filter(step=DraftNote.Step.WITHDRAWN)
    last = withdrawn.filter(statement=statement).order_by("-at", "-pk").first()
    if last is not None:
        with_it = withdrawn.filter(statement__part_of=statement, at=last.at)
        parts = Statement.objects.filter(status=Status.WITHDRAWN, pk__in=with_it.values("statement"))
        rows |= parts.in_bulk()
    return sorted(rows.values(), key=lambda row: row.code)


def _companions(rows: Collection[ContentRow]) -> list[Companion]:
    """Return what stands around the rows and is in work, or withdrawn: what they need first, by kind and name."""
    around = Surroundings(rows)
    stored = _read_rows(row for row in around.needed | around.changed if row in around.works)
    found = [
        Companion(
            row=stored[row],
            draft=around.works[row],
            is_needed=row in around.needed,
            is_chosen=row in around.needed or around.is_by_the_same(row),
        )
        for row in stored
    ]
    return sorted(found, key=_place)


def _id(row: ContentRow) -> RowId:
    return kind_of(row), row.pk


def _last_submissions(rows: Collection[ContentRow]) -> dict[RowId, tuple[datetime, str]]:
    """Return when and by whom the rows were submitted last; what was submitted in one act has one moment."""
    notes = notes_on(*rows).filter(step=DraftNote.Step.SUBMITTED).order_by("at", "pk")
    return {
        (note.kind or STATEMENT.kind, note.row or note.statement_id or 0): (note.at, note.by_name) for note in notes
    }


def _place(companion: Companion) -> tuple[bool, int, str, int]:
    row = companion.row
    return (not companion.is_needed, PLACE_OF_KIND[kind_of(row)], getattr(row, "code", ""), row.pk)


def _read_rows(rows: Iterable[RowId]) -> dict[RowId, ContentRow]:
    """Return the stored rows with all that their names need; a query or two for each kind."""
    ids: dict[str, list[int]] = {}
    for kind, pk in rows:
        ids.setdefault(kind, []).append(pk)
    stored: dict[RowId, ContentRow] = {}
    for kind, pks in ids.items():
        table = select_for_choice(DESCRIPTIONS[kind].model._base_manager.filter(pk__in=pks))
        stored |= {(kind, row.pk): row for row in table}
    return stored


def _may_publish(draft: Statement | Proposal, by: Actor) -> bool:
    if settings.ALLOW_OWN_WORK or not isinstance(by, User):
        return True
    return by.pk not in (draft.author_id, draft.submitted_by_id)
