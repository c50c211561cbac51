"""Two errands to the end: a comparison is pasted into a document and a spreadsheet, and a Chinese source is cited.

With a script by the buttons; without one by hand, as text is selected and copied anywhere.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.concepts.formats.zotero import read_zotero

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
Paste = Callable[[str], Page]
COMPARISON = "compare/marketing-vs-sales/"
ARTICLE = "sources/marketing-sales-compendium/v1/articles/21/"  # in Chinese
TITLE = "市场营销与销售的区别"
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
with_and_without_script = pytest.mark.parametrize("javascript", [True, False])


@pytest.fixture
def paste(new_context: Callable[..., Any]) -> Iterator[Paste]:
    """Paste what was copied into a document (`#document`) or a field of plain text (`#field`) of another program."""

    def paste_into(place: str) -> Page:
        page: Page = new_context().new_page()
        page.set_content('<title>x</title><div id="document" contenteditable></div><textarea id="field"></textarea>')
        page.focus(place)
        page.keyboard.press("ControlOrMeta+V")
        return page

    return paste_into


def take(page: Page, heading: str, shown: Locator, *, javascript: bool) -> None:
    """Copy what stands below a heading: by its button, else by selecting it with the mouse."""
    if javascript:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        button = page.locator(f"#{heading} + button")
        button.click()
        expect(button).to_have_text(re.compile("Copied|已复制"))
        return
    if not shown.is_visible():
        page.locator(f"#{heading} ~ details summary").first.click()
    start = box_of(shown, "start")
    page.mouse.click(start["x"] + 1, start["y"] + 2)
    end = box_of(shown, "end")
    page.keyboard.down("Shift")
    page.mouse.click(end["x"] + end["width"] - 1, end["y"] + end["height"] - 2)
    page.keyboard.up("Shift")
    page.keyboard.press("ControlOrMeta+C")


def box_of(shown: Locator, end: str) -> FloatRect:
    """Scroll to the start or the end of what is shown, and return where it is then."""
    shown.evaluate("(element, block) => element.scrollIntoView({ block })", end)
    box = shown.bounding_box()
    assert box
    return box


def open_use(visit: Visit, language: str, path: str, *, javascript: bool) -> Page:
    """Open a page, and by one press what can be done with it."""
    page = visit(f"/{language}/{path}", language=language, javascript=javascript)
    page.locator(".page-head > .use-this").click()
    expect(page.locator("#copy")).to_be_visible()
    return page


@in_both_languages
@with_and_without_script
def test_a_comparison_is_pasted_into_a_document(visit: Visit, paste: Paste, language: str, javascript: bool) -> None:
    page = open_use(visit, language, COMPARISON, javascript=javascript)
    rows = page.locator(".copied-table tr")
    take(page, "as-table", page.locator(".copied-table table"), javascript=javascript)
    pasted = paste("#document").locator("#document tr")
    assert pasted.count() == rows.count() > 5
    for number in (0, 1, rows.count() - 1):
        assert pasted.nth(number).locator("th, td").count() == 3
        assert pasted.nth(number).inner_text().split() == rows.nth(number).inner_text().split()


@in_both_languages
@with_and_without_script
def test_a_comparison_is_pasted_into_a_spreadsheet(visit: Visit, paste: Paste, language: str, javascript: bool) -> None:
    page = open_use(visit, language, COMPARISON, javascript=javascript)
    rows = page.locator(".copied-table tr").count()
    take(page, "as-table" if javascript else "as-cells-title", page.locator("#as-cells"), javascript=javascript)
    cells = list(csv.reader(paste("#field").input_value("#field").split("\n"), delimiter="\t"))
    assert len(cells) == rows
    assert {len(row) for row in cells} == {3}
    assert {"Marketing", "营销"} <= set(cells[0][1].split(" / "))


@in_both_languages
@with_and_without_script
def test_a_chinese_source_is_cited(visit: Visit, paste: Paste, language: str, javascript: bool, tmp_path: Path) -> None:
    page = visit(f"/{language}/{ARTICLE}", language=language, javascript=javascript)
    item = read_zotero(page.content())
    assert (item["title"], item["language"]) == (TITLE, "zh-Hans")
    page.locator(".page-head > .use-this").click()
    entry = page.locator("#gbt7714 ~ p.citation").first
    take(page, "gbt7714", entry, javascript=javascript)
    pasted = paste("#document").inner_text("#document")
    assert pasted.split() == entry.inner_text().split()
    assert pasted.startswith(f"{TITLE}[EB/OL]//")
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS (.ris)").click()
    download.value.save_as(tmp_path / "cited.ris")
    [record] = rispy.loads((tmp_path / "cited.ris").read_text(encoding="utf-8"))
    assert record["title"] == TITLE
