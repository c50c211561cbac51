"""Build the pages of sources and articles: a text with every cited passage marked, and notes on what each supports.

A text of a single article has its notes beside it. A text of several articles shows marks and numbers only; the numbers
lead to the notes on the pages of the articles, because all notes on one page would be many times as long as the text.
A long text of several articles is read article by article: its page lists them (`article_list`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.drawings.strip import Band, Cited, Stance, draw_strip
from concepts.evidence.addresses import MovedError, find_row
from concepts.pages.sources.article_list import (
    ArticleEntry,
    cited_share,
    is_read_by_article,
    list_articles,
    name_own_caveats,
)
from concepts.pages.sources.excerpts import cut_excerpts
from concepts.pages.sources.notes import MarkedPassage, PassageNote, load_marked_passages, load_notes
from sources.anchoring import Span
from sources.caveats import name_caveats, split_caveats
from sources.facts import Shown
from sources.highlight import HighlightedLine, Mark, highlight_lines
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Article, Boundary, Source, SourceVersion


@dataclass(frozen=True, slots=True)
class TextRow:
    """Some lines of a text, and the notes that are shown beside the first of them."""

    lines: tuple[SafeString, ...]
    is_heading: bool
    notes: tuple[PassageNote, ...]


@dataclass(frozen=True, slots=True)
class TextSection:
    """A part of the text: an article, or what stands between two articles (then `article` is None).

    Each of its `blocks` is a sequence of rows; between two blocks text is left out. Where no words are shown there are
    none, and the notes that have no lines to stand beside are `loose`. `passages` counts the cited passages of the
    article; `caveats` are those of its own (`name_own_caveats`).
    """

    article: Article | None
    caveats: tuple[str, ...]
    anchor: str
    address: str
    blocks: tuple[tuple[TextRow, ...], ...]
    passages: int
    loose: tuple[PassageNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text is cited.

    `share` is the percentage of its characters that stand in cited passages; `copied` and `contradicting` count the
    cited passages that are copies and those that contradict a statement.
    """

    strip: SafeString
    passages: int
    share: int
    copied: int
    contradicting: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One version of a source, or one article of it; `address` is the permanent address with the version's number.

    `shown` is what readers see of the text, `withheld` why that is less than its rights allow, else empty.
    `has_translations` tells whether its notes have translations for readers who do not read the text. `entries` are the
    articles where each is read on its own page; then `sections` have only what stands between them.
    """

    source: Source
    version: SourceVersion
    author: Text
    publisher: Text
    caveats: tuple[str, ...]
    lang: str
    address: str
    versions: tuple[SourceVersion, ...]
    articles: tuple[TextSection, ...]
    entries: tuple[ArticleEntry, ...]
    sections: tuple[TextSection, ...]
    coverage: Coverage
    shown: Shown
    withheld: Text
    has_notes: bool
    has_translations: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article of a version and the articles before and after it; `count` is the number of all its articles."""

    page: SourcePage
    article: Article
    caveats: tuple[str, ...]
    count: int
    before: Article | None
    after: Article | None


def find_version(slug: str, number: int | None = None) -> SourceVersion:
    """Return the version of a source with this number, by default the newest.

    Raises MovedError, GoneError or Http404.
    """
    try:
        source = find_row(Source.objects.published(), slug)
    except MovedError as moved:
        if number is None:
            raise
        raise MovedError(f"{moved.address}v{number}/") from moved
    versions = SourceVersion.objects.published().filter(source=source).select_related("source")
    version = versions.order_by("-number").first() if number is None else versions.filter(number=number).first()
    if version is None:
        raise Http404(_("This source has no such version."))
    return version


def build_source_page(slug: str, number: int | None = None) -> SourcePage:
    """Build the page of the version with this number, by default the newest.

    Raises MovedError, GoneError or Http404.
    """
    version = find_version(slug, number)
    return _build_page(version, load_version_articles(version))


