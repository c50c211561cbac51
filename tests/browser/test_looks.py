"""How pages look where the reader's system, a phone or paper decides: prescribed colours, a low head, the address."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
PAINT = "(element, name) => getComputedStyle(element)[name]"


def test_pictures_and_marks_stay_legible_in_prescribed_colours(site: str, new_context: Callable[..., Any]) -> None:
    page: Page = new_context(base_url=site, forced_colors="active").new_page()
    page.goto("/en/map/")
    box = page.locator(".map-wide .map-node").first
    assert box.locator("rect").evaluate(PAINT, "fill") != box.locator(".map-name").evaluate(PAINT, "fill")
    assert box.locator("rect").evaluate(PAINT, "stroke") != box.locator("rect").evaluate(PAINT, "fill")
    digit = page.locator(".map-wide .map-digit").first
    assert digit.evaluate(PAINT, "fill") != page.locator(".map-wide .map-number").first.evaluate(PAINT, "fill")
    page.goto("/en/sources/marketing-sales-compendium/v1/articles/21/")
    fills = {
        part: page.locator(f".strip {part}").first.evaluate(PAINT, "fill")
        for part in (".strip-band", ".strip-supports", ".strip-copy")
    }
    assert len(set(fills.values())) == len(fills)
    assert "underline" in page.locator(".source-text mark").first.evaluate(PAINT, "textDecorationLine")
    page.goto("/en/which-word/")
    usual, also = page.locator(".meeting-usual").first, page.locator("td .meeting:not(.meeting-usual)").first
    assert usual.evaluate(PAINT, "backgroundColor") != also.evaluate(PAINT, "backgroundColor")


@in_both_languages
def test_the_head_of_a_page_is_low_on_a_phone(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/compare/marketing-vs-sales/", language=language, width=360)
    assert page.locator("main").evaluate("main => main.getBoundingClientRect().top") <= 120
    last = page.locator(".site-nav a").last
    last.focus()
    expect(last).to_be_in_viewport(ratio=1)


def test_a_jump_is_one_and_does_not_glide(visit: Visit) -> None:
    page = visit("/en/compare/marketing-vs-sales/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@in_both_languages
def test_paper_has_the_address_and_the_date(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/questions/", language=language)
    line = page.locator(".printed-from")
    expect(line).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(line).to_contain_text(page.url)
    expect(line).to_contain_text(re.compile(str(datetime.now(UTC).year)))


def test_paper_has_whole_addresses_of_passages(visit: Visit) -> None:
    page = visit("/en/distinctions/")
    page.goto(page.locator("#content a[href*='/distinctions/']").first.get_attribute("href") or "")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    link = page.locator(".evidence .quotation a[href*='/passages/']").first
    address = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert "http" in address
    assert "/passages/" in address
    expect(page.locator(".site-foot ul")).to_be_hidden()


def test_the_keyboard_can_pass_by_a_long_list_of_links(visit: Visit) -> None:
    page = visit("/en/sources/marketing-sales-compendium/")
    way = page.locator(".contents .past")
    way.focus()
    expect(way).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".whole-text :focus")).to_have_count(1)
