"""Choosing concepts in Chromium: by suggestions where there is a script, by typed names where there is none."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
in_both_languages = pytest.mark.parametrize(("language", "typed"), [("en", "sales dep"), ("zh-hans", "销售部")])


@in_both_languages
def test_a_suggestion_becomes_a_tick(visit: Visit, language: str, typed: str) -> None:
    page = visit(f"/{language}/compare/", language=language)
    box = page.locator("#another")
    box.press_sequentially(typed)
    expect(page.locator(".picker .suggested li")).not_to_have_count(0)
    assert set(
        page.locator(".picker .suggested li").evaluate_all("all => all.map((one) => one.dataset.address.split('/')[2])")
    ) == {"concepts"}
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator(".picker [value=sales-department]")).to_be_checked()
    expect(box).to_have_value("")
    page.check(".picker [value=marketing]")
    page.click(".picker-do button")
    expect(page).to_have_url(re.compile(f"/{language}/compare/marketing-vs-sales-department/$"))


@in_both_languages
def test_a_comparison_grows_by_a_suggestion(visit: Visit, language: str, typed: str) -> None:
    page = visit(f"/{language}/compare/marketing-vs-sales/", language=language)
    page.click(".neighbours summary")
    page.locator("#another").press_sequentially(typed)
    page.locator(".neighbours .suggested li").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/compare/marketing-vs-sales-vs-sales-department/$"))


@pytest.mark.parametrize(("language", "typed"), [("en", "sales department"), ("zh-hans", "销售部")])
def test_without_scripts_a_typed_name_is_sent(visit: Visit, language: str, typed: str) -> None:
    page = visit(f"/{language}/", language=language, javascript=False, width=360)
    page.check(".picker [value=marketing]")
    page.fill("#another", typed)
    page.click(".picker-do button")
    expect(page).to_have_url(re.compile(f"/{language}/compare/marketing-vs-sales-department/$"))
