"""Columns for facts of sources that have one canonical form, whatever way people type them."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from sources.caveats import join_caveats, split_caveats
from sources.dates import canonical_date
from sources.identifiers import MOST_DOI, canonical_doi, canonical_isbn

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class CanonicalField(models.CharField):
    """A text with one canonical form; checking a row puts what was typed into it.

    The form field has no bound of its own, since what is typed may be longer than what is stored.
    """

    most = 0

    def __init__(self, verbose_name: "_StrOrPromise | None" = None, **options: Any) -> None:
        super().__init__(verbose_name, **{"max_length": self.most, "blank": True, **options})

    @staticmethod
    def canonical(text: str) -> str:
        """Return the canonical form of a text that is not empty; raises ValidationError."""
        raise NotImplementedError

    def clean(self, value: str | None, model_instance: models.Model | None) -> str | None:
        return super().clean(self.canonical(value) if value else value, model_instance)

    def formfield(self, **options: Any) -> forms.Field | None:
        return super().formfield(**{"max_length": None, **options})


class DateTextField(CanonicalField):
    """A day, a month or a year: 2020-05-31, 2020-05 or 2020."""

    most = 10
    canonical = staticmethod(canonical_date)


class DoiField(CanonicalField):
    """A DOI."""

    most = MOST_DOI
    canonical = staticmethod(canonical_doi)


class IsbnField(CanonicalField):
    """An ISBN, as thirteen digits."""

    most = 13
    canonical = staticmethod(canonical_isbn)


class CaveatsFormField(forms.MultipleChoiceField):
    """Boxes to tick, one for each caveat; reads and returns what the column holds."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Collection[str] | None) -> Collection[str] | None:
        return split_caveats(value) if isinstance(value, str) else value

    def clean(self, value: Sequence[str] | None) -> str:
        chosen: Iterable[str] = super().clean(value)
        return join_caveats(chosen)

    def has_changed(self, initial: Collection[str] | None, data: Collection[str] | None) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
