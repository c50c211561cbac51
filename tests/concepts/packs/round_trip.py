"""The round trip: what is on a site goes into a pack, and from there into an empty database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from concepts.packs.check import check_pack
from concepts.packs.export import ExportReport, export_pack
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines

PACK = "round-trip"


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


def come_round(folder: Path) -> tuple[ExportReport, list[str]]:
    """Export the site, whose content the caller takes back, and load it where it came from.

    Return the export's report and the lines of open data that a database with the same content has. Loading its own
    export may change nothing on a site.
    """
    report = export_pack(PACK, folder / PACK)
    check_pack(folder / PACK)
    before = list(open_data_lines())
    loaded = load_pack(folder / PACK)
    assert (loaded.created, loaded.updated, loaded.kept, loaded.withdrawn) == ([], [], [], [])
    assert list(open_data_lines()) == before
    return report, exported_lines(before)


def exported_lines(lines: list[str]) -> list[str]:
    """Return the lines without those of withdrawn statements and of passages that nothing else needs, as a pack has."""
    read = [json.loads(line) for line in lines]
    withdrawn = {line["id"] for line in read if line["type"] == "statement" and line["status"] == "withdrawn"}
    if not withdrawn:
        return lines
    cited, history = set(), set()
    for line in read:
        for citation in line.get("citations", ()):
            place = (citation["source"], citation["version"], citation["start"], citation["end"])
            (history if line["id"] in withdrawn else cited).add(place)
        for pointer in ("copy_of", "repeats"):
            if other := line.get(pointer):
                cited.add((line["source"], line["version"], other["start"], other["end"]))
    gone = history - cited
    return [
        line
        for line, said in zip(lines, read, strict=True)
        if not (said["type"] == "statement" and said["id"] in withdrawn)
        and not (said["type"] == "passage" and (said["source"], said["version"], said["start"], said["end"]) in gone)
    ]
