"""Sources, texts and translations of what is cited change for readers only when somebody else has published it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from concepts.editorial.publishing import publish
from concepts.editorial.withholding import withhold
from concepts.models import Proposal, Publication
from sources.content_row import ContentRow
from sources.models import Passage, Source, SourceVersion
from tests.concepts.admin.pages import fill, read_form
from tests.factories import (
    make_concept,
    make_passage,
    make_published,
    make_source,
    make_statement,
    publish_proposals,
    save_row,
)

pytestmark = pytest.mark.django_db
POST = {"slug": "a-post", "title_en": "A zebra", "title_zh": "斑马文", "kind": "article", "written_in": "en"}
LANGUAGES = pytest.mark.parametrize(("language", "word"), [("en", "A zebra"), ("zh-hans", "斑马文")])


def page_of(row: ContentRow, kind: str = "change") -> str:
    return reverse(f"admin:sources_{row._meta.model_name}_{kind}", args=[row.pk])


def add(model: str) -> str:
    return reverse(f"admin:sources_{model}_add")


def take(client: Client, row: ContentRow, step: str, **fields: str):
    """Take a step with the row as its page shows it, which has a button for it."""
    page = client.get(page_of(row)).content.decode()
    version = re.search(r'name="_row_version" value="([0-9.]+)"', page)
    address = reverse(f"admin:sources_{row._meta.model_name}_step", args=[row.pk, step])
    assert f'action="{address}"' in page or f'href="{address}"' in page
    return client.post(address, {"_row_version": version[1] if version else ""} | fields, follow=True)


@LANGUAGES
def test_a_source_and_its_text_are_drafts_until_both_are_published(signed_in, client, language, word):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    public = f"/{language}/sources/a-post/"
    saved = fill(editor, add("source"), **POST)
    source = Source.objects.get()
    assert saved.url == page_of(source)  # where the next step is offered, and submitting it
    saved = fill(editor, add("sourceversion"), source=source.pk, number=1, language="en", pasted="Marketing pulls.")
    version = SourceVersion.objects.get()
    assert saved.url == page_of(version)
    assert {source.status, version.status} == {"draft"}
    assert client.get(public).status_code == 404
    assert not Publication.objects.exists()
    assert "“A zebra” is not published" in editor.get(page_of(version)).content.decode()
    preview = reviewer.get(reverse("row-preview", args=["version", version.pk]) + f"?lang={language}")
    assert word in preview.content.decode()
    fill(editor, page_of(source), author="林")  # a draft is changed itself
    assert Source.objects.get().author == "林"
    for row in (source, version):
        take(editor, row, "submit")
    assert "is not published" in take(reviewer, version, "publish").content.decode()
    assert "Published." in take(reviewer, source, "publish").content.decode()
    assert "Published." in take(reviewer, version, "publish").content.decode()
    assert word in client.get(public).content.decode()
    assert "Marketing" not in client.get(public).content.decode()  # shown in excerpts, and nothing is cited
    assert not Proposal.objects.exists()


@LANGUAGES
def test_a_change_of_a_source_waits_shows_its_difference_and_is_published(signed_in, client, language, word):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    source = make_source().source
    public = f"/{language}/sources/a-source/"
    fill(editor, page_of(source), title_en="A zebra", title_zh="斑马文", doi="10.1000/ABC")
    page = reviewer.get(page_of(source)).content.decode()
    assert "<ins" in page
    assert word in page
    assert "10.1000/abc" in page
    assert word not in client.get(public).content.decode()
    take(editor, source, "submit")
    take(reviewer, source, "return", comment="哪里来的？")
    assert "哪里来的？" in editor.get(page_of(source)).content.decode()
    fill(editor, page_of(source), publisher="A zoo")
    take(editor, source, "submit")
    assert (
        word in reviewer.get(reverse("row-preview", args=["source", source.pk]) + f"?lang={language}").content.decode()
    )
    take(reviewer, source, "publish")
    source.refresh_from_db()
    assert (source.title_en, source.doi, source.publisher) == ("A zebra", "10.1000/abc", "A zoo")
    assert word in client.get(public).content.decode()


def test_an_identifier_that_another_draft_has_is_asked_about(editor):
    fill(editor, add("source"), doi="10.1000/182", **POST)
    other = make_source().source
    asked = fill(editor, page_of(other), doi="https://doi.org/10.1000/182")
    assert "_something_else" in asked.content.decode()
    assert fill(editor, page_of(other), doi="10.1000/182", _something_else="a-post").status_code == 302
    assert Proposal.objects.filter(kind="source", content__isnull=False).count() == 1


def test_a_translation_that_readers_see_is_proposed_and_a_new_one_is_saved(signed_in, client):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source()
    words = {"version": version.pk, "words": "Sales push products to users."}
    assert fill(editor, add("passage"), translation="销售推产品。", **words).status_code == 302
    passage = Passage.objects.get()
    fill(editor, page_of(passage), translation="销售把产品推给用户。")
    assert Passage.objects.get().translation == "销售把产品推给用户。"
    assert Proposal.objects.get().content is None
    publish_proposals()
    statement = make_published("definition", make_concept("sales"), cites=(passage,))
    fill(editor, page_of(passage), translation="斑马。")
    public = f"/zh-hans/statements/{statement.code}/"
    assert "斑马" not in client.get(public).content.decode()
    assert "斑马" in reviewer.get(page_of(passage)).content.decode()
    assert "斑马" in reviewer.get(reverse("row-preview", args=["passage", passage.pk])).content.decode()
    take(editor, passage, "submit")
    assert "Published." in take(reviewer, passage, "publish").content.decode()
    assert "斑马" in client.get(public).content.decode()
    assert statement.editions.count() == 2


def test_who_proposes_second_is_told_and_a_text_that_changed_meanwhile_is_compared(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    source = make_source().source
    first, second = (read_form(client.get(page_of(source))) for client in (editor, reviewer))
    assert editor.post(page_of(source), first | {"author": "林"}).status_code == 302
    late = reviewer.post(page_of(source), second | {"author": "李"})
    assert late.status_code == 409
    assert "林" in late.content.decode()
    assert "李" in late.content.decode()
    source.refresh_from_db()
    source.publisher = "A pack"
    save_row(source)
    assert "changed after" in editor.get(page_of(source)).content.decode()
    take(editor, source, "submit")
    assert take(reviewer, source, "publish").status_code == 409
    take(reviewer, source, "take-over")
    fill(reviewer, page_of(source), publisher="A pack")
    take(signed_in("admin"), source, "publish")
    source.refresh_from_db()
    assert (source.author, source.publisher) == ("林", "A pack")


def test_language_and_date_are_proposed_until_something_cites_the_text(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source()
    fill(editor, page_of(version), date="2020-05")
    version.refresh_from_db()
    assert version.date == ""
    make_statement("definition", make_concept("sales"), cites=(make_passage(version, "Sales"),))
    assert 'id="id_date"' not in editor.get(page_of(version)).content.decode()
    refused = take(reviewer, version, "publish")
    assert (refused.status_code, "cited by now" in refused.content.decode()) == (409, True)
    assert "stays" in take(editor, version, "discard").content.decode()


def test_a_proposed_translation_of_sealed_words_is_not_told(signed_in):
    editor, admin = signed_in("editor"), signed_in("admin")
    passage = make_passage(make_source(), "Sales push products")
    make_published("definition", make_concept("sales"), cites=(passage,))
    fill(editor, page_of(passage), translation="斑马。")
    withhold(source=passage.version.source, shows="nothing", reason_en="Asked.", reason_zh="应要求。")
    assert "斑马" in admin.get(page_of(passage)).content.decode()
    assert "斑马" not in editor.get(page_of(passage)).content.decode()
    assert "Sales push" not in editor.get(reverse("admin:sources_passage_changelist")).content.decode()


def test_an_admin_deletes_a_draft_with_its_texts_and_no_public_row_with_a_proposal(signed_in):
    admin = signed_in("admin")
    fill(admin, add("source"), **POST)
    source = Source.objects.get()
    fill(admin, add("sourceversion"), source=source.pk, number=1, language="en", pasted="Marketing pulls.")
    asked = admin.get(page_of(source, "delete"))
    assert "Version 1" in asked.content.decode()
    assert admin.post(page_of(source, "delete"), read_form(asked) | {"post": "yes"}).status_code == 302
    assert not SourceVersion.objects.exists()
    assert not Source.objects.exists()
    assert not Proposal.objects.exists()
    assert admin.get("/en/sources/a-post/").status_code == 404
    public = make_source()
    fill(admin, page_of(public), date="2020")
    told = admin.get(page_of(public, "delete"), follow=True).content.decode()
    assert "publish or discard them first" in told
    assert SourceVersion.objects.exists()


def test_a_public_page_is_offered_of_a_row_that_readers_see_and_of_no_other(editor):
    version = make_source("telling")
    passage, article = make_passage(version, "Marketing pulls"), version.articles.get()
    place = passage.get_absolute_url()

    def offers():
        pages = [editor.get(page_of(row)).content.decode() for row in (version.source, version, article, passage)]
        return [len(re.findall(r'href="/(?:[\w-]+/)?admin/r/', page)) for page in pages], place in pages[-1]

    assert offers() == ([3, 3, 2, 0], False)  # twice of the row of the page, once of the rows below it
    type(article).objects.update(status="draft")
    assert offers() == ([3, 2, 0, 0], False)
    type(version).objects.update(status="draft")
    assert offers() == ([2, 0, 0, 0], False)
    type(version).objects.update(status="published")
    type(article).objects.update(status="published")
    publish(statements=[make_statement("definition", make_concept("leads"), cites=(passage,))])
    assert offers() == ([3, 2, 2, 2], True)  # a version that is cited is only shown, with one link fewer
