"""Load a page of the sentences that texts offer, or of those that somebody dismissed, each with what it may be for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest, Substr
from django.urls import reverse

from concepts.admin.marking_panel import FROM, TO
from concepts.models import Concept, Dimension
from concepts.workbench.models import DismissedSentence, OfferedSentence, OfferKind
from concepts.workbench.offers.likely import LikelyStatements, SentenceWords, load_comparable
from concepts.workbench.offers.scanning import newest_versions
from sources.content_row import RowStatus
from sources.languages import Language, Text, in_language
from sources.models import SourceVersion

ON_A_PAGE = 25
MOST_LISTED = 1_000  # sentences that are counted and paged through; whoever has more narrows the list
AROUND = 60  # code points shown before and after a sentence
LONGEST_STATEMENT = 160
LONGEST_NAME = 90  # code points of a sentence on the home page


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """What the list is narrowed to; None and "" are all."""

    source: int | None = None
    language: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A row with its name and the address of its page in the admin."""

    name: Text
    address: str


@dataclass(frozen=True, slots=True)
class LikelySupport:
    """A statement that a sentence may support: its name, form and code, and where to cite the sentence for it."""

    name: Text
    address: str
    code: str
    accept: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An open sentence: its words with some around them, what it seems to do and speak of, and where it leads.

    `statements` are those that it may support. `place` is its address for readers, empty while they see no
    text.
    """

    id: int
    before: Text
    words: Text
    after: Text
    kinds: tuple[OfferKind, ...]
    concepts: tuple[NamedPage, ...]
    dimensions: tuple[NamedPage, ...]
    statements: tuple[LikelySupport, ...]
    source: NamedPage
    article: Text
    accept: str
    place: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A dismissed sentence: its words, why, by whom and when; `words` is empty where its text is withheld."""

    id: int
    words: Text
    reason: str
    by: str
    at: datetime
    source: NamedPage


def find_open(wanted: OfferFilter) -> list[int]:
    """Return the ids of at most MOST_LISTED open sentences and one more, in the order of their texts; one query."""
    rows = OfferedSentence.objects.open()
    if wanted.source:
        rows = rows.filter(version__source=wanted.source)
    if wanted.language:
        rows = rows.filter(version__language=wanted.language)
    if wanted.kind:
        rows = rows.filter(**{wanted.kind: True})
    return list(rows.order_by("version", "start").values_list("pk", flat=True)[: MOST_LISTED + 1])


def load_offers(ids: Sequence[int]) -> list[Offer]:
    """Load open sentences in this order; a fixed number of queries."""
    texts = _with_words(OfferedSentence.objects.filter(pk__in=ids).select_related("version__source", "article"))
    rows = {row.pk: row for row in texts}
    kept = [rows[pk] for pk in ids if pk in rows]
    named = {concept for row in kept for concept in row.concepts}
    concepts = {row.pk: _named(row, row.name) for row in Concept.objects.filter(pk__in=named).with_labels()}
    about = {dimension for row in kept for dimension in row.dimensions}
    dimensions = {row.pk: _named(row, row.name) for row in Dimension.objects.filter(pk__in=about)}
    likely = load_comparable(named) if named else LikelyStatements(())
    return [_offer(row, concepts, dimensions, likely) for row in kept]


def _offer(
    row: OfferedSentence,
    concepts: Mapping[int, NamedPage],
    dimensions: Mapping[int, NamedPage],
    likely: LikelyStatements,
) -> Offer:
    version, lang = row.version, row.version.lang
    before, words, after = _parts(row)
    sentence = SentenceWords(words, Language(version.language), tuple(row.concepts))
    return Offer(
        id=row.pk,
        before=Text(before, lang),
        words=Text(words, lang),
        after=Text(after, lang),
        kinds=row.kinds,
        concepts=_known(concepts, row.concepts),
        dimensions=_known(dimensions, row.dimensions),
        statements=tuple(_statement(row, likely, pk) for pk in likely.find(sentence)),
        source=_source(version),
        article=in_language(row.article, "title"),
        accept=accept_address(row),
        place=_place(version, row.start, row.end),
    )


