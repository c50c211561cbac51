"""Show the history of a row: what readers saw of it, what curators said of it, and what was done in the admin."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, Model, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.base import Context, InterfaceText
from concepts.admin.change_lines import ChangeLine
from concepts.admin.content_lines import happened_to, list_lines_of_change
from concepts.admin.field_notes import name_fields
from concepts.admin.log_sentences import read_entry
from concepts.admin.row_versions import FORM_VERSION, log_entries, version_of
from concepts.admin.sealed_texts import find_sealed, sealer_for
from concepts.content.natural_keys import kind_of
from concepts.content.row_content import content_to_json
from concepts.editorial.actors import actor_name
from concepts.editorial.proposals import proposal_of
from concepts.editorial.public_rows import is_public
from concepts.editorial.review import notes_on
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.row_names import name_of
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

    def read_entries(self, request: HttpRequest, entries: Iterable[LogEntry]) -> list[tuple[LogEntry, str, str]]:
        """Return entries of the admin's log, each with who made it and what it tells in the reader's language."""
        steps, seal = self.logged_steps(), sealer_for(request)
        return [
            (entry, actor_name(entry.user), read_entry(entry.change_message, self.model, steps, seal))
            for entry in entries
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Show the history of a row of content, or what was done to any other row in the admin."""
        row = self.get_object(request, unquote(object_id))
        if isinstance(row, ContentRow):
            return self.show_history(request, row, extra_context or {})
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["entries"] = self.read_entries(request, response.context_data["action_list"])
        return response

    def show_history(self, request: HttpRequest, row: ContentRow, extra_context: Context) -> HttpResponse:
        """Show the publications that changed a row that is no statement, comments on it, and the work in the admin."""
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        restore = next((step for step in getattr(self, "steps", ()) if step.name == "restore"), None)
        may_restore = restore is not None and self.may_take(request, restore) and is_public(row)
        entries = log_entries(self.model, row.pk).order_by("-action_time", "-pk")[:MOST_LOG_ENTRIES]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What happened to “%(name)s”") % {"name": name_of(row)},
            "opts": self.opts,
            "object": row,
            "called": name_of(row),
            "module_name": str(self.opts.verbose_name_plural),
            "contents": list_former_contents(row, is_sealed=bool(find_sealed(request, [(kind_of(row), row.pk)]))),
            "is_drafted": proposal_of(row) is not None,
            "notes": name_fields(row, notes_on(row).select_related("by").order_by("-at", "-pk")),
            "entries": self.read_entries(request, entries),
            "restore": self.step_address(row, restore) if may_restore else "",
            "version_name": FORM_VERSION,
            "version": version_of(row),
            **extra_context,
        }
        return TemplateResponse(request, "admin/concepts/row_history.html", context)


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
            "called": live.code,
            "module_name": str(self.opts.verbose_name_plural),
            "editions": editions,
            "notes": name_fields(live, notes),
            "entries": self.read_entries(request, entries),
            "compare": reverse("pages:editions", args=[live.code]),
            "restore": self.step_address(live, restore) if may_restore else "",
            "version_name": FORM_VERSION,
            "version": version_of(live),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/concepts/history.html", context)


@dataclass(frozen=True, slots=True)
class FormerContent:
    """What a row said after a publication, or before the first one that changed it.

    `publication` has the number of its editions as `statements`; `remark` and `lines` tell what it did to the row: the
    remark is empty where that is only a change.
    `is_before` says that the content before the publication is meant, `can_be_restored` that it is one and not the
    present one.
    """

    publication: Publication
    remark: str
    lines: tuple[ChangeLine, ...]
    can_be_restored: bool
    is_before: bool = False


def list_former_contents(row: ContentRow, *, is_sealed: bool = False) -> list[FormerContent]:
    """Return what a row said over time, the newest first; without any words of it where they are sealed."""
    kind, now = kind_of(row), content_to_json(read_row_content(row))
    publications = Publication.objects.annotate(statements=count_rows(Edition, "pk"))
    changes = RowChange.objects.filter(kind=kind, row=row.pk).prefetch_related(Prefetch("publication", publications))
    contents = []
    for change in (newest_first := list(changes.order_by("-publication__at", "-pk")[:MOST_PUBLICATIONS])):
        lines = () if is_sealed else list_lines_of_change(change)
        can_be_restored = not is_sealed and change.after not in (None, now)
        remark = happened_to(change) if None in (change.before, change.after) else ""
        contents.append(FormerContent(change.publication, remark, lines, can_be_restored))
    if newest_first and not is_sealed and (oldest := newest_first[-1]).before is not None:
        can_be_restored = oldest.before != now
        contents.append(FormerContent(oldest.publication, "", (), can_be_restored, is_before=True))
    return contents


def count_rows(model: type[Edition] | type[RowChange], publication: str) -> Coalesce:
    """Return, for a query, how many editions or changes the publication has whose id that column holds."""
    rows = model._default_manager.filter(publication=OuterRef(publication)).order_by().values("publication")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def edition_address(statement: Statement, edition: Edition) -> str:
    """Return the public address of an edition."""
    if statement.kind == Statement.Kind.DISTINCTION:
        return reverse("pages:distinction-edition", args=[statement.code, statement.slug, edition.number])
    return reverse("pages:statement-edition", args=[statement.code, edition.number])
