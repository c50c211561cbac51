"""Keeps what is suggested while a reader types: names of concepts and dimensions, titles, and what is compared.

Loaded in eight queries and kept until content changes; to look in it asks none.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest
from itertools import chain, combinations
from typing import NamedTuple

from concepts.evidence.process_cache import ContentCache, ProcessCache
from concepts.models import Dimension, DimensionLabel, Label, Question, Side, Statement, StatementConcept
from concepts.models.pinyin import pinyin_keys
from concepts.search.index.documents import Key, Thing
from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.index.words import pairs, runs
from concepts.search.query.prefixes import Prefixes
from sources.languages import Language
from sources.text import search_fold

MOST_NAMES = 50  # that are compared with one another
MOST_TITLES = 200
QUESTION, FINDING, DISTINCTION = Thing.QUESTION.type, Thing.FINDING.type, Thing.DISTINCTION.type
Partners = Mapping[int, Mapping[int, int]]  # concepts, with what they are told apart from and in how many statements


class NameMatch(IntEnum):
    """How well a name matches what was typed, the best first."""

    EXACT = 0
    BEGINNING = 1
    INSIDE = 2


@dataclass(frozen=True, slots=True)
class SuggestedName:
    """A name of a concept or a dimension; `sounds` are its syllables in pinyin and, last, their first letters."""

    key: Key
    text: str
    language: Language
    folded: str
    sounds: tuple[str, ...]
    is_preferred: bool
    is_hidden: bool = False


class SuggestedTitle(NamedTuple):
    """A page with a sentence for its title, in both languages; `args` are those of its address."""

    args: tuple[str, ...]
    en: str
    zh: str


class NameList:
    """All names, which are found as they are written or as they sound, from their beginning or from a later word on.

    They are in order: preferred names first, then as they were given.
    """

    def __init__(self, names: Iterable[SuggestedName]) -> None:
        self.names = tuple(sorted(names, key=lambda name: not name.is_preferred))
        numbered = list(enumerate(self.names))
        self._written = Prefixes.of((name.folded, number) for number, name in numbered)
        self._sounding = Prefixes.of((sound, number) for number, name in numbered for sound in _whole_sounds(name))
        self._inside = Prefixes.of((rest, number) for number, name in numbered for rest in _rests(name.folded))
        self._sounding_inside = Prefixes.of(
            ("".join(name.sounds[start:-1]), number)
            for number, name in numbered
            for start in range(1, len(name.sounds) - 1)
        )

    def find(self, typed: str, among: Collection[int] | None = None) -> list[tuple[NameMatch, SuggestedName]]:
        """Return the best name of each concept and dimension that matches what was typed (folded), the best first.

        In Chinese a match may begin with any character, in English with a word, in pinyin with a syllable. `among` are
        the ids of the only concepts that are wanted.
        """
        sound = typed.replace(" ", "") if typed.isascii() else ""
        found: dict[Key, tuple[NameMatch, SuggestedName]] = {}
        for match, numbers in self._levels(typed, sound):
            wanted = numbers if among is None else (number for number in numbers if self._is_among(number, among))
            for number in nsmallest(MOST_NAMES, set(wanted)):
                name = self.names[number]
                found.setdefault(name.key, (match, name))
            if len(found) >= MOST_NAMES:
                break
        return list(found.values())

    def _levels(self, typed: str, sound: str) -> Iterator[tuple[NameMatch, Iterable[int]]]:
        """Yield the numbers of names that match what was typed or its sound, which may be "", by how well they do."""
        if typed:
            none: Sequence[int] = ()
            yield NameMatch.EXACT, [*self._written.equal(typed), *(self._sounding.equal(sound) if sound else none)]
            begun = self._sounding.beginning(sound) if sound else none
            yield NameMatch.BEGINNING, chain(self._written.beginning(typed), begun)
            inside = self._sounding_inside.beginning(sound) if sound else none
            yield NameMatch.INSIDE, chain(self._inside.beginning(typed), inside)

    def _is_among(self, number: int, concepts: Collection[int]) -> bool:
        thing, row_id = self.names[number].key
        return thing is Thing.CONCEPT and row_id in concepts

    def sounding_like(self, characters: str) -> str:
        """Return the folded name that sounds as these Chinese characters do, the first of several; "" for none."""
        numbers = self._sounding.equal(pinyin_keys(characters).partition(" ")[0])
        alike = (number for number in numbers if len(self.names[number].folded) == len(characters))
        number = min(alike, default=None)
        return "" if number is None else self.names[number].folded


class TitleList:
    """Titles of one kind in order of rank, which are found by their words and the beginnings of these."""

    def __init__(self, titles: Iterable[SuggestedTitle]) -> None:
        self._titles = tuple(titles)
        self._folded = [(search_fold(title.en), search_fold(title.zh)) for title in self._titles]
        self.words = Prefixes.of(
            (word, number) for number, texts in enumerate(self._folded) for text in texts for word in _words_in(text)
        )

    def find(self, words: Sequence[str], *, but: int = 0) -> list[SuggestedTitle]:
        """Return the titles with these words, or with all but some of them; those with one near the beginning first."""
        having = [self._having(word) for word in words]
        found: Iterable[int] = set.intersection(*having) if having else ()
        if but:
            counts = Counter(chain.from_iterable(having))
            found = (number for number, count in counts.items() if count >= len(words) - but)
        ranked = []
        for number in nsmallest(MOST_TITLES, found):
            places = [_place(words, text, but) for text in self._folded[number]]
            if best := [place for place in places if place is not None]:
                ranked.append((min(best), number))
        return [self._titles[number] for _place_of, number in sorted(ranked)]

    def _having(self, word: str) -> set[int]:
        """Return the numbers of titles that may have a word: a long Chinese one by all its pairs of characters."""
        parts = pairs(word) if not word.isascii() else []
        return set.intersection(*(set(self.words.beginning(part)) for part in parts or [word]))


@dataclass(frozen=True, slots=True)
class SuggestionIndex:
    """What is suggested at one moment, in both languages; shared by threads and never changed.

    `concepts` finds the names of concepts in what was typed, `dimensions` has slug, English and Chinese name of each
    dimension, `rows` the concepts with each dimension on which something is said of them, `words` the words of all
    names and titles.
    """

    names: NameList
    titles: Mapping[str, TitleList]
    concepts: Names
    dimensions: Mapping[int, tuple[str, str, str]]
    partners: Partners
    rows: frozenset[tuple[int, int]]
    words: Prefixes

    def tells_apart(self, concepts: Sequence[int]) -> bool:
        """Return whether a finding or a distinction tells each of these concepts apart from another of them."""
        return all(not self.partners.get(one, {}).keys().isdisjoint(concepts) for one in concepts)


def load_suggestion_index() -> SuggestionIndex:
    """Return the index; it is kept as long as public content is the same."""
    return _kept.get_shown("", _load)


def _load() -> SuggestionIndex:
    labels = tuple(load_labels())
    rows = Dimension.objects.published().order_by("rank", "slug").values_list("id", "slug", "name_en", "name_zh")
    dimensions = {row_id: (slug, en, zh) for row_id, slug, en, zh in rows}
    all_names = (*map(_of_label, labels), *_load_dimension_names(dimensions))
    names = _name_lists.get(all_names, lambda: NameList(all_names))
    titles = {kind: _title_list(tuple(found)) for kind, found in _load_titles().items()}
    return SuggestionIndex(
        names=names,
        titles=titles,
        concepts=_concepts.get(labels, lambda: Names(concepts_by_name(labels))),
        dimensions=dimensions,
        partners=_load_partners(),
        rows=_load_rows(),
        words=_words.get((names, *titles.values()), lambda: _words_of(names, titles)),
    )


def _title_list(titles: tuple[SuggestedTitle, ...]) -> TitleList:
    return _title_lists.get(titles, lambda: TitleList(titles))


def _of_label(label: LabelRow) -> SuggestedName:
    return SuggestedName(
        key=(Thing.CONCEPT, label.concept),
        text=label.text,
        language=Language(label.language),
        folded=label.folded,
        sounds=_sounds(label.pinyin),
        is_preferred=label.role == Label.Role.PREFERRED,
        is_hidden=label.role == Label.Role.HIDDEN,
    )


def _load_dimension_names(dimensions: Mapping[int, tuple[str, str, str]]) -> Iterator[SuggestedName]:
    """Load the names of dimensions: their own, which are preferred, and their labels; one query."""
    for row_id, (_slug, *texts) in dimensions.items():
        for language, text in zip(Language, texts, strict=True):
            name = SuggestedName(
                (Thing.DIMENSION, row_id), text, language, search_fold(text).strip(), _sounds(pinyin_keys(text)), True
            )
            if name.folded:
                yield name
    rows = DimensionLabel.objects.order_by("dimension__rank", "dimension__slug", "language", "rank", "id")
    columns = ("dimension", "language", "role", "text", "pinyin")
    for row_id, code, role, text, pinyin in rows.values_list(*columns):
        folded = search_fold(text).strip()
        if folded and row_id in dimensions:
            is_hidden = role == DimensionLabel.Role.HIDDEN
            key = (Thing.DIMENSION, row_id)
            yield SuggestedName(key, text, Language(code), folded, _sounds(pinyin), False, is_hidden)


def _sounds(pinyin: str) -> tuple[str, ...]:
    """Return the syllables of a name and its first letters, from its keys (`concepts.models.pinyin`)."""
    return tuple(pinyin.split(" ")[1:])


def _load_titles() -> dict[str, list[SuggestedTitle]]:
    """Load questions, the sentences of findings and the titles of distinctions, in order of rank; two queries."""
    rows = Question.objects.published().order_by("rank", "slug").values_list("slug", "text_en", "text_zh")
    found = {QUESTION: [SuggestedTitle((slug,), en, zh) for slug, en, zh in rows], FINDING: [], DISTINCTION: []}
    statements = Statement.objects.published().filter(kind__in=(FINDING, DISTINCTION)).order_by("rank", "code")
    columns = ("kind", "code", "slug", "title_en", "title_zh", "text_en", "text_zh")
    for kind, code, slug, title_en, title_zh, text_en, text_zh in statements.values_list(*columns):
        if kind == DISTINCTION:
            found[kind].append(SuggestedTitle((code, slug), title_en, title_zh))
        else:
            found[kind].append(SuggestedTitle((code,), text_en, text_zh))
    return found


def _load_partners() -> Partners:
    """Load which concepts findings and distinctions tell apart; two queries."""
    published = Statement.Status.PUBLISHED
    sides = Side.objects.filter(distinction__status=published).values_list("distinction", "concept")
    subjects = StatementConcept.objects.filter(
        statement__kind=FINDING, statement__status=published, role=StatementConcept.Role.SUBJECT
    ).values_list("statement", "concept")
    concepts: defaultdict[int, set[int]] = defaultdict(set)
    for statement, concept in (*sides, *subjects):
        concepts[statement].add(concept)
    partners: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for compared in concepts.values():
        for one, other in combinations(compared, 2):
            partners[one][other] += 1
            partners[other][one] += 1
    return dict(partners)


def _load_rows() -> frozenset[tuple[int, int]]:
    """Load on which dimensions something is said of each concept; one query."""
    said = StatementConcept.objects.filter(
        role=StatementConcept.Role.SUBJECT,
        statement__status=Statement.Status.PUBLISHED,
        statement__dimension__isnull=False,
    )
    return frozenset(said.values_list("concept", "statement__dimension").distinct())


def _whole_sounds(name: SuggestedName) -> tuple[str, ...]:
    """Return the pinyin of a whole name in one word, and its first letters."""
    return ("".join(name.sounds[:-1]), name.sounds[-1]) if name.sounds else ()


def _rests(folded: str) -> Iterator[str]:
    """Yield the rest of a name from each word or Chinese character on, but for the first."""
    for run in runs(folded):
        for place in range(len(run.text) if run.is_chinese else 1):
            if run.start + place:
                yield folded[run.start + place :]


def _words_in(folded: str) -> Iterator[str]:
    """Yield the words by which a title is found: English ones, pairs of Chinese characters, and the last of a run.

    Every Chinese character begins one of them.
    """
    for run in runs(folded):
        if run.is_chinese:
            yield from pairs(run.text)
            yield run.text[-1]
        else:
            yield run.text


def _words_of(names: NameList, titles: Mapping[str, TitleList]) -> Prefixes:
    """Return the words of all names and titles, and names in pinyin; with 0 what is a name, 1 what is part of one."""
    whole = {name.folded for name in names.names}.union(*(_whole_sounds(name) for name in names.names))
    parts = {word for name in names.names for word in _words_in(name.folded)} - whole
    others = {word for title_list in titles.values() for word in title_list.words.keys} - whole - parts
    numbered = ((whole, 0), (parts, 1), (others, 2))
    return Prefixes.of((word, number) for words, number in numbered for word in words)


def _place(words: Sequence[str], folded: str, but: int) -> tuple[int, int] | None:
    """Return how many words only begin a word of a title, and where the first stands; None where too many are missing.

    At most `but` of them may be missing.
    """
    places = [(place, len(word)) for word in words if (place := _find(word, folded)) >= 0]
    if len(places) < len(words) - but:
        return None
    begun = sum(_is_latin(folded[place + length - 1 : place + length + 1]) for place, length in places)
    return begun, min(places, default=(0, 0))[0]


def _find(word: str, folded: str) -> int:
    """Return where a Chinese word stands in a text, or another one where a word begins; -1 where it does not."""
    place = folded.find(word)
    while place > 0 and _is_latin(folded[place - 1 : place + 1]):
        place = folded.find(word, place + 1)
    return place


def _is_latin(pair: str) -> bool:
    """Return whether two characters belong to one word of Latin letters or digits."""
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


_kept: ProcessCache[SuggestionIndex] = ProcessCache()
# The parts of it, each under what it is made of: an edit makes anew only what it changes.
_name_lists: ContentCache[NameList] = ContentCache(2)
_title_lists: ContentCache[TitleList] = ContentCache(6)
_concepts: ContentCache[Names] = ContentCache(2)
_words: ContentCache[Prefixes] = ContentCache(2)
