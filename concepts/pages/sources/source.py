"""Build the pages of sources and articles: a text with every cited passage marked, and notes on what each supports.

A text of a single article has its notes beside it. A text of several articles shows marks and numbers only; the numbers
lead to the notes on the pages of the articles, because all notes on one page would be many times as long as the text.
A long text is read article by article: its page lists them (`article_list`). A long article has several pages
(`article_pages`), each with the notes of its part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.drawings.strip import Band, Cited, Stance, draw_strip
from concepts.evidence.addresses import MovedError, NoSuchPartError, find_row
from concepts.evidence.comparison_address import SHOW
from concepts.pages.paging import Paging, find_page
from concepts.pages.sources.article_list import (
    ArticleEntry,
    cited_share,
    is_read_by_article,
    list_articles,
    name_own_caveats,
)
from concepts.pages.sources.article_pages import ArticlePages, cut_article
from concepts.pages.sources.newer_version import NewerVersion, compare_with_newer
from concepts.pages.sources.notes import (
    MarkedPassage,
    PassageNote,
    load_marked_passages,
    load_notes,
    select_overlapping,
)
from concepts.pages.sources.sections import SectionBuilder, TextSection
from sources.anchoring import Span
from sources.caveats import name_caveats, split_caveats
from sources.facts import Shown
from sources.joined_numbers import split_numbers
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Article, Source, SourceVersion

TRANSLATIONS = "translations"  # the value of `?show=` that unfolds the translations of all notes


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
    """One version of a source, or one page of an article; `address` is the permanent one with the version's number.

    `shown` is what readers see of the text, `withheld` why that is less than its rights allow, else empty.
    `has_translations` tells whether its notes have translations for readers who do not read the text. `entries` are the
    articles where each is read on its own page; then `sections` have only what stands between them. `only_article` is
    that of a version that has no other one. `newer` tells on the page of an older version what was changed since.
    """

    source: Source
    version: SourceVersion
    author: Text
    publisher: Text
    caveats: tuple[str, ...]
    lang: str
    address: str
    versions: tuple[SourceVersion, ...]
    newer: NewerVersion | None
    articles: tuple[TextSection, ...]
    only_article: Article | None
    entries: tuple[ArticleEntry, ...]
    sections: tuple[TextSection, ...]
    coverage: Coverage
    shown: Shown
    withheld: Text
    has_notes: bool
    has_translations: bool

    @property
    def unfolded_address(self) -> str:
        """Return the address at which the translations of all its notes are unfolded."""
        return f"{self.address}{'&' if '?' in self.address else '?'}{SHOW}={TRANSLATIONS}"


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of one article of a version, and the articles before and after it.

    `paging` leads to the other pages of the article, which begin at the offsets `starts`; `count` is the number of all
    articles of the version.
    """

    page: SourcePage
    paging: Paging
    starts: tuple[int, ...]
    article: Article
    caveats: tuple[str, ...]
    count: int
    before: Article | None
    after: Article | None


def find_version(slug: str, number: int | None = None) -> SourceVersion:
    """Return the version of a source with this number, by default the newest.

    Raises MovedError, GoneError or Http404.
    """
    return find_versions(slug, number)[0]


def find_versions(slug: str, number: int | None = None) -> tuple[SourceVersion, tuple[SourceVersion, ...]]:
    """Return what `find_version` does, and all versions of the source that readers see, the newest first."""
    try:
        source = find_row(Source.objects.published(), slug)
    except MovedError as moved:
        if number is None:
            raise
        raise MovedError(f"{moved.address}v{number}/") from moved
    rows = SourceVersion.objects.published().filter(source=source).select_related("source")
    versions = tuple(rows.order_by("-number"))
    version = next((each for each in versions if number in (None, each.number)), None)
    if version is None:
        raise NoSuchPartError(_("This source has no such version."), source.get_absolute_url())
    return version, versions


def newer_of(version: SourceVersion, versions: Sequence[SourceVersion]) -> SourceVersion | None:
    """Return the newest of the versions, which come first, if it is newer than this one."""
    return versions[0] if versions[0].number > version.number else None


def build_source_page(slug: str, number: int | None = None) -> SourcePage:
    """Build the page of the version with this number, by default the newest.

    Raises MovedError, GoneError or Http404.
    """
    version, versions = find_versions(slug, number)
    articles, marked = load_version_articles(version), load_marked_passages(version)
    text = version.read_text()
    newer = newer_of(version, versions)
    by_article = is_read_by_article(text, articles)
    has_notes = len(articles) == 1 and not by_article
    notes = load_notes(version, marked) if has_notes else ()
    builder = SectionBuilder(version, text, articles, marked, notes)
    sections, position = [], 0
    for article in articles:
        sections.append(builder.build(None, position, article.start))
        if not by_article:
            sections.append(builder.build(article, article.start, article.end))
        position = article.end
    sections.append(builder.build(None, position, len(text)))
    bands = [
        Band(article.start, article.end, article.title, article.get_absolute_url() if by_article else "")
        for article in articles
    ]
    return _build_page(
        version,
        version.get_absolute_url(),
        articles,
        sections,
        _coverage(bands, marked, Span(0, len(text))),
        notes if has_notes else None,
        list_articles(text, articles, marked) if by_article else (),
        versions=versions,
        newer=compare_with_newer(version, newer, text) if newer else None,
    )


