"""Reads documents from the content: for each table a reader of the versions of all rows, and of the documents of some.

Which kinds there are, and which reader each has, is in `kinds`.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from concepts.evidence.links import NO_LINKS, load_links
from concepts.models import Citation, Concept, Dimension, Label, PositionBasis, Question, Side, Statement, Tag
from concepts.search.index.documents import COPY_PRIORITY, STATEMENTS, Document, Thing
from concepts.search.index.names import Names
from concepts.search.index.words import search_fold
from sources.models import Article, Passage, Source, SourceVersion

SUPPORTS = Citation.Stance.SUPPORTS.value


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads one table, whose rows are documents of one kind or, of statements, of several.

    `versions` gives kind, id and version of each row that readers can open today; `documents` reads the rows of some
    ids, and leaves out those that are gone. Both ask a fixed number of queries.
    """

    versions: Callable[[], Iterator[tuple[Thing, int, int]]]
    documents: Callable[[Sequence[int], Names], Iterator[Document]]


def _concept_versions() -> Iterator[tuple[Thing, int, int]]:
    return ((Thing.CONCEPT, id, row_version) for id, row_version in Concept.objects.values_list("id", "row_version"))


def _concepts(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Concept.objects.with_labels().filter(id__in=ids):
        labels = sorted(row.labels.all(), key=lambda label: label.role != Label.Role.PREFERRED)
        texts = [*(label.text for label in labels), row.scope_note_en, row.scope_note_zh]
        yield Document(Thing.CONCEPT, row.id, 0 if row.core else 10, texts, concepts=[row.id])


def _question_versions() -> Iterator[tuple[Thing, int, int]]:
    positions: dict[int, list[int]] = defaultdict(list)
    rows = Statement.objects.published().exclude(question=None).order_by("id")
    row_versions = _locks_beneath()
    for question, id, row_version in rows.values_list("question", "id", "row_version"):
        positions[question] += [id, row_version, *row_versions[id]]
    for id, row_version in Question.objects.values_list("id", "row_version"):
        # Its positions are part of what a question says, and change without it.
        yield Thing.QUESTION, id, _checksum(row_version, *positions[id])


def _locks_beneath() -> dict[int, list[int]]:
    """Of distinctions and positions the versions of what they rest on, whose concepts and sources are theirs too."""
    found: dict[int, list[int]] = defaultdict(list)
    sides = Side.objects.order_by("id").values_list("distinction", "characteristic", "characteristic__row_version")
    bases = PositionBasis.objects.order_by("id").values_list("position", "statement", "statement__row_version")
    for id, other, row_version in (*sides, *bases):
        found[id] += [other, row_version]
    return found


def _checksum(*numbers: int) -> int:
    return zlib.crc32(repr(numbers).encode())


def _questions(ids: Sequence[int], names: Names) -> Iterator[Document]:
    said: dict[int, list[str]] = defaultdict(list)
    about: dict[int, dict[int, None]] = defaultdict(dict)
    rows = Statement.objects.published().filter(question__in=ids).order_by("rank", "code")
    positions = list(rows.values_list("id", "question", "text_en", "text_zh"))
    concepts = _concepts_of([row[0] for row in positions])
    for id, question, en, zh in positions:
        said[question] += [en, zh]
        about[question] |= dict.fromkeys(concepts[id])
    for row in Question.objects.filter(id__in=ids):
        named = names.concepts_in(search_fold(row.text_en)) + names.concepts_in(search_fold(row.text_zh))
        yield Document(
            Thing.QUESTION,
            row.id,
            20,
            [row.text_en, row.text_zh, *said[row.id]],
            concepts=list(dict.fromkeys((*named, *about[row.id]))),
        )


def _statement_versions() -> Iterator[tuple[Thing, int, int]]:
    row_versions = _locks_beneath()
    for kind, id, row_version in Statement.objects.published().values_list("kind", "id", "row_version"):
        yield STATEMENTS[kind], id, _checksum(row_version, *row_versions[id])


def _concepts_of(ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The concepts of statements: their own, and those of what a position rests on."""
    links = load_links(ids)
    bases = load_links([basis for one in links.values() for basis in one.bases])
    found = {}
    for id in ids:
        own = links.get(id, NO_LINKS)
        based = [concept for basis in own.bases for concept in bases.get(basis, NO_LINKS).concepts]
        found[id] = tuple(dict.fromkeys((*own.concepts, *based)))
    return found


@dataclass(slots=True)
class _Support:
    """Who speaks for a statement: articles, sources and their languages."""

    articles: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)


def count_voices(ids: Sequence[int]) -> dict[int, int]:
    """How many articles speak for each of the statements, or for what it rests on."""
    return {id: len(support.articles) for id, support in _support_of(ids).items()}


def _support_of(ids: Sequence[int]) -> dict[int, _Support]:
    """The support of statements: their own citations, those of sides, and those of what a position rests on."""
    links = load_links(ids)
    cited: dict[int, set[int]] = {id: {id} for id in ids}
    for id, one in links.items():
        cited[id] |= {*one.bases, *(characteristic for _, characteristic in one.sides)}
    rows = Citation.objects.filter(statement__id__in=set().union(*cited.values()), stance=SUPPORTS).values_list(
        "statement", "passage__article", "passage__version__source", "passage__version__language"
    )
    own: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for statement, article, source, language in rows:
        own[statement].append((article, source, language))
    found = {id: _Support() for id in ids}
    for id, statements in cited.items():
        for article, source, language in (place for statement in statements for place in own[statement]):
            found[id].articles.add(article)
            found[id].sources.add(source)
            found[id].languages.add(language)
    return found


def _statements(ids: Sequence[int], names: Names) -> Iterator[Document]:
    concepts, support = _concepts_of(ids), _support_of(ids)
    rows = Statement.objects.published().filter(id__in=ids)
    columns = ("id", "kind", "dimension", "code", "title_en", "title_zh", "text_en", "text_zh")
    for id, kind, dimension, *texts in rows.values_list(*columns):
        thing, voices = STATEMENTS[kind], support[id]
        leading = thing in (Thing.DISTINCTION, Thing.DEFINITION)
        yield Document(
            thing,
            id,
            (200 if leading else 300) - 1 - min(99, len(voices.articles)),
            texts,
            concepts=concepts[id],
            dimensions=[dimension] if dimension else [],
            sources=voices.sources,
            languages=voices.languages,
        )


def _dimension_versions() -> Iterator[tuple[Thing, int, int]]:
    return (
        (Thing.DIMENSION, id, row_version) for id, row_version in Dimension.objects.values_list("id", "row_version")
    )


def _dimensions(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Dimension.objects.filter(id__in=ids):
        texts = [row.name_en, row.name_zh, row.question_en, row.question_zh]
        yield Document(Thing.DIMENSION, row.id, 30, texts, dimensions=[row.id])


def _tag_versions() -> Iterator[tuple[Thing, int, int]]:
    used = Tag.objects.filter(tagged__content_object__status=Statement.Status.PUBLISHED).distinct()
    return ((Thing.TAG, id, row_version) for id, row_version in used.values_list("id", "row_version"))


def _tags(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Tag.objects.filter(id__in=ids):
        yield Document(Thing.TAG, row.id, 40, list(dict.fromkeys([row.name, row.name_en, row.name_zh])))


def _newest() -> dict[int, tuple[int, str]]:
    """The newest version of each source, and its language."""
    rows = SourceVersion.objects.order_by("number").values_list("source", "id", "language")
    return {source: (version, language) for source, version, language in rows}


def _source_versions() -> Iterator[tuple[Thing, int, int]]:
    with_text = _newest()
    rows = Source.objects.values_list("id", "row_version")
    return (
        (Thing.SOURCE, id, zlib.crc32(repr((row_version, with_text[id])).encode()))
        for id, row_version in rows
        if id in with_text
    )


def _sources(ids: Sequence[int], names: Names) -> Iterator[Document]:
    newest = _newest()
    for row in Source.objects.filter(id__in=list(newest)).filter(id__in=ids):
        texts = [row.title_en, row.title_zh, row.publisher]
        language = newest[row.id][1]
        yield Document(Thing.SOURCE, row.id, 40, texts, sources=[row.id], languages=[language])


def _article_versions() -> Iterator[tuple[Thing, int, int]]:
    newest = [version for version, _ in _newest().values()]
    rows = Article.objects.filter(version__in=newest)
    return ((Thing.ARTICLE, id, row_version) for id, row_version in rows.values_list("id", "row_version"))


def _articles(ids: Sequence[int], names: Names) -> Iterator[Document]:
    rows = Article.objects.filter(id__in=ids)
    columns = ("id", "version__source", "version__language", "title_en", "title_zh")
    for id, source, language, *texts in rows.values_list(*columns):
        yield Document(Thing.ARTICLE, id, 300, texts, sources=[source], languages=[language])


def shown_passages() -> Q:
    """Passages on public pages: of a source shown in excerpts only those that a published statement cites."""
    cited = Citation.objects.filter(statement__status=Statement.Status.PUBLISHED).values("passage")
    return Q(version__source__display=Source.Display.FULL) | Q(id__in=cited)


def _cited(passages: Q) -> dict[int, int]:
    """How many published statements cite each of the passages, on which its priority depends."""
    citations = Citation.objects.filter(passages, statement__status=Statement.Status.PUBLISHED)
    return defaultdict(int, citations.values_list("passage").annotate(Count("id")).order_by())


def _passage_versions() -> Iterator[tuple[Thing, int, int]]:
    cited = _cited(Q())
    rows = Passage.objects.filter(shown_passages()).values_list("id", "row_version")
    return (
        (Thing.PASSAGE, id, _checksum(row_version, cited[id])) for id, row_version in rows.iterator(chunk_size=10_000)
    )


def _passages(ids: Sequence[int], names: Names) -> Iterator[Document]:
    cited = _cited(Q(passage__id__in=ids))
    rows = Passage.objects.filter(shown_passages()).filter(id__in=ids)
    columns = ("id", "copy_of", "version__source", "version__language", "quote", "translation")
    for id, copy_of, source, language, *texts in rows.values_list(*columns):
        named = [concept for text in texts for concept in names.concepts_in(search_fold(text))]
        yield Document(
            Thing.PASSAGE,
            id,
            (COPY_PRIORITY + 100 if copy_of else COPY_PRIORITY) - 1 - min(99, cited[id]),
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
