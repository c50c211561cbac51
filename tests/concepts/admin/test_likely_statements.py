"""Which statements a passage is likely to say, and which concepts it names."""

import pytest

from concepts.admin.likely_statements import MOST_SHOWN, NamesInText, cut_words, find_likely
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Label
from tests.factories import make_concept, make_statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("市场营销不是市场。", ["marketing", "market"]),
        ("市场营销先行", ["marketing"]),
        ("Marketing is not a market.", ["marketing", "market"]),
        ("MARKETS differ", ["market"]),
        ("supermarkets remarket", []),
        ("", []),
    ],
)
def test_the_longest_name_at_a_place_names_its_concept(text: str, named: list[str]) -> None:
    by_id = {make_concept("market", "Market", "市场").pk: "market"}
    by_id[make_concept("marketing", "Marketing", "市场营销").pk] = "marketing"
    assert [by_id[pk] for pk in NamesInText().find(text)] == named


def test_a_name_of_several_concepts_names_all_of_them_and_no_label_names_nothing() -> None:
    assert NamesInText().find("Anything, 什么都行") == []
    first, second = make_concept("first"), make_concept("second")
    for concept in (first, second):
        Label.objects.create(concept=concept, language="en", text="Both", role="alternative")
    assert NamesInText().find("Both differ") == [first.pk, second.pk]


def test_words_are_compared_by_their_beginnings_and_chinese_by_pairs() -> None:
    assert cut_words("Selling SELLERS sell") == {"selli", "selle", "sell"}
    assert cut_words("卖产品") == {"卖产", "产品"}
    assert cut_words("價 4P") == {"价", "4p"}


@pytest.mark.parametrize(("words", "language"), [("Sales push products.", "en"), ("销售把产品卖好。", "zh-hans")])
def test_the_likeliest_come_first_and_never_more_than_fit(words: str, language: str) -> None:
    sales = make_concept("sales", "Sales", "销售")
    best = make_statement("definition", sales, text_en="Sales push products.", text_zh="销售把产品卖好。")
    about = make_statement("definition", sales, text_en="Nobody rests at night.", text_zh="夜里无人歇息。")
    for number in range(MOST_SHOWN):
        make_statement("definition", make_concept(f"c-{number}"), text_en=f"Clouds {number}", text_zh=f"云{number}")
    make_statement("definition", sales, status="withdrawn", text_en="Sales push products.", text_zh="销售把产品卖好。")
    make_statement("finding", sales, text_en="Sales push products.", text_zh="销售把产品卖好。")
    names = load_concept_names(with_drafts=True)
    offered = find_likely(words, language, typed="", named=[sales.pk], names=names)
    assert [each.id for each in offered[:2]] == [best.pk, about.pk]
    assert len(offered) == MOST_SHOWN
    assert (offered[0].text.words, offered[0].is_draft) == ("Sales push products.", True)
    [found] = find_likely(words, language, typed="歇息 night", named=[], names=names)
    assert found.id == about.pk
    kept = find_likely(words, language, typed="no such words", named=[], names=names, first=[about.pk])
    assert [each.id for each in kept] == [about.pk]
