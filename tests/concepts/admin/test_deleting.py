"""What an admin deletes leaves its address behind: it answers 410 with words, and nothing else ever gets it."""

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from concepts.admin.row_versions import FORM_VERSION
from concepts.editorial.deleting import WORDS_EN, WORDS_ZH, delete_row
from concepts.editorial.drafts import start_draft
from concepts.editorial.renaming import rename_concept
from concepts.editorial.tags import find_or_make_tags
from concepts.models import Address, Concept, RelationType, Tag, TaggedStatement
from concepts.packs.check import check_pack
from concepts.packs.export import export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from tests.concepts.admin.pages import fill, read_form
from tests.concepts.admin.test_names import CONCEPT_ADD, errors_of, label
from tests.factories import (
    make_concept,
    make_dimension,
    make_passage,
    make_published,
    make_question,
    make_relation_type,
    make_source,
    make_statement,
    publish_proposals,
)

pytestmark = pytest.mark.django_db


def delete(admin, row, language="en"):
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_delete", args=[row.pk])
    sent = read_form(admin.get(address)) | {"post": "yes"}
    assert FORM_VERSION in sent
    return admin.post(address, sent, headers={"accept-language": language}, follow=True).content.decode()


def make_source_without_text():
    source = make_source("a-source").source
    source.versions.all().delete()
    return source


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_concept("selling", "Selling", "推销"),
        make_dimension,
        make_question,
        make_source_without_text,
        lambda: Tag.objects.create(name="推", slug="推"),
    ],
)
def test_the_address_of_what_was_deleted_says_so_and_is_never_given_again(admin, make):
    row = make()
    address = row.get_absolute_url()
    told = delete(admin, row)
    assert "never used again" in told
    assert not type(row).objects.filter(pk=row.pk).exists()
    for language, words in (("en", WORDS_EN), ("zh-hans", WORDS_ZH)):
        answer = Client().get(address.replace("/en/", f"/{language}/"))
        assert answer.status_code == 410
        assert words in answer.content.decode()
    add = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_add")
    page = fill(admin, add, slug=row.slug, name_en="A", name_zh="甲")
    assert "never used again" in errors_of(page, "slug")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_former_addresses_of_what_was_deleted_say_so_too(admin, language):
    concept = rename_concept(concept=make_concept("hard-selling"), slug="pushing")
    told = {"en": "never used again", "zh-hans": "不会再用"}
    assert told[language] in delete(admin, concept, language)
    for slug in ("hard-selling", "pushing"):
        assert Client().get(f"/{language}/concepts/{slug}/").status_code == 410
    for slug in ("hard-selling", "pushing"):
        assert errors_of(fill(admin, CONCEPT_ADD, {"labels": [label("A")]}, slug=slug), "slug")
    assert Client().get(f"/{language}/compare/pushing-vs-selling/").status_code == 410


@pytest.mark.parametrize(
    ("language", "told"), [("en", "2 statements have this tag"), ("zh-hans", "有 2 条陈述用了此标签")]
)
def test_a_tag_in_use_is_not_deleted(admin, language, told):
    tag = Tag.objects.create(name="推", slug="推")
    passage = make_passage(make_source("english"), "Marketing pulls")
    live = make_published("definition", make_concept("marketing"), cites=(passage,))
    rows = [live, make_statement("definition", make_concept("sales"))]
    for row in rows:
        row.tagged.create(tag=tag)
    start_draft(statement=live)  # counts with the statement that it revises
    there = reverse("admin:concepts_tag_delete", args=[tag.pk])
    for ask in (admin.get, admin.post):
        page = ask(there, {"post": "yes", FORM_VERSION: f"{tag.pk}.1"}, headers={"accept-language": language})
        assert told in page.content.decode()
    assert Tag.objects.filter(pk=tag.pk).exists()
    with pytest.raises(ProtectedError):
        delete_row(row=tag)
    TaggedStatement.objects.all().delete()
    delete(admin, tag)
    assert not Tag.objects.exists()


def test_a_tag_made_anew_gets_another_address(admin):
    delete(admin, Tag.objects.create(name="推", slug="推"))
    assert find_or_make_tags(["推"]) == [("推-2",)]


def test_what_has_no_page_leaves_no_address(admin):
    row = make_relation_type()
    assert "never used again" not in delete(admin, row)
    assert not RelationType.objects.exists()
    assert not Address.objects.exists()


def test_what_was_deleted_stays_so_through_export_and_load(admin, tmp_path):
    make_concept("selling", "Selling", "推销")
    gone = make_concept("pushing", "Pushing", "推")
    export_pack("odd", tmp_path / "odd")
    delete(admin, gone)
    with pytest.raises(PackFaultyError, match="never used again"):
        load_pack(tmp_path / "odd")
    export_pack("odd", tmp_path / "odd")
    check_pack(tmp_path / "odd")
    assert "key: pushing" in (tmp_path / "odd" / "addresses.yaml").read_text(encoding="utf-8")
    load_pack(tmp_path / "odd", take="pack")
    assert list(Concept.objects.values_list("slug", flat=True)) == ["selling"]
    assert Address.objects.get().words_zh == WORDS_ZH


def test_an_admin_may_free_the_address_by_deleting_its_row(admin):
    delete(admin, make_concept("pushing", "Pushing", "推"))
    delete(admin, Address.objects.get())
    assert fill(admin, CONCEPT_ADD, {"labels": [label("A")]}, slug="pushing").status_code == 302
    publish_proposals()
    assert Client().get("/en/concepts/pushing/").status_code == 200
