"""Entries of a bibliography are as the golden files show them, and people judged those by the manuals.

Write them anew with WRITE_GOLDEN_ENTRIES=true, and read the difference.
"""

import os
from pathlib import Path

import pytest

from concepts.formats.entry import plain_text
from concepts.formats.gbt7714 import format_gbt7714
from concepts.formats.styles import STYLES
from concepts.formats.work import CitedWork, is_chinese
from tests.concepts.formats.samples import WORKS

pytestmark = pytest.mark.once
GOLDEN = Path(__file__).parent / "golden"


def marked(work: CitedWork, style) -> str:
    """Return the entry with asterisks around what stands in italics."""
    return "".join(f"*{piece.words}*" if piece.italic else piece.words for piece in style.format(work))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_entries_are_as_the_golden_file_shows_them(style):
    written = "".join(f"{name}\n    {marked(work, style)}\n\n" for name, work in WORKS.items())
    file = GOLDEN / f"{style.key}.txt"
    if os.environ.get("WRITE_GOLDEN_ENTRIES") == "true":
        file.write_text(written, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
@pytest.mark.parametrize("name", WORKS)
def test_every_entry_is_one_line_without_doubled_marks(style, name):
    text = plain_text(style.format(WORKS[name]))
    assert text == " ".join(text.split())
    odd = "quotation marks" in name
    assert odd or not any(marks in text.replace(". . .", "") for marks in ("..", "?.", " .", " ,", "()", "[]", "，，"))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_chinese_and_words_from_right_to_left_keep_their_language_and_chinese_is_never_italic(style):
    for work in WORKS.values():
        entry = style.format(work)
        # APA and GB/T give the title as it is; Chicago changes quotation marks inside it.
        assert any(piece.lang == work.title.lang for piece in entry)
        assert not any(piece.italic for piece in entry if piece.lang.startswith("zh"))


def test_marks_and_words_of_gbt7714_follow_the_language_of_the_work_and_not_the_reader():
    seen = set()
    for work in WORKS.values():
        chinese = is_chinese(work.title.lang)
        entry = format_gbt7714(work)
        assert all(piece.lang in (work.title.lang, "zh-Hans" if chinese else "en") for piece in entry)
        ours = plain_text(entry)
        for text in (work.title.words, work.container, *(name.inverted for name in work.authors), work.moment_words):
            ours = ours.replace(text, "") if text else ours
        ours = ours.partition(" http")[0]
        seen |= {(chinese, mark) for mark in "，：（）" if mark in ours} | {
            (chinese, mark) for mark in ",:()" if mark in ours
        }
        assert not any(mark in ours for mark in (",:()" if chinese else "，：（）")), ours
        assert not any(
            words in ours for words in (("et al", "edition", "as of") if chinese else ("等", "版", "截至"))
        ), ours
    assert len(seen) == 8


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("a blog post of a year", "My version[EB/OL]. Vpro (2020)[2020-05-31]. "),
        ("a blog post of a year, in Chinese", "王五. 我的版本[EB/OL]. 经理网（2020）[2020-05-31]. "),
        ("an undated page", "American Marketing Association. About us[EB/OL]. [2020-05-31]. "),
        ("a page that somebody published and nobody signed, in Chinese", "关于我们[EB/OL]. 经理网[2020-05-31]. "),
    ],
)
def test_gbt7714_names_the_publisher_of_a_page_where_one_is_known(name, entry):
    assert plain_text(format_gbt7714(WORKS[name])).startswith(entry)


def test_gbt7714_does_not_take_who_keeps_a_copy_for_its_publisher():
    work = WORKS["a report"]
    assert work.site == "Conceptbase"
    assert "Conceptbase" not in plain_text(format_gbt7714(work))
