"""The forms of citation that pages offer, in the order in which they are shown."""

from collections.abc import Callable
from dataclasses import dataclass

from concepts.formats.apa import format_apa
from concepts.formats.bibtex import format_bibtex
from concepts.formats.chicago import format_chicago
from concepts.formats.csl_json import format_csl_json
from concepts.formats.entry import Entry
from concepts.formats.gbt7714 import format_gbt7714
from concepts.formats.ris import format_ris
from concepts.formats.work import CitedWork


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """A style in which people write."""

    key: str
    name: str
    format: Callable[[CitedWork], Entry]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file that programs read: its name, how its name ends, and its media type."""

    extension: str
    name: str
    media_type: str
    format: Callable[[CitedWork], str]


STYLES = (
    CitationStyle("apa", "APA 7", format_apa),
    CitationStyle("chicago", "Chicago 18", format_chicago),
    CitationStyle("gbt7714", "GB/T 7714—2025", format_gbt7714),
)
FILE_FORMATS = (
    FileFormat("bib", "BibTeX", "application/x-bibtex", format_bibtex),
    FileFormat("ris", "RIS", "application/x-research-info-systems", format_ris),
    FileFormat("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json", format_csl_json),
)
