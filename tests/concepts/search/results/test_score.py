"""Words are counted, and found side by side, in Chinese as in English, though Chinese has no blanks."""

import pytest

from concepts.search.results.score import _in_order, _length, _neighbours, _spaced_text, _spaced_words


def spaced(text):
    return _spaced_text(text, frozenset())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("marketing", 1),
        ("The sales channels", 3),
        ("推销", 1),  # the pair, whose last character the index keeps besides
        ("市场营销", 3),
        ("营销，渠道", 2),
        ("销", 1),
        ("卡拉OK", 2),
        ("KPI 指标", 2),
        ("", 0),
    ],
)
def test_a_text_has_as_many_words_as_its_pairs_and_english_words(text, words):
    assert _length(spaced(text)) == words


@pytest.mark.parametrize(
    ("first", "second", "text", "share"),
    [
        ("sales", "channels", "the sales channels of a company", 100),
        ("sales", "channels", "channels of sales", 0),
        ("营销", "渠道", "新的营销渠道", 100),
        ("营销", "渠道", "渠道营销", 0),
        ("营销", "渠道", "营销的渠道", 0),
        ("营销", "渠道", "营销、渠道与价格", 100),  # marks are no words, as in English
        ("营销", "渠道", "marketing channels", 0),
        ("营销", "员", "营销员", 100),
        ("营销", "员", "营销员工", 100),  # one character is the beginning of a word
        ("大", "客户", "大客户", 100),
        ("大", "客户", "客户很大", 0),
        ("渠道", "道管", "渠道管理", 100),  # two pairs of one word
        ("营销", "KPI", "营销KPI", 100),
        ("KPI", "营销", "kpi 营销", 100),
    ],
)
def test_words_stand_side_by_side(first, second, text, share):
    forms = (_spaced_words(word.lower(), frozenset()) for word in (first, second))
    assert _in_order([spaced(text)], [_neighbours(*forms)]) == share


def test_the_beginning_of_a_word_may_go_on():
    assert _in_order([spaced("营销员工")], [_neighbours(" 营销 ", " 员")]) == 100
    assert _in_order([spaced("营销渠道")], [_neighbours(" 营销 ", " 员")]) == 0
