"""List on the admin's home what the person did last, each row by the name that curators use for it now."""

from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.admin.log_sentences import quotes_passages
from concepts.admin.sealed_texts import sealer_for
from concepts.editorial.row_names import name_of, select_for_choice

SHOWN_ACTIONS = 10
WORDS = {ADDITION: _("Added:"), CHANGE: _("Changed:"), DELETION: _("Deleted:")}
CLASSES = {ADDITION: "addlink", CHANGE: "changelink", DELETION: "deletelink"}


@dataclass(frozen=True, slots=True)
class RecentAction:
    """One entry of the log: what was done, to which row, of what kind; the address is empty where the row is gone."""

    done: str | Promise
    css_class: str
    name: str
    kind: str
    address: str


def list_recent_actions(request: HttpRequest) -> list[RecentAction]:
    """Return what the person did last, the newest first; a fixed number of queries for each kind of row."""
    entries = LogEntry.objects.filter(user=request.user.pk).select_related("content_type").order_by("-action_time")
    shown, seal = list(entries[:SHOWN_ACTIONS]), sealer_for(request)
    rows = _load_rows(shown)
    actions = []
    for entry in shown:
        model = entry.content_type.model_class() if entry.content_type else None
        row = rows.get((model, entry.object_id)) if model else None
        stored = entry.object_repr if model and not quotes_passages(model) else seal(entry.object_repr)
        actions.append(
            RecentAction(
                done=WORDS.get(entry.action_flag, ""),
                css_class=CLASSES.get(entry.action_flag, ""),
                name=name_of(row) if row is not None else stored,
                kind=str(model._meta.verbose_name) if model else "",
                address=entry.get_admin_url() or "" if row is not None else "",
            )
        )
    return actions


def _load_rows(entries: list[LogEntry]) -> dict[tuple[type[Model], str | None], Model]:
    """Return the rows that the entries are about and that are still there, by model and id."""
    ids: dict[type[Model], set[str]] = {}
    for entry in entries:
        model = entry.content_type.model_class() if entry.content_type else None
        if model and entry.object_id and not entry.is_deletion():
            ids.setdefault(model, set()).add(entry.object_id)
    return {
        (model, str(row.pk)): row
        for model, keys in ids.items()
        for row in select_for_choice(model._default_manager.filter(pk__in=keys))
    }
