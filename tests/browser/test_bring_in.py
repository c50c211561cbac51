"""A curator brings in files in Chromium, with and without a script, sees what was read and saves it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import LOCALES
from tests.browser.test_accessibility import findings
from tests.browser.test_curating import sign_in
from tests.sources.reading.files import make_docx, make_pdf, word_paragraph

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
BRING_IN = "/admin/sources/sourceversion/bring-in/"
FILES: list[FilePayload] = [
    {"name": "营销.txt", "mimeType": "text/plain", "buffer": "营销是发现需求的过程。".encode("gb18030")},
    {"name": "post.docx", "mimeType": "application/octet-stream", "buffer": make_docx(word_paragraph("Sales push."))},
    {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": make_pdf(b"")},
]
SCAN = {"en": "is it a scan?", "zh-hans": "是扫描件吗"}
SAVED = {"en": "is saved as a draft", "zh-hans": "已保存为草稿"}


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


def bring(page: Page) -> None:
    """Choose the files and have them read: two wait then; once more where a busy machine was too slow for one."""
    page.goto(BRING_IN)
    for _try in range(3):
        page.set_input_files("[name=files]", FILES)
        page.click("form.step-form button")
        expect(page.locator(".errorlist")).to_be_visible()
        if page.locator(".brought-files li").count() == 2:
            return


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_files_are_brought_in_seen_and_saved(visit: Visit, language: str, width: int) -> None:
    page = sign_in(visit, "editor", language)
    page.set_viewport_size({"width": width, "height": 860})
    bring(page)
    expect(page.locator(".errorlist")).to_contain_text(SCAN[language])
    page.get_by_role("link", name="营销.txt").click()
    expect(page.locator(".brought-text")).to_contain_text("营销是发现需求的过程。")
    expect(page.locator("[name=encoding]")).to_have_value("gb18030")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("[name=title_en]", f"Finding needs {width}")
    page.fill("[name=title_zh]", "发现需求")
    page.fill("[name=slug]", f"finding-needs-{width}")
    page.select_option("[name=kind]", "article")
    if page.locator("[name=same_as]").count():  # the text is there, from the other language's turn
        page.check("[name=same_as][value=another]")
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text(SAVED[language])


def test_axe_finds_nothing_on_the_pages_of_files(site: str, new_context: Callable[..., Any], visit: Visit) -> None:
    cookies = sign_in(visit, "editor", "en").context.cookies()
    context = new_context(base_url=site, locale=LOCALES["en"], bypass_csp=True)
    context.add_cookies(cookies)
    page: Page = context.new_page()
    bring(page)
    assert findings(page) == []
    page.get_by_role("link", name="post.docx").click()
    assert findings(page) == []
    page.click("[name=_save]")
    expect(page.locator(".errorlist").first).to_be_visible()
    assert findings(page) == []
