"""Measures how fast pages are sent: anew after an edit, from the store, as a 304, beside a bare view and the plain way.

.venv/bin/python benchmarks/pages.py                              # prints Markdown; --rounds 100: steadier figures
.venv/bin/python benchmarks/pages.py --write docs/performance.md  # puts it between the marks in that page instead

Loads our own knowledge pack into a database of its own in a temporary folder, starts one gunicorn worker on it and asks
over one connection that stays open. Before each first view a statement that the comparison shows is changed and
published, and the bare view sends the bytes that this view had. All ways of all pages take turns, round after round, so
that whatever else the machine does hits all of them alike.
"""

import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import brotli

BASE = Path(__file__).resolve().parent.parent
PACK = BASE / "fixtures" / "marketing-sales-promotion"
SETTINGS = "benchmarks.beside.settings"
MARKS = ("<!-- figures: benchmarks/pages.py writes them -->", "<!-- end of figures -->")
WORKER = ("--workers", "1", "--threads", "4", "--keep-alive", "75")
WAYS = ("first view in a fresh worker", "first view", "stored", "304", "bare view")
PLAIN = "the plain way"


class Cost(NamedTuple):
    """What an answer took: seconds until its last byte came, and seconds of processor time in the worker."""

    wall: float
    cpu: float


class CannotMeasureError(Exception):
    """The site did not do what is to be measured; the words say what it did."""


@dataclass
class Page:
    """One page, what is known of it and what each answer took, by the way it was made."""

    name: str
    address: str
    queries: int = 0
    raw: int = 0
    sent: int = 0
    together: int = 0  # with styles and scripts, as sent
    tag: str = ""
    shows_edit: bool = False  # it shows the statement that is changed
    costs: dict[str, list[Cost]] = field(default_factory=dict)


@dataclass
class Site:
    """A server, the process id of its worker, and the one connection to it."""

    worker: int
    connection: http.client.HTTPConnection
    store: Path

    def ask(self, address: str, status: int = 200, **headers: str) -> tuple[http.client.HTTPResponse, bytes, Cost]:
        """The answer, its body and what it took; raises CannotMeasureError for another status."""
        wanted = {"Accept-Encoding": "br", "Accept-Language": "en", **headers}
        clock = (~self.worker << 3) | 2  # that of another process, as clock_getcpuclockid of Linux makes it
        begun, begun_cpu = time.perf_counter(), time.clock_gettime(clock)
        self.connection.request("GET", address, headers=wanted)
        response = self.connection.getresponse()
        body = response.read()
        taken = Cost(time.perf_counter() - begun, time.clock_gettime(clock) - begun_cpu)
        if response.status != status:
            raise CannotMeasureError(f"{address} was answered with {response.status}, not with {status}.")
        return response, body, taken

    def empty_store(self) -> None:
        """Forgets every stored page."""
        for store in (self.store, self.store.with_name(f"{self.store.name}_with_query")):
            shutil.rmtree(store, ignore_errors=True)


def prepare(folder: Path) -> None:
    """Sets up Django on an empty folder, and in it tables, content and static files."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "CONCEPTBASE_SECRET_KEY": "for the benchmark only, on this machine only, 0123456789 0123456789",
        "CONCEPTBASE_DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "CONCEPTBASE_HOSTS": "",
        "CONCEPTBASE_DEBUG": "false",
        "CONCEPTBASE_DEMO": "false",
        "CONCEPTBASE_HTTPS": "false",
        "CONCEPTBASE_STORED_PAGES": "",
        "PYTHONPATH": str(BASE),
    }
    sys.path.insert(0, str(BASE))
    import django
    from django.core.management import call_command

    django.setup()
    for command in (["migrate"], ["collectstatic", "--noinput"], ["pack_load", str(PACK)]):
        call_command(*command, verbosity=0)


def choose_pages() -> list[Page]:
    """The pages to measure; of distinctions the one with most evidence."""
    from django.db.models import Count

    from concepts.models import Statement

    distinctions = Statement.objects.published().filter(kind=Statement.Kind.DISTINCTION)
    weighed = distinctions.annotate(weight=Count("sides__characteristic__citations"))
    heaviest = weighed.order_by("-weight", "code")[0]
    return [
        Page("home", "/en/"),
        Page("comparison", "/en/compare/marketing-vs-sales/", shows_edit=True),
        Page("comparison-zh", "/zh-hans/compare/marketing-vs-sales/", shows_edit=True),
        Page("row", "/en/compare/marketing-vs-sales/goal/", shows_edit=True),
        Page("everything", "/en/compare/marketing-vs-sales/?view=all", shows_edit=True),
        Page("concept", "/en/concepts/marketing/"),
        Page("question", "/en/questions/is-sales-part-of-marketing/"),
        Page("distinction", f"/en/distinctions/{heaviest.code}/{heaviest.slug}/"),
        Page("source", "/en/sources/marketing-sales-compendium/"),
    ]


def count_queries(address: str) -> int:
    """How many queries the address costs, asked within this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        status = Client(headers={"host": "localhost"}).get(address).status_code
    if status != 200:
        raise CannotMeasureError(f"{address} was answered with {status}, not with 200.")
    return len(captured)


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """The site, served by one gunicorn worker on a free port of this machine until the block ends."""
    log = folder / "server.log"
    with open(log, "wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "conceptbase.wsgi", "--bind", "127.0.0.1:0", *WORKER],
            cwd=BASE,
            stdout=output,
            stderr=output,
        )
    try:
        port = _number_in_log(server, log, r"Listening at: http://127\.0\.0\.1:(\d+)")
        worker = _number_in_log(server, log, r"Booting worker with pid: (\d+)")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        yield Site(worker, connection, folder / "pages")
        connection.close()
    finally:
        server.terminate()
        server.wait()


