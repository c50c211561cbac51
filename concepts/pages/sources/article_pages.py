"""Cut an article that is too long for one page into pages, at paragraph ends: `?page=2` of its address.

Where a page begins depends on the text alone, so that addresses stay right when more of it is cited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from concepts.pages.paging import Paging
from concepts.pages.sources.notes import MarkedPassage, select_overlapping
from sources.anchoring import Span
from sources.facts import Shown
from sources.languages import Language
from sources.models import Article
from sources.sentences import cut_sentences
from sources.text import LINE_END

# Code points of an article on one page. With every sentence cited, its notes make it a page of some 200 kB.
LONGEST_PAGE = {Language.EN: 15_000, Language.ZH: 5_000}


@dataclass(frozen=True, slots=True)
class ArticlePages:
    """The spans of a text that the pages of an article show, at least one; `path` is the article's address."""

    spans: tuple[Span, ...]
    path: str

    @property
    def starts(self) -> tuple[int, ...]:
        """Return where the pages begin."""
        return tuple(span.start for span in self.spans)

    def number_at(self, offset: int) -> int:
        """Return the number of the page that shows the character at `offset` of the text."""
        return max((place for place, start in enumerate(self.starts, start=1) if start <= offset), default=1)

    def address_at(self, offset: int) -> str:
        """Return the address of the page that shows the character at `offset` of the text."""
        return Paging(self.number_at(offset), len(self.spans), 1, self.path).address


def is_cut(article: Article) -> bool:
    """Tell whether the article, which has its version loaded, is too long for one page."""
    return article.end - article.start > LONGEST_PAGE[Language(article.version.language)]


def cut_article(text: str, article: Article, marked: Sequence[MarkedPassage]) -> ArticlePages:
    """Return the pages of an article of `text`; its version and source are loaded, `marked` are the cited passages.

    Where readers see no more than cited passages, pages without any are left out.
    """
    language = Language(article.version.language)
    spans = cut_span(text, Span(article.start, article.end), language, LONGEST_PAGE[language])
    if article.version.source.shown != Shown.FULL:
        spans = [span for span in spans if select_overlapping(marked, span)] or spans[:1]
    return ArticlePages(tuple(spans), article.get_absolute_url())


def cut_span(text: str, whole: Span, language: str, longest: int) -> list[Span]:
    """Return spans of about the same length, at most `longest` code points each, that together are `whole`.

    They end at the ends of lines, in a line that is too long at the ends of sentences, and in one without any anywhere.
    """
    spans: list[Span] = []
    start = whole.start
    while whole.end - start > longest:
        wanted = start + (whole.end - start) // ceil((whole.end - start) / longest)
        limits = Span(start + longest // 2, start + longest)
        ends = (
            [
                line_end.end()
                for line_end in LINE_END.finditer(text, limits.start, limits.end + 1)  # not between CR and LF
                if line_end.end() <= limits.end
            ]
            or [
                start + sentence.end
                for sentence in cut_sentences(text[start : limits.end], language)[:-1]
                if start + sentence.end > limits.start
            ]
        )
        end = min(ends, key=lambda end: abs(end - wanted), default=wanted)
        spans.append(Span(start, end))
        start = end
    return [*spans, Span(start, whole.end)]
