"""Searches without a good answer, for curators to look at; only the site itself counts them (`search.misses`)."""

from collections.abc import Iterable, Mapping

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.proposed_names import form_with_name, list_for_name
from concepts.admin.todo import SHOWN_ROWS, Task, TaskRow, add_content_task
from concepts.models import Concept, Dimension
from concepts.search.models import MissedSearch
from concepts.search.results.answers import TYPE_NAMES
from sources.languages import Text
from sources.text import search_fold

# What has names, by its type: the names of queries may be added to them.
NAMED: Mapping[str, type[Concept] | type[Dimension]] = {"concept": Concept, "dimension": Dimension}


class FoundFilter(admin.SimpleListFilter):
    """Filter by whether anything was found."""

    title = _("what was found")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("nothing", gettext("nothing was found")), ("weak", gettext("weak answers"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MissedSearch]) -> QuerySet[MissedSearch]:
        """Return the searches that found that; all of them if there is no such value."""
        if self.value() == "nothing":
            return queryset.filter(shown_type="")
        return queryset.exclude(shown_type="") if self.value() == "weak" else queryset


class MissedList(ChangeList):
    """The list, whose rows are complete."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = complete_rows(self.result_list)


def complete_rows(rows: Iterable[MissedSearch]) -> list[MissedSearch]:
    """Set how often the query of each row was searched on all days, and the concept or dimension shown first.

    A fixed number of queries for all rows.
    """
    rows = list(rows)
    same = MissedSearch.objects.filter(query__in={row.query for row in rows})
    totals = dict(same.values_list("query").annotate(all_days=Sum("number")).order_by())
    ids = {kind: _ids_by_slug(model, kind, rows) for kind, model in NAMED.items()}
    for row in rows:
        row.total = totals.get(row.query, row.number)  # deleted since
        row.named_id = ids.get(row.shown_type, {}).get(row.shown_id)
    return rows


def _ids_by_slug(model: type[Concept] | type[Dimension], kind: str, rows: Iterable[MissedSearch]) -> dict[str, int]:
    slugs = {row.shown_id for row in rows if row.shown_type == kind}
    return dict(model.objects.published().filter(slug__in=slugs).values_list("slug", "pk"))


@admin.register(MissedSearch)
class MissedSearchAdmin(admin.ModelAdmin):
    """Can be looked at, searched for again, and, by admins, deleted; of each query the latest day stands for all."""

    list_display = ("query", "days_asked", "on_all_days", "day", "first", "again", "add_label")
    fields = readonly_fields = list_display
    list_filter = (FoundFilter,)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("query",)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return MissedList

    def get_queryset(self, request: HttpRequest) -> QuerySet[MissedSearch]:
        return MissedSearch.objects.latest_of_each(timezone.now().date())

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> MissedSearch | None:
        found = super().get_object(request, object_id, from_field)
        return complete_rows([found])[0] if found else None

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Order by the days of the last month, so that what was made up in one of them stands last."""
        return ("-days", "-day", "-number", "query")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[MissedSearch], search_term: str
    ) -> tuple[QuerySet[MissedSearch], bool]:
        """Find queries by what is typed in any width, letter case and Chinese script, as they are counted."""
        return super().get_search_results(request, queryset, search_fold(search_term))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the columns; labels can be added by those who may change a concept."""
        may_add = request.user.has_perm("concepts.change_concept")
        return tuple(name for name in self.list_display if may_add or name != "add_label")

    def get_fields(self, request: HttpRequest, obj: MissedSearch | None = None) -> tuple[str, ...]:
        return self.get_list_display(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MissedSearch | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: MissedSearch) -> None:
        """Delete the query of all days."""
        MissedSearch.objects.filter(query=obj.query).delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[MissedSearch]) -> None:
        """Delete these queries of all days."""
        MissedSearch.objects.filter(query__in=list(queryset.values_list("query", flat=True))).delete()

    @admin.display(description=_("days asked"), ordering="days")
    def days_asked(self, row: MissedSearch) -> int:
        return row.days

    @admin.display(description=_("on all days"))
    def on_all_days(self, row: MissedSearch) -> int:
        return row.total

    @admin.display(description=_("shown first"))
    def first(self, row: MissedSearch) -> str:
        return name_shown_first(row)

    @admin.display(description=_("what it finds today"))
    def again(self, row: MissedSearch) -> str:
        """A link to the public search for the query, in the language of the person who is signed in."""
        address = reverse("search:search", query={"q": row.query})
        return format_html('<a href="{}">{}</a>', address, gettext("Search again"))

    @admin.display(description=_("add as a label"))
    def add_label(self, row: MissedSearch) -> SafeString:
        """Links to the form of what was shown first, where that has labels, and to the lists to choose from."""
        links = []
        if row.named_id:
            links.append((form_with_name(NAMED[row.shown_type], row.named_id, row.query), row.shown_title))
        links.append((list_for_name(Concept, row.query), gettext("Concept …")))
        links.append((list_for_name(Dimension, row.query), gettext("Dimension …")))
        return format_html_join("", '<div><a href="{}">{}</a></div>', links)


def name_shown_first(row: MissedSearch) -> str:
    """Return the kind and title of what a weak answer showed first."""
    if not row.shown_type:
        return gettext("nothing was found")
    words = {"kind": TYPE_NAMES.get(row.shown_type, row.shown_type), "title": row.shown_title}
    return gettext("%(kind)s: %(title)s") % words


def build_missed_task(person: User | AnonymousUser) -> Task | None:
    """Return the task of searches without a good answer in the last month; None for who may not see them."""
    if not person.has_perm("search.view_missedsearch"):
        return None
    today = timezone.now().date()
    asked = MissedSearch.objects.asked_lately(today)
    # Grouped first, since a flood of queries would make the days of each too slow for a first page.
    first = list(asked.order_by("-days", "-last", "-total", "query").values_list("query", "days")[:SHOWN_ROWS])
    rows = {row.query: row for row in MissedSearch.objects.latest_of_each(today).filter(query__in=dict(first))}
    return Task(
        title=_("Searches without a good answer"),
        help=_("Often only a label is missing. What was asked on most days stands first."),
        count=asked.count(),
        address=reverse("admin:search_missedsearch_changelist"),
        rows=tuple(
            TaskRow(Text(query, ""), _address_of(rows[query]), _remark(rows[query], days))
            for query, days in first
            if query in rows  # deleted since
        ),
    )


def _address_of(row: MissedSearch) -> str:
    return reverse("admin:search_missedsearch_change", args=[row.pk])


def _remark(row: MissedSearch, days: int) -> str:
    asked = ngettext("on %(days)d day", "on %(days)d days", days) % {"days": days}
    return f"{asked} · {name_shown_first(row)}"


add_content_task(build_missed_task)
