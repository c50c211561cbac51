"""A curator's week with what statements stand on, in Chromium: labels, dimensions, titles, translations, new sources.

Readers see nothing of it before somebody else publishes it, and everything after; then the newest edition of a
statement that shows it says the same as its page. Each language has rows and statements of its own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import LOCALES
from tests.browser.test_accessibility import LOOKS, findings
from tests.browser.test_curating import sign_in
from tests.browser.test_curators_week import (
    ADD,
    LANGS,
    MARKETING,
    PASSAGES,
    Pair,
    code_on,
    confirm,
    either,
    pick,
    pick_concept,
    pick_passage,
    save,
    send,
    take_step,
    write,
)

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
LANGUAGES = tuple(LANGS)


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """A site of this module's own, since its tests write."""
    return own_site


@dataclass(frozen=True)
class Change:
    """A change to a row that readers see: how its form is found, the field, what stands in it and what is written."""

    model: str  # as addresses of the admin name it
    search: str
    field: str  # a selector
    page: str  # where readers see the row, after the language
    before: str
    sent_back: str
    after: str


@dataclass(frozen=True)
class Week:
    """What is changed in one language's week, and a statement that shows all of it."""

    statement: str
    changes: tuple[Change, ...]
    comment: str
    note: str


WEEKS = {
    "en": Week(
        statement="GWVKV",
        changes=(
            Change(
                "concepts/concept", "market-research", "input[value='Market research']", "concepts/market-research/",
                "Market research", "Market inquest", "Market inquiry",
            ),
            Change(
                "concepts/dimension", "method", "[name=name_en]", "dimensions/method/",
                "Method", "Ways of doing it", "Ways and means",
            ),
            Change(
                "sources/source", "vpro", "[name=title_en]", "sources/vpro-marketing-and-sales/",
                "The Difference between Marketing and Sales", "Marketing and Sales: Some Difference",
                "How Marketing and Sales Differ",
            ),
            Change(
                "sources/passage", "tailoring", "[name=translation]",
                "sources/vpro-marketing-and-sales/v1/passages/1437-1535/",
                "产品调研就是调整你的产品以满足目标市场需求的过程。", "产品调研是把产品改成别人要的东西。",
                "产品调研就是按目标市场的需求来改进产品。",
            ),
        ),
        comment="Say it as a person would.",
        note="Closer to what the sources say.",
    ),
    "zh-hans": Week(
        statement="94FVN",
        changes=(
            Change(
                "concepts/concept", "marketing-department", "input[value='营销部']", "concepts/marketing-department/",
                "营销部", "行销处", "营销团队",
            ),
            Change(
                "concepts/dimension", "skills", "[name=name_zh]", "dimensions/skills/",
                "能力", "本事", "技能要求",
            ),
            Change(
                "sources/source", "understanding-sales", "[name=title_zh]",
                "sources/understanding-sales-and-marketing/",
                "销售与营销的区别，该如何理解？", "销售与营销有啥不一样？", "销售与营销的区别，应当怎样理解？",
            ),
            Change(
                "sources/passage", "when training members", "[name=translation]",
                "sources/understanding-sales-and-marketing/v1/passages/2560-2756/",
                "在培训营销部成员时，必须按照工作流程讲解", "教营销部的人时，得照流程说清各岗怎么干。",
                "培训营销部成员时，须按工作流程讲清各岗位如何执行。",
            ),
        ),
        comment="请用更自然的说法。",
        note="更接近来源的说法。",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """The people of a week, each with a page of their own; readers are not signed in."""

    language: str
    editor: Page
    reviewer: Page
    admin: Page
    reader: Page

    @property
    def week(self) -> Week:
        return WEEKS[self.language]

    @property
    def ours(self) -> int:
        return LANGUAGES.index(self.language)

    def statuses(self, addresses: list[str]) -> list[int]:
        """Return the statuses with which the site answers readers at these addresses."""
        return [self.reader.request.get(f"/{self.language}/{address}").status for address in addresses]

    def read(self, address: str) -> str:
        """Return what a reader gets at an address of the site, given without its language."""
        answer = self.reader.request.get(f"/{self.language}/{address}")
        assert answer.status == 200, answer.url
        return answer.text()

    def newest_edition(self) -> str:
        """Return the address, without the language, of the newest edition of the week's statement."""
        editions = self.read(f"editions/{self.week.statement}/")
        numbers = re.findall(rf"/statements/{self.week.statement}/v(\d+)/", editions)
        return f"statements/{self.week.statement}/v{max(map(int, numbers))}/"

    def readers_see(self, change: Change, words: str) -> None:
        """The row's page, the statement and its newest edition have these words, and no others that were written."""
        for address in (change.page, f"statements/{self.week.statement}/", self.newest_edition()):
            shown = self.read(address)
            assert words in shown, address
            for other in {change.sent_back, change.after} - {words}:
                assert other not in shown, address


@pytest.fixture
def story(visit: Visit, language: str) -> Story:
    people = (sign_in(visit, role, language) for role in ("editor", "reviewer", "admin"))
    return Story(language, *people, visit(f"/{language}/", language=language))


def path_of(page: Page) -> str:
    """Return the path of the page that is open."""
    return urlsplit(page.url).path


def open_form(page: Page, change: Change) -> tuple[str, str]:
    """Find the row in its list and open its form; return its path, and the selector of the field to change."""
    page.goto(f"/admin/{change.model}/?q={change.search}")
    send(page, page.locator("#result_list tbody tr", has_text=change.before).first.locator("th a"))
    return path_of(page), f"[name={page.locator(change.field).get_attribute('name')}]"


def follow_task(page: Page, form: str) -> None:
    """Open the form from the to-do list of the person's home page."""
    page.goto("/admin/")
    send(page, page.locator(f".todo-task li a[href='{form}']").first)


def draft(page: Page, field: str, words: str) -> None:
    """Write into a field of the form that is open and save it, which makes a draft; the page shows what differs."""
    page.fill(field, words)
    send(page, page.locator("[name=_save]"))
    expect(page.locator(".errornote")).to_have_count(0)
    expect(page.locator(".draft-banner ins").first).to_be_visible()


def expect_in_sight(page: Page, button: Locator) -> None:
    """Nobody has to scroll to the side to find the button, on a narrow screen either."""
    stored = page.viewport_size
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 860})
        box = button.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    if stored is not None:
        page.set_viewport_size(stored)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_statements_stand_on_changes_after_review(story: Story, deep: bool) -> None:
    """A row with names is sent back first, one with a text is changed again; with `--deep` all four, both."""
    first, *others, last = story.week.changes
    for change in (first, *(others if deep else ()), last):
        form, field = open_form(story.editor, change)
        story.readers_see(change, change.before)
        if deep or change is first:
            send_back(story, change, form, field)
        correct_and_publish(story, change, form, field)
        if deep or change is last:
            change_again_and_restore(story, change, form, field)


