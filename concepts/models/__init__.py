"""The tables of what the site says and on what evidence: concepts, statements, citations, editions, addresses.

Begin with `statement`, the table of all kinds of statements. `names` is the one gate for what things may be called;
`codes`, `pinyin`, `markup` and `tag_input` compute or check the values of columns; `roles` maintains the groups of
people and their rights.
"""

from concepts.models.address import Address, ContentRevision
from concepts.models.basis import Basis, ClaimPart
from concepts.models.citation import Citation
from concepts.models.concept import (
    Concept,
    ConceptLink,
    Dimension,
    DimensionLabel,
    Label,
    Question,
    RelationType,
    Tag,
    TaggedStatement,
)
from concepts.models.history import DraftNote, Edition, Publication, RowChange, SentForm
from concepts.models.kinds import Characteristic, Definition, Distinction, Finding, Position, Relation
from concepts.models.notice import Notice, NoticeMail
from concepts.models.open_form import OpenForm
from concepts.models.report import ErrorReport
from concepts.models.site import Licence, Site, SiteConcept
from concepts.models.statement import Side, Statement, StatementConcept
from concepts.models.work import Proposal

__all__ = [
    "Address",
    "Basis",
    "Characteristic",
    "Citation",
    "ClaimPart",
    "Concept",
    "ConceptLink",
    "ContentRevision",
    "Definition",
    "Dimension",
    "DimensionLabel",
    "Distinction",
    "DraftNote",
    "Edition",
    "ErrorReport",
    "Finding",
    "Label",
    "Licence",
    "Notice",
    "NoticeMail",
    "OpenForm",
    "Position",
    "Proposal",
    "Publication",
    "Question",
    "Relation",
    "RelationType",
    "RowChange",
    "SentForm",
    "Side",
    "Site",
    "SiteConcept",
    "Statement",
    "StatementConcept",
    "Tag",
    "TaggedStatement",
]
