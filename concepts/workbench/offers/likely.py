"""Find the statements that a sentence may support: those about its concepts with most of its words.

Words are those of the search (`concepts.search.query.topics`): stems of English words, pairs of Chinese characters.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

from django.db.models import Q

from concepts.models import Side, Statement, StatementConcept
from concepts.search.query.topics import topic_words
from sources.languages import Language
from sources.text import search_fold

MOST_LIKELY = 3  # statements for one sentence
MOST_COMPARED = 2_000  # statements about the concepts of a page of sentences, the newest
LEAST_COSINE = 0.05  # of the words; with less in common, only the concepts are the same
CONCEPT_WEIGHT = 0.5  # of the share of concepts that both name, where words weigh 1
FIRST_WEIGHT = 0.25  # of being about the concept that the sentence names first
KINDS = (
    Statement.Kind.DISTINCTION,
    Statement.Kind.DEFINITION,
    Statement.Kind.CHARACTERISTIC,
    Statement.Kind.RELATION,
)


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """A sentence in one language, and the ids of the concepts that it names."""

    text: str
    language: Language
    concepts: tuple[int, ...]


@dataclass(frozen=True)
class ComparedStatement:
    """A statement that sentences are compared with, and the concepts that it is about."""

    id: int
    code: str
    kind: str
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str
    concepts: frozenset[int]

    @cached_property
    def words(self) -> Mapping[Language, frozenset[str]]:
        """Return its words in each language."""
        return {
            Language.EN: words_of(f"{self.title_en} {self.text_en}"),
            Language.ZH: words_of(f"{self.title_zh} {self.text_zh}"),
        }


class LikelyStatements:
    """Compares sentences with statements; a word weighs the more the fewer statements have it."""

    def __init__(self, statements: Iterable[ComparedStatement]) -> None:
        self._statements = {row.id: row for row in statements}
        self._by_concept: defaultdict[int, list[ComparedStatement]] = defaultdict(list)
        self._counts: dict[Language, Counter[str]] = {language: Counter() for language in Language}
        for statement in self._statements.values():
            for concept in statement.concepts:
                self._by_concept[concept].append(statement)
            for language, words in statement.words.items():
                self._counts[language].update(words)
        self._weights = {
            (row.id, language): self._weight(language, words)
            for row in self._statements.values()
            for language, words in row.words.items()
        }

    @property
    def statements(self) -> tuple[ComparedStatement, ...]:
        """Return all of them."""
        return tuple(self._statements.values())

    def __contains__(self, statement: int) -> bool:
        return statement in self._statements

    def row(self, statement: int) -> ComparedStatement:
        """Return one of the statements, by its id."""
        return self._statements[statement]

    def find(self, sentence: SentenceWords) -> list[int]:
        """Return the ids of at most MOST_LIKELY statements that the sentence may support, the likeliest first."""
        words = words_of(sentence.text)
        concepts, weight = frozenset(sentence.concepts), self._weight(sentence.language, words)
        near = {row.id: row for concept in sentence.concepts for row in self._by_concept.get(concept, ())}
        likely = []
        for row in near.values():
            shared = self._weight(sentence.language, words & row.words[sentence.language])
            cosine = shared / sqrt(weight * self._weights[row.id, sentence.language]) if shared else 0.0
            if cosine >= LEAST_COSINE:
                same = len(concepts & row.concepts) / len(concepts | row.concepts)
                begins = sentence.concepts[0] in row.concepts
                likely.append((-cosine - CONCEPT_WEIGHT * same - FIRST_WEIGHT * begins, row.id))
        return [row_id for _likeness, row_id in sorted(likely)[:MOST_LIKELY]]

    def _weight(self, language: Language, words: Iterable[str]) -> float:
        counts, number = self._counts[language], len(self._statements)
        return sum(log(1 + number / (1 + counts[word])) ** 2 for word in words)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text by which it is compared, stop words left out."""
    return frozenset(feature for word in topic_words(search_fold(text)) for feature in word.features)


def load_comparable(concepts: Collection[int]) -> LikelyStatements:
    """Load the statements about any of the concepts that sentences are compared with; three queries."""
    about = Q(concept_links__concept__in=concepts) | Q(sides__concept__in=concepts)
    rows = Statement.objects.live().filter(about, kind__in=KINDS).exclude(status=Statement.Status.WITHDRAWN)
    columns = ("id", "code", "kind", "title_en", "title_zh", "text_en", "text_zh")
    newest = list(rows.order_by("-id").values(*columns).distinct()[:MOST_COMPARED])
    named = _concepts_of([row["id"] for row in newest])
    return LikelyStatements(ComparedStatement(**row, concepts=named[row["id"]]) for row in newest)


def _concepts_of(statements: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Return the concepts of statements, by their ids: those they are about, and those of the sides."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    links = StatementConcept.objects.filter(statement__in=statements).values_list("statement", "concept")
    sides = Side.objects.filter(distinction__in=statements).values_list("distinction", "concept")
    for statement, concept in (*links, *sides):
        found[statement].add(concept)
    return {statement: frozenset(found[statement]) for statement in statements}
