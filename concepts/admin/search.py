"""Search lists and autocomplete in any form of letters: width, case, accents, Traditional characters.

Databases compare letters each in its own way (SQLite folds only ASCII), so the names in small tables are folded and
compared here; of large texts, such as statements, the database is asked for each form of what was typed.
"""

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from sources.text import fold, search_fold

MOST_COMPARED_NAMES = 5_000
EXCEPT = "except"  # the parameter of autocomplete with the id of the row whose form asks: it cannot be chosen


class FoldedSearch(admin.ModelAdmin):
    """Find what is typed in any form of its letters. `names` are the columns with the names of rows."""

    names: tuple[str, ...] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Model]", search_term: str
    ) -> tuple["QuerySet[Model]", bool]:
        """Return the rows that match, each once; False, since there are no duplicates."""
        if (own := request.GET.get(EXCEPT, "")).isdecimal() and own.isascii() and len(own) < 19:
            queryset = queryset.exclude(pk=int(own))
        forms = dict.fromkeys((search_term, fold(search_term), search_fold(search_term)))
        if not search_term.strip():
            return queryset, False
        matching = Q(pk__in=self._named(search_term)) if self.names else Q()
        for form in filter(str.strip, forms):
            rows = self.model._base_manager.order_by()
            matching |= Q(pk__in=super().get_search_results(request, rows, form)[0].values("pk"))
        return queryset.filter(matching), False

    def _named(self, search_term: str) -> list[int]:
        """Return the ids of the rows whose names have all the words."""
        words = search_fold(search_term).split()
        if not words:  # nothing that anybody sees
            return []
        names: dict[int, str] = {}
        rows = self.model._base_manager.order_by("pk").values_list("pk", *self.names)[:MOST_COMPARED_NAMES]
        for pk, *texts in rows:
            names[pk] = " ".join([names.get(pk, ""), *(text for text in texts if text)])
        return [pk for pk, text in names.items() if all(word in search_fold(text) for word in words)]
