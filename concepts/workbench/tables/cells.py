"""Read a table from the bytes of a file: its encoding and separator are recognised, its columns checked."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NotRequired, Self, TypedDict

from django.utils.translation import gettext as _

from concepts.formats.copies import unguard
from concepts.workbench.tables.columns import COLUMNS, TableKind
from sources.reading.charset import decode
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.messages import explain
from sources.reading.process import read_file
from sources.reading.xlsx import ASKED_AS

MOST_BYTES = 5_000_000
MOST_ROWS = 300  # of which each is written as by a form, in one transaction
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # those of today and of yesterday
LONGEST_CELL = 20_000  # code points
TOLD = ("line", "reason")  # what our files of refused rows have besides; it is left out when they are read
_SEPARATORS = (",", ";", "\t", "；", "，")


class TableError(Exception):
    """A file is no table that can be taken; the message says why and what to do."""


class WaitingRow(TypedDict):
    """A row of a table as plain values; its cells are pairs, since PostgreSQL keeps no order of names."""

    line: int
    cells: list[tuple[str, str]]
    fault: str
    surplus: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: the line of the file on which it ends, its cells by column, and a fault of its shape.

    `surplus` are the cells behind the last column.
    """

    line: int
    cells: dict[str, str]
    fault: str = ""
    surplus: tuple[str, ...] = ()

    def as_json(self) -> WaitingRow:
        """Return it as plain values."""
        return {
            "line": self.line,
            "cells": list(self.cells.items()),
            "fault": self.fault,
            "surplus": list(self.surplus),
        }

    @classmethod
    def from_json(cls, data: WaitingRow) -> Self:
        """Return the row that `as_json` told."""
        return cls(data["line"], dict(data["cells"]), data["fault"], tuple(data.get("surplus", ())))


def read_table(data: bytes, kind: TableKind) -> list[TableRow]:
    """Return the rows of a table, empty ones left out; raises TableError."""
    if not data.strip():
        raise TableError(_("The file is empty. Choose it again, or another one."))
    if len(data) > MOST_BYTES:
        raise TableError(_("The file is larger than %(most)d MB. Divide it.") % {"most": MOST_BYTES // 1_000_000})
    text = _read_workbook(data) if data.startswith(_WORKBOOKS) else _decode(data)
    lines = list(islice(_read(text, _separator(text, kind)), MOST_ROWS + 2))  # the names, and one more than is taken
    if not lines:
        raise TableError(_("The file is empty. Choose it again, or another one."))
    head = [_name(cell) for cell in lines[0][1]]
    while head and not head[-1]:  # spreadsheets add empty columns
        head.pop()
    _check_head(head, kind)
    if len(lines) == 1:
        raise TableError(_("The table has a line with the names of columns, and no row below it."))
    if len(lines) > MOST_ROWS + 1:
        message = _("The table has more than %(most)d rows, and no more are taken at once. Divide it.")
        raise TableError(message % {"most": MOST_ROWS})
    return [_row(head, line, cells) for line, cells in lines[1:]]


def _read_workbook(data: bytes) -> str:
    """Return the first sheet of a workbook as CSV, read in a process with bounds; raises TableError."""
    try:
        return read_file(data, name=f"table.{ASKED_AS}").text
    except ReadingError as error:
        if error.kind in (FaultKind.ARCHIVE, FaultKind.OLD_WORD):
            message = _("This is no workbook of today (.xlsx). Save the sheet as CSV (UTF-8), and choose that file.")
            raise TableError(message) from error
        raise TableError(explain(error)) from error


def _decode(data: bytes) -> str:
    """Return the text of a file in the encoding that is likeliest; raises TableError."""
    try:
        return decode(data)[0]
    except ReadingError as error:
        if b"\x00" in data:
            line = data.partition(b"\x00")[0].count(b"\n") + 1
            message = _("Line %(line)d has the character U+0000. Take it out, and save the table as UTF-8.")
            raise TableError(message % {"line": line}) from error
        raise TableError(explain(error)) from error


def _read(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a table that are not empty with their numbers; raises TableError with the line of a fault."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        message = _(
            "Line %(line)d is no row of a table: a quotation mark is not closed, or stands inside a cell alone."
        )
        raise TableError(message % {"line": reader.line_num}) from error


def _separator(text: str, kind: TableKind) -> str:
    """Return the separator with which the first line has most of the columns."""
    first = text.lstrip("\r\n").partition("\n")[0]
    known = set(COLUMNS[kind].names)
    return max(_SEPARATORS, key=lambda separator: len(known & {_name(cell) for cell in first.split(separator)}))


def _name(cell: str) -> str:
    return cell.strip().strip('"').strip().lower().replace(" ", "_").replace("-", "_")


def _check_head(head: Sequence[str], kind: TableKind) -> None:
    """Raise TableError unless the columns are those of the kind, each once, and none is missing that is needed."""
    columns, names = COLUMNS[kind], {"known": ", ".join(COLUMNS[kind].names)}
    if unknown := [name for name in head if name not in (*columns.names, *TOLD)]:
        message = _("There is no column called %(names)s in such a table. The columns are: %(known)s.")
        raise TableError(message % {"names": ", ".join(f"“{name}”" for name in unknown)[:300], **names})
    if missing := [name for name in columns.needed if name not in head]:
        message = _("The first line lacks the column %(names)s. The columns are: %(known)s.")
        raise TableError(message % {"names": ", ".join(missing), **names})
    if double := sorted({name for name in head if head.count(name) > 1}):
        raise TableError(_("The column %(names)s is there twice. Remove one.") % {"names": ", ".join(double)})


def _row(head: Sequence[str], line: int, cells: Sequence[str]) -> TableRow:
    if all(name in head for name in TOLD):  # a file of ours, with its guards
        cells = [unguard(cell) for cell in cells]
    cells = [cell.strip() for cell in cells]
    found = dict(zip(head, cells, strict=False))
    found = {name: found.get(name, "") for name in head if name not in TOLD}
    surplus = tuple(cells[len(head) :]) if any(cells[len(head) :]) else ()
    fault = ""
    if surplus:
        message = _(
            "Line %(line)d has more cells than there are columns. Is a quotation mark missing around a comma? Put "
            "right what stands in the wrong cell, and remove the cells behind the last column."
        )
        fault = message % {"line": line}
    elif long := [name for name, cell in found.items() if len(cell) > LONGEST_CELL]:
        message = _("The cell %(name)s has more than %(most)d characters. Shorten it.")
        fault = message % {"name": long[0], "most": LONGEST_CELL}
    return TableRow(line, found, fault, surplus)
