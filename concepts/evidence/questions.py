"""Questions that sources answer differently, each with its answers and their numbers, the most disputed first."""

from collections.abc import Iterable
from dataclasses import dataclass

from concepts.content.counting import Voices, join_voices
from concepts.evidence.claims import load_support
from concepts.evidence.statement_rows import StatementRow, load_rows
from concepts.evidence.wording import reader_wording
from concepts.models import Question, Statement
from sources.languages import Text

QuestionOrder = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """One answer to a question: a position in short. `address` is its place on the page of the question."""

    text: Text
    code: str
    address: str
    voices: Voices

    @property
    def count(self) -> int:
        """Return how many articles say all of it."""
        return self.voices.count


@dataclass(frozen=True, slots=True)
class DisputedQuestion:
    """A question with its answers, those with most articles first.

    `order` sorts questions most disputed first: by the articles for the second strongest answer, then by those for any
    answer, most first, then by rank and slug.
    """

    text: Text
    address: str
    answers: tuple[QuestionAnswer, ...]
    order: QuestionOrder

    @property
    def most(self) -> int:
        """Return how many articles say the strongest answer."""
        return self.answers[0].count if self.answers else 0

    @property
    def disputed(self) -> bool:
        """Whether articles speak for two answers at least."""
        return bool(self.order[0])


def build_question(question: Question, positions: Iterable[tuple[StatementRow, Voices]]) -> DisputedQuestion:
    """Return the question with its positions, each given with the articles that say all of it.

    Positions with equally many articles stay in the order given.
    """
    address, wording = question.get_absolute_url(), reader_wording()
    answers = sorted(
        (
            QuestionAnswer(wording.text(row.text_en, row.text_zh), row.code, f"{address}#{row.code}", voices)
            for row, voices in positions
        ),
        key=lambda answer: -answer.count,
    )
    second = answers[1].count if len(answers) > 1 else 0
    in_all = join_voices(answer.voices for answer in answers).count
    return DisputedQuestion(question.text, address, tuple(answers), (-second, -in_all, question.rank, question.slug))


def most_disputed(questions: Iterable[DisputedQuestion]) -> tuple[DisputedQuestion, ...]:
    """Return the questions most disputed first."""
    return tuple(sorted(questions, key=lambda question: question.order))


def load_questions() -> tuple[DisputedQuestion, ...]:
    """Load all published questions with their published positions, most disputed first, in four queries."""
    rows = load_rows(
        Statement.objects.published()
        .filter(kind=Statement.Kind.POSITION, question__status=Question.Status.PUBLISHED)
        .order_by("rank", "code")
    )
    support = load_support([row.id for row in rows])
    positions: dict[int, list[tuple[StatementRow, Voices]]] = {}
    for row in rows:
        if row.question:
            positions.setdefault(row.question.id, []).append((row, support[row.id].whole))
    questions = Question.objects.published()
    return most_disputed(build_question(question, positions.get(question.id, ())) for question in questions)
