"""A curator's day at the workbench, in Chromium: four files brought in, marked, reviewed by another and published.

Then a slip in a text is corrected and its evidence carried, and a table with five bad rows is brought in. How many
actions each part takes, `test_marking` counts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import LOCALES
from tests.browser.test_bring_in import BRING_IN
from tests.browser.test_curating import sign_in
from tests.browser.test_curators_week import confirm, send
from tests.browser.test_marking import SAVED, Counted
from tests.sources.reading.files import make_docx, make_pdf, word_paragraph

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@dataclass(frozen=True)
class Day:
    """The texts of one language's day, and what is written about them, in English and Chinese."""

    word: tuple[str, str]  # the two sentences of the .docx: the sides of a distinction
    corrected: str  # its first sentence without its slip
    pdf: str
    gbk: str
    html: str
    sides: tuple[tuple[str, str], tuple[str, str]]
    title: tuple[str, str]
    contrast: tuple[str, str]
    concepts: tuple[str, str]
    said: tuple[tuple[str, str], ...]  # what the .pdf, the GBK text and the .html say


DAYS = {
    "en": Day(
        word=("Marketers plant orchards for teh village.", "Sellers pick the ripe pears on Monday."),
        corrected="Marketers plant orchards for the village.",
        pdf="Ferrymen ring a bell before they cast off.",
        gbk="渡船开航前要敲三下锣。岸上的人听见锣声，便知道船要离开码头，往对岸去了。",
        html="Potters stamp a seal under every bowl.",
        sides=(
            ("It plants for years to come.", "它为将来栽种。"),
            ("It picks what is ripe today.", "它采摘今天熟了的。"),
        ),
        title=("Planting and picking", "栽种与采摘"),
        contrast=("Marketing plants, sales picks.", "营销栽种，销售采摘。"),
        concepts=("Marketing", "Sales"),
        said=(
            ("Bells announce departures.", "铃声预告启程。"),
            ("Gongs announce sailings thrice.", "锣声三响预告开航。"),
            ("Seals vouch for bowls.", "印章为碗作保。"),
        ),
    ),
    "zh-hans": Day(
        word=("种树的人为全村栽下果圆。", "摘果的人只在周一采下熟梨。"),
        corrected="种树的人为全村栽下果园。",
        pdf="Millers grind rye when the wind turns north.",
        gbk="磨坊在刮北风时才磨黑麦。村里的人看见风车转起来，便知道过两天就有新面粉了。",
        html="窑工在每只碗底盖一方印。",
        sides=(("It lays down roots.", "它扎下根。"), ("It fills this week's basket.", "它装满本周的篮子。")),
        title=("Roots and baskets", "根与篮"),
        contrast=("Marketing lays roots, sales fills baskets.", "营销扎根，销售装篮。"),
        concepts=("营销", "销售"),
        said=(
            ("Wind decides when mills turn.", "风决定磨坊何时转。"),
            ("Rye waits for a northern gale.", "黑麦等着北风。"),
            ("Kilns sign their wares below.", "窑在器物底下留名。"),
        ),
    ),
}
NEW_AND_REFUSED = {"en": ("2 new", "5 refused"), "zh-hans": ("2 新增", "5 被拒")}


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


