"""Show an article as curators read and mark it: its sentences, the passages in it, what carries no claim, what is left.

The text stands line by line, as readers see it. A line is cut where a sentence, a passage or a marked sentence begins
or ends; the pieces together are exactly the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from django.utils.safestring import SafeString

from concepts.models import Citation, Statement
from sources.highlight import mark_language
from sources.languages import Text, in_language
from sources.lookup import Span
from sources.models import Article, Boundary, Passage, Skip
from sources.sentences import cut_article_at
from sources.text import LINE_END

PAGE_LENGTH = 12_000  # code points of an article that one page shows
Citations: TypeAlias = dict[int, list[Citation]]  # by the id of the passage
PUBLISHED = Statement.Status.PUBLISHED


@dataclass(frozen=True, slots=True)
class PassageInWork:
    """A passage of the article, with its number on the page and the citations of it, public ones and drafts."""

    number: int
    passage: Passage
    citations: tuple[Citation, ...]

    @property
    def is_public(self) -> bool:
        """Tell whether a published statement cites it."""
        return any(citation.statement.status == PUBLISHED for citation in self.citations)

    @property
    def stance(self) -> str:
        """Return the stance by which it is marked: what contradicts stands out; empty where nothing cites it."""
        stances = {citation.stance for citation in self.citations}
        return next((str(stance) for stance in ("contradicts", "supports", "reports") if stance in stances), "")

    @property
    def look(self) -> str:
        """Return the class of its marks."""
        return f"marked-{'public' if self.is_public else 'draft'} marked-{self.stance or 'uncited'}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a piece: its words, the look of the passages that it stands in, and those that end with it."""

    html: SafeString
    look: str
    ending: tuple[PassageInWork, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """As much of a sentence as stands in one line; `sentence` is None for what stands between sentences.

    `is_first` tells whether the sentence begins with it, `is_heading` whether it is one, `skipped` why the sentence
    makes no claim, if it makes none.
    """

    start: int
    sentence: Span | None
    is_first: bool
    is_heading: bool
    skipped: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of the text."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """How many sentences published statements cite, drafts cite alone, make no claim, and are left."""

    public: int
    drafts: int
    empty: int
    left: int

    @property
    def sentences(self) -> int:
        return self.public + self.drafts + self.empty + self.left

    @property
    def share(self) -> int:
        """Return the percentage of the sentences about which nothing is left to do."""
        return 100 * (self.sentences - self.left) // self.sentences if self.sentences else 100

    @property
    def bars(self) -> tuple[tuple[str, float, float], ...]:
        """Return the name, the place and the length of each part of the bar, in percent."""
        counts = {"public": self.public, "drafts": self.drafts, "empty": self.empty, "left": self.left}
        place, bars = 0.0, []
        for name, count in counts.items():
            length = 100 * count / (self.sentences or 1)
            bars.append((name, round(place, 2), round(length, 2)))
            place += length
        return tuple(bars)


class ArticleInWork:
    """An article with its text, sentences, passages and skips, as they are stored; five queries, its version loaded."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.span = Span(article.start, article.end)
        self.text = article.version.source_text.text
        boundaries = list(article.boundaries.order_by("start"))
        self.headings = {each.start for each in boundaries if each.kind == Boundary.Kind.HEADING}
        divided = [Span(*each.divides) for each in boundaries]
        self.sentences = cut_article_at(self.text, article.version.language, *self.span, divided)
        self._starts = [sentence.start for sentence in self.sentences]
        inside = {"version": article.version, "start__lt": article.end, "end__gt": article.start}
        rows = list(Passage.objects.filter(**inside).order_by("start", "end"))
        for passage in rows:
            passage.version = article.version  # is loaded; it knows the language of a translation
        citations = _load_citations(rows)
        self.passages = [
            PassageInWork(number, passage, tuple(citations.get(passage.pk, ())))
            for number, passage in enumerate(rows, start=1)
        ]
        self.skips = list(Skip.objects.filter(**inside).order_by("start"))

    def pages(self) -> list[Span]:
        """Return the pages of the article: whole sentences, about PAGE_LENGTH each."""
        cuts = [self.span.start]
        for sentence in self.sentences:
            if sentence.end - cuts[-1] > PAGE_LENGTH and sentence.start > cuts[-1]:
                cuts.append(sentence.start)
        return [Span(*pair) for pair in pairwise([*cuts, self.span.end])]

    def find_passage(self, place: Span) -> PassageInWork | None:
        """Return the passage at exactly this place."""
        return next((each for each in self.passages if (each.passage.start, each.passage.end) == place), None)

    def overlapping(self, place: Span) -> list[PassageInWork]:
        """Return the passages that have words in common with the place, and others than it."""
        found = [each for each in self.passages if each.passage.start < place.end and place.start < each.passage.end]
        return [each for each in found if (each.passage.start, each.passage.end) != place]

    def count(self) -> Covered:
        """Count the sentences by what is done with them; one that a passage touches is cited."""
        public, drafts, empty, left = 0, 0, 0, 0
        for sentence in self.sentences:
            touching = [each for each in self.overlapping(sentence) if each.citations]
            exact = self.find_passage(sentence)
            touching += [exact] if exact is not None and exact.citations else []
            if any(each.is_public for each in touching):
                public += 1
            elif touching:
                drafts += 1
            elif any(skip.start < sentence.end and sentence.start < skip.end for skip in self.skips):
                empty += 1
            else:
                left += 1
        return Covered(public, drafts, empty, left)

    def lines(self, page: Span, chosen: Span | None) -> list[ReadLine]:
        """Return the lines of a page, with what was selected."""
        lines, position = [], page.start
        while position < page.end:
            line_end = LINE_END.search(self.text, position, page.end)
            stop = line_end.start() if line_end else page.end
            if self.text[position:stop].strip():
                pieces = tuple(self._pieces(Span(position, stop), chosen))
                lines.append(ReadLine(pieces))
            position = line_end.end() if line_end else page.end
        return lines

    def _pieces(self, line: Span, chosen: Span | None) -> Iterator[Piece]:
        place = line.start
        first = max(bisect_right(self._starts, line.start) - 1, 0)
        for sentence in self.sentences[first : bisect_left(self._starts, line.end)]:
            start, end = max(sentence.start, place), min(sentence.end, line.end)
            if end <= start:
                continue
            if start > place:
                yield self._piece(Span(place, start), None, chosen)
            yield self._piece(Span(start, end), sentence, chosen)
            place = end
        if place < line.end:
            yield self._piece(Span(place, line.end), None, chosen)

    def _piece(self, span: Span, sentence: Span | None, chosen: Span | None) -> Piece:
        skip = next((each for each in self.skips if each.start < span.end and span.start < each.end), None)
        is_first = sentence is not None and sentence.start == span.start
        reason = skip.get_reason_display() if skip and sentence else ""
        is_heading = sentence is not None and sentence.start in self.headings
        return Piece(span.start, sentence, is_first, is_heading, reason, tuple(self._parts(span, chosen)))

    def _parts(self, span: Span, chosen: Span | None) -> Iterator[Part]:
        inside = [each for each in self.passages if each.passage.start < span.end and span.start < each.passage.end]
        ends = {place for each in inside for place in (each.passage.start, each.passage.end)}
        ends |= set(chosen or ())
        cuts = sorted({*span, *(place for place in ends if span.start < place < span.end)})
        for start, end in pairwise(cuts):
            here = [each for each in inside if each.passage.start < end and start < each.passage.end]
            looks = [each.look for each in sorted(here, key=lambda each: -each.is_public)[:1]]
            looks += ["chosen"] if chosen and chosen.start < end and start < chosen.end else []
            ending = tuple(each for each in here if each.passage.end == end)
            yield Part(mark_language(self.text[start:end], self.article.version.lang), " ".join(looks), ending)


def _load_citations(passages: Iterable[Passage]) -> Citations:
    """Return the citations of the passages, with their statements; those of withdrawn statements are left out."""
    found: Citations = {}
    rows = Citation.objects.filter(passage__in=[passage.pk for passage in passages])
    rows = rows.exclude(statement__status=Statement.Status.WITHDRAWN).select_related("statement__revises")
    for citation in rows.order_by("statement__code", "pk"):
        found.setdefault(citation.passage_id, []).append(citation)
    return {pk: _without_doubles(citations) for pk, citations in found.items()}


def _without_doubles(citations: Sequence[Citation]) -> list[Citation]:
    """Leave out what a draft of changes cites as its public text does."""
    public = {(each.statement_id, each.stance) for each in citations}
    return [each for each in citations if (each.statement.revises_id, each.stance) not in public]


def text_of(statement: Statement) -> Text:
    """Return the text of a statement in the reader's language."""
    return in_language(statement, "text")
