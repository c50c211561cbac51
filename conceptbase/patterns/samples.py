"""Build the samples that /patterns/ shows: content for every part of the pages. Queries no database."""

from dataclasses import dataclass, replace

from django.urls import reverse

from conceptbase.patterns.comparison import ComparisonSample, build_comparison_sample
from conceptbase.patterns.questions import AnswerTableSample, build_answer_table_sample, build_question_sample
from conceptbase.patterns.search import SearchSample, build_search_sample
from conceptbase.patterns.sources import SourceSample, build_source_sample
from conceptbase.patterns.texts import STATES, SampleTexts
from concepts.comparison.matrix import Matrix, build_matrix
from concepts.comparison.options import FilterOption
from concepts.comparison.picker import Picker
from concepts.comparison.rows import CommonGround, DimensionRow, TableCell, TableLine, bars_of
from concepts.comparison.selection import Selection
from concepts.comparison.suggestions import SuggestedComparison
from concepts.content.counting import CitedArticle, Claim, count_support
from concepts.evidence.concept_names import ConceptNames, LabelGroup, NamedConcept
from concepts.evidence.findings import BasisGroup, ShownBasis, ShownFinding
from concepts.evidence.leaving_out import CaveatOffer, LeavingOut
from concepts.evidence.links import NO_LINKS
from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.evidence.questions import DisputedQuestion
from concepts.evidence.quotations import COPIED, STANCE_ORDER, CitedPassage, Quotation
from concepts.evidence.statement_rows import StatementRow
from concepts.models import Statement
from concepts.pages.beside_others import BesideOthers
from concepts.pages.concept import Neighbour
from concepts.pages.lists import DimensionEntry
from concepts.pages.said_lines import SaidLine
from concepts.pages.statement import PageLink
from concepts.pages.which_word import SharedConcept, WordEntry, WordGrid, WordGridRow, WordSense, WordWithSenses
from sources.caveats import Caveat
from sources.languages import HTML_LANG, OTHER, Text

SAMPLE_ARTICLES = 5
LANGUAGE_BY_LANG = {lang: language for language, lang in HTML_LANG.items()}


@dataclass(frozen=True, slots=True)
class Sample:
    """The content of the parts in one state.

    A bare sample has no quotations, parts, tags and names in the other language.
    """

    texts: SampleTexts
    concepts: tuple[NamedConcept, ...]
    statement: ShownStatement
    relation: ShownStatement
    distinction: ShownStatement
    comparison: ComparisonSample
    finding: ShownFinding
    basis: tuple[BasisGroup, ...]
    leaving_out: LeavingOut
    suggestion: SuggestedComparison
    neighbour: Neighbour
    dimension: DimensionEntry
    line: TableLine
    quoted: ShownStatement
    listed: ShownStatement
    listed_parts: tuple[ShownStatement, ...]
    drawn: ShownStatement
    row: DimensionRow
    matrix: Matrix
    picker: Picker
    said_line: SaidLine
    beside: BesideOthers
    tags: tuple[PageLink, ...]
    option: FilterOption
    word: WordWithSenses
    entry: WordEntry
    grid: WordGrid
    question: DisputedQuestion
    answers: AnswerTableSample
    source: SourceSample
    search: SearchSample

    @property
    def key(self) -> str:
        return self.texts.key


def build_samples() -> tuple[Sample, ...]:
    """Build the sample of every state, in the order of the page."""
    return tuple(_SampleBuilder(texts, place).build() for place, texts in enumerate(STATES))


