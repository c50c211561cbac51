"""Codes, tags, voices: small things with rules of their own."""

import pytest

from concepts.evidence.claims import load_support
from concepts.models.codes import ALPHABET, is_code, new_code, read_code
from concepts.models.tag_input import split_tags
from tests.factories import CHINESE, cite, make_concept, make_passage, make_source, make_statement


@pytest.mark.parametrize("text", ["K7QF2", "2222B", "BCDFG"])
def test_a_code_is_five_of_the_alphabet_with_a_letter(text):
    assert is_code(text)


@pytest.mark.parametrize("text", ["", "k7qf2", "22222", "AEIOU", "K7QF", "K7QF22", "K7QF\n", "Ｋ7QF2", "营7QF2"])
def test_anything_else_is_no_code(text):
    assert not is_code(text)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("K7QF2", "K7QF2"), ("k7qf2", "K7QF2"), ("Ｋ7qＦ２", "K7QF2"), ("ｋ７ｑｆ２", "K7QF2"), ("22222", ""),
     ("营7QF2", ""), ("K7QF2\0", ""), ("㎏QF2", ""), ("", "")],
)  # fmt: skip
def test_a_code_is_read_in_any_letter_case_and_width(typed, code):
    assert read_code(typed) == code


def test_a_new_code_is_not_taken():
    class AllButOne:
        def __contains__(self, code):
            return code[0] != "B"

    assert new_code(AllButOne())[0] == "B"
    assert set(ALPHABET).isdisjoint("AEIOUL01Y")


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("push, pull", ["push", "pull"]),
        ("推拉、渠道，广告；公关", ["推拉", "渠道", "广告", "公关"]),
        ("Push,ＰＵＳＨ, push ", ["Push"]),
        (" , ，", []),
        ("", []),
        (None, []),
    ],
)
def test_tags_are_split_at_latin_and_chinese_marks_and_folded(typed, tags):
    assert split_tags(typed) == tags


@pytest.mark.django_db
def test_a_voice_is_an_article_that_says_it_itself():
    statement = make_statement("definition", make_concept("marketing", "Marketing", "营销"))
    english, chinese = make_source("english"), make_source("chinese", CHINESE, "zh-hans")
    own = make_passage(english, "Marketing pulls")
    cite(statement, own)
    cite(statement, make_passage(english, "Sales push"))  # the same article once more
    cite(statement, make_passage(chinese, "营销是让产品好卖"))
    cite(statement, make_passage(make_source("torn", CHINESE, "zh-hans"), "销售是把产品卖好"), "contradicts")
    copier, reporter = make_source("copier"), make_source("reporter")
    cite(statement, make_passage(copier, "Marketing pulls", copy_of=own))
    cite(statement, make_passage(reporter, "Marketing pulls"), "reports")
    voices = load_support([statement.id])[statement.id].whole
    assert (voices.count, voices.english, voices.chinese) == (2, 1, 1)
    cite(statement, make_passage(copier, "Both aim at revenue"))
    voices = load_support([statement.id])[statement.id].whole
    assert voices.count == 3  # a copier that adds a point of its own is a voice on that point
    cite(statement, make_passage(chinese, "销售是把产品卖好"), "contradicts")
    support = load_support([statement.id])[statement.id]
    assert (support.whole.count, support.both.count, support.against.count) == (2, 1, 1)  # who says both says neither
