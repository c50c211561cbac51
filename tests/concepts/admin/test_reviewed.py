"""What readers see in rows that are no statements changes only when somebody else has published it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.editorial.public_rows import is_public
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.row_contents import apply_content, read_row_content
from concepts.models import Dimension, Proposal, Publication, Tag
from concepts.models.concept import TaggedStatement
from sources.content_row import RowStatus
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_concept, make_dimension, make_passage, make_source, make_statement, save_row

pytestmark = pytest.mark.django_db

REACH = {"slug": "reach", "name_en": "Reach", "name_zh": "广度", "question_en": "How far?", "question_zh": "多远？"}
LANGUAGES = [("en", "name_en", "Reach"), ("zh-hans", "name_zh", "广度")]


def change_page(row: Dimension) -> str:
    return reverse("admin:concepts_dimension_change", args=[row.pk])


def take(client: Client, row: Dimension, step: str, **fields: str):
    page = client.get(change_page(row))
    address = reverse("admin:concepts_dimension_step", args=[row.pk, step])
    version = re.search(r'name="_row_version" value="([0-9.]+)"', page.content.decode())
    return client.post(address, {"_row_version": version[1] if version else ""} | fields, follow=True)


@pytest.mark.parametrize(("language", "field", "word"), LANGUAGES)
def test_a_change_is_proposed_sent_back_corrected_and_published(signed_in, language, field, word):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    row = make_dimension()
    public = f"/{language}/dimensions/scope/"
    answer = fill(editor, change_page(row), **{field: word + "x"})
    assert answer.status_code == 302
    page = editor.get(answer.url).content.decode()
    assert "saved as a draft" in page
    assert read_form(editor.get(change_page(row)))[field] == word + "x"
    row.refresh_from_db()
    assert getattr(row, field) != word + "x"
    assert word not in reviewer.get(public).content.decode()

    assert "Submitted for review." in take(editor, row, "submit").content.decode()
    assert "Sent back." in take(reviewer, row, "return", comment="短一点。").content.decode()
    assert "短一点。" in editor.get(change_page(row)).content.decode()
    fill(editor, change_page(row), **{field: word})
    take(editor, row, "submit")
    assert take(editor, row, "publish").status_code == 403
    preview = reviewer.get(reverse("row-preview", args=["dimension", row.pk]) + f"?lang={language}")
    assert word in preview.content.decode()
    assert 'content="noindex"' in preview.content.decode()
    assert "Published." in take(reviewer, row, "publish", note="更准。").content.decode()
    assert word in reviewer.get(public).content.decode()
    assert not Proposal.objects.exists()


def test_a_new_row_is_seen_by_curators_until_it_is_published(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    answer = fill(editor, reverse("admin:concepts_dimension_add"), **REACH)
    row = Dimension.objects.get()
    assert answer.url == change_page(row)
    assert row.status == RowStatus.DRAFT
    assert "readers see it once it is published" in editor.get(answer.url).content.decode()
    assert reviewer.get("/en/dimensions/reach/").status_code == 404
    assert "Reach" in reviewer.get(reverse("row-preview", args=["dimension", row.pk])).content.decode()
    fill(editor, change_page(row), name_zh="范围")
    row.refresh_from_db()
    assert row.name_zh == "范围"
    take(editor, row, "submit")
    take(reviewer, row, "publish")
    row.refresh_from_db()
    assert row.status == RowStatus.PUBLISHED
    assert reviewer.get("/en/dimensions/reach/").status_code == 200
    assert not Proposal.objects.exists()


def test_a_save_that_changes_nothing_proposes_nothing(editor):
    row = make_dimension()
    answer = editor.post(change_page(row), read_form(editor.get(change_page(row))), follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_two_who_propose_at_once_are_told_and_nothing_is_lost(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    row = make_dimension()
    first, second = (read_form(client.get(change_page(row))) for client in (editor, reviewer))
    assert editor.post(change_page(row), first | {"name_en": "Reach"}).status_code == 302
    answer = reviewer.post(change_page(row), second | {"name_en": "Span"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Reach" in page
    assert "Span" in page
    row.refresh_from_db()
    assert row.name_en == "Scope"


def test_a_proposal_whose_ground_moved_says_so_and_can_be_taken_over(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    row = make_dimension()
    fill(editor, change_page(row), name_en="Reach")
    row.refresh_from_db()
    row.question_zh = "多远？"
    save_row(row)
    assert "changed after" in editor.get(change_page(row)).content.decode()
    take(editor, row, "submit")
    answer = take(reviewer, row, "publish")
    assert answer.status_code == 409
    take(reviewer, row, "take-over")
    assert "Published." in take(reviewer, row, "publish").content.decode()


def test_discarding_leaves_what_readers_see(signed_in):
    editor = signed_in("editor")
    row = make_dimension()
    fill(editor, change_page(row), name_en="Reach")
    assert "stays" in take(editor, row, "discard").content.decode()
    assert not Proposal.objects.exists()
    assert read_form(editor.get(change_page(row)))["name_en"] == "Scope"


def test_a_proposal_that_became_impossible_is_shown_with_its_reason(editor):
    row = make_dimension()
    fill(editor, change_page(row), name_en="Reach", name_zh="广度")
    Proposal.objects.update(content={"fields": {"name": {"en": "", "zh-hans": "广度"}}})
    page = editor.get(change_page(row))
    assert page.status_code == 200


def test_a_row_with_a_proposal_is_not_deleted(signed_in):
    admin = signed_in("admin")
    row = make_dimension()
    fill(admin, change_page(row), name_en="Reach")
    address = reverse("admin:concepts_dimension_delete", args=[row.pk])
    assert "publish or discard them first" in admin.get(address, follow=True).content.decode()
    assert Dimension.objects.exists()


def test_a_deleted_draft_leaves_no_address(signed_in):
    admin = signed_in("admin")
    fill(admin, reverse("admin:concepts_dimension_add"), **REACH)
    row = Dimension.objects.get()
    address = reverse("admin:concepts_dimension_delete", args=[row.pk])
    form = read_form(admin.get(address))
    admin.post(address, form | {"post": "yes"})
    assert not Dimension.objects.exists()
    assert not Proposal.objects.exists()
    assert admin.get("/en/dimensions/reach/").status_code == 404


def test_opening_the_form_of_a_row_without_a_proposal_writes_nothing(editor):
    row = make_dimension()
    with CaptureQueriesContext(connection) as queries:
        assert editor.get(change_page(row)).status_code == 200
    assert [query["sql"] for query in queries if "SAVEPOINT" in query["sql"] or "UPDATE" in query["sql"]] == []


def test_contents_are_read_and_written_as_the_form_does(editor):
    row = make_dimension()
    fill(editor, change_page(row), name_en="Reach")
    assert Publication.objects.count() == 0
    apply_content(row, read_row_content(row))
    assert Dimension.objects.get().name_en == "Scope"


@pytest.mark.parametrize(("field", "word"), [("name_en", "Reach"), ("name_zh", "广度")])
def test_a_proposal_stays_one_when_readers_see_its_row_no_longer(editor, field, word):
    concept, passage = make_concept("alpha"), make_passage(make_source("english"), "Marketing pulls")
    statement, tag = make_statement("definition", concept, cites=(passage,)), Tag.objects.create(name_en="x", slug="x")
    TaggedStatement.objects.create(content_object=statement, tag=tag)
    publish(statements=[statement])
    page = reverse("admin:concepts_tag_change", args=[tag.pk])
    fill(editor, page, **{field: word})
    withdraw(statement=statement, words_en="No.", words_zh="否。")
    assert not is_public(tag)
    assert read_form(editor.get(page))[field] == word
    fill(editor, page, **{field: f"{word} 2"})
    assert word not in Tag.objects.get().name
    assert f"{word} 2" in Proposal.objects.get().content["fields"]["name"].values()
