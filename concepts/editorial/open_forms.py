"""Who is editing a row at this moment: what their browsers said in the last minutes. A courtesy that locks nothing.

What becomes of two who save is decided by row versions alone, whatever stands here.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import actor_name
from concepts.editorial.write_lock import write_lock
from concepts.models import OpenForm, Statement
from sources.content_row import ContentRow

EDITING_FOR = timedelta(minutes=3)  # after a browser last said so; it says so every minute
KEPT_FOR = timedelta(days=1)


def _forms_of(row: ContentRow) -> QuerySet[OpenForm]:
    """Return the forms of a row that are open; of a draft of changes those of the statement that it revises."""
    return OpenForm.objects.filter(kind=kind_of(row), row=_public_id(row))


def _public_id(row: ContentRow) -> int:
    return (isinstance(row, Statement) and row.revises_id) or row.pk


@write_lock()
def note_editing(*, row: ContentRow, by: User) -> None:
    """Note that a person is editing a row now; what is a day old is forgotten."""
    now = timezone.now()
    OpenForm.objects.update_or_create({"at": now}, person=by, kind=kind_of(row), row=_public_id(row))
    OpenForm.objects.filter(at__lt=now - KEPT_FOR).delete()


@write_lock()
def stop_editing(*, row: ContentRow, by: User) -> None:
    """Note that a person has saved a row, or left it."""
    _forms_of(row).filter(person=by).delete()


def others_editing(*, row: ContentRow, than: User) -> list[str]:
    """Return the names of the other people who are editing a row now, in the order of their names; one query."""
    forms = _forms_of(row).filter(at__gte=timezone.now() - EDITING_FOR).exclude(person=than)
    return sorted(actor_name(form.person) for form in forms.select_related("person"))
