"""The content revision: one number raised in the transaction of each change, and one signal after it is committed."""

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from concepts.models import ContentRevision

statements_changed = Signal()


def bump_content_revision() -> None:
    """Raise the content revision now and send `statements_changed` after commit; every write function calls it."""
    if not ContentRevision.objects.filter(id=1).update(number=F("number") + 1):
        ContentRevision.objects.create(id=1, number=1)
    transaction.on_commit(lambda: statements_changed.send(sender=ContentRevision))


def current_revision() -> int:
    """Return the number of the content revision; 0 before the first change."""
    return ContentRevision.objects.filter(id=1).values_list("number", flat=True).first() or 0
