"""A curator's bad day in Chromium: an ended session, odd tags, two tabs, a second click, a withdrawal by mistake.

Each test tells the day of one language from end to end, on a definition of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_curating import sign_in
from tests.browser.test_curators_week import (
    ADD,
    MARKETING,
    PASSAGES,
    Pair,
    code_on,
    confirm,
    pick_concept,
    pick_passage,
    save,
    send,
    take_step,
    unwatched,
    write,
)

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
KNOWN_TAG = {"en": "customer needs", "zh-hans": "客户需求"}
TYPED_TAGS = "Ｃｕｓｔｏｍｅｒ　Ｎｅｅｄｓ, 🚀 起飞"  # the known one in full width, and one with an emoji


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@dataclass(frozen=True)
class Day:
    """What is written in one language's day, and what the site says in that language where something went wrong."""

    text: Pair
    first_tab: Pair
    second_tab: Pair
    ended: str
    gone: Pair
    reason: str


DAYS = {
    "en": Day(
        text=("Marketing is a kite that somebody must hold.", "营销是一只要有人牵着的风筝。"),
        first_tab=("Marketing is a kite that a team must hold.", "营销是一只要有团队牵着的风筝。"),
        second_tab=("Marketing is a kite that the whole firm must hold.", "营销是一只要全公司牵着的风筝。"),
        ended="You are not signed in any more",
        gone=("It says more than its source.", "说得比来源多。"),
        reason="The second page of the source says so too.",
    ),
    "zh-hans": Day(
        text=("Marketing is a lantern that somebody must light.", "营销是一盏要有人点亮的灯笼。"),
        first_tab=("Marketing is a lantern that a team must light.", "营销是一盏要有团队点亮的灯笼。"),
        second_tab=("Marketing is a lantern that the whole firm must light.", "营销是一盏要全公司点亮的灯笼。"),
        ended="您的登录已失效",
        gone=("It reads too much into its source.", "对来源过度解读。"),
        reason="来源的第二页也这样说。",
    ),
}


@pytest.mark.parametrize("language", DAYS)
def test_a_curators_day(visit: Visit, language: str) -> None:
    day, ours = DAYS[language], list(DAYS).index(language)
    editor, reviewer = sign_in(visit, "editor", language), sign_in(visit, "reviewer", language)
    tab = unwatched(editor)

    # The session ends while the editor writes: after the sign-in every word stands there, and can be saved.
    tab.goto(ADD.format("definition"))
    write(tab, day.text)
    pick_concept(tab, "#concept_links-0", MARKETING)
    pick_passage(tab, PASSAGES["marketing"])
    tab.fill("[name=tags]", "🙂")
    tab.context.clear_cookies(name="sessionid")
    send(tab, tab.locator("[name=_continue]"), 403)
    expect(tab.locator(".errornote")).to_contain_text(day.ended)
    tab.fill("[name=username]", "editor")
    tab.fill("[name=password]", "conceptbase")
    send(tab, tab.locator("#login-form [type=submit]"))
    for column, words in zip(("en", "zh"), day.text, strict=True):
        expect(tab.locator(f"[name=text_{column}]")).to_have_value(words)

    # A tag without a letter is refused at its field; one in full width is the known one, one with an emoji is new.
    send(tab, tab.locator("[name=_continue]"))
    expect(tab.locator(".field-tags .errorlist")).to_contain_text("🙂")
    tab.fill("[name=tags]", TYPED_TAGS)
    save(tab)
    form, code = tab.url, code_on(tab)

    # Of two tabs the second is refused, keeps what was typed, and may then be saved over the first.
    editor.goto(form)
    write(editor, day.first_tab)
    save(editor)
    write(tab, day.second_tab)
    save(tab, 409)
    expect(tab.locator("[name=text_en]")).to_have_value(day.second_tab[0])
    send(tab, tab.locator(".conflict [name=_over]"))
    editor.goto(form)
    expect(editor.locator("[name=text_zh]")).to_have_value(day.second_tab[1])
    take_step(editor, "submit")

    # A double click publishes once.
    reviewer.goto(form)
    reviewer.locator("form[action$='/steps/publish/'] [type=submit]").dblclick()
    expect(reviewer.locator(".messagelist li").first).to_be_visible()
    expect(reviewer.locator(".errornote")).to_have_count(0)
    address = f"/{language}/statements/{code}/"
    reader = visit(address, language=language)
    expect(reader.locator("body")).to_contain_text(day.second_tab[ours])
    for tag in (KNOWN_TAG[language], "🚀 起飞"):
        link = reader.locator(".tags a", has_text=tag)
        assert reader.request.get(link.get_attribute("href") or "").status == 200
    history = form.replace("/change/", "/history/")
    reviewer.goto(history)
    expect(reviewer.locator("[aria-labelledby=editions-heading] tbody tr")).to_have_count(1)

    # What was withdrawn by mistake is put back: the old address answers again, and the history tells both reasons.
    reviewer.goto(form)
    send(reviewer, reviewer.locator("a[href$='/steps/withdraw/']"))
    write(reviewer, day.gone, "words")
    confirm(reviewer)
    assert reader.request.get(address).status == 410
    reviewer.goto(form)
    expect(reviewer.locator("[name=_save], [name=_continue], [name=_publish]")).to_have_count(0)
    send(reviewer, reviewer.locator("a[href$='/steps/put-back/']"))
    reviewer.fill("[name=reason]", day.reason)
    confirm(reviewer)
    assert reader.request.get(address).status == 200
    reviewer.goto(history)
    for told in (*day.gone, day.reason):
        expect(reviewer.locator(".draft-notes")).to_contain_text(told)
