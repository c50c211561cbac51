"""The first sheet of a workbook is read as CSV within the bounds of all files, and only where a table is asked for."""

import csv
import io

import pytest

from sources.reading.errors import FaultKind, ReadingError
from sources.reading.process import read_file
from sources.reading.xlsx import ASKED_AS
from tests.sources.reading.files import LAUGHS, make_xlsx

ASKED = f"table.{ASKED_AS}"
ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(read_file(data, name=ASKED).text, newline="")))


def test_cells_have_their_places_and_the_words_that_were_saved() -> None:
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c>'
        '<c r="C1" t="inlineStr"><is><r><t>营</t></r><r><t>销</t></r></is></c></row>'
        '<row r="3"><c r="B3" t="str"><f>A1&amp;"x"</f><v>saved</v></c><c r="C3"><v>1.5</v></c></row>'
        "<row><c><v>7</v></c><c/><c t='s'><v>1</v></c></row>"
    )
    data = make_xlsx(sheet, strings=("sales, and\nmore", "销售"))
    assert rows_of(data) == [["sales, and\nmore", "", "营销"], [], ["", "saved", "1.5"], ["7", "", "销售"]]


def test_how_words_are_spoken_is_no_part_of_them() -> None:
    strings = {"xl/sharedStrings.xml": "<sst><si><t>東京</t><rPh><t>トウキョウ</t></rPh></si></sst>"}
    assert rows_of(make_xlsx(ROW, more=strings)) == [["東京"]]


@pytest.mark.parametrize(
    ("sheet", "more", "fault"),
    [
        ('<row r="1"><c r="A1" t="s"><v>9</v></c></row>', {}, FaultKind.DAMAGED),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', {}, FaultKind.TOO_MUCH_TEXT),
        ("<row/>" * 100_001, {}, FaultKind.TOO_MUCH_TEXT),
        ("", {}, FaultKind.NO_TEXT),
        ("<row><c>", {}, FaultKind.DAMAGED),
        (ROW, {"xl/sharedStrings.xml": f"{LAUGHS}<sst><si><t>&j;</t></si></sst>"}, FaultKind.UNFOLDS),
        (
            ROW,
            {"xl/sharedStrings.xml": "<sst>" + "<si><t>" + "x" * 5_000_001 + "</t></si></sst>"},
            FaultKind.TOO_MUCH_TEXT,
        ),
        (ROW, {"xl/_rels/workbook.xml.rels": '<R><Relationship Id="r2" Target="/nowhere"/></R>'}, FaultKind.DAMAGED),
    ],
)
def test_a_hostile_workbook_is_refused(sheet: str, more: dict[str, str | bytes], fault: FaultKind) -> None:
    with pytest.raises(ReadingError) as caught:
        read_file(make_xlsx(sheet, strings=("a",), more=more), name=ASKED)
    assert caught.value.kind == fault


def test_a_row_far_down_makes_no_million_of_empty_ones() -> None:
    rows = rows_of(make_xlsx('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert len(rows) == 1_001
    assert rows[-1] == ["1"]


def test_a_workbook_is_no_text_of_a_source() -> None:
    with pytest.raises(ReadingError) as caught:
        read_file(make_xlsx(ROW, strings=("a",)), name="a.xlsx")
    assert caught.value.kind == FaultKind.ARCHIVE
