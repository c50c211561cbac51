"""Names that curators type: refused at their field where they cannot be, and never an error of the site."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from concepts.admin.content import BoundForm
from concepts.admin.similar import CONFIRMED
from concepts.editorial import renaming, tags
from concepts.editorial.publishing import publish
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.models import Address, Concept, Dimension, Label, Statement, Tag, TaggedStatement
from sources.models import Source
from tests.concepts.admin.pages import fill, read_form
from tests.factories import (
    ENGLISH,
    make_concept,
    make_passage,
    make_published,
    make_source,
    make_statement,
    publish_proposals,
)

pytestmark = pytest.mark.django_db
CONCEPT_ADD = "/admin/concepts/concept/add/"
TAG_ADD = "/admin/concepts/tag/add/"
DEFINITION_ADD = "/admin/concepts/definition/add/"
WORDS = {"text_en": "One thing.", "text_zh": "一件事。"}


def page_of(row, name=""):
    return reverse(f"admin:{row._meta.app_label}_{name or row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_new_concept_starts_with_a_preferred_name_in_each_language(editor, language):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    form = read_form(editor.get(CONCEPT_ADD))
    starts = [(form[f"labels-{row}-language"], form[f"labels-{row}-role"]) for row in range(2)]
    assert starts == [("en", "preferred"), ("zh-hans", "preferred")]
    typed = form | {"slug": "trade", "labels-0-text": "Trade"}
    assert editor.post(CONCEPT_ADD, typed).status_code == 302  # a row that says nothing is none
    assert [*Label.objects.values_list("language", "text", "role")] == [("en", "Trade", "preferred")]


def label(text, language="en", role="preferred"):
    return {"language": language, "text": text, "role": role, "rank": "0"}


def errors_of(page, name=""):
    """The errors of a refused form at the field, or at all fields, inlines among them."""
    assert page.status_code == 200
    form = page.context["adminform"].form
    if name:
        return str(form.errors.get(name, ""))
    return str(page.context["errors"])


def tags_of(statement):
    return sorted(Tag.objects.filter(tagged__content_object=statement).values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("reader", "says"), [("en", "Commas (, and ，), 、 and"), ("zh-hans", "标签之间用逗号（,或，）、顿号或分号隔开")]
)
def test_new_tags_are_stored_in_normal_width_and_the_form_says_what_separates_them(editor, reader, says):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = reader
    assert says in editor.get(DEFINITION_ADD).content.decode()
    tags.make_tag(name="ＡＢＭ")
    tags.make_tag(name="营销（Ｂ２Ｂ）")
    assert [*Tag.objects.order_by("pk").values_list("name", flat=True)] == ["ABM", "营销（B2B）"]
    assert fill(editor, TAG_ADD, name_en="ＳＥＯ", name_zh="搜索Ｏ").status_code == 302
    tag = Tag.objects.get(slug="seo")
    assert (tag.name_en, tag.name_zh) == ("SEO", "搜索O")
    Tag.objects.filter(pk=tag.pk).update(name="ＳＥＯ", name_en="ＳＥＯ")  # as it was stored before
    assert fill(editor, page_of(tag), name_en="SEO").status_code == 302
    tag.refresh_from_db()
    assert tag.name == "SEO"


@pytest.mark.parametrize(
    ("typed", "known"), [("ＢＲＡＮＤ", "brand"), ("Brand", "brand"), ("BR\u200bAND", "brand"), ("　长期 ", "长期")]
)
def test_a_tag_typed_in_another_width_or_case_is_the_known_one(editor, typed, known):
    for name in ("brand", "长期"):
        Tag.objects.create(name=name, slug=name)
    assert fill(editor, DEFINITION_ADD, **WORDS, tags=typed).status_code == 302
    assert tags_of(Statement.objects.get()) == [known]
    assert Tag.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "column"), [("Ｄｅｐａｒｔｍｅｎｔｓ", "name_en"), ("departments", "name_en"), ("长\u200b期", "name_zh")]
)
def test_it_is_something_else_does_not_overrule_a_tag_that_has_the_name(editor, typed, column):
    for name in ("departments", "长期"):
        Tag.objects.create(name=name, slug=name)
    brand = Tag.objects.create(name="brand", slug="brand")
    both = {CONFIRMED: "departments\n长期", column: typed}
    if column == "name_zh":
        both["name_en"] = ""
    for address in (page_of(brand), TAG_ADD):
        assert "has that name already" in errors_of(fill(editor, address, **both), column)
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["brand", "departments", "长期"]


@pytest.mark.parametrize(
    ("language", "text"), [("zh-hans", "销售"), ("zh-hans", "销\u200b售"), ("en", "ＳＡＬＥＳ"), ("en", "sales ")]
)
def test_a_label_that_the_concept_has_already_is_named_at_its_field(editor, language, text):
    concept = make_concept("sales", "Sales", "销售")
    page = fill(editor, page_of(concept), {"labels": [label(text, language, "alternative")]})
    assert "twice" in errors_of(page)
    assert concept.labels.count() == 2


def test_a_preferred_label_of_another_concept_is_refused_however_it_is_confirmed(editor):
    make_concept("sales", "Sales", "销售")
    for text, language in (("Ｓales", "en"), ("销\u200b售", "zh-hans")):
        page = fill(editor, CONCEPT_ADD, {"labels": [label(text, language)]}, slug="trade", **{CONFIRMED: "sales"})
        assert "“sales” has the preferred label" in errors_of(page)
        rows = {"labels": [label("Trade"), label("贸易", "zh-hans"), label(text, language, "alternative")]}
    assert fill(editor, CONCEPT_ADD, rows, slug="trade", **{CONFIRMED: "sales"}).status_code == 302


@pytest.mark.parametrize("name", ["🔥", "👩‍💻", "！？"])
def test_a_name_without_a_letter_or_digit_is_refused_at_its_field(editor, name):
    page = fill(editor, DEFINITION_ADD, **WORDS, tags=f"brand, {name}")
    assert "no letter and no digit" in errors_of(page, "tags")
    assert "One thing." in page.content.decode()
    assert "no letter and no digit" in errors_of(fill(editor, TAG_ADD, name_en=name), "name_en")
    assert "no letter and no digit" in errors_of(fill(editor, CONCEPT_ADD, {"labels": [label(name)]}, slug="fire"))
    assert not Tag.objects.exists()
    assert not Label.objects.exists()


@pytest.mark.parametrize("slug", ["a/b", ".."])
def test_a_tag_whose_address_slipped_in_is_shown_as_text(client, slug):
    statement = make_published(
        "definition", make_concept("marketing"), cites=(make_passage(make_source(), ENGLISH[:33]),)
    )
    statement.tags.add("odd thing", "长期")
    Tag.objects.filter(name="odd thing").update(slug=slug)
    publish(statements=[statement])  # an edition with the odd slug
    call_command("search_index", verbosity=0)
    for language in ("en", "zh-hans"):
        for address in (
            f"/{language}/statements/{statement.code}/", f"/{language}/statements/{statement.code}/v2/",
            f"/{language}/tags/", f"/{language}/concepts/marketing/", f"/{language}/search/?q=odd+thing",
        ):  # fmt: skip
            page = client.get(address)
            assert page.status_code == 200, address
            assert 'href=""' not in page.content.decode(), address
        assert "odd thing" in client.get(f"/{language}/tags/").content.decode()
    assert client.get("/api/v1/search?q=odd+thing").status_code == 200


@pytest.mark.parametrize("typed", ["needs, wants", "需求，愿望", "a；b", '"push'])
def test_what_separates_tags_cannot_be_part_of_one(editor, typed):
    tag = Tag.objects.create(name="customer needs", slug="customer-needs")
    assert errors_of(fill(editor, page_of(tag), name_en=typed), "name_en")
    assert errors_of(fill(editor, page_of(tag), name_zh=typed), "name_zh")
    tag.refresh_from_db()
    assert (tag.name, tag.name_zh) == ("customer needs", "")


@pytest.mark.parametrize("typed", ['"push, pull"', "“推，拉”", "(push, pull)"])
def test_commas_within_quotation_marks_are_refused_and_not_cut(editor, typed):
    page = fill(editor, DEFINITION_ADD, **WORDS, tags=typed)
    assert "no partner" in errors_of(page, "tags")
    assert not Tag.objects.exists()


def test_a_stored_tag_with_a_comma_stays_one_when_something_else_is_changed(editor):
    statement = make_statement("definition", make_concept("marketing"))
    statement.tags.add("needs", "愿望")
    Tag.objects.filter(slug="needs").update(name="needs, wants")  # past the forms
    assert fill(editor, page_of(statement, "definition"), rank="3").status_code == 302
    statement.refresh_from_db()
    assert (statement.rank, tags_of(statement)) == (3, ["needs", "愿望"])
    assert Tag.objects.count() == 2


def test_names_that_make_the_same_slug_get_slugs_of_their_own(editor):
    Address.objects.create(kind="tag", key="推", state="withdrawn", words_en="Gone.", words_zh="没了。")
    assert fill(editor, DEFINITION_ADD, **WORDS, tags="C++, C#, c", **{CONFIRMED: "c++\nc#\nc"}).status_code == 302
    assert fill(editor, TAG_ADD, name_zh="推！").status_code == 302
    assert sorted(Tag.objects.values_list("slug", flat=True)) == ["c", "c-2", "c-3", "推-2"]


@pytest.mark.parametrize("slug", ["SEO", "Under_Score-Caps", "seo.", "搜索", "push-vs-pull", "seo-vs"])
def test_a_concept_that_no_address_can_name_is_refused_with_the_rule(editor, slug):
    rows = {"labels": [label("Search engine optimisation"), label("搜索引擎优化", "zh-hans")]}
    page = fill(editor, CONCEPT_ADD, rows, slug=slug)
    assert errors_of(page, "slug")
    assert "Enter a valid" not in page.content.decode()
    assert not Concept.objects.exists()
    assert fill(editor, CONCEPT_ADD, rows, slug="seo").status_code == 302
    Address.objects.create(kind="concept", key="sem", state="moved", target="seo")
    assert "taken" in errors_of(fill(editor, CONCEPT_ADD, {"labels": [label("Another")]}, slug="seo"), "slug")


def test_the_rule_is_told_in_the_language_of_the_person(editor):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    page = fill(editor, CONCEPT_ADD, {"labels": [label("推", "zh-hans")]}, slug="Push_Pull")
    assert "例如：push-pull" in errors_of(page, "slug")
    assert "没有字母" in errors_of(fill(editor, TAG_ADD, name_zh="🔥"), "name_zh")


def test_every_form_with_a_name_in_addresses_asks_the_same(editor):
    words = {
        "name_en": "A",
        "name_zh": "甲",
        "question_en": "A?",
        "question_zh": "甲？",
        "title_en": "A",
        "title_zh": "甲",
    }
    words |= {"inverse_en": "B", "inverse_zh": "乙", "text_en": "A?", "text_zh": "甲？", "kind": "article"}
    for page in ("concepts/dimension", "concepts/relationtype", "concepts/question", "sources/source", "concepts/tag"):
        fields = {name: value for name, value in words.items() if name not in ("slug",)}
        assert "cannot be used" in errors_of(
            fill(editor, f"/admin/{page}/add/", **fields, slug="Under_Score"), "slug"
        ), page
        proposes = "&quot;id&quot;: &quot;#id_slug&quot;" in editor.get(f"/admin/{page}/add/").content.decode()
        assert proposes is (page != "concepts/tag"), page
    for slug in ("all", "json"):
        assert "meaning of its own" in errors_of(
            fill(editor, "/admin/concepts/dimension/add/", **words, slug=slug), "slug"
        )
    assert not Dimension.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("kind", "page"), [("concept", CONCEPT_ADD), ("tag", TAG_ADD), ("dimension", ""), ("source", "")]
)
def test_an_address_that_was_given_up_is_never_given_to_something_else(editor, kind, page):
    Address.objects.create(kind=kind, key="brand", state="moved", target="brand-image")
    Address.objects.create(kind=kind, key="price", state="withdrawn", words_en="Gone.", words_zh="没了。")
    address = page or ("/admin/sources/source/add/" if kind == "source" else f"/admin/concepts/{kind}/add/")
    for slug in ("brand", "price"):
        assert "was the address of something else" in errors_of(fill(editor, address, slug=slug), "slug")


def test_a_name_that_was_given_up_is_refused_to_a_new_concept_and_given_back_to_its_own(editor, signed_in):
    concept, reviewer = make_concept("brand", "Brand", "品牌"), signed_in("reviewer")
    rename_concept(concept=concept, slug="brand-image")
    page = fill(editor, CONCEPT_ADD, {"labels": [label("Mark")]}, slug="brand")
    assert "was the address of something else" in errors_of(page, "slug")
    other = make_concept("price", "Price", "价格")
    step = reverse("admin:concepts_concept_step", args=[other.pk, "rename"])
    for slug, says, status in (
        ("brand", "was the address", 409), ("brand-image", "taken already", 409), ("Pr_ice", "cannot be used", 400),
        ("price-vs-cost", "separates concepts", 400),
    ):  # fmt: skip
        page = fill(reviewer, step, slug=slug)
        assert page.status_code == status
        assert says in page.content.decode()
        assert f'value="{slug}"' in page.content.decode()
    step = reverse("admin:concepts_concept_step", args=[concept.pk, "rename"])
    assert fill(reviewer, step, slug="brand").status_code == 302
    assert sorted(Concept.objects.values_list("slug", flat=True)) == ["brand", "price"]


def test_a_former_address_cannot_be_one_that_something_has(editor):
    make_concept("price", "Price", "价格")
    words = {"state": "withdrawn", "words_en": "Gone.", "words_zh": "没了。", "target": ""}
    add = "/admin/concepts/address/add/"
    assert "in use" in errors_of(fill(editor, add, kind="concept", key="price", **words), "key")
    assert "cannot be used in an address" in errors_of(fill(editor, add, kind="tag", key="Old_Name", **words), "key")
    looped = errors_of(fill(editor, add, kind="concept", key="LOOP G", **words), "key")
    assert "at most 100 characters" in looped
    assert "loop-g" in looped
    assert "not a code" in errors_of(fill(editor, add, kind="statement", key="price", **words), "key")
    moved = {**words, "state": "moved", "kind": "concept", "key": "cost"}
    assert "Nothing has the address" in errors_of(fill(editor, add, **moved | {"target": "prices"}), "target")
    assert fill(editor, add, **moved | {"target": "price"}).status_code == 302


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "A concept needs a name"),
        ([label("Brand", role="alternative")], "None of the labels in English"),
        ([label("Brand"), label("品牌", "zh-hans", "alternative")], "None of the labels in Chinese"),
        ([label("品牌", "zh-hans", "hidden")], "None of the labels in Chinese"),
    ],
)
def test_a_concept_has_a_preferred_label_in_each_language_it_has_labels_in(editor, rows, says):
    page = fill(editor, CONCEPT_ADD, {"labels": rows}, slug="brand", scope_note_en="Typed.")
    assert says in page.content.decode()
    assert "Typed." in page.content.decode()
    assert not Concept.objects.exists()
    assert fill(editor, CONCEPT_ADD, {"labels": [label("品牌", "zh-hans")]}, slug="brand").status_code == 302


def test_labels_exchange_their_texts_and_roles_in_one_save(editor):
    concept = make_concept("sales", "Sales", "销售")
    Label.objects.create(concept=concept, language="en", text="Selling", role="alternative", rank=1)
    page = {"labels-0-text": "Selling", "labels-1-text": "Sales"}
    assert fill(editor, page_of(concept), **page).status_code == 302
    publish_proposals()
    assert list(concept.labels.filter(language="en").values_list("text", "role", "folded")) == [
        ("Selling", "preferred", "selling"), ("Sales", "alternative", "sales"),
    ]  # fmt: skip
    page = {"labels-0-role": "alternative", "labels-1-role": "preferred"}
    assert fill(editor, page_of(concept), **page).status_code == 302
    page = {"labels-1-DELETE": "on", "labels-0-role": "preferred", "labels-0-text": "SALES"}
    assert fill(editor, page_of(concept), **page).status_code == 302
    publish_proposals()
    assert list(concept.labels.filter(language="en").values_list("text", "role")) == [("SALES", "preferred")]


def test_a_long_chinese_label_is_stored_with_its_pinyin(editor):
    rows = {"labels": [label("装" * 100, "zh-hans")]}
    assert fill(editor, CONCEPT_ADD, rows, slug="long").status_code == 302
    assert "too long" in errors_of(fill(editor, CONCEPT_ADD, {"labels": [label("ﷺ" * 100)]}, slug="longer"))
    assert "101" in errors_of(fill(editor, DEFINITION_ADD, **WORDS, tags="长" * 101), "tags")


@pytest.mark.parametrize(
    ("address", "rows", "typed", "rival", "says"),
    [
        (
            TAG_ADD, {}, {"name_en": "brand", "name_zh": "品牌"},
            lambda: Tag.objects.create(name="ＢＲＡＮＤ", slug="b"), "has that name",
        ),
        (TAG_ADD, {}, {"name_zh": "品牌", "slug": "b"}, lambda: Tag.objects.create(name="brand", slug="b"), "is taken"),
        (
            CONCEPT_ADD, {"labels": [label("Trade"), label("品牌", "zh-hans")]}, {"slug": "trade"},
            lambda: make_concept("trade", "Another", "别的"), "is taken",
        ),
        (
            CONCEPT_ADD, {"labels": [label("Trade"), label("品牌", "zh-hans")]}, {"slug": "trade"},
            lambda: make_concept("another", "ＴＲＡＤＥ", "别的"), "has the preferred label",
        ),
    ],
)  # fmt: skip
def test_a_name_that_somebody_takes_after_the_check_comes_back_with_everything_typed(
    editor, monkeypatch, address, rows, typed, rival, says
):
    check, rivals = BoundForm.is_valid, [rival]

    def check_and_be_overtaken(bound):
        valid = check(bound)
        if rivals:
            assert valid
            rivals.pop()()
        return valid

    monkeypatch.setattr(BoundForm, "is_valid", check_and_be_overtaken)
    page = fill(editor, address, rows, **typed)
    assert says in errors_of(page)
    assert "品牌" in page.content.decode()
    assert not Label.objects.filter(text="品牌").exists()


def test_a_tag_or_name_that_somebody_makes_at_the_same_moment_is_the_one(monkeypatch):
    def overtaken(function, rival):
        def wrapper(*about, **options):
            found = function(*about, **options)
            if rivals:
                rivals.pop()()
            return found

        rivals = [rival]
        return wrapper

    monkeypatch.setattr(
        tags, "free_slug", overtaken(tags.free_slug, lambda: Tag.objects.create(name="Brand", slug="b"))
    )
    assert tags.find_or_make_tags(["ＢＲＡＮＤ", "长期"]) == [("b",), ("长期",)]
    monkeypatch.setattr(tags, "free_slug", overtaken(tags.free_slug, lambda: Tag.objects.create(name="C++", slug="c")))
    assert tags.find_or_make_tags(["C#"]) == [("c-2",)]
    concept = make_concept("brand", "Brand", "品牌")
    rival = overtaken(renaming.check_new_slug, lambda: make_concept("mark", "Mark", "标记"))
    monkeypatch.setattr(renaming, "check_new_slug", rival)
    with pytest.raises(ValidationError, match="is taken"):
        rename_concept(concept=concept, slug="mark")
    concept.refresh_from_db()
    assert concept.slug == "brand"


def test_merging_keeps_the_name_in_a_language_that_the_other_has_none_in():
    old, new = make_concept("hard-selling", "Hard selling", "强行推销"), make_concept("selling", "Selling", "推销")
    new.labels.filter(language="zh-hans").delete()
    merge_concepts(concept=old, into=new, reason_en="The same.", reason_zh="相同。")
    assert sorted(new.labels.values_list("text", "role")) == [
        ("Hard selling", "alternative"), ("Selling", "preferred"), ("强行推销", "preferred"),
    ]  # fmt: skip
    assert not TaggedStatement.objects.exists()
