"""The description of content holds every column that there is."""

from dataclasses import replace

import pytest
from django.apps import apps

from concepts.content.description import DESCRIPTIONS, STATEMENT, STATEMENT_KINDS
from concepts.content.natural_keys import key_types
from concepts.content.shape import Attached, Description, Field
from concepts.content.value_types import Number
from concepts.models import ContentRevision, DraftNote, Edition
from sources.content_row import ContentRow

# What is kept about content and is none itself.
NO_CONTENT = {ContentRevision, DraftNote, Edition}


def attached_columns(attached: Attached) -> set[str]:
    own = {column.attname for column in attached.model._meta.concrete_fields if not column.primary_key}
    return own - {f"{attached.owner}_id", *attached.columns}


def forgotten(description: Description) -> set[str]:
    return {
        *description.undescribed_columns(),
        *(f"{attached.name}.{column}" for attached in description.attached for column in attached_columns(attached)),
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
