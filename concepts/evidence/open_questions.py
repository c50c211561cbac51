"""Find the questions that stand beside statements wherever these stand: those with an answer that rests on them.

Public pages keep all of them in memory until content changes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from concepts.evidence.findings import (
    OpenQuestions,
    link_questions,
    load_open_questions,
    questions_beside,
)
from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.evidence.process_cache import ProcessCache, shown_revision
from concepts.models import Statement
from sources.languages import reader_language

QuestionsByStatement = Mapping[int, tuple[QuestionLink, ...]]


def find_open_questions(statements: Collection[int]) -> OpenQuestions:
    """Return the questions with an answer that rests on one of these statements, by its id, and maybe on others.

    Costs one query; none where the page shows a public revision that an earlier page showed too.
    """
    revision = shown_revision()
    return (
        _published.get(revision, reader_language(), load_open_questions)
        if revision
        else load_open_questions(statements)
    )


def find_questions_beside(statements: Iterable[ShownStatement]) -> QuestionsByStatement:
    """Return the questions that stand beside each of the statements, by its id; those without one are left out.

    Beside a definition, characteristic, distinction or relation: those with an answer that rests on it, on a side of it
    or on a part of its list; beside a finding, those that `questions_beside` returns; beside a position none.
    Costs as much as `find_open_questions`.
    """
    statements = list(statements)
    open_questions = find_open_questions({key for statement in statements for key in _keys(statement)})
    beside = {statement.row.id: _beside(statement, open_questions) for statement in statements}
    return {key: questions for key, questions in beside.items() if questions}


def put_questions_beside(statements: Iterable[ShownStatement]) -> tuple[ShownStatement, ...]:
    """Return the statements in the order given, each with the questions that stand beside it."""
    statements = tuple(statements)
    beside = find_questions_beside(statements)
    return tuple(
        replace(statement, questions=beside[statement.row.id]) if statement.row.id in beside else statement
        for statement in statements
    )


def group_by_question(statements: Iterable[ShownStatement]) -> tuple[ShownStatement, ...]:
    """Return the statements so that those beside which one question stands follow one another, after the first of them.

    “Marketing precedes sales” and “Sales precedes marketing” stand together then. All others keep their order.
    """
    left = list(statements)
    ordered: list[ShownStatement] = []

    def place(statement: ShownStatement) -> None:
        left.remove(statement)
        ordered.append(statement)
        for other in tuple(left):
            if other in left and not {*statement.questions}.isdisjoint(other.questions):
                place(other)

    while left:
        place(left[0])
    return tuple(ordered)


def _beside(statement: ShownStatement, open_questions: OpenQuestions) -> tuple[QuestionLink, ...]:
    if statement.kind == Statement.Kind.FINDING.value:
        return questions_beside(statement, open_questions)
    if statement.kind == Statement.Kind.POSITION.value:
        return ()
    found = (open_questions[key] for key in _keys(statement) if key in open_questions)
    return link_questions(question for disputed in found for question in disputed.questions)


def _keys(statement: ShownStatement) -> set[int]:
    """Return the ids of the statements because of which a question may stand beside this one."""
    if statement.kind == Statement.Kind.FINDING.value:
        return set(statement.links.bases)
    sides = (side for _concept, side in statement.links.sides)
    return {statement.row.id, *sides, *(part.row.id for part in statement.parts)}


_published: ProcessCache[OpenQuestions] = ProcessCache()
