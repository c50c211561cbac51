"""The way back to what readers saw before: it becomes a draft of changes, which is reviewed like any other.

Of a statement that is the content of an edition, of any other row its content before or after a publication.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.content.hidden_words import hide_words
from concepts.content.natural_keys import NaturalKey, kind_of
from concepts.content.row_content import AttachedContent, FieldValue, RowContent, content_from_json
from concepts.content.shape import Attached, Reference
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.content.snapshot_rows import AnyNamed, FrozenRow, QuotedPassage
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.drafts import start_draft
from concepts.editorial.proposals import ProposalInTheWayError, proposal_of, propose_change
from concepts.editorial.publication_case import Missing
from concepts.editorial.review import WrongStatusError
from concepts.editorial.row_ids import keys_in, read_ids_today
from concepts.editorial.row_locks import lock_statement
from concepts.editorial.saving import NothingChangedError, StatementWrite, write_contents
from concepts.editorial.write_lock import write_lock
from concepts.models import Edition, RowChange, Statement
from concepts.models.basis import WHOLE
from sources.content_row import ContentRow
from sources.showing import load_withheld_reasons

PLACE = ("part_of", "rank")  # a statement's place in a list, which restoring leaves as it is


class DraftInTheWayError(Exception):
    """There is a draft of changes already, which restoring would write over; `draft` is that row."""

    def __init__(self, draft: Statement) -> None:
        super().__init__(_("Changes to this statement are being drafted; publish or discard them first."))
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Restored:
    """The draft of changes with the old content, and what of that content exists no more."""

    statement: Statement
    missing: tuple[Missing, ...]


@write_lock()
def restore(*, edition: Edition, by: Actor = None, started_from: int | None = None) -> Restored:
    """Begin a draft of changes with the content of an edition, as far as what it names is still there.

    What was renamed or merged since is found under its new name. Code, kind and place in a list stay as they are now.
    `started_from` is the row version of the statement that whoever restores looked at; None stands for any.

    Raises DraftInTheWayError where changes are being drafted already, NoDraftError unless the statement is published,
    and StaleSaveError where the statement was changed since.
    """
    if draft := Statement.objects.filter(revises=edition.statement_id).first():
        raise DraftInTheWayError(draft)
    draft = start_draft(statement=lock_statement(edition.statement, started_from), by=by)
    snapshot = hide_words(read_snapshot(edition.data), load_withheld_reasons())
    content = snapshot.content()
    finder = _Finder(content)
    content = _what_is_left(snapshot, content, finder)
    write_contents(writes=[StatementWrite(draft, content)], find_id=finder.find_id)
    bump_working_revision()
    return Restored(draft, tuple(finder.missing.values()))


class _Finder:
    """Finds what an edition names among today's rows; `missing` notes what is not there, by field and natural key."""

    def __init__(self, content: RowContent) -> None:
        self.missing: dict[tuple[str, NaturalKey], Missing] = {}
        self.find_id = read_ids_today(keys_in([content]), _public)

    def has(self, field: str, reference: Reference, named: AnyNamed | None) -> bool:
        """Return whether the row is there, or none is named; notes as missing from the field what is not there."""
        if named is None:
            return True
        there = self.find_id(reference.target, named.key) is not None
        if not there:
            name = named.key[-1]
            if isinstance(named, QuotedPassage):
                name = named.quote or f"{named.source} v{named.version} {named.start}-{named.end}"
            message = _("“%(name)s”, which the edition names, is no longer there; it was left out.")
            self.missing[field, named.key] = Missing(field, message % {"name": name})
        return there

    def id_of(self, reference: Reference, named: AnyNamed | None) -> int | None:
        """Return the id of the row that is named."""
        return self.find_id(reference.target, named.key) if named else None


def _public(kind: str, ids: Mapping[NaturalKey, int]) -> Mapping[NaturalKey, int]:
    """Leave out the statements that readers do not see: nothing that is restored uses one."""
    if kind != STATEMENT.kind:
        return ids
    public = set(Statement.objects.published().filter(pk__in=ids.values()).values_list("pk", flat=True))
    return {key: pk for key, pk in ids.items() if pk in public}


