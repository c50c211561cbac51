"""Corrects typing errors in queries to our own words, for “Did you mean …?”; asks no database.

English errors are near in letters (one left out, added, changed, or two swapped). Chinese errors are mostly near in
sound, because Chinese is typed by sound, and then the wrong word is picked. What stands in our texts is no error: a
correction changes no name, no known English word and no pair of Chinese characters that is in the texts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from concepts.models.pinyin import pinyin_keys
from concepts.search.index.words import RUN, Run, pairs, runs, stem
from concepts.search.query.stop_words import ENGLISH_STOP_WORDS
from concepts.search.query.word_counts import WordCounts, without_s

MOST_CHARACTERS = 200  # code points of a query that are corrected; the runs behind them stay as typed
MOST_RUNS = 12  # of a query that are corrected
MOST_SYLLABLES = 8  # that are read together as one name in pinyin
SHORTEST_COMMON = 6  # letters of a word that is corrected to one that is no name
SHORTEST_FAR = 8  # letters of a word that is corrected to such a word by two edits
SHORTEST_PINYIN = 5  # letters; a shorter word is near too many names
GAP = "\N{WHITE SQUARE}"  # stands in the pattern of a name for the character that may differ; no Chinese run has it
_LETTERS = re.compile(r"[a-z]+")

_LONG_STOP_WORDS = sorted(word for word in ENGLISH_STOP_WORDS if len(word) >= SHORTEST_COMMON and word.isalpha())

Covered = list[bool]  # for each character of a Chinese run, whether it belongs to a name that stands there


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that queries are corrected to, in any order; made of names alone, whatever stands in texts."""

    all: tuple[str, ...]  # each once
    words: frozenset[str]  # the words of names that are not Chinese
    chinese: Mapping[str, int]  # the Chinese names of two characters and more, with their places among all
    by_sound: Mapping[str, list[str]]  # syllables to names
    by_pattern: Mapping[str, list[str]]  # patterns to names: with a gap, or with two neighbours swapped
    by_pinyin: Mapping[str, list[str]]  # pinyin in one word to names
    pinyin_words: frozenset[str]  # the pinyin of the names in one word, its syllables and its initials
    lengths: tuple[int, ...]  # of Chinese names, longest first

    @classmethod
    def of(cls, names: Iterable[str]) -> "KnownNames":
        """Gather what is known of the folded names of concepts, dimensions and tags."""
        every = tuple(dict.fromkeys(names))
        words = frozenset(without_s(word) for name in every for _characters, word in RUN.findall(name) if word)
        chinese = {name: place for place, name in enumerate(every) if _is_chinese(name) and len(name) > 1}
        forms = {name: _forms(name) for name in chinese}
        return cls(
            all=every,
            words=words,
            chinese=chinese,
            by_sound=_grouped((sound, name) for name, form in forms.items() for sound in form.sounds),
            by_pattern=_grouped((pattern, name) for name, form in forms.items() for pattern in form.patterns),
            by_pinyin=_grouped((form.pinyin[0], name) for name, form in forms.items() if form.pinyin),
            pinyin_words=frozenset(key for form in forms.values() for key in form.pinyin),
            lengths=tuple(sorted({len(name) for name in chinese}, reverse=True)),
        )


