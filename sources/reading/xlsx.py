"""Read the first sheet of a workbook (.xlsx, Office Open XML) as CSV: the values of its cells as they were saved last.

It is read only where a table is asked for (`ASKED_AS`): a workbook is no text of a source. Formulas are not calculated.
"""

import csv
import io
import re
from collections.abc import Mapping

from sources.reading.archive import Archive
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_TEXT_BYTES
from sources.reading.reading import FileKind, Reading
from sources.reading.xml_stream import read_entry

ASKED_AS = "workbook"  # the ending that asks for the table in a workbook
WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_MOST_COLUMNS = 200
_MOST_EMPTY_ROWS = 1_000  # that are kept, so that lines have the numbers of the sheet
_MOST_ROWS = 100_000
_COLUMN = re.compile("[A-Z]{1,3}")


def read(archive: Archive) -> Reading:
    """Return the first sheet as CSV; raises ReadingError."""
    names = _SheetNames()
    read_entry(archive, WORKBOOK, names)
    if _LINKS in archive:
        read_entry(archive, _LINKS, names)
    strings = _Strings()
    if _STRINGS in archive:
        read_entry(archive, _STRINGS, strings)
    sheet = _Sheet(strings.found)
    read_entry(archive, names.first_sheet(), sheet)
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(sheet.rows)
    text = re.sub("\r\n?", "\n", file.getvalue())
    if not text.strip(", \n"):
        raise ReadingError(FaultKind.NO_TEXT)
    _check_size(len(text.encode()))
    return Reading(FileKind.TEXT, text)


def _check_size(size: int) -> None:
    if size > MOST_TEXT_BYTES:
        raise ReadingError(FaultKind.TOO_MUCH_TEXT, most=MOST_TEXT_BYTES)


class _SheetNames:
    """Takes the first sheet of a workbook, and the entries of the archive that its parts are."""

    def __init__(self) -> None:
        self._first = ""
        self._entries: dict[str, str] = {}

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and not self._first:
            self._first = attributes.get("id", "")
        elif name == "Relationship":
            self._entries[attributes.get("Id", "")] = attributes.get("Target", "")

    def end(self, name: str) -> None:
        """Nothing ends that matters."""

    def words(self, text: str) -> None:
        """A workbook has no words of its own."""

    def first_sheet(self) -> str:
        """Return the entry of the first sheet."""
        target = self._entries.get(self._first, "worksheets/sheet1.xml")
        return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


class _Strings:
    """Takes the texts that cells share."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        self._spoken = self._size = 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":  # how a word is spoken
            self._spoken += 1
        self._is_text = name == "t" and not self._spoken

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append("".join(self._parts))
        elif name == "rPh":
            self._spoken -= 1
        self._is_text = False

    def words(self, text: str) -> None:
        if self._is_text:
            self._size += len(text)
            _check_size(self._size)
            self._parts.append(text)


class _Sheet:
    """Takes the rows of a sheet; a cell without words is empty."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[list[str]] = []
        self._strings = strings
        self._kind = ""
        self._column = self._size = self._empty = 0
        self._parts: list[str] = []
        self._takes = False

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._begin_row(attributes.get("r", ""))
        elif name == "c" and self.rows:
            self._begin_cell(attributes)
        self._takes = name in ("v", "t")

    def end(self, name: str) -> None:
        self._takes = False
        if name == "c" and self.rows:
            row = self.rows[-1]
            row.extend([""] * (self._column + 1 - len(row)))
            row[self._column] = self._value()

    def words(self, text: str) -> None:
        if self._takes:
            self._parts.append(text)

    def _begin_row(self, number: str) -> None:
        at = int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else len(self.rows) + 1
        while len(self.rows) < at - 1 and self._empty < _MOST_EMPTY_ROWS:
            self.rows.append([])
            self._empty += 1
        if len(self.rows) >= _MOST_ROWS:
            raise ReadingError(FaultKind.TOO_MUCH_TEXT, most=MOST_TEXT_BYTES)
        self.rows.append([])

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._kind, self._parts = attributes.get("t", ""), []
        letters = _COLUMN.match(attributes.get("r", ""))
        self._column = _number_of(letters[0]) if letters else len(self.rows[-1])
        if self._column >= _MOST_COLUMNS:
            raise ReadingError(FaultKind.TOO_MUCH_TEXT, most=MOST_TEXT_BYTES)

    def _value(self) -> str:
        value = "".join(self._parts)
        if self._kind == "s":
            place = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else -1
            if not 0 <= place < len(self._strings):
                raise ReadingError(FaultKind.DAMAGED)
            value = self._strings[place]
        self._size += len(value)
        _check_size(self._size)
        return value


def _number_of(letters: str) -> int:
    """Return the number of a column from 0: 27 for AB."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
