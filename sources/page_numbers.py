"""The pages of a text: where each begins, and its number as its file gives it. Stored as one text: `iv@0 1@1830`."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What SQL can check of it; that the places rise is checked here.
PAGES_PATTERN = "[^ @]{1,12}@[0-9]{1,9}( [^ @]{1,12}@[0-9]{1,9})*"
LONGEST_NAME = 30  # code points of the pages of a passage
_PAGE = re.compile("([^ @]+)@([0-9]+)")


def join_pages(pages: Iterable[tuple[int, str]]) -> str:
    """Return the stored text of pages, given as the places where they begin and their numbers."""
    return " ".join(f"{number}@{start}" for start, number in pages)


def canonical_pages(text: str) -> str:
    """Return the pages of a text as they are stored; raises ValidationError where they are not in that form."""
    starts = [int(start) for _number, start in _PAGE.findall(text)]
    if not re.fullmatch(PAGES_PATTERN, text) or starts != sorted(starts):
        raise ValidationError(
            _("Pages are written as number and place, in the order of the text: iv@0 1@1830."), code="no_pages"
        )
    return text


def name_pages(pages: str, start: int, end: int) -> str:
    """Return the number of the page on which a passage stands, or of its first and last: “12–13”; empty without pages.

    `start` and `end` are the place of the passage in code points. A place before the first page has none.
    """
    if not pages:
        return ""
    numbers, starts = zip(*((number, int(place)) for number, place in _PAGE.findall(pages)), strict=True)
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
    if first < 0:
        return ""
    return numbers[first] if first == last else f"{numbers[first]}–{numbers[last]}"
