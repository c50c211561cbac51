"""The right words are found whatever a browser says of their place, and whole ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.lookup import Span
from sources.selection import SelectionError, SelectionUnclearError, find_selection
from sources.sentences import cut_article

ENGLISH = (
    "Before it.\nMarketing pulls users. Sales push products. Sales push products. “Both aim at revenue.”\nAfter it."
)
CHINESE = "前文。\n营销让产品好卖。销售把产品卖好。销售把产品卖好。两者都为了收入😀！\n后文。"


def find(text: str, language: str, words: str = "", place: tuple[int, int] | None = None) -> str:
    """Find a selection in the article between the first and the last line of a text."""
    article = Span(text.index("\n") + 1, text.rindex("\n"))
    sentences = cut_article(text, language, *article)
    return find_selection(text, article, sentences, words=words, place=Span(*place) if place else None).of(text)


@pytest.mark.parametrize("place", [None, (0, 1), (11, 30), (50, 90), (10**9, 10**12)])
def test_words_that_stand_once_are_found_wherever_they_are_said_to_stand(place: tuple[int, int] | None) -> None:
    assert find(ENGLISH, "en", "pulls users", place) == "pulls users"
    assert find(CHINESE, "zh-hans", "让产品好卖", place) == "让产品好卖"


@pytest.mark.parametrize(
    ("text", "language", "words", "whole"),
    [
        (ENGLISH, "en", "keting pul", "Marketing pulls"),
        (ENGLISH, "en", "Marketing pulls users", "Marketing pulls users."),
        (ENGLISH, "en", " Marketing\n pulls users.  ", "Marketing pulls users."),
        (ENGLISH, "en", "Both aim at revenue", "“Both aim at revenue.”"),
        (ENGLISH, "en", "aim at revenue", "aim at revenue"),
        (ENGLISH, "en", "arketing pulls users. Sales push produ", "Marketing pulls users. Sales push products."),
        (CHINESE, "zh-hans", "营销让产品好卖", "营销让产品好卖。"),
        (CHINESE, "zh-hans", "产品好卖", "产品好卖"),
        (CHINESE, "zh-hans", "两者都为了收入", "两者都为了收入😀！"),
    ],
)
def test_words_become_whole_and_a_sentence_keeps_its_marks(text: str, language: str, words: str, whole: str) -> None:
    assert find(text, language, words) == whole


def test_a_place_says_which_of_several_places_is_meant() -> None:
    second = ENGLISH.rindex("Sales push")
    article = Span(ENGLISH.index("\n") + 1, ENGLISH.rindex("\n"))
    sentences = cut_article(ENGLISH, "en", *article)
    meant = find_selection(ENGLISH, article, sentences, words="Sales push", place=Span(second + 1, second + 5))
    assert meant == Span(second, second + len("Sales push"))
    for place in (None, Span(11, 20)):
        with pytest.raises(SelectionUnclearError) as raised:
            find_selection(ENGLISH, article, sentences, words="Sales push", place=place)
        assert [each.of(ENGLISH) for each in raised.value.places] == ["Sales push"] * 2


@pytest.mark.parametrize(
    ("text", "language", "words", "place", "said"),
    [
        (ENGLISH, "en", "Before it", (11, 20), "outside this article"),
        (ENGLISH, "en", "It is. Marketing", (11, 20), "do not stand in this article"),
        (CHINESE, "zh-hans", "营销卖产品", (4, 8), "do not stand in this article"),
        (CHINESE, "zh-hans", "前文", None, "outside this article"),
        (ENGLISH, "en", "", (0, 20), "does not lie inside this article"),
        (ENGLISH, "en", "", (30, 20), "does not lie inside this article"),
        (ENGLISH, "en", "", (0, 10**15), "does not lie inside this article"),
        (ENGLISH, "en", " \n\u200b", None, "Nothing is selected"),
        (ENGLISH, "en", "", (33, 34), "Nothing is selected"),
    ],
)
def test_what_is_not_in_the_article_is_refused_with_the_reason(
    text: str, language: str, words: str, place: tuple[int, int] | None, said: str
) -> None:
    with pytest.raises(SelectionError, match=said):
        find(text, language, words, place)


@given(st.integers(0, len(CHINESE)), st.integers(0, len(CHINESE)), st.text(max_size=6))
def test_whatever_is_sent_the_passage_is_cut_from_the_article_or_refused(start: int, end: int, words: str) -> None:
    try:
        found = find(CHINESE, "zh-hans", words, (start, end))
    except SelectionError:
        return
    assert found.strip() == found != ""
    assert found in CHINESE[CHINESE.index("\n") + 1 : CHINESE.rindex("\n")]
