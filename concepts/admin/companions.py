"""Offer the statements that a step can take along with a row, each with a box to tick, and read which ones were."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.row_versions import FORM_VERSION, version_of
from concepts.editorial.actors import Actor
from concepts.editorial.row_names import name_of
from concepts.models import Statement
from sources.content_row import ContentRow

FindCompanions = Callable[[Any, Actor], Sequence[Statement]]  # of a row of the page's model
CHOSEN_COMPANIONS = "_with"  # the versions of the rows that are to be taken along


class StaleCompanionError(Exception):
    """A row that was to be taken along changed since it was offered."""

    def __init__(self) -> None:
        super().__init__(
            gettext("What was to go together with it changed since you looked; nothing was done. Look at it again.")
        )


@dataclass(frozen=True, slots=True)
class Companion:
    """A statement that can be taken along: what the box beside it sends, its name, its page and its state."""

    version: str
    name: str
    address: str
    remark: str
    is_chosen: bool


def offer_companions(request: HttpRequest, find: FindCompanions | None, rows: Iterable[ContentRow]) -> list[Companion]:
    """Return what can be taken along with the rows; all are chosen until somebody sent the choice."""
    is_answered = "confirmed" in request.POST or FORM_VERSION in request.POST
    sent = request.POST.getlist(CHOSEN_COMPANIONS) if is_answered else None
    return [
        Companion(
            version=version_of(row),
            name=name_of(row),
            address=reverse(f"admin:concepts_{row.kind}_change", args=[row.pk]),
            remark=gettext("%(kind)s, %(status)s")
            % {"kind": row.get_kind_display(), "status": row.get_status_display()},
            is_chosen=sent is None or version_of(row) in sent,
        )
        for row in _find(request, find, rows)
    ]


def chosen_companions(request: HttpRequest, find: FindCompanions | None, rows: Iterable[ContentRow]) -> list[Statement]:
    """Return the rows whose boxes were ticked, locked until the transaction ends; raises StaleCompanionError."""
    sent = set(request.POST.getlist(CHOSEN_COMPANIONS))
    if not sent:
        return []
    offered = [row.pk for row in _find(request, find, rows)]
    locked = Statement.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=offered)
    chosen = [row for row in locked if version_of(row) in sent]
    if len(chosen) != len(sent):
        raise StaleCompanionError
    return chosen


def _find(request: HttpRequest, find: FindCompanions | None, rows: Iterable[ContentRow]) -> list[Statement]:
    if find is None:
        return []
    rows = list(rows)
    found = {along.pk: along for row in rows for along in find(row, request.user)}
    return [along for pk, along in found.items() if pk not in {row.pk for row in rows}]
