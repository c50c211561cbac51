"""What is nearly there already is named before it is written twice: at the field, with links, and asked once."""

import re

import pytest
from django.urls import reverse

from concepts.admin.similar import (
    CONFIRMED,
    find_similar_labels,
    find_similar_statements,
    find_similar_tags,
    similarity,
)
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.models import Concept, Label, Statement, Tag
from sources.languages import Language
from sources.text import fold
from tests.concepts.admin.pages import fill, read_form
from tests.factories import ENGLISH, make_concept, make_passage, make_source, make_statement

pytestmark = pytest.mark.django_db
ENGLISH_WORDS = "Marketing makes people want the product before anybody sells it to them."
CHINESE_WORDS = "营销让人在有人推销之前就想要这个产品。"
ADD = "/admin/concepts/definition/add/"


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("Marketing", "marketing", True),
        ("Marketing", "Markting", True),
        ("ＭＡＲＫＥＴＩＮＧ", "marketing", True),
        ("市场营销学", "市场营销", True),
        ("市场", "市场", True),
        ("市场", "营销", False),
        ("销售", "推销", False),
        ("sales", "marketing", False),
        ("", "", True),
        ("a", "b", False),
        (ENGLISH_WORDS, ENGLISH_WORDS.replace("people", "buyers"), True),
        (ENGLISH_WORDS, "Sales turns the interest that is there already into contracts and revenue today.", False),
        (CHINESE_WORDS, CHINESE_WORDS.replace("想要", "渴望"), True),
        (CHINESE_WORDS, "销售把已有的兴趣变成合同和收入，今天就要。", False),
    ],
)
def test_texts_are_close_when_they_share_most_pairs_of_characters(one, other, close):
    assert (similarity(fold(one), fold(other)) >= 0.75) is close


def test_labels_of_other_concepts_are_named_once_each_the_closest_first():
    marketing, markets = (
        make_concept("marketing", "Marketing", "营销"),
        make_concept("marketings", "Marketings", "市场"),
    )
    Label.objects.create(concept=marketing, language="en", text="Markting", role="hidden")
    found = find_similar_labels({"MARKETING", "推销"}, None)
    assert [similar.key for similar in found["MARKETING"]] == ["marketing", "marketings"]
    assert found["推销"] == []
    assert find_similar_labels({"marketing"}, marketing.pk)["marketing"][0].key == markets.slug
    assert find_similar_labels(set(), None) == {}


def test_tags_that_exist_are_no_news_and_near_ones_are_named():
    Tag.objects.create(name="lead generation", slug="lead-generation")
    found = find_similar_tags(["Lead Generation", "leads generation", "推拉"])
    assert [len(found[name]) for name in found] == [0, 1, 0]


@pytest.mark.parametrize(("language", "words"), [(Language.EN, ENGLISH_WORDS), (Language.ZH, CHINESE_WORDS)])
def test_statements_of_the_kind_are_named_but_not_the_withdrawn_or_a_draft_of_changes(language, words):
    concept = make_concept("marketing")
    passage = make_passage(make_source(), ENGLISH[:33])
    one, gone = (
        make_statement("definition", concept, cites=(passage,), text_en=ENGLISH_WORDS, text_zh=CHINESE_WORDS)
        for _ in range(2)
    )
    publish(statements=[one])
    start_draft(statement=one)
    Statement.objects.filter(pk=gone.pk).update(status="withdrawn")
    assert [similar.key for similar in find_similar_statements(language, words, "definition", set())] == [one.code]
    assert find_similar_statements(language, words, "definition", {one.pk}) == []
    assert find_similar_statements(language, words, "relation", set()) == []
    assert find_similar_statements(language, words * 3, "definition", set()) == []


