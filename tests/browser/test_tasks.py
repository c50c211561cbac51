"""Six tasks with the keyboard alone and without JavaScript, in both languages: find a concept, compare it, follow a
citation to the passage and back, switch language, filter, print.

How many presses of Tab a task takes is nobody's business; that every stop on the way can be seen is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
COMPARISON = "compare/marketing-vs-sales/"
MOST_STOPS = 300


@dataclass(frozen=True)
class Words:
    """What the keyboard looks for, by the names that a screen reader says."""

    html_lang: str
    concepts: str
    marketing: str
    sales: str
    compare: str
    typed: str
    found: str
    voices: re.Pattern[str]
    other: str
    other_language: str
    narrow_down: str
    dimension: str
    only_contrasts: str
    show_table: str
    show_everything: str


WORDS = {
    "en": Words(
        html_lang="en",
        concepts="Concepts",
        marketing="Marketing",
        sales="Sales",
        compare="Compare",
        typed="personal sell",
        found="Personal selling",
        voices=re.compile(r"\d+ (\w+ )?articles? says? so"),
        other="zh-hans",
        other_language="中文",
        narrow_down="Narrow down",
        dimension="Dimension",
        only_contrasts="Only contrasts",
        show_table="Show the table",
        show_everything="Show everything",
    ),
    "zh-hans": Words(
        html_lang="zh-Hans",
        concepts="概念",
        marketing="营销",
        sales="销售",
        compare="比较",
        typed="tuixiao",
        found="推销",
        voices=re.compile(r"\d+ 篇(中文|英文)?文章这样说"),
        other="en",
        other_language="English",
        narrow_down="缩小范围",
        dimension="维度",
        only_contrasts="只看对比",
        show_table="显示表格",
        show_everything="显示全部",
    ),
}
in_both_languages = pytest.mark.parametrize("language", WORDS)

# What hides the focused element or leaves it without a visible outline; empty where a reader sees where they are. The
# place that counts is the middle of what the window shows of its first line.
UNSEEN = """() => {
    const one = document.activeElement;
    const box = [...one.getClientRects()].find(line => line.width && line.height);
    if (!box) return 'takes no room';
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (left >= right || top >= bottom) return 'is out of sight';
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!hit || !(one.contains(hit) || hit.contains(one))) return `is covered by ${hit?.outerHTML.slice(0, 200)}`;
    const outlined = [one, ...(one.labels ?? [])].map(each => getComputedStyle(each));
    const seen = outlined.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
    return seen ? '' : 'has no outline';
}"""


# After Tab, in one go: nothing past the last element, else whether the focus is on one that is wanted, and is unseen.
STOP = f"""wanted => {{
    const one = document.activeElement;
    return one && one !== document.body ? {{reached: wanted.includes(one), unseen: ({UNSEEN})()}} : null;
}}"""


def expect_focus_in_sight(page: Page) -> None:
    """Fail unless the focused element stands in the window, under nothing, with an outline."""
    unseen = ""
    for _attempt in range(20):  # a skip link may slide in
        if not (unseen := page.evaluate(UNSEEN)):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{page.url}: the focus {unseen}: {page.evaluate('document.activeElement.outerHTML.slice(0, 300)')}")


def tab_to(target: Locator) -> int:
    """Press Tab until the focus is on the target, or on one of several; every stop on the way must be in sight.

    Returns how many stops that took.
    """
    page = target.page
    target.first.wait_for(state="attached")
    wanted = target.element_handles()
    for stops in range(1, MOST_STOPS + 1):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP, wanted)
        if not stop:
            continue  # past the last element, before the first
        if stop["unseen"]:
            expect_focus_in_sight(page)
        if stop["reached"]:
            return stops
    pytest.fail(f"{page.url}: Tab does not reach {target} in {MOST_STOPS} presses.")


def press(target: Locator, key: str = "Enter") -> None:
    """Go to the target with Tab and press a key there."""
    tab_to(target)
    target.page.keyboard.press(key)


@pytest.fixture
def start(visit: Visit) -> Callable[[str, str], Page]:
    """Open a page of a language without JavaScript: `start("en", "concepts/")`."""

    def open_page(language: str, path: str) -> Page:
        page = visit(f"/{language}/{path}", language=language, javascript=False)
        # The window must stand still when it is looked at.
        page.emulate_media(reduced_motion="reduce")
        return page

    return open_page


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ("document.querySelector('main').style.cssText = 'position: fixed; inset: 0; z-index: 9'", "is covered by"),
        ("document.activeElement.style.outline = 'none'", "has no outline"),
        ("document.activeElement.style.cssText = 'position: fixed; left: -90rem'", "is out of sight"),
        ("document.activeElement.style.cssText = 'position: fixed; height: 0; padding: 0'", "takes no room"),
    ],
)
def test_a_focus_that_nobody_sees_is_noticed(start: Callable[[str, str], Page], spoilt: str, words: str) -> None:
    page = start("en", "about/")
    tab_to(page.get_by_role("navigation").get_by_role("link").first)
    page.evaluate(spoilt)
    with pytest.raises(pytest.fail.Exception, match=words):
        expect_focus_in_sight(page)


@in_both_languages
def test_a_concept_is_found_in_the_list(start: Callable[[str, str], Page], language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    press(page.get_by_role("navigation").get_by_role("link", name=words.concepts, exact=True))
    expect(page).to_have_url(re.compile(f"/{language}/concepts/$"))
    press(page.get_by_role("main").locator("a[href$='/concepts/marketing/']"))
    expect(page).to_have_url(re.compile(f"/{language}/concepts/marketing/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(words.marketing)


@in_both_languages
def test_a_concept_is_found_by_its_name_or_how_it_sounds(start: Callable[[str, str], Page], language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    field = page.get_by_role("banner").locator("input[name=q]")
    expect(field).to_have_accessible_name(re.compile(r"\S"))
    tab_to(field)
    page.keyboard.type(words.typed)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{language}/search/\?q="))
    press(page.get_by_role("main").get_by_role("heading").get_by_role("link", name=re.compile(words.found)).first)
    expect(page).to_have_url(re.compile(f"/{language}/concepts/personal-selling/$"))


@in_both_languages
def test_concepts_are_picked_and_compared(start: Callable[[str, str], Page], language: str) -> None:
    page, words = start(language, ""), WORDS[language]
    press(page.get_by_role("navigation").get_by_role("link", name=words.compare, exact=True))
    for slug, name in (("marketing", words.marketing), ("sales", words.sales)):
        concept = page.get_by_role("main").locator(f"[name=concept][value={slug}]")
        expect(concept).to_have_accessible_name(re.compile(name))
        press(concept, "Space")
        expect(concept).to_be_checked()
    press(page.get_by_role("main").get_by_role("button", name=words.compare, exact=True))
    expect(page).to_have_url(re.compile(f"/{language}/{COMPARISON}$"))
    expect(page.get_by_role("main").get_by_role("table").first).to_be_visible()


@in_both_languages
def test_a_concept_leads_to_its_comparison(start: Callable[[str, str], Page], language: str) -> None:
    page = start(language, "concepts/marketing/")
    press(page.get_by_role("main").locator(f"a[href$='/{COMPARISON}']"))
    expect(page).to_have_url(re.compile(f"/{language}/{COMPARISON}$"))


@in_both_languages
def test_a_citation_leads_to_the_passage_and_back(start: Callable[[str, str], Page], language: str) -> None:
    page, words = start(language, COMPARISON), WORDS[language]
    number = page.get_by_role("table").get_by_role("link", name=words.voices)
    press(number)
    expect(page).to_have_url(re.compile(rf"/{language}/{COMPARISON}[\w-]+/#\w+$"))
    row = page.url
    quotations = page.locator("blockquote").filter(visible=True)
    expect(quotations).to_have_count(0)
    # The keyboard starts where the number has led: at the statement whose quotations unfold.
    press(page.locator(f"[id='{row.partition('#')[2]}'] summary").first)
    expect(quotations).not_to_have_count(0)
    quoted = "".join(quotations.all_inner_texts())
    press(page.locator(".to-mark:visible"))
    expect(page).to_have_url(re.compile(rf"/{language}/sources/[\w-]+/v\d+/.*#p-\d+-\d+$"))
    mark = page.locator("mark:target")
    expect(mark).to_be_in_viewport()
    assert mark.inner_text().strip()
    assert mark.inner_text() in quoted
    # A keyboard starts where the link has led, not at the top of a long text.
    page.keyboard.press("Tab")
    expect_focus_in_sight(page)
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)
    expect(mark).to_be_in_viewport()
    # The browser's own key for the way back is none that a page could take or lack.
    page.go_back()
    expect(page).to_have_url(row)
    page.go_back()
    expect(page).to_have_url(re.compile(f"/{language}/{COMPARISON}$"))
    tab_to(number)


@in_both_languages
def test_the_language_is_switched_on_the_same_page(start: Callable[[str, str], Page], language: str) -> None:
    page, words = start(language, f"{COMPARISON}?only=contrasts"), WORDS[language]
    press(page.get_by_role("link", name=words.other_language, exact=True))
    expect(page).to_have_url(re.compile(rf"/{words.other}/{COMPARISON}\?only=contrasts$"))
    there = WORDS[words.other]
    expect(page.locator("html")).to_have_attribute("lang", there.html_lang)
    expect(page.get_by_role("heading", level=1)).to_contain_text(there.marketing)
    press(page.get_by_role("link", name=there.other_language, exact=True))
    expect(page).to_have_url(re.compile(rf"/{language}/{COMPARISON}\?only=contrasts$"))


@in_both_languages
def test_a_comparison_is_filtered_and_shown_whole_again(start: Callable[[str, str], Page], language: str) -> None:
    page, words = start(language, COMPARISON), WORDS[language]
    press(page.get_by_role("link", name=words.narrow_down, exact=True))
    expect(page).to_have_url(re.compile(r"\?view=all#narrow-down$"))
    page.wait_for_timeout(500)  # some browsers unfold what a fragment leads to, once the page has come
    if not page.locator("[name=only]").is_visible():
        press(page.locator(".filters > summary"))
    dimensions = page.get_by_role("group", name=words.dimension, exact=True).get_by_role("checkbox")
    others = dimensions.evaluate_all("all => all.map(one => one.value)")
    assert len(others) > 3
    for one in others:
        expect(page.locator(f"#{one}")).to_have_count(1)
    dimension = dimensions.nth(2)
    press(dimension, "Space")
    expect(dimension).to_be_checked()
    chosen = dimension.input_value()
    others.remove(chosen)
    only = page.get_by_role("checkbox", name=re.compile(words.only_contrasts))
    press(only, "Space")
    expect(only).to_be_checked()
    press(page.get_by_role("button", name=words.show_table, exact=True))
    expect(page).to_have_url(re.compile(rf"/{language}/{COMPARISON}\?(.*&)?dimension={chosen}(&|$)"))
    expect(page).to_have_url(re.compile(r"[?&]only=contrasts(&|$)"))
    expect(page.locator(f"#{chosen}")).to_have_count(1)
    for one in others:
        expect(page.locator(f"#{one}")).to_have_count(0)
    press(page.get_by_role("link", name=words.show_everything, exact=True))
    expect(page).to_have_url(re.compile(f"/{language}/{COMPARISON}$"))


@in_both_languages
def test_what_is_printed_holds_every_quotation_with_the_address_of_its_statement(
    start: Callable[[str, str], Page], language: str
) -> None:
    page = start(language, f"{COMPARISON}goal/")
    quotations = page.locator("blockquote")
    unseen = quotations.filter(visible=False)
    assert quotations.count() > 10
    expect(unseen).to_have_count(quotations.count())
    page.emulate_media(media="print")
    expect(unseen).to_have_count(0)
