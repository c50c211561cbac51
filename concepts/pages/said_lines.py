"""Make one line of what is said of a concept on a row: the best-supported statement, and the way to the others."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from concepts.content.counting import NO_TEXT
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.pages.concept_address import concept_row_address
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class SaidLine:
    """The best-supported statement about a concept on a row, in one line.

    `name` is that of the row, `address` its page, `evidence` the place of the statement there, and `others` the number
    of the other statements there.
    """

    concept: NamedConcept
    slug: str
    name: Text
    address: str
    statement: ShownStatement
    evidence: str
    others: int

    @property
    def content(self) -> tuple[Hashable, ...]:
        """Return everything that a page shows of the line besides its statement: equal values look equal."""
        return self.concept.name, self.name, self.address, self.evidence, self.others


def best_line(concept: NamedConcept, row: str, statements: Sequence[ShownStatement], name: Text = NO_TEXT) -> SaidLine:
    """Return the line of a row, given its statements best-supported first, at least one."""
    first = statements[0]
    return SaidLine(
        concept=concept,
        slug=row,
        name=name,
        address=concept_row_address(concept.slug, row),
        statement=first,
        evidence=concept_row_address(concept.slug, row, first.code),
        others=len(statements) - 1,
    )