def build_article_page(slug: str, number: int, article_number: int) -> ArticlePage:
    """Build the page of one article; raise MovedError, GoneError or Http404."""
    try:
        version = find_version(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}articles/{article_number}/") from moved
    articles = load_version_articles(version)
    place = next((place for place, article in enumerate(articles) if article.number == article_number), None)
    if place is None:
        raise Http404(_("This source has no such article."))
    return ArticlePage(
        page=_build_page(version, articles, only=articles[place]),
        article=articles[place],
        caveats=name_own_caveats(articles[place], version.source),
        count=len(articles),
        before=articles[place - 1] if place else None,
        after=articles[place + 1] if place + 1 < len(articles) else None,
    )


def load_version_articles(version: SourceVersion) -> list[Article]:
    """Load the articles of a version in the order of the text, each with the version, and with the one it continues.

    One that readers do not see is left out.
    """
    rows = version.articles.published().select_related("same_as__version__source")
    articles = list(rows.order_by("start", "id"))
    for article in articles:
        article.version = version
        if article.same_as and not _is_shown(article.same_as):
            article.same_as = None
    return articles


def _is_shown(article: Article) -> bool:
    """Tell whether readers see the article: it, its version and its source are published."""
    version = article.version
    return all(row.status == row.Status.PUBLISHED for row in (article, version, version.source))


def _build_page(version: SourceVersion, articles: Sequence[Article], only: Article | None = None) -> SourcePage:
    """Build the page of the version, or of `only` one of its articles."""
    text = version.read_text()
    start, end = (only.start, only.end) if only else (0, len(text))
    shown = [only] if only else articles
    marked = load_marked_passages(version)
    here = [passage for passage in marked if passage.start < end and passage.end > start]
    has_notes = only is not None or len(articles) == 1
    notes = load_notes(version, here) if has_notes else ()
    builder = _SectionBuilder(version, text, articles, marked, notes, _load_headings(version))
    by_article = only is None and is_read_by_article(text, articles)
    sections, position = [], start
    for article in shown:
        sections.append(builder.build(None, position, article.start))
        if not by_article:
            sections.append(builder.build(article, article.start, article.end))
        position = article.end
    sections.append(builder.build(None, position, end))
    return SourcePage(
        source=version.source,
        version=version,
        author=Text(version.source.author, version.lang),  # as the text itself writes it
        publisher=Text(version.source.publisher, version.lang),
        caveats=tuple(name_caveats(split_caveats(version.source.caveats))),
        lang=version.lang,
        address=only.get_absolute_url() if only else version.get_absolute_url(),
        versions=tuple(SourceVersion.objects.published().filter(source=version.source).order_by("-number")),
        articles=tuple(section for section in sections if section.article),
        entries=list_articles(articles, marked) if by_article else (),
        sections=tuple(section for section in sections if section.blocks or section.article),
        coverage=_coverage(shown, here, start, end, with_links=by_article),
        shown=version.source.shown,
        withheld=version.source.withheld_reason,
        has_notes=has_notes,
        has_translations=version.language != reader_language() and any(note.translation for note in notes),
    )


def _load_headings(version: SourceVersion) -> dict[int, int]:
    """Load the declared headings of a version as a mapping from start to end, in code points."""
    articles = version.articles.published()
    headings = Boundary.objects.filter(article__in=articles, kind=Boundary.Kind.HEADING)
    return dict(headings.order_by("id").values_list("start", "end"))


