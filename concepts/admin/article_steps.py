"""Define the steps by which words of an article are marked as a heading, and by which that is taken back."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.place_form import PlaceForm
from concepts.admin.places import place_value, read_place
from concepts.admin.review_steps import CHANGE_PERMISSION, ROW_STEPS
from concepts.admin.step_forms import StepForm
from concepts.admin.steps import WorkflowStep
from concepts.admin.version_steps import tell_draft
from concepts.editorial.actors import Actor
from concepts.editorial.headings import find_headings, mark_heading, unmark_heading
from sources.content_row import ContentRow
from sources.lookup import Span
from sources.models import Article


class HeadingForm(PlaceForm):
    """Read the words of an article that are a heading."""

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["words"].label = _("Words of the heading")

    def fit(self, row: ContentRow) -> None:
        assert isinstance(row, Article)
        self.version, self.within = row.version, Span(row.start, row.end)


class HeadingChoice(StepForm):
    """Choose a heading of an article."""

    heading = forms.ChoiceField(label=_("Heading that is none"))

    def fit(self, row: ContentRow) -> None:
        assert isinstance(row, Article)
        text, choices = row.version.read_text(), self.fields["heading"]
        assert isinstance(choices, forms.ChoiceField)
        if not row.version.source.withheld:
            choices.choices = [(place_value(place), place.of(text)) for place in find_headings(row)]


def _may_mark(row: Article) -> bool:
    return not row.version.source.withheld


def _may_unmark(row: Article) -> bool:
    return _may_mark(row) and row.boundaries.exists()


def _mark(rows: list[Article], by: Actor, form: StepForm) -> str:
    assert isinstance(form, HeadingForm)
    assert form.found is not None
    for row in rows:
        mark_heading(article=row, place=form.found, by=by)
    return tell_draft(rows)


def _unmark(rows: list[Article], by: Actor, form: StepForm) -> str:
    place = read_place(form.cleaned_data["heading"])
    assert place is not None
    for row in rows:
        unmark_heading(article=row, place=place, by=by)
    return tell_draft(rows)


ARTICLE_STEPS = (
    *ROW_STEPS,
    WorkflowStep(
        "heading", _("Mark a heading"), CHANGE_PERMISSION, _may_mark, _mark, _("The heading is marked."),
        _("Marked a heading"), _("A heading is a sentence of its own, and stands out where readers read the text."),
        form=HeadingForm, page=True,
    ),
    WorkflowStep(
        "no-heading", _("Unmark a heading"), CHANGE_PERMISSION, _may_unmark, _unmark, _("The heading is unmarked."),
        _("Unmarked a heading"), form=HeadingChoice, page=True,
    ),
)  # fmt: skip
