"""Provide the admin page of a statement of any kind: its form edits a draft, and `save_draft` alone writes it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context, Fieldsets
from concepts.admin.change_lines import COLON
from concepts.admin.content import BoundForm
from concepts.admin.drafts import (
    ORIGINAL_FIELD,
    compare_with_original,
    list_cited_words,
    missing_of_draft,
    missing_to_put_back,
)
from concepts.admin.field_notes import name_fields, show_at_fields
from concepts.admin.gone_rows import GoneRow, find_merger
from concepts.admin.history import HistoryMixin, edition_address
from concepts.admin.inlines import AttachedInline, inlines_of
from concepts.admin.log_sentences import LogMessage
from concepts.admin.merge_preview import linked_rows, moving_with_statement
from concepts.admin.missing_places import inline_of
from concepts.admin.reports import find_waiting_reports
from concepts.admin.review_steps import draft_in_the_way
from concepts.admin.row_versions import NUMERIC_ID, Target, VersionState, sent_version, version_state
from concepts.admin.sealed_texts import seal_citations
from concepts.admin.statement_form import StatementForm, fieldsets_of, place_faults, read_content
from concepts.admin.statement_list import StatementList
from concepts.admin.step_messages import done_message
from concepts.admin.steps import RESTORE, Hindrance, WorkflowStep
from concepts.editorial.companions import to_publish_with
from concepts.editorial.publishing import publish, users_that_stay
from concepts.editorial.row_names import name_of
from concepts.editorial.saving import save_draft
from concepts.models import DraftNote, Proposal, Statement
from sources.content_row import ContentRow
from sources.languages import reader_language

Status = Statement.Status
PUBLISH_BUTTON = "_publish"  # the name of the button that saves and publishes


def _own_rows_needed(statement: Statement, person: User | AnonymousUser) -> list[ContentRow]:
    """Return the rows, other than statements, that a statement needs in public and the person wrote and may publish."""
    needed = (each for each in to_publish_with(statement, by=person) if each.is_needed)
    return [each.row for each in needed if isinstance(each.draft, Proposal) and each.draft.author_id == person.pk]


class StatementAdmin(HistoryMixin, StatementList):
    """The page of one kind of statement. The form of a published statement begins or edits a draft of changes."""

    form = StatementForm
    kind = ""
    change_form_template = "admin/concepts/statement_form.html"
    readonly_fields = ("permanent_code", "status", "used_by")
    example = ""

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Fieldsets:
        first, more = fieldsets_of(self.kind_of(obj))
        state = ((_("State"), {"fields": ("permanent_code", "status", "used_by")}),) if obj else ()
        return ((None, {"fields": first, "description": self.example}), (_("More"), {"fields": more}), *state)

    def get_inlines(self, request: HttpRequest, obj: Statement | None) -> tuple[type[AttachedInline], ...]:
        return inlines_of(self.kind_of(obj))

    def kind_of(self, row: Statement | None) -> str:
        """Return the kind of the page; the page of all kinds takes it from the row."""
        return self.kind or (row.kind if row is not None else Statement.Kind.DEFINITION.value)

    def get_form(
        self, request: HttpRequest, obj: Statement | None = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[Statement]]":
        form = super().get_form(request, obj, change, **kwargs)
        form.kind = self.kind
        return form

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("concepts.publish_statement")

    def has_change_permission(self, request: HttpRequest, obj: ContentRow | None = None) -> bool:
        # The form of a withdrawn statement offers no way to save. One that was open before is refused by `save_draft`,
        # in words and with all that was typed, not with 403.
        if isinstance(obj, Statement) and obj.status == Status.WITHDRAWN and request.method != "POST":
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        if obj is not None and obj.published_at is not None:
            return False  # what readers have seen can be withdrawn, but not deleted
        return super().has_delete_permission(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        is_opening = request.method != "POST" and self.has_change_permission(request)
        pk = object_id if object_id and NUMERIC_ID.fullmatch(object_id) else None
        draft, withdrawn = Q(revises=pk, revises__status=Status.PUBLISHED), Q(pk=pk, status=Status.WITHDRAWN)
        instead = self.model._base_manager.filter(draft | withdrawn).first() if is_opening and pk else None
        if instead is not None and instead.status == Status.WITHDRAWN:
            if merger := self.merger_of(instead):
                message = gettext("%(code)s was merged into this one; its page leads here.") % {"code": instead.code}
                self.message_user(request, message)
                return HttpResponseRedirect(merger.address)
        elif instead is not None:
            address = self.address("change", instead)
            return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def find_target(self, request: HttpRequest, object_id: str | None) -> Target | None:
        """Return the draft that a posted form edits, or the published row for which it begins a draft.

        A form that is sent twice finds the row that it created, or the draft of changes to it; a form whose draft no
        longer exists finds the statement that the draft revised.
        """
        if object_id is None:
            target = super().find_target(request, object_id)
            return target and replace(target, row=target.row and self.row_of(target.row))
        row = self.get_object(request, unquote(object_id))
        if row is None and (successor := self.successor(request)):
            return Target(successor, VersionState.STALE)
        if row is None or not self.has_change_permission(request, row):
            return super().find_target(request, object_id)
        draft = self.row_of(row)
        if draft is row:
            return Target(row, version_state(sent_version(request), row, *([row.revises] if row.revises else [])))
        return Target(self.get_object(request, str(draft.pk)), version_state(sent_version(request), draft, row))

    def successor(self, request: HttpRequest) -> ContentRow | None:
        """Return the statement that a draft revised which is gone, or the draft of changes to it that there is now."""
        live = self.get_object(request, request.POST.get(ORIGINAL_FIELD, ""))
        return live and self.row_of(live)

    def save_bound(self, request: HttpRequest, bound: BoundForm) -> Statement:
        """Save what was typed as a draft, and publish it if that button was pressed."""
        row = bound.row if isinstance(bound.row, Statement) else None
        saved = save_draft(
            statement=row,
            kind=self.kind,
            content=read_content(bound.form, bound.formsets),
            by=request.user,
            started_from=row.row_version if row is not None else None,
        )
        # The row of this page's own model: the admin's log and its answers lead to the pages of the row's model.
        saved = self.model._base_manager.select_related("revises").get(pk=saved.pk)
        if PUBLISH_BUTTON in request.POST:
            if not self.has_publish_permission(request):
                raise PermissionDenied
            along = _own_rows_needed(saved, request.user)
            publish(statements=[saved], rows=along, by=request.user)
        if row is None or bound.has_changed():
            self.log(request, bound, saved)
        if PUBLISH_BUTTON in request.POST:
            for published in (saved, *along):
                self.log_step(request, published, self.step_called("publish"))
            if along:
                self.message_user(request, done_message("", None, along))
        return saved

    def place_faults(self, bound: BoundForm, error: ValidationError) -> None:
        place_faults(bound.form, bound.formsets, error)

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        row = bound.row
        context = super().form_context(request, bound) | {"may_publish": self.has_publish_permission(request)}
        if not isinstance(row, Statement):
            return context
        if bound.conflict and (merge := self.step_called("merge")) and (merger := find_merger(row, merge.label)):
            # Nothing can be saved in it any more: what was typed is shown as of a row that is gone.
            bound.conflict.gone, bound.conflict.message = merger, merger.message(may_add=False)
            bound.conflict.version, bound.conflict.may_add = "", False
        both = [pk for pk in (row.pk, row.revises_id) if pk]
        spoken = DraftNote.objects.filter(statement__in=both).select_related("by").order_by("at", "pk")
        notes = name_fields(row, spoken)
        show_at_fields(bound.form, notes, row)
        return context | {
            "begins_draft": row.status == Status.PUBLISHED and self.has_change_permission(request, row),
            "draft": compare_with_original(row),
            "live_address": (row.revises or row).get_absolute_url(),
            "missing": bound.missing,
            "notes": notes,
            "reports": find_waiting_reports(row.revises_id or row.pk, (row.revises or row).code),
            "cited": list_cited_words(row),
            "last_note": notes[-1] if notes else None,
            "subtitle": name_of(row.revises or row),
        }

    def origin_fields(self, row: ContentRow | None) -> list[tuple[str, str]]:
        """Return what a draft of changes revises, since the draft may be gone when its form is sent."""
        return [(ORIGINAL_FIELD, str(row.revises_id))] if isinstance(row, Statement) and row.revises_id else []

    def open_form(self, request: HttpRequest, row: ContentRow | None) -> BoundForm:
        """Return the form of a row, with what its draft still lacks before it can be published."""
        bound = super().open_form(request, row)
        if row is not None and self.has_change_permission(request, row):
            bound.missing = missing_of_draft(row.pk)
            # What is to be published with it is said once, above the form, and offered with the steps below.
            to_write = [fault for fault in bound.missing if not fault.waits_for]
            bound.form.show_missing(to_write)
            prefixes = [formset.prefix for formset in bound.formsets]
            for formset in bound.formsets:
                faults = (fault for fault in to_write if inline_of(fault, prefixes) == formset.prefix)
                formset.missing = tuple(faults)
        seal_citations(request, bound.formsets)
        return bound

    def step_page_context(self, step: WorkflowStep, row: Statement) -> Context:
        """Return what the page of a step shows of the row.

        Of one that is withdrawn that is the last edition, which readers see then; of one that is put back what it
        lacks, even if all that is offered goes with it; of one that is merged what moves.
        """
        if step.name == "merge":
            return {"moving": moving_with_statement(row)}
        if step.name == "put-back":
            return {"missing": missing_to_put_back(row)}
        edition = row.editions.select_related("publication").order_by("-number").first()
        if step.name != "withdraw" or edition is None:
            return {}
        return {"edition": edition, "edition_address": edition_address(row, edition), "row": row}

    def step_hindrance(self, step: WorkflowStep, rows: Sequence[Statement]) -> Hindrance | None:
        """Return what a withdrawal or a merger would be refused for, before anybody writes its words."""
        if step.name == "withdraw" and (users := users_that_stay(rows)):
            return Hindrance(gettext("In use; withdraw or change these first:"), linked_rows(users))
        if step.name == "merge" and (changes := Statement.objects.filter(revises__in=rows).order_by("code", "pk")):
            return Hindrance(gettext("Changes are being drafted; publish or discard them first:"), linked_rows(changes))
        draft = Statement.objects.filter(revises__in=rows).first() if step.name == RESTORE else None
        return draft_in_the_way(self.address("change", draft)) if draft else None

    def response_add(self, request: HttpRequest, obj: Statement, post_url_continue: str | None = None) -> HttpResponse:
        """Say that readers do not see the new statement yet, and lead to its form, where it is submitted."""
        is_published = PUBLISH_BUTTON in request.POST
        if is_published or "_popup" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        message = gettext("“%(name)s” is saved as a draft; readers see it once it is published.")
        self.message_user(request, message % {"name": name_of(obj)}, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", obj))

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        if obj.revises is None or "_popup" in request.POST:
            return super().response_change(request, obj)
        code = {"code": obj.revises.code}
        if PUBLISH_BUTTON in request.POST:
            self.message_user(request, gettext("The changes to %(code)s are published.") % code, messages.SUCCESS)
            return self.response_post_save_change(request, obj)
        message = gettext("The changes to %(code)s are saved as a draft; readers still see the published text.")
        self.message_user(request, message % code, messages.SUCCESS)
        if "_continue" in request.POST:
            return HttpResponseRedirect(self.address("change", obj))
        return self.response_post_save_change(request, obj)

    def get_view_on_site_url(self, obj: Statement | None = None) -> str | None:
        """Return the address of the public page; None if readers see nothing yet."""
        live = (obj.revises or obj) if obj else None
        return live.get_absolute_url() if live and live.published_at else None

    def log_change(self, request: HttpRequest, obj: ContentRow, message: str | LogMessage) -> LogEntry:
        """Log a change of a draft as a change of the statement that it revises, because the draft will be deleted."""
        is_change = isinstance(obj, Statement) and obj.revises_id
        return super().log_change(request, obj.revises if is_change else obj, message)

    def logged_as(self, row: Statement) -> int:
        return row.revises_id or row.pk

    def merger_of(self, row: Statement) -> GoneRow | None:
        """Return what is known of the merger of a statement; None if it was not merged."""
        step = self.step_called("merge")
        return find_merger(row, step.label) if step else None

    def after_step(self, request: HttpRequest, row: Statement) -> str:
        """Return the page of the row; of the statement if a draft no longer exists; of the one that it went into."""
        remaining = self.get_object(request, str(row.pk)) or self.get_object(request, str(row.revises_id))
        if remaining is not None and remaining.status == Status.WITHDRAWN and (merger := self.merger_of(remaining)):
            return merger.address
        if remaining is None or self.opts.model_name == "statement":
            return reverse(f"admin:concepts_{self.opts.model_name}_changelist")
        return self.address("change", remaining)

    @admin.display(description=_("used by"))
    def used_by(self, statement: Statement) -> str:
        live = statement.revises or statement
        using = Statement.objects.filter(Q(sides__characteristic=live) | Q(bases__statement=live), revises=None)
        colon = COLON[reader_language()]
        rows = ((user.get_kind_display(), colon, name_of(user)) for user in using.distinct().order_by("code"))
        return format_html_join("", "<p>{}{}{}</p>", rows) or "–"
