"""Sentences without a claim are marked by their words, wait as drafts, and never stand where a statement cites."""

import pytest
from django.urls import reverse

from concepts.models import Proposal, RowChange
from sources.models import Article, Skip
from tests.concepts.admin.pages import fill, read_form
from tests.concepts.packs.round_trip import add_text, come_round, load_elsewhere, undone
from tests.factories import (
    CHINESE,
    make_article,
    make_concept,
    make_passage,
    make_published,
    make_source,
    make_statement,
    publish_proposals,
)

pytestmark = pytest.mark.django_db
ADD = reverse("admin:sources_skip_add")
BOTH = pytest.mark.parametrize(
    ("text", "language", "words", "is_typed"),
    [
        ("Read on. Marketing pulls.", "en", "Read on.", "Read\r\non."),
        (CHINESE, "zh-hans", "销售是把产品卖好。", "销售是把产品 卖好。"),
    ],
)


def page_of(skip, name="change", *parts):
    return reverse(f"admin:sources_skip_{name}", args=[skip.pk, *parts])


def take(client, skip, step):
    address = page_of(skip, "step", step)
    return client.post(address, read_form(client.get(address)), follow=True)


@BOTH
def test_words_are_looked_up_and_the_mark_is_a_draft_until_somebody_else_publishes_it(
    signed_in, text, language, words, is_typed
):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source(text=text, language=language)
    answer = fill(editor, ADD, version=version.pk, words=is_typed, reason="filler")
    skip = Skip.objects.get()
    assert answer.url == page_of(skip)
    assert (text[skip.start : skip.end], skip.article, skip.status) == (words, version.articles.get(), "draft")
    assert take(reviewer, skip, "publish").status_code == 200
    skip.refresh_from_db()
    assert skip.status == "published"
    assert words in editor.get(page_of(skip)).content.decode()
    fill(editor, page_of(skip), reason="off-topic")
    skip.refresh_from_db()
    assert skip.reason == "filler"
    publish_proposals()
    skip.refresh_from_db()
    assert skip.reason == "off-topic"


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "cites “Marketing pulls.” here"), ("zh-hans", "在这里引用了“Marketing pulls.”")],
)
def test_a_cited_sentence_is_no_sentence_without_a_claim(editor, language, says):
    version = make_source(text="Read on. Marketing pulls. Goodbye.")
    make_published("definition", make_concept("marketing"), cites=(make_passage(version, "Marketing pulls."),))
    headers = {"accept-language": language}
    data = read_form(editor.get(ADD)) | {"version": version.pk, "words": "pulls. Good", "reason": "filler"}
    answer = editor.post(ADD, data, headers=headers)
    assert says in answer.content.decode()
    assert "pulls. Good" in answer.content.decode()  # what was typed
    assert not Skip.objects.exists()


def test_what_is_cited_after_it_was_marked_is_not_published(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source(text="Read on. Marketing pulls.")
    fill(editor, ADD, version=version.pk, words="Read on.", reason="filler")
    make_statement("definition", make_concept("marketing"), cites=(make_passage(version, "Read on."),))
    answer = take(reviewer, Skip.objects.get(), "publish")
    assert "so this is a claim" in answer.content.decode()
    assert Skip.objects.get().status == "draft"


def test_marks_do_not_overlap_and_stand_in_one_article(editor):
    version = make_source(text="Read on. Marketing pulls.")
    Article.objects.all().delete()
    for start, end in ((0, 8), (9, 25)):
        make_article(version, start, end)
    fill(editor, ADD, version=version.pk, words="Read on.", reason="filler")
    answer = fill(editor, ADD, version=version.pk, words="on.", reason="filler")
    assert "are marked already" in answer.content.decode()
    answer = fill(editor, ADD, version=version.pk, words="on. Marketing", reason="filler")
    assert "inside one article" in answer.content.decode()
    answer = fill(editor, ADD, version=version.pk, words="Marketing pulls.", reason="repeat")
    assert "A repeat names the passage it repeats" in answer.content.decode()
    assert Skip.objects.count() == 1


def test_an_editor_removes_the_mark_of_a_draft_and_a_reviewer_that_which_readers_see(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source(text="Read on. Marketing pulls.")
    fill(editor, ADD, version=version.pk, words="Read on.", reason="filler")
    skip = Skip.objects.get()
    assert "The mark is removed." in take(editor, skip, "unmark-draft").content.decode()
    assert not Skip.objects.exists()
    assert not Proposal.objects.exists()
    fill(editor, ADD, version=version.pk, words="Read on.", reason="filler")
    publish_proposals()
    skip = Skip.objects.get()
    assert editor.get(page_of(skip, "step", "unmark")).status_code == 403
    address = page_of(skip, "step", "unmark-draft")  # which the page does not offer
    answer = editor.post(address, read_form(editor.get(address)))
    assert "so a reviewer removes it" in answer.content.decode()
    take(reviewer, skip, "unmark")
    assert not Skip.objects.exists()
    assert RowChange.objects.filter(kind="skip", after__isnull=True).count() == 1


def test_two_who_change_one_mark_at_once_overwrite_nothing(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source(text="Read on. Marketing pulls.")
    fill(editor, ADD, version=version.pk, words="Read on.", reason="filler")
    skip = Skip.objects.get()
    opened = read_form(editor.get(page_of(skip)))
    take(reviewer, skip, "unmark-draft")
    answer = editor.post(page_of(skip), opened | {"reason": "heading"})
    assert answer.status_code == 409
    assert not Skip.objects.exists()


def test_marks_made_in_the_admin_come_round_through_a_pack(editor, tmp_path):
    with undone():
        version = add_text("a-post", "Read on. Marketing pulls. Read on.")
        passage = make_passage(version, "Marketing pulls.")
        make_published("definition", make_concept("marketing"), cites=(passage,))
        fill(editor, ADD, version=version.pk, words="Read on.", _take="26-34", reason="filler")
        publish_proposals()
        _report, lines = come_round(tmp_path)
    load_elsewhere(tmp_path, lines)
    skip = Skip.objects.get()
    assert (skip.start, skip.end, skip.reason) == (26, 34, "filler")
