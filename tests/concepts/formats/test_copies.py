"""An extract as sentences, tables, Markdown, CSV and JSON: both languages, no formulas, nothing lost."""

import csv
import io
import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from concepts.content.value_types import Words
from concepts.formats.copies import (
    build_table,
    escape_markdown,
    guard_cell,
    guard_table,
    write_markdown,
    write_sentences,
    write_tsv,
)
from concepts.formats.data_files import name_file, write_csv, write_json
from concepts.formats.extract import Extract, ExtractLine, SideRow
from sources.languages import Language

pytestmark = pytest.mark.once
EN, ZH = Language.EN, Language.ZH
BOTH = (EN, ZH)
PULLS, SELLS = Words("It pulls.", "它拉。"), Words("It sells.", "")
MARKETING, SALES = Words("Marketing", "营销"), Words("Sales", "销售")


def make_line(text: Words = PULLS, **fields) -> ExtractLine:
    return ExtractLine(
        **{
            "section": Words("Scope", "范围"),
            "concepts": (MARKETING, SALES),
            "kind": "finding",
            "kind_name": "finding",
            "code": "K7QF2",
            "text": text,
            "articles": 3,
            "address": "https://example.org/s/K7QF2/",
            "leads": True,
        }
        | fields
    )


def make_extract(*lines: ExtractLine, title: Words = MARKETING, **fields) -> Extract:
    return Extract(title, "https://example.org/en/compare/a-vs-b/", "Conceptbase", "2026-12-01", lines, **fields)


SIDE_BY_SIDE = {
    "columns": (MARKETING, SALES),
    "side_rows": (SideRow(Words("Scope", "范围"), (PULLS, SELLS)), SideRow(Words("Goal", ""), (Words(), PULLS))),
}


@pytest.mark.parametrize(
    ("languages", "copied"),
    [
        ((EN,), "It pulls.\n— Conceptbase, https://example.org/en/compare/a-vs-b/ (2026-12-01)"),
        ((ZH,), "它拉。\n——Conceptbase，https://example.org/en/compare/a-vs-b/（2026-12-01）"),
        ((ZH, EN), "它拉。\nIt pulls.\n——Conceptbase，https://example.org/en/compare/a-vs-b/（2026-12-01）"),
    ],
)
def test_sentences_end_with_their_source(languages, copied):
    assert write_sentences(make_extract(make_line(), make_line(SELLS, leads=False)), languages) == copied


def test_where_one_language_is_missing_the_other_one_stands():
    assert write_sentences(make_extract(make_line(SELLS)), (ZH,)).startswith("It sells.\n")


def test_nothing_is_copied_of_a_page_that_says_nothing():
    assert write_sentences(make_extract(), BOTH) == ""
    assert build_table(make_extract(), BOTH).rows == ()


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        ((EN,), ["Dimension\tMarketing\tSales", "Scope\tIt pulls.\tIt sells.", "Goal\t\tIt pulls."]),
        ((ZH,), ["Dimension\t营销\t销售", "范围\t它拉。\tIt sells.", "Goal\t\t它拉。"]),
        (
            BOTH,
            [
                "Dimension\tMarketing / 营销\tSales / 销售",
                "Scope / 范围\tIt pulls. / 它拉。\tIt sells.",
                "Goal\t\tIt pulls. / 它拉。",
            ],
        ),
    ],
)
def test_what_stands_side_by_side_is_copied_so(languages, lines):
    assert write_tsv(build_table(make_extract(make_line(), **SIDE_BY_SIDE), languages)).split("\n") == lines


def test_no_cell_of_a_head_is_empty_for_that_is_lost_when_a_table_is_selected():
    unnamed = {"columns": (MARKETING, SALES), "side_rows": (SideRow(Words(), (PULLS, SELLS)),)}
    for extract in (make_extract(**SIDE_BY_SIDE), make_extract(**unnamed), make_extract(make_line())):
        assert all(build_table(extract, BOTH).head)
    assert write_tsv(build_table(make_extract(**unnamed), (EN,))) == "Marketing\tSales\nIt pulls.\tIt sells."


def test_a_list_has_a_column_for_each_language_and_none_that_is_empty():
    table = write_tsv(build_table(make_extract(make_line(), make_line(SELLS, articles=0)), BOTH))
    assert table.split("\n") == [
        "Where\tEnglish\t中文\tArticles",
        "Scope\tIt pulls.\t它拉。\t3",
        "Scope\tIt sells.\t\t0",
    ]
    with translation.override("zh-hans"):
        chinese = write_tsv(build_table(make_extract(make_line()), (ZH,)))
    assert chinese.split("\n") == ["位置\t中文\t文章", "范围\t它拉。\t3"]


def test_what_is_a_translation_of_a_quotation_says_so():
    quoted = make_line(source="A source", original="zh-Hans", kind="quotation", articles=None)
    assert write_sentences(make_extract(quoted), BOTH).startswith("“It pulls.” (translation)\n“它拉。”\n— A source; ")
    assert write_tsv(build_table(make_extract(quoted), BOTH)).split("\n")[1].split("\t")[1:3] == [
        "It pulls. (translation)",
        "它拉。",
    ]
    [_header, row] = csv.reader(io.StringIO(write_csv(make_extract(quoted)), newline=""))
    assert (row[4], row[5], row[-1]) == ("It pulls.", "它拉。", "zh-Hans")
    english = make_line(source="A source", original="en")
    assert "“它拉。”（译文）" in write_sentences(make_extract(english), BOTH)


