"""Read both sides of a new distinction and the contrast, in the panel in which passages are marked.

The passage that is selected first says the first side. What was written of it is kept in hidden fields once other words
are selected, or the same words are taken for the other side; then the contrast is asked for, and all is saved at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData
from concepts.admin.places import read_place
from concepts.content.description import QUOTE_CAP, column_length
from concepts.content.value_types import Words
from concepts.evidence.concept_names import ConceptNames
from concepts.models import Statement
from concepts.models.names import propose_slug
from sources.languages import Text
from sources.lookup import Span

SAME_WORDS = "_same"  # the button that takes the same words for the other side
AT = "at"  # the field with the place that what is typed was written for
KEPT = ("known", "translation", "text_en", "text_zh")  # what is kept of the first side besides its place and concept
TWO_LINES = forms.Textarea(attrs={"rows": 2})
MOST_TITLE = column_length(Statement, "title_en")


def _hidden(most: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class FirstSide:
    """The first side as the panel shows it."""

    quote: Text
    concept: Text
    texts: tuple[Text, ...]


def keep_first_side(typed: QueryDict, place: Span, named: Sequence[int]) -> QueryDict:
    """Return what was typed; what was written of the first side is kept as such where the second one begins.

    That one is about another concept that was ticked, else about one that its words name (`named`).
    """
    at = read_place(typed.get(AT, ""))
    begins = typed.get("kind") == Statement.Kind.DISTINCTION and not typed.get("first_place") and at is not None
    if not begins or (at == place and SAME_WORDS not in typed):
        return typed
    data = typed.copy()
    data["first_place"] = typed[AT]
    for name in KEPT:
        data[f"first_{name}"] = typed.get(name, "")
        data[name] = ""
    first, *others = typed.getlist("concepts") or [""]
    data["first_concept"] = first
    data.setlist("concepts", [*others, *(str(pk) for pk in named if str(pk) != first)][:1])
    return data


class SidesForm(forms.Form):
    """The fields of the first side, and of the contrast.

    `first` is its place as it was found in the article, `first_fault` says why what was sent is none.
    """

    first: Span | None = None
    first_fault: str = ""
    first_place = _hidden(40)
    first_known = _hidden(20)
    first_translation = _hidden(QUOTE_CAP)
    first_concept = _hidden(20)
    first_text_en = _hidden(QUOTE_CAP)
    first_text_zh = _hidden(QUOTE_CAP)
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=MOST_TITLE)
    title_zh = forms.CharField(label=_("Title in Chinese"), required=False, max_length=MOST_TITLE)
    contrast_en = forms.CharField(label=_("The contrast in English"), required=False, widget=TWO_LINES)
    contrast_zh = forms.CharField(label=_("The contrast in Chinese"), required=False, widget=TWO_LINES)

    def first_side(self, text: str, lang: str, names: ConceptNames) -> FirstSide | None:
        """Return the first side, as what was typed names it; None where there is none yet."""
        place = self.first
        if place is None:
            return None
        concept = self._concept_of_first(names)
        written = [(self["first_text_en"].value(), "en"), (self["first_text_zh"].value(), "zh-Hans")]
        texts = tuple(Text(str(words), language) for words, language in written if words)
        name = names.by_id[concept].name if concept is not None else Text("–", lang)
        return FirstSide(Text(place.of(text), lang), name, texts)

    def _concept_of_first(self, names: ConceptNames) -> int | None:
        typed = str(self["first_concept"].value() or "")
        is_number = typed.isascii() and typed.isdecimal() and len(typed) < 19
        return int(typed) if is_number and int(typed) in names.by_id else None

    def clean_sides(self, data: CleanedData, names: ConceptNames) -> None:
        """Ask for the other side, for a concept on each, and for a title from which an address can be made."""
        if self.first_fault:
            words = _("The first side: %(fault)s Empty the panel, and begin with that side.")
            self.add_error(None, words % {"fault": self.first_fault})
            return
        if self.first is None:
            self.add_error(None, _("This is one side. Select the words of the other side, or take the same words."))
            return
        first, second = self._concept_of_first(names), data.get("concepts") or []
        if len(second) != 1 or first is None:
            self.add_error("concepts", _("Each side is about one concept: choose one."))
        elif second[0] == first:
            self.add_error("concepts", _("Both sides are about the same concept. Choose another for this one."))
        if not data.get("first_text_en") and not data.get("first_text_zh"):
            self.add_error(None, _("The first side says nothing yet. Empty the panel, and begin with that side."))
        slug = propose_slug("statement", data.get("title_en", ""), column_length(Statement, "slug"))
        if not slug and "title_en" not in self.errors:
            self.add_error("title_en", _("Write a title in English: the words in the address are made of it."))
        data["slug"] = slug

    def read_contrast(self) -> dict[str, Words | str]:
        """Return title, address and text of the distinction of a valid form."""
        data = self.cleaned_data
        title, text = ((data[f"{name}_en"], data[f"{name}_zh"]) for name in ("title", "contrast"))
        return {"title": Words(*title), "text": Words(*text), "slug": data["slug"]}
