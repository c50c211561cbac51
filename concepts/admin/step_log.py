"""Write steps of the workflow into the admin's log, and find there whether a step that comes late was taken already."""

import hashlib
import json
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model
from django.utils.translation import override

from concepts.admin.base import InterfaceText
from concepts.admin.row_versions import last_log_entry
from concepts.admin.step_forms import StepForm
from concepts.admin.steps import WorkflowStep

SENT = "sent"  # the key of a step in the log with the checksum of its form


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that was the last thing done to a row, beside a form for the same step that is sent now.

    `is_own` tells whether the person who sends it took the step, `has_all` whether nothing of the form would be lost if
    the step were not taken again.
    """

    is_own: bool
    has_all: bool


def log_message(label: InterfaceText, form: StepForm | None = None) -> list[dict[str, dict[str, object]]]:
    """Return a step as the admin's log stores it: in English, so that it is translated when it is shown.

    A checksum of what the form said stands beside it, by which a form that is sent twice is known.
    """
    with override("en"):
        changed: dict[str, object] = {"fields": [str(label)]}
    return [{"changed": changed | ({SENT: checksum} if (checksum := _checksum(form)) else {})}]


def is_step(entry: LogEntry, label: InterfaceText) -> bool:
    """Tell whether the entry of the log is about the step with this label."""
    return _checksum_in_log(entry, label) is not None


def find_taken_step(
    model: type[Model],
    logged_as: int,
    step: WorkflowStep,
    form: StepForm | None,
    person: AbstractBaseUser | AnonymousUser,
) -> TakenStep | None:
    """Return how the step was taken, if it is the last thing that was done to a row; None if it is not.

    `form` is what the person sends for it now, None where the step asks for nothing or nothing was filled in yet.
    """
    entry = last_log_entry(model, logged_as)
    sent = _checksum_in_log(entry, step.label) if entry is not None else None
    if entry is None or sent is None:
        return None
    is_own = entry.user == person
    # Somebody who says nothing loses nothing, whatever a colleague said. Who clears what that same person said does.
    is_silent = form is None or (not form.says_something() and not is_own)
    return TakenStep(is_own, has_all=is_silent or sent == _checksum(form))


def _checksum(form: StepForm | None) -> str:
    """Return a checksum of what was sent with a form; empty where that says nothing."""
    if form is None or not form.says_something():
        return ""
    return hashlib.sha256(json.dumps(form.sent_values(), sort_keys=True).encode()).hexdigest()


def _checksum_in_log(entry: LogEntry, label: InterfaceText) -> str | None:
    """Return the checksum in an entry of the log about the step with this label; None if it is about another thing."""
    try:
        changes = json.loads(entry.change_message)
    except ValueError:
        return None  # words that no form of ours wrote
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        return None
    changed = changes[0].get("changed")
    if not isinstance(changed, dict):
        return None
    sent = str(changed.get(SENT, ""))
    return sent if {**changed, SENT: sent} == {**log_message(label)[0]["changed"], SENT: sent} else None
