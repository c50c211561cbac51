"""An errand: a reader reports an error, with the keyboard, with and without a script, and an editor finds it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_curating import sign_in
from tests.browser.test_curators_week import unwatched
from tests.browser.test_tasks import press, tab_to

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CODE, PAGE = "HJG5D", "/distinctions/HJG5D/the-market-and-the-customer/"
PASSAGE = "/sources/sales-push-marketing-pulls/v1/passages/0-60/"
WORDS = {"en": "The second side says too much. 只是一半。", "zh-hans": "第二方说得太多。“particular customers” 👀"}
LATER = {"en": "The quotation ends too early.", "zh-hans": "引文断得太早。"}
THANKS = {"en": "Thank you", "zh-hans": "谢谢"}
FAULT = {"en": "Nothing says yet what is wrong.", "zh-hans": "还没有说明哪里有误。"}
COMMENT = {"en": "A reader reports an error in edition 1:", "zh-hans": "读者报告第 1 版有误："}


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


def write(page: Page, words: str) -> None:
    """Type the words into the form, and send it."""
    tab_to(page.locator("#report-words"))
    page.keyboard.insert_text(words)
    press(page.locator("#report-send"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("javascript", [False, True])
def test_report_an_error_and_find_it_as_a_curator(visit: Visit, language: str, javascript: bool) -> None:
    words = f"{WORDS[language]} {javascript}"
    reader = visit(f"/{language}{PAGE}", language=language, javascript=javascript)
    press(reader.locator(f"a[href='/{language}/report{PAGE}']"))
    expect(reader).to_have_url(re.compile(f"/{language}/report{PAGE}$"))
    write(reader, words)
    expect(reader.locator("#thanks")).to_have_text(THANKS[language])
    press(reader.locator(f"a[href='/{language}{PAGE}']"))
    expect(reader).to_have_url(re.compile(f"/{language}{PAGE}$"))
    assert reader.context.cookies() == []

    editor = sign_in(visit, "editor", language)
    report = editor.locator("#todo .todo-task li", has_text=words)
    expect(report).to_contain_text(f"{CODE} v1")
    report.locator("a").click()
    expect(editor.locator(".reported-words")).to_have_text(words)
    editor.click("button[value='taken-up']")
    expect(editor).to_have_url(re.compile("/admin/concepts/distinction/"))
    expect(editor.locator(".draft-notes")).to_contain_text(COMMENT[language])
    expect(editor.locator(".draft-notes")).to_contain_text(words)
    editor.goto("/admin/")
    expect(editor.locator("#todo .todo-task li", has_text=words)).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_form_without_words_says_so_on_a_phone_and_keeps_the_rest(visit: Visit, language: str) -> None:
    watched = visit(f"/{language}{PASSAGE}", language=language, javascript=False, width=360)
    reader = unwatched(watched)  # a refused form is an error in the console of the browser
    reader.goto(f"/{language}{PASSAGE}")
    press(reader.locator(f"a[href='/{language}/report{PASSAGE}']"))
    tab_to(reader.locator("#report-contact"))
    reader.keyboard.insert_text("reader@example.org " + "x" * 90)
    press(reader.locator("#report-send"))
    fault = reader.locator(".fault-summary a")
    expect(fault).to_contain_text(FAULT[language])
    assert reader.evaluate("document.documentElement.scrollWidth") <= 360
    press(fault)
    expect(reader.locator("#report-words")).to_be_in_viewport()
    expect(reader.locator("#report-contact")).to_have_value("reader@example.org " + "x" * 90)
    expect(reader.locator("[name='home_page']")).to_be_hidden()
    write(reader, LATER[language])
    expect(reader.locator("#thanks")).to_have_text(THANKS[language])
