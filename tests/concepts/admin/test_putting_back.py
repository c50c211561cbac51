"""A withdrawal is undone on the statement's page and in its list, by reviewers, with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from concepts.admin.row_versions import version_of
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import withdraw
from concepts.models import Statement
from tests.concepts.admin.pages import act, read_form
from tests.concepts.admin.test_workflow import address, step_of, take

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
GONE = {"words_en": "It was misread.", "words_zh": "误读了原文。"}


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


@pytest.fixture
def withdrawn(contrast, ann):
    """The distinction and one of its sides, withdrawn by Ann."""
    for row in (contrast.position, contrast.distinction, contrast.one):
        withdraw(statement=row, by=ann, **GONE)
    contrast.distinction.refresh_from_db()
    return contrast.distinction


@LANGUAGES
def test_a_withdrawn_statement_says_so_and_takes_no_changes(editor, reviewer, withdrawn, language):
    headers = {"accept-language": language}
    for client in (editor, reviewer):
        page = client.get(address(withdrawn), headers=headers).content.decode()
        assert "Ann Author" in page
        assert "误读了原文。" in page
        assert 'name="_save"' not in page
        assert 'name="_continue"' not in page
        assert 'name="_publish"' not in page
        assert '<input type="text" name="title_en"' not in page
    assert step_of(withdrawn, "put-back") in page
    assert step_of(withdrawn, "put-back") not in editor.get(address(withdrawn)).content.decode()


def test_what_was_typed_while_another_withdrew_it_is_refused_with_words(editor, contrast, ann):
    form = read_form(editor.get(address(contrast.distinction))) | {"text_en": "Typed meanwhile.", "_save": "1"}
    withdraw(statement=contrast.distinction, by=ann, **GONE)
    conflict = editor.post(address(contrast.distinction), form)
    assert conflict.status_code == 409
    assert "Typed meanwhile." in conflict.content.decode()
    now = Statement.objects.get(pk=contrast.distinction.pk)
    refused = editor.post(address(now), read_form(conflict) | {"_over": version_of(now)})
    assert "nothing can be changed" in refused.content.decode()
    assert "Typed meanwhile." in refused.content.decode()
    assert Statement.objects.get(pk=contrast.distinction.pk).text_en != "Typed meanwhile."


@LANGUAGES
def test_a_reviewer_puts_it_back_with_its_side(reviewer, withdrawn, contrast, language):
    headers = {"accept-language": language}
    page = reviewer.get(step_of(withdrawn, "put-back"), headers=headers)
    assert f'name="_with" value="statement-{contrast.one.pk}.' in page.content.decode()
    assert "wanting-list" not in page.content.decode()
    assert take(reviewer, withdrawn, "put-back", language, reason=" ").status_code == 400
    alone = read_form(page) | {"reason": "原文没有读错。"}
    del alone["_with"]
    refused = reviewer.post(step_of(withdrawn, "put-back"), alone | {"confirmed": "1"}, headers=headers)
    assert refused.status_code == 409
    assert contrast.one.code in refused.content.decode()
    assert f'value="{read_form(page)["_with"]}">' in refused.content.decode()  # no longer ticked, as it was sent
    done = take(reviewer, withdrawn, "put-back", language, reason="原文没有读错。")
    assert done.url == address(withdrawn)
    assert set(Statement.objects.filter(pk__in=[withdrawn.pk, contrast.one.pk]).values_list("status", flat=True)) == {
        "published"
    }
    assert Client().get(withdrawn.get_absolute_url()).status_code == 200
    for row in (withdrawn, contrast.one):
        history = reviewer.get(address(row, "history"), headers=headers).content.decode()
        for told in (
            "Ann Author",
            "误读了原文。",
            "原文没有读错。",
            "恢复发布" if language == "zh-hans" else "Put back",
        ):
            assert told in history
    late = reviewer.post(step_of(withdrawn, "put-back"), alone | {"confirmed": "1"}, follow=True)
    assert "This was done already" in late.content.decode()


def test_a_side_that_changed_since_it_was_offered_is_left_alone(reviewer, withdrawn, contrast):
    sent = read_form(reviewer.get(step_of(withdrawn, "put-back"))) | {"reason": "Rightly read."}
    Statement.objects.filter(pk=contrast.one.pk).update(row_version=contrast.one.row_version + 9)
    answer = reviewer.post(step_of(withdrawn, "put-back"), sent)
    assert answer.status_code == 409
    assert "changed since" in answer.content.decode()
    withdrawn.refresh_from_db()
    assert withdrawn.status == "withdrawn"


@LANGUAGES
def test_the_list_offers_what_it_needs_too(reviewer, withdrawn, contrast, language):
    there = reverse("admin:concepts_distinction_changelist")
    asked = act(reviewer, there, "put-back_chosen", withdrawn)
    assert 'name="reason"' in asked.content.decode()
    versions = read_form(asked)["_with"]
    act(reviewer, there, "put-back_chosen", withdrawn, reason="Rightly read.", _with=versions)
    assert Statement.objects.get(pk=withdrawn.pk).status == "published"
    assert contrast.one.draft_notes.filter(step="put-back", text="Rightly read.").exists()


def test_a_withdrawn_statement_is_reached_though_changes_to_it_were_being_drafted(reviewer, contrast):
    start_draft(statement=contrast.distinction)
    withdraw(statement=contrast.distinction, **GONE)
    assert reviewer.get(address(contrast.distinction)).status_code == 200
    assert take(reviewer, contrast.distinction, "put-back", reason="Rightly read.").status_code == 302


def test_the_list_publishes_nothing_that_is_withdrawn(reviewer, withdrawn):
    there = reverse("admin:concepts_distinction_changelist")
    told = act(reviewer, there, "publish_chosen", withdrawn, note="By mistake.")
    assert "put it back" in told.content.decode()
    withdrawn.refresh_from_db()
    assert withdrawn.status == "withdrawn"
