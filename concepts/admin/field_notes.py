"""Let curators speak of one field of a row: choose it, name it beside what is said, and show that at the field."""

from collections.abc import Iterable

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import kind_of
from concepts.content.shape import Field
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.models import DraftNote, Proposal, Statement
from sources.content_row import ContentRow


def list_fields(row: ContentRow) -> dict[str, str]:
    """Return the fields of a row that can be spoken of, by name, with what its form calls them."""
    described = DESCRIPTIONS[kind_of(row)]
    own = STATEMENT_KINDS[row.kind].names if isinstance(row, Statement) else None
    names = [
        name
        for part in described.fields
        if own is None or part.name in own
        for name in (part.columns if isinstance(part, Field) else (part.column,))
    ]
    columns = {column.name: column for column in described.model._meta.concrete_fields}
    return {name: str(capfirst(columns[name].verbose_name)) for name in names}


def name_fields(row: ContentRow, notes: Iterable[DraftNote]) -> list[DraftNote]:
    """Return the notes on a row; `about` of each is what the field that it speaks of is called, empty for the whole."""
    labels = list_fields(row)
    named = list(notes)
    for note in named:
        note.about = labels.get(note.field, note.field)
    return named


def show_at_fields(form: forms.BaseForm, notes: Iterable[DraftNote], work: Statement | Proposal | None) -> None:
    """Add what was said on the draft in work to the help of the fields of the form; nothing where there is none."""
    if work is None or work.status not in (Statement.Status.DRAFT, Statement.Status.SUBMITTED):
        return
    spoken: dict[str, list[DraftNote]] = {}
    for note in notes:
        if note.step == DraftNote.Step.NOTE and note.field in form.fields and note.at >= work.begun_at:
            spoken.setdefault(note.field, []).append(note)
    for name, said in spoken.items():
        field = form.fields[name]
        words = ((note.by_name, note.text) for note in said)
        lines = format_html_join("", '<span class="comment-at-field">{}: {}</span>', words)
        field.help_text = format_html("{}{}", field.help_text, lines)
