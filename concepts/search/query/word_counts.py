"""Counts words and pairs of Chinese characters of many texts; a change of one text costs what that text has."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from concepts.search.index.words import RUN, pairs, stem


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often words stand in folded texts; never changed, shared by threads.

    `words` are those that are not Chinese, without a possessive s; `stems` says how many different words have each
    stem. `pairs` are those of Chinese characters.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    stems: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)

    def changed(self, *, gone: Iterable[str] = (), added: Iterable[str] = ()) -> "WordCounts":
        """Return the counts without some texts and with others; only these are read."""
        (words, of_pairs), (fewer_words, fewer_pairs) = _count(added), _count(gone)
        after = change_counts(self.words, gone=fewer_words, added=words)
        touched = words.keys() | fewer_words.keys()
        new = [word for word in touched if word in after and word not in self.words]
        lost = [word for word in touched if word not in after and word in self.words]
        return WordCounts(
            after,
            change_counts(self.stems, gone=map(stem, lost), added=map(stem, new)),
            change_counts(self.pairs, gone=fewer_pairs, added=of_pairs),
        )


def change_counts(
    counts: Mapping[str, int], *, gone: Iterable[str] | Mapping[str, int] = (), added: Iterable[str] | Mapping[str, int]
) -> dict[str, int]:
    """Return counts less what is gone and with what is added, each given one by one or counted; none is 0."""
    changes = Counter(added)
    changes.subtract(Counter(gone))
    changed = dict(counts)
    for word, number in changes.items():
        if count := changed.get(word, 0) + number:
            changed[word] = count
        else:
            changed.pop(word, None)
    return changed


def without_s(word: str) -> str:
    """Return a word without the s of a possessive."""
    return word.removesuffix("'s").removesuffix("’s")


def _count(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word and each pair of Chinese characters stands in folded texts."""
    written: Counter[str] = Counter()
    of_pairs: Counter[str] = Counter()
    for text in texts:
        for characters, word in RUN.findall(text):
            if characters:
                of_pairs.update(pairs(characters))
            else:
                written[word] += 1
    words: Counter[str] = Counter()
    for word, count in written.items():
        words[without_s(word)] += count
    return words, of_pairs
