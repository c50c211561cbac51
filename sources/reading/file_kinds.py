"""Tell what a file is, by its content; the ending of its name only decides where the content leaves it open."""

import re

from sources.reading import docx, epub, html, markdown_text, odt, pdf, plain_text, xlsx
from sources.reading.archive import Archive
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.reading import Reading

_PDF_BEGINS_WITHIN = 1_024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word up to 2003, and every Office file with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Magic numbers of what people might choose by mistake.
# fmt: off
_OTHER = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF89a", b"GIF87a", b"II*\x00", b"MM\x00*", b"\x1f\x8b", b"7z\xbc\xaf",
    b"Rar!\x1a", b"\x7fELF", b"OggS\x00", b"\xfd7zXZ", b"%!PS-Adobe", b"SQLite format 3\x00", b"AT&TFORM",
)
# fmt: on
_HAS_TAGS = re.compile(rb"<(!doctype\s+html|html|head|body|h[1-6]|p|div|br|span|a|table|ul|ol)[\s/>]", re.IGNORECASE)
_BEGINS_AS_HTML = re.compile(rb"\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)[\s>]", re.IGNORECASE)
_HTML_ENDINGS = frozenset(["html", "htm", "xhtml", "shtml", "mhtml"])
_MARKDOWN_ENDINGS = frozenset(["md", "markdown"])
_LOOKED_AT = 65_536


def read_any(data: bytes, *, ending: str = "", encoding: str = "") -> Reading:
    """Return what a file says, whatever kind of text it is; raises ReadingError."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadingError(FaultKind.EMPTY)
    if b"%PDF-" in data[:_PDF_BEGINS_WITHIN]:
        return pdf.read(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_archive(data, ending)
    _refuse_others(data)
    return _read_text(data, ending, encoding)


def _read_archive(data: bytes, ending: str) -> Reading:
    archive = Archive(data)
    if docx.BODY in archive:
        return docx.read(archive)
    if epub.CONTAINER in archive:
        return epub.read(archive)
    media_type = archive.read("mimetype", most=200) if "mimetype" in archive else b""
    if odt.BODY in archive and b"opendocument.text" in media_type:
        return odt.read(archive)
    if ending == xlsx.ASKED_AS and xlsx.WORKBOOK in archive:
        return xlsx.read(archive)
    raise ReadingError(FaultKind.ARCHIVE)


def _refuse_others(data: bytes) -> None:
    """Raise ReadingError for a file that holds no text that is read here."""
    if data.startswith(_OLE):
        raise ReadingError(FaultKind.PASSWORD if _ENCRYPTED in data else FaultKind.OLD_WORD)
    if data.startswith(b"{\\rtf"):
        raise ReadingError(FaultKind.RICH_TEXT)
    if data.startswith(_OTHER):
        raise ReadingError(FaultKind.NOT_TEXT)


def _read_text(data: bytes, ending: str, encoding: str) -> Reading:
    first = (
        data[:_LOOKED_AT].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    )  # UTF-16 is looked at as its ASCII letters
    if _BEGINS_AS_HTML.match(first) or (ending in _HTML_ENDINGS and _HAS_TAGS.search(first)):
        return html.read(data, chosen=encoding)
    if ending in _MARKDOWN_ENDINGS:
        return markdown_text.read(data, chosen=encoding)
    return plain_text.read(data, chosen=encoding)
