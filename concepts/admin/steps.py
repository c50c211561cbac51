"""Steps that are taken with what stands on an admin page: buttons on its form, and actions on its list.

Each asks the core, which holds the rules, and says in plain words what the core refuses. Nothing is done to a row that
changed since it was looked at.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Actions, CleanedData, Context, Words, pass_gate
from concepts.admin.content import BoundForm, ContentAdmin
from concepts.admin.row_versions import FORM_VERSION, ROW_VERSIONS, posted_rows, sent_version, version_of
from concepts.editorial.actors import Actor
from concepts.editorial.drafts import NoDraftError, StaleDraftError
from concepts.editorial.merging import NotMergeableError
from concepts.editorial.publishing import NotPublishableError, NotWithdrawableError, OwnWorkError, WrongStatusError
from concepts.editorial.restoring import DraftInTheWayError
from concepts.editorial.row_names import name_of
from sources.models import ContentRow

REFUSALS = (
    NotPublishableError, NotWithdrawableError, WrongStatusError, OwnWorkError, NoDraftError, StaleDraftError,
    DraftInTheWayError, NotMergeableError, ValidationError,
)  # fmt: skip
ID = re.compile("[0-9]{1,18}")
MOST = 2_000  # code points of what a step is told
MOST_NAMED = 10  # rows that a message names one by one


class StepForm(forms.Form):
    """What a step needs to be told; its texts pass the gate for text."""

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        pass_gate(self, data)
        return data


def words(label: Words, help_text: Words = "", *, required: bool = True, rows: int = 2) -> forms.CharField:
    """A field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=MOST, required=required, widget=widget)


