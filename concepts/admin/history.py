"""Show the history of a statement: its editions, the notes on its drafts, and what was done in the admin."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.base import Context
from concepts.admin.row_versions import FORM_VERSION, log_entries, version_of
from concepts.editorial.actors import actor_name
from concepts.models import DraftNote, Edition, Statement

MOST_LOG_ENTRIES = 200  # entries of the admin's log, newest first


class HistoryMixin:
    """Show one history page for what was published from a form, from a list and from a pack."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        live = row.revises or row
        editions = list(Edition.objects.filter(statement=live).defer("data").select_related("by").order_by("-number"))
        for edition in editions:
            edition.address = edition_address(live, edition)
        both = [live.pk, *Statement.objects.filter(revises=live).values_list("pk", flat=True)]
        notes = DraftNote.objects.filter(statement__in=both).select_related("by").order_by("-at", "-pk")
        entries = log_entries(self.model, live.pk).order_by("-action_time", "-pk")[:MOST_LOG_ENTRIES]
        restore = next(step for step in self.steps if step.name == "restore")
        may_restore = live.status == Statement.Status.PUBLISHED and self.may_take(request, restore)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What happened to %(code)s") % {"code": live.code},
            "opts": self.opts,
            "object": row,
            "live": live,
            "module_name": str(self.opts.verbose_name_plural),
            "editions": editions,
            "notes": notes,
            "entries": [(entry, actor_name(entry.user)) for entry in entries],
            "compare": reverse("pages:editions", args=[live.code]),
            "restore": self.step_address(live, restore) if may_restore else "",
            "version_name": FORM_VERSION,
            "version": version_of(live),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/concepts/history.html", context)


def edition_address(statement: Statement, edition: Edition) -> str:
    """Return the public address of an edition."""
    if statement.kind == Statement.Kind.DISTINCTION:
        return reverse("pages:distinction-edition", args=[statement.code, statement.slug, edition.number])
    return reverse("pages:statement-edition", args=[statement.code, edition.number])
