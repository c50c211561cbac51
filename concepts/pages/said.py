"""Load what a page on a concept or dimension says: statements, and the questions about them with their answers."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from concepts.content.counting import Voices
from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.evidence.loading import ShownStatement, load_statements, put_parts_into_heads
from concepts.evidence.open_questions import find_open_questions, keep_disputed, put_questions_beside
from concepts.evidence.questions import DisputedQuestion, build_question, most_disputed
from concepts.evidence.statement_rows import StatementRow, load_rows, read_rows, select_rows
from concepts.models import Basis, Question, Statement
from sources.prepared_queries import IdList, PreparedQuery, RowQuery

Kind, Status = Statement.Kind, Statement.Status


@dataclass(frozen=True, slots=True)
class SaidStatements:
    """Statements by rank and code.

    `everything` has all of them with all their articles, `own` what remains where some are left out. `heads` are those
    of `own` that are no parts, with their parts and with the questions beside them. `questions` have an answer that
    rests on any of `own`, the most disputed first.
    """

    heads: tuple[ShownStatement, ...]
    own: tuple[ShownStatement, ...]
    everything: tuple[ShownStatement, ...]
    questions: tuple[DisputedQuestion, ...]


def load_said(wanted: "QuerySet[Statement]", concept_names: ConceptNames, left_out: ArticlesLeftOut) -> SaidStatements:
    """Load the statements in five queries and without a word of their passages.

    Articles that are left out count for no answer; questions on which the others do not disagree are left out, too.
    """
    rows = load_rows(wanted.order_by("rank", "code"))
    positions = read_rows(_positions.rows(row.id for row in rows))
    loaded = load_statements([*rows, *positions], concept_names, quoted=False)
    everything = {row.id: loaded[row.id] for row in rows if row.id in loaded}
    own = left_out.apply_to_all(everything)
    answers: dict[Question, list[tuple[StatementRow, Voices]]] = {}
    for row in positions:
        if row.question:
            answers.setdefault(row.question, []).append((row, left_out.apply(loaded[row.id]).voices))
    counted = {question: build_question(question, given) for question, given in answers.items()}
    open_questions = find_open_questions()
    if left_out:
        open_questions = keep_disputed(open_questions, counted)
    disputed = (open_questions[key].questions for key in own if key in open_questions)
    found = {question for questions in disputed for question in questions if question in counted}
    return SaidStatements(
        heads=put_questions_beside(put_parts_into_heads(own.values()), open_questions),
        own=tuple(own.values()),
        everything=tuple(everything.values()),
        questions=most_disputed(counted[question] for question in found),
    )


def _select_positions(ids: IdList) -> RowQuery:
    """Return the query for all positions of the questions with one that rests on the statements, or below them."""
    below = Basis.objects.filter(claim__id__among=ids).order_by().values("statement")
    resting = Basis.objects.filter(
        Q(statement__id__among=ids) | Q(statement__in=below),
        claim__status=Status.PUBLISHED,
        claim__question__status=Question.Status.PUBLISHED,
    ).order_by()
    return select_rows(
        Statement.objects.published()
        .filter(kind=Kind.POSITION, question__in=resting.values("claim__question"))
        .order_by("question__rank", "question__slug", "rank", "code")
    )


_positions = PreparedQuery(_select_positions)
