"""Compares a query with what questions and distinctions are about; knows words, loads nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import NamedTuple

from concepts.search.index.documents import Key, Thing
from concepts.search.index.words import RUN, pairs, stem
from concepts.search.query.stop_words import (
    ENGLISH_STOP_WORDS,
    EVERYDAY,
    EVERYDAY_STEMS,
    EVERYDAY_WORDS,
    without_stop_words,
)
from concepts.search.query.word_counts import change_counts
from sources.text import search_fold

QUESTION_BONUS = 0.15  # is added to the likeness of a question, which goes before a distinction
ANSWER_WEIGHT = 0.5  # of a word in the answers, where one in the title counts 1
FOCUS_WEIGHT = 0.2  # is added at most where the title says nothing besides
LEAST_FOCUS = 0.5  # of a distinction's title; with less it is about something else
WHO_LIKENESS = 0.7  # of a question for somebody, where the query asks who, names its concepts and says nothing else

EVERYDAY_FEATURES = EVERYDAY_STEMS | EVERYDAY_WORDS


class TopicWord(NamedTuple):
    """One word that says what a text is about, by the features that texts with this word have in common.

    The feature of an English word is its stem; those of a Chinese word are its pairs, or its only character.
    """

    features: tuple[str, ...]

    @property
    def is_everyday(self) -> bool:
        return EVERYDAY_FEATURES.issuperset(self.features)


def topic_words(folded: str) -> Iterator[TopicWord]:
    """Yield the words of a folded text without stop words, each once."""
    yield from dict.fromkeys(map(TopicWord, _features_by_word(folded)))


def features_of(texts: Iterable[str]) -> frozenset[str]:
    """Return all features of the words of texts, and the single characters of the Chinese features."""
    features = {feature for text in texts for word in _features_by_word(search_fold(text)) for feature in word}
    return frozenset(features | {character for feature in features if not feature.isascii() for character in feature})


def _features_by_word(folded: str) -> Iterator[tuple[str, ...]]:
    """Yield the features of each word of a folded text that is no stop word."""
    for characters, word in RUN.findall(folded):
        if characters:
            yield from (tuple(pairs(part)) or (part,) for part in without_stop_words(characters))
        elif word not in ENGLISH_STOP_WORDS:
            yield (stem(word),)


@dataclass(frozen=True, slots=True)
class Topic:
    """A question or a distinction, with the concepts it is about.

    `features` are those of its title, `answer_features` those of the answers to a question or of the text of a
    distinction. `named` are the concepts that its title names. `statements` are the ids of a question's positions, or
    the id of the distinction; `order` sorts distinctions by who says them (`Support.order`). A question with
    `asks_whose` asks whose work several things are, which it asks of each of them. `place` is its rank and its code or
    slug, by which topics are sorted.
    """

    key: Key
    statements: tuple[int, ...]
    concepts: frozenset[int]
    named: frozenset[int]
    features: frozenset[str]
    answer_features: frozenset[str]
    order: tuple[int, int] = (0, 0)
    asks_who: bool = False
    asks_whose: bool = False
    place: tuple[int, str] = (0, "")

    @property
    def is_question(self) -> bool:
        return self.key[0] is Thing.QUESTION


class ComparedConcepts(NamedTuple):
    """A finding by its id: the concepts it is about, and what sorts it by who says it (`Support.order`).

    `place` is its rank and its code.
    """

    finding: int
    concepts: frozenset[int]
    order: tuple[int, int]
    place: tuple[int, str] = (0, "")


class Topics:
    """All topics, with a weight for each feature: the fewer topics have it, the more it says which one is meant.

    Beside them stand the findings, which no query means, but which answer what compares their concepts.
    """

    def __init__(
        self,
        topics: Iterable[Topic],
        findings: Iterable[ComparedConcepts] = (),
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Topics and findings come in the order in which the first of several counts.

        `counts` says how many of the topics have each feature, where that is known.
        """
        self.all = tuple(topics)
        self._findings = tuple(findings)
        self._counts = change_counts({}, added=_features_of_all(self.all)) if counts is None else counts
        self._weights: dict[str, float] = {}

    def changed(self, keys: Set[Key], topics: Sequence[Topic], findings: Iterable[ComparedConcepts]) -> "Topics":
        """Return these topics and findings with what stands under the keys replaced; the rest is not read again."""
        gone = [topic for topic in self.all if topic.key in keys]
        stay = [topic for topic in self.all if topic.key not in keys] if gone else self.all
        others = [row for row in self._findings if (Thing.FINDING, row.finding) not in keys]
        return Topics(
            sort_topics((*stay, *topics)) if topics else stay,
            sorted((*others, *findings), key=lambda row: row.place),
            change_counts(self._counts, gone=_features_of_all(gone), added=_features_of_all(topics)),
        )

    @cached_property
    def by_key(self) -> dict[Key, Topic]:
        return {topic.key: topic for topic in self.all}

    def about(self, concepts: Sequence[int]) -> list[Topic]:
        """Return the distinctions between all of the concepts: those between them alone first, then the strongest."""
        found = [topic for topic in self.all if not topic.is_question and topic.concepts >= set(concepts)]
        return sorted(found, key=lambda topic: (len(topic.concepts), topic.order))

    def compare(self, concepts: Sequence[int]) -> bool:
        """Return whether a finding or a distinction is about all of the concepts."""
        return any(row.concepts >= set(concepts) for row in self._findings) or bool(self.about(concepts))

    def compare_each(self, concepts: Sequence[int]) -> bool:
        """Return whether each of the concepts is set against another of them by a finding or a distinction."""
        return all(any(self.compare((one, other)) for other in concepts if other != one) for one in concepts)

    def findings_about(self, concepts: Sequence[int]) -> list[int]:
        """Return the ids of the findings about none but the concepts: those about all first, then the strongest.

        These are the ones that the page of the comparison shows, in its order.
        """
        chosen = frozenset(concepts)
        found = [row for row in self._findings if row.concepts <= chosen]
        return [row.finding for row in sorted(found, key=lambda row: (row.concepts != chosen, row.order))]

    def likeness(self, topic: Topic, words: Sequence[TopicWord], concepts: Sequence[int], *, asks_who: bool) -> float:
        """Return how much of a query the topic is about, from 0 to 1, and a little more where it is about little else.

        Words that only the answers have count half. The likeness is 0 where the topic lacks a concept of the query,
        where no word stands in its title, where a single word is all that they have in common, and, for a distinction,
        where most of its title is about something else.
        """
        if not topic.concepts.issuperset(concepts):
            return 0.0
        if not words:
            is_about = topic.named == set(concepts) or (topic.asks_whose and topic.named.issuperset(concepts))
            return WHO_LIKENESS if asks_who and topic.asks_who and concepts and is_about else 0.0
        # A long query asks this of each of its words for every topic; most of them have none.
        found = sum(_is_mostly_among(word, topic.features) for word in words)
        if not found or found + len(concepts) < 2:
            return 0.0
        in_title = [_share(word, topic.features) for word in words]
        weights = [self._word_weight(word) for word in words]
        in_answers = [ANSWER_WEIGHT * _share(word, topic.answer_features) for word in words]
        shared = sum(weight * share for weight, share in zip(weights, map(max, in_title, in_answers), strict=True))
        focus = _focus(topic, words)
        if focus < LEAST_FOCUS and not topic.is_question:
            return 0.0
        return shared / sum(weights) + FOCUS_WEIGHT * focus + QUESTION_BONUS * topic.is_question

    def _weight(self, feature: str) -> float:
        """Return the weight of a feature; computed once, so that a change of one topic costs nothing for all others."""
        found = self._weights.get(feature)
        if found is None:
            found = self._weights[feature] = log(1 + len(self.all) / self._counts.get(feature, 1))
        return found

    def _word_weight(self, word: TopicWord) -> float:
        """Return how much a word says: the rarer the more, everyday words little."""
        weight = max(map(self._weight, word.features))
        return weight * EVERYDAY / 100 if word.is_everyday else weight


