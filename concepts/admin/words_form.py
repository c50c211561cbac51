"""Read words of a text that is there: they are looked up as typed, and what is stored is cut from the text."""

from dataclasses import replace
from typing import Unpack, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, CleanTextForm, Files, FormOptions
from concepts.admin.places import TAKE, offer_places, place_value, read_place
from concepts.admin.reviewed import ReviewedAdmin
from concepts.admin.row_versions import NUMERIC_ID, Target
from concepts.content.description import QUOTE_CAP
from sources.anchoring import QuoteError, find_quote
from sources.lookup import Likeness, Lookup, Span, look_up, trimmed
from sources.models import Passage, Skip, SourceVersion


class WordsForm(CleanTextForm):
    """Find the typed words of a new row in the text of its version; a stored row keeps its place.

    `found` is the version and the place in it, once both are known.
    """

    raw_text_fields = ("words",)  # looked up as typed, and never stored
    words = forms.CharField(
        label=_("words to cite"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[MaxLengthValidator(QUOTE_CAP)],
        help_text=_(
            "Copy them from the source, as few as the claim needs. Example: 天气是眼前的. Line breaks and "
            "spaces do not have to match."
        ),
    )
    place = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # the place that was taken, where there were several

    found: tuple[SourceVersion, Span] | None = None

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if self.instance.pk:
            del self.fields["words"], self.fields["place"]

    def take_place(self, version: SourceVersion, text: str, place: Span) -> None:
        """Let the new row stand at a place of the version, whose text is `text`; raises ValidationError."""
        raise NotImplementedError

    def clean(self) -> CleanedData:
        data = super().clean()
        version = data.get("version")
        if version and version.source.withheld:
            self.add_error("version", _("The text is withheld; nothing can be cut from it until it is shown again."))
            return data
        if self.instance.pk is None and version and data.get("words"):
            try:
                text = version.read_text()
                place = self._find(version, text, data["words"].replace("\r\n", "\n"))
                self.found = version, place
                self.take_place(version, text, place)
            except (QuoteError, ValidationError) as error:
                self.add_error("words", error if isinstance(error, ValidationError) else str(error))
        return data

    def _find(self, version: SourceVersion, text: str, typed: str) -> Span:
        """Return the place of the typed words in the text, as `find_typed` does."""
        taken = read_place(self.data.get(TAKE) or self.data.get(self.add_prefix("place"), ""))
        place = find_typed(version, text, typed, taken)
        if place == taken:
            data = cast("QueryDict", self.data).copy()  # shown again for another error, the form keeps what was taken
            data[self.add_prefix("place")] = place_value(taken)
            data[self.add_prefix("words")] = taken.of(text)
            self.data = data
        return place


def find_typed(version: SourceVersion, text: str, typed: str, taken: Span | None, within: Span | None = None) -> Span:
    """Return the place of typed words in the text of a version: the only one, or the one that was taken.

    `within` is the part of the text in which they are looked up, the whole by default.
    Words that differ from the text in their form are not taken for it until somebody says so. Raises
    ValidationError with the places that can be taken, and QuoteError where there is none.
    """
    start, end = within or Span(0, len(text))
    found = _within_articles(version, look_up(text, typed, start=start, end=end))
    if not found.places:
        return find_quote(text, trimmed(typed), start=start, end=end)  # raises, with a hint
    if taken in found.places:
        return taken
    if len(found.places) == 1 and found.likeness != Likeness.FORM:
        return found.places[0]
    raise ValidationError(offer_places(version, text, typed, found))


def _within_articles(version: SourceVersion, found: Lookup) -> Lookup:
    """Return what was found without places that are in no article, unless all are: only those in one can be cited."""
    articles = list(version.articles.values_list("start", "end"))
    inside = tuple(
        place for place in found.places if any(start <= place.start and place.end <= end for start, end in articles)
    )
    return replace(found, places=inside) if inside else found


class CutRowsAdmin(ReviewedAdmin):
    """The page of rows that are cut out of a text."""

    def get_changeform_initial_data(self, request: HttpRequest) -> CleanedData:
        """Return what the address proposes; a `place` of the version is proposed with the words that stand there."""
        found = super().get_changeform_initial_data(request)
        place, version = read_place(str(found.get("place", ""))), str(found.get("version", ""))
        if place is not None and NUMERIC_ID.fullmatch(version):
            stored = SourceVersion.objects.filter(pk=version, source__withheld="").first()
            words = place.of(stored.read_text()) if stored else ""
            return found | ({"words": words} if words else {"place": ""})
        return found | {"place": ""}

    def find_target(self, request: HttpRequest, object_id: str | None) -> Target | None:
        """Return the row that a posted form saves; a form that made one and now means another place makes another.

        What is cut cannot be moved, so whoever goes back and takes another place wants that one too.
        """
        target = super().find_target(request, object_id)
        if object_id is not None or target is None or target.row is None or target.sent_twice:
            return target
        form = cast("WordsForm", self.bind_form(request, None, request.POST).form)
        form.is_valid()
        made: Model = target.row
        assert isinstance(made, (Passage, Skip))
        return target if form.found == (made.version, Span(made.start, made.end)) else Target(None)
