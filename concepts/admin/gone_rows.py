"""Find out what became of a row that is gone while somebody had its form open: who deleted or merged it, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.admin.base import InterfaceText
from concepts.admin.row_versions import NUMERIC_ID, last_log_entry
from concepts.admin.step_log import is_step
from concepts.editorial.actors import actor_name
from concepts.editorial.deleting import KIND_BY_MODEL
from concepts.editorial.row_names import name_of
from concepts.models import Address, Statement
from sources.locking import StaleSaveError

FORMER_SLUG = "_slug"  # the field of a form with the name in addresses that its row had when the form was opened


@dataclass(frozen=True, slots=True)
class GoneRow:
    """What is known of a row that is gone.

    `by` and `at` are empty and None if the admin's log does not tell who deleted or merged it. `successor` is the name
    of the row that its address leads to now, `address` the page of that row in the admin; empty if there is none.
    """

    is_merged: bool = False
    by: str = ""
    at: datetime | None = None
    successor: str = ""
    address: str = ""

    def message(self, *, may_add: bool) -> str:
        """Return what to tell the person whose form it was; `may_add` says whether they may make such a row anew."""
        if self.is_merged:
            return _("This was merged into another one meanwhile; nothing was saved. Copy what you need to that one.")
        if may_add:
            return str(StaleSaveError(None))
        return _("Somebody deleted this meanwhile; nothing was saved. It cannot be made anew here: copy what you need.")


def find_gone_row(request: HttpRequest, model: type[Model], merge_label: InterfaceText = "") -> GoneRow:
    """Return what the admin's log and the table of addresses know of the row of a posted form that is gone.

    Takes three queries at most. `merge_label` is that of the step that merges rows of the model.
    """
    match = request.resolver_match
    row_id = unquote(match.kwargs.get("object_id", "")) if match else ""
    entry = last_log_entry(model, int(row_id)) if NUMERIC_ID.fullmatch(row_id) else None
    is_deletion = entry is not None and entry.is_deletion()
    is_merger = entry is not None and bool(merge_label) and is_step(entry, merge_label)
    kind = KIND_BY_MODEL.get(model)
    successor = _row_at_address(model, kind, "slug", request.POST.get(FORMER_SLUG, "")) if kind else None
    return GoneRow(
        is_merged=is_merger or (successor is not None and not is_deletion),
        by=actor_name(entry.user) if entry is not None and (is_deletion or is_merger) else "",
        at=entry.action_time if entry is not None else None,
        successor=name_of(successor) if successor is not None else "",
        address=_page_of(successor) if successor is not None else "",
    )


def find_merger(statement: Statement, merge_label: InterfaceText) -> GoneRow | None:
    """Return what is known of the merger of a statement, whose row stays; None if it was not merged.

    `statement` is of the model whose page shows it.
    """
    model = type(statement)
    successor = _row_at_address(model, Address.Kind.STATEMENT, "code", statement.code)
    if successor is None:
        return None
    entry = last_log_entry(model, statement.pk)
    is_known = entry is not None and is_step(entry, merge_label)
    return GoneRow(
        is_merged=True,
        by=actor_name(entry.user) if entry is not None and is_known else "",
        at=entry.action_time if entry is not None else None,
        successor=name_of(successor),
        address=_page_of(successor),
    )


def find_survivor(model: type[Model], row_id: str, merge_label: InterfaceText) -> str:
    """Return the address of the row that the one with this id was merged into; empty if the log knows of no merger.

    The log names a row by its name in addresses, which `str` returns.
    """
    entry = last_log_entry(model, int(row_id)) if NUMERIC_ID.fullmatch(row_id) else None
    kind = KIND_BY_MODEL.get(model)
    if entry is None or kind is None or not is_step(entry, merge_label):
        return ""
    survivor = _row_at_address(model, kind, "slug", entry.object_repr)
    return _page_of(survivor) if survivor is not None else ""


def _row_at_address(model: type[Model], kind: Address.Kind, column: str, key: str) -> Model | None:
    """Return the row that the former address with this key leads to; `column` has the keys of rows of this kind."""
    if not key or "\0" in key:
        return None
    moved = Address.objects.filter(kind=kind, key=key, state=Address.State.MOVED).first()
    return model._default_manager.filter(**{column: moved.target}).first() if moved else None


def _page_of(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
