"""Build the page of a question that sources answer differently: who gives which answer, and what it rests on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from concepts.content.counting import Voices, join_voices
from concepts.evidence.addresses import find_row
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.findings import BasisGroup, group_basis
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import ShownStatement, load_statements
from concepts.evidence.open_questions import put_questions_beside
from concepts.evidence.statement_rows import load_rows
from concepts.evidence.wording import reader_wording
from concepts.models import Basis, Question, Side, Statement
from concepts.pages.answer_table import ArticleRow, build_rows
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
    """A question with its positions, those with most articles first, and the concepts of what these rest on.

    `other_text` is in the language that is not the reader's. `rows` are the articles that say anything of an answer;
    their cells are in the order of `positions`. `unsaid` are positions that no article is left
    for. `comparison` is the address of the comparison of the concepts; empty where there are not two to four.
    """

    slug: str
    text: Text
    other_text: Text
    positions: tuple[PositionWithBasis, ...]
    rows: tuple[ArticleRow, ...]
    concepts: tuple[NamedConcept, ...]
    comparison: str
    leaving_out: LeavingOut
    unsaid: tuple[ShownStatement, ...] = ()

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


def build_question_page(slug: str, without: Sequence[str] = ()) -> QuestionPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError, GoneError or Http404 as `find_row` does, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    return build_page_of_question(find_row(Question.objects.published(), slug), without)


def build_page_of_question(question: Question, without: Sequence[str] = ()) -> QuestionPage:
    """Build the page of a published question that is loaded; raises UnknownFilterError as above."""
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    published = Q(status=Statement.Status.PUBLISHED, question=question)
    bases = Basis.objects.filter(claim__in=Statement.objects.filter(published).values("id")).values("statement")
    sides = Side.objects.filter(distinction__in=bases).values("characteristic")
    wanted = published | Q(id__in=bases) | Q(id__in=sides)
    rows = load_rows(Statement.objects.filter(wanted).order_by("rank", "code"))
    everything = load_statements(rows, concept_names)
    left = put_questions_beside(left_out.apply_to_all(everything).values(), apart_from=question)
    statements = {statement.row.id: statement for statement in left}
    positions = sorted(
        (
            PositionWithBasis(position, group_basis(position, statements, concept_names))
            for position in statements.values()
            if position.row.question == question
        ),
        key=lambda position: -position.voices.count,
    )
    concept_ids = {
        concept for position in positions for statement in position.rests_on for concept in statement.links.concepts
    }
    concepts = tuple(concept for concept in concept_names.concepts if concept.id in concept_ids)
    return QuestionPage(
        slug=question.slug,
        text=question.text,
        other_text=reader_wording().other(question.text_en, question.text_zh),
        positions=tuple(positions),
        rows=build_rows([(position.statement, _evidence(position, statements)) for position in positions]),
        concepts=concepts,
        comparison=canonical_address(concepts),
        leaving_out=describe_leaving_out(
            left_out, statements.values(), everything.values(), question.get_absolute_url()
        ),
        unsaid=tuple(
            statement
            for statement in everything.values()
            if statement.row.question == question and statement.row.id not in statements
        ),
    )


def _evidence(position: PositionWithBasis, statements: Mapping[int, ShownStatement]) -> Iterable[ShownStatement]:
    """Return the statements whose quotations speak for the position: itself, what it rests on, the sides of that."""
    yield position.statement
    for statement in position.rests_on:
        yield statement
        yield from (statements[side] for _concept, side in statement.links.sides if side in statements)
