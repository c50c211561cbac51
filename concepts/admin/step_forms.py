"""Read what workflow steps ask for: a few sentences, a reason in both languages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, InterfaceText, clean_texts

MOST_STEP_TEXT = 2_000  # code points of a text that a step asks for


class StepForm(forms.Form):
    """Read what a step asks for, and clean its texts."""

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        clean_texts(self, data)
        return data


def sentences_field(
    label: InterfaceText, help_text: InterfaceText = "", *, required: bool = True, rows: int = 2
) -> forms.CharField:
    """Return a field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, max_length=MOST_STEP_TEXT, required=required, widget=widget
    )


class ReasonForm(StepForm):
    """Read the reason for a merge, in both languages."""

    reason_en = sentences_field(_("Reason in English"))
    reason_zh = sentences_field(_("Reason in Chinese"))


def empty_step_form() -> StepForm:
    """Return a valid form for a step that asks for nothing."""
    form = StepForm({})
    form.full_clean()
    return form
