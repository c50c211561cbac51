"""Reads a query that is still being typed: what it names so far, by which words titles are found, and its slips."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from concepts.search.index.names import Mention, Names
from concepts.search.index.words import Run, pairs, runs
from concepts.search.query.prefixes import Prefixes
from concepts.search.query.spelling import edit_distance
from concepts.search.query.stop_words import ENGLISH_STOP_WORDS, chinese_stop_words

MOST_WORDS = 8  # of a query; those behind them find no titles and are not corrected
SHORTEST_CORRECTED = 5  # letters; a shorter word is near too many others
SHORTEST_FAR = 9  # letters of a word that may have two slips
LONGEST_CORRECTED = 12  # characters of a stretch of Chinese
MOST_NEAR = 200  # words that are compared with one that we do not know
NameOfSound = Callable[[str], str]  # the name that sounds as Chinese characters do, or ""
Span = tuple[int, int]  # start and end in a folded text


@dataclass(frozen=True, slots=True)
class PartialQuery:
    """What has been typed so far, folded.

    `content` is without the stop words at both ends: 营销 of 什么是营销. `mentions` are the names in it. `words` are
    its words without stop words, Chinese ones divided at names; where there are none but stop words, these. `rest` is
    what stands outside names: 职责 of 营销的职责.
    """

    folded: str
    content: str
    mentions: tuple[Mention, ...]
    words: tuple[str, ...]
    rest: str


def read_partial_query(folded: str, names: Names) -> PartialQuery:
    """Read what has been typed so far."""
    mentions = tuple(names.mentions(folded))
    spans = [span for run in runs(folded) for span in _without_stop_words(run)]
    content = folded[spans[0][0] : spans[-1][1]] if spans else folded
    borders = sorted({place for mention in mentions for place in (mention.start, mention.end)})
    parts = [part for span in spans for part in _divided(span, borders)]
    words = [folded[start:end] for start, end in parts] or [run.text for run in runs(folded)]
    others = [folded[start:end] for start, end in parts if not _is_inside(start, mentions)]
    rest = (" " if all(map(str.isascii, others)) else "").join(others)
    return PartialQuery(folded, content, mentions, tuple(dict.fromkeys(words))[:MOST_WORDS], rest)


def _is_inside(place: int, mentions: Sequence[Mention]) -> bool:
    return any(mention.start <= place < mention.end for mention in mentions)


def _without_stop_words(run: Run) -> Iterator[Span]:
    """Yield where the run, or each part of a Chinese one between its stop words, starts and ends."""
    if not run.is_chinese:
        if run.text not in ENGLISH_STOP_WORDS:
            yield run.start, run.start + len(run.text)
        return
    start = 0
    for stop_start, stop_end in (*chinese_stop_words(run.text), (len(run.text), 0)):
        if stop_start > start:
            yield run.start + start, run.start + stop_start
        start = stop_end


def _divided(span: Span, borders: Sequence[int]) -> Iterator[Span]:
    """Yield the parts of a span between the borders of names; a word that is not Chinese is whole anyway."""
    start, end = span
    for border in (*borders, end):
        if start < border <= end:
            yield start, border
            start = border


def correct_partial_query(folded: str, words: Prefixes, name_of_sound: NameOfSound) -> str:
    """Return what was typed with each word that nothing begins with as the nearest that something does.

    A Chinese stretch with a pair of characters that we do not have becomes the name that sounds alike.
    """
    parts: list[str] = []
    place = 0
    for run in islice(runs(folded), MOST_WORDS):
        end = run.start + len(run.text)
        if run.is_chinese:
            meant = _correct_chinese(run, words, name_of_sound)
        else:
            meant = _correct_word(run.text, words, is_last=end == len(folded))
        parts += [folded[place : run.start], meant]
        place = end
    return "".join([*parts, folded[place:]])


def _correct_word(word: str, words: Prefixes, *, is_last: bool) -> str:
    """Return the nearest of our words; for the last word of a query, else the nearest beginning of one."""
    is_short = len(word) < SHORTEST_CORRECTED
    if is_short or not (word.isascii() and word.isalpha()) or word in ENGLISH_STOP_WORDS or words.has(word):
        return word
    most = 1 if len(word) < SHORTEST_FAR else 2
    near = list(islice(words.near(word, most), MOST_NEAR))
    whole = [
        (edits, key[0] != word[0], words.numbers[place], key)
        for keys in near
        for place, key in enumerate(words.keys[keys.start : min(keys.end, keys.start + MOST_NEAR)], start=keys.start)
        if abs(len(key) - len(word)) <= most and (edits := edit_distance(word, key)) <= most
    ]
    if whole:
        return min(whole)[-1]
    begun = [(keys.edits, keys.beginning[0] != word[0], keys.beginning) for keys in near]
    return min(begun)[-1] if begun and is_last else word


def _correct_chinese(run: Run, words: Prefixes, name_of_sound: NameOfSound) -> str:
    text = run.text
    for span_start, span_end in reversed([*_without_stop_words(run)]):
        start, end = span_start - run.start, span_end - run.start
        if end - start <= LONGEST_CORRECTED:
            text = text[:start] + _correct_stretch(text[start:end], words, name_of_sound) + text[end:]
    return text


def _correct_stretch(characters: str, words: Prefixes, name_of_sound: NameOfSound) -> str:
    """Return a stretch of Chinese with its longest part that sounds like a name as that name, else as it is."""
    unknown = {place for place, pair in enumerate(pairs(characters)) if not words.has(pair)}
    for length in range(len(characters), 1, -1) if unknown else ():
        for start in range(len(characters) - length + 1):
            stretch = characters[start : start + length]
            if unknown.isdisjoint(range(start, start + length - 1)):
                continue
            if name := name_of_sound(stretch):
                return characters[:start] + name + characters[start + length :]
    return characters
