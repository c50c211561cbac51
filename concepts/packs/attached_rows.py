"""Writes what hangs on rows and belongs to their entries: boundaries, labels, links, sides, bases, tags, citations.

Every function takes `entries` to write and the ids of rows whose old ones are `renewed`; it returns the ids of the
statements whose citations changed.
"""

from typing import Any

from concepts.models import (
    Citation,
    ConceptLink,
    Label,
    PositionBasis,
    Side,
    Statement,
    StatementConcept,
    TaggedStatement,
)
from concepts.packs.records import Key, Record
from concepts.packs.row_reader import Stored
from sources.languages import COLUMN
from sources.models import Boundary, Passage

Entry = tuple[Key, Record]
LANGUAGES = {column: language.value for language, column in COLUMN.items()}
BATCH = 200


def write_boundaries(stored: Stored, entries: list[Entry], renewed: list[int]) -> set[int]:
    """Headings and cuts of articles."""
    Boundary.objects.filter(article__in=renewed).delete()
    Boundary.objects.bulk_create(
        [
            Boundary(article_id=stored.id("article", key), kind=kind, start=start, end=end)
            for key, record in entries
            for kind, name in ((Boundary.Kind.HEADING, "headings_at"), (Boundary.Kind.CUT, "cuts_at"))
            for start, end in record.get(name, [])
        ],
        BATCH,
    )
    return set()


def write_names(stored: Stored, entries: list[Entry], renewed: list[int]) -> set[int]:
    """Labels of concepts, and their links to other concepts."""
    Label.objects.filter(concept__in=renewed).delete()
    ConceptLink.objects.filter(concept__in=renewed).delete()
    labels = []
    links = []
    for key, record in entries:
        concept = stored.id("concept", key)
        for column, named in record.get("labels", {}).items():
            texts = [(named["preferred"], Label.Role.PREFERRED)] if "preferred" in named else []
            texts += [
                (text, role) for role in (Label.Role.ALTERNATIVE, Label.Role.HIDDEN) for text in named.get(role, [])
            ]
            labels += [
                Label(concept_id=concept, language=LANGUAGES[column], text=text, role=role, rank=rank)
                for rank, (text, role) in enumerate(texts)
            ]
        for kind in ConceptLink.Kind:
            links += [
                ConceptLink(concept_id=concept, other_id=stored.id("concept", other), kind=kind, rank=rank)
                for rank, other in enumerate(record.get(kind.value, []))
            ]
    for label in labels:
        label.fill_derived()
    Label.objects.bulk_create(labels, BATCH)
    ConceptLink.objects.bulk_create(links, BATCH)
    return set()


def write_links(stored: Stored, entries: list[Entry], renewed: list[int]) -> set[int]:
    """Subjects, objects, sides, bases and tags of statements."""
    StatementConcept.objects.filter(statement__in=renewed).delete()
    Side.objects.filter(distinction__in=renewed).delete()
    PositionBasis.objects.filter(position__in=renewed).delete()
    TaggedStatement.objects.filter(content_object__in=renewed).delete()
    rows: list[Any] = []
    for key, record in entries:
        own = stored.id("statement", key)
        for role, name in ((StatementConcept.Role.SUBJECT, "subjects"), (StatementConcept.Role.OBJECT, "objects")):
            rows += [
                StatementConcept(statement_id=own, concept_id=stored.id("concept", concept), role=role, rank=rank)
                for rank, concept in enumerate(record.get(name, []))
            ]
        rows += [
            Side(
                distinction_id=own,
                concept_id=stored.id("concept", concept),
                characteristic_id=stored.id("statement", code),
                rank=rank,
            )
            for rank, (concept, code) in enumerate(record.get("sides", []))
        ]
        rows += [
            PositionBasis(position_id=own, statement_id=stored.id("statement", code), rank=rank)
            for rank, code in enumerate(record.get("rests_on", []))
        ]
        rows += [TaggedStatement(content_object_id=own, tag_id=stored.id("tag", tag)) for tag in record.get("tags", [])]
    models: list[Any] = [StatementConcept, Side, PositionBasis, TaggedStatement]
    for model in models:
        model.objects.bulk_create([row for row in rows if isinstance(row, model)], BATCH)
    return set()


def write_citations(stored: Stored, entries: list[Entry], renewed: list[int]) -> set[int]:
    """Citations of passages, and what the passages are copies of."""
    # What a withdrawn statement rested on stays, so that it can be looked up; a draft of changes is no pack's business.
    old = Citation.objects.filter(passage__in=renewed, statement__revises=None)
    old = old.exclude(statement__status=Statement.Status.WITHDRAWN)
    touched = set(old.values_list("statement_id", flat=True))
    old.delete()
    citations = [
        Citation(
            passage_id=stored.id("passage", key),
            statement_id=stored.id("statement", cited["code"]),
            stance=cited["stance"],
            attributed_to_en=cited.get("en", ""),
            attributed_to_zh=cited.get("zh", ""),
        )
        for key, record in entries
        for cited in record.get("citations", [])
    ]
    kept = set(Citation.objects.filter(passage__in=renewed).values_list("statement_id", "passage_id"))
    if kept:
        citations = [one for one in citations if (one.statement_id, one.passage_id) not in kept]
    Citation.objects.bulk_create(citations, BATCH)
    touched |= {citation.statement_id for citation in citations}
    passages = []
    for key, record in entries:
        row = stored.of("passage")[key].row
        copied = record.get("copy_of")
        original = stored.id("passage", (*key[:2], *copied)) if copied else None
        if row.copy_of_id != original:
            row.copy_of_id = original
            passages.append(row)
    if passages:
        Passage.objects.bulk_update(passages, ["copy_of"], BATCH)
    return touched
