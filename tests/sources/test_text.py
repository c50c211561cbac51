"""What the gate for entered text refuses, strips and leaves alone, and what counts as equal after folding."""

import re
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sources.text import check_source_text, clean_text, close_direction, fold, normal_width, wording_key

DIRECTION_MARKS = [chr(point) for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


def fault_of(value: str, **options: object) -> str:
    with pytest.raises(ValidationError) as caught:
        clean_text(value, **{"most": 100, "field": "Title", **options})
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("value", "character", "position"),
    [
        ("mar\x00keting", "U+0000", 4),
        ("营销\x00", "U+0000", 3),
        ("销售\x07", "U+0007", 3),
        ("sales\x9f", "U+009F", 6),
        ("\ud800营销", "U+D800", 1),
        ("推\udfff销", "U+DFFF", 2),
        ("two\nlines", "U+000A", 4),
        ("营\t销", "U+0009", 2),
        ("line\u2028end", "U+2028", 5),
    ],
)
def test_a_character_that_cannot_be_stored_is_named_with_its_position(
    value: str, character: str, position: int
) -> None:
    message = fault_of(value)
    assert message.startswith("Title: ")
    assert f"{character} at position {position} " in message


@pytest.mark.parametrize("value", ["a\x00b", "营\x0b销", "x\ud83d", "第一\u2029第二"])
def test_multi_line_text_is_refused_the_same_characters(value: str) -> None:
    assert "cannot be stored" in fault_of(value, multiline=True)


@pytest.mark.parametrize(
    ("language", "cure"), [("en", "shows the words behind it in another order"), ("zh-hans", "打乱后面文字的显示顺序")]
)
@pytest.mark.parametrize("mark", DIRECTION_MARKS)
def test_long_text_with_marks_of_direction_is_refused_with_the_cure(mark: str, language: str, cure: str) -> None:
    with override(language):
        message = fault_of(f"营销\n{mark}is not sales", multiline=True)
    assert f"U+{ord(mark):04X}" in message
    assert "4" in message
    assert cure in message
    assert clean_text(f"营销{mark} שיווק", most=100) == "营销 שיווק"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("plain", ""), ("\u202eturned", "\u202c"), ("\u202eturned\u202c back", ""),
        ("\u2067one \u202btwo", "\u202c\u2069"), ("\u2066a \u202eb\u2069 c", ""), ("\u202ea \u2069b", "\u202c"),
        ("\u202aa \u2068b\u202c", "\u2069\u202c"), ("\u202c\u2069", ""),
    ],
)  # fmt: skip
def test_what_a_text_leaves_open_is_closed_behind_it(text: str, ends: str) -> None:
    assert close_direction(text) == text + ends


def test_lines_and_tabs_may_stand_in_multi_line_text() -> None:
    assert clean_text(" 一、营销\r\n\t销售\r推销\n ", most=100, multiline=True) == "一、营销\n\t销售\n推销"


def test_length_is_counted_in_characters_after_cleaning() -> None:
    assert clean_text("  营销\u200b𠀀  ", most=3) == "营销𠀀"
    message = fault_of("营销与销售", most=3)
    assert "5 characters are too many, at most 3 fit" in message


def test_short_text_loses_what_nobody_sees() -> None:
    invisible = "\u200b\u200c\u200d\ufeff\u00ad\u2060\u202e\u2066\u200f"
    assert clean_text(f"\ufeff市{invisible}场", most=100) == "市场"
    assert clean_text(f"pro{invisible}motion", most=100) == "promotion"


def test_long_text_keeps_joiners_unless_told() -> None:
    family = "👩\u200d👧"
    assert clean_text(family, most=100, multiline=True) == family
    assert clean_text(family + "\u200b", most=100, multiline=True, short=True) == family
    assert clean_text(family + "\u200d", most=100, short=False) == family + "\u200d"


@pytest.mark.parametrize(
    "text",
    [
        *("👩‍💻 与营销", "👩🏽‍💻 work", "❤️‍🔥", "🏳️‍🌈", "👨‍👩‍👧‍👦", "👩‍❤️‍💋‍👨", "🧑🏿‍🤝‍🧑🏻", "🏴‍☠️", "👁️‍🗨️", "🏃‍♂️‍➡️", "🙂‍↔️"),
        *("क्‍ष", "क्‌ष", "می‌خواهم"),
    ],
)
def test_short_text_keeps_what_joins_an_emoji_or_a_letter(text: str) -> None:
    assert "\u200d" in text or "\u200c" in text
    assert clean_text(text, most=100) == text
    assert fold(text) == fold(text.replace("\u200d", "").replace("\u200c", ""))


@pytest.mark.parametrize(
    "text", ["营\u200d销", "pro\u200cmotion", "👩\u200d", "\u200d👩", "👩\u200d营", "营\u200d👩", "👩\u200b💻"]
)
def test_short_text_loses_a_joiner_that_joins_nothing(text: str) -> None:
    assert clean_text(text, most=100) == re.sub("[\u200b-\u200d]", "", text)


