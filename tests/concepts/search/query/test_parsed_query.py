"""What a query asks for: names, words and quotations, without the words that only make it a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts.search.index.documents import facet_term
from concepts.search.index.expressions import AllOf, AnyOf, Phrase, Prefix, SearchWord
from concepts.search.index.names import Names
from concepts.search.index.words import index_words
from concepts.search.query.dimension_names import DimensionNames
from concepts.search.query.parsed_query import LONGEST_QUERY, MOST_CLAUSES, parse_query
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
        ("定价策略", ["定价策略"]),  # four characters are one word
        ("产品定价策略", ["产品", "定价策略"]),
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
    assert parse_query("谁卖的东西多", NAMES).topic_words == (TopicWord(("卖",)), TopicWord(("东西", "西多")))
    assert parse_query("营销 vs sales", NAMES).topic_words == ()


# What the index is asked


def test_a_name_finds_its_words_and_what_is_about_it():
    first = parse_query("sales", NAMES).tiers[0]
    assert first == AnyOf((SearchWord("sale"), SearchWord(facet_term("concept", SALES))))


@pytest.mark.parametrize("query", ["goal of marketing", "the goals of marketing", "营销有何目的", "marketing 目的"])
def test_the_name_of_a_dimension_finds_what_carries_its_mark(query):
    first = parse_query(query, NAMES, DIMENSIONS).tiers[0]
    assert finds(first, [], [facet_term("concept", MARKETING), facet_term("dimension", GOAL)])
    assert not finds(first, [], [facet_term("concept", MARKETING)])
    assert not finds(first, [], [facet_term("dimension", GOAL)])
    terms = [facet_term("concept", MARKETING), facet_term("dimension", GOAL)]
    assert not finds(parse_query(query, NAMES).tiers[0], [], terms)


def test_quoted_words_find_themselves_alone():
    tiers = parse_query('"sales" “市场份额”', NAMES).tiers
    assert set(tiers) == {AllOf((SearchWord("sale"), Phrase(("市场", "场份", "份额"))))}
    assert parse_query('"营"', NAMES).tiers[0] == Prefix("营")
    assert not finds(parse_query('"goal"', NAMES, DIMENSIONS).tiers[3], [], [facet_term("dimension", GOAL)])


def test_without_words_nothing_is_asked():
    assert parse_query("?!", NAMES).tiers == ()
    assert parse_query("", NAMES).literal is None


def document(text: str, *concepts: int) -> tuple[list[str], list[str]]:
    return index_words(search_fold(text)), [facet_term("concept", one) for one in concepts]


@pytest.mark.parametrize(
    ("query", "text", "tier"),
    [
        ("cheap quick promises", "cheap and quick promises", 0),
        ("cheap quick promise", "promises quickly made, and cheap ones", 0),
        ("cheap quick promi", "cheap quick promises", 1),  # the last word is only begun
        ("chea quick promises", "cheap quick promises", 2),  # no other word is
        ("cheap quick pro", "cheap quick promises", 2),  # nor a short one
        ("cheap quick b2bx", "cheap quick b2bxy", 2),  # nor one of more than letters
        ("cheap quick promises", "cheap promises", 2),  # all but one
        ("cheap quick promises", "promises", 3),
        ("cheap quick promises", "nothing", None),
        ("定价策略", "他们的定价策略", 0),
        ("消费者定价策略", "定价、价策、策略、消费、费者、者定", 1),  # in parts
        ("消费者定价策略", "策略", 3),
        ("产品策略", "产品策略", 0),  # a short Chinese word as it stands
        ("产品策略", "策略与产品", 1),  # its name and the rest apart
        ("便宜 产品策略", "产品，便宜", 2),  # all parts but one
        ("产品策略", "策略", 3),
        ("产品策略", "品策", None),  # which is no part
        ("吸引人", "吸引用户", 3),
        ("吸引人", "引，吸，人", None),
        ("abc", "abcd", None),  # a short word is not taken for a beginning
        ("ab", "ab", 0),
    ],
)
def test_what_has_less_of_the_query_is_found_by_a_later_expression(query, text, tier):
    tiers = parse_query(query, NAMES).tiers
    assert len(tiers) == 4
    found = [finds(one, *document(text)) for one in tiers]
    assert found == ([False] * 4 if tier is None else [place >= tier for place in range(4)])


def test_a_short_word_also_finds_what_is_about_the_name_in_it_in_parts():
    about = [], [facet_term("concept", PRODUCT)]
    assert [finds(one, *about) for one in parse_query("产品策略", NAMES).tiers] == [False, False, False, True]
    both = ["策略"], [facet_term("concept", PRODUCT)]
    assert [finds(one, *both) for one in parse_query("产品策略", NAMES).tiers] == [False, True, True, True]


def test_loosened_a_query_has_its_last_word_begun_and_short_words_in_parts():
    loosened = parse_query("sales 产品策略 promi", NAMES).loosened()
    assert [clause.text for clause in loosened.clauses] == ["sales", "产品", "策略", "promi"]
    assert loosened.clauses[1].concepts == (PRODUCT,)
    assert loosened.clauses[-1].strict == Prefix("promi")
    assert loosened.concepts == (SALES, PRODUCT)
    plain = parse_query("cheap 推广 sales", NAMES)
    assert plain.loosened() == plain


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
    assert len(asked.tiers) in (0, 4)
    assert bool(asked.tiers) == bool(asked.clauses) == (asked.literal is not None)
    for clause in asked.clauses:
        assert all(word and " " not in word for word in clause.words)
        assert clause.text == clause.text.strip()


@pytest.mark.slow
@given(QUERIES, st.lists(PIECES, max_size=12).map("".join), st.sets(st.integers(MARKET, SHARED), max_size=2))
@settings(max_examples=300, deadline=None)
def test_each_expression_finds_what_the_one_before_finds(query, text, concepts):
    asked = parse_query(query, NAMES)
    found = [finds(tier, *document(text, *concepts)) for tier in asked.tiers]
    assert found == sorted(found)
    if asked.literal is not None and finds(asked.literal, *document(text)):
        assert found[0]


@given(st.text(st.sampled_from("市场营销售产品价格的和什么区别"), min_size=1, max_size=4), QUERIES)
def test_quoted_chinese_is_found_exactly_where_it_stands(wanted, text):
    (tier,) = set(parse_query(f'"{wanted}"', NAMES).tiers)
    assert finds(tier, *document(text, MARKET)) == (wanted in search_fold(text))