def box(page):
    """The value of the box “it is something else”."""
    return re.search(rf'name="{CONFIRMED}" value="([^"]*)"', page.content.decode())[1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_statement_that_is_nearly_there_is_named_with_a_link_and_saved_once_confirmed(editor, language):
    known = make_statement("definition", make_concept("marketing"), text_en=ENGLISH_WORDS, text_zh="别的话。")
    typed = {"text_en": ENGLISH_WORDS.replace("people", "buyers"), "text_zh": "完全不同的一句话。"}
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = fill(editor, ADD, **typed)
    assert page.status_code == 200
    assert reverse("admin:concepts_definition_change", args=[known.pk]) in page.content.decode()
    assert typed["text_en"] in page.content.decode()
    assert box(page) == known.code
    assert Statement.objects.count() == 1
    assert fill(editor, ADD, **typed, **{CONFIRMED: box(page)}).status_code == 302
    assert Statement.objects.count() == 2


def test_a_box_ticked_for_one_thing_does_not_hide_another(editor):
    concept = make_concept("marketing")
    make_statement("definition", concept, text_en=ENGLISH_WORDS)
    assert fill(editor, ADD, text_en=ENGLISH_WORDS, text_zh="话。", **{CONFIRMED: "ZZZZZ"}).status_code == 200
    assert Statement.objects.count() == 1


def test_a_text_that_was_not_touched_is_not_asked_about(editor):
    concept = make_concept("marketing")
    one = make_statement("definition", concept, text_en=ENGLISH_WORDS, text_zh=CHINESE_WORDS)
    make_statement("definition", concept, text_en=ENGLISH_WORDS, text_zh=CHINESE_WORDS)
    address = reverse("admin:concepts_definition_change", args=[one.pk])
    assert fill(editor, address, rank="3").status_code == 302
    assert Statement.objects.get(pk=one.pk).rank == 3


def test_words_of_others_are_escaped_in_the_warning(editor):
    make_statement("definition", make_concept("marketing"), text_en=f"<script>alert(1)</script> {ENGLISH_WORDS}")
    page = fill(editor, ADD, text_en=f"<script>alert(1)</script> {ENGLISH_WORDS}", text_zh="话。").content.decode()
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


def test_looking_takes_as_many_queries_for_many_names_as_for_one(django_assert_num_queries):
    make_concept("marketing", "Marketing", "营销")
    for names in (["Markting"], ["Markting", "Marketin", "Marketings", "营销学", "市场"]):
        with django_assert_num_queries(1):
            find_similar_labels(names, None)
        with django_assert_num_queries(1):
            find_similar_tags(names)
    with django_assert_num_queries(1):
        find_similar_statements(Language.EN, ENGLISH_WORDS, "definition", {1})


def test_each_label_that_is_nearly_there_says_so_and_nothing_is_saved(editor):
    make_concept("marketing", "Marketing", "营销")
    rows = [{"language": "en", "text": text, "role": "alternative", "rank": "0"} for text in ("Markting", "Marketings")]
    page = fill(editor, "/admin/concepts/concept/add/", {"labels": rows}, slug="other", rank="0")
    assert page.status_code == 200
    assert page.content.decode().count(CONFIRMED) == 2
    assert not Concept.objects.filter(slug="other").exists()


def test_a_concept_with_a_near_label_is_saved_once_confirmed(editor):
    make_concept("marketing", "Marketing", "营销")
    rows = [{"language": "en", "text": "Markting", "role": "preferred", "rank": "0"}]
    fields = {"slug": "other", "rank": "0", CONFIRMED: "marketing"}
    assert fill(editor, "/admin/concepts/concept/add/", {"labels": rows}, **fields).status_code == 302
    assert Concept.objects.filter(slug="other").exists()


def test_tags_are_named_on_a_statement_and_on_their_own_page(editor):
    Tag.objects.create(name="lead generation", slug="lead-generation")
    page = fill(editor, ADD, text_en="One.", text_zh="一。", tags="leads generation, 推拉")
    assert box(page) == "lead generation"
    assert fill(editor, "/admin/concepts/tag/add/", name_en="Lead generations", slug="leads").status_code == 200
    confirmed = {CONFIRMED: "lead generation"}
    assert (
        fill(editor, "/admin/concepts/tag/add/", name_en="Lead generations", slug="leads", **confirmed).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Already there, or very similar"), ("zh-hans", "已有相同或非常相近")]
)
def test_a_source_with_the_identifier_of_another_is_named_and_saved_once_confirmed(editor, language, says):
    other, source = make_source("english").source, make_source("again").source
    type(other).objects.filter(pk=other.pk).update(doi="10.1000/abc", isbn="9780306406157")
    page = reverse("admin:sources_source_change", args=[source.pk])
    for field, typed in (("doi", "https://doi.org/10.1000/ABC"), ("isbn", "0-306-40615-2")):
        data = read_form(editor.get(page)) | {field: typed}
        warned = editor.post(page, data, headers={"accept-language": language})
        errors = warned.context["adminform"].form.errors
        assert list(errors) == [field]
        assert says in str(errors[field])
        assert reverse("admin:sources_source_change", args=[other.pk]) in str(errors[field])
        assert editor.post(page, data | {CONFIRMED: other.slug}).status_code == 302
    assert fill(editor, page, title_en="Not asked again").status_code == 302
