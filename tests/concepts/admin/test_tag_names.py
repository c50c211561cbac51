"""A tag is found by its name in either language, so that no second one is made of the other name."""

import pytest
from django.core.exceptions import ValidationError

from concepts.editorial.tags import find_or_make_tags
from concepts.models import Statement, Tag
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from tests.concepts.admin.pages import fill
from tests.concepts.admin.test_names import DEFINITION_ADD, TAG_ADD, WORDS, errors_of, page_of, tags_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def push_pull():
    return Tag.objects.create(name_en="push and pull", name_zh="推与拉", slug="push-pull")


@pytest.mark.parametrize(
    "typed", ["推与拉", "Push and Pull", "推\u200b与拉", "推与拉、ＰＵＳＨ and pull", "push and pull"]
)
def test_a_tag_is_found_by_each_of_its_names_and_once(editor, push_pull, typed):
    assert fill(editor, DEFINITION_ADD, **WORDS, tags=typed).status_code == 302
    assert tags_of(Statement.objects.get()) == ["push-pull"]
    assert Tag.objects.count() == 1


def test_what_is_like_the_second_name_of_a_tag_is_asked_about(editor, push_pull):
    page = fill(editor, DEFINITION_ADD, **WORDS, tags="推与拉法")
    assert "Already there, or very similar" in errors_of(page, "tags")
    assert page_of(push_pull) in errors_of(page, "tags")


@pytest.mark.parametrize(
    ("names", "column"),
    [
        ({"name_en": "push or pull", "name_zh": "推与拉"}, "name_zh"),
        ({"name_zh": "推 与\u200b 拉".replace(" ", "")}, "name_zh"),
        ({"name_en": "推与拉", "name_zh": "推拉"}, "name_en"),
        ({"name_zh": "ＰＵＳＨ and pull"}, "name_zh"),
    ],
)
def test_no_second_tag_gets_a_name_of_the_first_in_either_language(editor, push_pull, names, column):
    other = Tag.objects.create(name="departments", slug="departments")
    for address in (TAG_ADD, page_of(other)):
        assert "has that name already" in errors_of(fill(editor, address, **{"name_en": "", **names}), column), address
    assert fill(editor, page_of(push_pull), name_en="Push & pull", name_zh="推与拉").status_code == 302
    push_pull.refresh_from_db()
    assert (push_pull.key, push_pull.other_key) == ("push & pull", "推与拉")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_name_that_several_tags_have_is_asked_back_unless_it_is_the_first_name_of_one(editor, push_pull, language):
    Tag.objects.create(name_en="traction", name_zh="推与拉", slug="traction")  # as rows that slipped in past the gate
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = fill(editor, DEFINITION_ADD, **WORDS, tags="长期, 推与拉")
    told = {"en": "is a name of several tags: push and pull, traction.", "zh-hans": "是几个标签的名称：push and pull"}
    assert told[language] in errors_of(page, "tags")
    assert not Statement.objects.exists()
    with pytest.raises(ValidationError, match="push and pull, traction"):
        find_or_make_tags(["推与拉"])
    Tag.objects.create(name_zh="推与拉", slug="推与拉", name="推与拉")
    assert find_or_make_tags(["推与拉", "traction"]) == [("推与拉",), ("traction",)]


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("- id: two\n  name: {en: two, zh: 推与拉}\n", "On this site"),
        ("- id: two\n  name: {zh: Push and pull}\n", "On this site"),
        ("- id: two\n  name: {en: two, zh: 二}\n- id: three\n  name: {en: three, zh: 二}\n", "tags.yaml"),
        ("- id: two\n  name: {en: 二}\n- id: three\n  name: {en: three, zh: 二}\n", "tags.yaml"),
    ],
)
def test_a_pack_gives_no_second_tag_a_name_of_the_first_either(tmp_path, push_pull, entry, place):
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "tags.yaml").write_text(entry, encoding="utf-8")
    with pytest.raises(PackFaultyError, match="has that name already") as refused:
        load_pack(folder)
    assert place in str(refused.value)
    assert Tag.objects.count() == 1
