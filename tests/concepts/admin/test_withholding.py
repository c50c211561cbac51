"""Reviewers withhold a text on the page of its source; in the admin it is sealed for all but admins."""

import json

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from concepts.editorial.publications import publish_row
from concepts.editorial.publishing import publish
from concepts.editorial.withholding import withhold
from concepts.models import Publication
from sources.facts import Shown
from sources.models import Passage, Skip, Source
from tests import factories as make
from tests.concepts.admin.pages import fill, read_form

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WHY = {"reason_en": "Its owner asks for it.", "reason_zh": "版权人要求。"}
TEXT = "Zanzibar is far. Quixotic marketing pulls xylophones. Walruses hum."
CITED = "Quixotic marketing pulls xylophones."


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


@pytest.fixture
def passage():
    """A cited passage with a translation; a sentence beside it is marked as one that makes no claim."""
    version = make.make_source("telling", text=TEXT)
    passage = make.make_passage(version, CITED, translation="荒唐的译文。", translation_by="ours")
    publish(statements=[make.make_statement("definition", make.make_concept("marketing"), cites=(passage,))])
    Skip.objects.create(version=version, article=version.articles.get(), start=0, end=16, reason="filler")
    return passage


def page_of(row, page="change"):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    return reverse(name, args=[row.pk] if page == "change" else [])


def step_of(source, name):
    return reverse("admin:sources_source_step", args=[source.pk, name])


def take(client, source, name, language="en", **fields):
    headers = {"accept-language": language}
    page = client.get(step_of(source, name), headers=headers)
    assert page.status_code == 200
    return client.post(step_of(source, name), read_form(page) | fields, headers=headers)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@LANGUAGES
def test_a_reviewer_withholds_a_text_and_shows_it_again(reviewer, passage, language):
    source = passage.version.source
    assert step_of(source, "withhold") in read(reviewer, page_of(source))
    assert step_of(source, "release") not in read(reviewer, page_of(source))
    assert take(reviewer, source, "withhold", language, shows="nothing", **WHY).status_code == 302
    source.refresh_from_db()
    assert (source.shown, source.withheld_reason_zh) == (Shown.NOTHING, "版权人要求。")
    assert WHY["reason_en"] in read(reviewer, page_of(source))
    assert take(reviewer, source, "withhold", language, shows="excerpts", **WHY).status_code == 302
    assert take(reviewer, source, "release", language, reason="They agreed.").status_code == 302
    source.refresh_from_db()
    assert source.shown == Shown.FULL
    acts = Publication.objects.exclude(act="published").order_by("id").values_list("act", "by_name")
    assert list(acts) == [("withheld", "reviewer"), ("withheld", "reviewer"), ("released", "reviewer")]
    history = read(reviewer, reverse("admin:sources_source_history", args=[source.pk]))
    assert history.count("Withheld its text") == 2
    assert "Showed its text again" in history


@LANGUAGES
def test_it_asks_for_both_reasons_and_for_what_is_shown(reviewer, passage, language):
    source = passage.version.source
    for missing in (*WHY, "shows"):
        sent = {"shows": "nothing", **WHY} | {missing: ""}
        assert take(reviewer, source, "withhold", language, **sent).status_code == 400
    assert Source.objects.get(pk=source.pk).shown == Shown.FULL
    assert take(reviewer, source, "withhold", language, shows="nothing", **WHY).status_code == 302
    assert take(reviewer, source, "withhold", language, shows="nothing", **WHY).status_code == 409


def test_an_editor_cannot_withhold_and_nobody_deletes_what_is_withheld(editor, admin, passage):
    source = passage.version.source
    for name in ("withhold", "release"):
        assert editor.get(step_of(source, name)).status_code == 403
    bare = make.Source.objects.create(slug="bare", title_en="Bare", title_zh="空", kind="article")
    withhold(source=bare, shows="nothing", **WHY)
    assert admin.post(reverse("admin:sources_source_delete", args=[bare.pk]), {"post": "yes"}).status_code == 403


