"""A source's text with every cited passage marked, and beside it what each passage supports.

A text of a single article has its notes beside it. A text of several shows marks and numbers only, and the numbers lead
to the notes on the articles' own pages: all of them on one page would be many times the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.drawings.strip import Band, Cited, Stance, draw_strip
from concepts.evidence.addresses import MovedError, find
from concepts.pages.sources.excerpts import around
from concepts.pages.sources.notes import Marked, Note, load_marked, load_notes
from sources.anchoring import Span
from sources.highlight import Line, Mark, highlight_lines
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Article, Boundary, Source, SourceVersion


@dataclass(frozen=True, slots=True)
class Row:
    """Some lines of a text, and the notes that belong beside the first of them."""

    lines: tuple[SafeString, ...]
    is_heading: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text, in an article or between two articles.

    Each of its `pieces` is a run of rows; between two pieces text is left out. `marked` counts its cited passages.
    """

    article: Article | None
    anchor: str
    address: str
    pieces: tuple[tuple[Row, ...], ...]
    marked: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text is cited: passages, the per cent of its characters in them, and what is special about some."""

    strip: SafeString
    passages: int
    share: int
    copied: int
    contradicting: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One version of a source, whole or one article of it; `address` is the one that stays."""

    source: Source
    version: SourceVersion
    publisher: Text
    lang: str
    address: str
    versions: tuple[SourceVersion, ...]
    articles: tuple[Stretch, ...]
    stretches: tuple[Stretch, ...]
    coverage: Coverage
    excerpts: bool
    has_notes: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article of a version, between its neighbours; `count` is the number of articles there are."""

    page: SourcePage
    article: Article
    count: int
    before: Article | None
    after: Article | None


def find_version(slug: str, number: int | None = None) -> SourceVersion:
    """The version of a source, the newest without a number; raises MovedError, GoneError or Http404."""
    try:
        source = find(Source.objects.all(), slug)
    except MovedError as moved:
        if number is None:
            raise
        raise MovedError(f"{moved.address}v{number}/") from moved
    versions = SourceVersion.objects.filter(source=source).select_related("source")
    version = versions.order_by("-number").first() if number is None else versions.filter(number=number).first()
    if version is None:
        raise Http404(_("This source has no such version."))
    return version


def build_source_page(slug: str, number: int | None = None) -> SourcePage:
    """Builds the page of a version, the newest without a number; raises MovedError, GoneError or Http404."""
    version = find_version(slug, number)
    return _page(version, load_articles(version))


def build_article_page(slug: str, number: int, article_number: int) -> ArticlePage:
    """Builds the page of one article; raises MovedError, GoneError or Http404."""
    try:
        version = find_version(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}articles/{article_number}/") from moved
    articles = load_articles(version)
    place = next((place for place, one in enumerate(articles) if one.number == article_number), None)
    if place is None:
        raise Http404(_("This source has no such article."))
    return ArticlePage(
        page=_page(version, articles, only=articles[place]),
        article=articles[place],
        count=len(articles),
        before=articles[place - 1] if place else None,
        after=articles[place + 1] if place + 1 < len(articles) else None,
    )


def load_articles(version: SourceVersion) -> list[Article]:
    """The articles in the order of the text."""
    articles = list(version.articles.order_by("start", "id"))
    for article in articles:
        article.version = version
    return articles


def _page(version: SourceVersion, articles: Sequence[Article], only: Article | None = None) -> SourcePage:
    """The page of the version, or of `only` one of its articles."""
    start, end = (only.start, only.end) if only else (0, len(version.text))
    shown = [only] if only else articles
    marked = load_marked(version)
    here = [one for one in marked if one.start < end and one.end > start]
    has_notes = only is not None or len(articles) == 1
    stretches = _Stretches(version, articles, marked, load_notes(version, here) if has_notes else ())
    found, position = [], start
    for article in shown:
        found.append(stretches.cut(None, position, article.start))
        found.append(stretches.cut(article, article.start, article.end))
        position = article.end
    found.append(stretches.cut(None, position, end))
    return SourcePage(
        source=version.source,
        version=version,
        publisher=Text(version.source.publisher, version.lang),  # named in the words of the text itself
        lang=version.lang,
        address=only.get_absolute_url() if only else version.get_absolute_url(),
        versions=tuple(SourceVersion.objects.filter(source=version.source).defer("text").order_by("-number")),
        articles=tuple(stretch for stretch in found if stretch.article),
        stretches=tuple(stretch for stretch in found if stretch.pieces),
        coverage=_coverage(shown, here, start, end),
        excerpts=stretches.excerpts,
        has_notes=has_notes,
    )


class _Stretches:
    """Cuts stretches out of a text, with all its marks set and the notes given for some of them put in their places."""

    def __init__(
        self, version: SourceVersion, articles: Iterable[Article], marked: Sequence[Marked], notes: Iterable[Note]
    ) -> None:
        self.excerpts = version.source.display == Source.Display.EXCERPTS
        self._version = version
        self._marked = marked
        self._notes = {note.marked.number: note for note in notes}
        self._addresses = {article.id: article.get_absolute_url() for article in articles}
        headings = Boundary.objects.filter(article__version=version, kind=Boundary.Kind.HEADING)
        self._headings = dict(headings.order_by("id").values_list("start", "end"))

    def cut(self, article: Article | None, start: int, end: int) -> Stretch:
        """The stretch from `start` to `end`; without a piece where there is nothing to show."""
        marked = [one for one in self._marked if one.start < end and one.end > start]
        text = self._version.text
        spans = [Span(start, end)] if text[start:end].strip() else []
        if self.excerpts:
            cited = [Span(one.start, one.end) for one in marked]
            spans = around(text, self._version.language, start, end, cited)
        marks = [Mark(one.start, one.end, one.number, self._note_address(one)) for one in marked]
        pieces = [highlight_lines(text, span.start, span.end, self._version.lang, marks) for span in spans]
        return Stretch(
            article=article,
            anchor=f"article-{article.number}" if article else "",
            address=self._addresses[article.id] if article else "",
            pieces=tuple(tuple(self._rows(lines)) for lines in pieces),
            marked=sum(one.article_id == article.id for one in marked) if article else 0,
        )

    def _note_address(self, one: Marked) -> str:
        """Where the note of a passage stands: on this page, else on that of its article."""
        page = "" if one.number in self._notes else self._addresses[one.article_id]
        return f"{page}#{one.anchor}"

    def _rows(self, lines: Iterable[Line]) -> Iterable[Row]:
        """Groups lines so that a heading, and each line with a note, begins a row."""
        group: list[Line] = []
        for line in lines:
            ends_here = self._is_heading(line) or any(mark.number in self._notes for mark in line.ending)
            if group and (ends_here or self._is_heading(group[0])):
                yield self._row(group)
                group = []
            group.append(line)
        if group:
            yield self._row(group)

    def _row(self, lines: Sequence[Line]) -> Row:
        notes = [self._notes[mark.number] for mark in lines[0].ending if mark.number in self._notes]
        return Row(tuple(line.html for line in lines), self._is_heading(lines[0]), tuple(notes))

    def _is_heading(self, line: Line) -> bool:
        """Whether the line is nothing but a declared heading, line end and blanks aside."""
        words = self._version.text[line.start : line.end]
        start = line.start + len(words) - len(words.lstrip())
        return self._headings.get(start, -1) >= line.start + len(words.rstrip())


def _coverage(articles: Iterable[Article], marked: Sequence[Marked], start: int, end: int) -> Coverage:
    bands = [Band(one.start, one.end, one.title) for one in articles]
    covered, position = 0, start
    for one in marked:
        covered += max(0, min(one.end, end) - max(one.start, position))
        position = max(position, one.end)
    label = Text(_("Where in the text the cited passages lie"), HTML_LANG[reader_language()])
    return Coverage(
        strip=draw_strip(end - start, bands, (Cited(one.start, one.end, _stance(one)) for one in marked), label, start),
        passages=len(marked),
        share=round(100 * covered / (end - start)),
        copied=sum(one.copied for one in marked),
        contradicting=sum(one.contradicts for one in marked),
    )


def _stance(one: Marked) -> Stance:
    if one.contradicts:
        return Stance.CONTRADICTS
    return Stance.COPY if one.copied else Stance.SUPPORTS
