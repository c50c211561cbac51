"""Rows that have no status of their own are published with what shows them first, as somebody else looked at them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from concepts.editorial.merging import NotMergeableError
from concepts.editorial.proposals import propose_new
from concepts.editorial.publishing import publish
from concepts.editorial.renaming import merge_concepts
from concepts.editorial.requirements import NotPublishableError
from concepts.models import Address, Proposal, Statement, Tag
from tests.concepts.admin.pages import fill, read_form
from tests.factories import (
    cite,
    make_concept,
    make_dimension,
    make_passage,
    make_published,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db
PASSAGE = "admin:sources_passage_change"
LATER = [("translation", "改后的译文。"), ("translation", "Words of later.")]


@pytest.fixture
def submitted(signed_in):
    """A submitted definition whose passage an editor has just translated; the editor and a reviewer."""
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    statement = make_statement("definition", make_concept("marketing"))
    cite(statement, make_passage(make_source(), "Marketing pulls"))
    passage = statement.citations.get().passage
    fill(editor, reverse(PASSAGE, args=[passage.pk]), translation="营销吸引。", translation_by="ours")
    step(editor, statement, "submit", reviewer)
    return editor, reviewer, statement, passage


def page_of(statement: Statement) -> str:
    return reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk])


def step(client: Client, statement: Statement, name: str, *_others: Client, form: dict | None = None):
    """Takes a step as somebody who looked at the page of the statement, with all that is offered."""
    if form is None:
        form = form_of(client, statement, name)
    address = reverse(f"admin:concepts_{statement.kind}_step", args=[statement.pk, name])
    return client.post(address, form, follow=True)


def form_of(client: Client, statement: Statement, name: str) -> dict:
    html = client.get(page_of(statement)).content.decode()
    part = html.partition(f"/steps/{name}/")[2].partition("</form>")[0]
    versions = re.findall(r'name="(_row_version|_with)" value="([^"]+)"', part)
    return {key: [value for found, value in versions if found == key] for key, _value in versions}


@pytest.mark.parametrize(("field", "words"), LATER)
def test_words_changed_after_a_reviewer_looked_are_not_published(submitted, field, words):
    editor, reviewer, statement, passage = submitted
    looked = form_of(reviewer, statement, "publish")
    assert any(value.startswith("passage-") for value in looked["_with"])
    fill(editor, reverse(PASSAGE, args=[passage.pk]), **{field: words})
    answer = step(reviewer, statement, "publish", form=looked)
    assert answer.status_code == 409
    assert not Statement.objects.published().exists()
    assert "Published." in step(reviewer, statement, "publish").content.decode()
    assert not Proposal.objects.exists()


def test_a_reviewer_does_not_publish_words_of_their_own_through_the_statement_of_another(submitted):
    _editor, reviewer, statement, passage = submitted
    assert fill(reviewer, reverse(PASSAGE, args=[passage.pk]), translation="审核者的译文。").status_code == 302
    answer = step(reviewer, statement, "publish")
    assert answer.status_code == 409
    assert not Statement.objects.published().exists()


def test_a_tag_that_readers_do_not_see_goes_with_its_statement(signed_in):
    reviewer = signed_in("reviewer")
    statement = make_statement("definition", make_concept("marketing"))
    cite(statement, make_passage(make_source(), "Marketing pulls"))
    statement.tags.add("推广")
    tag = Tag.objects.get()
    answer = fill(reviewer, reverse("admin:concepts_tag_change", args=[tag.pk]), name_en="Promotion of ours")
    assert answer.status_code == 302
    with pytest.raises(NotPublishableError, match="Promotion of ours"):
        publish(statements=[statement])
    publish(statements=[statement], rows=[tag])
    assert Statement.objects.published().exists()


def test_an_article_of_a_text_that_readers_do_not_see_goes_with_the_text(signed_in):
    editor = signed_in("editor")
    version = make_source()
    propose_new(row=version, by=None)
    article = version.articles.get()
    answer = fill(editor, reverse("admin:sources_article_change", args=[article.pk]), title_zh="改后的标题")
    assert answer.status_code == 302
    with pytest.raises(NotPublishableError):
        publish(statements=[], rows=[version])
    publish(statements=[], rows=[version, article])
    assert not Proposal.objects.exists()


def test_names_of_a_draft_do_not_become_public_by_a_merger():
    draft, public = make_concept("draft", "Fodder", "饲料"), make_concept("public", "Public", "公开")
    propose_new(row=draft, by=None)
    for concept, into in ((draft, public), (public, draft)):
        with pytest.raises(NotMergeableError, match="Fodder"):
            merge_concepts(concept=concept, into=into, reason_en="Same.", reason_zh="相同。")


def test_an_address_does_not_lead_to_what_readers_do_not_see():
    dimension = make_dimension("hidden")
    address = Address.objects.create(kind="dimension", key="old", state="moved", target="hidden")
    for row in (dimension, address):
        propose_new(row=row, by=None)
    with pytest.raises(NotPublishableError):
        publish(statements=[], rows=[address])
    publish(statements=[], rows=[address, dimension])


def test_nobody_publishes_words_that_they_may_not_read(signed_in):
    editor, reviewer, admin = signed_in("editor"), signed_in("reviewer"), signed_in("admin")
    version = make_source()
    statement = make_published(
        "definition", make_concept("marketing"), cites=(make_passage(version, "Marketing pulls"),)
    )
    passage = statement.citations.get().passage
    fill(editor, reverse(PASSAGE, args=[passage.pk]), translation="没有人看过的译文。", translation_by="ours")
    sealed = {"withheld": "nothing", "withheld_reason_en": "Asked.", "withheld_reason_zh": "应要求。"}
    type(version.source).objects.filter(pk=version.source_id).update(**sealed)
    address = reverse("admin:sources_passage_step", args=[passage.pk, "publish"])
    for client, status in ((reviewer, 409), (admin, 200)):
        form = read_form(client.get(reverse(PASSAGE, args=[passage.pk])))
        answer = client.post(address, {"_row_version": form["_row_version"]}, follow=True)
        assert answer.status_code == status
    passage.refresh_from_db()
    assert passage.translation == "没有人看过的译文。"
