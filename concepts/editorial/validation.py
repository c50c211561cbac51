"""What is wrong with a content before it is written: texts that cannot be stored, and what the models refuse."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CharField, ForeignKey, Model, TextField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.content.description import STATEMENT, column_length
from concepts.content.shape import Attached
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.text_caps import text_cap
from concepts.editorial.basis_rules import impossible_in_basis
from concepts.editorial.publication_case import NamedBasis, NamedPart, NamedStatement
from concepts.editorial.statement_columns import Columns
from concepts.models import Statement
from concepts.models.basis import WHOLE
from concepts.models.names import check_slug
from sources.text import clean_text

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
        label, cap = capfirst(str(field.verbose_name)), field.max_length or text_cap(model, column)
        try:
            columns[column] = clean_text(value, most=cap, field=label, multiline=isinstance(field, TextField))
        except ValidationError as error:
            faults[f"{before}{column}"] = [error]


def validate(row: Statement, attached: Mapping[str, Sequence[Columns]]) -> None:
    """Ask the models about the fields of the row and of the attached rows; raises ValidationError with all faults.

    Constraints are left to the database, so that saving takes few queries; they are asked here too where a field is
    faulty, so that whoever saves is told everything at once.
    """
    faults: Faults = {}
    named = [field for field in Statement._meta.concrete_fields if isinstance(field, ForeignKey)]
    try:
        row.clean_fields(exclude={field.name for field in named})
        row.clean()
    except ValidationError as error:
        faults |= error.update_error_dict({})
    if row.slug:
        try:
            check_slug(STATEMENT.kind, row.slug, column_length(Statement, "slug"))
        except ValidationError as error:
            faults["slug"] = [error]
    faults |= dict(_faults_of_list(row))
    for field in named:
        chosen = getattr(row, field.attname)
        if field.attname in STATEMENT.columns and chosen not in _fit(field, [{field.attname: chosen}]):
            faults[field.name] = [_no_choice()]
    for name, rows in attached.items():
        if row.kind in STATEMENT_KINDS and name not in STATEMENT_KINDS[row.kind].attached:
            message = _("%(kind)s: a statement of this kind has none of these; remove them.")
            if rows:
                faults[name] = [ValidationError(message % {"kind": capfirst(row.get_kind_display())})]
        else:
            faults |= dict(_faults_of_attached(STATEMENT.part(name), rows))
    if row.kind in STATEMENT_KINDS and "basis" in attached:
        faults |= _faults_of_bases(row, attached["basis"], attached.get("claim_parts"))
    if faults:
        raise ValidationError({**faults_of_constraints(row, attached, faults.keys()), **faults})


def _faults_of_bases(row: Statement, bases: Sequence[Columns], parts: Sequence[Columns] | None) -> Faults:
    """Return what contradicts itself in what a claim rests on; at most two queries, none where all carry the whole."""
    if all(basis["part"] == WHOLE for basis in bases):
        return {}
    stored = parts if parts is not None else row.claim_parts.values("number") if row.pk else ()
    codes = dict(Statement.objects.filter(pk__in=[basis["statement_id"] for basis in bases]).values_list("pk", "code"))
    named = [
        NamedBasis(
            NamedStatement(codes.get(int(basis["statement_id"] or 0), ""), "", is_public=True), int(basis["part"] or 0)
        )
        for basis in bases
    ]
    missing = impossible_in_basis(named, [NamedPart(int(part["number"] or 0)) for part in stored])
    return {"basis": [ValidationError(str(fault)) for fault in missing]} if missing else {}


def _faults_of_list(row: Statement) -> RowFaults:
    """Yield the fault of a part that would make a list of lists, or a circle; two queries for a part."""
    if row.part_of_id is None:
        return
    # The row is locked already; its head is locked too, so that nobody makes that one a part meanwhile.
    head = Statement.objects.select_for_update(no_key=True).filter(pk=row.part_of_id).first()
    if head and head.part_of_id is not None:
        message = _("%(code)s is a part of a list itself, so it has no parts; choose the head of its list.")
        yield "part_of", [ValidationError(message % {"code": head.code})]
    elif row.pk and Statement.objects.filter(part_of=row.revises_id or row.pk).exists():
        yield "part_of", [ValidationError(_("This statement has parts itself, so it is no part of another list."))]


def faults_of_constraints(
    row: Statement, attached: Mapping[str, Sequence[Columns]], faulty: Collection[str] = ()
) -> Faults:
    """Return what the constraints say of the row and of each attached row; a query for each of them.

    Constraints of the row that look at one of the `faulty` fields are left out.
    """
    faults: Faults = {}
    for check in (row.validate_unique, row.validate_constraints):
        try:
            check(exclude=set(faulty))
        except ValidationError as error:
            faults |= error.error_dict
    for name, rows in attached.items():
        for place, columns in enumerate(rows):
            faults |= dict(_faults_of_row(row, STATEMENT.part(name), f"{name}.{place}", columns))
    return faults


def _faults_of_row(row: Statement, attached: Attached, place: str, columns: Columns) -> RowFaults:
    owner = {f"{attached.owner}_id": row.pk}
    known = {column: columns[column] for column in attached.key_columns}
    stored = attached.model._default_manager.filter(**owner, **known).values_list("pk", flat=True).first()
    try:
        attached.model(pk=stored if known else None, **columns, **owner).validate_constraints()
    except ValidationError as error:
        for field, faults in error.error_dict.items():
            yield place if field == NON_FIELD_ERRORS else f"{place}.{field}", faults


def _faults_of_attached(attached: Attached, rows: Sequence[Columns]) -> RowFaults:
    model = attached.model
    named = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    fit = {field.attname: _fit(field, rows) for field in named if field.name != attached.owner}
    seen: set[tuple[object, ...]] = set()
    for place, columns in enumerate(rows):
        before = f"{attached.name}.{place}"
        for field in named:
            chosen = columns.get(field.attname)
            if field.attname in fit and chosen not in fit[field.attname]:
                yield f"{before}.{field.name}", [_no_choice()]
        unsaved = model(**columns)
        try:
            unsaved.clean_fields(exclude={field.name for field in named})
            unsaved.clean()
        except ValidationError as error:
            for column, faults in error.update_error_dict({}).items():
                yield before if column == NON_FIELD_ERRORS else f"{before}.{column}", faults
        key = tuple(columns[column] for column in attached.key_columns)
        if key and key in seen:
            yield before, [ValidationError(_("This is here twice; remove one."))]
        seen.add(key)


def _fit(field: "ForeignKey[Model, Model]", rows: Sequence[Columns]) -> Collection[object]:
    """Return the ids that the rows name in the column and that may be named there; one query where that is limited."""
    ids = {columns.get(field.attname) for columns in rows}
    limits = field.get_limit_choices_to()
    if ids == {None} or not limits:
        return ids if field.null else ids - {None}
    choices = field.related_model._base_manager.complex_filter(limits)
    return {*choices.filter(pk__in=ids - {None}).values_list("pk", flat=True), *({None} if field.null else ())}


def _no_choice() -> ValidationError:
    return ValidationError(_("This cannot be chosen here; choose another."))
