"""Find words in many texts at once: word for word, or where a text is most similar to them. Knows no models.

Word for word is searched in all texts as one string. What is similar is found by runs of letters: of each text every
second run of four (in English every fourth run of nine) is kept with its place, in a sorted array. The runs of the
words vote for where they would begin; the places with most votes are aligned with the words, letter by letter.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, islice
from typing import Generic, TypeVar
from unicodedata import category

from concepts.pages.quotes.folding import fold_blanks, fold_letters
from concepts.pages.quotes.parts import language_of
from sources.anchoring import Span
from sources.languages import Language

Origin = TypeVar("Origin")

RUN = {Language.EN: 9, Language.ZH: 4}  # letters
STEP = {Language.EN: 4, Language.ZH: 2}
SHORTEST_MATCH = {Language.EN: 3, Language.ZH: 2}  # letters that count as common, in one piece
MOST_PLACES_OF_A_RUN = 300
MOST_ALIGNED = 4  # places with most votes
BUCKET = 16  # letters: votes for beginnings that differ by a few inserted or deleted letters go together
_LOW = 0xFFFFFFFF
_SENTENCE_ENDS = frozenset("。！？!?；\n")


@dataclass(frozen=True, slots=True)
class IndexedText(Generic[Origin]):
    """A text to be searched, with its language, and `origin`, which says whose it is."""

    words: str
    language: Language
    origin: Origin


@dataclass(frozen=True, slots=True)
class FoundPlace(Generic[Origin]):
    """A place in a text, in code points.

    `likeness` is how similar its letters are to those that were sought, from 0 to 1, and `longest` how many of these it
    has in one piece.
    """

    text: IndexedText[Origin]
    span: Span
    likeness: float = 1.0
    longest: int = 0

    @property
    def words(self) -> str:
        return self.span.of(self.text.words)


class TextIndex(Generic[Origin]):
    """Many texts in which words are found; it takes some 15 bytes a character."""

    def __init__(self, texts: Sequence[IndexedText[Origin]]) -> None:
        self._texts = texts
        self._folded = [fold_blanks(text.words) for text in texts]
        self._whole = "\n".join(folded.words for folded in self._folded)  # a folded text has no line end
        self._starts = list(accumulate((len(folded.words) + 1 for folded in self._folded), initial=0))
        self._by_language = {
            language: _LetterIndex([text for text in texts if text.language == language], language)
            for language in Language
        }

    def find_verbatim(self, words: str) -> Iterator[FoundPlace[Origin]]:
        """Yield the places that have the words, but for line ends and runs of blanks; never a part of a word."""
        sought = fold_blanks(words).words.strip()
        place = self._whole.find(sought) if sought else -1
        while place >= 0:
            if self._is_whole(place, place + len(sought)):
                number = bisect_right(self._starts, place) - 1
                start, last = (
                    self._original(number, offset - self._starts[number]) for offset in (place, place + len(sought) - 1)
                )
                yield FoundPlace(self._texts[number], Span(start, last + 1))
            place = self._whole.find(sought, place + 1)

    def find_similar(self, words: str) -> list[FoundPlace[Origin]]:
        """Return the places that are most similar to the words, the most similar one first; at most MOST_ALIGNED."""
        return self._by_language[language_of(words)].find(words)

    def _original(self, number: int, offset: int) -> int:
        """Return the offset in a text of what stands at this offset of its folded form."""
        folded = self._folded[number]
        entry = bisect_right(folded.places, offset) - 1
        return folded.originals[entry] + offset - folded.places[entry]

    def _is_whole(self, start: int, end: int) -> bool:
        """Tell whether the place cuts no word in two, and no letter off its accents."""
        whole = self._whole
        return not any(
            cut and (_is_mark(whole[cut]) or (_is_spaced(whole[cut - 1]) and _is_spaced(whole[cut])))
            for cut in (start, end)
            if cut < len(whole)
        )


class _LetterIndex(Generic[Origin]):
    """The runs of letters of texts in one language, with their places."""

    def __init__(self, texts: Sequence[IndexedText[Origin]], language: Language) -> None:
        self._texts = texts
        self._language = language
        self._folded = [fold_letters(text.words) for text in texts]
        self._starts = list(accumulate((len(folded.letters) for folded in self._folded), initial=0))
        run, step = RUN[language], STEP[language]
        self._runs = array(
            "Q",
            sorted(
                (hash(folded.letters[place : place + run]) & _LOW) << 32 | (start + place)
                for folded, start in zip(self._folded, self._starts, strict=False)
                for place in range(0, len(folded.letters) - run + 1, step)
            ),
        )

    def find(self, words: str) -> list[FoundPlace[Origin]]:
        """Return the places that are most similar to the words, the most similar one first."""
        sought = fold_letters(words).letters
        votes: Counter[int] = Counter()
        seen: dict[int, int] = {}
        for offset in range(len(sought) - RUN[self._language] + 1):
            for place in islice(self._places_of(sought[offset : offset + RUN[self._language]]), MOST_PLACES_OF_A_RUN):
                bucket = (place - offset) // BUCKET
                votes[bucket] += 1
                seen.setdefault(bucket, place)
        chosen = sorted(votes, key=lambda bucket: (-votes[bucket] - votes[bucket + 1], bucket))
        found: dict[tuple[int, Span], FoundPlace[Origin]] = {}
        for bucket in chosen[:MOST_ALIGNED]:
            number = bisect_right(self._starts, seen[bucket]) - 1
            aligned = self._align(number, bucket * BUCKET - self._starts[number], words, sought)
            if aligned:
                found.setdefault((number, aligned.span), aligned)
        return sorted(found.values(), key=lambda place: (-place.likeness, not _is_nearly_all(place)))

    def _places_of(self, run: str) -> Iterator[int]:
        """Yield the places of a run of letters, counted over all texts."""
        wanted = hash(run) & _LOW
        entry = bisect_left(self._runs, wanted << 32)
        while entry < len(self._runs) and self._runs[entry] >> 32 == wanted:
            yield self._runs[entry] & _LOW
            entry += 1

    def _align(self, number: int, begin: int, words: str, sought: str) -> FoundPlace[Origin] | None:
        """Return what of a text corresponds to the words, which begin there at about the letter `begin`."""
        letters, offsets = self._folded[number]
        slack = len(sought) // 4 + BUCKET
        first, last = max(0, begin - slack), min(len(letters), begin + len(sought) + slack + 2 * BUCKET)
        blocks = _common_blocks(letters[first:last], sought, SHORTEST_MATCH[self._language])
        if not blocks:
            return None
        text = self._texts[number].words
        start, end = first + blocks[0].a, first + blocks[-1].a + blocks[-1].size
        common = Span(offsets[start], offsets[end - 1] + 1)
        lead, trail = blocks[0].b, len(sought) - blocks[-1].b - blocks[-1].size
        span = _widen(
            text, common, offsets[max(0, start - lead)], offsets[min(len(letters), end + trail) - 1] + 1, words
        )
        length = bisect_left(offsets, span.end) - bisect_left(offsets, span.start)
        # Around the place the same letters may stand once more, and were taken for common ones: compare it by itself.
        begin = bisect_left(offsets, span.start)
        sizes = _common_sizes(letters[begin : begin + length], sought, SHORTEST_MATCH[self._language])
        return FoundPlace(self._texts[number], span, 2 * sum(sizes) / (length + len(sought)), max(sizes, default=0))


def _is_nearly_all(place: FoundPlace[Origin]) -> bool:
    """Tell whether the place is the whole of its text, but for a mark or two."""
    return len(place.text.words) - len(place.words) <= 2


def _common_sizes(place: str, sought: str, shortest: int) -> list[int]:
    """Return how long each piece is that a place and the words have in common, in order."""
    matcher = SequenceMatcher(None, place, sought, autojunk=False)
    return [block.size for block in matcher.get_matching_blocks() if block.size >= shortest]


def _common_blocks(window: str, sought: str, shortest: int) -> list[Match]:
    """Return what both have in common, in order, without what makes both less alike at an end."""
    matcher = SequenceMatcher(None, window, sought, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= shortest]

    def likeness(chosen: list[Match]) -> float:
        length = chosen[-1].a + chosen[-1].size - chosen[0].a
        return sum(block.size for block in chosen) / (length + len(sought))

    while len(blocks) > 1:
        shorter = max(blocks[1:], blocks[:-1], key=likeness)
        if likeness(shorter) <= likeness(blocks):
            break
        blocks = shorter
    return blocks


def _widen(text: str, common: Span, start: int, end: int, words: str) -> Span:
    """Return the common part with what stands in the text for the other letters of the words, within its sentence.

    It goes from `start` to `end` at most, takes in whole words, and the marks around them where the words have some.
    """
    for place in range(common.start - 1, start - 1, -1):
        if text[place] in _SENTENCE_ENDS:
            start = place + 1
            break
    for place in range(common.end, end):
        if text[place] in _SENTENCE_ENDS:
            end = place
            break
    while start < common.start and text[start].isspace():
        start += 1
    while start > 0 and _is_spaced(text[start - 1]) and _is_spaced(text[start]):
        start -= 1
    while end < len(text) and _is_spaced(text[end - 1]) and _is_spaced(text[end]):
        end += 1
    if not words[0].isalnum() and start > 0 and _is_punctuation(text[start - 1]):
        start -= 1
    if not words[-1].isalnum() and end < len(text) and _is_punctuation(text[end]):
        end += 1
    return Span(start, end)


def _is_mark(character: str) -> bool:
    """Tell whether the character belongs to the letter before it."""
    return category(character)[0] == "M"


def _is_spaced(character: str) -> bool:
    """Tell whether the character is a letter or digit of words that have blanks between them."""
    return character.isalnum() and ord(character) < 0x2E80


def _is_punctuation(character: str) -> bool:
    return not character.isalnum() and not character.isspace()
