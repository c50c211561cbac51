"""What helps while writing: things are found by any name, notes are previewed, keys save."""

import re
from html import escape
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from concepts.editorial.publishing import publish
from concepts.models import Label, Statement
from tests.concepts.admin.pages import read_form
from tests.factories import (
    ENGLISH,
    make_concept,
    make_dimension,
    make_passage,
    make_question,
    make_relation_type,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/note/"


def found(client, model, field, term):
    query = {"app_label": "concepts", "model_name": model, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete", query=query))
    assert answer.status_code == 200, answer.content
    return [one["text"] for one in answer.json()["results"]]


@pytest.mark.parametrize(
    "term",
    [
        "marketing",
        "MARKET",
        "ＭＡＲＫＥＴＩＮＧ",
        "营销",
        "营",
        "yingxiao",
        "ying xiao",
        "yx",
        "YX",
        "shichangyingxiao",
    ],
)
def test_a_concept_is_found_by_english_chinese_and_pinyin(editor, term):
    concept = make_concept("marketing", "Marketing", "营销")
    Label.objects.create(concept=concept, language="zh-hans", text="市场营销")
    make_concept("sales", "Sales", "销售")
    assert found(editor, "statementconcept", "concept", term) == ["Marketing · 营销"]


@pytest.mark.parametrize("term", ["code", "pulls", "拉动", "yingxiao", "yx", "ｐｕｌｌｓ"])
def test_a_statement_is_found_by_code_words_and_the_names_of_its_concepts(editor, term):
    concept = make_concept("marketing", "Marketing", "营销")
    passage = make_passage(make_source(), ENGLISH[:33])
    one = make_statement("characteristic", concept, cites=(passage,), text_en="It pulls.", text_zh="它拉动需求。")
    publish(statements=[one])
    make_statement("characteristic", make_concept("sales", "Sales", "销售"), text_en="It pushes.", text_zh="它推。")
    typed = one.code.lower() if term == "code" else term
    assert found(editor, "side", "characteristic", typed) == [f"{one.code} · It pulls."]


@pytest.mark.parametrize("term", ["Scope", "范围", "fanwei", "fan wei", "FW", "ＳＣＯＰＥ"])
def test_a_dimension_is_found_by_english_chinese_and_pinyin(editor, term):
    make_dimension()
    make_dimension("goal", "Goal", "目标")
    assert found(editor, "characteristic", "dimension", term) == ["Scope"]


def test_relation_types_and_questions_are_found_by_sound_and_odd_terms_find_nothing(editor):
    make_relation_type()
    make_question()
    assert found(editor, "relation", "relation_type", "baokuo") == ["includes"]
    assert found(editor, "position", "question", "xiaoshou") == ["Is sales part of marketing?"]
    for term in ("zzz", "'; --", "%", "\u202e"):
        assert found(editor, "relation", "relation_type", term) == []


def test_notes_are_shown_as_readers_will_see_them_and_nothing_is_saved(editor):
    page = editor.post(PREVIEW, {"note_en": "So *it* says: 营销", "note_zh": "**重要**"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "So <em>it</em> says" in text
    assert '<span lang="zh-Hans">营销</span>' in text
    assert "<strong>重要</strong>" in text
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "note", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "<img src=x onerror=alert(1)>", "[" * 2_000, ""]
)
def test_a_preview_runs_nothing_and_hurries(editor, note):
    text = editor.post(PREVIEW, {"note_en": note}).content.decode().partition('<div id="content"')[2]
    assert not re.search(r"<script>|<img|href=.?javascript", text)
    assert escape(note, quote=False) in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_note_that_is_too_long_says_so(editor, language):
    page = editor.post(PREVIEW, {"note_en": "x" * 2_001}, headers={"accept-language": language})
    assert page.status_code == 200
    assert "2000" in page.content.decode()


def test_a_preview_is_for_people_who_are_signed_in_and_is_posted(client, editor):
    assert client.post(PREVIEW, {"note_en": "a"}).status_code == 302
    assert editor.get(PREVIEW).status_code == 405


def test_the_form_of_a_statement_leads_to_the_preview_and_loads_the_keys(editor):
    page = editor.get("/admin/concepts/definition/add/").content.decode()
    assert page.count(f'formaction="{PREVIEW}"') == 1
    assert page.index('name="_save"') < page.index(f'formaction="{PREVIEW}"')  # Enter presses the first button
    assert "js/admin.js" in page
    script = Path(finders.find("js/admin.js")).read_text(encoding="utf-8")
    assert len(script.splitlines()) < 60
    assert Path(settings.BASE_DIR, "static/js/admin.js").exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Save first: what you typed is not saved yet."), ("zh-hans", "请先保存：您输入的内容尚未保存。")],
)
def test_a_form_tells_the_script_what_is_not_saved(editor, language, sentence):
    headers = {"accept-language": language}
    draft = make_statement("definition", make_concept("sales", "Sales", "销售"))
    address = reverse("admin:concepts_definition_change", args=[draft.pk])
    page = editor.get(address, headers=headers)
    assert "js/unsaved.js" in page.content.decode()
    assert f'data-unsaved="{sentence}"' in page.content.decode()
    assert "data-changed" not in page.content.decode()
    refused = editor.post(address, read_form(page) | {"text_en": "x" * 20_001}, headers=headers)
    assert "data-changed" in refused.content.decode()
