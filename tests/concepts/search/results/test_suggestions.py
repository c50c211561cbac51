"""While somebody types, the box offers what the words may come to."""

from collections import Counter

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from concepts.editorial.publishing import publish
from concepts.models import Dimension, Label, Question
from concepts.models.pinyin import pinyin_keys
from concepts.search.index.documents import Thing
from concepts.search.query.parsed_query import LONGEST_QUERY
from concepts.search.results.suggestion_index import NameList, NameMatch, SuggestedName
from concepts.search.results.suggestions import MOST_SUGGESTIONS, SearchSuggestion, as_completions, as_json, suggest
from sources.languages import Language, Text
from sources.text import search_fold
from tests.factories import (
    add_dimension_label,
    make_concept,
    make_dimension,
    make_distinction,
    make_finding,
    make_passage,
    make_published,
    make_question,
    make_source,
)

PREFERRED, OTHER, HIDDEN = Label.Role.PREFERRED, Label.Role.ALTERNATIVE, Label.Role.HIDDEN


def label(text: str, role: str = OTHER, id: int = 1) -> SuggestedName:
    """A name of a concept that stands in no database."""
    sounds = tuple(pinyin_keys(text).split()[1:])
    return SuggestedName(
        (Thing.CONCEPT, id), text, Language.EN, search_fold(text).strip(), sounds, role == PREFERRED, role == HIDDEN
    )


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ("market", label("Market", PREFERRED), NameMatch.EXACT),
        ("selling", label("selling"), NameMatch.EXACT),
        ("sal", label("Sales", PREFERRED), NameMatch.BEGINNING),
        ("sell", label("Personal selling", PREFERRED), NameMatch.INSIDE),
        ("ell", label("Personal selling", PREFERRED), None),  # in the midst of a word
        ("finance", label("Sales", PREFERRED), None),
        ("營銷", label("营销", PREFERRED), NameMatch.EXACT),
        ("销", label("营销", PREFERRED), NameMatch.INSIDE),
        ("市\u200b场部", label("市场部"), NameMatch.EXACT),
        ("ＳＡＬＥＳ", label("sales"), NameMatch.EXACT),
        ("  personal \t SELLING ", label("personal selling"), NameMatch.EXACT),
        # by sound: whole, in syllables, by first letters, begun, from a later syllable on, never in the midst of one
        ("yingxiao", label("营销"), NameMatch.EXACT),
        ("YING XIAO", label("营销"), NameMatch.EXACT),
        ("yx", label("营销", PREFERRED), NameMatch.EXACT),
        ("yingx", label("营销"), NameMatch.BEGINNING),
        ("scb", label("市场部"), NameMatch.EXACT),
        ("xiao", label("营销"), NameMatch.INSIDE),
        ("gxiao", label("营销"), None),
        ("营x", label("营销"), None),
        ("", label("营销"), None),
    ],
)
def test_how_well_a_name_matches(typed, name, expected):
    assert [match for match, _name in NameList([name]).find(search_fold(typed))] == (
        [expected] if expected is not None else []
    )


def test_of_names_that_match_alike_the_preferred_one_comes_first_and_each_thing_once():
    names = NameList([label("sale", id=1), label("sale", PREFERRED, id=2), label("sales", PREFERRED, id=1)])
    assert [(match, name.key[1]) for match, name in names.find("sale")] == [(NameMatch.EXACT, 2), (NameMatch.EXACT, 1)]
    assert [name.key[1] for _match, name in names.find("sale", among={1})] == [1]


@given(st.text(alphabet=st.characters(), max_size=2 * LONGEST_QUERY))
def test_any_text_may_be_typed(typed):
    NameList([label("市场 marketing")]).find(search_fold(typed))


