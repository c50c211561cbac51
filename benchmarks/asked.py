"""Tells of how many queries, as people type them, the first three things show what should be there.

.venv/bin/python benchmarks/asked.py          # all lists, twenty seconds
.venv/bin/python benchmarks/asked.py --each   # and each query of the worked-with half that is not met

Loads our own pack into an empty database in a temporary folder and asks every query of
`tests/concepts/search/asked.yaml` and `asked_aside.yaml`, and how many answers of these and of `asked_floor.yaml` are
called weak. Of the half that is set aside only the totals are told. docs/search-queries.md has the figures.
"""

import argparse
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))  # a script is given its own folder alone

from benchmarks.search import prepare  # noqa: E402


def row(name: str, shares: Collection[tuple[str, int, int]]) -> str:
    """One line of the table."""
    parts = (f"{kind} {have} of {whole} ({have / whole:.0%})" for kind, have, whole in shares)
    return f"{name}: {', '.join(parts)}"


def main(arguments: Sequence[str]) -> int:
    """Asks and tells; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measures the first three things of answers.", allow_abbrev=False)
    parser.add_argument("--each", action="store_true", help="name the queries worked with that are not met")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="conceptbase-benchmark-") as folder:
        prepare(Path(folder), "")
        from concepts.search.index.maintenance import rebuild
        from tests.concepts.search.first_three import (
            FLOOR,
            SET_ASIDE,
            WORKED_WITH,
            called_none,
            entries,
            load_judge,
            met,
            shares,
        )

        rebuild()
        judge = load_judge()
        worked_with = met(judge, WORKED_WITH)
        print(row("worked with", shares(WORKED_WITH, worked_with)))
        print(row("set aside", shares(SET_ASIDE, met(judge, SET_ASIDE))))
        for name, path in (("worked with", WORKED_WITH), ("set aside", SET_ASIDE), ("for the floor", FLOOR)):
            print(
                "{}: {} of {} good answers are called weak; {} of {} without one are told so".format(
                    name, *called_none(judge, path)
                )
            )
        if options.each:
            pairs = zip(entries(WORKED_WITH), worked_with, strict=True)
            print("\n".join(f"not met: {entry['q']}" for entry, is_met in pairs if not is_met))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
