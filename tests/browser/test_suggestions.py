"""What the search box offers while somebody types: keys, states, input methods, slow and failing answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
ASKED = "**/search/suggestions?*"
LONGER_THAN_A_PAUSE = 400  # ms; the script asks 150 ms after the last key
# Both have the one field of a page: in the page's head, and in the search page itself.
HEADER, OWN = "about/", "search/"


@dataclass(frozen=True)
class Words:
    """What is typed in a language and said about it."""

    typed: str
    joined: str  # the beginning of a comparison
    listed: str
    many: str
    none: str
    types: tuple[str, str, str, str, str]


WORDS = {
    "en": Words("marke", "sales and ", "Suggestions", "Suggestions: ", "No suggestions",
                ("Concept", "Comparison", "Distinction", "Question", "Finding")),
    "zh-hans": Words("营", "营销和", "建议", "建议条数： ", "没有建议", ("概念", "比较", "区别", "问题", "综述")),
}  # fmt: skip
# The corners of an option, a little inside, that stand out of the window or under something else.
HIDDEN_CORNERS = """option => {
    const {left, right, top, bottom} = option.getBoundingClientRect();
    return [[left, top], [right, top], [left, bottom], [right, bottom]].filter(([x, y]) => {
        const hit = document.elementFromPoint(x + (x === left ? 2 : -2), y + (y === top ? 2 : -2));
        return x < 0 || x > innerWidth || !option.contains(hit);
    });
}"""
in_both_languages = pytest.mark.parametrize("language", WORDS)
in_both_places = pytest.mark.parametrize("path", [HEADER, OWN], ids=["header", "search page"])
# Each language and each place once, where a test of one says nothing new about the other.
in_each_once = pytest.mark.parametrize(("language", "path"), [("en", HEADER), ("zh-hans", OWN)])


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    """What is offered, as long as it is shown."""
    return page.get_by_role("listbox").get_by_role("option")


def offered(visit: Visit, language: str, path: str, typed: str, **how: Any) -> Page:
    """A page where these words are in the box and there is something to choose from."""
    page = visit(f"/{language}/{path}", language=language, **how)
    page.emulate_media(reduced_motion="reduce")  # what scrolls is there at once
    box(page).press_sequentially(typed)
    expect(page.get_by_role("listbox")).to_be_visible()
    return page


def expect_active(page: Page, place: int | None) -> None:
    """Fail unless that option alone is active, counted from 0; None: no option is, the field has the caret."""
    expect(box(page)).to_be_focused()
    chosen = page.locator("[role=option][aria-selected=true]")
    if place is None:
        expect(chosen).to_have_count(0)
        expect(box(page)).to_have_attribute("aria-activedescendant", "")
        return
    expect(options(page).nth(place)).to_have_attribute("aria-selected", "true")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_in_viewport()
    expect(box(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "none")


def expect_closed(page: Page) -> None:
    expect(page.locator("[role=listbox]")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_attribute("aria-activedescendant", "")


def texts_of(page: Page) -> list[str]:
    return page.locator("[role=option] .suggested-title").all_inner_texts()


@in_both_languages
@in_both_places
def test_each_key_does_what_a_combobox_promises(visit: Visit, language: str, path: str) -> None:
    words = WORDS[language]
    page = visit(f"/{language}/{path}", language=language)
    field = box(page)
    expect(field).to_have_count(1)
    expect(field).to_have_accessible_name(re.compile(r"\S"))
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially(words.typed)
    listbox = page.get_by_role("listbox", name=words.listed, exact=True)
    expect(listbox).to_be_visible()
    expect(field).to_have_attribute("aria-controls", listbox.get_attribute("id") or "none")
    expect(field).to_have_attribute("aria-expanded", "true")
    count = options(page).count()
    assert count > 3
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{words.many}{count}")
    expect_active(page, None)
    for key, place in [
        ("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", count - 1), ("ArrowDown", 0),
        ("End", None), ("ArrowDown", 0), ("Home", None), ("ArrowUp", count - 1), ("ArrowLeft", None),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect_active(page, place)
        expect(listbox).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    expect_closed(page)
    page.keyboard.press("Alt+ArrowDown")
    expect(listbox).to_be_visible()
    expect_active(page, None)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect_closed(page)
    expect(field).to_have_value(words.typed)
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")  # nothing is left to choose from
    expect_closed(page)


@in_both_languages
def test_what_is_offered_says_its_kind_in_the_words_of_the_page(visit: Visit, language: str) -> None:
    words = WORDS[language]
    page = offered(visit, language, HEADER, words.typed)
    concept, comparison, distinction, question, finding = words.types
    kinds = page.locator("[role=option] .suggested-type")
    assert {kind.strip() for kind in kinds.all_inner_texts()} == {concept, distinction, question, finding}
    expect(options(page).first.locator("mark").first).to_have_text(re.compile(words.typed, re.IGNORECASE))
    box(page).fill("")
    expect_closed(page)
    box(page).press_sequentially(words.joined)
    expect(kinds.first).to_have_text(comparison)
    box(page).fill("qqqq")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(words.none)
    expect_closed(page)


@in_each_once
def test_enter_opens_the_option_or_searches_for_the_words(visit: Visit, language: str, path: str) -> None:
    words = WORDS[language]
    page = offered(visit, language, path, words.typed)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/concepts/marketing/$"))
    page.go_back()
    box(page).fill("")
    box(page).press_sequentially(words.typed)
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{language}/search/\?q="))
    expect(box(page)).to_have_value(words.typed)


@in_each_once
def test_a_press_of_the_mouse_opens_the_option(visit: Visit, language: str, path: str) -> None:
    page = offered(visit, language, path, WORDS[language].joined)
    title = options(page).first.locator(".suggested-title")
    title.hover()
    page.mouse.down()
    expect(box(page)).to_be_focused()  # or the list would be gone before the button is let go
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"/{language}/compare/[\w-]+-vs-[\w-]+/$"))


@in_both_places
def test_the_list_goes_where_the_focus_leaves(visit: Visit, path: str) -> None:
    page = offered(visit, "en", path, "marke")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("search").get_by_role("button")).to_be_focused()
    expect_closed(page)
    page.keyboard.press("Shift+Tab")
    expect_closed(page)
    page.keyboard.press("ArrowDown")
    expect_active(page, 0)
    page.locator("h1").click()
    expect_closed(page)
    expect(box(page)).to_have_value("marke")


@in_each_once
def test_a_slash_leads_to_the_box(visit: Visit, language: str, path: str) -> None:
    page = visit(f"/{language}/{path}", language=language)
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type(WORDS[language].typed)
    expect(box(page)).to_have_value(WORDS[language].typed)
    expect(page.get_by_role("listbox")).to_be_visible()


def test_letters_of_an_input_method_are_not_asked_for_before_they_are_chosen(visit: Visit) -> None:
    page = offered(visit, "zh-hans", HEADER, "tui")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "suggestions?" in request.url else None)
    page.keyboard.press("ArrowDown")
    address = page.url
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": "ying xiao", "selectionStart": 9, "selectionEnd": 9})
    expect(box(page)).to_have_value("tuiying xiao")
    for state in ({"isComposing": True}, {"keyCode": 229}):  # how browsers say that Enter belongs to the input method
        kept = box(page).evaluate(
            "(field, state) => field.dispatchEvent(new KeyboardEvent('keydown', "
            "{key: 'Enter', bubbles: true, cancelable: true, ...state}))",
            state,
        )
        assert kept
    page.wait_for_timeout(LONGER_THAN_A_PAUSE)
    assert asked == []
    assert page.url == address
    with page.expect_response(ASKED) as answer:
        method.send("Input.insertText", {"text": "营销"})
    assert answer.value.ok
    expect(box(page)).to_have_value("tui营销")
    assert len(asked) == 1


def test_a_late_answer_does_not_replace_a_newer_one(visit: Visit) -> None:
    page = visit("/en/search/")
    held: list[Route] = []
    given_up: list[Request] = []
    page.on("requestfailed", lambda request: given_up.append(request))

    def hold(route: Route) -> None:
        if route.request.url.endswith("q=tui"):
            held.append(route)
        else:
            route.continue_()

    page.route(ASKED, hold)
    with page.expect_request(ASKED):
        box(page).press_sequentially("tui")
    box(page).press_sequentially("xiao")
    expect(page.get_by_role("listbox")).to_be_visible()
    newer = texts_of(page)
    assert newer[0] == "Personal selling"
    (late,) = held
    late.fulfill(json={"suggestions": [
        {"type": "concept", "type_name": "Concept", "title": "Late", "lang": "en", "other": "", "other_lang": "zh-Hans",
         "called": "", "called_lang": "en", "url": "/en/"}
    ]})  # fmt: skip
    page.wait_for_timeout(LONGER_THAN_A_PAUSE)
    assert texts_of(page) == newer
    assert late.request in given_up


@pytest.mark.parametrize("fault", ["our fault", "no connection", "no JSON", "other JSON"])
def test_where_nothing_answers_the_box_is_a_plain_one(visit: Visit, faults: list[str], fault: str) -> None:
    def fail(route: Route) -> None:
        if fault == "no connection":
            route.abort()
        elif fault == "other JSON":
            route.fulfill(json={"error": "Something else"})
        else:
            route.fulfill(status=500 if fault == "our fault" else 200, body="<h1>Something broke</h1>")

    page = visit("/en/about/")
    page.route(ASKED, fail)
    with page.expect_event("requestfinished" if fault != "no connection" else "requestfailed"):
        box(page).press_sequentially("marke")
    page.wait_for_timeout(50)
    expect_closed(page)
    page.keyboard.press("ArrowDown")
    expect_closed(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=marke$"))
    # The browser notes a request that failed, whoever deals with it; the script adds nothing.
    faults[:] = [words for words in faults if "suggestions?" not in words]


@pytest.mark.parametrize(("language", "path", "width"), [("en", HEADER, 360), ("en", OWN, 1280), ("zh-hans", OWN, 360)])
def test_every_suggestion_is_in_sight(visit: Visit, language: str, path: str, width: int) -> None:
    page = offered(visit, language, path, WORDS[language].typed, width=width)
    for place in range(options(page).count()):
        page.keyboard.press("ArrowDown")
        expect_active(page, place)
        assert options(page).nth(place).evaluate(HIDDEN_CORNERS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@in_both_languages
@pytest.mark.parametrize(("path", "width", "scheme"), [(HEADER, 1280, "light"), (OWN, 320, "dark")])
def test_axe_finds_nothing_in_the_open_list(
    site: str, new_context: Callable[..., Any], language: str, path: str, width: int, scheme: str
) -> None:
    context = new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 860})
    page = context.new_page()
    page.goto(f"{site}/{language}/{path}")
    box(page).press_sequentially("tui")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect_active(page, 0)
    assert findings(page) == []
