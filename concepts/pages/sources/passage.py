"""One span of a source, marked in its context, with what it is cited for."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.evidence.addresses import MovedError
from concepts.pages.sources.excerpts import around
from concepts.pages.sources.notes import Note, load_marked, load_notes
from concepts.pages.sources.source import find_version, load_articles
from sources.anchoring import Span
from sources.highlight import Mark, highlight, passage_anchor
from sources.languages import Language, Text
from sources.models import Article, Source, SourceVersion

# Code points shown on either side at most, cut at line ends where there are any; Chinese says more in fewer.
CONTEXT = {Language.EN: 320, Language.ZH: 120}


@dataclass(frozen=True, slots=True)
class Overlap:
    """A cited passage that shares words with the one a page is about."""

    quote: Text
    note: Note


@dataclass(frozen=True, slots=True)
class PassagePage:
    """A span with its words, the article it stands in, and the notes of the cited passages it overlaps.

    `mark_address` leads to its mark, or to its article, in the whole text; `notes_address` to its note on the page of
    its article, and is empty where nothing cites exactly these words.
    """

    source: Source
    version: SourceVersion
    lang: str
    article: Article | None
    start: int
    end: int
    quote: Text
    context: SafeString
    exact: Note | None
    overlapping: tuple[Overlap, ...]
    address: str
    mark_address: str
    notes_address: str


def build_passage_page(slug: str, number: int, start: int, end: int) -> PassagePage:
    """Builds the page of any valid span, stored or not; raises MovedError, GoneError or Http404.

    Of a source shown in excerpts, only spans inside what is shown have a page.
    """
    try:
        version = find_version(slug, number)
    except MovedError as moved:
        raise MovedError(f"{moved.address}passages/{start}-{end}/") from moved
    if not 0 <= start < end <= len(version.text):
        raise Http404(
            _("The text of this source has %(length)d characters; there is no passage from %(start)d to %(end)d.")
            % {"length": len(version.text), "start": start, "end": end}
        )
    articles = load_articles(version)
    marked = load_marked(version)
    article = next((one for one in articles if one.start <= start and end <= one.end), None)
    window = _window(version.text, start, end, article, CONTEXT[Language(version.language)])
    if version.source.display == Source.Display.EXCERPTS:
        shown = _shown(version, articles, [Span(one.start, one.end) for one in marked])
        around_it = next((one for one in shown if one.start <= start and end <= one.end), None)
        if around_it is None:
            raise Http404(_("Of this source, only the passages that are cited may be shown."))
        window = Span(max(window.start, around_it.start), min(window.end, around_it.end))
    notes = load_notes(version, [one for one in marked if one.start < end and one.end > start])
    exact = next((note for note in notes if (note.marked.start, note.marked.end) == (start, end)), None)
    slug = version.source.slug
    fragment = passage_anchor(start, end) if exact else (f"article-{article.number}" if article else None)
    notes_address = ""
    if article and exact:
        place = [slug, version.number, article.number]
        notes_address = reverse("pages:article", args=place, fragment=exact.marked.anchor)
    return PassagePage(
        source=version.source,
        version=version,
        lang=version.lang,
        article=article,
        start=start,
        end=end,
        quote=Text(version.text[start:end], version.lang),
        context=highlight(version.text, window.start, window.end, version.lang, [Mark(start, end, focus=True)]),
        exact=exact,
        overlapping=tuple(
            Overlap(Text(version.text[note.marked.start : note.marked.end], version.lang), note)
            for note in notes
            if note is not exact
        ),
        address=reverse("pages:passage", args=[slug, version.number, start, end]),
        mark_address=reverse("pages:source-version", args=[slug, version.number], fragment=fragment),
        notes_address=notes_address,
    )


def _shown(version: SourceVersion, articles: list[Article], cited: list[Span]) -> list[Span]:
    """The parts of the text that are shown, article by article."""
    spans = []
    for article in articles:
        inside = [one for one in cited if one.start < article.end and one.end > article.start]
        spans += around(version.text, version.language, article.start, article.end, inside)
    return spans


def _window(text: str, start: int, end: int, article: Article | None, context: int) -> Span:
    """The span with the lines around it: up to `context` code points on either side, within its article."""
    first, last = (article.start, article.end) if article else (0, len(text))
    left, right = max(first, start - context), min(last, end + context)
    if left > first:
        line = text.find("\n", left, start)
        left = line + 1 if line >= 0 else left
    if right < last:
        line = text.rfind("\n", end, right)
        right = line if line >= 0 else right
    return Span(left, right)