class _SectionBuilder:
    """Builds the sections of a text with all passages marked and the given notes put beside their lines."""

    def __init__(
        self,
        version: SourceVersion,
        text: str,
        articles: Iterable[Article],
        marked: Sequence[MarkedPassage],
        notes: Iterable[PassageNote],
        headings: dict[int, int],
    ) -> None:
        self._shown = version.source.shown
        self._version = version
        self._text = text
        self._marked = marked
        self._notes = {note.passage.number: note for note in notes}
        self._addresses = {article.id: article.get_absolute_url() for article in articles}
        self._headings = headings

    def build(self, article: Article | None, start: int, end: int) -> TextSection:
        """Return the section from `start` to `end`; it has no blocks where there is nothing to show."""
        marked = [passage for passage in self._marked if passage.start < end and passage.end > start]
        text = self._text
        match self._shown:
            case Shown.FULL:
                spans = [Span(start, end)] if text[start:end].strip() else []
            case Shown.EXCERPTS:
                cited = [Span(passage.start, passage.end) for passage in marked]
                spans = cut_excerpts(text, self._version.language, start, end, cited)
            case Shown.NOTHING:
                spans = []
        marks = [Mark(passage.start, passage.end, passage.number, self._note_address(passage)) for passage in marked]
        blocks = [highlight_lines(text, span.start, span.end, self._version.lang, marks) for span in spans]
        return TextSection(
            article=article,
            caveats=name_own_caveats(article, self._version.source) if article else (),
            anchor=f"article-{article.number}" if article else "",
            address=self._addresses[article.id] if article else "",
            blocks=tuple(tuple(self._rows(lines)) for lines in blocks),
            passages=sum(passage.article_id == article.id for passage in marked) if article else 0,
            loose=self._loose(marked),
        )

    def _loose(self, marked: Iterable[MarkedPassage]) -> tuple[PassageNote, ...]:
        """Return the notes of these passages where no line is shown that they could stand beside."""
        if self._shown != Shown.NOTHING:
            return ()
        return tuple(self._notes[passage.number] for passage in marked if passage.number in self._notes)

    def _note_address(self, passage: MarkedPassage) -> str:
        """Return the address of a passage's note: on this page, or else on the page of its article."""
        page = "" if passage.number in self._notes else self._addresses[passage.article_id]
        return f"{page}#{passage.anchor}"

    def _rows(self, lines: Iterable[HighlightedLine]) -> Iterable[TextRow]:
        """Group lines into rows: each heading is a row of its own, and each line with a note begins a row."""
        group: list[HighlightedLine] = []
        for line in lines:
            begins_row = self._is_heading(line) or any(mark.number in self._notes for mark in line.ending)
            if group and (begins_row or self._is_heading(group[0])):
                yield self._row(group)
                group = []
            group.append(line)
        if group:
            yield self._row(group)

    def _row(self, lines: Sequence[HighlightedLine]) -> TextRow:
        """Return the lines as one row with the notes of the first line."""
        notes = [self._notes[mark.number] for mark in lines[0].ending if mark.number in self._notes]
        return TextRow(tuple(line.html for line in lines), self._is_heading(lines[0]), tuple(notes))

    def _is_heading(self, line: HighlightedLine) -> bool:
        """Tell whether the line contains a declared heading and, besides it, only white space."""
        words = self._text[line.start : line.end]
        start = line.start + len(words) - len(words.lstrip())
        return self._headings.get(start, -1) >= line.start + len(words.rstrip())


def _coverage(
    articles: Iterable[Article], marked: Sequence[MarkedPassage], start: int, end: int, with_links: bool
) -> Coverage:
    """Measure how much of `text[start:end]` is cited and draw where; `marked` are the cited passages in it."""
    bands = [
        Band(article.start, article.end, article.title, article.get_absolute_url() if with_links else "")
        for article in articles
    ]
    cited = [Cited(passage.start, passage.end, _stance(passage)) for passage in marked]
    label = Text(_("Where in the text the cited passages lie"), HTML_LANG[reader_language()])
    return Coverage(
        strip=draw_strip(end - start, bands, cited, label, start),
        passages=len(marked),
        share=cited_share(marked, start, end),
        copied=sum(passage.copied for passage in marked),
        contradicting=sum(passage.contradicts for passage in marked),
    )


def _stance(passage: MarkedPassage) -> Stance:
    """Return how the passage is drawn in the picture of the coverage."""
    if passage.contradicts:
        return Stance.CONTRADICTS
    return Stance.COPY if passage.copied else Stance.SUPPORTS
