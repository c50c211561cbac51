"""“Did you mean …?” out of our own words: what a query with a slip of the finger was meant to be; no database.

English slips are near in letters (one left out, added, changed, or two swapped), Chinese ones mostly near in sound,
because Chinese is typed by sound and the wrong word picked. Whatever our texts say is no slip: a correction breaks no
name, no known English word and no pair of Chinese characters that stands in the texts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from concepts.models.pinyin import pinyin_keys
from concepts.search.index.words import Run, pairs, runs, stem
from concepts.search.query.stop_words import ENGLISH_FILLERS

MOST_CHARACTERS = 200  # code points of a query that are looked at; the runs behind them stay as typed
MOST_RUNS = 12  # and as many runs
MOST_SYLLABLES = 8  # that are read together as one name in pinyin
SHORTEST_COMMON = 6  # letters of a slip that is taken for a word that is no name
SHORTEST_FAR = 8  # letters of one that is two edits away from such a word
SHORTEST_PINYIN = 5  # letters; a shorter word is near too many names
GAP = "\N{WHITE SQUARE}"  # stands in the pattern of a name for the character that may differ; no Chinese run has it
_LETTERS = re.compile(r"[a-z]+")

Covered = list[bool]  # for each character of a Chinese run, whether it belongs to a name that stands there


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a query is corrected to. Made once by `of`, never changed, safe to share between threads."""

    stems: frozenset[str]  # of every word of the texts and names that is not Chinese
    words: Mapping[str, int]  # the English ones, as written, with how often
    name_words: frozenset[str]  # those that stand in names
    names: frozenset[str]  # the Chinese names of two characters and more
    by_sound: Mapping[str, list[str]]  # syllables to names, the most frequent in the texts first; so the next two
    by_pattern: Mapping[str, list[str]]  # how a name looks with a gap or two neighbours swapped
    by_pinyin: Mapping[str, list[str]]  # pinyin spelled together
    pinyin_words: frozenset[str]  # pinyin of the names spelled together, as syllables and as initials
    pairs: frozenset[str]  # of Chinese characters, in texts and names
    lengths: tuple[int, ...]  # of Chinese names, longest first

    @classmethod
    def of(cls, texts: Iterable[str], names: Iterable[str]) -> "Vocabulary":
        """Gather the words of folded texts and of the folded names of concepts, dimensions and tags."""
        texts = list(texts)
        names = list(dict.fromkeys(names))
        counts: Counter[str] = Counter()
        known_pairs: set[str] = set()
        for run in _runs_of([*texts, *names]):
            if run.is_chinese:
                known_pairs.update(pairs(run.text))
            else:
                counts[_without_s(run.text)] += 1
        name_words = frozenset(_without_s(run.text) for run in _runs_of(names) if not run.is_chinese)
        everything = "\n".join(texts)
        chinese = [name for name in names if _is_chinese(name) and len(name) > 1]
        chinese.sort(key=everything.count, reverse=True)
        words = {word: count for word, count in counts.items() if _LETTERS.fullmatch(word)}
        keys = {name: pinyin_keys(name).split() for name in chinese}
        return cls(
            stems=frozenset(map(stem, counts)),
            words=words,
            name_words=name_words,
            names=frozenset(chinese),
            by_sound=_grouped((sound, name) for name in chinese for sound in _sounds(name)),
            by_pattern=_grouped((pattern, name) for name in chinese for pattern in _patterns(name)),
            by_pinyin=_grouped((keys[name][0], name) for name in chinese if keys[name]),
            pinyin_words=frozenset(key for those in keys.values() for key in those),
            pairs=frozenset(known_pairs),
            lengths=tuple(sorted({len(name) for name in chinese}, reverse=True)),
        )

    def knows(self, word: str) -> bool:
        """Whether a folded word that is not Chinese is one of ours, in some form: `promoted`, where we say promote."""
        return stem(word) in self.stems

    def correct(self, folded_query: str) -> str:
        """Return the query as it was probably meant; "" where nothing is to correct or nothing near is known.

        What is not corrected stays as typed. Only runs that end within MOST_CHARACTERS code points, and no more than
        MOST_RUNS of them, are looked at. What is answered for a query within these bounds needs no correction itself.
        """
        ends = (run.start + len(run.text) for run in islice(runs(folded_query), MOST_RUNS))
        end = max((end for end in ends if end <= MOST_CHARACTERS), default=0)
        before, meant = "", folded_query[:end]
        # Again until nothing changes, since a Chinese name for pinyin may join its neighbours. This ends: each round
        # leaves fewer words unknown, or fewer characters outside the names.
        while meant != before:
            before, meant = meant, self._corrected(meant)
        return "" if meant == folded_query[:end] else meant + folded_query[end:]

    def _corrected(self, text: str) -> str:
        """The text with each of its runs corrected once."""
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
        """How many words at the beginning of a row belong together (as pinyin; else one), and what they mean."""
        counts = range(len(row), 0, -1)
        for taken in counts:
            if "".join(row[:taken]) in self.by_pinyin:
                return taken, " ".join(row[:taken])
        for taken in counts[:-1]:
            if self._may_be_pinyin(row[:taken]) and (name := self._sounding_like("".join(row[:taken]))):
                return taken, name
        return 1, self._word(row[0])

    def _may_be_pinyin(self, words: list[str]) -> bool:
        """Whether none of the words is plainly English: each is unknown to us or a syllable, and some are unknown."""
        unknown = [not self.knows(word) for word in words]
        return any(unknown) and all(
            is_unknown or word in self.pinyin_words for is_unknown, word in zip(unknown, words, strict=True)
        )

    def _word(self, word: str) -> str:
        """The Chinese name near to a word in pinyin, or the nearest word that is known; else the word itself."""
        bare = _without_s(word)
        if len(bare) < 3 or not _LETTERS.fullmatch(bare) or bare in self.pinyin_words or self.knows(word):
            return word
        if word in ENGLISH_FILLERS:
            return word
        if name := self._sounding_like(bare):
            return name
        nearest = self._nearest(bare)
        return nearest + word[len(bare) :] if nearest else word

    def _nearest(self, word: str) -> str:
        """The nearest of our English words, or "" where none is near enough for a slip.

        A short word is near many words, and as likely a right one that we lack: `coupon` is not `common`, `cold` not
        `sold`. So it is only taken for a name.
        """
        most = 1 if len(word) < 6 else 2
        letters = set(word)
        near: list[tuple[int, bool, bool, int, str]] = []
        for other, count in self.words.items():
            # Each edit brings in or takes away one letter at most, so that most words need no closer look.
            bounds = len(other) - len(word), len(word) - len(other), len({*other} - letters)
            if max(bounds) > most or len(letters.difference(other)) > most:
                continue
            if other not in self.name_words and (len(word) < SHORTEST_COMMON or other in ENGLISH_FILLERS):
                continue
            distance, begins_alike = edit_distance(word, other), other[0] == word[0]
            if distance > 1 and len(word) < SHORTEST_FAR and other not in self.name_words:
                continue
            # Who is two letters wrong still has the first one right; else `urging` would be `bring`.
            if distance <= (most if begins_alike else 1):
                near.append((distance, not begins_alike, other not in self.name_words, -count, other))
        return min(near)[-1] if near else ""

    def _sounding_like(self, pinyin: str) -> str:
        """The Chinese name whose pinyin in one word is one slip away, or ""."""
        if len(pinyin) < SHORTEST_PINYIN or not _LETTERS.fullmatch(pinyin):
            return ""
        lengths = range(len(pinyin) - 1, len(pinyin) + 2)
        wholes = (whole for whole in self.by_pinyin if len(whole) in lengths and edit_distance(pinyin, whole) == 1)
        return next((self.by_pinyin[whole][0] for whole in wholes), "")

    # Chinese

    def _chinese(self, run: str) -> str:
        """The run with one stretch of it corrected, or as it is."""
        covered = [False] * len(run)
        for start, end in self._stretches(run):
            if run[start:end] in self.names:
                covered[start:end] = [True] * (end - start)
        for start, end, name in self._candidates(run, covered):
            if self._may_become(run, start, end, name, covered):
                return run[:start] + name + run[end:]
        return run

    def _stretches(self, run: str) -> list[tuple[int, int]]:
        """Start and end of each stretch of a run that is as long as some name; the longest first."""
        return [(start, start + length) for length in self.lengths for start in range(len(run) - length + 1)]

    def _candidates(self, run: str, covered: Covered) -> Iterator[tuple[int, int, str]]:
        """What could be corrected: names of equal sound, else names that look alike."""
        stretches = [(start, end) for start, end in self._stretches(run) if not all(covered[start:end])]
        for start, end in stretches:
            for name in self.by_sound.get(" ".join(map(_sound, run[start:end])), ()):
                yield start, end, name
        for start, end in stretches:
            for pattern in self._patterns(run, start, end, covered):
                for name in self.by_pattern.get(pattern, ()):
                    yield start, end, name

    def _patterns(self, run: str, start: int, end: int, covered: Covered) -> Iterator[str]:
        """What a stretch may be of a name: with two neighbours swapped, or from three characters on with one wrong.

        A wrong one needs a neighbour that is right and belongs to no other name: 搞市场 is no slip for 做市场.
        """
        yield run[start:end]
        for gap in range(start, end) if end - start > 2 else ():
            if any(not covered[place] for place in (gap - 1, gap + 1) if start <= place < end):
                yield run[start:gap] + GAP + run[gap + 1 : end]

    def _may_become(self, run: str, start: int, end: int, name: str, covered: Covered) -> bool:
        """Whether no name is broken, nothing known inside the stretch changes, and around it nothing known is lost."""
        changed = _changed(run[start:end], name)
        if any(covered[start + place] for place in changed):
            return False
        inside = {start + place + shift for place in changed for shift in (-1, 0)}
        known = {place for place in inside if run[place : place + 2] in self.pairs}
        after = run[:start] + name + run[end:]
        return all(not start <= place < end - 1 and after[place : place + 2] in self.pairs for place in known)