class ReasonForm(StepForm):
    """Why two things become one, in both languages."""

    reason_en = words(_("Reason in English"))
    reason_zh = words(_("Reason in Chinese"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who may take it, with what rows, and what is done.

    `take` gets the rows as they stand, locked, who takes it and the valid form (an empty one where there is nothing to
    ask); it returns more to say, or nothing.
    """

    name: str
    label: Words
    permission: str
    applies: Callable[[Any], bool]
    take: Callable[[list[Any], Actor, StepForm], str | None]
    done: Words
    help: Words = ""
    form: type[StepForm] | None = None
    action: bool = False  # also for many rows at once, from the list
    page: bool = False  # asks on a page of its own


def nothing_asked() -> StepForm:
    """Return the valid form of a step that asks for nothing."""
    form = StepForm({})
    form.full_clean()
    return form


def said(error: Exception) -> str:
    """What a refusal says, in one line."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _logged(step: Step) -> list[dict[str, dict[str, list[str]]]]:
    """The step as the admin's log keeps it: in English, to be shown in the language of whoever looks."""
    with override("en"):
        return [{"changed": {"fields": [str(step.label)]}}]


class WithSteps(ContentAdmin):
    """An admin page whose rows have steps."""

    steps: tuple[Step, ...] = ()

    def row_of(self, row: ContentRow) -> ContentRow:
        """The row that steps and actions are taken with."""
        return row

    def may_take(self, request: HttpRequest, step: Step) -> bool:
        return request.user.has_perm(step.permission)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/steps/<slug:name>/", view, name=name), *super().get_urls()]

    def offered(self, request: HttpRequest, row: ContentRow) -> list[Context]:
        """The steps that can be taken with a row now: the step, its address and, unless it has a page, its form."""
        return [
            {
                "step": step,
                "address": self.step_address(row, step),
                "form": step.form(auto_id=f"{step.name}_%s") if step.form and not step.page else None,
            }
            for step in self.steps
            if step.applies(row) and self.may_take(request, step)
        ]

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        offered = self.offered(request, bound.row) if bound.row is not None else []
        return super().form_context(request, bound) | {"offered": offered}

    def step_address(self, row: Model, step: Step) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"
        return reverse(name, args=[quote(row.pk), step.name])

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Asks for what a step needs, and takes it; shows its form again, with the reason, when it is refused."""
        step = next((step for step in self.steps if step.name == name), None)
        row = self.get_object(request, unquote(object_id))
        if step is None or row is None:
            raise Http404(gettext("There is no such step, or nothing to take it with."))
        if not self.has_view_permission(request, row) or not self.may_take(request, step):
            raise PermissionDenied
        if request.method != "POST":
            return self.ask(request, step, row, step.form() if step.form else None)
        form = step.form(request.POST) if step.form else None
        if form is not None and not form.is_valid():
            return self.ask(request, step, row, form, 400)
        try:
            with transaction.atomic():
                locked = self.model._base_manager.select_for_update(no_key=True).get(pk=row.pk)
                if version_of(locked) != sent_version(request):
                    words = gettext("This was changed since you looked at it; nothing was done. Look at it again.")
                    return self.ask(request, step, locked, form, 409, words)
                more = step.take([locked], request.user, form or nothing_asked())
                self.log_change(request, row, _logged(step))
        except REFUSALS as error:
            return self.ask(request, step, row, form, 409, said(error))
        self.message_user(request, " ".join(str(part) for part in (step.done, more) if part))
        return HttpResponseRedirect(self.after_step(request, row))

    def after_step(self, request: HttpRequest, row: ContentRow) -> str:
        """Where somebody goes on who took a step with the row: to it, or to the list if it is gone."""
        there = self.get_object(request, str(row.pk))
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{page}_change", args=[quote(row.pk)]) if there else reverse(f"{page}_changelist")

    def ask(
        self,
        request: HttpRequest,
        step: Step,
        row: ContentRow,
        form: StepForm | None,
        status: int = 200,
        refusal: str = "",
    ) -> HttpResponse:
        """The page of a step."""
        context = {
            "version_name": FORM_VERSION,
            "version": version_of(row),
            "chosen": [name_of(row)],
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[quote(row.pk)]),
            **self.told_on_page(step, row),
        }
        return self._step_page(request, step, form, context, status, refusal)

    def told_on_page(self, step: Step, row: ContentRow) -> Context:
        """What the page of a step tells besides."""
        return {}

    def _step_page(
        self, request: HttpRequest, step: Step, form: StepForm | None, context: Context, status: int, refusal: str
    ) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.opts,
            "step": step,
            "form": form,
            "refusal": refusal,
            "media": form.media if form else "",
        }
        return TemplateResponse(request, "admin/concepts/step.html", shared | context, status=status)

    def get_actions(self, request: HttpRequest, action_location: Enum | None = None) -> Actions:
        where = {} if action_location is None else {"action_location": action_location}
        if getattr(action_location, "value", "") == "CHANGE_FORM":
            return {}  # a form has its steps as buttons
        actions: Actions = super().get_actions(request, **where)
        for step in self.steps:
            if step.action and self.may_take(request, step) and "_popup" not in request.GET:
                actions[f"{step.name}_chosen"] = (_as_action(step), f"{step.name}_chosen", step.label)
        return actions

    def action_checkbox(self, obj: ContentRow) -> SafeString:
        """The box that chooses a row, with the versions that an action on it starts from."""
        rows = (obj,) if self.row_of(obj) is obj else (obj, self.row_of(obj))
        inputs = ((ROW_VERSIONS, version_of(row)) for row in rows)
        versions = format_html_join("", '<input type="hidden" name="{}" value="{}">', inputs)
        return format_html("{}{}", super().action_checkbox(obj), versions)

    def response_action(
        self, request: HttpRequest, queryset: "QuerySet[ContentRow]", **where: Any
    ) -> HttpResponse | None:
        """Takes an action with the chosen rows that are as the list showed them, and names those that are not."""
        chosen = [one for one in request.POST.getlist(ACTION_CHECKBOX_NAME) if ID.fullmatch(one)]
        sent = request.POST.copy()
        sent.setlist(ACTION_CHECKBOX_NAME, chosen)  # Django would fail on an id that is no number
        request.POST = sent
        if request.POST.get("select_across") != "1":
            queryset = queryset.filter(pk__in=chosen)
        seen = posted_rows(request)
        with transaction.atomic():
            rows = list(queryset)
            both = {row.pk: {row.pk, self.row_of(row).pk} for row in rows}
            locking = self.model._base_manager.select_for_update(no_key=True).order_by("pk")
            locked = locking.in_bulk(sorted(set().union(*both.values())))
            current = {pk for pk, row in locked.items() if version_of(row) in seen}
            if left := [name_of(row) for row in rows if not both[row.pk] <= current]:
                self._name_left(request, left)
            as_seen = [pk for pk, ids in both.items() if ids <= current]
            return super().response_action(request, queryset.model._default_manager.filter(pk__in=as_seen), **where)

    def _name_left(self, request: HttpRequest, left: list[str]) -> None:
        words = ngettext(
            "Left as it is, since it changed since you looked at the list, or the list did not show it: %(names)s",
            "Left as they are, since they changed since you looked at the list, or the list did not show them: "
            "%(names)s",
            len(left),
        )
        named = "; ".join(left[:MOST_NAMED]) + ("; …" if len(left) > MOST_NAMED else "")
        self.message_user(request, words % {"names": named}, messages.WARNING)


def _as_action(step: Step) -> Callable[..., HttpResponse | None]:
    """The step as an action of the list: asks first where it needs to be told something, then takes all or none."""

    def take_with_chosen(page: WithSteps, request: HttpRequest, chosen: "QuerySet[ContentRow]") -> HttpResponse | None:
        rows = [page.row_of(row) for row in chosen]
        if not rows:
            return None
        form = step.form(request.POST if "confirmed" in request.POST else None) if step.form else None
        if form is not None and not form.is_valid():
            return ask_for_many(page, request, step, form, list(chosen))
        try:
            with transaction.atomic():
                more = step.take(rows, request.user, form or nothing_asked())
                for row in rows:
                    page.log_change(request, row, _logged(step))
        except REFUSALS as error:
            refusals = str(error).splitlines() if isinstance(error, NotPublishableError) else [said(error)]
            for words in refusals:
                page.message_user(request, words, messages.ERROR)
        else:
            page.message_user(request, " ".join(str(part) for part in (step.done, more) if part))
        return None

    return take_with_chosen


def ask_for_many(
    page: WithSteps, request: HttpRequest, step: Step, form: StepForm, chosen: Sequence[ContentRow]
) -> HttpResponse:
    """The page on which an action on many rows is told what it needs."""
    rows = {row.pk: row for one in chosen for row in (one, page.row_of(one))}
    context = {
        "chosen": [name_of(row) for row in chosen],
        "hidden": [
            *((ACTION_CHECKBOX_NAME, row.pk) for row in chosen),
            *((ROW_VERSIONS, version_of(row)) for row in rows.values()),
            ("action", f"{step.name}_chosen"),
        ],
        "back": request.get_full_path(),
    }
    return page._step_page(request, step, form, context, 200, "")
