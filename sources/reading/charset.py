"""Find out in which encoding a text is written, and read it."""

import re
from contextlib import suppress

from charset_normalizer import from_bytes

from sources.reading.errors import FaultKind, ReadingError

# What people choose from, by Python's names, and what is guessed among: the usual ones for Chinese and English.
ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "windows-1252")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BY_CODEC = {
    "gb18030": "gb18030", "big5hkscs": "big5hkscs", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be",
    "cp1252": "windows-1252",
}  # fmt: skip
# fmt: off
_ALIASES = {
    "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cp950": "big5hkscs",
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
}
# fmt: on
_LEAST_NULS = 0.2  # of the bytes at even or at odd places, in UTF-16 that has English or line ends in it
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")  # no text has several of them
_MOST_CONTROL = 5
_READ_FIRST = 200_000  # bytes that are enough to guess from


def decode(data: bytes, *, chosen: str = "", declared: str = "") -> tuple[str, str]:
    """Return the text without its byte-order mark, and its encoding.

    A `chosen` encoding is taken, whatever else speaks for another. Else a byte-order mark counts, then whether the
    bytes are UTF-8, then what the file itself has `declared`, then what is likely. Raises ReadingError.
    """
    if chosen and chosen not in ENCODINGS:
        raise ReadingError(FaultKind.UNKNOWN_ENCODING)
    if chosen:
        return _read_as(data, chosen), chosen
    for encoding in _likely(data, declared):
        with suppress(ReadingError):
            text = _read_as(data, encoding)
            if len(_CONTROL.findall(text[:_READ_FIRST])) <= _MOST_CONTROL:
                return text, encoding
    raise ReadingError(FaultKind.UNKNOWN_ENCODING)


def _likely(data: bytes, declared: str) -> list[str]:
    """Return the encodings to try, the likeliest first."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [encoding]
    named = declared.strip().lower()
    named = _ALIASES.get(named, named)
    by_nuls = _by_nuls(data)
    guessed = [] if by_nuls else [found] if (found := _guess(data)) else []
    return [*by_nuls, "utf-8", *([named] if named in ENCODINGS else []), *guessed]


def _by_nuls(data: bytes) -> list[str]:
    """Return the UTF-16 that the zero bytes of a text without a mark show; nothing for other texts."""
    first = data[:_READ_FIRST]
    even, odd = first[::2].count(0), first[1::2].count(0)
    least = max(1, len(first) / 2 * _LEAST_NULS)
    if odd >= least and odd > 4 * even:
        return ["utf-16-le"]
    return ["utf-16-be"] if even >= least and even > 4 * odd else []


def _guess(data: bytes) -> str:
    """Return the likeliest encoding by what the text would say; empty where none fits."""
    try:
        data[:_READ_FIRST].decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data[:_READ_FIRST], cp_isolation=list(_BY_CODEC)).best()
        return _BY_CODEC.get(best.encoding, "") if best else ""
    return ""


def _read_as(data: bytes, encoding: str) -> str:
    """Return the text in that encoding, without a byte-order mark; raises ReadingError with the place of the fault."""
    for mark, of in _MARKS:
        if of == encoding:
            data = data.removeprefix(mark)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(FaultKind.OTHER_ENCODING, encoding=encoding, position=error.start + 1) from error
    if "\x00" in text:
        raise ReadingError(FaultKind.NUL, position=text.index("\x00") + 1)
    return text
