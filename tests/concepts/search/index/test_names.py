"""The names of concepts in texts: the longest one counts, a shared one belongs to who prefers it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.query.vocabulary import load_query_vocabulary
from sources.text import search_fold
from tests import factories as make

MARKET, MARKETING, RESEARCH, SALES, SELLING, DEPARTMENT = range(1, 7)
NAMES = Names(
    {
        "market": [MARKET],
        "marketing": [MARKETING],
        "市场": [MARKET],
        "营销": [MARKETING],
        "市场营销": [MARKETING],
        "市场调研": [RESEARCH],
        "做市场": [MARKETING],
        "sales": [SALES],
        "selling": [SALES, SELLING],
        "sales department": [DEPARTMENT],
        "c++": [RESEARCH],
    },
    {"ying xiao": [MARKETING], "yx": [MARKETING], "xiao shou": [SALES]},
)


def found(text: str) -> list[tuple[str, tuple[int, ...]]]:
    folded = search_fold(text)
    return [(folded[one.start : one.end], one.concepts) for one in NAMES.mentions(folded)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市场营销和市场", [("市场营销", (MARKETING,)), ("市场", (MARKET,))]),
        ("市場營銷", [("市场营销", (MARKETING,))]),
        ("做市场调研", [("市场调研", (RESEARCH,))]),  # longer than 做市场, which begins before
        ("做市场营销", [("市场营销", (MARKETING,))]),
        ("做市场的", [("做市场", (MARKETING,))]),
        ("Marketing and markets", [("marketing", (MARKETING,)), ("markets", (MARKET,))]),
        ("the market's sales department", [("market's", (MARKET,)), ("sales department", (DEPARTMENT,))]),
        ("supermarket marketer market1", []),
        ("营销market营销", [("营销", (MARKETING,)), ("market", (MARKET,)), ("营销", (MARKETING,))]),
        ("selling", [("selling", (SALES, SELLING))]),
        ("C++ for sales", [("c++", (RESEARCH,)), ("sales", (SALES,))]),
        ("yingxiao, ying xiao, YX", [(sound, (MARKETING,)) for sound in ("yingxiao", "ying xiao", "yx")]),
        ("yíngxiāo vs xiāo shòu", [("yingxiao", (MARKETING,)), ("xiao shou", (SALES,))]),
        ("yingxiaoing ying, xiao", []),
        ("", []),
        ("?!，。", []),
    ],
)
def test_names_are_found_by_longest_match(text, expected):
    assert found(text) == expected


def test_concepts_are_told_in_the_order_they_are_named_each_once():
    assert NAMES.concepts_in("sales, 市场营销, selling and markets") == (SALES, MARKETING, SELLING, MARKET)
    assert NAMES.concepts_in("nothing") == ()


def test_without_names_nothing_is_found():
    assert list(Names({}).mentions("市场 market")) == []
    assert list(Names({}, {"yx": [1]}).mentions("市场 yx")) == [(3, 5, (1,))]


@given(st.text(st.sampled_from("市场营销做调研 market'sginyx+"), max_size=40))
def test_names_never_overlap_and_stand_where_they_are_said_to(text):
    position = 0
    for mention in NAMES.mentions(text):
        assert position <= mention.start < mention.end <= len(text)
        assert mention.concepts
        position = mention.end


def row(folded: str, concept: int, role: str = "alternative", pinyin: str = "") -> LabelRow:
    return LabelRow(folded, concept, "zh-hans", role, folded, pinyin)


def test_a_shared_name_belongs_to_those_who_prefer_it_and_else_to_all():
    rows = [row("市场", 2), row("市场", 1, "preferred"), row("推广", 3), row("推广", 2, "hidden"), row("推广", 3)]
    assert concepts_by_name(rows) == {"市场": [1], "推广": [3, 2]}


def test_a_name_sounds_by_syllables_and_by_first_letters():
    assert row("营销", 1, pinyin="yingxiao ying xiao yx").sounds == ("ying xiao", "yx")
    assert row("sales", 1).sounds == ()


@pytest.mark.django_db
def test_labels_are_read_folded_those_of_the_first_concepts_first():
    sales = make.make_concept("sales", "Sales", "銷售", rank=2)
    marketing = make.make_concept("marketing", "ＭARKETING", "营销", rank=1)
    assert [(label.folded, label.concept) for label in load_labels()] == [
        ("marketing", marketing.pk),
        ("营销", marketing.pk),
        ("sales", sales.pk),
        ("销售", sales.pk),
    ]


@pytest.mark.django_db
def test_a_sound_belongs_to_those_who_prefer_a_name_of_it(searchable):
    names = load_query_vocabulary().names
    for sound, concept in {
        "yingxiao": searchable.marketing,
        "yx": searchable.marketing,
        "shi chang ying xiao": searchable.marketing,
        "xiaoshou": searchable.sales,
        "scyx": searchable.marketing,
        "sc": searchable.market,
        "cx": searchable.promotion,
    }.items():
        assert names.concepts_in(sound) == (concept.pk,), sound
    assert load_query_vocabulary().text_names.concepts_in("yingxiao yx") == ()
