"""Citations as pages show them: the source's words and where they stand, straight from one query's rows.

No model instance is made here, and a version's long text is never loaded: a comparison quotes hundreds of passages.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from concepts.content.counting import CitedArticle
from concepts.evidence.wording import Addresses, Wording, reader_wording
from concepts.models import Citation
from sources.highlight import passage_anchor
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.models import Passage

SUPPORTS, REPORTS, CONTRADICTS = Citation.Stance.SUPPORTS, Citation.Stance.REPORTS, Citation.Stance.CONTRADICTS
STANCE_ORDER = {SUPPORTS.value: 0, REPORTS.value: 2, CONTRADICTS.value: 3}  # 1 is for what supports and only copies


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """The words of a passage, never ours, and where they stand; one object however many statements cite it."""

    id: int
    start: int  # code points of the version's text, as is the end
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
    """One citation: a passage, and the stance it takes."""

    passage: CitedPassage
    stance: str
    attributed_to: Text
    place: int  # among the citations of one statement

    @property
    def supports(self) -> bool:
        return self.place < STANCE_ORDER[REPORTS]

    @property
    def contradicts(self) -> bool:
        return self.place == STANCE_ORDER[CONTRADICTS]

    @property
    def reports(self) -> bool:
        return self.place == STANCE_ORDER[REPORTS]

    @property
    def speaks(self) -> bool:
        """Whether it makes its article a voice."""
        return not self.place

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
    def copied(self) -> bool:
        return self.passage.copied

    @property
    def source(self) -> Text:
        return self.passage.article.source

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


COLUMNS = (
    "statement_id", "stance", "attributed_to_en", "attributed_to_zh", "passage_id", "passage__start", "passage__end",
    "passage__quote", "passage__translation", "passage__translation_by", "passage__copy_of", "passage__article_id",
    "passage__article__number", "passage__article__title_en", "passage__article__title_zh", "passage__version__number",
    "passage__version__language", "passage__version__source__slug", "passage__version__source__title_en",
    "passage__version__source__title_zh", "passage__version__source__rank",
)  # fmt: skip


def load_quotations(ids: Collection[int]) -> dict[int, tuple[Quotation, ...]]:
    """The quotations of the statements with these ids, each statement's in the order they are shown; one query."""
    rows = (
        Citation.objects.filter(statement__id__in=ids)
        .order_by("passage__version__source__rank", "passage__version_id", "passage__start", "id")
        .values_list(*COLUMNS)
    )
    passages = _Passages(reader_wording())
    nobody = passages.wording.text("", "")
    found: dict[int, list[Quotation]] = {}
    for statement, stance, whom_en, whom_zh, *place in rows:
        passage = passages.of(*place)
        whom = passages.wording.text(whom_en, whom_zh) if whom_en or whom_zh else nobody
        quotation = Quotation(passage, stance, whom, STANCE_ORDER[stance] or int(passage.copied))
        found.setdefault(statement, []).append(quotation)
    return {statement: sort_quotations(quotations) for statement, quotations in found.items()}


def sort_quotations(quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """What supports first, then what only copies, then what reports or contradicts; else in the order given."""
    return tuple(sorted(quotations, key=lambda one: one.place))


class _Passages:
    """The passages and articles met so far, each made once, and the addresses in each version."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self._passages: dict[int, CitedPassage] = {}
        self._articles: dict[int, CitedArticle] = {}
        self._titles: dict[str, Text] = {}
        self._in_version = Addresses("pages:source-version", "s", "1")
        self._of_article = Addresses("pages:article", "s", "1", "2")
        self._of_passage = Addresses("pages:passage", "s", "1", "2", "3")

    def of(self, id: int, *columns: Any) -> CitedPassage:
        """The passage of one row; `columns` are those from `passage__start` on."""
        known = self._passages.get(id)
        if known is None:
            known = self._passages[id] = self._passage(id, *columns)
        return known

    def _passage(
        self,
        id: int,
        start: int,
        end: int,
        quote: str,
        translation: str,
        translation_by: str,
        copy_of: int | None,
        article_id: int,
        *place: Any,
    ) -> CitedPassage:
        article = self._articles.get(article_id)
        if article is None:
            article = self._articles[article_id] = self._article(article_id, *place)
        slug, version = article.source_slug, article.version
        return CitedPassage(
            id=id,
            start=start,
            end=end,
            original=Text(quote, article.lang),
            translation=Text(translation, HTML_LANG[OTHER[Language(article.language)]]),
            translation_is_ours=translation_by == Passage.TranslationBy.OURS.value,
            copied=copy_of is not None,
            address=self._of_passage.of(slug, version, start, end),
            mark_address=f"{self._in_version.of(slug, version)}#{passage_anchor(start, end)}",
            article=article,
        )

    def _article(
        self,
        id: int,
        number: int,
        title_en: str,
        title_zh: str,
        version: int,
        language: str,
        slug: str,
        source_en: str,
        source_zh: str,
        rank: int,
    ) -> CitedArticle:
        return CitedArticle(
            id=id,
            number=number,
            version=version,
            title=self.wording.text(title_en, title_zh),
            source=self._titles.setdefault(slug, self.wording.text(source_en, source_zh)),
            source_slug=slug,
            language=language,
            lang=HTML_LANG[Language(language)],
            address=self._of_article.of(slug, version, number),
            place=(rank, slug, version, number),
        )
