"""The one place where a statement's status is set: submitted, sent back, published, withdrawn."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import lock_originals, put_in_place, unfit_for_place
from concepts.editorial.editions import freeze
from concepts.editorial.requirements import Missing, for_publication, missing_for_publication
from concepts.models import Address, DraftNote, Statement

Status = Statement.Status
Step = DraftNote.Step


class NotPublishableError(Exception):
    """Statements lack something; `missing` maps each code to its list of Missing."""

    def __init__(self, missing: dict[str, list[Missing]]) -> None:
        lines = [f"{code}: {fault}" for code, faults in missing.items() for fault in faults]
        super().__init__("\n".join(lines))
        self.missing = missing


class NotWithdrawableError(Exception):
    """A published statement leans on this one; the message names which."""


class WrongStatusError(Exception):
    """The statement's status does not allow the step; the message says which would."""


class OwnWorkError(Exception):
    """Somebody wants to publish what that same person wrote or submitted; the message names which."""


@transaction.atomic
def publish(*, statements: Iterable[Statement], by: Actor = None, note: str = "") -> list[Statement]:
    """Publishes the statements, all or none, and freezes an edition of each that is new or changed.

    They may lean on one another (a distinction and its sides). A draft of changes takes the place of the statement it
    revises. What is published already is checked again and keeps its moment of publication. `by` publishes, `note` says
    in the editions what changed. Returns the statements that readers now see, as they stand in the database.

    Raises NotPublishableError with everything that is missing, also in statements that lean on what changes,
    StaleDraftError for drafts of what was changed meanwhile, and OwnWorkError where a person publishes what that
    person wrote and the site does not allow it.
    """
    rows = list(
        for_publication().select_for_update(of=("self",), no_key=True).filter(pk__in=[row.pk for row in statements])
    )
    own = _own_work(rows, by)
    alongside = {row.revises_id or row.pk for row in rows}
    originals: dict[int, Statement] = {}
    leaning: list[Statement] = []
    if drafts := [row for row in rows if row.revises_id]:
        originals = lock_originals(drafts)
        _refuse(unfit_for_place(drafts, originals))
        put_in_place(drafts, originals)
        rows = list(for_publication().filter(pk__in=alongside))
        touched = Q(sides__characteristic__in=originals) | Q(part_of__in=originals)
        leaning = list(for_publication().filter(touched, status=Status.PUBLISHED).exclude(pk__in=alongside).distinct())
    _refuse({row.code: missing_for_publication(row, alongside) for row in (*rows, *leaning)})
    fresh = [row for row in rows if row.status != Status.PUBLISHED]
    now = timezone.now()
    Statement.objects.filter(pk__in=[row.pk for row in fresh]).exclude(pk__in=originals).update(
        row_version=F("row_version") + 1
    )
    Statement.objects.filter(pk__in=[row.pk for row in fresh]).update(status=Status.PUBLISHED, published_at=now)
    Address.objects.filter(kind=Address.Kind.STATEMENT, key__in=[row.code for row in fresh]).delete()
    for row in fresh:
        row.status, row.published_at = Status.PUBLISHED, now
        row.row_version += row.pk not in originals
    # From here to the end others wait, so that of two who publish sides of one distinction the second counts on.
    bump_content_revision()
    freeze(statements=rows, by=by, note=note, own_work=own)
    return rows


def _refuse(missing: dict[str, list[Missing]]) -> None:
    if lacking := {code: faults for code, faults in missing.items() if faults}:
        raise NotPublishableError(lacking)


def _own_work(rows: list[Statement], by: Actor) -> set[int]:
    """The ids of the statements whose next text the publisher wrote; raises OwnWorkError where the site forbids
    that.
    """
    if not isinstance(by, User):
        return set()
    own = [row for row in rows if row.status != Status.PUBLISHED and by.pk in (row.author_id, row.submitted_by_id)]
    if own and not settings.ALLOW_OWN_WORK:
        message = _("%(codes)s: you wrote or submitted this yourself; ask another reviewer to publish it.")
        raise OwnWorkError(message % {"codes": ", ".join((row.revises or row).code for row in own)})
    return {row.revises_id or row.pk for row in own}


