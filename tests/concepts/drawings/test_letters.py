"""The font of the cards has the letters that it is said to have, and its licence lies beside it."""

import pytest
from fontTools.ttLib import TTFont

from concepts.drawings.letters import CHINESE_FONT, FONTS, LATIN_FONT, LATIN_LETTERS, can_draw, letters, width_of
from sources.languages import Text

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("path", "promised"), [(CHINESE_FONT, letters()), (LATIN_FONT, LATIN_LETTERS)])
def test_the_fonts_have_every_letter_that_is_promised(path, promised):
    font = TTFont(path)
    assert len(promised) > 200
    assert promised - {chr(code) for code in font.getBestCmap()} == set()
    assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_the_set_is_that_of_gb_18030_in_two_bytes_and_the_licence_lies_beside_the_fonts():
    assert len(letters()) > 22_000
    assert all(len(letter.encode("gb18030")) <= 2 for letter in letters() - LATIN_LETTERS)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()
    readme = (FONTS / "README.md").read_text()
    assert all(path.name in readme for path in FONTS.glob("*.otf"))
    assert f"{len(letters()):,} letters" in readme
    assert sum(path.stat().st_size for path in FONTS.glob("*.otf")) < 5_100_000


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("Marketing pulls; “sales” push — at €5.", True),
        ("营销着眼长远，销售追求业绩（“市场”部）：《营销管理》……", True),
        ("行銷與銷售", True),  # traditional characters stand in the two-byte set
        ("cafe\u0301 na\u00efve", True),  # an accent of its own is joined to its letter
        ("soft\u00adhyphen\u200b", True),
        ("线\n二", True),
        ("قيمة", False),
        ("שיווק", False),
        ("growth 🚀", False),
        ("𠮷野家", False),  # U+20BB7 has four bytes in GB 18030
        ("㐂", False),
        ("\ue000", False),  # for private use
        ("\ud800", False),
    ],
)
def test_a_text_with_a_letter_outside_the_set_cannot_be_drawn(words, drawn):
    assert can_draw([Text("Sales 销售", "zh-Hans"), Text(words, "en")]) is drawn


def test_quotation_marks_are_narrow_in_english_and_wide_in_chinese():
    assert width_of("“”", "en") < 1
    assert width_of("“”", "zh-Hans") == 2


def test_a_gap_stands_between_han_and_latin_letters_of_a_chinese_text():
    assert width_of("用CRM管理", "zh-Hans") > width_of("用管理", "zh-Hans") + width_of("CRM", "zh-Hans") + 0.2
    assert width_of("用（A）", "zh-Hans") == width_of("用（", "zh-Hans") + width_of("A）", "zh-Hans")