def send_back(story: Story, change: Change, form: str, field: str) -> None:
    """Drafted and sent back, which readers do not see; the editor has the form open again."""
    draft(story.editor, field, change.sent_back)
    take_step(story.editor, "submit")
    story.readers_see(change, change.before)
    follow_task(story.reviewer, form)
    take_step(story.reviewer, "return", "comment", story.week.comment)
    follow_task(story.editor, form)
    expect(story.editor.locator(".draft-banner", has_text=story.week.comment)).to_be_visible()


def correct_and_publish(story: Story, change: Change, form: str, field: str) -> None:
    """Corrected in the form that the editor has open, looked at and approved by another."""
    admin = story.admin
    draft(story.editor, field, change.after)
    take_step(story.editor, "submit")

    # Another person sees what differs, and the page as it would be.
    follow_task(admin, form)
    expect(admin.locator(".draft-banner ins").first).to_be_visible()
    send(admin, admin.locator(".draft-banner a[href*='/admin/preview/']"))
    expect(admin.locator(".preview-mark")).to_be_visible()
    expect(admin.locator("main")).to_contain_text(change.after)
    story.readers_see(change, change.before)
    admin.goto(form)
    take_step(admin, "publish", "note", story.week.note)
    story.readers_see(change, change.after)


def change_again_and_restore(story: Story, change: Change, form: str, field: str) -> None:
    """Changed again, by somebody else; then what it was before is made a draft from its history."""
    editor, reviewer, admin, week = story.editor, story.reviewer, story.admin, story.week
    reviewer.goto(form)
    draft(reviewer, field, change.sent_back)
    take_step(reviewer, "submit")
    follow_task(admin, form)
    take_step(admin, "publish")
    story.readers_see(change, change.sent_back)
    send(editor, editor.locator("a.historylink"))
    former = editor.locator("[aria-labelledby=contents-heading] tbody tr", has_text=week.note)
    expect_in_sight(editor, former.get_by_role("button"))
    send(editor, former.get_by_role("button"))
    take_step(editor, "submit")
    story.readers_see(change, change.sent_back)
    follow_task(reviewer, form)
    take_step(reviewer, "publish")
    story.readers_see(change, change.after)