class _SampleBuilder:
    """Builds the sample of one state; its ids and codes differ from those of the other states on the page."""

    def __init__(self, texts: SampleTexts, place: int) -> None:
        self.texts = texts
        self.start = (place + 1) * 100
        self.language = LANGUAGE_BY_LANG[texts.lang]
        self.other_lang = HTML_LANG[OTHER[self.language]]
        names = zip(texts.names, texts.other_names, strict=True)
        self.concepts = tuple(self._concept(number, *both) for number, both in enumerate(names))
        self.articles = tuple(self._article(number) for number in range(1, SAMPLE_ARTICLES + 1))
        self.codes = (f"{texts.key[0].upper()}{number:04}" for number in range(2, 100))

    def build(self) -> Sample:
        """Build the whole sample."""
        first, second = self.concepts[:2]
        bare = self.texts.bare
        statement = self.statement("characteristic", (first,), parts=0 if bare else 3)
        relation = self.statement("relation", (first,), objects=(second,))
        distinction = self.statement("distinction", (), sides=(first, second))
        row = self._row()
        finding, question = self._finding(), build_question_sample(self.texts, self.articles)
        by_id = {concept.id: concept for concept in self.concepts}
        by_slug = {concept.slug: concept for concept in self.concepts}
        concept_names = ConceptNames(self.concepts, by_id, by_slug)
        selection = Selection((first, second))
        matrix = build_matrix(selection.concepts, (), (row,), ())
        option = FilterOption("value", self.text(self.texts.names[0]), not bare, 0 if bare else 12)
        word = WordWithSenses(
            self.text(self.texts.names[0]), tuple(self._sense(concept) for concept in (first, second))
        )
        return Sample(
            texts=self.texts,
            concepts=self.concepts,
            statement=statement,
            relation=relation,
            distinction=distinction,
            comparison=build_comparison_sample(
                self.texts, selection, row, (distinction, relation), finding, option, question
            ),
            finding=finding,
            basis=self._basis(statement, relation),
            leaving_out=self._leaving_out(),
            suggestion=SuggestedComparison((first, second), selection.address(), 1 if bare else 38),
            neighbour=Neighbour(second, selection.address(), 0 if bare else 38),
            dimension=DimensionEntry(
                row.name, row.question, row.address, True, len(row.characteristics), 0 if bare else 1
            ),
            line=self._line(),
            listed=self.statement("characteristic", (first,)),
            listed_parts=() if bare else (self.statement("characteristic", (first,)),),
            drawn=self.statement("distinction", (), sides=(first, second)),
            quoted=self.statement("relation", (first,), objects=(second,), parts=0 if bare else 2),
            row=row,
            matrix=matrix,
            picker=Picker(selection, concept_names, {}),
            said_line=SaidLine(
                concept=first,
                slug=f"{self.texts.key}-said",
                name=row.name,
                address=row.address,
                statement=finding.statement,
                evidence=row.address,
                others=0 if bare else 38,
            ),
            beside=BesideOthers((first, second), "" if bare else selection.address(), (finding,), (distinction,)),
            tags=() if bare else tuple(PageLink(self.text(name), reverse("pages:tags")) for name in self.texts.names),
            option=option,
            word=word,
            entry=self._entry(first, statement),
            grid=WordGrid((word,), (WordGridRow(word, ((SharedConcept(first, True), SharedConcept(second, False)),)),)),
            question=question,
            answers=build_answer_table_sample(self.texts, self.articles, statement),
            source=build_source_sample(self.texts, self.start // 100, self.concepts),
            search=build_search_sample(self.texts, self.concepts, (statement, distinction)),
        )

    def text(self, words: str) -> Text:
        return Text(words, self.texts.lang)

    def other(self, words: str) -> Text:
        return Text(words, self.other_lang)

    def statement(
        self,
        kind: str,
        subjects: tuple[NamedConcept, ...],
        objects: tuple[NamedConcept, ...] = (),
        sides: tuple[NamedConcept, ...] = (),
        parts: int = 0,
    ) -> ShownStatement:
        """Return a statement of advice with citations of every stance; a bare one is no advice and has no citations."""
        code = next(self.codes)
        quotations = () if self.texts.bare else self._quotations()
        claim = Claim(quotations)
        text, title = self.text(self.texts.sentence), self.text(self.texts.title if kind == "distinction" else "")
        return ShownStatement(
            row=self._row_of(code, kind),
            links=NO_LINKS,
            kind=kind,
            code=code,
            address=reverse("pages:statement", args=[code]),
            short_address=reverse("short", args=[code]),
            text=text,
            other_text=self.other(self.texts.other),
            title=title,
            relation_type=self.text("→" if kind == "relation" else ""),
            advises=not self.texts.bare,
            subjects=subjects,
            objects=objects,
            concepts=(*subjects, *objects, *sides),
            claim=claim,
            support=count_support(claim),
            quotations=quotations,
            parts=tuple(self.statement(kind, subjects) for _ in range(parts)),
        )

    def _finding(self) -> ShownFinding:
        """Return a finding about two concepts, beside a question; a bare one stands alone."""
        finding = self.statement("finding", self.concepts[:2])
        if self.texts.bare:
            return ShownFinding(finding)
        questions = tuple(
            QuestionLink(name, self.text(name), reverse("pages:questions")) for name in self.texts.names[:2]
        )
        disputed = replace(finding, questions=questions)
        return ShownFinding(disputed, self.text(self.texts.names[0]), f"#{self.texts.key}-row")

    def _basis(self, *statements: ShownStatement) -> tuple[BasisGroup, ...]:
        """Return what carries the whole of a claim, and of one that is not bare a part and something nearby."""
        whole, part = self.text(""), self.text(self.texts.names[0])
        groups = [BasisGroup(whole, False, tuple(ShownBasis(statement, whole) for statement in statements))]
        if not self.texts.bare:
            groups.append(BasisGroup(part, False, (ShownBasis(statements[0], part),)))
            groups.append(BasisGroup(whole, True, (ShownBasis(statements[1], part),)))
        return tuple(groups)

    def _leaving_out(self) -> LeavingOut:
        """Return what can be left out; of a bare sample something is left out already."""
        names = tuple(self.text(name) for name in self.texts.names)
        address = reverse("pages:concepts")
        offers = tuple(CaveatOffer(name, number * 7 + 1, address) for number, name in enumerate(names))
        return LeavingOut(names if self.texts.bare else (), 12, 25, offers, address)

    def _row_of(self, code: str, kind: str) -> StatementRow:
        """Return the statement's own columns; those that no part uses are empty."""
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
            aspect="",
            dimension=None,
            relation_type=None,
            question=None,
        )

    def _quotations(self) -> tuple[Quotation, ...]:
        """Return citations by two voices in different languages, by a copy, and with each of the other stances."""
        stances = [(name, False) for name in ("supports", "supports", "reports", "contradicts")] + [("supports", True)]
        return tuple(
            Quotation(
                self._passage(article, copied),
                stance,
                self.text(self.texts.names[2] if stance == "reports" else ""),
                COPIED if copied else STANCE_ORDER[stance],
            )
            for article, (stance, copied) in zip(self.articles, stances, strict=True)
        )

    def _passage(self, article: CitedArticle, copied: bool) -> CitedPassage:
        address = reverse("pages:passage", args=["sample", 1, article.id, article.id + 9])
        return CitedPassage(
            id=article.id,
            start=article.id,
            end=article.id + 9,
            original=self.other(self.texts.quote),
            translation=self.text(self.texts.translation),
            translation_is_ours=article.number % 2 == 1,
            copied=copied,
            page=str(article.number) if article.number > 1 else "",
            address=address,
            mark_address=f"{reverse('pages:article', args=['sample', 1, article.id])}#p-{article.id}-{article.id + 9}",
            article=article,
        )

    def _article(self, number: int) -> CitedArticle:
        language = self.language if number % 2 else OTHER[self.language]
        return CitedArticle(
            id=self.start + number,
            voice=self.start + number,
            number=number,
            version=1,
            title=self.text(f"{self.texts.title} ({number})"),
            source=self.text(self.texts.source),
            source_slug="sample",
            language=language.value,
            lang=HTML_LANG[language],
            written_in=(language if number % 3 else OTHER[language]).value,
            address=reverse("pages:article", args=["sample", 1, self.start + number]),
            place=(0, "sample", 1, number),
            credit=self.text("" if self.texts.bare else f"{self.texts.names[0]}, 2020"),
            by=self.text("" if number % 2 else self.texts.names[0]),
            date="" if self.texts.bare or number % 3 == 0 else "2020-05",
            source_address=reverse("pages:source-version", args=["sample", 1]),
            caveats=() if self.texts.bare or number % 3 else (Caveat.REPOSTED.value, Caveat.MACHINE_TRANSLATED.value),
        )

    def _concept(self, number: int, name: str, other: str) -> NamedConcept:
        slug = f"{self.texts.key}-{number}"
        address = reverse("pages:concept", args=[slug])
        return NamedConcept(self.start + number, slug, number, self.text(name), self.other(other), number + 1, address)

    def _sense(self, concept: NamedConcept) -> WordSense:
        return WordSense(concept, concept.other_name, concept is self.concepts[0])

    def _entry(self, concept: NamedConcept, definition: ShownStatement) -> WordEntry:
        mine = LabelGroup(str(self.language.label), concept.name, () if self.texts.bare else (self.concepts[1].name,))
        theirs = LabelGroup(str(OTHER[self.language].label), concept.other_name, (self.concepts[1].other_name,))
        groups = (mine,) if self.texts.bare else (mine, theirs)
        meaning = self.text("" if self.texts.bare else self.texts.sentence)
        return WordEntry(concept, groups, meaning, meaning, None if self.texts.bare else definition)

    def _line(self) -> TableLine:
        """Return a line with a statement on the first concept and none on the second."""
        first, second = self.concepts[:2]
        statement = self.statement("characteristic", (first,))
        return TableLine(
            (TableCell(first, (statement,)), TableCell(second, silent=True)), bars_of((first, second), [statement])
        )

    def _row(self) -> DimensionRow:
        """Return a row with a contrast, a line with four statements on one side only, and common ground."""
        first, second, third = self.concepts
        sides = [self.statement("characteristic", (concept,)) for concept in (first, second)]
        distinction = self.statement("distinction", (), sides=(first, second))
        more = [self.statement("characteristic", (first,)) for _ in range(1 if self.texts.bare else 4)]
        shared = self.statement("characteristic", (first, second, third))
        said = (*sides, *more, *(() if self.texts.bare else (shared,)))
        bars = bars_of((first, second), said)
        repeating = TableCell(second, silent=True) if self.texts.bare else TableCell(second, repeated=sides[1])
        return DimensionRow(
            slug=f"{self.texts.key}-row",
            name=self.text(self.texts.names[0]),
            question=self.text("" if self.texts.bare else self.texts.sentence),
            address=reverse("pages:dimension", args=[f"{self.texts.key}-row"]),
            lines=(
                TableLine((TableCell(first, (sides[0],)), TableCell(second, (sides[1],))), bars, distinction),
                TableLine((TableCell(first, tuple(more)), repeating), bars),
            ),
            common=() if self.texts.bare else (CommonGround(shared, (first, second), (third,)),),
            characteristics=said,
            bars=bars,
        )
