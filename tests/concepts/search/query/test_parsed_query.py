"""What a query asks for: names, words and quotations, without the words that only make it a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts.search.index.documents import facet_term
from concepts.search.index.expressions import AllOf, Phrase, Prefix, SearchWord
from concepts.search.index.names import Names
from concepts.search.index.words import index_words
from concepts.search.query.dimension_names import DimensionNames
from concepts.search.query.parsed_query import LONGEST_QUERY, MOST_CLAUSES, Clause, parse_query
from concepts.search.query.topics import TopicWord
from sources.text import search_fold
from tests.concepts.search.worlds import finds

MARKET, MARKETING, SALES, PRODUCT, PRICE, SHARED, PROMOTION = range(1, 8)
NAMES = Names(
    {
        "market": [MARKET],
        "marketing": [MARKETING],
        "市场": [MARKET],
        "营销": [MARKETING],
        "市场营销": [MARKETING],
        "sales": [SALES],
        "销售": [SALES],
        "产品": [PRODUCT],
        "价格": [PRICE],
        "go to market": [MARKETING],
        "4p营销": [MARKETING],
        "推广": [SHARED, MARKETING],
        "promotion": [PROMOTION],
        "sales promotion": [PROMOTION],
        "promotion mix": [PRODUCT],
    },
    {"ying xiao": [MARKETING], "yx": [MARKETING]},
)


GOAL = 9
DIMENSIONS = DimensionNames([("goal", GOAL), ("目的", GOAL)])


def texts(query: str) -> list[str]:
    return [clause.text for clause in parse_query(query, NAMES).clauses]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        (" ?!，。 🙂 \x00 \ud800", []),
        ("Marketing", ["marketing"]),
        ("marketing vs sales", ["marketing", "sales"]),
        ("What is the difference between marketing and sales?", ["marketing", "sales"]),
        ("销售和营销有什么区别", ["销售", "营销"]),
        ("銷售與營銷", ["销售", "营销"]),
        ("how long does a promotion last", ["long", "promotion", "last"]),
        ("go to market plans", ["go to market", "plans"]),
        ("ying xiao 是什么", ["ying xiao"]),
        ("marketing 和 sales 的区别", ["marketing", "sales"]),
        ("市场营销", ["市场营销"]),
        ("销售的目的", ["销售", "目的"]),  # 的 is left out, and is part of 目的
        ("谁负责产品价格", ["产品", "价格"]),
        ("定价策略", ["定价", "价策", "策略"]),  # a word that is no name is searched in pairs
        ("产品定价策略", ["产品", "定价", "价策", "策略"]),
        ("做市场的人平时到底干些啥", ["市场", "人", "干"]),  # the longest word counts, so that none is cut in two
        ("他们到底怎么说服客户的", ["说服", "服客", "客户"]),  # 说 is no word of its own here
        ("是什么", ["是什么"]),  # nothing but stop words, which are searched then
        ("what is the", ["what", "is", "the"]),
        ("marketing marketing 营销", ["marketing", "营销"]),
        ('"market share" sales', ["market share", "sales"]),
        ("“市场份额”", ["市场份额"]),
        ("「市场」和『营销』", ["市场", "营销"]),
        ('"sales', ["sales"]),
        ('""', []),
        ('"的"', ["的"]),  # what is quoted is asked for
        ('"市场" 是什么', ["市场"]),
    ],
)
def test_a_query_is_taken_apart(query, expected):
    assert texts(query) == expected


@pytest.mark.parametrize("query", ["4p营销策略", "4P 营销与策略", "谈4p营销的策略"])
def test_what_follows_a_name_in_both_scripts_is_asked_for_too(query):
    assert any("策略" in text for text in texts(query))


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        ("sales and 市场营销, sales", (SALES, MARKETING)),
        ("推广", (SHARED,)),  # the first of those that share it
        ("markets", (MARKET,)),
        ('"sales"', ()),  # quoted words are words
        ("supermarket", ()),
    ],
)
def test_a_query_names_concepts_each_once_in_its_order(query, concepts):
    assert parse_query(query, NAMES).concepts == concepts


def test_a_name_that_several_share_is_ambiguous_only_alone():
    assert parse_query("推广", NAMES).is_ambiguous
    assert not parse_query("推广 sales", NAMES).is_ambiguous
    assert not parse_query("sales", NAMES).is_ambiguous


@pytest.mark.parametrize(
    "query", ["marketing vs sales", "sales or marketing", "销售和营销的区别", "营销还是销售", "异同"]
)
def test_words_that_compare_are_noticed(query):
    assert parse_query(query, NAMES).compares


@pytest.mark.parametrize("query", ["marketing and sales", "销售和营销", "销售", "比例"])
def test_other_words_compare_nothing(query):
    assert not parse_query(query, NAMES).compares


@pytest.mark.parametrize(
    ("query", "is_compound"),
    [
        ("产品价格", True),
        ("产品的价格", True),
        ("price of the market", False),  # two names need to be there
        ("marketing of sales", True),
        ("sales in marketing", True),
        ("产品和价格", False),
        ("marketing sales", False),
        ("marketing", False),
    ],
)
def test_names_that_touch_or_belong_to_one_another_are_a_compound(query, is_compound):
    assert parse_query(query, NAMES).is_compound is is_compound


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        ("marketing sales promotion", (MARKETING, SALES, PROMOTION)),
        ("difference between marketing sales promotion", (MARKETING, SALES, PROMOTION)),
        ("sales promotion", (PROMOTION,)),
        ("marketing vs sales promotion", (MARKETING, PROMOTION)),
        ("marketing, sales promotion", (MARKETING, PROMOTION)),
        ("marketing sales promotion budget", (MARKETING, PROMOTION)),
        ("营销 sales promotion", (MARKETING, SALES, PROMOTION)),
        ("marketing promotion mix", (MARKETING, PRODUCT)),
    ],
)
def test_a_name_of_several_names_is_these_where_names_follow_one_another(query, concepts):
    assert parse_query(query, NAMES).concepts == concepts


@pytest.mark.parametrize(
    ("query", "is_bare"),
    [
        ("marketing sales", True),
        ("市场 营销 销售", True),
        ("marketing, sales", False),
        ("marketing / sales", False),
        ("marketing and sales", False),
        ("营销和销售", False),
        ("marketing sales vs 产品", False),
    ],
)
def test_names_with_nothing_but_blanks_between_are_bare(query, is_bare):
    assert parse_query(query, NAMES).is_bare is is_bare


@pytest.mark.parametrize(
    ("query", "asks_who"),
    [("who sells", True), ("谁卖东西", True), ("whose work", True), ("what sells", False), ("营销", False)],
)
def test_words_that_ask_for_somebody_are_noticed(query, asks_who):
    assert parse_query(query, NAMES).asks_who is asks_who


def test_other_words_than_names_are_told_by_stems_and_pairs_without_stop_words():
    assert parse_query("who decides on the product price of 产品定价", NAMES).topic_words == (
        TopicWord(("decid",)), TopicWord(("product",)), TopicWord(("price",)), TopicWord(("定价",)),
    )  # fmt: skip
    assert parse_query("谁卖的东西多", NAMES).topic_words == (
        TopicWord(("卖",)), TopicWord(("东西",)), TopicWord(("多",)),
    )  # fmt: skip
    assert [word.is_everyday for word in parse_query("what price do people ask", NAMES).topic_words] == [
        False, True, True,
    ]  # fmt: skip
    assert parse_query("营销 vs sales", NAMES).topic_words == ()


# What the index is asked


def test_a_name_finds_its_words_and_half_what_is_about_it():
    (clause,) = parse_query("sales", NAMES).clauses
    assert (clause.full, clause.half) == (SearchWord("sale"), SearchWord(facet_term("concept", SALES)))


@pytest.mark.parametrize("query", ["goal of marketing", "the goals of marketing", "营销有何目的", "marketing 目的"])
def test_the_name_of_a_dimension_finds_what_carries_its_mark(query):
    parsed = parse_query(query, NAMES, DIMENSIONS)
    (clause,) = (clause for clause in parsed.clauses if clause.dimensions)
    assert clause.half == SearchWord(facet_term("dimension", GOAL))
    assert parsed.dimensions == (GOAL,)
    assert parse_query(query, NAMES).dimensions == ()


def test_quoted_words_find_themselves_alone_and_every_result_has_them():
    parsed = parse_query('"sales" “市场份额” price', NAMES)
    assert parsed.required == [SearchWord("sale"), Phrase(("市场", "场份", "份额"))]
    assert [clause.half for clause in parsed.clauses] == [None, None, Prefix("price")]
    assert parse_query('"营"', NAMES).required == [Prefix("营")]


def test_all_of_a_query_is_searched_as_it_was_typed_too():
    assert parse_query("sales of products", NAMES).literal == Phrase(("sale", "of", "product"))
    assert parse_query("销售的产品", NAMES).literal == Phrase(("销售", "售的", "的产", "产品"))
    assert parse_query('"sales" 产品', NAMES).literal == AllOf((SearchWord("sale"), SearchWord("产品")))
    assert parse_query("?!", NAMES).literal is None
    assert parse_query("", NAMES).clauses == ()


def document(text: str) -> list[str]:
    return index_words(search_fold(text))


def clauses(query: str) -> dict[str, Clause]:
    return {clause.text: clause for clause in parse_query(query, NAMES).clauses}


@pytest.mark.parametrize(
    ("query", "half"),
    [
        ("dear prom", Prefix("prom")),  # the last word may be only begun
        ("dear pro", None),  # not a short one
        ("dear b2bx", None),  # nor one of more than letters
    ],
)
def test_the_last_word_may_be_the_beginning_of_one_and_so_may_a_long_one(query, half):
    first, last = parse_query(query, NAMES).clauses
    assert (first.half, last.half) == (None, half)
    assert parse_query("promo went well", NAMES).clauses[0].half == Prefix("promo")


def test_everyday_words_single_characters_and_pairs_that_overlap_count_less():
    weights = {text: clause.weight for text, clause in clauses("cheap people 定价策 干 额").items()}
    assert weights == {"cheap": 100, "people": 40, "定价": 75, "价策": 75, "干": 20, "额": 50}


def test_a_long_query_is_cut():
    assert texts("x" * LONGEST_QUERY + " sales") == ["x" * LONGEST_QUERY]
    assert len(texts(" ".join(f"w{number}" for number in range(5_000)))) == MOST_CLAUSES


PIECES = st.sampled_from(
    [
        *"市场营销售产品价格的和什么区别比4p",
        "market",
        "sales ",
        "what is ",
        '"',
        "“",
        "”",
        " ",
        "vs ",
        "go to ",
        "++",
        "，",
        "ab ",
    ]
)
QUERIES = st.lists(PIECES | st.characters(exclude_categories=()), max_size=14).map("".join)


@given(QUERIES)
@settings(max_examples=300, deadline=None)
def test_every_query_is_understood_and_words_are_only_what_an_index_holds(query):
    asked = parse_query(query, NAMES)
    assert len(asked.clauses) == len(set(asked.clauses)) <= MOST_CLAUSES
    assert bool(asked.clauses) == (asked.literal is not None)
    for clause in asked.clauses:
        assert all(word and " " not in word for word in clause.words)
        assert clause.text == clause.text.strip()


@given(st.text(st.sampled_from("市场营销售产品价格的和什么区别"), min_size=1, max_size=4), QUERIES)
def test_quoted_chinese_is_found_exactly_where_it_stands(wanted, text):
    (required,) = parse_query(f'"{wanted}"', NAMES).required
    assert finds(required, document(text), []) == (wanted in search_fold(text))