def _number_in_log(server: subprocess.Popen[bytes], log: Path, pattern: str) -> int:
    """The number that the server writes into its log; raises CannotMeasureError where it writes none in 30 seconds."""
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return int(found[1])
        time.sleep(0.05)
    raise CannotMeasureError(f"The server did not start:\n{log.read_text(errors='replace')}")


@dataclass
class Editor:
    """Changes a statement and publishes it, as a curator does: `code` is that of one which the comparison shows."""

    code: str
    edits: int = 0

    def edit(self) -> None:
        """Gives the statement another text in both languages than it ever had, and publishes it."""
        from concepts.editorial.publishing import publish
        from concepts.models import Statement

        self.edits += 1
        statement = Statement.objects.get(code=self.code)
        for name in ("text_en", "text_zh"):
            setattr(statement, name, f"{getattr(statement, name).split(' (edit ')[0]} (edit {self.edits})")
        statement.save()
        publish(statements=[statement])


def choose_statement(site: Site) -> str:
    """The code of a statement in the table of the comparison, which the row has too."""
    table = brotli.decompress(site.ask("/en/compare/marketing-vs-sales/")[1]).decode().split('id="goal"')[1]
    return table.split("best-cell")[1].split("/goal/#")[1][:5]


def look_at(page: Page, site: Site) -> None:
    """Fills in what needs no clock: queries and sizes."""
    site.empty_store()
    page.queries = count_queries(page.address)
    _response, body, _cost = site.ask(page.address)
    html = brotli.decompress(body)
    page.raw, page.sent = len(html), len(body)
    parts = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"', html.decode())
    addresses = [urljoin(page.address, style or script) for style, script in parts]
    page.together = page.sent + sum(len(site.ask(address)[1]) for address in addresses)


def ways_of(page: Page, site: Site, editor: Editor, bare: Path) -> dict[str, Callable[[], Cost]]:
    """How each way's answer is asked for, once: functions that return what it took."""

    def first_view() -> Cost:
        editor.edit()
        site.empty_store()
        response, body, cost = site.ask(page.address)
        if response.headers["ETag"] == page.tag:
            raise CannotMeasureError(f"{page.address} is the same page after an edit.")
        if page.shows_edit and f"(edit {editor.edits})" not in brotli.decompress(body).decode():
            raise CannotMeasureError(f"{page.address} does not show an edit.")
        page.tag = response.headers["ETag"]
        (bare / page.name).write_bytes(body)
        site.ask(f"/bare/{page.name}?read")  # into memory
        return cost

    def first_of_all() -> Cost:
        site.ask("/forget/", 204)
        return first_view()

    # The order matters: what the first view stores is what the stored page is sent from.
    return {
        "first view in a fresh worker": first_of_all,
        "first view": first_view,
        "stored": lambda: site.ask(page.address)[2],
        "304": lambda: site.ask(page.address, 304, **{"If-None-Match": page.tag})[2],
        "bare view": lambda: site.ask(f"/bare/{page.name}")[2],
    }


