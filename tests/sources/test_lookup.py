"""Words are found in a source although line ends, blanks, marks, width or letter case differ, but no others."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources.lookup import MOST_PLACES, ComparedStretch, Likeness, Span, compare, look_up, trimmed

TEXTS = Path(__file__).parents[2] / "fixtures" / "marketing-sales-promotion" / "texts"
NOT_FOUND = ()


def found(text: str, words: str, likeness: Likeness) -> list[str]:
    """Return the words that stand at the places found, and check the likeness at which they were."""
    result = look_up(text, words)
    assert result.likeness == likeness, result
    return [place.of(text) for place in result.places]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sales push\r\nproducts.\r\nEnd", "Sales push\nproducts."),
        ("Sales push\rproducts.", "Sales push\r\nproducts."),
        ("营销的是目\n的是让销售更简单", "营销的是目\n\n的是让销售更简单"),
        ("营销的是目\u2028的是让销售更简单", "营销的是目\u2029的是让销售更简单"),
        ("4\u00a0P\u3000和 4\u2009C", "4 P 和  4 C"),
        ("Sales\u00a0push", "Sales \u200bpush"),
        ("营\u200b销\ufeff先行", "营销先行"),
        ("mar\u00adket\u2060ing", "marketing"),
        ("Cafe\u0301 owners sell", "Café owners sell"),
        ("Café owners sell", "Cafe\u0301 owners sell"),
        ("Tiê\u0301p thi\u0323 và bán", "Tiếp thị và bán"),
        ("한국어", unicodedata.normalize("NFD", "한국어")),
        ("التسويق\u200f يسبق\u00a0البيع", "التسويق يسبق البيع"),
        ("we sell 👩\u200d💻 kits ❤\ufe0f", "we  sell 👩\u200d💻 kits ❤"),
        ("\ufa19的", "\u795e的"),
    ],
)
def test_what_nobody_sees_makes_no_difference(text: str, words: str) -> None:
    (there,) = found(f"前 before. {text}。 After", words, Likeness.SPACING)
    assert there == text.removesuffix("\r\nEnd")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It’s “pull”, not ‘push’", "It's \"pull\", not 'push'"),
        ('他说"营销要谋."', "他说“营销要谋。”"),
        ("产品好卖,销售是把产品卖好", "产品好卖，销售是把产品卖好"),
        ("ｓａｌｅｓ　ＰＵＳＨ", "Sales Push"),
        ("Straße und ﬁne Öﬀnung", "STRASSE UND FINE ÖFFNUNG"),
        ("push—pull and e‑mail", "push-pull and e-mail"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("销售 … 营销", "销售...营销"),
        ("Iİı", "Ii\u0307ı"),
        ("می\u200cفروشیم A", "میفروشیم a"),
        ("an 👩\u200d💻 Works", "AN 👩💻 works"),
    ],
)
def test_the_form_of_marks_width_and_letter_case_may_differ(text: str, words: str) -> None:
    assert found(f"前 before. {text}。 After", words, Likeness.FORM) == [text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("营销的是目\n的是让销售更简单", "营销的是目的是让销售更简单"),
        ("先聊天。\u2028销售在网络里\u3000回答", "先聊天。销售在网络里回答"),
        ("营销的是目的", "营销的是 目的"),
        ("a web site,sold", "a website, sold"),
    ],
)
def test_blanks_that_copying_added_or_left_out_make_no_difference(text: str, words: str) -> None:
    assert found(f"前 before. {text}。 After", words, Likeness.BLANKS) == [text]


@pytest.mark.parametrize("words", ["cafe", "caféx", "sales pull", "推销", "e", "", " \u200b\n", "own. sell"])
def test_other_letters_and_other_marks_are_not_found(words: str) -> None:
    text = "CAFÉ own, slll. 营销。"
    assert look_up(text, words).places == NOT_FOUND
    assert look_up(unicodedata.normalize("NFD", text), words.upper()).places == NOT_FOUND


def test_no_letter_is_parted_from_its_accents() -> None:
    assert found("Cafe\u0301 and cafe", "afe", Likeness.EXACT) == ["afe"]
    assert look_up("हिन्दी", "ह").places == NOT_FOUND
    assert found("I ❤\ufe0f it", "I ❤", Likeness.SPACING) == ["I ❤\ufe0f"]


def test_letters_alone_are_found_only_if_asked_for() -> None:
    assert look_up("Café: owners – sell!", "cafe owners, sell").places == NOT_FOUND
    assert look_up("Café: owners – sell!", "cafe owners, sell", least=Likeness.LETTERS).places == (Span(0, 19),)


def test_the_greater_likeness_counts() -> None:
    text = "Sales push. sales  push. SALES PUSH. Sales\npush. 营销 营销"
    assert found(text, "Sales push", Likeness.EXACT) == ["Sales push"]
    assert found(text, "Sales\u3000push", Likeness.SPACING) == ["Sales push", "Sales\npush"]
    assert found(text, "sales Push", Likeness.FORM) == ["Sales push", "sales  push", "SALES PUSH", "Sales\npush"]
    assert found(text, "营销", Likeness.EXACT) == ["营销", "营销"]


def test_the_search_keeps_to_its_part_of_the_text() -> None:
    text = "Sales push. Sales push."
    assert look_up(text, "sales push", start=1).places == (Span(12, 22),)
    assert look_up(text, "sales push", end=21).places == (Span(0, 10),)


def test_the_list_of_places_ends_somewhere() -> None:
    assert len(look_up("销 " * (2 * MOST_PLACES), "销").places) == MOST_PLACES
    assert len(look_up("a\u0301" * (2 * MOST_PLACES), "Á").places) == MOST_PLACES


@pytest.mark.parametrize(
    ("words", "there", "differences"),
    [
        ("目\n\n的", "目\r的", [("目", "目"), ("\n\n", "\r"), ("的", "的")]),
        ("It's SALES", "It’s Sales", [("It", "It"), ("'", "’"), ("s S", "s S"), ("ALES", "ales")]),
        (" 目的\u200b", "目 的", [("目", "目"), ("", " "), ("的", "的")]),
        ("café", "Cafe\u0301", [("c", "C"), ("af", "af"), ("é", "e\u0301")]),
        ("ﬁne", "FINE", [("ﬁne", "FINE")]),
        ("营销", "营销", [("营销", "营销")]),
    ],
)
def test_words_are_compared_with_those_found(words: str, there: str, differences: list[tuple[str, str]]) -> None:
    assert compare(words, there, Likeness.FORM) == [ComparedStretch(*pair) for pair in differences]


@pytest.mark.parametrize("name", sorted(path.name for path in TEXTS.glob("*.txt")))
def test_words_copied_from_a_page_of_the_sources_are_found(name: str) -> None:
    """Chromium puts a blank line between paragraphs that it copies; a form makes every line end CR LF."""
    text = (TEXTS / name).read_bytes().decode()
    for first, second in pairwise(re.finditer(r"[^\n]*\S[^\n]*", text)):
        span = Span(max(first.start(), first.end() - 12), min(second.end(), second.start() + 12))
        copied = re.sub(r"\n+", "\r\n\r\n", trimmed(span.of(text)))
        places = look_up(text, copied).places
        assert trimmed(span.of(text)) in [place.of(text) for place in places]


WORDS = st.sampled_from(
    [
        *(
            "营销",
            "销 售",
            "Cafe\u0301 ",
            "café",
            "Ａｂ",
            "ab",
            "“好”",
            "it’s ",
            "مُباع\u200f ",
            "👩\u200d💻",
            "❤\ufe0f",
            "ﬁ",
        ),
        *("ß", "。", "—", "…", "ｶﾞ", "\r\n", "\r", "\n", "\u2028", "\u00a0", "\u3000", "\u2009", "\u200b", " "),
        *("\u0301", "A", "a", "한", "4"),
    ]
)
CHANGES: list[Callable[[str], str]] = [
    lambda words: re.sub(r"\r\n?|\n", "\r\n\r\n", words),
    lambda words: re.sub(r"\s+", " ", words),
    lambda words: re.sub(r"\s", "\u00a0\u200b ", words),
    lambda words: re.sub("[\u200b\u200d\u200f\ufe0f]", "", words),
    lambda words: "\u200b".join(words),
    lambda words: re.sub(r"\s", "", words),
    lambda words: unicodedata.normalize("NFC", words),
    lambda words: unicodedata.normalize("NFD", words),
    lambda words: unicodedata.normalize("NFKC", words),
    lambda words: words.translate(str.maketrans("“”’—。", '""\'-.')),
    str.upper,
    str.casefold,
    lambda words: f"\n{words} ",
]


@given(st.lists(WORDS, min_size=1, max_size=12).map("".join), st.data())
def test_any_span_is_found_through_any_changes_of_form(text: str, data: st.DataObject) -> None:
    is_letter = [unicodedata.category(mark)[0] != "M" and mark != "ﾞ" for mark in text]
    whole = [place for place, begins in enumerate([*is_letter, True]) if begins]
    first, last = sorted((data.draw(st.sampled_from(whole)), data.draw(st.sampled_from(whole))))
    words = trimmed(text[first:last])
    assume(words and is_letter[text.index(words, first)])
    start = text.index(words, first)
    changed = words
    for change in data.draw(st.lists(st.sampled_from(CHANGES), max_size=4)):
        changed = change(changed)
    result = look_up(text, changed)
    assert result.places
    if result.likeness == look_up(words, changed).likeness:  # else other words of the text are more like those changed
        assert Span(start, start + len(words)) in result.places
    for place in result.places:
        differences = compare(changed, place.of(text), Likeness.FORM)
        assert "".join(difference.found for difference in differences) == place.of(text)
        assert "".join(difference.sought for difference in differences) == trimmed(changed)
