"""Quotes and articles are found exactly, and what cannot be placed is refused with a hint that helps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.anchoring import (
    QuoteAmbiguousError,
    QuoteMissingError,
    QuoteOutsideError,
    Span,
    bare_text,
    find_article,
    find_in_order,
    find_quote,
    occurrences_of_article,
    slice_with_context,
)

CHINESE = "营销是让产品好卖,销售是把产品卖好。营销是系统,销售是一部分。"
ENGLISH = "Sales push products to users; marketing pulls users to products. Sales push harder."


@pytest.mark.parametrize(("text", "quote"), [(CHINESE, "销售是把产品卖好"), (ENGLISH, "marketing pulls users")])
def test_a_quote_is_where_its_words_stand(text: str, quote: str) -> None:
    assert find_quote(text, quote).of(text) == quote


def test_offsets_count_code_points() -> None:
    assert find_quote("𠀀👩e\u0301营销", "营销") == Span(4, 6)


@pytest.mark.parametrize(("text", "quote"), [(CHINESE, "营销是"), (ENGLISH, "Sales push ")])
def test_a_quote_that_stands_twice_needs_its_occurrence(text: str, quote: str) -> None:
    with pytest.raises(QuoteAmbiguousError, match="occurs here 2 times") as caught:
        find_quote(text, quote)
    first, second = caught.value.places
    assert f"(1) {first.start} “" in str(caught.value)
    assert "name which occurrence" in str(caught.value)
    assert find_quote(text, quote, occurrence=1) == first
    assert find_quote(text, quote, occurrence=2) == second
    assert second == Span(text.rindex(quote), text.rindex(quote) + len(quote))


@pytest.mark.parametrize("occurrence", [0, 3, -1])
def test_an_occurrence_that_is_not_there_is_refused(occurrence: int) -> None:
    with pytest.raises(QuoteMissingError, match="Name one from 1 to 2"):
        find_quote(CHINESE, "营销是", occurrence=occurrence)


def test_overlapping_occurrences_count() -> None:
    assert find_quote("营营营", "营营", occurrence=2) == Span(1, 3)
    assert find_quote("aaa", "aa", occurrence=2) == Span(1, 3)


def test_a_place_list_ends_somewhere() -> None:
    with pytest.raises(QuoteAmbiguousError) as caught:
        find_quote("销" * 50, "销")
    assert len(caught.value.places) == 50
    assert "(5)" in str(caught.value)
    assert "(6)" not in str(caught.value)


def test_the_search_keeps_to_its_part_of_the_text() -> None:
    middle = CHINESE.index("。") + 1
    assert find_quote(CHINESE, "营销是", start=middle) == Span(middle, middle + 3)
    assert find_quote(CHINESE, "营销是", end=middle) == Span(0, 3)
    with pytest.raises(QuoteMissingError):
        find_quote(CHINESE, "卖好。营销不是", start=0, end=middle)


def test_a_quote_from_another_article_is_told_so() -> None:
    middle = CHINESE.index("。") + 1
    with pytest.raises(QuoteOutsideError, match="elsewhere in the source") as caught:
        find_quote(CHINESE, "销售是一部分", end=middle)
    assert [place.of(CHINESE) for place in caught.value.places] == ["销售是一部分"]


@pytest.mark.parametrize(
    ("text", "quote", "closest"),
    [
        (CHINESE, "产品好卖，销售是把产品卖好", "产品好卖,销售是把产品卖好"),
        ("营销的是目\n的是让销售更简单", "目的是让销售", "目\n的是让销售"),
        (ENGLISH, "sales push products to users: Marketing", "Sales push products to users; marketing"),
        ("a  good\nfit", "a good fit", "a  good\nfit"),
    ],
)
def test_a_near_miss_shows_what_the_source_says(text: str, quote: str, closest: str) -> None:
    with pytest.raises(QuoteMissingError) as caught:
        find_quote(text, quote)
    assert caught.value.closest is not None
    assert caught.value.closest.of(text) == closest
    shown = closest.replace("\n", "\\n")
    assert f"nearest place: “{shown}”" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "quote", "shown"),
    [
        ("Sales\u00a0push\r\nproducts", "Sales push products", r"Sales\u00a0push\r\nproducts"),
        ("Cafe\u0301 owners", "Café owners", r"Cafe\u0301 owners"),
        ("我们 👩\u200d💻\u3000❤\ufe0f", "我们 👩💻 ❤", r"我们 👩\u200d💻\u3000❤\ufe0f"),
        ("हिन्दी मराठी", "हिन्दी  मराठी", "हिन्दी मराठी"),
    ],
)
def test_a_near_miss_shows_what_cannot_be_seen(text: str, quote: str, shown: str) -> None:
    with pytest.raises(QuoteMissingError) as caught:
        find_quote(text, quote)
    assert f"nearest place: “{shown}”" in str(caught.value)


def test_several_near_misses_are_listed() -> None:
    with pytest.raises(QuoteMissingError, match=r"similar words are: \(1\) 0 “\[Sales\].*\(2\) 7 “") as caught:
        find_quote("Sales, SALES", "sales")
    assert caught.value.closest is None
    with pytest.raises(QuoteMissingError, match="nearest place: “SALES”") as caught:
        find_quote("SALES, SALES", "sales")
    assert caught.value.closest == Span(0, 5)


@pytest.mark.parametrize(
    ("text", "quote", "agreed", "after"),
    [
        (CHINESE, "营销是让产品好卖的艺术", "营销是让产品好卖", ",销售是"),
        (ENGLISH, "marketing pulls users to brands", "marketing pulls users to ", "products"),
    ],
)
def test_a_quote_that_goes_astray_is_followed_as_far_as_it_agrees(
    text: str, quote: str, agreed: str, after: str
) -> None:
    with pytest.raises(QuoteMissingError, match="The nearest place") as caught:
        find_quote(text, quote)
    assert caught.value.closest is not None
    assert caught.value.closest.of(text) == agreed
    assert f"“{agreed}{after}" in str(caught.value)


@pytest.mark.parametrize("quote", ["完全不同的话", "Nothing alike", "？！"])
def test_a_quote_like_nothing_in_the_source_is_just_missing(quote: str) -> None:
    with pytest.raises(QuoteMissingError, match="Copy the words from the source") as caught:
        find_quote(CHINESE, quote)
    assert caught.value.closest is None


@pytest.mark.parametrize("quote", ["", " \n"])
def test_an_empty_quote_is_refused(quote: str) -> None:
    with pytest.raises(QuoteMissingError, match="The quote is empty"):
        find_quote(CHINESE, quote)


def test_an_article_reaches_from_its_first_to_its_last_words() -> None:
    text = "- 格式:doc\n营销与销售营销很大。销售很小。推销与营销推销更小。"
    first = find_article(text, "营销与销售营销", "很小。")
    second = find_article(text, "推销与营销", "更小。", first.end)
    assert [first.of(text), second.of(text)] == ["营销与销售营销很大。销售很小。", "推销与营销推销更小。"]


def test_the_last_words_of_an_article_are_the_next_ones_after_the_first() -> None:
    text = "One. The end. Two. The end."
    assert find_article(text, "One.", "The end.").of(text) == "One. The end."


def test_the_first_words_may_come_again_only_where_the_article_follows_directly() -> None:
    text = "甲。市场部关注均衡。乙。市场部关注均衡。"
    assert find_article(text, "市场部关注", "均衡。", 2) == Span(2, 10)
    with pytest.raises(QuoteAmbiguousError):
        find_article(text, "市场部关注", "均衡。", 0)


def test_an_article_whose_words_do_not_follow_is_refused() -> None:
    with pytest.raises(QuoteOutsideError):
        find_article(CHINESE, "营销是系统", "产品卖好。")
    with pytest.raises(QuoteMissingError):
        find_article(CHINESE, "促销是", "产品卖好。")


@pytest.mark.parametrize(
    ("text", "first", "last", "article", "occurrences"),
    [
        ("Sales push.", "Sales push.", "Sales push.", Span(0, 11), (None, None)),  # one sentence
        ("销", "销", "销", Span(0, 1), (None, None)),
        (" 买买买 ", "买买", "买买", Span(1, 4), (None, 2)),  # the first and the last words overlap
        ("One. End. Two. End.", "One.", "End.", Span(0, 19), (None, 2)),  # the last words came before
        ("aaaa", "aa", "aa", Span(0, 4), (None, None)),
        ("aaaaa", "aa", "aa", Span(0, 5), (None, 4)),
        ("X. A. B. Y. A. C.", "A.", "C.", Span(12, 17), (2, None)),
        ("X. A. B. B. A. B. B.", "A.", "B.", Span(12, 20), (2, 2)),
    ],
)
def test_an_article_of_any_text_can_be_declared(
    text: str, first: str, last: str, article: Span, occurrences: tuple[int | None, int | None]
) -> None:
    assert occurrences_of_article(text, first, last, article) == occurrences
    first_occurrence, last_occurrence = occurrences
    found = find_article(text, first, last, first_occurrence=first_occurrence, last_occurrence=last_occurrence)
    assert found == article


@given(st.text("a销 .\r\n\u2028", min_size=1, max_size=12), st.data())
def test_the_occurrences_of_first_and_last_words_lead_to_every_article(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    first = words[: data.draw(st.integers(1, len(words)))]
    last = words[-data.draw(st.integers(1, len(words))) :]
    if not first.strip() or not last.strip():
        return
    after = data.draw(st.integers(0, start))
    first_occurrence, last_occurrence = occurrences_of_article(text, first, last, Span(start, end), after)
    assert find_article(
        text, first, last, after, first_occurrence=first_occurrence, last_occurrence=last_occurrence
    ) == Span(start, end)


def test_last_words_inside_the_first_words_end_no_article() -> None:
    with pytest.raises(QuoteOutsideError, match="ends inside the first words"):
        find_article("a b a b c", "a b a", "a b", last_occurrence=1)


def test_phrases_are_found_one_after_another() -> None:
    assert find_in_order("一。二。一。", ["一。", "一。"]) == [Span(0, 2), Span(4, 6)]
    with pytest.raises(QuoteOutsideError, match="“one” comes before “two”") as caught:
        find_in_order("one two", ["two", "one"])
    assert caught.value.places == [Span(0, 3)]
    with pytest.raises(QuoteMissingError, match="The quote is empty"):
        find_in_order("营销", ["营销", ""])


def test_context_stops_at_the_edges_of_the_text() -> None:
    assert slice_with_context("前营销后", Span(1, 3), around=5) == ("前", "营销", "后")
    assert slice_with_context("before sales after", Span(7, 12), around=3) == ("re ", "sales", " af")


def test_bare_text_keeps_letters_and_digits_and_their_offsets() -> None:
    bare = bare_text("Ａ-1，\n营 销!", start=1)
    assert bare.characters == "1营销"
    assert bare.offsets == [2, 5, 7]


@given(st.text(alphabet="营销a ,\n", min_size=1), st.data())
def test_every_slice_with_words_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    if not quote.strip():
        return
    earlier = sum(text.startswith(quote, place) for place in range(start))
    assert find_quote(text, quote, occurrence=earlier + 1) == Span(start, end)
