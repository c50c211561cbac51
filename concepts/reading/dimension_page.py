"""One dimension across all concepts."""

from dataclasses import dataclass

from django.db.models import Prefetch

from concepts.models import Dimension, Side, Statement
from concepts.reading.addresses import find
from concepts.reading.concept_page import ShownDistinction
from concepts.reading.evidence import Shown, load_evidence, show_all
from concepts.reading.lexicon import Named, load_lexicon
from sources.languages import Text

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class ConceptGroup:
    """What is said of one concept; a characteristic of several concepts stands with each."""

    concept: Named
    statements: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class DimensionPage:
    """A dimension with what is said on it, concept by concept, and its distinctions."""

    name: Text
    question: Text
    core: bool
    concepts: tuple[ConceptGroup, ...]
    silent: tuple[Named, ...]
    distinctions: tuple[ShownDistinction, ...]


def build_dimension_page(slug: str) -> DimensionPage:
    """Builds the page in a fixed number of queries; raises Moved, Gone or Http404 as `find` does."""
    dimension = find(Dimension.objects.all(), slug)
    lexicon = load_lexicon()
    rows = list(
        Statement.objects.published()
        .filter(dimension=dimension)
        .prefetch_related(Prefetch("sides", Side.objects.order_by("rank", "id")))
        .order_by("rank", "code")
    )
    load_evidence(rows)
    shown = show_all(rows, lexicon)
    characteristics = [one for one in shown if one.row.kind == Kind.CHARACTERISTIC]
    groups = [
        ConceptGroup(concept, tuple(one for one in characteristics if concept in one.subjects))
        for concept in lexicon.concepts
    ]
    return DimensionPage(
        name=dimension.name,
        question=dimension.question,
        core=dimension.core,
        concepts=tuple(group for group in groups if group.statements),
        silent=tuple(group.concept for group in groups if not group.statements),
        distinctions=tuple(
            ShownDistinction(one, lexicon.named(side.concept_id for side in one.row.sides.all()))
            for one in shown
            if one.row.kind == Kind.DISTINCTION
        ),
    )
