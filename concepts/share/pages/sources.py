"""Share sources, articles and passages: cited as they were published, copied as far as their pages show them.

A text of several articles says which these are; a single article, and the page of one, has its cited passages, each
with the statements that cite it. No word is taken that the page does not show: of a source in excerpts only what is
cited, of a withheld one nothing.
"""

from collections.abc import Iterator

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.content.value_types import Words
from concepts.evidence.addresses import MovedError
from concepts.formats.extract import Extract, ExtractLine
from concepts.formats.work import NO_TITLE
from concepts.formats.works import cite_article, cite_passage, cite_source
from concepts.pages.sources.notes import load_marked_passages, load_notes
from concepts.pages.sources.passage import PassagePage, build_passage_page
from concepts.pages.sources.source import find_version, load_version_articles
from concepts.share.pages.lines import CitedSpan, LineMaker, in_both, name_source
from concepts.share.pages.page import PageRequest, SharedPage
from sources.facts import Shown
from sources.languages import Text
from sources.models import Article, SourceVersion

PASSAGE, NUMBERED = _("Passage"), _("Passage %(number)s")
OVERLAPPING = _("Cited passages that overlap with it")


def share_source(request: PageRequest, slug: str, number: int | None = None) -> SharedPage:
    """Return the page of a version of a source, by default the newest, whose own address has its number."""
    version = find_version(slug, number)
    articles = load_version_articles(version)
    alone = len(articles) == 1
    work = cite_source(version, request.site, request.read_at, articles[0] if alone else None)

    def make_extract() -> Extract:
        lines = _lines_of_article(request.lines, articles[0]) if alone else map(request.lines.article, articles)
        return request.extract(Words(version.source.title_en, version.source.title_zh), request.path, lines)

    feed = _feed_path(version)
    if number is not None:
        return SharedPage(request, work, make_extract, feed_path=feed)
    return SharedPage(request, work, make_extract, fixed_path=version.get_absolute_url(), feed_path=feed)


def share_article(request: PageRequest, slug: str, number: int, article: int) -> SharedPage:
    """Return the article, whole: also where its text has several pages."""
    try:
        version = find_version(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}articles/{article}/") from moved
    articles = load_version_articles(version)
    row = next((row for row in articles if row.number == article), None)
    if row is None:
        raise Http404(gettext("This source has no such article."))

    def make_extract() -> Extract:
        lines = _lines_of_article(request.lines, row)
        return request.extract(Words(row.title_en, row.title_zh), request.path, lines)

    work = cite_article(row, request.site, request.read_at, alone=len(articles) == 1)
    return SharedPage(request, work, make_extract, feed_path=_feed_path(version))


def share_passage(request: PageRequest, slug: str, number: int, start: int, end: int) -> SharedPage:
    """Return the page of a span of a version, which knows what of it may be shown."""
    page = build_passage_page(slug, number, start, end)
    span = (start, end)
    work = cite_passage(page.version, page.article, span, request.site, request.read_at, alone=page.is_alone)
    feed = _feed_path(page.version)
    return SharedPage(request, work, lambda: _extract_passage(request, page), feed_path=feed)


def _extract_passage(request: PageRequest, page: PassagePage) -> Extract:
    lines, source = request.lines, _name_source(page.version, page.article)
    own = page.exact
    span = CitedSpan(page.quote, own.translation if own else NO_TITLE, source, page.address)
    found = [lines.passage(span, in_both(PASSAGE), leads=True)]
    found += [lines.use(use) for use in (own.uses if own else ())]
    for other in page.overlapping:
        span = CitedSpan(other.quote, other.note.translation, source, other.note.address)
        found.append(lines.passage(span, in_both(OVERLAPPING)))
        found += [lines.use(use, in_both(OVERLAPPING)) for use in other.note.uses]
    named = page.article if page.article and not page.is_alone else page.source
    shown = [line for line in found if line.text]
    return request.extract(Words(named.title_en, named.title_zh), page.address, shown)


def _lines_of_article(lines: LineMaker, article: Article) -> Iterator[ExtractLine]:
    """Yield the cited passages of an article, which has its version and source loaded, each before its statements."""
    version = article.version
    marked = [passage for passage in load_marked_passages(version) if passage.article_id == article.id]
    text = "" if version.source.shown == Shown.NOTHING else version.read_text()
    source = _name_source(version, article)
    numbered = in_both(NUMBERED)
    for note in load_notes(version, marked):
        number = {"number": note.passage.number}
        section = Words(numbered.en % number, numbered.zh % number)
        quote = Text(text[note.passage.start : note.passage.end], version.lang)
        if quote:
            yield lines.passage(CitedSpan(quote, note.translation, source, note.address), section)
        for use in note.uses:
            yield lines.use(use, section)


def _feed_path(version: SourceVersion) -> str:
    """Return the path of the feed of the statements that cite the source, whichever of its versions."""
    return reverse("feeds:source", args=[version.source.slug])


def _name_source(version: SourceVersion, article: Article | None) -> str:
    source = version.source
    by = Text(source.author or source.publisher, version.lang)
    return name_source(by, article.title if article else NO_TITLE, source.title, version.date)
