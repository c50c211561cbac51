"""What /patterns/ shows: every part of the pages with sample content. Asks the database nothing."""

from dataclasses import dataclass

from django.urls import reverse

from conceptbase.patterns.search import SearchSample, build_search_sample
from conceptbase.patterns.sources import SourceSample, build_source_sample
from conceptbase.patterns.words import STATES, Vocabulary
from concepts.comparison.filters import Filters
from concepts.comparison.matrix import Matrix, build_matrix
from concepts.comparison.options import Option
from concepts.comparison.picker import Picker
from concepts.comparison.rows import Cell, Common, Line, Row, bars_of
from concepts.comparison.selection import Selection
from concepts.comparison.suggestions import Suggestion
from concepts.comparison.table import Headline, Table
from concepts.content.counting import CitedArticle, voices_of
from concepts.evidence.concept_names import ConceptNames, LabelGroup, NamedConcept
from concepts.evidence.loading import Shown, noted
from concepts.evidence.quotations import PLACES, CitedPassage, Quotation
from concepts.evidence.statement_rows import StatementRow
from concepts.models import Statement
from concepts.pages.concept import Neighbour
from concepts.pages.distinctions import ShownDistinction
from concepts.pages.lists import DimensionEntry
from concepts.pages.long_lists import LongList
from concepts.pages.statement import PageLink
from concepts.pages.which_word import SharedConcept, WordEntry, WordGrid, WordGridRow, WordSense, WordWithSenses
from sources.languages import HTML_LANG, OTHER, Text

ARTICLES = 5
LANGUAGES = {lang: language for language, lang in HTML_LANG.items()}


@dataclass(frozen=True, slots=True)
class Sample:
    """The parts' content in one state; what is bare has no quotations, parts, tags or names in the other language."""

    words: Vocabulary
    concepts: tuple[NamedConcept, ...]
    statement: Shown
    relation: Shown
    distinction: ShownDistinction
    headline: Headline
    suggestion: Suggestion
    neighbour: Neighbour
    dimension: DimensionEntry
    line: Line
    row: Row
    matrix: Matrix
    table: Table
    picker: Picker
    folded: LongList
    tags: tuple[PageLink, ...]
    option: Option
    word: WordWithSenses
    entry: WordEntry
    grid: WordGrid
    source: SourceSample
    search: SearchSample

    @property
    def key(self) -> str:
        return self.words.key

    @property
    def noted(self) -> tuple[Shown, ...]:
        """What the statements of this state have notes for, but for that of `line`, which has its own place."""
        return noted([self.statement, self.relation, self.distinction.statement, *self.row.said, *self.folded.first])


def build_samples() -> tuple[Sample, ...]:
    """The content of every state, in the order of the page."""
    return tuple(_Maker(words, place).sample() for place, words in enumerate(STATES))


