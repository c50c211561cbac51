"""Measures how many searches a second the API answers over one connection, anew and from the store.

.venv/bin/python benchmarks/search_api.py                        # half a minute
.venv/bin/python benchmarks/search_api.py --beside ../conceptbase-old  # and another checkout of ours, in turn with it

Loads our own knowledge pack into a database of its own in a temporary folder, starts one gunicorn worker on it and asks
two hundred different queries of the lists that the tests have, over one connection that stays open: once to warm up,
then, round after round, each anew with an empty store and once more as it was stored. Every checkout is measured in a
process of its own. Processor times are those of the worker: they say more on a machine that does other things, too.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

BASE = Path(__file__).resolve().parent.parent
LISTS = [BASE / "tests" / "concepts" / "search" / name for name in ("asked.yaml", "queries.yaml")]
MOST_QUERIES = 200
TURNS = 3  # for each checkout, one after another
WAYS = ("anew", "stored")

Costs = dict[str, tuple[float, float]]  # by way: seconds of all queries by the clock, and of processor time


def queries() -> list[str]:
    """The first queries of the lists, as many from each, none twice."""
    found = [dict.fromkeys(entry["q"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))) for path in LISTS]
    mixed = dict.fromkeys(query for both in zip(*found, strict=False) for query in both)
    return list(mixed)[:MOST_QUERIES]


def measure(checkout: Path, rounds: int) -> Costs:
    """What all queries cost in one checkout; in a process that has not set up Django."""
    sys.path.insert(0, str(checkout))
    from benchmarks import pages

    with tempfile.TemporaryDirectory(prefix="conceptbase-benchmark-") as name:
        folder = Path(name)
        pages.prepare(folder)
        from concepts.search.index.maintenance import rebuild

        rebuild()
        addresses = [f"/api/v1/search?{urlencode({'q': query, 'in': 'en'})}" for query in queries()]
        taken: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        with pages.served(folder) as site:
            for turn in range(-1, rounds):  # once to warm up
                site.empty_store()
                for way in WAYS:
                    costs = [site.ask(address)[2] for address in addresses]
                    if turn >= 0:
                        taken[way].append((sum(cost.wall for cost in costs), sum(cost.cpu for cost in costs)))
    return {way: median_of(sums) for way, sums in taken.items()}


def median_of(sums: Collection[tuple[float, float]]) -> tuple[float, float]:
    """The median of the times by the clock, and that of the processor times."""
    wall, cpu = zip(*sums, strict=True)
    return statistics.median(wall), statistics.median(cpu)


def report(measured: dict[str, Costs]) -> str:
    """The Markdown that is printed: requests a second, and what the first checkout has of those of the second."""
    asked = len(queries())
    lines = [
        "| checkout | searches | a second, by the clock | a second of processor time |",
        "| --- | --- | ---: | ---: |",
    ]
    for name, costs in measured.items():
        lines += [
            f"| {name} | {way} | {asked / wall:,.0f} | {asked / cpu:,.0f} |" for way, (wall, cpu) in costs.items()
        ]
    if len(measured) > 1:
        first, second = measured.values()
        multiples = (f"{way} {second[way][1] / first[way][1]:.2f} times" for way in WAYS)
        lines += ["", f"By processor time, {' and '.join(multiples)} as many as the other checkout."]
    return "\n".join(lines)


def run(checkout: Path, rounds: int) -> Any:
    """What a process of its own measures; raises subprocess.CalledProcessError where it could not."""
    command = [sys.executable, __file__, "--only", str(checkout), "--rounds", str(rounds)]
    done = subprocess.run(command, cwd=checkout, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measures the searches of the API.", allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=2, help="times that each query is asked anew (default: 2)")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout, measured in turn")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only:
        print(json.dumps(measure(options.only, options.rounds)))
        return 0
    checkouts = {"this": BASE} | ({"the other": options.beside.resolve()} if options.beside else {})
    turns: dict[str, list[Costs]] = {name: [] for name in checkouts}
    for _ in range(TURNS if options.beside else 1):
        for name, checkout in checkouts.items():
            turns[name].append(run(checkout, options.rounds))
    print(
        report({name: {way: median_of([each[way] for each in costs]) for way in WAYS} for name, costs in turns.items()})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
