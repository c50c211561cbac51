"""Load the statements of a comparison in three queries, whatever its size; they are arranged elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.loading import ShownStatement, load_statements
from concepts.evidence.statement_rows import StatementRow, load_rows
from concepts.models import Basis, Question, Side, Statement, StatementConcept

Kind, Status = Statement.Kind, Statement.Status


@dataclass(frozen=True, slots=True)
class ComparedStatements:
    """Statements in the order of rank and code.

    `statements` are published and about one of the concepts, distinctions about at least two of them, findings about
    none besides. `questions` are those with a published position that rests on one of the statements, or on a
    statement on which such a finding rests, each with all its published positions; `bases` are the statements that
    these positions rest on, by id.
    """

    statements: tuple[ShownStatement, ...]
    questions: dict[Question, list[ShownStatement]]
    bases: dict[int, ShownStatement]


def load_compared_statements(chosen: Sequence[int], concept_names: ConceptNames) -> ComparedStatements:
    """Load what is said of the concepts with these ids, with its evidence."""
    rows = _load_rows(chosen)
    links = load_links([row.id for row in rows], with_sides_below=True)
    about = {row.id for row in rows if _is_about(row, links.get(row.id, NO_LINKS), set(chosen))}
    questions = _questions(rows, about.union(*(links.get(row, NO_LINKS).bases for row in about)), links)
    positions = {row.id for answers in questions.values() for row in answers}
    bases = {basis for position in positions for basis in links.get(position, NO_LINKS).bases}
    needed = about | positions | bases
    statements = load_statements([row for row in rows if row.id in needed], concept_names, links)
    return ComparedStatements(
        tuple(statement for statement_id, statement in statements.items() if statement_id in about),
        {question: [statements[row.id] for row in answers] for question, answers in questions.items()},
        {statement_id: statement for statement_id, statement in statements.items() if statement_id in bases},
    )


def _load_rows(chosen: Sequence[int]) -> list[StatementRow]:
    """Load the rows of all statements that may be needed, in one query: more than are shown in the end."""
    with_concept = StatementConcept.objects.filter(concept__in=chosen).values("statement")
    with_side = Side.objects.filter(concept__in=chosen).values("distinction")
    below = Basis.objects.filter(claim__in=with_concept).values("statement")
    resting = Basis.objects.filter(Q(statement__in=with_concept) | Q(statement__in=with_side) | Q(statement__in=below))
    questions = resting.filter(claim__status=Status.PUBLISHED).values("claim__question")
    bases = Basis.objects.filter(claim__status=Status.PUBLISHED, claim__question__in=questions)
    shown = Q(id__in=with_concept) | Q(id__in=with_side) | Q(question__in=questions)
    return load_rows(
        Statement.objects.filter(Q(status=Status.PUBLISHED) & shown | Q(id__in=bases.values("statement"))).order_by(
            "rank", "code"
        )
    )


def _is_about(row: StatementRow, links: StatementLinks, chosen: set[int]) -> bool:
    """Whether the statement is published and about one of the concepts.

    A distinction is about two of them, a finding about none but them.
    """
    if not row.published:
        return False
    if row.kind == Kind.DISTINCTION.value:
        return sum(concept in chosen for concept, _characteristic in links.sides) >= 2
    if row.kind == Kind.FINDING.value:
        return chosen.issuperset(links.subjects)
    return not chosen.isdisjoint(links.concepts)


def _questions(
    rows: Sequence[StatementRow], statements: set[int], links: dict[int, StatementLinks]
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
