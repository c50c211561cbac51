"""Read what workflow steps ask for: a few sentences, a reason in both languages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, InterfaceText, clean_texts
from sources.content_row import ContentRow

MOST_STEP_TEXT = 2_000  # code points of a text that a step asks for


class StepForm(forms.Form):
    """Read what a step asks for, and clean its texts."""

    def fit(self, row: ContentRow) -> None:
        """Offer what the row has to choose from; a form that asks the same of all rows stays as it is."""

    def sent_values(self) -> dict[str, str]:
        """Return what was sent for each field, without blanks around it."""
        return {name: str(self[name].data or "").replace("\r\n", "\n").strip() for name in self.fields}

    def says_something(self) -> bool:
        """Tell whether anything would be lost with the form: words, or a choice."""
        sent = self.sent_values()
        return any(sent[name] or not isinstance(field, forms.CharField) for name, field in self.fields.items())

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
