"""The growth benchmark makes content in proportion, and measures it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings

from benchmarks import grow
from benchmarks.beside.grown import Size

SCRIPT = Path(site_settings.BASE_DIR) / "benchmarks" / "grow.py"


def test_everything_grows_in_proportion():
    small, large = Size(10_000), Size(100_000)
    for name in ("concepts", "passages", "sources", "distinctions", "questions", "heavy"):
        assert getattr(large, name) == 10 * getattr(small, name) > 0


@pytest.mark.once
def test_the_page_on_growth_has_the_figures_of_every_size():
    page = (Path(site_settings.BASE_DIR) / "docs" / "scale.md").read_text(encoding="utf-8")
    for what in ("export_statements", "pack_export", "pack_load", "home's three numbers", "sources index"):
        sizes = re.findall(rf"^\| {re.escape(what)}[^|]*\| ([SML])\b", page, re.M)
        assert {*grow.SIZES} - {*sizes} == set(), what


@pytest.mark.deep
@pytest.mark.once
def test_the_benchmark_measures_a_small_size():
    command = [sys.executable, SCRIPT, "--sizes", "1000", "--pages", "home", "sources index"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "not what was exported" not in done.stderr
    measured = re.findall(r"^\| ([^|]+)(?: \| [\d.,]+){5} \|$", done.stdout, re.M)
    assert measured == [
        "export_statements",
        "pack_export",
        "pack_load of that, into an empty database",
        "home's three numbers alone",
        "home",
        "sources index",
        "one changed statement published",
        *grow.SEARCHES,
        "search index, built",
        *(f"{what}, first of a process" for what in grow.AFTER_EDITS),
        *(f"{what}, warm" for what in grow.AFTER_EDITS),
        *(f"{what}, first after an edit" for what in grow.SEARCHES_AFTER_EDITS),
        "an edit: a statement saved and published, followed by the index",
        "another page, the slowest while four search after an edit",
    ]
