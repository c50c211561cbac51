"""Questions that sources answer differently, each with its answers and their numbers, the most disputed first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import FilteredRelation, Q

from concepts.content.counting import NO_TEXT, Voices, join_voices
from concepts.evidence.claims import load_support
from concepts.evidence.process_cache import ContentCache, ProcessCache
from concepts.evidence.wording import reader_wording
from concepts.models import Question, Statement
from sources.languages import Text, reader_language

QuestionOrder = tuple[int, int, int, str]
MOST_KEPT = 2_000  # questions


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


@dataclass(frozen=True, eq=False, slots=True)
class DisputedQuestion:
    """A question with its answers, those with most articles first.

    `order` sorts questions most disputed first: by the articles for the second strongest answer, then by those for any
    answer, most first, then by rank and slug. `other_text` is in the language that is not the reader's.
    """

    text: Text
    address: str
    answers: tuple[QuestionAnswer, ...]
    order: QuestionOrder
    other_text: Text = NO_TEXT

    @property
    def most(self) -> int:
        """Return how many articles say the strongest answer."""
        return self.answers[0].count if self.answers else 0

    @property
    def disputed(self) -> bool:
        """Whether articles speak for two answers at least."""
        return bool(self.order[0])


class PositionTexts(Protocol):
    """A position, as far as a question in short shows it; a StatementRow is one."""

    @property
    def code(self) -> str: ...

    @property
    def text_en(self) -> str: ...

    @property
    def text_zh(self) -> str: ...


class _Position(NamedTuple):
    code: str
    text_en: str
    text_zh: str


def build_question(question: Question, positions: Iterable[tuple[PositionTexts, Voices]]) -> DisputedQuestion:
    """Return the question with its positions, each given with the articles that say all of it.

    Positions with equally many articles stay in the order given. What was built of the same before is the same object.
    """
    given = tuple((row.code, row.text_en, row.text_zh, voices) for row, voices in positions)
    key = (reader_language(), question.slug, question.text_en, question.text_zh, question.rank, given)
    return _built.get(key, lambda: _build_question(question, given))


def _build_question(question: Question, positions: Iterable[tuple[str, str, str, Voices]]) -> DisputedQuestion:
    address, wording = question.get_absolute_url(), reader_wording()
    answers = sorted(
        (
            QuestionAnswer(wording.text(text_en, text_zh), code, f"{address}#{code}", voices)
            for code, text_en, text_zh, voices in positions
        ),
        key=lambda answer: -answer.count,
    )
    second = answers[1].count if len(answers) > 1 else 0
    in_all = join_voices(answer.voices for answer in answers).count
    order = (-second, -in_all, question.rank, question.slug)
    other_text = wording.other(question.text_en, question.text_zh)
    return DisputedQuestion(question.text, address, tuple(answers), order, other_text)


def most_disputed(questions: Iterable[DisputedQuestion]) -> tuple[DisputedQuestion, ...]:
    """Return the questions most disputed first."""
    return tuple(sorted(questions, key=lambda question: question.order))


def load_questions() -> tuple[DisputedQuestion, ...]:
    """Load all published questions with their published positions, most disputed first.

    Costs four queries; none where the page shows a public revision that an earlier page showed too.
    """
    return _published.get_shown(reader_language(), _load_questions)


def _load_questions() -> tuple[DisputedQuestion, ...]:
    columns = ("id", "slug", "text_en", "text_zh", "rank")
    rows = (
        Question.objects.published()
        .annotate(position=FilteredRelation("positions", condition=Q(positions__status=Statement.Status.PUBLISHED)))
        .order_by("position__rank", "position__code")
        .values_list(*columns, "position__id", "position__code", "position__text_en", "position__text_zh")
    )
    questions: dict[Question, list[tuple[int, _Position]]] = {}
    for *own, position, code, text_en, text_zh in rows:
        answers = questions.setdefault(Question(**dict(zip(columns, own, strict=True))), [])
        if position:
            answers.append((position, _Position(code, text_en, text_zh)))
    support = load_support([position for answers in questions.values() for position, _texts in answers])
    return most_disputed(
        build_question(question, [(texts, support[position].whole) for position, texts in answers])
        for question, answers in questions.items()
    )


_published: ProcessCache[tuple[DisputedQuestion, ...]] = ProcessCache()
_built: ContentCache[DisputedQuestion] = ContentCache(MOST_KEPT)
