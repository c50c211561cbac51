"""A curator writes a finding in Chromium: concepts, two sentences, ticks, submitted, and published by another."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_curating import sign_in
from tests.browser.test_curators_week import (
    MARKETING,
    SALES,
    Pair,
    begin,
    code_on,
    pick_concept,
    send,
    take_step,
    write,
)

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
MOST_CLICKS = 4  # between the texts and the hands of a reviewer: save, two ticks, save; the step itself comes on top


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@dataclass(frozen=True)
class Writing:
    """A finding, the dimension that is typed and its name, and what the form says in that language."""

    text: Pair
    dimension: Pair
    about: Pair
    whole: str


WRITINGS = {
    "en": Writing(
        ("Marketing plants the orchard; sales brings this year's apples to market.", "营销种果园，销售卖今年的苹果。"),
        ("timeframe", "Timeframe"),
        ("About Marketing", "About Sales"),
        "say the whole",
    ),
    "zh-hans": Writing(
        ("Marketing digs the well; sales pours the water that is there today.", "营销挖井，销售卖今天已有的水。"),
        ("时间", "时间跨度"),
        ("关于营销", "关于销售"),
        "说出整体",
    ),
}


def proposals(page: Page, heading: str) -> Locator:
    """The boxes that are proposed under a heading."""
    return page.locator(".proposed-bases h3", has_text=heading).first.locator("xpath=following-sibling::ul[1]//input")


@pytest.mark.parametrize("language", WRITINGS)
def test_a_finding_is_written_submitted_and_published_by_another(visit: Visit, language: str) -> None:
    writing = WRITINGS[language]
    editor, reviewer = sign_in(visit, "editor", language), sign_in(visit, "reviewer", language)
    begin(editor, "finding", writing.dimension)
    editor.select_option("[name=aspect]", "differ")
    write(editor, writing.text)
    for place, concept in enumerate((MARKETING, SALES)):
        pick_concept(editor, f"#concept_links-{place}", concept)
    clicks = 0

    def press(button: Locator, *, leads_on: bool = True) -> None:
        nonlocal clicks
        clicks += 1
        send(editor, button) if leads_on else button.check()

    # The draft stays on its form, which says what it lacks and proposes what it may rest on.
    press(editor.locator("[name=_save]"))
    form, code = editor.url, code_on(editor)
    expect(editor.locator(".wanting-list li").first).to_be_visible()
    for heading in writing.about:
        press(proposals(editor, heading).first, leads_on=False)
    press(editor.locator("[name=_save]"))
    assert clicks == MOST_CLICKS
    assert editor.url == form
    rows = editor.locator("#bases-group .has_original .field-part option:checked")
    expect(rows).to_have_count(2)
    for place, heading in enumerate(writing.about):
        assert rows.nth(place).inner_text().lower() == heading.lower()
    expect(editor.locator(".claim-support")).to_contain_text(writing.whole)
    expect(editor.locator(".wanting-list")).to_have_count(0)
    take_step(editor, "submit")

    reviewer.goto(form)
    expect(reviewer.locator(".claim-support")).to_contain_text(writing.whole)
    take_step(reviewer, "publish")
    shown = writing.text[list(WRITINGS).index(language)]
    reader = visit(f"/{language}/statements/{code}/", language=language)
    expect(reader.locator("main")).to_contain_text(shown)
