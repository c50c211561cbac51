"""Read what a step does with words of a text: they are looked up, and the place that is meant is chosen."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData
from concepts.admin.places import TAKE, place_value, read_place
from concepts.admin.step_forms import StepForm
from concepts.admin.words_form import find_typed
from concepts.content.description import QUOTE_CAP
from sources.anchoring import QuoteError
from sources.lookup import Span
from sources.models import SourceVersion


class PlaceForm(StepForm):
    """Read words of the text of `version`, of its part `within` where there is one; `found` is where they stand."""

    words = forms.CharField(
        label=_("words"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        validators=[MaxLengthValidator(QUOTE_CAP)],
        help_text=_("Copy them from the text; as many as tell the place. Line breaks and spaces do not have to match."),
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    version: SourceVersion | None = None
    within: Span | None = None
    found: Span | None = None

    def clean(self) -> CleanedData:
        data = super().clean()
        if not self.version or not data.get("words"):
            return data
        if self.version.source.withheld:
            self.add_error("words", _("The text is withheld; nothing can be cut from it until it is shown again."))
            return data
        taken, typed = read_place(self.data.get(TAKE) or data.get("place", "")), data["words"].replace("\r\n", "\n")
        try:
            self.found = find_typed(self.version, self.version.read_text(), typed, taken, self.within)
        except (QuoteError, ValidationError) as error:
            self.add_error("words", error if isinstance(error, ValidationError) else str(error))
            return data
        shown = cast("QueryDict", self.data).copy()  # shown again for another error, the form keeps what was taken
        shown["place"] = place_value(self.found)
        self.data = shown
        return data
