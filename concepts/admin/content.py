"""Show and save the form of a content row; it is saved only on the row version that it was opened on.

There is one path: `post_form` takes the lock of writers, finds the row that the form was posted for (`Target`), binds
the form (`BoundForm`), saves it with `save_bound` and answers. Only `post_form` catches what the editorial functions
refuse; it shows the bound form again, with the errors and with everything that was typed.
"""

from dataclasses import dataclass, field
from enum import Enum

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, InlineModelAdmin, csrf_protect_m
from django.contrib.admin.utils import flatten_fieldsets, quote, unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from concepts.admin.base import Actions, Context, InterfaceText, NamedChoices, NameField, RowForm, RowFormSet
from concepts.admin.conflicts import Conflict, InlineRows, align_form_data
from concepts.admin.editing import editing_context, end_editing
from concepts.admin.gone_rows import FORMER_SLUG, GoneRow, find_gone_row
from concepts.admin.history import LogHistory
from concepts.admin.log_sentences import describe_changes
from concepts.admin.missing_places import show_missing
from concepts.admin.row_versions import (
    FORM_KEY,
    FORM_VERSION,
    Target,
    VersionState,
    checksum_of_form,
    is_shown_again,
    last_log_entry,
    sent_version,
    version_of,
    version_state,
)
from concepts.admin.search import FoldedSearch
from concepts.admin.small_windows import SmallWindows
from concepts.admin.step_messages import print_by_name
from concepts.editorial.deleting import KIND_BY_MODEL, delete_row
from concepts.editorial.drafts import StaleDraftError
from concepts.editorial.publication_case import Missing
from concepts.editorial.publications import publish_row
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import OwnWorkError, WrongStatusError
from concepts.editorial.row_names import name_of
from concepts.editorial.saving import NothingChangedError
from concepts.editorial.sent_forms import TYPED_BY, form_sent_before, new_form_key, remember_form
from concepts.editorial.write_lock import write_lock
from sources.content_row import ContentRow
from sources.locking import StaleSaveError, claim_row_version

SAVE_REFUSALS = (OwnWorkError, StaleDraftError, WrongStatusError)


@dataclass(slots=True)
class BoundForm:
    """A form with its inlines, opened on a row or bound to posted data.

    `version` is the row version that the form sends back, `key` the key of a form that adds a row; `conflict` is set if
    the form was refused because the row changed; `missing` is what a draft still lacks before it can be published.
    """

    form: RowForm
    formsets: list[RowFormSet]
    inlines: list["InlineModelAdmin[Model, Model]"]
    row: ContentRow | None
    version: str = ""
    key: str = ""
    conflict: Conflict | None = None
    missing: list[Missing] = field(default_factory=list)

    def is_valid(self) -> bool:
        """Return whether the form and its inlines are valid; validates all of them, so that every error is shown."""
        form_is_valid = self.form.is_valid()
        return all_valid(self.formsets) and form_is_valid

    def has_changed(self) -> bool:
        """Return whether the form or an inline differs from what was shown."""
        return any(part.has_changed() for part in (self.form, *self.formsets))


