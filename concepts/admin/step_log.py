"""Write steps of the workflow into the admin's log, and find there whether a step that comes late was taken already."""

import json
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from concepts.admin.base import InterfaceText
from concepts.admin.row_versions import last_log_entry

SECOND_CLICK = timedelta(minutes=1)  # so long after the first one a form is the same one that is sent again


def log_message(label: InterfaceText) -> list[dict[str, dict[str, list[str]]]]:
    """Return a step as the admin's log stores it: in English, so that it is translated when it is shown."""
    with override("en"):
        return [{"changed": {"fields": [str(label)]}}]


def is_step(entry: LogEntry, label: InterfaceText) -> bool:
    """Tell whether the entry of the log is about the step with this label."""
    return bool(entry.change_message == json.dumps(log_message(label)))


def was_last_step(
    model: type[Model], logged_as: int, label: InterfaceText, clicker: AbstractBaseUser | AnonymousUser | None = None
) -> bool:
    """Tell whether the step is the last thing that was done to a row, by anybody or, just now, by the clicker."""
    entry = last_log_entry(model, logged_as)
    if entry is None or not is_step(entry, label):
        return False
    return clicker is None or (entry.user == clicker and timezone.now() - entry.action_time < SECOND_CLICK)
