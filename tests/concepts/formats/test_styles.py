"""Entries of a bibliography are as the golden files show them, and people judged those by the manuals.

Write them anew with WRITE_GOLDEN_ENTRIES=true, and read the difference.
"""

import os
from pathlib import Path

import pytest

from concepts.formats.entry import plain_text
from concepts.formats.styles import STYLES
from concepts.formats.work import CitedWork
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
