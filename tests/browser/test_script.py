"""What the one script does, in Chromium, on a small page of its own: the switch, the slash, copying addresses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "conceptbase.js"
ORIGIN = "http://localhost"  # Chromium lets pages from here use the clipboard; the tests answer for it themselves
POLICY = "default-src 'none'; script-src 'self'"
ROWS = 300
PAGE = """<!doctype html><html lang="en" data-copy="Copy" data-copied="Copied" data-selected="Selected">
<head><meta charset="utf-8"><title>Addresses</title><link rel="icon" href="data:,">
<script src="/conceptbase.js"></script></head>
<body><input id="search" value="sales">
<label>Note <textarea></textarea></label>
<div class="theme" hidden><button type="button" data-theme-choice="auto" aria-pressed="true">Automatic</button>
<button type="button" data-theme-choice="light" aria-pressed="false">Light</button>
<button type="button" data-theme-choice="dark" aria-pressed="false">Dark</button></div>
<p><a data-copy href="/s/K7QF2/">localhost/s/K7QF2/</a></p>
<details><summary>More</summary><p><a data-copy href="/s/FOLDED/">localhost/s/FOLDED/</a></p></details>
{rows}</body></html>""".replace(
    "{rows}", "".join(f'<p><br><br><a data-copy href="/s/{number}/">{number}</a></p>' for number in range(ROWS))
)


def answer(route: Route) -> None:
    if route.request.url.endswith(".js"):
        route.fulfill(path=SCRIPT, content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html", headers={"Content-Security-Policy": POLICY})


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext]) -> Open:
    """Opens the page; `before` is a script that runs first and takes away what a browser may not have."""

    def opened(before: str = "", permissions: tuple[str, ...] = (), **options: Any) -> Page:
        context = new_context(permissions=list(permissions), **options)
        context.route("**/*", answer)
        if before:
            context.add_init_script(before)
        page: Page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{ORIGIN}/page/")
        return page

    return opened


def choice(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def theme(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-theme")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.tagName + '#' + document.activeElement.id"))


def test_a_chosen_look_is_kept_and_set_before_the_body_is_read(open_page: Open) -> None:
    page = open_page()
    expect(choice(page, "Automatic")).to_have_attribute("aria-pressed", "true")
    assert theme(page) is None
    choice(page, "Dark").click()
    assert theme(page) == "dark"
    expect(choice(page, "Dark")).to_have_attribute("aria-pressed", "true")
    expect(choice(page, "Automatic")).to_have_attribute("aria-pressed", "false")
    # What stands on <html> when the parser makes the body is what the first picture is painted with.
    page.context.add_init_script(
        "new MutationObserver(() => { if (document.body && !('early' in window)) "
        "window.early = document.documentElement.dataset.theme ?? 'auto'; })"
        ".observe(document, {childList: true, subtree: true});"
    )
    page.reload()
    assert page.evaluate("window.early") == "dark"
    expect(choice(page, "Dark")).to_have_attribute("aria-pressed", "true")
    choice(page, "Automatic").click()
    page.reload()
    assert page.evaluate("window.early") == "auto"
    assert theme(page) is None


def test_the_switch_works_where_nothing_can_be_stored(open_page: Open) -> None:
    refuse = (
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    faults: list[str] = []
    page = open_page(before=refuse)
    page.on("pageerror", lambda error: faults.append(str(error)))
    choice(page, "Light").click()
    assert theme(page) == "light"
    page.reload()
    expect(choice(page, "Automatic")).to_have_attribute("aria-pressed", "true")
    assert theme(page) is None
    assert faults == []


def test_a_stored_word_that_is_no_choice_counts_as_none(open_page: Open) -> None:
    page = open_page(before="localStorage.setItem('conceptbase-theme', 'purple');")
    assert theme(page) is None
    expect(choice(page, "Automatic")).to_have_attribute("aria-pressed", "true")


def test_without_the_script_nothing_is_offered_that_would_not_work(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator("[data-theme-choice]").count() == 3
    expect(page.locator(".theme")).to_be_hidden()
    assert page.locator(".copy-button").count() == 0
    expect(page.get_by_role("link", name="localhost/s/K7QF2/")).to_be_visible()


def test_a_slash_leads_to_the_search_box(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("/")
    assert focused(page) == "INPUT#search"
    page.keyboard.type("a/b")
    expect(page.locator("#search")).to_have_value("a/b")  # what stood there was selected; a slash inside is a letter


@pytest.mark.parametrize("keys", ["Control+/", "Alt+/", "Meta+/", "a"])
def test_other_keys_stay_the_browsers(open_page: Open, keys: str) -> None:
    page = open_page()
    page.keyboard.press(keys)
    assert focused(page) == "BODY#"


def test_a_slash_in_another_field_is_a_letter(open_page: Open) -> None:
    page = open_page()
    page.locator("textarea").press("/")
    expect(page.locator("textarea")).to_have_value("/")
    assert focused(page) == "TEXTAREA#"


def test_copying_takes_the_whole_address_and_says_so(open_page: Open) -> None:
    page = open_page(permissions=("clipboard-read", "clipboard-write"))
    button = page.get_by_role("button", name=f"Copy {ORIGIN}/s/K7QF2/")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied")
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{ORIGIN}/s/K7QF2/"
    expect(button).to_have_text("Copy")


def test_where_the_clipboard_is_missing_the_address_is_selected(open_page: Open) -> None:
    page = open_page(before="Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});")
    page.locator(".copy-button").first.click()
    expect(page.get_by_role("status")).to_have_text("Selected")
    assert page.evaluate("String(getSelection())") == "localhost/s/K7QF2/"


def test_an_address_gets_its_button_when_it_comes_near(open_page: Open) -> None:
    page = open_page()
    buttons = page.locator(".copy-button")
    expect(buttons.first).to_be_visible()
    assert buttons.count() < ROWS / 3
    last = page.locator("a[data-copy]").last
    last.scroll_into_view_if_needed()
    expect(last.locator("xpath=following-sibling::button")).to_have_count(1)
    folded = page.locator("details .copy-button")
    expect(folded).to_have_count(0)
    page.locator("summary").click()
    expect(folded).to_have_text("Copy")
