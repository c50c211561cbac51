"""Provide the pages for sentences without a claim: they are found by their words, and say why they have none."""

from django import forms
from django.contrib import admin
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from concepts.admin.review_steps import CHANGE_PERMISSION, PUBLISH_PERMISSION, ROW_STEPS
from concepts.admin.sealed_texts import SEALED, reads_withheld
from concepts.admin.step_forms import StepForm
from concepts.admin.steps import WorkflowStep
from concepts.admin.words_form import CutRowsAdmin, WordsForm
from concepts.content.description import QUOTE_CAP
from concepts.editorial.actors import Actor
from concepts.editorial.places import article_around, refuse_overlaps
from concepts.editorial.public_rows import is_public
from concepts.editorial.skips import discard_skip, unmark_skip
from sources.lookup import Span
from sources.models import Skip, SourceVersion


class SkipForm(WordsForm):
    """Mark a sentence: find the typed words in the source text and keep their place, with the reason."""

    words = forms.CharField(
        label=_("words of the sentence"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[MaxLengthValidator(QUOTE_CAP)],
        help_text=_("Copy the whole sentence from the source. Line breaks and spaces do not have to match."),
    )

    class Meta:
        model = Skip
        fields = ("version", "reason", "repeats")

    def take_place(self, version: SourceVersion, text: str, place: Span) -> None:
        """Set the place and the article of the new mark."""
        self.instance.version, self.instance.start, self.instance.end = version, place.start, place.end
        self.instance.article = article_around(version, place)
        refuse_overlaps(self.instance)


def _unmark(rows: list[Skip], by: Actor, form: StepForm) -> None:
    for row in rows:
        unmark_skip(skip=row, by=by)


def _discard(rows: list[Skip], by: Actor, form: StepForm) -> None:
    for row in rows:
        discard_skip(skip=row, by=by)


UNMARK = _("Remove the mark")
SKIP_STEPS = (
    WorkflowStep(
        "unmark-draft", UNMARK, CHANGE_PERMISSION, lambda row: not is_public(row), _discard,
        _("The mark is removed."), _("Removed the mark"),
        _("The sentence is open again: it counts as one of which nothing is said yet."), page=True,
    ),
    WorkflowStep(
        "unmark", UNMARK, PUBLISH_PERMISSION, is_public, _unmark, _("The mark is removed."), _("Removed the mark"),
        _("The sentence is open again: it counts as one of which nothing is said yet."), page=True,
    ),
)  # fmt: skip


@admin.register(Skip)
class SkipAdmin(CutRowsAdmin):
    form = SkipForm
    steps = (*ROW_STEPS, *SKIP_STEPS)
    list_display = ("sentence", "source", "reason")
    list_filter = ("reason", "version__source")
    search_fields = ("version__source__slug",)
    ordering = ("version__source__rank", "version_id", "start")
    autocomplete_fields = ("version", "repeats")
    view_on_site = False

    def get_fields(self, request: HttpRequest, obj: Skip | None = None) -> tuple[str, ...]:
        return ("sentence", "reason", "repeats") if obj else ("version", "words", "place", "reason", "repeats")

    def get_readonly_fields(self, request: HttpRequest, obj: Skip | None = None) -> tuple[str, ...]:
        return ("sentence",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Skip]":
        # The text of each version is read once, however many of the sentences stand in it.
        rows = super().get_queryset(request).select_related("version__source").prefetch_related("version__source_text")
        return rows.annotate(may_read=reads_withheld(request))

    @admin.display(description=_("sentence"))
    def sentence(self, skip: Skip) -> str:
        if skip.version.source.withheld and not skip.may_read:
            return str(SEALED)
        return skip.version.source_text.text[skip.start : skip.end]

    @admin.display(description=_("source"))
    def source(self, skip: Skip) -> str:
        return str(skip.version.source.title)
