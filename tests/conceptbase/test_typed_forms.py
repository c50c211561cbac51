"""A session that ends while somebody writes: the form comes back after the sign-in with every word."""

import json
import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from concepts.editorial.review import submit
from concepts.models import Dimension, Statement
from tests.concepts.admin.pages import read_form
from tests.factories import make_concept, make_dimension, make_passage, make_source, make_statement, publish_proposals

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
PASSWORD = "long enough for anybody"
ODD = """ “quoted” & <b> 'and' 第二行 🙂 "plain" \\n """
SAID = {"en": "nothing was saved yet", "zh-hans": "内容尚未保存"}
BACK = {"en": "You are signed in again", "zh-hans": "您已重新登录"}


def person(name, role):
    made = get_user_model().objects.create_user(username=name, is_staff=True, password=PASSWORD)
    made.groups.add(Group.objects.get(name=role))
    return made


@pytest.fixture
def writer():
    """A reviewer who is signed in, in a browser whose tokens are checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("rui", "reviewer"))
    return client


def sign_in(client, asked, name="rui", password=PASSWORD, **headers):
    """Signs in on the page that answered a form."""
    address = re.search(r'<form action="([^"]+)" method="post" id="login-form">', asked.content.decode())[1]
    fields = read_form(asked) | {"username": name, "password": password}
    return client.post(address, fields, headers=headers)


@LANGUAGES
def test_a_form_whose_session_ended_comes_back_with_every_word_and_is_saved_then(writer, language):
    row = make_dimension()
    there = reverse("admin:concepts_dimension_change", args=[row.pk])
    typed = read_form(writer.get(there)) | {"question_en": f"Which{ODD}one?", "question_zh": "哪一个范围？"}
    Session.objects.all().delete()
    headers = {"accept-language": language}
    asked = writer.post(there, typed, headers=headers)
    assert asked.status_code == 403
    assert SAID[language] in asked.content.decode()
    assert "no-store" in asked.headers["Cache-Control"]
    wrong = sign_in(writer, asked, password="a wrong one", **headers)
    assert wrong.status_code == 403
    shown = sign_in(writer, wrong, **headers)
    assert shown.status_code == 200
    assert BACK[language] in shown.content.decode()
    assert "known_browser" in shown.cookies
    form = read_form(shown)
    assert {name: form[name] for name in ("question_en", "question_zh", "_row_version")} == {
        name: typed[name] for name in ("question_en", "question_zh", "_row_version")
    }
    assert "password" not in form
    assert PASSWORD not in shown.content.decode()
    row.refresh_from_db()
    assert row.question_zh == "范围？"
    assert writer.post(there, form, headers=headers).status_code == 302
    publish_proposals()
    row.refresh_from_db()
    assert row.question_zh == "哪一个范围？"


def test_what_changed_meanwhile_stands_beside_what_was_typed(writer):
    row = make_dimension()
    there = reverse("admin:concepts_dimension_change", args=[row.pk])
    typed = read_form(writer.get(there)) | {"question_en": "Mine?"}
    Session.objects.all().delete()
    Dimension.objects.filter(pk=row.pk).update(question_en="Theirs?", row_version=2)
    shown = sign_in(writer, writer.post(there, typed))
    assert shown.status_code == 409
    assert "Theirs?" in shown.content.decode()
    assert read_form(shown)["question_en"] == "Mine?"


def test_new_statements_and_the_words_of_steps_and_lists_come_back_too(writer):
    draft = make_statement("definition", make_concept("marketing"), cites=(make_passage(make_source(), "Sales push"),))
    submit(row=draft)
    add = reverse("admin:concepts_definition_add")
    step = reverse("admin:concepts_definition_step", args=[draft.pk, "return"])
    listed = reverse("admin:concepts_definition_changelist")
    opened = read_form(writer.get(reverse("admin:concepts_definition_change", args=[draft.pk])))
    version = f"{draft.pk}.{draft.row_version + 1}"
    chosen = {"action": "return_chosen", "_selected_action": draft.pk, "_row_versions": version, "confirmed": "1"}
    token = {"csrfmiddlewaretoken": opened["csrfmiddlewaretoken"]}
    for address, fields, name in (
        (add, read_form(writer.get(add)) | {"text_zh": "新写的定义。"}, "text_zh"),
        (step, opened | {"comment": "再引一段。\n\n“拉”"}, "comment"),
        (listed, token | chosen | {"comment": "再引一段。"}, "comment"),
    ):
        Session.objects.all().delete()
        token = {"csrfmiddlewaretoken": writer.cookies["csrftoken"].value}
        shown = sign_in(writer, writer.post(address, fields | token))
        assert shown.status_code == 200, address
        assert read_form(shown)[name] == fields[name], address
    assert Statement.objects.get().status == "submitted"
    # An action that asks nothing is not taken: the list is shown.
    Session.objects.all().delete()
    token = {"csrfmiddlewaretoken": writer.cookies["csrftoken"].value}
    assert sign_in(writer, writer.post(listed, token | chosen | {"action": "publish_chosen"})).status_code in (200, 302)
    assert Statement.objects.get().status == "submitted"


def test_somebody_else_who_signs_in_is_told_that_the_words_are_not_theirs(writer):
    person("li", "editor")
    there = reverse("admin:concepts_dimension_add")
    typed = read_form(writer.get(there)) | {"name_en": "Span"}
    Session.objects.all().delete()
    shown = sign_in(writer, writer.post(there, typed), name="li")
    assert "as somebody else than who typed" in shown.content.decode()


@LANGUAGES
def test_somebody_without_the_right_who_signs_in_can_copy_the_words(writer, language):
    """Also where such a person is signed in in another window when the form is sent."""
    person("vi", "viewer")
    row = make_dimension()
    headers = {"accept-language": language}
    said = {"en": ("What you typed is still here", "Name in Chinese"), "zh-hans": ("您输入的内容还在这里", "中文名称")}
    for there in (
        reverse("admin:concepts_dimension_add"),
        reverse("admin:concepts_dimension_change", args=[row.pk]),
        reverse("admin:concepts_concept_step", args=[make_concept("price").pk, "rename"]),
    ):
        writer.force_login(get_user_model().objects.get(username="rui"))
        typed = read_form(writer.get(there)) | {"name_zh": "打好的<b>\n名称", "comment": ODD}
        Session.objects.all().delete()
        signed_in = sign_in(writer, writer.post(there, typed, headers=headers), name="vi", **headers)
        typed["csrfmiddlewaretoken"] = writer.cookies["csrftoken"].value
        again = writer.post(there, typed, headers=headers)
        for answer in (signed_in, again):
            page = answer.content.decode()
            assert answer.status_code == 403
            assert "打好的&lt;b&gt;\n名称" in page
            assert ODD in unescape(page)
            assert said[language][0] in page
            assert said[language][1] in page or "rename" in there
            assert typed["csrfmiddlewaretoken"] not in page
            assert PASSWORD not in page
            assert "_row_version" not in page
    assert "typed-words" not in writer.post(there, {"_save": "1"}, headers=headers).content.decode()
    row.refresh_from_db()
    assert row.name_zh != "打好的<b>\n名称"


def test_files_and_what_is_too_long_are_not_kept_and_the_page_says_so(writer, settings):
    there = reverse("admin:sources_sourceversion_add")
    file = SimpleUploadedFile("text.txt", b"Marketing pulls.")
    opened = read_form(writer.get(there))
    Session.objects.all().delete()
    asked = writer.post(there, opened | {"number": "7", "upload": file})
    assert "Files are not kept" in asked.content.decode()
    shown = sign_in(writer, asked)
    assert "Files are not kept" in shown.content.decode()
    assert read_form(shown)["number"] == "7"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 30_000
    Session.objects.all().delete()
    opened["csrfmiddlewaretoken"] = writer.cookies["csrftoken"].value
    long = writer.post(there, opened | {"pasted": "文" * 2_000})
    assert "too long, or too secret, to be kept" in long.content.decode()
    assert read_form(long)["_typed"] == ""
    assert sign_in(writer, long).url == there  # opened as it is stored


@pytest.mark.parametrize(
    "typed", ["", "[", "5", '{"fields": 5, "files": 0}', '{"fields": [["a", 5]], "files": 0}', "[" * 100_000]
)
def test_what_nobody_typed_leads_to_the_page_itself(writer, typed):
    there = reverse("admin:concepts_dimension_add")
    opened = read_form(writer.get(there))
    Session.objects.all().delete()
    fields = {"username": "rui", "password": PASSWORD, "_typed": typed}
    answer = writer.post(there, fields | {"csrfmiddlewaretoken": opened["csrfmiddlewaretoken"]})
    assert (answer.status_code, answer.headers.get("Location")) == (302, there)


def test_passwords_are_not_kept_and_a_foreign_page_signs_nobody_in(writer):
    opened = read_form(writer.get(reverse("admin:concepts_dimension_add")))
    Session.objects.all().delete()
    add = reverse("admin:concepts_dimension_add")
    asked = writer.post(add, opened | {"new_password1": "secret words"})
    assert "secret words" not in asked.content.decode()
    without = {"username": "rui", "password": PASSWORD, "_typed": json.dumps({"fields": [], "files": False})}
    assert writer.post(add, without).status_code == 403
    assert not Session.objects.exists()
    assert writer.post(reverse("admin:password_change"), opened).status_code == 302  # to the sign-in, as ever


@LANGUAGES
def test_a_form_that_was_opened_before_a_sign_in_elsewhere_is_offered_again(writer, language):
    add = reverse("admin:concepts_dimension_add")
    typed = read_form(writer.get(add)) | {"name_zh": "幅度", "csrfmiddlewaretoken": "a" * 64}
    headers = {"accept-language": language, "origin": "http://testserver"}
    refused = writer.post(add, typed, headers=headers)
    assert refused.status_code == 403
    again = read_form(refused)
    assert again["name_zh"] == "幅度"
    fields = again | {"name_en": "Span", "slug": "span", "question_en": "?", "question_zh": "？"}
    assert writer.post(add, fields, headers=headers).status_code == 302
    for origin in ("http://elsewhere.example", ""):
        foreign = writer.post(add, typed, headers={"accept-language": language, "origin": origin})
        assert foreign.status_code == 403
        assert "幅度" not in foreign.content.decode()
