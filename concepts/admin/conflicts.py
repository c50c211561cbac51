"""A form that is refused as stale: what was typed is laid onto the row as it stands now, and set beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.editorial.differences import Piece, by_word
from sources.languages import COLUMN, HTML_LANG, Language

MOST_ROWS = 1_000  # as many rows of an inline as Django takes


@dataclass(frozen=True, slots=True)
class InlineRows:
    """The rows of an inline as they are stored: `key` is the column a row is known by, `parent` that of its owner."""

    prefix: str
    parent: str
    key: str
    fields: tuple[str, ...]
    rows: tuple[Model, ...]


def keys_of(rows: Iterable[Model], key: str) -> dict[str, str]:
    """What each row is known by, by its id."""
    return {str(row.pk): str(getattr(row, key)) for row in rows}


def lay_onto(data: QueryDict, parts: Iterable[InlineRows], owner: Model | None) -> tuple[QueryDict, frozenset[str]]:
    """The posted form as if it had been opened on the rows as they stand, and the prefixes of rows it did not know.

    A typed row belongs to the row of its id, else to the one with its key; rows the form did not know stay as they are;
    what was typed into a row that is gone becomes a new row.
    """
    laid = data.copy()
    unknown = set()
    for part in parts:
        typed = _typed_rows(data, part.prefix)
        for name in [name for name in laid if name.startswith(f"{part.prefix}-")]:
            del laid[name]
        matched, fresh = _matched(typed, part)
        for place, row in enumerate(part.rows):
            if row.pk not in matched:
                unknown.add(f"{part.prefix}-{place}")
            values = matched.get(row.pk) or model_to_dict(row, part.fields)
            _put(laid, part, place, values | {"id": row.pk}, owner)
        for place, values in enumerate(fresh, start=len(part.rows)):
            _put(laid, part, place, values | {"id": ""}, owner)
        laid[f"{part.prefix}-TOTAL_FORMS"] = str(len(part.rows) + len(fresh))
        laid[f"{part.prefix}-INITIAL_FORMS"] = str(len(part.rows))
    return laid, frozenset(unknown)


def _typed_rows(data: QueryDict, prefix: str) -> list[dict[str, Any]]:
    """The rows of an inline that were posted, in their order."""
    rows: dict[int, dict[str, Any]] = {}
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(\w+)")
    for name, value in data.items():
        if (found := pattern.fullmatch(name)) and int(found[1]) < MOST_ROWS:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[place] for place in sorted(rows)]


def _matched(typed: list[dict[str, Any]], part: InlineRows) -> tuple[dict[Any, dict[str, Any]], list[dict[str, Any]]]:
    """What was typed by the ids of the rows it belongs to, and what belongs to none of them."""
    ids = {str(row.pk): row.pk for row in part.rows}
    keys = {known_by: ids[one] for one, known_by in keys_of(part.rows, part.key).items()}
    name = part.key.removesuffix("_id")
    matched: dict[Any, dict[str, Any]] = {}
    fresh = []
    for values in typed:
        sent = str(values.get("id", ""))
        own = ids.get(sent) or keys.get(str(values.get(name, "")))
        if own is not None and own not in matched:
            matched[own] = values
        elif "DELETE" not in values:
            fresh.append(values)
    return matched, fresh


def _put(laid: QueryDict, part: InlineRows, place: int, values: dict[str, Any], owner: Model | None) -> None:
    for name, value in {**values, part.parent: owner.pk if owner else ""}.items():
        laid[f"{part.prefix}-{place}-{name}"] = "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that was typed otherwise than it is stored; `pieces` lead from the stored words to the typed ones."""

    label: str
    stored: str
    typed: str
    pieces: tuple[Piece, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """A row of an inline that is stored otherwise than it was typed, and a sentence that says how."""

    label: str
    words: str
    fields: tuple[Differing, ...]


@dataclass
class Conflict:
    """A refused form: why, who saved last and when (None if unknown), the version to write over, and what differs."""

    message: str
    status: int
    version: str = ""
    by: str = ""
    at: datetime | None = None
    unknown: frozenset[str] = frozenset()
    fields: tuple[Differing, ...] = ()
    rows: tuple[DifferingRow, ...] = ()

    def compare(self, form: forms.ModelForm, formsets: Iterable[Any]) -> None:
        """Notes what differs between the rows as they stand and the form laid onto them."""
        self.fields = tuple(_differing(form))
        self.rows = tuple(row for formset in formsets for row in self._rows(formset))

    @property
    def nothing_differs(self) -> bool:
        return not self.fields and not self.rows

    def _rows(self, formset: Any) -> Iterable[DifferingRow]:
        name = capfirst(formset.model._meta.verbose_name)
        for place, form in enumerate(formset.forms, start=1):
            label = f"{name} {place}"
            fields = tuple(_differing(form, but=("id", formset.fk.name, "DELETE")))
            if form.prefix in self.unknown:
                shown = tuple(_as_stored(form, but=("id", formset.fk.name, "DELETE")))
                yield DifferingRow(label, _("Added meanwhile by somebody else; it stays."), shown)
            elif form.data.get(form.add_prefix("DELETE")):
                shown = tuple(_as_stored(form, but=("id", formset.fk.name, "DELETE")))
                yield DifferingRow(label, _("You removed this row."), shown)
            elif fields and form.instance.pk is None:
                yield DifferingRow(label, _("You added this row, or somebody removed it meanwhile."), fields)
            elif fields:
                yield DifferingRow(label, _("You changed this row, or somebody else did."), fields)


def _differing(form: Any, but: tuple[str, ...] = ()) -> Iterable[Differing]:
    for name in form.changed_data:
        if name in but or name not in form.fields:
            continue
        bound = form[name]
        stored, typed = _shown(bound.field, bound.initial), _shown(bound.field, bound.data)
        if stored != typed:
            language = _language(form, name)
            pieces = by_word(stored, typed, language)
            yield Differing(str(bound.label), stored, typed, pieces, HTML_LANG[language])


def _as_stored(form: Any, but: tuple[str, ...]) -> Iterable[Differing]:
    for name in form.fields:
        if name not in but and (stored := _shown(form.fields[name], form[name].initial)):
            yield Differing(str(form[name].label), stored, "", (), HTML_LANG[_language(form, name)])


def _language(form: Any, name: str) -> Language:
    language = getattr(form.instance, "language", "")
    if name.endswith(f"_{COLUMN[Language.ZH]}") or language == Language.ZH:
        return Language.ZH
    return Language.EN


def _shown(of: forms.Field, value: Any) -> str:
    """A value, stored or typed, as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(of, forms.ModelChoiceField):
        try:
            row = of.to_python(value)
        except ValidationError:
            return str(value)
        return of.label_from_instance(row) if row is not None else ""
    if isinstance(of, forms.ChoiceField):
        names: dict[Any, Any] = dict(of.choices)  # type: ignore[arg-type]  # ours are pairs, in no groups
        return str(names.get(value, value))
    if isinstance(of, forms.BooleanField):
        return _("yes") if of.to_python(value) else ""
    if not isinstance(value, str):
        value = of.widget.format_value(of.prepare_value(value))
    return str(value or "").replace("\r\n", "\n").strip()
