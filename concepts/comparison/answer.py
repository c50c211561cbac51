"""Build the answer of a comparison, what one reads in ten seconds: how the concepts differ and go together; no HTML."""

from dataclasses import dataclass

from concepts.comparison.content import ComparedStatements
from concepts.comparison.table import BestRow, build_table
from concepts.evidence.findings import ShownFinding

MOST_DIFFERING, MOST_TOGETHER = 7, 3


@dataclass(frozen=True, slots=True)
class ComparisonAnswer:
    """How the concepts differ and how they go together: findings, strongest first.

    `contrasts` are rows with a contrast of none but the compared concepts; they stand in for findings that say how
    these differ, where there are none.
    """

    differ: tuple[ShownFinding, ...]
    together: tuple[ShownFinding, ...]
    contrasts: tuple[BestRow, ...]


def build_answer(compared: ComparedStatements) -> ComparisonAnswer:
    """Build the answer; no query is made. The filters of articles count, the others narrow the table only."""
    findings = compared.kept_findings()
    contrasts = () if findings.differ else _contrasts(compared)
    return ComparisonAnswer(findings.differ, findings.together, contrasts)


def _contrasts(compared: ComparedStatements) -> tuple[BestRow, ...]:
    """Return the first rows with a contrast that tells of no other concept."""
    ids = {concept.id for concept in compared.concepts}
    rows = build_table(compared)
    telling = [row for row in rows if row.contrast and ids.issuperset(row.contrast.links.concepts)]
    return tuple(telling[:MOST_DIFFERING])
