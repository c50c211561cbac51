"""Finds the names of concepts in texts, the longest first: 市场营销 names marketing and not a market.

Knows labels only. Texts and names are folded by `words.search_fold`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from concepts.models import Concept, Label
from sources.text import search_fold

IdsByName = Mapping[str, Iterable[int]]
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")  # no Latin name stands inside a word of these
_WORDS = re.compile("[a-z0-9]+")
_HEAD = 2  # characters by which names are sorted


class Mention(NamedTuple):
    """A name in a text: where it starts and ends, in code points of the folded text, and the concepts it stands for."""

    start: int
    end: int
    concepts: tuple[int, ...]


class Names:
    """Which concepts each folded name stands for, and where names stand in a text.

    A name that several concepts share stands for the one that prefers it, and for all of them where none does. To find
    names costs as much for thousands of them as for a few: where one may start, only those with the next two
    characters are tried, by their lengths.
    """

    def __init__(self, concepts: IdsByName, sounds: IdsByName | None = None) -> None:
        """`concepts` and `sounds` map names to ids of concepts.

        Sounds are names in pinyin, with blanks between the syllables, which a text may leave out.
        """
        self._concepts = {name: tuple(ids) for name, ids in concepts.items()}
        self._set_sounds(sounds or {})
        self._latin = frozenset(name for name in self._concepts if not _LETTERS.isdisjoint(name))
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in self._concepts:
            lengths[name[:_HEAD]].add(len(name))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
        # Where a name may start: at a Latin word, or at another character with which one begins.
        others = "".join(sorted({name[0] for name in self._concepts}.difference(_LETTERS)))
        self._starts = re.compile("(?<![a-z0-9])[a-z0-9]" + (f"|[{re.escape(others)}]" if others else ""))

    def with_sounds(self, sounds: IdsByName) -> "Names":
        """Return the same names with others in pinyin."""
        found = copy(self)
        found._set_sounds(sounds)
        return found

    def _set_sounds(self, sounds: IdsByName) -> None:
        self._sounds = {sound.replace(" ", ""): tuple(ids) for sound, ids in sounds.items()}
        self._syllables: defaultdict[str, list[str]] = defaultdict(list)
        for sound in sounds:
            self._syllables[sound.replace(" ", "")].append(sound)
        self._most_syllables = max((sound.count(" ") + 1 for sound in sounds), default=0)

    def mentions(self, folded: str) -> Iterator[Mention]:
        """Yield the names in a folded text, from left to right, none inside another.

        An English name may have a plural s. Of two that overlap the longer one counts: 做市场调研 names market research
        and not a market.
        """
        position = 0
        while position < len(folded):
            found = next(self._matches(folded, position, len(folded)), None)
            if found is None:
                return
            length = found.end - found.start
            later = self._matches(folded, found.start + 1, found.end)
            found = next((longer for longer in later if longer.end - longer.start > length), found)
            yield found
            position = found.end

    def _matches(self, folded: str, first: int, last: int) -> Iterator[Mention]:
        """Yield the longest name at each place from `first` and before `last` where one starts."""
        for start in self._starts.finditer(folded, first, last):
            if found := self._written(folded, start.start()) or self._sounding(folded, start.start()):
                yield found

    def _written(self, folded: str, start: int) -> Mention | None:
        """Return the longest name that starts at a place as it is written, an English one with its plural s."""
        for length in (*self._lengths.get(folded[start : start + _HEAD], ()), 1):
            name = folded[start : start + length]
            concepts = self._concepts.get(name)
            if concepts is None:
                continue
            end = start + len(name)
            if name in self._latin:
                end = _end_of_word(folded, end) if _is_border(folded, start - 1) else 0
            if end:
                return Mention(start, end, concepts)
        return None

    def _sounding(self, folded: str, start: int) -> Mention | None:
        """Return the name that starts at a place in pinyin: the one with most letters and blanks between syllables."""
        if not self._sounds or not _is_border(folded, start - 1):
            return None
        found: list[tuple[int, str, int]] = []
        end, letters, borders = start, "", set[int]()
        for _ in range(self._most_syllables):
            word = _WORDS.match(folded, end)
            if not word:
                break
            letters, end = letters + word[0], word.end()
            spelled = (sound for sound in self._syllables.get(letters, ()) if borders <= _borders(sound))
            found += [(-len(sound), sound, end) for sound in spelled]
            borders.add(len(letters))
            if not folded.startswith(" ", end):
                break
            end += 1
        if not found:
            return None
        _length, sound, end = min(found)
        return Mention(start, end, self._sounds[sound.replace(" ", "")])

    def split(self, folded: str, mention: Mention) -> tuple[Mention, ...]:
        """Return the words of a name as names, where each is one and one of them stands for the same; else the name.

        "Sales promotion" names promotion, and consists of sales and promotion.
        """
        words = [
            Mention(mention.start + found.start(), mention.start + found.end(), self._concepts.get(found[0], ()))
            for found in re.finditer("[^ ]+", folded[mention.start : mention.end])
        ]
        clear = all(len(word.concepts) == 1 for word in words)
        return tuple(words) if clear and any(word.concepts == mention.concepts for word in words) else (mention,)

    def concepts_in(self, folded: str) -> tuple[int, ...]:
        """Return the concepts that a folded text names, in the order in which they are first named."""
        return tuple(dict.fromkeys(concept_id for mention in self.mentions(folded) for concept_id in mention.concepts))


def _is_border(folded: str, place: int) -> bool:
    """Return whether no Latin letter or digit stands at a place of a folded text."""
    return not 0 <= place < len(folded) or folded[place] not in _LETTERS


def _end_of_word(folded: str, end: int) -> int:
    """Return the end of a Latin name that ends at a place, behind its plural s; 0 where a longer word goes on."""
    ends = (end + len(suffix) for suffix in ("'s", "s", "") if folded.startswith(suffix, end))
    return next((place for place in ends if _is_border(folded, place)), 0)


def _borders(sound: str) -> set[int]:
    """Return behind how many letters of a name in pinyin a syllable ends: 4 and 8 of `ying xiao`."""
    return set(accumulate(map(len, sound.split(" "))))


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of a concept: folded for the search, and with its pinyin as `concepts.models.pinyin` writes it."""

    folded: str
    concept: int
    language: str
    role: str
    text: str
    pinyin: str

    @property
    def sounds(self) -> tuple[str, ...]:
        """`("ying xiao", "yx")` for 营销, syllables and first letters; empty where there is no Chinese character."""
        if not self.pinyin:
            return ()
        _whole, *syllables, initials = self.pinyin.split(" ")
        return (" ".join(syllables), initials)


def load_labels() -> list[LabelRow]:
    """Load all labels of published concepts, those of the first concepts first; one query."""
    published = Label.objects.filter(concept__status=Concept.Status.PUBLISHED)
    rows = published.order_by("concept__rank", "concept__slug", "language", "rank", "id")
    return [
        LabelRow(folded, concept, language, role, text, pinyin)
        for concept, language, role, text, pinyin in rows.values_list("concept", "language", "role", "text", "pinyin")
        if (
            folded := search_fold(text).strip()
        )  # nothing is left of an accent alone, and an empty name would stand everywhere
    ]


def concepts_by_name(labels: Iterable[LabelRow]) -> dict[str, list[int]]:
    """Return the concepts that each folded name stands for; can be stored as JSON without change."""
    preferred: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    for label in labels:
        found = preferred if label.role == Label.Role.PREFERRED.value else others
        ids = found.setdefault(label.folded, [])
        if label.concept not in ids:
            ids.append(label.concept)
    return others | preferred