@dataclass(frozen=True)
class News:
    """What is new in one language's week: a source with its text, a dimension, a concept, and a statement of them."""

    title: Pair
    slug: str
    text: str
    language: str
    words: str  # those of the text that are cited
    beside: str  # stands two sentences further on
    translation: str
    dimension: Pair
    question: Pair
    dimension_slug: str
    concept: Pair
    concept_slug: str
    statement: Pair


NEWS = {
    "en": News(
        title=("The lamplighter's handbook", "点灯人手册"),
        slug="lamplighters-handbook",
        text="Patronage lights the lamp. Trade walks by it. Nobody pays for the oil twice.\n",
        language="en",
        words="Patronage lights the lamp.",
        beside="Nobody pays for the oil twice.",
        translation="赞助点亮灯。",
        dimension=("Light", "光亮"),
        question=("Where does its light come from?", "它的光亮从哪里来？"),
        dimension_slug="light",
        concept=("Patronage", "商业赞助"),
        concept_slug="patronage",
        statement=("Patronage gives the light by which others trade.", "商业赞助给别人的生意照亮道路。"),
    ),
    "zh-hans": News(
        title=("Notes on ferries", "渡口笔记"),
        slug="notes-on-ferries",
        text="赶集要等渡船。船到了人才多。没有人付两回船钱。\n",
        language="zh-hans",
        words="赶集要等渡船。",
        beside="没有人付两回船钱。",
        translation="A fair waits for the ferry.",
        dimension=("Crossing", "过渡"),
        question=("What does it need to get across?", "它靠什么过渡？"),
        dimension_slug="crossing",
        concept=("Market fair", "赶集"),
        concept_slug="market-fair",
        statement=("A fair needs a ferry before it needs goods.", "赶集先要有渡船，然后才要有货。"),
    ),
}


def write_concept_beside(page: Page, news: News) -> None:
    """Make a concept in the window that opens beside the form of a statement, which then has chosen it."""
    with page.expect_popup() as opened:
        page.click("#add_id_concept_links-0-concept")
    window = opened.value
    window.fill("[name=slug]", news.concept_slug)
    for place, (language, words) in enumerate(zip(LANGUAGES, news.concept, strict=True)):
        expect(window.locator(f"[name=labels-{place}-language]")).to_have_value(language)
        window.fill(f"[name=labels-{place}-text]", words)
    with window.expect_event("close"):
        window.click("[name=_save]")
    expect(page.locator("#concept_links-0 .select2-selection__rendered")).to_contain_text(news.concept[0])


def write_source(page: Page, news: News) -> None:
    """Make a source, its text, and a passage of it, from one page to the next."""
    page.goto("/admin/sources/source/add/")
    write(page, news.title, "title")
    page.fill("[name=slug]", news.slug)
    page.select_option("[name=kind]", index=1)
    send(page, page.locator("[name=_save]"))
    send(page, page.locator(".messagelist a[href*='/sourceversion/add/']"))
    page.select_option("select[name=language]", news.language)
    page.fill("[name=pasted]", news.text)
    send(page, page.locator("[name=_save]"))
    expect(page.locator(".messagelist a[href$='/mark/']")).to_be_visible()
    version = page.url.rstrip("/").split("/")[-2]
    page.goto(f"/admin/sources/passage/add/?version={version}")  # the form, which *Read and mark* spares
    page.fill("[name=words]", news.words)
    page.fill("[name=translation]", news.translation)
    send(page, page.locator("[name=_save]"))
    expect(page.locator(".errornote")).to_have_count(0)


