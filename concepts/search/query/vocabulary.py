"""Loads what is needed to understand queries: names, questions, distinctions and our own words.

Loaded in a few queries and kept under the token of the index, which every change of content renews.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from concepts.content.counting import Support
from concepts.evidence.claims import load_support
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.models import Concept, Dimension, Label, Question, Statement, Tag
from concepts.search.index.documents import Thing
from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.index.words import runs
from concepts.search.query.dimension_names import DimensionNames, load_dimension_names
from concepts.search.query.spelling import SpellingCorrector
from concepts.search.query.stop_words import WHO_WORDS
from concepts.search.query.topics import ComparedConcepts, Topic, Topics, features_of
from sources.text import search_fold

DISTINCTION, FINDING = Statement.Kind.DISTINCTION.value, Statement.Kind.FINDING.value


class QuestionTexts(NamedTuple):
    """A question in both languages."""

    id: int
    en: str
    zh: str


class StatementTexts(NamedTuple):
    """The titles and the text of a published statement; `question` is the id of the question that it answers."""

    id: int
    kind: str
    question: int | None
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str


@dataclass(frozen=True)
class QueryVocabulary:
    """What queries are understood with, at one moment; never changed, shared by threads.

    `underlying` are the statements on the sides of each distinction, and those that each position or finding rests on,
    by ids, with the sides of these.
    `dimensions` are the names of dimensions, `scope_notes` those of each concept in both languages, `text_names` the
    names of concepts as texts have them, `texts` our own texts, `other_names` the names of dimensions and tags. What
    only some queries need is made when the first of them does.
    """

    labels: tuple[LabelRow, ...]
    text_names: Names
    topics: Topics
    underlying: Mapping[int, tuple[int, ...]]
    dimensions: DimensionNames
    scope_notes: Mapping[int, tuple[str, str]]
    texts: tuple[str, ...] = field(repr=False)
    other_names: tuple[str, ...] = field(repr=False)

    @cached_property
    def names(self) -> Names:
        """The names of concepts as queries have them: also in pinyin."""
        return Names(concepts_by_name(self.labels), _sounds(self.labels))

    @cached_property
    def spelling(self) -> SpellingCorrector:
        """Corrects queries to our own words."""
        shown = [label.folded for label in self.labels if label.role != Label.Role.HIDDEN.value]
        other_names = [search_fold(name) for name in self.other_names]
        return SpellingCorrector.from_texts(map(search_fold, self.texts), [*shown, *other_names])

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The names that are one word in Latin letters."""
        return frozenset(label.folded for label in self.labels if label.folded.isascii() and " " not in label.folded)

    @cached_property
    def names_of(self) -> Mapping[int, tuple[str, ...]]:
        """The folded names of each concept, preferred ones first, without hidden ones."""
        found: dict[int, list[str]] = defaultdict(list)
        for label in sorted(self.labels, key=lambda label: not _is_preferred(label)):
            if label.role != Label.Role.HIDDEN.value:
                found[label.concept].append(label.folded)
        return {concept: tuple(names) for concept, names in found.items()}


def load_query_vocabulary() -> QueryVocabulary:
    """Load all of it from the database, in some ten queries."""
    question_rows = Question.objects.published().order_by("rank", "slug").values_list("id", "text_en", "text_zh")
    questions = [QuestionTexts(*row) for row in question_rows]
    columns = ("id", "kind", "question", "title_en", "title_zh", "text_en", "text_zh")
    statement_rows = Statement.objects.published().order_by("rank", "code").values_list(*columns)
    statements = [StatementTexts(*row) for row in statement_rows]
    resting = [row.id for row in statements if row.kind in (DISTINCTION, FINDING) or row.question]
    links = load_links(resting, with_sides_below=True)
    support = load_support([row.id for row in statements if row.kind in (DISTINCTION, FINDING)])
    labels = tuple(load_labels())
    names = Names(concepts_by_name(labels))
    topics = [*_distinction_topics(statements, links, support), *_question_topics(questions, statements, links, names)]
    dimension_names = Dimension.objects.published().order_by("rank", "slug").values_list("name_en", "name_zh")
    used = Q(tagged__content_object__status=Statement.Status.PUBLISHED)
    tags = Tag.objects.filter(used).distinct().values_list("name_en", "name_zh")
    notes = Concept.objects.published().values_list("id", "scope_note_en", "scope_note_zh")
    texts = [text for question in questions for text in (question.en, question.zh)]
    texts += [text for row in statements for text in (row.title_en, row.title_zh, row.text_en, row.text_zh)]
    other_names = [name for pair in (*dimension_names, *tags) for name in pair]
    return QueryVocabulary(
        labels=labels,
        text_names=names,
        topics=Topics(
            topics,
            [
                ComparedConcepts(row.id, frozenset(links.get(row.id, NO_LINKS).subjects), support[row.id].order)
                for row in statements
                if row.kind == FINDING
            ],
        ),
        underlying={statement: _underlying(linked, links) for statement, linked in links.items()},
        dimensions=load_dimension_names(),
        scope_notes={concept: (en, zh) for concept, en, zh in notes},
        texts=tuple(text for text in texts if text),
        other_names=tuple(name for name in other_names if name),
    )


