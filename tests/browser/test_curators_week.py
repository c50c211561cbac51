"""A curator's week in Chromium: written, sent back, published by another, corrected, restored, merged and withdrawn.

Each test tells the week of one language from end to end, on statements of its own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_curating import sign_in

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
Pair = tuple[str, str]  # the same words in English and Chinese
ADD, CHARACTERISTICS = "/admin/concepts/{}/add/", "/admin/concepts/characteristic/"


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@dataclass(frozen=True)
class Week:
    """What is written in one language's week, and how the site says in that language what the week looks for."""

    published: str  # the status
    dimension: tuple[str, str]  # what is typed to find it, and its name
    marker: str  # stands in each characteristic and in nothing else on the site
    marketing: Pair
    sales: Pair
    marketing_again: Pair
    title: Pair
    slug: str
    text: Pair
    mended: Pair
    corrected: Pair
    swapped: Pair  # the word that the correction takes out and the one that it puts in
    elsewhere: Pair  # typed in another tab
    comment: str
    note: str


WEEKS = {
    "en": Week(
        published="Published",
        dimension=("timeframe", "Timeframe"),
        marker="lighthouse",
        marketing=("Marketing keeps the lighthouse lit for years.", "营销使灯塔常年不灭。"),
        sales=("Sales pilots one ship past the lighthouse today.", "销售今天就引一条船驶过灯塔。"),
        marketing_again=("To market is to tend a lighthouse, season after season.", "做营销好比守灯塔，一季接着一季。"),
        title=("A light for all, a pilot for one", "灯照众船，人引一船"),
        slug="light-and-pilot",
        text=("Marketing shines and sales steers.", "营销照明，销售掌舵。"),
        mended=("Marketing shines for years, sales steers for hours.", "营销照亮多年，销售掌舵数小时。"),
        corrected=("Marketing shines for years, sales steers for days.", "营销照亮多年，销售掌舵数日。"),
        swapped=("hours", "days"),
        elsewhere=("Marketing glows for decades, sales steers for days.", "营销照亮几十年，销售掌舵数日。"),
        comment="Say for how long each of them does it.",
        note="A pilot stays aboard for days.",
    ),
    "zh-hans": Week(
        published="已发布",
        dimension=("timeframe", "时间跨度"),
        marker="果园",
        marketing=("Marketing plants an orchard whose trees bear late.", "营销种下一片果园，多年以后才结果。"),
        sales=("Sales picks in the orchard what is ripe this week.", "销售到果园里摘本周熟了的果子。"),
        marketing_again=(
            "An orchard that somebody waters each spring: so works marketing.",
            "营销就像年年春天给果园浇水。",
        ),
        title=("Who plants and who picks", "谁来种，谁来摘"),
        slug="plant-and-pick",
        text=("One of them plants, the other harvests.", "一个种，一个收。"),
        mended=("Marketing plants for ten seasons, sales harvests in one hour.", "营销种十季，销售收一小时。"),
        corrected=("Marketing plants for ten seasons, sales harvests in one week.", "营销种十季，销售收一星期。"),
        swapped=("小时", "星期"),
        elsewhere=("Marketing sows for twenty seasons, sales harvests in one week.", "营销种二十季，销售收一星期。"),
        comment="请写明各自要多久。",
        note="收获要一个星期。",
    ),
}
LANGS = {"en": "en", "zh-hans": "zh-Hans"}  # as pages mark the language of words
MARKETING, SALES = ("yingxiao", "营销", "Marketing"), ("xiaoshou", "销售", "Sales")
PASSAGES = {
    "marketing": "通过长期以来的策略,来吸引更广泛更多样化的消费者",
    "sales": "针对已经开发好的客户群体",
    "marketing_again": "市场营销操作需要谨慎精密的营销策略和全面的市场调研",
    "contrast": "市场营销和销售的含义是有区别的",
}


def send(page: Page, button: Locator, status: int = 200) -> None:
    """Press a button or follow a link, and wait for the page it leads to, which must have the status."""
    with page.expect_navigation() as navigation:
        button.click()
    answer = navigation.value
    assert answer is not None
    assert answer.status == status, answer.url


def unwatched(page: Page) -> Page:
    """Another tab of the same person, for refusals: Chromium calls an answer of 409 a fault, and none is noted here."""
    tab = page.context.new_page()
    tab.set_default_timeout(15_000)
    return tab


def either(words: Pair) -> re.Pattern[str]:
    """The words in one language or the other."""
    return re.compile("|".join(map(re.escape, words)))