def write_dimension(page: Page, news: News) -> None:
    """Make a dimension on its own page."""
    page.goto("/admin/concepts/dimension/add/")
    write(page, news.dimension, "name")
    write(page, news.question, "question")
    page.fill("[name=slug]", news.dimension_slug)
    send(page, page.locator("[name=_save]"))
    expect(page.locator(".draft-banner")).to_be_visible()


def begin_on_new(page: Page, news: News) -> None:
    """Open an empty form for a characteristic, and choose the new dimension, which is marked there as a draft."""
    page.goto(ADD.format("characteristic"))
    pick(page, page.locator(".field-dimension"), news.dimension[0], either(news.dimension))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_and_all_that_is_new_in_it_go_through_review_as_one(story: Story) -> None:
    editor, reviewer, admin, news = story.editor, story.reviewer, story.admin, NEWS[story.language]
    write_source(editor, news)
    write_dimension(editor, news)
    begin_on_new(editor, news)
    write(editor, news.statement)
    write_concept_beside(editor, news)
    pick_passage(editor, news.words)
    save(editor)
    code = code_on(editor)
    form = path_of(editor)
    pages = [
        f"sources/{news.slug}/",
        f"dimensions/{news.dimension_slug}/",
        f"concepts/{news.concept_slug}/",
        f"statements/{code}/",
    ]
    assert story.statuses(pages) == [404] * 4
    take_step(editor, "submit")

    # Sent back and handed in again, it is still one thing.
    follow_task(reviewer, form)
    expect(reviewer.locator("form[action$='/steps/return/'] [name=_with]:checked")).to_have_count(5)
    take_step(reviewer, "return", "comment", story.week.comment)
    follow_task(editor, form)
    expect(editor.locator(".draft-banner", has_text=story.week.comment)).to_be_visible()
    take_step(editor, "submit")
    follow_task(admin, form)
    along = admin.locator("form[action$='/steps/publish/'] .companions")
    expect(along.locator("[name=_with]:checked")).to_have_count(5)
    for words in (news.title, news.dimension, news.concept):
        expect(along).to_contain_text(words[0])
    assert story.statuses(pages) == [404] * 4
    take_step(admin, "publish", "note", story.week.note)

    assert story.statuses(pages) == [200] * 4
    text = story.read(pages[0])
    assert news.words in text
    assert news.beside not in text  # of a new source readers see what is cited
    for address in (pages[3], f"{pages[3]}v1/"):
        shown = story.read(address)
        for words in (news.words, news.translation, news.statement[story.ours], news.concept[story.ours]):
            assert words in shown, address


@dataclass(frozen=True)
class Withheld:
    """A source whose text is withheld, words of it that a statement cites, and what is said of it."""

    slug: str
    statement: str
    quoted: str
    title: str
    reason: Pair
    released: str


