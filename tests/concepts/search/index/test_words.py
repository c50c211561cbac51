"""One way to cut text into search words: folded alike, English by stems, Chinese by pairs and last characters."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts.search.index.expressions import literal_expression
from concepts.search.index.words import (
    LONGEST_WORD,
    Run,
    _stem,
    index_words,
    matching_name,
    pairs,
    runs,
    stem,
)
from sources.highlight import HAN
from sources.text import search_fold
from tests.concepts.search.worlds import finds

CHARACTERS = st.sampled_from("市场营销售推促分㐀豈𠀀市場營銷aB1 ,，。'’=-é\u0301\x00\ud800🙂עد한ﬁ²½①Ⅷ")
TEXTS = st.text(CHARACTERS | st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Marketing", "marketing"),
        ("ＭＡＲＫＥＴＩＮＧ　４Ｐ", "marketing 4p"),
        ("市場營銷", "市场营销"),
        ("推銷員與銷售員", "推销员与销售员"),
        ("tuīxiāo Café", "tuixiao cafe"),
        ("cafe\u0301", "cafe"),
        ("ﬁnance ①", "finance 1"),
        ("豈", "岂"),  # a compatibility form
        ("soft\u00adhyphen", "softhyphen"),
        ("", ""),
    ],
)
def test_width_case_script_and_accents_are_folded(text, folded):
    assert search_fold(text) == folded


@given(TEXTS)
def test_folding_twice_changes_no_word(text):
    assert index_words(search_fold(search_fold(text))) == index_words(search_fold(text))


@given(st.text(st.characters(whitelist_categories=["Lo"]), max_size=12))
def test_a_character_is_folded_alike_wherever_it_stands(text):
    """Or a part of a word would not be found in the whole."""
    han = "".join(re.findall(f"[{HAN}]", text))
    assert search_fold(han) == "".join(map(search_fold, han))


def test_runs_are_words_and_stretches_of_chinese():
    assert list(runs("4p营销mix, don't 市场 ½")) == [
        Run("4p", 0, False),
        Run("营销", 2, True),
        Run("mix", 4, False),
        Run("don't", 9, False),
        Run("市场", 15, True),
        Run("½", 18, False),
    ]
    assert list(runs("?!，。 _ \x00 \ud800 🙂")) == []


@pytest.mark.parametrize(
    ("forms", "common"),
    [
        ("promotion promotions promotional promoted promoting", "promot"),
        ("sale sales sale's", "sale"),
        ("company company’s companies", "compani"),
    ],
)
def test_the_forms_of_an_english_word_are_one(forms, common):
    assert {stem(form) for form in forms.split()} == {common}


@pytest.mark.parametrize("word", ["4p", "b2b", "2024", "продажа", "תוכן", "한국어"])
def test_other_words_stay_as_they_are(word):
    assert stem(word) == word


def test_a_very_long_word_is_cut_alike_everywhere():
    assert stem("x" * 10_000) == stem("x" * LONGEST_WORD)
    assert len(index_words("x" * 10_000)[0]) <= LONGEST_WORD


def test_of_a_very_long_word_only_what_is_looked_at_is_remembered():
    stem("y" * LONGEST_WORD)
    cached = _stem.cache_info().currsize
    stem("y" * 100_000)
    assert _stem.cache_info().currsize == cached


def test_stems_are_right_in_many_threads_at_once():
    words = [
        f"{beginning}ation{'s' * (number % 2)}" for number, beginning in enumerate(["promo", "rel", "st", "n"] * 50)
    ]
    expected = [_stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(_stem.__wrapped__, words)) == expected


def test_index_words_are_stems_pairs_and_last_characters_in_order():
    assert index_words("市场营销sells, 销 4p!") == ["市场", "场营", "营销", "销", "sell", "销", "4p"]
    assert pairs("市") == []
    assert index_words("") == []


@given(TEXTS)
def test_index_words_are_what_both_databases_can_hold(text):
    """No blank, no quotation mark, no backslash, nothing a database refuses; and no mark of a facet."""
    for word in index_words(search_fold(text)):
        assert re.fullmatch(rf"(?:[{HAN}]|[^\W_])+", word), word
        assert word.encode()


@given(TEXTS, st.data())
def test_a_text_has_the_words_of_each_of_its_stretches_of_chinese(text, data):
    folded = search_fold(text)
    words = index_words(folded)
    stretches = [match[0] for match in re.finditer(f"[{HAN}]+", folded)]
    for stretch in stretches:
        start = data.draw(st.integers(0, len(stretch) - 1))
        part = stretch[start : start + data.draw(st.integers(1, 4))]
        assert finds(literal_expression(part), words, [])


@given(TEXTS, st.text(st.sampled_from("市场营销售推"), min_size=1, max_size=4))
def test_chinese_is_found_exactly_where_it_stands(text, wanted):
    folded = search_fold(text)
    assert finds(literal_expression(wanted), index_words(folded), []) == (wanted in folded)


def test_names_of_one_word_may_stay_as_they_are():
    """Ranking tells marketing and the market apart, which have one stem."""
    names = frozenset({"marketing", "market", "sales"})
    assert index_words("marketing in markets, marketed 市场", names) == [
        "marketing",
        "in",
        "market",
        "market",
        "市场",
        "场",
    ]
    assert [matching_name(word, names) for word in ("sales", "sale", "markets", "marketings", "")] == [
        "sales", "", "market", "marketing", "",
    ]  # fmt: skip
