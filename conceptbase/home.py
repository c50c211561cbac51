"""What the home page shows."""

from dataclasses import dataclass

from django.db.models import Prefetch

from concepts.comparison.suggestions import Suggestion, suggest
from concepts.models import Side, Statement
from concepts.reading.evidence import Shown, load_evidence, show
from concepts.reading.lexicon import Named, load_lexicon
from concepts.reading.statement_page import ShownSide
from sources.models import Passage, Source


@dataclass(frozen=True, slots=True)
class Example:
    """A distinction with its sides, to show what the site is made of."""

    statement: Shown
    sides: tuple[ShownSide, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """All concepts to choose from, comparisons worth a look, an example, and how much there is."""

    concepts: tuple[Named, ...]
    suggestions: tuple[Suggestion, ...]
    example: Example | None
    statements: int
    passages: int
    sources: int


def build_home() -> Home:
    """Builds the home page in a fixed number of queries."""
    lexicon = load_lexicon()
    published = Statement.objects.published()
    sides = Side.objects.select_related("characteristic").order_by("rank", "id")
    first = (
        published.filter(kind=Statement.Kind.DISTINCTION)
        .prefetch_related(Prefetch("sides", sides))
        .order_by("rank", "code")
        .first()
    )
    example = None
    if first:
        held = list(first.sides.all())
        load_evidence([first, *(side.characteristic for side in held)])
        example = Example(
            show(first, lexicon),
            tuple(ShownSide(lexicon.by_id[side.concept_id], show(side.characteristic, lexicon)) for side in held),
        )
    return Home(
        concepts=lexicon.concepts,
        suggestions=suggest(lexicon, most=6),
        example=example,
        statements=published.count(),
        passages=Passage.objects.filter(citations__statement__status=Statement.Status.PUBLISHED).distinct().count(),
        sources=Source.objects.count(),
    )
