"""The tables of what we say and on what evidence: concepts, statements, citations, editions, addresses.

Begin with `statement`, the one table for every kind of claim. `codes`, `pinyin`, `markup` and `tag_input` are the small
rules that columns follow; `roles` keeps the groups of people and their rights.
"""

from concepts.models.address import Address, ContentRevision
from concepts.models.citation import Citation
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
