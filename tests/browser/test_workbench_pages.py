"""What the texts offer, and tables with many rows, as axe and a phone see them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOCALES
from tests.browser.test_accessibility import findings
from tests.browser.test_curating import sign_in
from tests.browser.test_curators_week import send
from tests.browser.test_marking import bring_text

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
OFFERS, TABLE = "/admin/workbench/offeredsentence/", "/admin/workbench/broughttable/add/"
CONTRASTS = {
    "en": "Unlike marketing, which takes the long view, sales wants revenue in the short term.",
    "zh-hans": "营销与销售不同：营销着眼长远，而销售追求短期收入。",
}
ROWS = """kind,subjects,dimension,text_en,text_zh
characteristic,marketing,scope,Kites drag anchors.,风筝拖着锚。
rumour,,,,"""


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("zh-hans", 360, "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    site: str, new_context: Callable[..., Any], visit: Visit, language: str, width: int, scheme: Any
) -> None:
    curator = sign_in(visit, "editor", language)
    bring_text(curator, language, f"offers-{language}", more=CONTRASTS[language])
    cookies = curator.context.cookies()
    context = new_context(base_url=site, locale=LOCALES[language], bypass_csp=True, color_scheme=scheme)
    context.add_cookies(cookies)
    page: Page = context.new_page()
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(OFFERS)
    look = page.locator("[name=_look]")
    for _turn in range(9):  # a turn ends after some seconds, on a busy machine with texts that are left
        if not look.count():
            break
        send(page, look)
    expect(page.locator(".offer-words").first).to_be_visible()
    check(page, width)
    page.goto(TABLE)
    check(page, width)
    page.fill("[name=pasted]", ROWS)
    page.locator("form.step-form button").click()
    expect(page.locator(".history-table tbody tr")).to_have_count(2)
    check(page, width)


def check(page: Page, width: int) -> None:
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
