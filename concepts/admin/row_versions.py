"""Read and compare the row version that a form was opened on; in the form, `17.3` is version 3 of row 17."""

import hashlib
import re
from dataclasses import dataclass
from enum import Enum, auto

from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from sources.content_row import ContentRow

FORM_VERSION = "_row_version"  # the version a form was opened on
FORM_KEY = "_form"  # the key of a form that adds a row
OVER_VERSION = "_over"  # the version that somebody compared with their own text and wants to replace
ROW_VERSIONS = "_row_versions"  # the versions of the rows of a list
NUMERIC_ID = re.compile("[0-9]{1,18}")
VERSION_PATTERN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class VersionState(Enum):
    """Whether the version that a form was opened on is the present version of the row."""

    CURRENT = auto()
    STALE = auto()
    UNKNOWN = auto()  # no version was sent, or the version of another row


@dataclass(frozen=True, slots=True)
class ListedRow:
    """What the checkbox of a row in a list says: its id, and its name, which has no words that are sealed."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Target:
    """The row that a posted form saves (None for a new row), and whether the form was opened on its present version.

    `gone` is true if the row that the form was opened on no longer exists, `sent_twice` if a form that adds a row made
    this one from the same words.
    """

    row: ContentRow | None
    version_state: VersionState = VersionState.CURRENT
    gone: bool = False
    sent_twice: bool = False

    @property
    def is_current(self) -> bool:
        return self.version_state == VersionState.CURRENT and not self.gone


def version_of(row: Model | None) -> str:
    """Return the row's version in the form that forms contain; empty for rows without versions."""
    return f"{row.pk}.{row.form_version}" if isinstance(row, ContentRow) and row.pk else ""


def sent_version(request: HttpRequest) -> str:
    """Return the version that a posted form contains; empty if it contains none."""
    return request.POST.get(OVER_VERSION) or request.POST.get(FORM_VERSION, "")


def checksum_of_form(request: HttpRequest) -> str:
    """Return a checksum of all that a posted form contains, by which a form that is sent twice is known."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, str(file), getattr(file, "size", 0)) for name, file in request.FILES.items())
    return hashlib.sha256(repr((typed, files)).encode("utf-8", "surrogatepass")).hexdigest()


def is_shown_again(request: HttpRequest) -> bool:
    """Tell whether a posted form is to be shown with what was typed, and not saved: its person signed in just now."""
    return getattr(request, "shown_again", False)


def version_state(sent: str, row: ContentRow, *older: ContentRow) -> VersionState:
    """Compare the version that was sent with `row`; rows that `row` replaced count as older versions of it."""
    if sent == version_of(row):
        return VersionState.CURRENT
    found = VERSION_PATTERN.fullmatch(sent)
    named = found and next((known for known in (row, *older) if known.pk == int(found[1])), None)
    if not found or named is None or int(found[2]) > named.form_version:
        return VersionState.UNKNOWN
    return VersionState.STALE


def last_log_entry(model: type[Model], pk: int) -> LogEntry | None:
    """Return the last log entry about a row, with its person loaded; None if nobody changed it in the admin."""
    return log_entries(model, pk).order_by("-action_time", "-pk").first()


def log_entries(model: type[Model], pk: int) -> QuerySet[LogEntry]:
    """Return the admin's log entries about a row, under its model or, for a proxy, the concrete model."""
    names = {logged._meta.model_name for logged in (model, model._meta.concrete_model) if logged}
    rows = LogEntry.objects.filter(content_type__app_label=model._meta.app_label, content_type__model__in=names)
    return rows.filter(object_id=str(pk)).select_related("user")


def posted_row_versions(request: HttpRequest) -> set[str]:
    """Return the row versions that a posted list contains."""
    return set(request.POST.getlist(ROW_VERSIONS))
