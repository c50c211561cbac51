"""The one door for writing statements: what a content says goes into a draft, or into many rows at once.

`save_draft` is for people and programs that change one statement; it checks everything and refuses what it cannot
keep. `write_contents` is for packs, which have checked what they bring.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from concepts.content.description import STATEMENT
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import RowContent
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.drafts import is_free_code, start_draft, unused_code
from concepts.editorial.review import WrongStatusError
from concepts.editorial.row_ids import FindId, keys_in, read_ids
from concepts.editorial.statement_columns import (
    BATCH,
    ColumnReader,
    Columns,
    release_places,
    update_columns,
    write_attached,
)
from concepts.editorial.validation import clean_texts, faults_of_constraints, validate
from concepts.editorial.write_lock import write_lock
from concepts.models import Statement
from sources.locking import StaleSaveError, claim_row_version

Status = Statement.Status


class WithdrawnError(WrongStatusError):
    """The statement is withdrawn: nothing is written any more."""


class WrongKindError(Exception):
    """The statement is of another kind than its writer takes it for."""


class NothingChangedError(Exception):
    """A published statement was saved as it stands: there is no draft to begin."""


class UnknownKeysError(ValidationError):
    """The content names rows that are not there; `unknown` holds their natural keys by place (see `ColumnReader`)."""

    def __init__(self, unknown: Mapping[str, NaturalKey]) -> None:
        message = _("“%(name)s” is not there (any more); choose another.")
        super().__init__(
            {place: message % {"name": ", ".join(str(part) for part in key)} for place, key in unknown.items()}
        )
        self.unknown = dict(unknown)


@write_lock()
def save_draft(
    *,
    statement: Statement | None,
    kind: str,
    content: RowContent,
    by: Actor,
    started_from: int | None,
    code: str = "",
) -> Statement:
    """Write a content into a draft and return it as it is stored; a fixed number of queries.

    None as `statement` makes a new draft of the kind, with `code` or a free code. A draft, submitted or not, is
    written itself. Of a published statement a draft of changes is begun and written, or the one that is there goes on.
    `started_from` is the row version of `statement` that the writer began with; None writes over whatever is there.
    Attached rows that are equal already stay untouched. `by` becomes the author where anything changes.

    Raises StaleSaveError, with what stands now, where somebody else saved, drafted, published or deleted meanwhile;
    WithdrawnError, WrongKindError and NothingChangedError; and ValidationError by field: by the name of a column, by
    the name of attached rows, or by name, number from 0 and column of one of them (`citations.0.stance`).
    UnknownKeysError is one of these. Nothing is written then.
    """
    if statement is None:
        row, begun = _new(kind, code), False
    else:
        row, begun = _open(statement, started_from, by)
        if row.kind != kind:
            raise WrongKindError(_("%(code)s is of another kind.") % {"code": (row.revises or row).code})
    reader = ColumnReader(read_ids(keys_in([content])))
    columns = reader.of_row(content, new=row.pk is None)
    attached = {name: reader.of_attached(STATEMENT.part(name), rows) for name, rows in content.attached.items()}
    if reader.unknown:
        raise UnknownKeysError(reader.unknown)
    clean_texts(columns, attached)
    changed = row.pk is None or any(getattr(row, column) != value for column, value in columns.items())
    for column, value in columns.items():
        setattr(row, column, value)
    validate(row, attached)
    try:
        with transaction.atomic():
            changed = _write(row, attached, changed, by)
    except IntegrityError:
        if faults := faults_of_constraints(row, attached):
            raise ValidationError(dict(faults)) from None
        raise
    if begun and not changed:
        raise NothingChangedError(_("Nothing was changed, so there is no draft."))
    bump_working_revision()
    return row


def _write(row: Statement, attached: Mapping[str, Sequence[Columns]], changed: bool, by: Actor) -> bool:
    """Write the row, with its author, and the attached rows, as far as they are changed; return whether anything is."""
    new = row.pk is None
    if new:
        row.author, row.author_name = person(by), actor_name(by)
        row.save()
    for name, rows in attached.items():
        changed |= bool(write_attached(STATEMENT.part(name), {row.pk: rows}))
    if changed and not new:
        row.author, row.author_name = person(by), actor_name(by)
        row.save()
    return changed


def _new(kind: str, code: str) -> Statement:
    if code and not is_free_code(code):
        raise ValidationError({"code": _("This code is taken or not well formed; leave it out to get another.")})
    return Statement(kind=kind, code=code or unused_code())


def _open(statement: Statement, started_from: int | None, by: Actor) -> tuple[Statement, bool]:
    """Return the draft to be written, locked and claimed, and whether it was begun just now."""
    row = Statement.objects.select_for_update(no_key=True).filter(pk=statement.pk).first()
    if row is None:
        raise StaleSaveError(_what_took_the_place_of(statement))
    if row.status == Status.WITHDRAWN:
        raise WithdrawnError(_("%(code)s is withdrawn; nothing can be changed in it.") % {"code": row.code})
    if row.status != Status.PUBLISHED:
        claim_row_version(row=row, row_version=row.row_version if started_from is None else started_from)
        return row, False
    draft = Statement.objects.select_for_update(no_key=True).filter(revises=row).first()
    if started_from is not None and (draft or row.row_version != started_from):
        raise StaleSaveError(draft or row)
    if draft is None:
        return start_draft(statement=row, by=by), True
    claim_row_version(row=draft, row_version=draft.row_version)
    return draft, False


def _what_took_the_place_of(statement: Statement) -> Statement | None:
    """Return what stands where a draft of changes was published or discarded; None where nothing does."""
    public = statement.revises_id
    found = Statement.objects.filter(pk=public).first() if public else None
    return Statement.objects.filter(revises=found).first() or found if found else None


@dataclass(frozen=True, slots=True)
class StatementWrite:
    """What a row is to say. The row is not saved yet where it is new; it then has its code, its kind and its status."""

    row: Statement
    content: RowContent


@write_lock()
def write_contents(
    *, writes: Iterable[StatementWrite], find_id: FindId | None = None, others: Collection[str] = ()
) -> None:
    """Write many contents in a fixed number of queries (one more for each 200 rows); part of a larger change.

    New rows are made and get their ids; the row versions of the others rise by one. The rows hold what is stored, and
    in the columns `others` what the caller has set besides the content (`pack`). `find_id` knows the ids of what the
    contents name; without it they are read. Contents may name new statements of the same call by their codes, and
    parts of a list may change places. Attached rows that are equal already stay untouched.

    Nothing is checked but by the database, whose IntegrityError passes through; raises UnknownKeysError for keys that
    `find_id` does not know. The caller locks the rows, and bumps the content revision.
    """
    writes = list(writes)
    known = find_id or read_ids(keys_in(write.content for write in writes))
    made: dict[str, int] = {}

    def find(kind: str, key: NaturalKey) -> int | None:
        found = made.get(str(key[0])) if kind == STATEMENT.kind and len(key) == 1 else None
        return known(kind, key) if found is None else found

    reader = ColumnReader(find)
    old = [write for write in writes if write.row.pk is not None]
    release_places(write.row.pk for write in old if write.row.part_of_id is not None)
    for waiting in _heads_first([write for write in writes if write.row.pk is None]):
        for write in waiting:
            _set(write, reader, new=True)
        rows = Statement.objects.bulk_create([write.row for write in waiting], BATCH)
        made |= {row.code: row.pk for row in rows}
    for write in old:
        _set(write, reader, new=False)
    if old:
        update_columns([write.row for write in old], others)
        Statement.objects.filter(pk__in=[write.row.pk for write in old]).update(row_version=F("row_version") + 1)
        for write in old:
            write.row.row_version += 1
    new = set(made.values())
    for attached in STATEMENT.attached:
        wanted = {
            write.row.pk: reader.of_attached(attached, write.content.attached[attached.name])
            for write in writes
            if attached.name in write.content.attached
        }
        _raise_unknown(reader)
        write_attached(attached, wanted, new=new)


def _heads_first(writes: Sequence[StatementWrite]) -> Iterable[list[StatementWrite]]:
    """Yield the writes in groups, such that no row names one of its own or a later group in its columns."""
    waiting = {write.row.code: write for write in writes}
    while waiting:
        group = [write for write in waiting.values() if not _codes_named(write.content) & waiting.keys()]
        group = group or list(waiting.values())  # what names one another in a circle is refused as unknown
        for write in group:
            del waiting[write.row.code]
        yield group


def _codes_named(content: RowContent) -> set[str]:
    values = (content.fields.get(part.name) for part in STATEMENT.references if part.target == STATEMENT.kind)
    return {str(value[0]) for value in values if isinstance(value, tuple)}


def _set(write: StatementWrite, reader: ColumnReader, *, new: bool) -> None:
    for column, value in reader.of_row(write.content, new=new).items():
        setattr(write.row, column, value)
    _raise_unknown(reader)
    write.row.fill_derived()


def _raise_unknown(reader: ColumnReader) -> None:
    if reader.unknown:
        raise UnknownKeysError(reader.unknown)