def test_markdown_has_title_sentences_table_and_source():
    assert write_markdown(make_extract(make_line(), **SIDE_BY_SIDE), BOTH) == (
        "## Marketing / 营销\n\n"
        "- It pulls.  \n  它拉。\n\n"
        "| Dimension | Marketing<br>营销 | Sales<br>销售 |\n"
        "| --- | --- | --- |\n"
        "| Scope<br>范围 | It pulls.<br>它拉。 | It sells. |\n"
        "| Goal |  | It pulls.<br>它拉。 |\n\n"
        "— Conceptbase, <https://example.org/en/compare/a-vs-b/> (2026-12-01)\n"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b*c_d<e>\\", "a\\|b\\*c\\_d\\<e\\>\\\\"),
        ("- no list", "\\- no list"),
        ("1. no list\nnor this", "1\\. no list nor this"),
        ("（推）、#5", "（推）、\\#5"),
        ("&amp; &#38; &#x26;", "\\&amp; \\&\\#38; \\&\\#x26;"),
        ("R&D; 研发 & 销售；AT&T", "R\\&D; 研发 & 销售；AT&T"),
    ],
)
def test_markdown_shows_texts_as_they_are(text, escaped):
    assert escape_markdown(text) == escaped


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\u3000＝", "\n="])
def test_no_cell_is_a_formula(start):
    assert guard_cell(f"{start}1+1").startswith("'")
    text = Words(f"{start}1+1", f"{start}1+1")
    extract = make_extract(make_line(text, source=f"{start}1+1"), title=text)
    [_head, row] = csv.reader(io.StringIO(write_csv(extract).removeprefix("\ufeff"), newline=""))
    assert {*row[4:6], row[7]} == {guard_cell(f"{start}1+1")}
    copied = write_tsv(build_table(extract, BOTH)).split("\n")[1].split("\t")
    assert [guard_cell(cell) for cell in copied] == copied
    for languages in (BOTH, (ZH, EN), (EN,)):
        for page in (extract, make_extract(columns=(text, SALES), side_rows=(SideRow(text, (text, text)),))):
            table = guard_table(build_table(page, languages))
            pasted = [text.words for row in (table.head, *table.rows) for cell in row for text in cell]
            assert guard_cell(f"{start}1+1") in pasted
            assert [guard_cell(text) for text in pasted] == pasted


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("a;=1+1", "a;'=1+1"), ("a\n=1+1", "a\n'=1+1"), ("a\t @b", "a\t' @b"), ("甲\r\n＝乙", "甲\r\n'＝乙"),
        ("=1;=2", "'=1;'=2"), ("a - b; c, -d", "a - b; c, -d"), ("a\n\nb=c", "a\n\nb=c"),
    ],
)  # fmt: skip
def test_no_part_of_a_cell_is_a_formula_where_cells_end_at_other_marks(text, guarded):
    assert guard_cell(text) == guarded
    assert guard_cell(guarded) == guarded


@given(st.text())
def test_a_spreadsheet_reads_back_every_text(text):
    extract = make_extract(make_line(Words(text, text)))
    rows = list(csv.reader(io.StringIO(write_csv(extract).removeprefix("\ufeff"), newline="")))
    assert len(rows) == 2
    assert rows[1][5].replace("'", "") == text.replace("'", "")
    copied = write_tsv(build_table(extract, BOTH)).split("\n")
    assert len(copied) == 2


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "Where,Concepts,Kind,Code,English,中文,Articles,Source,Address,Language of the quotation"),
        ("zh-hans", "位置,概念,类型,编号,English,中文,文章,来源,地址,引文的语言"),
    ],
)
def test_csv_of_nothing_is_its_header(language, header):
    with translation.override(language):
        assert write_csv(make_extract()) == f"\ufeff{header}\r\n"


def test_json_has_both_languages_and_readable_chinese():
    written = write_json(make_extract(make_line()))
    assert "它拉。" in written
    [line] = json.loads(written)["lines"]
    assert line["text"] == {"en": "It pulls.", "zh-hans": "它拉。"}
    assert (line["type"], line["id"], line["voices"]) == ("finding", "K7QF2", 3)
    assert json.loads(write_json(make_extract()))["lines"] == []


@pytest.mark.parametrize(
    ("title", "language", "name"),
    [
        (MARKETING, "zh-hans", "营销.csv"),
        (Words('A/B: "C"?\r\n\u202ed', ""), "en", "A B C d.csv"),
        (Words("../.. ", ""), "en", "data.csv"),
        (Words("长" * 300, ""), "en", f"{'长' * 80}.csv"),
        (Words("𠮷" * 300, "👩🏽" * 300), "en", f"{'𠮷' * 60}.csv"),
        (Words("𠮷" * 300, "a" + "😀" * 300), "zh-hans", f"a{'😀' * 59}.csv"),
    ],
)
def test_a_file_has_a_name_that_every_system_can_keep(title, language, name):
    with translation.override(language):
        assert name_file(make_extract(title=title), "csv") == name
