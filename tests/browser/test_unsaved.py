"""What the script of forms does, in Chromium, on a small page of its own: nothing typed is lost without a word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "unsaved.js"
ORIGIN = "http://localhost"
POLICY = "default-src 'none'; script-src 'self'; form-action 'self'"
SENTENCES = {"en": "Save first: what you typed is not saved yet.", "zh-hans": "请先保存：您输入的内容尚未保存。"}
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Form</title><link rel="icon" href="data:,">
<script src="/unsaved.js" defer></script></head><body>
<form id="language" method="post"><button>中文</button></form><a href="/elsewhere/">Elsewhere</a>
<div id="content"><form method="post" novalidate>{marker}<textarea name="text">saved</textarea>
<button name="_save">Save</button><button formaction="/preview/" formtarget="_blank">Preview</button></form>
<section class="steps"><p role="status" data-unsaved="{sentence}"></p>
<form method="post"><textarea name="note"></textarea><button>Add a note</button></form></section></div></body></html>"""


@pytest.mark.parametrize("language", SENTENCES)
def test_steps_wait_and_leaving_asks_until_the_form_is_saved(
    new_context: Callable[..., BrowserContext], language: str
) -> None:
    sentence = SENTENCES[language]
    marker = ""

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        else:
            body = PAGE.format(marker=marker, sentence=sentence)
            route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    context = new_context()
    context.route("**/*", answer)
    page: Page = context.new_page()
    page.set_default_timeout(15_000)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def leave(control: Locator) -> None:
        with page.expect_event("dialog"):
            control.click(no_wait_after=True)

    page.on("dialog", stay)
    page.goto(f"{ORIGIN}/form/")
    text, status = page.locator("[name=text]"), page.get_by_role("status")
    step = page.get_by_role("button", name="Add a note")

    text.fill("typed")
    expect(step).to_be_disabled()
    expect(status).to_have_text(sentence)
    text.fill("saved")  # as it was loaded
    expect(step).to_be_enabled()
    expect(status).to_have_text("")

    text.fill("typed")
    with context.expect_page() as preview:
        page.get_by_role("button", name="Preview").click()
    preview.value.close()
    for leaving in (page.get_by_role("link"), page.get_by_role("button", name="中文")):
        leave(leaving)
    assert asked == ["beforeunload"] * 2
    expect(text).to_have_value("typed")

    page.locator("[name=note]").fill("a note")  # saving the form would lose it
    leave(page.get_by_role("button", name="Save"))
    assert asked == ["beforeunload"] * 3
    page.locator("[name=note]").fill("")

    marker = "<span data-changed hidden></span>"  # the page shows again what was refused
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    assert asked == ["beforeunload"] * 3
    expect(step).to_be_disabled()
    expect(status).to_have_text(sentence)
