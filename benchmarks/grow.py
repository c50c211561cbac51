"""Measures how the site's cost grows with its content: pages, export, load, publishing and what edits cost, by size.

.venv/bin/python benchmarks/grow.py --sizes S M                       # some minutes; docs/scale.md keeps the figures
.venv/bin/python benchmarks/grow.py --sizes L --keep /var/tmp/grown   # makes L there, or measures what is there already
.venv/bin/python benchmarks/grow.py --sizes 2000 --measures pages search --database postgresql

S is our own knowledge pack; M and L are 10,000 and 100,000 statements with everything else in proportion, made from a
fixed seed (benchmarks/beside/grown.py). A command runs as a process of its own. A page is made in a process of its own
too, forked from one that has loaded the code and nothing else, with no store of pages: the median of three, or the one
try that took longer than eight seconds. CPU is that of our process, without a database server's. Pages of the search
are measured with an index, which is built first where there is none: at L some minutes. Only `edits` asks one process
again and again, as a worker is asked that has searched before.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))  # a script is given its own folder alone

from benchmarks.search import choose_database, prepare, set_up, tell  # noqa: E402

SIZES = {"S": 0, "M": 10_000, "L": 100_000}
MEASURES = ("commands", "pages", "publishing", "search", "edits")
TRIES, LONG = 3, 8.0  # a try that takes more seconds is the only one
PACK_NAME = "marketing-sales-promotion"
Returned = TypeVar("Returned")
MANAGE = (sys.executable, str(BASE / "manage.py"))
ELEMENT = re.compile(rb"<[a-z]")


class Cost(NamedTuple):
    """What something took: seconds by the clock and of CPU, MB of memory; and kB and elements that came out."""

    wall: float
    cpu: float
    memory: float
    output: float = 0.0
    elements: float = 0


def run_command(*arguments: str, output: Path | None = None) -> Cost:
    """Run a management command as a process of its own; `memory` is all that the process had at its peak."""
    begun = time.perf_counter()
    with open(output or os.devnull, "wb") as file:
        process = subprocess.Popen([*MANAGE, *arguments], cwd=BASE, stdout=file)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)} ended with {process.returncode}.")
    size = output.stat().st_size / 1e3 if output else 0.0
    return Cost(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, size)


def measure_commands(folder: Path, address: str) -> dict[str, Cost]:
    """Export, and load the export into an empty database of the same kind, whose own export must be the same.

    In a process that has not set up Django: whatever it has in memory counts as that of the commands.
    """
    from tests.postgres import running_postgres

    choose_database(folder, address)
    exported, lines, again = folder / "out" / PACK_NAME, folder / "lines.jsonl", folder / "again.jsonl"
    costs = {"export_statements": run_command("export_statements", output=lines)}
    costs["pack_export"] = run_command("pack_export", PACK_NAME, "--to", str(exported))
    with ExitStack() as stack:
        empty = stack.enter_context(tempfile.TemporaryDirectory(prefix="conceptbase-empty-"))
        choose_database(Path(empty), stack.enter_context(running_postgres()) if address else "")
        run_command("migrate", "--verbosity", "0")
        costs["pack_load of that, into an empty database"] = run_command("pack_load", str(exported))
        run_command("export_statements", output=again)
    if lines.read_bytes() != again.read_bytes():
        tell("What was loaded is not what was exported: compare lines.jsonl with again.jsonl (--keep).")
    return costs


def in_fork(act: Callable[[], bytes]) -> Cost:
    """Do something in processes of its own, each forked from this one; `memory` is what it took besides ours."""
    from django.db import connections

    costs: list[Cost] = []
    while len(costs) < TRIES and not (costs and costs[0].wall > LONG):
        connections.close_all()
        with get_context("fork").Pool(1) as fresh:
            costs.append(fresh.apply(timed, (act,)))
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def timed(act: Callable[[], bytes]) -> Cost:
    """Do something here and now."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    begun = time.perf_counter()
    made = act()
    wall = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    memory = (used.ru_maxrss - before.ru_maxrss) / 1024
    return Cost(wall, cpu, memory, len(made) / 1e3, len(ELEMENT.findall(made)))


