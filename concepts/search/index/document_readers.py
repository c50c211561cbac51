"""Reads documents from the content: for each table a reader of the versions of all rows, and of the documents of some.

Which kinds there are, and which reader each has, is in `kinds`.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet

from concepts.evidence.claims import load_support, stand_on
from concepts.evidence.links import NO_LINKS, load_links
from concepts.models import Basis, Citation, Concept, Dimension, Label, Question, Side, Statement, Tag
from concepts.search.index.documents import COPY_PRIORITY, STATEMENTS, Document, Thing
from concepts.search.index.names import Names
from sources.content_row import RowStatus
from sources.models import Article, Passage, Source, SourceVersion
from sources.showing import shows_no_words, shows_whole_text
from sources.text import search_fold

SUPPORTS = Citation.Stance.SUPPORTS.value
PUBLISHED = RowStatus.PUBLISHED.value
NAMING = (Thing.QUESTION, Thing.PASSAGE)  # documents that are about the concepts which their texts name
Ids = Collection[int] | None  # of rows of a table; None for all of them
ThingVersion = tuple[Thing, int, int]  # kind, id and version of what readers can open
# The best priority of each kind. Statements and passages come behind it, the farther the fewer speak for them.
CORE_CONCEPT, OTHER_CONCEPT, QUESTION, DIMENSION, TAG_OR_SOURCE = 0, 10, 20, 30, 40
LEADING_STATEMENT, OTHER_STATEMENT, ARTICLE, PASSAGE = 100, 200, 300, 400
AnyModel = TypeVar("AnyModel", bound=Model)
MOST_SPEAKING = 99  # articles or statements that make a difference


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads one table, whose rows are documents of one kind or, of statements, of several.

    `versions` gives kind, id and version of each row that readers can open today, or of those with some ids; what makes
    a version another one is known to `touched_keys`, too. `documents` reads the rows of some ids, and leaves out those
    that are gone. Both ask a fixed number of queries.
    """

    versions: Callable[[Ids], Iterator[ThingVersion]]
    documents: Callable[[Sequence[int], Names], Iterator[Document]]


def _behind(best: int, speaking: int) -> int:
    """Return a priority from `best` to `best` + 99, the better the more articles or statements speak for something."""
    return best + MOST_SPEAKING - min(MOST_SPEAKING, speaking)


def _concept_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    rows = among(Concept.objects.published(), ids).values_list("id", "row_version")
    return ((Thing.CONCEPT, row_id, row_version) for row_id, row_version in rows)


