"""Finds what no passage of a text covers, and reads its documents, so that words which nobody cites are found as well.

An uncited text is a sentence of an article, or some that follow one another in a paragraph; of a sentence that passages
cover in part it is the longest rest, unless that says too little. Only the newest version of a source is looked at, and
only where readers see the whole text. Page furniture and repetitions are left out, headings that are the title of the
article, and what an article has from the one that it continues; other sentences that are marked as empty come last.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from concepts.search.index.document_readers import (
    DocumentReader,
    Ids,
    ThingVersion,
    among,
    checksum,
    newest_versions,
    shown_articles,
    shown_passages,
)
from concepts.search.index.documents import Document, TextPlace, Thing
from concepts.search.index.names import Names
from sources.anchoring import Span
from sources.languages import Language
from sources.models import Article, Boundary, Passage, Skip, SourceText
from sources.sentences import cut_sentences
from sources.showing import shows_whole_text
from sources.text import LINE_END, letters_checksum

UNCITED, EMPTY = 600, 690  # priorities: behind all passages; sentences that are marked as empty come last
# An id is that of the article and, in its lower bits, which of its sentences the text begins with.
SENTENCE_BITS, ARTICLE_BITS = 13, 19
MOST_SENTENCES, MOST_ARTICLES = 2**SENTENCE_BITS, 2**ARTICLE_BITS  # what lies beyond is not searched
LONGEST = {Language.EN: 320, Language.ZH: 120}  # code points of several sentences; a single one may be longer
LEAST_REST = {Language.EN: 24, Language.ZH: 8}  # letters of a part of a sentence; with fewer it says nothing by itself
LEFT_OUT = (Skip.Reason.FURNITURE.value, Skip.Reason.REPEAT.value)
TEXTS_AT_ONCE = 20  # that are in memory


class SearchedArticle(NamedTuple):
    """An article, and what is known of its version."""

    id: int
    start: int
    end: int
    same_as: int | None
    version: int
    language: str
    source: int
    title_en: str
    title_zh: str


ARTICLE_COLUMNS = (
    "id", "start", "end", "same_as", "version", "version__language", "version__source", "title_en", "title_zh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UncitedText:
    """Some words of an article that no passage covers; `sentence` counts the sentences before them in the article."""

    article: SearchedArticle
    sentence: int
    place: TextPlace
    is_empty: bool
    words: str

    @property
    def id(self) -> int:
        """The id that its document has among those of its kind."""
        return uncited_id(self.article.id, self.sentence)

    @property
    def version(self) -> int:
        """A number that changes with all that its document says."""
        return checksum(self.article.source, self.article.version, self.article.language, *self.place, self.is_empty)


def uncited_id(article: int, sentence: int) -> int:
    """Return the id of the text of an article that begins with one of its sentences."""
    return article << SENTENCE_BITS | sentence


def article_of(uncited: int) -> int:
    """Return the id of the article in which the text with this id stands."""
    return uncited >> SENTENCE_BITS


@dataclass(slots=True)
class _Spans:
    """Spans of a text, to find out what lies outside of them."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "_Spans":
        ordered = sorted(spans)
        return cls([span.start for span in ordered], list(accumulate((span.end for span in ordered), max)))

    def outside(self, span: Span) -> list[Span]:
        """Return the parts of a span that lie outside of all these, in order."""
        found, start = [], span.start
        # The ends are in order, each of them the greatest so far.
        for number in range(bisect_right(self.ends, span.start), len(self.starts)):
            if self.starts[number] >= span.end:
                break
            if self.starts[number] > start:
                found.append(Span(start, self.starts[number]))
            start = max(start, self.ends[number])
        return [*found, Span(start, span.end)] if start < span.end else found


@dataclass(frozen=True, slots=True)
class _Covered:
    """What of the texts is not looked for, and which sentences are marked as empty; by version."""

    passages: Mapping[int, _Spans]
    empty: Mapping[int, _Spans]


