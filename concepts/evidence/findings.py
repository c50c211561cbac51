"""Arrange findings, and what they and positions rest on, as pages show them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from concepts.content.counting import NO_TEXT
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.links import ClaimPartLink
from concepts.evidence.loading import ShownStatement
from concepts.evidence.wording import reader_wording
from concepts.models import Statement
from concepts.models.basis import WHOLE
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding among others.

    `row` is the name of its dimension, empty where it has none, and `address` leads to that row of the comparison of
    its concepts; empty where there is none.
    """

    statement: ShownStatement
    row: Text = NO_TEXT
    address: str = ""


@dataclass(frozen=True, slots=True)
class FindingList:
    """Findings, best-supported first: on how concepts differ, and on how they go together."""

    differ: tuple[ShownFinding, ...] = ()
    together: tuple[ShownFinding, ...] = ()

    @property
    def all(self) -> tuple[ShownFinding, ...]:
        return (*self.differ, *self.together)

    def __len__(self) -> int:
        return len(self.differ) + len(self.together)


@dataclass(frozen=True, slots=True)
class ShownBasis:
    """A statement on which a claim rests; `part` is the name of the part that it carries, empty for the whole."""

    statement: ShownStatement
    part: Text


@dataclass(frozen=True, slots=True)
class BasisGroup:
    """What carries the same of a claim: its whole, one part with this name, or something nearby."""

    part: Text
    nearby: bool
    rows: tuple[ShownBasis, ...]


def build_findings(statements: Iterable[ShownStatement]) -> FindingList:
    """Return the findings among the statements, best-supported first, each with its row in the comparison."""
    findings = sorted(
        (statement for statement in statements if statement.kind == Statement.Kind.FINDING.value),
        key=lambda statement: statement.support_order,
    )
    return divide([_show(finding) for finding in findings])


def divide(findings: Collection[ShownFinding]) -> FindingList:
    """Return the findings by aspect, in the order given."""

    def of(aspect: Statement.Aspect) -> tuple[ShownFinding, ...]:
        return tuple(finding for finding in findings if finding.statement.row.aspect == aspect.value)

    return FindingList(of(Statement.Aspect.DIFFER), of(Statement.Aspect.TOGETHER))


def _show(finding: ShownStatement) -> ShownFinding:
    dimension, address = finding.row.dimension, canonical_address(finding.subjects)
    row = f"{address}#{dimension.slug}" if address and dimension else ""
    return ShownFinding(finding, dimension.name if dimension else NO_TEXT, row)


def group_basis(
    claim: ShownStatement, statements: Mapping[int, ShownStatement], concept_names: ConceptNames
) -> tuple[BasisGroup, ...]:
    """Return what a position or finding rests on: what carries the whole, then each part, then what speaks nearby.

    `statements` are those on which it rests, by id; of those that are missing nothing is shown. Each group has the
    best-supported statement first; one that carries several parts stands in the group of each.
    """
    names = _name_parts(claim, concept_names)
    groups: dict[tuple[bool, int], list[ShownBasis]] = {}
    for row in claim.links.basis:
        if row.statement in statements:
            shown = ShownBasis(statements[row.statement], names.get(row.part, NO_TEXT))
            groups.setdefault((row.nearby, WHOLE if row.nearby else row.part), []).append(shown)
    return tuple(
        BasisGroup(
            names.get(part, NO_TEXT),
            nearby,
            tuple(sorted(groups[nearby, part], key=lambda row: row.statement.support_order)),
        )
        for nearby, part in sorted(groups)
    )


def name_parts_said(
    claim: ShownStatement, statements: Mapping[int, ShownStatement], concept_names: ConceptNames
) -> dict[int, tuple[Text, ...]]:
    """Return the names of the parts of a claim that an article says, by `voice`, of articles that say any.

    Where the article says none, but a side of a distinction that carries the whole claim, its parts are the concepts of
    the sides that it says. What an article says of something nearby counts here too.
    """
    names = _name_parts(claim, concept_names)
    own: dict[int, dict[Text, None]] = {}
    sides: dict[int, dict[Text, None]] = {}
    for row in claim.links.basis:
        below = statements.get(row.statement)
        if below is None:
            continue
        if row.part:
            for article in below.voices.articles:
                own.setdefault(article.voice, {})[names.get(row.part, NO_TEXT)] = None
        else:
            for concept, voices in zip(below.concepts, below.support.by_part, strict=False):
                for article in voices.articles:
                    sides.setdefault(article.voice, {})[concept.name] = None
    return {voice: tuple(found) for voice, found in (sides | own).items()}


def _name_parts(claim: ShownStatement, concept_names: ConceptNames) -> dict[int, Text]:
    """Return the names of the parts of a claim by number; that of the whole is empty."""
    return {part.number: _name_part(part, concept_names) for part in claim.links.claim_parts} | {WHOLE: NO_TEXT}


def _name_part(part: ClaimPartLink, concept_names: ConceptNames) -> Text:
    """Return the name of a part: that of its concept, or its own."""
    if part.concept is not None and concept_names.has(part.concept):
        return concept_names.by_id[part.concept].name
    return reader_wording().text(part.name_en, part.name_zh)
