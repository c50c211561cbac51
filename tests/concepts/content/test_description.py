"""The description of content holds every column that there is."""

from dataclasses import replace

import pytest
from django.apps import apps

from concepts.content.description import DESCRIPTIONS, MERGEABLE, STATEMENT
from concepts.content.natural_keys import key_types
from concepts.content.shape import Attached, Description, Field, WhenDoubled
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.value_types import Number
from concepts.models import (
    ContentRevision,
    DraftNote,
    Edition,
    ErrorReport,
    Notice,
    NoticeMail,
    OpenForm,
    Proposal,
    Publication,
    RowChange,
    SentForm,
    Statement,
)
from sources.content_row import ContentRow
from sources.models import BroughtFile, Original, PassageSuccession, SourceText

# What is kept about content and is none itself, and the texts, which are files of their own in a pack.
NO_CONTENT = {
    BroughtFile, ContentRevision, DraftNote, Edition, ErrorReport, Notice, NoticeMail, OpenForm, Original,
    PassageSuccession, Proposal, Publication, RowChange, SentForm, SourceText,
}  # fmt: skip


def attached_columns(attached: Attached) -> set[str]:
    own = {column.attname for column in attached.model._meta.concrete_fields if not column.primary_key}
    return own - {f"{attached.owner}_id", *attached.columns}


def forgotten(description: Description) -> set[str]:
    return {
        *description.undescribed_columns(),
        *(
            f"{attached.name}.{column}"
            for attached in description.attached
            if not attached.of_kind
            for column in attached_columns(attached)
        ),
    }


@pytest.mark.parametrize("kind", DESCRIPTIONS)
def test_no_column_is_forgotten(kind):
    derived_of_parts = {"labels.folded", "labels.pinyin"}
    assert forgotten(DESCRIPTIONS[kind]) - derived_of_parts == set()


def test_a_column_in_no_description_is_noticed():
    poorer = replace(STATEMENT, fields=tuple(part for part in STATEMENT.fields if part.name != "note"))
    assert forgotten(poorer) == {"note_en", "note_zh"}
    no_sides = replace(STATEMENT.part("sides"), fields=())
    fewer = replace(STATEMENT, attached=(no_sides,))
    assert forgotten(fewer) == {"sides.characteristic_id"}


def test_every_table_of_content_is_described():
    described = {description.model for description in DESCRIPTIONS.values()}
    described |= {attached.model for description in DESCRIPTIONS.values() for attached in description.attached}
    tables = {
        model for label in ("concepts", "sources") for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy
    }  # fmt: skip
    assert len(tables) > 15
    assert tables - described - NO_CONTENT == set()
    assert all(issubclass(description.model, ContentRow) for description in DESCRIPTIONS.values())


def test_every_kind_of_statement_has_only_what_statements_have():
    names = {part.name for part in (*STATEMENT.fields, *STATEMENT.attached)}
    for kind in STATEMENT_KINDS.values():
        assert kind.names <= names
    assert frozenset.union(*(kind.names for kind in STATEMENT_KINDS.values())) == names - {"kind"}


def undecided(described_by: dict[str, Description]) -> set[str]:
    """The attached rows of which nothing says what becomes of them when two concepts or statements are merged."""
    mergeable = {description.kind for description in MERGEABLE}
    parts = [(description.kind, part) for description in described_by.values() for part in description.attached]
    names = {part.name for kind, part in parts if kind in mergeable and part.when_merged is None}
    return names | {
        part.name
        for kind, part in parts
        if part.when_doubled is None and mergeable & {reference.target for reference in part.references}
    }


def test_what_becomes_of_every_kind_of_attached_rows_in_a_merge_is_decided():
    assert undecided(DESCRIPTIONS) == set()
    new = replace(STATEMENT.part("sides"), name="new", when_merged=None)
    named = replace(STATEMENT.part("basis"), name="named", when_doubled=None)
    assert undecided({"statement": replace(STATEMENT, attached=(new, named))}) == {"new", "named"}
    # Only statements are told by their codes where a merge is refused.
    refusing = {
        kind for kind, description in DESCRIPTIONS.items() for part in description.attached
        if part.when_doubled == WhenDoubled.REFUSE
    }  # fmt: skip
    assert refusing == {"statement"}


@pytest.mark.parametrize("description", MERGEABLE, ids=lambda description: description.kind)
def test_a_merge_reaches_every_table_that_points_to_what_is_merged(description):
    attached = {part.model: part for described in DESCRIPTIONS.values() for part in described.attached}
    for relation in description.model._meta.related_objects:
        table, column = relation.related_model, relation.field
        if column.many_to_many or table in NO_CONTENT or table is description.model:
            continue  # history stays; parts and drafts of changes are moved or refused by rules of their own
        part = attached[table]
        columns = {part.owner, *(reference.column for reference in part.references)}
        assert column.name in columns, (table, column.name)
    own = {
        relation.field.name for relation in STATEMENT.model._meta.related_objects if relation.related_model is Statement
    }
    assert own == {"part_of", "revises"}


def test_the_parts_of_a_description_are_found_by_name():
    assert STATEMENT.field("code").columns == ("code",)
    assert STATEMENT.field("relation").columns == ("relation_type_id",)
    assert STATEMENT.field("note").columns == ("note_en", "note_zh")
    assert STATEMENT.part("citations").key_columns == ("passage_id",)
    for find in (STATEMENT.field, STATEMENT.part):
        with pytest.raises(KeyError, match="nothing"):
            find("nothing")
    assert Field("size", Number(least=0)).column_values(None) == {"size": 0}


def test_a_natural_key_names_rows_by_the_names_that_people_know():
    assert list(key_types("concept")) == ["id"]
    assert list(key_types("statement")) == ["code"]
    assert list(key_types("article")) == ["source", "version", "number"]
    assert list(key_types("passage")) == ["source", "version", "start", "end"]
    assert list(key_types("address")) == ["kind", "key"]
    assert key_types("article")["source"] == key_types("source")["id"]
