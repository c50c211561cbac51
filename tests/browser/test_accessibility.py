"""WCAG 2.2 AA by the rules of axe-core on every kind of public page: both languages, two widths, light and dark."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import LOCALES
from tests.browser.screenshots import PUBLIC, resolve

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LARGE = ("comparison", "comparison-without", "comparison-of-three", "comparison-of-four")
# Comparisons with all that large ones have, in a fifth of the room; more of the same would only take longer.
KINDS = {name: address for name, address in PUBLIC.items() if name not in LARGE} | {
    "small-comparison": "/{lang}/compare/salesperson-vs-marketer/",
    "small-comparison-without": "/{lang}/compare/salesperson-vs-marketer/?without=machine-translated",
}


def findings(page: Page, *, without: Sequence[str] = ()) -> list[str]:
    """What axe-core finds on the page, but for the parts that the selectors name: rule, number of places, the first."""
    if not page.evaluate("window.axe !== undefined"):
        page.evaluate(AXE)
    # Of what is in order one place a rule is told, which is faster on large pages.
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    where = {"exclude": [[part] for part in without]}
    result: dict[str, Any] = page.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    assert len(result["passes"]) > 5
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in result["violations"]]


LOOKS = ((1280, "light"), (320, "dark"), (1280, "dark"), (320, "light"))


def looks_at(name: str, deep: bool) -> Sequence[tuple[int, str]]:
    """The looks in which a page is read: one, by turns; pages of other kinds show most of its parts in the others."""
    turn = list(KINDS).index(name) % len(LOOKS) if name in KINDS else 0
    return LOOKS if deep else LOOKS[turn : turn + 1]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", [*KINDS, *(pytest.param(name, marks=pytest.mark.deep) for name in LARGE)])
def test_axe_finds_nothing_on_any_kind_of_page(
    site: str, new_context: Callable[..., Any], name: str, language: str, deep: bool
) -> None:
    """One look of each page, wide or narrow, light or dark; with `--deep` all four, each loaded anew."""
    # The policy of the site forbids foreign scripts, axe among them, so this context passes it by.
    page = new_context(bypass_csp=True).new_page()
    address = site + resolve(page, site, (KINDS | PUBLIC)[name].replace("{lang}", language))
    found = {}
    for width, scheme in looks_at(name, deep):
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        if faults := findings(page):
            found[width, scheme] = faults
    assert found == {}


def test_there_are_kinds_of_pages_in_each_look() -> None:
    assert len(KINDS) > 15
    looks = Counter(look for name in KINDS for look in looks_at(name, deep=False))
    assert set(looks) == set(LOOKS)
    assert min(looks.values()) >= 4


def test_axe_finds_the_faults_of_a_bad_page(site: str, new_context: Callable[..., Any]) -> None:
    page = new_context(bypass_csp=True).new_page()
    page.goto(f"{site}/en/about/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><a href=\"/\"></a>')"
    )
    rules = {finding.split(" ", 1)[0] for finding in findings(page)}
    assert {"html-has-lang", "image-alt", "link-name"} <= rules
