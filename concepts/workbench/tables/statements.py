"""Write a statement as a row of a table says."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.value_types import Words
from concepts.editorial.actors import Actor
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.saving import save_draft
from concepts.models import Statement, StatementConcept
from concepts.workbench.tables.naming import NamedRows, RowRefusedError, draft_of, find_statement, one_of
from concepts.workbench.tables.outcomes import RowVerdict, Written

KINDS = (
    Statement.Kind.DEFINITION,
    Statement.Kind.CHARACTERISTIC,
    Statement.Kind.RELATION,
    Statement.Kind.POSITION,
)
LONGEST_NAME = 80  # code points of a text that names a new statement
ROLES = {"subjects": StatementConcept.Role.SUBJECT, "objects": StatementConcept.Role.OBJECT}


def write_statement(cells: Mapping[str, str], named: NamedRows, by: Actor) -> Written:
    """Make or change a draft; raises RowRefusedError, and all that `save_draft` raises."""
    code = cells.get("code", "")
    stored = find_statement(code) if code else None
    kind = _kind(cells.get("kind", ""), stored)
    draft = draft_of(stored) if stored else None
    before = read_row_content(draft) if draft else None
    content = _content(cells, named, before)
    text = content.fields.get("text")
    if draft is None and not isinstance(text, Words):
        raise RowRefusedError(_("A new statement needs its text, in English, in Chinese or in both."))
    if draft is None and isinstance(text, Words) and (known := named.statement_saying(kind, text.en, text.zh)):
        return Written(RowVerdict.SAME, known)
    if draft is not None and before is not None and _says_all(before, content):
        return Written(RowVerdict.SAME, code)
    started = draft.row_version if draft else None
    save_draft(statement=draft, kind=kind, content=content, by=by, started_from=started)
    shown = cells.get("text_en") or cells.get("text_zh") or ""
    return Written(RowVerdict.CHANGED, code) if stored else Written(RowVerdict.NEW, shown[:LONGEST_NAME])


def _kind(cell: str, stored: Statement | None) -> str:
    """Return the kind that a row is to have; raises RowRefusedError for one that no table can write."""
    kind = stored.kind if stored and not cell else one_of(cell, Statement.Kind.values, "kind")
    if kind not in KINDS:
        raise RowRefusedError(_("A distinction or finding stands on others: write it on its own form."))
    return kind


def _content(cells: Mapping[str, str], named: NamedRows, before: RowContent | None) -> RowContent:
    """Return what the filled cells say; what they leave out stays as it is."""
    fields: dict[str, FieldValue] = {}
    for name, find in (
        ("dimension", named.dimension),
        ("relation", named.relation_type),
        ("question", named.question),
    ):
        if cell := cells.get(name):
            fields[name] = (find(cell),)
    if cell := cells.get("mode"):
        fields["mode"] = one_of(cell, Statement.Mode.values, "mode")
    for name in ("text", "note"):
        en, zh = cells.get(f"{name}_en", ""), cells.get(f"{name}_zh", "")
        was = before.fields.get(name) if before else None
        was = was if isinstance(was, Words) else Words()
        if en or zh:
            fields[name] = Words(en or was.en, zh or was.zh)
    return RowContent(fields, _concepts(cells, named, before))


def _concepts(
    cells: Mapping[str, str], named: NamedRows, before: RowContent | None
) -> Mapping[str, tuple[AttachedContent, ...]]:
    """Return the concepts of both roles: those of the cells, and of a role without a cell those that are there."""
    wanted = {role: named.concepts(cells[name]) for name, role in ROLES.items() if cells.get(name)}
    if not wanted:
        return {}
    rows: list[Mapping[str, FieldValue]] = []
    for role in ROLES.values():
        if role in wanted:
            rows += [{"concept": (slug,), "role": role.value} for slug in wanted[role]]
        elif before:
            rows += [row.values for row in before.attached["concepts"] if row.values["role"] == role.value]
    return {"concepts": tuple(AttachedContent(row) for row in rows)}


def _says_all(before: RowContent, content: RowContent) -> bool:
    """Tell whether a statement says all of a content already."""
    fields = all(before.fields.get(name) == value for name, value in content.fields.items())
    return fields and all(
        [row.values for row in before.attached[name]] == [row.values for row in rows]
        for name, rows in content.attached.items()
    )