@dataclass(frozen=True, slots=True)
class SpellingCorrector:
    """The words that queries are corrected to. Made by `from_texts`, never changed, shared by threads."""

    names: KnownNames
    counts: WordCounts  # of texts and names

    @classmethod
    def from_texts(cls, texts: Iterable[str], names: Iterable[str]) -> "SpellingCorrector":
        """Gather the words of folded texts and of the folded names of concepts, dimensions and tags."""
        return cls(KnownNames.of(()), WordCounts()).changed(added=texts, names=names)

    def changed(
        self, *, gone: Iterable[str] = (), added: Iterable[str] = (), names: Iterable[str] | None = None
    ) -> "SpellingCorrector":
        """Return a corrector to the words of these texts, without those that are gone and with those that are added.

        Its names are others where they are given.
        """
        if names is None:
            return SpellingCorrector(self.names, self.counts.changed(gone=gone, added=added))
        known = KnownNames.of(names)
        before, now = set(self.names.all), set(known.all)
        counts = self.counts.changed(gone=chain(gone, before - now), added=chain(added, now - before))
        return SpellingCorrector(known, counts)

    def knows(self, word: str) -> bool:
        """Return whether our texts have a folded word that is not Chinese, in any form: `promoted` for promote."""
        return stem(word) in self.counts.stems

    def correct(self, folded_query: str) -> str:
        """Return the query as it was probably meant; "" where nothing is to correct or nothing near is known.

        What is not corrected stays as typed. Only runs that end within MOST_CHARACTERS code points, and no more than
        MOST_RUNS of them, are looked at. The correction of a query within these bounds needs no correction itself.
        """
        ends = (run.start + len(run.text) for run in islice(runs(folded_query), MOST_RUNS))
        end = max((end for end in ends if end <= MOST_CHARACTERS), default=0)
        before, meant = "", folded_query[:end]
        # Repeat until nothing changes, since a Chinese name in place of pinyin may join its neighbours. This ends: each
        # round leaves fewer unknown words, or fewer characters outside the names.
        while meant != before:
            before, meant = meant, self._corrected(meant)
        return "" if meant == folded_query[:end] else meant + folded_query[end:]

    def _corrected(self, text: str) -> str:
        """Return the text with each of its runs corrected once."""
        found = list(runs(text))
        parts: list[str] = []
        place = index = 0
        while index < len(found):
            run, taken = found[index], 1
            if run.is_chinese:
                meant = self._chinese(run.text)
            else:
                taken, meant = self._words(_words_in_a_row(text, found[index : index + MOST_SYLLABLES]))
            parts += [text[place : run.start], meant]
            index += taken
            place = found[index - 1].start + len(found[index - 1].text)
        return "".join([*parts, text[place:]])

    # English and pinyin

    def _words(self, row: list[str]) -> tuple[int, str]:
        """Return how many words at the beginning of a row are read together, and their correction.

        Several words are read together only as pinyin.
        """
        counts = range(len(row), 0, -1)
        for taken in counts:
            if "".join(row[:taken]) in self.names.by_pinyin:
                return taken, " ".join(row[:taken])
        for taken in counts[:-1]:
            if self._may_be_pinyin(row[:taken]) and (name := self._sounding_like("".join(row[:taken]))):
                return taken, name
        return 1, self._word(row[0])

    def _may_be_pinyin(self, words: list[str]) -> bool:
        """Return whether words may be pinyin: each is unknown to us or a syllable, and at least one is unknown."""
        unknown = [not self.knows(word) for word in words]
        return any(unknown) and all(
            is_unknown or word in self.names.pinyin_words for is_unknown, word in zip(unknown, words, strict=True)
        )

    def _word(self, word: str) -> str:
        """Return the Chinese name near to a word in pinyin, or the nearest known word; else the word itself."""
        bare = without_s(word)
        if len(bare) < 3 or not _LETTERS.fullmatch(bare) or bare in self.names.pinyin_words or self.knows(word):
            return word
        if word in ENGLISH_STOP_WORDS:
            return word
        if name := self._sounding_like(bare):
            return name
        nearest = self._nearest(bare) or _near_stop_word(word)
        return nearest + word[len(bare) :] if nearest else word

    def _nearest(self, word: str) -> str:
        """Return the nearest of our English words, or "" where none is near enough.

        A short word is near to many words, and may well be a right word that we lack: `coupon` is not `common`, `cold`
        is not `sold`. So it is only corrected to a name.
        """
        most = 1 if len(word) < 6 else 2
        letters = set(word)
        near: list[tuple[int, bool, bool, int, str]] = []
        name_words = self.names.words
        for known, count in self.counts.words.items():
            # Each edit adds or removes one letter at most, so that most words need no closer look.
            bounds = len(known) - len(word), len(word) - len(known), len({*known} - letters)
            if max(bounds) > most or len(letters.difference(known)) > most:
                continue
            if not _LETTERS.fullmatch(known):
                continue
            if known not in name_words and (len(word) < SHORTEST_COMMON or known in ENGLISH_STOP_WORDS):
                continue
            distance, begins_alike = edit_distance(word, known), known[0] == word[0]
            if distance > 1 and len(word) < SHORTEST_FAR and known not in name_words:
                continue
            # With two wrong letters the first letter still has to be right; else `urging` would be `bring`.
            if distance <= (most if begins_alike else 1):
                near.append((distance, not begins_alike, known not in name_words, -count, known))
        return min(near)[-1] if near else ""

    def _sounding_like(self, pinyin: str) -> str:
        """Return the Chinese name whose pinyin in one word is one edit away, or ""."""
        if len(pinyin) < SHORTEST_PINYIN or not _LETTERS.fullmatch(pinyin):
            return ""
        lengths = range(len(pinyin) - 1, len(pinyin) + 2)
        near = (
            names
            for whole, names in self.names.by_pinyin.items()
            if len(whole) in lengths and edit_distance(pinyin, whole) == 1
        )
        return next(iter(self._most_frequent_first(chain.from_iterable(near))), "")

    def _most_frequent_first(self, names: Iterable[str]) -> list[str]:
        """Sort Chinese names by how often they stand in the texts: as often as the rarest of their pairs."""
        places, counts = self.names.chinese, self.counts.pairs
        return sorted(names, key=lambda name: (-min(counts.get(pair, 0) for pair in pairs(name)), places[name]))

    # Chinese

    def _chinese(self, run: str) -> str:
        """Return the run with one stretch of it corrected, or as it is."""
        covered = [False] * len(run)
        for start, end in self._stretches(run):
            if run[start:end] in self.names.chinese:
                covered[start:end] = [True] * (end - start)
        for start, end, name in self._candidates(run, covered):
            if self._may_become(run, start, end, name, covered):
                return run[:start] + name + run[end:]
        return run

    def _stretches(self, run: str) -> list[tuple[int, int]]:
        """Return start and end of each stretch of a run that is as long as some name; the longest first."""
        return [(start, start + length) for length in self.names.lengths for start in range(len(run) - length + 1)]

    def _candidates(self, run: str, covered: Covered) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and name of possible corrections: first names of equal sound, then names that look alike."""
        stretches = [(start, end) for start, end in self._stretches(run) if not all(covered[start:end])]
        for start, end in stretches:
            for name in self._named(self.names.by_sound, " ".join(map(_sound, run[start:end]))):
                yield start, end, name
        for start, end in stretches:
            for pattern in self._patterns(run, start, end, covered):
                for name in self._named(self.names.by_pattern, pattern):
                    yield start, end, name

    def _named(self, by_form: Mapping[str, list[str]], form: str) -> list[str]:
        """Return the names with a form, the most frequent first; mostly there is none."""
        found = by_form.get(form)
        return self._most_frequent_first(found) if found else []

    def _patterns(self, run: str, start: int, end: int, covered: Covered) -> Iterator[str]:
        """Yield the patterns of names that a stretch may be: with two neighbours swapped, or with one character wrong.

        Only stretches of three characters or more may have a wrong one. It needs a neighbour that is right and belongs
        to no other name: 搞市场 is not corrected to 做市场.
        """
        yield run[start:end]
        for gap in range(start, end) if end - start > 2 else ():
            if any(not covered[place] for place in (gap - 1, gap + 1) if start <= place < end):
                yield run[start:gap] + GAP + run[gap + 1 : end]

    def _may_become(self, run: str, start: int, end: int, name: str, covered: Covered) -> bool:
        """Return whether a correction breaks no name, and neither changes nor loses pairs of characters that are known.

        Known pairs inside the stretch must not change, those around it must not become unknown.
        """
        changed, known_pairs = _changed(run[start:end], name), self.counts.pairs
        if any(covered[start + place] for place in changed):
            return False
        # A name that stands at the border of the stretch is not divided: 促销手断 holds no 销售.
        if any(0 < edge < len(run) and covered[edge - 1] and covered[edge] for edge in (start, end)):
            return False
        inside = {start + place + shift for place in changed for shift in (-1, 0)}
        known = {place for place in inside if run[place : place + 2] in known_pairs}
        after = run[:start] + name + run[end:]
        return all(not start <= place < end - 1 and after[place : place + 2] in known_pairs for place in known)


def _near_stop_word(word: str) -> str:
    """Return the stop word that is one edit away, such as "between", or ""."""
    if len(word) < SHORTEST_COMMON:
        return ""
    near = (known for known in _LONG_STOP_WORDS if abs(len(known) - len(word)) < 2 and edit_distance(word, known) == 1)
    return next(near, "")


def edit_distance(word: str, target: str) -> int:
    """Return how many letters to add, remove, change or swap with the next one (optimal string alignment)."""
    earlier: list[int] = []
    row = list(range(len(target) + 1))
    for i, letter in enumerate(word):
        earlier, last, row = row, earlier, [i + 1]
        for j, wanted in enumerate(target):
            best = min(earlier[j + 1] + 1, row[j] + 1, earlier[j] + (letter != wanted))
            if i and j and letter == target[j - 1] and word[i - 1] == wanted:
                best = min(best, last[j - 1] + 1)
            row.append(best)
    return row[-1]


def _is_chinese(text: str) -> bool:
    """Return whether a text is Chinese characters and nothing else."""
    found = RUN.fullmatch(text)
    return found is not None and found[1] is not None


def _words_in_a_row(text: str, found: list[Run]) -> list[str]:
    """Return the words at the beginning of these runs that are separated by single blanks."""
    row = [found[0].text]
    for before, run in pairwise(found):
        if run.is_chinese or text[before.start + len(before.text) : run.start] != " ":
            break
        row.append(run.text)
    return row


def _grouped(found: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in found:
        groups[key].append(name)
    return dict(groups)


class _NameForms(NamedTuple):
    """The forms of a Chinese name by which it is found: sounds, patterns, and the words of its pinyin."""

    sounds: tuple[str, ...]
    patterns: tuple[str, ...]
    pinyin: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _forms(name: str) -> _NameForms:
    """Return the forms of a name; cached, since a change of one name reads all of them again."""
    return _NameForms(tuple(_sounds(name)), tuple(_patterns(name)), tuple(pinyin_keys(name).split()))


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """Return the syllable of a character read alone; the character itself where it has none."""
    return pinyin_keys(character).partition(" ")[0] or character


def _sounds(name: str) -> set[str]:
    """Return the syllables of a name, read one by one and as a word (行 alone is xing, in 银行 it is hang)."""
    as_words = pinyin_keys(name).split()[1:-1]
    return {" ".join(map(_sound, name)), *([" ".join(as_words)] if len(as_words) == len(name) else [])}


def _patterns(name: str) -> Iterator[str]:
    """Yield the name with each two neighbours swapped, and with a gap in place of each character."""
    for place in range(len(name)):
        yield name[:place] + name[place : place + 2][::-1] + name[place + 2 :]
        yield name[:place] + GAP + name[place + 1 :]


def _changed(stretch: str, name: str) -> list[int]:
    """Return the places of a stretch that change when it becomes a name, which is as long."""
    return [place for place, (before, after) in enumerate(zip(stretch, name, strict=True)) if before != after]
