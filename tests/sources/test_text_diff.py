"""Spans of a text are followed to its next version: identical words in their surroundings, never mere likeness."""

from random import Random

import pytest

from sources.alignment import align
from sources.lookup import Span
from sources.text_diff import GONE, SpanState, Successor, TextDiff

EN = (
    "Marketing takes the long view.\nSales goes for results this quarter. Both want revenue in the end.\n"
    "Promotion tells people about an offer. It has an end.\nDistribution brings goods to the shops.\n"
)
ZH = (
    "营销着眼于长远的品牌。\n销售追求本季度的业绩。两者最终都要收入。\n"
    "促销把优惠告诉顾客。它有结束的一天。\n分销把货物送到商店里面。\n"
)
SENTENCES = {
    EN: (
        "Sales goes for results this quarter.",
        "Both want revenue in the end.",
        "Promotion tells people about an offer.",
    ),
    ZH: ("销售追求本季度的业绩。", "两者最终都要收入。", "促销把优惠告诉顾客。"),
}


def followed(old: str, new: str, words: str, nth: int = 0) -> tuple[SpanState, str | None]:
    """Return what became of the words, and the words in their place."""
    start = -1
    for _number in range(nth + 1):
        start = old.index(words, start + 1)
    found = TextDiff(old, new).follow(Span(start, start + len(words)))
    return found.state, found.place and found.place.of(new)


@pytest.mark.parametrize("text", [EN, ZH])
def test_words_stay_where_others_are_put_in_changed_or_deleted_around_them(text):
    first, second, third = SENTENCES[text]
    for new in (
        text.replace(second, ""),
        text.replace(third, third[:4] + "x" + third[4:]),
        text.replace(second, "A new sentence stands here. 新的一句站在这里。" + second),
        "x" + text,
        text.replace("\n", "\r\n"),
    ):
        assert followed(text, new, first) == (SpanState.SAME, first)


@pytest.mark.parametrize("text", [EN, ZH])
def test_one_other_character_is_a_change_with_both_wordings(text):
    _first, second, _third = SENTENCES[text]
    for changed in (
        second[:3] + "某" + second[4:],
        second[:3] + second[4:],
        second[:3] + "q" + second[3:],
        second[:-1],
    ):
        assert followed(text, text.replace(second, changed), second) == (SpanState.CHANGED, changed)


@pytest.mark.parametrize("text", [EN, ZH])
def test_deleted_words_are_gone_also_where_a_copy_of_them_stands_elsewhere(text):
    _first, second, third = SENTENCES[text]
    assert followed(text, text.replace(second, ""), second) == (SpanState.GONE, None)
    twice = text + second + "\n"
    assert followed(twice, text, second, 1) == (SpanState.GONE, None)
    assert followed(twice, text, second) == (SpanState.SAME, second)
    assert followed(twice, text.replace(second, "") + second + "\n", second) == (SpanState.GONE, None)
    assert followed(twice, text.replace(second, "") + second + "\n", second, 1) == (SpanState.SAME, second)
    assert followed(text, text.replace(third, "Nothing of it is left here."), third) == (SpanState.GONE, None)


@pytest.mark.parametrize("text", [EN, ZH])
def test_paragraphs_that_changed_places_have_moved(text):
    lines = text.splitlines()
    lines[1], lines[3] = lines[3], lines[1]
    new = "\n".join(lines) + "\n"
    first, second, third = SENTENCES[text]
    for words in (first, second, first + (" " if text == EN else "") + second, lines[1]):
        assert followed(text, new, words) == (SpanState.MOVED, words)
    assert followed(text, new, third) == (SpanState.SAME, third)


@pytest.mark.parametrize("text", [EN, ZH])
def test_nobody_can_say_which_of_two_equal_sentences_was_deleted(text):
    _first, second, _third = SENTENCES[text]
    twice = text.replace(second, second + second)
    assert followed(twice, text, second) == followed(twice, text, second, 1) == (SpanState.GONE, None)


