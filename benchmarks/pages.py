"""Measures how fast pages are sent: made anew, from the store, as a 304, beside a bare view and the plain way.

.venv/bin/python benchmarks/pages.py                              # prints Markdown; --rounds 100: steadier figures
.venv/bin/python benchmarks/pages.py --write docs/performance.md  # puts it between the marks in that page instead

Loads our own knowledge pack into a database of its own in a temporary folder, starts one gunicorn worker on it and asks
over one connection that stays open. All ways of all pages take turns, round after round, so that whatever else the
machine does hits all of them alike.
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
from urllib.parse import urljoin

import brotli

BASE = Path(__file__).resolve().parent.parent
PACK = BASE / "fixtures" / "marketing-sales-promotion"
SETTINGS = "benchmarks.beside.settings"
MARKS = ("<!-- figures: benchmarks/pages.py writes them -->", "<!-- end of figures -->")
WORKER = ("--workers", "1", "--threads", "4", "--keep-alive", "75")
WAYS = ("first view in a fresh worker", "first view", "stored", "304", "bare view")
PLAIN = "the plain way"


class CannotMeasureError(Exception):
    """The site did not do what is to be measured; the words say what it did."""


@dataclass
class Page:
    """One page, what is known of it and the seconds that each answer took, by the way it was made."""

    name: str
    address: str
    queries: int = 0
    raw: int = 0
    sent: int = 0
    together: int = 0  # with styles and scripts, as sent
    tag: str = ""
    seconds: dict[str, list[float]] = field(default_factory=dict)


@dataclass
class Site:
    """A server and the one connection to it."""

    connection: http.client.HTTPConnection
    store: Path

    def ask(self, address: str, status: int = 200, **headers: str) -> tuple[http.client.HTTPResponse, bytes, float]:
        """The answer, its body and the seconds until the last byte; raises CannotMeasureError for another status."""
        wanted = {"Accept-Encoding": "br", "Accept-Language": "en", **headers}
        begun = time.perf_counter()
        self.connection.request("GET", address, headers=wanted)
        response = self.connection.getresponse()
        body = response.read()
        taken = time.perf_counter() - begun
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
        Page("comparison", "/en/compare/marketing-vs-sales/"),
        Page("row", "/en/compare/marketing-vs-sales/goal/"),
        Page("everything", "/en/compare/marketing-vs-sales/?view=all"),
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
        port = _port_of(server, log)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        yield Site(connection, folder / "pages")
        connection.close()
    finally:
        server.terminate()
        server.wait()


def _port_of(server: subprocess.Popen[bytes], log: Path) -> int:
    """The port the server says it listens on; raises CannotMeasureError where it says none within 30 seconds."""
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", log.read_text(errors="replace")):
            return int(found[1])
        time.sleep(0.05)
    raise CannotMeasureError(f"The server did not start:\n{log.read_text(errors='replace')}")


def look_at(page: Page, site: Site, bare: Path) -> None:
    """Fills in what needs no clock: queries, sizes and tag; puts down the page's bytes for the bare view."""
    site.empty_store()
    page.queries = count_queries(page.address)
    response, body, _seconds = site.ask(page.address)
    page.tag = response.headers["ETag"]
    html = brotli.decompress(body)
    page.raw, page.sent = len(html), len(body)
    parts = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"', html.decode())
    addresses = [urljoin(page.address, style or script) for style, script in parts]
    page.together = page.sent + sum(len(site.ask(address)[1]) for address in addresses)
    (bare / page.name).write_bytes(body)


def ways_of(page: Page, site: Site) -> dict[str, Callable[[], float]]:
    """How each way's answer is asked for, once: functions that return the seconds it took."""

    def first_view() -> float:
        site.empty_store()
        return site.ask(page.address)[2]

    def first_of_all() -> float:
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
    pages = choose_pages()
    for page in pages:
        look_at(page, site, bare)
    plain = Page(PLAIN, "/plain/", queries=count_queries("/plain/"), raw=len(site.ask("/plain/")[1]))
    turns = [(page, way, ask) for page in pages for way, ask in ways_of(page, site).items()]
    turns.append((plain, PLAIN, lambda: site.ask(plain.address)[2]))
    for turn in range(-2, rounds):  # two rounds to warm up
        for page, way, ask in turns:
            seconds = ask()
            if turn >= 0:
                page.seconds.setdefault(way, []).append(seconds)
    return pages, plain


def figures(name: str, way: str, seconds: list[float]) -> str:
    """One line of the table of times."""
    high = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    rate = len(seconds) / sum(seconds)
    return f"| {name} | {way} | {rate:,.0f} | {statistics.median(seconds) * 1e3:.2f} | {high * 1e3:.2f} |"


def report(pages: list[Page], plain: Page, rounds: int) -> str:
    """The Markdown that is printed or written."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    lines = [f"Measured over {rounds} rounds on a machine of {os.cpu_count()} cores and {memory:.0f} GB of memory.", ""]
    lines += ["| page | way | requests a second | median, ms | 95 %, ms |", "| --- | --- | ---: | ---: | ---: |"]
    lines += [figures(page.name, way, page.seconds[way]) for page in pages for way in WAYS]
    lines.append(figures("comparison", PLAIN, plain.seconds[PLAIN]))
    lines += ["", "| page | queries of a first view | page, kB | as sent, kB | with styles and script, as sent, kB |"]
    lines += ["| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {page.name} | {page.queries} | {page.raw / 1e3:.1f} | {page.sent / 1e3:.1f} | {page.together / 1e3:.1f} |"
        for page in pages
    ]
    lines.append(f"| comparison, {PLAIN} | {plain.queries} | {plain.raw / 1e3:.1f} | | |")
    comparison = next(page for page in pages if page.name == "comparison")
    theirs = statistics.median(plain.seconds[PLAIN])
    warm, cold = (statistics.median(comparison.seconds[way]) / theirs for way in ("first view", WAYS[0]))
    lines += [
        "",
        f"A first view of the comparison takes {warm:.0%} of the time of {PLAIN}; in a worker that has kept no part of",
    ]
    lines.append(f"any page yet, {cold:.0%}.")
    bare = statistics.median(comparison.seconds["bare view"])
    first, fresh = (statistics.median(comparison.seconds[way]) / bare for way in ("first view", WAYS[0]))
    lines.append(
        f"It takes {first:.0f} times as long as a bare view of the same bytes; in such a worker, {fresh:.0f} times."
    )
    return "\n".join(lines)


def written(page: str, markdown: str) -> str:
    """The page with the Markdown between its two marks; raises CannotMeasureError where it has not both, once each."""
    if [page.count(mark) for mark in MARKS] != [1, 1]:
        raise CannotMeasureError(f"The page needs each of these lines once: {MARKS[0]} and {MARKS[1]}")
    before, rest = page.split(MARKS[0])
    return f"{before}{MARKS[0]}\n\n{markdown}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


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
