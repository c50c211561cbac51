"""Find the questions that stand beside statements wherever these stand: those with an answer that rests on them.

Public pages keep all of them in memory until content changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from concepts.evidence.findings import (
    OpenQuestions,
    link_questions,
    load_open_questions,
    questions_beside,
)
from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.evidence.process_cache import ProcessCache
from concepts.models import Statement
from sources.languages import reader_language

QuestionsByStatement = Mapping[int, tuple[QuestionLink, ...]]


def find_open_questions() -> OpenQuestions:
    """Return all questions with a published answer that rests on a statement, by its id.

    Costs one query; none where the page shows a public revision that an earlier page showed too.
    """
    return _published.get_shown(reader_language(), load_open_questions)


def find_questions_beside(
    statements: Iterable[ShownStatement], open_questions: OpenQuestions | None = None
) -> QuestionsByStatement:
    """Return the questions that stand beside each of the statements, by its id; those without one are left out.

    Beside a definition, characteristic, distinction or relation: those with an answer that rests on it, on a side of it
    or on a part of its list; beside a finding, those that `questions_beside` returns; beside a position none.
    Costs as much as `find_open_questions`; nothing where the caller has called it, or there is no statement.
    """
    statements = tuple(statements)
    if not statements:
        return {}
    found = find_open_questions() if open_questions is None else open_questions
    beside = {statement.row.id: _beside(statement, found) for statement in statements}
    return {key: questions for key, questions in beside.items() if questions}


def put_questions_beside(
    statements: Iterable[ShownStatement], open_questions: OpenQuestions | None = None
) -> tuple[ShownStatement, ...]:
    """Return the statements in the order given, each with the questions that stand beside it; of these, if given."""
    statements = tuple(statements)
    beside = find_questions_beside(statements, open_questions)
    return tuple(
        replace(statement, questions=beside[statement.row.id]) if statement.row.id in beside else statement
        for statement in statements
    )


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


def _beside(statement: ShownStatement, open_questions: OpenQuestions) -> tuple[QuestionLink, ...]:
    if statement.kind == Statement.Kind.FINDING.value:
        return questions_beside(statement, open_questions)
    if statement.kind == Statement.Kind.POSITION.value:
        return ()
    sides = (side for _concept, side in statement.links.sides)
    keys = {statement.row.id, *sides, *(part.row.id for part in statement.parts)}
    found = (open_questions[key] for key in keys if key in open_questions)
    return link_questions(question for disputed in found for question in disputed.questions)


_published: ProcessCache[OpenQuestions] = ProcessCache()
