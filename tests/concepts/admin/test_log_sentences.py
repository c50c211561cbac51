"""The history reads as sentences in both languages, from entries of now and of earlier."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import translation

from concepts.admin.log_sentences import read_entry
from concepts.models import Concept, Label, Statement
from tests.concepts.admin.pages import fill
from tests.factories import make_concept, make_passage, make_source, make_statement

STEPS = {"Put back": "Put back", "Submit for review": "Submitted for review"}
OLD = [
    {"changed": {"fields": ["Title in Chinese", "Text in English"]}},
    {"added": {"name": "side", "object": "None: None"}},
    {"added": {"name": "一方", "object": "None: None"}},
    {"added": {"name": "citation", "object": "supports None"}},
    {"changed": {"name": "citation", "object": "supports 17", "fields": ["stance", "attributed_to_en"]}},
    {"deleted": {"name": "label", "object": "Selling"}},
]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            ["Changed title in Chinese, text in English", "Added 1 side", "Added 1 side", "Added 1 citation",
             "Changed one of the citations: stance, attributed to, in English", "Removed the label Selling"],
        ),
        (
            "zh-hans",
            ["修改了中文标题、英文表述", "添加了一方（1 项）", "添加了一方（1 项）", "添加了引证（1 项）",
             "修改了一项引证的态度、英文：据谁所说", "移除了名称：Selling"],
        ),
    ],
)  # fmt: skip
def test_old_entries_are_read_as_far_as_they_tell(language, lines):
    with translation.override(language):
        assert read_entry(json.dumps(OLD), Statement, STEPS).splitlines() == lines
        step = [{"changed": {"fields": ["Submit for review"]}}]
        assert read_entry(json.dumps(step), Statement, STEPS) == "Submitted for review"
        assert read_entry("As typed by hand.", Statement, STEPS) == "As typed by hand."


@pytest.mark.django_db
def test_new_entries_name_rows_and_fields_in_the_readers_language(editor):
    passage = make_passage(make_source("english"), "Marketing pulls")
    draft = make_statement("definition", make_concept("demand", "Demand", "需求"))
    fill(
        editor, reverse("admin:concepts_definition_change", args=[draft.pk]), text_zh="新的表述。",
        rows={"citations": [{"passage": passage.pk, "stance": "supports"}],
              "concept_links": [{"concept": make_concept("leads", "Leads", "线索").pk, "role": "subject", "rank": 1}]},
    )  # fmt: skip
    fill(editor, reverse("admin:concepts_definition_step", args=[draft.pk, "note"]), note="n")
    concept = Concept.objects.get(slug="leads")
    fill(
        editor, reverse("admin:concepts_concept_change", args=[concept.pk]),
        rows={"labels": [{"language": "en", "text": "Prospects", "role": Label.Role.ALTERNATIVE, "rank": 1}]},
    )  # fmt: skip
    assert LogEntry.objects.count() == 3
    for language, sentences in {
        "en": ("Changed text in Chinese", "Added the citation “Marketing pulls”", "Leads", "Added a comment"),
        "zh-hans": ("修改了中文表述", "添加了引证：“Marketing pulls”", "线索", "添加留言", "添加了名称：Prospects"),
    }.items():
        headers = {"accept-language": language}
        pages = [
            editor.get(reverse(f"admin:concepts_{name}_history", args=[pk]), headers=headers).content.decode()
            for name, pk in (("definition", draft.pk), ("concept", concept.pk))
        ]
        for sentence in sentences:
            assert sentence in "".join(pages), sentence
        assert "None" not in "".join(pages)
