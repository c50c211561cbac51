"""Measures the search on many passages: how long and large the index is, how fast it answers and how well it ranks.

.venv/bin/python benchmarks/search.py                                     # all sizes, both databases: an hour
.venv/bin/python benchmarks/search.py --passages 10000 --databases sqlite --each  # a minute; tells every query
.venv/bin/python benchmarks/search.py --write docs/search-performance.md  # puts the figures between that page's marks

Loads our own knowledge pack into an empty database in a temporary folder, and beside it as many passages as are asked
for, each made of one to three of the pack's passages in one language, their translations joined in step. Then it builds
the index and asks fifty queries. Every size on every database is measured in a process of its own, one after another.
"""

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from concepts.search.results.context import SearchContext
    from concepts.search.results.ranking import ScoredMatches

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))  # a script is given its own folder alone

from benchmarks.beside.queries import CHARACTERS, queries  # noqa: E402
from benchmarks.beside.search_tables import NAMES, Asking, Measured, by_query, report  # noqa: E402

PACK = BASE / "fixtures" / "marketing-sales-promotion"
MARKS = ("<!-- figures: benchmarks/search.py writes them -->", "<!-- end of figures -->")
SIZES = {"sqlite": (10_000, 100_000, 1_000_000), "postgresql": (10_000, 100_000)}
ROUNDS = 5  # of which a query's median is taken, after one to warm up
ALL_RANKED = 10_000  # passages up to which every query is compared with a full ranking; above it, every fifth
READ_AT_ONCE = 5_000  # candidates whose texts a full ranking reads at a time
SCANNED = "营销策略"  # what the plain substring scan looks for


class CannotMeasureError(Exception):
    """What is to be measured could not be; the words say why."""


def tell(words: str) -> None:
    """Says what is being done; the figures themselves go to standard output."""
    print(words, file=sys.stderr, flush=True)


def measure(database: str, address: str, folder: Path, passages: int) -> Measured:
    """Measures one size in an empty database and an empty folder, in a process that has not set up Django."""
    prepare(folder, address)
    from benchmarks.beside.recombined import make_passages
    from concepts.search.index.maintenance import rebuild

    tell(f"{NAMES[database]}, {passages:,} passages: making them")
    make_passages(passages)
    if database == "postgresql":
        run_sql("ANALYZE")  # as autovacuum does on a site that stands for a while
    tell("building the index")
    built = seconds_of(rebuild)
    tell("asking")
    every = 1 if passages <= ALL_RANKED else 5
    mixed = [(kind, query) for kind, query in queries() if kind != CHARACTERS]
    compared = {query for _, query in mixed[::every]}
    asked = tuple(ask(kind, query, query in compared) for kind, query in queries())
    round_trip, scanned = typical(partial(run_sql, "SELECT 1"), 50), typical(scan, ROUNDS)
    text = text_size()
    index, inverted = index_size(database)  # last: the index is gone after it
    return Measured(database, passages, text, index, inverted, built, round_trip, scanned, asked)


def choose_database(folder: Path, address: str) -> None:
    """Has this process, and those it starts, use a database, which is in the folder where no address is given."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
        "CONCEPTBASE_SECRET_KEY": "for the benchmark only, on this machine only, 0123456789 0123456789",
        "CONCEPTBASE_DATA_DIR": str(folder),
        "DATABASE_URL": address,
        "CONCEPTBASE_HOSTS": "",
        "CONCEPTBASE_DEBUG": "false",
        "CONCEPTBASE_DEMO": "false",
        "CONCEPTBASE_HTTPS": "false",
    }


def set_up(folder: Path, address: str) -> None:
    """Sets up Django on a database."""
    choose_database(folder, address)
    import django

    django.setup()


def prepare(folder: Path, address: str) -> None:
    """Sets up Django on an empty database, and loads the pack."""
    set_up(folder, address)
    from django.core.management import call_command

    for command in (["migrate"], ["pack_load", str(PACK)]):
        call_command(*command, verbosity=0, stdout=sys.stderr)
    # Now: whoever edits it while the index is built measures no mixture.
    import_module("concepts.search.results.page")


def run_sql(statement: str, *parameters: str) -> list[tuple[int, ...]]:
    """The rows of one statement, if it has any."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []


