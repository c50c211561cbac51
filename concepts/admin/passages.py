"""Provide the pages for passages, which are cut out of a text and never typed."""

from typing import cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, Fieldsets
from concepts.admin.change_lines import COLON
from concepts.admin.sealed_texts import READ_PERMISSION, SEALED, are_quotes_sealed, reads_withheld
from concepts.admin.words_form import CutRowsAdmin, WordsForm
from concepts.content.description import QUOTE_CAP
from concepts.editorial.places import article_around
from concepts.editorial.public_rows import is_public
from concepts.editorial.row_names import name_of
from concepts.models import Citation
from sources.cutting import cut_passage
from sources.facts import Shown
from sources.languages import reader_language
from sources.lookup import Span
from sources.models import Passage, SourceVersion
from sources.showing import shows_no_words


class PassageForm(WordsForm):
    """Cut a new passage: find the typed words in the source text and copy the quote from there."""

    class Meta:
        model = Passage
        fields = ("version", "translation", "translation_by", "copy_of")

    def clean(self) -> CleanedData:
        data = super().clean()
        if data.get("translation") and not data.get("translation_by"):
            data["translation_by"] = Passage.TranslationBy.OURS
        if not data.get("translation"):
            data["translation_by"] = ""
        return data

    def take_place(self, version: SourceVersion, text: str, place: Span) -> None:
        """Set the place, quote and article of the new passage."""
        if stored := Passage.objects.filter(version=version, start=place.start, end=place.end).first():
            page = reverse("admin:sources_passage_change", args=[stored.pk])
            link = format_html('<a href="{}" lang="{}" target="_blank">{}</a>', page, version.lang, stored)
            raise ValidationError(format_html("{} {}", _("These words are a passage already:"), link))
        article = article_around(version, place)
        passage = cut_passage(version, text, place.start, place.end)
        MaxLengthValidator(QUOTE_CAP)(passage.quote)
        for name in ("start", "end", "quote", "page"):
            setattr(self.instance, name, getattr(passage, name))
        self.instance.article = article


@admin.register(Passage)
class PassageAdmin(CutRowsAdmin):
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
