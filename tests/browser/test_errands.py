"""Six errands with the keyboard alone and without JavaScript, in both languages: settle an argument, read across the
languages, see who disagrees, open a sentence in its context and come back, compare three concepts, print the answer.

Each is held to few presses (of a link, a button, a summary, or Enter in the search) and to targets that are not far;
docs/checks.md tells how many of both they take.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_bars import A4
from tests.browser.test_tasks import tab_to

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
COMPARISON = "compare/marketing-vs-sales/"
QUESTION = "questions/is-sales-part-of-marketing/"
MOST_PRESSES, MOST_STOPS = 4, 40
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])

# How many of the original words on the page stand in the other language than the page, and how many of these have no
# translation in sight.
UNTRANSLATED = """language => {
    const foreign = [...document.querySelectorAll('.quotation-words')].filter(
        one => !one.querySelector('blockquote').lang.toLowerCase().startsWith(language.slice(0, 2)));
    return [foreign.length, foreign.filter(one => !one.querySelector('.translation')?.checkVisibility()).length];
}"""
# The columns that each row of a table fills.
COLUMNS = "rows => rows.map(row => [...row.querySelectorAll('td')].reduce((sum, cell) => sum + cell.colSpan, 0))"


@dataclass
class Walk:
    """A reader with a keyboard on a page, and the stops of each press so far."""

    page: Page
    language: str
    stops: list[int] = field(default_factory=list)

    def press(self, target: Locator, leads_to: str) -> None:
        """Go to the target and press Enter, which leads to an address that matches."""
        self.stops.append(tab_to(target))
        self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(re.compile(rf"/{self.language}/{leads_to}$"))

    def search(self, words: str) -> None:
        """Search for these words by the field at the head of the page."""
        self.stops.append(tab_to(self.page.get_by_role("banner").locator("input[name=q]")))
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(re.compile(rf"/{self.language}/search/\?q="))

    def finish(self, presses: int) -> None:
        """Fail where it took more presses than that, or went too far for one."""
        assert len(self.stops) == presses <= MOST_PRESSES
        assert max(self.stops) <= MOST_STOPS, self.stops


@pytest.fixture
def walk(visit: Visit) -> Callable[..., Walk]:
    """Begin on a page of a language without JavaScript, at home where none is named: `walk("en")`."""

    def begin(language: str, path: str = "") -> Walk:
        page = visit(f"/{language}/{path}", language=language, javascript=False)
        page.emulate_media(reduced_motion="reduce")
        return Walk(page, language)

    return begin


@in_both_languages
def test_an_argument_is_settled_by_an_address(walk: Callable[..., Walk], language: str) -> None:
    reader = walk(language)
    page = reader.page
    reader.press(page.get_by_role("main").locator(f"a[href$='/{COMPARISON}']"), COMPARISON)
    finding = page.locator(".answer .finding", has=page.locator("a[href$='/timeframe/']")).first
    sentence = finding.locator(".finding-text a:not(.finding-row)")
    text = sentence.inner_text().strip()
    reader.press(sentence, r"statements/\w{5}/")
    assert tab_to(page.locator(".permanent .address")) <= MOST_STOPS
    address = page.locator(".permanent .address").inner_text()
    reader.finish(presses=2)
    # Whoever is sent the address sees just that, and by name who says so.
    page.goto(address)
    assert page.get_by_role("heading", level=1).inner_text().strip() == text
    expect(page.locator(".sayers a").first).to_be_in_viewport()


@in_both_languages
def test_what_texts_in_the_other_language_say_is_read(walk: Callable[..., Walk], language: str) -> None:
    reader = walk(language)
    page = reader.page
    reader.search("推销 销售")
    result = page.get_by_role("main").get_by_role("heading").locator("a[href*='/compare/']")
    reader.press(result, "compare/personal-selling-vs-sales/")
    expect(page.locator(".answer-none")).to_be_in_viewport()  # that no source tells them apart
    expect(page.locator(".answer .finding").first).to_be_in_viewport()
    reader.press(page.locator(".best-table .tools a").last, r"compare/[\w-]+/\?view=all")
    expect(page.locator("blockquote").filter(visible=True)).to_have_count(0)
    reader.press(page.locator("main a[href$='show=quotations']"), r"compare/[\w-]+/\?view=all&show=quotations")
    expect(page.locator("blockquote").filter(visible=False)).to_have_count(0)
    foreign, untranslated = page.evaluate(UNTRANSLATED, language)
    assert foreign > 10
    assert untranslated == 0
    reader.finish(presses=4)


@in_both_languages
def test_the_articles_that_disagree_are_named(walk: Callable[..., Walk], language: str) -> None:
    reader = walk(language)
    page = reader.page
    reader.press(page.get_by_role("main").locator(f"a[href$='/{QUESTION}']"), QUESTION)
    table = page.locator(".answer-table")
    says = [row.locator("td").all() for row in table.locator("tbody tr:first-child").all()]
    names = table.locator("tbody th a")
    expect(names.filter(visible=True)).to_have_count(len(says))
    assert all(name.strip() for name in names.all_inner_texts())
    numbers = [int(re.findall(r"\d+", one)[0]) for one in table.locator("thead a").all_inner_texts()]
    assert sum(number > 0 for number in numbers) > 1
    for place, number in enumerate(numbers):
        assert number == sum(row[place].locator(".says-whole").count() for row in says)
    reader.finish(presses=1)


@in_both_languages
def test_a_sentence_is_read_in_its_context_and_left_again(walk: Callable[..., Walk], language: str) -> None:
    reader = walk(language, COMPARISON)
    page = reader.page
    finding = page.locator(".answer .finding", has=page.locator("a[href$='/timeframe/']")).first
    reader.press(finding.locator(".count"), r"statements/\w{5}/#evidence")
    reader.press(page.locator(".briefs a[href^='#']"), r"statements/\w{5}/#\w{5}")
    place = page.url
    group = page.locator(f"[id='{place.partition('#')[2]}']")
    expect(group).to_be_in_viewport()
    statement = group.get_by_role("heading").inner_text().strip()
    reader.press(group.locator(".to-mark"), r"sources/[\w-]+/v\d+/.*#p-\d+-\d+")
    mark = page.locator("mark:target")
    expect(mark).to_be_in_viewport()
    reader.finish(presses=3)
    # On to the statement from the text: the number behind the sentence leads to its note, which links it.
    anchor = page.url.partition("#p-")[2]
    reader.stops.clear()
    reader.press(page.locator(f"a[href$='#n-{anchor}']"), rf"sources/[\w-]+/v\d+/.*#n-{anchor}")
    note = page.locator(f"[id='n-{anchor}']")
    expect(note).to_be_in_viewport()
    reader.press(note.locator(".use a", has_text=statement), r"\w+/\w{5}/.*")
    expect(page.get_by_role("main").get_by_text(statement, exact=True).first).to_be_in_viewport()
    reader.finish(presses=2)
    # Or back to where one was, by the browser's own key, once for each press.
    for _press in range(3):
        page.go_back()
    expect(page).to_have_url(place)
    expect(group).to_be_in_viewport()


@in_both_languages
def test_three_concepts_are_each_told_of(walk: Callable[..., Walk], language: str) -> None:
    reader = walk(language)
    page = reader.page
    reader.search({"en": "marketing, sales, promotion"}.get(language, "营销 销售 促销"))
    result = page.get_by_role("main").get_by_role("heading").locator("a[href*='/compare/']")
    reader.press(result, "compare/marketing-vs-sales-vs-promotion/")
    differ = " ".join(page.locator(".findings-differ, .answer-gap").all_inner_texts()).lower()
    names = page.locator("h1 .hue-name").all_inner_texts()
    assert len(names) == 3
    assert [name for name in names if name.strip().lower() not in differ] == []
    reader.press(page.locator("main .past"), r"compare/[\w-]+/#table")
    table = page.locator(".best-table table")
    assert set(table.locator("tbody tr").evaluate_all(COLUMNS)) == {3}
    reader.press(table.locator("[id=definitions] [role=heading] a"), r"compare/[\w-]+/definitions/")
    for cell in page.locator("td.cell").all():
        expect(cell.locator(".statement-text, .silent").first).to_be_visible()
    expect(page.locator("td.cell")).to_have_count(3)
    reader.finish(presses=4)


@in_both_languages
@pytest.mark.parametrize("concepts", ["marketing-vs-sales", "sales-vs-personal-selling"])
def test_the_answer_is_printed_on_a_leaf_of_its_own(walk: Callable[..., Walk], language: str, concepts: str) -> None:
    page = walk(language, f"compare/{concepts}/").page
    page.emulate_media(media="print")
    assert count_leaves(page) > 1
    expect(page.locator(".best-table")).to_have_css("break-before", "page")
    # What stands on the leaves before the table: the page as it is without it.
    page.locator(".best-table").evaluate("table => table.remove()")
    expect(page.locator(".answer")).to_be_visible()
    assert count_leaves(page) == 1


def count_leaves(page: Page) -> int:
    """Print the page on A4 and return how many leaves that takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(**A4)))
