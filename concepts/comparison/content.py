"""What a comparison is made from, loaded in three queries whatever its size; arranges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.loading import ShownStatement, load_statements
from concepts.evidence.statement_rows import StatementRow, load_rows
from concepts.models import PositionBasis, Question, Side, Statement, StatementConcept

Kind, Status = Statement.Kind, Statement.Status


@dataclass(frozen=True, slots=True)
class ComparedStatements:
    """Statements in the order of rank and code.

    `statements` are published and speak of the concepts, distinctions of at least two of them; `questions` those to
    which a position rests on one of them, with all their published positions; `based` what these rest on, by id.
    """

    statements: tuple[ShownStatement, ...]
    questions: dict[Question, list[ShownStatement]]
    based: dict[int, ShownStatement]


def load_compared_statements(chosen: Sequence[int], concept_names: ConceptNames) -> ComparedStatements:
    """Loads what is said of the concepts with these ids."""
    rows = _rows(chosen)
    links = load_links([row.id for row in rows])
    speaking = {row.id for row in rows if _speaks_of(row, links.get(row.id, NO_LINKS), set(chosen))}
    questions = _questions(rows, speaking, links)
    answering = {row.id for positions in questions.values() for row in positions}
    bases = {id for position in answering for id in links.get(position, NO_LINKS).bases}
    needed = speaking | answering | bases
    statements = load_statements([row for row in rows if row.id in needed], concept_names, links)
    return ComparedStatements(
        tuple(statement for id, statement in statements.items() if id in speaking),
        {question: [statements[row.id] for row in positions] for question, positions in questions.items()},
        {id: statement for id, statement in statements.items() if id in bases},
    )


def _rows(chosen: Sequence[int]) -> list[StatementRow]:
    """All statements that may be needed."""
    linked = StatementConcept.objects.filter(concept__in=chosen).values("statement")
    sided = Side.objects.filter(concept__in=chosen).values("distinction")
    resting = PositionBasis.objects.filter(Q(statement__in=linked) | Q(statement__in=sided))
    touched = resting.filter(position__status=Status.PUBLISHED).values("position__question")
    bases = PositionBasis.objects.filter(position__status=Status.PUBLISHED, position__question__in=touched)
    shown = Q(id__in=linked) | Q(id__in=sided) | Q(question__in=touched)
    return load_rows(
        Statement.objects.filter(Q(status=Status.PUBLISHED) & shown | Q(id__in=bases.values("statement"))).order_by(
            "rank", "code"
        )
    )


def _speaks_of(row: StatementRow, links: StatementLinks, chosen: set[int]) -> bool:
    if not row.published:
        return False
    if row.kind == Kind.DISTINCTION.value:
        return sum(concept in chosen for concept, _ in links.sides) >= 2
    return not chosen.isdisjoint(links.concepts)


def _questions(
    rows: Sequence[StatementRow], spoken: set[int], links: dict[int, StatementLinks]
) -> dict[Question, list[StatementRow]]:
    """The published positions by question, of questions to which one rests on a statement `spoken`."""
    grouped: dict[Question, list[StatementRow]] = {}
    for row in rows:
        if row.question and row.published:
            grouped.setdefault(row.question, []).append(row)
    return {
        question: grouped[question]
        for question in sorted(grouped, key=lambda one: (one.rank, one.slug))
        if any(not spoken.isdisjoint(links.get(row.id, NO_LINKS).bases) for row in grouped[question])
    }
