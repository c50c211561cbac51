"""Load and sort distinctions for the lists on the pages of concepts, dimensions and tags and for their index."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from concepts.content.counting import Voices, joined
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.models import Side, Statement


@dataclass(frozen=True, slots=True)
class ShownDistinction:
    """A distinction, its concepts, and the voices of its sides together with those of its own citations."""

    statement: ShownStatement
    concepts: tuple[NamedConcept, ...]
    voices: Voices


def with_sides(distinctions: Q) -> Q:
    """Return a condition for the published distinctions that `distinctions` selects and for their sides."""
    selected = Statement.objects.published().filter(distinctions, kind=Statement.Kind.DISTINCTION)
    sides = Side.objects.filter(distinction__in=selected.values("id"))
    return Q(id__in=selected.values("id")) | Q(id__in=sides.values("characteristic"))


def show_distinctions(statements: Iterable[ShownStatement]) -> tuple[ShownDistinction, ...]:
    """Return the distinctions among the statements, best-supported first.

    The statements must include the characteristics on the sides.
    """
    by_id = {statement.row.id: statement for statement in statements}
    shown = []
    for statement in by_id.values():
        if statement.kind == Statement.Kind.DISTINCTION:
            held = statement.links.sides
            sides = [by_id[characteristic] for _concept, characteristic in held if characteristic in by_id]
            voices = joined([statement.voices, *(side.voices for side in sides)])
            shown.append(ShownDistinction(statement, statement.concepts, voices))
    return tuple(sorted(shown, key=_best_supported_first))


def _best_supported_first(distinction: ShownDistinction) -> tuple[int, int, str]:
    return (-distinction.voices.count, distinction.statement.row.rank, distinction.statement.code)