def test_a_few_words_that_a_new_sentence_happens_to_share_are_not_the_same_place():
    old = "Firms need marketing and sales. In the morning they open."
    new = "Nobody has ever seen good sales at noon. In the morning they open."
    assert followed(old, new, "sales")[0] != SpanState.SAME
    assert (
        followed("企业需要营销和销售。早上开门。", "中午从没有人见过好的销售。早上开门。", "销售")[0] != SpanState.SAME
    )


def test_line_ends_inside_of_words_are_a_change_and_behind_them_are_none():
    old, new = (
        "Marketing takes\nthe long view.\nSales does not.",
        "Marketing takes\r\nthe long view.\r\nSales does not.",
    )
    assert followed(old, new, "Sales does not.") == (SpanState.SAME, "Sales does not.")
    changed = "Marketing takes\r\nthe long view."
    assert followed(old, new, "Marketing takes\nthe long view.") == (SpanState.CHANGED, changed)


def test_a_part_is_found_with_what_was_put_in_at_its_ends():
    first, second = "One is about marketing. It has two sentences.", "Two is about sales. It has two as well."
    old = f"{first}\n\n{second}\n"
    new = f"{first} A third one came.\n\nThe title\n{second}\n"
    part = TextDiff(old, new).follow_part(Span(0, len(first)))
    assert part
    assert part.of(new) == first
    changed = f"{first}\n\nThis is about sales. It has three now, as well.\n"
    part = TextDiff(old, changed).follow_part(Span(old.index(second), len(old)))
    assert part
    assert part.of(changed) == "This is about sales. It has three now, as well."
    assert TextDiff(old, first).follow_part(Span(old.index(second), len(old))) is None
    swapped = f"{second}\n\n{first}\n"
    parts = [TextDiff(old, swapped).follow_part(Span(start, start + len(words))) for start, words in
             ((0, first), (old.index(second), second))]  # fmt: skip
    assert [part and part.of(swapped) for part in parts] == [first, second]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_certain_has_the_same_words(seed):
    random = Random(seed)
    words = ["sales ", "营销", "a", "。", ". ", "\n", "is long and slow "]
    old = "".join(random.choices(words, k=80))
    new = list(old)
    for _edit in range(random.randrange(8)):
        place = random.randrange(len(new) + 1)
        new[place : place + random.randrange(9)] = random.choice(["", "x", *old[3:9]])
    text = "".join(new)
    diff = TextDiff(old, text)
    for start in range(len(old)):
        for length in (1, 3, 12):
            span = Span(start, min(start + length, len(old)))
            found = diff.follow(span)
            assert found.place is None or found.place.of(text)
            if found.is_certain:
                assert found.place
                assert found.place.of(text) == span.of(old)
    assert TextDiff(old, old).follow(Span(0, len(old))).is_certain == bool(old.strip())


def test_nothing_is_left_of_a_text_that_has_nothing_in_common():
    assert TextDiff("Sales is short.", "营销是长远的。").follow(Span(0, 15)) == GONE == Successor(SpanState.GONE)


@pytest.mark.parametrize("seed", range(10))
def test_aligned_items_are_equal_and_in_order(seed):
    random = Random(seed)
    old = random.choices("abcdefghijk", k=random.randrange(60))
    new = [item for item in old if random.random() < 0.8] + random.choices("abcz", k=random.randrange(5))
    runs = align(old, new)
    assert all(old[run.start : run.start + run.length] == new[run.to : run.to + run.length] for run in runs)
    ends = [(run.start + run.length, run.to + run.length) for run in runs]
    for (end, stop), after in zip(ends, runs[1:], strict=False):
        assert end <= after.start
        assert stop <= after.to
        assert (end, stop) != (after.start, after.to)


def test_long_texts_are_aligned_by_what_occurs_once_or_by_runs_where_nothing_does():
    old = [*range(3_000), "x", *range(3_000, 6_000)]
    assert sum(run.length for run in align(old, [*old[:3_000], "y", *old[3_001:]])) == 6_000
    old = [number % 50 for number in range(300)] + [number % 49 for number in range(300)]
    assert sum(run.length for run in align(old, old[:20] + old[25:])) > 500
    assert align(["a"] * 300 + ["b"] * 300, ["b"] * 300 + ["a"] * 300) == []
