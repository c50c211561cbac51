"""Finds concepts by their names as people type them; knows labels, neither statements nor pages."""

from collections.abc import Iterable
from enum import IntEnum

from concepts.models import Concept, Label
from sources.text import fold

LONGEST_QUERY = 200  # code points; what stands behind is not looked at


class Match(IntEnum):
    """How well a name answers a query, the best first."""

    PREFERRED = 0
    EXACT = 1
    PREFIX = 2
    INSIDE = 3
    NONE = 4


def find_concepts(query: str, concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """The concepts, whose labels are loaded, that a label answers the query for: best match first, else as they came.

    Every label counts, hidden ones too, in any width, case and spacing, and Chinese ones by sound as well: `yingxiao`,
    `ying xiao` and `yx` find 营销. A query without a visible character finds nothing.
    """
    wanted = fold(query[:LONGEST_QUERY])
    if not wanted:
        return ()
    matches = [
        (min((_match(wanted, label) for label in one.labels.all()), default=Match.NONE), one) for one in concepts
    ]
    return tuple(one for match, one in sorted(matches, key=lambda pair: pair[0]) if match < Match.NONE)


def _match(wanted: str, label: Label) -> Match:
    """How well the label answers the folded query, as it is written or as it sounds."""
    match = min(_written(wanted, label.folded), _spoken(wanted, label.pinyin))
    return Match.PREFERRED if match == Match.EXACT and label.role == Label.Role.PREFERRED else match


def _written(wanted: str, folded: str) -> Match:
    if wanted == folded:
        return Match.EXACT
    if folded.startswith(wanted):
        return Match.PREFIX
    return Match.INSIDE if wanted in folded else Match.NONE


def _spoken(wanted: str, pinyin: str) -> Match:
    """Inside a word only whole syllables begin a match: `xiao` is heard in `yingxiao`, `gx` is not."""
    if not pinyin:
        return Match.NONE
    typed = wanted.replace(" ", "")
    whole, *syllables, initials = pinyin.split(" ")
    if typed in (whole, initials):
        return Match.EXACT
    if whole.startswith(typed) or initials.startswith(typed):
        return Match.PREFIX
    rests = ("".join(syllables[place:]) for place in range(1, len(syllables)))
    return Match.INSIDE if any(rest.startswith(typed) for rest in rests) else Match.NONE
