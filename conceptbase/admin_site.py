"""The admin as a whole: its name, and autocomplete that answers with what curators call a row.

It stands outside `concepts.admin`, whose modules register their pages with it while they are imported.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from concepts.naming import name_of, select_for_choice

ORDER = (
    *("Distinction", "Characteristic", "Definition", "Relation", "Position", "Statement"),
    *("Concept", "Dimension", "RelationType", "Question", "Tag", "Address"),
    *("Source", "SourceVersion", "Article", "Passage", "Skip"),
)


def _place(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)


class NamedAutocompleteView(AutocompleteJsonView):
    """Answers with what curators call a row."""

    def get_queryset(self) -> Any:
        return select_for_choice(super().get_queryset())

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": name_of(obj)}


class ConceptbaseAdminSite(admin.AdminSite):
    """Django's admin under our name."""

    site_header = _("Conceptbase: curation")
    site_title = _("Conceptbase")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The pages in the order of work: what we say, what it is about, what it rests on, and people last."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda page: _place(ORDER, page["object_name"]))
        return sorted(apps, key=lambda app: _place(("concepts", "sources"), app["app_label"]))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return NamedAutocompleteView.as_view(admin_site=self)(request)
