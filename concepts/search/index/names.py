"""Finds the names of concepts in texts, the longest first: 市场营销 names marketing and not a market.

Knows labels only. Texts and names are folded by `words.search_fold`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from concepts.models import Concept, Label
from sources.text import search_fold

IdsByName = Mapping[str, Iterable[int]]
_LATIN = re.compile(r"[a-z0-9]")


class Mention(NamedTuple):
    """A name in a text: where it starts and ends, in code points of the folded text, and the concepts it stands for."""

    start: int
    end: int
    concepts: tuple[int, ...]


class Names:
    """Which concepts each folded name stands for, and where names stand in a text.

    A name that several concepts share stands for the one that prefers it, and for all of them where none does.
    """

    def __init__(self, concepts: IdsByName, sounds: IdsByName | None = None) -> None:
        """`concepts` and `sounds` map names to ids of concepts.

        Sounds are names in pinyin, with blanks between the syllables, which a text may leave out.
        """
        self._concepts = {name: tuple(ids) for name, ids in concepts.items()}
        self._sounds = {sound.replace(" ", ""): tuple(ids) for sound, ids in (sounds or {}).items()}
        latin = [name for name in self._concepts if _LATIN.search(name)]
        others = [name for name in self._concepts if not _LATIN.search(name)]
        branches = (
            (latin, r"(?<![a-z0-9])({})(?:'s|s)?(?![a-z0-9])", " "),
            (others, "({})", " "),
            (sounds or {}, r"(?<![a-z0-9])({})(?![a-z0-9])", " ?"),
        )
        self._pattern = re.compile(
            "|".join(form.format(_longest_first(names, blank) or "(?!)") for names, form, blank in branches)
        )

    def mentions(self, folded: str) -> Iterator[Mention]:
        """Yield the names in a folded text, from left to right, none inside another.

        An English name may have a plural s. Of two that overlap the longer one counts: 做市场调研 names market research
        and not a market.
        """
        position = 0
        while found := self._pattern.search(folded, position):
            for start in range(found.start() + 1, found.end()):
                later = self._pattern.match(folded, start)
                if later and later.end() - start > found.end() - found.start():
                    found = later
                    break
            position = found.end()
            yield Mention(found.start(), position, self._meant(found))

    def _meant(self, found: re.Match[str]) -> tuple[int, ...]:
        latin, other, sound = found.groups()
        return self._sounds[sound.replace(" ", "")] if sound else self._concepts[latin or other]

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


def _longest_first(names: Iterable[str], blank: str) -> str:
    longest = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", blank) for name in longest)


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