@pytest.fixture
def field(db: None) -> None:
    """Five concepts, of which pairs are told apart: sales and marketing twice; promotion, and personal selling, from
    marketing once each, and personal selling from market by a finding alone.
    """
    marketing = make_concept("marketing", "Marketing", "营销")
    sales = make_concept("sales", "Sales", "销售")
    promotion = make_concept("promotion", "Promotion", "促销")
    market = make_concept("market", "Market", "市场")
    personal = make_concept("personal-selling", "Personal selling", "推销")
    for concept, language, text, role in (
        (sales, "en", "selling", OTHER),
        (personal, "en", "selling", OTHER),
        (marketing, "zh-hans", "市场营销", OTHER),
        (marketing, "zh-hans", "营消", HIDDEN),
    ):
        Label.objects.create(concept=concept, language=language, text=text, role=role)
    passage = make_passage(make_source(), "Marketing pulls users to products.")
    scope = make_dimension()

    def told_apart(one, other, en, zh):
        sides = [make_published("characteristic", each, dimension=scope, cites=(passage,)) for each in (one, other)]
        publish(statements=[make_distinction(*sides, title_en=en, title_zh=zh)])

    told_apart(sales, marketing, "The short view and the long view", "眼前与长远")
    told_apart(sales, marketing, "Push and pull", "推与拉")
    told_apart(promotion, marketing, "A part and the whole", "部分与整体")
    told_apart(personal, marketing, "Before and after", "先后")
    make_dimension("mindset", "Mindset", "思维")
    make_question()
    pushed = make_published("characteristic", market, dimension=scope, cites=(passage,), text_en="They close deals.")
    texts = {"text_en": "A market is a place, selling is work.", "text_zh": "市场是场所，推销是工作。"}
    publish(statements=[make_finding(market, personal, rests_on=(pushed,), **texts)])


ALL_OF_MARKETING = ["Marketing and Sales", "Marketing and Promotion", "Marketing and Personal selling"]


def offered(query: str, *types: str) -> list[str]:
    return [one.title.words for one in suggest(query) if one.type in types]


@pytest.mark.usefixtures("field")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mark", ["Marketing", "Market"]),
        ("market", ["Market", "Marketing"]),
        ("yingx", ["Marketing"]),
        ("yx", ["Marketing"]),
        ("營銷", ["Marketing"]),
        ("selling", ["Sales", "Personal selling"]),
        ("pers", ["Personal selling"]),
        # in a question, alone or among several
        ("what is mark", ["Marketing", "Market"]),
        ("什么是營銷", ["Marketing"]),
        ("what is selling for a market", ["Sales", "Personal selling", "Market"]),
        # with slips, and in characters that only sound alike
        ("promtion", ["Promotion"]),
        ("marekt", ["Market", "Marketing"]),
        ("personal sellign", ["Personal selling"]),
        ("yinxiao", ["Marketing"]),
        ("營消", ["Marketing"]),
        ("消售", ["Sales"]),
        ("sels", []),  # too short to say what it was to be
        ("销", ["Sales", "Marketing", "Promotion", "Personal selling"]),
        ("nothing of the kind", []),
        ("", []),
        (" \u200b\u3000", []),
        ("🙂", []),
        (".*", []),
        ("%", []),
        ("\ud800", []),
    ],
)
def test_concepts_are_offered_by_any_name(query, expected):
    assert offered(query, "concept") == expected


@pytest.mark.usefixtures("field")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # a name alone: with the concepts it is most often told apart from
        ("marketing", ALL_OF_MARKETING),
        ("市场", ["Market and Personal selling"]),
        # a name and something between: the same; what is typed of the second name goes before
        ("marketing v", ALL_OF_MARKETING),
        ("marketing versus ", ALL_OF_MARKETING),
        ("营销和", ALL_OF_MARKETING),
        ("marketing vs p", ["Marketing and Promotion", "Marketing and Personal selling"]),
        ("marketing vs. pers", ["Marketing and Personal selling"]),
        ("营销和推", ["Marketing and Personal selling"]),
        ("營銷與銷", ["Marketing and Sales"]),
        ("营销和xs", ["Marketing and Sales"]),
        ("difference between sales and mark", ["Sales and Marketing"]),
        ("compare promotion", ["Promotion and Marketing"]),
        # whole names, in the order of the query
        ("sales marketing", ["Sales and Marketing"]),
        ("销售和营销有什么区别", ["Sales and Marketing"]),
        ("is sales part of marketing", ["Sales and Marketing"]),
        ("marketing, sales and promotion", ["Marketing, Sales and Promotion"]),
        # what no finding and no distinction tells apart is not compared
        ("market vs sales", []),
        ("marketing, sales and market", []),
        ("market vs pers", ["Market and Personal selling"]),
        # with slips, and by sound
        ("slaes vs marketng", ["Sales and Marketing"]),
        ("营肖和销售", ["Marketing and Sales"]),
        ("yingxiao", ALL_OF_MARKETING),
        ("yinxiao", ALL_OF_MARKETING),
        # a longer name is not two short ones, and one that begins behind another is not joined to it
        ("市场营销", ALL_OF_MARKETING),
        ("市场营", []),
        ("marketing is war", []),
        ("what sales", []),
    ],
)
def test_comparisons_are_offered_of_what_is_named(query, expected):
    assert offered(query, "comparison") == expected


