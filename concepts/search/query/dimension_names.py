"""Finds the names of dimensions in queries, the longest first: a "way of thinking" is no "way" beside "thinking".

English names are found in all forms of their words, Chinese names also inside a run of characters.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from concepts.models import Dimension, DimensionLabel
from concepts.search.index.names import Mention
from concepts.search.index.words import runs, stem
from concepts.search.query.question_forms import form_of_name, form_of_query
from sources.text import search_fold

_JOINING_MARKS = frozenset(" -\u2010\u2011")  # long-term is long term
_JOINING_WORDS = ("and", "与", "和")


class DimensionMention(NamedTuple):
    """A name of dimensions in a text: where it starts and ends, in code points of the folded text, and their ids."""

    start: int
    end: int
    dimensions: tuple[int, ...]


class _Unit(NamedTuple):
    """The smallest part of a name: the stem of a word, or one Chinese character."""

    text: str
    start: int
    end: int


class DimensionNames:
    """Which dimensions each name stands for: all those that share it, in the order in which they were given."""

    def __init__(self, names: Iterable[tuple[str, int]] = ()) -> None:
        """`names` are folded, each with the id of a dimension."""
        found: defaultdict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        forms: defaultdict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        for name, dimension in names:
            if form := form_of_name(name):
                forms[form][dimension] = None
            for part in _named_by(tuple(unit.text for unit in _units(name))):
                found[part][dimension] = None
        self._dimensions = {name: tuple(ids) for name, ids in found.items()}
        self._forms = {form: tuple(ids) for form, ids in forms.items()}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for units in self._dimensions:
            lengths[units[0]].add(len(units))
        self._lengths = {first: tuple(sorted(by_first, reverse=True)) for first, by_first in lengths.items()}

    def mentions(self, folded: str) -> Iterator[DimensionMention]:
        """Yield the names in a folded text, from left to right, the longest at each place, none inside another."""
        units = list(_units(folded))
        place = 0
        while place < len(units):
            length = self._longest_at(folded, units, place)
            if length:
                named = units[place : place + length]
                yield DimensionMention(named[0].start, named[-1].end, self._dimensions[tuple(u.text for u in named)])
            place += length or 1

    def among(self, folded: str, concepts: Sequence[Mention]) -> tuple[list[Mention], list[DimensionMention]]:
        """Return the names of concepts that are left in a folded text, and the names of dimensions beside them.

        Of two that overlap the longer one counts, and of two that are equal the concept's: a target market is no goal.
        """
        found = []
        for mention in self.mentions(folded):
            over = [name for name in concepts if name.start < mention.end and mention.start < name.end]
            if all(name.end - name.start < mention.end - mention.start for name in over):
                found.append(mention)
                concepts = [name for name in concepts if name not in over]
        return list(concepts), found

    def asked_of(self, folded: str, concepts: Sequence[Mention]) -> tuple[int, ...]:
        """Return the dimensions that a question asks of the concepts that it names, where it has the form of a name."""
        return self._forms.get(form_of_query(folded, concepts), ()) if concepts else ()

    def _longest_at(self, folded: str, units: Sequence[_Unit], place: int) -> int:
        """Return of how many units the longest name is that starts at a place; 0 where none does."""
        for length in self._lengths.get(units[place].text, ()):
            named = units[place : place + length]
            if tuple(unit.text for unit in named) in self._dimensions and _is_joined(folded, named):
                return length
        return 0


def load_dimension_names() -> DimensionNames:
    """Load the names of published dimensions, those of all roles; two queries."""
    published = Dimension.objects.published().order_by("rank", "slug")
    names = [(name, row) for row, *both in published.values_list("id", "name_en", "name_zh") for name in both]
    labels = DimensionLabel.objects.filter(dimension__status=Dimension.Status.PUBLISHED)
    names += labels.order_by("dimension__rank", "dimension__slug", "language", "rank", "id").values_list(
        "text", "dimension"
    )
    return DimensionNames((search_fold(name), dimension) for name, dimension in names)


def _units(folded: str) -> Iterator[_Unit]:
    for run in runs(folded):
        if run.is_chinese:
            yield from (_Unit(character, place, place + 1) for place, character in enumerate(run.text, run.start))
        else:
            yield _Unit(stem(run.text), run.start, run.start + len(run.text))


def _named_by(units: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a name, and each word of two that are joined: 工作与职责 is searched as 职责 as well."""
    if units:
        yield units
    for joining in _JOINING_WORDS:
        if joining in units[1:-1]:
            place = units.index(joining, 1)
            yield from (units[:place], units[place + 1 :])


def _is_joined(folded: str, units: Sequence[_Unit]) -> bool:
    """Whether nothing but blanks and hyphens stands between the words of a name."""
    return all(_JOINING_MARKS.issuperset(folded[unit.end : following.start]) for unit, following in pairwise(units))