def files_of(day: Day) -> list[FilePayload]:
    word = make_docx("".join(word_paragraph(sentence) for sentence in day.word))
    html = f"<!doctype html><meta charset=utf-8><title>x</title><p>{day.html}</p><script>no()</script>"
    return [
        {"name": "报告.docx", "mimeType": "application/octet-stream", "buffer": word},
        {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": make_pdf(day.pdf.encode())},
        {"name": "旧文.txt", "mimeType": "text/plain", "buffer": day.gbk.encode("gbk")},
        {"name": "post.html", "mimeType": "text/html", "buffer": html.encode()},
    ]


def bring(page: Page, files: list[FilePayload]) -> None:
    """Bring the files in; once more where a busy machine was too slow for one."""
    for _try in range(3):
        page.goto(BRING_IN)
        page.set_input_files("[name=files]", files)
        page.click("form.step-form button")
        page.locator(".brought-files, .brought-text, .errorlist").first.wait_for()
        if page.locator(".brought-text").count() or page.locator(".brought-files li").count() >= len(files):
            return  # a single file is shown at once


def store(page: Page, name: str, words: str, slug: str) -> str:
    """Look at what was read of a file, save it as a new source, and return the address where it is marked."""
    page.goto(BRING_IN)
    page.get_by_role("link", name=name).first.click()
    expect(page.locator(".brought-text")).to_contain_text(words)
    page.fill("[name=title_en]", f"A text {slug}")
    page.fill("[name=title_zh]", f"文章 {slug}")
    page.fill("[name=slug]", slug)
    page.select_option("[name=kind]", "article")
    page.click("[name=_save]")
    return page.locator('.messagelist a[href$="/mark/"]').get_attribute("href") or ""


@pytest.mark.parametrize("language", LOCALES)
def test_a_day_at_the_workbench(visit: Visit, language: str) -> None:
    day = DAYS[language]
    page = sign_in(visit, "editor", language)
    names = {"报告.docx": day.word[0], "notes.pdf": day.pdf, "旧文.txt": day.gbk, "post.html": day.html}
    bring(page, files_of(day))
    slugs = dict(zip(names, ("report", "notes", "old", "post"), strict=True))
    places = {name: store(page, name, words, f"{slugs[name]}-{language}") for name, words in names.items()}

    # The distinction: both sides and the contrast on one page, then handed to the reviewers from there.
    page.goto(places["报告.docx"])
    curator = Counted(page)
    curator.select(0)
    page.locator("[data-new]").check()
    page.locator("[name=kind]").select_option("distinction")
    page.locator("[name=dimension]").select_option(index=2)
    tick(page, day.concepts[0])
    write(page, day.sides[0])
    curator.select(1)
    tick(page, day.concepts[1])
    write(page, day.sides[1])
    write(page, day.title, "title")
    write(page, day.contrast, "contrast")
    page.locator("[data-panel] [name=_save]").click()
    expect(page.locator(".marking-saved")).to_contain_text(SAVED[language])

    # The others: one new statement each.
    for name, said in zip([*names][1:], day.said, strict=True):
        page.goto(places[name])
        curator.select(0)
        page.locator("[data-new]").check()
        page.locator("[name=kind]").select_option("characteristic")
        tick(page, day.concepts[0])
        write(page, said)
        page.locator("[data-panel] [name=_save]").click()
        expect(page.locator(".marking-saved")).to_contain_text(SAVED[language])
    for address in places.values():
        page.goto(address)
        take(page, "submit")

    # Another person judges it beside the text, and publishes each text with all that was marked in it.
    reviewer = sign_in(visit, "reviewer", language)
    for address in places.values():
        reviewer.goto(address)
        take(reviewer, "publish")
    reader = visit(f"/{language}/sources/report-{language}/", language=language)
    expect(reader.locator("main")).to_contain_text(day.word[0])

    # A slip in the text is corrected: what cites the other sentence is carried, for the changed one somebody decides.
    reviewer.goto(places["报告.docx"])
    source = reviewer.locator(".breadcrumbs a[href*='/sources/source/']").get_attribute("href") or ""
    number = re.findall(r"[0-9]+", source)[0]
    mended = make_docx("".join(word_paragraph(sentence) for sentence in (day.corrected, day.word[1])))
    bring(page, [{"name": "改正.docx", "mimeType": "application/octet-stream", "buffer": mended}])
    page.goto(f"{page.url.partition('?')[0]}?into=existing&source={number}")
    if page.locator("[name=same_as]").count():
        page.locator("[name=same_as]").first.check()
    page.click("[name=_save]")
    page.locator("a[href$='/successions/']").first.click()
    decisions = page.locator(".succession")
    expect(decisions).to_have_count(1)
    decisions.locator("input[value=carry]").check()
    send(page, page.locator("[name=_save]"))
    send(page, page.locator("form[action$='/steps/submit/'] [type=submit]"))
    reviewer.goto(page.url)
    send(reviewer, reviewer.locator("form[action$='/steps/publish/'] [type=submit]"))
    reader.reload()
    expect(reader.locator("main")).to_contain_text(day.corrected)
    expect(reader.locator(".source-text mark")).to_have_count(2)

    page.goto("/admin/workbench/broughttable/add/")
    page.select_option("[name=kind]", "statements")
    page.fill("[name=pasted]", table_of(day))
    send(page, page.locator("form.step-form button"))
    for told in NEW_AND_REFUSED[language]:
        expect(page.locator("#content")).to_contain_text(told)
    with page.expect_download() as download:
        page.locator("a[href$='/refused/']").click()
    refused = download.value.path().read_text(encoding="utf-8-sig")
    assert len(refused.splitlines()) == 6
    send(page, page.locator("[name=_import]"))
    expect(page.locator(".messagelist")).to_be_visible()


def write(page: Page, words: tuple[str, str], field: str = "text") -> None:
    """Write in both languages."""
    for column, text in zip(("en", "zh"), words, strict=True):
        page.fill(f"[name={field}_{column}]", text)


def tick(page: Page, concept: str) -> None:
    """Choose the concept that a new statement is about, and no other."""
    boxes = page.locator(".marking-boxes:visible").first
    boxes.locator("details").evaluate("details => { details.open = true; }")
    for box in boxes.locator("input:checked").all():
        box.uncheck()
    boxes.get_by_label(concept, exact=True).check()


def take(page: Page, step: str) -> None:
    """Take a step with all that is in work on the article, and with what goes along."""
    send(page, page.locator(f".marking-work button[value^={step}]").first)
    confirm(page)


def table_of(day: Day) -> str:
    """Seven rows of a table, five of them bad: no text, no such concept, kind or dimension, and one twice."""
    good = [f"characteristic,marketing,scope,A {day.pdf},第{number}：{day.gbk}" for number in (1, 2)]
    bad = [
        "characteristic,marketing,scope,,",
        "characteristic,no-such-concept,scope,Nobody knows it.,没有人知道。",
        "rumour,marketing,scope,Somebody said so.,有人这样说。",
        "characteristic,marketing,no-such-dimension,It lies nowhere.,它不在任何地方。",
        good[0],
    ]
    return "\n".join(["kind,subjects,dimension,text_en,text_zh", good[0], *bad, good[1].replace("A ", "Another ")])
