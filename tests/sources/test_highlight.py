import html
import re

from hypothesis import given
from hypothesis import strategies as st

from sources.highlight import Mark, highlight, in_page, spoken
from sources.languages import Text

CHINESE = "营销是让产品好卖。\n\n销售是把产品卖好, 4P 和 mdash;。"
NOTE = Text("Note", "en")


def words_of(made: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", made))


def test_the_text_is_kept_and_every_line_is_a_paragraph():
    made = highlight(CHINESE, 0, len(CHINESE), "zh-Hans")
    assert words_of(made) == CHINESE
    assert made.count("<p>") == 2


@given(
    text=st.text(alphabet="ab <>&\"'\n\r销售。", min_size=1, max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=6),
    lang=st.sampled_from(["en", "zh-Hans"]),
)
def test_no_marks_change_the_text_or_leave_an_element_open(text, spans, lang):
    marks = [
        Mark(start, end, number, NOTE)
        for number, (start, end) in enumerate(dict.fromkeys(spans), start=1)
        if start < end <= len(text)
    ]
    made = highlight(text, 0, len(text), lang, marks)
    assert words_of(made) == text
    assert re.fullmatch(r"[^<>]*", re.sub(r"</?(p|mark|span|a)\b[^<>]*>", "", made))
    for mark in marks:
        assert made.count(f'id="{mark.anchor}"') == 1
        assert made.count(f'href="#{mark.note_anchor}"') == 1


def test_markup_in_a_source_is_shown_and_not_run():
    text = '<script>alert("x")</script> & more'
    made = highlight(text, 0, len(text), "en", [Mark(3, 12)])
    assert "<script" not in made
    assert words_of(made) == text


def test_passages_that_overlap_are_cut_into_segments_that_stay_legible():
    text = "abcdefghij"
    made = highlight(text, 0, 10, "en", [Mark(0, 6, 1, NOTE), Mark(3, 9, 2, NOTE)])
    assert '<mark class="mark" id="p-0-6">abc</mark>' in made
    assert '<mark class="mark mark-shared" id="p-3-9">def</mark>' in made
    assert '<mark class="mark">ghi</mark>' in made
    assert '<a class="mark-note" href="#n-0-6" lang="en" data-number="1" aria-label="Note"></a>' in made
    assert made.index('href="#n-0-6"') < made.index("ghi") < made.index('href="#n-3-9"')


def test_passages_that_begin_together_have_an_anchor_each():
    made = highlight("abcdef", 0, 6, "en", [Mark(0, 3), Mark(0, 6)])
    assert made.count('id="p-0-3"') == made.count('id="p-0-6"') == 1


def test_a_passage_over_several_lines_is_marked_on_each():
    made = highlight("ab\ncd", 0, 5, "en", [Mark(1, 4)])
    assert made == '<p>a<mark class="mark" id="p-1-4">b</mark></p>\n<p><mark class="mark">c</mark>d</p>'


def test_a_mark_reaching_out_of_the_stretch_is_marked_as_far_as_it_goes():
    made = highlight("abcdef", 2, 4, "en", [Mark(0, 6, 1, NOTE)])
    assert words_of(made) == "cd"
    assert 'href="#n-0-6"' in made


def test_a_carriage_return_survives_the_html_parser():
    assert "&#13;" in highlight("a\r\nb", 0, 4, "en")


def test_words_of_the_other_script_carry_their_language():
    assert spoken("In China 市场、销售 differ", "en") == 'In China <span lang="zh-Hans">市场、销售</span> differ'
    assert spoken("用 marketing mix 一词", "zh-Hans") == '用 <span lang="en">marketing mix</span> 一词'
    assert spoken("4P 与 <b>", "zh-Hans") == "4P 与 &lt;b&gt;"


def test_words_in_another_language_than_the_page_stand_in_an_element_of_their_own():
    assert in_page(Text("营销", "zh-Hans"), "en") == '<span lang="zh-Hans">营销</span>'
    assert in_page(Text("Marketing", "en"), "en") == "Marketing"
