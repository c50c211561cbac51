"""Provide the pages for passages, which are cut out of a text and never typed, and for sentences without a claim."""

from dataclasses import replace
from typing import Unpack, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, CleanTextForm, Fieldsets, Files, FormOptions
from concepts.admin.change_lines import COLON
from concepts.admin.places import TAKE, offer_places, place_value, read_place
from concepts.admin.reviewed import ReviewedAdmin
from concepts.admin.row_versions import NUMERIC_ID, Target
from concepts.admin.sealed_texts import READ_PERMISSION, SEALED, are_quotes_sealed, reads_withheld
from concepts.content.description import QUOTE_CAP
from concepts.editorial.public_rows import is_public
from concepts.editorial.row_names import name_of
from concepts.models import Citation
from sources.anchoring import QuoteError, find_quote
from sources.cutting import cut_passage
from sources.facts import Shown
from sources.languages import reader_language
from sources.lookup import Likeness, Lookup, Span, look_up, trimmed
from sources.models import Article, Passage, Skip, SourceVersion
from sources.showing import shows_no_words


class PassageForm(CleanTextForm):
    """Cut a new passage: find the typed words in the source text and copy the quote from there."""

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

    found: tuple[SourceVersion, Span] | None = None  # the version and the place in it, once both are known

    class Meta:
        model = Passage
        fields = ("version", "translation", "translation_by", "copy_of")

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if self.instance.pk:  # a stored passage keeps its place
            del self.fields["words"], self.fields["place"]

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
                self._cut(version, text, place.start, place.end)
            except (QuoteError, ValidationError) as error:
                self.add_error("words", error if isinstance(error, ValidationError) else str(error))
        if data.get("translation") and not data.get("translation_by"):
            data["translation_by"] = Passage.TranslationBy.OURS
        if not data.get("translation"):
            data["translation_by"] = ""
        return data

    def _find(self, version: SourceVersion, text: str, typed: str) -> Span:
        """Return the place of the typed words in the text: the only one, or the one that was taken.

        Words that differ from the text in their form are not taken for it until somebody says so. Raises
        ValidationError with the places that can be taken, and QuoteError where there is none.
        """
        found = _within_articles(version, look_up(text, typed))
        if not found.places:
            return find_quote(text, trimmed(typed))  # raises, with a hint
        taken = read_place(self.data.get(TAKE) or self.data.get(self.add_prefix("place"), ""))
        if taken in found.places:
            data = cast("QueryDict", self.data).copy()  # shown again for another error, the form keeps what was taken
            data[self.add_prefix("place")] = place_value(taken)
            data[self.add_prefix("words")] = taken.of(text)
            self.data = data
            return taken
        if len(found.places) == 1 and found.likeness != Likeness.FORM:
            return found.places[0]
        raise ValidationError(offer_places(version, text, typed, found))

    def _cut(self, version: SourceVersion, text: str, start: int, end: int) -> None:
        """Set the place, quote and article of the new passage; positions are code points of `text`, the version's."""
        if stored := Passage.objects.filter(version=version, start=start, end=end).first():
            page = reverse("admin:sources_passage_change", args=[stored.pk])
            link = format_html('<a href="{}" lang="{}" target="_blank">{}</a>', page, version.lang, stored)
            raise ValidationError(format_html("{} {}", _("These words are a passage already:"), link))
        article = Article.objects.filter(version=version, start__lte=start, end__gte=end).first()
        if article is None:
            raise ValidationError(_("These words do not lie inside one article of the source; quote words that do."))
        passage = cut_passage(version, text, start, end)
        MaxLengthValidator(QUOTE_CAP)(passage.quote)
        for name in ("start", "end", "quote", "page"):
            setattr(self.instance, name, getattr(passage, name))
        self.instance.article = article


def _within_articles(version: SourceVersion, found: Lookup) -> Lookup:
    """Return what was found without places that are in no article, unless all are: only those in one can be cited."""
    articles = list(version.articles.values_list("start", "end"))
    inside = tuple(
        place for place in found.places if any(start <= place.start and place.end <= end for start, end in articles)
    )
    return replace(found, places=inside) if inside else found