def seconds_of(act: Callable[[], object]) -> float:
    """The seconds it takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def typical(act: Callable[[], object], rounds: int) -> float:
    """The median of the seconds it takes, after once to warm up."""
    act()
    return statistics.median(seconds_of(act) for _ in range(rounds))


def scan() -> None:
    """What a search without an index does: looks for a substring in every passage."""
    like = f"%{SCANNED}%"
    run_sql("SELECT count(*) FROM sources_passage WHERE quote LIKE %s OR translation LIKE %s", like, like)


@dataclass
class Watch:
    """Stands in for `rank_matches`, which gives the top 20 of a search with their text, and looks at the clock."""

    ranked: Callable[..., Any]
    at: float = 0.0  # when the last search had its top 20, by the clock, and by what this process had computed
    computed: float = 0.0
    given: tuple[Any, ...] = ()  # what was ranked
    order: Sequence[int] = ()  # ids in the index, best first

    def __call__(self, *given: Any, **options: Any) -> Any:
        found = self.ranked(*given, **options)
        self.at, self.computed = time.perf_counter(), time.process_time()
        self.given, self.order = given, found.order
        return found


def ask(kind: str, query: str, in_full: bool) -> Asking:
    """Asks one query several times, warm; `in_full` compares it with a full ranking, too."""
    from concepts.search.results import page as results_page

    watch = Watch(results_page.rank_matches)
    finding, busy, whole = [], [], []
    with patch.object(results_page, "rank_matches", watch):
        results_page.search(query)
        for _ in range(ROUNDS):
            begun, computed = time.perf_counter(), time.process_time()
            results_page.search(query)
            whole.append(time.perf_counter() - begun)
            finding.append(watch.at - begun)
            busy.append(watch.computed - computed)
    found, context, *_ = watch.given
    if not found.scored:
        raise CannotMeasureError(f"“{query}” finds nothing.")
    return Asking(
        kind=kind,
        query=query,
        finding=statistics.median(finding),
        busy=statistics.median(busy),
        whole=statistics.median(whole),
        matches=len(found.scored),
        kept=kept_score(found, context, watch.order) if in_full else None,
    )


def kept_score(found: "ScoredMatches", context: "SearchContext", order: Sequence[int]) -> float:
    """What the top 20 of an order keep of the score of the top 20 when every candidate is ranked by its texts."""
    from concepts.search.index.interface import key_of
    from concepts.search.results.kinds import load_things
    from concepts.search.results.page import PAGE_SIZE

    vocabulary = context.vocabulary
    candidates = {candidate.id: candidate for candidate in found.matches.candidates}
    scores: dict[int, int] = {}
    for start in range(0, len(found.scored), READ_AT_ONCE):
        some = found.scored[start : start + READ_AT_ONCE]
        things = load_things([key_of(row.id) for row in some], context)
        texts = {key: thing.texts for key, thing in things.items()}
        ranked = found.scorer.by_texts(some, candidates, texts, vocabulary.name_words, vocabulary.names_of)
        scores |= {row.id: row.score for row in ranked}
    best = sorted(scores.values(), reverse=True)[:PAGE_SIZE]
    return sum(scores[id] for id in order[:PAGE_SIZE]) / sum(best)


def text_size() -> int:
    """The bytes of all texts that are indexed."""
    from concepts.search.index.kinds import load_documents, load_versions
    from concepts.search.index.names import Names

    return sum(
        len(text.encode())
        for lot in load_documents(load_versions(), Names({}))
        for document in lot
        for text in document.texts
    )


def index_size(database: str) -> tuple[int, int]:
    """The bytes of the index and of its inverted part where that stands apart; the index is gone afterwards."""
    from concepts.search.index.backends import index_of
    from concepts.search.index.maintenance import current_state

    generation = current_state().generation
    if database == "postgresql":
        ((whole, inverted),) = run_sql(
            "SELECT pg_total_relation_size(%s), pg_relation_size(%s)",
            f"search_entries_{generation}",
            f"search_words_{generation}",
        )
        return whole, inverted
    before = pages_in_use()
    index_of(generation).drop()
    ((size,),) = run_sql("PRAGMA page_size")
    return (before - pages_in_use()) * size, 0


def pages_in_use() -> int:
    """The pages of the SQLite database that are not free."""
    ((count,),), ((free,),) = run_sql("PRAGMA page_count"), run_sql("PRAGMA freelist_count")
    return count - free


def written(page: str, markdown: str, marks: tuple[str, str] = MARKS) -> str:
    """The page with the Markdown between its two marks; raises CannotMeasureError where it has not both, once each."""
    if [page.count(mark) for mark in marks] != [1, 1]:
        raise CannotMeasureError(f"The page needs each of these lines once: {marks[0]} and {marks[1]}")
    before, rest = page.split(marks[0])
    return f"{before}{marks[0]}\n\n{markdown}\n\n{marks[1]}{rest.split(marks[1])[1]}"


def measure_all(databases: Collection[str], numbers: Collection[int], each: bool) -> list[Measured]:
    """Measures every size that is wanted, each in a fresh process and, on PostgreSQL, on a fresh server."""
    from tests.postgres import PostgresMissingError, running_postgres

    measured = []
    for database in databases:
        for passages in numbers or SIZES[database]:
            with ExitStack() as stack:
                try:
                    address = stack.enter_context(running_postgres()) if database == "postgresql" else ""
                except PostgresMissingError as missing:
                    raise CannotMeasureError(str(missing)) from missing
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="conceptbase-benchmark-"))
                fresh = stack.enter_context(get_context("spawn").Pool(1))
                measured.append(fresh.apply(measure, (database, address, Path(folder), passages)))
            if each:
                print(by_query(measured[-1]), flush=True)
    return measured


def main(arguments: list[str]) -> int:
    """Measures, then prints or writes; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measures the search on many passages.", allow_abbrev=False)
    parser.add_argument("--passages", type=int, nargs="+", default=[], metavar="N", help="sizes (default: all)")
    parser.add_argument("--databases", nargs="+", choices=NAMES, default=list(NAMES), help="default: both")
    parser.add_argument("--each", action="store_true", help="print what every query costs, too")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the figures between the marks of this page")
    options = parser.parse_args(arguments)
    if any(number < 1 for number in options.passages):
        parser.error("--passages takes numbers from 1.")
    try:
        if options.write:
            written(options.write.read_text(encoding="utf-8"), "")  # before an hour of work is lost on it
        markdown = report(measure_all(options.databases, options.passages, options.each))
        if options.write:
            options.write.write_text(written(options.write.read_text(encoding="utf-8"), markdown), encoding="utf-8")
        else:
            print(markdown)
    except (CannotMeasureError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    # A run that is told to end takes its servers and its folders with it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    sys.exit(main(sys.argv[1:]))
