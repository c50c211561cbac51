"""Load and sort distinctions for the lists on the pages of concepts, dimensions and tags and for their index."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from concepts.content.counting import Voices, voices_of
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import Shown, evidence_of, show
from concepts.evidence.statement_rows import Row
from concepts.models import Side, Statement


@dataclass(frozen=True, slots=True)
class ShownDistinction:
    """A distinction, its concepts, and the voices of its sides together with those of its own citations."""

    statement: Shown
    concepts: tuple[NamedConcept, ...]
    voices: Voices


def with_sides(distinctions: Q) -> Q:
    """Return a condition for the published distinctions that `distinctions` selects and for their sides."""
    selected = Statement.objects.published().filter(distinctions, kind=Statement.Kind.DISTINCTION)
    sides = Side.objects.filter(distinction__in=selected.values("id"))
    return Q(id__in=selected.values("id")) | Q(id__in=sides.values("characteristic"))


def show_distinctions(rows: Iterable[Row], concept_names: ConceptNames) -> tuple[ShownDistinction, ...]:
    """Return the distinctions among the rows, best-supported first.

    The rows, whose evidence is loaded, must include the characteristics on the sides.
    """
    by_id = {row.id: row for row in rows}
    shown = []
    for row in by_id.values():
        if row.kind == Statement.Kind.DISTINCTION:
            links = evidence_of(row).links
            sides = [by_id[characteristic] for _concept, characteristic in links.sides if characteristic in by_id]
            voices = voices_of(quotation for cited in (row, *sides) for quotation in evidence_of(cited).quotations)
            statement = show(row, concept_names)
            shown.append(ShownDistinction(statement, statement.concepts, voices))
    return tuple(sorted(shown, key=_best_supported_first))


def _best_supported_first(distinction: ShownDistinction) -> tuple[int, int, str]:
    return (-distinction.voices.count, distinction.statement.row.rank, distinction.statement.code)
