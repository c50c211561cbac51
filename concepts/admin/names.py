"""Read labels, tags and former addresses; the gate for names (concepts/models/names.py) says what they may be.

What is certain, such as a name that is taken, is refused. What is only similar is warned of, and saved where somebody
ticks that it is something else.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.admin.base import CleanedData, CleanTextForm, Files, FormOptions, LoadingFormSet, OrderedForm, RowForm
from concepts.admin.similar import find_similar_labels, find_similar_tags, has_unconfirmed, similarity_warning
from concepts.editorial.names import (
    concepts_called,
    dimensions_called,
    dimensions_named,
    free_slug,
    in_use,
    labels_elsewhere,
    leads_somewhere,
    tags_elsewhere,
)
from concepts.models import Address, Label
from concepts.models.names import (
    LabelName,
    check_former,
    check_free_tag,
    check_tag,
    dimension_name_faults,
    label_faults,
    name_key,
    other_name_faults,
    preferred_names,
    propose_slug,
)
from sources.languages import Language
from sources.text import normal_width

TAG_NAMES = ("name_en", "name_zh")


class TagForm(CleanTextForm):
    """Read the names of a tag. Where its name in addresses is left empty, it is made from these."""

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if slug := self.fields.get("slug"):
            slug.required, slug.label = False, capfirst(_("name in addresses"))
            slug.help_text = _("Left empty, it is made from the name. It cannot be changed later.")

    def clean(self) -> CleanedData:
        data = super().clean()
        for column in TAG_NAMES:
            if data.get(column):
                if column in self.changed_data:
                    data[column] = normal_width(data[column])
                self._ask(column, check_tag, data[column])
        if self.errors:
            return data
        named = [column for column in TAG_NAMES if data.get(column)]
        if not named:
            self.add_error("name_en", _("Give the tag a name in at least one language."))
            return data
        if "slug" in self.fields and not data.get("slug"):
            data["slug"] = free_slug("tag", propose_slug("tag", data[named[0]], self.fields["slug"].max_length))
        own = {self.instance.key, self.instance.other_key}
        new = {column: data[column] for column in named if name_key(data[column]) not in own}
        taken = tags_elsewhere(new.values(), self.instance.pk)
        similar = find_similar_tags(new.values(), self.instance.pk or 0)
        for column, name in new.items():
            self._ask(column, check_free_tag, name, taken)
            if column not in self.errors and has_unconfirmed(similar[name], self.data):
                self.add_error(column, ValidationError(similarity_warning(similar[name]), code="nearly_there"))
        return data

    def _ask(self, column: str, check: Callable[..., None], *about: object) -> None:
        try:
            check(*about)
        except ValidationError as error:
            self.add_error(column, error)


class DimensionForm(OrderedForm):
    """Read a dimension; its two names belong to no concept and to no other dimension."""

    def clean(self) -> CleanedData:
        data = super().clean()
        preferred = preferred_names(data.get("name_en", ""), data.get("name_zh", ""))
        if {"name_en", "name_zh"} & set(self.changed_data):
            elsewhere = concepts_called(preferred), dimensions_named(but=self.instance.pk)
            for column, error in dimension_name_faults(preferred, *elsewhere):
                self.add_error(column, error)
        return data


class LabelForm(CleanTextForm):
    """Read one label; the gate looks at all labels of the concept together."""

    def validate_constraints(self) -> None:
        """Leave it to the formset, since labels may exchange their texts and roles."""


class NameFormSet(LoadingFormSet):
    """The names of one row, which the gate looks at together."""

    def find_faults(self, names: Sequence[LabelName]) -> Iterable[tuple[int, str, ValidationError]]:
        """Return what is wrong with the names, as `label_faults` does."""
        raise NotImplementedError

    def clean(self) -> None:
        super().clean()
        forms = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("text")]
        if not any(form.errors for form in self.forms if form not in self.deleted_forms):
            self.check_names(forms)

    def check_names(self, forms: Sequence[RowForm]) -> None:
        """Add what the gate says of the names in these forms."""
        for number, column, error in self.find_faults([_label_of(form) for form in forms]):
            if number < 0:
                raise error
            forms[number].add_error(column, error)

    def save(self, commit: bool = True) -> list[models.Model]:
        """Save the names; what changes gives its place up first, since the database knows each moment by itself."""
        changing = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        parked = Concat(Value("\n"), Cast("pk", models.CharField()))  # no key has a line end
        self.model._default_manager.filter(pk__in=changing).update(folded=parked, role=Label.Role.HIDDEN)
        return super().save(commit)


class DimensionLabelFormSet(NameFormSet):
    """The other names of a dimension, beside its two preferred ones."""

    def find_faults(self, names: Sequence[LabelName]) -> Iterable[tuple[int, str, ValidationError]]:
        preferred = preferred_names(self.instance.name_en, self.instance.name_zh)
        return other_name_faults(preferred, names, concepts_called(names))


class LabelFormSet(NameFormSet):
    """The labels of a concept, in a fixed number of queries for all of them.

    The empty rows of a new concept start as its preferred names, one in each language.
    """

    def get_form_kwargs(self, index: int | None) -> dict[str, object]:
        options: dict[str, object] = super().get_form_kwargs(index)
        languages = list(Language)
        if self.instance.pk is None and index is not None and index < len(languages):
            options["initial"] = {"language": languages[index], "role": Label.Role.PREFERRED}
        return options

    def find_faults(self, names: Sequence[LabelName]) -> Iterable[tuple[int, str, ValidationError]]:
        return label_faults(names, labels_elsewhere(names, self.instance.pk), dimensions_called(names))

    def check_names(self, forms: Sequence[RowForm]) -> None:
        super().check_names(forms)
        typed = {
            form: form.cleaned_data["text"]
            for form in forms
            if "text" in form.changed_data and "text" not in form.errors
        }
        found = find_similar_labels(set(typed.values()), self.instance.pk)
        for form, text in typed.items():
            if has_unconfirmed(found[text], self.data):
                form.add_error("text", ValidationError(similarity_warning(found[text]), code="nearly_there"))


def _label_of(form: RowForm) -> LabelName:
    return LabelName(*(form.cleaned_data[column] for column in LabelName._fields))


class AddressForm(CleanTextForm):
    """Read an address that something had and has no more."""

    def clean(self) -> CleanedData:
        data = super().clean()
        kind, key, target = data.get("kind"), data.get("key"), data.get("target")
        if self.errors or not kind or not key:
            return data
        if {"kind", "key"} & set(self.changed_data):
            try:
                check_former(kind, key, in_use=self._where(kind, key))
            except ValidationError as error:
                self.add_error("key", error)
        if target and {"kind", "target"} & set(self.changed_data) and not leads_somewhere(kind, target):
            self.add_error("target", _("Nothing has the address “%(name)s”. Name where it is now.") % {"name": target})
        return data

    def _where(self, kind: str, key: str) -> str:
        return str(Address.Kind(kind).label) if in_use(kind, key) else ""
