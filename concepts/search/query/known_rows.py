"""Loads the rows that queries are understood with: all of them, or those that have changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from concepts.content.counting import Support
from concepts.evidence.claims import load_support
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.models import Concept, ConceptLink, Dimension, DimensionLabel, Question, Statement, Tag
from concepts.search.index.documents import STATEMENTS, Key, Thing
from concepts.search.index.names import Names
from concepts.search.index.words import runs
from concepts.search.query.stop_words import WHO_WORDS
from concepts.search.query.topics import ComparedConcepts, Topic, features_of
from sources.text import search_fold

DISTINCTION, FINDING = Statement.Kind.DISTINCTION.value, Statement.Kind.FINDING.value
STATEMENT_COLUMNS = ("id", "kind", "rank", "code", "question", "title_en", "title_zh", "text_en", "text_zh")


class QuestionTexts(NamedTuple):
    """A question in both languages."""

    id: int
    rank: int
    slug: str
    en: str
    zh: str


class StatementTexts(NamedTuple):
    """The titles and the text of a published statement; `question` is the id of the question that it answers."""

    id: int
    kind: str
    rank: int
    code: str
    question: int | None
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str


@dataclass(frozen=True, slots=True)
class KnownStatements:
    """What is known of statements, as in QueryVocabulary, with the topics of distinctions."""

    topics: Sequence[Topic] = ()
    findings: Sequence[ComparedConcepts] = ()
    underlying: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    texts: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


def load_statements(ids: Collection[int] | None = None) -> KnownStatements:
    """Load what is known of the published statements with these ids, or of all."""
    if ids is not None and not ids:
        return KnownStatements()
    published = Statement.objects.published().order_by("rank", "code")
    rows = published if ids is None else published.filter(id__in=ids)
    statements = [StatementTexts(*row) for row in rows.values_list(*STATEMENT_COLUMNS)]
    resting = [row.id for row in statements if row.kind in (DISTINCTION, FINDING) or row.question]
    links = load_links(resting, with_sides_below=True)
    support = load_support([row.id for row in statements if row.kind in (DISTINCTION, FINDING)])
    return KnownStatements(
        _distinction_topics(statements, links, support),
        [
            ComparedConcepts(
                row.id, frozenset(links.get(row.id, NO_LINKS).subjects), support[row.id].order, (row.rank, row.code)
            )
            for row in statements
            if row.kind == FINDING
        ],
        {statement: _underlying(links[statement], links) for statement in resting if statement in links},
        {
            (STATEMENTS[row.kind], row.id): _filled(row.title_en, row.title_zh, row.text_en, row.text_zh)
            for row in statements
        },
    )


@dataclass(frozen=True, slots=True)
class KnownQuestions:
    """What is known of questions, as in QueryVocabulary."""

    topics: Sequence[Topic] = ()
    texts: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


def load_questions(names: Names, ids: Collection[int] | None = None) -> KnownQuestions:
    """Load what is known of the published questions with these ids, or of all."""
    if ids is not None and not ids:
        return KnownQuestions()
    questions, answers = Question.objects.published(), Statement.objects.published().exclude(question=None)
    if ids is not None:
        questions, answers = questions.filter(id__in=ids), answers.filter(question__in=ids)
    rows = [QuestionTexts(*row) for row in questions.values_list("id", "rank", "slug", "text_en", "text_zh")]
    positions: dict[int, list[StatementTexts]] = defaultdict(list)
    for row in answers.order_by("rank", "code").values_list(*STATEMENT_COLUMNS):
        position = StatementTexts(*row)
        positions[position.question or 0].append(position)
    return KnownQuestions(
        _question_topics(rows, positions, names),
        {(Thing.QUESTION, row.id): _filled(row.en, row.zh) for row in rows},
    )


def load_other_names() -> tuple[str, ...]:
    """Load the names of dimensions, without hidden ones, and of tags that are used."""
    dimensions = Dimension.objects.published().order_by("rank", "slug").values_list("name_en", "name_zh")
    shown = Q(role=DimensionLabel.Role.ALTERNATIVE, dimension__status=Dimension.Status.PUBLISHED)
    labels = DimensionLabel.objects.filter(shown).order_by(
        "dimension__rank", "dimension__slug", "language", "rank", "id"
    )
    used = Q(tagged__content_object__status=Statement.Status.PUBLISHED)
    tags = Tag.objects.filter(used).distinct().values_list("name_en", "name_zh")
    return _filled(*chain.from_iterable((*dimensions, labels.values_list("text", flat=True), *tags)))


def load_scope_notes() -> dict[int, tuple[str, str]]:
    rows = Concept.objects.published().values_list("id", "scope_note_en", "scope_note_zh")
    return {concept: (en, zh) for concept, en, zh in rows}


def load_near_concepts() -> dict[int, frozenset[int]]:
    """Load the concepts near to each: those that are broader, and those that are related, either way."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for concept, other, kind in ConceptLink.objects.values_list("concept", "other", "kind"):
        near[concept].add(other)
        if kind == ConceptLink.Kind.RELATED:
            near[other].add(concept)
    return {concept: frozenset(others) for concept, others in near.items()}


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(filter(None, texts))


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
            place=(row.rank, row.code),
        )
        for row in statements
        if row.kind == DISTINCTION
    ]


def _question_topics(
    questions: Iterable[QuestionTexts], positions: Mapping[int, Sequence[StatementTexts]], names: Names
) -> list[Topic]:
    links = load_links([row.id for answers in positions.values() for row in answers])
    bases = load_links([basis for linked in links.values() for basis in linked.bases])
    topics = []
    for question in questions:
        folded = [search_fold(question.en), search_fold(question.zh)]
        named = {concept for text in folded for concept in names.concepts_in(text)}
        answers = positions.get(question.id, ())
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
                asks_who="whom" not in words and not words.isdisjoint(WHO_WORDS),
                asks_whose="whose" in words,
                place=(question.rank, question.slug),
            )
        )
    return topics


def _words(folded: Iterable[str]) -> Iterable[str]:
    """Yield the English words and the Chinese characters of folded texts."""
    for text in folded:
        for run in runs(text):
            yield from run.text if run.is_chinese else (run.text,)
