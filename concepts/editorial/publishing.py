"""The one place where a statement's status is set: submitted, sent back, published, withdrawn."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from concepts.content.description import ADDRESS
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import keep_drafts_up_to_date, lock_originals, missing_for_place, put_in_place
from concepts.editorial.notices import tell, writers_of
from concepts.editorial.proposal_publishing import missing_in_work, publish_proposals
from concepts.editorial.publication_case import Missing
from concepts.editorial.publications import Act, OpenPublication, open_publication
from concepts.editorial.requirements import NotPublishableError, for_publication, missing_for_publication
from concepts.editorial.review import OwnWorkError, WordsMissingError, WrongStatusError, record_note
from concepts.editorial.row_locks import check_row_versions, lock_statement
from concepts.editorial.write_lock import write_lock
from concepts.models import Address, DraftNote, Notice, Statement
from sources.content_row import ContentRow

BATCH = 500  # statements that are in memory at once, with all that they name

Status = Statement.Status
Step = DraftNote.Step


class NotWithdrawableError(Exception):
    """Published statements use this one; the message names them."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Statements on the way to publication, with their next texts in place: `originals` had drafts of changes, by id.

    `users` are published statements that include one of the originals, and so must remain complete.
    """

    rows: list[Statement]
    originals: dict[int, Statement]
    users: list[Statement]

    @property
    def ids(self) -> set[int]:
        return {row.pk for row in self.rows}


@write_lock()
def publish(
    *,
    statements: Iterable[Statement],
    rows: Iterable[ContentRow] = (),
    by: Actor = None,
    note: str = "",
    started_from: Mapping[int, int] | None = None,
    within: OpenPublication | None = None,
) -> list[Statement]:
    """Publish the statements, all or none, and freeze an edition of each that is new or changed.

    They may use one another (a distinction and its sides). A draft of changes takes the place of the statement it
    revises. What is published already is checked again and keeps its moment of publication. `rows` are other rows, of
    which what is proposed is published before (`publish_proposals`). `by` publishes, `note` says what changed,
    `started_from` holds the row versions of statements that `by` looked at, by id; `within` is the publication of a
    larger act. Return the statements that readers now see, as they stand in the database.

    Raises NotPublishableError with everything that is missing, also in statements that use what changes,
    StaleDraftError for drafts of what was changed meanwhile, StaleSaveError where a row version is not the last,
    OwnWorkError where a person publishes what that person wrote and the site does not allow it, WrongStatusError
    for what is withdrawn, or revises what is; and the errors of `publish_proposals`.
    """
    with open_publication(act=Act.PUBLISHED, by=by, note=note, within=within) as publication:
        statements = list(statements)
        if others := list(rows):  # a new version of a text raises the row versions of what cites it
            ids = [row.pk for row in statements]
            locked_first = Statement.objects.select_for_update(no_key=True).order_by("id").filter(pk__in=ids)
            check_row_versions(locked_first, started_from or {})
            publish_proposals(rows=others, by=by, within=publication)
        locked = _lock_for_publication(statements, None if others else started_from)
        public = [row.revises or row for row in locked]
        if withdrawn := [row.code for row in public if row.status == Status.WITHDRAWN]:
            message = _("%(codes)s: this is withdrawn and cannot be published; put it back instead.")
            raise WrongStatusError(message % {"codes": ", ".join(withdrawn)})
        drafts = [(row, writers_of(row)) for row in locked if row.status != Status.PUBLISHED]
        tell(Notice.Event.PUBLISHED, drafts, by=by, text=note)
        return _make_public(locked, publication, _own_work(locked, by), is_all=within is None)


def _lock_for_publication(statements: Iterable[Statement], started_from: Mapping[int, int] | None) -> list[Statement]:
    """Return the statements as they are stored, with all that publishing looks at, locked until the transaction ends.

    Raises StaleSaveError where a row version is not the one in `started_from`, which holds them by id.
    """
    ids = [row.pk for row in statements]
    rows = list(for_publication().select_for_update(of=("self",), no_key=True).filter(pk__in=ids))
    check_row_versions(rows, started_from or {})
    return rows


def _make_public(
    rows: list[Statement], publication: OpenPublication, own_work: set[int], *, is_all: bool
) -> list[Statement]:
    """Publish the locked rows if nothing is missing, and return the statements that readers now see.

    `is_all` says that nothing but what the publication has noted is changed in the transaction.
    """
    candidates = _put_drafts_in_place(rows, publication)
    _check(candidates)
    _set_published(candidates)
    # From here on others wait until the transaction ends, so that two people who publish the sides of one distinction
    # at once give its editions different numbers.
    bump_content_revision(publication.changed_rows if is_all else None)
    publication.add_statements(candidates.ids, own_work)
    return candidates.rows


@write_lock()
def publish_many(*, statements: Collection[int], by: Actor = None, within: OpenPublication | None = None) -> None:
    """Publish the statements with these ids, all or none, as `publish` does, however many there are.

    They may use one another; none is withdrawn or a draft of changes. BATCH of them are in memory at once. Raises
    NotPublishableError with everything that is missing.
    """
    ordered = sorted(statements)
    batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    together = set(statements)
    missing: dict[str, list[Missing]] = {}
    for ids in batches:
        rows = for_publication().select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
        missing |= {row.code: faults for row in rows if (faults := missing_for_publication(row, together))}
    _refuse(missing)
    for ids in batches:
        _set_published(_Candidates(list(Statement.objects.filter(pk__in=ids)), {}, []))
    bump_content_revision()
    with open_publication(act=Act.PUBLISHED, by=by, within=within) as publication:
        publication.add_statements(statements)


def _put_drafts_in_place(rows: list[Statement], publication: OpenPublication) -> _Candidates:
    """Put the drafts of changes among the rows in the places of what they revise."""
    drafts = [row for row in rows if row.revises_id]
    if not drafts:
        return _Candidates(rows, {}, [])
    ids = {row.revises_id or row.pk for row in rows}
    originals = lock_originals(drafts)
    _refuse(missing_for_place(drafts, originals))
    publication.add_unnamed(originals)
    put_in_place(drafts, originals)
    using = Q(sides__characteristic__in=originals) | Q(part_of__in=originals)
    users = for_publication().filter(using, status=Status.PUBLISHED).exclude(pk__in=ids).distinct()
    return _Candidates(list(for_publication().filter(pk__in=ids)), originals, list(users))


def _check(candidates: _Candidates) -> None:
    """Ask what each statement lacks; those published together count on one another."""
    ids = candidates.ids
    _refuse(missing_in_work(ids))
    _refuse({row.code: missing_for_publication(row, ids) for row in (*candidates.rows, *candidates.users)})


def _set_published(candidates: _Candidates) -> None:
    """Set the status of the statements that are not public, with the moment of the first time; free their addresses."""
    new = [row for row in candidates.rows if row.status != Status.PUBLISHED]
    ids, now = [row.pk for row in new], timezone.now()
    # The versions of what had a draft were raised when it was put in place.
    Statement.objects.filter(pk__in=ids).exclude(pk__in=candidates.originals).update(row_version=F("row_version") + 1)
    Statement.objects.filter(pk__in=ids).update(
        status=Status.PUBLISHED, published_at=Coalesce("published_at", Value(now, output_field=DateTimeField()))
    )
    Address.objects.filter(kind=Address.Kind.STATEMENT, key__in=[row.code for row in new]).delete()
    for row in new:
        row.status, row.published_at = Status.PUBLISHED, row.published_at or now
        row.row_version += row.pk not in candidates.originals


def _refuse(missing: dict[str, list[Missing]]) -> None:
    if lacking := {code: faults for code, faults in missing.items() if faults}:
        raise NotPublishableError(lacking)


def _own_work(rows: list[Statement], by: Actor) -> set[int]:
    """Return the ids of the statements whose next text the publisher wrote; raises OwnWorkError where the site forbids
    that.
    """
    if not isinstance(by, User):
        return set()
    own = [row for row in rows if row.status != Status.PUBLISHED and by.pk in (row.author_id, row.submitted_by_id)]
    if own and not settings.ALLOW_OWN_WORK:
        message = _("%(codes)s: you wrote or submitted this yourself; ask another reviewer to publish it.")
        raise OwnWorkError(message % {"codes": ", ".join((row.revises or row).code for row in own)})
    return {row.revises_id or row.pk for row in own}


@write_lock()
def withdraw(
    *,
    statement: Statement,
    words_en: str,
    words_zh: str,
    by: Actor = None,
    started_from: int | None = None,
    within: OpenPublication | None = None,
) -> None:
    """Take a published statement off the site; its address answers 410 with these words from now on.

    The parts of a list go with their head; the notes of one withdrawal have one moment. `started_from` as in `submit`,
    `within` as in `publish`. Raises WrongStatusError if the statement is not published, NotWithdrawableError while
    published distinctions or positions use it, StaleSaveError where the row version is not the last, and
    WordsMissingError if the words are missing in either language.
    """
    if not words_en.strip() or not words_zh.strip():
        raise WordsMissingError(_("Write the words that readers will see, in both languages."))
    row = lock_statement(statement, started_from)
    if row.revises:
        message = _("Changes to %(code)s are being drafted; publish or discard them first.")
        raise WrongStatusError(message % {"code": row.revises.code})
    if row.status != Status.PUBLISHED:
        raise WrongStatusError(
            _("Only a published statement can be withdrawn; %(code)s is not one.") % {"code": row.code}
        )
    leaving = [row, *Statement.objects.filter(part_of=row, status=Status.PUBLISHED).order_by("rank", "id")]
    ids = [part.pk for part in leaving]
    users = [user.code for user in users_that_stay([row])]
    if users:
        raise NotWithdrawableError(
            _("%(code)s is used by %(codes)s; withdraw or change those first.")
            % {"code": row.code, "codes": ", ".join(users)}
        )
    keep_drafts_up_to_date(public=ids)
    Statement.objects.filter(pk__in=ids).update(status=Status.WITHDRAWN, row_version=F("row_version") + 1)
    columns = {"state": Address.State.WITHDRAWN, "target": "", "words_en": words_en, "words_zh": words_zh}
    now, note = timezone.now(), f"{words_en.strip()}\n{words_zh.strip()}"
    with open_publication(act=Act.WITHDRAWN, by=by, note=note, within=within) as publication:
        publication.add_statements(ids)
        for withdrawn in leaving:
            address, _is_new = Address.objects.update_or_create(
                kind=Address.Kind.STATEMENT,
                key=withdrawn.code,
                defaults=columns | {"row_version": F("row_version") + 1},
                create_defaults=columns,
            )
            publication.add_new_rows(ADDRESS.kind, [address.pk])
            record_note(withdrawn, Step.WITHDRAWN, by, note, at=now)
        bump_content_revision(publication.changed_rows if within is None else None)


def users_that_stay(statements: Collection[Statement]) -> list[Statement]:
    """Return the published statements that use some of these or their parts, so that these cannot be withdrawn.

    The statements themselves count as withdrawn together.
    """
    parts = Q(part_of__in=statements, status=Status.PUBLISHED)
    leaving = Statement.objects.filter(parts | Q(pk__in=[row.pk for row in statements]))
    ids = list(leaving.values_list("pk", flat=True))
    uses = Q(sides__characteristic__in=ids) | Q(bases__statement__in=ids)
    return list(Statement.objects.published().filter(uses).exclude(pk__in=ids).distinct().order_by("code"))


@write_lock()
def put_back(
    *, statements: Iterable[Statement], reason: str, by: Actor = None, started_from: Mapping[int, int] | None = None
) -> list[Statement]:
    """Undo the withdrawal of statements, all or none: readers see them again, and their addresses answer again.

    They may use one another (a distinction and its sides, a list and its parts). Their editions and the moment of their
    first publication stay; another edition is frozen where something that they name was changed meanwhile. `reason`
    stands in their notes beside the withdrawal; `started_from` as in `publish`. Return the statements as they stand in
    the database.

    Raises WrongStatusError for what is not withdrawn or was merged into another statement, NotPublishableError with
    everything that is missing, StaleSaveError where a row version is not the last, WordsMissingError without a reason.
    """
    if not reason.strip():
        raise WordsMissingError(_("Write why this is put back."))
    rows = _lock_for_publication(statements, started_from)
    with open_publication(act=Act.PUT_BACK, by=by, note=reason) as publication:
        reopen(rows=rows, reason=reason, within=publication, by=by)
        return _make_public(rows, publication, set(), is_all=True)


def reopen(*, rows: Iterable[Statement], reason: str, within: OpenPublication, by: Actor = None) -> None:
    """Make drafts of withdrawn statements, and note why; part of a larger change that publishes them.

    The rows are locked, and hold what is stored. Raises WrongStatusError for what is not withdrawn or was merged.
    """
    rows = list(rows)
    targets = _targets(rows)
    addresses = Address.objects.filter(kind=Address.Kind.STATEMENT, key__in=[row.code for row in rows])
    within.add_rows(ADDRESS.kind, addresses.values_list("pk", flat=True))
    for row in rows:
        if row.status != Status.WITHDRAWN:
            message = _("Only a withdrawn statement can be put back; %(code)s is not one.")
            raise WrongStatusError(message % {"code": row.code})
        if row.code in targets:
            message = _("%(code)s was merged into %(target)s, which stands for both; it cannot be put back.")
            raise WrongStatusError(message % {"code": row.code, "target": targets[row.code]})
        row.status = Status.DRAFT
        record_note(row, Step.PUT_BACK, by, reason)
    keep_drafts_up_to_date(public=[row.pk for row in rows])
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.DRAFT)


def is_withdrawn(statement: Statement) -> bool:
    """Return whether the statement is withdrawn and can be put back: one that was merged into another cannot."""
    return statement.status == Status.WITHDRAWN and not _targets([statement])


def _targets(rows: Iterable[Statement]) -> dict[str, str]:
    """Return the codes that the addresses of the statements lead to, by the code of each one that was merged."""
    moved = Address.objects.filter(kind=Address.Kind.STATEMENT, state=Address.State.MOVED)
    return dict(moved.filter(key__in=[row.code for row in rows]).values_list("key", "target"))