class _Maker:
    """Makes the content of one state; ids and codes are its own, so that all states fit one page."""

    def __init__(self, words: Vocabulary, place: int) -> None:
        self.words = words
        self.start = (place + 1) * 100
        self.language = LANGUAGES[words.lang]
        self.other_lang = HTML_LANG[OTHER[self.language]]
        names = zip(words.names, words.other_names, strict=True)
        self.concepts = tuple(self._concept(number, *both) for number, both in enumerate(names))
        self.articles = tuple(self._article(number) for number in range(1, ARTICLES + 1))
        self.codes = (f"{words.key[0].upper()}{number:04}" for number in range(2, 100))

    def sample(self) -> Sample:
        one, other = self.concepts[:2]
        bare = self.words.bare
        statement = self.statement("characteristic", (one,), parts=0 if bare else 3)
        relation = self.statement("relation", (one,), objects=(other,))
        distinction = self.statement("distinction", (), told_apart=(one, other))
        told = ShownDistinction(distinction, (one, other), distinction.voices)
        row = self._row()
        by_id, by_slug = {one.id: one for one in self.concepts}, {one.slug: one for one in self.concepts}
        concept_names = ConceptNames(self.concepts, by_id, by_slug)
        selection = Selection((one, other))
        matrix = build_matrix(selection.concepts, (), (row,), ())
        option = Option("value", self.text(self.words.names[0]), not bare, 0 if bare else 12)
        word = WordWithSenses(self.text(self.words.names[0]), tuple(self._sense(concept) for concept in (one, other)))
        return Sample(
            words=self.words,
            concepts=self.concepts,
            statement=statement,
            relation=relation,
            distinction=told,
            headline=Headline(row, distinction, distinction.voices),
            suggestion=Suggestion((one, other), selection.address(), 1 if bare else 38),
            neighbour=Neighbour(other, selection.address(), () if bare else (told,)),
            dimension=DimensionEntry(row.name, row.question, row.address, True, len(row.said), 0 if bare else 1),
            line=self._line(),
            row=row,
            matrix=matrix,
            table=self._table(selection, row, matrix, option),
            picker=Picker(selection, concept_names, {}),
            folded=LongList(
                (self.statement("characteristic", (one,)),),
                () if bare else (self.statement("characteristic", (one, other)),),
            ),
            tags=() if bare else tuple(PageLink(self.text(name), reverse("pages:tags")) for name in self.words.names),
            option=option,
            word=word,
            entry=self._entry(one, statement),
            grid=WordGrid((word,), (WordGridRow(word, ((SharedConcept(one, True), SharedConcept(other, False)),)),)),
            source=build_source_sample(self.words, self.start // 100, self.concepts),
            search=build_search_sample(self.words, self.concepts, (statement, distinction)),
        )

    def text(self, words: str) -> Text:
        return Text(words, self.words.lang)

    def other(self, words: str) -> Text:
        return Text(words, self.other_lang)

    def statement(
        self,
        kind: str,
        subjects: tuple[NamedConcept, ...],
        objects: tuple[NamedConcept, ...] = (),
        told_apart: tuple[NamedConcept, ...] = (),
        parts: int = 0,
    ) -> Shown:
        """A statement cited with every stance, as advice; a bare one is cited by nobody and advises nothing."""
        code = next(self.codes)
        quotations = () if self.words.bare else self._quotations()
        text, title = self.text(self.words.sentence), self.text(self.words.title if kind == "distinction" else "")
        return Shown(
            row=self._row_of(code, kind),
            kind=kind,
            code=code,
            address=reverse("pages:statement", args=[code]),
            short_address=reverse("short", args=[code]),
            text=text,
            other_text=self.other(self.words.other),
            title=title,
            relation_type=self.text("→" if kind == "relation" else ""),
            advises=not self.words.bare,
            subjects=subjects,
            objects=objects,
            concepts=(*subjects, *objects, *told_apart),
            voices=voices_of(quotations),
            quotations=quotations,
            parts=tuple(self.statement(kind, subjects) for _ in range(parts)),
        )

    def _row_of(self, code: str, kind: str) -> StatementRow:
        """The statement's own columns; those that no part reads are empty."""
        return StatementRow(
            id=self.start * 100 + int(code[1:]),
            code=code,
            kind=kind,
            status=Statement.Status.PUBLISHED.value,
            mode=Statement.Mode.STATES.value,
            rank=0,
            slug="",
            text_en="",
            text_zh="",
            title_en="",
            title_zh="",
            part_of_id=None,
            dimension=None,
            relation_type=None,
            question=None,
        )

    def _quotations(self) -> tuple[Quotation, ...]:
        """Two voices in either language, a copy, and each of the other stances."""
        stances = [(name, False) for name in ("supports", "supports", "reports", "contradicts")] + [("supports", True)]
        return tuple(
            Quotation(
                self._passage(article, copied),
                stance,
                self.text(self.words.names[2] if stance == "reports" else ""),
                1 if copied else PLACES[stance],
            )
            for article, (stance, copied) in zip(self.articles, stances, strict=True)
        )

    def _passage(self, article: CitedArticle, copied: bool) -> CitedPassage:
        address = reverse("pages:passage", args=["sample", 1, article.id, article.id + 9])
        return CitedPassage(
            id=article.id,
            start=article.id,
            end=article.id + 9,
            original=self.other(self.words.quote),
            translation=self.text(self.words.translation),
            translation_is_ours=article.number % 2 == 1,
            copied=copied,
            address=address,
            mark_address=f"{reverse('pages:source-version', args=['sample', 1])}#p-{article.id}-{article.id + 9}",
            article=article,
        )

    def _article(self, number: int) -> CitedArticle:
        language = self.language if number % 2 else OTHER[self.language]
        return CitedArticle(
            id=self.start + number,
            number=number,
            version=1,
            title=self.text(f"{self.words.title} ({number})"),
            source=self.text(self.words.source),
            source_slug="sample",
            language=language.value,
            lang=HTML_LANG[language],
            address=reverse("pages:article", args=["sample", 1, self.start + number]),
            place=(0, "sample", 1, number),
        )

    def _concept(self, number: int, name: str, other: str) -> NamedConcept:
        slug = f"{self.words.key}-{number}"
        address = reverse("pages:concept", args=[slug])
        return NamedConcept(self.start + number, slug, number, self.text(name), self.other(other), number + 1, address)

    def _sense(self, concept: NamedConcept) -> WordSense:
        return WordSense(concept, concept.other_name, concept is self.concepts[0])

    def _entry(self, concept: NamedConcept, definition: Shown) -> WordEntry:
        mine = LabelGroup(str(self.language.label), concept.name, () if self.words.bare else (self.concepts[1].name,))
        theirs = LabelGroup(str(OTHER[self.language].label), concept.other_name, (self.concepts[1].other_name,))
        groups = (mine,) if self.words.bare else (mine, theirs)
        meaning = self.text("" if self.words.bare else self.words.sentence)
        return WordEntry(concept, groups, meaning, meaning, None if self.words.bare else definition)

    def _line(self) -> Line:
        """What is said of the first concept; the second one's cell is silent."""
        one, other = self.concepts[:2]
        said = self.statement("characteristic", (one,))
        return Line((Cell(one, (said,)), Cell(other, silent=True)), bars_of((one, other), [said]))

    def _row(self) -> Row:
        """A contrast, a line in which one side has four statements and the other none, and common ground."""
        one, other, third = self.concepts
        sides = [self.statement("characteristic", (concept,)) for concept in (one, other)]
        drawn = self.statement("distinction", (), told_apart=(one, other))
        more = [self.statement("characteristic", (one,)) for _ in range(1 if self.words.bare else 4)]
        shared = self.statement("characteristic", (one, other, third))
        said = (*sides, *more, *(() if self.words.bare else (shared,)))
        bars = bars_of((one, other), said)
        again = Cell(other, silent=True) if self.words.bare else Cell(other, again=sides[1])
        return Row(
            slug=f"{self.words.key}-row",
            name=self.text(self.words.names[0]),
            question=self.text("" if self.words.bare else self.words.sentence),
            address=reverse("pages:dimension", args=[f"{self.words.key}-row"]),
            lines=(
                Line((Cell(one, (sides[0],)), Cell(other, (sides[1],))), bars, drawn),
                Line((Cell(one, tuple(more)), again), bars),
            ),
            common=() if self.words.bare else (Common(shared, (one, other), (third,)),),
            said=said,
            bars=bars,
        )

    def _table(self, selection: Selection, row: Row, matrix: Matrix, option: Option) -> Table:
        options = () if self.words.bare else (option, Option("other", self.text(self.words.names[1]), False, 0))
        return Table(
            selection=selection,
            filters=Filters() if self.words.bare else Filters(dimensions=("scope",), only_differences=True),
            definitions=Line(tuple(map(Cell, selection.concepts)), bars_of(selection.concepts, ())),
            rows=(row,),
            relations=(),
            questions=(),
            bars=row.bars,
            matrix=matrix,
            dimensions=options,
            languages=options,
            sources=options,
            differences=option,
        )
