"""Check and clean every text that people enter, and make the keys by which texts are compared.

Forms and knowledge packs both use these functions, so that they refuse the same characters with the same messages.
Normalisation follows UAX #15, the list of invisible characters the ideas of UTS #39. Entered text is never normalised,
because NFC changes some Han characters (U+F900 …); only `fold`, which makes keys, normalises.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_SOURCE_BYTES = 5_000_000
UNNAMED = _("This text")

_LINE_ENDS = re.compile(r"\r\n?")
# Characters that nobody enters on purpose: control characters, surrogates outside a pair, and the two separators that
# browsers, JavaScript and YAML treat as line ends although a text field does not show them.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_REFUSED_MULTILINE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
# Soft hyphen, zero-width spaces and joiners, byte-order mark; marks, overrides and isolates of writing direction.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean_text(
    value: str,
    *,
    most: int,
    field: str | Promise = UNNAMED,
    multiline: bool = False,
    short: bool | None = None,
) -> str:
    """Return the text as it is to be stored.

    White space at both ends is removed; in `multiline` text, line ends become LF; in `short` text (by default every
    text that is not `multiline`), invisible characters are removed. `most` is the largest number of code points after
    that; `field` names the text in messages. Raises ValidationError for control characters (multi-line text may contain
    LF and TAB), for lone surrogates, and for text that is too long.
    """
    if multiline:
        value = _LINE_ENDS.sub("\n", value)
    refused = (_REFUSED_MULTILINE if multiline else _REFUSED).search(value)
    if refused:
        raise ValidationError(
            _("%(field)s: the character %(character)s at position %(position)d cannot be stored. %(cure)s"),
            code="refused_character",
            params={
                "field": field,
                "character": f"U+{ord(refused[0]):04X}",
                "position": refused.start() + 1,
                "cure": _cure(refused[0]),
            },
        )
    if short if short is not None else not multiline:
        value = _INVISIBLE.sub("", value)
    value = value.strip()
    if len(value) > most:
        raise ValidationError(
            _("%(field)s: %(length)d characters are too many, at most %(most)d fit. Shorten the text."),
            code="too_long",
            params={"field": field, "length": len(value), "most": most},
        )
    return value


def check_source_text(data: bytes, *, most: int = MOST_SOURCE_BYTES) -> str:
    """Return the text of a source, decoded from UTF-8 without any change; a byte-order mark and line ends are kept.

    Raises ValidationError for more than `most` bytes, for bytes that are not UTF-8, and for NUL: such a text is
    refused, never repaired.
    """
    if len(data) > most:
        raise ValidationError(
            _("The source text has %(size)d bytes, at most %(most)d are taken. Split it into several sources."),
            code="too_long",
            params={"size": len(data), "most": most},
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _(
                "The source text is not UTF-8: byte %(byte)s at position %(position)d (line %(line)d) is out of place. "
                "Save the file as UTF-8 and load it again."
            ),
            code="not_utf8",
            params={
                "byte": f"0x{data[error.start]:02X}",
                "position": error.start + 1,
                "line": data.count(b"\n", 0, error.start) + 1,
            },
        ) from error
    nul = text.find("\x00")
    if nul >= 0:
        raise ValidationError(
            _(
                "The source text has the character U+0000 at position %(position)d (line %(line)d). "
                "Take it out of the file and load it again."
            ),
            code="refused_character",
            params={"position": nul + 1, "line": text.count("\n", 0, nul) + 1},
        )
    return text


def fold(text: str) -> str:
    """Return the key that is equal for labels and tags that differ only in width, case, spacing or composed form.

    It is the caseless compatibility key of UAX #15, without invisible characters and variation selectors, and with one
    space for each run of white space. Keys are compared, never shown.
    """
    key = _VARIATION_SELECTORS.sub("", _INVISIBLE.sub("", text))
    key = unicodedata.normalize("NFD", key).casefold()
    # Both twice, because folding case can undo compatibility normalisation and the other way round.
    key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", key).casefold())
    return " ".join(key.split())


def _cure(character: str) -> str | Promise:
    """Return a sentence on what to do about a refused character."""
    if character in "\t\n\r\u2028\u2029":
        return _("Put a space in its place.")
    return _("Delete it, or type the word again instead of pasting it.")
