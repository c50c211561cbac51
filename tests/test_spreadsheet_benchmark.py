"""The check of our CSV in a spreadsheet has every text in its file, and sees formulas in what a spreadsheet makes."""

import csv
import io
import zipfile

import pytest

from benchmarks import spreadsheet

pytestmark = pytest.mark.once
OPEN_DOCUMENT = """<t:table xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<t:table-cell t:formula="of:=1+1"><p>2</p></t:table-cell><t:table-cell><p>=1+1</p></t:table-cell><t:table-cell/>
</t:table>"""
OFFICE_OPEN = """<sheetData xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<c><f>1+1</f><v>2</v></c><c><v>0</v></c><c/></sheetData>"""


def test_its_file_has_every_text_in_every_column_of_text():
    texts = spreadsheet.hostile_texts()
    file = io.StringIO(spreadsheet.guarded_file(texts).removeprefix("\ufeff"), newline="")
    _header, *rows = csv.reader(file)
    assert len(rows) == len(texts) > 500
    for text, row in zip(texts, rows, strict=True):
        assert {cell.replace("'", "") for cell in row[:6] + row[7:9]} == {text.replace("'", "")}
    assert [*csv.reader(io.StringIO(spreadsheet.plain_file(texts), newline=""))] == [[text] for text in texts]


@pytest.mark.parametrize(
    ("name", "part", "text"),
    [("made.ods", "content.xml", OPEN_DOCUMENT), ("made.xlsx", "xl/worksheets/sheet1.xml", OFFICE_OPEN)],
)
def test_it_tells_formulas_from_texts(tmp_path, name, part, text):
    with zipfile.ZipFile(tmp_path / name, "w") as made:
        made.writestr(part, text)
    assert spreadsheet.count_cells(tmp_path / name) == (2, 1)


def test_it_says_when_there_is_no_spreadsheet(tmp_path):
    with pytest.raises(spreadsheet.CannotMeasureError):
        spreadsheet.open_in("true", "a", 44, "ods", tmp_path)
