"""Differences between two contents of a row that is no statement, as lines that the templates of the admin print."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from concepts.admin.change_lines import COMMA, ChangeLine
from concepts.content.description import DESCRIPTIONS
from concepts.content.labels import column_label, heading_of, value_label
from concepts.content.row_content import (
    RANK,
    AttachedContent,
    FieldValue,
    JsonMapping,
    RowContent,
    content_from_json,
)
from concepts.content.shape import Attached, Field, Languages, Reference
from concepts.content.value_types import Words
from concepts.editorial.differences import Change, Piece, by_word
from concepts.models import Label, RowChange
from sources.languages import COLUMN, HTML_LANG, Language, reader_language

Labels = dict[tuple[FieldValue, ...], AttachedContent]  # by language and text
HAN = re.compile("[\u3400-\u9fff]")
# What nobody judges in a new row: how its text is found and checked, and whose its title is.
TECHNICAL = {"file", "pages", "sha256", "title_by", "first", "last"}


def list_content_lines(before: RowContent, after: RowContent) -> tuple[ChangeLine, ...]:
    """Return what differs between two contents of one row, in the order of the description."""
    description = DESCRIPTIONS[after.kind]
    lines: list[ChangeLine] = []
    for part in description.changing:
        if part.name in after.fields and before.fields.get(part.name) != after.fields[part.name]:
            lines += _field_lines(after.kind, part, before.fields.get(part.name), after.fields[part.name])
    for attached in description.attached:
        if attached.name in after.attached:
            lines += _row_lines(attached, before.attached.get(attached.name, ()), after.attached[attached.name])
    return tuple(lines)


def list_new_lines(content: RowContent) -> tuple[ChangeLine, ...]:
    """Return what a new row says, in the order of the description, but its place, defaults and what is TECHNICAL."""
    parts = {part.name: part for part in DESCRIPTIONS[content.kind].changing}
    said = {
        name: value
        for name, value in content.fields.items()
        if name not in (RANK, *TECHNICAL) and not (isinstance(part := parts[name], Field) and value == part.empty)
    }
    lines = list_content_lines(RowContent({}, {}, content.kind), RowContent(said, content.attached, content.kind))
    return tuple(replace(line, change=_("added")) for line in lines if line.pieces)


def name_in_addresses(kind: str, slug: str) -> ChangeLine:
    """Return the line of a new row that tells the name in its address, which is for ever."""
    label = column_label(DESCRIPTIONS[kind].model, "slug")
    return ChangeLine(label, _("added"), (Piece(Change.ADDED, slug),), HTML_LANG[Language.EN])


def list_lines_of_change(change: RowChange) -> tuple[ChangeLine, ...]:
    """Return what a publication changed in a row, in the order of the description; of a new row, what it says."""
    if change.before is None and change.after is not None:
        return list_new_lines(content_from_json(change.kind, change.after))
    return list_content_lines(_content(change, change.before), _content(change, change.after))


def happened_to(change: RowChange) -> str:
    """Return in words what became of a row by a publication."""
    if change.before is None:
        return _("new to readers")
    return _("no longer shown") if change.after is None else _("changed")


def _content(change: RowChange, data: JsonMapping | None) -> RowContent:
    """Return the content before or after a change; where readers saw none, one that says nothing."""
    if data is not None:
        return content_from_json(change.kind, data)
    description = DESCRIPTIONS[change.kind]
    fields = {
        part.name: Words() if isinstance(part, Field) and part.languages != Languages.ONE else None
        for part in description.changing
    }
    return RowContent(fields, {attached.name: () for attached in description.attached}, change.kind)


def _field_lines(kind: str, part: Field | Reference, before: FieldValue, after: FieldValue) -> Iterator[ChangeLine]:
    model = DESCRIPTIONS[kind].model
    if isinstance(after, Words) and isinstance(part, Field):
        old = before if isinstance(before, Words) else Words()
        for language, ending in COLUMN.items():
            words = old.in_language(language), after.in_language(language)
            if words[0] != words[1]:
                label = column_label(model, f"{part.column}_{ending}")
                yield ChangeLine(label, _("changed"), by_word(*words, language), HTML_LANG[language])
        return
    label = column_label(model, part.columns[0].removesuffix("_id") if isinstance(part, Reference) else part.column)
    words = _value(model, part, before), _value(model, part, after)
    language = _language_of(*words)
    yield ChangeLine(label, _("changed"), by_word(*words, language), HTML_LANG[language])


def _row_lines(
    attached: Attached, before: Sequence[AttachedContent], after: Sequence[AttachedContent]
) -> Iterator[ChangeLine]:
    """Yield a line for each row that was removed, changed or added; rows with one key, or one text, are the same.

    So is a label that was removed and one of its language and role that was added.
    """
    language = reader_language()
    old, new = ({_identity(attached, row): row for row in rows} for rows in (before, after))
    if attached.model is Label:
        old = _pair_labels(old, new)
    for key in dict.fromkeys((*old, *new)):
        words = _row(attached, old.get(key)), _row(attached, new.get(key))
        if words[0] != words[1]:
            change = _("added") if key not in old else _("removed") if key not in new else _("changed")
            pieces = by_word(*words, _language_of(*words))
            yield ChangeLine(heading_of(attached.model), change, pieces, HTML_LANG[language])


def _pair_labels(old: Labels, new: Labels) -> Labels:
    """Return the old labels, a removed one under the key of an added one of its language and role, if there is one."""
    added = [key for key in new if key not in old]
    paired: Labels = {}
    for key, row in old.items():
        alike = (other for other in added if _language_and_role(new[other]) == _language_and_role(row))
        partner = key if key in new else next(alike, key)
        if partner != key:
            added.remove(partner)
        paired[partner] = row
    return paired


def _language_and_role(label: AttachedContent) -> tuple[FieldValue, ...]:
    return label.values.get("language"), label.values.get("role")


def _language_of(*words: str) -> Language:
    """Return the language whose units words are compared by: Chinese, by character, where there is any."""
    return Language.ZH if any(map(HAN.search, words)) else Language.EN


def _identity(attached: Attached, row: AttachedContent) -> tuple[FieldValue, ...]:
    first_two = attached.key or attached.fields[:2]  # of a label: language and text
    return tuple(row.values.get(part.name) for part in first_two)


def _row(attached: Attached, row: AttachedContent | None) -> str:
    """Return an attached row in one line, empty for None."""
    if row is None:
        return ""
    if attached.of_kind:  # an article of a text
        title = _value(attached.model, attached.parts[-2], row.values.get("title"))
        named = _("%(number)s. %(title)s (characters %(start)s to %(end)s)")
        return named % {**row.values, "title": title}
    values = [_value(attached.model, part, row.values.get(part.name)) for part in attached.parts]
    place = [] if row.rank is None else [_("order %(rank)d") % {"rank": row.rank}]
    return COMMA[reader_language()].join(filter(None, (*values, *place)))


def _value(model: type, part: Field | Reference, value: FieldValue) -> str:
    """Return a value as people read it; of a row that is named, its natural key."""
    if value is None or value == "":
        return ""
    if isinstance(value, tuple):
        return " · ".join(str(item) for item in value)
    if isinstance(value, Words):
        here = reader_language()
        return value.in_language(here) or value.en or value.zh
    return value_label(model, part, value) if isinstance(part, Field) else str(value)
