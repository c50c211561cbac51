"""A question that has the form of a dimension's name asks for what is told of its concepts on that dimension."""

import pytest

from concepts.search.index.documents import facet_term
from concepts.search.index.names import Names
from concepts.search.query.dimension_names import DimensionNames
from concepts.search.query.parsed_query import parse_query
from concepts.search.query.question_forms import form_of_name

SALES, TEAM = 1, 2
DUTIES, TIMEFRAME, ROLE, TIMING = range(11, 15)
NAMES = Names({"sales": [SALES], "销售": [SALES], "sales team": [TEAM], "营销": [TEAM]})
DIMENSIONS = DimensionNames(
    [
        ("what does it do", DUTIES), ("它做什么", DUTIES), ("它干嘛", DUTIES), ("duties", DUTIES),
        ("how long does it take", TIMEFRAME), ("它要多久", TIMEFRAME),
        ("why do we need it", ROLE), ("为什么需要它", ROLE), ("when is it", TIMING), ("什么时候做它", TIMING),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "dimensions", "concepts"),
    [
        ("what does sales do", [DUTIES], [SALES]),
        ("What do the sales team actually do all day?", [DUTIES], [TEAM]),
        ("what do sales and 营销 do", [DUTIES], [SALES, TEAM]),
        ("销售做什么", [DUTIES], [SALES]),
        ("销售到底是做什么的?", [DUTIES], [SALES]),
        ("銷售都在做啥呀", [DUTIES], [SALES]),
        ("销售是干嘛的", [DUTIES], [SALES]),
        ("销售和营销分别做什么", [DUTIES], [SALES, TEAM]),
        ("how long does sales take", [TIMEFRAME], [SALES]),
        ("销售要多久啊", [TIMEFRAME], [SALES]),
        ("why do companies need a sales team", [ROLE], [TEAM]),
        ("企业为什么需要销售", [ROLE], [SALES]),
        ("when are sales", [TIMING], [SALES]),
        ("什么时候要做销售", [TIMING], [SALES]),
        ("what does sales do for the company", [], [SALES]),
        ("what does it do", [DUTIES], []),  # as any name of a dimension
        ("what is sales", [], [SALES]),
        ("sales", [], [SALES]),
        ("什么是销售", [], [SALES]),
    ],
)
def test_a_question_is_read_with_it_in_place_of_its_concepts(query, dimensions, concepts):
    parsed = parse_query(query, NAMES, DIMENSIONS)
    assert list(parsed.dimensions) == dimensions
    assert list(parsed.concepts) == concepts


def test_it_asks_for_nothing_but_the_concept_and_what_belongs_to_the_dimension():
    parsed = parse_query("how long does sales take", NAMES, DIMENSIONS)
    name, asked = parsed.clauses
    assert (name.text, name.concepts) == ("sales", (SALES,))
    assert (asked.dimensions, asked.facet_terms) == ((TIMEFRAME,), (facet_term("dimension", TIMEFRAME),))
    assert (parsed.topic_words, parsed.asks_who) == ((), False)


@pytest.mark.parametrize("name", ["what they do", "它做什么", "why it matters"])
def test_a_name_with_it_is_a_form(name):
    assert "it" in form_of_name(name)


@pytest.mark.parametrize("name", ["duties", "职责", "it", "limits", "做什么"])
def test_another_name_is_none(name):
    assert form_of_name(name) == ()
