"""Other names of a dimension: typed, reviewed, restored and found like the labels of a concept."""

import re

import pytest
from django.urls import reverse

from concepts.editorial.proposals import proposal_of
from concepts.models import Concept, Dimension, DimensionLabel, Label, Publication
from tests.concepts.admin.pages import fill, read_form
from tests.concepts.admin.test_names import errors_of, label
from tests.concepts.admin.test_row_history import restore
from tests.concepts.admin.test_search import listed, offered
from tests.factories import add_dimension_label, make_concept, make_dimension, publish_proposals

pytestmark = pytest.mark.django_db
ADD = "/admin/concepts/dimension/add/"
WORDS = {
    "slug": "timeframe",
    "name_en": "Timeframe",
    "name_zh": "时间跨度",
    "question_en": "How far?",
    "question_zh": "多远？",
}


def page_of(row, kind="change"):
    return reverse(f"admin:concepts_dimension_{kind}", args=[row.pk])


def names_of(dimension):
    return [*dimension.labels.order_by("language", "rank", "pk").values_list("language", "text", "role")]


def test_a_new_dimension_is_saved_with_its_other_names_in_both_languages(editor):
    rows = [label("Time horizon", role="alternative"), label("长期", "zh-hans", "hidden")]
    assert fill(editor, ADD, {"labels": rows}, **WORDS).status_code == 302
    dimension = Dimension.objects.get()
    assert names_of(dimension) == [("en", "Time horizon", "alternative"), ("zh-hans", "长期", "hidden")]
    assert dimension.labels.get(language="zh-hans").pinyin


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([label("ＴＩＭＥＦＲＡＭＥ", role="hidden")], "is here twice"),
        ([label("时间跨度", "zh-hans", "alternative")], "is here twice"),
        ([label("Far", role="hidden"), label("far", role="alternative")], "is here twice"),
        ([label("🔥", role="alternative")], "no letter and no digit"),
        ([label("Far", role="preferred")], "not one of the available choices"),
    ],
)
def test_a_name_that_it_has_already_is_refused_and_nothing_typed_is_lost(editor, rows, says):
    page = fill(editor, ADD, {"labels": rows}, **WORDS)
    assert says in errors_of(page)
    form = read_form(page)
    assert {row["text"] for row in rows} <= {value for name, value in form.items() if name.endswith("-text")}
    assert form["question_zh"] == WORDS["question_zh"]
    assert not Dimension.objects.exists()


def test_two_dimensions_may_share_another_name(editor):
    add_dimension_label(make_dimension(), "Aim")
    fill(editor, ADD, {"labels": [label("aim", role="alternative")]}, **WORDS)
    assert DimensionLabel.objects.filter(folded="aim").count() == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_change_waits_for_review_word_for_word_and_can_be_restored(signed_in, client, language):
    editor = signed_in("editor")
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    dimension = make_dimension(slug="timeframe", en="Timeframe", zh="时间跨度")
    add_dimension_label(dimension, "眼光", "zh-hans")
    before = names_of(dimension)
    page = read_form(editor.get(page_of(dimension)))
    assert (page["labels-TOTAL_FORMS"], page["labels-0-text"]) == ("1", "眼光")
    changed = {"labels-0-text": "眼界", "labels-0-role": "hidden"}
    new = {f"labels-1-{name}": value for name, value in label("Time horizon", role="alternative").items()}
    sent = page | changed | new | {"labels-TOTAL_FORMS": "2"}
    assert editor.post(page_of(dimension), sent).status_code == 302
    assert (names_of(dimension), bool(proposal_of(dimension))) == (before, True)
    shown = editor.get(page_of(dimension)).content.decode()
    assert "Time horizon" in shown
    heading = {"en": "Other name", "zh-hans": "其他名称"}[language]
    assert heading in shown
    public = f"/{language}/dimensions/timeframe/"
    assert "Time horizon" not in client.get(public).content.decode()

    publish_proposals()
    assert names_of(dimension) == [("en", "Time horizon", "alternative"), ("zh-hans", "眼界", "hidden")]
    html = client.get(public).content.decode()
    assert "Time horizon" in html
    assert "眼界" not in html
    publication = Publication.objects.latest("pk")
    restore(editor, dimension, publication, before="on")
    publish_proposals()
    assert names_of(dimension) == before


