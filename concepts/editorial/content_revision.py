"""The two content revisions, raised in the transaction of each change, and one signal after it is committed.

The public one rises with what readers can see: finished pages are stored under its key. The working one rises with
every change, drafts included.
"""

import secrets
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain

from django.db import transaction
from django.db.models import F, QuerySet
from django.dispatch import Signal

from concepts.models import ContentRevision
from sources.prepared_queries import PreparedQuery

statements_changed = Signal()
Scope = ContentRevision.Scope


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """The ids of rows by kind, a key of DESCRIPTIONS: those that a transaction changes, makes or deletes, all of them.

    `unnamed` are rows that changed statements named before, by a citation, a tag or as the question they answer, and
    perhaps no longer do.
    """

    rows: Mapping[str, Set[int]]
    unnamed: Mapping[str, Set[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContentChange:
    """A change that is committed: the public revision that it made, and all that it changed."""

    revision: int
    changed: ChangedRows


def bump_content_revision(changed: Callable[[], ChangedRows] | None = None) -> None:
    """Raise both revisions now and send `statements_changed` after commit, for a change that readers can see.

    Part of a larger change: every write function calls this or, where no reader can see what it writes,
    `bump_working_revision`. `changed` is asked after commit; who does not know all rows that the transaction changes
    leaves it out, and whoever follows the change then looks at all content. The signal has a `change` where they are
    known.
    """
    bump_working_revision()
    _raise(Scope.PUBLIC)
    if changed is None:
        transaction.on_commit(lambda: statements_changed.send(sender=ContentRevision, change=None))
        return
    revision = current_revision()

    def send() -> None:
        statements_changed.send(sender=ContentRevision, change=ContentChange(revision, changed()))

    transaction.on_commit(send)


def bump_working_revision() -> None:
    """Raise the working revision now, for a change that only curators can see, such as that of a draft.

    Part of a larger change.
    """
    _raise(Scope.WORKING)


def _raise(scope: Scope) -> None:
    """Raise one revision; others who raise it wait until the transaction ends."""
    row = ContentRevision.objects.filter(scope=scope)
    change = {"number": F("number") + 1, "token": secrets.token_hex(16)}
    if not row.update(**change):
        ContentRevision.objects.bulk_create([ContentRevision(scope=scope)], ignore_conflicts=True)
        row.update(**change)


def current_revision(scope: Scope = Scope.PUBLIC) -> int:
    """Return the number of the public, or of another, revision; 0 before the first change."""
    return ContentRevision.objects.filter(scope=scope).values_list("number", flat=True).first() or 0


def public_revision() -> "QuerySet[ContentRevision, int]":
    """Return what selects the number of the public revision, for a query that reads something else as well."""
    return ContentRevision.objects.filter(scope=Scope.PUBLIC).values_list("number", flat=True)


def revision_key() -> str:
    """Return a key of what readers can see now, which no other content ever has; "" before the first change."""
    return " ".join(map(str, chain(*_public_revision.rows())))


_public_revision = PreparedQuery(
    lambda: ContentRevision.objects.filter(scope=Scope.PUBLIC).values_list("number", "token"), lists=0
)
