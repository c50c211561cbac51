"""What readers do, in Chromium: with and without JavaScript, in both languages, by keyboard, on a phone, on paper."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.site import kind_of

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
COMPARISON = "compare/marketing-vs-sales/"
LANGUAGES = {"en": ("Marketing", "Sales"), "zh-hans": ("营销", "销售")}
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
with_and_without_scripts = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])


def width_of(page: Page) -> int:
    """How wide the page is laid out, with what stands out of the window."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_the_style_sheet_is_applied_and_may_be_kept_for_ever(visit: Visit) -> None:
    page = visit("/en/")
    paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert paper.startswith("light-dark(")
    sheet = page.locator("link[rel=stylesheet]").first.get_attribute("href") or ""
    answer = page.request.get(sheet)
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("fault", ["a script of its own", "a style of its own", "a file that is not there"])
def test_what_goes_wrong_on_a_page_is_noticed(visit: Visit, faults: list[str], fault: str) -> None:
    html = {
        "a script of its own": '<img src="data:," onerror="alert(1)">',
        "a style of its own": '<p style="color: red">',
        "a file that is not there": '<img src="/static/nothing.png">',
    }[fault]
    page = visit("/en/")
    with page.expect_event("console"):
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", html)
    assert faults
    faults.clear()


@in_both_languages
@with_and_without_scripts
def test_from_home_to_the_sentence_in_the_source_and_back(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(f"/{language}/", language=language, javascript=javascript)
    for concept in ("marketing", "sales"):
        page.check(f".picker [value={concept}]")
    page.click(".picker button")
    expect(page).to_have_url(re.compile(f"/{language}/{COMPARISON}$"))
    for name in LANGUAGES[language]:
        expect(page.locator("h1")).to_contain_text(name)
    count = page.locator("table.best-rows tbody td .count").first
    code = (count.get_attribute("href") or "").partition("#")[2]
    count.click()
    if javascript:  # a note on the same page
        evidence = page.locator("dialog.note")
        quotation = evidence.locator(".quotation").first
        expect(quotation).to_be_visible()
        evidence.locator(".note-close").click()
        expect(evidence).to_be_hidden()
        count.click()
    else:  # the page of the row, with the evidence folded away at the code
        expect(page).to_have_url(re.compile(rf"/{language}/{COMPARISON}[\w-]+/#{code}$"))
        quotation = page.locator(f"[id='{code}'] .quotation").first
        expect(quotation).to_be_hidden()
        page.locator(f"[id='{code}'] .quoted > summary").click()
    expect(quotation).to_be_visible()
    started = page.url
    words = quotation.locator("blockquote").inner_text()
    quotation.locator("figcaption a.to-passage, figcaption a[href*='/passages/']").first.click()
    expect(page).to_have_url(re.compile(rf"/{language}/sources/[\w-]+/v1/passages/\d+-\d+/$"))
    assert "".join(page.locator(".mark-focus").all_inner_texts()) == words
    page.go_back()
    expect(page).to_have_url(started)


@in_both_languages
@with_and_without_scripts
def test_another_language_is_the_same_page(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(f"/{language}/{COMPARISON}?only=contrasts", language=language, javascript=javascript)
    page.click(".site a.language")
    other = next(code for code in LANGUAGES if code != language)
    expect(page).to_have_url(re.compile(rf"/{other}/{COMPARISON}\?only=contrasts$"))
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh-hans": "zh-Hans"}[other])
    expect(page.locator("h1")).to_contain_text(LANGUAGES[other][0])
    page.click(".site a.language")
    expect(page).to_have_url(re.compile(rf"/{language}/{COMPARISON}\?only=contrasts$"))


@in_both_languages
@with_and_without_scripts
def test_only_contrasts_are_left_and_the_address_says_so(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language, javascript=javascript)
    contrasts, rows = page.locator("tbody .figure-both").count(), page.locator("tbody tr").count()
    assert 0 < contrasts < rows
    page.locator(".table-head").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"\?view=all#narrow-down$"))
    page.wait_for_timeout(500)  # some browsers unfold what a fragment leads to, once the page has come
    if not page.locator("[name=only]").is_visible():
        page.click(".filters summary")
    page.check("[name=only]")
    page.locator(".filters button").first.click()
    expect(page).to_have_url(re.compile("[?&]only=contrasts"))
    expect(page.locator("tbody tr")).to_have_count(contrasts)
    expect(page.locator(".answer .finding").first).to_be_visible()
    page.locator(".narrowing li a").click()
    expect(page).to_have_url(re.compile(f"/{language}/{COMPARISON}$"))


