"""The admin page of anything content is made of: no save over a colleague's, and the content revision raised."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.base import Naming
from concepts.admin.conflicts import Conflict, Part, keys_of, lay
from concepts.admin.row_versions import FORM_VERSION, Standing, last_saved, sent_version, standing, version_of
from concepts.editorial.actors import actor_name
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import StaleDraftError
from concepts.editorial.publishing import NotPublishableError, OwnWorkError
from concepts.editorial.requirements import Missing
from sources.locking import StaleSaveError, claim
from sources.models import ContentRow


class RefusedError(Exception):
    """A form that is shown again instead of being saved: `row` as it stands, None if it is gone, and how."""

    def __init__(self, row: Any, *, unknown: bool = False) -> None:
        super().__init__(str(StaleSaveError(row)))
        self.row = row
        self.unknown = unknown


class NotValidError(Exception):
    """A form that is shown again with its faults, and nothing of what was done for it is kept."""


class ContentAdmin(Naming, admin.ModelAdmin):
    """A page for content. A form carries the version it started from, and is saved only on that one."""

    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/concepts/content_form.html"
    delete_confirmation_template = "admin/concepts/delete.html"
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    @csrf_protect_m
    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows the form again, with all that was typed, when it is refused: as stale, wanting or one's own work."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        typed = request.POST
        try:
            with transaction.atomic():
                return self.save_form_view(request, object_id, *args, **kwargs)
        except RefusedError as refusal:
            request.POST = typed
            return self.conflict_view(request, refusal.row, unknown=refusal.unknown)
        except StaleSaveError as error:  # somebody was faster by less than the time this took
            request.POST = typed
            return self.conflict_view(request, error.current)
        except NotPublishableError as error:
            request.publication_faults = [fault for faults in error.missing.values() for fault in faults]
        except (OwnWorkError, StaleDraftError) as error:
            request.publication_faults = [Missing("", str(error))]
        except NotValidError:
            request.refused = True
        request.POST = typed
        return super().changeform_view(request, object_id, *args, **kwargs)

    def save_form_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        """Saves a posted form, inside a transaction; raises RefusedError unless it was opened on the row as it
        stands.
        """
        if object_id is not None:
            row = self.get_object(request, unquote(object_id))
            if row is None and self.has_add_permission(request):
                raise RefusedError(None)
            if row is not None and self.has_change_permission(request, row):
                self.check_version(request, row)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def check_version(self, request: HttpRequest, row: ContentRow, *older: ContentRow) -> None:
        """Raises RefusedError unless the form was opened on the row as it stands; `older` are rows it took the place
        of.
        """
        found = standing(sent_version(request), row, *older)
        if found != Standing.CURRENT:
            raise RefusedError(row, unknown=found == Standing.UNKNOWN)

    def conflict_view(self, request: HttpRequest, row: Any, *, unknown: bool = False) -> HttpResponse:
        """The refused form, laid onto the row as it stands now, beside what differs; 409, or 400 without a version."""
        message = str(StaleSaveError(row))
        if unknown:
            message = gettext(
                "This form does not say which version it was opened on; nothing was saved. Compare it with what is "
                "stored and save again what is to stand."
            )
        conflict = Conflict(message, 400 if unknown else 409, version_of(row))
        if row is not None and (entry := last_saved(self.model, self.logged_as(row))):
            conflict.by, conflict.at = actor_name(entry.user), entry.action_time
        self.lay_form(request, row, conflict)
        request.conflict = conflict
        address = self.address("change", row) if row is not None else self.address("add")
        response = super().changeform_view(request, str(row.pk) if row is not None else None, address)
        if row is not None and conflict.nothing_differs and not unknown:
            self.message_user(request, gettext("All of this is saved already; nothing was saved twice."))
            return HttpResponseRedirect(address)
        response.status_code = conflict.status
        return response

    def lay_form(self, request: HttpRequest, row: Any, conflict: Conflict | None, origin: Any = None) -> None:
        """Makes the posted form one that was opened on `row`; it may name the rows that hang on `origin` besides."""
        parts = self.parts(request, row, origin)
        request.POST, unknown = lay(request.POST, parts, row)
        if conflict:
            conflict.unknown = unknown

    def parts(self, request: HttpRequest, row: Any, origin: Any = None) -> list[Part]:
        """The inlines of the form as they hang on `row`."""
        parts = []
        for FormSet, inline in self.get_formsets_with_inlines(request, row):
            fields = tuple(name for name in FormSet.form.base_fields if name not in ("id", FormSet.fk.name, "DELETE"))
            if not fields:
                continue
            rows = inline.get_queryset(request)
            here = tuple(FormSet(instance=row, queryset=rows).get_queryset()) if row is not None else ()
            there = FormSet(instance=origin, queryset=rows).get_queryset() if origin is not None else ()
            prefix = FormSet.get_default_prefix()
            parts.append(Part(prefix, FormSet.fk.name, inline.key, fields, here, keys_of(there, inline.key)))
        return parts

    def logged_as(self, row: Any) -> Any:
        """The id under which changes of the row are logged."""
        return row.pk

    def address(self, page: str, row: Model | None = None) -> str:
        """The address of one of this model's pages; of `row`, where the page is about one."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(row.pk)] if row is not None else [])

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # A form that is shown again goes on from the version it was opened on, whatever happened since.
        version = sent_version(request) if request.method == "POST" else version_of(context["original"])
        context["version_name"], context["version"] = FORM_VERSION, version
        if conflict := getattr(request, "conflict", None):
            formsets = [shown.formset for shown in context["inline_admin_formsets"]]
            conflict.compare(context["adminform"].form, formsets)
            context |= {"conflict": conflict, "version": ""}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        state = {
            "publication_faults": getattr(request, "publication_faults", []),
            "wanting": getattr(request, "wanting", []),
            "refused": hasattr(request, "conflict") or getattr(request, "refused", False),
        }
        return type(form.__name__, (form,), state)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            claim(row=obj, row_version=obj.row_version)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.finish(request, form.instance)
        bump_content_revision()

    def finish(self, request: HttpRequest, obj: Any) -> None:
        """What remains to be done, in the same transaction, once the row and its parts are saved."""

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Deletes what was looked at, and nothing that changed since."""
        if request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            extra = {"version_name": FORM_VERSION, "version": version_of(row)}
            return super().delete_view(request, object_id, extra | (extra_context or {}))
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_delete_permission(request, row):
                rows = type(row)._base_manager.select_for_update(no_key=True)
                if version_of(rows.get(pk=row.pk)) != sent_version(request):
                    words = gettext("This was changed meanwhile; nothing was deleted. Look at it again.")
                    self.message_user(request, words, messages.ERROR)
                    return HttpResponseRedirect(self.address("change", row))
            return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        bump_content_revision()

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> Any:
        # Django 5.2 knows one place for actions and does not name it; on a form we have steps instead.
        where = {} if action_location is None else {"action_location": action_location}
        if getattr(action_location, "value", "") == "CHANGE_FORM":
            return {}
        actions = super().get_actions(request, **where)
        actions.pop("delete_selected", None)  # things are deleted one by one, each with what it takes along in view
        return actions