def build_article_page(
    slug: str,
    number: int,
    article_number: int,
    page_number: int = 1,
    *,
    unfolded: bool = False,
    mark: Span | None = None,
) -> ArticlePage:
    """Build a page of one article; raise MovedError, GoneError or Http404.

    Where translations are `unfolded`, they are on its other pages, too. Where there is a place to `mark`, it is the
    page on which that begins.
    """
    articles, place, versions = find_article_with_versions(slug, number, article_number)
    article, version = articles[place], articles[place].version
    marked = load_marked_passages(version)
    text = version.read_text()
    pages = cut_article(text, article, marked)
    path = article.get_absolute_url()
    if mark:
        page_number = _page_of(mark, article, pages)
    paging = find_page(len(pages.spans), page_number, 1, path, {SHOW: TRANSLATIONS} if unfolded else {})
    shown = pages.spans[paging.number - 1]
    notes = load_notes(version, select_overlapping(marked, shown))
    section = SectionBuilder(version, text, articles, marked, notes, mark).build(article, *shown)
    whole = Span(article.start, article.end)
    coverage = _coverage(_page_bands(article, pages), select_overlapping(marked, whole), whole)
    return ArticlePage(
        page=_build_page(
            version, replace(paging, query={}).address, articles, [section], coverage, notes, versions=versions
        ),
        paging=paging,
        starts=pages.starts,
        article=article,
        caveats=name_own_caveats(article, version.source),
        count=len(articles),
        before=articles[place - 1] if place else None,
        after=articles[place + 1] if place + 1 < len(articles) else None,
    )


def _page_of(place: Span, article: Article, pages: ArticlePages) -> int:
    """Return the number of the page on which a place begins; raises NoSuchPartError for one outside of the article."""
    if not article.start <= place.start < place.end <= article.end:
        raise NoSuchPartError(_("This article has no such place."), pages.path)
    return pages.number_at(place.start)


def find_article(slug: str, number: int, article_number: int) -> tuple[list[Article], int]:
    """Return the articles of a version, and the place of the one with that number.

    Raises MovedError, GoneError or Http404.
    """
    return find_article_with_versions(slug, number, article_number)[:2]


def find_article_with_versions(
    slug: str, number: int, article_number: int
) -> tuple[list[Article], int, tuple[SourceVersion, ...]]:
    """Return what `find_article` does, and all versions of the source that readers see, the newest first."""
    try:
        version, versions = find_versions(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}articles/{article_number}/") from moved
    articles = load_version_articles(version)
    place = next((place for place, article in enumerate(articles) if article.number == article_number), None)
    if place is None:
        for article in articles:
            if article_number in split_numbers(article.joined):
                raise MovedError(article.get_absolute_url())
        raise NoSuchPartError(_("This source has no such article."), version.get_absolute_url())
    return articles, place, versions


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


def _build_page(
    version: SourceVersion,
    address: str,
    articles: Sequence[Article],
    sections: Iterable[TextSection],
    coverage: Coverage,
    notes: Iterable[PassageNote] | None,
    entries: tuple[ArticleEntry, ...] = (),
    *,
    versions: tuple[SourceVersion, ...],
    newer: NewerVersion | None = None,
) -> SourcePage:
    """Build a page with these parts of the version, which has these articles; `notes` are None where it has none.

    `versions` are all of the source, the newest first.
    """
    sections = tuple(sections)
    return SourcePage(
        source=version.source,
        version=version,
        author=Text(version.source.author, version.lang),  # as the text itself writes it
        publisher=Text(version.source.publisher, version.lang),
        caveats=tuple(name_caveats(split_caveats(version.source.caveats))),
        lang=version.lang,
        address=address,
        versions=versions,
        newer=newer,
        articles=tuple(section for section in sections if section.article),
        only_article=articles[0] if len(articles) == 1 else None,
        entries=entries,
        sections=tuple(section for section in sections if section.blocks or section.article),
        coverage=coverage,
        shown=version.source.shown,
        withheld=version.source.withheld_reason,
        has_notes=notes is not None,
        has_translations=version.language != reader_language() and any(note.translation for note in notes or ()),
    )


def _page_bands(article: Article, pages: ArticlePages) -> list[Band]:
    """Return the article as it is drawn in the picture of the coverage: each of several pages by itself."""
    if len(pages.spans) == 1:
        return [Band(article.start, article.end, article.title)]
    lang = HTML_LANG[reader_language()]
    names = (Text(_("Page %(number)d") % {"number": number}, lang) for number in range(1, len(pages.spans) + 1))
    return [Band(*span, name, pages.address_at(span.start)) for span, name in zip(pages.spans, names, strict=True)]


def _coverage(bands: Iterable[Band], marked: Sequence[MarkedPassage], whole: Span) -> Coverage:
    """Measure how much of the text in `whole` is cited and draw where; `marked` are the cited passages in it."""
    cited = [Cited(passage.start, passage.end, _stance(passage)) for passage in marked]
    label = Text(_("Where in the text the cited passages lie"), HTML_LANG[reader_language()])
    return Coverage(
        strip=draw_strip(whole.end - whole.start, bands, cited, label, whole.start),
        passages=len(marked),
        share=cited_share(marked, whole.start, whole.end),
        copied=sum(passage.copied for passage in marked),
        contradicting=sum(passage.contradicts for passage in marked),
    )


def _stance(passage: MarkedPassage) -> Stance:
    """Return how the passage is drawn in the picture of the coverage."""
    if passage.contradicts:
        return Stance.CONTRADICTS
    return Stance.COPY if passage.copied else Stance.SUPPORTS