@in_both_languages
@with_and_without_scripts
def test_a_short_address_opens_the_distinction_in_any_letter_case(
    visit: Visit, language: str, javascript: bool
) -> None:
    page = visit(f"/{language}/distinctions/", language=language, javascript=javascript)
    page.locator("#content a[href*='/distinctions/']").first.click()
    expect(page).to_have_url(re.compile(rf"/{language}/distinctions/\w{{5}}/[\w-]+/$"))
    long, headline = page.url, page.locator("h1").inner_text()
    short = page.locator(".permanent a").get_attribute("href") or ""
    assert re.fullmatch(r"/s/\w{5}/", short)
    for address in (short, short.lower()):
        page.goto(address)
        expect(page).to_have_url(long)
        expect(page.locator("h1")).to_have_text(headline)


@in_both_languages
@pytest.mark.parametrize("width", [pytest.param(360, marks=pytest.mark.deep), 320])
def test_no_page_is_wider_than_a_phone(visit: Visit, language: str, width: int) -> None:
    comparisons = ["marketing-vs-sales", "marketing-vs-sales-vs-personal-selling-vs-promotion"]
    waiting = [*(f"/{language}/compare/{names}/" for names in comparisons), f"/{language}/"]
    page = visit(waiting[0], language=language, width=width)
    kinds: set[tuple[str, bool]] = set()
    widths: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        kind = kind_of(path.replace("/cite/", "/")), "/cite/" in path  # each kind of page, and what can be done with it
        if not address.startswith(f"/{language}/") or (kind in kinds and len(widths) >= len(comparisons)):
            continue
        kinds.add(kind)
        page.goto(address)
        widths[address] = width_of(page)
        waiting += page.eval_on_selector_all("body a[href]", "all => all.map(a => a.getAttribute('href'))")
    assert len(widths) > 15
    assert len([address for address in widths if "/cite/" in address]) > 5
    assert {address: found for address, found in widths.items() if found > width} == {}


@in_both_languages
def test_evidence_is_printed_and_what_only_leads_elsewhere_is_not(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/{COMPARISON}?view=all", language=language)
    quotations = page.locator(".quoted .quotation")
    assert quotations.count() > 10
    expect(quotations.first).to_be_hidden()
    page.emulate_media(media="print")
    assert quotations.evaluate_all("all => all.filter(one => !one.getClientRects().length)") == []
    for left_out in (".site-nav", ".filters", ".jump"):
        expect(page.locator(left_out)).to_be_hidden()


@in_both_languages
@with_and_without_scripts
def test_a_fragment_lands_in_the_table_and_that_of_a_statement_leads_to_it(
    visit: Visit, language: str, javascript: bool
) -> None:
    page = visit(f"/{language}/{COMPARISON}#timeframe", language=language, javascript=javascript)
    expect(page.locator("[id=timeframe]")).to_be_in_viewport()
    code = (page.locator("tbody .figure").first.get_attribute("href") or "").partition("#")[2]
    page.goto("about:blank")
    page.goto(f"/{language}/{COMPARISON}#{code}")
    leads_on = rf"/{language}/statements/{code}/$" if javascript else rf"/{COMPARISON}#{code}$"
    expect(page).to_have_url(re.compile(leads_on))


@in_both_languages
@with_and_without_scripts
def test_the_keyboard_comes_first_to_the_content(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language, javascript=javascript)
    skip = page.locator(".skip")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.keyboard.press("Tab")
    expect(page.locator("#content :focus")).to_have_count(1)


def test_a_mark_of_a_long_text_leads_to_the_article_that_has_it(visit: Visit) -> None:
    page = visit("/en/sources/")
    article = "/en/sources/marketing-sales-compendium/v1/articles/2/"
    entry = f'<p data-start="0" data-end="90">1</p><p data-start="90" data-end="200"><a href="{article}">2</a></p>'
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", entry)
    page.evaluate("location.hash = '#p-95-110'")
    expect(page).to_have_url(re.compile(f"{article}#p-95-110$"))


def test_a_mark_or_note_of_a_long_article_leads_to_the_page_that_has_it(visit: Visit) -> None:
    page = visit("/en/dimensions/")  # reads no `?page=`
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<div data-starts=\"0 90 200\"></div>')"
    )
    page.evaluate("location.hash = '#p-95-110'")
    expect(page).to_have_url(re.compile(r"/en/dimensions/\?page=2#p-95-110$"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "place", ["compare/marketing-vs-sales/", "compare/marketing-vs-sales/scope/", "concepts/marketing/"]
)
def test_the_fragment_of_a_statement_leads_to_it_in_any_letter_case(visit: Visit, language: str, place: str) -> None:
    row = f"/{language}/compare/marketing-vs-sales/goal/"
    page = visit(row, language=language)
    code = page.locator(".statement[id]").first.get_attribute("id") or ""
    page.evaluate("code => location.hash = code", code.lower())
    expect(page).to_have_url(re.compile(f"{row}#{code}$"))
    page = visit(f"/{language}/{place}", language=language)
    page.evaluate("code => location.hash = code", code.lower())
    expect(page).to_have_url(re.compile(f"/{language}/statements/{code}/$"))
