"""List the articles of a long text, each of which is read on a page of its own, with how much of each is cited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concepts.pages.sources.article_pages import cut_article, is_cut
from concepts.pages.sources.notes import MarkedPassage
from sources.caveats import NONE, Caveat, name_caveats, split_caveats
from sources.models import Article, Source

LONGEST_ON_ONE_PAGE = 30_000  # code points of a text of several articles, which has marks and no notes


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article in the list of a long text.

    `anchor` is the id of its entry, `pages` counts the pages on which it is read, `passages` its cited passages, and
    `share` is the percentage of its characters that stand in these.
    """

    article: Article
    caveats: tuple[str, ...]
    anchor: str
    address: str
    pages: int
    passages: int
    share: int


def is_read_by_article(text: str, articles: Sequence[Article]) -> bool:
    """Tell whether the page of a text lists its articles, because all of them would be too long for one page."""
    if len(articles) == 1:
        return is_cut(articles[0])
    return len(text) > LONGEST_ON_ONE_PAGE


def list_articles(text: str, articles: Iterable[Article], marked: Iterable[MarkedPassage]) -> tuple[ArticleEntry, ...]:
    """Return the entries of the articles, which have their version with its source; `marked` are all its passages."""
    by_article: dict[int, list[MarkedPassage]] = defaultdict(list)
    for passage in marked:
        by_article[passage.article_id].append(passage)
    return tuple(
        ArticleEntry(
            article,
            name_own_caveats(article, article.version.source),
            f"article-{article.number}",
            article.get_absolute_url(),
            len(cut_article(text, article, by_article[article.id]).spans),
            len(by_article[article.id]),
            cited_share(by_article[article.id], article.start, article.end),
        )
        for article in articles
    )


def cited_share(passages: Iterable[MarkedPassage], start: int, end: int) -> int:
    """Return which percentage of `text[start:end]` stands in the passages, which come in the order of the text."""
    covered, position = 0, start
    for passage in passages:
        covered += max(0, min(passage.end, end) - max(passage.start, position))
        position = max(position, passage.end)
    return round(100 * covered / (end - start))


def name_own_caveats(article: Article, source: Source) -> tuple[str, ...]:
    """Return the names of the caveats of an article where they are others than its source's, else nothing.

    “Truncated” is left out where the page says already that the article breaks off.
    """
    own = split_caveats(article.caveats)
    if article.state == Article.State.TRUNCATED:
        own = tuple(caveat for caveat in own if caveat != Caveat.TRUNCATED)
    if not own or own == split_caveats(source.caveats):
        return ()
    return (_("nothing"),) if own == (NONE,) else tuple(name_caveats(own))
