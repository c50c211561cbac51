"""Forms that make something, by the key that each was given when it was opened: sent twice, one makes one row."""

import re
import secrets
from datetime import timedelta

from django.utils import timezone

from concepts.editorial.write_lock import write_lock
from concepts.models import SentForm

TYPED_BY = "_typed_by"  # the field of a form that says who had it open
KEPT = timedelta(days=7)
KEY = re.compile("[0-9a-f]{32}")


def new_form_key() -> str:
    """Return a key for a form that is opened now; nobody can guess it."""
    return secrets.token_hex(16)


def form_sent_before(*, table: str, key: str) -> SentForm | None:
    """Return what is known of a form for that table which made a row; None where it was not sent yet.

    Ask inside the lock of writers, so that a form that is being saved at this moment has been saved.
    """
    return SentForm.objects.filter(key=f"{table} {key}").first() if KEY.fullmatch(key) else None


@write_lock()
def remember_form(*, table: str, key: str, checksum: str, row: int) -> None:
    """Note that the form made the row with this id, and forget old forms; a key that is none of ours is ignored."""
    if KEY.fullmatch(key):
        SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
        SentForm.objects.update_or_create(key=f"{table} {key}", defaults={"checksum": checksum, "row": row})
