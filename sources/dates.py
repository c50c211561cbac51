"""The one rule for dates of sources: a day, a month or a year, as texts name them."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sources.identifiers import HALF_WIDTH

# What SQL can check of it; that a month has the day is checked here.
DATE_PATTERN = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
SHOWN_LENGTH = 40  # code points of a wrong value that a message repeats


def canonical_date(text: str) -> str:
    """Return a date as it is stored: `2020`, `2020-05` or `2020-05-31`; it may be typed in full width.

    Raises ValidationError for any other form, and for a day or year that no calendar has.
    """
    typed = text.translate(HALF_WIDTH)
    try:
        if not re.fullmatch(DATE_PATTERN, typed):
            raise ValueError(typed)
        year, month, day = (int(part) for part in f"{typed}-01-01"[:10].split("-"))
        date(year, month, day)
    except ValueError as error:
        raise ValidationError(
            _("“%(typed)s” is no date. Write digits: 2020, 2020-05 or 2020-05-31."),
            code="no_date",
            params={"typed": text[:SHOWN_LENGTH]},
        ) from error
    return typed


def year_of(text: str) -> str:
    """Return the year of a date in stored form; empty where there is none."""
    return text[:4]
