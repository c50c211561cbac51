"""Define the workflow steps of concepts: renaming in addresses, and merging."""

from django import forms
from django.contrib.admin import site
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import NamedAutocomplete, NameField
from concepts.admin.review_steps import PUBLISH_PERMISSION
from concepts.admin.step_forms import ReasonForm, StepForm
from concepts.admin.steps import WorkflowStep
from concepts.content.description import column_length
from concepts.editorial import renaming
from concepts.editorial.actors import Actor
from concepts.editorial.public_rows import is_public
from concepts.editorial.row_names import choice_name_of, select_for_choice
from concepts.models import Concept, Side
from concepts.models.names import check_slug


class RenameForm(StepForm):
    """Read the new name of a concept in addresses."""

    slug = NameField(label=_("New name in addresses"), max_length=column_length(Concept, "slug"))

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        check_slug("concept", slug, column_length(Concept, "slug"))
        return slug


class ConceptField(forms.ModelChoiceField):
    """Choose a concept by the name that curators use."""

    def label_from_instance(self, obj: Model) -> str:
        return choice_name_of(obj)


class MergeConceptsForm(ReasonForm):
    """Choose the concept that replaces this one, and read the reason."""

    into = ConceptField(
        select_for_choice(Concept.objects.all()),
        label=_("Concept to keep"),
        widget=NamedAutocomplete(Side._meta.get_field("concept"), site),
    )
    field_order = ("into", "reason_en", "reason_zh")


def _rename(rows: list[Concept], by: Actor, form: StepForm) -> None:
    for row in rows:
        if row.slug == form.cleaned_data["slug"]:
            raise forms.ValidationError(_("It has that name in addresses already; nothing was changed."))
        renaming.rename_concept(concept=row, slug=form.cleaned_data["slug"], by=by)


def _merge(rows: list[Concept], by: Actor, form: StepForm) -> None:
    for row in rows:
        renaming.merge_concepts(concept=row, by=by, **form.cleaned_data)


CONCEPT_STEPS = (
    WorkflowStep(
        "rename", _("Give it another name in addresses"), PUBLISH_PERMISSION, is_public, _rename,
        _("Renamed; the old address leads to the new one."), _("Renamed in addresses"),
        _("The old address still leads here."), form=RenameForm, page=True,
    ),
    WorkflowStep(
        "merge", _("Merge into another concept"), PUBLISH_PERMISSION, is_public, _merge,
        _("Merged; the old address leads to the other concept."), _("Merged into another concept"),
        _("Every statement about this concept is about the other one then; its names become other names of that one. "
          "This cannot be undone."),
        form=MergeConceptsForm, page=True,
    ),
)  # fmt: skip
