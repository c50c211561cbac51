"""The page of a question is a table of articles by answers; its words are a press away."""

import re

import pytest

from concepts.editorial.publishing import publish
from concepts.models import Statement
from concepts.pages.answer_table import Says
from concepts.pages.question import build_question_page
from sources.caveats import Caveat
from sources.cutting import cut_passage
from sources.models import Article, Passage, SourceVersion
from tests import factories as make

pytestmark = pytest.mark.django_db

ADDRESS = "/en/questions/which/"
SHOWN = {
    "en": {
        "whole": "says so", "both": "says both", "against": "says otherwise", "part": "says a part of it",
        "nearby": "says it of a department, people or plans", "reports": "reports it",
    },
    "zh-hans": {
        "whole": "这样说", "both": "既支持又反对", "against": "说法相反", "part": "只说到一部分",
        "nearby": "说的是部门、人员或策划", "reports": "转述他人",
    },
}  # fmt: skip


def passage(slug: str, quote: str = "Both aim", **fields) -> Passage:
    """A passage of the source with that slug, which has one article."""
    version = SourceVersion.objects.filter(source__slug=slug).first() or make.make_source(slug, **fields)
    return make.make_passage(version, quote)


def say(*slugs: str, against: tuple[str, ...] = (), reports: tuple[str, ...] = ()) -> Statement:
    """A published definition that these articles support, contradict and report."""
    said = make.make_statement("definition", make.make_concept(f"c-{Statement.objects.count()}"))
    for stance, names in (("supports", slugs), ("contradicts", against), ("reports", reports)):
        for slug in names:
            quote = "Sales push" if stance == "contradicts" else "Both aim"
            make.cite(said, passage(slug, quote), stance)
    publish(statements=[said])
    return said


def answer(*whole: Statement, parts: tuple[Statement, ...] = (), nearby: tuple[Statement, ...] = (), **fields):
    """A published answer to the question."""
    position = make.make_statement("position", question=make.make_question("which"), **fields)
    for statement in whole:
        make.rest_on(position, statement)
    for number, statement in enumerate(parts, 1):
        make.make_claim_part(position, number=number, name_en=f"part {number}", name_zh=f"第 {number} 部分")
        make.rest_on(position, statement, part=number)
    for statement in nearby:
        make.rest_on(position, statement, nearness="nearby")
    publish(statements=[position])
    return position


@pytest.fixture
def answers() -> list[Statement]:
    """Two answers; `plain` says the first, `two` both, `torn` supports and contradicts the first, and so on."""
    first = answer(
        say("plain", "two", "torn", against=("torn", "foe"), reports=("told",)),
        parts=(say("half"), say("other-half")),
        nearby=(say("near"),),
    )
    second = answer(say("two"), rank=1)
    return [first, second]


def standing() -> dict[str, list[tuple[str, ...]]]:
    return {
        row.article.source_slug: [tuple(map(str, cell.says)) for cell in row.cells]
        for row in build_question_page("which").rows
    }


def test_each_article_says_of_each_answer_what_it_is_counted_as(answers):
    assert standing() == {
        "plain": [("whole",), ()],
        "two": [("whole",), ("whole",)],
        "torn": [("both",), ()],
        "foe": [("against",), ()],
        "half": [("part",), ()],
        "other-half": [("part",), ()],
        "near": [("nearby",), ()],
        "told": [("reports",), ()],
    }
    first, second = build_question_page("which").positions
    assert (first.voices.count, second.voices.count) == (2, 1)
    assert [row.for_several for row in build_question_page("which").rows] == [False, True] + [False] * 6


def test_the_most_telling_come_first_by_answer_and_then_as_sources_do():
    answer(say("b"), parts=(say("p"), say("q")))
    answer(say("a", "c", "d"), rank=1)
    assert [*standing()] == ["a", "c", "d", "b", "p", "q"]


def test_who_copies_is_not_named_and_who_denies_a_part_besides_saying_it_says_both_things():
    version = make.make_source("copying")
    said = passage("copied")
    copy = cut_passage(version, version.read_text(), said.start, said.end, article=version.articles.get(), copy_of=said)
    copy.save()
    whole = say("copied", against=("divided",))
    make.cite(whole, copy)
    answer(whole, parts=(say("divided"), say("other")))
    assert standing()["divided"] == [("against", "part")]
    assert "copying" not in standing()