def _underlying(linked: StatementLinks, links: Mapping[int, StatementLinks]) -> tuple[int, ...]:
    """Return the ids of all that a statement stands on, each once: its sides, its bases, and the sides of these."""
    below = (linked, *(links.get(basis, NO_LINKS) for basis in linked.bases))
    sides = [[characteristic for _concept, characteristic in each.sides] for each in below]
    return tuple(dict.fromkeys((*sides[0], *linked.bases, *chain.from_iterable(sides[1:]))))


def _distinction_topics(
    statements: Iterable[StatementTexts], links: Mapping[int, StatementLinks], support: Mapping[int, Support]
) -> list[Topic]:
    return [
        Topic(
            key=(Thing.DISTINCTION, row.id),
            statements=(row.id,),
            concepts=frozenset(links.get(row.id, NO_LINKS).concepts),
            named=frozenset(),
            features=features_of((row.title_en, row.title_zh)),
            answer_features=features_of((row.text_en, row.text_zh)),
            order=support[row.id].order,
        )
        for row in statements
        if row.kind == DISTINCTION
    ]


def _question_topics(
    questions: Iterable[QuestionTexts],
    statements: Iterable[StatementTexts],
    links: Mapping[int, StatementLinks],
    names: Names,
) -> list[Topic]:
    bases = load_links([basis for linked in links.values() for basis in linked.bases])
    positions: dict[int, list[StatementTexts]] = defaultdict(list)
    for row in statements:
        if row.question:
            positions[row.question].append(row)
    topics = []
    for question in questions:
        folded = [search_fold(question.en), search_fold(question.zh)]
        named = {concept for text in folded for concept in names.concepts_in(text)}
        answers = positions[question.id]
        based = [bases.get(basis, NO_LINKS) for row in answers for basis in links.get(row.id, NO_LINKS).bases]
        words = set(_words(folded))
        topics.append(
            Topic(
                key=(Thing.QUESTION, question.id),
                statements=tuple(row.id for row in answers),
                concepts=frozenset(named.union(*(basis.concepts for basis in based))),
                named=frozenset(named),
                features=features_of((question.en, question.zh)),
                answer_features=features_of(text for row in answers for text in (row.text_en, row.text_zh)),
                asks_who=not words.isdisjoint(WHO_WORDS),
                asks_whose="whose" in words,
            )
        )
    return topics


def _words(folded: Iterable[str]) -> Iterable[str]:
    """Yield the English words and the Chinese characters of folded texts."""
    for text in folded:
        for run in runs(text):
            yield from run.text if run.is_chinese else (run.text,)


def _is_preferred(label: LabelRow) -> bool:
    return label.role == Label.Role.PREFERRED.value


def _sounds(labels: Iterable[LabelRow]) -> dict[str, list[int]]:
    """Map each sound to the concepts that prefer a name of that sound, else to all that have one.

    Whole syllables come before initials.
    """
    found: list[dict[str, list[int]]] = [{}, {}, {}, {}]
    for label in labels:
        for number, sound in enumerate(label.sounds):
            ids = found[2 * number + (not _is_preferred(label))].setdefault(sound, [])
            if label.concept not in ids:
                ids.append(label.concept)
    preferred, others, initials, other_initials = found
    return other_initials | initials | others | preferred
