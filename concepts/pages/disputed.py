"""Load statements together with the questions that stand beside them, each with its answers and their numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from concepts.content.counting import Voices
from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.findings import OpenQuestions, keep_questions, load_open_questions
from concepts.evidence.leaving_out import ArticlesLeftOut
from concepts.evidence.loading import ShownStatement, load_statements
from concepts.evidence.questions import DisputedQuestion, build_question, most_disputed
from concepts.evidence.statement_rows import StatementRow, load_rows
from concepts.models import Basis, Question, Statement

Kind, Status = Statement.Kind, Statement.Status


@dataclass(frozen=True, slots=True)
class QuestionsBeside:
    """Questions with a position that rests on one of some statements: by the id of the statement, and counted."""

    by_basis: OpenQuestions
    counted: dict[Question, DisputedQuestion]

    def beside(self, statements: Iterable[int]) -> tuple[DisputedQuestion, ...]:
        """Return the questions that stand beside the statements with these ids, each once, the most disputed first."""
        found = (self.by_basis[statement] for statement in statements if statement in self.by_basis)
        questions = {question for disputed in found for question in disputed.questions}
        return most_disputed(self.counted[question] for question in questions)


@dataclass(frozen=True, slots=True)
class SaidStatements:
    """Statements by rank and code, and the questions beside them and beside what they rest on.

    `own` lack what only articles say that are left out; `everything` has all, with all their articles.
    """

    own: tuple[ShownStatement, ...]
    everything: tuple[ShownStatement, ...]
    questions: QuestionsBeside


def load_with_questions(
    wanted: "QuerySet[Statement]", concept_names: ConceptNames, left_out: ArticlesLeftOut
) -> SaidStatements:
    """Load the statements with the questions beside them, in five queries and without a word of their passages.

    Articles that are left out count for no answer; questions on which the others do not disagree are left out, too.
    """
    rows = load_rows(wanted.order_by("rank", "code"))
    positions = load_rows(_positions_beside(wanted))
    loaded = load_statements([*rows, *positions], concept_names, quoted=False)
    everything = {row.id: loaded[row.id] for row in rows if row.id in loaded}
    own = left_out.apply_to_all(everything)
    answers: dict[Question, list[tuple[StatementRow, Voices]]] = {}
    for row in positions:
        if row.question:
            answers.setdefault(row.question, []).append((row, left_out.apply(loaded[row.id]).voices))
    keys = {key for statement in own.values() for key in (statement.row.id, *statement.links.bases)}
    counted = {question: build_question(question, given) for question, given in answers.items()}
    open_questions = load_open_questions(keys)
    if left_out:
        open_questions = keep_questions(open_questions, lambda question: counted[question].disputed)
    beside = QuestionsBeside(open_questions, counted)
    return SaidStatements(tuple(own.values()), tuple(everything.values()), beside)


def _positions_beside(wanted: "QuerySet[Statement]") -> "QuerySet[Statement]":
    """Return all positions of the questions with one that rests on the statements, or on what these rest on."""
    ids = wanted.order_by().values("id")
    below = Basis.objects.filter(claim__in=ids).values("statement")
    resting = Basis.objects.filter(
        Q(statement__in=ids) | Q(statement__in=below),
        claim__status=Status.PUBLISHED,
        claim__question__status=Question.Status.PUBLISHED,
    )
    return (
        Statement.objects.published()
        .filter(kind=Kind.POSITION, question__in=resting.values("claim__question"))
        .order_by("question__rank", "question__slug", "rank", "code")
    )
