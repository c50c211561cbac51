"""Who is told what somebody else did to a draft, and that nobody is told of what they did themselves."""

import pytest
from django.contrib.auth.models import User

from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.notices import forget_read, want_mail
from concepts.editorial.proposal_publishing import publish_proposals
from concepts.editorial.proposals import propose_change
from concepts.editorial.publishing import publish
from concepts.editorial.review import add_note, assign, return_to_draft, submit
from concepts.models import Notice, NoticeMail
from sources.languages import Language
from tests.factories import make_dimension, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(contrast, ann):
    return make_statement("definition", contrast.concepts[0], cites=(contrast.english,), author=ann)


def told(person):
    """What a person was told: the event, who did it, and what was said; oldest first."""
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("event", "by_name", "text"))


def test_writers_are_told_what_becomes_of_a_draft(draft, ann, rui):
    submit(row=draft, by=ann)
    return_to_draft(row=draft, by=rui, comment="请再引一处。")
    submit(row=draft, by=ann)
    publish(statements=[draft], by=rui, note="Now it is whole.")
    assert told(ann) == [("returned", "rui", "请再引一处。"), ("published", "rui", "Now it is whole.")]
    assert told(rui) == []
    notice = Notice.objects.first()
    assert (notice.kind, notice.row) == ("statement", draft.pk)
    assert draft.code in notice.name


def test_a_reviewer_is_told_once_that_a_draft_is_theirs(draft, ann, rui):
    assign(row=draft, to=rui, by=ann)
    assign(row=draft, to=rui, by=ann)
    assign(row=draft, to=None, by=ann)
    assert told(rui) == [("assigned", "Ann Author", "")]
    assign(row=draft, to=rui, by=rui)
    assert len(told(rui)) == 1


def test_all_who_spoke_hear_what_is_said_next(draft, ann, rui):
    add_note(row=draft, by=rui, text="Which one?")
    add_note(row=draft, by=ann, text="The first.")
    assert told(ann) == [("commented", "rui", "Which one?")]
    assert told(rui) == [("commented", "Ann Author", "The first.")]


def test_writers_of_other_rows_are_told_too(ann, rui):
    row = make_dimension("reach", name_en="Reach")
    propose_change(row=row, content=RowContent({"name": Words("Range", "幅度")}, {}, "dimension"), by=ann)
    submit(row=row, by=ann)
    return_to_draft(row=row, by=rui, comment="Why?")
    publish_proposals(rows=[row], by=rui)
    assert told(ann) == [("returned", "rui", "Why?"), ("published", "rui", "")]
    assert set(Notice.objects.values_list("kind", "row")) == {("dimension", row.pk)}


def test_who_has_no_account_any_more_is_told_nothing(draft, ann, rui):
    for gone in ({"is_active": False, "is_staff": True}, {"is_active": True, "is_staff": False}):
        User.objects.filter(pk=ann.pk).update(**gone)
        add_note(row=draft, by=rui, text=f"Which one? {gone}")
        assert not Notice.objects.exists()


def test_what_is_read_is_gone_and_what_came_meanwhile_stays(draft, ann, rui):
    add_note(row=draft, by=rui, text="One.")
    seen = Notice.objects.get().pk
    add_note(row=draft, by=rui, text="Two.")
    forget_read(of=rui, notices=[seen])  # it is not hers
    assert len(told(ann)) == 2
    forget_read(of=ann, notices=[seen])
    assert told(ann) == [("commented", "rui", "Two.")]


def test_mail_begins_with_what_comes_after_it_was_asked_for(draft, ann, rui):
    add_note(row=draft, by=rui, text="One.")
    want_mail(person=ann, language=Language.ZH)
    add_note(row=draft, by=rui, text="Two.")
    assert list(Notice.objects.filter(mailed_at=None).values_list("text", flat=True)) == ["Two."]
    want_mail(person=ann, language=Language.EN)
    assert list(NoticeMail.objects.values_list("language", flat=True)) == ["en"]
    want_mail(person=ann, language=None)
    assert not NoticeMail.objects.exists()
