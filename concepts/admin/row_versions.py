"""Read and compare the row version that a form was opened on; in the form, `17.3` is version 3 of row 17."""

import re
from enum import Enum, auto

from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from sources.content_row import ContentRow

FORM_VERSION = "_row_version"  # the version a form was opened on
OVER_VERSION = "_over"  # the version that somebody compared with their own text and wants to replace
ROW_VERSIONS = "_row_versions"  # the versions of the rows of a list
VERSION_PATTERN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class VersionState(Enum):
    """Whether the version that a form was opened on is the present version of the row."""

    CURRENT = auto()
    STALE = auto()
    UNKNOWN = auto()  # no version was sent, or the version of another row


def version_of(row: Model | None) -> str:
    """Return the row's version in the form that forms contain; empty for rows without versions."""
    return f"{row.pk}.{row.row_version}" if isinstance(row, ContentRow) and row.pk else ""


def sent_version(request: HttpRequest) -> str:
    """Return the version that a posted form contains; empty if it contains none."""
    return request.POST.get(OVER_VERSION) or request.POST.get(FORM_VERSION, "")


def version_state(sent: str, row: ContentRow, *older: ContentRow) -> VersionState:
    """Compare the version that was sent with `row`; rows that `row` replaced count as older versions of it."""
    if sent == version_of(row):
        return VersionState.CURRENT
    found = VERSION_PATTERN.fullmatch(sent)
    named = found and next((known for known in (row, *older) if known.pk == int(found[1])), None)
    if not found or named is None or int(found[2]) > named.row_version:
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
