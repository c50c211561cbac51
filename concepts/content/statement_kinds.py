"""What a statement of each kind has of all that statements can have."""

from dataclasses import dataclass

from concepts.models import Statement


@dataclass(frozen=True, slots=True)
class StatementKind:
    """What a statement of one kind has of all that statements can have, by the names in STATEMENT (`description`).

    `needed` has no default and stands in every entry of a pack; the others may be left out.
    """

    needed: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of all fields, references and attached rows of the kind."""
        return frozenset((*self.needed, *self.fields, *self.attached))


EVERY = ("rank", "mode", "text", "note")  # what a statement of every kind has
STATEMENT_KINDS: dict[str, StatementKind] = {
    Statement.Kind.DEFINITION.value: StatementKind(fields=EVERY, attached=("concepts", "tags", "citations")),
    Statement.Kind.CHARACTERISTIC.value: StatementKind(
        needed=("dimension",), fields=("part_of", *EVERY), attached=("concepts", "tags", "citations")
    ),
    Statement.Kind.RELATION.value: StatementKind(
        needed=("relation",), fields=EVERY, attached=("concepts", "tags", "citations")
    ),
    Statement.Kind.DISTINCTION.value: StatementKind(
        needed=("dimension", "title", "slug"), fields=EVERY, attached=("sides", "tags", "citations")
    ),
    Statement.Kind.POSITION.value: StatementKind(
        needed=("question",), fields=EVERY, attached=("claim_parts", "basis", "tags", "citations")
    ),
    Statement.Kind.FINDING.value: StatementKind(
        needed=("aspect",), fields=("dimension", *EVERY), attached=("concepts", "claim_parts", "basis", "tags")
    ),
}