@pytest.mark.parametrize("typed", ["眼光長遠", "ＴＩＭＥ horizon", "yanguang"])
def test_lists_and_autocomplete_find_a_dimension_by_its_other_names(editor, typed):
    dimension = make_dimension("timeframe", "Timeframe", "时间跨度")
    make_dimension("goal", "Goal", "目的")
    add_dimension_label(dimension, "眼光长远", "zh-hans", "hidden")
    add_dimension_label(dimension, "Time horizon")
    assert listed(editor, "concepts_dimension", typed) == [dimension.pk]
    assert offered(editor, "statement", "dimension", typed) == [dimension.pk]


@pytest.mark.parametrize(
    ("language", "also"), [("en", ["long term, horizon", "长期"]), ("zh-hans", ["长期", "long term, horizon"])]
)
def test_the_page_of_a_dimension_shows_its_other_names_but_no_hidden_ones(client, language, also):
    dimension = make_dimension("timeframe", "Timeframe", "时间跨度")
    for text, of, role in (
        ("long term", "en", "alternative"), ("长期", "zh-hans", "alternative"), ("horizon", "en", "alternative"),
        ("far sight", "en", "hidden"), ("眼光", "zh-hans", "hidden"),
    ):  # fmt: skip
        add_dimension_label(dimension, text, of, role)
    html = client.get(f"/{language}/dimensions/timeframe/").content.decode()
    [names] = re.findall(r'<dl class="labels">(.*?)</dl>', html, re.DOTALL)
    shown = [" ".join(re.sub("<[^>]*>", "", group).split()) for group in re.findall("<dd>(.*?)</dd>", names, re.DOTALL)]
    assert shown == also
    assert "far sight" not in html
    assert "眼光" not in html
    assert (
        "<dl"
        not in client.get(f"/{language}/dimensions/{make_dimension('goal', 'Goal', '目的').slug}/").content.decode()
    )


@pytest.mark.parametrize(
    ("typed", "rows", "field", "says"),
    [
        ({"name_en": "ＳＡＬＥＳ"}, [], "name_en", "The concept “sales” is called “ＳＡＬＥＳ”, and the search reads"),
        ({"name_zh": "销售"}, [], "name_zh", "The concept “sales” is called “销售”, and the search reads"),
        ({}, [label("selling", role="hidden")], "text", "Choose another name for the dimension."),
        ({"name_en": "Scope"}, [], "name_en", "The dimension “scope” has the name “Scope” already. Choose another"),
        ({"name_zh": "范围"}, [], "name_zh", "The dimension “scope” has the name “范围” already. Choose another"),
    ],
)
def test_a_name_that_belongs_to_a_concept_or_another_dimension_is_refused(editor, typed, rows, field, says):
    sales = make_concept("sales", "Sales", "销售")
    Label.objects.create(concept=sales, language="en", text="selling", role="hidden")
    make_dimension("scope", "Scope", "范围")
    page = fill(editor, ADD, {"labels": rows}, **WORDS | typed)
    assert says in errors_of(page)
    form = read_form(page)
    assert form["question_zh"] == WORDS["question_zh"]
    assert list(typed.values()) == [form[name] for name in typed] or field == "name_en"
    assert not Dimension.objects.filter(slug="timeframe").exists()


def test_the_refusal_is_told_in_chinese(signed_in):
    editor = signed_in("editor")
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    make_concept("sales", "Sales", "销售")
    assert "概念“sales”已叫“销售”" in errors_of(fill(editor, ADD, {"labels": []}, **WORDS | {"name_zh": "销售"}))


@pytest.mark.parametrize(("text", "language"), [("Scope", "en"), ("范围", "zh-hans"), ("breadth", "en")])
def test_a_label_of_a_concept_that_is_a_name_of_a_dimension_is_refused(editor, text, language):
    add_dimension_label(make_dimension("scope", "Scope", "范围"), "breadth", role="hidden")
    rows = [label("Range", role="preferred"), label("值域", "zh-hans", "preferred"), label(text, language, "hidden")]
    page = fill(editor, "/admin/concepts/concept/add/", {"labels": rows}, slug="range")
    assert f"The dimension “scope” is called “{text}”, and the search cannot tell the two apart." in errors_of(page)
    assert not Concept.objects.exists()


def test_the_same_word_in_the_other_language_is_another_name(editor):
    make_concept("sales", "Sales", "销售")
    rows = [label("Sales", "zh-hans", "hidden")]
    assert fill(editor, ADD, {"labels": rows}, **WORDS).status_code == 302
