"""Opens our CSV with LibreOffice and looks for cells that it would calculate, in both kinds of its own files.

.venv/bin/python -m benchmarks.spreadsheet                # prints Markdown
.venv/bin/python -m benchmarks.spreadsheet --soffice PATH  # another LibreOffice than the one on the path

Writes texts that begin as formulas do into every column of text, as CSV and unguarded besides, so that a LibreOffice
that calculates nothing at all is noticed. Each file is opened with commas, and with semicolons and tabs as separators,
which spreadsheets in other countries take. Needs no database and no network.
"""

import argparse
import csv
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

BASE = Path(__file__).resolve().parent.parent
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SEPARATORS = {"commas": 44, "semicolons": 59, "tabs": 9}
UTF_8, FIRST_LINE = 76, 1
LONGEST_WAIT = 180  # seconds for one file

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "\u3000", "\xa0", "\ufeff", "\t", "\r", "\n", "\r\n", "'", '"')
RESTS = ("1+1", "SUM(1,2)", 'HYPERLINK("https://example.org/";"营销")', "cmd|' /C calc'!A0", "二")


class CannotMeasureError(Exception):
    """LibreOffice did not do what is to be measured; the words say what it did."""


def hostile_texts() -> list[str]:
    """Return texts that a spreadsheet might calculate."""
    return list(dict.fromkeys(before + start + rest for before in BEFORE for start in STARTS for rest in RESTS))


def guarded_file(texts: Sequence[str]) -> str:
    """Return our CSV in which every column of text holds each of the texts."""
    from concepts.content.value_types import Words
    from concepts.formats.data_files import write_csv
    from concepts.formats.extract import Extract, ExtractLine

    lines = tuple(
        ExtractLine(
            section=Words(text, text), concepts=(Words(text, text),), kind="definition", kind_name=text, code=text,
            text=Words(text, text), articles=1, address=text, source=text,
        )
        for text in texts
    )  # fmt: skip
    return write_csv(Extract(Words("Hostile", "恶意"), "https://example.org/", "Conceptbase", "2026-12-01", lines))


def plain_file(texts: Sequence[str]) -> str:
    """Return CSV that guards nothing, one text a line."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([text] for text in texts)
    return file.getvalue()


def open_in(soffice: str, text: str, separator: int, ending: str, folder: Path) -> Path:
    """Return the file that LibreOffice makes of CSV; raises CannotMeasureError where it makes none."""
    source = folder / "opened.csv"
    source.write_text(text, encoding="utf-8", newline="")
    made = source.with_suffix(f".{ending}")
    made.unlink(missing_ok=True)
    options = f"CSV:{separator},34,{UTF_8},{FIRST_LINE}"
    command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", f"--infilter={options}"]
    command += ["--convert-to", ending, "--outdir", str(folder), str(source)]
    subprocess.run(command, capture_output=True, timeout=LONGEST_WAIT, check=False)
    if not made.exists():
        raise CannotMeasureError(f"{soffice} made no {ending} of our CSV.")
    return made


def count_cells(made: Path) -> tuple[int, int]:
    """Return how many cells a file has that hold something, and how many of them are formulas."""
    with zipfile.ZipFile(made) as parts:
        if made.suffix == ".ods":
            cells = [*ElementTree.fromstring(parts.read("content.xml")).iter(f"{TABLE}table-cell")]
            return sum(len(cell) > 0 for cell in cells), sum(f"{TABLE}formula" in cell.attrib for cell in cells)
        cells = [*ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}c")]
        return sum(len(cell) > 0 for cell in cells), sum(cell.find(f"{SHEET}f") is not None for cell in cells)


def report(soffice: str) -> tuple[str, int]:
    """Return the Markdown that is printed, and how many cells of our files are formulas."""
    texts = hostile_texts()
    lines = ["| file | separator | opened as | cells | formulas |", "| --- | --- | --- | ---: | ---: |"]
    found = 0
    with tempfile.TemporaryDirectory(prefix="conceptbase-spreadsheet-") as name:
        for ending in ("ods", "xlsx"):
            _cells, calculated = count_cells(open_in(soffice, plain_file(texts), 44, ending, Path(name)))
            lines.append(f"| unguarded | commas | {ending} | {_cells:,} | {calculated:,} |")
            if not calculated:
                raise CannotMeasureError(f"{soffice} calculates nothing, so it cannot tell what is guarded.")
            for separator, code in SEPARATORS.items():
                cells, formulas = count_cells(open_in(soffice, guarded_file(texts), code, ending, Path(name)))
                lines.append(f"| ours | {separator} | {ending} | {cells:,} | {formulas:,} |")
                found += formulas
    return "\n".join(lines), found


def main(arguments: list[str]) -> int:
    """Open the files, print what was found and return the exit code: 1 where a cell is a formula."""
    parser = argparse.ArgumentParser(description="Opens our CSV with LibreOffice.", allow_abbrev=False)
    parser.add_argument("--soffice", default="soffice", help="the program (default: soffice on the path)")
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(BASE))
    import django
    from django.conf import settings

    settings.configure(LANGUAGE_CODE="en")
    django.setup()
    if not shutil.which(options.soffice):
        print("LibreOffice is not there: apt install libreoffice-calc-nogui, or name it by --soffice.", file=sys.stderr)
        return 1
    try:
        markdown, found = report(options.soffice)
    except (CannotMeasureError, OSError, subprocess.TimeoutExpired) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(markdown)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