@pytest.mark.usefixtures("field")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("view", ["The short view and the long view"]),
        ("long sho", ["The short view and the long view"]),
        ("長遠", ["The short view and the long view"]),
        ("与", ["Push and pull", "A part and the whole", "The short view and the long view"]),
        ("hort", []),
        ("long price", []),
    ],
)
def test_distinctions_are_offered_by_the_words_of_their_titles(query, expected):
    assert sorted(offered(query, "distinction")) == sorted(expected)


@pytest.mark.usefixtures("field")
@pytest.mark.parametrize(
    ("query", "type", "expected"),
    [
        ("is sales par", "question", ["Is sales part of marketing?"]),
        ("销售是营", "question", ["Is sales part of marketing?"]),
        ("part of slaes", "question", ["Is sales part of marketing?"]),
        ("銷售屬於營銷", "question", ["Is sales part of marketing?"]),  # all but one of three words
        ("price of sales", "question", []),
        ("a place wo", "finding", ["A market is a place, selling is work."]),
        ("場所", "finding", ["A market is a place, selling is work."]),
        ("minds", "dimension", ["Mindset"]),
        ("思維", "dimension", ["Mindset"]),
        ("siwei", "dimension", ["Mindset"]),
        ("si w", "dimension", ["Mindset"]),
        ("mindest", "dimension", ["Mindset"]),
    ],
)
def test_questions_findings_and_dimensions_are_offered(query, type, expected):
    assert offered(query, type) == expected


@pytest.mark.usefixtures("field")
def test_dimensions_are_offered_by_their_other_names_too():
    mindset = Dimension.objects.get(slug="mindset")
    add_dimension_label(mindset, "Way of thinking")
    add_dimension_label(mindset, "思考方式", "zh-hans")
    add_dimension_label(mindset, "hidden name", role="hidden")
    found = [suggest(query)[0] for query in ("way of t", "thinking", "思考方", "sikao", "hidden")]
    assert {one.title.words for one in found} == {"Mindset"}
    assert [one.called.words for one in found] == ["Way of thinking"] * 2 + ["思考方式"] * 2 + [""]
    assert found[0].address == "/en/dimensions/mindset/"
    Dimension.objects.update(status="draft")
    assert suggest("thinking") == suggest("mindset") == ()


@pytest.mark.usefixtures("field")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("scope of sales", ["Sales: Scope"]),
        ("sales scop", ["Sales: Scope"]),
        ("scopes of the personal selling", ["Personal selling: Scope"]),
        ("銷售的範圍是什麼", ["Sales: Scope"]),
        ("selling scope", ["Sales: Scope", "Personal selling: Scope"]),  # two that are called so
        ("mindset of sales", []),  # on which nothing is said of it
        ("scope of sales and marketing", []),
        ("price of sales", []),
        ("sales", []),
    ],
)
def test_what_is_said_of_a_concept_on_a_dimension_is_offered(client, query, expected):
    found = [one for one in suggest(query) if one.address.count("/") == 5]
    assert [one.title.words for one in found] == expected
    assert {one.type for one in found} <= {"dimension"}
    assert all(client.get(one.address).status_code == 200 for one in found)


@pytest.mark.usefixtures("field")
def test_what_is_said_on_a_dimension_is_named_in_both_languages():
    with translation.override("zh-hans"):
        first = suggest("scope of sales")[0]
    assert (first.title, first.other) == (Text("销售：范围", "zh-Hans"), Text("Sales: Scope", "en"))
    assert first.address == "/zh-hans/concepts/sales/scope/"


@pytest.mark.usefixtures("field")
def test_whole_words_of_a_title_go_before_words_that_only_begin_so():
    for number, en in enumerate(["Marketing of cars", "The market for cars"]):
        Question.objects.create(
            slug=f"cars-{number}", text_en=f"{en}?", text_zh="汽车？", rank=number, status="published"
        )
    assert offered("market cars", "question") == ["The market for cars?", "Marketing of cars?"]
    assert offered("cars", "question") == ["Marketing of cars?", "The market for cars?"]


@pytest.mark.usefixtures("field")
@pytest.mark.parametrize("query", ["They close", "close deals", "deals"])
def test_a_sentence_that_needs_others_to_be_understood_is_not_offered(query):
    assert suggest(query) == ()


@pytest.mark.usefixtures("field")
def test_what_is_more_likely_meant_stands_first_and_each_kind_has_its_place():
    assert [one.type for one in suggest("marketing")] == ["concept", *["comparison"] * 3, "question"]
    several = suggest("sales and marketing")
    assert [one.type for one in several] == ["comparison", "question", "concept", "concept"]
    assert [one.title.words for one in several[-2:]] == ["Sales", "Marketing"]
    assert [one.type for one in suggest("is sales part")] == ["question", "concept"]
    assert [one.type for one in suggest("pu")] == ["distinction"]
    for number in range(9):
        make_concept(f"selling-{number}", f"Selling {number}", f"推销{number}")
    assert Counter(one.type for one in suggest("sell")) == {"concept": 4, "finding": 1}


