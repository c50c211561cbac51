"""A curator corrects a text in Chromium: its evidence is carried to the new version, with a script and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOCALES
from tests.browser.test_accessibility import findings
from tests.browser.test_curating import sign_in

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PACK = settings.BASE_DIR / "fixtures" / "marketing-sales-promotion" / "texts"
# By language of the reader: the source, its file, a slip that is corrected, and a sentence that is left out.
TEXTS = {
    "en": (
        "vpro-marketing-and-sales",
        "004_bfc928cc4efb8305.txt",
        ("is to create awareness", "is to build awareness"),
        "The role of sales is to create revenue.",
    ),
    "zh-hans": (
        "sales-push-marketing-pulls",
        "003_bc715242c3cc2af8.txt",
        ("Sales push products to users", "Sales pushes products to users"),
        "",
    ),
}
WAITING = {"en": "wait", "zh-hans": "等待决定"}
NEWER = {"en": "There is a newer version of this text", "zh-hans": "这份文本有更新的版本"}


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


def add_version(page: Page, language: str) -> None:
    """Add the corrected text as the second version of its source, and open the page of decisions."""
    slug, file, (slip, corrected), left_out = TEXTS[language]
    text = (PACK / file).read_text(encoding="utf-8")
    page.goto(f"/admin/sources/source/?q={slug}")
    address = page.locator("#result_list tbody th a").first.get_attribute("href") or ""
    source = address.partition("/change/")[0].rpartition("/")[2]
    page.goto(f"/admin/sources/sourceversion/add/?source={source}&number=2")
    page.select_option("select[name=language]", "en")
    page.fill("[name=pasted]", text.replace(slip, corrected).replace(left_out, "") if left_out
              else text.replace(slip, corrected))  # fmt: skip
    page.click("[name=_save]")
    page.locator("a[href$='/successions/']").first.click()


@pytest.mark.parametrize(("language", "width", "javascript"), [("en", 1280, True), ("zh-hans", 360, False)])
def test_a_corrected_text_keeps_its_evidence(
    site: str, new_context: Callable[..., Any], visit: Visit, language: str, width: int, javascript: bool
) -> None:
    signed_in = sign_in(visit, "editor", language).context.cookies()
    context = new_context(
        base_url=site, locale=LOCALES[language], bypass_csp=True, viewport={"width": width, "height": 860},
        java_script_enabled=javascript,
    )  # fmt: skip
    context.add_cookies(signed_in)
    page: Page = context.new_page()
    add_version(page, language)
    expect(page.locator("#content")).to_contain_text(WAITING[language])
    if javascript:
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for section in page.locator(".succession").all():
        is_gone = section.locator(".succession-wordings blockquote").count() == 1
        section.locator(f"input[value={'keep' if is_gone else 'carry'}]").check()
    page.click("[name=_save]")
    expect(page).to_have_url(re.compile("/change/$"))
    address = page.url
    reviewer = sign_in(visit, "reviewer", language)
    reviewer.goto(address)
    reviewer.locator("form[action$='/publish/'] button, a[href$='/publish/']").first.click()
    expect(reviewer.locator(".messagelist")).to_be_visible()
    slug = TEXTS[language][0]
    page.goto(f"/{language}/sources/{slug}/v1/")
    expect(page.locator("main")).to_contain_text(NEWER[language])
    page.goto(f"/{language}/sources/{slug}/")
    expect(page.locator("mark").first).to_be_visible()
