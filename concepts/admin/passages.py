"""Provide the pages for passages, which are cut out of a text and never typed, and for sentences without a claim."""

from typing import Unpack

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, CleanTextForm, Fieldsets, Files, FormOptions
from concepts.admin.content import ContentAdmin
from concepts.editorial.row_names import name_of
from concepts.models import Citation
from sources.anchoring import QuoteError, find_quote
from sources.models import Article, Passage, Skip, SourceVersion, cut_passage


class PassageForm(CleanTextForm):
    """Cut a new passage: find the typed words in the source text and copy the quote from there."""

    words = forms.CharField(
        label=_("words to cite"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copy them from the source, exactly and as few as the claim needs. Example: 营销是让产品好卖"),
    )
    occurrence = forms.IntegerField(
        label=_("which occurrence"),
        required=False,
        min_value=1,
        help_text=_("Only if these words stand in the text more than once: 1 for the first."),
    )

    class Meta:
        model = Passage
        fields = ("version", "translation", "translation_by", "copy_of")

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if self.instance.pk:  # a stored passage keeps its place
            del self.fields["words"], self.fields["occurrence"]

    def clean(self) -> CleanedData:
        typed = self.data.get(self.add_prefix("words"), "").replace("\r\n", "\n").strip()
        data = super().clean()
        version = data.get("version")
        if self.instance.pk is None and version and typed:
            try:
                place = find_quote(version.text, typed, occurrence=data.get("occurrence"))
                self._cut(version, place.start, place.end)
            except (QuoteError, ValidationError) as error:
                self.add_error("words", error if isinstance(error, ValidationError) else str(error))
        if data.get("translation") and not data.get("translation_by"):
            data["translation_by"] = Passage.TranslationBy.OURS
        if not data.get("translation"):
            data["translation_by"] = ""
        return data

    def _cut(self, version: SourceVersion, start: int, end: int) -> None:
        """Set the place, quote and article of the new passage; positions are code points of the version's text."""
        if Passage.objects.filter(version=version, start=start, end=end).exists():
            raise ValidationError(_("These words are a passage already; search for it in the list of passages."))
        article = Article.objects.filter(version=version, start__lte=start, end__gte=end).first()
        if article is None:
            raise ValidationError(_("These words do not lie inside one article of the source; quote words that do."))
        passage = cut_passage(version, start, end)
        for name in ("start", "end", "quote"):
            setattr(self.instance, name, getattr(passage, name))
        self.instance.article = article


@admin.register(Passage)
class PassageAdmin(ContentAdmin):
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
        return super().get_queryset(request).with_place().annotate(number_of_uses=Count("citations", distinct=True))

    def get_fieldsets(self, request: HttpRequest, obj: Passage | None = None) -> Fieldsets:
        first = ("where", "quote", "used_by") if obj else ("version", "words", "occurrence")
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
        return ("where", "quote", "used_by") if obj else ()

    @admin.display(description=_("quote"), ordering="quote")
    def short_quote(self, passage: Passage) -> str:
        return str(passage)

    @admin.display(description=_("source"))
    def source(self, passage: Passage) -> str:
        return str(passage.version.source.title)

    @admin.display(description=_("article"))
    def number_of_article(self, passage: Passage) -> int:
        return passage.article.number

    @admin.display(description=_("translation"))
    def short_translation(self, passage: Passage) -> str:
        return passage.translation[:60]

    @admin.display(description=_("cited by"), ordering="number_of_uses")
    def used(self, passage: Passage) -> int:
        return passage.number_of_uses

    @admin.display(description=_("copy"), boolean=True)
    def is_copy(self, passage: Passage) -> bool:
        return passage.copy_of_id is not None

    @admin.display(description=_("place"))
    def where(self, passage: Passage) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            passage.get_absolute_url(),
            f"{name_of(passage.version)}, {passage.start}-{passage.end}",
        )

    @admin.display(description=_("used by"))
    def used_by(self, passage: Passage) -> str:
        citations = Citation.objects.filter(passage=passage).select_related("statement").order_by("statement__code")
        rows = ((citation.get_stance_display(), name_of(citation.statement)) for citation in citations)
        return format_html_join("", "<p>{}: {}</p>", rows) or "–"


@admin.register(Skip)
class SkipAdmin(ContentAdmin):
    list_display = ("words", "source", "reason")
    list_filter = ("reason", "version__source")
    search_fields = ("version__source__slug",)
    ordering = ("version__source__rank", "version_id", "start")
    fields = ("words", "reason", "repeats")
    readonly_fields = ("words",)
    autocomplete_fields = ("repeats",)
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Skip]":
        return super().get_queryset(request).select_related("version__source")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # sentences are marked in the pack

    @admin.display(description=_("sentence"))
    def words(self, skip: Skip) -> str:
        return skip.version.text[skip.start : skip.end]

    @admin.display(description=_("source"))
    def source(self, skip: Skip) -> str:
        return str(skip.version.source.title)
