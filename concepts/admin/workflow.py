"""Take steps in the workflow of a row, such as publishing: by buttons below its form, and by actions of its list.

The functions of `concepts.editorial` hold the rules; what they refuse is shown as a message. Nothing is done to a row
that changed after somebody looked at it.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from concepts.admin.base import Actions, Context, InterfaceText
from concepts.admin.companions import OfferedCompanion, chosen_companions, offer_companions, show_drafts
from concepts.admin.content import BoundForm, ContentAdmin
from concepts.admin.gone_rows import GoneRow
from concepts.admin.row_versions import (
    FORM_VERSION,
    NUMERIC_ID,
    ROW_VERSIONS,
    ListedRow,
    is_shown_again,
    posted_row_versions,
    sent_version,
    version_of,
)
from concepts.admin.step_forms import StepForm, empty_step_form
from concepts.admin.step_log import find_taken_step, log_message
from concepts.admin.step_messages import (
    done_already_message,
    done_message,
    done_otherwise_message,
    left_alone_messages,
    other_words_message,
)
from concepts.admin.steps import RESTORE, STEP_REFUSALS, Hindrance, WorkflowStep, refusal_text
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.editorial.sent_forms import TYPED_BY
from concepts.editorial.write_lock import write_lock
from sources.content_row import ContentRow

if TYPE_CHECKING:
    from django.contrib.admin.options import ActionLocation  # of Django 6; 5.2 passes none


class WorkflowAdmin(ContentAdmin):
    """The admin page of a model whose rows have workflow steps."""

    steps: tuple[WorkflowStep, ...] = ()
    views_of_forms = (*ContentAdmin.views_of_forms, "step_view", "changelist_view")

    def row_of(self, row: ContentRow) -> ContentRow:
        """Return the row that steps and actions work on."""
        return row

    def may_take(self, request: HttpRequest, step: WorkflowStep) -> bool:
        return request.user.has_perm(step.permission)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/steps/<slug:name>/", view, name=name), *super().get_urls()]

    def available_steps(self, request: HttpRequest, row: ContentRow) -> list[Context]:
        """Return the steps that can be taken now, each with its address and, unless it has its own page, its form."""
        return [
            {
                "step": step,
                "address": self.step_address(row, step),
                "form": None if step.page else step.form_for(row, auto_id=f"{step.name}_%s"),
                "companions": () if step.page else self.offered(request, step, [row]),
            }
            for step in self.steps
            if step.applies(row) and self.may_take(request, step)
        ]

    def offered(self, request: HttpRequest, step: WorkflowStep, rows: Sequence[ContentRow]) -> list[OfferedCompanion]:
        """Return what the step can take along with the rows."""
        return offer_companions(request, step.companions, rows, with_changes=step.shows_changes)

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        steps = self.available_steps(request, bound.row) if bound.row is not None else []
        return super().form_context(request, bound) | {"available_steps": steps}

    def step_address(self, row: Model, step: WorkflowStep) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"
        return reverse(name, args=[quote(row.pk), step.name])

    def step_called(self, name: str) -> WorkflowStep | None:
        """Return the step of that name; None if there is none."""
        return next((step for step in self.steps if step.name == name), None)

    def logged_steps(self) -> dict[str, InterfaceText]:
        with override("en"):
            return {str(step.label): step.log for step in self.steps}

    def log_step(
        self, request: HttpRequest, row: ContentRow, step: WorkflowStep | None, form: StepForm | None = None
    ) -> None:
        """Record in the admin's log that a step was taken, and with which form."""
        if step is not None:
            self.log_change(request, row, log_message(step.label, form))

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Show the page of a step, or take the step; if it is refused, show its page again with the reason."""
        step = self.step_called(name)
        if step is None:
            raise Http404(gettext("There is no such step, or nothing to take it with."))
        if request.method == "POST":
            with write_lock():
                return self.take_step(request, step, object_id)
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404(gettext("There is no such step, or nothing to take it with."))
        self.require_step(request, step, row)
        return self.show_step_page(request, step, row, step.form_for(row))

    def require_step(self, request: HttpRequest, step: WorkflowStep, row: ContentRow | None) -> None:
        """Raise PermissionDenied where the person may not take the step."""
        if not self.has_view_permission(request, row) or not self.may_take(request, step):
            raise PermissionDenied

    def take_step(self, request: HttpRequest, step: WorkflowStep, object_id: str) -> HttpResponse:
        """Take a step with the row of a posted form, if it is as it was looked at; part of a larger transaction."""
        row = self.get_object(request, unquote(object_id))
        self.require_step(request, step, row)
        form = step.form_for(row, request.POST)
        is_valid = form is None or form.is_valid()
        if row is None or version_of(row) != sent_version(request):
            return self.answer_late_step(request, step, row or self.successor(request), object_id, form)
        if is_shown_again(request):
            return self.show_step_page(request, step, row, form)
        if not is_valid:
            return self.show_step_page(request, step, row, form, 400)
        try:
            with transaction.atomic():
                companions = chosen_companions(request, step.companions, [row])
                more = step.take([row, *companions], request.user, form or empty_step_form())
                for row_taken in (row, *companions):
                    self.log_step(request, row_taken, step, form)
        except STEP_REFUSALS as error:
            if step.name == RESTORE:  # which leaves the version of its row as it is
                taken = find_taken_step(self.model, self.logged_as(row), step, form, request.user)
                if taken and taken.has_all:
                    return self.answer_done_already(request, step, row, object_id)
            return self.show_step_page(request, step, row, form, 409, refusal_text(error))
        self.message_user(request, done_message(step.done, more, companions))
        return HttpResponseRedirect(self.after_step(request, row))

    def find_gone(self, request: HttpRequest, merge_label: InterfaceText = "") -> GoneRow:
        """Return what is known of the row of a posted form that is gone."""
        step = self.step_called("merge")
        return super().find_gone(request, step.label if step else merge_label)

    def successor(self, request: HttpRequest) -> ContentRow | None:
        """Return the row that stands where that of a posted form is gone; None if nothing does."""
        return None

    def answer_late_step(
        self,
        request: HttpRequest,
        step: WorkflowStep,
        row: ContentRow | None,
        object_id: str,
        form: StepForm | None,
    ) -> HttpResponse:
        """Answer a step that comes too late, since its row is another one now or gone.

        Whoever sends the same once more, or wanted what somebody else has done by now, is told so and led there. Where
        words or choices would be lost, the page of the step is shown again with them.
        """
        logged_as = self.logged_as(row) if row is not None else int(object_id) if NUMERIC_ID.fullmatch(object_id) else 0
        taken = find_taken_step(self.model, logged_as, step, form, request.user)
        if taken and taken.has_all:
            return self.answer_done_already(request, step, row, object_id)
        if taken:
            message = other_words_message(is_own=taken.is_own)
        elif row is None:
            message = self.find_gone(request).message(may_add=self.has_add_permission(request))
        else:
            message = gettext("This was changed since you looked at it; nothing was done. Look at it again.")
        return self.show_step_page(request, step, row, form, 409, message)

    def answer_done_already(
        self, request: HttpRequest, step: WorkflowStep, row: ContentRow | None, object_id: str
    ) -> HttpResponse:
        """Say that all of a step was done before, and lead to the row, or to what stands in its place if it is gone."""
        message = gettext("%(done)s This was done already; nothing was done twice.") % {"done": step.done}
        self.message_user(request, message)
        return HttpResponseRedirect(self.after_step(request, row) if row else self.address_of_gone(object_id))

    def after_step(self, request: HttpRequest, row: ContentRow) -> str:
        """Return the address to show after a step: the page of the row, or the list if the row is gone."""
        remaining = self.get_object(request, str(row.pk))
        return self.address("change", row) if remaining else self.address_of_gone(str(row.pk))

    def address_of_gone(self, object_id: str) -> str:
        """Return the address to show where the row with this id is gone: the list, unless it went into another row."""
        return self.address("changelist")

    def show_step_page(
        self,
        request: HttpRequest,
        step: WorkflowStep,
        row: ContentRow | None,
        form: StepForm | None,
        status: int = 200,
        refusal: str = "",
    ) -> HttpResponse:
        """Render the page of a step for one row, or for one that is gone: then it can only be read."""
        identity = [(FORM_VERSION, version_of(row)), *self.origin_fields(row)]
        context: Context = {"hidden": identity, "back": self.address("changelist")}
        if row is None:
            context["gone"] = self.find_gone(request)
        else:
            back = self.address("change", row)
            companions = self.offered(request, step, [row])
            drafts = show_drafts(request, [row]) if step.shows_changes else ()
            there = {"chosen": [name_of(row)], "companions": companions, "drafts": drafts}
            there |= {"back": back, "row_address": back}
            hindrance = self.step_hindrance(step, [row])
            if hindrance and step.name == RESTORE:
                form, refusal = None, ""  # it holds only which content was meant
            context |= there | self.step_page_context(step, row) | {"hindrance": hindrance}
        return self.render_step_page(request, step, form, context, status, refusal)

    def step_page_context(self, step: WorkflowStep, row: ContentRow) -> Context:
        """Return further variables for the page of a step."""
        return {}

    def step_hindrance(self, step: WorkflowStep, rows: Sequence[ContentRow]) -> Hindrance | None:
        """Return what has to be done before the step can be taken with these rows; None if nothing has."""
        return None

    def render_step_page(
        self,
        request: HttpRequest,
        step: WorkflowStep,
        form: StepForm | None,
        context: Context,
        status: int,
        refusal: str,
    ) -> HttpResponse:
        context["hidden"] = [(TYPED_BY, request.user.pk), *context["hidden"]]
        shared = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.opts,
            "step": step,
            "help": (step.help_many if len(context.get("chosen", ())) > 1 else "") or step.help,
            "form": form,
            "refusal": refusal,
            "media": form.media if form else "",
        }
        return TemplateResponse(request, "admin/concepts/step.html", shared | context, status=status)

    def get_actions(self, request: HttpRequest, action_location: Enum | None = None) -> Actions:
        location = {} if action_location is None else {"action_location": action_location}
        if getattr(action_location, "value", "") == "CHANGE_FORM":
            return {}  # on a form, steps are buttons
        actions: Actions = super().get_actions(request, **location)
        for step in self.steps:
            if step.action and self.may_take(request, step) and "_popup" not in request.GET:
                actions[f"{step.name}_chosen"] = (_list_action(step), f"{step.name}_chosen", step.label)
        return actions

    def action_checkbox(self, obj: ContentRow) -> SafeString:
        """Return the checkbox of a row, with the row versions that the list shows."""
        rows = (obj,) if self.row_of(obj) is obj else (obj, self.row_of(obj))
        inputs = ((ROW_VERSIONS, version_of(row)) for row in rows)
        versions = format_html_join("", '<input type="hidden" name="{}" value="{}">', inputs)
        listed = ListedRow(obj.pk, name_of(obj))
        return format_html("{}{}", super().action_checkbox(listed), versions)

    def response_action(
        self, request: HttpRequest, queryset: "QuerySet[ContentRow]", **location: "ActionLocation"
    ) -> HttpResponse | None:
        """Run an action on the chosen rows that have not changed since the list was shown, and name the others."""
        chosen = [pk for pk in request.POST.getlist(ACTION_CHECKBOX_NAME) if NUMERIC_ID.fullmatch(pk)]
        sent = request.POST.copy()
        sent.setlist(ACTION_CHECKBOX_NAME, chosen)  # Django would fail on an id that is not a number
        request.POST = sent
        if request.POST.get("select_across") != "1":
            queryset = queryset.filter(pk__in=chosen)
        seen = posted_row_versions(request)
        with write_lock():
            rows = list(queryset)
            late = [row for row in rows if not {version_of(row), version_of(self.row_of(row))} <= seen]
            as_seen = [row.pk for row in rows if row not in late]
            missing = len({*chosen} - {str(row.pk) for row in rows})
            if refused := self._answer_late_rows(request, late, missing, is_all=not as_seen):
                return refused
            named = select_for_choice(queryset.model._default_manager.filter(pk__in=as_seen))
            return super().response_action(request, named, **location)

    def _answer_late_rows(
        self, request: HttpRequest, late: list[ContentRow], missing: int, *, is_all: bool
    ) -> HttpResponse | None:
        """Say which rows an action left unchanged, and that the step was taken with them already where it was.

        Return the page of the step with what was typed where that would be lost: as `is_all` says, no other row is
        left to take the step with.
        """
        step = self.step_called(request.POST.get("action", "").removesuffix("_chosen"))
        form = step.form(request.POST) if step and step.form and "confirmed" in request.POST else None
        taken = {
            row.pk: step and find_taken_step(self.model, self.logged_as(row), step, form, request.user) for row in late
        }
        done = [row for row in late if (found := taken[row.pk]) and found.has_all]
        otherwise = [row for row in late if (found := taken[row.pk]) and not found.has_all]
        changed = [row for row in late if not taken[row.pk]]
        if step is not None and done:
            self.message_user(request, done_already_message(step.done, done))
        warnings = [*left_alone_messages(changed, missing), *([done_otherwise_message(otherwise)] if otherwise else [])]
        if step and form and form.says_something() and is_all and (otherwise or changed):
            return show_action_page(self, request, step, form, [*otherwise, *changed], "\n".join(warnings))
        for message in warnings:
            self.message_user(request, message, messages.WARNING)
        return None


def _list_action(step: WorkflowStep) -> Callable[..., HttpResponse | None]:
    """Return the step as an action of a list: it shows the form of the step first, then works on all rows or none."""

    def take_with_chosen(
        page: WorkflowAdmin, request: HttpRequest, chosen: "QuerySet[ContentRow]"
    ) -> HttpResponse | None:
        rows = [page.row_of(row) for row in chosen]
        if not rows:
            return None
        is_confirmed = "confirmed" in request.POST
        form = step.form(request.POST if is_confirmed else None) if step.form else None
        unanswered = not is_confirmed and any(each.is_chosen for each in page.offered(request, step, rows))
        if unanswered or (form is not None and (is_shown_again(request) or not form.is_valid())):
            return show_action_page(page, request, step, form, list(chosen))
        if is_shown_again(request):
            return None
        try:
            with transaction.atomic():
                companions = chosen_companions(request, step.companions, rows)
                more = step.take([*rows, *companions], request.user, form or empty_step_form())
                for row in (*rows, *companions):
                    page.log_step(request, row, step, form)
        except STEP_REFUSALS as error:
            if form is not None and form.says_something():
                return show_action_page(page, request, step, form, list(chosen), refusal_text(error))
            refusals = str(error).splitlines() if isinstance(error, NotPublishableError) else [refusal_text(error)]
            if len(rows) > 1:
                refusals.append(gettext("Nothing was done with any of the chosen rows."))
            for refusal in refusals:
                page.message_user(request, refusal, messages.ERROR)
        else:
            page.message_user(request, done_message(step.done, more, companions))
        return None

    return take_with_chosen


def show_action_page(
    page: WorkflowAdmin,
    request: HttpRequest,
    step: WorkflowStep,
    form: StepForm | None,
    chosen: Sequence[ContentRow],
    refusal: str = "",
) -> HttpResponse:
    """Render the page on which an action for many rows asks for what it needs; with 409 if it was refused."""
    taken = [page.row_of(row) for row in chosen]
    rows = {row.pk: row for row in (*chosen, *taken)}
    context: Context = {
        "hindrance": page.step_hindrance(step, taken),
        "chosen": [name_of(row) for row in chosen],
        "drafts": show_drafts(request, taken) if step.shows_changes else (),
        "companions": page.offered(request, step, taken),
        "hidden": [
            *((ACTION_CHECKBOX_NAME, row.pk) for row in chosen),
            *((ROW_VERSIONS, version_of(row)) for row in rows.values()),
            ("action", f"{step.name}_chosen"),
        ],
        "back": request.get_full_path(),
    }
    return page.render_step_page(request, step, form, context, 409 if refusal else 200, refusal)