class Visit(NamedTuple):
    """Asks for an address, and returns the answer."""

    address: str

    def __call__(self) -> bytes:
        from django.test import Client

        response = Client(headers={"host": "localhost"}).get(self.address)
        if response.status_code != 200:
            raise SystemExit(f"{self.address} was answered with {response.status_code}.")
        return response.content


def count_figures() -> bytes:
    """Count what the home page tells in numbers."""
    from conceptbase import home

    home._figures()
    return b""


def publish_one() -> bytes:
    """Change the text of one published statement and publish it; where there is a search index, it follows."""
    from concepts.content.row_content import RowContent
    from concepts.content.value_types import Words
    from concepts.editorial.publishing import publish
    from concepts.editorial.saving import save_draft
    from concepts.models import Statement

    row = Statement.objects.published().filter(kind=Statement.Kind.CHARACTERISTIC).order_by("code")[0]
    content = RowContent({"text": Words(f"{row.text_en} {os.getpid()}", row.text_zh)})
    publish(
        statements=[save_draft(statement=row, kind=row.kind, content=content, by=None, started_from=row.row_version)]
    )
    return b""


def choose_pages() -> dict[str, str]:
    """Return the addresses of the kinds of page that content weighs on, of each the heaviest."""
    from django.db.models import Count, Q
    from django.urls import reverse

    from concepts.models import Dimension, Question, Statement, Tag
    from sources.models import Source

    source = Source.objects.annotate(size=Count("versions__passages")).order_by("-size", "slug")[0]
    passage = source.versions.order_by("-number")[0].passages.order_by("start")[0]
    dimension = Dimension.objects.annotate(size=Count("statements")).order_by("-size", "slug")[0]
    tag = Tag.objects.annotate(size=Count("tagged")).order_by("-size", "slug")[0]
    published = Statement.objects.published()
    distinction = published.filter(kind=Statement.Kind.DISTINCTION).order_by("-pk")[0]
    finding = published.filter(kind=Statement.Kind.FINDING).annotate(size=Count("bases")).order_by("-size", "code")[0]
    question = Question.objects.annotate(size=Count("positions")).order_by("-size", "slug")[0]
    of_marketing = Count("statements", filter=Q(statements__concepts__slug="marketing"))
    row = Dimension.objects.annotate(size=of_marketing).order_by("-size", "slug")[0].slug
    pair, four = "/en/compare/marketing-vs-sales/", "/en/compare/marketing-vs-sales-vs-personal-selling-vs-promotion/"
    return {
        "home": "/en/",
        "concepts index": "/en/concepts/",
        "concepts of a letter": "/en/concepts/?letter=m",
        "concepts of a letter, in Chinese": "/zh-hans/concepts/?letter=z",
        "concept, heavy": "/en/concepts/marketing/",
        "concept, light": "/en/concepts/sales-department/",
        "concept, heaviest dimension": f"/en/concepts/marketing/{row}/",
        "concept, distinctions": "/en/concepts/marketing/distinctions/",
        "concept, relations": "/en/concepts/marketing/relations/",
        "compare, choosing": "/en/compare/",
        "compare, heavy pair": pair,
        "compare, heaviest dimension": f"{pair}{row}/",
        "compare, definitions": f"{pair}definitions/",
        "compare, relations": f"{pair}relations/",
        "compare, questions": f"{pair}questions/",
        "compare, all of it": f"{pair}?view=all",
        "compare, four concepts": four,
        "compare, light pair": "/en/compare/marketing-vs-market/",
        "dimensions index": "/en/dimensions/",
        "largest dimension": dimension.get_absolute_url(),
        "its distinctions": f"{dimension.get_absolute_url()}distinctions/",
        "its questions": f"{dimension.get_absolute_url()}questions/",
        "distinctions index": "/en/distinctions/",
        "distinctions on a dimension": f"/en/distinctions/?dimension={dimension.slug}",
        "distinction": distinction.get_absolute_url(),
        "finding that rests on most": finding.get_absolute_url(),
        "editions": reverse("pages:editions", args=[distinction.code]),
        "questions index": "/en/questions/",
        "question with most answers": question.get_absolute_url(),
        "sources index": "/en/sources/",
        "source, largest": source.get_absolute_url(),
        "article of it": passage.article.get_absolute_url(),
        "passage of it": passage.get_absolute_url(),
        "quote, word for word": f"/en/quote-check/?{urlencode({'text': passage.quote[:200]})}",
        "quote, altered": f"/en/quote-check/?{urlencode({'text': passage.quote[:40] + '的' + passage.quote[41:200]})}",
        "which word": "/en/which-word/",
        "map": "/en/map/",
        "map around a concept": "/en/map/?concept=marketing",
        "tags index": "/en/tags/",
        "largest tag": tag.get_absolute_url(),
    }


