"""Reads documents from the content: for each table a reader of the versions of all rows, and of the documents of some.

Which kinds there are, and which reader each has, is in `kinds`.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Count, Q, QuerySet

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
ThingVersion = tuple[Thing, int, int]  # kind, id and version of what readers can open
# The best priority of each kind. Statements and passages come behind it, the farther the fewer speak for them.
CORE_CONCEPT, OTHER_CONCEPT, QUESTION, DIMENSION, TAG_OR_SOURCE = 0, 10, 20, 30, 40
LEADING_STATEMENT, OTHER_STATEMENT, ARTICLE, PASSAGE = 100, 200, 300, 400
MOST_SPEAKING = 99  # articles or statements that make a difference


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads one table, whose rows are documents of one kind or, of statements, of several.

    `versions` gives kind, id and version of each row that readers can open today; `documents` reads the rows of some
    ids, and leaves out those that are gone. Both ask a fixed number of queries.
    """

    versions: Callable[[], Iterator[ThingVersion]]
    documents: Callable[[Sequence[int], Names], Iterator[Document]]


def _behind(best: int, speaking: int) -> int:
    """Return a priority from `best` to `best` + 99, the better the more articles or statements speak for something."""
    return best + MOST_SPEAKING - min(MOST_SPEAKING, speaking)


def _concept_versions() -> Iterator[ThingVersion]:
    rows = Concept.objects.published().values_list("id", "row_version")
    return ((Thing.CONCEPT, row_id, row_version) for row_id, row_version in rows)


def _concepts(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Concept.objects.published().with_labels().filter(id__in=ids):
        labels = sorted(row.labels.all(), key=lambda label: label.role != Label.Role.PREFERRED)
        texts = [*(label.text for label in labels), row.scope_note_en, row.scope_note_zh]
        yield Document(Thing.CONCEPT, row.id, CORE_CONCEPT if row.core else OTHER_CONCEPT, texts, concepts=[row.id])


def _question_versions() -> Iterator[ThingVersion]:
    positions: dict[int, list[int]] = defaultdict(list)
    rows = Statement.objects.published().exclude(question=None).order_by("id")
    row_versions = _underlying_versions()
    for question, row_id, row_version in rows.values_list("question", "id", "row_version"):
        positions[question] += [row_id, row_version, *row_versions[row_id]]
    for row_id, row_version in Question.objects.published().values_list("id", "row_version"):
        # Its positions are part of what a question says, and change without it.
        yield Thing.QUESTION, row_id, _checksum(row_version, *positions[row_id])


def _underlying_versions() -> dict[int, list[int]]:
    """Return numbers that change when what a statement stands on does: whose concepts, sources and articles it shares.

    These are, of each statement, the ids of its passages and of all that decides whether and as whose they count; and
    of a distinction, position or finding the ids, versions and passages of what it rests on.
    """
    found: dict[int, list[int]] = defaultdict(list)
    columns = ("passage", "passage__copy_of", "passage__article", "passage__article__same_as")
    cited = Citation.objects.filter(statement__status=PUBLISHED).order_by("id").values_list("statement", *columns)
    for row_id, *numbers in cited:
        found[row_id] += [number or 0 for number in numbers]
    sides = Side.objects.order_by("id").values_list("distinction", "characteristic", "characteristic__row_version")
    bases = Basis.objects.order_by("id").values_list("claim", "statement", "statement__row_version", "part")
    # First the distinctions: a position or finding may rest on one, and so on its sides.
    for row_id, other, *numbers in (*sides, *bases):
        found[row_id] += [other, *numbers, *found[other]]
    return found


def _checksum(*numbers: int) -> int:
    """Return one number that changes with any of these; the same in every process, unlike `hash` of a string."""
    return zlib.crc32(repr(numbers).encode())


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


def _statement_versions() -> Iterator[ThingVersion]:
    row_versions = _underlying_versions()
    for kind, row_id, row_version in Statement.objects.published().values_list("kind", "id", "row_version"):
        yield STATEMENTS[kind], row_id, _checksum(row_version, *row_versions[row_id])


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


def _dimension_versions() -> Iterator[ThingVersion]:
    rows = Dimension.objects.published().values_list("id", "row_version")
    return ((Thing.DIMENSION, row_id, row_version) for row_id, row_version in rows)


def _dimensions(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Dimension.objects.published().prefetch_related("labels").filter(id__in=ids):
        labels = (label.text for label in row.labels.all())
        texts = [row.name_en, row.name_zh, *labels, row.question_en, row.question_zh]
        yield Document(Thing.DIMENSION, row.id, DIMENSION, texts, dimensions=[row.id])


def _tag_versions() -> Iterator[ThingVersion]:
    used = Tag.objects.filter(tagged__content_object__status=Statement.Status.PUBLISHED).distinct()
    return ((Thing.TAG, row_id, row_version) for row_id, row_version in used.values_list("id", "row_version"))


def _tags(ids: Sequence[int], names: Names) -> Iterator[Document]:
    for row in Tag.objects.filter(id__in=ids):
        yield Document(Thing.TAG, row.id, TAG_OR_SOURCE, list(dict.fromkeys([row.name, row.name_en, row.name_zh])))


def _newest() -> dict[int, tuple[int, str]]:
    """Return the newest published version of each source, and its language."""
    rows = SourceVersion.objects.published().order_by("number").values_list("source", "id", "language")
    return {source: (version, language) for source, version, language in rows}


def _source_versions() -> Iterator[ThingVersion]:
    with_text = _newest()
    rows = Source.objects.published().values_list("id", "row_version")
    return (
        (Thing.SOURCE, row_id, zlib.crc32(repr((row_version, with_text[row_id])).encode()))
        for row_id, row_version in rows
        if row_id in with_text
    )


def _sources(ids: Sequence[int], names: Names) -> Iterator[Document]:
    newest = _newest()
    for row in Source.objects.published().filter(id__in=list(newest)).filter(id__in=ids):
        texts = [row.title_en, row.title_zh, row.publisher]
        language = newest[row.id][1]
        yield Document(Thing.SOURCE, row.id, TAG_OR_SOURCE, texts, sources=[row.id], languages=[language])


def _article_versions() -> Iterator[ThingVersion]:
    newest = [version for version, _ in _newest().values()]
    rows = shown_articles().filter(version__in=newest)
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


def _passage_versions() -> Iterator[ThingVersion]:
    cited = _cited(Q())
    rows = Passage.objects.filter(shown_passages()).values_list("id", "row_version")
    return (
        (Thing.PASSAGE, row_id, _checksum(row_version, cited[row_id]))
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
