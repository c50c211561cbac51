"""List rows with what readers see of each: whether it is published, a draft, or published with changes in work."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from concepts.admin.workflow import WorkflowAdmin
from concepts.content.natural_keys import kind_of
from concepts.editorial.public_rows import select_public
from concepts.models import Proposal
from sources.content_row import ContentRow

DRAFT, SUBMITTED = Proposal.Status.DRAFT.value, Proposal.Status.SUBMITTED.value
# By the name of each state: what it is called, and its condition.
STATES: dict[str, tuple[str | Promise, Q]] = {
    "published": (_("published"), Q(is_seen=True, work_status=None)),
    "changes-draft": (_("published, changes drafted"), Q(is_seen=True, work_status=DRAFT)),
    "changes-submitted": (_("published, changes submitted"), Q(is_seen=True, work_status=SUBMITTED)),
    "draft": (_("draft"), Q(is_seen=False, work_status=DRAFT)),
    "submitted": (_("submitted"), Q(is_seen=False, work_status=SUBMITTED)),
    "not-shown": (_("not shown to readers yet"), Q(is_seen=False, work_status=None)),
}


class StateFilter(admin.SimpleListFilter):
    """Filter by what readers see of a row."""

    title = _("status")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str | Promise]]:
        return [(name, label) for name, (label, _condition) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Model]") -> "QuerySet[Model]":
        """Return the rows in that state; all rows if there is no such state."""
        state = STATES.get(self.value() or "")
        return queryset.filter(state[1]) if state else queryset


class ReviewedList(WorkflowAdmin):
    """The list of rows that readers see once they are published."""

    def get_list_display(self, request: HttpRequest) -> tuple[object, ...]:
        first, *others = super().get_list_display(request)
        return (first, "seen", *others)

    def get_list_filter(self, request: HttpRequest) -> tuple[object, ...]:
        return (StateFilter, *super().get_list_filter(request))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request)
        if request.path != self.address("changelist"):
            return rows
        kind = kind_of(self.model)
        work = Proposal.objects.filter(kind=kind, row=OuterRef("pk"))
        return rows.annotate(
            is_seen=Exists(select_public(kind).filter(pk=OuterRef("pk"))), work_status=Subquery(work.values("status"))
        )

    @admin.display(description=_("status"))
    def seen(self, row: ContentRow) -> SafeString:
        status, is_seen = row.work_status, row.is_seen
        name = (f"changes-{status}" if is_seen else status) if status else "published" if is_seen else "not-shown"
        return format_html('<span class="state state-{}">{}</span>', name, STATES[name][0])