def pick(page: Page, field: Locator, typed: str, shown: re.Pattern[str]) -> None:
    """Type into an autocomplete field and take the answer that is shown as the pattern says."""
    field.locator(".select2-container").click()
    page.fill(".select2-container--open .select2-search__field", typed)
    page.locator(".select2-results__option:not(.loading-results)").filter(has_text=shown).first.click()
    expect(field.locator(".select2-selection__rendered")).to_contain_text(shown)


def pick_concept(page: Page, row: str, concept: tuple[str, str, str]) -> None:
    """Choose a concept in a row of a form by its pinyin."""
    typed, chinese, english = concept
    shown = re.compile(rf"^\W*({english} · {chinese}|{chinese} · {english})$")
    pick(page, page.locator(f"{row} .field-concept"), typed, shown)


def pick_passage(page: Page, words: str) -> None:
    """Cite the passage with these words in the first row of the citations."""
    pick(page, page.locator("#citations-0 .field-passage"), words, re.compile(re.escape(words)))


def write(page: Page, words: Pair, field: str = "text") -> None:
    """Write the words of a statement in both languages."""
    page.fill(f"[name={field}_en]", words[0])
    page.fill(f"[name={field}_zh]", words[1])


def begin(page: Page, kind: str, dimension: tuple[str, str]) -> None:
    """Open an empty form for a statement on the dimension."""
    page.goto(ADD.format(kind))
    pick(page, page.locator(".field-dimension"), dimension[0], re.compile(rf"^\W*{dimension[1]}$"))


def save(page: Page, status: int = 200) -> None:
    """Save the form and stay on its page."""
    send(page, page.locator("[name=_continue]"), status)
    expect(page.locator(".errornote")).to_have_count(0)


def code_on(page: Page) -> str:
    """The permanent code of the statement whose form is open."""
    return page.locator(".field-permanent_code .readonly").inner_text().strip()


def take_step(page: Page, name: str, field: str = "", words: str = "") -> None:
    """Take a step with the statement whose form is open, and be told that it is done."""
    form = page.locator(f'form[action$="/steps/{name}/"]')
    if field:
        form.locator(f"[name={field}]").fill(words)
    send(page, form.locator("[type=submit]"))
    expect(page.locator(".errornote")).to_have_count(0)
    expect(page.locator(".messagelist li")).to_have_count(1)


def confirm(page: Page) -> None:
    """Send the page of a step that has been told what it needs, and be told that it is done."""
    send(page, page.locator("[name=confirmed]"))
    expect(page.locator(".errornote, .errorlist")).to_have_count(0)
    expect(page.locator(".messagelist li")).to_have_count(1)


def write_characteristic(page: Page, week: Week, words: Pair, concept: tuple[str, str, str], passage: str) -> str:
    """Write a characteristic of a concept with its citation; returns its code."""
    begin(page, "characteristic", week.dimension)
    write(page, words)
    pick_concept(page, "#concept_links-0", concept)
    pick_passage(page, passage)
    save(page)
    return code_on(page)


def write_distinction(page: Page, week: Week, marketing: str, sales: str) -> str:
    """Write a distinction between two characteristics, given by their codes; returns the address of its form."""
    begin(page, "distinction", week.dimension)
    write(page, week.title, "title")
    page.fill("[name=slug]", week.slug)
    write(page, week.text)
    for place, (concept, code, text) in enumerate(((MARKETING, marketing, week.marketing), (SALES, sales, week.sales))):
        pick_concept(page, f"#sides-{place}", concept)
        pick(page, page.locator(f"#sides-{place} .field-characteristic"), code, either(text))
    pick_passage(page, PASSAGES["contrast"])
    save(page)
    return page.url


def act_on_characteristics(page: Page, week: Week, action: str) -> None:
    """Take an action with all characteristics of the week, from their list."""
    page.goto(CHARACTERISTICS)
    page.fill("#searchbar", week.marker)
    send(page, page.locator("#changelist-search [type=submit]"))
    boxes = page.locator("#result_list .action-select")
    expect(boxes).to_have_count(3)
    for place in range(3):
        boxes.nth(place).check()
    page.select_option("[name=action]", action)
    send(page, page.locator("#changelist-form [name=index]"))