class ContentAdmin(SmallWindows, NamedChoices, LogHistory, FoldedSearch):
    """The admin page of a content model. A form contains the row version it was opened on, and saves only that one."""

    views_of_forms: tuple[str, ...] = ("add_view", "change_view")  # these show a form again, and save nothing
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/concepts/content_form.html"
    delete_confirmation_template = "admin/concepts/delete.html"
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.SlugField: {"form_class": NameField},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    @csrf_protect_m
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """Show the form of a new or an existing row, or save the posted form."""
        to_field = self.to_field(request)
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
        if request.method == "POST":
            return self.post_form(request, object_id, form_url)
        row = None if object_id is None else self.get_object(request, unquote(object_id))
        if object_id is None and not self.has_add_permission(request):
            raise PermissionDenied
        if object_id is not None and not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if object_id is not None and row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.show_form(request, self.open_form(request, row), form_url)

    @write_lock()
    def post_form(self, request: HttpRequest, object_id: str | None, form_url: str) -> HttpResponse:
        """Save a posted form; if it is refused, show it again with everything that was typed.

        Nobody else writes between what is checked here and what is written.
        """
        target = self.find_target(request, object_id)
        if target is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if target.row is None and not target.gone and not self.has_add_permission(request):
            raise PermissionDenied
        if target.row is not None and target.sent_twice:
            return self.answer_saved_already(request, target.row)
        if target.row is not None and not self.has_change_permission(request, target.row):
            raise PermissionDenied
        if not target.is_current:
            return self.show_conflict(request, target)
        bound = self.bind_form(request, target.row, request.POST)
        if is_shown_again(request) or not bound.is_valid():
            return self.show_form(request, bound, form_url)
        try:
            with transaction.atomic():
                saved = self.save_bound(request, bound)
                if target.row is None and bound.key:
                    checksum = checksum_of_form(request)
                    remember_form(table=self.opts.label_lower, key=bound.key, checksum=checksum, row=saved.pk)
        except StaleSaveError as error:
            return self.show_conflict(request, Target(error.current, VersionState.STALE, gone=error.current is None))
        except NotPublishableError as error:
            show_missing(bound.form, bound.formsets, (fault for faults in error.missing.values() for fault in faults))
        except NothingChangedError as error:
            self.message_user(request, str(error), messages.WARNING)
            return HttpResponseRedirect(request.path)
        except SAVE_REFUSALS as error:
            bound.form.add_error(None, str(error))
        except ValidationError as error:
            self.place_faults(bound, error)
        except IntegrityError:  # a rule that only the database knows, or a writer that takes no lock: see it now
            bound = self.bind_form(request, target.row, request.POST)
            if bound.is_valid():
                message = gettext(
                    "Something was saved at the same moment that does not go with this. Look, and save again."
                )
                bound.form.add_error(None, message)
        else:
            end_editing(request.user, bound.row)
            return self.answer_saved(request, bound, saved)
        return self.show_form(request, bound, form_url)

    def find_target(self, request: HttpRequest, object_id: str | None) -> Target | None:
        """Return the row that a posted form saves; None if it does not exist and the person may not change any.

        A form that adds a row, and is sent twice, finds the row that it made.
        """
        if object_id is None:
            sent = form_sent_before(table=self.opts.label_lower, key=request.POST.get(FORM_KEY, ""))
            row = self.get_object(request, str(sent.row)) if sent else None
            if sent is None or row is None:
                return Target(None)
            return Target(row, VersionState.STALE, sent_twice=sent.checksum == checksum_of_form(request))
        row = self.get_object(request, unquote(object_id))
        if row is None:
            may_save = self.has_add_permission(request) or self.has_change_permission(request)
            return Target(None, gone=True) if may_save else None
        if not self.has_change_permission(request, row):
            return Target(row)
        return Target(row, version_state(sent_version(request), row))

    def save_bound(self, request: HttpRequest, bound: BoundForm) -> Model:
        """Save a valid form with its inlines in the present transaction, log the change and return the row."""
        row: ContentRow = bound.form.save(commit=False)
        with publish_row(row=row, by=request.user):
            if bound.row is not None:
                claim_row_version(row=row, row_version=bound.row.row_version)
            row.save()
            bound.form.save_m2m()
            for formset in bound.formsets:
                formset.save()
            self.finish(request, row)
        self.log(request, bound, row)
        return row

    def finish(self, request: HttpRequest, row: Model) -> None:
        """Do further work in the same transaction, after the row and its parts are saved."""

    def log(self, request: HttpRequest, bound: BoundForm, row: Model) -> None:
        """Record in the admin's log what was changed."""
        is_new = bound.row is None
        message = describe_changes(bound.form, bound.formsets, is_new=is_new)
        if is_new:
            self.log_addition(request, row, message)
        else:
            self.log_change(request, row, message)

    def place_faults(self, bound: BoundForm, error: ValidationError) -> None:
        """Show the errors of saving at the fields concerned."""
        bound.form.add_error(None, error.messages)

    def answer_saved(self, request: HttpRequest, bound: BoundForm, row: Model) -> HttpResponse:
        """Report that the row is saved, under the name that curators use, and redirect to the next page."""
        print_by_name(row)
        return self.response_add(request, row) if bound.row is None else self.response_change(request, row)

    def offer_next(self, request: HttpRequest, address: str, words: str) -> None:
        """Show a message that leads to what is to be done next; not in the small window of another form."""
        if IS_POPUP_VAR not in request.POST:
            self.message_user(request, format_html('<a href="{}">{}</a>', address, words))

    def open_form(self, request: HttpRequest, row: ContentRow | None) -> BoundForm:
        """Return the form of a stored row, or an empty form."""
        Form = self.get_form(request, row, change=row is not None, fields=self.field_names(request, row))
        form = Form(initial=self.get_changeform_initial_data(request)) if row is None else Form(instance=row)
        formsets, inlines = self._create_formsets(request, form.instance, change=row is not None)
        return BoundForm(form, formsets, inlines, row, version_of(row), "" if row else new_form_key())

    def bind_form(self, request: HttpRequest, row: ContentRow | None, data: QueryDict) -> BoundForm:
        """Return the form of the row, bound to the posted data."""
        Form = self.get_form(request, row, change=row is not None, fields=self.field_names(request, row))
        form = Form(data, request.FILES, instance=row)
        formsets, inlines = [], []
        for FormSet, inline in self.get_formsets_with_inlines(request, row):
            prefix = FormSet.get_default_prefix()
            rows = inline.get_queryset(request)
            files = request.FILES
            formsets.append(FormSet(data, files, instance=form.instance, prefix=prefix, queryset=rows))
            inlines.append(inline)
        # A form that is shown again keeps the version that it was opened on, even if the row changed meanwhile.
        return BoundForm(form, formsets, inlines, row, sent_version(request), request.POST.get(FORM_KEY, ""))

    def to_field(self, request: HttpRequest) -> str | None:
        """Return the field by which the window that opened this popup identifies rows, if it is given."""
        return request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))

    def field_names(self, request: HttpRequest, row: ContentRow | None) -> list[str]:
        """Return the names of the fields that the form shows."""
        return flatten_fieldsets(self.get_fieldsets(request, row))

    def show_conflict(self, request: HttpRequest, target: Target) -> HttpResponse:
        """Show a refused form applied to the stored row, with the differences; status 409, or 400 without a version."""
        row, is_unknown = target.row, target.version_state == VersionState.UNKNOWN
        message = str(StaleSaveError(row))
        if is_unknown:
            message = gettext(
                "This form does not say which version it was opened on; nothing was saved. Compare it with what is "
                "stored and save again what is to stand."
            )
        conflict = Conflict(message, 400 if is_unknown else 409, version_of(row))
        if row is None:
            conflict.gone, conflict.may_add = self.find_gone(request), self.has_add_permission(request)
            conflict.message = conflict.gone.message(may_add=conflict.may_add)
        if row is not None and (entry := last_log_entry(self.model, self.logged_as(row))):
            conflict.name_saver(entry, request.user)
        data, conflict.unseen_rows = align_form_data(request.POST, self.inline_rows(request, row), row)
        bound = self.bind_form(request, row, data)
        bound.is_valid()
        bound.version, bound.conflict = "", conflict
        conflict.compare(bound.form, bound.formsets)
        if not conflict.may_add:
            bound.form.errors.clear()  # nothing can be saved, so nothing is to be corrected
        if row is not None and conflict.nothing_differs and not is_unknown:
            return self.answer_saved_already(request, row)
        address = self.address("add") if conflict.may_add else request.path
        response = self.show_form(request, bound, address if row is None else self.address("change", row))
        response.status_code = conflict.status
        return response

    def answer_saved_already(self, request: HttpRequest, row: ContentRow) -> HttpResponse:
        """Answer a form that was sent twice: say so, and lead to the row."""
        self.message_user(request, gettext("All of this is saved already; nothing was saved twice."))
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, row)
        return HttpResponseRedirect(self.address("change", row))

    def inline_rows(self, request: HttpRequest, row: ContentRow | None) -> list[InlineRows]:
        """Return the stored rows of the form's inlines."""
        parts = []
        for FormSet, inline in self.get_formsets_with_inlines(request, row):
            fields = tuple(name for name in FormSet.form.base_fields if name not in ("id", FormSet.fk.name, "DELETE"))
            if fields:
                rows = FormSet(instance=row, queryset=inline.get_queryset(request)).get_queryset() if row else ()
                prefix = FormSet.get_default_prefix()
                parts.append(InlineRows(prefix, FormSet.fk.name, inline.key, fields, tuple(rows)))
        return parts

    def show_form(self, request: HttpRequest, bound: BoundForm, form_url: str = "") -> HttpResponse:
        """Render a form as an admin page."""
        row, is_new = bound.row, bound.row is None
        may_change = is_new or self.has_change_permission(request, row)
        fieldsets = self.get_fieldsets(request, row)
        admin_form = helpers.AdminForm(
            bound.form,
            list(fieldsets),  # type: ignore[arg-type]  # the stubs of AdminForm know only lists of names
            self.get_prepopulated_fields(request, row) if may_change else {},
            self.get_readonly_fields(request, row) if may_change else flatten_fieldsets(fieldsets),
            model_admin=self,
        )
        inline_formsets = self.get_inline_formsets(request, bound.formsets, bound.inlines, row)
        media = self.media + admin_form.media
        for inline_formset in inline_formsets:
            media += inline_formset.media
        is_added = is_new and (bound.conflict is None or bound.conflict.may_add)
        title = gettext("Add %s") if is_added else gettext("Change %s") if may_change else gettext("View %s")
        context = {
            **self.admin_site.each_context(request),
            "title": title % self.opts.verbose_name,
            "subtitle": name_of(row) if row is not None else None,
            "adminform": admin_form,
            "object_id": None if row is None else str(row.pk),
            "original": row,
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "to_field": self.to_field(request),
            "media": media,
            "inline_admin_formsets": inline_formsets,
            "errors": helpers.AdminErrorList(bound.form, bound.formsets),
            "preserved_filters": self.get_preserved_filters(request),
            "identity": [(FORM_VERSION, bound.version), (TYPED_BY, request.user.pk), *self.origin_fields(row)],
            "form_key": (FORM_KEY, bound.key) if is_new else None,
            "conflict": bound.conflict,
            **self.form_context(request, bound),
        }
        return self.render_change_form(request, context, add=is_new, change=not is_new, obj=row, form_url=form_url)

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        """Return further variables for the template of the form."""
        return editing_context(request.user, bound.row)

    def origin_fields(self, row: ContentRow | None) -> list[tuple[str, str]]:
        """Return further hidden fields that tell where the form of a row belongs, should the row be gone."""
        return [(FORMER_SLUG, getattr(row, "slug", ""))] if type(row) in KIND_BY_MODEL else []

    def find_gone(self, request: HttpRequest, merge_label: InterfaceText = "") -> GoneRow:
        """Return what is known of the row of a posted form that is gone."""
        return find_gone_row(request, self.model, merge_label)

    def address(self, page: str, row: Model | None = None) -> str:
        """Return the address of one of this model's pages, for `row` if the page shows one row."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(row.pk)] if row is not None else [])

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Delete a row, unless it changed after the confirmation page was shown."""
        if request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            extra = {"version_name": FORM_VERSION, "version": version_of(row), "name": name_of(row) if row else ""}
            return super().delete_view(request, object_id, extra | (extra_context or {}))
        with write_lock():
            row = self.get_object(request, unquote(object_id))
            is_stale = row is not None and version_of(row) != sent_version(request)
            if row is not None and is_stale and self.has_delete_permission(request, row):
                message = gettext("This was changed meanwhile; nothing was deleted. Look at it again.")
                self.message_user(request, message, messages.ERROR)
                return HttpResponseRedirect(self.address("change", row))
            return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: ContentRow) -> None:
        if delete_row(row=obj, by=request.user):
            message = gettext(
                "Its address is never used again and tells readers that this was deleted. "
                "The words can be changed in the list of moved and withdrawn addresses."
            )
            self.message_user(request, message, messages.INFO)

    def get_actions(self, request: HttpRequest, action_location: Enum | None = None) -> Actions:
        # Django 5.2 offers actions only in lists and has no parameter for that; our forms have steps instead.
        location = {} if action_location is None else {"action_location": action_location}
        if getattr(action_location, "value", "") == "CHANGE_FORM":
            return {}
        actions: Actions = dict(super().get_actions(request, **location))
        actions.pop("delete_selected", None)  # rows are deleted singly, on a page that shows what is deleted with them
        return actions
