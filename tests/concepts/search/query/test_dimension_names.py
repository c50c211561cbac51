"""The names of dimensions are found anywhere in a query, the longest first, beside the names of concepts."""

from itertools import chain
from pathlib import Path

import pytest
import yaml

from concepts.search.index.documents import facet_term
from concepts.search.index.names import Names
from concepts.search.query.dimension_names import DimensionNames, load_dimension_names
from concepts.search.query.parsed_query import parse_query
from sources.text import search_fold
from tests.factories import add_dimension_label, make_dimension

PACK = Path(__file__).parents[4] / "fixtures" / "marketing-sales-promotion"
MARKETING, MARKET, TARGET_MARKET = 1, 2, 3
CONCEPTS = Names(
    {"marketing": [MARKETING], "营销": [MARKETING], "market": [MARKET], "市场": [MARKET], "目标市场": [TARGET_MARKET]}
)
MINDSET, TIMEFRAME, GOAL, DUTIES, MEASURE = range(11, 16)
DIMENSIONS = DimensionNames(
    [
        ("mindset", MINDSET), ("way of thinking", MINDSET), ("思维", MINDSET), ("思维方式", MINDSET),
        ("thinking", MINDSET),
        ("timeframe", TIMEFRAME), ("long term", TIMEFRAME), ("长期", TIMEFRAME), ("goal", GOAL), ("目标", GOAL),
        ("work and duties", DUTIES), ("工作与职责", DUTIES), ("market share", MEASURE), ("kpi指标", MEASURE),
        ("aim", GOAL), ("aim", MEASURE),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("mindset of marketing", [("mindset", MINDSET)]),
        ("their ways of thinking about it", [("ways of thinking", MINDSET)]),
        ("a way, of thinking", [("thinking", MINDSET)]),
        ("long-term goals", [("long-term", TIMEFRAME), ("goals", GOAL)]),
        ("long, term", []),
        ("belong termite", []),
        ("work, duties", [("work", DUTIES), ("duties", DUTIES)]),
        ("营销人的思维方式是什么", [("思维方式", MINDSET)]),
        ("要看长期目标吗", [("长期", TIMEFRAME), ("目标", GOAL)]),
        ("营销的職責", [("职责", DUTIES)]),
        ("看KPI指标", [("kpi指标", MEASURE)]),
        ("", []),
    ],
)
def test_names_are_found_anywhere_the_longest_first(query, named):
    folded = search_fold(query)
    found = [(folded[start:end], dimensions[0]) for start, end, dimensions in DIMENSIONS.mentions(folded)]
    assert found == named


@pytest.mark.parametrize(
    ("query", "concepts", "dimensions"),
    [
        ("目标市场的思维", (TARGET_MARKET,), [MINDSET]),
        ("market share of marketing", (MARKETING,), [MEASURE]),
        ("market and its goal", (MARKET,), [GOAL]),
        ("市场的目标", (MARKET,), [GOAL]),
        ("aim", (), [GOAL, MEASURE]),
    ],
)
def test_of_a_name_of_a_concept_and_one_of_a_dimension_the_longer_counts(query, concepts, dimensions):
    parsed = parse_query(query, CONCEPTS, DIMENSIONS)
    terms = {term for clause in parsed.clauses for term in clause.facet_terms}
    assert parsed.concepts == concepts
    assert {facet_term("dimension", dimension) for dimension in dimensions} == {
        term for term in terms if term not in {facet_term("concept", concept) for concept in concepts}
    }


@pytest.mark.django_db
def test_all_names_of_published_dimensions_are_known_but_none_of_a_draft(django_assert_num_queries):
    dimension = make_dimension("mindset", "Mindset", "思维")
    add_dimension_label(dimension, "Outlook", role="hidden")
    add_dimension_label(dimension, "觀念", "zh-hans")
    add_dimension_label(make_dimension("goal", "Goal", "目的", status="draft"), "Aim")
    with django_assert_num_queries(2):
        names = load_dimension_names()
    folded = search_fold("mindset 思维 OUTLOOKS 观念 goal aim 目的")
    assert [folded[start:end] for start, end, _ids in names.mentions(folded)] == ["mindset", "思维", "outlooks", "观念"]


def names_in_our_pack(file):
    """The names of each row of a file of our pack, of every role and in both languages, folded."""
    for row in yaml.safe_load((PACK / file).read_text(encoding="utf-8")):
        by_language = [row.get("name", {}), *row["labels"].values()]
        for name in chain.from_iterable(names.values() for names in by_language):
            yield from ((search_fold(text), row["id"]) for text in ([name] if isinstance(name, str) else name))


def test_no_name_of_our_concepts_is_one_of_our_dimensions_and_few_dimensions_share_one():
    known = dict(names_in_our_pack("dimensions.yaml"))
    names, of_concepts = DimensionNames(names_in_our_pack("dimensions.yaml")), dict(names_in_our_pack("concepts.yaml"))
    assert min(len(known), len(of_concepts)) > 100
    whole = {name: list(names.mentions(name)) for name in (*of_concepts, *known)}
    assert [name for name in of_concepts if any(found[:2] == (0, len(name)) for found in whole[name])] == []
    assert {name for name in known if len(whole[name][0].dimensions) > 1} == {"职能"}
