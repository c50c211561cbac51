"""Differences between two pictures of a statement, in words and pieces that templates print as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext as _

from concepts.content.snapshot import Snapshot
from concepts.editorial.differences import Change, Differences, Piece, by_word
from concepts.models import Statement, StatementConcept
from sources.languages import COLUMN, HTML_LANG, reader_language


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that differs: what it is, what happened to it, and the words from the old to the new."""

    label: str
    change: str
    pieces: tuple[Piece, ...]
    lang: str


def tell(differences: Differences) -> tuple[Line, ...]:
    """What differs, in the order of a form, in the reader's language but for the texts themselves."""
    return tuple(_lines(differences))


def _lines(differences: Differences) -> Iterator[Line]:
    for text in differences.texts:
        label = _named(f"{text.field}_{COLUMN[text.language]}")
        yield Line(label, _("changed"), text.pieces, HTML_LANG[text.language])
    for value in differences.values:
        label = _named({"relation": "relation_type"}.get(value.field, value.field))
        yield _compared(label, _("changed"), _value(value.field, value.before), _value(value.field, value.after))
    changes = {Change.ADDED: _("added"), Change.REMOVED: _("removed"), Change.CHANGED: _("changed")}
    labels = {
        "concepts": _("Concept"), "sides": _("Side"), "rests_on": _("Rests on"), "parts": _("Part"),
        "citations": _("Citation"), "tags": _("Tag"),
    }  # fmt: skip
    for entry in differences.entries:
        before, after = _entry(entry.field, entry.before), _entry(entry.field, entry.after)
        yield _compared(labels[entry.field], changes[entry.kind], before, after)


def _compared(label: str, change: str, before: str, after: str) -> Line:
    language = reader_language()
    return Line(label, change, by_word(before, after, language), HTML_LANG[language])


def _named(field: str) -> str:
    return str(label_for_field(field, Statement))


def _value(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field == "mode":
        return str(Statement.Mode(value).label)
    if isinstance(value, dict):
        return _words(value.get("name") or value["text"])
    return str(value)


def _words(both: Snapshot) -> str:
    return both[reader_language().value] or next((words for words in both.values() if words), "")


def _entry(field: str, entry: Snapshot | None) -> str:
    """An entry of a list in one line: all of it that can differ."""
    if entry is None:
        return ""
    match field:
        case "concepts":
            role = StatementConcept.Role(entry["role"]).label
            return f"{_words(entry['name'])} ({role}, {entry['rank']})"
        case "sides":
            held = entry["characteristic"]
            return f"{_words(entry['concept']['name'])}: {held['code']} · {_words(held['text'])} ({entry['rank']})"
        case "tags":
            return _words(entry["name"])
        case "citations":
            return _citation(entry)
        case _:
            return f"{entry['code']} · {_words(entry['text'])} ({entry['rank']})"


def _citation(entry: Snapshot) -> str:
    stances = {"supports": _("supports"), "contradicts": _("contradicts"), "reports": _("reports")}
    parts = [stances[entry["stance"]], f"“{entry['quote']}”", entry["translation"]]
    if any(entry["attributed_to"].values()):
        parts.append(_words(entry["attributed_to"]))
    where = f"{_words(entry['source']['title'])}, {entry['version']['number']}, {entry['start']}-{entry['end']}"
    return " · ".join(part for part in (*parts, where) if part)
