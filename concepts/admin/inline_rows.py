"""Define the forms of the attached rows of a statement; `save_draft` validates and writes them."""

from typing import Unpack

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanTextForm, Files, FormOptions, LoadingFormSet


class AttachedForm(CleanTextForm):
    """Read one attached row; `save_draft` validates it by its model. Without a place it comes after all others."""

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if field := self.fields.get("rank"):
            field.required = False
            if not self.instance.pk:
                self.initial["rank"] = None

    def _post_clean(self) -> None:
        """Leave the stored row unchanged."""


class AttachedFormSet(LoadingFormSet):
    """Read the attached rows of one table."""

    def validate_unique(self) -> None:
        """Do nothing: `save_draft` checks this and names the rows concerned."""

    def clean(self) -> None:
        """Refuse rows that are posted as stored rows but do not belong to this statement."""
        super().clean()
        for form in self.initial_forms:
            if form.instance.pk is None:
                form.add_error(None, _("This row is gone, or belongs to another statement; open the page again."))
