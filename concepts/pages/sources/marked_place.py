"""Mark words of an article that need not be a passage: `?mark=120-180` of its address, in code points of the text."""

import re

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from concepts.evidence.addresses import UnreadableValueError
from sources.anchoring import Span
from sources.highlight import passage_anchor

MARK = "mark"  # the key of the query
_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def marked_address(article: str, place: Span) -> str:
    """Return the address of an article at which the place is marked and in sight; `article` is its plain address."""
    return f"{article}?{urlencode({MARK: f'{place.start}-{place.end}'})}#{passage_anchor(*place)}"


def read_place(value: str) -> Span | None:
    """Return the place that an address marks, None where it marks none. Raises UnreadableValueError."""
    if not value:
        return None
    match = _PLACE.fullmatch(value)
    if match and (place := Span(int(match[1]), int(match[2]))).start < place.end:
        return place
    message = _("“%(value)s” is no place in a text; write where it begins and ends, such as 120-180.")
    raise UnreadableValueError(message % {"value": value[:80]}, MARK)
