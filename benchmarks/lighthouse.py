"""Measures a running demo with Lighthouse and prints its scores as a Markdown table: phone and slow line simulated.

python3 start.py                     # in one terminal
python3 benchmarks/lighthouse.py     # in another; --runs 3 keeps, of three runs a page, the one with the median speed

Needs the standard library, Node with npx (which fetches Lighthouse the first time) and Chromium.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIGHTHOUSE = "lighthouse@12"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
LANGUAGES = ("en", "zh-hans")
PAGES = {
    "home": "/{lang}/",
    "comparison": "/{lang}/compare/marketing-vs-sales/",
    "row": "/{lang}/compare/marketing-vs-sales/scope/",
    "question": "/{lang}/questions/is-sales-part-of-marketing/",
    "distinction": "/{lang}/distinctions/",  # the first it leads to: the codes are the content's
    "source": "/{lang}/sources/marketing-sales-compendium/",
    "concept": "/{lang}/concepts/marketing/",
}


class CannotMeasureError(Exception):
    """Something is missing or does not answer; the words say what, and what to do."""


@dataclass(frozen=True)
class Report:
    """What Lighthouse found on one page: points from 0 to 100 by category, and the audits that are not perfect."""

    scores: dict[str, int]
    below_one: dict[str, str]


def programs() -> tuple[str, str]:
    """Return the paths of npx and Chromium; raises CannotMeasureError where one is missing."""
    npx = shutil.which("npx")
    if not npx:
        raise CannotMeasureError("Lighthouse runs on Node: install it with npm (on Debian `apt install nodejs npm`).")
    found = (os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUMS))
    chromium = next(filter(None, found), None)
    if not chromium:
        raise CannotMeasureError(
            "No Chromium on this machine: install it (on Debian `apt install chromium`) or name one in CHROMIUM."
        )
    return npx, chromium


def page_address(site: str, name: str, language: str) -> str:
    """Return the whole address of a page of PAGES; raises CannotMeasureError where the site does not answer with it."""
    address = site + PAGES[name].replace("{lang}", language)
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            html = answer.read().decode()
    except OSError as error:
        raise CannotMeasureError(
            f"{address} does not answer ({error}): start the demo with `python3 start.py`."
        ) from error
    if name != "distinction":
        return address
    link = re.search(rf'href="(/{language}/distinctions/\w{{5}}/[^"/]+/)"', html)
    if not link:
        raise CannotMeasureError(f"{address} leads to no distinction: load the knowledge pack first.")
    return site + link[1]


def read_report(data: dict[str, Any]) -> Report:
    """Return the scores and what keeps them down, from Lighthouse's JSON; raises CannotMeasureError where it gave
    up.
    """
    if error := data.get("runtimeError"):
        raise CannotMeasureError(f"Lighthouse could not look at {data['requestedUrl']}: {error['message']}")
    below_one = {}
    for category in CATEGORIES:
        for reference in data["categories"][category]["auditRefs"]:
            audit = data["audits"][reference["id"]]
            if audit["score"] is not None and audit["score"] < 1:
                weightless = "" if reference["weight"] else ", without weight"
                shown = f" ({audit['displayValue']}{weightless})" if audit.get("displayValue") else weightless
                below_one[reference["id"]] = f"{audit['score']:.2f}{shown}"
    return Report({name: round(100 * (data["categories"][name]["score"] or 0)) for name in CATEGORIES}, below_one)


def measure(address: str, npx: str, chromium: str) -> Report:
    """Run Lighthouse once, with its default phone; raises CannotMeasureError where that fails."""
    # Chromium's own sandbox refuses to run as root.
    sandbox = " --no-sandbox" if os.geteuid() == 0 else ""
    with tempfile.TemporaryDirectory(prefix="conceptbase-lighthouse-") as folder:
        output = Path(folder) / "report.json"
        done = subprocess.run(
            [
                *(npx, "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={output}"),
                *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new{sandbox}"),
            ],
            cwd=folder,
            env={**os.environ, "CHROME_PATH": chromium},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode or not output.exists():
            raise CannotMeasureError(f"Lighthouse failed on {address}; it said:\n{done.stdout.strip()}")
        return read_report(json.loads(output.read_text(encoding="utf-8")))


def median(reports: list[Report]) -> Report:
    """Return the report in the middle by speed, of an even number the slower one: speed varies from run to run."""
    by_speed = sorted(reports, key=lambda report: report.scores["performance"])
    return by_speed[(len(by_speed) - 1) // 2]


def print_table(reports: dict[tuple[str, str], Report]) -> None:
    """Print the scores and, below them, page by page the audits that are not perfect."""
    print(f"\n| page | language | {' | '.join(CATEGORIES)} |\n| --- | --- |{' ---: |' * len(CATEGORIES)}")
    for (name, language), report in reports.items():
        print(f"| {name} | {language} | {' | '.join(str(report.scores[category]) for category in CATEGORIES)} |")
    print("\nAudits below 1:\n")
    for (name, language), report in reports.items():
        found = "; ".join(f"`{audit}` {shown}" for audit, shown in sorted(report.below_one.items()))
        print(f"- {name}, {language}: {found or 'none'}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://localhost:8000", help="where the demo runs")
    parser.add_argument("--runs", type=int, choices=range(1, 10), default=1, help="runs a page, of which the median")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES), help="only these pages")
    chosen = parser.parse_args()
    site, reports = chosen.address.rstrip("/"), {}
    try:
        npx, chromium = programs()
        for name in chosen.pages:
            for language in LANGUAGES:
                address = page_address(site, name, language)
                print(f"Looking at {address} …", file=sys.stderr, flush=True)
                reports[name, language] = median([measure(address, npx, chromium) for _ in range(chosen.runs)])
    except CannotMeasureError as fault:
        sys.exit(str(fault))
    print_table(reports)


if __name__ == "__main__":
    main()