@transaction.atomic
def submit(*, statement: Statement, by: Actor = None) -> None:
    """Hands a draft to the reviewers; raises WrongStatusError for anything but a draft."""
    if not Statement.objects.filter(pk=statement.pk, status=Status.DRAFT).update(
        status=Status.SUBMITTED,
        submitted_by=person(by),
        submitted_by_name=actor_name(by),
        row_version=F("row_version") + 1,
    ):
        raise WrongStatusError(_("Only a draft can be submitted; %(code)s is none.") % {"code": statement.code})
    _note(statement, Step.SUBMITTED, by)
    bump_content_revision()


@transaction.atomic
def return_to_draft(*, statement: Statement, by: Actor = None, comment: str) -> None:
    """Hands a submitted statement back to its author with a comment.

    Raises WrongStatusError for anything that is not submitted, and ValueError if the comment says nothing.
    """
    if not comment.strip():
        raise ValueError(_("Write what the author is to change."))
    if not Statement.objects.filter(pk=statement.pk, status=Status.SUBMITTED).update(
        status=Status.DRAFT, row_version=F("row_version") + 1
    ):
        raise WrongStatusError(
            _("Only a submitted statement can be sent back; %(code)s is none.") % {"code": statement.code}
        )
    _note(statement, Step.RETURNED, by, comment)
    bump_content_revision()


@transaction.atomic
def assign(*, statement: Statement, to: User | None) -> None:
    """Asks one reviewer to look at a draft, or nobody in particular; raises WrongStatusError for what is no draft."""
    work = Q(status__in=[Status.DRAFT, Status.SUBMITTED])
    if not Statement.objects.filter(work, pk=statement.pk).update(assigned_to=to, row_version=F("row_version") + 1):
        message = _("Only a draft can be assigned to a reviewer; %(code)s is none.")
        raise WrongStatusError(message % {"code": statement.code})
    bump_content_revision()


@transaction.atomic
def add_note(*, statement: Statement, by: Actor, text: str) -> DraftNote:
    """Says something about a statement in work, for other curators; raises ValueError if it says nothing."""
    if not text.strip():
        raise ValueError(_("Write what you want to say."))
    note = _note(statement, Step.NOTE, by, text)
    bump_content_revision()
    return note


def _note(statement: Statement, step: Step, by: Actor, text: str = "") -> DraftNote:
    return DraftNote.objects.create(
        statement_id=statement.pk, step=step, by=person(by), by_name=actor_name(by), text=text.strip()
    )


@transaction.atomic
def withdraw(*, statement: Statement, words_en: str, words_zh: str, by: Actor = None) -> None:
    """Takes a published statement off the site; its address answers 410 with these words from now on.

    The parts of a list go with their head. Raises WrongStatusError if it is not published, NotWithdrawableError while
    published distinctions or positions lean on it, and ValueError if the words are missing in either language.
    """
    if not words_en.strip() or not words_zh.strip():
        raise ValueError(_("Write the words that readers will see, in both languages."))
    row = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if row.status != Status.PUBLISHED:
        raise WrongStatusError(_("Only a published statement can be withdrawn; %(code)s is none.") % {"code": row.code})
    going = [row, *Statement.objects.filter(part_of=row, status=Status.PUBLISHED).order_by("rank", "id")]
    leaning = Statement.objects.published().exclude(pk__in=[one.pk for one in going])
    codes = sorted(
        {
            *leaning.filter(sides__characteristic__in=going).values_list("code", flat=True),
            *leaning.filter(bases__statement__in=going).values_list("code", flat=True),
        }
    )
    if codes:
        raise NotWithdrawableError(
            _("%(code)s is used by %(codes)s; withdraw or change those first.")
            % {"code": row.code, "codes": ", ".join(codes)}
        )
    Statement.objects.filter(pk__in=[one.pk for one in going]).update(
        status=Status.WITHDRAWN, row_version=F("row_version") + 1
    )
    columns = {"state": Address.State.WITHDRAWN, "target": "", "words_en": words_en, "words_zh": words_zh}
    for one in going:
        Address.objects.update_or_create(
            kind=Address.Kind.STATEMENT,
            key=one.code,
            defaults=columns | {"row_version": F("row_version") + 1},
            create_defaults=columns,
        )
        _note(one, Step.WITHDRAWN, by)
    bump_content_revision()
