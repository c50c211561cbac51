"""Contents of rows that are no statements: read, kept as JSON, written, and tried without being kept."""

import json

import pytest
from django.core.exceptions import ValidationError

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.content.row_content import AttachedContent, RowContent, content_from_json, content_to_json
from concepts.content.value_types import Words
from concepts.editorial.content_revision import revision_key
from concepts.editorial.renaming import rename_concept
from concepts.editorial.row_contents import apply_content, read_row_content, read_row_contents, what_if
from concepts.editorial.saving import UnknownKeysError
from concepts.models import Concept, ConceptLink, Dimension, Label
from tests.conceptbase.backup.test_backup import fill_site
from tests.factories import add_dimension_label, make_concept, make_dimension

pytestmark = pytest.mark.django_db


def test_every_kind_is_read_and_comes_back_from_json():
    fill_site()
    for kind, description in DESCRIPTIONS.items():
        if kind == STATEMENT.kind:
            continue
        contents = read_row_contents(kind, list(description.model._base_manager.values_list("pk", flat=True)))
        assert contents, kind
        for content in contents.values():
            assert content_from_json(kind, json.loads(json.dumps(content_to_json(content)))) == content


def test_writing_what_is_there_already_changes_nothing():
    concept = make_concept("alpha", "Alpha", "甲")
    ids = set(Label.objects.values_list("pk", flat=True))
    apply_content(concept, read_row_content(concept))
    assert set(Label.objects.values_list("pk", flat=True)) == ids


def test_columns_and_attached_rows_are_written():
    concept, other = make_concept("alpha", "Alpha", "甲"), make_concept("beta", "Beta", "乙")
    labels = (
        AttachedContent({"language": "en", "text": "Alpha", "role": "alternative"}, 1),
        AttachedContent({"language": "en", "text": "Ａｌｐｈａ ｏｎｅ", "role": "preferred"}, 0),
        AttachedContent({"language": "zh-hans", "text": "甲一", "role": "preferred"}, 0),
    )
    links = (AttachedContent({"other": ("beta",), "kind": "broader"}, 0),)
    content = RowContent(
        {"scope_note": Words("Note.", "说明。"), "core": True}, {"labels": labels, "links": links}, "concept"
    )
    apply_content(concept, content)
    concept.refresh_from_db()
    assert (concept.scope_note_zh, concept.core) == ("说明。", True)
    assert {label.text: label.role for label in concept.labels.all()} == {
        "Alpha": "alternative", "Ａｌｐｈａ ｏｎｅ": "preferred", "甲一": "preferred",
    }  # fmt: skip
    assert concept.labels.get(language="zh-hans").pinyin
    assert concept.links.get().other == other


def test_two_names_change_places():
    concept = make_concept("alpha", "Alpha", "甲")
    Label.objects.create(concept=concept, language="en", text="First", role="alternative")
    content = read_row_content(concept)
    roles = {"Alpha": "alternative", "First": "preferred"}
    swapped = tuple(
        AttachedContent({**row.values, "role": roles.get(str(row.values["text"]), row.values["role"])}, row.rank)
        for row in content.attached["labels"]
    )
    apply_content(concept, RowContent({}, {"labels": swapped}, "concept"))
    assert concept.labels.get(role="preferred", language="en").text == "First"


def test_what_was_renamed_is_found_and_what_is_gone_is_named():
    concept, other = make_concept("alpha"), make_concept("beta")
    content = RowContent({}, {"links": (AttachedContent({"other": ("beta",), "kind": "related"}),)}, "concept")
    rename_concept(concept=other, slug="gamma")
    apply_content(concept, content)
    assert concept.links.get().other_id == other.pk
    ConceptLink.objects.all().delete()
    Concept.objects.filter(pk=other.pk).update(slug="delta")
    with pytest.raises(UnknownKeysError, match="beta"):
        apply_content(concept, content)


@pytest.mark.parametrize(("language", "text"), [("en", "BETA"), ("zh-hans", "乙")])
def test_a_label_that_another_concept_has_is_refused_by_name(language, text):
    concept = make_concept("alpha", "Alpha", "甲")
    make_concept("beta", "Beta", "乙")
    labels = (AttachedContent({"language": language, "text": text, "role": "preferred"}),)
    with pytest.raises(ValidationError) as caught:
        apply_content(concept, RowContent({}, {"labels": labels}, "concept"))
    assert "already" in str(caught.value) or "已" in str(caught.value)
    assert concept.labels.count() == 2


@pytest.mark.parametrize(("language", "text"), [("en", "ＲＥＡＣＨ"), ("zh-hans", "广度")])
def test_a_dimension_is_not_renamed_to_what_it_is_called_besides(language, text):
    dimension = make_dimension()
    add_dimension_label(dimension, text, language)
    with pytest.raises(ValidationError):
        apply_content(dimension, RowContent({"name": Words("Reach", "广度")}, {}, "dimension"))
    assert str(Dimension.objects.get().name) in ("Scope", "范围")


def test_nothing_of_what_is_tried_is_kept():
    dimension, concept = make_dimension(), make_concept("alpha", "Alpha", "甲")
    before = revision_key()
    with what_if() as ids:
        apply_content(dimension, RowContent({"name": Words("Reach", "广度")}, {}, "dimension"))
        labels = (AttachedContent({"language": "en", "text": "New", "role": "preferred"}, 0),)
        apply_content(concept, RowContent({}, {"labels": labels}, "concept"), ids=ids)
        assert Dimension.objects.get().name_zh == "广度"
        assert concept.labels.get().pk == -1
        assert revision_key() != before
    assert Dimension.objects.get().name_zh == "范围"
    assert concept.labels.count() == 2
    assert revision_key() == before
