"""What stands in the first screen of the home page, in Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_two_findings_stand_in_the_first_screen_of_a_phone(visit: Callable[..., Page], language: str) -> None:
    page = visit(f"/{language}/", language=language, width=PHONE["width"])
    page.set_viewport_size(PHONE)
    findings = page.locator(".hero .finding")
    assert findings.count() >= 2
    for place in range(2):
        for part in (".finding-text", ".statement-facts"):  # the sentence, and how many articles say so
            box = findings.nth(place).locator(part).bounding_box()
            assert box is not None
            assert box["height"] > 10
            assert box["y"] + box["height"] <= PHONE["height"]
