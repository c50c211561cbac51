"""Arrange findings and distinctions by the concepts that they set beside one another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.evidence.comparison_address import canonical_address, in_canonical_order
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.findings import ShownFinding, build_findings
from concepts.evidence.loading import ShownStatement, best_supported
from concepts.models import Statement

Entry = ShownFinding | ShownStatement


@dataclass(frozen=True, slots=True)
class BesideOthers:
    """What tells the same concepts apart and joins them, and the address of their comparison; empty for too many."""

    concepts: tuple[NamedConcept, ...]
    address: str
    findings: tuple[ShownFinding, ...]
    distinctions: tuple[ShownStatement, ...]


def list_entries(statements: Sequence[ShownStatement]) -> list[Entry]:
    """Return the findings and distinctions: those about fewest concepts first, then in canonical order.

    Of those about the same concepts, findings come first, and each kind best-supported first.
    """
    findings = build_findings(statements).all
    distinctions = best_supported(statements, Statement.Kind.DISTINCTION)

    def key(entry: Entry) -> tuple[int, list[int]]:
        concepts = _concepts_of(entry)
        return len(concepts), [concept.place for concept in concepts]

    return sorted((*findings, *distinctions), key=key)


def group_entries(entries: Iterable[Entry]) -> tuple[BesideOthers, ...]:
    """Return the entries by their concepts, in the order given."""
    grouped: dict[tuple[NamedConcept, ...], list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(_concepts_of(entry), []).append(entry)
    return tuple(
        BesideOthers(
            concepts,
            canonical_address(concepts),
            tuple(entry for entry in group if isinstance(entry, ShownFinding)),
            tuple(entry for entry in group if isinstance(entry, ShownStatement)),
        )
        for concepts, group in grouped.items()
    )


def _concepts_of(entry: Entry) -> tuple[NamedConcept, ...]:
    """Return the concepts that a finding or distinction is about, in canonical order."""
    statement = entry.statement if isinstance(entry, ShownFinding) else entry
    return in_canonical_order(dict.fromkeys(statement.concepts))
