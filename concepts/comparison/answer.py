"""Build the answer of a comparison, what one reads in ten seconds; no query is made and no HTML.

It says how the concepts differ, how they go together and what is disputed. The filters of articles count here; those
that narrow the table to a dimension or to contrasts do not.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from concepts.comparison.content import ComparedStatements
from concepts.comparison.table import BestRow, build_row, build_rows
from concepts.evidence.comparison_address import DEFINITIONS, QUESTIONS, RELATIONS, row_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.findings import ShownFinding
from concepts.evidence.loading import ShownStatement
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Statement

MOST_DIFFERING, MOST_TOGETHER, MOST_DISPUTED = 7, 3, 3


@dataclass(frozen=True, slots=True)
class ComparisonAnswer:
    """How the concepts differ and go together, strongest first, and what is disputed, most disputed first.

    `differ` are findings; `contrasts` are rows of the table whose contrast tells of none but the compared concepts:
    they stand in for findings where there are none, and for concepts of which no finding tells. `apart` are the
    concepts that nothing sets against the others; where that is all of them, nothing tells them apart. `together` are
    findings, and `relations` fill up their number; `more_relations` says how many relations there are besides.
    `articles` counts those that say anything of the concepts: each number is one of so many.
    """

    differ: tuple[ShownFinding, ...]
    contrasts: tuple[BestRow, ...]
    apart: tuple[NamedConcept, ...]
    together: tuple[ShownFinding, ...]
    relations: tuple[ShownStatement, ...]
    disputed: tuple[DisputedQuestion, ...]
    definitions: BestRow | None
    relations_address: str
    questions_address: str
    more_findings: int
    more_relations: int
    more_questions: int
    articles: int

    @property
    def tells_apart(self) -> bool:
        """Whether something says how the concepts differ."""
        return bool(self.differ or self.contrasts)

    @property
    def says_something(self) -> bool:
        """Whether anything is said of the concepts here."""
        return bool(self.tells_apart or self.together or self.relations or self.definitions or self.disputed)

    @property
    def relations_first(self) -> bool:
        """Whether more articles say the best-supported relation than any of the findings on how they go together."""
        if not (self.relations and self.together):
            return False
        return self.relations[0].support.order < min(finding.statement.support.order for finding in self.together)


def build_answer(compared: ComparedStatements) -> ComparisonAnswer:
    """Build the answer; its definitions are given where nothing tells the concepts apart."""
    concepts, findings = compared.concepts, compared.kept_findings()
    differ = _covering(findings.differ, concepts)
    missing = [concept for concept in concepts if not _covered(concept, differ)]
    contrasts = _contrasts(compared, missing, MOST_DIFFERING - len(differ))
    told = {concept.id for row in contrasts if row.contrast for concept in row.contrast.concepts}
    apart = tuple(concept for concept in missing if concept.id not in told)
    together = findings.together[:MOST_TOGETHER]
    relations = _relations(compared, together)
    shown = relations[: MOST_TOGETHER - len(together)]
    questions = compared.disputed_questions()
    query = compared.filters.query
    defined = compared.kept(Statement.Kind.DEFINITION)
    return ComparisonAnswer(
        differ=differ,
        contrasts=contrasts,
        apart=apart,
        together=together,
        relations=tuple(shown),
        disputed=questions[:MOST_DISPUTED],
        definitions=build_row(compared, DEFINITIONS, defined) if defined and not (differ or contrasts) else None,
        relations_address=row_address(concepts, RELATIONS, query),
        questions_address=row_address(concepts, QUESTIONS, query),
        more_findings=len(findings) - len(differ) - len(together),
        more_relations=len(relations) - len(shown),
        more_questions=max(len(questions) - MOST_DISPUTED, 0),
        articles=compared.count_articles(),
    )


def _covering(findings: Sequence[ShownFinding], concepts: Collection[NamedConcept]) -> tuple[ShownFinding, ...]:
    """Return the strongest findings, so that each concept is told of where a finding tells of it."""
    chosen = list(findings[:MOST_DIFFERING])
    for concept in concepts:
        best = next((finding for finding in findings if _covered(concept, (finding,))), None)
        if best is None or _covered(concept, chosen):
            continue
        spare = [one for one in reversed(chosen) if _spare(one, chosen, concepts)]
        if spare:
            chosen.remove(spare[0])
            chosen.append(best)
    return tuple(finding for finding in findings if finding in chosen)


def _spare(finding: ShownFinding, chosen: Iterable[ShownFinding], concepts: Iterable[NamedConcept]) -> bool:
    """Whether the other findings tell of each of the concepts of which this one tells."""
    others = [other for other in chosen if other is not finding]
    return all(_covered(concept, others) for concept in concepts if _covered(concept, (finding,)))


def _covered(concept: NamedConcept, findings: Iterable[ShownFinding]) -> bool:
    return any(concept in finding.statement.subjects for finding in findings)


def _contrasts(compared: ComparedStatements, missing: Collection[NamedConcept], most: int) -> tuple[BestRow, ...]:
    """Return rows with a contrast that tells of a missing concept and of none but the compared ones."""
    if not missing or most <= 0:
        return ()
    ids, wanted = {concept.id for concept in compared.concepts}, {concept.id for concept in missing}

    def tells(distinction: ShownStatement) -> bool:
        return ids.issuperset(distinction.links.concepts) and not wanted.isdisjoint(distinction.links.concepts)

    return tuple(row for row in build_rows(compared, tells) if row.contrast)[:most]


def _relations(compared: ComparedStatements, findings: Iterable[ShownFinding]) -> list[ShownStatement]:
    """Return the relations, best-supported first, without those on which one of the findings rests."""
    told = {basis for finding in findings for basis in finding.statement.links.bases}
    relations = (relation for relation in compared.kept(Statement.Kind.RELATION) if relation.row.id not in told)
    return sorted(relations, key=lambda relation: relation.support_order)
