"""While somebody types, the box offers what the words may come to."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from concepts.editorial.publishing import publish
from concepts.models import Label
from concepts.search.index.names import LabelRow
from concepts.search.query.parsed_query import LONGEST_QUERY
from concepts.search.results.suggestions import (
    MOST_SUGGESTIONS,
    NameMatch,
    SearchSuggestion,
    as_completions,
    as_json,
    match_label,
    suggest,
)
from sources.languages import Text
from sources.text import search_fold
from tests.factories import make_concept, make_dimension, make_distinction, make_passage, make_published, make_source

PREFERRED, OTHER, HIDDEN = Label.Role.PREFERRED, Label.Role.ALTERNATIVE, Label.Role.HIDDEN


def label(text: str, role: str = OTHER) -> LabelRow:
    """A label that stands in no database."""
    made = Label(text=text, role=role)
    made.fill_derived()
    return LabelRow(search_fold(text), 1, "en", role, text, made.pinyin)


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("market", label("Market", PREFERRED), NameMatch.PREFERRED),
        ("selling", label("selling"), NameMatch.EXACT),
        ("sal", label("Sales", PREFERRED), NameMatch.BEGINNING),
        ("ell", label("Personal selling", PREFERRED), NameMatch.INSIDE),
        ("finance", label("Sales", PREFERRED), NameMatch.NONE),
        ("營銷", label("营销", PREFERRED), NameMatch.PREFERRED),
        ("销", label("营销", PREFERRED), NameMatch.INSIDE),
        ("市\u200b场部", label("市场部"), NameMatch.EXACT),
        ("ＳＡＬＥＳ", label("sales"), NameMatch.EXACT),
        ("  personal \t SELLING ", label("personal selling"), NameMatch.EXACT),
        # by sound: whole, in syllables, by first letters, begun, from a later syllable on, never in the midst of one
        ("yingxiao", label("营销"), NameMatch.EXACT),
        ("YING XIAO", label("营销"), NameMatch.EXACT),
        ("yx", label("营销", PREFERRED), NameMatch.PREFERRED),
        ("yingx", label("营销"), NameMatch.BEGINNING),
        ("scb", label("市场部"), NameMatch.EXACT),
        ("xiao", label("营销"), NameMatch.INSIDE),
        ("gxiao", label("营销"), NameMatch.NONE),
        ("营x", label("营销"), NameMatch.NONE),
    ],
)
def test_how_well_a_name_answers(query, name, expected):
    assert match_label(search_fold(query), name) == expected


@given(st.text(alphabet=st.characters(), max_size=2 * LONGEST_QUERY))
def test_any_query_is_matched_with_any_name(query):
    assert match_label(search_fold(query), label("市场 marketing")) in NameMatch


@pytest.fixture
def field(db: None) -> None:
    """Five concepts; sales and marketing are told apart twice, promotion and marketing once, market from none."""
    marketing = make_concept("marketing", "Marketing", "营销")
    sales = make_concept("sales", "Sales", "销售")
    promotion = make_concept("promotion", "Promotion", "促销")
    make_concept("market", "Market", "市场")
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
        ("marketing", ["Marketing and Sales", "Marketing and Promotion"]),
        ("市场", []),
        # a name and something between: the same; what is typed of the second name goes before
        ("marketing v", ["Marketing and Sales", "Marketing and Promotion"]),
        ("marketing versus ", ["Marketing and Sales", "Marketing and Promotion"]),
        ("营销和", ["Marketing and Sales", "Marketing and Promotion"]),
        ("marketing vs p", ["Marketing and Promotion", "Marketing and Personal selling"]),
        ("marketing vs. pers", ["Marketing and Personal selling"]),
        ("营销和推", ["Marketing and Personal selling"]),
        ("營銷與銷", ["Marketing and Sales"]),
        ("营销和xs", ["Marketing and Sales"]),
        ("difference between sales and mark", ["Sales and Marketing", "Sales and Market"]),
        ("compare promotion", ["Promotion and Marketing"]),
        # whole names, in the order of the query
        ("sales marketing", ["Sales and Marketing"]),
        ("销售和营销有什么区别", ["Sales and Marketing"]),
        ("is sales part of marketing", ["Sales and Marketing"]),
        ("marketing, sales and promotion", ["Marketing, Sales and Promotion"]),
        # a longer name is not two short ones, and one that begins behind another is not joined to it
        ("市场营销", ["Marketing and Sales", "Marketing and Promotion"]),
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
def test_what_is_more_likely_meant_stands_first():
    assert [one.type for one in suggest("marketing")] == ["concept", "comparison", "comparison"]
    assert suggest("sales and market")[0].type == "comparison"
    assert [one.type for one in suggest("pu")] == ["distinction"]


@pytest.mark.usefixtures("field")
def test_a_suggestion_is_named_in_both_languages_and_by_what_was_typed():
    with translation.override("zh-hans"):
        concept = suggest("selling")[0]
        comparison = suggest("营销和销售")[0]
        hidden = suggest("营消")[0]
        distinction = suggest("眼前")[0]
    assert concept == SearchSuggestion(
        "concept", Text("销售", "zh-Hans"), Text("Sales", "en"), "/zh-hans/concepts/sales/", Text("selling", "en")
    )
    assert (comparison.title.words, comparison.other.words) == ("营销与销售", "Marketing and Sales")
    assert comparison.address == "/zh-hans/compare/marketing-vs-sales/"
    assert hidden.title.words == "营销"
    assert not hidden.called
    assert (distinction.title.words, distinction.other.words) == ("眼前与长远", "The short view and the long view")
    assert distinction.address.startswith("/zh-hans/distinctions/")


@pytest.mark.usefixtures("field")
def test_only_the_beginning_of_a_long_query_is_looked_at():
    blanks = " " * (LONGEST_QUERY - len("sales"))
    assert offered(f"sales{blanks}!", "concept") == ["Sales"]
    assert offered(f"sales{blanks[1:]}!", "concept") == []


def test_number_of_queries_and_of_suggestions_do_not_grow_with_the_content(field, django_assert_num_queries):
    with django_assert_num_queries(3):
        few = suggest("marketing vs ")
    for number in range(20):
        make_concept(f"marketing-{number}", f"Marketing {number}", f"营销{number}")
    with django_assert_num_queries(3):
        many = suggest("marketing")
    assert len(few) <= len(many) == MOST_SUGGESTIONS - 2
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