def _concepts(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Concept.objects.published().with_labels().filter(id__in=ids):
        labels = sorted(row.labels.all(), key=lambda label: label.role != Label.Role.PREFERRED)
        texts = [*(label.text for label in labels), row.scope_note_en, row.scope_note_zh]
        yield Document(Thing.CONCEPT, row.id, CORE_CONCEPT if row.core else OTHER_CONCEPT, texts, concepts=[row.id])


def _question_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    positions: dict[int, list[int]] = defaultdict(list)
    answers = among(Statement.objects.published().exclude(question=None), ids, "question").order_by("id")
    rows = list(answers.values_list("question", "id", "row_version"))
    row_versions = _underlying_versions(None if ids is None else [row_id for _question, row_id, _version in rows])
    for question, row_id, row_version in rows:
        positions[question] += [row_id, row_version, *row_versions[row_id]]
    for row_id, row_version in among(Question.objects.published(), ids).values_list("id", "row_version"):
        # Its positions are part of what a question says, and change without it.
        yield Thing.QUESTION, row_id, checksum(row_version, *positions[row_id])


def _underlying_versions(ids: Ids = None) -> dict[int, list[int]]:
    """Return numbers that change when what a statement stands on does: whose concepts, sources and articles it shares.

    These are, of each statement, the ids of its passages and of all that decides whether and as whose they count; and
    of a distinction, position or finding the ids, versions and passages of what it rests on.
    """
    found: dict[int, list[int]] = defaultdict(list)
    ids = None if ids is None else _with_those_below(ids)
    columns = ("passage", "passage__copy_of", "passage__article", "passage__article__same_as")
    cited = among(Citation.objects.filter(statement__status=PUBLISHED), ids, "statement").order_by("id")
    for row_id, *numbers in cited.values_list("statement", *columns):
        found[row_id] += [number or 0 for number in numbers]
    sides = among(Side.objects.order_by("id"), ids, "distinction")
    bases = among(Basis.objects.order_by("id"), ids, "claim")
    # First the distinctions: a position or finding may rest on one, and so on its sides.
    for row_id, other, *numbers in (
        *sides.values_list("distinction", "characteristic", "characteristic__row_version"),
        *bases.values_list("claim", "statement", "statement__row_version", "part"),
    ):
        found[row_id] += [other, *numbers, *found[other]]
    return found


def _with_those_below(ids: Collection[int]) -> set[int]:
    """Return statements with all that they stand on: sides of distinctions, and what claims rest on."""
    found, new = set(ids), set(ids)
    while new:
        sides = Side.objects.filter(distinction__in=new).values_list("characteristic", flat=True)
        bases = Basis.objects.filter(claim__in=new).values_list("statement", flat=True)
        new = {*sides, *bases} - found
        found |= new
    return found


def among(rows: "QuerySet[AnyModel]", ids: Ids, column: str = "id") -> "QuerySet[AnyModel]":
    """Return the rows with one of the ids in a column, or all."""
    return rows if ids is None else rows.filter(**{f"{column}__in": ids})


def checksum(*values: int | str) -> int:
    """Return one number that changes with any of these; the same in every process, unlike `hash` of a string."""
    return zlib.crc32(repr(values).encode())


def _questions(ids: Sequence[int], names: Names) -> Iterator[Document]:
    position_texts: dict[int, list[str]] = defaultdict(list)
    about: dict[int, dict[int, None]] = defaultdict(dict)
    rows = Statement.objects.published().filter(question__in=ids).order_by("rank", "code")
    positions = list(rows.values_list("id", "question", "text_en", "text_zh"))
    concepts = _concepts_of([row[0] for row in positions])
    for row_id, question, en, zh in positions:
        position_texts[question] += [en, zh]
        about[question] |= dict.fromkeys(concepts[row_id])
    for row in Question.objects.published().filter(id__in=ids):
        named = names.concepts_in(search_fold(row.text_en)) + names.concepts_in(search_fold(row.text_zh))
        yield Document(
            Thing.QUESTION,
            row.id,
            QUESTION,
            [row.text_en, row.text_zh, *position_texts[row.id]],
            concepts=list(dict.fromkeys((*named, *about[row.id]))),
        )


def _statement_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    row_versions = _underlying_versions(ids)
    rows = among(Statement.objects.published(), ids).values_list("kind", "id", "row_version")
    for kind, row_id, row_version in rows:
        yield STATEMENTS[kind], row_id, checksum(row_version, *row_versions[row_id])


def _concepts_of(ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return the concepts of each statement: its own, and for a position or finding those of what it rests on."""
    links = load_links(ids)
    bases = load_links([basis for linked in links.values() for basis in linked.bases])
    found = {}
    for row_id in ids:
        own = links.get(row_id, NO_LINKS)
        based = [concept for basis in own.bases for concept in bases.get(basis, NO_LINKS).concepts]
        found[row_id] = tuple(dict.fromkeys((*own.concepts, *based)))
    return found


@dataclass(slots=True)
class _Facets:
    """By what a statement can be narrowed down: ids of sources that support it, and the languages of these."""

    sources: set[int] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)


def _facets_of(ids: Sequence[int]) -> dict[int, _Facets]:
    """Return the facets of each statement: by its own citations, and by those of all that it stands on."""
    links = load_links(ids, with_sides_below=True)
    cited = {row_id: stand_on([row_id], links) for row_id in ids}
    rows = Citation.objects.filter(statement__id__in=set().union(*cited.values()), stance=SUPPORTS)
    own: dict[int, list[tuple[int, str]]] = defaultdict(list)
    columns = ("statement", "passage__version__source", "passage__version__language")
    for statement, source, language in rows.values_list(*columns):
        own[statement].append((source, language))
    found = {row_id: _Facets() for row_id in ids}
    for row_id, statements in cited.items():
        for source, language in chain.from_iterable(own[statement] for statement in statements):
            found[row_id].sources.add(source)
            found[row_id].languages.add(language)
    return found


def _statements(ids: Sequence[int], names: Names) -> Iterator[Document]:
    concepts, facets, support = _concepts_of(ids), _facets_of(ids), load_support(ids)
    rows = Statement.objects.published().filter(id__in=ids)
    columns = ("id", "kind", "dimension", "code", "title_en", "title_zh", "text_en", "text_zh")
    for row_id, kind, dimension, *texts in rows.values_list(*columns):
        thing = STATEMENTS[kind]
        leading = thing in (Thing.FINDING, Thing.DISTINCTION, Thing.DEFINITION)
        yield Document(
            thing,
            row_id,
            _behind(LEADING_STATEMENT if leading else OTHER_STATEMENT, support[row_id].whole.count),
            texts,
            concepts=concepts[row_id],
            dimensions=[dimension] if dimension else [],
            sources=facets[row_id].sources,
            languages=facets[row_id].languages,
        )


def _dimension_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    rows = among(Dimension.objects.published(), ids).values_list("id", "row_version")
    return ((Thing.DIMENSION, row_id, row_version) for row_id, row_version in rows)


def _dimensions(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Dimension.objects.published().prefetch_related("labels").filter(id__in=ids):
        labels = (label.text for label in row.labels.all())
        texts = [row.name_en, row.name_zh, *labels, row.question_en, row.question_zh]
        yield Document(Thing.DIMENSION, row.id, DIMENSION, texts, dimensions=[row.id])


def _tag_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    used = Tag.objects.filter(tagged__content_object__status=Statement.Status.PUBLISHED).distinct()
    rows = among(used, ids).values_list("id", "row_version")
    return ((Thing.TAG, row_id, row_version) for row_id, row_version in rows)


def _tags(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Tag.objects.filter(id__in=ids):
        yield Document(Thing.TAG, row.id, TAG_OR_SOURCE, list(dict.fromkeys([row.name, row.name_en, row.name_zh])))


def newest_versions(sources: Ids = None) -> dict[int, tuple[int, str]]:
    """Return the newest published version of each source, or of each of these, and its language."""
    rows = among(SourceVersion.objects.published(), sources, "source").order_by("number")
    return {source: (version, language) for source, version, language in rows.values_list("source", "id", "language")}


def _source_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    with_text = newest_versions(ids)
    rows = among(Source.objects.published(), ids).values_list("id", "row_version")
    return (
        (Thing.SOURCE, row_id, zlib.crc32(repr((row_version, with_text[row_id])).encode()))
        for row_id, row_version in rows
        if row_id in with_text
    )


def _sources(ids: Sequence[int], names: Names) -> Iterator[Document]:
    newest = newest_versions(ids)
    for row in Source.objects.published().filter(id__in=list(newest)):
        texts = [row.title_en, row.title_zh, row.publisher]
        language = newest[row.id][1]
        yield Document(Thing.SOURCE, row.id, TAG_OR_SOURCE, texts, sources=[row.id], languages=[language])


def _article_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    shown = among(shown_articles(), ids)
    sources = None if ids is None else set(shown.values_list("version__source", flat=True))
    rows = shown.filter(version__in=[version for version, _ in newest_versions(sources).values()])
    return ((Thing.ARTICLE, row_id, row_version) for row_id, row_version in rows.values_list("id", "row_version"))


def shown_articles() -> QuerySet[Article]:
    """Return the articles on public pages: those that are published, of published texts."""
    return Article.objects.published().filter(version__status=PUBLISHED, version__source__status=PUBLISHED)


def _articles(ids: Sequence[int], names: Names) -> Iterator[Document]:
    rows = shown_articles().filter(id__in=ids)
    columns = ("id", "version__source", "version__language", "title_en", "title_zh")
    for row_id, source, language, *texts in rows.values_list(*columns):
        yield Document(Thing.ARTICLE, row_id, ARTICLE, texts, sources=[source], languages=[language])


def shown_passages() -> Q:
    """Return what selects passages on public pages: of a source shown in excerpts only those that are cited.

    Only citations of published statements count. Of a source that shows no words there are none, and none of a text or
    an article in draft. The translation of a passage that is not cited is not shown.
    """
    cited = Citation.objects.filter(statement__status=Statement.Status.PUBLISHED).values("passage")
    public = Q(article__status=PUBLISHED, version__status=PUBLISHED, version__source__status=PUBLISHED)
    may_be_shown = shows_whole_text("version__source") | Q(id__in=cited)
    return public & may_be_shown & ~shows_no_words("version__source")


def _cited(passages: Q) -> dict[int, int]:
    """Return how many published statements cite each of the passages."""
    citations = Citation.objects.filter(passages, statement__status=Statement.Status.PUBLISHED)
    return defaultdict(int, citations.values_list("passage").annotate(Count("id")).order_by())


def _passage_versions(ids: Ids = None) -> Iterator[ThingVersion]:
    cited = _cited(Q() if ids is None else Q(passage__id__in=ids))
    rows = among(Passage.objects.filter(shown_passages()), ids).values_list("id", "row_version")
    return (
        (Thing.PASSAGE, row_id, checksum(row_version, cited[row_id]))
        for row_id, row_version in rows.iterator(chunk_size=10_000)
    )


def _passages(ids: Sequence[int], names: Names) -> Iterator[Document]:
    cited = _cited(Q(passage__id__in=ids))
    rows = Passage.objects.filter(shown_passages()).filter(id__in=ids)
    columns = ("id", "copy_of", "version__source", "version__language", "quote", "translation")
    for row_id, copy_of, source, language, quote, translation in rows.values_list(*columns):
        texts = [quote, translation if cited[row_id] else ""]
        named = [concept for text in texts for concept in names.concepts_in(search_fold(text))]
        yield Document(
            Thing.PASSAGE,
            row_id,
            _behind(COPY_PRIORITY if copy_of else PASSAGE, cited[row_id]),
            texts,
            concepts=list(dict.fromkeys(named)),
            sources=[source],
            languages=[language],
        )


CONCEPTS = DocumentReader(_concept_versions, _concepts)
QUESTIONS = DocumentReader(_question_versions, _questions)
DIMENSIONS = DocumentReader(_dimension_versions, _dimensions)
TAGS = DocumentReader(_tag_versions, _tags)
SOURCES = DocumentReader(_source_versions, _sources)
ALL_STATEMENTS = DocumentReader(_statement_versions, _statements)
ARTICLES = DocumentReader(_article_versions, _articles)
PASSAGES = DocumentReader(_passage_versions, _passages)