def measure(site: Site, folder: Path, rounds: int) -> tuple[list[Page], Page]:
    """The site's pages and the plain way to the comparison, all measured."""
    bare = folder / "bare"
    bare.mkdir()
    pages, editor = choose_pages(), Editor(choose_statement(site))
    for page in pages:
        look_at(page, site)
    plain = Page(PLAIN, "/plain/", queries=count_queries("/plain/"), raw=len(site.ask("/plain/")[1]))
    turns = [(page, way, ask) for page in pages for way, ask in ways_of(page, site, editor, bare).items()]
    turns.append((plain, PLAIN, lambda: site.ask(plain.address)[2]))
    for turn in range(-2, rounds):  # two rounds to warm up
        for page, way, ask in turns:
            cost = ask()
            if turn >= 0:
                page.costs.setdefault(way, []).append(cost)
    return pages, plain


def figures(name: str, way: str, costs: list[Cost]) -> str:
    """One line of the table of times."""
    seconds = [cost.wall for cost in costs]
    high = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    median = median_of(costs)
    return f"| {name} | {way} | {median.wall * 1e3:.2f} | {high * 1e3:.2f} | {median.cpu * 1e3:.2f} |"


def median_of(costs: list[Cost]) -> Cost:
    """The median of the times by the clock, and that of the processor times."""
    return Cost(*(statistics.median(each) for each in zip(*costs, strict=True)))


def compare_pages(pages: list[Page]) -> list[str]:
    """The table of first views as multiples of a bare view of the same bytes."""
    lines = ["| first view, as a multiple of a bare view | by the clock | by processor time | in a fresh worker |"]
    lines.append("| --- | ---: | ---: | ---: |")
    for page in pages:
        fresh, first, bare = (median_of(page.costs[way]) for way in (WAYS[0], "first view", "bare view"))
        multiples = (first.wall / bare.wall, first.cpu / bare.cpu, fresh.cpu / bare.cpu)
        lines.append(f"| {page.name} | {' | '.join(f'{multiple:.0f}' for multiple in multiples)} |")
    return lines


def compare_with_plain(pages: list[Page], plain: Page) -> str:
    """The sentence on the plain way."""
    comparison = next(page for page in pages if page.name == "comparison")
    theirs = median_of(plain.costs[PLAIN]).cpu
    warm, cold = (median_of(comparison.costs[way]).cpu / theirs for way in ("first view", WAYS[0]))
    return (
        f"A first view of the comparison takes {warm:.0%} of the processor time of {PLAIN}; in a worker that has kept\n"
        f"nothing yet, {cold:.0%}."
    )


def report(pages: list[Page], plain: Page, rounds: int) -> str:
    """The Markdown that is printed or written."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    lines = [f"Measured over {rounds} rounds on a machine of {os.cpu_count()} cores and {memory:.0f} GB of memory.", ""]
    lines += ["| page | way | median, ms | 95 %, ms | processor, ms |", "| --- | --- | ---: | ---: | ---: |"]
    lines += [figures(page.name, way, page.costs[way]) for page in pages for way in WAYS]
    lines.append(figures("comparison", PLAIN, plain.costs[PLAIN]))
    lines += ["", "| page | queries of a first view | page, kB | as sent, kB | with styles and script, as sent, kB |"]
    lines += ["| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {page.name} | {page.queries} | {page.raw / 1e3:.1f} | {page.sent / 1e3:.1f} | {page.together / 1e3:.1f} |"
        for page in pages
    ]
    lines.append(f"| comparison, {PLAIN} | {plain.queries} | {plain.raw / 1e3:.1f} | | |")
    lines += ["", *compare_pages(pages), "", compare_with_plain(pages, plain)]
    return "\n".join(lines)


def written(page: str, markdown: str, marks: tuple[str, str] = MARKS) -> str:
    """The page with the Markdown between its two marks; raises CannotMeasureError where it has not both, once each."""
    begin, end = marks
    if [page.count(mark) for mark in marks] != [1, 1]:
        raise CannotMeasureError(f"The page needs each of these lines once: {begin} and {end}")
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{markdown}\n\n{end}{rest.split(end)[1]}"


def main(arguments: list[str]) -> int:
    """Measures, then prints or writes; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measures how fast pages are sent.", allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=40, help="answers timed for each way of each page (default: 40)")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the figures between the marks of this page")
    options = parser.parse_args(arguments)
    if options.rounds < 2:
        parser.error("--rounds takes a number from 2.")
    try:
        if options.write:
            written(options.write.read_text(encoding="utf-8"), "")  # before minutes of work are lost on it
        with tempfile.TemporaryDirectory(prefix="conceptbase-benchmark-") as name:
            prepare(Path(name))
            with served(Path(name)) as site:
                markdown = report(*measure(site, Path(name), options.rounds), options.rounds)
        if options.write:
            options.write.write_text(written(options.write.read_text(encoding="utf-8"), markdown), encoding="utf-8")
        else:
            print(markdown)
    except (CannotMeasureError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
