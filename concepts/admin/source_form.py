"""Read the form of a source: what it is, where it comes from, and how much of its text may be shown."""

import re
from contextlib import suppress
from typing import Unpack

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, Files, FormOptions, OrderedForm
from concepts.admin.similar import MOST_LINKS, SimilarRow, has_unconfirmed, similarity_warning
from sources.caveats import Caveat
from sources.facts import FREE_RIGHTS
from sources.fields import CaveatsFormField
from sources.identifiers import canonical_doi, canonical_isbn
from sources.models import Source

DISPLAY_CONFIRMED = "_whole_text_is_allowed"  # the field of the box that is ticked


class SourceForm(OrderedForm):
    """Read what a source is; caveats are boxes to tick.

    Of a new source only the cited passages are shown unless somebody chooses more; where its rights are not known to
    allow more, that is asked about.
    """

    caveats = CaveatsFormField(
        label=_("caveats"),
        choices=Caveat.choices,
        required=False,
        help_text=_("What holds of the text, and of its articles unless they say otherwise."),
    )

    class Meta:
        model = Source
        fields = ("caveats",)

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if self.instance.pk is None:
            self.initial.setdefault("display", Source.Display.EXCERPTS)

    def clean_address(self) -> str:
        """Return the address, unless it shows readers a name or a password."""
        address: str = self.cleaned_data["address"]
        if re.match("[^/]+//[^/?#]*@", address):
            raise ValidationError(_("Readers see this address: leave out the name and the password before the host."))
        return address

    def clean(self) -> CleanedData:
        data = super().clean()
        for name, canonical in (("doi", canonical_doi), ("isbn", canonical_isbn)):
            if name in self.changed_data and data.get(name):
                with suppress(ValidationError):  # the field says what is wrong
                    self._ask_about_same(name, canonical(data[name]))
        self._ask_about_display(data)
        return data

    def _ask_about_display(self, data: CleanedData) -> None:
        """Ask once whether the whole text may be shown where its rights do not say so; a ticked box settles it."""
        is_chosen = self.instance.pk is None or "display" in self.changed_data
        is_allowed = data.get("rights") in FREE_RIGHTS or DISPLAY_CONFIRMED in self.data
        if is_chosen and data.get("display") == Source.Display.FULL and not is_allowed:
            warning = format_html(
                '{} <label><input type="checkbox" name="{}" value="1"> {}</label>',
                _("These rights are not known to allow that readers see the whole text."),
                DISPLAY_CONFIRMED,
                _("Whoever owns the text allows it: save it."),
            )
            self.add_error("display", ValidationError(warning, code="rights"))

    def _ask_about_same(self, name: str, value: str) -> None:
        """Add an error to the field where another source has the identifier, until somebody says it is another one."""
        others = Source.objects.filter(**{name: value}).exclude(pk=self.instance.pk).order_by("slug")
        same = [
            SimilarRow(other.slug, other.title, reverse("admin:sources_source_change", args=[other.pk]))
            for other in others[:MOST_LINKS]
        ]
        if has_unconfirmed(same, self.data):
            self.add_error(name, similarity_warning(same))
