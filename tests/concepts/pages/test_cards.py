"""A card says what its page says, with the same numbers, in both languages."""

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish, withdraw
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.evidence.site import load_site
from concepts.models import Statement
from concepts.pages.cards import (
    MOST_ANSWERS,
    card_of_article,
    card_of_concept,
    card_of_edition,
    card_of_home,
    card_of_question,
    card_of_source,
    card_of_statement,
)
from concepts.pages.concept import build_concept_page
from concepts.pages.editions.edition import build_edition_page
from concepts.pages.question import build_question_page
from concepts.pages.sources.source import build_source_page, find_article
from concepts.pages.statement import build_page_of
from sources.models import Article, Source
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans"]


def statement_card(statement: Statement):
    return card_of_statement(build_page_of(statement, ArticlesLeftOut(())))


def words(texts):
    return [text.words for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_distinction_has_both_sides_in_both_languages_and_its_number(language):
    distinction = make_world().first("distinction")
    sides = [side.characteristic for side in distinction.sides.order_by("rank")]
    with translation.override(language):
        card = statement_card(distinction)
    english, chinese = [side.text_en for side in sides], [side.text_zh for side in sides]
    shown = words(side.text for side in card.sides), words(side.other_text for side in card.sides)
    assert shown == ((english, chinese) if language == "en" else (chinese, english))
    titles = (distinction.title_en, distinction.title_zh)
    assert (card.headline.words, card.other.words) == (titles if language == "en" else titles[::-1])
    number = build_page_of(distinction, ArticlesLeftOut(())).statement.voices.count
    assert number > 0
    assert str(number) in card.count.words
    assert ("article" in card.count.words) is (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_statement_names_a_question_that_stands_beside_it(language):
    relation = make_world().first("relation")
    with translation.override(language):
        card = statement_card(relation)
        question = build_page_of(relation, ArticlesLeftOut(())).statement.questions[0].text.words
    assert card.disputed.words == (f"Disputed: {question}" if language == "en" else f"有争议：{question}")
    assert card.disputed.words in card.description


@pytest.mark.parametrize(
    ("language", "kind", "standing", "gone"),
    [
        ("en", "Definition · Edition 1", "Readers see something else now.", "This statement was withdrawn."),
        ("zh-hans", "定义·第 1 版", "读者现在看到的内容已经不同。", "这条陈述已撤回。"),
    ],
)
def test_the_card_of_an_edition_has_its_own_words_and_says_whether_they_stand(language, kind, standing, gone):
    definition = make_world().first("definition")
    address = f"{definition.get_absolute_url()}v1/"
    with translation.override(language):
        before = card_of_edition(build_edition_page(definition.code, 1, address.replace("/en/", f"/{language}/")))
        Statement.objects.filter(pk=definition.pk).update(text_en="Other words.", text_zh="别的话。")
        publish(statements=[definition])
        after = card_of_edition(build_edition_page(definition.code, 1, address.replace("/en/", f"/{language}/")))
        withdraw(statement=definition, words_en="Wrong.", words_zh="有误。")
        last = card_of_edition(build_edition_page(definition.code, 1, address.replace("/en/", f"/{language}/")))
    texts = (definition.text_en, definition.text_zh)
    assert (after.headline.words, after.other.words) == (texts if language == "en" else texts[::-1])
    assert (after.kind.words, before.hues) == (kind, ())
    assert [card.disputed.words for card in (before, after, last)] == ["", standing, gone]


@pytest.mark.parametrize(
    ("language", "counted", "article"),
    [("en", "1 article · 2 cited passages", "Article"), ("zh-hans", "1 篇文章·2 个被引片段", "文章")],
)
def test_the_card_of_a_source_counts_what_it_has_and_that_of_an_article_names_it(language, counted, article):
    make_world()
    Source.objects.filter(slug="english-0").update(author="A. Writer")
    Article.objects.filter(version__source__slug="english-0").update(title_en="A part", title_zh="一部分")
    with translation.override(language):
        source = card_of_source(build_source_page("english-0"))
        articles, place = find_article("english-0", 1, 1)
        card = card_of_article(articles[place])
    assert (source.count.words, source.more.words) == (counted, "A. Writer")
    assert (card.kind.words, card.more, card.count.words) == (article, source.headline, "A. Writer")
    titles = ("A part", "一部分")
    assert (card.headline.words, card.other.words) == (titles if language == "en" else titles[::-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_home_says_what_the_site_says_in_both_languages(language):
    make.make_site()
    make_world(concepts=5)
    make.make_concept("nearby")  # is no core concept
    with translation.override(language):
        card = card_of_home(load_site(), load_concept_names().concepts)
    headlines = ("How weather and climate differ", "天气和气候有何不同")
    assert (card.headline.words, card.other.words) == (headlines if language == "en" else headlines[::-1])
    assert len(card.names) == len(card.hues) == 5
    assert "nearby" not in card.description.casefold()


@pytest.mark.parametrize(("language", "kind"), [("en", "Position"), ("zh-hans", "回答")])
def test_the_card_of_an_answer_names_its_question(language, kind):
    position = make_world().first("position")
    with translation.override(language):
        card = statement_card(position)
        assert position.question.text.words in card.disputed.words
    assert card.kind.words == kind


@pytest.mark.parametrize(
    ("language", "sources", "count"),
    [
        ("en", 1, "1 article says so · Set side by side by us"),
        ("zh-hans", 1, "1 篇文章这样说·由本站并列比较"),
        ("en", 2, "Put together by us from several articles"),
        ("zh-hans", 2, "由本站综合多篇文章得出"),
    ],
)
def test_the_card_of_a_contrast_that_nobody_makes_says_so(language, sources, count):
    versions = [make.make_source(f"english-{number}") for number in range(sources)]
    passages = (make.make_passage(versions[0], "Marketing pulls users"), make.make_passage(versions[-1], "Sales push"))
    sides = [
        make.make_published("characteristic", make.make_concept(slug), cites=(passage,))
        for slug, passage in zip(("alpha", "beta"), passages, strict=True)
    ]
    distinction = make.make_distinction(*sides)
    publish(statements=[distinction])
    distinction.refresh_from_db()
    with translation.override(language):
        assert statement_card(distinction).count.words == count


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_question_has_the_answers_that_most_articles_give(language):
    make_world()
    with translation.override(language):
        page = build_question_page("question-0")
        card = card_of_question(page)
    assert [(answer.text, answer.count) for answer in card.answers] == [
        (position.statement.text, position.voices.count) for position in page.positions[:MOST_ANSWERS]
    ]
    assert card.headline == page.text
    assert {card.headline.lang, card.other.lang} == {"en", "zh-Hans"}
    assert str(page.voices.count) in card.count.words
    assert not card.more


@pytest.mark.parametrize(("language", "more"), [("en", "2 more answers"), ("zh-hans", "另有 2 种回答")])
def test_answers_for_which_there_is_no_room_are_counted(language, more):
    said = make_world().first("relation")
    question = make.make_question("question-0")
    for _number in range(MOST_ANSWERS + 1):
        position = make.make_statement("position", question=question)
        make.rest_on(position, said)
        publish(statements=[position])
    with translation.override(language):
        card = card_of_question(build_question_page("question-0"))
    assert len(card.answers) == MOST_ANSWERS
    assert card.more.words == more


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_concept_has_its_definition_or_else_its_scope_note(language):
    make_world()
    make.make_concept("bare", scope_note_en="What it covers.", scope_note_zh="它包括什么。")
    with translation.override(language):
        page = build_concept_page("alpha")
        card, bare = card_of_concept(page), card_of_concept(build_concept_page("bare"))
    assert card.headline == page.definition.statement.text
    assert str(page.definition.statement.voices.count) in card.count.words
    notes = ("What it covers.", "它包括什么。")
    assert (bare.headline.words, bare.other.words) == (notes if language == "en" else notes[::-1])
    assert not bare.count
