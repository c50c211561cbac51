"""Load what readers can see of our sources, and our own words, and keep them for finding quotes in them.

Of a source that is shown in excerpts these alone are there, of one that shows no words nothing, also none of our
translations. What is loaded is kept in the process while the public revision is the same; the texts of sources, which
never change, while the same parts of them are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from concepts.evidence import process_cache
from concepts.evidence.process_cache import ProcessCache
from concepts.models import Citation, Statement
from concepts.pages.quotes.text_index import IndexedText, TextIndex
from concepts.pages.sources.excerpts import cut_excerpts_of_articles
from sources.anchoring import Span
from sources.facts import Shown
from sources.languages import COLUMN, OTHER, Language
from sources.models import Article, SourceText, SourceVersion
from sources.showing import shows_no_words


class OriginKind(StrEnum):
    """Whose words a text has."""

    SOURCE = "source"
    TRANSLATION = "translation"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """Where a text is from: the id of its version, passage or statement, and of a part of a version where it begins."""

    kind: OriginKind
    row: int
    start: int = 0


QuoteIndex = TextIndex[TextOrigin]


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """All that a quote is looked for in: `version_by_id` has those of which readers see words."""

    version_by_id: dict[int, SourceVersion]
    sources: QuoteIndex
    ours: QuoteIndex


_known = ProcessCache[KnownTexts]()
_of_sources = ProcessCache[QuoteIndex]()


def known_texts() -> KnownTexts:
    """Return the texts that the page's public revision shows, loaded in four queries, six where some are excerpts."""
    return _known.get_shown("", _load)


def _load() -> KnownTexts:
    versions = {
        version.id: version
        for version in SourceVersion.objects.published()
        .filter(source__status=SourceVersion.Status.PUBLISHED)
        .exclude(shows_no_words("source"))
        .select_related("source")
        .order_by("source__rank", "source__slug", "-number")
    }
    excerpts = _places_of_excerpts([version for version in versions.values() if version.source.shown != Shown.FULL])
    shown = [(version.id, version.sha256, version.language, excerpts.get(version.id)) for version in versions.values()]
    revision = process_cache.shown_revision()

    def load_sources() -> QuoteIndex:
        return TextIndex([*_texts_of_sources(versions, excerpts)])

    sources = _of_sources.get(repr(shown), "", load_sources) if revision else load_sources()
    return KnownTexts(versions, sources, TextIndex([*_texts_of_statements(), *_translations()]))


def _texts_of_sources(
    versions: dict[int, SourceVersion], excerpts: dict[int, "Excerpts"]
) -> Iterator[IndexedText[TextOrigin]]:
    """Yield what readers see of each version, in their order: the whole text, or each excerpt."""
    texts = dict(SourceText.objects.filter(version__in=list(versions)).values_list("version_id", "text"))
    for version in versions.values():
        text = texts.pop(version.id)
        spans = excerpts[version.id].cut(text, version.language) if version.id in excerpts else [Span(0, len(text))]
        for span in spans:
            origin = TextOrigin(OriginKind.SOURCE, version.id, span.start)
            yield IndexedText(span.of(text), Language(version.language), origin)


@dataclass(slots=True)
class Excerpts:
    """What is needed to cut the excerpts of a version: its articles, and the passages of it that are cited."""

    articles: list[Article]
    cited: list[Span]

    def __repr__(self) -> str:
        return repr(([(article.start, article.end) for article in self.articles], self.cited))

    def cut(self, text: str, language: str) -> list[Span]:
        """Return the parts of the text that readers see."""
        return cut_excerpts_of_articles(text, language, self.articles, self.cited)


def _places_of_excerpts(versions: Iterable[SourceVersion]) -> dict[int, Excerpts]:
    """Load what the excerpts of the versions are cut by, in two queries; none costs none."""
    found = {version.id: Excerpts([], []) for version in versions}
    if not found:
        return {}
    for article in Article.objects.published().filter(version__in=list(found)).order_by("version_id", "start"):
        found[article.version_id].articles.append(article)
    cited: dict[int, set[Span]] = defaultdict(set)
    rows = Citation.objects.filter(passage__version__in=list(found), statement__status=Statement.Status.PUBLISHED)
    for version, start, end in rows.values_list("passage__version_id", "passage__start", "passage__end"):
        cited[version].add(Span(start, end))
    for version, spans in cited.items():
        found[version].cited.extend(sorted(spans))
    return found


def _texts_of_statements() -> Iterator[IndexedText[TextOrigin]]:
    """Yield the text of each published statement in each language."""
    columns = [f"text_{COLUMN[language]}" for language in Language]
    for row, *texts in Statement.objects.published().order_by("code").values_list("id", *columns):
        for language, text in zip(Language, texts, strict=True):
            if text:
                yield IndexedText(text, language, TextOrigin(OriginKind.STATEMENT, row))


def _translations() -> Iterator[IndexedText[TextOrigin]]:
    """Yield the translation of each passage that a published statement cites, where its source shows words."""
    rows = (
        Citation.objects.filter(statement__status=Statement.Status.PUBLISHED)
        .exclude(passage__translation="")
        .exclude(shows_no_words("passage__version__source"))
        .order_by("passage_id")
        .values_list("passage_id", "passage__translation", "passage__version__language")
        .distinct()
    )
    for passage, translation, language in rows:
        yield IndexedText(translation, OTHER[Language(language)], TextOrigin(OriginKind.TRANSLATION, passage))
