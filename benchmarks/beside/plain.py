"""The plain way to a comparison, as a good developer would write it first: objects with `prefetch_related`, a template.

It shows what our page was made to show: all cells, voices and quotations. Nothing is stored, compressed or folded away.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from concepts.models import Citation, Concept, Side, Statement, StatementConcept

Entry = dict[str, Any]
Kind = Statement.Kind
CITED = ("citations__passage__article", "citations__passage__version__source")


def compare(slugs: list[str]) -> dict[str, Any]:
    """The context of the template, columns in the order of the concepts' ranks."""
    concepts = list(Concept.objects.filter(slug__in=slugs).prefetch_related("labels").order_by("rank", "slug"))
    statements = list(
        Statement.objects.published()
        .filter(
            Q(id__in=StatementConcept.objects.filter(concept__in=concepts).values("statement"))
            | Q(id__in=Side.objects.filter(concept__in=concepts).values("distinction"))
        )
        .select_related("dimension", "relation_type")
        .prefetch_related("concept_links__concept__labels", "sides", *CITED)
        .order_by("-dimension__core", "dimension__rank", "dimension_id", "rank", "code")
    )
    entries = {statement.id: entry(statement) for statement in statements}
    for statement in statements:
        if statement.part_of_id in entries:
            entries[statement.part_of_id]["parts"].append(entries[statement.id])
    heads = [entries[statement.id] for statement in statements if not statement.part_of_id]
    said = [one for one in heads if one["statement"].kind == Kind.CHARACTERISTIC]
    contrasts = [one for one in heads if one["statement"].kind == Kind.DISTINCTION]
    dimensions = dict.fromkeys(one["statement"].dimension for one in said)
    return {
        "concepts": concepts,
        "definitions": in_columns(concepts, (one for one in heads if one["statement"].kind == Kind.DEFINITION)),
        "rows": [row(dimension, concepts, entries, said, contrasts) for dimension in dimensions],
        "relations": [
            one
            for one in heads
            if one["statement"].kind == Kind.RELATION and len(set(concepts) & set(one["concepts"])) > 1
        ],
        "positions": positions(list(entries)),
    }


def entry(statement: Statement) -> Entry:
    """A statement with what the template asks of it."""
    citations = sorted(statement.citations.all(), key=lambda one: one.stance != Citation.Stance.SUPPORTS)
    return {
        "statement": statement,
        "citations": citations,
        "voices": voices(citations),
        "concepts": [link.concept for link in statement.concept_links.all()],
        "subjects": [link.concept for link in statement.concept_links.all() if link.role == "subject"],
        "objects": [link.concept for link in statement.concept_links.all() if link.role == "object"],
        "parts": [],
    }


def voices(citations: Iterable[Citation]) -> dict[str, int]:
    """How many articles speak for what is cited, in all and by language."""
    languages = {
        one.passage.article_id: one.passage.version.language
        for one in citations
        if one.stance == Citation.Stance.SUPPORTS and not one.passage.copy_of_id
    }
    english = sum(language == "en" for language in languages.values())
    return {"count": len(languages), "english": english, "chinese": len(languages) - english}


def in_columns(concepts: list[Concept], entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries under each of the concepts they are about."""
    found = list(entries)
    return [[one for one in found if concept in one["subjects"]] for concept in concepts]


def row(
    dimension: Any, concepts: list[Concept], entries: dict[int, Entry], said: list[Entry], contrasts: list[Entry]
) -> dict[str, Any]:
    """One dimension: contrasts with the cells they line up, then the rest, then common ground."""
    lines, placed = [], set()
    for contrast in contrasts:
        sides = {side.concept_id: side.characteristic_id for side in contrast["statement"].sides.all()}
        if contrast["statement"].dimension == dimension and sum(concept.id in sides for concept in concepts) > 1:
            lines.append({"contrast": contrast, "cells": [entries.get(sides.get(one.id, 0)) for one in concepts]})
            placed.update(sides.values())
    rest = [one for one in said if one["statement"].dimension == dimension and one["statement"].id not in placed]
    common = [one for one in rest if len(set(concepts) & set(one["subjects"])) > 1]
    return {
        "dimension": dimension,
        "lines": lines,
        "rest": in_columns(concepts, (one for one in rest if one not in common)),
        "common": common,
    }


def positions(ids: list[int]) -> list[Entry]:
    """The answers to questions on which the statements bear, with the voices of all that each rests on."""
    bearing = Statement.objects.published().filter(kind=Kind.POSITION, bases__statement__in=ids)
    rows = (
        Statement.objects.published()
        .filter(kind=Kind.POSITION, question__in=bearing.values("question"))
        .select_related("question")
        .prefetch_related(*CITED, *(f"bases__statement__{path}" for path in CITED))
        .order_by("question__rank", "question__slug", "rank", "code")
    )
    return [
        {
            "statement": one,
            "voices": voices(
                [*one.citations.all(), *(cited for base in one.bases.all() for cited in base.statement.citations.all())]
            ),
        }
        for one in rows
    ]
