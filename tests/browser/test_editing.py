"""What the script that tells who else is editing does, in Chromium, on a small page of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "editing.js"
ORIGIN = "http://localhost"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
WORDS = {"en": "Rui is editing this, too.", "zh-hans": "李明也在编辑这里。"}
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Form</title><link rel="icon" href="data:,">
<script src="/editing.js" defer></script></head><body><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="token"><textarea name="text"></textarea>
<p aria-live="polite" data-editing="/admin/editing/" data-kind="statement" data-row="7"></p></form></body></html>"""


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("status", [200, 503])
def test_the_first_change_is_told_and_the_answer_is_shown(
    new_context: Callable[..., BrowserContext], language: str, status: int
) -> None:
    told: list[Request] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            told.append(route.request)
            route.fulfill(status=status, json={"words": WORDS[language]})
        elif route.request.url.endswith(".js"):
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    context = new_context()
    context.route("**/*", answer)
    page: Page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{ORIGIN}/form/")
    with page.expect_response("**/admin/editing/"):
        page.locator("[name=text]").fill("typed")
    expect(page.locator("[data-editing]")).to_have_text(WORDS[language] if status == 200 else "")
    page.locator("[name=text]").fill("typed more")  # within a minute: not told again
    expect(page.locator("[name=text]")).to_have_value("typed more")
    (request,) = told
    sent = request.post_data or ""
    assert all(words in sent for words in ("statement", "token", 'name="row"'))
