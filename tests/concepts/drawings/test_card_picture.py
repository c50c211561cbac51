"""Cards of any texts are pictures of 1200 × 630 of at most 80 kB, on which nothing reaches over the edge."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from concepts.drawings.card import Card, CardAnswer, CardName, CardSide
from concepts.drawings.card_layout import ACCENT, BODY_END, EDGE, HUES, INK, INK_SOFT, PAPER, RULE, WARN, arrange
from concepts.drawings.card_picture import MARK_BARS, MARK_RED, draw_card, draw_card_without_words
from concepts.drawings.letters import width_of
from sources.languages import Text
from tests.concepts.drawings.samples import HOSTILE

pytestmark = pytest.mark.once
MOST_BYTES = 80_000
SITE = Text("Conceptbase", "en")
MARKETING = CardName(Text("Marketing", "en"), Text("营销", "zh-Hans"), 1)
SALES = CardName(Text("Sales", "en"), Text("销售", "zh-Hans"), 2)
LONG_NAME = CardName(Text("Integrated marketing communications department", "en"), Text("整合营销传播部", "zh-Hans"), 8)
ENGLISH = Text(("Marketing takes the long view of the market; sales goes for results. " * 30)[:2000], "en")
CHINESE = Text(("营销着眼长远，销售追求业绩；“市场”部（含策划）并不直接面对客户。" * 70)[:2000], "zh-Hans")


def cards(text: Text, other: Text) -> dict[str, Card]:
    """A card of each kind with a text in one language and the same in the other."""
    plain = Card(text.shortened(20), text, other=other, count=text.shortened(40))
    return {
        "statement": replace(plain, names=(MARKETING, SALES), disputed=text),
        "concept": replace(plain, names=(LONG_NAME,), names_large=True),
        "comparison": replace(plain, names=(LONG_NAME,) * 4, names_large=True, disputed=text),
        "distinction": replace(plain, sides=(CardSide(MARKETING, text, other), CardSide(SALES, text, other, text))),
        "four sides": replace(plain, sides=(CardSide(LONG_NAME, text, other),) * 4, disputed=text),
        "question": replace(plain, answers=(CardAnswer(text, 1234), *[CardAnswer(other, 0)] * 3), more=text),
        "only names": Card(text.shortened(20), Text("", "en"), names=(MARKETING, SALES), names_large=True),
    }


KINDS = list(cards(ENGLISH, CHINESE))


def open_picture(png: bytes) -> Image.Image:
    assert len(png) <= MOST_BYTES
    picture = Image.open(BytesIO(png))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    return picture.convert("RGB")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("most", [12, 60, 300, 2000])
@pytest.mark.parametrize("chinese_first", [False, True])
def test_texts_of_any_length_stay_on_the_card(kind, most, chinese_first):
    english, chinese = ENGLISH.shortened(most), CHINESE.shortened(most)
    card = cards(*((chinese, english) if chinese_first else (english, chinese)))[kind]
    open_picture(draw_card(card, SITE))
    for block in arrange(card, SITE).blocks:
        assert block.left >= EDGE
        for number, line in enumerate(block.lines):
            assert block.left + width_of(line.words, line.lang) * block.size <= 1200 - EDGE + 1
            assert block.baseline(number) < (BODY_END if block.top < BODY_END else 630)


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_texts_lie_over_each_other(kind):
    for most in (12, 60, 300, 2000):
        places = []
        for block in arrange(cards(ENGLISH.shortened(most), CHINESE.shortened(most))[kind], SITE).blocks:
            for number, line in enumerate(block.lines):
                baseline = block.baseline(number)
                right = block.left + width_of(line.words, line.lang) * block.size
                places.append((block.left, baseline - block.size * 0.8, right, baseline + block.size * 0.1))
        for number, (left, top, right, bottom) in enumerate(places):
            for other in places[:number]:
                assert not (left < other[2] and other[0] < right and top < other[3] and other[1] < bottom)


def test_short_texts_are_set_in_larger_letters_than_long_ones():
    sizes = [
        max(
            block.size
            for block in arrange(cards(ENGLISH.shortened(most), CHINESE.shortened(most))["statement"], SITE).blocks
        )
        for most in (30, 120, 400)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


@pytest.mark.parametrize("words", [*HOSTILE, "", "قيمة التسويق", "𠮷野家", "㐂"])
def test_odd_texts_make_a_picture_too(words):
    text = Text(words, "en")
    for card in cards(text, Text(words, "zh-Hans")).values():
        open_picture(draw_card(card, SITE))


@pytest.mark.parametrize("words", ["growth 🚀", "التسويق", "𠮷野家"])
def test_a_letter_outside_the_set_anywhere_makes_the_card_without_words(words):
    text, plain = Text(words, "en"), Card(SITE, SITE)
    for card in (
        replace(plain, headline=text),
        replace(plain, other=text),
        replace(plain, answers=(CardAnswer(text, 3),)),
        replace(plain, sides=(CardSide(MARKETING, SITE, text),)),
    ):
        assert draw_card(card, SITE) == draw_card_without_words()
    assert draw_card(plain, text) == draw_card_without_words() != draw_card(plain, SITE)
    assert open_picture(draw_card_without_words()).getpixel((600, 200)) != (251, 250, 246)


@pytest.mark.parametrize(
    "name", ["", "A name of a site that is much too long for the foot of a card", "营销与销售概念对照" * 9]
)
def test_the_name_of_the_site_leaves_room_for_the_count(name):
    card = Card(SITE, SITE, count=ENGLISH.shortened(200))
    open_picture(draw_card(card, Text(name, "zh-Hans")))
    foot = [block for block in arrange(card, Text(name, "zh-Hans")).blocks if block.top > BODY_END]
    ends = [block.left + width_of(block.lines[0].words, block.lines[0].lang) * block.size for block in foot]
    assert len(foot) == (2 if name else 1)
    assert ends[-1] < (800 if name else 1060)
    assert all(end <= 1200 - EDGE + 1 for end in ends)


def test_the_description_names_everything_that_stands_on_the_card():
    side = CardSide(MARKETING, Text("It looks\nfar ahead.", "en"), Text("着眼长远。", "zh-Hans"))
    card = Card(Text("Distinction", "en"), Text("Far", "en"), sides=(side,), count=Text("2 articles say so", "en"))
    assert card.description == (
        "Distinction · Far · Marketing · 营销 · It looks far ahead. · 着眼长远。 · 2 articles say so"
    )


def test_colours_and_mark_are_those_of_the_site():
    css = (Path(settings.BASE_DIR) / "static/css/conceptbase.css").read_text()
    found = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6})", css)
    light = dict(reversed(found))  # those for more contrast stand below
    assert tuple(light[f"hue-{number}"] for number in range(1, 9)) == HUES
    named = [light[name] for name in ("paper", "ink", "ink-soft", "rule", "accent", "warn")]
    assert named == [PAPER, INK, INK_SOFT, RULE, ACCENT, WARN]
    mark = (Path(settings.BASE_DIR) / "static/img/favicon.svg").read_text()
    assert MARK_RED in mark
    assert len(re.findall(r"[zZ]", mark)) >= len(MARK_BARS)
