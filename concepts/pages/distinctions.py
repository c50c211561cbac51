"""Distinctions in one line each, as concepts, dimensions and the index list them."""

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
    """A distinction, the concepts it tells apart, and the voices of its sides and of those who draw it."""

    statement: Shown
    concepts: tuple[NamedConcept, ...]
    voices: Voices


def with_sides(distinctions: Q) -> Q:
    """Chooses the distinctions that `distinctions` chooses among all statements, and what stands on their sides."""
    chosen = Statement.objects.published().filter(distinctions, kind=Statement.Kind.DISTINCTION)
    held = Side.objects.filter(distinction__in=chosen.values("id"))
    return Q(id__in=chosen.values("id")) | Q(id__in=held.values("characteristic"))


def show_distinctions(rows: Iterable[Row], concept_names: ConceptNames) -> tuple[ShownDistinction, ...]:
    """The distinctions among the rows, best-supported first; the rows, evidence loaded, hold their sides too."""
    by_id = {row.id: row for row in rows}
    shown = []
    for row in by_id.values():
        if row.kind == Statement.Kind.DISTINCTION:
            sides = [by_id[id] for _concept, id in evidence_of(row).links.sides if id in by_id]
            voices = voices_of(quotation for one in (row, *sides) for quotation in evidence_of(one).quotations)
            statement = show(row, concept_names)
            shown.append(ShownDistinction(statement, statement.concepts, voices))
    return tuple(sorted(shown, key=lambda one: (-one.voices.count, one.statement.row.rank, one.statement.code)))