def _what_is_left(snapshot: Snapshot, content: RowContent, finder: _Finder) -> RowContent:
    """Return the content of the snapshot without the place in a list, and without what exists no more."""
    fields = {name: value for name, value in content.fields.items() if name not in PLACE}
    for part in STATEMENT.references:
        named = snapshot.references.get(part.name)
        if part.name in fields and named and not finder.has(part.column, part, named):
            del fields[part.name]
    attached = {
        part.name: _rows_left(part, snapshot.rows[part.name], content.attached[part.name], finder)
        for part in sorted(STATEMENT.attached, key=_order_of_kinds)
        if part.name in content.attached
    }
    attached["basis"] = _basis_left(attached["basis"], attached["claim_parts"], finder)
    return RowContent(fields, attached)


def _basis_left(
    rows: Iterable[AttachedContent], parts: Iterable[AttachedContent], finder: _Finder
) -> list[AttachedContent]:
    """Return the rows that can be restored together: for parts that are there, and none beside one for the whole.

    Two statements may have become one since the edition, and the concept of a part may be gone.
    """
    numbers = {WHOLE, *(part.values["number"] for part in parts)}
    rows = [row for row in rows if row.values["part"] in numbers]
    whole = {finder.find_id(STATEMENT.kind, _key(row)) for row in rows if row.values["part"] == WHOLE}
    return [
        row for row in rows if row.values["part"] == WHOLE or finder.find_id(STATEMENT.kind, _key(row)) not in whole
    ]


def _key(row: AttachedContent) -> NaturalKey:
    key = row.values["statement"]
    return key if isinstance(key, tuple) else ()


def _order_of_kinds(attached: Attached) -> int:
    """Return the place of the kind of row that the attached rows name first; missing rows are listed in this order."""
    target = attached.references[0].target if attached.references else STATEMENT.kind
    return list(DESCRIPTIONS).index(target)


def _rows_left(
    attached: Attached, rows: Iterable[FrozenRow], contents: Iterable[AttachedContent], finder: _Finder
) -> list[AttachedContent]:
    """Return the rows whose every name is found; of several that name the same row today, the first."""
    left: dict[tuple[object, ...], AttachedContent] = {}
    for place, (row, content) in enumerate(zip(rows, contents, strict=True)):
        found = [finder.has(attached.name, reference, row.named[reference.name]) for reference in attached.references]
        if all(found):
            key = tuple(
                finder.id_of(part, row.named[part.name]) if isinstance(part, Reference) else row.values[part.name]
                for part in attached.key
            )
            left.setdefault(key or (place,), content)
    return list(left.values())


@write_lock()
def restore_content(
    *, change: RowChange, before: bool = False, row: ContentRow, by: Actor, started_from: int | None = None
) -> tuple[Missing, ...]:
    """Propose what a row said after a publication that changed it, or `before` it, and return what was left out.

    What the content names is found under its new name; what exists no more is left out.

    Raises ProposalInTheWayError where changes are being drafted already, WrongStatusError where readers did not see the
    row then, and the errors of `propose_change`.
    """
    if proposal_of(row):
        raise ProposalInTheWayError(row)
    data = change.before if before else change.after
    if data is None or (change.kind, change.row) != (kind_of(row), row.pk):
        raise WrongStatusError(_("There is nothing of it to restore."))
    content, gone = _without_what_is_gone(content_from_json(change.kind, data))
    try:
        propose_change(row=row, content=content, by=by, started_from=started_from)
    except NothingChangedError as error:
        raise NothingChangedError(" ".join([str(error), *(missing.message for missing in gone)])) from error
    return gone


def _without_what_is_gone(content: RowContent) -> tuple[RowContent, tuple[Missing, ...]]:
    """Return the content without references to rows that exist no more, and what these were."""
    find_id, gone = read_ids_today(keys_in([content])), []

    def is_gone(field: str, reference: Reference, key: FieldValue) -> bool:
        if not isinstance(key, tuple) or find_id(reference.target, key) is not None:
            return False
        message = _("“%(name)s”, which it named then, is no longer there; it was left out.")
        gone.append(Missing(field, message % {"name": " · ".join(str(part) for part in key)}))
        return True

    description = DESCRIPTIONS[content.kind]
    fields = dict(content.fields)
    for part in description.references:
        if is_gone(part.name, part, fields.get(part.name)):
            del fields[part.name]
    attached = {
        name: tuple(  # as content that is read: `propose_change` compares the two
            row
            for row in rows
            if not any(is_gone(name, part, row.values.get(part.name)) for part in description.part(name).references)
        )
        for name, rows in content.attached.items()
    }
    return RowContent(fields, attached, content.kind), tuple(gone)
