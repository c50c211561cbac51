"""Editions without what readers may not see of them, or cannot compare: what is frozen stays, and less is shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_rows import (
    AnyNamed,
    FrozenRow,
    IncludedStatement,
    JsonObject,
    JsonValue,
    QuotedPassage,
)

Change = Callable[[AnyNamed], AnyNamed]  # what becomes of a passage or statement that a row names


def hide_words(snapshot: Snapshot, sources: Collection[str]) -> Snapshot:
    """Return the snapshot with empty quotes and translations of the sources; all that names their places stays.

    `sources` are the slugs of sources whose words readers may not see.
    """

    def hide(named: AnyNamed) -> AnyNamed:
        if isinstance(named, QuotedPassage) and named.source in sources:
            return replace(named, quote="", translation="")
        return named

    return _changed(snapshot, hide) if sources else snapshot


def hide_counting(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot without what schema 1 did not keep: facts about articles, and sides of a basis."""

    def hide(named: AnyNamed) -> AnyNamed:
        match named:
            case QuotedPassage():
                return replace(
                    named, copied=False, same_as=(), written_in="", caveats=(), author="", publisher="", date=""
                )
            case IncludedStatement():
                return replace(named, sides=())
        return named

    return _changed(snapshot, hide)


def _changed(snapshot: Snapshot, change: Change) -> Snapshot:
    return replace(snapshot, rows={name: _rows(rows, change) for name, rows in snapshot.rows.items()})


def _rows(rows: tuple[FrozenRow, ...], change: Change) -> tuple[FrozenRow, ...]:
    return tuple(replace(row, named={name: _named(named, change) for name, named in row.named.items()}) for row in rows)


def _named(named: AnyNamed | None, change: Change) -> AnyNamed | None:
    if named is None:
        return None
    named = change(named)
    if isinstance(named, IncludedStatement):
        return replace(named, citations=_rows(named.citations, change), sides=_rows(named.sides, change))
    return named


def hide_words_in_json(data: JsonValue, reasons: Mapping[str, JsonObject]) -> JsonValue:
    """Return the JSON of a snapshot, of whatever schema, in which quotes and translations of these sources are null.

    Beside them stands the reason, under `withheld`; `reasons` has it by slug, by language.
    """
    match data:
        case list():
            return [hide_words_in_json(item, reasons) for item in data]
        case dict():
            shown = {name: hide_words_in_json(item, reasons) for name, item in data.items()}
            match data:
                case {"quote": _, "source": {"id": str() as source}} if source in reasons:
                    return shown | {"quote": None, "translation": None, "withheld": reasons[source]}
            return shown
    return data