@admin.register(Passage)
class PassageAdmin(ReviewedAdmin):
    form = PassageForm
    list_display = ("short_quote", "source", "number_of_article", "short_translation", "used", "is_copy")
    list_filter = (
        "version__source",
        "version__language",
        ("translation", admin.EmptyFieldListFilter),
        ("copy_of", admin.EmptyFieldListFilter),
    )
    search_fields = (
        "quote",
        "translation",
        "version__source__slug",
        "version__source__title_en",
        "version__source__title_zh",
    )
    search_help_text = _("Search by words of the quote, of its translation, or of the source's title.")
    ordering = ("version__source__rank", "version_id", "start", "end")
    autocomplete_fields = ("version", "copy_of")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Passage]":
        rows = super().get_queryset(request).with_place().annotate(number_of_uses=Count("citations", distinct=True))
        return rows.annotate(may_read=reads_withheld(request))

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Passage]", search_term: str
    ) -> tuple["QuerySet[Passage]", bool]:
        """Return the passages that match; whoever may not read words that are withheld finds nothing by them."""
        if search_term.strip() and not request.user.has_perm(READ_PERMISSION):
            queryset = queryset.exclude(shows_no_words("version__source"))
        rows, has_duplicates = super().get_search_results(request, queryset, search_term)
        return cast("QuerySet[Passage]", rows), has_duplicates

    def has_change_permission(self, request: HttpRequest, obj: Passage | None = None) -> bool:
        is_sealed = obj is not None and are_quotes_sealed(request, obj.version.source)
        return super().has_change_permission(request, obj) and not is_sealed

    def may_compare(self, request: HttpRequest, row: Model) -> bool:
        return not (isinstance(row, Passage) and are_quotes_sealed(request, row.version.source))

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
        """Return the passage that a posted form saves; a form that made one and now means another place makes another.

        A passage cannot be moved, so whoever goes back and takes another place wants that one too.
        """
        target = super().find_target(request, object_id)
        if object_id is not None or target is None or target.row is None or target.sent_twice:
            return target
        form = self.bind_form(request, None, request.POST).form
        form.is_valid()
        made = cast("Passage", target.row)
        is_same = cast("PassageForm", form).found == (made.version, Span(made.start, made.end))
        return target if is_same else Target(None)

    def get_fieldsets(self, request: HttpRequest, obj: Passage | None = None) -> Fieldsets:
        if obj and are_quotes_sealed(request, obj.version.source):
            return ((None, {"fields": ("where", "sealed", "used_by")}),)
        first = ("where", "quote", "used_by") if obj else ("version", "words", "place")
        return (
            (None, {"fields": first}),
            (
                _("In the other language"),
                {
                    "fields": ("translation", "translation_by"),
                    "description": _("Natural and faithful; slips of the source stay in the quote and are noted."),
                },
            ),
            (_("Repeated from elsewhere"), {"fields": ("copy_of",)}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Passage | None = None) -> tuple[str, ...]:
        return ("where", "quote", "sealed", "used_by") if obj else ()

    @admin.display(description=_("quote"), ordering="quote")
    def short_quote(self, passage: Passage) -> str:
        return f"{passage.start}-{passage.end} · {SEALED}" if self._is_sealed(passage) else str(passage)

    @admin.display(description=_("quote"))
    def sealed(self, passage: Passage) -> str:
        return str(SEALED)

    @admin.display(description=_("source"))
    def source(self, passage: Passage) -> str:
        return str(passage.version.source.title)

    @admin.display(description=_("article"))
    def number_of_article(self, passage: Passage) -> int:
        return passage.article.number

    @admin.display(description=_("translation"))
    def short_translation(self, passage: Passage) -> str:
        return "" if self._is_sealed(passage) else passage.translation[:60]

    def _is_sealed(self, passage: Passage) -> bool:
        """Tell whether the person who sees the list may not read the words of the passage."""
        return passage.version.source.shown == Shown.NOTHING and not passage.may_read

    @admin.display(description=_("cited by"), ordering="number_of_uses")
    def used(self, passage: Passage) -> int:
        return passage.number_of_uses

    @admin.display(description=_("copy"), boolean=True)
    def is_copy(self, passage: Passage) -> bool:
        return passage.copy_of_id is not None

    @admin.display(description=_("place in the text"))
    def where(self, passage: Passage) -> str:
        page = gettext("page %(number)s") % {"number": passage.page} if passage.page else ""
        place = ", ".join(filter(None, (name_of(passage.version), page, f"{passage.start}-{passage.end}")))
        if not is_public(passage):
            return place
        return format_html('<a href="{}">{}</a>', passage.get_absolute_url(), place)

    @admin.display(description=_("used by"))
    def used_by(self, passage: Passage) -> str:
        citations = Citation.objects.filter(passage=passage).select_related("statement").order_by("statement__code")
        colon = COLON[reader_language()]
        rows = ((citation.get_stance_display(), colon, name_of(citation.statement)) for citation in citations)
        return format_html_join("", "<p>{}{}{}</p>", rows) or "–"


@admin.register(Skip)
class SkipAdmin(ReviewedAdmin):
    form = CleanTextForm
    list_display = ("words", "source", "reason")
    list_filter = ("reason", "version__source")
    search_fields = ("version__source__slug",)
    ordering = ("version__source__rank", "version_id", "start")
    fields = ("words", "reason", "repeats")
    readonly_fields = ("words",)
    autocomplete_fields = ("repeats",)
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Skip]":
        # The text of each version is read once, however many of the sentences stand in it.
        rows = super().get_queryset(request).select_related("version__source").prefetch_related("version__source_text")
        return rows.annotate(may_read=reads_withheld(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # sentences are marked in the pack

    @admin.display(description=_("sentence"))
    def words(self, skip: Skip) -> str:
        if skip.version.source.withheld and not skip.may_read:
            return str(SEALED)
        return skip.version.source_text.text[skip.start : skip.end]

    @admin.display(description=_("source"))
    def source(self, skip: Skip) -> str:
        return str(skip.version.source.title)
