"""What a query means as a whole: a concept, a comparison, one of our questions, a distinction, or nothing."""

from itertools import chain, combinations

import pytest

from concepts.search.index.documents import Thing
from concepts.search.index.names import Names
from concepts.search.query.dimension_names import DimensionNames
from concepts.search.query.meaning import Meaning, find_meaning
from concepts.search.query.parsed_query import parse_query
from concepts.search.query.topics import (
    Topic,
    Topics,
    TopicWord,
    _is_mostly_among,
    _share,
    features_of,
    topic_words,
)

MARKETING, SALES, PRODUCT, PRICE, RESEARCH, AGENCY = range(1, 7)
NAMES = Names(
    {
        "marketing": [MARKETING],
        "营销": [MARKETING],
        "sales": [SALES],
        "销售": [SALES],
        "product": [PRODUCT],
        "产品": [PRODUCT],
        "price": [PRICE],
        "价格": [PRICE],
        "market research": [RESEARCH],
        "市场调研": [RESEARCH],
        "推广": [AGENCY, PRODUCT],
    }
)
BOTH = frozenset({MARKETING, SALES})
GOAL = 9
DIMENSIONS = DimensionNames([("goal", GOAL), ("目的", GOAL)])


def question(id, en, zh, *, named, concepts=frozenset(), answers=(), asks_who=False):
    return Topic(
        key=(Thing.QUESTION, id),
        statements=(100 + id,),
        concepts=frozenset(named) | concepts,
        named=frozenset(named),
        features=features_of([en, zh]),
        answer_features=features_of(answers),
        asks_who=asks_who,
    )


def distinction(id, en, zh, concepts=BOTH, voices=1, says=()):
    return Topic(
        key=(Thing.DISTINCTION, id),
        statements=(id,),
        concepts=frozenset(concepts),
        named=frozenset(),
        features=features_of([en, zh]),
        answer_features=features_of(says),
        order=(-voices, 0),
    )


PART = question(1, "Is sales part of marketing?", "销售是营销的一部分吗？", named=BOTH)
WHOSE = question(2, "Whose work is market research?", "市场调研是谁的工作？", named={RESEARCH}, asks_who=True)
SERVES = question(
    3, "Marketing and sales: who serves whom?", "营销与销售，谁为谁服务？", named=BOTH, answers=["They are friends."],
    asks_who=True,
)  # fmt: skip
TIME = distinction(4, "Long view and short term", "长期眼光与短期", says=["Marketing looks far ahead."])
PULL = distinction(5, "Pull and push", "拉与推", voices=7)
THREE = distinction(6, "Planning, doing, checking", "计划、执行、检查", BOTH | {PRODUCT}, voices=9)
TOPICS = Topics([PART, WHOSE, SERVES, TIME, PULL, THREE])


def meaning(query):
    return find_meaning(parse_query(query, NAMES, DIMENSIONS), TOPICS)


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        ("marketing", (MARKETING,)),
        ("what is marketing?", (MARKETING,)),
        ("营销的定义", (MARKETING,)),
        ("sales vs marketing", (SALES, MARKETING)),
        ("营销和销售有什么区别", (MARKETING, SALES)),
        ("product or price", (PRODUCT, PRICE)),  # no distinction is needed where a comparison is asked for
        ("marketing sales", (MARKETING, SALES)),  # one is where it is not
        ("is marketing more important than sales or less", (MARKETING, SALES)),  # other words do not hide it
        ("marketing sales product", (MARKETING, SALES, PRODUCT)),
        ("marketing sales product price", None),  # we tell the price from none of the others
        ("product price", None),  # the price of products
        ("产品价格", None),
        ("产品的价格", None),
        ("price of marketing", None),
        ("推广", None),  # shared by two
        ('"marketing"', None),
        ("marketing, sales, product, price, market research", None),  # more than can be compared
        ("", None),
    ],
)
def test_names_mean_their_concept_or_their_comparison(query, concepts):
    assert meaning(query) == (concepts and Meaning(concepts=concepts))


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("is sales a part of marketing", PART),
        ("销售是营销的一部分么", PART),
        ("sales marketing part", PART),
        ("who does market research", WHOSE),
        ("谁做市场调研", WHOSE),
        ("whom does sales serve", SERVES),
        ("long view of marketing", TIME),
        ("短期 长期", TIME),
        ("push or pull", PULL),
        ("拉 推", PULL),
    ],
)
def test_other_words_mean_the_topic_that_is_most_like_them(query, topic):
    assert meaning(query) == Meaning(topic=topic.key)


@pytest.mark.parametrize(
    "query",
    [
        "friends of marketing",  # only an answer says so
        "part of price",  # about another concept
        "part",  # one word and nothing else
        "market research for beginners",
        "view",  # most of the title is about something else
        "far ahead",
        "营销 长度",  # one character in common
    ],
)
def test_words_in_common_are_not_yet_a_topic(query):
    assert meaning(query) is None


def test_where_a_comparison_is_asked_for_a_distinction_is_not_the_answer_and_a_question_may_be():
    compared = Meaning(concepts=(MARKETING, SALES))
    assert meaning("difference of marketing and sales: push, pull") == compared
    assert meaning("marketing and sales: push, pull") == Meaning(topic=PULL.key)
    assert meaning("is sales part of marketing or not") == Meaning(topic=PART.key)


@pytest.mark.parametrize("query", ["marketing funnel", "营销漏斗", "how does marketing bake bread"])
def test_a_name_beside_other_words_is_not_what_they_mean(query):
    assert meaning(query) is None


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        ("goal of marketing", (MARKETING,)),
        ("营销的目的", (MARKETING,)),
        ("goals of marketing and sales", (MARKETING, SALES)),
    ],
)
def test_the_name_of_a_dimension_beside_concepts_means_one_row_of_them(query, concepts):
    assert meaning(query) == Meaning(concepts=concepts, dimension=GOAL)
    assert meaning(f"{query} hotel") is None


def test_everyday_words_beside_a_name_say_nothing_else():
    assert meaning("what do the people in marketing do all day") == Meaning(concepts=(MARKETING,))
    assert meaning("营销的人天天都在忙啥呀") == Meaning(concepts=(MARKETING,))


def test_the_narrowest_distinctions_come_first_then_those_with_most_voices():
    assert TOPICS.about([MARKETING, SALES]) == [PULL, TIME, THREE]
    assert TOPICS.about([PRODUCT, SALES]) == [THREE]
    assert TOPICS.about([PRODUCT, PRICE]) == []


def test_topic_words_are_stems_and_pairs_once_each_without_stop_words():
    assert list(topic_words("what are the parts of a part, 谁的部分？部分 4p 卖")) == [
        TopicWord(("part",)), TopicWord(("部分",)), TopicWord(("4p",)), TopicWord(("卖",)),
    ]  # fmt: skip
    assert list(topic_words("what is the 是什么?")) == []
    assert features_of(["Parts", "一部分", ""]) == {"part", "部分", "一", "部", "分"}


@pytest.mark.parametrize("word", ["market", "场", "市场", "市场调", "市场调研", "café"])
def test_a_word_is_mostly_among_features_where_its_share_is_half_or_more(word):
    """The short way for topics that have nothing of a query says the same as the long one."""
    (topic_word,) = topic_words(word)
    some = sorted({*topic_word.features, *word, "other"})
    for features in map(frozenset, chain.from_iterable(combinations(some, number) for number in range(len(some) + 1))):
        assert _is_mostly_among(topic_word, features) == (_share(topic_word, features) >= 0.5), features
