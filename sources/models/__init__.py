"""The tables of source documents, the versions of their texts, and the articles and passages in these.

Nothing here knows concepts, or the statements that passages support.
"""

from sources.models.file import BroughtFile, Original
from sources.models.place import Article, Boundary, Passage, PassageQuerySet, Skip
from sources.models.source import Source, SourceText, SourceVersion
from sources.models.succession import PassageSuccession

__all__ = [
    "Article",
    "Boundary",
    "BroughtFile",
    "Original",
    "Passage",
    "PassageQuerySet",
    "PassageSuccession",
    "Skip",
    "Source",
    "SourceText",
    "SourceVersion",
]
