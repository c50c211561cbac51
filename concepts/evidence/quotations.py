"""Load citations as pages show them, or only as they count: from the rows of one query.

No model instance is made and no version's text is loaded, because a comparison quotes hundreds of passages.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from concepts.content.counting import NO_TEXT, CitedArticle, Saying
from concepts.evidence.process_cache import ContentCache, LoadedById, ProcessCache
from concepts.evidence.wording import Addresses, Wording, reader_wording
from concepts.models import Citation
from sources.caveats import NONE, split_caveats
from sources.facts import Shown, name_credit
from sources.highlight import passage_anchor
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.models import Article, Passage
from sources.prepared_queries import PreparedQuery, Row

SUPPORTS, REPORTS, CONTRADICTS = Citation.Stance.SUPPORTS, Citation.Stance.REPORTS, Citation.Stance.CONTRADICTS
STANCE_ORDER = {SUPPORTS.value: 0, REPORTS.value: 2, CONTRADICTS.value: 3}
COPIED = 1  # the order of a passage that supports, but only copies an earlier article
MOST_KEPT = 5_000  # quotations, passages and lists of sayings each
MOST_KEPT_TOGETHER = 20  # the sayings of so many pages: an edit of a text leaves all as they were


@dataclass(frozen=True, eq=False, slots=True)
class CitedPassage:
    """A passage of a source and its place; the statements that cite it share one object.

    It has no words where the source shows none (`article.withheld`); its place stays, and leads on.

    `start` and `end` are code points of the version's text; `page` is the number of its page, if the text has pages.
    `address` is the page of the passage on this site, `mark_address` its place in the text of its article,
    beside the note that leads back to its statements.
    """

    id: int
    start: int
    end: int
    original: Text
    translation: Text
    translation_is_ours: bool
    copied: bool
    page: str
    address: str
    mark_address: str
    article: CitedArticle


@dataclass(frozen=True, eq=False, slots=True)
class Quotation:
    """A citation: a passage and its stance towards the statement."""

    passage: CitedPassage
    stance: str
    attributed_to: Text
    order: int  # sorts the citations of one statement: a value of STANCE_ORDER, or COPIED

    @property
    def supports(self) -> bool:
        return self.order < STANCE_ORDER[REPORTS]

    @property
    def contradicts(self) -> bool:
        return self.order == STANCE_ORDER[CONTRADICTS]

    @property
    def reports(self) -> bool:
        return self.order == STANCE_ORDER[REPORTS]

    @property
    def speaks(self) -> bool:
        """Whether it makes its article a voice: it supports the statement and is no copy."""
        return not self.order

    @property
    def denies(self) -> bool:
        """Whether its article says the opposite: it contradicts the statement and is no copy."""
        return self.contradicts and not self.passage.copied

    @property
    def passes_on(self) -> bool:
        """Whether its article only tells that others think so: it reports and is no copy."""
        return self.reports and not self.passage.copied

    @property
    def cited(self) -> CitedArticle:
        return self.passage.article

    @property
    def original(self) -> Text:
        return self.passage.original

    @property
    def translation(self) -> Text:
        return self.passage.translation

    @property
    def translation_is_ours(self) -> bool:
        return self.passage.translation_is_ours

    @property
    def withheld(self) -> Text:
        return self.passage.article.withheld

    @property
    def copied(self) -> bool:
        return self.passage.copied

    @property
    def page(self) -> str:
        return self.passage.page

    @property
    def source(self) -> Text:
        return self.passage.article.source

    @property
    def credit(self) -> Text:
        return self.passage.article.credit

    @property
    def article(self) -> Text:
        return self.passage.article.title

    @property
    def article_number(self) -> int:
        return self.passage.article.number

    @property
    def passage_address(self) -> str:
        return self.passage.address

    @property
    def mark_address(self) -> str:
        return self.passage.mark_address


ARTICLE_COLUMNS = (
    "id", "same_as_id", "number", "title_en", "title_zh", "caveats", "version__number", "version__language",
    "version__source__slug", "version__source__title_en", "version__source__title_zh", "version__source__rank",
    "version__source__author", "version__source__publisher", "version__source__written_in", "version__source__caveats",
    "version__date", "version__source__withheld", "version__source__withheld_reason_en",
    "version__source__withheld_reason_zh",
)  # fmt: skip
PASSAGE_COLUMNS = (
    "passage_id", "passage__start", "passage__end", "passage__quote", "passage__translation",
    "passage__translation_by", "passage__copy_of", "passage__page",
    *(f"passage__article__{name}" for name in ARTICLE_COLUMNS),
)  # fmt: skip
QUOTATION_COLUMNS = ("statement_id", "stance", "attributed_to_en", "attributed_to_zh", *PASSAGE_COLUMNS)
SAYING_COLUMNS = ("statement_id", "stance", "passage__copy_of", "passage__article_id")
PLACES = ("passage__version__source__rank", "passage__version_id", "passage__start", "id")


def load_quotations(ids: Collection[int]) -> dict[int, tuple[Quotation, ...]]:
    """Return the quotations of the statements with these ids, by id, sorted as pages show them; one query."""
    maker = _Maker(reader_wording())
    found: dict[int, list[Quotation]] = {}
    for statement, *columns in _quotation_rows.rows(ids):
        found.setdefault(statement, []).append(maker.quotation(tuple(columns)))
    return {statement: sort_quotations(quotations) for statement, quotations in found.items()}


def load_sayings(ids: Collection[int]) -> LoadedById[tuple[Saying, ...]]:
    """Return the citations of the statements with these ids as far as they count, by id, without words.

    One query, and one more for the articles that no earlier page of this public revision has loaded.
    """
    rows = tuple(_saying_rows.rows(ids))
    known = _load_articles({article for _statement, _stance, _copy_of, article in rows})
    articles = {article: known[article] for _statement, _stance, _copy_of, article in rows}
    return _kept_together.get((rows, tuple(articles.values())), partial(_read_sayings, rows, articles))


def _read_sayings(
    rows: Iterable[tuple[int, str, int | None, int]], articles: Mapping[int, CitedArticle]
) -> LoadedById[tuple[Saying, ...]]:
    found: dict[int, list[tuple[CitedArticle, str]]] = {}
    for statement, stance, copy_of, article in rows:
        found.setdefault(statement, []).append((articles[article], stance if copy_of is None else ""))
    return LoadedById((statement, _say(tuple(stances))) for statement, stances in found.items())


def _say(stances: tuple[tuple[CitedArticle, str], ...]) -> tuple[Saying, ...]:
    """Return the citations of one statement, given as articles and the stances that count."""
    return _sayings.get(
        stances,
        lambda: tuple(
            Saying(
                article,
                speaks=stance == SUPPORTS.value,
                denies=stance == CONTRADICTS.value,
                passes_on=stance == REPORTS.value,
            )
            for article, stance in stances
        ),
    )


def _load_articles(ids: Collection[int]) -> dict[int, CitedArticle]:
    """Return the articles with these ids, and maybe others, by id; in one query those that are not known yet."""
    known = _known_articles.get_shown(reader_language(), dict)
    if missing := [article for article in ids if article not in known]:
        maker = _Maker(reader_wording())
        known.update({row[0]: maker.article(row) for row in _article_rows.rows(missing)})
    return known


def sort_quotations(quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """Return first those that support, then copies, then those that report, then those that contradict.

    Quotations of one sort stay in the order given.
    """
    return tuple(sorted(quotations, key=lambda quotation: quotation.order))


class _Maker:
    """Makes articles, passages and quotations from the columns of rows, or finds those that were made of the same."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._of_version = Addresses("pages:source-version", "s", "1")
        self._of_article = Addresses("pages:article", "s", "1", "2")
        self._of_passage = Addresses("pages:passage", "s", "1", "2", "3")

    def quotation(self, columns: Row) -> Quotation:
        """Return the quotation of one row; the columns are QUOTATION_COLUMNS without the statement."""
        return _quotations.get((self._wording.language, columns), partial(self._make_quotation, *columns))

    def _make_quotation(self, stance: str, attributed_en: str, attributed_zh: str, *columns: Any) -> Quotation:
        passage = _passages.get((self._wording.language, columns), partial(self._make_passage, *columns))
        attributed_to = self._wording.text(attributed_en, attributed_zh)
        return Quotation(passage, stance, attributed_to, STANCE_ORDER[stance] or COPIED * passage.copied)

    def _make_passage(
        self,
        passage_id: int,
        start: int,
        end: int,
        quote: str,
        translation: str,
        translation_by: str,
        copy_of: int | None,
        page: str,
        *columns: Any,
    ) -> CitedPassage:
        """Make a passage; `columns` are ARTICLE_COLUMNS."""
        article = self.article(columns)
        slug, version = article.source_slug, article.version
        if article.withheld:
            quote = translation = ""
        return CitedPassage(
            id=passage_id,
            start=start,
            end=end,
            original=Text(quote, article.lang),
            translation=Text(translation, HTML_LANG[OTHER[Language(article.language)]]),
            translation_is_ours=translation_by == Passage.TranslationBy.OURS.value,
            copied=copy_of is not None,
            page=page,
            address=self._of_passage.of(slug, version, start, end),
            mark_address=f"{article.address}#{passage_anchor(start, end)}",
            article=article,
        )

    def article(self, columns: Row) -> CitedArticle:
        """Return the article of one row; the columns are ARTICLE_COLUMNS."""
        return _articles.get((self._wording.language, columns), partial(self._make_article, *columns))

    def _make_article(
        self,
        article_id: int,
        same_as: int | None,
        number: int,
        title_en: str,
        title_zh: str,
        caveats: str,
        version: int,
        language: str,
        slug: str,
        source_en: str,
        source_zh: str,
        rank: int,
        author: str,
        publisher: str,
        written_in: str,
        source_caveats: str,
        date: str,
        withheld: str,
        reason_en: str,
        reason_zh: str,
    ) -> CitedArticle:
        """Make an article; the columns are ARTICLE_COLUMNS."""
        lang = HTML_LANG[Language(language)]
        return CitedArticle(
            id=article_id,
            voice=same_as or article_id,
            number=number,
            version=version,
            title=self._wording.text(title_en, title_zh),
            source=self._wording.text(source_en, source_zh),
            source_slug=slug,
            language=language,
            lang=lang,
            written_in=written_in or language,
            address=self._of_article.of(slug, version, number),
            place=(rank, slug, version, number),
            credit=name_credit(author, date, lang),
            by=Text(author or publisher, lang),
            date=date,
            facts_known=not caveats,  # an article's own caveats, as of one signed at its end, say what it lacks
            source_address=self._of_version.of(slug, version),
            caveats=() if caveats == NONE else split_caveats(caveats or source_caveats),
            withheld=self._wording.text(reason_en, reason_zh) if withheld == Shown.NOTHING else NO_TEXT,
        )


_quotation_rows = PreparedQuery(
    lambda ids: Citation.objects.filter(statement__id__among=ids).order_by(*PLACES).values_list(*QUOTATION_COLUMNS)
)
_saying_rows = PreparedQuery(
    lambda ids: Citation.objects.filter(statement__id__among=ids).order_by(*PLACES).values_list(*SAYING_COLUMNS)
)
_article_rows = PreparedQuery(
    lambda ids: Article.objects.filter(id__among=ids).order_by().values_list(*ARTICLE_COLUMNS)
)
_quotations: ContentCache[Quotation] = ContentCache(MOST_KEPT)
_passages: ContentCache[CitedPassage] = ContentCache(MOST_KEPT)
_articles: ContentCache[CitedArticle] = ContentCache(MOST_KEPT)
_sayings: ContentCache[tuple[Saying, ...]] = ContentCache(MOST_KEPT)
_kept_together: ContentCache[LoadedById[tuple[Saying, ...]]] = ContentCache(MOST_KEPT_TOGETHER)
_known_articles: ProcessCache[dict[int, CitedArticle]] = ProcessCache()
