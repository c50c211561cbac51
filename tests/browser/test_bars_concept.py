"""What the page of a concept may measure at most, and that it leads to its evidence without a script as with one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
SCREEN = 900  # pixels of a window that is 1280 wide
MOST_SCREENS, MOST_BYTES, MOST_ELEMENTS = 5, 200_000, 3_000


@in_both_languages
def test_marketing_is_read_on_five_screens(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/concepts/marketing/", language=language)
    page.set_viewport_size({"width": 1280, "height": SCREEN})
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST_SCREENS * SCREEN
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS
    assert len(page.request.get(page.url).body()) <= MOST_BYTES
    assert page.locator("blockquote").count() == 0


@in_both_languages
@pytest.mark.parametrize("path", ["concepts/marketing/goal/", "concepts/marketing/relations/", "dimensions/goal/"])
def test_its_rows_and_dimensions_are_bounded_too(visit: Visit, language: str, path: str) -> None:
    page = visit(f"/{language}/{path}", language=language)
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS
    assert len(page.request.get(page.url).body()) <= MOST_BYTES


@in_both_languages
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_number_leads_to_its_passages(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(f"/{language}/concepts/marketing/", language=language, javascript=javascript)
    number = page.locator("#goal .said-count a")
    code = (number.get_attribute("href") or "").partition("#")[2]
    number.click()
    if javascript:
        expect(page.get_by_role("dialog").locator("blockquote").first).to_be_visible()
        return
    expect(page).to_have_url(re.compile(rf"/{language}/concepts/marketing/goal/#{code}$"))
    statement = page.locator(f"[id='{code}']")
    expect(statement).to_be_in_viewport()
    statement.locator("summary").first.click()
    expect(statement.locator("blockquote").first).to_be_visible()


@in_both_languages
def test_an_old_fragment_lands_on_the_line_of_the_dimension(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/concepts/marketing/#measure", language=language)
    expect(page.locator("#measure:target")).to_be_in_viewport()


@in_both_languages
def test_the_page_of_a_concept_is_as_wide_as_a_narrow_phone(visit: Visit, language: str) -> None:
    for path in (
        "concepts/marketing/",
        "concepts/marketing/goal/",
        "concepts/marketing/distinctions/",
        "dimensions/goal/",
    ):
        page = visit(f"/{language}/{path}", language=language, width=320)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
