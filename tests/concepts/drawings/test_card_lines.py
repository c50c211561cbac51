"""Lines of cards end where English and Chinese let them end, and are about equally long."""

import pytest

from concepts.drawings.card_lines import break_lines, count_lines
from concepts.drawings.letters import width_of
from sources.languages import Text

pytestmark = pytest.mark.once
ENGLISH = Text("Marketing takes the long view of the whole market, and sales goes for the results of the period.", "en")
CHINESE = Text(
    "营销着眼于整个市场的长远发展，销售部（含渠道）则追求“本期”的业绩、回款和利润；两者相辅相成。", "zh-Hans"
)


def lines(text, room, most=20):
    return break_lines(text, 10, room, most)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
@pytest.mark.parametrize("room", range(120, 900, 60))
def test_lines_keep_all_words_and_stay_within_the_room(text, room):
    found = lines(text, room)
    assert len(found) == count_lines(text, 10, room)
    assert (" " if text.lang == "en" else "").join(found) == text.words
    assert max(width_of(line, text.lang) * 10 for line in found) <= room


@pytest.mark.parametrize("room", range(60, 460, 20))
def test_no_line_of_chinese_begins_with_a_closing_mark_or_ends_with_an_opening_one(room):
    found = lines(CHINESE, room)
    assert len(found) > 1
    assert not any(line[0] in "，。、；）”" or line[-1] in "（“" for line in found)


def test_lines_are_about_equally_long_and_end_behind_a_comma_where_that_is_near():
    first, second = lines(ENGLISH, 300)
    assert first.endswith("market,")
    assert second.startswith("and")
    chinese = Text("营销着眼整个市场的长远发展，销售部则追求本期的业绩和利润额。", "zh-Hans")
    assert lines(chinese, 180)[0].endswith("，")
    widths = [width_of(line, "en") for line in lines(Text("word " * 23, "en"), 400)]
    assert max(widths) - min(widths) < 3


def test_a_line_of_chinese_ends_beside_a_word_that_divides_none_and_within_no_name():
    words = Text("营销人员和销售人员都为自己分管的市场编制销售计划", "zh-Hans")
    assert lines(words, 180)[0] == "营销人员和销售人员都为"
    asked = Text("我们想销售手段呢", "zh-Hans")
    assert lines(asked, 55) == ("我们想销", "售手段呢")
    assert break_lines(asked, 10, 55, 9, ("销售",)) == ("我们想", "销售手段呢")
    for room in range(20, 90, 10):
        found = break_lines(asked, 10, room, 20, ("销售",))
        assert "".join(found) == asked.words
        assert not any(line.endswith("销") for line in found)


@pytest.mark.parametrize(("text", "ellipsis"), [(ENGLISH, "..."), (CHINESE, "……")])
def test_what_there_is_no_room_for_ends_with_an_ellipsis(text, ellipsis):
    found = lines(text, 150, most=2)
    assert len(found) == 2
    assert found[1].endswith(ellipsis)
    assert width_of(found[1], text.lang) * 10 <= 150
    assert found[1].removesuffix(ellipsis)[-1] not in " ,，、"


def test_a_word_that_is_longer_than_a_line_is_divided():
    found = lines(Text("W" * 100, "en"), 100)
    assert len(found) > 5
    assert "".join(found) == "W" * 100


def test_latin_words_stay_whole_in_chinese_and_han_words_in_english():
    assert any("CRM-System" in line for line in lines(Text("用CRM-System管理客户关系的部门", "zh-Hans"), 110))
    assert any("市场部" in line for line in lines(Text("The department called 市场部 in Chinese", "en"), 130))
