"""Build the page of one dimension: what is said on it of each concept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.content.counting import Voices
from concepts.evidence.addresses import find_row
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.findings import FindingList, build_findings, load_open_questions
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import (
    ShownStatement,
    best_supported,
    join_speaking,
    load_statements,
    put_parts_into_heads,
    statements_with_notes,
)
from concepts.evidence.statement_rows import load_rows
from concepts.models import Dimension, Statement
from concepts.pages.long_lists import LongList, split_long_list
from sources.languages import Text

Kind = Statement.Kind
SHOWN_FIRST = 3  # statements of each concept; the others are folded away


@dataclass(frozen=True, slots=True)
class ConceptGroup:
    """What is said of one concept on the dimension, and the articles that say it.

    A characteristic of several concepts stands in the group of each.
    """

    concept: NamedConcept
    statements: LongList
    voices: Voices


@dataclass(frozen=True, slots=True)
class DimensionPage:
    """A dimension with what is said on it, by concept; `silent` are the concepts of which nothing is said."""

    name: Text
    question: Text
    core: bool
    findings: FindingList
    concepts: tuple[ConceptGroup, ...]
    silent: tuple[NamedConcept, ...]
    distinctions: tuple[ShownStatement, ...]
    leaving_out: LeavingOut

    @property
    def most_voices(self) -> int:
        """Return the number of voices that the longest bar stands for."""
        return max((group.voices.count for group in self.concepts), default=0)

    @property
    def noted(self) -> tuple[ShownStatement, ...]:
        """Return the statements shown with a button for their note: those that are not folded away."""
        return statements_with_notes(statement for group in self.concepts for statement in group.statements.first)


def build_dimension_page(slug: str, without: Sequence[str] = ()) -> DimensionPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError, GoneError or Http404 as `find_row` does, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    dimension = find_row(Dimension.objects.published(), slug)
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    rows = load_rows(Statement.objects.published().filter(dimension=dimension).order_by("rank", "code"))
    everything = load_statements(rows, concept_names)
    statements = left_out.apply_to_all(everything).values()
    open_questions = load_open_questions({basis for statement in statements for basis in statement.links.bases})
    shown = put_parts_into_heads(statements)
    characteristics = [statement for statement in shown if statement.kind == Kind.CHARACTERISTIC]
    groups = [_group(concept, characteristics) for concept in concept_names.concepts]
    return DimensionPage(
        name=dimension.name,
        question=dimension.question,
        core=dimension.core,
        findings=build_findings(statements, open_questions),
        concepts=tuple(group for group in groups if group.statements),
        silent=tuple(group.concept for group in groups if not group.statements),
        distinctions=best_supported(statements, Kind.DISTINCTION),
        leaving_out=describe_leaving_out(left_out, statements, everything.values(), dimension.get_absolute_url()),
    )


def _group(concept: NamedConcept, characteristics: Iterable[ShownStatement]) -> ConceptGroup:
    """Return the characteristics of one concept."""
    own = [statement for statement in characteristics if concept in statement.subjects]
    return ConceptGroup(concept, split_long_list(own, SHOWN_FIRST), join_speaking(own))
