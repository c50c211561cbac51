"""Whoever opens or edits a form is told who else edits the same at this moment; nothing is locked by it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from concepts.editorial.drafts import start_draft
from concepts.models import OpenForm
from tests.concepts.admin.pages import fill
from tests.factories import make_dimension

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/editing/"
ALSO = {
    "en": "{} is editing this at the moment, too. Whoever saves second compares both.",
    "zh-hans": "{}此刻也在编辑这里。后保存的人会看到两边的不同。",
}
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


def edit(client, row, kind="statement", language="en"):
    return client.post(ADDRESS, {"kind": kind, "row": row.pk}, headers={"accept-language": language})


def page(client, row, language="en"):
    model = getattr(row, "kind", "") or row._meta.model_name
    address = reverse(f"admin:concepts_{model}_change", args=[row.pk])
    return client.get(address, headers={"accept-language": language}).text


@in_both_languages
def test_both_learn_of_each_other(editor, reviewer, contrast, language):
    assert ALSO[language].format("editor") not in page(reviewer, contrast.one, language)
    assert edit(editor, contrast.one, language=language).json() == {"words": ""}
    assert ALSO[language].format("editor") in page(reviewer, contrast.one, language)
    assert edit(reviewer, contrast.one, language=language).json() == {"words": ALSO[language].format("editor")}
    assert ALSO[language].format("reviewer") in page(editor, contrast.one, language)


def test_a_draft_of_changes_is_what_it_revises(editor, reviewer, contrast):
    edit(editor, contrast.one)
    draft = start_draft(statement=contrast.one)
    assert edit(reviewer, draft).json()["words"] == ALSO["en"].format("editor")


def test_three_are_named_in_one_sentence(editor, reviewer, admin, contrast):
    edit(editor, contrast.one)
    edit(reviewer, contrast.one)
    assert "editor and reviewer are editing" in page(admin, contrast.one)


def test_it_ends_with_a_save_or_after_some_minutes(editor, reviewer):
    row = make_dimension("reach", name_en="Reach")
    edit(editor, row, "dimension")
    fill(editor, reverse("admin:concepts_dimension_change", args=[row.pk]), name_zh="幅度")
    assert not OpenForm.objects.exists()
    edit(editor, row, "dimension")
    edit(editor, row, "dimension")
    assert OpenForm.objects.count() == 1
    OpenForm.objects.update(at=timezone.now() - timedelta(minutes=4))
    assert "editing this" not in page(reviewer, row)
    OpenForm.objects.update(at=timezone.now() - timedelta(days=2))
    edit(reviewer, row, "dimension")
    assert [form.person.username for form in OpenForm.objects.all()] == ["reviewer"]


def test_nothing_odd_is_noted(editor, signed_in, contrast):
    for kind, row in (("statement", "0"), ("statement", "x" * 99), ("nothing", "1"), ("", ""), ("statement", "9" * 30)):
        assert editor.post(ADDRESS, {"kind": kind, "row": row}).status_code == 404
    assert edit(signed_in("viewer"), contrast.one).status_code == 403
    assert editor.get(ADDRESS).status_code == 405
    assert not OpenForm.objects.exists()
    assert get_user_model().objects.count() > 1
