"""Errands of people who take something with them: a link that outlives a change, a frame, a picture for a slide.

Each in both languages, with and without a script, from the page by "Cite and share".
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_curators_week import unwatched
from tests.browser.test_embeds import Wiki, wiki  # noqa: F401 (a fixture)
from tests.template_databases import connect_to

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
# Who shares, and a distinction for each, since a change stays.
READERS = [
    ("en", True, "KV5KR"), ("en", False, "TD829"), ("zh-hans", True, "XFNNW"), ("zh-hans", False, "98GNZ"),
]  # fmt: skip
STANDING = {"en": "Readers see something else now: edition 2", "zh-hans": "读者现在看到的已经不同：第 2 版"}
CHANGED = {"en": "What changed: words", "zh-hans": "改动：文字"}
NEW_WORDS = {"en": "It was put otherwise.", "zh-hans": "换了一种说法。"}
everybody = pytest.mark.parametrize("javascript", [True, False])
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its content changes."""
    return own_site


@pytest.fixture
def change(site_folder: Path, django_db_setup: None, django_db_blocker: Any) -> Callable[[str], None]:
    """Change the words of a published statement in the content of the site."""

    def publish_other_words(code: str) -> None:
        from concepts.editorial.publishing import publish
        from concepts.models import Statement

        with django_db_blocker.unblock():
            before = connection.settings_dict["NAME"]
            connect_to(str(site_folder / "conceptbase.sqlite3"))
            try:
                found = Statement.objects.filter(code=code)
                found.update(text_en=NEW_WORDS["en"], text_zh=NEW_WORDS["zh-hans"])
                publish(statements=[found.get()])
            finally:
                connect_to(before)

    return publish_other_words


def use_this(page: Page) -> None:
    """Go to where the page says how it is used elsewhere."""
    page.locator("a[href*='/cite/']").first.click()
    expect(page).to_have_url(re.compile("/cite/"))


@pytest.mark.parametrize(("language", "javascript", "code"), READERS)
def test_a_shared_link_says_what_changed_since(
    visit: Visit, change: Callable[[str], None], language: str, javascript: bool, code: str
) -> None:
    page = visit(f"/s/{code}/", language=language, javascript=javascript)
    use_this(page)
    shared = page.locator(f"a.address[href$='/s/{code}/v1/']").inner_text()
    page.goto(shared)
    expect(page.locator(".edition-standing")).to_have_count(0)  # as readers see it
    change(code)
    page.goto(shared)
    expect(page).to_have_url(re.compile(rf"/{language}/distinctions/{code}/[\w-]+/v1/$"))
    line = page.locator(".edition-standing p")
    expect(line).to_contain_text(STANDING[language])
    expect(line).to_contain_text(CHANGED[language])
    expect(page.get_by_text(NEW_WORDS[language])).to_have_count(0)
    line.locator("a").first.click()
    expect(page).to_have_url(re.compile("/v2/$"))
    expect(page.get_by_text(NEW_WORDS[language]).first).to_be_visible()
    assert page.context.cookies() == []


@everybody
@in_both_languages
def test_a_page_is_put_into_a_frame_by_its_html(
    visit: Visit,
    wiki: Wiki,  # noqa: F811
    language: str,
    javascript: bool,
) -> None:
    page = visit(f"/{language}/compare/marketing-vs-sales/", language=language, javascript=javascript)
    heading = page.locator("h1").inner_text().split("\n")[0]
    use_this(page)
    wiki.show_html(page, page.locator("#as-frame ~ pre").inner_text())
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_contain_text(heading.split()[0])
    with page.context.expect_page() as opened:
        frame.locator("h1 a").first.click()
    window = opened.value
    window.wait_for_load_state()
    assert urlsplit(window.url).path == f"/{language}/compare/marketing-vs-sales/"
    assert page.url == wiki.address


@everybody
@in_both_languages
def test_a_picture_is_taken_for_a_slide(visit: Visit, language: str, javascript: bool) -> None:
    address = f"/{language}/compare/marketing-vs-sales/"
    # The browser's own page around a picture has styles that no policy of a site lets through, and complains.
    page = unwatched(visit(address, language=language, javascript=javascript))
    page.goto(address)
    use_this(page)
    link = page.locator("#as-picture ~ p a:has(img)")
    expect(link.locator("img")).to_have_js_property("naturalWidth", 1200)
    link.click()
    expect(page).to_have_url(re.compile(rf"/{language}/compare/marketing-vs-sales\.png$"))
    saved = page.request.get(page.url)
    picture = Image.open(BytesIO(saved.body()))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
