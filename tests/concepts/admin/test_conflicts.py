"""Nobody saves over a colleague: refused forms keep all that was typed, beside what is stored; nothing is doubled."""

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.urls import reverse

from concepts.editorial.publishing import publish
from concepts.models import Concept, ErrorReport, SentForm, Statement
from tests.concepts.admin.pages import act, fill, read_form
from tests.factories import (
    make_concept,
    make_finding_of_parts,
    make_passage,
    make_published,
    make_source,
    make_statement,
    publish_proposals,
)

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def address(name, row=None, page="change"):
    return reverse(f"admin:concepts_{name}_{page}", args=[row.pk] if row else [])


@pytest.fixture
def passages():
    version = make_source("english")
    return [make_passage(version, words) for words in ("Marketing pulls", "Sales push", "Both aim at revenue.")]


@pytest.fixture
def draft(passages):
    concept = make_concept("marketing", "Marketing", "营销")
    texts = {"text_en": "It pulls users.", "text_zh": "它拉动用户。"}
    return make_statement("definition", concept, cites=tuple(passages[:2]), **texts)


@LANGUAGES
def test_a_stale_save_is_refused_with_both_texts_and_everything_typed(admin, editor, draft, passages, language):
    there = address("definition", draft)
    opened = read_form(editor.get(there))
    assert fill(admin, there, text_en="It pulls people.", text_zh="它拉动人们。").status_code == 302
    typed = opened | {"text_zh": "它拉动所有用户。", "note_en": "Typed with care."}
    answer = editor.post(there, typed, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'class="conflict"' in page
    assert "admin" in page  # who saved
    assert "它拉动人们。" in page  # stored
    assert read_form(answer)["text_zh"] == "它拉动所有用户。"
    assert read_form(answer)["note_en"] == "Typed with care."
    assert "<del>人们</del><ins>所有用户</ins>" in page
    draft.refresh_from_db()
    assert draft.text_zh == "它拉动人们。"


def test_mine_is_saved_over_it_only_on_the_version_that_was_looked_at(admin, editor, draft):
    there = address("definition", draft)
    opened = read_form(editor.get(there))
    fill(admin, there, text_en="Second.")
    refused = editor.post(there, opened | {"text_en": "Mine."})
    over = refused.context["conflict"].version
    fill(admin, there, text_en="Third.")
    again = editor.post(there, read_form(refused) | {"_over": over})
    assert again.status_code == 409
    assert "Third." in again.content.decode()
    saved = editor.post(there, read_form(again) | {"_over": again.context["conflict"].version})
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert (draft.text_en, draft.row_version) == ("Mine.", 4)


@LANGUAGES
def test_rows_are_laid_onto_the_rows_as_they_stand(admin, editor, draft, passages, language):
    there = address("definition", draft)
    opened = read_form(editor.get(there))
    kept, gone = draft.citations.order_by("id")
    # A colleague removes the second citation and adds a third one.
    added = {"citations": [{"passage": passages[2].pk, "stance": "contradicts"}]}
    assert fill(admin, there, rows=added, **{"citations-1-DELETE": "on"}).status_code == 302
    typed = opened | {"citations-0-stance": "contradicts", "text_en": "Mine."}
    refused = editor.post(there, typed, headers={"accept-language": language})
    assert refused.status_code == 409
    conflict = refused.context["conflict"]
    assert len(conflict.rows) == 3  # changed by me, added by the colleague, removed by the colleague
    form = read_form(refused)
    assert (form["citations-INITIAL_FORMS"], form["citations-TOTAL_FORMS"]) == ("2", "3")
    assert editor.post(there, form | {"_over": conflict.version}).status_code == 302
    stances = dict(draft.citations.values_list("passage", "stance"))
    assert stances == {passages[0].pk: "contradicts", passages[1].pk: "supports", passages[2].pk: "contradicts"}
    assert draft.citations.filter(pk=kept.pk).exists()
    assert not draft.citations.filter(pk=gone.pk).exists()


@pytest.mark.parametrize("version", [None, "", "x", "1", "9.9", "\0", "9" * 40 + ".1", "１.１"])
def test_a_missing_or_foreign_version_is_told_and_nothing_is_lost(editor, draft, version):
    there = address("definition", draft)
    typed = read_form(editor.get(there)) | {"text_en": "Typed."}
    typed.pop("_row_version")
    answer = editor.post(there, typed if version is None else typed | {"_row_version": version})
    assert answer.status_code == 400
    assert "which version" in answer.content.decode()
    assert read_form(answer)["text_en"] == "Typed."
    draft.refresh_from_db()
    assert draft.text_en == "It pulls users."


def test_the_version_of_another_row_does_not_count(editor, draft):
    other = make_statement("definition", draft.concepts.get())
    there = address("definition", draft)
    typed = read_form(editor.get(there)) | {"text_en": "Typed.", "_row_version": f"{other.pk}.{other.row_version}"}
    assert editor.post(there, typed).status_code == 400


def test_a_double_click_saves_once(editor, draft):
    there = address("definition", draft)
    typed = read_form(editor.get(there)) | {"text_en": "Typed once."}
    assert editor.post(there, typed).status_code == 302
    again = editor.post(there, typed, follow=True)
    assert again.redirect_chain
    assert "nothing was saved twice" in again.content.decode()
    draft.refresh_from_db()
    assert draft.row_version == 2


@LANGUAGES
def test_a_form_that_adds_makes_one_statement_however_often_it_is_sent(editor, passages, language):
    concept = make_concept("marketing", "Marketing", "营销")
    there = address("definition", page="add")
    typed = read_form(editor.get(there)) | {
        "text_en": "Once.", "text_zh": "一次。", "concept_links-0-concept": concept.pk,
        "citations-0-passage": passages[0].pk,
    }  # fmt: skip
    assert editor.post(there, typed).status_code == 302
    made = Statement.objects.get()
    assert editor.post(there, typed).status_code == 302
    # The back button, another text, the same form: the second save meets the first one.
    changed = editor.post(there, typed | {"text_zh": "两次。"}, headers={"accept-language": language})
    assert changed.status_code == 409
    assert "<del>一</del><ins>两</ins>" in changed.content.decode()
    assert Statement.objects.get().text_zh == "一次。"
    over = read_form(changed) | {"_over": changed.context["conflict"].version}
    assert editor.post(address("definition", made), over).status_code == 302
    assert Statement.objects.get().text_zh == "两次。"


@pytest.mark.parametrize("key", ["", "no", "\0", "f" * 31 + "'", "f" * 33])
def test_a_forged_key_of_a_form_guards_nothing(editor, key):
    concept = make_concept("marketing")
    fields = {"text_en": "One.", "concept_links-0-concept": concept.pk, "_form": key}
    assert fill(editor, address("definition", page="add"), **fields).status_code == 302
    assert Statement.objects.count() == 1
    assert not SentForm.objects.exists()


def test_what_was_typed_survives_that_the_row_is_deleted(admin, editor, draft):
    there = address("definition", draft)
    typed = read_form(editor.get(there)) | {"text_en": "Typed."}
    draft.delete()
    answer = editor.post(there, typed)
    assert answer.status_code == 409
    form = read_form(answer)
    assert (form["text_en"], form["citations-INITIAL_FORMS"], form["citations-TOTAL_FORMS"]) == ("Typed.", "0", "2")
    assert editor.post(address("definition", page="add"), form).status_code == 302
    assert Statement.objects.get().citations.count() == 2


@LANGUAGES
def test_labels_of_a_concept_meet_the_same_refusal(admin, editor, language):
    concept = make_concept("marketing", "Marketing", "营销")
    there = address("concept", concept)
    opened = read_form(editor.get(there))
    rows = {"labels": [{"language": "en", "text": "Promotion", "role": "alternative", "rank": 1}]}
    assert fill(admin, there, rows=rows).status_code == 302
    refused = editor.post(there, opened | {"scope_note_zh": "范围。"}, headers={"accept-language": language})
    assert refused.status_code == 409
    assert "Promotion" in refused.content.decode()
    editor.post(there, read_form(refused) | {"_over": refused.context["conflict"].version})
    publish_proposals()
    concept.refresh_from_db()
    assert (concept.scope_note_zh, concept.labels.count()) == ("范围。", 3)


def test_only_what_was_looked_at_is_deleted(admin):
    concept = make_concept("marketing")
    there = address("concept", concept, "delete")
    opened = read_form(admin.get(there))
    fill(admin, address("concept", concept), scope_note_en="Changed meanwhile.")
    admin.post(there, opened)
    admin.post(there, {"post": "yes"})
    publish_proposals()  # which would stand in the way
    assert Concept.objects.exists()
    assert admin.post(there, read_form(admin.get(there))).status_code == 302
    assert not Concept.objects.exists()


def test_an_action_leaves_what_changed_since_the_list_was_opened(admin, draft):
    other = make_statement("definition", draft.concepts.get())
    there = reverse("admin:concepts_definition_changelist")
    seen = {"action": "submit_chosen", "_selected_action": [draft.pk, other.pk, "x", "9" * 30]}
    seen["_row_versions"] = [f"{draft.pk}.{draft.row_version}", f"{other.pk}.{other.row_version}"]
    fill(admin, address("definition", draft), text_en="Changed meanwhile.")
    page = admin.post(there, seen, follow=True).content.decode()
    assert draft.code in page
    assert dict(Statement.objects.values_list("code", "status")) == {draft.code: "draft", other.code: "submitted"}
    act(admin, there, "submit_chosen", draft)
    assert Statement.objects.filter(status="submitted").count() == 2


def test_an_action_without_versions_does_nothing(admin, draft):
    there = reverse("admin:concepts_definition_changelist")
    for more in ({}, {"select_across": "1"}):
        admin.post(there, {"action": "submit_chosen", "_selected_action": [draft.pk]} | more)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_no_list_is_edited_in_place_or_emptied_at_once(admin):
    pages = [page for model, page in django_admin.site._registry.items() if model._meta.app_label != "auth"]
    # Reports of readers are no content, and a flood of them is deleted at once.
    ours = [page for page in pages if page.opts.app_label in ("concepts", "sources") and page.model is not ErrorReport]
    assert len(ours) > 12
    request = admin.get(reverse("admin:index")).wsgi_request
    assert not [page for page in ours if page.list_editable or "delete_selected" in page.get_actions(request)]


def test_a_draft_that_was_published_meanwhile_leaves_what_was_typed(signed_in, editor, draft, settings):
    live = make_published("definition", draft.concepts.get(), cites=(draft.citations.first().passage,))
    fill(editor, address("definition", live), text_en="A better text.")
    revision = Statement.objects.get(revises=live)
    opened = read_form(editor.get(address("definition", revision)))
    reviewer = signed_in("reviewer")
    assert fill(reviewer, address("definition", revision), _publish="1").status_code == 302
    answer = editor.post(address("definition", revision), opened | {"text_zh": "更好的中文。"})
    assert answer.status_code == 409
    assert read_form(answer)["text_zh"] == "更好的中文。"
    over = read_form(answer) | {"_over": answer.context["conflict"].version}
    assert editor.post(address("definition", live), over).status_code == 302
    assert Statement.objects.get(revises=live).text_zh == "更好的中文。"


def test_whatever_is_added_by_a_form_that_is_sent_twice_is_made_once(admin, passages):
    source = passages[0].version.source
    forms = {
        ("concepts", "concept"): (
            {"slug": "trade"}, {"labels": [{"language": "en", "text": "Trade", "role": "preferred"}]},
        ),
        ("concepts", "dimension"): (
            {"slug": "span", "name_en": "Span", "name_zh": "幅度", "question_en": "?", "question_zh": "？"}, {},
        ),
        ("concepts", "tag"): ({"name_en": "", "name_zh": "比喻"}, {}),
        ("sources", "passage"): (
            {"version": source.versions.get().pk, "words": "users to products", "translation": "好"}, {},
        ),
        ("sources", "sourceversion"): (
            {"source": source.pk, "number": 2, "language": "zh-hans", "pasted": "第二版的正文。"}, {},
        ),
    }  # fmt: skip
    for (app, name), (fields, rows) in forms.items():
        model, add = apps.get_model(app, name), reverse(f"admin:{app}_{name}_add")
        before = model.objects.count()
        opened = read_form(admin.get(add))
        for prefix, [row] in rows.items():
            opened |= {f"{prefix}-TOTAL_FORMS": "1"} | {f"{prefix}-0-{column}": text for column, text in row.items()}
        assert admin.post(add, opened | fields).status_code == 302, name
        again = admin.post(add, opened | fields, follow=True)
        assert "nothing was saved twice" in again.content.decode(), name
        assert again.redirect_chain[0][0].endswith(f"/{model.objects.latest('pk').pk}/change/"), name
        assert model.objects.count() == before + 1, name
    # The back button, another word, the same form: it meets what it made.
    tag = reverse("admin:concepts_tag_add")
    opened = read_form(admin.get(tag)) | {"name_en": "raced"}
    assert admin.post(tag, opened).status_code == 302
    other = admin.post(tag, opened | {"name_zh": "竞速"})
    assert other.status_code == 409
    assert "竞速" in other.content.decode()
    # In a window of its own it answers that window.
    popup = read_form(admin.get(f"{tag}?_popup=1")) | {"name_en": "opened beside"}
    assert popup["_popup"] == "1"
    for _time in range(2):
        assert "popup_response" in admin.post(tag, popup).content.decode()


def test_rows_of_one_statement_for_two_parts_are_told_apart(admin, editor, draft):
    alpha, beta = make_concept("alpha"), make_concept("beta")
    publish(statements=[draft])
    publish_proposals()
    finding = make_finding_of_parts((alpha, draft), (beta, draft))
    publish(statements=[finding])
    there = address("finding", finding)
    opened = read_form(editor.get(there))
    # A colleague begins a draft of changes, whose rows have ids of their own.
    assert fill(admin, there, text_en="Theirs.").status_code == 302
    typed = opened | {"text_zh": "我的。", "bases-0-nearness": "nearby"}
    refused = editor.post(there, typed)
    assert refused.status_code == 409
    form = read_form(refused)
    assert (form["bases-INITIAL_FORMS"], form["bases-TOTAL_FORMS"]) == ("2", "2")
    saved = editor.post(there, form | {"_over": refused.context["conflict"].version})
    assert saved.status_code == 302
    rows = Statement.objects.get(revises=finding).bases.order_by("part").values_list("part", "nearness")
    assert list(rows) == [(1, "nearby"), (2, "itself")]
