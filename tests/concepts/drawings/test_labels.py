import pytest

from concepts.drawings.labels import break_lines, em_width
from tests.concepts.drawings.samples import HOSTILE


def test_han_is_one_em_and_latin_less():
    assert em_width("营销") == 2
    assert em_width("ab") == pytest.approx(1.2)
    assert em_width("e\u0301") == em_width("e")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Sales", ("Sales",)),
        ("Marketing department", ("Marketing", "department")),
        ("市场营销部门经理", ("市场营销部门", "经理")),
        ("CRM 系统", ("CRM 系统",)),
        ("  white \n space ", ("white", "space")),
        ("", ()),
    ],
)
def test_words_break_at_spaces_and_between_han(words, lines):
    label = break_lines(words, 10, 65)
    assert (label.lines, label.cut) == (lines, False)
    assert label.width == max(map(em_width, lines), default=0) * 10


def test_what_does_not_fit_is_cut_and_says_so():
    label = break_lines("Incomprehensibilities", 10, 65)
    assert label.cut
    assert label.lines == ("Incompreh…",)
    assert break_lines("one two three four five", 10, 30).lines[-1].endswith("…")


@pytest.mark.parametrize("words", HOSTILE)
def test_no_line_is_wider_than_its_room(words):
    label = break_lines(words, 10, 80)
    assert 0 < len(label.lines) <= 2
    assert max(map(em_width, label.lines)) <= 8
    assert label.width <= 80
