"""Show what changed for readers: all publications, and of one its editions and the changes of other rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context
from concepts.admin.change_lines import COLON, ChangeLine
from concepts.admin.content_lines import happened_to, list_lines_of_change
from concepts.admin.history import edition_address
from concepts.admin.publication_names import name_changed, name_rows, with_first_changes
from concepts.admin.sealed_texts import SEALED, find_sealed
from concepts.content.description import DESCRIPTIONS
from concepts.models import Edition, Publication, RowChange
from sources.languages import Text, reader_language

SHOWN_AT_ONCE = 100  # editions, and changes, of one publication
LONGEST_NOTE = 120  # characters, in the list
LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition of a publication: its statement, its address, and where it stands beside the one before."""

    name: Text
    kind: str
    number: int
    own_work: bool
    address: str
    compare: str
    statement: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a publication changed in one row: its kind and name, its page, what happened to it, and what differs."""

    kind: str
    name: str
    address: str
    happened: str
    lines: tuple[ChangeLine, ...]


class PublicationList(ChangeList):
    """One page of the list; what each publication changed is named at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        names = name_changed(request, self.result_list)
        for publication in self.result_list:
            publication.changed_names = names[publication.pk]


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    """The list, newest first, and the page of one publication; nobody edits either."""

    list_display = ("when", "act", "changed", "who", "why", "statements", "others")
    list_filter = ("act",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("by_name", "note")
    search_help_text = _("Who did it, or why.")
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        return with_first_changes(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **options: object) -> type[ChangeList]:
        return PublicationList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return False

    @admin.display(description=_("when"), ordering="at")
    def when(self, row: Publication) -> object:
        return row.at

    @admin.display(description=_("what changed"))
    def changed(self, row: Publication) -> str:
        changed, here = row.changed_names, get_language()
        lines: list[str] = [format_html('<span lang="{}">{}</span>', name.lang or here, name) for name in changed.names]
        if more := changed.more:
            lines.append(ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more})
        if changed.remark:
            lines.append(gettext("readers still see: %(what)s") % {"what": changed.remark})
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("who"), ordering="by_name")
    def who(self, row: Publication) -> str:
        return f"{row.by_name} ({gettext('own work')})" if row.own_work else row.by_name

    @admin.display(description=_("why"))
    def why(self, row: Publication) -> str:
        return Truncator(row.note).chars(LONGEST_NOTE)

    @admin.display(description=_("statements"))
    def statements(self, row: Publication) -> int:
        return int(row.number_of_editions)

    @admin.display(description=_("other rows"))
    def others(self, row: Publication) -> int:
        return int(row.number_of_changes)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Context | None = None
    ) -> HttpResponse:
        """Show one publication; a fixed number of queries."""
        publication = self.get_object(request, unquote(object_id))
        if request.method == "POST" or not self.has_view_permission(request, publication):
            raise PermissionDenied
        if publication is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        editions = publication.editions.select_related("statement").defer("data").order_by("statement__code")
        changes = publication.changes.order_by("kind", "pk")
        shown_editions, shown_changes = _page(request, editions, "editions"), _page(request, changes, "changes")
        sealed = find_sealed(request, [(change.kind, change.row) for change in shown_changes])
        names = name_rows(request, shown_changes)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Publication: %(act)s") % {"act": publication.get_act_display()},
            "opts": self.opts,
            "publication": publication,
            "numbers": " · ".join(_numbers(shown_editions.paginator.count, shown_changes.paginator.count)),
            "editions": [_edition_row(edition) for edition in shown_editions],
            "edition_pages": shown_editions,
            "changes": [
                _change_row(change, names[change.pk], (change.kind, change.row) in sealed) for change in shown_changes
            ],
            "change_pages": shown_changes,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/concepts/publication.html", context)


def _page(request: HttpRequest, rows: QuerySet, name: str) -> Page:
    return Paginator(rows, SHOWN_AT_ONCE).get_page(request.GET.get(name))


def _numbers(editions: int, changes: int) -> Iterator[str]:
    if editions:
        yield ngettext("%(number)d statement", "%(number)d statements", editions) % {"number": editions}
    if changes:
        yield ngettext("%(number)d other row", "%(number)d other rows", changes) % {"number": changes}


def _edition_row(edition: Edition) -> EditionRow:
    statement = edition.statement
    text = (statement.title or statement.text).shortened(LONGEST_NAME)
    compared = {"from": edition.number - 1, "to": edition.number}
    return EditionRow(
        name=Text(f"{statement.code} · {text}", text.lang),
        kind=statement.get_kind_display(),
        number=edition.number,
        own_work=edition.own_work,
        address=edition_address(statement, edition),
        compare=reverse("pages:editions", args=[statement.code], query=compared) if edition.number > 1 else "",
        statement=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
    )


def _change_row(change: RowChange, name: str, is_sealed: bool) -> ChangeRow:
    options = DESCRIPTIONS[change.kind].model._meta
    page = f"admin:{options.app_label}_{options.model_name}_change"
    return ChangeRow(
        kind=f"{capfirst(str(options.verbose_name))}{COLON[reader_language()]}",
        name=str(SEALED) if is_sealed else name,
        address=reverse(page, args=[change.row]) if change.after is not None else "",
        happened=happened_to(change),
        lines=() if is_sealed else list_lines_of_change(change),
    )
