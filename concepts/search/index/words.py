"""Cuts texts into search words, in the same way for the index and for queries; knows nothing of databases.

Databases do not split Chinese, so a text is cut here and both databases keep the same words: stems of English
words (Porter2, snowballstem.org), overlapping pairs of Chinese characters, and the last character of every run of them.
One character is then searched as a prefix, two as a word, three or more as a phrase of pairs; this finds exactly the
texts that contain them. The texts are folded before (`sources.text.search_fold`).
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from threading import local
from typing import NamedTuple

import snowballstemmer

from sources.text import HAN

LONGEST_WORD = 60  # code points; the rest of a longer word is ignored, in the index and in queries
# Neighbouring Chinese characters, or one word in another script.
RUN = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*)")
_LATIN = re.compile(r"[a-z]+")
_thread = local()


class Run(NamedTuple):
    """Part of a folded text: neighbouring Chinese characters, or one word in another script."""

    text: str
    start: int
    is_chinese: bool


def runs(folded: str) -> Iterator[Run]:
    """Yield the runs of a folded text, in order; punctuation, symbols and blanks stand between them."""
    for match in RUN.finditer(folded):
        yield Run(match[0], match.start(), match[1] is not None)


def stem(word: str) -> str:
    """Return the stem under which a folded word that is not Chinese is indexed: `promot` for `promotions`."""
    return _stem(word[:LONGEST_WORD])  # cut before it is cached: visitors make up long words


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s").replace("'", "")
    if not _LATIN.fullmatch(word):
        return word
    # A stemmer keeps its place in the word it works on, so each thread has its own.
    if not hasattr(_thread, "stemmer"):
        _thread.stemmer = snowballstemmer.stemmer("english")
    return str(_thread.stemmer.stemWord(word))


def pairs(characters: str) -> list[str]:
    """Return the overlapping pairs of a run of Chinese characters: 市场, 场营 and 营销 of 市场营销."""
    return [characters[start : start + 2] for start in range(len(characters) - 1)]


def index_words(folded: str, names: Set[str] = frozenset()) -> list[str]:
    """Return the search words of a folded text in order, as the index keeps them; none contains a blank.

    Words that are among `names`, with or without a plural s, are not stemmed; the index is made without `names`.
    """
    words: list[str] = []
    for characters, word in RUN.findall(folded):
        if characters:
            words += pairs(characters)
            words.append(characters[-1])
        else:
            words.append((names and matching_name(word, names)) or stem(word))
    return words


def matching_name(word: str, names: Set[str]) -> str:
    """Return the name that a folded word is, with or without a plural s; "" where it is none."""
    if word in names:
        return word
    singular = word.removesuffix("s")
    return singular if singular in names else ""