def sort_topics(topics: Iterable[Topic]) -> list[Topic]:
    """Sort topics: distinctions first, then questions, each by place."""
    return sorted(topics, key=lambda topic: (topic.is_question, topic.place))


def _features_of_all(topics: Iterable[Topic]) -> Iterator[str]:
    """Yield the features of each topic, each of them once for every topic that has it."""
    for topic in topics:
        yield from topic.features | topic.answer_features


def _share(word: TopicWord, features: frozenset[str]) -> float:
    """Return how much of the word is among the features: 1 where all of it is, half for single characters."""
    whole = sum(feature in features for feature in word.features) / len(word.features)
    if whole or not _has_parts(word):
        return whole
    characters = [character for feature in word.features for character in feature]
    return 0.5 * sum(character in features for character in characters) / len(characters)


def _is_mostly_among(word: TopicWord, features: frozenset[str]) -> bool:
    """Return whether a share of half or more of the word is among the features."""
    if not features.isdisjoint(word.features):
        return 2 * sum(feature in features for feature in word.features) >= len(word.features)
    return _has_parts(word) and all(map(features.issuperset, word.features))


def _has_parts(word: TopicWord) -> bool:
    """Return whether its features are pairs of characters."""
    return not word.features[0].isascii() and len(word.features[0]) > 1


def _focus(topic: Topic, words: Sequence[TopicWord]) -> float:
    """Return which part of the topic's title, in the script of the words, these words are."""
    searched = {feature for word in words for feature in word.features}
    is_latin = next(iter(searched)).isascii()
    title = [
        feature
        for feature in topic.features
        if feature.isascii() == is_latin and (is_latin or len(feature) > 1 or feature in searched)
    ]
    return len(searched & topic.features) / len(title) if title else 0.0
