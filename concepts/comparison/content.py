"""Load what is said of the compared concepts in a few queries, whatever there is; it is arranged elsewhere.

No word of a passage is loaded: a page that shows quotations adds them to the statements that it shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from concepts.comparison.filters import Filters, places_of
from concepts.comparison.selection import Selection
from concepts.evidence.comparison_address import row_address
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.findings import FindingList, build_findings, divide
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.loading import (
    ShownStatement,
    join_speaking,
    keep_articles,
    load_statements,
    put_parts_into_heads,
)
from concepts.evidence.open_questions import find_open_questions, keep_disputed, put_questions_beside
from concepts.evidence.order import group_by_dimension
from concepts.evidence.process_cache import LoadedById
from concepts.evidence.questions import DisputedQuestion, build_question, most_disputed
from concepts.evidence.statement_rows import PUBLISHED, UNJOINED_COLUMNS, StatementRow, read_unjoined_rows
from concepts.models import Basis, Dimension, Question, Side, Statement, StatementConcept
from sources.prepared_queries import IdList, PreparedQuery, RowQuery

Kind, Status = Statement.Kind, Statement.Status
HEADS = {Kind.DEFINITION.value, Kind.CHARACTERISTIC.value, Kind.RELATION.value, Kind.DISTINCTION.value}
DISTINCTION, FINDING, RELATION = Kind.DISTINCTION.value, Kind.FINDING.value, Kind.RELATION.value


class UncountedStatement(NamedTuple):
    """A statement of which a page needs to know what it is about, and no more."""

    row: StatementRow
    links: StatementLinks


@dataclass(frozen=True)
class ComparedStatements:
    """Statements about the concepts of `selection`, in the order of rank and code.

    `heads` are published definitions, characteristics, relations from one concept to another, and distinctions of at
    least two of them, with their parts, whatever the filters; `findings` are about none besides these concepts.
    `questions` are those with a published position that rests on one of these statements, or on a statement on which
    such a finding rests, each with all its published positions; `disputed` are the same with their answers, counted
    among the articles that the filters keep, and `bases` the statements that these rest on, by id.
    """

    selection: Selection
    filters: Filters
    heads: tuple[ShownStatement, ...]
    findings: tuple[ShownStatement, ...]
    questions: dict[Question, list[ShownStatement]]
    disputed: dict[Question, DisputedQuestion]
    bases: dict[int, UncountedStatement]

    @property
    def concepts(self) -> tuple[NamedConcept, ...]:
        return self.selection.concepts

    @property
    def is_drawn(self) -> bool:
        """Whether a finding or distinction is about all of the concepts: such a comparison is for search engines."""
        chosen = {concept.id for concept in self.concepts}
        telling = (*self.findings, *(head for head in self.heads if head.kind == DISTINCTION))
        return any(chosen <= {concept.id for concept in statement.concepts} for statement in telling)

    def kept(self, *kinds: Statement.Kind) -> list[ShownStatement]:
        """Return the heads of these kinds as the filters of articles leave them; those that nobody says are left out.

        A distinction stays where nobody is left who makes it: it sets its sides together.
        """
        wanted = {kind.value for kind in kinds}
        heads = [head for head in self.heads if head.kind in wanted]
        if not self.filters.about_sources:
            return heads
        return [
            keep_articles(head, self.filters.keeps)
            for head in heads
            if head.kind == DISTINCTION or self.filters.keeps_any(places_of(head))
        ]

    @cached_property
    def by_dimension(self) -> dict[Dimension, tuple[list[ShownStatement], list[ShownStatement]]]:
        """Return the kept characteristics and distinctions of each dimension, in the order of rows."""
        characteristics = group_by_dimension(self.kept(Kind.CHARACTERISTIC), lambda statement: statement.row)
        distinctions = group_by_dimension(self.kept(Kind.DISTINCTION), lambda statement: statement.row)
        return {dimension: (own, distinctions.get(dimension, [])) for dimension, own in characteristics.items()}

    def kept_findings(self) -> FindingList:
        """Return the findings that the filters of articles leave, those about all the concepts first, then by support.

        What is narrowed to a dimension or to contrasts is the table: the findings stay.
        """
        statements: Iterable[ShownStatement] = self.findings
        if self.filters.about_sources:
            kept = (keep_articles(statement, self.filters.keeps) for statement in statements)
            statements = [statement for statement in kept if statement.is_cited]
        chosen = {concept.id for concept in self.concepts}
        found = build_findings(statements).all
        ordered = sorted(found, key=lambda finding: chosen != {*finding.statement.links.subjects})
        return divide([replace(finding, address=self._row_of(finding.statement)) for finding in ordered])

    def _row_of(self, finding: ShownStatement) -> str:
        """Return the address of the row of a finding; empty where nothing is said on its dimension."""
        dimension = finding.row.dimension
        if dimension is None or dimension.id not in self._spoken_of:
            return ""
        return row_address(self.concepts, dimension.slug, self.filters.query)

    @cached_property
    def _spoken_of(self) -> set[int]:
        """The ids of the dimensions on which something is said."""
        return {head.row.dimension.id for head in self.heads if head.row.dimension}

    def count_left_out(self) -> int:
        """Count the articles that are left out for their caveats of all the numbers on these concepts.

        Those in another language, or from another source, than the chosen ones are out already.
        """
        return ArticlesLeftOut(self.filters.without).count(self._heard(replace(self.filters, without=())))

    def count_articles(self) -> int:
        """Count the articles that all the numbers on these concepts count together."""
        return join_speaking(self._heard(self.filters)).count

    def _heard(self, filters: Filters) -> Iterator[ShownStatement]:
        """Yield all the statements that the page with everything counts, as the filters of articles leave them."""
        positions = (one for question in self.questions_between for one in self.questions[question])
        for statement in (*self.heads, *self.findings, *positions):
            yield keep_articles(statement, filters.keeps) if filters.about_sources else statement

    @cached_property
    def questions_between(self) -> tuple[Question, ...]:
        """Return the questions whose answers rest on what is said of two of the concepts, or more, unfiltered."""
        chosen, between = {concept.id for concept in self.concepts}, []
        for question, positions in self.questions.items():
            bases = [self.bases[basis] for position in positions for basis in position.links.bases]
            if len(chosen.intersection(concept for basis in bases for concept in basis.links.concepts)) >= 2:
                between.append(question)
        return tuple(between)

    def disputed_questions(self) -> tuple[DisputedQuestion, ...]:
        """Return the questions between the concepts, the most disputed one first.

        Where articles are left out, those questions go that none of the others answers.
        """
        questions = (self.disputed[question] for question in self.questions_between)
        return most_disputed(one for one in questions if one.most or not self.filters.about_sources)

    def questions_on(self, statements: Iterable[ShownStatement]) -> tuple[DisputedQuestion, ...]:
        """Return the questions that stand beside one of these statements, the most disputed first."""
        beside = {question.address for statement in statements for question in statement.questions}
        return most_disputed(question for question in self.disputed.values() if question.address in beside)


def load_compared_statements(selection: Selection, concept_names: ConceptNames, filters: Filters) -> ComparedStatements:
    """Load what is said of the concepts, as it counts."""
    chosen = {concept.id for concept in selection.concepts}
    answered = [question for (question,) in _questions_about.rows(chosen)]
    rows = read_unjoined_rows(_rows_about.rows(chosen, answered))
    links = load_links([row.id for row in rows], with_sides_below=True)
    about = {row.id for row in rows if _is_about(row, links.get(row.id, NO_LINKS), chosen)}
    questions = _questions(rows, about.union(*(links.get(row, NO_LINKS).bases for row in about)), links)
    positions = {row.id for answers in questions.values() for row in answers}
    bases = {basis for position in positions for basis in links.get(position, NO_LINKS).bases}
    shown = {row.id for row in rows if row.id in about and _is_shown(row, links.get(row.id, NO_LINKS), chosen)}
    needed = [row for row in rows if row.id in shown or row.id in positions]
    statements = load_statements(needed, concept_names, links, quoted=False)
    found = (statement for statement_id, statement in statements.items() if statement_id in shown)
    answers = {question: [statements[row.id] for row in given] for question, given in questions.items()}
    disputed = {question: _count_answers(question, given, filters) for question, given in answers.items()}
    open_questions = find_open_questions()
    if filters.about_sources:
        open_questions = keep_disputed(open_questions, disputed)
    beside = put_questions_beside(put_parts_into_heads(found), open_questions)
    return ComparedStatements(
        selection,
        filters,
        tuple(statement for statement in beside if statement.kind != FINDING),
        tuple(statement for statement in beside if statement.kind == FINDING),
        answers,
        disputed,
        {row.id: UncountedStatement(row, links.get(row.id, NO_LINKS)) for row in rows if row.id in bases},
    )


def _count_answers(question: Question, answers: Iterable[ShownStatement], filters: Filters) -> DisputedQuestion:
    """Return the question with its answers, counted among the articles that the filters keep."""
    kept = (keep_articles(one, filters.keeps) if filters.about_sources else one for one in answers)
    return build_question(question, [(one.row, one.voices) for one in kept])


def _is_shown(row: StatementRow, links: StatementLinks, chosen: set[int]) -> bool:
    """Whether a statement about the concepts is a finding or one of the heads, with their parts.

    A relation is one where it leads from one of the compared concepts to another.
    """
    if row.kind == RELATION:
        return not chosen.isdisjoint(links.subjects) and not chosen.isdisjoint(links.objects)
    return row.kind == FINDING or row.kind in HEADS


def _select_rows(chosen: IdList, answered: IdList) -> RowQuery:
    """Return the query for all statements that may be needed by these concepts: more than are shown in the end.

    `answered` are the questions that `_select_questions` finds. They are joined by UNION, since a database answers
    conditions joined by OR twice.
    """
    positions = Statement.objects.published().filter(question__id__among=answered).order_by()
    bases = Basis.objects.filter(claim__in=positions).order_by().values("statement")
    about = Statement.objects.published().filter(id__in=_about(chosen)).order_by()
    needed = about.values("id").union(positions.values("id"), bases)
    return Statement.objects.filter(id__in=needed).order_by("rank", "code").values_list(*UNJOINED_COLUMNS)


def _select_questions(chosen: IdList) -> RowQuery:
    """Return the query for the questions with an answer that rests on what is said of these concepts, or below it."""
    with_concept = StatementConcept.objects.filter(concept__id__among=chosen).order_by().values("statement")
    below = Basis.objects.filter(claim__in=with_concept).order_by().values("statement")
    resting = Basis.objects.filter(statement__in=_about(chosen).union(below), claim__status=Status.PUBLISHED)
    return resting.filter(claim__question__isnull=False).order_by().values_list("claim__question").distinct()


def _about(chosen: IdList) -> "QuerySet[Any, Any]":
    """Return the query for the ids of statements about these concepts; a distinction is about those of its sides."""
    with_concept = StatementConcept.objects.filter(concept__id__among=chosen).order_by().values("statement")
    with_side = Side.objects.filter(concept__id__among=chosen).order_by().values("distinction")
    return with_concept.union(with_side)


def _is_about(row: StatementRow, links: StatementLinks, chosen: set[int]) -> bool:
    """Whether the statement is published and about one of the concepts.

    A distinction is about two of them, a finding about none but them.
    """
    if row.status != PUBLISHED:
        return False
    if row.kind == DISTINCTION:
        return sum(concept in chosen for concept, _characteristic in links.sides) >= 2
    if row.kind == FINDING:
        return chosen.issuperset(links.subjects)
    return not chosen.isdisjoint(links.concepts)


def _questions(
    rows: Sequence[StatementRow], statements: set[int], links: LoadedById[StatementLinks]
) -> dict[Question, list[StatementRow]]:
    """Return the published positions by question, of questions with one that rests on one of these statements."""
    grouped: dict[Question, list[StatementRow]] = {}
    for row in rows:
        if row.question and row.published:
            grouped.setdefault(row.question, []).append(row)
    return {
        question: grouped[question]
        for question in sorted(grouped, key=lambda question: (question.rank, question.slug))
        if any(not statements.isdisjoint(links.get(row.id, NO_LINKS).bases) for row in grouped[question])
    }


_questions_about = PreparedQuery(_select_questions)
_rows_about = PreparedQuery(_select_rows, lists=2)
