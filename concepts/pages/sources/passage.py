"""Build the page of one passage: a span of a source, marked in its context, with the statements that cite it."""

from dataclasses import dataclass

from django.db.models import Max
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from concepts.evidence.addresses import MovedError
from concepts.models import Publication, Statement
from concepts.pages.sources.article_list import is_read_by_article
from concepts.pages.sources.article_pages import cut_article
from concepts.pages.sources.excerpts import cut_excerpts_of_articles
from concepts.pages.sources.newer_version import NewerPlace, find_newer_place
from concepts.pages.sources.notes import PassageNote, load_marked_passages, load_notes, select_overlapping
from concepts.pages.sources.source import find_versions, load_version_articles, newer_of
from sources.anchoring import Span
from sources.facts import Shown, name_credit
from sources.highlight import Mark, highlight, passage_anchor
from sources.languages import Language, Text
from sources.models import Article, Passage, Source, SourceVersion
from sources.page_numbers import name_pages
from sources.text import LINE_END

# The largest number of code points shown on either side; fewer for Chinese, which needs fewer for the same content.
CONTEXT_LENGTH = {Language.EN: 320, Language.ZH: 120}


@dataclass(frozen=True, slots=True)
class OverlappingPassage:
    """A cited passage that has characters in common with the passage of the page; `quote` is empty as there."""

    quote: Text
    note: PassageNote


@dataclass(frozen=True, slots=True)
class PassagePage:
    """A span with its words, its article, and the notes of the cited passages that overlap with it.

    `page` is the number of its page, if the text has pages. `is_alone` tells whether the text has no other article.
    `exact` is the note of the span itself, where a published statement cites exactly these words. `mark_address` leads
    to the span's mark in the whole text, or to its article where it has no mark; in a text that is read by article, to
    that article. `notes_address` leads to its note on the page of its article; it is empty where `exact` is None.
    `newer` tells on the page of an older version what became of the words, `verified_on` the day on which the quotation
    was last held against the text. `withheld` says why no words are shown; then `quote` and `context` are empty.
    Else it is empty.
    """

    source: Source
    version: SourceVersion
    credit: Text
    lang: str
    article: Article | None
    is_alone: bool
    start: int
    end: int
    page: str
    quote: Text
    context: SafeString
    exact: PassageNote | None
    overlapping: tuple[OverlappingPassage, ...]
    address: str
    mark_address: str
    notes_address: str
    withheld: Text
    newer: NewerPlace | None
    verified_on: str


def build_passage_page(slug: str, number: int, start: int, end: int) -> PassagePage:
    """Build the page of any valid span, whether or not a passage is stored for it.

    Raises MovedError, GoneError or Http404. Of a source shown in excerpts, only spans inside these have a page; of one
    that shows no words every span has one, so that no address dies.
    """
    try:
        version, versions = find_versions(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}passages/{start}-{end}/") from moved
    text = version.read_text()
    if not 0 <= start < end <= len(text):
        raise Http404(
            _("The text of this source has %(length)d characters; there is no passage from %(start)d to %(end)d.")
            % {"length": len(text), "start": start, "end": end}
        )
    articles = load_version_articles(version)
    marked = load_marked_passages(version)
    article = next((article for article in articles if article.start <= start and end <= article.end), None)
    window = _window(text, start, end, article, CONTEXT_LENGTH[Language(version.language)])
    shown = version.source.shown
    if shown == Shown.EXCERPTS:
        excerpts = cut_excerpts_of_articles(
            text, version.language, articles, [Span(passage.start, passage.end) for passage in marked]
        )
        excerpt = next((span for span in excerpts if span.start <= start and end <= span.end), None)
        if excerpt is None:
            raise Http404(_("Of this source, only the passages that are cited may be shown."))
        window = Span(max(window.start, excerpt.start), min(window.end, excerpt.end))
    notes = load_notes(version, select_overlapping(marked, Span(start, end)))
    exact = next((note for note in notes if (note.passage.start, note.passage.end) == (start, end)), None)
    slug = version.source.slug
    fragment = passage_anchor(start, end) if exact else (f"article-{article.number}" if article else None)
    own_page = cut_article(text, article, marked).address_at(start) if article else ""
    mark_address = reverse("pages:source-version", args=[slug, version.number], fragment=fragment)
    if article and is_read_by_article(text, articles):
        mark_address = f"{own_page}#{fragment}"
    newer = newer_of(version, versions)
    quote = text[start:end]
    if shown == Shown.NOTHING:
        quote, window = "", Span(start, start)
    return PassagePage(
        source=version.source,
        version=version,
        credit=name_credit(version.source.author, version.date, version.lang),
        lang=version.lang,
        article=article,
        is_alone=len(articles) == 1,
        start=start,
        end=end,
        page=name_pages(version.pages, start, end),
        quote=Text(quote, version.lang),
        context=highlight(
            text, window.start, window.end, version.lang, [Mark(start, end, focus=True)] if quote else []
        ),
        exact=exact,
        overlapping=tuple(
            OverlappingPassage(Text(quote and text[note.passage.start : note.passage.end], version.lang), note)
            for note in notes
            if note is not exact
        ),
        address=reverse("pages:passage", args=[slug, version.number, start, end]),
        mark_address=mark_address,
        notes_address=f"{own_page}#{exact.passage.anchor}" if article and exact else "",
        withheld=version.source.withheld_reason if shown == Shown.NOTHING else Text("", version.lang),
        newer=find_newer_place(version, newer, text, Span(start, end)) if newer else None,
        verified_on=_find_verified_on(version, Span(start, end)),
    )


def _find_verified_on(version: SourceVersion, place: Span) -> str:
    """Return the day on which a statement that cites exactly these words was published last, with its quotations.

    Empty where none was.
    """
    passage = Passage.objects.filter(version=version, start=place.start, end=place.end)
    seen = Statement.objects.published().filter(citations__passage__in=passage)
    last = Publication.objects.filter(editions__statement__in=seen).aggregate(last=Max("at"))["last"]
    return date_format(localtime(last), "DATE_FORMAT") if last else ""


def _window(text: str, start: int, end: int, article: Article | None, context: int) -> Span:
    """Return the span with up to `context` code points on either side, cut at line ends, within its article."""
    first, last = (article.start, article.end) if article else (0, len(text))
    left, right = max(first, start - context), min(last, end + context)
    if left > first and (line_end := LINE_END.search(text, left, start)):
        left = line_end.end()
    if right < last and (line_ends := list(LINE_END.finditer(text, end, right))):
        right = line_ends[-1].start()
    return Span(left, right)
