"""A source's text with every cited passage marked, and what each passage supports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.models import Citation, Statement
from concepts.reading.addresses import Moved, find
from concepts.reading.excerpts import around
from concepts.reading.lexicon import Lexicon, Named, load_lexicon
from sources.anchoring import Span
from sources.highlight import Mark, highlight
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Article, Passage, Source, SourceVersion


@dataclass(frozen=True, slots=True)
class Use:
    """One statement that cites a passage, and the stance the passage takes."""

    statement: Statement
    address: str
    text: Text
    stance: str
    attributed_to: Text
    concepts: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What a marked passage is cited for."""

    number: int
    anchor: str
    mark: str
    quote: Text
    address: str
    translation: Text
    translation_is_ours: bool
    copy_of: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text, in an article or between two."""

    article: Article | None
    anchor: str
    address: str
    pieces: tuple[SafeString, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One version of a source, whole or one article of it."""

    source: Source
    version: SourceVersion
    publisher: Text
    lang: str
    versions: tuple[SourceVersion, ...]
    articles: tuple[Stretch, ...]
    stretches: tuple[Stretch, ...]
    passages: int
    excerpts: bool


def find_version(slug: str, number: int | None = None) -> SourceVersion:
    """The version of a source, the newest without a number; raises Moved, Gone or Http404."""
    try:
        source = find(Source.objects.all(), slug)
    except Moved as moved:
        if number is None:
            raise
        raise Moved(f"{moved.address}v{number}/") from moved
    versions = SourceVersion.objects.filter(source=source).select_related("source")
    version = versions.order_by("-number").first() if number is None else versions.filter(number=number).first()
    if version is None:
        raise Http404(_("This source has no such version."))
    return version


def build_source_page(slug: str, number: int | None = None) -> SourcePage:
    """Builds the page of a version, the newest without a number; raises Moved, Gone or Http404."""
    version = find_version(slug, number)
    return _page(version, load_articles(version), load_passages(version), load_lexicon())


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article of a version, between its neighbours."""

    page: SourcePage
    article: Article
    before: Article | None
    after: Article | None


def build_article_page(slug: str, number: int, article_number: int) -> ArticlePage:
    """Builds the page of one article; raises Moved, Gone or Http404."""
    try:
        version = find_version(slug, number)
    except Moved as moved:
        raise Moved(f"{moved.address}articles/{article_number}/") from moved
    articles = load_articles(version)
    place = next((place for place, one in enumerate(articles) if one.number == article_number), None)
    if place is None:
        raise Http404(_("This source has no such article."))
    article = articles[place]
    page = _page(version, [article], load_passages(version), load_lexicon(), only=article)
    return ArticlePage(
        page,
        article,
        articles[place - 1] if place else None,
        articles[place + 1] if place + 1 < len(articles) else None,
    )


def load_articles(version: SourceVersion) -> list[Article]:
    """The articles in the order of the text."""
    articles = list(version.articles.order_by("start", "id"))
    for article in articles:
        article.version = version
    return articles


def load_passages(version: SourceVersion) -> list[Passage]:
    """The passages that published statements cite, in the order of the text, with what cites them."""
    citations = (
        Citation.objects.filter(statement__status=Statement.Status.PUBLISHED)
        .select_related("statement")
        .prefetch_related("statement__concept_links")
        .order_by("statement__kind", "statement__rank", "statement__code")
    )
    passages = list(
        Passage.objects.filter(version=version, citations__statement__status=Statement.Status.PUBLISHED)
        .distinct()
        .select_related("copy_of__article")
        .prefetch_related(Prefetch("citations", citations))
        .order_by("start", "end")
    )
    for passage in passages:
        passage.version = version
    return passages


def notes_of(passages: Iterable[Passage], lexicon: Lexicon) -> tuple[Note, ...]:
    """One note a passage, numbered in the order given."""
    return tuple(_note(number, passage, lexicon) for number, passage in enumerate(passages, start=1))


def marks_of(notes: Iterable[Note], passages: Iterable[Passage]) -> list[Mark]:
    """The marks of passages with their notes."""
    lang = HTML_LANG[reader_language()]
    return [
        Mark(
            passage.start,
            passage.end,
            note.number,
            Text(_("Note %(number)d: what this passage supports") % {"number": note.number}, lang),
        )
        for note, passage in zip(notes, passages, strict=True)
    ]


def _note(number: int, passage: Passage, lexicon: Lexicon) -> Note:
    mark = Mark(passage.start, passage.end)
    uses = [
        Use(
            statement=citation.statement,
            address=citation.statement.get_absolute_url(),
            text=citation.statement.text,
            stance=citation.stance,
            attributed_to=citation.attributed_to,
            concepts=lexicon.named(link.concept_id for link in citation.statement.concept_links.all()),
        )
        for citation in passage.citations.all()
    ]
    return Note(
        number=number,
        anchor=mark.note_anchor,
        mark=mark.anchor,
        quote=passage.original,
        address=passage.get_absolute_url(),
        translation=passage.translated,
        translation_is_ours=passage.translation_by == Passage.TranslationBy.OURS,
        copy_of=_address_of_original(passage),
        uses=tuple(uses),
    )


def _address_of_original(passage: Passage) -> str:
    """Where the words that a passage copies stand, in the same version or another; empty for no copy."""
    if passage.copy_of is None:
        return ""
    original = passage.copy_of
    if original.version_id == passage.version_id:
        original.version = passage.version
    return original.get_absolute_url()


def _page(
    version: SourceVersion,
    articles: Sequence[Article],
    passages: Sequence[Passage],
    lexicon: Lexicon,
    only: Article | None = None,
) -> SourcePage:
    notes = notes_of(passages, lexicon)
    marks = marks_of(notes, passages)
    excerpts = version.source.display == Source.Display.EXCERPTS
    start, end = (only.start, only.end) if only else (0, len(version.text))
    stretches, position = [], start
    for article in articles:
        if version.text[position : article.start].strip():
            stretches.append(_stretch(version, None, position, article.start, marks, (), excerpts))
        own = tuple(note for note, passage in zip(notes, passages, strict=True) if passage.article_id == article.id)
        stretches.append(_stretch(version, article, article.start, article.end, marks, own, excerpts))
        position = article.end
    if version.text[position:end].strip():
        stretches.append(_stretch(version, None, position, end, marks, (), excerpts))
    return SourcePage(
        source=version.source,
        version=version,
        publisher=Text(version.source.publisher, version.lang),  # named in the words of the text itself
        lang=version.lang,
        versions=tuple(SourceVersion.objects.filter(source=version.source).defer("text").order_by("-number")),
        articles=tuple(stretch for stretch in stretches if stretch.article),
        stretches=tuple(stretch for stretch in stretches if stretch.pieces),
        passages=len(passages),
        excerpts=excerpts,
    )


def _stretch(
    version: SourceVersion,
    article: Article | None,
    start: int,
    end: int,
    marks: Sequence[Mark],
    notes: tuple[Note, ...],
    excerpts: bool,
) -> Stretch:
    spans = [Span(start, end)]
    if excerpts:
        cited = [Span(mark.start, mark.end) for mark in marks if mark.start < end and mark.end > start]
        spans = around(version.text, version.language, start, end, cited)
    return Stretch(
        article=article,
        anchor=f"article-{article.number}" if article else "",
        address=article.get_absolute_url() if article else "",
        pieces=tuple(highlight(version.text, span.start, span.end, version.lang, marks) for span in spans),
        notes=notes,
    )
