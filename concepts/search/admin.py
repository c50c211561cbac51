"""Searches without a result, for curators to look at; only the site itself counts them (`search.misses`)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.search.models import MissedSearch
from sources.text import search_fold


class MissedList(ChangeList):
    """The list, whose rows know how often their query was searched on all days: one query for the whole page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = {row.query for row in self.result_list}
        sums = MissedSearch.objects.filter(query__in=shown).values_list("query").annotate(all_days=Sum("number"))
        totals = dict(sums.order_by())
        for row in self.result_list:
            row.total = totals.get(row.query, row.number)  # deleted since


@admin.register(MissedSearch)
class MissedSearchAdmin(admin.ModelAdmin):
    """Can be looked at, searched for again, and, by admins, deleted."""

    list_display = ("query", "day", "number", "on_all_days", "again")
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "day"
    search_fields = ("query",)
    ordering = ("-day", "-number", "query")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return MissedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[MissedSearch], search_term: str
    ) -> tuple[QuerySet[MissedSearch], bool]:
        """Find queries by what is typed in any width, letter case and Chinese script, as they are counted."""
        return super().get_search_results(request, queryset, search_fold(search_term))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MissedSearch | None = None) -> bool:
        return False

    @admin.display(description=_("on all days"))
    def on_all_days(self, row: MissedSearch) -> int:
        return row.total

    @admin.display(description=_("what it finds today"))
    def again(self, row: MissedSearch) -> str:
        """A link to the public search for the query, in the language of the person who is signed in."""
        address = reverse("search:search", query={"q": row.query})
        return format_html('<a href="{}">{}</a>', address, gettext("Search again"))
