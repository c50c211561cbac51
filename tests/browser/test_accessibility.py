"""WCAG 2.2 AA by the rules of axe-core on every kind of public page: both languages, two widths, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import LOCALES
from tests.browser.screenshots import PUBLIC, resolve

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Pages of the same kind with more of the same would only take longer.
KINDS = {name: address for name, address in PUBLIC.items() if name not in ("comparison-of-three", "comparison-of-four")}


def findings(page: Page) -> list[str]:
    """What axe-core finds on the page: rule, number of places, and the first of them."""
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert len(result["passes"]) > 5
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in result["violations"]]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
@pytest.mark.parametrize("language", LOCALES)
def test_axe_finds_nothing_on_any_kind_of_page(
    site: str, new_context: Callable[..., Any], language: str, width: int, scheme: str
) -> None:
    # The policy of the site forbids foreign scripts, axe among them, so this context passes it by.
    context = new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 860})
    page = context.new_page()
    found = {}
    for name, address in KINDS.items():
        page.goto(site + resolve(page, site, address.replace("{lang}", language)))
        if faults := findings(page):
            found[name] = faults
    assert len(KINDS) > 15
    assert found == {}


def test_axe_finds_the_faults_of_a_bad_page(site: str, new_context: Callable[..., Any]) -> None:
    page = new_context(bypass_csp=True).new_page()
    page.goto(f"{site}/en/about/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><a href=\"/\"></a>')"
    )
    rules = {finding.split(" ", 1)[0] for finding in findings(page)}
    assert {"html-has-lang", "image-alt", "link-name"} <= rules
