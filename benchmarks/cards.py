"""Measures the cards, the pictures of pages that a chat shows: how long drawing takes, what they weigh, who waits.

.venv/bin/python -m benchmarks.cards                              # prints Markdown; --rounds 20: steadier figures
.venv/bin/python -m benchmarks.cards --write docs/performance.md  # puts it between the marks in that page instead

Loads our own knowledge pack as `benchmarks.pages` does and serves it with one gunicorn worker of four threads. Asks for
the cards of twenty statements and pairs in both languages; then for a stored page again and again, alone and while
eight clients ask for cards that nobody has drawn.
"""

import argparse
import http.client
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

from benchmarks.pages import CannotMeasureError, Cost, Site, median_of, prepare, served, written

MARKS = ("<!-- figures: benchmarks/cards.py writes them -->", "<!-- end of the figures of cards -->")
STATEMENTS, PAIRS, CLIENTS, PAGES_ASKED = 10, 10, 8, 150
PAGE = "/en/compare/marketing-vs-sales/"


def choose_cards() -> list[str]:
    """Return the addresses of the cards of statements, from the shortest to the longest, and of pairs."""
    from django.db.models.functions import Length

    from concepts.evidence.addresses import card_address
    from concepts.models import Concept, Statement

    said = Statement.objects.published().filter(kind__in=["distinction", "finding"]).order_by(Length("text_en"), "code")
    every = len(said) // STATEMENTS
    core = Concept.objects.published().filter(core=True).order_by("rank", "slug").values_list("slug", flat=True)
    pages = [statement.get_absolute_url() for statement in list(said)[::every][:STATEMENTS]]
    pages += [f"/en/compare/{one}-vs-{other}/" for one, other in list(combinations(core, 2))[:PAIRS]]
    english = [card_address(page) for page in pages]
    return english + [address.replace("/en/", "/zh-hans/", 1) for address in english]


def measure_cards(site: Site, addresses: list[str], rounds: int) -> tuple[dict[str, list[Cost]], list[int]]:
    """Return what answers cost, by the way in which they are made, and the bytes of each card."""
    costs: dict[str, list[Cost]] = {"first drawing": [], "stored": [], "304": []}
    weights = []
    for turn in range(-1, rounds):  # one round to warm up
        for address in addresses:
            shutil.rmtree(site.store.with_name("cards"), ignore_errors=True)
            response, body, drawn = site.ask(address)
            tag = response.headers["ETag"]
            stored, held = site.ask(address)[2], site.ask(address, 304, **{"If-None-Match": tag})[2]
            if turn < 0:
                weights.append(len(body))
                continue
            for way, taken in zip(costs, (drawn, stored, held), strict=True):
                costs[way].append(taken)
    return costs, weights


def measure_crowd(site: Site, addresses: list[str]) -> tuple[list[Cost], list[Cost], Counter[int]]:
    """Return what a stored page costs, alone and while many cards are asked for, and how these were answered."""
    site.ask(PAGE)
    alone = [site.ask(PAGE)[2] for _number in range(PAGES_ASKED)]
    answered: Counter[int] = Counter()
    over = threading.Event()

    def ask_for_cards(number: int) -> None:
        connection = http.client.HTTPConnection(site.connection.host, site.connection.port, timeout=60)
        while not over.is_set():
            shutil.rmtree(site.store.with_name("cards"), ignore_errors=True)
            connection.request("GET", addresses[number % len(addresses)], headers={"Accept-Language": "en"})
            response = connection.getresponse()
            response.read()
            answered[response.status] += 1
            number += CLIENTS
            time.sleep(0.05)
        connection.close()

    crowd = [threading.Thread(target=ask_for_cards, args=(number,)) for number in range(CLIENTS)]
    for client in crowd:
        client.start()
    besides = [site.ask(PAGE)[2] for _number in range(PAGES_ASKED)]
    over.set()
    for client in crowd:
        client.join()
    return alone, besides, answered


def line(name: str, costs: list[Cost], *, alone: bool = True) -> str:
    """Return one line of the table of times; of the processor only where the worker did nothing besides."""
    high = statistics.quantiles([cost.wall for cost in costs], n=20, method="inclusive")[-1]
    median = median_of(costs)
    cpu = f"{median.cpu * 1e3:.1f}" if alone else ""
    return f"| {name} | {median.wall * 1e3:.1f} | {high * 1e3:.1f} | {cpu} |"


def report(
    cards: dict[str, list[Cost]], weights: list[int], crowd: tuple[list[Cost], list[Cost], Counter[int]], rounds: int
) -> str:
    """Return the Markdown that is printed or written."""
    alone, besides, answered = crowd
    lines = [f"Measured over {rounds} rounds of {len(weights)} cards.", ""]
    lines += ["| answer | median, ms | 95 %, ms | of the processor, ms |", "| --- | ---: | ---: | ---: |"]
    lines += [line(f"card, {way}", costs) for way, costs in cards.items()]
    lines += [
        line("stored page", alone),
        line(f"stored page, while {CLIENTS} clients ask for cards", besides, alone=False),
    ]
    told = ", ".join(f"{count} with {status}" for status, count in sorted(answered.items()))
    lines += [
        "",
        f"The cards weigh {statistics.median(weights) / 1e3:.0f} kB each, the heaviest {max(weights) / 1e3:.0f} kB. "
        f"Of the cards asked for by {CLIENTS} clients, {told} were answered.",
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Measure, then print or write; return the exit code."""
    parser = argparse.ArgumentParser(description="Measures the cards.", allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=5, help="answers timed of each way of each card (default: 5)")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the figures between the marks of this page")
    options = parser.parse_args(arguments)
    try:
        if options.write:
            written(options.write.read_text(encoding="utf-8"), "", MARKS)  # before minutes of work are lost on it
        with tempfile.TemporaryDirectory(prefix="conceptbase-benchmark-") as name:
            prepare(Path(name))
            addresses = choose_cards()
            with served(Path(name)) as site:
                cards, weights = measure_cards(site, addresses, options.rounds)
                markdown = report(cards, weights, measure_crowd(site, addresses), options.rounds)
        if options.write:
            options.write.write_text(
                written(options.write.read_text(encoding="utf-8"), markdown, MARKS), encoding="utf-8"
            )
        else:
            print(markdown)
    except (CannotMeasureError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
