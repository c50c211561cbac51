"""What we say and on what evidence: concepts, statements, their citations, addresses that moved."""

from concepts.models.address import Address, ContentRevision
from concepts.models.concept import (
    Concept,
    ConceptLink,
    Dimension,
    Label,
    Question,
    RelationType,
    Tag,
    TaggedStatement,
)
from concepts.models.history import DraftNote, Edition
from concepts.models.statement import (
    Characteristic,
    Citation,
    Definition,
    Distinction,
    Position,
    PositionBasis,
    Relation,
    Side,
    Statement,
    StatementConcept,
)

__all__ = [
    "Address",
    "Characteristic",
    "Citation",
    "Concept",
    "ConceptLink",
    "ContentRevision",
    "Definition",
    "Dimension",
    "Distinction",
    "DraftNote",
    "Edition",
    "Label",
    "Position",
    "PositionBasis",
    "Question",
    "Relation",
    "RelationType",
    "Side",
    "Statement",
    "StatementConcept",
    "Tag",
    "TaggedStatement",
]
