"""Loads things of each kind, and makes their results: by which texts each is ranked, and what readers see of it.

Which kinds there are, and which loader each has, is in `kinds`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Substr

from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.statement_rows import StatementRow, load_rows
from concepts.models import Dimension, Question, Statement, Tag
from concepts.pages.sources.marked_place import marked_address
from concepts.search.index.document_readers import PUBLISHED, shown_articles, shown_passages
from concepts.search.index.documents import STATEMENTS, Key, TextPlace, Thing
from concepts.search.index.uncited_texts import article_of
from concepts.search.results.answers import CitedPlace, Hit
from concepts.search.results.context import SearchContext
from concepts.search.results.hits import NO_SNIPPET, HitBuilder
from concepts.search.results.score import CandidateTexts
from sources.anchoring import Span
from sources.facts import Shown
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.models import Article, Passage, Source, SourceText

NO_ID = (0,)


class FoundThing(Protocol):
    """One thing that was found, with the row that its result is made from."""

    @property
    def key(self) -> Key:
        """Its kind and its id."""

    @property
    def texts(self) -> CandidateTexts:
        """The texts by which it is ranked, in both languages."""

    def make_hit(self, builder: HitBuilder) -> Hit:
        """Return its result, without what `HitBuilder.complete` adds."""


class WantedThing(NamedTuple):
    """A thing that is to be loaded; `place` is known of a text that nobody cites."""

    thing: Thing
    id: int
    place: TextPlace | None = None


# Loads things, in one query or two, or none; leaves out what readers cannot open any more.
Loader = Callable[[Sequence[WantedThing], SearchContext], Iterable[FoundThing]]


def ids_of(wanted: Iterable[WantedThing]) -> list[int]:
    """Return the ids of rows, and one that no row has: so a query is made whatever was found."""
    return [*NO_ID, *(one.id for one in wanted)]


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept with its names and scope notes."""

    named: NamedConcept
    texts: CandidateTexts

    @property
    def key(self) -> Key:
        return Thing.CONCEPT, self.named.id

    def make_hit(self, builder: HitBuilder) -> Hit:
        named = self.named
        other = builder.title(named.other_name) if named.other_name else NO_SNIPPET
        note = builder.wording.text(*self.texts.others) if any(self.texts.others) else None
        return Hit(Thing.CONCEPT.type, named.slug, named.address, builder.title(named.name), other, note=note)


