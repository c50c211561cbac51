"""What readers do with the search by keyboard and without JavaScript, in both languages, and what is on paper."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import findings
from tests.browser.test_tasks import MOST_STOPS, expect_focus_in_sight, press, tab_to

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
Start = Callable[..., Page]


@dataclass(frozen=True)
class Words:
    """What is asked in a language, and what the page answers."""

    many: str  # finds several pages, passages among them
    push: str  # finds, on one page, a passage, a characteristic and a distinction
    slip: str
    meant: str
    nowhere: str
    nothing: str
    next: str
    previous: str
    narrow: str
    preparing: str


WORDS = {
    "en": Words(
        many="customer need",
        push="push",
        slip="promtion",
        meant="promotion",
        nowhere="unicorn",
        nothing="Nothing was found for “unicorn”",
        next="Next",
        previous="Previous",
        narrow="Narrow the results",
        preparing="The search is being prepared",
    ),
    "zh-hans": Words(
        many="营销",
        push="推动",
        slip="营肖",
        meant="营销",
        nowhere="独角兽",
        nothing="没有找到“独角兽”",
        next="下一页",
        previous="上一页",
        narrow="缩小范围",
        preparing="搜索正在准备中",
    ),
}
BEST = [
    ("en", "marketing", "concept", "concepts/marketing/"),
    ("en", "marketing vs sales", "comparison", "compare/marketing-vs-sales/"),
    ("en", "is sales part of marketing?", "question", "questions/is-sales-part-of-marketing/"),
    ("en", "push and pull", "distinction", "distinctions/74PR6/pull-and-push/"),
    ("zh-hans", "tuixiao", "concept", "concepts/personal-selling/"),
    ("zh-hans", "營銷和銷售有什麼區別", "comparison", "compare/marketing-vs-sales/"),
    ("zh-hans", "销售是营销的一部分吗？", "question", "questions/is-sales-part-of-marketing/"),
    ("zh-hans", "推与拉", "distinction", "distinctions/74PR6/pull-and-push/"),
]
IN_THE_OTHER = (0, 2, 5, 7)  # of BEST: each kind of answer is looked for in one language, and by --deep in both
in_both_languages = pytest.mark.parametrize("language", WORDS)


@pytest.fixture
def start(visit: Visit) -> Start:
    """Open a page of a language without JavaScript: `start("en", "about/")`."""

    def open_page(language: str, path: str, width: int = 1280) -> Page:
        page = visit(f"/{language}/{path}", language=language, javascript=False, width=width)
        # The window must stand still when it is looked at.
        page.emulate_media(reduced_motion="reduce")
        return page

    return open_page


def box(page: Page) -> Locator:
    """The one search field of a page."""
    return page.get_by_role("search").locator("input[name=q]")


def ask(page: Page, words: str) -> None:
    """Go to the box with Tab, type, and press Enter."""
    tab_to(box(page))
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))


def asked(page: Page) -> dict[str, list[str]]:
    """What the address of the page asks for."""
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_results_are_narrowed_paged_and_left(start: Start, language: str, width: int) -> None:
    page, words = start(language, "about/", width), WORDS[language]
    expect(box(page)).to_have_accessible_name(re.compile(r"\S"))
    ask(page, words.many)
    expect(page.get_by_role("heading", level=1)).to_contain_text(words.many)
    expect(box(page)).to_have_value(words.many)
    expect(box(page)).to_have_accessible_name(re.compile(r"\S"))
    narrow = page.locator(".facets summary").filter(has_text=words.narrow)
    if width < 992:  # beside the results they stand open
        press(narrow)
    press(page.locator(".facets a[href*='kind=passage']"))
    expect(page).to_have_url(re.compile("kind=passage"))
    expect(page.locator(".hit")).to_have_count(page.locator(".hit-passage").count())
    first = page.locator(".hit a").first.get_attribute("href")
    press(page.get_by_role("link", name=words.next, exact=True))
    expect(page).to_have_url(re.compile("page=2"))
    assert asked(page) == {"q": [words.many], "kind": ["passage"], "page": ["2"]}
    assert page.locator(".hit a").first.get_attribute("href") != first
    press(page.get_by_role("link", name=words.previous, exact=True))
    expect(page).not_to_have_url(re.compile("page="))
    expect(page.locator(".hit a").first).to_have_attribute("href", first or "none")
    press(page.locator(".chosen-values a"))
    expect(page).not_to_have_url(re.compile("kind="))
    assert asked(page) == {"q": [words.many]}
    page.go_back()
    assert asked(page) == {"q": [words.many], "kind": ["passage"]}


@pytest.mark.parametrize(
    ("language", "words", "type", "path"),
    [pytest.param(*best, marks=pytest.mark.deep if place in IN_THE_OTHER else ()) for place, best in enumerate(BEST)],
)
def test_the_best_answer_leads_to_its_page(start: Start, language: str, words: str, type: str, path: str) -> None:
    page = start(language, "")
    ask(page, words)
    press(page.locator(f".best-{type} h2 a"))
    expect(page).to_have_url(re.compile(f"/{language}/{path}$"))
    page.go_back()
    expect(box(page)).to_have_value(words)


@in_both_languages
def test_a_slip_is_told_and_its_meaning_offered(start: Start, language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    ask(page, words.slip)
    notices = page.locator(".search-notice")  # a name that several things have is another
    notice = notices.first
    expect(notice).to_contain_text(words.slip)
    expect(notice.locator("strong")).to_have_text(words.meant)
    expect(page.locator(".best-concept h2")).to_contain_text(re.compile(words.meant, re.IGNORECASE))
    expect(box(page)).to_have_value(words.slip)
    # Narrowed to where neither the slip nor what was meant is found, nothing is offered that finds nothing.
    page.goto(f"{page.url}&kind=tag&dimension=goal")
    expect(page.locator("h1")).to_contain_text(words.slip)
    expect(notices).to_have_count(0)


@in_both_languages
def test_a_passage_that_was_found_opens_with_its_words_and_its_place(start: Start, language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    ask(page, words.push)
    hit = page.locator(".hit-passage h3 a").first
    found = hit.inner_text().strip("“”… ")
    assert words.push in found
    press(hit)
    expect(page).to_have_url(re.compile(rf"/{language}/sources/[\w-]+/v\d+/passages/\d+-\d+/$"))
    expect(page.locator(".passage-words")).to_contain_text(found)
    press(page.locator("figure.passage figcaption a").first)
    expect(page).to_have_url(re.compile(r"#p-\d+-\d+$"))
    mark = page.locator("mark:target")
    expect(mark).to_be_in_viewport()
    # The keyboard starts where the link has led.
    page.keyboard.press("Tab")
    expect_focus_in_sight(page)
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)
    page.go_back()
    page.go_back()
    expect(box(page)).to_have_value(words.push)


@pytest.mark.parametrize(
    ("language", "type", "address"),
    [
        ("en", "characteristic", r"statements/[2-9A-Z]{5}/"),
        ("zh-hans", "distinction", r"distinctions/[2-9A-Z]{5}/[a-z-]+/"),
    ],
)
def test_a_statement_that_was_found_opens_on_its_page(start: Start, language: str, type: str, address: str) -> None:
    page, words = start(language, ""), WORDS[language]
    ask(page, words.push)
    hit = page.locator(f".hit-{type} h3 a").first
    found = hit.inner_text()
    press(hit)
    expect(page).to_have_url(re.compile(f"/{language}/{address}$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(found)
    page.go_back()
    expect(box(page)).to_have_value(words.push)


@in_both_languages
def test_a_source_is_one_press_from_what_it_says(start: Start, language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    ask(page, words.push)
    press(page.locator(".hit-characteristic .hit-places a").first)
    expect(page).to_have_url(re.compile(rf"/{language}/sources/[\w-]+/v\d+/passages/\d+-\d+/$"))
    expect(page.locator(".passage-words")).to_be_in_viewport()


@in_both_languages
def test_where_nothing_is_found_there_are_ways_out(start: Start, language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    ask(page, words.nowhere)
    expect(page.get_by_role("heading", level=1)).to_have_text(words.nothing)
    expect(page.locator(".hit, .facets, .paging")).to_have_count(0)
    press(page.locator(".ways-out a").first)
    expect(page).to_have_url(re.compile(f"/{language}/concepts/$"))


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh-hans", 1280)])
def test_every_stop_on_a_page_of_results_is_seen(start: Start, language: str, width: int) -> None:
    page, words = start(language, f"search/?q={WORDS[language].many}", width), WORDS[language]
    last = page.locator(".site-foot a").last
    stops: list[str] = []
    while not (stops and last.and_(page.locator(":focus")).count()):
        page.keyboard.press("Tab")
        expect_focus_in_sight(page)
        stops.append(str(page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.innerText")))
        assert len(stops) < MOST_STOPS
    assert len(stops) > 40
    # Where the facets stand open there is nothing to open.
    assert (f"SUMMARY {words.narrow}" in stops) == (width < 992)
    expect(page.get_by_role("heading", name=words.narrow)).to_be_visible()


@in_both_languages
def test_on_paper_are_the_results_without_the_controls(start: Start, language: str) -> None:
    page = start(language, f"search/?q={BEST[1][1]}&kind=distinction")
    controls = page.locator(".search-box, .facets, .paging, .chosen-values, .search-how, .site-nav")
    answers = page.locator(".page-head h1, .best, .results > h2, .hit")
    shown = answers.count()
    assert shown > 10
    expect(controls.filter(visible=True)).to_have_count(controls.count())
    page.emulate_media(media="print")
    expect(controls.filter(visible=True)).to_have_count(0)
    expect(answers.filter(visible=True)).to_have_count(shown)
    expect(page.locator(".search-head .on-paper")).to_have_text(page.url)
    expect(page.locator(".search-head .on-paper")).to_be_visible()


@in_both_languages
@pytest.mark.parametrize("width", [700, 1280])
def test_what_is_shown_of_a_comparison_leaves_no_hole(start: Start, language: str, width: int) -> None:
    page = start(language, f"search/?q={BEST[1][1]}", width)
    items = page.locator(".best-list > li")
    every = items.count()
    assert every == 6
    for left in range(every, 0, -1):
        rows: dict[float, list[dict[str, float]]] = {}
        for place in items.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())"):
            rows.setdefault(place["top"], []).append(place)
        ends = {(round(row[0]["left"]), round(row[-1]["right"])) for row in rows.values()}
        assert len(ends) == 1, left
        assert sum(map(len, rows.values())) == left
        items.last.evaluate("(one) => one.remove()")


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@pytest.fixture
def without_index(site_folder: Path) -> Iterator[None]:
    """The site as it is before its index is built, for one test."""

    def swap(generation: int) -> int:
        with closing(sqlite3.connect(site_folder / "conceptbase.sqlite3", timeout=20)) as database, database:
            ((before,),) = database.execute("SELECT generation FROM search_indexstate")
            database.execute("UPDATE search_indexstate SET generation = ?", (generation,))
        return int(before)

    built = swap(0)
    assert built
    yield
    swap(built)


@in_both_languages
def test_while_there_is_no_index_the_page_says_so(
    without_index: None, site: str, new_context: Callable[..., Any], language: str
) -> None:
    page = new_context(bypass_csp=True, locale=language).new_page()
    # Words that no other test asks for: their page is not stored yet.
    answer = page.goto(f"{site}/{language}/search/?q=early")
    assert answer.status == 503
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[language].preparing)
    assert findings(page) == []