def test_versions_and_reposts_of_an_article_are_one_row():
    first, repost = make.make_source("first").articles.get(), make.make_source("repost").articles.get()
    type(repost).objects.filter(pk=repost.pk).update(same_as=first)
    answer(say("repost"))
    answer(say("first"), rank=1)
    assert standing() == {"first": [("whole",), ("whole",)]}


def test_the_sides_of_a_contrast_have_their_words_there():
    dimension = make.make_dimension()
    sides = [
        make.make_published("characteristic", make.make_concept(slug), cites=(passage("both"),), dimension=dimension)
        for slug in ("one", "other")
    ]
    contrast = make.make_distinction(*sides)
    publish(statements=[contrast])
    answer(contrast)
    (row,) = build_question_page("which").rows
    assert (row.cells[0].says, row.passages) == ((Says.WHOLE,), 1)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_says_it_in_words_and_folds_the_quotations(client, answers, language):
    html = client.get(ADDRESS.replace("/en/", f"/{language}/")).content.decode()
    table = html[html.index("<table") : html.index("</table>")]
    for says, words in SHOWN[language].items():
        assert f'<span class="says says-{says}">{words}</span>' in table, says
    assert table.count("<details") == table.count("<tbody>") == table.count('<th scope="rowgroup">') == 8
    assert table.count('<th scope="col"') == 3
    assert "<caption>" in table
    assert len(re.findall("<blockquote", table)) == 9 + 1  # `torn` has two, `two` one for each answer
    assert [f"#{position.code}" in table for position in answers] == [True, True]
    for words in {"en": ("speaks for more than one answer", "silent"), "zh-hans": ("支持不止一种回答", "未谈到")}[
        language
    ]:
        assert words in table
    both = {"en": "supports and contradicts this answer", "zh-hans": "既支持又反对，两边都不计入"}[language]
    assert both in html[html.index("</table>") :]


def test_a_title_in_chinese_of_any_length_and_many_answers_have_room(client):
    title = "营销与销售的区别和联系以及市场部与销售部各自应当做什么" * 4
    make.make_source("long")
    Article.objects.update(title_zh=title)
    for number in range(7):
        answer(say("long"), rank=number)
    html = client.get("/zh-hans/questions/which/").content.decode()
    assert title in html
    assert 'class="answer-table answers-many"' in html
    assert html.count('class="says says-whole"') == 7


@pytest.mark.parametrize(("number", "name"), [(1, "few"), (3, "few"), (4, "some"), (6, "some")])
def test_few_answers_have_wider_columns(client, number, name):
    for rank in range(number):
        answer(say("plain"), rank=rank)
    assert f'class="answer-table answers-{name}"' in client.get(ADDRESS).content.decode()


def test_a_question_without_an_answer_or_with_everybody_left_out_has_no_table(client):
    make.make_question("which")
    assert "<table" not in client.get(ADDRESS).content.decode()
    make.make_source("machine", caveats=Caveat.MACHINE_TRANSLATED.value)
    answer(say("machine"))
    assert "<table" in client.get(ADDRESS).content.decode()
    left = client.get(f"{ADDRESS}?without=machine-translated").content.decode()
    assert "<table" not in left
    assert "Nothing is left without these articles." in left


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Answers that no article is left for"), ("zh-hans", "其余文章都未给出的回答")]
)
def test_an_answer_that_nobody_is_left_for_keeps_its_place(client, language, words):
    make.make_source("machine", caveats=Caveat.MACHINE_TRANSLATED.value)
    make.make_source("plain")
    answer(say("plain"))
    gone = answer(say("machine"), rank=1)
    page = f"/{language}/questions/which/"
    assert words not in client.get(page).content.decode()
    left = client.get(f"{page}?without=machine-translated").content.decode()
    assert words in left
    assert left.count(f'id="{gone.code}"') == 1


@pytest.mark.parametrize(
    ("language", "unsigned", "undated"), [("en", "unsigned", "undated"), ("zh-hans", "未署名", "未注明日期")]
)
@pytest.mark.parametrize("own", ["", "undated"])
def test_an_article_with_caveats_of_its_own_is_called_what_these_say(client, language, unsigned, undated, own):
    """It is signed at its end, say, in a source that names nobody."""
    make.make_source("plain", caveats="unsigned,undated")
    Article.objects.update(caveats=own)
    answer(say("plain"))
    html = client.get(f"/{language}/questions/which/").content.decode()
    assert (unsigned in html, undated in html) == (not own, True)