SEARCHES = {
    "search, no words": "/en/search/",
    "search, a concept": "/en/search/?q=marketing",
    "search, a pair": "/en/search/?q=marketing+vs+sales",
    "search, a word": "/en/search/?q=customers",
    "search, passages alone": "/en/search/?q=customers&kind=passage",
    "search, in Chinese": "/zh-hans/search/?q=营销+客户",
    "search, a slip": "/en/search/?q=marketting",
    "search, nothing found": "/en/search/?q=zzyzx",
    "suggestions": "/en/search/suggestions?q=mar",
}
SEARCHES_AFTER_EDITS = ("search", "search with a slip")
ANOTHER_PAGE = "another page"
AFTER_EDITS = {
    "search": "/en/search/?q=marketing+customers",
    "search with a slip": "/en/search/?q=custmers",
    ANOTHER_PAGE: "/en/about/",
}
EDITS = 5  # of each kind, of which the median is told


def make(folder: Path, address: str, statements: int) -> None:
    """Make the content in an empty database; in a process that has not set up Django."""
    tell(f"making {statements:,} statements")
    prepare(folder, address)
    from benchmarks.beside.grown import Size, grow

    grow(Size(statements))


def measure_pages(folder: Path, address: str, names: list[str]) -> dict[str, Cost]:
    """Make the pages with these names, or all, and count the home page's numbers."""
    prepare_pages(folder, address)
    costs = {"home's three numbers alone": in_fork(count_figures)}
    for name, page in choose_pages().items():
        if not names or name in names:
            tell(name)
            costs[name] = in_fork(Visit(page))
    return costs


def measure_search(folder: Path, address: str) -> dict[str, Cost]:
    """Make pages of the search; the index is built before where there is none."""
    prepare_pages(folder, address)
    from concepts.search.index.maintenance import rebuild
    from concepts.search.models import IndexState

    if not IndexState.objects.filter(generation__gt=0).exists():
        tell("building the search index")
        rebuild()
    costs = {}
    for name, page in SEARCHES.items():
        tell(name)
        costs[name] = in_fork(Visit(page))
    return costs


def measure_publishing(folder: Path, address: str) -> dict[str, Cost]:
    """Change one statement and publish it; the content is another one afterwards."""
    prepare_pages(folder, address)
    return {"one changed statement published": in_fork(publish_one)}


