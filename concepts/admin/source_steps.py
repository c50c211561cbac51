"""Define the workflow steps of sources: withholding a text from readers, and showing it again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concepts.admin.review_steps import PUBLISH_PERMISSION
from concepts.admin.step_forms import ReasonForm, StepForm, sentences_field
from concepts.admin.steps import WorkflowStep
from concepts.editorial import withholding
from concepts.editorial.actors import Actor
from concepts.editorial.public_rows import is_public
from sources.facts import SourceWithheld
from sources.models import Source


class WithholdForm(ReasonForm):
    """Read what readers still see of a text, and the reason that they are told."""

    shows = forms.ChoiceField(
        label=_("What readers still see"), choices=SourceWithheld.choices, widget=forms.RadioSelect
    )
    reason_en = sentences_field(_("Reason in English"), _("Readers read it in place of the text."))
    reason_zh = sentences_field(_("Reason in Chinese"))
    field_order = ("shows", "reason_en", "reason_zh")


class ReleaseForm(StepForm):
    """Read why a text that was withheld is shown again."""

    reason = sentences_field(_("Why it is shown again"))


def _withhold(rows: list[Source], by: Actor, form: StepForm) -> None:
    for row in rows:
        withholding.withhold(source=row, by=by, **form.cleaned_data)


def _release(rows: list[Source], by: Actor, form: StepForm) -> None:
    for row in rows:
        withholding.release(source=row, by=by, reason=form.cleaned_data["reason"])


SOURCE_STEPS = (
    WorkflowStep(
        "withhold", _("Withhold its text"), PUBLISH_PERMISSION, is_public, _withhold,
        _("Withheld; readers read your reason instead."), _("Withheld its text"),
        _("Pages, quotations, translations, search, exports and editions follow at once. The text itself stays as it "
          "is, and only admins read it, until it is shown again."),
        form=WithholdForm, page=True,
    ),
    WorkflowStep(
        "release", _("Show its text again"), PUBLISH_PERMISSION, lambda row: bool(row.withheld), _release,
        _("Shown again, as far as its rights allow."), _("Showed its text again"),
        _("Readers see again what “shown as” says, with every quotation. Your reason stands in its history."),
        form=ReleaseForm, page=True,
    ),
)  # fmt: skip
