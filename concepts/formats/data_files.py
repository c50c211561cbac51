"""Write an extract as a file that programs and spreadsheets read: CSV and JSON."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concepts.formats.copies import guard_cell
from concepts.formats.extract import Extract, ExtractLine, join_names, texts_of
from sources.languages import reader_language

BYTE_ORDER_MARK = "\ufeff"
MOST_NAME = 80  # characters of a file's name, without its ending
MOST_BYTES = 240  # of the same in UTF-8: most systems keep names of 255, and characters that are rare have four
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028-\u202e\u2066-\u2069]+')  # on some system


@dataclass(frozen=True, slots=True)
class DataFormat:
    """A file: its name, how its name ends, its media type."""

    extension: str
    name: str
    media_type: str
    write: Callable[[Extract], str]


def name_file(extract: Extract, extension: str) -> str:
    """Return a name for the file: the title in the reader's language, as any system can keep it."""
    title = "".join(text.words for text in texts_of(extract.title, (reader_language(),)))
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:MOST_NAME]
    name = name.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .。")
    return f"{name or 'data'}.{extension}"


def write_csv(extract: Extract) -> str:
    """Return the lines as CSV (RFC 4180) that opens with a byte-order mark: without lines, the header alone.

    What a spreadsheet would calculate begins with an apostrophe.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    first = (_("Where"), _("Concepts"), _("Kind"), _("Code"), "English", "中文")
    writer.writerow((*first, _("Articles"), _("Source"), _("Address"), _("Language of the quotation")))
    writer.writerows(_cells(line) for line in extract.lines)
    return BYTE_ORDER_MARK + file.getvalue()


def write_json(extract: Extract) -> str:
    """Return the lines as JSON; keys are only ever added (docs/pages.md)."""
    data = {
        "title": extract.title.by_language(),
        "url": extract.address,
        "site": extract.site,
        "read_on": extract.read_on,
        "lines": [
            {
                "type": line.kind,
                "id": line.code or None,
                "url": line.address,
                "section": line.section.by_language(),
                "concepts": [concept.by_language() for concept in line.concepts],
                "text": line.text.by_language(),
                "voices": line.articles,
                "source": line.source or None,
                "stance": line.stance or None,
                "language": line.original or None,
            }
            for line in extract.lines
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _cells(line: ExtractLine) -> list[str | int]:
    here = (reader_language(),)
    section, concepts = (
        "".join(text.words for text in texts_of(words, here)) for words in (line.section, join_names(line.concepts))
    )
    texts = (section, concepts, line.kind_name, line.code, line.text.en, line.text.zh)
    articles = "" if line.articles is None else line.articles
    return [*map(guard_cell, texts), articles, guard_cell(line.source), guard_cell(line.address), line.original]


DATA_FORMATS = (
    DataFormat("csv", "CSV", "text/csv", write_csv),
    DataFormat("json", "JSON", "application/json", write_json),
)
