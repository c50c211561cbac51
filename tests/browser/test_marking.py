"""A curator reads an article in Chromium and marks it by mouse, by touch and by keyboard; every action is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import LOCALES
from tests.browser.test_accessibility import findings
from tests.browser.test_curating import sign_in

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
TEXTS = {
    "en": "Marketing looks at the market. Sales close the deal with one buyer.\nPromotion sets a date for the price.",
    "zh-hans": "营销着眼于市场。销售与一位顾客成交。\n促销为价格定下期限。",
}
# What is written in one test is like nothing that the other writes, or that the site has.
WRITTEN = {
    "en": [
        ("Lanterns hang above the quay.", "灯笼挂在码头上方。"),
        ("Otters juggle pebbles at noon.", "水獭在正午抛石子。"),
        ("Violins warp in damp cellars.", "小提琴在潮湿的地窖里变形。"),
    ],
    "zh-hans": [
        ("Glaciers creak beneath tents.", "冰川在帐篷下吱呀作响。"),
        ("Bakers whistle before dawn.", "面包师黎明前吹口哨。"),
        ("Foxes bury gloves under elms.", "狐狸把手套埋在榆树下。"),
    ],
}
SIDES = {
    "en": ("Gulls circle one mast.", "Herons stalk the reeds at dusk.", "Some circle, others wait."),
    "zh-hans": ("Kilns cool overnight.", "Looms rattle through lunch.", "Heat rests while thread runs."),
}
SAVED = {"en": "Saved as a draft", "zh-hans": "已保存为草稿"}
TAKEN_BACK = {"en": "Taken back", "zh-hans": "已撤回"}
OFFERED = ".marking-choice input:not([data-new])"
MOST_FOR_A_CITATION = 4
MOST_FOR_A_NEW_STATEMENT = 6


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@dataclass
class Counted:
    """What a curator does on a page, counted: a selection, a click and a key are one action each; typing is none."""

    page: Page
    actions: int = 0

    def select(self, number: int) -> None:
        """Draw the mouse over all of a sentence of the text."""
        piece = self.page.locator("[data-text] .piece[data-sentence]").nth(number)
        piece.scroll_into_view_if_needed()
        first, last = self.page.evaluate(
            """piece => {
                const range = document.createRange(); range.selectNodeContents(piece);
                const boxes = [...range.getClientRects()].filter((box) => box.width);
                const [a, z] = [boxes[0], boxes.at(-1)];
                return [[a.left + 1, a.top + a.height / 2], [z.right - 1, z.top + z.height / 2]];
            }""",
            piece.element_handle(),
        )
        mouse = self.page.mouse
        mouse.move(*first)
        mouse.down()
        mouse.move(*last, steps=3)
        mouse.up()
        self.actions += 1
        expect(self.page.locator("[data-panel] > blockquote")).to_have_text(piece.inner_text().strip())

    def click(self, target: Locator) -> None:
        target.click()
        self.actions += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.actions += 1

    def type(self, words: str) -> None:
        """Type where the cursor is."""
        self.page.keyboard.insert_text(words)


def bring_text(page: Page, language: str, name: str, *, more: str = "") -> str:
    """Store a text, with `more` at its end, as a draft of a source; return the address where it is marked."""
    page.goto("/admin/sources/sourceversion/bring-in/")
    page.fill("[name=pasted]", f"{TEXTS[language]}\n{name}\n{more}")
    page.click("form.step-form button")
    page.fill("[name=title_en]", f"A text {name}")
    page.fill("[name=title_zh]", f"文章 {name}")
    page.fill("[name=slug]", f"text-{name}")
    page.select_option("[name=kind]", "article")
    if page.locator("[name=same_as]").count():  # a text like it is there from another test
        page.check("[name=same_as][value=another]")
    page.click("[name=_save]")
    link = page.locator('.messagelist a[href$="/mark/"]')
    address = link.get_attribute("href") or ""
    link.click()
    expect(page.locator("[data-text]")).to_be_visible()
    return address


@pytest.mark.parametrize("language", LOCALES)
def test_from_reading_to_a_citation_takes_few_actions_and_is_taken_back(visit: Visit, language: str) -> None:
    page = sign_in(visit, "editor", language)
    bring_text(page, language, f"mouse-{language}")
    curator = Counted(page)
    curator.select(1)
    curator.click(page.locator(OFFERED).first)
    curator.click(page.locator("[data-panel] [name=_save]"))
    expect(page.locator(".marking-saved")).to_contain_text(SAVED[language])
    assert curator.actions <= MOST_FOR_A_CITATION
    expect(page.locator("mark.marked-draft")).to_have_count(1)
    curator.select(0)  # the next selection is one action away
    page.locator(".marking-saved button").click()
    expect(page.locator(".messagelist")).to_contain_text(TAKEN_BACK[language])
    expect(page.locator("mark.marked-draft")).to_have_count(0)


@pytest.mark.parametrize("language", LOCALES)
def test_a_post_is_marked_with_new_statements_in_few_actions_each(visit: Visit, language: str) -> None:
    page = sign_in(visit, "editor", language)
    bring_text(page, language, f"post-{language}")
    curator = Counted(page)
    for number in range(3):
        curator.select(number)
        expect(page.locator("[name=translation]")).to_be_focused()
        curator.type(f"Translation {number} {language}")
        if number == 0:
            curator.click(page.locator("[data-new]"))
            page.locator("[name=dimension]").select_option(index=1)
            curator.actions += 1
        curator.click(page.locator("[name=text_en]"))
        curator.type(WRITTEN[language][number][0])
        curator.press("Tab")
        curator.type(WRITTEN[language][number][1])
        curator.press("Control+s")
        expect(page.locator("mark.marked-draft")).to_have_count(number + 1)
    assert curator.actions <= 3 * MOST_FOR_A_NEW_STATEMENT, curator.actions


@pytest.mark.parametrize("language", LOCALES)
def test_a_distinction_is_written_with_both_sides_on_the_page(visit: Visit, language: str) -> None:
    page = sign_in(visit, "admin", language)
    bring_text(page, language, f"sides-{language}")
    curator = Counted(page)
    curator.select(0)
    page.locator("[data-new]").check()
    page.locator("[name=kind]").select_option("distinction")
    page.locator("[name=dimension]").select_option(index=2)
    first, second, contrast = SIDES[language]
    page.fill("[name=text_en]", first)
    page.fill("[name=text_zh]", "海鸥绕着一根桅杆盘旋。" if language == "en" else "白鹭停在田埂上。")
    curator.select(1)
    expect(page.locator(".marking-new .draft-banner")).to_contain_text(first)
    expect(page.locator("[name=text_en]")).to_have_value("")
    page.fill("[name=text_en]", second)
    page.fill("[name=title_en]", f"Masts and reeds {language}")
    page.fill("[name=title_zh]", "桅杆和芦苇")
    page.fill("[name=contrast_en]", contrast)
    page.locator("[name=_save]").click()
    expect(page.locator(".marking-saved")).to_contain_text(SAVED[language])
    expect(page.locator("mark.marked-draft")).to_have_count(2)


@pytest.mark.parametrize("language", LOCALES)
def test_sentences_are_chosen_and_marked_by_keyboard_alone(visit: Visit, language: str) -> None:
    page = sign_in(visit, "reviewer", language)  # whose last form wrote no new statement
    bring_text(page, language, f"keys-{language}")
    page.locator("a.choose").first.focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    sentences = TEXTS[language].replace("\n", " ").split("." if language == "en" else "。")
    expect(page.locator("[data-panel] > blockquote")).to_contain_text(sentences[1].strip())
    expect(page.locator("[data-panel] > blockquote")).to_contain_text(sentences[2].strip())
    expect(page.locator("[name=translation]")).to_be_focused()
    page.keyboard.insert_text("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+s")
    expect(page.locator(".marking-saved")).to_contain_text(SAVED[language])
    expect(page.locator("a.choose:focus")).to_have_count(1)  # the next sentence is one key away
    expect(page.locator("a.choose").nth(1)).to_be_focused()


def test_what_is_selected_anew_keeps_what_was_typed(visit: Visit) -> None:
    page = sign_in(visit, "editor", "en")
    bring_text(page, "en", "anew")
    curator = Counted(page)
    curator.select(0)
    curator.type("Typed before")
    curator.select(2)
    expect(page.locator("[name=translation]")).to_have_value("Typed before")


@pytest.mark.parametrize("language", LOCALES)
def test_words_typed_while_the_panel_is_asked_for_are_kept_and_the_last_question_counts(
    visit: Visit, language: str
) -> None:
    page = sign_in(visit, "editor", language)
    bring_text(page, language, f"late-{language}")
    curator = Counted(page)
    curator.select(0)
    held: list[Route] = []

    def hold_the_first_two(route: Route) -> None:
        if route.request.method == "POST" and len(held) < 2:
            held.append(route)
        else:
            route.continue_()

    page.route("**/mark/**", hold_the_first_two)
    words, find = WRITTEN[language][0][1], page.locator("[name=find]")
    for typed in ("first", "second"):
        with page.expect_request("**/mark/**"):
            find.fill(typed)
            find.press("Enter")
    early, late = held
    page.locator("[name=translation]").fill(words)
    with page.expect_response("**/mark/**") as again:
        late.continue_()
    assert again.value.ok
    expect(find).to_have_value("second")
    expect(page.locator("[data-panel] [data-changed]")).to_have_count(1)
    expect(page.locator("[name=translation]")).to_have_value(words)
    assert early.request.failure  # it was given up


def test_enter_that_ends_the_words_of_an_input_method_asks_for_nothing(visit: Visit) -> None:
    page = sign_in(visit, "editor", "zh-hans")
    bring_text(page, "zh-hans", "method")
    Counted(page).select(0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    for state in ({"isComposing": True}, {"keyCode": 229}, {}):
        is_left_alone = page.locator("[name=find]").evaluate(
            "(field, state) => field.dispatchEvent(new KeyboardEvent('keydown', "
            "{key: 'Enter', bubbles: true, cancelable: true, ...state}))",
            state,
        )
        assert is_left_alone == bool(state)
    expect(page.locator("[data-panel] [data-changed]")).to_have_count(1)
    assert len(asked) == 1


def test_words_are_marked_by_touch_with_a_button(visit: Visit) -> None:
    page = sign_in(visit, "editor", "en")
    page.set_viewport_size({"width": 360, "height": 780})
    bring_text(page, "en", "touch")
    expect(page.locator("[data-open]")).to_be_hidden()
    page.evaluate("""() => {
        const [piece] = document.querySelectorAll("[data-text] .piece");
        getSelection().setBaseAndExtent(piece.firstChild, 2, piece.firstChild, 14);
    }""")
    page.locator("[data-open]").click()
    expect(page.locator("[data-panel] > blockquote")).to_have_text("Marketing looks")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", LOCALES)
def test_without_a_script_the_same_form_does_all_of_it(visit: Visit, language: str) -> None:
    address = bring_text(sign_in(visit, "editor", language), language, f"bare-{language}")
    page = visit("/healthz", language=language, javascript=False)
    page.context.add_cookies(sign_in(visit, "editor", language).context.cookies())
    page.goto(address)
    page.locator("a.choose").nth(1).click()
    expect(page.locator("[data-text] .chosen")).to_have_count(1)
    page.fill("[name=find]", "marketing")
    page.locator("[data-ask][name=_open]").click()
    page.locator(OFFERED).first.check()
    page.click("[name=_save]")
    expect(page.locator(".marking-saved")).to_contain_text(SAVED[language])
    page.fill("[name=words]", TEXTS[language][:9])
    page.click("[name=_open]")
    expect(page.locator("[data-panel] > blockquote")).to_be_visible()


def test_the_words_of_a_session_that_ended_come_back(visit: Visit, faults: list[str]) -> None:
    page = sign_in(visit, "editor", "en")
    bring_text(page, "en", "session")
    curator = Counted(page)
    curator.select(0)
    curator.type("Not to be lost")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    page.locator("#login-form").wait_for()
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "conceptbase")
    page.click("#login-form [type=submit]")
    expect(page.locator("[name=translation]")).to_have_value("Not to be lost")
    expect(page.locator("[data-panel] > blockquote")).to_contain_text("Marketing looks at the market.")
    assert ["403" in fault for fault in faults] == [True]  # the sign-in in place of the form
    faults.clear()


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "dark"), ("zh-hans", 360, "light")])
def test_axe_finds_nothing_on_the_page(
    site: str, new_context: Callable[..., Any], visit: Visit, language: str, width: int, scheme: Any
) -> None:
    cookies = sign_in(visit, "editor", language).context.cookies()
    context = new_context(base_url=site, locale=LOCALES[language], bypass_csp=True, color_scheme=scheme)
    context.add_cookies(cookies)
    page: Page = context.new_page()
    page.set_viewport_size({"width": width, "height": 860})
    page.goto("/admin/sources/article/2/mark/")
    assert findings(page) == []
    page.locator("a.choose").nth(2).focus()
    page.keyboard.press("Enter")
    page.locator("[data-new]").check()
    expect(page.locator("[name=text_en]")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("[name=_save]").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    assert findings(page) == []
    page.locator(OFFERED).nth(6).check()  # the likeliest cites these words already
    page.locator("[name=_save]").click()
    expect(page.locator(".marking-work")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