def load_concepts(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    names, notes, by_id = context.vocabulary.names_of, context.vocabulary.scope_notes, context.concept_names.by_id
    return [
        FoundConcept(by_id[one.id], CandidateTexts(names.get(one.id, ()), notes.get(one.id, ())))
        for one in wanted
        if one.id in by_id
    ]


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question, without its positions."""

    row: Question

    @property
    def key(self) -> Key:
        return Thing.QUESTION, self.row.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((self.row.text_en, self.row.text_zh))

    def make_hit(self, builder: HitBuilder) -> Hit:
        row = self.row
        snippet, found = builder.mark(builder.wording.other(row.text_en, row.text_zh))
        return Hit(
            type=Thing.QUESTION.type,
            id=row.slug,
            address=row.get_absolute_url(),
            title=builder.title(row.text),
            snippet=snippet if found else NO_SNIPPET,
        )


def load_questions(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    return map(FoundQuestion, Question.objects.published().filter(id__in=ids_of(wanted)))


@dataclass(frozen=True, slots=True)
class FoundDimension:
    """A dimension with the question that it answers."""

    row: Dimension

    @property
    def key(self) -> Key:
        return Thing.DIMENSION, self.row.id

    @property
    def texts(self) -> CandidateTexts:
        labels = (label.text for label in self.row.labels.all())
        return CandidateTexts(
            (self.row.name_en, self.row.name_zh, *labels), (self.row.question_en, self.row.question_zh)
        )

    def make_hit(self, builder: HitBuilder) -> Hit:
        row = self.row
        title, snippet = builder.title(row.name), builder.mark(row.question)[0]
        return Hit(Thing.DIMENSION.type, row.slug, row.get_absolute_url(), title, snippet)


def load_dimensions(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    rows = context.facet_values.dimensions
    return [FoundDimension(rows[one.id]) for one in wanted if one.id in rows]


@dataclass(frozen=True, slots=True)
class FoundTag:
    """A tag with its names."""

    row: Tag

    @property
    def key(self) -> Key:
        return Thing.TAG, self.row.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((self.row.name_en, self.row.name_zh, self.row.name))

    def make_hit(self, builder: HitBuilder) -> Hit:
        row = self.row
        return Hit(Thing.TAG.type, row.slug, row.get_absolute_url(), builder.title(row.title), NO_SNIPPET)


def load_tags(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    rows = context.facet_values.tags
    return [FoundTag(rows[one.id]) for one in wanted if one.id in rows and rows[one.id].get_absolute_url()]


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A source by its titles."""

    row: Source

    @property
    def key(self) -> Key:
        return Thing.SOURCE, self.row.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((self.row.title_en, self.row.title_zh))

    def make_hit(self, builder: HitBuilder) -> Hit:
        row = self.row
        return Hit(Thing.SOURCE.type, row.slug, row.get_absolute_url(), builder.title(row.title), NO_SNIPPET)


def load_sources(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    rows = context.facet_values.sources
    return [FoundSource(rows[one.id]) for one in wanted if one.id in rows]


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement of any kind, without its evidence, which the builder has."""

    row: StatementRow

    @property
    def key(self) -> Key:
        return STATEMENTS[self.row.kind], self.row.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((self.row.title_en, self.row.title_zh), (self.row.text_en, self.row.text_zh))

    def make_hit(self, builder: HitBuilder) -> Hit:
        return builder.statement_hit(self.row.id)


def load_statements(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    return map(FoundStatement, load_rows(Statement.objects.published().filter(id__in=ids_of(wanted))))


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article, with its version and source."""

    row: Article

    @property
    def key(self) -> Key:
        return Thing.ARTICLE, self.row.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((self.row.title_en, self.row.title_zh))

    def make_hit(self, builder: HitBuilder) -> Hit:
        row, source, version = self.row, self.row.version.source, self.row.version.number
        address = builder.article_address(source.slug, version, row.number)
        return Hit(
            type=Thing.ARTICLE.type,
            id=f"{source.slug}/v{version}/{row.number}",
            address=address,
            title=builder.title(row.title),
            snippet=NO_SNIPPET,
            citations=(CitedPlace(source.slug, source.title, row.title, version, row.start, row.end, address),),
        )


@dataclass(frozen=True, slots=True)
class FoundUncitedText:
    """Words of an article that nobody cites; `row` is the article, with its version and source."""

    id: int
    row: Article
    place: TextPlace
    words: str

    @property
    def key(self) -> Key:
        return Thing.UNCITED_TEXT, self.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((), (self.words,))

    def make_hit(self, builder: HitBuilder) -> Hit:
        row, version, place = self.row, self.row.version, self.place
        source, span = version.source, Span(place.start, place.end)
        passage = builder.passage_address(source.slug, version.number, *span)
        return Hit(
            type=Thing.UNCITED_TEXT.type,
            id=f"{source.slug}/v{version.number}/{place.start}-{place.end}",
            address=marked_address(builder.article_address(source.slug, version.number, row.number), span),
            title=NO_SNIPPET,
            snippet=builder.title(Text(self.words, version.lang)),
            citations=(CitedPlace(source.slug, source.title, row.title, version.number, *span, passage),),
        )


def load_articles(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    """Load articles, and texts in them that nobody cites: two queries, the second for the words of these."""
    uncited = [(one, one.place) for one in wanted if one.place]
    articles = {one.id for one in wanted if not one.place}
    ids = [*NO_ID, *articles, *(article_of(one.id) for one, _place in uncited)]
    by_id = {row.id: row for row in shown_articles().select_related("version__source").filter(id__in=ids)}
    shown = [
        (one, by_id[article_of(one.id)], place)
        for one, place in uncited
        if article_of(one.id) in by_id and by_id[article_of(one.id)].version.source.shown == Shown.FULL
    ]
    words = _load_words([(row.version_id, place) for _one, row, place in shown])
    return [
        *(FoundArticle(by_id[row_id]) for row_id in articles if row_id in by_id),
        *(FoundUncitedText(one.id, row, place, words[row.version_id, place]) for one, row, place in shown),
    ]


def _load_words(places: Sequence[tuple[int, TextPlace]]) -> dict[tuple[int, TextPlace], str]:
    """Load the words at places of versions; one query, which reads each text from the first to the last."""
    firsts: dict[int, int] = {}
    lasts: dict[int, int] = {}
    for version, place in places:
        firsts[version] = min(place.start, firsts.get(version, place.start))
        lasts[version] = max(place.end, lasts.get(version, place.end))
    parts = [
        When(version=version, then=Substr("text", first + 1, lasts[version] - first))
        for version, first in firsts.items()
    ]
    rows = SourceText.objects.filter(version__in=[*NO_ID, *firsts])
    texts = dict(rows.values_list("version", Case(*parts, default=Value(""), output_field=TextField())))
    return {
        (version, place): texts[version][place.start - firsts[version] : place.end - firsts[version]]
        for version, place in places
    }


PASSAGE_COLUMNS = (
    "id", "start", "end", "quote", "translation", "version__number", "version__language", "version__source__slug",
    "version__source__title_en", "version__source__title_zh", "article__title_en", "article__title_zh",
)  # fmt: skip

CITING_COLUMNS = ("citations__statement", "citations__statement__status")


class FoundPassage(NamedTuple):
    """A passage and where it stands, as one query gives it; the columns are PASSAGE_COLUMNS.

    The translation is empty where no published statement cites the passage: readers are not to see it yet.
    """

    id: int
    start: int
    end: int
    quote: str
    translation: str
    version: int
    language: str
    source: str
    source_en: str
    source_zh: str
    article_en: str
    article_zh: str
    cited_by: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        return Thing.PASSAGE, self.id

    @property
    def texts(self) -> CandidateTexts:
        return CandidateTexts((), (self.quote, self.translation))

    def overlaps(self, other: "FoundPassage") -> bool:
        """Whether both have a part of one text in common."""
        same = (self.source, self.version) == (other.source, other.version)
        return same and self.start < other.end and other.start < self.end

    def make_hit(self, builder: HitBuilder) -> Hit:
        language = Language(self.language)
        quote, translation = Text(self.quote, HTML_LANG[language]), Text(self.translation, HTML_LANG[OTHER[language]])
        original, in_original = builder.mark(quote)
        other, in_translation = builder.mark(translation)
        # Where both show as much of the query, the one in the reader's language.
        is_nearer = in_translation > in_original or (
            in_translation == in_original > 0 and translation.lang == HTML_LANG[reader_language()]
        )
        translated = is_nearer and bool(translation)
        place = self.make_place(builder)
        return Hit(
            type=Thing.PASSAGE.type,
            id=f"{self.source}/v{self.version}/{self.start}-{self.end}",
            address=place.address,
            title=NO_SNIPPET,
            snippet=other if translated else original,
            citations=(place,),
            translated=translated,
        )

    def make_place(self, builder: HitBuilder) -> CitedPlace:
        """Return where it stands."""
        return CitedPlace(
            source=self.source,
            title=builder.wording.text(self.source_en, self.source_zh),
            article=builder.wording.text(self.article_en, self.article_zh),
            version=self.version,
            start=self.start,
            end=self.end,
            address=builder.passage_address(self.source, self.version, self.start, self.end),
        )


def load_passages(wanted: Sequence[WantedThing], context: SearchContext) -> Iterable[FoundThing]:
    rows = Passage.objects.filter(shown_passages(), id__in=ids_of(wanted)).order_by("id", "citations")
    found: dict[int, FoundPassage] = {}
    for *row, statement, status in rows.values_list(*PASSAGE_COLUMNS, *CITING_COLUMNS):
        passage = found.get(row[0]) or FoundPassage(*row)
        citing = (statement,) if status == PUBLISHED else ()
        found[passage.id] = passage._replace(cited_by=(*passage.cited_by, *citing))
    return [passage if passage.cited_by else passage._replace(translation="") for passage in found.values()]