def places(passage):
    """The pages on which people read words of the source, and words that stand there."""
    article, skip = passage.article, Skip.objects.get()
    return [
        (page_of(passage.version), "Zanzibar"),
        (page_of(article), "Zanzibar"),
        (page_of(skip, "changelist"), "Zanzibar"),
        (page_of(passage), CITED),
        (page_of(passage), "荒唐的译文"),
        (page_of(passage, "changelist"), CITED),
        (page_of(passage, "changelist"), "荒唐的译文"),
        (page_of(passage, "changelist") + "?q=Quixotic", CITED),
    ]


@pytest.mark.parametrize(("shows", "open_to_editors"), [("nothing", set()), ("excerpts", {CITED, "荒唐的译文"})])
def test_only_admins_read_what_is_sealed(reviewer, admin, passage, shows, open_to_editors):
    for address, words in places(passage):
        assert words in read(reviewer, address)
    withhold(source=passage.version.source, shows=shows, **WHY)
    for address, words in places(passage):
        assert words in read(admin, address)
        assert (words in read(reviewer, address)) == (words in open_to_editors), address
        assert ("only admins read it" in read(reviewer, address)) != (words in open_to_editors) or "?q=" in address


def test_sealed_words_are_in_no_name_and_not_beside_a_statement(admin, passage):
    statement = passage.citations.get().statement
    form = reverse("admin:concepts_definition_change", args=[statement.pk])
    assert read(admin, form).count(CITED) >= 2
    withhold(source=passage.version.source, shows="nothing", **WHY)
    page = read(admin, form)
    assert CITED not in page
    assert "荒唐的译文" not in page
    assert "These words are withheld." in page
    assert CITED not in read(admin, reverse("admin:index"))


def test_a_publication_tells_what_changed_in_sealed_words_to_admins_alone(reviewer, admin, passage):
    for row in (passage, passage.article):
        with publish_row(row=row):
            type(row).objects.filter(pk=row.pk).update(**{"translation" if row == passage else "first": "琥珀"})
    changed = {publication: page_of(publication) for publication in Publication.objects.filter(changes__isnull=False)}
    assert len(changed) == 2
    assert all("琥珀" in read(reviewer, address) for address in changed.values())
    withhold(source=passage.version.source, shows="nothing", **WHY)
    for address in changed.values():
        assert "琥珀" in read(admin, address)
        assert not any(words in read(reviewer, address) for words in ("琥珀", "Quixotic", "Zanzi"))
        assert "only admins read it" in read(reviewer, address)


def log_citation(person, statement, words):
    """Leave the entry of the log that a form left which cited the words before they were withheld."""
    part = {"name": "citation", "model": "concepts.citation", "object": f"“{words}”", "object_zh": f"“{words}”"}
    types = ContentType.objects
    message = json.dumps([{"added": part}, {"changed": {"fields": ["Title in Chinese"]}}])
    passage = Passage.objects.get()
    for row, about, told in (
        (statement, types.get_for_model(statement), message),
        (passage, types.get_for_model(passage), "[]"),
    ):
        LogEntry.objects.create(
            user=person,
            content_type=about,
            object_id=row.pk,
            action_flag=CHANGE,
            object_repr=str(row),
            change_message=told,
        )
    LogEntry.objects.create(
        user=person, content_type=types.get_for_model(passage), object_id=999, action_flag=DELETION,
        object_repr=f"{TEXT[:20]}…", change_message="",
    )  # fmt: skip


def pages_of_the_admin(passage):
    """The lists and forms, histories and pages of deletion of all that has to do with the passage."""
    statement = passage.citations.get().statement
    rows = [
        passage,
        passage.article,
        passage.version,
        passage.version.source,
        Skip.objects.get(),
        *Publication.objects.all(),
    ]
    pages = [
        f"sources_{row._meta.model_name}" if row._meta.app_label == "sources" else "concepts_publication"
        for row in rows
    ]
    for name, row in [*zip(pages, rows, strict=True), ("concepts_definition", statement)]:
        yield from (reverse(f"admin:{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete"))
        yield reverse(f"admin:{name}_changelist")
    yield reverse("admin:index")
    yield reverse("admin:concepts_proposal_changelist")
    chosen = {"app_label": "concepts", "model_name": "citation", "field_name": "passage"}
    yield reverse("admin:autocomplete", query=chosen)


