"""One dimension across all concepts."""

from collections.abc import Iterable
from dataclasses import dataclass

from concepts.content.counting import Voices, joined
from concepts.evidence.addresses import find
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.loading import Shown, load_evidence, noted, show_all
from concepts.evidence.statement_rows import load_rows
from concepts.models import Dimension, Statement
from concepts.pages.distinctions import ShownDistinction, show_distinctions
from concepts.pages.long_lists import Folded, fold
from sources.languages import Text

Kind = Statement.Kind
FIRST = 3  # statements of one concept before the fold


@dataclass(frozen=True, slots=True)
class ConceptGroup:
    """What is said of one concept, and by how many; a characteristic of several concepts stands with each."""

    concept: NamedConcept
    statements: Folded
    voices: Voices


@dataclass(frozen=True, slots=True)
class DimensionPage:
    """A dimension with what is said on it, concept by concept, and its distinctions."""

    name: Text
    question: Text
    core: bool
    concepts: tuple[ConceptGroup, ...]
    silent: tuple[NamedConcept, ...]
    distinctions: tuple[ShownDistinction, ...]

    @property
    def most_voices(self) -> int:
        """The length of the longest bar."""
        return max((group.voices.count for group in self.concepts), default=0)

    @property
    def noted(self) -> tuple[Shown, ...]:
        """The statements shown with a button for their note: those before the folds."""
        return noted(one for group in self.concepts for one in group.statements.first)


def build_dimension_page(slug: str) -> DimensionPage:
    """Builds the page in a fixed number of queries; raises MovedError, GoneError or Http404 as `find` does."""
    dimension = find(Dimension.objects.all(), slug)
    concept_names = load_concept_names()
    rows = load_rows(Statement.objects.published().filter(dimension=dimension).order_by("rank", "code"))
    load_evidence(rows)
    shown = show_all(rows, concept_names)
    characteristics = [one for one in shown if one.kind == Kind.CHARACTERISTIC]
    groups = [_group(concept, characteristics) for concept in concept_names.concepts]
    return DimensionPage(
        name=dimension.name,
        question=dimension.question,
        core=dimension.core,
        concepts=tuple(group for group in groups if group.statements),
        silent=tuple(group.concept for group in groups if not group.statements),
        distinctions=show_distinctions(rows, concept_names),
    )


def _group(concept: NamedConcept, characteristics: Iterable[Shown]) -> ConceptGroup:
    said = [one for one in characteristics if concept in one.subjects]
    return ConceptGroup(concept, fold(said, FIRST), joined(one.voices for one in said))
