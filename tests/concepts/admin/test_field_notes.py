"""A comment may speak of one field: that is offered, named beside it, and shown at the field. So with passages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from concepts.models import DraftNote, Notice
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_dimension, make_statement

pytestmark = pytest.mark.django_db
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


@pytest.fixture
def draft(contrast, editor):
    author = get_user_model().objects.get(username="editor")
    return make_statement("definition", contrast.concepts[0], cites=(contrast.english,), author=author)


def names_of(row):
    model = getattr(row, "kind", "") or row._meta.model_name
    return f"admin:{row._meta.app_label}_{model}"


def page(client, row, language):
    return client.get(reverse(f"{names_of(row)}_change", args=[row.pk]), headers={"accept-language": language}).text


def comment(client, row, language="en", **typed):
    address = reverse(f"{names_of(row)}_step", args=[row.pk, "note"])
    headers = {"accept-language": language}
    return client.post(address, read_form(client.get(address, headers=headers)) | typed, headers=headers)


def help_of(html, field):
    """The help of one field of a form."""
    return re.search(rf'id="id_{field}_helptext"[^>]*>(.*?)</div>', html, re.DOTALL)[1]


@in_both_languages
def test_a_comment_on_a_field_stands_at_the_field_and_names_it(reviewer, draft, language):
    assert comment(reviewer, draft, language, about="text_en", note="太长 <i>").status_code == 302
    note = DraftNote.objects.get()
    assert (note.field, note.text) == ("text_en", "太长 <i>")
    shown = page(reviewer, draft, language)
    assert '<span class="comment-at-field">reviewer: 太长 &lt;i&gt;</span>' in help_of(shown, "text_en")
    assert shown.count("comment-at-field") == 1
    label = re.search(r'for="id_text_en">([^<:：]+)', shown)[1].strip()
    assert f" · {label}<div>太长 &lt;i&gt;</div>" in shown


@in_both_languages
def test_a_comment_on_all_of_it_stands_at_no_field(reviewer, draft, language):
    assert comment(reviewer, draft, language, about="", note="太长").status_code == 302
    assert "comment-at-field" not in page(reviewer, draft, language)


def test_only_fields_that_the_row_has_can_be_chosen(reviewer, draft):
    offered = page(reviewer, draft, "en")
    choices = re.search(r'<select name="about".*?</select>', offered, re.DOTALL)[0]
    assert {'value="text_en"', 'value="note_zh"'} <= set(re.findall(r'value="\w+"', choices))
    assert "title_en" not in choices  # a definition has none
    answer = comment(reviewer, draft, about="title_en", note="Shorter.")
    assert answer.status_code == 400
    assert "Shorter." in answer.text
    assert not DraftNote.objects.exists()


@in_both_languages
def test_other_rows_have_comments_on_fields_too(editor, reviewer, language):
    row = make_dimension("reach", name_en="Reach")
    fill(editor, reverse("admin:concepts_dimension_change", args=[row.pk]), name_zh="幅度")
    assert comment(reviewer, row, language, about="name_zh", note="范围？").status_code == 302
    assert '<span class="comment-at-field">reviewer: 范围？</span>' in help_of(page(editor, row, language), "name_zh")


@in_both_languages
def test_a_passage_is_spoken_of_and_who_cites_it_in_a_draft_is_told(reviewer, draft, contrast, language):
    assert comment(reviewer, contrast.english, language, about="translation", note="“拉”？").status_code == 302
    assert "“拉”？" in page(reviewer, contrast.english, language)
    notice = Notice.objects.get()
    assert (notice.to.username, notice.kind, notice.row) == ("editor", "passage", contrast.english.pk)
