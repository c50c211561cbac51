"""What changed from one edition to another, in words and in pieces of text; made from their pictures alone."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from concepts.content.snapshot import Snapshot
from concepts.editorial.differences import (
    Change,
    EntryDifference,
    Piece,
    TextDifference,
    ValueDifference,
    by_word,
    compare_snapshots,
)
from concepts.evidence.addresses import both_words
from concepts.models import Citation, Statement, StatementConcept
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language

TEXT, NAME, QUOTE = "text", "name", "quote"


@dataclass(frozen=True, slots=True)
class Line:
    """One text that changed: what it is, its language as `lang` attributes write it, its pieces in reading order."""

    label: str
    lang: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that changed, was added or was removed: its heading, its name where it has one, and its texts."""

    heading: str
    name: Text
    kind: Change
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A text of an entry in a list: what it is, the words, and their language."""

    label: str
    words: str
    language: Language


def tell_changes(before: Snapshot, after: Snapshot) -> tuple[Told, ...]:
    """All that differs between two pictures, in the order of a form; empty when they say the same."""
    found = compare_snapshots(before, after)
    return (
        *_of_texts(found.texts),
        *(_of_value(one) for one in found.values),
        *(_of_entry(one) for one in found.entries),
    )


def headings() -> dict[str, str]:
    """What the fields of a picture are called."""
    return {
        "title": _("Title"),
        "text": _("Text"),
        "note": _("Note"),
        "slug": _("Words in the address"),
        "mode": _("Manner of speaking"),
        "dimension": _("Dimension"),
        "relation": _("Type of relation"),
        "question": _("Question"),
        "part_of": _("Part of the list"),
        "rank": _("Place"),
        "concepts": _("Concept"),
        "sides": _("Side"),
        "rests_on": _("Rests on"),
        "parts": _("Part"),
        "citations": _("Passage"),
        "tags": _("Tag"),
    }


def _of_texts(texts: tuple[TextDifference, ...]) -> Iterator[Told]:
    names = headings()
    for field in dict.fromkeys(one.field for one in texts):
        lines = (
            Line(str(one.language.label), HTML_LANG[one.language], one.pieces) for one in texts if one.field == field
        )
        yield Told(names[field], _nobody(), Change.CHANGED, tuple(lines))


def _of_value(one: ValueDifference) -> Told:
    words = [(kind, _value(one.field, value)) for kind, value in _removed_and_added(one.before, one.after)]
    lines = tuple(Line("", text.lang, (Piece(kind, text.words),)) for kind, text in words if text)
    return Told(headings()[one.field], _nobody(), Change.CHANGED, lines)


def _removed_and_added(before: Any, after: Any) -> tuple[tuple[Change, Any], tuple[Change, Any]]:
    return (Change.REMOVED, before), (Change.ADDED, after)


def _value(field: str, value: Any) -> Text:
    if value is None:
        return _nobody()
    if field == "mode":
        return _ours(str(Statement.Mode(value).label))
    if isinstance(value, dict):
        return both_words(value["name"] if "name" in value else value["text"])
    return Text(str(value), HTML_LANG[Language.EN] if field == "slug" else HTML_LANG[reader_language()])


def _of_entry(one: EntryDifference) -> Told:
    before, after = (dict(_facts(one.field, entry)) if entry else {} for entry in (one.before, one.after))
    name = _name(one.field, one.after or one.before or {})
    lines = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        known = new or old
        named = one.kind != Change.CHANGED and known and known.words == name.words
        if old != new and known and not named:
            pieces = by_word(old.words if old else "", new.words if new else "", known.language)
            lines.append(Line(known.label, HTML_LANG[known.language], pieces))
    return Told(headings()[one.field], name, one.kind, tuple(lines))


def _name(field: str, entry: Snapshot) -> Text:
    """What the entry is called; empty where its own text, which stands below, is all there is."""
    if field == "sides":
        return both_words(entry["concept"]["name"])
    if field == "citations":
        return both_words(entry["source"]["title"])
    return both_words(entry["name"]) if field in ("concepts", "tags") else Text(entry["code"], HTML_LANG[Language.EN])


def _facts(field: str, entry: Snapshot) -> Iterator[tuple[Hashable, Fact]]:
    """The texts of an entry, each under a key that is the same in another picture."""
    here = reader_language()
    if field in ("concepts", "tags"):
        yield from _both(NAME, entry["name"])
    if field == "concepts":
        yield "role", Fact(_("role"), str(StatementConcept.Role(entry["role"]).label), here)
    if field == "sides":
        yield from _both(NAME, entry["concept"]["name"])
        yield from _both(TEXT, entry["characteristic"]["text"])
        for one in entry["characteristic"]["citations"]:
            yield from _cited(one)
    if field in ("rests_on", "parts"):
        yield from _both(TEXT, entry["text"])
        for one in entry["citations"]:
            yield from _cited(one)
    if field == "citations":
        yield from _cited(entry)
        title = both_words(entry["source"]["title"])
        yield "source", Fact(_("source"), title.words, next(one for one in Language if HTML_LANG[one] == title.lang))
    if "rank" in entry:
        yield "rank", Fact(_("place"), str(entry["rank"] + 1), here)


def _cited(one: Snapshot) -> Iterator[tuple[Hashable, Fact]]:
    place = (one["source"]["id"], one["version"]["number"], one["start"], one["end"])
    language = Language(one["version"]["language"])
    yield (QUOTE, place), Fact(_("passage"), one["quote"], language)
    if one["translation"]:
        yield ("translation", place), Fact(_("translation"), one["translation"], OTHER[language])
    yield ("stance", place), Fact(_("stance"), str(Citation.Stance(one["stance"]).label), reader_language())
    if one["attributed_to"][reader_language().value]:
        whom = one["attributed_to"][reader_language().value]
        yield ("whom", place), Fact(_("said by"), whom, reader_language())


def _both(key: str, both: Snapshot, label: str = "") -> Iterator[tuple[Hashable, Fact]]:
    for language in Language:
        if words := both[language.value]:
            yield (key, language), Fact(label, words, language)


def _nobody() -> Text:
    return _ours("")


def _ours(words: str) -> Text:
    return Text(words, HTML_LANG[reader_language()])
