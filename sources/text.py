"""Check and clean every text that people enter, and make the keys by which texts are compared.

Forms and knowledge packs both use these functions, so that they refuse the same characters with the same messages.
Normalisation follows UAX #15, the list of invisible characters the ideas of UTS #39. Entered text is never normalised,
because NFC changes some Han characters (U+F900 …); only `fold`, which makes keys, normalises.
"""

import hashlib
import re
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from opencc import OpenCC

MOST_SOURCE_BYTES = 5_000_000
# What ends a line (Unicode, section 5.8): CR LF as one, LF, VT, FF, CR, NEL and the separators of lines and paragraphs.
LINE_END = re.compile("(?>\r\n|[\n\v\f\r\x85\u2028\u2029])")
UNNAMED = _("This text")
HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters, for a class in a pattern
SLUG_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"  # a name in addresses

_LINE_ENDS = re.compile(r"\r\n?")
# Embeddings, overrides and isolates of writing direction (UAX #9): the words behind one are shown in another order, so
# that a page can seem to say what it does not. Letters of right-to-left scripts have their direction themselves.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_END_OF_ISOLATE, _END_OF_EMBEDDING = "\u2069", "\u202c"
_ISOLATES = "\u2066\u2067\u2068"
# Characters that nobody enters on purpose: control characters, surrogates outside a pair, and the two separators that
# browsers, JavaScript and YAML treat as line ends although a text field does not show them. Short texts lose the marks
# of direction with all that is invisible; in long ones they are refused, as somebody pasted them from somewhere.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_REFUSED_MULTILINE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]|{DIRECTION.pattern}")
# Soft hyphen, zero-width spaces and joiners, byte-order mark; marks, overrides and isolates of writing direction.
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_MAY_BE_ACCENTED = re.compile("[\u0080-\u1fff]")  # alphabets; ASCII and Chinese have no accents
_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
_HAS_HAN = re.compile(f"[{HAN}]")
_FULL_WIDTH = re.compile("[\u3000\uff01-\uff5e\uff61-\uff9f]+")
_FULL_WIDTH_IN_CHINESE = re.compile("(?:(?![！（），．：；？～])[\u3000\uff01-\uff5e\uff61-\uff9f])+")
_VIRAMA = 9  # the canonical combining class of the signs that join Indic letters
_EMOJI_SIGNS = "\ufe0f\u20e3"  # may end an emoji: the sign for coloured display, and the key cap
_NO_LETTERS = re.compile(r"[\W_]+")
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SIGNS = frozenset("?%‰&")  # besides the signs of Unicode’s classes (Sm, Sc, So)


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
    text that is not `multiline`), invisible characters are removed, but for joiners in emoji and in scripts that need
    them. `most` is the largest number of code points after that; `field` names the text in messages. Raises
    ValidationError for control characters (multi-line text may contain LF and TAB), for lone surrogates, in multi-line
    text for marks of direction, and for text that is too long.
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
        value = INVISIBLE.sub(_keep_joiner, value)
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
    if text.isascii():  # where only letter case and spacing differ
        return " ".join(text.lower().split())
    key = VARIATION_SELECTORS.sub("", INVISIBLE.sub("", text))
    key = unicodedata.normalize("NFD", key).casefold()
    # Both twice, because folding case can undo compatibility normalisation and the other way round.
    key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", key).casefold())
    return " ".join(key.split())


def search_fold(text: str) -> str:
    """Return the form in which a text is searched: folded, in Simplified characters, without accents (`tuīxiāo`).

    Traditional characters become Simplified ones one by one (OpenCC), so that a word is folded alike everywhere.
    """
    folded = fold(text)
    if _MAY_BE_ACCENTED.search(folded):
        folded = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    return folded if folded.isascii() else folded.translate(_simplified())


def normal_width(text: str) -> str:
    """Return the text with full-width ASCII and half-width kana in normal width (NFKC); all else stays as it is.

    Beside Chinese characters stay the marks that Chinese writes in full width, such as brackets.
    """
    wide = _FULL_WIDTH_IN_CHINESE if _HAS_HAN.search(text) else _FULL_WIDTH
    return wide.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def without_direction(text: str) -> str:
    """Return the text without marks of direction, for a line in which it stands beside words of ours."""
    return DIRECTION.sub("", text)


