"""Show the history of a row: what was done in the admin; of a statement its editions and notes too."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.base import Context, InterfaceText
from concepts.admin.log_sentences import read_entry
from concepts.admin.row_versions import FORM_VERSION, log_entries, version_of
from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import actor_name
from concepts.models import DraftNote, Edition, Publication, RowChange, Statement
from sources.content_row import ContentRow

MOST_LOG_ENTRIES = 200  # entries of the admin's log, newest first
MOST_PUBLICATIONS = 200  # of one row, newest first


class LogHistory(admin.ModelAdmin):
    """Show what readers saw of a row, and what was done to it in the admin, in sentences."""

    object_history_template = "admin/concepts/object_history.html"

    def logged_as(self, row: Model) -> int:
        """Return the id under which changes of the row are logged."""
        return int(row.pk)

    def logged_steps(self) -> dict[str, InterfaceText]:
        """Return what the history says of each step, by the English label under which the log stores it."""
        return {}

    def sentence_of(self, entry: LogEntry) -> str:
        """Return what an entry of the admin's log tells, as sentences in the reader's language."""
        return read_entry(entry.change_message, self.model, self.logged_steps())

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Show the publications that changed a row, and what was done to it in the admin."""
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            page = response.context_data["action_list"]
            response.context_data["entries"] = [
                (entry, actor_name(entry.user), self.sentence_of(entry)) for entry in page
            ]
            response.context_data["publications"] = publications_of(response.context_data["object"])
        return response


class HistoryMixin:
    """Show one history page for what was published from a form, from a list and from a pack."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        live = row.revises or row
        editions = list(
            Edition.objects.filter(statement=live)
            .defer("data")
            .select_related("publication")
            .annotate(statements=count_rows(Edition, "publication"))
            .order_by("-number")
        )
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
            "entries": [(entry, actor_name(entry.user), self.sentence_of(entry)) for entry in entries],
            "compare": reverse("pages:editions", args=[live.code]),
            "restore": self.step_address(live, restore) if may_restore else "",
            "version_name": FORM_VERSION,
            "version": version_of(live),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/concepts/history.html", context)


def publications_of(row: Model) -> "QuerySet[Publication]":
    """Return the publications that changed a row that is no statement, the newest first, with their `statements`."""
    publications = Publication.objects.none()
    if isinstance(row, ContentRow):
        publications = Publication.objects.filter(changes__kind=kind_of(row), changes__row=row.pk)
    return publications.annotate(statements=count_rows(Edition, "pk")).order_by("-at", "-pk")[:MOST_PUBLICATIONS]


def count_rows(model: type[Edition] | type[RowChange], publication: str) -> Coalesce:
    """Return, for a query, how many editions or changes the publication has whose id that column holds."""
    rows = model._default_manager.filter(publication=OuterRef(publication)).order_by().values("publication")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def edition_address(statement: Statement, edition: Edition) -> str:
    """Return the public address of an edition."""
    if statement.kind == Statement.Kind.DISTINCTION:
        return reverse("pages:distinction-edition", args=[statement.code, statement.slug, edition.number])
    return reverse("pages:statement-edition", args=[statement.code, edition.number])
