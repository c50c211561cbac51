"""A query that is still being typed: what it names so far, its words, and its slips."""

import pytest

from concepts.search.index.names import Names
from concepts.search.query.partial_query import MOST_WORDS, correct_partial_query, read_partial_query
from concepts.search.query.prefixes import Prefixes

NAMES = Names({"sales": [1], "marketing": [2], "营销": [2], "销售": [1]})
FROM_NAMES = ("sales", "marketing", "yingxiao", "营销", "销", "销售", "售")
WORDS = Prefixes.of([*((word, 0) for word in FROM_NAMES), ("sale", 1), ("department", 1), ("之间", 2)])
SOUNDS = {"营消": "营销", "营肖": "营销", "消售": "销售"}


def corrected(typed):
    return correct_partial_query(typed, WORDS, lambda characters: SOUNDS.get(characters, ""))


@pytest.mark.parametrize(
    ("typed", "content", "words", "rest"),
    [
        ("what is marketing", "marketing", ("marketing",), ""),
        ("is sales part of marketing", "sales part of marketing", ("sales", "part", "marketing"), "part"),
        ("how long is the view of sales", "long is the view of sales", ("long", "view", "sales"), "long view"),
        ("什么是营销", "营销", ("营销",), ""),
        ("营销的职责是什么", "营销的职责", ("营销", "职责"), "职责"),
        ("销售属于营销吗", "销售属于营销", ("销售", "属于", "营销"), "属于"),
        ("营销部 sales", "营销部 sales", ("营销", "部", "sales"), "部"),
        ("whose", "whose", ("whose",), ""),
        ("与", "与", ("与",), ""),
        ("...", "...", (), ""),
        ("", "", (), ""),
    ],
)
def test_stop_words_are_left_out_and_chinese_is_divided_at_names(typed, content, words, rest):
    query = read_partial_query(typed, NAMES)
    assert (query.content, query.words, query.rest) == (content, words, rest)


def test_only_the_first_words_are_taken():
    query = read_partial_query(" ".join(f"word{number}" for number in range(40)), NAMES)
    assert query.words == tuple(f"word{number}" for number in range(MOST_WORDS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("marketng", "marketing"),
        ("slaes vs marketng", "sales vs marketing"),  # a name before a word that is as near
        ("yinxiao", "yingxiao"),
        ("departmnts", "department"),
        ("depratme", "departme"),  # the last word may be only the beginning of one
        ("depratme sales", "depratme sales"),
        ("marketing's", "marketing's"),
        ("coupon", "coupon"),
        ("seal", "seal"),  # too short
        ("where", "where"),  # a stop word
        ("营肖", "营销"),
        ("营消和消售之间", "营销和销售之间"),
        ("营销", "营销"),
        ("裂变", "裂变"),
        ("sales12 营肖！", "sales12 营销！"),
        ("", ""),
    ],
)
def test_a_word_that_nothing_begins_with_becomes_the_nearest(typed, meant):
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    "typed", ["\ud800", "🙂🙂🙂🙂🙂", "ابحث عن", "營" * 200, "a" * 200, "\0" * 20, "\U0010ffff" * 9]
)
def test_whatever_is_typed_is_left_as_it_is_where_nothing_is_near(typed):
    assert corrected(typed) == typed
