"""Offer what a step can take along with rows, each with a box to tick, and read which boxes were ticked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.change_lines import ChangeLine
from concepts.admin.claim_support import ShownClaim, show_stored_claims
from concepts.admin.draft_lines import list_draft_lines
from concepts.admin.row_versions import FORM_VERSION, version_of
from concepts.admin.sealed_texts import SEALED, find_sealed
from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import Actor
from concepts.editorial.companions import IN_WORK, Companion
from concepts.editorial.row_names import name_of
from concepts.editorial.surroundings import read_proposals
from concepts.models import Statement
from concepts.models.basis import CLAIM_KINDS
from sources.content_row import ContentRow

FindCompanions = Callable[[Sequence[Any], Actor], Sequence[Companion]]  # of rows of the page's model
CHOSEN_COMPANIONS = "_with"  # the kinds and versions of the rows that are to be taken along: concept-12.3


class StaleCompanionError(Exception):
    """A row that was to be taken along changed since it was offered."""

    def __init__(self) -> None:
        super().__init__(
            gettext("What was to go together with it changed since you looked; nothing was done. Look at it again.")
        )


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A row in work: its name, its page, its state and author, and what is new or differs in it where that is shown.

    A row that is not in work has its name and page only. Of a position or finding `claim` tells who says it.
    """

    name: str
    address: str
    remark: str
    lines: Sequence[ChangeLine]
    claim: ShownClaim | None = None


@dataclass(frozen=True, slots=True)
class OfferedCompanion:
    """A row that can be taken along, what the box beside it sends, and whether it is ticked."""

    shown: ShownDraft
    version: str
    is_chosen: bool


def offer_companions(
    request: HttpRequest, find: FindCompanions | None, rows: Sequence[ContentRow], *, with_changes: bool = False
) -> list[OfferedCompanion]:
    """Return what can be taken along with the rows; what is ticked is what was sent, as soon as that is."""
    is_answered = "confirmed" in request.POST or FORM_VERSION in request.POST
    sent = request.POST.getlist(CHOSEN_COMPANIONS) if is_answered else None
    found = list(_find(request, find, rows))
    versions = [_kind_and_version(each.row) for each in found]
    return [
        OfferedCompanion(shown, version, each.is_chosen if sent is None else version in sent)
        for each, version, shown in zip(found, versions, _show(request, found, with_changes=with_changes), strict=True)
    ]


def show_drafts(request: HttpRequest, rows: Sequence[ContentRow]) -> list[ShownDraft]:
    """Return the rows with what is new or differs in each that is in work; a few queries for each kind."""
    keys = [(kind_of(row), row.pk) for row in rows]
    proposals = {(proposal.kind, proposal.row): proposal for proposal in read_proposals(keys)}
    works = [row if isinstance(row, Statement) else proposals.get(key) for row, key in zip(rows, keys, strict=True)]
    in_work = [Companion(row, work) for row, work in zip(rows, works, strict=True) if work and work.status in IN_WORK]
    shown = _show(request, in_work, with_changes=True)
    drafts = {(kind_of(each.row), each.row.pk): draft for each, draft in zip(in_work, shown, strict=True)}
    others = (ShownDraft(name_of(row), _address(row), "", ()) for row in rows)
    return [drafts.get(key, other) for key, other in zip(keys, others, strict=True)]


def _show(request: HttpRequest, found: Sequence[Companion], *, with_changes: bool) -> list[ShownDraft]:
    sealed = find_sealed(request, [(kind_of(each.row), each.row.pk) for each in found]) if found else set()
    lines: Mapping[tuple[str, int], Sequence[ChangeLine]] = {}
    if with_changes and found:
        lines = list_draft_lines([each for each in found if (kind_of(each.row), each.row.pk) not in sealed])
    claims = _show_claims(found) if with_changes else {}
    return [
        ShownDraft(
            name=str(SEALED) if key in sealed else name_of(each.row),
            address=_address(each.row),
            remark=_remark(each),
            lines=lines.get(key, ()),
            claim=claims.get(each.draft.pk) if isinstance(each.draft, Statement) else None,
        )
        for each in found
        for key in [(kind_of(each.row), each.row.pk)]
    ]


def _show_claims(found: Iterable[Companion]) -> dict[int, ShownClaim]:
    """Return who says each position and finding among the drafts, by the id of the draft."""
    drafts = (each.draft for each in found)
    return show_stored_claims(
        draft.pk for draft in drafts if isinstance(draft, Statement) and draft.kind in CLAIM_KINDS
    )


def chosen_companions(
    request: HttpRequest, find: FindCompanions | None, rows: Sequence[ContentRow]
) -> list[ContentRow]:
    """Return the rows whose boxes were ticked, locked until the transaction ends; raises StaleCompanionError."""
    sent = set(request.POST.getlist(CHOSEN_COMPANIONS))
    if not sent:
        return []
    offered: dict[str, list[int]] = {}
    for each in _find(request, find, rows):
        offered.setdefault(kind_of(each.row), []).append(each.row.pk)
    chosen: list[ContentRow] = []
    for kind in sorted(offered, key=[*DESCRIPTIONS].index):
        stored = DESCRIPTIONS[kind].model._base_manager.filter(pk__in=offered[kind])
        locked = stored.select_for_update(no_key=True).order_by("pk")
        chosen += [row for row in locked if _kind_and_version(row) in sent]
    if len(chosen) != len(sent):
        raise StaleCompanionError
    return chosen


def _find(request: HttpRequest, find: FindCompanions | None, rows: Sequence[ContentRow]) -> Iterable[Companion]:
    """Return what may be taken along with the rows, each once, and none of the rows themselves."""
    if find is None:
        return []
    known = {(kind_of(row), row.pk) for row in rows}
    found = {(kind_of(each.row), each.row.pk): each for each in find(rows, request.user)}
    return [each for key, each in found.items() if key not in known]


def _kind_and_version(row: ContentRow) -> str:
    return f"{kind_of(row)}-{version_of(row)}"


def _address(row: ContentRow) -> str:
    options = row._meta
    page = row.kind if isinstance(row, Statement) else options.model_name
    return reverse(f"admin:{options.app_label}_{page}_change", args=[row.pk])


def _remark(companion: Companion) -> str:
    """Return what kind of row it is, whether readers see an older state of it, its state, and whose it is."""
    row, draft = companion.row, companion.draft
    kind = row.get_kind_display() if isinstance(row, Statement) else str(row._meta.verbose_name)
    values = {"kind": kind, "status": draft.get_status_display()}
    if companion.is_change:
        remark = gettext("%(kind)s, changed, %(status)s") % values
    else:
        remark = gettext("%(kind)s, %(status)s") % values
    return " · ".join(filter(None, (remark, draft.author_name)))
