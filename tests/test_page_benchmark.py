"""The page benchmark runs, and measures our comparison against a page that shows no less."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings

from benchmarks import pages

SCRIPT = Path(site_settings.BASE_DIR) / "benchmarks" / "pages.py"


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.urls("benchmarks.beside.urls")
def test_the_plain_way_shows_every_statement_that_our_comparison_shows(client, loaded_site, settings):
    from benchmarks.beside import settings as beside

    settings.TEMPLATES = beside.TEMPLATES

    def statements(address: str) -> set[str]:
        html = client.get(address).content.decode()
        return set(re.findall(r'\bid="([2-9B-Z]{5})"', html))

    ours = statements("/en/compare/marketing-vs-sales/?view=all")
    assert len(ours) > 100
    assert ours - statements("/plain/") == set()


def test_figures_replace_what_stands_between_the_marks_and_nothing_else():
    begin, end = pages.MARKS
    page = f"before\n{begin}\nold\n{end}\nafter\n"
    assert pages.written(page, "| new |") == f"before\n{begin}\n\n| new |\n\n{end}\nafter\n"
    for damaged in (page.replace(end, ""), page + begin):
        with pytest.raises(pages.CannotMeasureError):
            pages.written(damaged, "| new |")


@pytest.mark.once
def test_the_page_on_performance_has_its_figures_between_the_marks():
    page = (Path(site_settings.BASE_DIR) / "docs" / "performance.md").read_text(encoding="utf-8")
    table = page.split(pages.MARKS[0])[1].split(pages.MARKS[1])[0]
    assert all(f"| comparison | {way} |" in table for way in (*pages.WAYS, pages.PLAIN))


@pytest.mark.deep
@pytest.mark.once
def test_the_benchmark_measures_every_way_of_every_page():
    done = subprocess.run([sys.executable, SCRIPT, "--rounds", "2"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    measured = re.findall(r"^\| ([\w-]+) \| ([^|\d]+|304) \| [\d.]+ \| [\d.]+ \| [\d.]+ \|$", done.stdout, re.M)
    ours = ("home", "comparison", "comparison-zh", "row", "everything", "concept", "question", "distinction", "source")
    assert measured == [*((name, way) for name in ours for way in pages.WAYS), ("comparison", pages.PLAIN)]
