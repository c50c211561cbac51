"""Find the questions that stand beside statements wherever these stand: those with an answer that rests on them.

A point on which sources disagree is never told as settled: `put_questions_beside` gives each statement of a page its
questions. All of them are kept in memory until content changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.evidence.process_cache import ContentCache, LoadedById, ProcessCache
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Basis, Question, Statement
from sources.languages import reader_language
from sources.prepared_queries import PreparedQuery, Row, RowQuery

QUESTION_COLUMNS = ("id", "slug", "text_en", "text_zh", "rank")
MOST_KEPT = 5_000  # statements


@dataclass(frozen=True, slots=True)
class DisputedStatement:
    """A statement on which answers to `questions` rest; `dimension` is the id of its own, None where it has none."""

    dimension: int | None
    questions: tuple[Question, ...]


OpenQuestions = Mapping[int, DisputedStatement]  # by the id of the statement


def find_open_questions() -> OpenQuestions:
    """Return all questions with a published answer that rests on a statement, by its id.

    Costs one query; none where the page shows a public revision that an earlier page showed too.
    """
    return _published.get_shown(reader_language(), load_open_questions)


def load_open_questions() -> OpenQuestions:
    """Load all questions with a published answer that rests on a statement, by its id, in one query."""
    rows = tuple(_open_questions.rows())
    return _read.get(rows, lambda: _read_open_questions(rows))


def _select_open_questions() -> RowQuery:
    return (
        Basis.objects.filter(
            claim__status=Statement.Status.PUBLISHED, claim__question__status=Question.Status.PUBLISHED
        )
        .order_by("claim__question__rank", "claim__question__slug")
        .values_list(
            "statement_id", "statement__dimension_id", *(f"claim__question__{name}" for name in QUESTION_COLUMNS)
        )
        .distinct()
    )


def _read_open_questions(rows: Iterable[Row]) -> OpenQuestions:
    made: dict[int, Question] = {}
    found: dict[tuple[int, int | None], list[Question]] = {}
    for statement, dimension, pk, slug, text_en, text_zh, rank in rows:
        question = made.setdefault(pk, Question(id=pk, slug=slug, text_en=text_en, text_zh=text_zh, rank=rank))
        found.setdefault((statement, dimension), []).append(question)
    return LoadedById(
        (key, DisputedStatement(dimension, tuple(questions))) for (key, dimension), questions in found.items()
    )


def keep_disputed(open_questions: OpenQuestions, counted: Mapping[Question, DisputedQuestion]) -> OpenQuestions:
    """Return those of the questions for which articles that are counted speak for two answers, by their statements.

    For pages that count answers without some articles: no other question stands beside a statement there.
    """

    def disputed(question: Question) -> bool:
        return question in counted and counted[question].disputed

    kept = {
        key: replace(statement, questions=tuple(filter(disputed, statement.questions)))
        for key, statement in open_questions.items()
    }
    return {key: statement for key, statement in kept.items() if statement.questions}


def put_questions_beside(
    statements: Iterable[ShownStatement],
    open_questions: OpenQuestions | None = None,
    *,
    apart_from: Question | None = None,
) -> tuple[ShownStatement, ...]:
    """Return the statements and their parts, in the order given, each with the questions that stand beside it.

    Beside a definition, characteristic, distinction or relation: those with an answer that rests on it, on a side of it
    or on a part of its list; beside a finding those that `_beside_finding` returns; beside a position none. The page of
    a question, or of an answer to it, names that question once: `apart_from`. Costs as much as `find_open_questions`;
    nothing where the caller passes what that returns.
    """
    given = tuple(statements)
    if not given:
        return ()
    found = find_open_questions() if open_questions is None else open_questions

    def put(statement: ShownStatement) -> ShownStatement:
        questions = tuple(question for question in _beside(statement, found) if question != apart_from)
        parts = tuple(map(put, statement.parts))
        if not questions and parts == statement.parts:
            return statement
        return replace(statement, questions=tuple(map(_link, questions)), parts=parts)

    if not isinstance(found, LoadedById):  # some questions of a page without some articles
        return tuple(map(put, given))
    apart = apart_from.pk if apart_from else None
    return tuple(_kept.get((statement, found, apart), partial(put, statement)) for statement in given)


def link_questions(statements: Iterable[int], open_questions: OpenQuestions) -> tuple[QuestionLink, ...]:
    """Return links to the questions with an answer that rests on any of the statements with these ids."""
    return tuple(map(_link, _resting_on(statements, open_questions)))


def group_by_question(statements: Iterable[ShownStatement]) -> tuple[ShownStatement, ...]:
    """Return the statements so that those beside which one question stands follow one another, after the first of them.

    “Marketing precedes sales” and “Sales precedes marketing” stand together then. All others keep their order.
    """
    given = tuple(statements)
    by_question: dict[QuestionLink, list[int]] = {}
    for place, statement in enumerate(given):
        for question in statement.questions:
            by_question.setdefault(question, []).append(place)
    ordered: dict[int, ShownStatement] = {}
    for first in range(len(given)):
        waiting = [first]
        while waiting:
            place = waiting.pop()
            if place not in ordered:
                ordered[place] = given[place]
                same = {other for question in given[place].questions for other in by_question.pop(question, ())}
                waiting += sorted(same, reverse=True)
    return tuple(ordered.values())


def _beside(statement: ShownStatement, open_questions: OpenQuestions) -> list[Question]:
    if statement.kind == Statement.Kind.FINDING.value:
        return _beside_finding(statement, open_questions)
    if statement.kind == Statement.Kind.POSITION.value:
        return []
    sides = (side for _concept, side in statement.links.sides)
    return _resting_on((statement.row.id, *sides, *(part.row.id for part in statement.parts)), open_questions)


def _resting_on(statements: Iterable[int], open_questions: OpenQuestions) -> list[Question]:
    """Return the questions with an answer that rests on any of the statements, each once, in the order of questions."""
    found = (open_questions[key] for key in statements if key in open_questions)
    questions = {question for disputed in found for question in disputed.questions}
    return sorted(questions, key=lambda question: (question.rank, question.slug))


def _beside_finding(finding: ShownStatement, open_questions: OpenQuestions) -> list[Question]:
    """Return the questions that stand beside a finding wherever it stands, those that share most statements first.

    An answer to each rests on a statement on which the finding rests too. That alone does not make it disputed:
    “Marketing looks to the long term” may rest on a statement that also tells whom marketing addresses. So the shared
    statement carries the whole finding or several parts of it, or it speaks on the finding's own dimension; one about
    something nearby never does. The others stand on the finding's own page, each beside the statement that it shares.
    """
    itself = [row for row in finding.links.basis if not row.nearby]
    parts = Counter(row.statement for row in itself if row.part)
    carries_most = {row.statement for row in itself if not row.part or parts[row.statement] > 1}
    dimension = finding.row.dimension.id if finding.row.dimension else None
    shared = Counter(
        question
        for key in dict.fromkeys(row.statement for row in itself)
        if (disputed := open_questions.get(key))
        and (key in carries_most or (dimension is not None and disputed.dimension == dimension))
        for question in disputed.questions
    )
    return sorted(shared, key=lambda question: (-shared[question], question.rank, question.slug))


def _link(question: Question) -> QuestionLink:
    return QuestionLink(question.slug, question.text, question.get_absolute_url())


_open_questions = PreparedQuery(_select_open_questions, lists=0)
_published: ProcessCache[OpenQuestions] = ProcessCache()
_read: ContentCache[OpenQuestions] = ContentCache(most=2)
_kept: ContentCache[ShownStatement] = ContentCache(MOST_KEPT)