def edit_distance(one: str, other: str) -> int:
    """How many letters have to be added, left out, changed or swapped with the next one (optimal string alignment)."""
    earlier: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        earlier, last, row = row, earlier, [i + 1]
        for j, wanted in enumerate(other):
            best = min(earlier[j + 1] + 1, row[j] + 1, earlier[j] + (letter != wanted))
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                best = min(best, last[j - 1] + 1)
            row.append(best)
    return row[-1]


def _runs_of(texts: Iterable[str]) -> Iterator[Run]:
    return (run for text in texts for run in runs(text))


def _is_chinese(text: str) -> bool:
    """Whether a text is Chinese characters and nothing else."""
    return any(run.is_chinese and run.text == text for run in runs(text))


def _without_s(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _words_in_a_row(text: str, found: list[Run]) -> list[str]:
    """The words at the beginning of these runs that only a blank parts."""
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


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """The syllable of one character read alone; where it has none, the character."""
    return pinyin_keys(character).partition(" ")[0] or character


def _sounds(name: str) -> set[str]:
    """The syllables of a name, read one by one and as words (行 alone is xing, in 银行 it is hang)."""
    as_words = pinyin_keys(name).split()[1:-1]
    return {" ".join(map(_sound, name)), *([" ".join(as_words)] if len(as_words) == len(name) else [])}


def _patterns(name: str) -> Iterator[str]:
    """How a name looks with two neighbours swapped, and with a gap for each of its characters."""
    for place in range(len(name)):
        yield name[:place] + name[place : place + 2][::-1] + name[place + 2 :]
        yield name[:place] + GAP + name[place + 1 :]


def _changed(stretch: str, name: str) -> list[int]:
    """The places of a stretch that change when it becomes a name, which is as long."""
    return [place for place, (one, other) in enumerate(zip(stretch, name, strict=True)) if one != other]
