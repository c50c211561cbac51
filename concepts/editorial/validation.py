"""What is wrong with a content before it is written: texts that cannot be stored, and what the models refuse."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CharField, ForeignKey, Model, TextField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.content.description import STATEMENT, STATEMENT_KINDS
from concepts.content.shape import Attached
from concepts.editorial.statement_columns import Columns
from concepts.models import Statement
from sources.text import clean_text

TEXT_CAP = 20_000  # code points in a text column that sets no smaller bound of its own

Faults = dict[str, list[ValidationError]]
RowFaults = Iterable[tuple[str, list[ValidationError]]]  # by place, such as `citations.0.stance`


def clean_texts(columns: Columns, attached: Mapping[str, Sequence[Columns]]) -> None:
    """Pass every text through the one gate, in place; raises ValidationError for what cannot be stored."""
    faults: Faults = {}
    _clean(Statement, columns, "", faults)
    for name, rows in attached.items():
        for place, row in enumerate(rows):
            _clean(STATEMENT.part(name).model, row, f"{name}.{place}.", faults)
    if faults:
        raise ValidationError(dict(faults))


def _clean(model: type[Model], columns: Columns, before: str, faults: Faults) -> None:
    for column, value in columns.items():
        field = model._meta.get_field(column)
        if not isinstance(value, str) or not isinstance(field, CharField | TextField):
            continue
        label, cap = capfirst(str(field.verbose_name)), field.max_length or TEXT_CAP
        try:
            columns[column] = clean_text(value, most=cap, field=label, multiline=isinstance(field, TextField))
        except ValidationError as error:
            faults[f"{before}{column}"] = [error]


def validate(row: Statement, attached: Mapping[str, Sequence[Columns]]) -> None:
    """Ask the models about the row and the attached rows, in a fixed number of queries; raises ValidationError."""
    faults: Faults = {}
    try:
        row.full_clean()
    except ValidationError as error:
        faults |= error.error_dict
    for name, rows in attached.items():
        if row.kind in STATEMENT_KINDS and name not in STATEMENT_KINDS[row.kind].attached:
            message = _("%(kind)s: a statement of this kind has none of these; remove them.")
            if rows:
                faults[name] = [ValidationError(message % {"kind": capfirst(row.get_kind_display())})]
        else:
            faults |= dict(_faults_of_attached(STATEMENT.part(name), rows))
    if faults:
        raise ValidationError(dict(faults))


def _faults_of_attached(attached: Attached, rows: Sequence[Columns]) -> RowFaults:
    model = attached.model
    named = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    fit = {field.attname: _fit(field, rows) for field in named if field.name != attached.owner}
    seen: set[tuple[object, ...]] = set()
    for place, columns in enumerate(rows):
        before = f"{attached.name}.{place}"
        for field in named:
            chosen = columns.get(field.attname)
            if field.attname in fit and (chosen is not None or not field.null) and chosen not in fit[field.attname]:
                yield f"{before}.{field.name}", [ValidationError(_("This cannot be chosen here; choose another."))]
        try:
            model(**columns).clean_fields(exclude={field.name for field in named})
        except ValidationError as error:
            for column, faults in error.error_dict.items():
                yield f"{before}.{column}", faults
        key = tuple(columns[column] for column in attached.key_columns)
        if key and key in seen:
            yield before, [ValidationError(_("This is here twice; remove one."))]
        seen.add(key)


def _fit(field: "ForeignKey[Model, Model]", rows: Sequence[Columns]) -> Collection[object]:
    """Return the ids that the rows name in the column and that may be named there."""
    ids = {columns.get(field.attname) for columns in rows} - {None}
    limits = field.get_limit_choices_to()
    if not ids or not limits:
        return ids
    choices = field.related_model._base_manager.complex_filter(limits)
    return set(choices.filter(pk__in=ids).values_list("pk", flat=True))


def refused_rows(
    row: Statement, attached: Mapping[str, Sequence[Columns]]
) -> Iterable[tuple[str, list[ValidationError]]]:
    """Yield what the constraints say of each attached row; asked only when the database has refused them."""
    for name, rows in attached.items():
        part = STATEMENT.part(name)
        for place, columns in enumerate(rows):
            known = {column: columns[column] for column in part.key_columns}
            owner = {f"{part.owner}_id": row.pk}
            stored = part.model._default_manager.filter(**owner, **known).values_list("pk", flat=True).first()
            try:
                part.model(pk=stored if known else None, **columns, **owner).validate_constraints()
            except ValidationError as error:
                for field, faults in error.error_dict.items():
                    yield f"{name}.{place}" + ("" if field == NON_FIELD_ERRORS else f".{field}"), faults