def find_uncited_texts(articles: Ids = None) -> Iterator[UncitedText]:
    """Yield the uncited texts of all articles that are searched, or of those among some; a fixed number of queries."""
    rows = _searched(articles)
    continued = _searched({row.same_as for row in rows if row.same_as})
    by_version: dict[int, list[SearchedArticle]] = defaultdict(list)
    for row in {*rows, *continued}:
        by_version[row.version].append(row)
    covered, boundaries = _load_covered(by_version.keys()), _load_boundaries({*rows, *continued})
    wanted, first = set(rows), {row.id for row in continued}
    letters: dict[int, set[str]] = {}
    waiting: list[tuple[SearchedArticle, str, list[Span]]] = []
    for version, text in _load_texts(by_version.keys()):
        for row in by_version[version]:
            sentences = _cut(row, text, boundaries[row.id])
            if row.id in first:
                letters[row.id] = {letters_checksum(text[span.start : span.end]) for span in sentences}
            if row in wanted and row.same_as:
                waiting.append((row, text, sentences))
            elif row in wanted:
                yield from _uncited(row, text, sentences, covered, set())
    for row, text, sentences in waiting:
        yield from _uncited(row, text, sentences, covered, letters.get(row.same_as or 0, set()))


def ids_of_sentences(articles: Collection[int]) -> set[int]:
    """Return the ids of all texts that may be uncited in these articles, now or before; three queries."""
    if not articles:
        return set()
    rows = [SearchedArticle(*row) for row in Article.objects.filter(id__in=articles).values_list(*ARTICLE_COLUMNS)]
    by_version: dict[int, list[SearchedArticle]] = defaultdict(list)
    for row in rows:
        by_version[row.version].append(row)
    boundaries, found = _load_boundaries(rows), set()
    for version, text in _load_texts(by_version.keys()):
        for row in by_version[version]:
            number = len(_cut(row, text, boundaries[row.id]))
            found |= {uncited_id(row.id, sentence) for sentence in range(number)}
    return found


def _searched(ids: Ids) -> list[SearchedArticle]:
    """Return the articles of newest versions whose whole text readers see; two queries."""
    shown = among(shown_articles().filter(shows_whole_text("version__source"), id__lt=MOST_ARTICLES), ids)
    sources = None if ids is None else set(shown.values_list("version__source", flat=True))
    rows = shown.filter(version__in=[version for version, _language in newest_versions(sources).values()])
    return [SearchedArticle(*row) for row in rows.order_by("id").values_list(*ARTICLE_COLUMNS)]


def _load_covered(versions: Collection[int]) -> _Covered:
    """Load the places of passages and of sentences without a claim; two queries."""
    passages: dict[int, list[Span]] = defaultdict(list)
    empty: dict[int, list[Span]] = defaultdict(list)
    rows = Passage.objects.filter(shown_passages(), version__in=versions)
    for version, start, end in rows.values_list("version", "start", "end"):
        passages[version].append(Span(start, end))
    skips = Skip.objects.published().filter(version__in=versions)
    for version, start, end, reason in skips.values_list("version", "start", "end", "reason"):
        (passages if reason in LEFT_OUT else empty)[version].append(Span(start, end))
    return _Covered(*({version: _Spans.of(spans) for version, spans in found.items()} for found in (passages, empty)))


def _load_boundaries(articles: Iterable[SearchedArticle]) -> Mapping[int, list[Span]]:
    """Load the headings and cuts of articles, in code points of the article; one query."""
    starts = {row.id: row.start for row in articles}
    found: dict[int, list[Span]] = defaultdict(list)
    for article, kind, start, end in Boundary.objects.filter(article__in=starts).values_list(
        "article", "kind", "start", "end"
    ):
        first = start if kind == Boundary.Kind.HEADING else end  # a cut ends a sentence behind itself
        found[article].append(Span(first - starts[article], end - starts[article]))
    return found


