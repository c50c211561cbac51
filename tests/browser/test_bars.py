"""How much a comparison asks of its reader: the bars for marketing and sales, in both languages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
COMPARISON = "compare/marketing-vs-sales/"
HAN = re.compile(r"[\u3400-\u9fff]")
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
A4 = {"format": "A4", "margin": dict.fromkeys(("top", "right", "bottom", "left"), "1cm")}


def screens(page: Page, width: int, height: int) -> float:
    """How many screens of that size the page is high."""
    page.set_viewport_size({"width": width, "height": height})
    return float(page.evaluate("document.documentElement.scrollHeight")) / height


@in_both_languages
def test_it_is_at_most_three_screens_high_and_eight_on_a_phone(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language)
    assert screens(page, 1280, 900) <= 3
    assert screens(page, 360, 740) <= 8


@in_both_languages
def test_it_shows_at_most_a_thousand_words_in_few_elements(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language)
    assert page.locator("*").count() <= 2_500
    assert len(page.request.get(page.url).body()) <= 150_000
    # What only screen readers and the keyboard come to is not shown.
    page.locator("main").evaluate(
        "main => main.querySelectorAll('.visually-hidden, .past').forEach(one => one.remove())"
    )
    shown = page.locator("main").inner_text()
    if language == "en":
        assert len(shown.split()) <= 1_000
    else:
        assert len(HAN.findall(shown)) <= 1_500


@in_both_languages
def test_on_paper_the_answer_takes_one_page_and_all_of_it_three(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language)
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(**A4))
    assert len(pages) <= 3
    # Between the margins of an A4 page, in CSS pixels.
    page.set_viewport_size({"width": 718, "height": 1047})
    page.emulate_media(media="print")
    answer = page.locator(".answer").bounding_box()
    assert answer
    assert answer["y"] + answer["height"] <= 1047
    assert page.locator(".best-table").evaluate("table => getComputedStyle(table).breakBefore") == "page"


@in_both_languages
def test_the_keyboard_reaches_the_first_evidence_soon(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language, javascript=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _stop in range(15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main .count')"):
            break
    assert page.evaluate("document.activeElement.matches('main .count')")


@in_both_languages
def test_the_columns_of_two_concepts_and_the_name_of_the_row_stay_in_view_on_a_phone(
    visit: Visit, language: str
) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language, width=360)
    cells = [box for box in (cell.bounding_box() for cell in page.locator("[id=goal] td").all()) if box]
    assert len(cells) == 2
    assert cells[0]["y"] == cells[1]["y"]
    assert cells[0]["x"] + cells[0]["width"] <= cells[1]["x"]
    page.evaluate("scrollTo(0, document.getElementById('method').querySelector('td').getBoundingClientRect().y - 70)")
    for name in ("[id=method] .row-title", "thead th >> nth=0"):
        box = page.locator(name).bounding_box()
        assert box
        assert 0 <= box["y"] < 120, name
