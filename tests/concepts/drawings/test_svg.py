import xml.etree.ElementTree as ET

from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from concepts.drawings.svg import element, group, number, title
from sources.languages import Text


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_words_make_well_formed_xml_and_come_back_as_text(value, child):
    drawn = ET.fromstring(element("text", {"aria-label": value}, child))
    assert len(drawn) == 0
    kept = {character for character in (child + value) if character.isalnum()}
    assert {one for one in kept if not 0xD800 <= ord(one) <= 0xDFFF} <= set("".join(drawn.itertext())) | set(
        drawn.get("aria-label")
    )


def test_numbers_are_short_and_to_a_tenth():
    assert [number(value) for value in (3, 3.0, 2.26, -0.01, -1.5, 100)] == ["3", "3", "2.3", "0", "-1.5", "100"]


def test_only_what_was_escaped_is_let_through():
    inside = element("title", {}, "<b>")
    assert element("g", {"lang": None}, inside, "<b>") == "<g><title>&lt;b&gt;</title>&lt;b&gt;</g>"
    assert isinstance(inside, SafeString)


def test_a_group_without_children_is_left_out():
    assert group({"class": "empty"}) == ""
    assert group({}, element("path", {})) == "<g><path/></g>"


def test_a_title_says_its_language():
    assert title(Text("七家之言", "zh-Hans")) == '<title lang="zh-Hans">七家之言</title>'
