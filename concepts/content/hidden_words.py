"""Editions without the words of sources that readers may not see: what is frozen stays, and less of it is shown.

`sources` are the slugs of these sources.
"""

from collections.abc import Collection, Mapping
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


def hide_words(snapshot: Snapshot, sources: Collection[str]) -> Snapshot:
    """Return the snapshot with empty quotes and translations of the sources; all that names their places stays."""
    if not sources:
        return snapshot
    return replace(snapshot, rows={name: _rows(rows, sources) for name, rows in snapshot.rows.items()})


def _rows(rows: tuple[FrozenRow, ...], sources: Collection[str]) -> tuple[FrozenRow, ...]:
    return tuple(
        replace(row, named={name: _named(named, sources) for name, named in row.named.items()}) for row in rows
    )


def _named(named: AnyNamed | None, sources: Collection[str]) -> AnyNamed | None:
    match named:
        case QuotedPassage() if named.source in sources:
            return replace(named, quote="", translation="")
        case IncludedStatement():
            return replace(named, citations=_rows(named.citations, sources), sides=_rows(named.sides, sources))
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
