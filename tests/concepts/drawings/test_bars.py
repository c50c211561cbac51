import pytest

from concepts.drawings.bars import WIDEST, draw_voices
from sources.languages import Text
from tests.concepts.drawings.samples import HOSTILE, parsed, with_class


@pytest.mark.parametrize(
    "label", [Text("7 voices: 5 Chinese, 2 English", "en"), Text("七家之言：中文五家，英文两家", "zh-Hans")]
)
def test_each_voice_is_a_square_of_its_language(label):
    root = parsed(draw_voices(2, 5, 10, label, hue=3))
    assert root.get("role") == "img"
    assert (root[0].tag, root[0].text, root[0].get("lang")) == ("title", label.words, label.lang)
    assert (len(with_class(root, "voice-english")), len(with_class(root, "voice-chinese"))) == (2, 5)
    assert with_class(root, "hue-3") == [root]


def test_all_sides_have_one_scale():
    label = Text("voices", "en")
    few, many = (parsed(draw_voices(count, 0, 12, label)) for count in (1, 12))
    assert few.get("viewBox") == many.get("viewBox")
    assert few.find("rect").get("width") == many.find("rect").get("width")


def test_more_voices_than_anyone_counts_are_two_bars_in_proportion():
    root = parsed(draw_voices(30, 90, 240, Text("120 voices", "en")))
    english, chinese = root.findall("rect")
    assert float(chinese.get("x")) - float(english.get("x")) == pytest.approx(WIDEST * 12 * 30 / 240)
    assert float(chinese.get("width")) > 2.9 * float(english.get("width"))
    assert float(chinese.get("x")) + float(chinese.get("width")) < float(root.get("width")) / 2 + 2


def test_no_voices_are_an_empty_picture_with_its_words():
    root = parsed(draw_voices(0, 0, 0, Text("no voice", "en")))
    assert [child.tag for child in root] == ["title"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_labels_stay_words(words):
    assert len(parsed(draw_voices(1, 1, 2, Text(words, "en")))) == 3
