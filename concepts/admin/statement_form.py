"""Arrange the form of a statement by the description, and read what was typed as a RowContent.

Nothing here is written. `read_content` returns the content of a valid form; `place_faults` shows the errors of
`save_draft` at the fields and rows concerned.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import RowForm, RowFormSet
from concepts.admin.claim_rows import BasisFormSet
from concepts.admin.inlines import TAGS
from concepts.admin.similar import StatementSimilarityForm
from concepts.content.description import STATEMENT, column_length
from concepts.content.natural_keys import NaturalKey, key_paths
from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.shape import Attached, Field, Languages, Reference
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.value_types import Words
from concepts.editorial.tags import find_or_make_tags
from concepts.models import Statement
from concepts.models.names import propose_slug

Kind = Statement.Kind
FIRST_FIELDS = ("title", "slug", "text")  # after the references that a kind needs
FIRST_OF_KIND = {Kind.FINDING.value: ("dimension",)}  # what a kind may lack, but is asked for first
LAST_FIELDS = ("note", "part_of", "rank")  # after all other fields


class StatementForm(StatementSimilarityForm):
    """Read one statement. `save_draft` validates it by its model; here the row may be a published one."""

    def _post_clean(self) -> None:
        """Leave the stored row unchanged."""

    def clean(self) -> dict[str, object]:
        data = super().clean()
        for part in STATEMENT.changing:
            needed = STATEMENT_KINDS[self.kind].needed if self.kind else ()
            is_needed = part.name in needed and part.name not in FIRST_FIELDS
            field = self.fields.get(part.column) if is_needed else None
            if field and not data.get(part.column) and part.column not in self.errors:
                self.add_error(part.column, field.error_messages["required"])
        if self.kind == Kind.DISTINCTION and not data.get("slug"):
            most = column_length(Statement, "slug")
            data["slug"] = propose_slug(STATEMENT.kind, data.get("title_en", ""), most)
            if not data["slug"]:
                self.add_error("slug", _("Write the words for the address in Latin letters: short-words."))
        return data


def fieldsets_of(kind: str) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Return the two groups of a kind's form, each as lines of field names."""
    shape = STATEMENT_KINDS[kind]
    parts = [part for part in STATEMENT.changing if part.name in shape.names]
    needed = [part for part in parts if part.name in shape.needed and part.name not in FIRST_FIELDS]
    needed += [part for part in parts if part.name in FIRST_OF_KIND.get(kind, ())]
    first = [*needed, *(part for name in FIRST_FIELDS for part in parts if part.name == name)]
    last = [part for name in LAST_FIELDS for part in parts if part.name == name]
    others = [part for part in parts if part not in first and part not in last]
    more = [*(_form_names(part) for part in others), (TAGS,), *(_form_names(part) for part in last)]
    return tuple(_form_names(part) for part in first), tuple(more)


def _form_names(part: Field | Reference) -> tuple[str, ...]:
    """Return the form fields of a part of the description."""
    return part.columns if isinstance(part, Field) else (part.column,)


def read_content(form: RowForm, formsets: Iterable[RowFormSet]) -> RowContent:
    """Return the content of a valid form. Creates new tags, so it is called in the transaction that saves."""
    data = form.cleaned_data
    fields: dict[str, FieldValue] = {}
    for part in STATEMENT.changing:
        names = _form_names(part)
        if all(name in data for name in names):
            fields[part.name] = _read_value(part, [data[name] for name in names])
    attached: dict[str, list[AttachedContent]] = {}
    for described, formset in described_formsets(formsets):
        attached[described.name] = _place_last([_read_row(described, row) for row in kept_rows(formset)])
        if isinstance(formset, BasisFormSet) and (parts := formset.read_parts(kept_rows(formset))) is not None:
            attached["claim_parts"] = parts
    if TAGS in data and TAGS in form.changed_data:
        attached[TAGS] = [AttachedContent({"tag": key}) for key in find_or_make_tags(data[TAGS] or [])]
    return RowContent(fields, attached)


def _place_last(rows: list[AttachedContent]) -> list[AttachedContent]:
    """Return the rows; those without a place get one after all others, unless none has a place."""
    last = max((row.rank for row in rows if row.rank is not None), default=None)
    if last is None:
        return rows
    places = count(last + 1)
    return [row if row.rank is not None else replace(row, rank=next(places)) for row in rows]


def described_formsets(formsets: Iterable[RowFormSet]) -> Iterator[tuple[Attached, RowFormSet]]:
    """Yield each formset of attached rows with their description."""
    by_model = {attached.model: attached for attached in STATEMENT.attached}
    for formset in formsets:
        if formset.model is not None:
            yield by_model[formset.model], formset


def kept_rows(formset: RowFormSet) -> list[RowForm]:
    """Return the rows of a valid formset that remain after saving, in their order."""
    return [
        form
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk is not None or form.has_changed())
    ]


def _read_row(attached: Attached, form: RowForm) -> AttachedContent:
    """Return the content of a row; fields that the form does not show keep their stored values."""
    values: dict[str, FieldValue] = {}
    for part in attached.parts:
        typed = [form.cleaned_data.get(name, getattr(form.instance, name, None)) for name in _form_names(part)]
        values[part.name] = _read_value(part, typed)
    rank = form.cleaned_data.get("rank")
    return AttachedContent(values, rank if isinstance(rank, int) else None)


def _read_value(part: Field | Reference, typed: list[object]) -> FieldValue:
    if isinstance(part, Reference):
        [row] = typed
        return natural_key(row, part.target) if isinstance(row, Model) else None
    if part.languages != Languages.ONE:
        english, chinese = (str(text or "") for text in typed)
        return Words(english, chinese)
    [value] = typed
    return value if isinstance(value, str | int) else None


def natural_key(row: Model, kind: str) -> NaturalKey:
    """Return the natural key of a row of that kind; rows that the key refers to must be loaded with it."""
    key: list[str | int] = []
    for path in key_paths(kind):
        value: object = row
        for name in path.split("__"):
            value = getattr(value, name)
        key.append(value if isinstance(value, int) else str(value))
    return tuple(key)


def place_faults(form: RowForm, formsets: Iterable[RowFormSet], error: ValidationError) -> None:
    """Show the errors of `save_draft` at the fields and rows that they name (`text_en`, `citations.0.stance`)."""
    by_name = {attached.name: formset for attached, formset in described_formsets(formsets)}
    for place, faults in (error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}).items():
        name, _dot, rest = place.partition(".")
        number, _dot, column = rest.partition(".")
        if name in by_name and number:
            row = kept_rows(by_name[name])[int(number)]
            row.add_error(column if column in row.fields else None, faults)
        elif name in by_name:
            by_name[name].non_form_errors().extend(ValidationError(faults).error_list)
        else:
            form.add_error(place if place in form.fields else None, faults)
