"""Read bare text: every character as it is, only with LF at the ends of its lines."""

import re

from sources.reading.charset import decode
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_TEXT_BYTES
from sources.reading.reading import FileKind, Reading


def read(data: bytes, *, chosen: str = "") -> Reading:
    """Return the text; raises ReadingError."""
    text, encoding = decode(data, chosen=chosen)
    text = re.sub("\r\n?", "\n", text)
    if not text.strip():
        raise ReadingError(FaultKind.NO_TEXT)
    if len(text.encode()) > MOST_TEXT_BYTES:
        raise ReadingError(FaultKind.TOO_MUCH_TEXT, most=MOST_TEXT_BYTES)
    return Reading(FileKind.TEXT, text, encoding)
