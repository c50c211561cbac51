"""Load what the page tells of the places where parts of a quote are found, for all parts together."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from concepts.evidence.concept_names import NamedConcept
from concepts.models import Citation, Statement
from concepts.pages.quotes.support import load_support
from concepts.pages.quotes.text_index import FoundPlace
from concepts.pages.quotes.texts import KnownTexts, OriginKind, TextOrigin
from concepts.pages.sources.notes import PassageUse, load_uses
from sources.anchoring import Span
from sources.facts import name_credit
from sources.languages import HTML_LANG, Text
from sources.models import Article, Passage, SourceVersion
from sources.text import LINE_END

CONTEXT = 60  # code points shown on either side of a place
Place = FoundPlace[TextOrigin]


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """A place in a source: its words, with what stands around them in the same line, and the statements that cite it.

    `address` is its page as a passage. Of words that are a translation, the place is the passage that they translate,
    and `translation_is_ours` tells whose they are. `article` is None outside every article.
    """

    source: Text
    credit: Text
    article: Article | None
    address: str
    words: Text
    before: Text
    after: Text
    uses: tuple[PassageUse, ...] = ()
    translation_is_ours: bool = True


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """A statement whose words were pasted, with its text in the language of these, and what it is about.

    `cited` are the passages that support it (OwnSupport).
    """

    code: str
    address: str
    text: Text
    concepts: tuple[NamedConcept, ...] = ()
    cited: tuple[QuotePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cited:
    """The cited passages of a version in the order of the text: their spans, their ids, and the longest of them."""

    spans: tuple[Span, ...]
    ids: tuple[int, ...]
    longest: int

    def overlapping(self, span: Span) -> list[int]:
        """Return the ids of the passages that have characters in common with the span."""
        first = bisect_left(self.spans, (span.start - self.longest, 0))
        last = bisect_left(self.spans, (span.end, 0))
        return [self.ids[number] for number in range(first, last) if self.spans[number].end > span.start]


class LoadedPlaces:
    """What is loaded for the places of all parts: articles, citations and, where there are such, our own words."""

    def __init__(self, known: KnownTexts, found: Iterable[Sequence[Place]]) -> None:
        """Load all in six queries at most, one more for translations, and four for statements."""
        self._versions = known.version_by_id
        parts = [places for places in found if places]
        of_kind = {
            kind: {place.text.origin.row for places in parts for place in places if place.text.origin.kind == kind}
            for kind in OriginKind
        }
        versions = of_kind[OriginKind.SOURCE]
        self._cited = _load_cited(versions)
        self._translated = {
            passage.id: passage
            for passage in Passage.objects.filter(id__in=of_kind[OriginKind.TRANSLATION]).with_place()
        }
        self._support = load_support(of_kind[OriginKind.STATEMENT])
        shown = [*self._translated.values(), *(each for own in self._support.values() for each in own.passages)]
        self._articles = _load_articles(versions | {passage.version_id for passage in shown})
        statements = Statement.objects.published().filter(id__in=of_kind[OriginKind.STATEMENT])
        self._statements = {statement.id: statement for statement in statements if of_kind[OriginKind.STATEMENT]}
        cited = {passage for places in parts for passage in self._passages_of(self.best(places))}
        self._uses = load_uses(cited)

    def best(self, places: Sequence[Place]) -> Place:
        """Return the place on which most is cited; of equal ones the first."""
        return max(places, key=lambda place: len(self._passages_of(place)))

    def build(self, place: Place) -> QuotePlace:
        """Return what the page tells of a place in a source, or of the passage that was translated."""
        origin = place.text.origin
        uses = tuple(
            {use.code: use for passage in self._passages_of(place) for use in self._uses.get(passage, ())}.values()
        )
        if origin.kind == OriginKind.TRANSLATION:
            passage = self._translated[origin.row]
            is_ours = passage.translation_by == Passage.TranslationBy.OURS
            return self._place_of_passage(passage, uses, translation_is_ours=is_ours)
        version = self._versions[origin.row]
        before, after = _context(place)
        span = Span(origin.start + place.span.start, origin.start + place.span.end)
        return self._place(version, span, Text(place.words, version.lang), uses, before=before, after=after)

    def build_statement(self, place: Place) -> StatementPlace:
        """Return the statement whose words were pasted."""
        statement = self._statements[place.text.origin.row]
        return StatementPlace(
            code=statement.code,
            address=statement.get_absolute_url(),
            text=Text(place.text.words, HTML_LANG[place.text.language]),
            concepts=self._support[statement.id].concepts,
            cited=tuple(map(self._place_of_passage, self._support[statement.id].passages)),
        )

    def _place_of_passage(
        self, passage: Passage, uses: tuple[PassageUse, ...] = (), *, translation_is_ours: bool = True
    ) -> QuotePlace:
        span = Span(passage.start, passage.end)
        return self._place(passage.version, span, passage.original, uses, translation_is_ours=translation_is_ours)

    def _place(
        self,
        version: SourceVersion,
        span: Span,
        words: Text,
        uses: tuple[PassageUse, ...],
        *,
        before: str = "",
        after: str = "",
        translation_is_ours: bool = True,
    ) -> QuotePlace:
        articles = self._articles.get(version.id, ())
        return QuotePlace(
            source=version.source.title,
            credit=name_credit(version.source.author, version.date, version.lang),
            article=next((each for each in articles if each.start <= span.start and span.end <= each.end), None),
            address=reverse("pages:passage", args=[version.source.slug, version.number, *span]),
            words=words,
            before=Text(before, version.lang),
            after=Text(after, version.lang),
            uses=uses,
            translation_is_ours=translation_is_ours,
        )

    def _passages_of(self, place: Place) -> list[int]:
        """Return the ids of the cited passages at a place; of a translation that of its passage."""
        origin = place.text.origin
        if origin.kind == OriginKind.TRANSLATION:
            return [origin.row]
        if origin.kind == OriginKind.STATEMENT or origin.row not in self._cited:
            return []
        return self._cited[origin.row].overlapping(Span(origin.start + place.span.start, origin.start + place.span.end))


def _load_articles(versions: Collection[int]) -> dict[int, list[Article]]:
    """Load the articles of the versions with these ids, in the order of the text; no query where there are none."""
    found: dict[int, list[Article]] = defaultdict(list)
    for article in Article.objects.published().filter(version__in=versions).order_by("version_id", "start"):
        found[article.version_id].append(article)
    return found


def _load_cited(versions: Collection[int]) -> dict[int, _Cited]:
    """Load the passages of the versions with these ids that published statements cite."""
    rows = Citation.objects.filter(passage__version__in=versions, statement__status=Statement.Status.PUBLISHED)
    found: dict[int, set[tuple[Span, int]]] = defaultdict(set)
    for row, version, start, end in rows.values_list(
        "passage_id", "passage__version_id", "passage__start", "passage__end"
    ).distinct():
        found[version].add((Span(start, end), row))
    cited = {}
    for version, passages in found.items():
        spans, ids = zip(*sorted(passages), strict=True)
        cited[version] = _Cited(spans, ids, max(span.end - span.start for span in spans))
    return cited


def _context(place: Place) -> tuple[str, str]:
    """Return what stands before and behind a place in its line, CONTEXT code points at most."""
    text, span = place.text.words, place.span
    start, end = max(0, span.start - CONTEXT), min(len(text), span.end + CONTEXT)
    before, after = text[start : span.start], text[span.end : end]
    line_ends = list(LINE_END.finditer(before))
    if line_ends:
        before = before[line_ends[-1].end() :]
    elif start:
        before = f"…{before}"
    line_end = LINE_END.search(after)
    if line_end:
        after = after[: line_end.start()]
    elif end < len(text):
        after = f"{after}…"
    return before, after
