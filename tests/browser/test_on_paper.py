"""What can be done with a statement stands on one sheet, and a camera reads its code there, and on a dark screen."""

import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_bars import A4

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
PAPER = {"width": 718, "height": 1047}  # between the margins of an A4 page, in CSS pixels


def open_first_distinction(visit: Visit, language: str) -> Page:
    """Open the page with what can be done with the first distinction in the list."""
    page = visit(f"/{language}/distinctions/", language=language)
    page.locator("main a[href*='/distinctions/']:not([href*='?'])").first.click()
    page.locator(".page-head > .use-this").click()
    expect(page.locator("#address")).to_be_visible()
    return page


def code_of(page: Page) -> str:
    """What a camera reads from the picture of the code."""
    image = page.locator(".qr-code img")
    page.wait_for_function("image => image.complete && image.naturalWidth", arg=image.element_handle())
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(image.screenshot())))
    return str(code.text)


@in_both_languages
@pytest.mark.parametrize("edition", [False, True])
def test_a_statement_its_citations_and_its_code_stand_on_one_sheet(visit: Visit, language: str, edition: bool) -> None:
    page = open_first_distinction(visit, language)
    if edition:
        page.locator(".citing-edition a").click()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(**A4))) == 1
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    for shown in ("h1", ".permanent >> nth=0", ".copied >> nth=0", "#apa ~ p", "#gbt7714 ~ p"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".copied-table", "#as-data", "#as-frame", ".copy-languages"):
        expect(page.locator(hidden)).to_be_hidden()
    address = code_of(page)
    assert urlsplit(address).path.startswith("/s/")
    assert address == page.locator(".permanent .address").first.inner_text()
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/v1/") is edition


@in_both_languages
def test_a_camera_reads_the_code_from_a_dark_screen(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/cite/compare/marketing-vs-sales/", language=language, width=360)
    page.emulate_media(color_scheme="dark")
    assert code_of(page).endswith(f"/{language}/compare/marketing-vs-sales/")
    label = page.locator(".qr-code img").get_attribute("alt")
    assert label
    assert f"/{language}/compare/marketing-vs-sales/" in label
    expect(page.locator("#as-paper ~ p")).to_be_visible()
