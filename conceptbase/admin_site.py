"""The admin as a whole: its name, and autocomplete that answers with what curators call a row.

It stands outside `concepts.admin`, whose modules register their pages with it while they are imported.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from concepts.naming import name_of, select_for_choice


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

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return NamedAutocompleteView.as_view(admin_site=self)(request)
