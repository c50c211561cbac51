"""Notices: what somebody else did to a person's work in review; kept until that person has read it.

Whoever wrote or submitted a draft is told that it was sent back, published or spoken of; whoever is asked to review it,
that it is theirs and what is said of it; whoever spoke of it, what is said after that. Nobody is told of what they did.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.row_names import name_of
from concepts.editorial.write_lock import write_lock
from concepts.models import DraftNote, Notice, NoticeMail, Proposal, Statement
from sources.content_row import ContentRow
from sources.languages import Language

Event = Notice.Event
Draft = Statement | Proposal

AT_WORK = {"is_active": True, "is_staff": True}  # who is told: people who may still open the admin
MOST_TEXT, MOST_NAME = 2000, 300  # code points, as the columns have room for


def writers_of(draft: Draft) -> set[int]:
    """Return the ids of the people who wrote or submitted a draft."""
    return {pk for pk in (draft.author_id, draft.submitted_by_id) if pk}


def involved_in(drafts: Iterable[Draft], notes: Iterable[DraftNote]) -> set[int]:
    """Return the ids of all who wrote, submitted or review one of the drafts, or spoke in `notes`."""
    people = {pk for draft in drafts for pk in (draft.author_id, draft.submitted_by_id, draft.assigned_to_id)}
    people |= {note.by_id for note in notes}
    return {pk for pk in people if pk}


def tell(event: Event, told: Iterable[tuple[ContentRow, Collection[int]]], *, by: Actor, text: str = "") -> None:
    """Tell people what `by` did to rows, with what was said; `told` has each row with their ids. Never tells `by`.

    Of a draft of changes the row is what it revises. Part of a larger change; two queries, and none for nobody.
    """
    doer = person(by)
    wanted = [(row, pk) for row, people in told for pk in people if not (doer and pk == doer.pk)]
    if not wanted:
        return
    people = User.objects.filter(pk__in={pk for _row, pk in wanted}, **AT_WORK)
    at_work = set(people.values_list("pk", flat=True))
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(to_id=pk, event=event, by_name=actor_name(by), text=text.strip()[:MOST_TEXT], at=now, **_naming(row))
        for row, pk in wanted
        if pk in at_work
    )


def _naming(row: ContentRow) -> dict[str, str | int]:
    """Return the columns of a notice that name the row."""
    public = row.revises if isinstance(row, Statement) and row.revises else row
    return {"kind": kind_of(public), "row": public.pk, "name": name_of(row)[:MOST_NAME]}


@write_lock()
def forget_read(*, of: User, notices: Collection[int]) -> None:
    """Delete those of a person's notices that have these ids, since the person has read them."""
    Notice.objects.filter(to=of, pk__in=notices).delete()


@write_lock()
def want_mail(*, person: User, language: Language | None) -> None:
    """Send a person's notices by mail from now on, in that language; None: send none.

    What there is already is not sent.
    """
    NoticeMail.objects.filter(person=person).delete()
    if language is None:
        return
    NoticeMail.objects.create(person=person, language=language)
    Notice.objects.filter(to=person, mailed_at=None).update(mailed_at=timezone.now())


@write_lock()
def note_mailed(*, notices: Collection[int], at: datetime) -> None:
    """Note that the notices with these ids were mailed."""
    Notice.objects.filter(pk__in=notices).update(mailed_at=at)
