"""Write the refused rows of a table as CSV that can be corrected and brought again: all cells, the line, the reason."""

import csv
import io
from collections.abc import Iterable

from concepts.formats.copies import guard_reversibly
from concepts.workbench.tables.cells import TOLD, TableRow
from concepts.workbench.tables.outcomes import Outcome


def write_refused(rows: Iterable[tuple[TableRow, Outcome]]) -> str:
    """Return the rows with their names of columns. What a row has too many stands last, so it is refused again."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for place, (row, outcome) in enumerate(rows):
        if not place:
            writer.writerow([*row.cells, *TOLD])
        cells = [*row.cells.values(), str(outcome.line), outcome.reason, *row.surplus]
        writer.writerow(map(guard_reversibly, cells))
    return file.getvalue()