@dataclass(frozen=True)
class Story:
    """The people of a week, each with a page of their own, and the distinction it is about.

    `form` is the address of its form, `address` the public one; `ours` says which one of a pair is shown.
    """

    language: str
    editor: Page
    reviewer: Page
    reader: Page
    form: str
    address: str

    @property
    def week(self) -> Week:
        return WEEKS[self.language]

    @property
    def ours(self) -> int:
        return list(WEEKS).index(self.language)

    def reader_sees(self, text: Pair, address: str = "") -> None:
        """The public page of the distinction, or of one of its editions, says this."""
        self.reader.goto(address or self.address)
        expect(self.reader.locator("h1")).to_have_text(self.week.title[self.ours])
        expect(self.reader.locator(".lead-contrast")).to_have_text(text[self.ours])

    def publish(self, by: Page, note: str = "") -> None:
        """What is drafted is published."""
        by.goto(self.form)
        take_step(by, "publish", "note", note)


@pytest.mark.parametrize("language", WEEKS)
def test_a_curators_week(visit: Visit, language: str) -> None:
    week = WEEKS[language]
    title = week.title[list(WEEKS).index(language)]
    editor, reviewer = sign_in(visit, "editor", language), sign_in(visit, "reviewer", language)

    # The editor writes a distinction with new characteristics, and hands all of it in.
    marketing = write_characteristic(editor, week, week.marketing, MARKETING, PASSAGES["marketing"])
    sales = write_characteristic(editor, week, week.sales, SALES, PASSAGES["sales"])
    again = write_characteristic(editor, week, week.marketing_again, MARKETING, PASSAGES["marketing_again"])
    form = write_distinction(editor, week, marketing, sales)
    address = f"/{language}/distinctions/{code_on(editor)}/{week.slug}/"
    # What it still lacks is said on its form: its sides are not published.
    expect(editor.locator(".wanting-list li")).to_have_text([re.compile(marketing), re.compile(sales)])
    expect(editor.locator("[name=_publish], form[action$='/steps/publish/']")).to_have_count(0)
    # The sides go with it; the third characteristic is handed in by itself.
    expect(editor.locator("form[action$='/steps/submit/'] [name=_with]:checked")).to_have_count(2)
    take_step(editor, "submit")
    editor.goto(f"{CHARACTERISTICS}?q={again}")
    send(editor, editor.locator("#result_list tbody th a"))
    take_step(editor, "submit")

    # The reviewer finds it among what waits, and sends it back; the editor reads why, mends it and hands it in again.
    reviewer.goto("/admin/")
    send(reviewer, reviewer.locator(".todo-task li a", has_text=title))
    take_step(reviewer, "return", "comment", week.comment)
    editor.goto("/admin/")
    send(editor, editor.locator(".todo-task li a", has_text=title).first)
    expect(editor.locator(".draft-notes")).to_contain_text(week.comment)
    write(editor, week.mended)
    save(editor)
    take_step(editor, "submit")

    # Another person than the author publishes.
    reader = visit(f"/{language}/", language=language)
    assert reader.request.get(address).status == 404
    act_on_characteristics(reviewer, week, "publish_chosen")
    confirm(reviewer)
    expect(reviewer.locator("#result_list .field-status")).to_have_text([re.compile(week.published, re.IGNORECASE)] * 3)
    story = Story(language, editor, reviewer, reader, form, address)
    story.publish(reviewer)
    story.reader_sees(week.mended)

    correct(story)
    meet_in_two_tabs(story)
    restore_the_first(story, sign_in(visit, "admin", language))
    merge(story, marketing, again)
    withdraw(story)


def correct(story: Story) -> None:
    """A published text is corrected beside itself, looked at in a preview, and published as edition 2."""
    editor, reader, week = story.editor, story.reader, story.week
    lang = LANGS[story.language]
    taken_out, put_in = week.swapped
    editor.goto(story.form)
    write(editor, week.corrected)
    save(editor)
    expect(editor.locator(f".draft-banner .pieces[lang={lang}] del")).to_have_text(taken_out)
    expect(editor.locator(f".draft-banner .pieces[lang={lang}] ins")).to_have_text(put_in)
    story.reader_sees(week.mended)
    send(editor, editor.locator(".draft-banner a[href*='/admin/preview/']"))
    expect(editor.locator(".preview-mark")).to_be_visible()
    expect(editor.locator(".lead-contrast")).to_have_text(week.corrected[story.ours])
    editor.goto(story.form)
    take_step(editor, "submit")

    story.publish(story.reviewer, week.note)
    story.reader_sees(week.corrected)
    send(reader, reader.locator('.to-editions a[href*="/editions/"]'))
    expect(reader.locator(".edition-list > li")).to_have_count(2)
    expect(reader.locator(".edition-list > li").first).to_contain_text(week.note)
    send(reader, reader.locator(".edition-list a[href$='?from=1&to=2']"))
    removed, added = {"en": ("removed: ", "added: "), "zh-hans": ("删去：", "增加：")}[
        story.language
    ]  # heard, not seen
    expect(reader.locator(f".change-line [lang={lang}] del")).to_have_text(removed + taken_out)
    expect(reader.locator(f".change-line [lang={lang}] ins")).to_have_text(added + put_in)


