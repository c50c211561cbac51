"""The identifiers by which libraries know a document: DOI (ISO 26324) and ISBN (ISO 2108).

People copy them in many spellings. Each has one canonical form, in which it is stored, compared and exported.
"""

import re
import unicodedata
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_DOI = 200  # code points
DOI_PATTERN = r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+"
ISBN_PATTERN = "97[89][0-9]{10}"
SHOWN_LENGTH = 40  # code points of a wrong value that a message repeats
HALF_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}  # for `str.translate`
# Without a name and a password before the host, since readers see the address.
ADDRESS_PATTERN = r"https?://[^\s/?#@]+([/?#]\S*)?"

_DOI_ADDRESS = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_DOI_LABEL = re.compile(r"(?:info:doi/|urn:doi:|doi\s*:?)\s*", re.IGNORECASE)
_ISBN_LABEL = re.compile(r"(?:urn:)?isbn(?:-1[03](?=[\s:]))?\s*:?\s*", re.IGNORECASE)
_BLANKS_AND_HYPHENS = re.compile(r"[\s\u00ad\u200b\u2010-\u2015\u2212-]")
_ASCII_LOWER = {point: point + 32 for point in range(ord("A"), ord("Z") + 1)}


def canonical_doi(text: str) -> str:
    """Return a DOI as it is stored: from `10.` on, its ASCII letters small, since a DOI has no letter case.

    It may be typed as an address (`https://doi.org/…`), after a label (`doi: …`), or in full width. Raises
    ValidationError for what has not the shape of a DOI.
    """
    typed = text.translate(HALF_WIDTH).strip()
    if address := _DOI_ADDRESS.match(typed):
        typed = unquote(typed[address.end() :])
    elif label := _DOI_LABEL.match(typed):
        typed = typed[label.end() :]
    doi = typed.translate(_ASCII_LOWER)
    if not re.fullmatch(DOI_PATTERN, doi):
        raise ValidationError(
            _("“%(typed)s” is no DOI. A DOI begins with 10. and has a slash, such as 10.1000/182; copy it whole."),
            code="no_doi",
            params={"typed": text[:SHOWN_LENGTH]},
        )
    return doi


def canonical_isbn(text: str) -> str:
    """Return an ISBN as it is stored: thirteen digits; an ISBN of ten digits becomes the one of thirteen.

    It may be typed with hyphens and blanks, after a label (`ISBN …`), or in full width. Raises ValidationError for
    another number of digits, for a beginning that no ISBN has, and for a last digit that is not that of the others.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if label := _ISBN_LABEL.match(typed):
        typed = typed[label.end() :]
    digits = _BLANKS_AND_HYPHENS.sub("", typed).upper()
    shown = {"typed": text[:SHOWN_LENGTH]}
    if not re.fullmatch("[0-9]{9}[0-9X]|[0-9]{13}", digits):
        raise ValidationError(
            _("“%(typed)s” is no ISBN. An ISBN has 10 or 13 digits (of 10, the last may be X); copy it whole."),
            code="no_isbn",
            params=shown,
        )
    if len(digits) == 13 and not digits.startswith(("978", "979")):
        raise ValidationError(
            _("“%(typed)s” is no ISBN: those of 13 digits begin with 978 or 979. Copy it from the imprint."),
            code="no_isbn",
            params=shown,
        )
    last = _last_digit_of_ten(digits) if len(digits) == 10 else _last_digit_of_thirteen(digits)
    if digits[-1] != last:
        raise ValidationError(
            _("“%(typed)s” has a wrong digit: after the others, the last one must be %(last)s. Compare it."),
            code="wrong_digit",
            params={**shown, "last": last},
        )
    if len(digits) == 13:
        return digits
    return f"978{digits[:9]}{_last_digit_of_thirteen(f'978{digits[:9]}')}"


def _last_digit_of_ten(digits: str) -> str:
    """Return the check digit after the first nine digits."""
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return "0123456789X"[(11 - remainder) % 11]


def _last_digit_of_thirteen(digits: str) -> str:
    """Return the check digit after the first twelve digits."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return str(-total % 10)
