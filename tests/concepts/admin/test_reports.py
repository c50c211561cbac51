"""How curators find what readers report, answer it, and take it up as a comment on a draft."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concepts.models import DraftNote, ErrorReport, Statement
from tests import factories as make
from tests.concepts.admin.pages import read_form
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LIST = "/admin/concepts/errorreport/"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = "第二句 <b>说的</b> 是销售。 👀"


@pytest.fixture
def world():
    return make_world()


def sign_in(role, language="en"):
    person = get_user_model().objects.create_user(username=f"{role}-{language}", is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def page_of(report):
    return f"{LIST}{report.pk}/change/"


def answer(client, report, state, words="", **more):
    form = read_form(client.get(page_of(report)))
    return client.post(page_of(report), form | {"state": state, "answer": words} | more)


@LANGUAGES
def test_a_report_stands_on_the_to_do_list_and_leads_to_its_page(world, language):
    statement = world.first("distinction")
    report = make.make_report(statement, WORDS, contact="reader@example.org")
    make.make_report(world.first("definition"), "Settled.", state="done", answered_at=timezone.now())
    client = sign_in("editor", language)
    home = client.get("/admin/").content.decode()
    title = {"en": "Errors that readers report", "zh-hans": "读者报告的错误"}[language]
    assert re.search(rf'<a href="{LIST}\?state__exact=waiting">{title} <span class="todo-count">1</span>', home)
    assert f'href="{page_of(report)}"' in home
    listed = client.get(f"{LIST}?state__exact=waiting").content.decode()
    assert f"{statement.code} v1" in listed
    assert "Settled." not in listed
    html = client.get(page_of(report)).content.decode()
    assert "第二句 &lt;b&gt;说的&lt;/b&gt; 是销售。 👀" in html
    assert "reader@example.org" in html
    assert f'href="/admin/concepts/distinction/{statement.pk}/change/"' in html
    assert f'href="/s/{statement.code}/v1/"' in html
    assert len(re.findall(r"<h1\b", html)) == 1
    assert {"en": "What a reader says is wrong", "zh-hans": "读者指出的错误"}[language] in html


def test_a_viewer_sees_the_report_and_neither_contact_nor_form(world):
    report = make.make_report(world.first("distinction"), WORDS, contact="reader@example.org")
    client = sign_in("viewer")
    html = client.get(page_of(report)).content.decode()
    assert "第二句" in html
    assert "reader@example.org" not in html
    assert 'name="answer"' not in html
    assert "state__exact" not in client.get("/admin/").content.decode()
    assert client.post(page_of(report), {"state": "done", "seen": "waiting"}).status_code == 403
    report.refresh_from_db()
    assert report.state == "waiting"


@LANGUAGES
@pytest.mark.parametrize(("state", "words"), [("done", ""), ("done", "已改。"), ("rejected", "It says so.")])
def test_an_answer_leads_back_to_what_waits(world, language, state, words):
    report = make.make_report(world.first("distinction"), WORDS)
    client = sign_in("editor", language)
    response = answer(client, report, state, words)
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?state__exact=waiting")
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by_name) == (state, words, f"editor-{language}")
    assert "state__exact" not in client.get("/admin/").content.decode()
    history = client.get(f"{LIST}{report.pk}/history/").content.decode()
    assert {"en": "Changed state, answer", "zh-hans": "状态"}[language] in history
    shown = client.get(page_of(report)).content.decode()
    assert f"editor-{language}" in shown


@LANGUAGES
def test_a_report_is_not_rejected_without_a_word_and_the_field_says_so(world, language):
    report = make.make_report(world.first("distinction"))
    response = answer(sign_in("editor", language), report, "rejected")
    assert response.status_code == 400
    assert {"en": "Say in a few words why", "zh-hans": "请简单说明为什么没有错"}[language] in response.content.decode()


@LANGUAGES
def test_a_report_is_taken_up_as_a_comment_on_a_draft(world, language):
    statement = world.first("distinction")
    report = make.make_report(statement, WORDS)
    client = sign_in("editor", language)
    response = answer(client, report, "taken-up")
    page = f"/admin/concepts/distinction/{statement.pk}/change/"
    assert (response.status_code, response["Location"]) == (302, page)
    html = client.get(page, follow=True).content.decode()
    head = {"en": "A reader reports an error in edition 1:", "zh-hans": "读者报告第 1 版有误："}[language]
    assert f"{head}<br>第二句 &lt;b&gt;说的&lt;/b&gt; 是销售。" in html
    report.refresh_from_db()
    assert report.state == "taken-up"
    again = client.get(page_of(report)).content.decode()
    assert 'value="taken-up" class' not in again
    assert 'value="done"' in again


@LANGUAGES
def test_the_form_of_a_statement_says_what_waits(world, language):
    statement = world.first("finding")
    client = sign_in("editor", language)
    page = f"/admin/concepts/finding/{statement.pk}/change/"
    said = {"en": "2 reports of errors wait for an answer", "zh-hans": "有 2 份错误报告待处理"}[language]
    assert "errorreport/?q=" not in client.get(page).content.decode()
    for words in ("One.", "Two."):
        report = make.make_report(statement, words)
    listed = f"{LIST}?q={statement.code}&amp;state__exact=waiting"
    assert f'<a href="{listed}">{said}</a>' in client.get(page).content.decode()
    assert client.get(listed.replace("&amp;", "&")).status_code == 200
    assert answer(client, report, "taken-up").status_code == 302  # now there is a draft of changes
    assert f'<a href="{listed}">' in client.get(page, follow=True).content.decode()
    assert answer(client, ErrorReport.objects.get(words="One."), "done").status_code == 302
    assert "errorreport/?q=" not in client.get(page, follow=True).content.decode()


def test_a_report_that_was_deleted_meanwhile_is_said_to_be(world):
    report = make.make_report(world.first("finding"))
    client = sign_in("editor")
    form = read_form(client.get(page_of(report))) | {"state": "done", "answer": "Mended."}
    report.delete()
    assert client.post(f"{LIST}1/change/", form, follow=True).status_code == 200
    assert not ErrorReport.objects.exists()


def test_a_report_on_a_passage_is_taken_up_where_the_passage_is_kept(world):
    passage = world.first("definition").citations.order_by("pk").first().passage
    report = make.make_report(passage.version, start=passage.start, end=passage.end)
    client = sign_in("editor")
    page = f"/admin/sources/passage/{passage.pk}/change/"
    assert f'href="{page}"' in client.get(page_of(report)).content.decode()
    assert answer(client, report, "taken-up")["Location"] == page
    assert "A reader reports an error:" in client.get(page).content.decode()
    unkept = make.make_report(passage.version, start=1, end=2)
    html = client.get(page_of(unkept)).content.decode()
    assert 'value="taken-up"' not in html
    assert f"{passage.version.source.slug} v1, 1–2" in html
    response = answer(client, unkept, "taken-up", "Kept words.")
    assert response.status_code == 409
    assert "Kept words.</textarea>" in response.content.decode()


@LANGUAGES
def test_a_second_curator_is_told_who_answered_and_loses_nothing(world, language):
    report = make.make_report(world.first("distinction"))
    first, second = sign_in("reviewer", language), sign_in("editor", language)
    opened = read_form(second.get(page_of(report)))
    assert answer(first, report, "done", "Mended.").status_code == 302
    response = second.post(page_of(report), opened | {"state": "rejected", "answer": "It says so."})
    html = response.content.decode()
    assert response.status_code == 409
    said = {"en": f"Meanwhile reviewer-{language} answered", "zh-hans": f"reviewer-{language} 刚刚已经答复了"}
    assert said[language] in html
    assert "It says so.</textarea>" in html
    assert second.post(page_of(report), read_form(response) | {"state": "rejected"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answer) == ("rejected", "It says so.")


def test_an_answer_that_was_typed_before_the_session_ended_is_kept(world):
    report = make.make_report(world.first("distinction"))
    client = sign_in("editor")
    form = read_form(client.get(page_of(report))) | {"state": "done", "answer": "Mended at last."}
    client.logout()
    get_user_model().objects.filter(username="editor-en").update(is_active=True)
    asked = client.post(page_of(report), form)
    assert asked.status_code == 403
    assert 'name="_typed"' in asked.content.decode()
    person = get_user_model().objects.get(username="editor-en")
    person.set_password("correct horse battery")
    person.save()
    typed = read_form(asked) | {"username": "editor-en", "password": "correct horse battery"}
    shown = client.post(page_of(report), typed)
    assert "Mended at last.</textarea>" in shown.content.decode()
    report.refresh_from_db()
    assert report.state == "waiting"


@pytest.mark.parametrize("state", ["", "waiting", "x", "done\0", "９"])
def test_an_answer_that_is_none_changes_nothing(world, state):
    report = make.make_report(world.first("distinction"))
    client = sign_in("editor")
    assert answer(client, report, state, "Words.").status_code == 400
    assert answer(client, report, "done", "x" * 501).status_code == 400
    assert answer(client, report, "done", "a\0b").status_code == 400
    assert answer(client, report, "done", seen="nonsense").status_code == 409
    report.refresh_from_db()
    assert report.state == "waiting"


def test_nobody_adds_a_report_here_and_admins_alone_delete_one(world):
    report = make.make_report(world.first("distinction"))
    for role, status in (("editor", 403), ("reviewer", 403), ("admin", 200)):
        client = sign_in(role)
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.get(f"{LIST}{report.pk}/delete/").status_code == status
    assert client.post(f"{LIST}{report.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ErrorReport.objects.exists()
    for odd in ("999999", "x", "9" * 40, "_00"):
        assert client.get(reverse("admin:concepts_errorreport_change", args=[odd])).status_code in (302, 404)


def test_a_report_is_found_by_its_words_by_code_and_by_source(world):
    statement = world.first("distinction")
    make.make_report(statement, WORDS)
    make.make_report(world.english, "Another.")
    client = sign_in("viewer")
    for typed, found in (("说的", WORDS[:3]), (statement.code, WORDS[:3]), ("english-0", "Another.")):
        html = client.get(LIST, {"q": typed}).content.decode()
        assert found in html
        assert html.count('class="field-about"') == 1, typed


def test_withdrawn_and_deleted_things_leave_the_list_readable(world):
    report = make.make_report(world.first("definition"))
    Statement.objects.filter(pk=report.statement_id).update(status="withdrawn")
    client = sign_in("editor")
    assert 'value="taken-up"' not in client.get(page_of(report)).content.decode()
    assert answer(client, report, "taken-up", "Words.").status_code == 409
    assert client.get(LIST).status_code == 200
    assert not DraftNote.objects.exists()
