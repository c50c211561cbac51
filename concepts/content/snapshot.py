"""The self-contained picture of a statement that an edition freezes: plain values, and no ids of rows.

A picture holds words, not references, so that it reads the same when a concept is renamed, a passage translated anew or
a statement merged. Its keys are fixed: `schema` tells by which rules it was made, and a picture once frozen is read by
the rules of its number for ever.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from concepts.models import (
    Citation,
    Concept,
    Label,
    PositionBasis,
    Side,
    Statement,
    StatementConcept,
    Tag,
    TaggedStatement,
)
from sources.languages import Language

SCHEMA = 1
Snapshot = dict[str, Any]

# A citation with all that is told of it, in the order of sources and places.
CITED = (
    "statement_id", "stance", "attributed_to_en", "attributed_to_zh", "passage__quote", "passage__translation",
    "passage__translation_by", "passage__start", "passage__end", "passage__version__source__slug",
    "passage__version__source__title_en", "passage__version__source__title_zh", "passage__version__number",
    "passage__version__sha256", "passage__version__language", "passage__article__number", "passage__article__title_en",
    "passage__article__title_zh",
)  # fmt: skip
CITED_ORDER = ("passage__version__source__slug", "passage__version__number", "passage__start", "passage__end")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A picture as an edition keeps it: canonical JSON, and the SHA-256 of its UTF-8 bytes."""

    data: str
    sha256: str


def freeze_snapshot(picture: Snapshot) -> Frozen:
    """The picture as canonical JSON: keys sorted, no spaces, Chinese readable, one line with its end."""
    data = json.dumps(picture, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    return Frozen(data, hashlib.sha256(data.encode()).hexdigest())


def take_snapshots(statements: QuerySet[Statement]) -> dict[int, Snapshot]:
    """The picture of each statement by its id, in a fixed number of queries."""
    return _Pictures(statements).all()


def _both(row: Any, field: str) -> Snapshot:
    return {Language.EN.value: getattr(row, f"{field}_en"), Language.ZH.value: getattr(row, f"{field}_zh")}


class _Pictures:
    def __init__(self, statements: QuerySet[Statement]) -> None:
        self.rows = list(statements.select_related("dimension", "relation_type", "question", "part_of").order_by("id"))
        ids = {row.pk for row in self.rows}
        self.links = _grouped(StatementConcept.objects.order_by("role", "rank", "id"), "statement_id", ids)
        self.sides = _grouped(Side.objects.order_by("rank", "id"), "distinction_id", ids)
        self.bases = _grouped(PositionBasis.objects.order_by("rank", "id"), "position_id", ids)
        published = Statement.objects.published()
        self.parts = _grouped(published.order_by("rank", "code"), "part_of_id", ids)
        tagged = TaggedStatement.objects.select_related("tag").order_by("tag__slug")
        self.tagged = _grouped(tagged, "content_object_id", ids)
        held = {side.characteristic_id for sides in self.sides.values() for side in sides}
        held |= {basis.statement_id for bases in self.bases.values() for basis in bases}
        self.held = Statement.objects.in_bulk(held)
        self.citations = self._read_citations(ids | held | {part.pk for group in self.parts.values() for part in group})
        self.concepts = self._read_concepts()

    def all(self) -> dict[int, Snapshot]:
        return {row.pk: self._picture(row) for row in self.rows}

    def _read_citations(self, ids: Collection[int]) -> dict[int, list[Snapshot]]:
        citations: dict[int, list[Snapshot]] = {}
        for row in Citation.objects.filter(statement__in=ids).order_by(*CITED_ORDER).values(*CITED):
            words = {name: row[f"passage__{name}"] for name in ("quote", "translation", "translation_by")}
            place = {name: row[f"passage__{name}"] for name in ("start", "end")}
            version = {name: row[f"passage__version__{name}"] for name in ("number", "sha256", "language")}
            told = {
                "stance": row["stance"],
                "attributed_to": _columns(row, "attributed_to"),
                **words,
                **place,
                "source": {
                    "id": row["passage__version__source__slug"],
                    "title": _columns(row, "passage__version__source__title"),
                },
                "version": version,
                "article": {
                    "number": row["passage__article__number"],
                    "title": _columns(row, "passage__article__title"),
                },
            }
            citations.setdefault(row["statement_id"], []).append(told)
        return citations

    def _read_concepts(self) -> dict[int, Snapshot]:
        ids = {one.concept_id for groups in (self.links, self.sides) for rows in groups.values() for one in rows}
        concepts: dict[int, Snapshot] = {
            pk: {"id": slug, "name": {language.value: "" for language in Language}}
            for pk, slug in Concept.objects.filter(pk__in=ids).values_list("pk", "slug")
        }
        for label in Label.objects.filter(concept__in=ids, role=Label.Role.PREFERRED):
            concepts[label.concept_id]["name"][label.language] = label.text
        return concepts

    def _picture(self, row: Statement) -> Snapshot:
        own = {name: getattr(row, name) for name in ("code", "kind", "mode", "slug", "rank")}
        return {
            "schema": SCHEMA,
            **own,
            **{name: _both(row, name) for name in ("text", "title", "note")},
            "dimension": row.dimension and {"id": row.dimension.slug, "name": _both(row.dimension, "name")},
            "relation": row.relation_type
            and {
                "id": row.relation_type.slug,
                "name": _both(row.relation_type, "name"),
                "inverse": _both(row.relation_type, "inverse"),
            },
            "question": row.question and {"id": row.question.slug, "text": _both(row.question, "text")},
            "part_of": row.part_of and {"code": row.part_of.code, "text": _both(row.part_of, "text")},
            "concepts": [
                {**self.concepts[link.concept_id], "role": link.role, "rank": link.rank}
                for link in self.links.get(row.pk, [])
            ],
            "sides": [
                {
                    "concept": self.concepts[side.concept_id],
                    "characteristic": self._held(self.held[side.characteristic_id]),
                    "rank": side.rank,
                }
                for side in self.sides.get(row.pk, [])
            ],
            "rests_on": [
                {**self._held(self.held[basis.statement_id]), "rank": basis.rank}
                for basis in self.bases.get(row.pk, [])
            ],
            "parts": [self._held(part) | {"rank": part.rank} for part in self.parts.get(row.pk, [])],
            "tags": [{"id": one.tag.slug, "name": _tag_name(one.tag)} for one in self.tagged.get(row.pk, [])],
            "citations": self.citations.get(row.pk, []),
        }

    def _held(self, row: Statement) -> Snapshot:
        """Another statement that this one shows as a part of itself, with its own evidence."""
        words = {name: _both(row, name) for name in ("text", "title")}
        return {
            "code": row.code,
            "kind": row.kind,
            "mode": row.mode,
            **words,
            "citations": self.citations.get(row.pk, []),
        }


def _columns(row: Snapshot, name: str) -> Snapshot:
    return {Language.EN.value: row[f"{name}_en"], Language.ZH.value: row[f"{name}_zh"]}


def _tag_name(tag: Tag) -> Snapshot:
    named = _both(tag, "name")
    return named if any(named.values()) else {Language.EN.value: tag.name, Language.ZH.value: ""}


def _grouped(rows: QuerySet[Any], column: str, ids: Collection[int]) -> dict[int, list[Any]]:
    """The rows with an id of `ids` in `column`, by it, each group in the order of the query."""
    groups: dict[int, list[Any]] = {}
    for row in rows.filter(**{f"{column}__in": ids}):
        groups.setdefault(getattr(row, column), []).append(row)
    return groups