@pytest.mark.usefixtures("field")
def test_a_suggestion_is_named_in_both_languages_and_by_what_was_typed():
    with translation.override("zh-hans"):
        concept = suggest("selling")[0]
        comparison = suggest("营销和销售")[0]
        hidden = suggest("营消")[0]
        distinction = suggest("眼前")[0]
        question, asked_in_english = suggest("销售是营销的")[1], suggest("part of sales")[0]
        kinds = [one.type_name for one in (concept, comparison, distinction, question)]
    assert concept == SearchSuggestion(
        "concept", Text("销售", "zh-Hans"), Text("Sales", "en"), "/zh-hans/concepts/sales/", Text("selling", "en")
    )
    assert (comparison.title.words, comparison.other.words) == ("营销与销售", "Marketing and Sales")
    assert comparison.address == "/zh-hans/compare/marketing-vs-sales/"
    assert hidden.title.words == "营销"
    assert not hidden.called
    assert (distinction.title.words, distinction.other.words) == ("眼前与长远", "The short view and the long view")
    assert distinction.address.startswith("/zh-hans/distinctions/")
    assert [one.title.words for one in (question, asked_in_english)] == ["销售是营销的一部分吗？"] * 2
    assert [one.other.words for one in (question, asked_in_english)] == ["", "Is sales part of marketing?"]
    assert question.address == "/zh-hans/questions/is-sales-part-of-marketing/"
    assert kinds == ["概念", "比较", "区别", "问题"]


@pytest.mark.usefixtures("field")
def test_only_the_beginning_of_a_long_query_is_looked_at():
    blanks = " " * (LONGEST_QUERY - len("sales"))
    assert offered(f"sales{blanks}market", "concept") == ["Sales"]
    assert offered(f"sales{blanks[9:]}market", "concept") == ["Sales", "Market"]


def test_number_of_queries_and_of_suggestions_do_not_grow_with_the_content(field, django_assert_num_queries):
    with django_assert_num_queries(9):
        few = suggest("marketing vs ")
    for number in range(20):
        make_concept(f"marketing-{number}", f"Marketing {number}", f"营销{number}")
    with django_assert_num_queries(9):
        many = suggest("marketing")
    assert len(few) <= len(many) == MOST_SUGGESTIONS
    with django_assert_num_queries(0):
        assert suggest(" ") == ()


def test_json_holds_words_with_their_languages():
    one = SearchSuggestion(
        "concept", Text("Sales", "en"), Text("销售", "zh-Hans"), "/en/concepts/sales/", Text("", "en")
    )
    assert as_json([one]) == {
        "suggestions": [
            {
                "type": "concept",
                "type_name": "Concept",
                "title": "Sales",
                "lang": "en",
                "other": "销售",
                "other_lang": "zh-Hans",
                "called": "",
                "called_lang": "en",
                "url": "/en/concepts/sales/",
            }
        ]
    }
    assert as_json(()) == {"suggestions": []}


def test_a_browser_gets_titles_that_complete_what_is_typed_each_once():
    sales, other = (
        SearchSuggestion("concept", Text("Sales", "en"), Text(chinese, "zh-Hans"), f"/en/{number}/", Text("", "en"))
        for number, chinese in enumerate(("销售", "营业"))
    )
    assert as_completions("Sal ", [sales, other], "https://example.org") == [
        "Sal ", ["Sales"], ["销售"], ["https://example.org/en/0/"],
    ]  # fmt: skip
    assert as_completions("x", (), "https://example.org") == ["x", [], [], []]


@pytest.mark.parametrize(
    ("language", "typed", "titles", "others"),
    [
        ("en", "SALES vs mark", "Marketing", "营销"),
        ("zh-hans", "销售和营", "营销", "Marketing"),
    ],
)
def test_a_browser_is_answered_about_what_it_asked(field, client, language, typed, titles, others):
    answer = client.get(f"/{language}/search/completions", {"q": typed})
    assert answer.headers["Content-Type"] == "application/x-suggestions+json"
    query, completions, descriptions, addresses = answer.json()
    assert query == typed
    assert len(completions) == len(descriptions) == len(addresses) > 0
    assert titles in completions[0]
    assert others in descriptions[0]
    assert addresses[0].startswith(f"http://testserver/{language}/compare/")
    for address in addresses:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address
