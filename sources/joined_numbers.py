"""Numbers of articles that were joined to another one: their addresses lead to it, and nothing else gets them."""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NUMBERS_PATTERN = r"[1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*"
MOST_NUMBERS = 500  # code points


def canonical_numbers(text: str) -> str:
    """Return numbers in the form in which they are stored: ascending, with commas. Raises ValidationError."""
    plain = text.replace(" ", "")
    if not re.fullmatch(NUMBERS_PATTERN, plain):
        raise ValidationError(_("Numbers of articles are written with commas: 8,9."))
    return join_numbers(split_numbers(plain))


def join_numbers(numbers: Collection[int]) -> str:
    """Return the text that stores these numbers."""
    return ",".join(map(str, sorted(set(numbers))))


def split_numbers(text: str) -> list[int]:
    """Return the numbers of a stored text."""
    return [int(number) for number in text.split(",") if number]
