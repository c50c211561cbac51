"""What questions and distinctions are about, and how like a query they are; knows words, loads nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import NamedTuple

from concepts.search.index.documents import Key, Thing
from concepts.search.index.words import pairs, runs, search_fold, stem
from concepts.search.query.stop_words import ENGLISH_FILLERS, unfilled

QUESTION = 0.15  # by how much a question goes before a distinction
IN_ANSWERS = 0.5  # what a word of its answers counts beside one of its title
FOCUS = 0.2  # what it counts at most that a title says nothing else
LEAST_FOCUS = 0.5  # of a distinction's title, or it is about something else
WHO = 0.7  # the likeness of a question for somebody to a query that asks who, names its concepts, and says nothing else


class TopicWord(NamedTuple):
    """One word that says what a text is about, as what texts have in common where they have it in common.

    Of an English word that is its stem; of a Chinese one its pairs, or its only character.
    """

    features: tuple[str, ...]


def topic_words(folded: str) -> Iterator[TopicWord]:
    """The words of a folded text but for the fillers, each once."""
    found: dict[TopicWord, None] = {}
    for run in runs(folded):
        if run.is_chinese:
            for piece in unfilled(run.text):
                found[TopicWord(tuple(pairs(piece)) or (piece,))] = None
        elif run.text not in ENGLISH_FILLERS:
            found[TopicWord((stem(run.text),))] = None
    yield from found


def features_of(texts: Iterable[str]) -> frozenset[str]:
    """All features of the words of texts, and the characters of the Chinese ones."""
    features = {feature for text in texts for word in topic_words(search_fold(text)) for feature in word.features}
    return frozenset(features | {character for feature in features if not feature.isascii() for character in feature})


@dataclass(frozen=True, slots=True)
class Topic:
    """A question or a distinction with the concepts it is about.

    `features` are those of its own title, `more` those of what it says; `named` are the concepts its title names.
    `statements` are the ids of a question's positions, or of the distinction itself; `voices` count who speaks for it.
    A question that asks whose work several things are asks it of each.
    """

    key: Key
    statements: tuple[int, ...]
    concepts: frozenset[int]
    named: frozenset[int]
    features: frozenset[str]
    more: frozenset[str]
    voices: int = 0
    asks_who: bool = False
    asks_whose: bool = False

    @property
    def is_question(self) -> bool:
        return self.key[0] is Thing.QUESTION


class Topics:
    """All of them, with the weight of each feature: the fewer topics have it, the more it says which one is meant."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.all = tuple(topics)
        counts = Counter(word for topic in topics for word in topic.features | topic.more)
        self._weights = {word: log(1 + len(topics) / count) for word, count in counts.items()}
        self._rarest = log(1 + len(topics))

    @cached_property
    def by_key(self) -> dict[Key, Topic]:
        return {topic.key: topic for topic in self.all}

    def about(self, concepts: Sequence[int]) -> list[Topic]:
        """The distinctions between all of the concepts: first those between them alone, then by voices."""
        found = [one for one in self.all if not one.is_question and one.concepts >= set(concepts)]
        return sorted(found, key=lambda one: (len(one.concepts), -one.voices))

    def likeness(self, topic: Topic, words: Sequence[TopicWord], concepts: Sequence[int], *, asks_who: bool) -> float:
        """How much of a query the topic speaks of, from 0 to 1; a little more where it speaks of little else.

        What only its answers speak of counts half. A topic is another one where it leaves out a concept of the query,
        where none of the words stands in its title, where it has one word in common and nothing else, and, for a
        distinction, where most of its title is about something else.
        """
        if not topic.concepts.issuperset(concepts):
            return 0.0
        if not words:
            is_about = topic.named == set(concepts) or (topic.asks_whose and topic.named.issuperset(concepts))
            return WHO if asks_who and topic.asks_who and concepts and is_about else 0.0
        own = [_share(word, topic.features) for word in words]
        in_title = sum(share >= 0.5 for share in own)
        if not in_title or in_title + len(concepts) < 2:
            return 0.0
        weights = [max(self._weights.get(feature, self._rarest) for feature in word.features) for word in words]
        more = [_share(word, topic.more) for word in words]
        answered = sum(
            weight * max(one, IN_ANSWERS * other) for weight, one, other in zip(weights, own, more, strict=True)
        )
        focus = _focus(topic, words)
        if focus < LEAST_FOCUS and not topic.is_question:
            return 0.0
        return answered / sum(weights) + FOCUS * focus + QUESTION * topic.is_question


def _share(word: TopicWord, features: frozenset[str]) -> float:
    """How much of the word stands among the features: 1 where all of it does, half for its characters apart."""
    whole = sum(feature in features for feature in word.features) / len(word.features)
    if whole or word.features[0].isascii() or len(word.features[0]) == 1:
        return whole
    characters = [character for feature in word.features for character in feature]
    return 0.5 * sum(character in features for character in characters) / len(characters)


def _focus(topic: Topic, words: Sequence[TopicWord]) -> float:
    """How much of the topic's title, in the script of the words, the words are."""
    asked = {feature for word in words for feature in word.features}
    is_latin = next(iter(asked)).isascii()
    alike = [one for one in topic.features if one.isascii() == is_latin and (is_latin or len(one) > 1 or one in asked)]
    return len(asked & topic.features) / len(alike) if alike else 0.0