def _load_texts(versions: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield the texts of versions, a few of them in memory at a time; one query."""
    rows = SourceText.objects.filter(version__in=versions).order_by("version")
    yield from rows.values_list("version", "text").iterator(chunk_size=TEXTS_AT_ONCE)


def _cut(row: SearchedArticle, text: str, boundaries: Sequence[Span]) -> list[Span]:
    """Return the first MOST_SENTENCES of an article, in code points of the text."""
    sentences = cut_sentences(text[row.start : row.end], row.language, boundaries)
    return [Span(row.start + start, row.start + end) for start, end in sentences[:MOST_SENTENCES]]


class _Piece(NamedTuple):
    """A sentence that no passage covers, or the longest rest of one; some that are joined have the first's number."""

    sentence: int
    span: Span
    is_whole: bool
    is_empty: bool


def _uncited(
    row: SearchedArticle, text: str, sentences: Sequence[Span], covered: _Covered, known: Collection[str]
) -> Iterator[UncitedText]:
    """Yield the uncited texts of an article; `known` are the letters of sentences that are found somewhere else."""
    known = {*known, letters_checksum(row.title_en), letters_checksum(row.title_zh)}
    pieces = (
        piece
        for piece in _pieces(row, text, sentences, covered)
        if letters_checksum(text[slice(*piece.span)]) not in known
    )
    for piece in _joined(pieces, text, LONGEST[Language(row.language)]):
        words = text[slice(*piece.span)]
        if letters := letters_checksum(words):
            place = TextPlace(*piece.span, int(letters[:8], 16))
            yield UncitedText(row, piece.sentence, place, piece.is_empty, words)


def _pieces(row: SearchedArticle, text: str, sentences: Sequence[Span], covered: _Covered) -> Iterator[_Piece]:
    """Yield what is not covered of each sentence, one piece at most, in order."""
    passages, empty = covered.passages.get(row.version, _Spans()), covered.empty.get(row.version, _Spans())
    for number, sentence in enumerate(sentences):
        rests = passages.outside(sentence)
        if not rests:
            continue
        is_whole = rests == [sentence]
        span = sentence if is_whole else _trim(text, max(rests, key=lambda rest: (rest.end - rest.start, -rest.start)))
        letters = sum(character.isalnum() for character in text[slice(*span)])
        if letters >= (1 if is_whole else LEAST_REST[Language(row.language)]):
            yield _Piece(number, span, is_whole, not empty.outside(span))


def _trim(text: str, span: Span) -> Span:
    """Return a part of a sentence without the marks and blanks before and behind its words."""
    start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def _joined(pieces: Iterable[_Piece], text: str, longest: int) -> Iterator[_Piece]:
    """Join whole sentences that follow one another in a paragraph, as far as they are not too long together."""
    waiting: _Piece | None = None
    for piece in pieces:
        if waiting and _belong_together(waiting, piece, text) and piece.span.end - waiting.span.start <= longest:
            waiting = waiting._replace(span=Span(waiting.span.start, piece.span.end))
            continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _belong_together(piece: _Piece, following: _Piece, text: str) -> bool:
    between = text[piece.span.end : following.span.start]
    same = piece.is_whole and following.is_whole and piece.is_empty == following.is_empty
    return same and not between.strip() and not LINE_END.search(between)


def _versions(ids: Ids = None) -> Iterator[ThingVersion]:
    for text in find_uncited_texts(None if ids is None else set(map(article_of, ids))):
        if ids is None or text.id in ids:
            yield Thing.UNCITED_TEXT, text.id, text.version


def _documents(ids: Sequence[int], names: Names) -> Iterator[Document]:
    wanted = set(ids)
    for text in find_uncited_texts(set(map(article_of, ids))):
        if text.id in wanted:
            yield Document(
                Thing.UNCITED_TEXT,
                text.id,
                EMPTY if text.is_empty else UNCITED,
                [text.words],
                sources=[text.article.source],
                languages=[text.article.language],
                place=text.place,
            )


UNCITED_TEXTS = DocumentReader(_versions, _documents)
