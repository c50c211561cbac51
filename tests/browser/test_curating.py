"""What editors and reviewers do in the admin, in Chromium: find by pinyin, draft, publish, withdraw."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
LIST, ADD = "/admin/concepts/definition/", "/admin/concepts/definition/add/"
# Each language has a definition of its own: what one test writes the other finds on the site.
TEXTS = {
    "en": ("Marketing is what editors write about first.", "营销是编辑最先写的东西。"),
    "zh-hans": ("Marketing is what reviewers read next.", "营销是审校随后读的东西。"),
}
PUBLISHED = {"en": "Published", "zh-hans": "已发布"}


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


# The session of each person who has signed in, by site and role: to check a password takes half a second.
SESSIONS: dict[tuple[str, str], Any] = {}


def sign_in(visit: Visit, role: str, language: str) -> Page:
    """Sign in at the admin as the demo's person of that role; from the second time on with the session of the first."""
    page = visit("/healthz", language=language)
    known = (page.url, role)
    if known in SESSIONS:
        page.context.add_cookies([SESSIONS[known]])
    page.goto("/admin/")
    if known not in SESSIONS:
        page.fill("[name=username]", role)
        page.fill("[name=password]", "conceptbase")
        page.click("#login-form [type=submit]")
    expect(page.locator("#user-tools")).to_contain_text(role)
    (SESSIONS[known],) = (cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    return page


def choose(page: Page, field: str, typed: str, words: str) -> None:
    """Type into an autocomplete field and take the first answer, which must have the words."""
    page.click(f".field-{field} .select2-container >> nth=0")
    page.fill(".select2-container--open .select2-search__field", typed)
    answer = page.locator(".select2-results__option:not(.loading-results)").first
    expect(answer).to_contain_text(words)
    answer.click()
    expect(page.locator(f".field-{field} .select2-selection__rendered").first).to_contain_text(words)


def find(page: Page, words: str) -> None:
    """Search the list of definitions for the one with these words."""
    page.goto(LIST)
    page.fill("#searchbar", words)
    page.click("#changelist-search [type=submit]")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


@pytest.mark.parametrize("language", TEXTS)
def test_a_definition_is_drafted_published_seen_and_withdrawn(visit: Visit, language: str) -> None:
    english, chinese = TEXTS[language]
    shown = english if language == "en" else chinese
    concept = f"/{language}/concepts/marketing/definitions/"

    editor = sign_in(visit, "editor", language)
    editor.goto(ADD)
    expect(editor.locator("[name=_publish]")).to_have_count(0)
    choose(editor, "concept", "yingxiao", "营销")
    editor.fill("[name=text_en]", english)
    editor.fill("[name=text_zh]", chinese)
    choose(editor, "passage", "市场营销是指企业", "市场营销是指企业")
    editor.click("[name=_save]")
    expect(editor.locator(".messagelist .success")).to_be_visible()
    editor.goto(concept)
    expect(editor.get_by_text(shown)).to_have_count(0)

    reviewer = sign_in(visit, "reviewer", language)
    find(reviewer, shown)
    reviewer.click("#result_list tbody th a")
    reviewer.click("[name=_publish]")
    expect(reviewer.locator(".messagelist .success")).to_be_visible()
    find(reviewer, shown)
    expect(reviewer.locator("#result_list .field-status")).to_have_text(re.compile(PUBLISHED[language], re.IGNORECASE))
    reader = visit(concept, language=language)
    statement = reader.locator(".statement", has_text=shown)
    expect(statement).to_have_count(1)
    statement.locator(".quoted > summary").click()
    expect(statement.locator("blockquote")).to_contain_text("市场营销是指企业")
    address = statement.locator("a.code").get_attribute("href") or ""
    assert reader.request.get(address).status == 200

    # Without words for readers nothing is withdrawn, with them everybody who follows a link reads them.
    reviewer.check("#result_list .action-select")
    reviewer.select_option("[name=action]", "withdraw_chosen")
    reviewer.click("#changelist-form [name=index]")
    reviewer.locator("[name=words_en]").evaluate("field => field.form.noValidate = true")
    reviewer.click("[name=confirmed]")
    expect(reviewer.locator(".errorlist")).to_have_count(2)
    assert reader.request.get(address).status == 200
    reviewer.fill("[name=words_en]", "It said too little.")
    reviewer.fill("[name=words_zh]", "它说得太少。")
    reviewer.click("[name=confirmed]")
    expect(reviewer.locator(".messagelist .success, .messagelist .info")).to_be_visible()
    gone = reader.request.get(address)
    assert gone.status == 410
    assert ("It said too little." if language == "en" else "它说得太少。") in gone.text()
    reader.goto(concept)
    expect(reader.get_by_text(shown)).to_have_count(0)


def test_a_reviewer_is_told_on_the_form_what_publication_lacks(visit: Visit) -> None:
    reviewer = sign_in(visit, "reviewer", "en")
    reviewer.goto(ADD)
    choose(reviewer, "concept", "yx", "营销")
    reviewer.fill("[name=text_en]", "Marketing is said by nobody.")
    reviewer.fill("[name=text_zh]", "没有人这样说营销。")
    reviewer.click("[name=_publish]")
    expect(reviewer.locator(".errornote")).to_be_visible()
    expect(reviewer.locator("[name=text_en]")).to_have_value("Marketing is said by nobody.")
    expect(reviewer.locator("#id_concept_links-0-concept")).not_to_have_value("")


@pytest.mark.parametrize("language", TEXTS)
def test_the_pages_of_the_admin_open_without_a_fault(visit: Visit, language: str, deep: bool) -> None:
    """Wide and narrow by turns; `--deep` opens each in both."""
    page = sign_in(visit, "admin", language)
    addresses = page.eval_on_selector_all("#content-main .addlink", "all => all.map(a => a.getAttribute('href'))")
    assert len(addresses) > 10
    for number, address in enumerate(addresses):
        for width in (1280, 360) if deep else ((1280, 360)[number % 2],):
            page.set_viewport_size({"width": width, "height": 860})
            page.goto(address)
            expect(page.locator("h1")).to_have_count(1)