@pytest.mark.once
@LANGUAGES
def test_words_that_are_withheld_stand_on_no_page_of_the_admin_for_others(signed_in, passage, language):
    clients = {role: signed_in(role) for role in ("viewer", "editor", "reviewer", "admin")}
    statement = passage.citations.get().statement
    for person in get_user_model().objects.all():
        log_citation(person, statement, CITED)
    withhold(source=passage.version.source, shows="nothing", **WHY)
    headers, read_by = {"accept-language": language}, dict.fromkeys(clients, 0)
    for role, client in clients.items():
        for address in pages_of_the_admin(passage):
            answer = client.get(address, headers=headers)
            assert answer.status_code in (200, 302, 403), (role, address)
            words = [words for words in ("Quixotic", "Zanzibar", "荒唐") if words in answer.content.decode()]
            assert role == "admin" or not words, (role, address, words)
            read_by[role] += answer.status_code == 200
    assert min(read_by.values()) > 12
    history = reverse("admin:concepts_definition_history", args=[statement.pk])
    told = {
        "en": ("its words are withheld", "Changed title in Chinese"),
        "zh-hans": ("（原文已停止展示）", "修改了中文标题"),
    }
    page = clients["reviewer"].get(history, headers=headers).content.decode()
    assert all(words in page for words in told[language])
    assert CITED in clients["admin"].get(history, headers=headers).content.decode()


@LANGUAGES
def test_nothing_is_cut_from_a_sealed_text_and_its_passages_stay_as_they_are(editor, admin, passage, language):
    withhold(source=passage.version.source, shows="excerpts", **WHY)
    headers = {"accept-language": language}
    for client in (editor, admin):
        add = reverse("admin:sources_passage_add")
        sent = read_form(client.get(add, headers=headers)) | {"version": passage.version.pk, "words": "Walruses hum."}
        answer = client.post(add, sent, headers=headers)
        assert answer.status_code == 200
        assert "Zanzibar" not in answer.content.decode()
    assert Passage.objects.count() == 1
    withhold(source=passage.version.source, shows="nothing", **WHY)
    assert editor.post(page_of(passage), {"translation": "另一个。"}).status_code == 403
    assert Passage.objects.get().translation == "荒唐的译文。"


@LANGUAGES
@pytest.mark.parametrize(("rights", "is_asked"), [("not-known", True), ("other-licence", True), ("cc-by-4.0", False)])
def test_a_new_source_starts_in_excerpts_and_more_is_asked_about_once(editor, language, rights, is_asked):
    add = reverse("admin:sources_source_add")
    assert read_form(editor.get(add))["display"] == "excerpts"
    fields = {"slug": "new", "title_en": "New", "title_zh": "新", "kind": "article", "rights": rights}
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = fill(editor, add, display="full", **fields)
    assert (answer.status_code, b"_whole_text_is_allowed" in answer.content) == (
        (200, True) if is_asked else (302, False)
    )
    if is_asked:
        assert fill(editor, add, display="full", _whole_text_is_allowed="1", **fields).status_code == 302
    assert Source.objects.get().display == "full"
    assert fill(editor, add, **fields | {"slug": "other"}).status_code == 302
    assert Source.objects.get(slug="other").display == "excerpts"


def test_the_five_stay_as_they_are_and_a_change_to_the_whole_text_is_asked_about(editor):
    source = make.make_source().source
    assert fill(editor, page_of(source), author="A. Writer").status_code == 302
    assert fill(editor, page_of(source), display="excerpts").status_code == 302
    make.publish_proposals()
    answer = fill(editor, page_of(source), display="full")
    assert b"_whole_text_is_allowed" in answer.content
    assert Source.objects.get().display == "excerpts"
