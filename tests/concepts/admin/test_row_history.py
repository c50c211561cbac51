"""The history of a row that is no statement: what readers saw of it, comments, work in the admin, and the way back."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.editorial.drafts import start_draft
from concepts.editorial.proposals import propose_change
from concepts.editorial.publications import publish_row
from concepts.editorial.publishing import publish
from concepts.editorial.review import return_to_draft, submit
from concepts.editorial.row_contents import read_row_content
from concepts.models import ConceptLink, Dimension, Proposal, Publication
from tests.concepts.admin.pages import read_form
from tests.concepts.admin.test_reviewed import change_page
from tests.factories import make_concept, make_dimension, make_passage, make_source, make_statement, save_row

pytestmark = pytest.mark.django_db


def change_published(row, **columns):
    with publish_row(row=row, by=get_user_model().objects.get(username="reviewer")):
        for column, value in columns.items():
            setattr(row, column, value)
        save_row(row)
    return Publication.objects.latest("pk")


def history_of(row):
    options = row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_history", args=[row.pk])


def restore(client, row, publication, **fields):
    version = re.search(r'name="_row_version" value="([0-9.]+)"', client.get(history_of(row)).content.decode())
    row.refresh_from_db()
    data = {"_row_version": version[1] if version else f"{row.pk}.{row.row_version}", "publication": publication.pk}
    address = reverse(f"admin:concepts_{row._meta.model_name}_step", args=[row.pk, "restore"])
    return client.post(address, data | fields, follow=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["What happened to", "<ins>Reach</ins>", "Wider.", "What readers saw before that", "Restore as a draft"],
        ),
        ("zh-hans", ["”的历史", "<ins>Reach</ins>", "Wider.", "此前读者看到的内容", "恢复为草稿"]),
    ],
)
def test_the_history_tells_who_changed_what_and_why(signed_in, language, words):
    editor = signed_in("editor")
    signed_in("reviewer")
    row = make_dimension()
    publication = change_published(row, name_en="Reach", question_zh="多远？")
    Publication.objects.filter(pk=publication.pk).update(note="Wider.")
    page = editor.get(history_of(row), headers={"accept-language": language}).content.decode()
    assert [word for word in words if word not in page] == []
    assert "多远" in page
    assert "reviewer" in page
    assert page.count('<button type="submit" name="publication"') == 1  # what readers see now is not restored


def test_a_former_content_becomes_a_draft_and_readers_see_what_they_saw(signed_in):
    editor = signed_in("editor")
    signed_in("reviewer")
    row = make_dimension()
    first, second = change_published(row, name_en="Reach"), change_published(row, name_en="Span")
    assert "readers still see what is published" in restore(editor, row, first).content.decode()
    assert read_form(editor.get(change_page(row)))["name_en"] == "Reach"
    assert Dimension.objects.get().name_en == "Span"
    answer = restore(editor, row, first)
    assert "nothing was done twice" in answer.content.decode()
    answer = restore(editor, row, first, before="on")
    assert "before you restore anything" in answer.content.decode()
    assert "before you restore anything" in editor.get(history_of(row)).content.decode()
    Proposal.objects.all().delete()
    restore(editor, row, first, before="on")
    assert read_form(editor.get(change_page(row)))["name_en"] == "Scope"
    Proposal.objects.all().delete()
    assert "Nothing was changed" in restore(editor, row, second).content.decode()
    assert restore(editor, row, Publication(pk=10**6)).status_code == 409
    assert restore(editor, row, Publication(pk=0)).status_code == 400
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "Look at the draft"), ("zh-hans", "查看草稿")])
def test_a_draft_in_the_way_of_restoring_is_told_with_a_link_to_it_and_no_form(signed_in, language, words):
    editor = signed_in("editor")
    signed_in("reviewer")
    passage = make_passage(make_source(), "Marketing pulls")
    row, live = make_dimension(), make_statement("definition", make_concept("leads"), cites=(passage,))
    publish(statements=[live])
    first = change_published(row, name_en="Reach")
    change_published(row, name_en="Span")
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    sent = read_form(editor.get(reverse("admin:concepts_definition_history", args=[live.pk]))) | {"number": "1"}
    restore(editor, row, first)
    draft = start_draft(statement=live)
    answers = [
        (restore(editor, row, first, before="on"), change_page(row)),
        (
            editor.post(reverse("admin:concepts_definition_step", args=[live.pk, "restore"]), sent),
            reverse("admin:concepts_definition_change", args=[draft.pk]),
        ),
    ]
    for answer, address in answers:
        page = answer.content.decode()
        assert answer.status_code == 409
        assert f'<a href="{address}">{words}</a>' in page
        assert not re.search('name="(publication|before|number|confirmed)"', page)


def test_what_is_no_longer_there_is_left_out_of_what_is_restored(signed_in):
    editor = signed_in("editor")
    signed_in("reviewer")
    marketing, sales = make_concept("marketing", "Marketing", "营销"), make_concept("sales", "Sales", "销售")
    ConceptLink.objects.create(concept=marketing, other=sales, kind="related")
    publication = change_published(marketing, scope_note_en="All of it.")
    ConceptLink.objects.all().delete()
    sales.delete()
    page = restore(editor, marketing, publication).content.decode()
    assert "sales”, which it named then, is no longer there" in page
    form = read_form(editor.get(reverse("admin:concepts_concept_change", args=[marketing.pk])))
    assert (form["scope_note_en"], form["links-TOTAL_FORMS"]) == ("All of it.", "0")


def test_comments_and_steps_stand_in_the_history(signed_in):
    editor = signed_in("editor")
    signed_in("reviewer")
    by = {name: get_user_model().objects.get(username=name) for name in ("editor", "reviewer")}
    row = make_dimension()
    content = read_row_content(row)
    propose_change(row=row, content=type(content)(content.fields | {"core": True}, {}, "dimension"), by=by["editor"])
    submit(row=row, by=by["editor"])
    return_to_draft(row=row, by=by["reviewer"], comment="先说明原因。")
    submit(row=row, by=by["editor"])
    publish(statements=[], rows=[row], by=by["reviewer"], note="One of the core ones.")
    page = editor.get(history_of(row)).content.decode()
    assert "先说明原因。" in page
    assert "One of the core ones." in page
    assert "sent back" in page


def test_a_row_that_was_never_changed_says_so(signed_in):
    assert "No publication changed this yet." in signed_in("viewer").get(history_of(make_dimension())).content.decode()


def test_the_history_takes_as_many_queries_for_many_publications_as_for_few(signed_in):
    editor = signed_in("editor")
    signed_in("reviewer")
    row = make_dimension()

    def queries():
        editor.get(history_of(row))
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(history_of(row)).status_code == 200
        return len(captured)

    change_published(row, name_en="Reach")
    few = queries()
    for number in range(10):
        change_published(row, name_en=f"Reach {number}")
    assert queries() == few


def test_the_history_of_a_merged_concept_leads_to_the_other_and_that_of_a_deleted_row_home(signed_in):
    admin = signed_in("admin")
    old, new = make_concept("selling", "Selling", "卖"), make_concept("sales", "Sales", "销售")
    gone, merge = history_of(old), reverse("admin:concepts_concept_step", args=[old.pk, "merge"])
    words = {"into": new.pk, "reason_en": "The same.", "reason_zh": "同一个概念。", "confirmed": "1"}
    admin.post(merge, read_form(admin.get(merge)) | words)
    page = admin.get(history_of(new)).content.decode()
    assert "The same." in page
    assert "<ins>" in page
    assert admin.get(gone, follow=True).redirect_chain[-1][0] == reverse("admin:concepts_concept_change", args=[new.pk])
    row = make_dimension()
    address = history_of(row)
    Dimension.objects.all().delete()
    assert "exist" in admin.get(address, follow=True).content.decode()
