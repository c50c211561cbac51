"""The version a form started from, as it stands in the form: `17.3` is version 3 of row 17."""

import re
from enum import Enum, auto

from django.contrib.admin.models import LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from sources.models import ContentRow

FORM_VERSION = "_row_version"  # the version a form was opened on
OVER_VERSION = "_over"  # the version somebody looked at beside their own words, and wants to write over
ROW_VERSIONS = "_row_versions"  # the versions of the rows of a list
TOKEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class Standing(Enum):
    """How a form's version stands to the row as it is now."""

    CURRENT = auto()
    STALE = auto()
    UNKNOWN = auto()  # none was sent, or that of something else


def version_of(row: Model | None) -> str:
    """The row's version as forms carry it; empty for rows that have none."""
    return f"{row.pk}.{row.row_version}" if isinstance(row, ContentRow) and row.pk else ""


def sent_version(request: HttpRequest) -> str:
    """The version that a posted form names; empty where it names none."""
    return request.POST.get(OVER_VERSION) or request.POST.get(FORM_VERSION, "")


def standing(sent: str, row: ContentRow, *older: ContentRow) -> Standing:
    """How the version that was sent stands to `row`; rows whose place `row` took count as older versions of it."""
    if sent == version_of(row):
        return Standing.CURRENT
    found = TOKEN.fullmatch(sent)
    named = found and next((one for one in (row, *older) if one.pk == int(found[1])), None)
    if not found or named is None or int(found[2]) > named.row_version:
        return Standing.UNKNOWN
    return Standing.STALE


def last_saved(model: type[Model], pk: int) -> LogEntry | None:
    """Who changed a row in the admin last, and when, with that person loaded; None if nobody did."""
    return log_of(model, pk).order_by("-action_time", "-pk").first()


def log_of(model: type[Model], pk: int) -> QuerySet[LogEntry]:
    """What was done to a row in the admin, under its own name or that of the model it stands for."""
    names = {one._meta.model_name for one in (model, model._meta.concrete_model) if one}
    rows = LogEntry.objects.filter(content_type__app_label=model._meta.app_label, content_type__model__in=names)
    return rows.filter(object_id=str(pk)).select_related("user")


def posted_rows(request: HttpRequest) -> set[str]:
    """The versions of the rows that a posted list names."""
    return set(request.POST.getlist(ROW_VERSIONS))