def name_offers(ids: Sequence[int]) -> list[tuple[Text, str, str]]:
    """Return the words of open sentences, shortened, with their forms and the titles of their sources; one query."""
    rows = _with_words(OfferedSentence.objects.filter(pk__in=ids).select_related("version__source"))
    named = {
        row.pk: (
            Text(_parts(row)[1], row.version.lang).shortened(LONGEST_NAME),
            accept_address(row),
            str(row.version.source.title),
        )
        for row in rows
    }
    return [named[pk] for pk in ids if pk in named]


def accept_address(row: OfferedSentence, *, statement: int | None = None) -> str:
    """Return the address at which a sentence is marked, with the panel filled in; one statement may be chosen there."""
    query: dict[str, int | list[int]] = {FROM: row.start, TO: row.end, "concepts": row.concepts}
    if row.dimensions:
        query["dimension"] = row.dimensions[0]
    if statement is not None:
        query["statement"] = statement
    return reverse("admin:sources_article_mark", args=[row.article_id], query=query)


def list_dismissed(wanted: OfferFilter) -> "QuerySet[DismissedSentence]":
    """Return the dismissed sentences, the last first."""
    rows = DismissedSentence.objects.select_related("version__source")
    if wanted.source:
        rows = rows.filter(version__source=wanted.source)
    if wanted.language:
        rows = rows.filter(version__language=wanted.language)
    return rows.order_by("-at", "-pk")


def load_dismissed(rows: "QuerySet[DismissedSentence]", *, reads_withheld: bool) -> list[Dismissed]:
    """Load dismissed sentences; one query. Words of a withheld text are only for those who read such."""
    return [
        Dismissed(
            id=row.pk,
            words=Text("" if row.version.source.withheld and not reads_withheld else _parts(row)[1], row.version.lang),
            reason=row.get_reason_display(),
            by=row.by_name,
            at=row.at,
            source=_source(row.version),
        )
        for row in _with_words(rows)
    ]


def list_sources() -> list[tuple[int, Text]]:
    """Return the sources whose texts can offer sentences, by id, in their order; one query."""
    versions = newest_versions().select_related("source").order_by("source__rank", "source__slug")
    return [(version.source_id, version.source.title) for version in versions]


def _with_words(rows: QuerySet) -> QuerySet:
    """Return the rows with the words of their sentence and around it, which the database cuts out of the text."""
    first = Greatest(F("start") - AROUND, Value(0))
    return rows.annotate(
        first=first, stretch=Substr("version__source_text__text", first + 1, F("end") - first + AROUND)
    )


def _parts(row: OfferedSentence | DismissedSentence) -> tuple[str, str, str]:
    """Return what stands before a sentence, the sentence, and what stands behind it, each on one line."""
    start, end = row.start - row.first, row.end - row.first
    pieces = (row.stretch[:start], row.stretch[start:end], row.stretch[end:])
    before, words, after = (" ".join(piece.split()) for piece in pieces)
    return (
        (f"…{before}" if row.first and before else before),
        words,
        (f"{after}…" if len(pieces[2]) == AROUND else after),
    )


def _named(row: Concept | Dimension, name: Text) -> NamedPage:
    return NamedPage(name, reverse(f"admin:concepts_{row._meta.model_name}_change", args=[row.pk]))


def _source(version: SourceVersion) -> NamedPage:
    return NamedPage(version.source.title, reverse("admin:sources_source_change", args=[version.source_id]))


def _place(version: SourceVersion, start: int, end: int) -> str:
    is_seen = version.status == version.source.status == RowStatus.PUBLISHED
    return reverse("pages:passage", args=[version.source.slug, version.number, start, end]) if is_seen else ""


def _known(rows: Mapping[int, NamedPage], ids: Iterable[int]) -> tuple[NamedPage, ...]:
    return tuple(rows[pk] for pk in ids if pk in rows)  # others are gone or merged


def _statement(sentence: OfferedSentence, likely: LikelyStatements, statement: int) -> LikelySupport:
    row = likely.row(statement)
    text = in_language(row, "text").shortened(LONGEST_STATEMENT)
    address = reverse(f"admin:concepts_{row.kind}_change", args=[row.id])
    name = Text(f"{row.code} · {text}", text.lang)
    return LikelySupport(name, address, row.code, accept_address(sentence, statement=statement))
