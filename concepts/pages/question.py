"""Build the page of a question that sources answer differently: its positions side by side."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from concepts.content.counting import Voices, join_voices
from concepts.evidence.addresses import find_row
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.findings import BasisGroup, group_basis
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import ShownStatement, load_statements, statements_with_notes
from concepts.evidence.statement_rows import load_rows
from concepts.models import Basis, Question, Statement
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class PositionWithBasis:
    """A position, and the statements that it rests on, by what they carry of it."""

    statement: ShownStatement
    basis: tuple[BasisGroup, ...]

    @property
    def rests_on(self) -> tuple[ShownStatement, ...]:
        """Return the statements of all groups; one that carries several parts is there several times."""
        return tuple(row.statement for group in self.basis for row in group.rows)

    @property
    def voices(self) -> Voices:
        """Return the articles that give this answer."""
        return self.statement.voices


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question with its positions and the concepts of the statements that these rest on.

    `comparison` is the address of the comparison of the concepts; empty where there are not two to four.
    """

    text: Text
    positions: tuple[PositionWithBasis, ...]
    concepts: tuple[NamedConcept, ...]
    comparison: str
    leaving_out: LeavingOut

    @property
    def voices(self) -> Voices:
        """Return the articles that speak for any position, each once."""
        return join_voices(position.voices for position in self.positions)

    @property
    def voices_for_several(self) -> int:
        """Count the articles that speak for more than one position."""
        positions = Counter(article.voice for position in self.positions for article in position.voices.articles)
        return sum(count > 1 for count in positions.values())

    @property
    def most_voices(self) -> int:
        """Return the largest number of voices that a position has."""
        return max((position.voices.count for position in self.positions), default=0)

    @property
    def leading_positions(self) -> tuple[PositionWithBasis, ...]:
        """Return the positions with most voices; none where there are no voices."""
        return tuple(
            position for position in self.positions if position.voices and position.voices.count == self.most_voices
        )

    @property
    def noted(self) -> tuple[ShownStatement, ...]:
        """Return the statements shown with a button for their note."""
        return statements_with_notes(
            statement for position in self.positions for statement in (position.statement, *position.rests_on)
        )


def build_question_page(slug: str, without: Sequence[str] = ()) -> QuestionPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError, GoneError or Http404 as `find_row` does, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    question = find_row(Question.objects.published(), slug)
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    published = Q(status=Statement.Status.PUBLISHED, question=question)
    bases = Basis.objects.filter(claim__in=Statement.objects.filter(published).values("id"))
    rows = load_rows(Statement.objects.filter(published | Q(id__in=bases.values("statement"))).order_by("rank", "code"))
    statements = left_out.apply_to_all(load_statements(rows, concept_names))
    positions = []
    concept_ids: set[int] = set()
    for position in statements.values():
        if position.row.question == question:
            shown = PositionWithBasis(position, group_basis(position, statements, concept_names))
            concept_ids.update(concept for statement in shown.rests_on for concept in statement.links.concepts)
            positions.append(shown)
    concepts = tuple(concept for concept in concept_names.concepts if concept.id in concept_ids)
    return QuestionPage(
        text=question.text,
        positions=tuple(positions),
        concepts=concepts,
        comparison=canonical_address(concepts),
        leaving_out=describe_leaving_out(left_out, statements.values(), question.get_absolute_url()),
    )
