"""All kinds of things that can be found: what readers call each, how much it weighs, and who reads its documents.

How the results of each kind are loaded and shown is in `results.kinds`. A test walks both, and the documentation.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.search.index import document_readers as readers
from concepts.search.index import uncited_texts
from concepts.search.index.document_readers import DocumentReader
from concepts.search.index.documents import Document, Key, Thing
from concepts.search.index.names import Names

BATCH_SIZE = 500  # documents that are read, and written to the index, at a time


@dataclass(frozen=True, slots=True)
class ThingKind:
    """What the index and the ranking need to know about one kind of thing.

    `name` and `plural` are what readers call it. `reader` reads its documents. `weight` counts in the score of each of
    them; `weight_if_named` is added to those that are, or define, what the query names.
    """

    name: Promise
    plural: Promise
    reader: DocumentReader
    weight: int
    weight_if_named: int = 0


KINDS: Mapping[Thing, ThingKind] = {
    Thing.CONCEPT: ThingKind(_("Concept"), _("Concepts"), readers.CONCEPTS, 90, weight_if_named=200),
    Thing.QUESTION: ThingKind(_("Question"), _("Questions"), readers.QUESTIONS, 70),
    Thing.DIMENSION: ThingKind(_("Dimension"), _("Dimensions"), readers.DIMENSIONS, 60),
    Thing.TAG: ThingKind(_("Tag"), _("Tags"), readers.TAGS, 60),
    Thing.SOURCE: ThingKind(_("Source"), _("Sources"), readers.SOURCES, 20),
    Thing.DISTINCTION: ThingKind(_("Distinction"), _("Distinctions"), readers.ALL_STATEMENTS, 60),
    Thing.DEFINITION: ThingKind(_("Definition"), _("Definitions"), readers.ALL_STATEMENTS, 60, weight_if_named=200),
    Thing.CHARACTERISTIC: ThingKind(_("Characteristic"), _("Characteristics"), readers.ALL_STATEMENTS, 40),
    Thing.RELATION: ThingKind(_("Relation"), _("Relations"), readers.ALL_STATEMENTS, 40),
    Thing.POSITION: ThingKind(_("Answer"), _("Answers"), readers.ALL_STATEMENTS, 40),
    Thing.FINDING: ThingKind(_("Finding"), _("Findings"), readers.ALL_STATEMENTS, 70),
    Thing.ARTICLE: ThingKind(_("Article"), _("Articles"), readers.ARTICLES, 10),
    Thing.PASSAGE: ThingKind(_("Passage"), _("Passages"), readers.PASSAGES, 0),
    # What it weighs does not matter: it stands behind everything else.
    Thing.UNCITED_TEXT: ThingKind(_("Uncited text"), _("Uncited texts"), uncited_texts.UNCITED_TEXTS, 0),
}


def load_versions(keys: Collection[Key] | None = None) -> dict[Key, int]:
    """Return the version of everything readers can open today, or of these keys; a query or two for each table."""
    found: dict[Key, int] = {}
    for reader in _readers():
        ids = None if keys is None else {row_id for thing, row_id in keys if KINDS[thing].reader is reader}
        if ids is None or ids:
            found.update(((thing, row_id), version) for thing, row_id, version in reader.versions(ids))
    return found


def load_documents(keys: Mapping[Key, int], names: Names) -> Iterator[list[Document]]:
    """Yield the documents of these keys, table by table, in batches of at most BATCH_SIZE; what is gone is left out.

    Each document has the version given in `keys`. If its texts are newer than that, it is written once more than
    necessary; the other way round a change would be lost.
    """
    for reader in _readers():
        ids = sorted(row_id for thing, row_id in keys if KINDS[thing].reader is reader)
        for start in range(0, len(ids), BATCH_SIZE):
            read = reader.documents(ids[start : start + BATCH_SIZE], names)
            batch = [replace(document, version=keys[document.key]) for document in read if document.key in keys]
            if batch:
                yield batch


def _readers() -> list[DocumentReader]:
    """Return each reader once, in the order of KINDS."""
    found: list[DocumentReader] = []
    for kind in KINDS.values():
        if kind.reader not in found:
            found.append(kind.reader)
    return found
