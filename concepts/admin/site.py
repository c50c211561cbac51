"""Provide the page of what the site says of itself: one row, drafted and reviewed as all that readers see."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanTextForm, Inline, LoadingFormSet
from concepts.admin.reviewed import ReviewedAdmin
from concepts.editorial.row_rules import TOO_MANY_FEATURED
from concepts.models import Site, SiteConcept
from concepts.models.site import MOST_FEATURED
from sources.languages import Text


class FeaturedFormSet(LoadingFormSet):
    """The concepts whose comparison opens the home page, of which there are two at most."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("concept")]
        if len(kept) > MOST_FEATURED:
            raise ValidationError(TOO_MANY_FEATURED)


class FeaturedInline(Inline):
    """Show the concepts whose comparison opens the home page."""

    model = SiteConcept
    formset = FeaturedFormSet
    key = ("concept_id",)
    fields = ("concept", "rank")
    autocomplete_fields = ("concept",)
    empty_rows = max_num = MOST_FEATURED
    verbose_name_plural = _("The comparison that opens the home page; where it is left out, the best one is chosen")


@admin.register(Site)
class SiteAdmin(ReviewedAdmin):
    form = CleanTextForm
    list_display = ("name", "headline", "licence")
    search_fields = ("name_en", "name_zh")
    names = ("name_en", "name_zh")
    inlines = (FeaturedInline,)
    fields = (
        *("name_en", "name_zh", "headline_en", "headline_zh", "description_en", "description_zh"),
        *("licence", "contact"),
    )
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person may describe the site, which is done once."""
        return super().has_add_permission(request) and not Site.objects.exists()

    @admin.display(description=_("name"))
    def name(self, site: Site) -> Text:
        return site.name

    @admin.display(description=_("headline"))
    def headline(self, site: Site) -> Text:
        return site.headline
