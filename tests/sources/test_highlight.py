import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.highlight import Mark, highlight, highlight_lines, in_page, mark_language
from sources.languages import Text
from sources.text import LINE_END

CHINESE = "营销是让产品好卖。\n\n销售是把产品卖好, 4P 和 mdash;。"


def words_of(made: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", made))


@pytest.mark.parametrize(("words", "lang"), [("pulls \u202epeople", "en"), ("营销\u2066不是销售", "zh-Hans")])
def test_marks_of_direction_end_with_their_text_and_are_no_part_of_a_title(words, lang):
    for page_lang in ("en", "zh-Hans"):
        made = in_page(Text(words, lang), page_lang)
        assert words_of(made) == words
        assert re.search(r"<bdi>.*</bdi>", made)
    assert Text(words, lang).shortened(60).words == words.replace("\u202e", "").replace("\u2066", "")
    assert "<bdi>" not in in_page(Text("שיווק and 营销", lang), lang)


def test_the_text_is_kept_and_every_line_is_a_paragraph():
    made = highlight(CHINESE, 0, len(CHINESE), "zh-Hans")
    assert words_of(made) == CHINESE
    assert made.count("<p>") == 2


@given(
    text=st.text(alphabet="ab <>&\"'\n\r\f\u2028销售。", min_size=1, max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=6),
    lang=st.sampled_from(["en", "zh-Hans"]),
)
def test_no_marks_change_the_text_or_leave_an_element_open(text, spans, lang):
    marks = [
        Mark(start, end, number, f"#n-{number}")
        for number, (start, end) in enumerate(dict.fromkeys(spans), start=1)
        if start < end <= len(text)
    ]
    made = highlight(text, 0, len(text), lang, marks)
    assert words_of(made) == text
    assert re.fullmatch(r"[^<>]*", re.sub(r"</?(p|mark|span|a)\b[^<>]*>", "", made))
    for mark in marks:
        assert made.count(f'id="{mark.anchor}"') == 1
        assert made.count(f'href="{mark.note}"') == 1
    assert made.count("<mark") == made.count("</mark>")


@given(
    text=st.text(alphabet="ab \n\r\u2029销。", min_size=1, max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=6),
)
def test_the_marks_of_a_passage_hold_its_words_and_no_others(text, spans):
    places = [(start, end) for start, end in dict.fromkeys(spans) if start < end <= len(text)]
    for place in places:
        # With `focus` on one mark its elements can be told from those of the others, which cut it.
        made = highlight(text, 0, len(text), "en", [Mark(*other, focus=other == place) for other in places])
        held, depth, focused = "", 0, []
        for tag, words in re.findall(r"(<[^>]*>)?([^<]*)", made):
            if tag.startswith("<mark"):
                depth += 1
                focused += [depth] * ("mark-focus" in tag)
            elif tag == "</mark>":
                focused = [other for other in focused if other != depth]
                depth -= 1
            held += html.unescape(words) if focused else ""
        assert LINE_END.sub("", held) == LINE_END.sub("", text[slice(*place)])


def test_blank_lines_are_kept_and_make_no_empty_paragraphs():
    made = highlight("a\n \n\r\nb", 0, 7, "en")
    assert made == "<p>a</p>\n \n&#13;\n<p>b</p>"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\f"])
def test_every_kind_of_line_end_ends_a_paragraph(line_end):
    text = f"营销{line_end}{line_end}Sales{line_end}"
    made = highlight(text, 0, len(text), "en")
    assert (made.count("<p>"), words_of(made)) == (2, text)
    assert not LINE_END.search(html.unescape(made).split("</p>", 1)[0])


def test_markup_in_a_source_is_shown_and_not_run():
    text = '<script>alert("x")</script> & more'
    made = highlight(text, 0, len(text), "en", [Mark(3, 12)])
    assert "<script" not in made
    assert words_of(made) == text


def test_a_passage_inside_another_is_an_element_inside_the_others():
    made = highlight("abcdefghij", 0, 10, "en", [Mark(0, 6, 1, "#n-1"), Mark(3, 5, 2, "#n-2")])
    assert made == (
        '<p><mark id="p-0-6">abc<mark id="p-3-5">de</mark><a role="doc-noteref" href="#n-2" aria-label="2"></a>f</mark>'
        '<a role="doc-noteref" href="#n-1" aria-label="1"></a>ghij</p>'
    )


def test_a_passage_that_reaches_over_anothers_end_goes_on_behind_it():
    made = highlight("abcdefghij", 0, 10, "en", [Mark(0, 6), Mark(3, 9, 2, "/a/#n-2")])
    assert made == (
        '<p><mark id="p-0-6">abc<mark id="p-3-9">def</mark></mark><mark class="more">ghi</mark>'
        '<a role="doc-noteref" href="/a/#n-2" aria-label="2"></a>j</p>'
    )


def test_the_longer_of_two_passages_that_begin_together_holds_the_other():
    made = highlight("abcdef", 0, 6, "en", [Mark(0, 3), Mark(0, 6)])
    assert made == '<p><mark id="p-0-6"><mark id="p-0-3">abc</mark>def</mark></p>'


def test_the_shorter_of_two_passages_that_end_together_has_its_number_first():
    made = highlight("abcdef", 0, 6, "en", [Mark(0, 6, 1, "#n-1"), Mark(3, 6, 2, "#n-2")])
    assert made.index('href="#n-2"') < made.index('href="#n-1"')


def test_each_line_tells_which_notes_it_links_to():
    marks = [Mark(0, 2, 1, "#n-1"), Mark(1, 5, 2, "#n-2"), Mark(4, 6, 3, "#n-3")]
    lines = highlight_lines("ab\ncd\nef", 0, 8, "en", marks)
    assert [(line.start, line.end) for line in lines] == [(0, 3), (3, 6), (6, 8)]
    assert [[mark.number for mark in line.ending] for line in lines] == [[1], [2, 3], []]
    assert all(f'href="{mark.note}"' in line.html for line in lines for mark in line.ending)


def test_a_passage_over_several_lines_is_marked_on_each():
    made = highlight("ab\ncd", 0, 5, "en", [Mark(1, 4)])
    assert made == '<p>a<mark id="p-1-4">b</mark></p>\n<p><mark class="more">c</mark>d</p>'


def test_a_mark_reaching_out_of_the_stretch_is_marked_as_far_as_it_goes():
    made = highlight("abcdef", 2, 4, "en", [Mark(0, 6, 1, "#n-1")])
    assert words_of(made) == "cd"
    assert 'href="#n-1"' in made


def test_a_carriage_return_survives_the_html_parser():
    assert "&#13;" in highlight("a\r\nb", 0, 4, "en")


def test_words_of_the_other_script_carry_their_language():
    assert mark_language("In China 市场、销售 differ", "en") == 'In China <span lang="zh-Hans">市场、销售</span> differ'
    assert mark_language("用 marketing mix 一词", "zh-Hans") == '用 <span lang="en">marketing mix</span> 一词'
    assert mark_language("4P 与 <b>", "zh-Hans") == "4P 与 &lt;b&gt;"


def test_words_in_another_language_than_the_page_stand_in_an_element_of_their_own():
    assert in_page(Text("营销", "zh-Hans"), "en") == '<span lang="zh-Hans">营销</span>'
    assert in_page(Text("Marketing", "en"), "en") == "Marketing"