def measure_edits(folder: Path, address: str) -> dict[str, Cost]:
    """Search in a process that has searched before: warm, and first after an edit, also while others search.

    The index is built anew before, and the content is another one afterwards.
    """
    prepare_pages(folder, address)
    from django.test import Client

    from concepts.search.index.maintenance import rebuild

    client = Client(headers={"host": "localhost"})  # the first page of each loads what stands before all pages

    def ask(what: str) -> Cost:
        return timed(lambda: client.get(AFTER_EDITS[what]).content)

    def median(costs: Iterable[Cost]) -> Cost:
        return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))

    tell("building the search index")
    costs = {"search index, built": timed(lambda: str(rebuild()).encode())}
    for what in AFTER_EDITS:
        costs[f"{what}, first of a process"] = ask(what)
    for what in AFTER_EDITS:
        costs[f"{what}, warm"] = median(ask(what) for _ in range(EDITS))
    edits = []
    for what in SEARCHES_AFTER_EDITS:
        after = []
        for _ in range(EDITS):
            edits.append(timed(publish_one))
            after.append(ask(what))
        costs[f"{what}, first after an edit"] = median(after)
    costs["an edit: a statement saved and published, followed by the index"] = median(edits)
    beside = []
    for _ in range(EDITS):
        publish_one()
        searches = [Thread(target=Visit(AFTER_EDITS[what])) for what in (*SEARCHES_AFTER_EDITS,) * 2]
        for search in searches:
            search.start()
        while any(search.is_alive() for search in searches):
            beside.append(ask(ANOTHER_PAGE))
    costs[f"{ANOTHER_PAGE}, the slowest while four search after an edit"] = max(beside)
    return costs


def prepare_pages(folder: Path, address: str) -> None:
    """Set up Django without a store of pages, and load the code that pages are made by."""
    os.environ["CONCEPTBASE_STORED_PAGES"] = "0"
    set_up(folder, address)
    from django.core.management import call_command

    call_command("collectstatic", "--noinput", verbosity=0)
    Visit("/en/about/")()


def in_fresh_process(act: Callable[..., Returned], *arguments: object) -> Returned:
    """Return what the function returns in a process of its own, which may have processes in turn."""
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        return fresh.submit(act, *arguments).result()


def report(name: str, costs: dict[str, Cost]) -> str:
    """Return the Markdown table of one size."""
    lines = [f"| {name} | wall, s | CPU, s | memory, MB | out, kB | elements |", f"| --- |{' ---: |' * 5}"]
    for what, cost in costs.items():
        used = f"{cost.wall:,.3f} | {cost.cpu:,.3f} | {cost.memory:,.0f}"
        lines.append(f"| {what} | {used} | {cost.output:,.0f} | {cost.elements:,.0f} |")
    return "\n".join([*lines, ""])


def main(arguments: list[str]) -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="Measures how cost grows with content.", allow_abbrev=False)
    parser.add_argument(
        "--sizes", nargs="+", default=["S", "M"], help="S, M, L or numbers of statements (default: S M)"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--measures", nargs="+", choices=MEASURES, default=list(MEASURES), help="default: all")
    parser.add_argument(
        "--pages", nargs="+", default=[], metavar="NAME", help="only these, such as home (default: all)"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where SQLite databases are kept, one for each size"
    )
    options = parser.parse_args(arguments)
    from tests.postgres import running_postgres

    for size in options.sizes:
        with ExitStack() as stack:
            address = stack.enter_context(running_postgres()) if options.database == "postgresql" else ""
            folder = options.keep and options.keep / size
            folder = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="conceptbase-grown-")))
            folder.mkdir(parents=True, exist_ok=True)
            statements = SIZES[size] if size in SIZES else int(size)
            if address or not (folder / "conceptbase.sqlite3").exists():
                in_fresh_process(make, folder, address, statements)
            costs: dict[str, Cost] = {}
            if "commands" in options.measures:
                costs |= in_fresh_process(measure_commands, folder, address)
            if "pages" in options.measures:
                costs |= in_fresh_process(measure_pages, folder, address, options.pages)
            if "publishing" in options.measures:
                costs |= in_fresh_process(measure_publishing, folder, address)
            if "search" in options.measures:
                costs |= in_fresh_process(measure_search, folder, address)
            if "edits" in options.measures:
                costs |= in_fresh_process(measure_edits, folder, address)
            print(report(f"{size}, {options.database}", costs), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
