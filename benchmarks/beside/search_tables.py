"""The figures of the search benchmark, and the tables they are shown in."""

import os
import statistics
from collections.abc import Collection
from dataclasses import dataclass

from benchmarks.beside.queries import CHARACTERS

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
GOALS = """\
Goals: 95 % of the queries (those of one Chinese character apart) have their top 20 ranked, with their text, within
15 ms at 100,000 passages on SQLite, 20 ms on PostgreSQL, and 30 ms at 1,000,000 on SQLite, one Chinese character within
60 ms there; the top 20 keep at least 95 % of the score of a full ranking; the index on SQLite is at most as large as
the text."""
FIRST_HEAD = """\
| database | passages | text, MB | index, MB | of the text | built in, s | `SELECT 1`, ms | substring scan, ms |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""
SECOND_HEAD = """\
| database | passages | queries | top 20, median, ms | 95 %, ms | by us, 95 %, ms | whole, median, ms | 95 %, ms |
| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |"""
THIRD_HEAD = """\
| database | passages | queries compared | score kept by the top 20 | by the worst query |
| --- | ---: | ---: | ---: | ---: |"""


@dataclass(frozen=True)
class Asking:
    """What one query cost, medians: seconds until the top 20 stood with their text, and of the whole search.

    `busy` is what this process itself computed meanwhile for the top 20, without the server's time. `matches` are
    candidates, of which no more are taken than are ranked. `kept` is what the top 20 keep of a full ranking's score.
    """

    kind: str
    query: str
    finding: float
    busy: float
    whole: float
    matches: int
    kept: float | None


@dataclass(frozen=True)
class Measured:
    """One size on one database: bytes, seconds and what the queries cost; `inverted` is of `index` the part of GIN."""

    database: str
    passages: int
    text: int
    index: int
    inverted: int
    built: float
    round_trip: float
    scan: float
    asked: tuple[Asking, ...]


def percentile(seconds: Collection[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def in_row(*cells: str | int | float) -> str:
    """One line of a table."""
    return f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in cells)} |"


def sizes(one: Measured) -> str:
    """A line on the index and on what everything is compared with."""
    index = f"{one.index / 1e6:,.1f}" + (f" (GIN {one.inverted / 1e6:,.1f})" if one.inverted else "")
    return in_row(
        NAMES[one.database],
        one.passages,
        f"{one.text / 1e6:,.1f}",
        index,
        f"{one.index / one.text:.0%}",
        f"{one.built:,.1f}",
        f"{one.round_trip * 1e3:.2f}",
        f"{one.scan * 1e3:,.1f}",
    )


def times(one: Measured, name: str, asked: Collection[Asking]) -> str:
    """A line on what some of the queries cost."""
    finding, whole = [each.finding for each in asked], [each.whole for each in asked]
    busy = percentile([each.busy for each in asked])
    costs = (statistics.median(finding), percentile(finding), busy, statistics.median(whole), percentile(whole))
    return in_row(NAMES[one.database], one.passages, name, *(f"{cost * 1e3:,.1f}" for cost in costs))


def quality(one: Measured) -> str:
    """A line on what the bounded ranking keeps."""
    kept = [each.kept for each in one.asked if each.kept is not None]
    return in_row(NAMES[one.database], one.passages, len(kept), f"{statistics.mean(kept):.1%}", f"{min(kept):.1%}")


def by_query(one: Measured) -> str:
    """A table of every query, the slowest first."""
    lines = [
        f"{NAMES[one.database]}, {one.passages:,} passages",
        "",
        "| query | kind | candidates | top 20, ms | of it computed by us, ms | whole, ms | score kept |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for each in sorted(one.asked, key=lambda each: -each.finding):
        costs = (f"{cost * 1e3:,.1f}" for cost in (each.finding, each.busy, each.whole))
        kept = "" if each.kept is None else f"{each.kept:.1%}"
        lines.append(in_row(each.query, each.kind, each.matches, *costs, kept))
    return "\n".join([*lines, ""])


def report(measured: Collection[Measured]) -> str:
    """The Markdown that is printed or written."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    lines = [f"Measured on a machine of {os.cpu_count()} cores and {memory:.0f} GB of memory.", "", FIRST_HEAD]
    lines += [sizes(one) for one in measured]
    lines += ["", SECOND_HEAD]
    for one in measured:
        mixed = [each for each in one.asked if each.kind != CHARACTERS]
        lines.append(times(one, f"all {len(mixed)}", mixed))
        lines.append(times(one, CHARACTERS, [each for each in one.asked if each.kind == CHARACTERS]))
    lines += ["", THIRD_HEAD, *(quality(one) for one in measured), "", GOALS]
    return "\n".join(lines)
