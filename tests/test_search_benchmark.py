"""The search benchmark runs, asks what it says and compares with a full ranking."""

import re
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from django.conf import settings as site_settings

from benchmarks import search
from benchmarks.beside import recombined
from benchmarks.beside.queries import CHARACTERS, queries
from benchmarks.beside.search_tables import NAMES

SCRIPT = Path(site_settings.BASE_DIR) / "benchmarks" / "search.py"


def test_fifty_queries_are_asked_and_single_characters_apart():
    asked = queries()
    assert len([query for kind, query in asked if kind != CHARACTERS]) == 50
    assert len({query for _, query in asked}) == len(asked)
    assert all(len(query) == 1 for kind, query in asked if kind == CHARACTERS)


def test_passages_are_recombined_in_step_with_their_translations():
    real = [("Sell it.", "卖。"), ("Buy it.", "买。")]
    made = list(islice(recombined.recombined(real, "en", Random(1)), 50))
    turned = {"Sell it.": "卖。", "Buy it.": "买。"}
    assert {len(re.findall(r"\w+ it\.", quote)) for quote, _ in made} == {1, 2, 3}
    assert all(
        "".join(turned[one] for one in re.findall(r"\w+ it\.", quote)) == translation for quote, translation in made
    )


def test_figures_replace_what_stands_between_the_marks_and_nothing_else():
    begin, end = search.MARKS
    page = f"before\n{begin}\nold\n{end}\nafter\n"
    assert search.written(page, "| new |") == f"before\n{begin}\n\n| new |\n\n{end}\nafter\n"
    for damaged in (page.replace(end, ""), page + begin):
        with pytest.raises(search.CannotMeasureError):
            search.written(damaged, "| new |")


@pytest.mark.once
def test_the_page_on_search_has_its_figures_between_the_marks():
    page = (Path(site_settings.BASE_DIR) / "docs" / "search-performance.md").read_text(encoding="utf-8")
    table = page.split(search.MARKS[0])[1].split(search.MARKS[1])[0]
    for database, sizes in search.SIZES.items():
        for size in sizes:
            assert table.count(f"| {NAMES[database]} | {size:,} |") == 4


@pytest.mark.deep
@pytest.mark.once
def test_the_benchmark_measures_every_kind_of_query():
    command = [sys.executable, SCRIPT, "--passages", "300", "--databases", "sqlite", "--each"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = re.findall(
        r"^\| (.+) \| (.+) \| [\d,]+ \| [\d.,]+ \| [\d.,]+ \| [\d.,]+ \| ([\d.]+%|) \|$", done.stdout, re.M
    )
    assert sorted((kind, query) for query, kind, _ in rows) == sorted(queries())
    assert all(kept for _, kind, kept in rows if kind != CHARACTERS)
    assert re.search(r"^\| SQLite \| 300 \| all 50 \|( [\d.,]+ \|){5}$", done.stdout, re.M)
