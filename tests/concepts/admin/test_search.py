"""Lists and autocomplete of the admin find names in any form of their letters, as the search of readers does."""

import json

import pytest
from django.urls import reverse

from concepts.models import Label, Tag
from tests.factories import make_concept, make_dimension, make_question, make_source, make_statement

pytestmark = pytest.mark.django_db


def listed(client, name, typed):
    page = client.get(reverse(f"admin:{name}_changelist"), {"q": typed})
    assert page.status_code == 200
    return [row.pk for row in page.context["cl"].result_list]


def offered(client, model, field, typed):
    query = {"app_label": "concepts", "model_name": model, "field_name": field, "term": typed}
    return [
        int(found["id"]) for found in json.loads(client.get(reverse("admin:autocomplete"), query).content)["results"]
    ]


@pytest.mark.parametrize(
    "typed",
    [
        *("CAFÉ SOCIETY", "cafe\u0301 society", "society cafe", "ＣＡＦＥ", "Café", "straße", "STRASSE"),
        *("咖啡圈", "ＫＡＦＥＩ", "kafeiquan", "咖啡營銷", "咖啡营销", "沙龍", "沙龙"),
    ],
)
def test_a_concept_is_found_in_the_list_and_by_autocomplete_however_its_letters_are_typed(editor, typed):
    concept = make_concept("cafe-society", "Café society", "咖啡圈")
    for language, text in (("zh-hans", "咖啡营销"), ("zh-hans", "沙龍"), ("en", "Straße")):
        Label.objects.create(concept=concept, language=language, text=text, role="alternative")
    make_concept("marketing", "Marketing", "营销")
    assert listed(editor, "concepts_concept", typed) == [concept.pk]
    assert offered(editor, "statementconcept", "concept", typed) == [concept.pk]


@pytest.mark.parametrize("typed", ["ＭＡＲＫＥＴＩＮＧ", "營銷", "YINGXIAO"])
def test_full_width_and_traditional_letters_find_what_is_written_in_others(editor, typed):
    marketing = make_concept("marketing", "Marketing", "营销")
    make_concept("sales", "Sales", "销售")
    assert listed(editor, "concepts_concept", typed) == [marketing.pk]
    assert offered(editor, "side", "concept", typed) == [marketing.pk]


def test_every_list_with_names_folds_their_letters(editor):
    dimension = make_dimension("scope", "Étendue", "目标")
    make_dimension("goal", "Goal", "范围")
    question, source = make_question(), make_source("a", title_en="Élan vital", title_zh="销售").source
    tag = Tag.objects.create(name_en="Naïve", name_zh="长期", slug="naive")
    for name, row, typed in (
        ("concepts_dimension", dimension, ("ÉTENDUE", "etendue", "目標")),
        ("concepts_question", question, ("ＩＳ ＳＡＬＥＳ", "銷售是營銷")),
        ("concepts_tag", tag, ("NAÏVE", "naive", "長期")),
        ("sources_source", source, ("ÉLAN", "銷售")),
    ):
        for words in typed:
            assert listed(editor, name, words) == [row.pk], words
    statement = make_statement("definition", make_concept("marketing"), text_en="Café owners sell.", text_zh="营销。")
    make_statement("definition", text_en="Nothing.", text_zh="别的。")
    for words in ("CAFÉ OWNERS", "ｃａｆé", "營銷"):
        assert listed(editor, "concepts_definition", words) == [statement.pk], words


@pytest.mark.parametrize("typed", ["\u200b", "\u202e", "%", "_", "'; --", "zzz", "無"])
def test_what_nobody_sees_or_nothing_has_finds_nothing(editor, typed):
    make_concept("marketing", "Marketing", "营销")
    assert listed(editor, "concepts_concept", typed) == []
    assert offered(editor, "side", "concept", typed) == []


def test_searching_takes_as_many_queries_for_many_names_as_for_one(editor, django_assert_max_num_queries):
    make_concept("marketing", "Marketing", "营销")
    listed(editor, "concepts_concept", "營銷")
    counted = []
    for number in range(2):
        with django_assert_max_num_queries(30) as queries:
            listed(editor, "concepts_concept", "營銷")
        counted.append(len(queries))
        make_concept(f"other-{number}", f"Other {number}", f"别的营销{number}")
    assert counted[0] == counted[1]
