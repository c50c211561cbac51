"""Recognise what a sentence seems to do with the concepts that it names; loads nothing."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from concepts.search.index.names import Mention, Names
from concepts.search.query.dimension_names import DimensionNames
from concepts.workbench.models import MOST_NAMED, OfferKind
from concepts.workbench.offers.cues import BOTH, CUES, Cue
from sources.languages import Language
from sources.text import search_fold

LONGEST_LEAD = {Language.EN: 40, Language.ZH: 10}  # code points before the name that a sentence defines


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a sentence seems to do, and the ids of what it names, in the order in which it names them."""

    kinds: tuple[OfferKind, ...]
    concepts: tuple[int, ...]
    dimensions: tuple[int, ...]


@dataclass(frozen=True)
class Recogniser:
    """Recognises sentences by names and cues; one for many texts."""

    names: Names
    dimensions: DimensionNames = field(default_factory=DimensionNames)
    cues: Sequence[Cue] = CUES

    def recognise(self, sentence: str, language: Language, before: Collection[int] = ()) -> Recognised | None:
        """Return what a sentence seems to do; None where it names nothing or does none of it.

        `before` are the concepts of the last sentence that named two or more, of which "the two" may speak.
        """
        folded = search_fold(sentence)
        mentions = list(self.names.mentions(folded))
        concepts = tuple(dict.fromkeys(concept for mention in mentions for concept in mention.concepts))
        named = len(mentions) and len({mention.concepts for mention in mentions})
        if named < 2 and len(before) > 1 and _BOTH[language].search(folded):
            concepts = tuple(dict.fromkeys([*before, *concepts]))
            named = len(concepts)
        kinds = self._kinds(folded, language, mentions, named)
        if not kinds:
            return None
        _left, found = self.dimensions.among(folded, mentions)
        dimensions = dict.fromkeys(dimension for mention in found for dimension in mention.dimensions)
        return Recognised(kinds, concepts[:MOST_NAMED], tuple(dimensions)[:MOST_NAMED])

    def _kinds(self, folded: str, language: Language, mentions: Sequence[Mention], named: int) -> tuple[OfferKind, ...]:
        """Return what the cues say of a sentence that names so many concepts."""
        found = set()
        for (kind, least), pattern in self._anywhere[language].items():
            if named >= least and kind not in found and pattern.search(folded):
                found.add(kind)
        behind = self._behind_name[language]
        begins = bool(mentions) and mentions[0].start <= LONGEST_LEAD[language]
        if begins and behind and behind.match(folded, mentions[0].end):
            found.add(OfferKind.DEFINES)
        return tuple(kind for kind in OfferKind if kind in found)

    @cached_property
    def _anywhere(self) -> Mapping[Language, Mapping[tuple[OfferKind, int], re.Pattern[str]]]:
        found: dict[Language, dict[tuple[OfferKind, int], list[Cue]]] = {language: {} for language in Language}
        for cue in self.cues:
            if not cue.is_behind_name:
                found[cue.language].setdefault((cue.kind, cue.concepts), []).append(cue)
        return {
            language: {key: re.compile(_any_of(cues)) for key, cues in by_key.items()}
            for language, by_key in found.items()
        }

    @cached_property
    def _behind_name(self) -> Mapping[Language, re.Pattern[str] | None]:
        """Between the name and the cue stand a quotation mark, a blank or the like at most."""
        found = {language: [cue for cue in self.cues if cue.is_behind_name and cue.language == language]
                 for language in Language}  # fmt: skip
        return {
            language: re.compile(rf"\W{{0,4}}?(?:{_any_of(cues)})") if cues else None
            for language, cues in found.items()
        }


def _any_of(cues: Iterable[Cue]) -> str:
    return "|".join(cue.pattern for cue in cues)


_BOTH = {
    language: re.compile(rf"\b(?:{words})\b" if language == Language.EN else words) for language, words in BOTH.items()
}