def test_entered_text_is_not_normalised() -> None:
    compatibility = "\uf900\uf96a"
    assert unicodedata.normalize("NFC", compatibility) != compatibility
    assert clean_text(compatibility, most=100) == compatibility
    assert clean_text("１２，ｅ\u0301", most=100) == "１２，ｅ\u0301"


@given(st.text())
def test_clean_text_is_clean_the_second_time(value: str) -> None:
    try:
        once = clean_text(value, most=1000, multiline=True)
    except ValidationError:
        return
    assert clean_text(once, most=1000, multiline=True) == once


def test_a_source_is_taken_as_its_bytes_say() -> None:
    data = "\ufeff营销,销售\r\n\u200b e\u0301 \uf900 mdash;\x07\n".encode()
    assert check_source_text(data).encode() == data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"one\ntwo \xff", "byte 0xFF at position 9 (line 2)"),
        ("营销".encode("gb18030"), "is not UTF-8"),
        ("营销".encode()[:-1], "at position 4 (line 1)"),
        (b"\xed\xa0\x80", "byte 0xED at position 1"),
        ("营\n销\x00".encode(), "U+0000 at position 4 (line 2)"),
    ],
)
def test_a_source_with_wrong_bytes_is_refused_with_the_place(data: bytes, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_source_text(data)
    assert words in caught.value.messages[0]
    assert "load it again" in caught.value.messages[0]


def test_a_source_over_the_cap_is_refused() -> None:
    assert check_source_text(b"12345", most=5) == "12345"
    with pytest.raises(ValidationError, match="6 bytes, at most 5"):
        check_source_text("营销".encode(), most=5)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Marketing", "ＭＡＲＫＥＴＩＮＧ"),
        ("营销", " 营\u200b销 "),
        ("personal  selling", "Personal\u3000Selling"),
        ("café", "CAFE\u0301"),
        ("（市场）", "(市场)"),
        ("Straße", "STRASSE"),
        ("\uf900", "\u8c48"),
        ("葛\U000e0100", "葛"),
    ],
)
def test_texts_that_look_alike_have_one_key(first: str, second: str) -> None:
    assert fold(first) == fold(second)


@pytest.mark.parametrize(
    ("first", "second"), [("营销", "销售"), ("market", "marketing"), ("市场", "市埸"), ("a b", "ab")]
)
def test_different_words_have_different_keys(first: str, second: str) -> None:
    assert fold(first) != fold(second)


@given(st.text())
def test_a_key_is_its_own_key(value: str) -> None:
    assert fold(fold(value)) == fold(value)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ＡＢＭ　Ｂ２Ｂ！", "ABM B2B!"),
        ("ＡＢＭ营销（Ｂ２Ｂ）", "ABM营销（B2B）"),
        ("ﾌﾟﾛﾓｰｼｮﾝ", "プロモーション"),
        ("Ⅳ ﬁ ² \uf900 e\u0301 ㈱ ＡＩ", "Ⅳ ﬁ ² \uf900 e\u0301 ㈱ AI"),
        ("营销：是什么？", "营销：是什么？"),
    ],
)
def test_only_ascii_and_kana_get_their_normal_width(typed: str, stored: str) -> None:
    assert normal_width(typed) == stored
    assert fold(typed) == fold(stored)


@pytest.mark.once
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sales pushes products.", "sales  pushes\nproducts"),
        ("“Pull” — so-called", "'Pull' - so called"),
        ("It’s long-term", "It's long term…"),
        ("Ａ ＣＲＭ system", "a CRM system"),
        ("营销，是让产品好卖。", "营销,是让产品好卖"),
        ("用 CRM 系统，共 5 篇", "用CRM系统共5篇"),
        ("增长１２％", "增长 12%"),
        ("销售是营销的一部分吗？", "销售是营销的一部分吗?"),
        ("ca\u0301fe\u200b", "Cáfe"),
        ("**Brand** first", "brand first"),
        ("（营销）", "营销"),
    ],
)
def test_a_wording_key_is_equal_where_only_typography_differs(one, other):
    assert one != other
    assert wording_key(one) == wording_key(other) != ""


@pytest.mark.once
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It may be", "It maybe"),
        ("its goal", "it's goal"),
        ("re-sign", "resign"),
        ("1.5 times", "15 times"),
        ("1.5 times", "1 5 times"),
        ("增长 -5%", "增长 5%"),
        ("-5", "5"),
        ("10²", "102"),
        ("5%", "5"),
        ("5% more", "5‰ more"),
        ("< 5", "> 5"),
        ("$5", "€5"),
        ("Sales is part of it?", "Sales is part of it."),
        ("营销包括销售？", "营销包括销售。"),
        ("营销是拉", "营销不是拉"),
        ("行銷", "行销"),
        ("sales & marketing", "sales marketing"),
        ("かきく", "がきく"),
    ],
)
def test_a_wording_key_differs_where_something_else_is_said(one, other):
    assert wording_key(one) != wording_key(other)
