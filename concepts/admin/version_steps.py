"""Define the steps by which the text of a version is cut into articles: one is split, or joined with the one before."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import InterfaceText
from concepts.admin.place_form import PlaceForm
from concepts.admin.review_steps import CHANGE_PERMISSION, ROW_STEPS
from concepts.admin.step_forms import StepForm
from concepts.admin.steps import WorkflowStep
from concepts.content.value_types import Words
from concepts.editorial.actors import Actor
from concepts.editorial.articles import find_articles, join_article, split_article
from concepts.editorial.proposals import has_proposed_change
from sources.content_row import ContentRow
from sources.languages import reader_language
from sources.models import Article, SourceVersion

TITLE_LENGTH = Article._meta.get_field("title_en").max_length


def title_field(label: InterfaceText) -> forms.CharField:
    """Return the field for the title of a new article in one language."""
    return forms.CharField(label=label, max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"class": "vTextField"}))


class SplitForm(PlaceForm):
    """Read with which words the next article begins, and what it is called."""

    title_en = title_field(_("Title in English"))
    title_zh = title_field(_("Title in Chinese"))
    title_by = forms.ChoiceField(
        label=_("Title is by"), choices=Article.TitleBy.choices, initial=Article.TitleBy.SOURCE.value
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["words"].label = _("First words of the next article")

    def fit(self, row: ContentRow) -> None:
        assert isinstance(row, SourceVersion)
        self.version = row


class JoinForm(StepForm):
    """Choose the article that is joined to the one before it."""

    article = forms.TypedChoiceField(label=_("Article that is joined to the one before"), coerce=int)

    def fit(self, row: ContentRow) -> None:
        assert isinstance(row, SourceVersion)
        choices = self.fields["article"]
        assert isinstance(choices, forms.TypedChoiceField)
        _first, *others = find_articles(row).items()
        choices.choices = [
            (number, f"{number}. {title.in_language(reader_language())}") for number, (_span, title) in others
        ]


def _may_cut(row: SourceVersion) -> bool:
    return not row.source.withheld


def _may_join(row: SourceVersion) -> bool:
    return _may_cut(row) and Article.objects.filter(version=row).count() > 1


def _split(rows: list[SourceVersion], by: Actor, form: StepForm) -> str:
    assert isinstance(form, SplitForm)
    assert form.found is not None
    data = form.cleaned_data
    title = Words(data["title_en"], data["title_zh"])
    for row in rows:
        split_article(version=row, at=form.found.start, title=title, title_by=data["title_by"], by=by)
    return tell_draft(rows)


def _join(rows: list[SourceVersion], by: Actor, form: StepForm) -> str:
    for row in rows:
        join_article(version=row, number=form.cleaned_data["article"], by=by)
    return tell_draft(rows)


def tell_draft(rows: Sequence[ContentRow]) -> str:
    """Return that readers see nothing of it yet, where a change is proposed."""
    waits = any(has_proposed_change(row) for row in rows)
    return str(_("It is a draft; readers still see what is published.")) if waits else ""


VERSION_STEPS = (
    *ROW_STEPS,
    WorkflowStep(
        "split", _("Split an article"), CHANGE_PERMISSION, _may_cut, _split,
        _("The article is split."), _("Split an article"),
        _("The article in which the words stand ends before them; a new one begins there. What is cited or marked "
          "stays where it stands; no bound goes through it."),
        form=SplitForm, page=True,
    ),
    WorkflowStep(
        "join", _("Join two articles"), CHANGE_PERMISSION, _may_join, _join,
        _("The articles are joined."), _("Joined two articles"),
        _("The earlier one keeps its number and title. An address of the other one that readers know leads to it."),
        form=JoinForm, page=True,
    ),
)  # fmt: skip
