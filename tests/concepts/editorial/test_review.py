"""Who wrote, who submitted, who reviews, and who may publish."""

import pytest
from django.contrib.auth.models import AnonymousUser

from concepts.editorial.actors import actor_name
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.review import OwnWorkError, WrongStatusError, add_note, assign, return_to_draft, submit
from concepts.models import DraftNote, Edition, Statement
from tests.factories import make_published, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(contrast):
    return make_statement("definition", contrast.concepts[0], cites=(contrast.english,))


def written(statement, by):
    Statement.objects.filter(pk=statement.pk).update(author=by, author_name=actor_name(by))


def test_a_draft_goes_to_the_reviewers_and_back_with_a_comment(draft, ann, rui):
    submit(row=draft, by=ann)
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_by, draft.submitted_by_name) == ("submitted", ann, "Ann Author")
    row_version = draft.row_version
    return_to_draft(row=draft, by=rui, comment=" Cite one more. ")
    draft.refresh_from_db()
    assert (draft.status, draft.row_version) == ("draft", row_version + 1)
    add_note(row=draft, by=ann, text="Which one?")
    told = DraftNote.objects.order_by("id").values_list("step", "by_name", "text")
    assert list(told) == [
        ("submitted", "Ann Author", ""),
        ("returned", "rui", "Cite one more."),
        ("note", "Ann Author", "Which one?"),
    ]


def test_words_are_asked_for_where_they_are_due(draft, ann):
    submit(row=draft, by=ann)
    for step in (
        lambda: return_to_draft(row=draft, by=ann, comment=" "),
        lambda: add_note(row=draft, by=ann, text=""),
    ):
        with pytest.raises(ValueError, match="Write what"):
            step()
    assert Statement.objects.get(pk=draft.pk).status == "submitted"


def test_a_draft_is_assigned_to_one_reviewer_until_it_is_published(draft, contrast, ann, rui):
    assign(row=draft, to=rui)
    assert Statement.objects.get(pk=draft.pk).assigned_to == rui
    assign(row=draft, to=None)
    assert Statement.objects.get(pk=draft.pk).assigned_to is None
    with pytest.raises(WrongStatusError, match=contrast.one.code):
        assign(row=contrast.one, to=rui)
    change = start_draft(statement=contrast.one, by=ann)
    assign(row=change, to=rui)
    publish(statements=[change], by=rui)
    live = Statement.objects.get(pk=contrast.one.pk)
    assert (live.assigned_to, live.author) == (None, ann)


@pytest.mark.parametrize("part", ["author", "submitter", "drafted changes"])
def test_nobody_publishes_what_that_person_wrote_or_submitted(draft, contrast, ann, rui, part):
    if part == "author":
        written(draft, ann)
    elif part == "submitter":
        submit(row=draft, by=ann)
    else:
        draft = start_draft(statement=contrast.one, by=ann)
        Statement.objects.filter(pk=draft.pk).update(text_en="It draws.")
    code = contrast.one.code if draft.revises_id else draft.code
    with pytest.raises(OwnWorkError, match=code):
        publish(statements=[draft], by=ann)
    assert Statement.objects.get(pk=draft.pk).status != "published"
    publish(statements=[draft], by=rui)
    edition = Edition.objects.filter(publication__by=rui).get(statement__code=code)
    assert edition.own_work is False


def test_where_the_site_allows_it_the_edition_records_ones_own_work(draft, contrast, ann, settings):
    settings.ALLOW_OWN_WORK = True
    written(draft, ann)
    change = start_draft(statement=contrast.one, by=ann)
    publish(statements=[draft, change], by=ann)
    own = dict(Edition.objects.filter(publication__by=ann).values_list("statement", "own_work"))
    assert own == {draft.pk: True}  # the drafted changes changed nothing
    change = start_draft(statement=contrast.one, by=ann)
    Statement.objects.filter(pk=change.pk).update(text_en="It draws.")
    publish(statements=[change], by=ann)
    own = dict(Edition.objects.filter(publication__by=ann, number=2).values_list("statement", "own_work"))
    assert own == {contrast.one.pk: True, contrast.distinction.pk: False, contrast.position.pk: False}


def test_packs_and_commands_publish_whatever_they_bring(draft, ann):
    written(draft, ann)
    publish(statements=[draft], by="a-pack")
    edition = draft.editions.get()
    assert (edition.publication.by, edition.publication.by_name, edition.own_work) == (None, "a-pack", False)


def test_asking_again_about_what_is_public_is_nobodys_own_work(contrast, ann):
    written(contrast.one, ann)
    publish(statements=[contrast.one], by=ann)
    assert contrast.one.editions.count() == 1


def test_who_withdrew_is_kept(contrast, rui):
    statement = make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    withdraw(statement=statement, words_en="Wrong.", words_zh="有误。", by=rui)
    note = statement.draft_notes.get()
    assert (note.step, note.by) == ("withdrawn", rui)


def test_names_stay_when_accounts_go(draft, ann, rui):
    written(draft, ann)
    submit(row=draft, by=ann)
    publish(statements=[draft], by=rui)
    ann.delete()
    rui.delete()
    draft.refresh_from_db()
    assert (draft.author, draft.author_name, draft.submitted_by_name) == (None, "Ann Author", "Ann Author")
    edition, note = draft.editions.get(), draft.draft_notes.get()
    assert (edition.publication.by, edition.publication.by_name) == (None, "rui")
    assert (note.by, note.by_name) == (None, "Ann Author")


def test_nobody_has_no_name():
    assert [actor_name(by) for by in (None, AnonymousUser(), "a-pack")] == ["", "", "a-pack"]
