"""A number's evidence as a note: by keyboard, with Back, and as a plain link where no note can be shown."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PATIENT = 15_000  # milliseconds: a page that nobody has asked for yet is made for the note
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


def first_count(page: Page) -> Locator:
    """The first number of a finding; it leads to the evidence on the page of the finding."""
    return page.locator("a.count[href*='/statements/'][href$='#evidence']").first


@in_both_languages
def test_a_number_opens_its_evidence_and_gives_the_focus_back(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/compare/marketing-vs-sales/", language=language)
    here = page.url
    link = first_count(page)
    finding = page.locator(".finding-text a:not(.finding-row)").first.inner_text()
    expect(link).to_have_attribute("aria-label", re.compile(re.escape(finding)))
    link.focus()
    page.keyboard.press("Enter")
    note = page.get_by_role("dialog", name=finding)
    expect(note).to_be_visible(timeout=PATIENT)
    expect(note.locator(":focus")).to_have_count(1)
    expect(note.locator(".sayers a").first).to_have_attribute("href", re.compile(rf"^http.*/{language}/sources/"))
    assert note.locator("[id]:not(#note-title)").count() == 0
    expect(note.locator(".note-way a")).to_have_attribute("href", re.compile("/statements/.*#evidence$"))
    assert page.url == here
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(link).to_be_focused()


def test_back_from_a_note_opens_it_again(visit: Visit) -> None:
    page = visit("/en/compare/marketing-vs-sales/")
    first_count(page).click()
    note = page.locator("dialog.note")
    title = note.locator("h2.note-text").inner_text()
    note.locator(".sayers a").first.click()
    expect(page).to_have_url(re.compile("/sources/"))
    page.go_back()
    expect(note).to_be_visible(timeout=PATIENT)
    expect(note.locator("h2.note-text")).to_have_text(title)
    note.locator(".note-close").click()
    page.reload()
    expect(first_count(page)).to_be_visible()
    expect(page.locator("dialog.note")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["refused", "no-scripts"])
def test_without_a_note_the_number_leads_to_the_page(visit: Visit, faults: list[str], javascript: bool) -> None:
    page = visit("/en/compare/marketing-vs-sales/", javascript=javascript)
    page.context.route(
        "**/statements/**",
        lambda route: route.fulfill(status=503) if route.request.resource_type == "fetch" else route.continue_(),
    )
    first_count(page).click()
    expect(page).to_have_url(re.compile(r"/en/statements/\w{5}/#evidence$"), timeout=PATIENT)
    expect(page.locator("#evidence")).to_be_in_viewport()
    faults[:] = [fault for fault in faults if "503" not in fault]


def test_the_other_language_opens_at_the_same_part(visit: Visit) -> None:
    page = visit("/en/compare/marketing-vs-sales/#scope")
    page.click(".site a.language")
    expect(page).to_have_url(re.compile("/zh-hans/compare/marketing-vs-sales/#scope$"))
