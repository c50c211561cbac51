"""The round trip: what is on a site goes into a pack, and from there into an empty database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from concepts.packs.check import check_pack
from concepts.packs.export import ExportReport, export_pack
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines

PACK = "round-trip"
Place = tuple[str, int, int, int]


class _UndoneError(Exception):
    """Ends a block so that nothing of it stays."""


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that the block writes."""
    try:
        with transaction.atomic():
            yield
            raise _UndoneError
    except _UndoneError:
        pass


def come_round(folder: Path) -> tuple[ExportReport, list[dict[str, Any]]]:
    """Export the site, whose content the caller takes back, and load it where it came from.

    Return the export's report and the open data that a database with the same content has. Loading its own export may
    change nothing on a site.
    """
    report = export_pack(PACK, folder / PACK)
    check_pack(folder / PACK)
    before = list(open_data_lines())
    loaded = load_pack(folder / PACK)
    assert (loaded.created, loaded.updated, loaded.kept, loaded.withdrawn) == ([], [], [], [])
    assert list(open_data_lines()) == before
    return report, exported([json.loads(line) for line in before], set(report.left_out.naming))


def open_data() -> list[dict[str, Any]]:
    """Return the objects of open data."""
    return [json.loads(line) for line in open_data_lines()]


def exported(lines: list[dict[str, Any]], naming: set[str]) -> list[dict[str, Any]]:
    """Return what a pack has of these lines.

    It has no withdrawn statements, no passages that nothing else needs, and nothing that names one of these: what an
    export reports as `naming`.
    """
    out = {line["id"] for line in lines if line["type"] == "statement" and line["status"] == "withdrawn"}
    history = _history(lines, out)
    out |= {name.removeprefix("statement ") for name in naming if name.startswith("statement ")}
    kept = []
    for line in lines:
        if line["type"] == "statement" and line["id"] in out:
            continue
        if line["type"] == "passage" and _place(line) in history:
            continue
        if line["type"] == "address" and f"address of {line['kind']} {line['id']}" in naming:
            continue
        lists = {key: [code for code in line[key] if code not in out] for key in ("positions", "parts") if key in line}
        kept.append(line | lists)
    return kept


def _history(lines: list[dict[str, Any]], withdrawn: set[str]) -> set[Place]:
    """Return the places of the passages that only withdrawn statements cite, and that nothing else points at."""
    statements = [line for line in lines if line["type"] == "statement"]
    history = {place for line in statements if line["id"] in withdrawn for place in _cited(line)}
    history -= {place for line in statements if line["id"] not in withdrawn for place in _cited(line)}
    pointing = [line for line in lines if line.get("copy_of") or line.get("repeats")]
    while True:
        staying = [line for line in pointing if line["type"] != "passage" or _place(line) not in history]
        needed = {_place(line | (line.get("copy_of") or line["repeats"])) for line in staying}
        if not history & needed:
            return history
        history -= needed


def _cited(line: dict[str, Any]) -> list[Place]:
    """Return what a statement cites itself: a position shows the citations of what it rests on too, with `via`."""
    return [_place(citation) for citation in line["citations"] if not citation.get("via")]


def _place(line: dict[str, Any]) -> Place:
    """Return where the words stand that a line or a citation is about."""
    return line["source"], line["version"], line["start"], line["end"]
