"""What readers take with them: copied by a button, by hand without a script, and selected on a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
COMPARISON = "compare/marketing-vs-sales/"
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
READ = """async () => {
  const [item] = await navigator.clipboard.read();
  const found = {};
  for (const type of item.types) found[type] = await (await item.getType(type)).text();
  return found;
}"""


def copied(page: Page, heading: str) -> dict[str, str]:
    """Press the button behind a heading; return what the clipboard has, by type."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(f"#{heading} + button")
    button.click()
    expect(button).to_have_text("Copied" if page.locator("html").get_attribute("lang") == "en" else "已复制")
    found: dict[str, str] = page.evaluate(READ)
    return found


@in_both_languages
def test_a_comparison_is_pasted_as_a_table_into_documents_and_spreadsheets(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/{COMPARISON}", language=language)
    page.get_by_role("link", name="Cite and share" if language == "en" else "引用与分享").first.click()
    expect(page).to_have_url(f"{page.url.partition(f'/{language}/')[0]}/{language}/cite/{COMPARISON}")
    found = copied(page, "as-table")
    pasted = page.evaluate(
        """html => {
          const rows = new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr");
          return [...rows].map(row => [...row.cells].map(cell => cell.innerText.trim()));
        }""",
        found["text/html"],
    )
    cells = [line.split("\t") for line in found["text/plain"].split("\n")]
    assert len(pasted) == len(cells) > 5
    assert {len(row) for row in (*pasted, *cells)} == {3}
    assert "Marketing" in pasted[0][1]
    assert "营销" in pasted[0][1]
    assert cells[1][1].startswith(pasted[1][1].split("\n")[0][:20])
    assert "class=" not in found["text/html"]
    assert f"/{language}/{COMPARISON}" in found["text/html"]


@in_both_languages
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", [COMPARISON, "concepts/marketing/", "sources/marketing-sales-compendium/"])
def test_what_can_be_done_with_a_page_is_one_press_away_at_its_top(
    visit: Visit, language: str, width: int, address: str
) -> None:
    page = visit(f"/{language}/{address}", language=language, width=width, javascript=False)
    link = page.locator(".page-head > .use-this")
    box = link.bounding_box()
    assert box
    assert box["y"] + box["height"] < 300
    assert box["x"] + box["width"] <= width
    link.click()
    expect(page.locator("#address")).to_be_visible()


@in_both_languages
def test_sentences_markdown_and_citations_are_copied_as_text(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/cite/{COMPARISON}?texts={language}", language=language)
    finding = page.locator("#as-sentences ~ pre").first.inner_text().split("\n")[0]
    found = copied(page, "as-sentences")
    assert set(found) == {"text/plain"}
    assert found["text/plain"].startswith(finding)
    assert f"/{language}/{COMPARISON}" in found["text/plain"].split("\n")[-1]
    assert copied(page, "as-markdown")["text/plain"].startswith("## ")
    cited = copied(page, "apa")
    assert cited["text/plain"].startswith("Conceptbase")
    assert ("<i>" in cited["text/html"]) is (language == "en")  # Chinese never stands in italics


@in_both_languages
def test_without_a_script_everything_is_there_to_be_selected(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/cite/{COMPARISON}", language=language, javascript=False)
    assert page.locator("main button").count() == 0
    expect(page.locator("#as-sentences ~ pre").first).to_be_visible()
    expect(page.locator(".copied-table tr").nth(1)).to_be_visible()
    page.locator("#as-markdown ~ details summary").click()
    expect(page.locator("#as-markdown ~ details pre")).to_contain_text("| --- |")


@in_both_languages
@pytest.mark.parametrize("address", [COMPARISON, "concepts/marketing/", "compare/marketing-vs-sales/scope/"])
def test_what_is_selected_on_a_page_has_no_codes_and_counts(visit: Visit, language: str, address: str) -> None:
    page = visit(f"/{language}/{address}", language=language)
    codes = page.locator("main a.code").all_inner_texts()
    selected: str = page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.querySelector("main"));
          return getSelection().toString();
        }"""
    )
    counts = page.locator("main .count").all_inner_texts()
    assert counts
    lines = {line.strip() for line in selected.split("\n")}
    assert not lines & {text.strip() for text in (*codes, *counts) if text.strip()}
    assert len(selected) > 500
