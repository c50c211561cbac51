"""An errand: somebody wants to know whether a quote is real, with the keyboard, with and without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_tasks import tab_to

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
QUOTE = {
    "en": ("Sales push products to users; marketing pulls users to products.", "products to users", "goods to users"),
    "zh-hans": ("市场营销和销售是两个常见的概念", "常见", "少见"),
}
VERBATIM = {"en": "Word for word in our sources", "zh-hans": "来源中一字不差"}
ALTERED = {"en": "Altered", "zh-hans": "有改动"}


def check(page: Page, language: str, words: str) -> None:
    """Type the words into the form of the page and send it."""
    field = page.locator(".quote-form textarea")
    tab_to(field)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#the-answer")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("javascript", [False, True])
def test_check_a_quote_as_it_is_and_altered(visit: Visit, language: str, javascript: bool):
    quote, there, instead = QUOTE[language]
    page = visit(f"/{language}/sources/", language=language, javascript=javascript)
    tab_to(page.locator("a[href$='/quote-check/']"))
    page.keyboard.press("Enter")
    check(page, language, f"“{quote}”")
    expect(page).to_have_url(re.compile(rf"/{language}/quote-check/\?text="))
    expect(page.locator("#the-answer")).to_have_text(VERBATIM[language])
    check(page, language, quote.replace(there, instead))
    expect(page.locator("#the-answer")).to_have_text(ALTERED[language])
    expect(page.locator(".difference ins")).to_have_count(1)
    tab_to(page.locator(".quote-source a"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{language}/sources/[\w-]+/v1/passages/"))
    expect(page.locator(".mark-focus").first).to_contain_text(there)
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_word_without_end_breaks_no_narrow_page(visit: Visit, language: str):
    page = visit(f"/{language}/quote-check/", language=language, width=360)
    check(page, language, "x" * 900 + " " + "售" * 900 + " " + "\u202e".join(QUOTE[language][0]))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