def close_direction(text: str) -> str:
    """Return the text with the ends of the embeddings and isolates that it leaves open (UAX #9, BD9 and BD11)."""
    left_open: list[str] = []
    for mark in DIRECTION.findall(text):
        if mark == _END_OF_ISOLATE:
            if mark in left_open:
                while left_open.pop() != mark:
                    pass
        elif mark == _END_OF_EMBEDDING:
            if left_open[-1:] == [mark]:
                left_open.pop()
        else:
            left_open.append(_END_OF_ISOLATE if mark in _ISOLATES else _END_OF_EMBEDDING)
    return text + "".join(reversed(left_open))


def letters_checksum(text: str) -> str:
    """Return the SHA-256 of the letters and digits of a text after `search_fold`; empty where it has none.

    It is equal for texts that differ only in width, letter case, Simplified and Traditional characters, punctuation,
    blanks and line ends: a repost often differs so.
    """
    letters = _NO_LETTERS.sub("", search_fold(text))
    return hashlib.sha256(letters.encode()).hexdigest() if letters else ""


def wording_key(text: str) -> str:
    """Return the key that is equal for texts that differ only in typography: width, case, punctuation, blanks.

    Words stay apart (“may be” is not “maybe”), but for blanks beside Chinese characters. What stands inside a number
    or before it as its minus stays, as do question marks, per cent and other signs: with another one a text says
    something else. Keys are compared, never shown.
    """
    key = VARIATION_SELECTORS.sub("", INVISIBLE.sub("", text))
    key = _FULL_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), key)
    return _NO_LETTERS.sub(_typographic, unicodedata.normalize("NFC", key).casefold())


def _typographic(run: re.Match[str]) -> str:
    """Return what a run of punctuation, blanks and signs says in a `wording_key`."""
    before, after = run.string[: run.start()][-1:], run.string[run.end() :][:1]
    if signs := "".join(character for character in run[0] if _says_something(character)):
        return signs
    if before.isdecimal() and after.isdecimal():
        return " ".join(run[0].split()) or " "
    beside_letters = bool(before and after) and not (_HAS_HAN.match(before) or _HAS_HAN.match(after))
    if after.isdecimal() and run[0].endswith("-") and not (beside_letters and run[0] == "-"):
        return "-"
    return " " if beside_letters else ""


def _says_something(character: str) -> bool:
    """Tell whether a character that is no letter or digit is more than typography; marks belong to their letters."""
    return character in _SIGNS or unicodedata.category(character) in ("Sm", "Sc", "So", "Mn", "Mc")


@cache
def _simplified() -> dict[int, str]:
    """Map each Traditional character to its Simplified one, where one character stands for one."""
    characters = [chr(point) for first, end in _IDEOGRAPHS for point in range(first, end)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    return {ord(traditional): simple for traditional, simple in pairs if simple != traditional and len(simple) == 1}


def _keep_joiner(match: re.Match[str]) -> str:
    """Return the invisible character where it joins or parts the characters around it, and else nothing.

    A zero width joiner makes one emoji of several (UTS #51). Joiner and non-joiner shape letters after a virama, and
    the non-joiner parts letters of Arabic script (RFC 5892, appendix A).
    """
    character, before, after = match[0], match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if character not in "\u200c\u200d" or not before or not after:
        return ""
    if unicodedata.combining(before) == _VIRAMA:
        return character
    if character == "\u200d":
        is_emoji = before in _EMOJI_SIGNS or unicodedata.category(before) in ("So", "Sk")
        return character if is_emoji and unicodedata.category(after) in ("So", "Sm") else ""  # Sm: arrows
    is_arabic = unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    return character if is_arabic else ""


def _cure(character: str) -> str | Promise:
    """Return a sentence on what to do about a refused character."""
    if character in "\t\n\r\u2028\u2029":
        return _("Put a space in its place.")
    if DIRECTION.match(character):
        return _(
            "It is invisible and shows the words behind it in another order. Delete it: letters that are written from "
            "right to left need none."
        )
    return _("Delete it, or type the word again instead of pasting it.")
