"""The round trip: what is on a site goes into a pack, and from there into an empty database."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from concepts.models import Proposal
from concepts.models.basis import CLAIM_KINDS
from concepts.packs.check import check_pack
from concepts.packs.export import ExportReport, export_pack
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from concepts.packs.row_reader import read_rows
from sources.content_row import ReviewedRow
from sources.models import Article, SourceVersion
from tests.factories import make_source

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


def add_text(slug: str, text: str, language: str = "en") -> SourceVersion:
    """A source with a text, as the admin's form adds it: its one article begins and ends with up to 60 characters."""
    version = make_source(slug, text, language, rank=0)
    words = text.strip()
    start = text.index(words)
    version.sha256 = hashlib.sha256(text.encode()).hexdigest()
    version.save()
    Article.objects.filter(version=version).update(
        start=start, end=start + len(words), first=words[:60], last=words[-60:]
    )
    return version


def load_elsewhere(folder: Path, lines: list[dict[str, Any]]) -> None:
    """Load what `come_round` exported into an empty database, and make sure that it says the same there.

    Open data tells of nothing but what readers see; that loading again changes nothing tells it of drafts. These stand
    on the lists of curators as new rows.
    """
    load_pack(folder / PACK)
    assert open_data() == lines
    again = load_pack(folder / PACK)
    assert (again.created, again.updated, again.kept, again.withdrawn) == ([], [], [], [])
    assert new_rows() == {(kind, row): version for kind, row, version in new_drafts()}


def new_rows() -> dict[tuple[str, int], int]:
    """Return the row versions with which new rows stand on the lists of curators, by kind and id."""
    rows = Proposal.objects.filter(content__isnull=True, status=Proposal.Status.DRAFT)
    return {(kind, row): version for kind, row, version in rows.values_list("kind", "row", "started_from")}


def new_drafts() -> Iterator[tuple[str, int, int]]:
    """Yield kind, id and row version of every draft that is no statement."""
    for kind, rows in read_rows().rows.items():
        for stored in rows.values():
            if isinstance(stored.row, ReviewedRow) and stored.row.status == ReviewedRow.Status.DRAFT:
                yield kind, stored.row.pk, stored.row.row_version


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
        # The parts of a list are codes, those of a claim are no statements.
        listed = [key for key in ("positions", "parts") if key in line and line.get("kind") not in CLAIM_KINDS]
        kept.append(line | {key: [code for code in line[key] if code not in out] for key in listed})
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
