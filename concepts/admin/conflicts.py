"""Apply a form that was refused as stale to the row as it is stored now, and show what differs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import TypeAlias

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.admin.base import InterfaceText, RowForm, RowFormSet
from concepts.admin.gone_rows import GoneRow
from concepts.editorial.actors import actor_name
from concepts.editorial.differences import Piece, by_word
from sources.languages import COLUMN, HTML_LANG, Language

MOST_INLINE_ROWS = 1_000  # the most rows of an inline that Django accepts


PostedRow: TypeAlias = dict[str, str]  # the values of a row, by field name
FieldValue: TypeAlias = str | int | date | UploadedFile | Iterable[str | Model] | None


@dataclass(frozen=True, slots=True)
class InlineRows:
    """The stored rows of an inline; `key` are the columns that identify a row, `parent` the column of its owner."""

    prefix: str
    parent: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[Model, ...]


def align_form_data(
    data: QueryDict, parts: Iterable[InlineRows], owner: Model | None
) -> tuple[QueryDict, frozenset[str]]:
    """Return the posted data as if the form had been opened on the stored rows, and the prefixes of rows new to it.

    A posted row belongs to the stored row with its id, or else with its key. Stored rows that the form did not contain
    stay as they are. What was typed into a row that no longer exists becomes a new row.
    """
    aligned = data.copy()
    unseen = set()
    for part in parts:
        typed = _read_posted_rows(data, part.prefix)
        for name in [name for name in aligned if name.startswith(f"{part.prefix}-")]:
            del aligned[name]
        matched, added = _match_rows(typed, part)
        for place, row in enumerate(part.rows):
            if row.pk not in matched:
                unseen.add(f"{part.prefix}-{place}")
            values = matched.get(row.pk) or model_to_dict(row, part.fields)
            _write_row(aligned, part, place, values | {"id": row.pk}, owner)
        for place, values in enumerate(added, start=len(part.rows)):
            _write_row(aligned, part, place, values | {"id": ""}, owner)
        aligned[f"{part.prefix}-TOTAL_FORMS"] = str(len(part.rows) + len(added))
        aligned[f"{part.prefix}-INITIAL_FORMS"] = str(len(part.rows))
    return aligned, frozenset(unseen)


def _read_posted_rows(data: QueryDict, prefix: str) -> list[PostedRow]:
    """Return the posted rows of an inline in their order, each as its values by field name."""
    rows: dict[int, PostedRow] = {}
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(\w+)")
    for name, value in data.items():
        if (found := pattern.fullmatch(name)) and int(found[1]) < MOST_INLINE_ROWS:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[place] for place in sorted(rows)]


def _match_rows(typed: list[PostedRow], part: InlineRows) -> tuple[dict[int, PostedRow], list[PostedRow]]:
    """Return the posted rows by the id of the stored row that each belongs to, and those that belong to none."""
    ids = {str(row.pk): row.pk for row in part.rows}
    keys = {tuple(str(getattr(row, column)) for column in part.key): row.pk for row in part.rows}
    names = [column.removesuffix("_id") for column in part.key]
    matched: dict[int, PostedRow] = {}
    added = []
    for values in typed:
        sent = str(values.get("id", ""))
        own = ids.get(sent) or keys.get(tuple(str(values.get(name, "")) for name in names))
        if own is not None and own not in matched:
            matched[own] = values
        elif "DELETE" not in values:
            added.append(values)
    return matched, added


def _write_row(
    data: QueryDict, part: InlineRows, place: int, values: Mapping[str, FieldValue], owner: Model | None
) -> None:
    """Write the values of a row into the form data, at its place in the inline."""
    for name, value in {**values, part.parent: owner.pk if owner else ""}.items():
        data[f"{part.prefix}-{place}-{name}"] = "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class ConflictingField:
    """A field whose typed value differs from the stored one; `pieces` are the changes from stored to typed."""

    label: str
    stored: str
    typed: str
    pieces: tuple[Piece, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class ConflictingRow:
    """A row of an inline that differs from the stored one, and a sentence that explains how."""

    label: str
    explanation: str
    fields: tuple[ConflictingField, ...]


@dataclass
class Conflict:
    """Why a form was refused, and how it differs from what is stored.

    `version` is the stored version that the person may replace; empty if the row is gone. `gone` is what is known of
    such a row, `may_add` whether the person may make it anew. `saved_by` and `saved_at` are empty and None if it is not
    known who saved last. `unseen_rows` are the prefixes of rows that were not in the form.
    """

    message: str
    status: int
    version: str = ""
    gone: GoneRow | None = None
    may_add: bool = True
    saved_by: str = ""
    saved_at: datetime | None = None
    unseen_rows: frozenset[str] = frozenset()
    fields: tuple[ConflictingField, ...] = ()
    rows: tuple[ConflictingRow, ...] = ()

    def name_saver(self, entry: LogEntry, reader: User | AnonymousUser) -> None:
        """Say who saved last; where it was the reader, in another window or before going back, say nobody else did."""
        self.saved_by, self.saved_at = actor_name(entry.user), entry.action_time
        if entry.user_id == reader.pk:
            self.saved_by = _("you")
            if self.status == HTTPStatus.CONFLICT:
                self.message = _(
                    "This changed since you opened the form; nothing was saved. Compare both versions and save again "
                    "what is to stand."
                )

    def compare(self, form: RowForm, formsets: Iterable[RowFormSet]) -> None:
        """Record how the form differs from the stored rows that it was applied to."""
        self.fields = tuple(_conflicting_fields(form))
        self.rows = tuple(row for formset in formsets for row in self._conflicting_rows(formset))

    @property
    def nothing_differs(self) -> bool:
        return not self.fields and not self.rows

    def _conflicting_rows(self, formset: RowFormSet) -> Iterable[ConflictingRow]:
        name = capfirst(formset.fk.model._meta.verbose_name)
        for place, form in enumerate(formset.forms, start=1):
            label = f"{name} {place}"
            hidden = ("id", formset.fk.name, "DELETE")
            fields = tuple(_conflicting_fields(form, except_for=hidden))
            if form.prefix in self.unseen_rows:
                stored = tuple(_stored_fields(form, except_for=hidden))
                yield ConflictingRow(label, _("Added meanwhile by somebody else; it stays."), stored)
            elif form.data.get(form.add_prefix("DELETE")):
                stored = tuple(_stored_fields(form, except_for=hidden))
                yield ConflictingRow(label, _("You removed this row."), stored)
            elif fields and form.instance.pk is None:
                yield ConflictingRow(label, _("You added this row, or somebody removed it meanwhile."), fields)
            elif fields:
                yield ConflictingRow(label, _("You changed this row, or somebody else did."), fields)


def _conflicting_fields(form: RowForm, except_for: tuple[str, ...] = ()) -> Iterable[ConflictingField]:
    """Yield the fields whose typed value reads differently from the stored one."""
    for name in form.changed_data:
        if name in except_for or name not in form.fields:
            continue
        bound = form[name]
        stored, typed = _display_value(bound.field, bound.initial), _display_value(bound.field, bound.data)
        if stored != typed:
            language = _language_of(form, name)
            pieces = by_word(stored, typed, language)
            yield ConflictingField(str(bound.label), stored, typed, pieces, HTML_LANG[language])


def _stored_fields(form: RowForm, except_for: tuple[str, ...]) -> Iterable[ConflictingField]:
    """Yield the stored values of a form's fields."""
    for name in form.fields:
        if name not in except_for and (stored := _display_value(form.fields[name], form[name].initial)):
            yield ConflictingField(str(form[name].label), stored, "", (), HTML_LANG[_language_of(form, name)])


def _language_of(form: RowForm, name: str) -> Language:
    """Return the language of a field's text."""
    language = getattr(form.instance, "language", "")
    if name.endswith(f"_{COLUMN[Language.ZH]}") or language == Language.ZH:
        return Language.ZH
    return Language.EN


def _display_value(field: forms.Field, value: FieldValue) -> str:
    """Return a stored or typed value of the field as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ModelChoiceField):
        try:
            row = field.to_python(value)
        except ValidationError:
            return str(value)
        return field.label_from_instance(row) if row is not None else ""
    if isinstance(field, forms.ChoiceField):
        names: dict[FieldValue, InterfaceText] = dict(field.choices)  # type: ignore[arg-type]  # ours are pairs, in no groups
        chosen = field.prepare_value(value) if isinstance(field, forms.MultipleChoiceField) else [value]
        return ", ".join(str(names.get(key, key)) for key in chosen)
    if isinstance(field, forms.BooleanField):
        return _("yes") if field.to_python(value) else ""
    if not isinstance(value, str):
        value = field.widget.format_value(field.prepare_value(value))
    return str(value or "").replace("\r\n", "\n").strip()
