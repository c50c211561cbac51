"""Load citations as pages show them, or only as they count: from the rows of one query.

No model instance is made and no version's text is loaded, because a comparison quotes hundreds of passages.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from concepts.content.counting import NO_TEXT, CitedArticle, Saying
from concepts.evidence.id_lists import id_list
from concepts.evidence.wording import Addresses, Wording, reader_wording
from concepts.models import Citation
from sources.caveats import NONE, split_caveats
from sources.facts import Shown, name_credit
from sources.highlight import passage_anchor
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.models import Passage

SUPPORTS, REPORTS, CONTRADICTS = Citation.Stance.SUPPORTS, Citation.Stance.REPORTS, Citation.Stance.CONTRADICTS
STANCE_ORDER = {SUPPORTS.value: 0, REPORTS.value: 2, CONTRADICTS.value: 3}
COPIED = 1  # the order of a passage that supports, but only copies an earlier article


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage of a source and its place; the statements that cite it share one object.

    It has no words where the source shows none (`article.withheld`); its place stays, and leads on.

    `start` and `end` are code points of the version's text. `address` is the page of the passage, `mark_address` its
    place in the text of its article, beside the note that leads back to its statements.
    """

    id: int
    start: int
    end: int
    original: Text
    translation: Text
    translation_is_ours: bool
    copied: bool
    address: str
    mark_address: str
    article: CitedArticle


@dataclass(frozen=True, slots=True)
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
    "passage__article_id", "passage__article__same_as_id", "passage__article__number", "passage__article__title_en",
    "passage__article__title_zh", "passage__article__caveats", "passage__version__number", "passage__version__language",
    "passage__version__source__slug", "passage__version__source__title_en", "passage__version__source__title_zh",
    "passage__version__source__rank", "passage__version__source__author", "passage__version__source__publisher",
    "passage__version__source__written_in",
    "passage__version__source__caveats", "passage__version__date", "passage__version__source__withheld",
    "passage__version__source__withheld_reason_en", "passage__version__source__withheld_reason_zh",
)  # fmt: skip
COLUMNS = (
    "statement_id", "stance", "attributed_to_en", "attributed_to_zh", "passage_id", "passage__start", "passage__end",
    "passage__quote", "passage__translation", "passage__translation_by", "passage__copy_of", *ARTICLE_COLUMNS,
)  # fmt: skip
SAYING_COLUMNS = ("statement_id", "stance", "passage__copy_of", *ARTICLE_COLUMNS)
PLACES = ("passage__version__source__rank", "passage__version_id", "passage__start", "id")


def load_quotations(ids: Collection[int]) -> dict[int, tuple[Quotation, ...]]:
    """Return the quotations of the statements with these ids, by id, sorted as pages show them; one query."""
    rows = Citation.objects.filter(statement__id__among=id_list(ids)).order_by(*PLACES).values_list(*COLUMNS)
    passages = _PassageMaker(reader_wording())
    nobody = passages.wording.text("", "")
    found: dict[int, list[Quotation]] = {}
    for statement, stance, attributed_en, attributed_zh, *columns in rows:
        passage = passages.passage(*columns)
        attributed_to = nobody
        if attributed_en or attributed_zh:
            attributed_to = passages.wording.text(attributed_en, attributed_zh)
        quotation = Quotation(passage, stance, attributed_to, STANCE_ORDER[stance] or COPIED * passage.copied)
        found.setdefault(statement, []).append(quotation)
    return {statement: sort_quotations(quotations) for statement, quotations in found.items()}


def load_sayings(ids: Collection[int]) -> dict[int, tuple[Saying, ...]]:
    """Return the citations of the statements with these ids as far as they count, by id; one query, without words."""
    rows = Citation.objects.filter(statement__id__among=id_list(ids)).order_by(*PLACES).values_list(*SAYING_COLUMNS)
    articles = _PassageMaker(reader_wording())
    found: dict[int, list[Saying]] = {}
    for statement, stance, copy_of, *columns in rows:
        counts = copy_of is None
        saying = Saying(
            articles.article(*columns),
            speaks=counts and stance == SUPPORTS.value,
            denies=counts and stance == CONTRADICTS.value,
            passes_on=counts and stance == REPORTS.value,
        )
        found.setdefault(statement, []).append(saying)
    return {statement: tuple(sayings) for statement, sayings in found.items()}


def sort_quotations(quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """Return first those that support, then copies, then those that report, then those that contradict.

    Quotations of one sort stay in the order given.
    """
    return tuple(sorted(quotations, key=lambda quotation: quotation.order))


class _PassageMaker:
    """Makes passages and articles from the columns of rows, each only once."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self._passages: dict[int, CitedPassage] = {}
        self._articles: dict[int, CitedArticle] = {}
        self._titles: dict[str, Text] = {}
        self._of_version = Addresses("pages:source-version", "s", "1")
        self._of_article = Addresses("pages:article", "s", "1", "2")
        self._of_passage = Addresses("pages:passage", "s", "1", "2", "3")

    def passage(self, passage_id: int, *columns: Any) -> CitedPassage:
        """Return the passage of one row; `columns` are those from `passage__start` on."""
        known = self._passages.get(passage_id)
        if known is None:
            known = self._passages[passage_id] = self._make_passage(passage_id, *columns)
        return known

    def _make_passage(
        self,
        passage_id: int,
        start: int,
        end: int,
        quote: str,
        translation: str,
        translation_by: str,
        copy_of: int | None,
        *columns: Any,
    ) -> CitedPassage:
        """Make a passage; `columns` are ARTICLE_COLUMNS."""
        article = self.article(*columns)
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
            address=self._of_passage.of(slug, version, start, end),
            mark_address=f"{article.address}#{passage_anchor(start, end)}",
            article=article,
        )

    def article(self, article_id: int, *columns: Any) -> CitedArticle:
        """Return the article of one row; the columns are ARTICLE_COLUMNS."""
        known = self._articles.get(article_id)
        if known is None:
            known = self._articles[article_id] = self._make_article(article_id, *columns)
        return known

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
        """Make an article of a source, whose title is made only once."""
        lang = HTML_LANG[Language(language)]
        return CitedArticle(
            id=article_id,
            voice=same_as or article_id,
            number=number,
            version=version,
            title=self.wording.text(title_en, title_zh),
            source=self._titles.setdefault(slug, self.wording.text(source_en, source_zh)),
            source_slug=slug,
            language=language,
            lang=lang,
            written_in=written_in or language,
            address=self._of_article.of(slug, version, number),
            place=(rank, slug, version, number),
            credit=name_credit(author, date, lang),
            by=Text(author or publisher, lang),
            date=date,
            source_address=self._of_version.of(slug, version),
            caveats=() if caveats == NONE else split_caveats(caveats or source_caveats),
            withheld=self.wording.text(reason_en, reason_zh) if withheld == Shown.NOTHING else NO_TEXT,
        )
