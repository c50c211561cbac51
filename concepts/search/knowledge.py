"""What queries are understood by: names, questions, distinctions and our own words, as they are at one moment.

Loaded in a few queries and kept under the token of the index, which every change of content renews.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log

from concepts.models import Dimension, Label, Question, Statement, Tag
from concepts.reading.ties import load_ties
from concepts.search.asked import features_of
from concepts.search.documents import Key, Thing
from concepts.search.names import LabelRow, Names, by_name, load_labels
from concepts.search.slips import Vocabulary
from concepts.search.words import search_fold

UNKNOWN = 1.0  # the weight of a word that no topic has
CHARACTER = 0.5  # what a single Chinese character counts beside a pair


@dataclass(frozen=True, slots=True)
class Topic:
    """A question or a distinction. `words` are those of its own title, `more` those of what it says.

    `statements` are the ids of a question's positions, or of the distinction itself.
    """

    key: Key
    statements: tuple[int, ...]
    concepts: frozenset[int]
    words: frozenset[str]
    more: frozenset[str]


class Knowledge:
    """All of it at one moment; never changed, shared by threads."""

    def __init__(
        self,
        labels: list[LabelRow],
        topics: list[Topic],
        held: Mapping[int, tuple[int, ...]],
        texts: list[str],
        names: list[str],
    ) -> None:
        self.labels = labels
        self.topics = topics
        self.held = held  # by distinctions and positions: the statements on their sides, or that they rest on
        self._texts, self._names = texts, names
        known = by_name(labels)
        self.text_names = Names(known)
        self.names = Names(known, _sounds(labels))
        counts = Counter(word for topic in topics for word in topic.words | topic.more)
        self._weights = {word: log(1 + len(topics) / count) for word, count in counts.items()}

    def weight(self, word: str) -> float:
        """What a feature says about which topic is meant: more the fewer have it, little where none has it."""
        return self._weights.get(word, UNKNOWN) * (1 if word.isascii() or len(word) > 1 else CHARACTER)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Our own words, for slips; made when the first is met."""
        shown = [label.folded for label in self.labels if label.role != Label.Role.HIDDEN.value]
        return Vocabulary.of(self._texts, [*shown, *self._names])

    @cached_property
    def topic_of(self) -> Mapping[Key, Topic]:
        """The topics by what they are."""
        return {topic.key: topic for topic in self.topics}

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The names that are one word in Latin letters."""
        return frozenset(label.folded for label in self.labels if label.folded.isascii() and " " not in label.folded)

    @cached_property
    def names_of(self) -> Mapping[int, tuple[str, ...]]:
        """The folded names of each concept, in both languages, without hidden ones."""
        found: dict[int, list[str]] = defaultdict(list)
        for label in self.labels:
            if label.role != Label.Role.HIDDEN.value:
                found[label.concept].append(label.folded)
        return {concept: tuple(names) for concept, names in found.items()}


def _preferred(label: LabelRow) -> bool:
    return label.role == Label.Role.PREFERRED.value


def load_knowledge() -> Knowledge:
    """Reads all of it from the database."""
    questions = list(Question.objects.order_by("rank", "slug").values_list("id", "text_en", "text_zh"))
    columns = ("id", "kind", "question", "title_en", "title_zh", "text_en", "text_zh")
    statements = list(Statement.objects.published().order_by("rank", "code").values_list(*columns))
    wanted = [row[0] for row in statements if row[1] == Statement.Kind.DISTINCTION.value or row[2]]
    ties = load_ties(wanted)
    bases = load_ties([basis for one in ties.values() for basis in one.bases])
    labels = load_labels()
    names = Names(by_name(labels))
    topics = []
    for id, kind, _, *texts in statements:
        if kind == Statement.Kind.DISTINCTION.value:
            about = frozenset(ties[id].concepts) if id in ties else frozenset()
            topics.append(Topic((Thing.DISTINCTION, id), (id,), about, features(texts[:2]), features(texts[2:])))
    positions = defaultdict(list)
    for row in statements:
        if row[2]:
            positions[row[2]].append(row)
    for id, en, zh in questions:
        told = [text for row in positions[id] for text in row[5:]]
        touched = {concept for text in (en, zh) for concept in names.concepts_in(search_fold(text))}
        for row in positions[id]:
            for basis in ties[row[0]].bases if row[0] in ties else ():
                touched |= set(bases[basis].concepts) if basis in bases else set()
        topics.append(
            Topic(
                (Thing.QUESTION, id),
                tuple(row[0] for row in positions[id]),
                frozenset(touched),
                features([en, zh]),
                features(told),
            )
        )
    titles = [text for id, en, zh in questions for text in (en, zh)]
    dimensions = list(Dimension.objects.values_list("name_en", "name_zh"))
    tags = list(Tag.objects.values_list("name_en", "name_zh"))
    return Knowledge(
        labels,
        topics,
        {id: (*(one for _, one in tie.sides), *tie.bases) for id, tie in ties.items()},
        [search_fold(text) for text in (*titles, *(text for row in statements for text in row[3:])) if text],
        [search_fold(name) for row in (*dimensions, *tags) for name in row if name],
    )


def features(texts: Iterable[str]) -> frozenset[str]:
    """What texts are compared by, see `asked.features_of`."""
    return frozenset(word for text in texts for word in features_of(search_fold(text)))


def _sounds(labels: Iterable[LabelRow]) -> dict[str, list[int]]:
    """The concepts each sound stands for: those that prefer a name of that sound, else all; initials come last."""
    found: list[dict[str, list[int]]] = [{}, {}, {}, {}]
    for label in labels:
        for place, sound in enumerate(label.sounds):
            ids = found[2 * place + (not _preferred(label))].setdefault(sound, [])
            if label.concept not in ids:
                ids.append(label.concept)
    preferred, others, initials, other_initials = found
    return other_initials | initials | others | preferred
