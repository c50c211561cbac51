"""Differences between two snapshots of a statement, as lines that the templates of the admin print as they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.content.description import STATEMENT
from concepts.content.labels import column_label, heading_of, value_label
from concepts.content.shape import Field, Reference
from concepts.content.snapshot import frozen_rows
from concepts.content.snapshot_rows import AnyNamed, FrozenRow, IncludedStatement, NamedRow, QuotedPassage
from concepts.content.value_types import Value, Words
from concepts.editorial.differences import Change, Differences, Piece, by_word
from sources.languages import COLUMN, HTML_LANG, OTHER, Language, reader_language

COMMA = {Language.EN: ", ", Language.ZH: "，"}
COLON = {Language.EN: ": ", Language.ZH: "："}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that differs: what it is, what happened to it, and the words from the old to the new.

    Where only the first words are shown, `whole` says how many there are, and `address` is where they are read.
    """

    label: str
    change: str
    pieces: tuple[Piece, ...]
    lang: str
    whole: str = ""
    address: str = ""

    @property
    def heading(self) -> str:
        """Return what it is and what happened to it."""
        return f"{capfirst(self.label)}{COLON[reader_language()]}{self.change}"


def list_change_lines(differences: Differences) -> tuple[ChangeLine, ...]:
    """Return what differs, in the order of the description, in the reader's language but for the texts themselves."""
    return tuple(_lines(differences))


def _lines(differences: Differences) -> Iterator[ChangeLine]:
    changes = {Change.ADDED: _("added"), Change.REMOVED: _("removed"), Change.CHANGED: _("changed")}
    for text in differences.texts:
        label = _field_label(text.field, COLUMN[text.language])
        kinds = {piece.kind for piece in text.pieces}
        change = kinds.pop() if kinds in ({Change.ADDED}, {Change.REMOVED}) else Change.CHANGED
        yield ChangeLine(label, changes[change], text.pieces, HTML_LANG[text.language])
    for value in differences.values:
        before, after = _value(value.field, value.before), _value(value.field, value.after)
        change = Change.CHANGED
        if bool(before) != bool(after):
            change = Change.ADDED if after else Change.REMOVED
        yield _compared(_field_label(value.field), changes[change], before, after)
    for row in differences.rows:
        yield _compared(_row_label(row.name), changes[row.kind], _row(row.before), _row(row.after))


def _compared(label: str, change: str, before: str, after: str) -> ChangeLine:
    language = reader_language()
    return ChangeLine(label, change, by_word(before, after, language), HTML_LANG[language])


def _field_label(name: str, ending: str = "") -> str:
    """Return what the form calls the field; `ending` is that of the column where there are two."""
    column = STATEMENT.field(name).column
    return column_label(STATEMENT.model, f"{column}_{ending}" if ending else column)


def _row_label(name: str) -> str:
    """Return what an attached row is called: where the model's own name is too long for a line, a shorter one."""
    shorter = {
        "concepts": _("Concept"), "sides": _("Side"), "basis": _("Rests on"), "parts": _("Part"),
        "claim_parts": _("Part of the claim"), "tags": _("Tag"),
    }  # fmt: skip
    [attached] = [attached for attached in frozen_rows() if attached.name == name]
    return shorter.get(name) or heading_of(attached.model)


def _value(name: str, value: Value | NamedRow | None) -> str:
    part = STATEMENT.field(name)
    if isinstance(value, NamedRow):
        return _words(value.words)
    if value is None or isinstance(part, Reference):
        return ""
    return _words(value) if isinstance(value, Words) else value_label(STATEMENT.model, part, value)


def _words(both: Words) -> str:
    here = reader_language()
    return both.in_language(here) or both.in_language(OTHER[here])


def _row(row: FrozenRow | None) -> str:
    """Return an attached row in one line, with all of it that can differ; empty for None."""
    if row is None:
        return ""
    quoted = next((named for named in row.named.values() if isinstance(named, QuotedPassage)), None)
    if quoted:
        return _quotation(row, quoted)
    comma, colon = COMMA[reader_language()], COLON[reader_language()]
    named = (row.named[reference.name] for reference in row.attached.references)
    names = colon.join(_named(each) for each in named if each)
    further = [*_values(row), *([] if row.rank is None else [str(row.rank)])]
    if not names:
        return comma.join(further)
    return f"{names} ({comma.join(further)})" if further else names


def _named(named: AnyNamed) -> str:
    match named:
        case NamedRow():
            return _words(named.words)
        case IncludedStatement():
            return f"{named.code} · {_words(named.text)}"
    return f"“{named.quote}”"


def _values(row: FrozenRow) -> Iterator[str]:
    for part in row.attached.parts:
        if isinstance(part, Field):
            value = row.values[part.name]
            words = _words(value) if isinstance(value, Words) else value_label(row.attached.model, part, value)
            if words:
                yield words


def _quotation(row: FrozenRow, passage: QuotedPassage) -> str:
    stance, *further = _values(row)
    place = _words(passage.source_title), str(passage.version), f"{passage.start}-{passage.end}"
    where = COMMA[reader_language()].join(place)
    parts = (stance, f"“{passage.quote}”", passage.translation, *further, where)
    return " · ".join(part for part in parts if part)