WITHHELD = {
    "en": Withheld(
        slug="sales-push-marketing-pulls",
        statement="WPGW6",
        quoted="designed to prompt customers to make immediate purchase decisions",
        title="Sales push, marketing pulls",
        reason=("The publisher asks us not to show it.", "出版者要求不展示这篇文章。"),
        released="The publisher has agreed.",
    ),
    "zh-hans": Withheld(
        slug="promotion-marketing-sales-answer",
        statement="2DBZM",
        quoted="sales refers to the activities of realizing",
        title="促销、营销和销售有什么区别？",
        reason=("Its author asks us to take it down.", "作者要求撤下原文。"),
        released="作者同意再次展示。",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_withheld_and_shown_again(story: Story) -> None:
    reviewer, told = story.reviewer, WITHHELD[story.language]
    source, pages = f"sources/{told.slug}/", (f"sources/{told.slug}/", f"statements/{told.statement}/")
    whole = story.reader.request.get(f"/{story.language}/{source}").body()
    for address in pages:
        assert told.quoted in story.read(address)
    editor = story.editor
    editor.goto(f"/admin/sources/source/?q={told.slug}")
    send(editor, editor.locator("#result_list tbody th a"))
    form = path_of(editor)
    expect(editor.locator("a[href$='/steps/withhold/']")).to_have_count(0)

    reviewer.goto(form)
    send(reviewer, reviewer.locator("a[href$='/steps/withhold/']"))
    reviewer.check("[name=shows][value=nothing]")
    write(reviewer, told.reason, "reason")
    confirm(reviewer)
    for address in (*pages, f"{pages[1]}v1/"):
        shown = story.read(address)
        assert told.quoted not in shown, address
        assert told.reason[story.ours] in shown, address
    assert told.title in story.read(source)

    reviewer.goto(form)
    send(reviewer, reviewer.locator("a[href$='/steps/release/']"))
    reviewer.fill("[name=reason]", told.released)
    confirm(reviewer)
    assert story.reader.request.get(f"/{story.language}/{source}").body() == whole
    for address in (*pages, f"{pages[1]}v1/"):
        assert told.quoted in story.read(address), address


# Django's: rows of a table have its headings for labels, and an empty choice has no name.
OF_DJANGO = (".inline-group", ".select2-container")


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_pages_of_review(
    site: str, new_context: Callable[..., Any], language: str, deep: bool
) -> None:
    """Each page in one look by turns, with `--deep` in all; its rows are its own, and it is the last of the module."""

    def visit(address: str, *, language: str) -> Page:
        page: Page = new_context(base_url=site, locale=LOCALES[language], bypass_csp=True).new_page()
        page.set_default_timeout(15_000)
        page.goto(address)
        return page

    editor, reviewer = sign_in(visit, "editor", language), sign_in(visit, "reviewer", language)
    names = (f"Tide {language}", f"潮汐 {language}")
    news = replace(NEWS[language], dimension=names, dimension_slug=f"tide-{language}")
    write_dimension(editor, news)
    begin_on_new(editor, news)
    write(editor, news.question)
    pick_concept(editor, "#concept_links-0", MARKETING)
    pick_passage(editor, PASSAGES["marketing"])
    save(editor)
    statement = path_of(editor)
    take_step(editor, "submit")
    editor.goto(f"/admin/concepts/dimension/?q={'timeframe' if language == 'en' else 'mindset'}")
    send(editor, editor.locator("#result_list tbody th a"))
    draft(editor, "[name=question_en]", f"How far does it go, {names[0]}?")
    take_step(editor, "submit")
    proposal = path_of(editor)

    slug = WITHHELD[language].slug
    reviewer.goto(f"/admin/sources/source/?q={slug}")
    send(reviewer, reviewer.locator("#result_list tbody th a"))
    source = path_of(reviewer)
    send(reviewer, reviewer.locator("a[href$='/steps/withhold/']"))
    reviewer.check("[name=shows][value=nothing]")
    write(reviewer, WITHHELD[language].reason, "reason")
    confirm(reviewer)
    reviewer.goto("/admin/")
    publication = reviewer.locator(".todo-changes a").first.get_attribute("href") or ""

    addresses = {
        "home": "/admin/",
        "work": "/admin/concepts/proposal/",
        "statement": statement,
        "proposal": proposal,
        "preview": proposal.replace("/concepts/dimension/", "/preview/dimension/").replace("/change/", "/"),
        "publications": "/admin/concepts/publication/",
        "publication": publication,
        "source": source,
        "history": source.replace("/change/", "/history/"),
        "withheld": f"/{language}/sources/{slug}/",
    }
    found = {}
    for number, (name, address) in enumerate(addresses.items()):
        for width, scheme in LOOKS if deep else LOOKS[number % 4 : number % 4 + 1]:
            reviewer.set_viewport_size({"width": width, "height": 860})
            reviewer.emulate_media(color_scheme=scheme)
            reviewer.goto(address)
            if faults := findings(reviewer, without=OF_DJANGO):
                found[name, width, scheme] = faults
    assert found == {}