def meet_in_two_tabs(story: Story) -> None:
    """Of two tabs the second is refused with both texts, keeps what was typed, and may then be saved over the first."""
    editor, week = story.editor, story.week
    other = unwatched(editor)
    editor.goto(story.form)
    other.goto(story.form)
    write(editor, week.mended)
    save(editor)
    write(other, week.elsewhere)
    save(other, 409)
    table = other.locator(".conflict-table")
    for stored, typed in zip(week.mended, week.elsewhere, strict=True):
        expect(table.locator("tr", has_text=stored).locator("td").nth(1)).to_have_text(typed)
    expect(other.locator("[name=text_en]")).to_have_value(week.elsewhere[0])
    expect(other.locator("[name=text_zh]")).to_have_value(week.elsewhere[1])
    editor.goto(story.form)
    expect(editor.locator("[name=text_en]")).to_have_value(week.mended[0])
    send(other, other.locator(".conflict [name=_over]"))
    other.close()
    editor.goto(story.form)
    expect(editor.locator("[name=text_en]")).to_have_value(week.elsewhere[0])

    story.publish(story.reviewer)
    story.reader_sees(week.elsewhere)


def restore_the_first(story: Story, admin: Page) -> None:
    """The reviewer makes the first edition a draft; to publish it, as edition 4, takes somebody else."""
    reviewer, week = story.reviewer, story.week
    reviewer.goto(story.form.replace("/change/", "/history/"))
    send(reviewer, reviewer.locator("button[name=number][value='1']"))
    expect(reviewer.locator("[name=text_en]")).to_have_value(week.mended[0])
    own = unwatched(reviewer)
    own.goto(story.form)
    send(own, own.locator("form[action$='/steps/publish/'] [type=submit]"), 409)
    expect(own.locator(".errornote")).to_be_visible()
    own.close()
    story.reader_sees(week.elsewhere)

    story.publish(admin)
    story.reader_sees(week.mended)
    story.reader_sees(week.mended, f"{story.address}v4/")
    story.reader_sees(week.elsewhere, f"{story.address}v3/")


def merge(story: Story, old: str, new: str) -> None:
    """Two characteristics become one: the old address leads on, and the distinction shows the one that stays."""
    reviewer, reader, words = story.reviewer, story.reader, story.week.marketing_again
    reviewer.goto(f"{CHARACTERISTICS}?q={old}")
    send(reviewer, reviewer.locator("#result_list tbody th a"))
    send(reviewer, reviewer.locator("a[href$='/steps/merge/']"))
    pick(reviewer, reviewer.locator("div:has(> #id_into)"), new, either(words))
    write(reviewer, ("Both say how long marketing takes.", "两条说的都是营销要多久。"), "reason")
    confirm(reviewer)
    moved = reader.request.get(f"/{story.language}/statements/{old}/", max_redirects=0)
    assert moved.status == 301
    assert moved.headers["location"] == f"/{story.language}/statements/{new}/"
    reader.goto(story.address)
    expect(reader.locator(".side .statement-text").first).to_have_text(words[story.ours])


def withdraw(story: Story) -> None:
    """The distinction leaves the site: its address answers with the curators' words and its last edition."""
    reviewer, week = story.reviewer, story.week
    words = (f"We no longer say that: {week.title[0]}.", f"这一条不再成立：{week.title[1]}。")
    reviewer.goto(story.form)
    send(reviewer, reviewer.locator("a[href$='/steps/withdraw/']"))
    expect(reviewer.locator(".last-edition p").nth(story.ours)).to_have_text(week.mended[story.ours])
    write(reviewer, words, "words")
    confirm(reviewer)
    gone = story.reader.request.get(story.address)
    assert gone.status == 410
    assert words[story.ours] in gone.text()
    # The merge before gave it its fifth edition.
    last = f"{story.address}v5/"
    assert f'href="{last}"' in gone.text()
    story.reader_sees(week.mended, last)
    expect(story.reader.locator(".edition-standing")).to_contain_text(words[story.ours])
