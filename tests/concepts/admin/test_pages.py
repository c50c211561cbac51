"""Every admin page opens, in both languages, with a number of queries that does not grow."""

import re

import pytest
from django.contrib import admin as django_admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.models import Address, ConceptLink, Proposal, Publication, Question, Site, Tag
from sources.models import Skip
from tests.concepts.admin.pages import read_form
from tests.factories import (
    CHINESE,
    cite,
    make_article,
    make_concept,
    make_dimension,
    make_distinction,
    make_finding_of_parts,
    make_passage,
    make_relation_type,
    make_report,
    make_site,
    make_source,
    make_statement,
    rest_on,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
OURS = sorted(
    (model for model in django_admin.site._registry if model._meta.app_label in ("sources", "concepts")),
    key=lambda model: model._meta.label,
)


@remembered
def make_content(number: int) -> None:
    """One row or more of everything, told apart by `number`."""
    version = make_source(f"source-{number}", CHINESE, "zh-hans")
    version.articles.all().delete()
    make_article(version, 0, 12)
    make_article(version, 12, len(CHINESE))
    first, second = make_passage(version, "营销是让产品好卖"), make_passage(version, "两者的最终目标")
    Skip.objects.create(version=version, article=version.articles.first(), start=0, end=3, reason="filler")
    marketing, sales = make_concept(f"marketing-{number}"), make_concept(f"sales-{number}")
    ConceptLink.objects.create(concept=marketing, other=sales, kind="related")
    one = make_statement("characteristic", marketing, cites=(first, second))
    other = make_statement("characteristic", sales, cites=(first,))
    make_distinction(one, other)
    make_statement("relation", marketing, objects=(sales,), cites=(first,))
    definition = make_statement("definition", sales, cites=(second,))
    definition.tags.add("推拉")
    position = make_statement("position")
    rest_on(position, one, other)
    cite(position, second, "reports")
    make_finding_of_parts((marketing, one), (sales, other))
    make_relation_type(f"type-{number}")
    make_dimension(f"dimension-{number}")
    Question.objects.create(slug=f"question-{number}", text_en="Is it?", text_zh="是吗？")
    Tag.objects.get_or_create(name=f"tag {number}", slug=f"tag-{number}")
    Proposal.objects.create(kind="concept", row=marketing.pk, content={"fields": {}}, started_from=1)
    if not Site.objects.exists():
        make_site(marketing, sales, contact="editors@example.org")
    Address.objects.create(kind="concept", key=f"old-{number}", state="moved", target="sales")
    change = {"kind": "concept", "row": marketing.pk, "name": "营销", "before": {}, "after": {"fields": {"core": True}}}
    Publication.objects.create(by_name="李").changes.create(**change)
    make_report(version, f"第 {number} 处有误。")


@remembered
def make_much_content() -> None:
    """Ten times what `make_content` makes, and once more."""
    for number in range(1, 12):
        make_content(number)


def queries(client, address):
    client.get(address)  # what is loaded once a process is loaded now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def name_of_pages(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def test_there_are_pages_for_everything_content_is_made_of():
    assert len(OURS) >= 16


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_page_opens_with_one_heading_and_options_spelt_right(admin, model, language):
    make_content(1)
    row = model._default_manager.first()
    assert row is not None
    pages = [reverse(f"{name_of_pages(model)}_changelist"), reverse(f"{name_of_pages(model)}_change", args=[row.pk])]
    if model in (type(row),) and django_admin.site._registry[model].has_add_permission(
        admin.get("/admin/").wsgi_request
    ):
        pages.append(reverse(f"{name_of_pages(model)}_add"))
    for address in pages:
        answer = admin.get(address, headers={"accept-language": language}, follow=True)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert len(re.findall(r"<h1\b", text)) == 1, address
        assert not re.search(r"<script>(?!\s*</script>)|\sstyle=\"|\son[a-z]+=\"", text), address
        assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(admin, model):
    address = reverse(f"{name_of_pages(model)}_changelist")
    with transaction.atomic():
        make_content(1)
        few = queries(admin, address)
        transaction.set_rollback(True)
    make_much_content()
    assert queries(admin, address) == few
    assert admin.get(address, {"q": "销售"}).status_code == 200


@pytest.mark.parametrize("kind", ["characteristic", "distinction", "position", "relation"])
def test_a_form_takes_as_many_queries_for_many_parts_as_for_few(admin, kind):
    make_content(1)
    passages = [make_passage(make_source(f"more-{number}"), "Marketing pulls") for number in range(10)]
    row = (
        django_admin.site._registry
        and next(model for model in OURS if model._meta.model_name == kind)._default_manager.first()
    )
    cite(row, passages[0])
    address = reverse(f"admin:concepts_{kind}_change", args=[row.pk])
    few = queries(admin, address)
    for passage in passages[1:]:
        cite(row, passage)
    assert queries(admin, address) == few


def test_a_select_box_never_holds_hundreds_of_rows():
    many = {
        "concept",
        "passage",
        "statement",
        "characteristic",
        "version",
        "copy_of",
        "part_of",
        "other",
        "repeats",
        "source",
    }
    checked = 0
    for model in OURS:
        page = django_admin.site._registry[model]
        for one in (page, *(inline(model, django_admin.site) for inline in page.get_inlines(None, None))):
            for field in one.model._meta.fields:
                shown = field.name in str(one.fields or one.fieldsets or "")
                if field.name in many and field.is_relation and shown and field.name not in (one.readonly_fields or ()):
                    checked += 1
                    assert field.name in one.autocomplete_fields, (one, field.name)
    assert checked > 5


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Demand generation · 需求创造"), ("zh-hans", "需求创造 · Demand generation")]
)
def test_headings_and_messages_say_the_name_of_a_concept(admin, language, name):
    headers = {"accept-language": language}
    concept = make_concept("demand-gen", "Demand generation", "需求创造")
    address = reverse("admin:concepts_concept_change", args=[concept.pk])
    page = admin.get(address, headers=headers)
    assert page.content.decode().count(name) >= 2  # the heading, and where one is
    saved = admin.post(address, read_form(page) | {"rank": "7"}, headers=headers, follow=True).content.decode()
    assert f"“{name}”" in saved.split('class="messagelist"')[1].split("</ul>")[0]
    Proposal.objects.all().delete()  # which would stand in the way
    deleting = admin.get(reverse("admin:concepts_concept_delete", args=[concept.pk]), headers=headers)
    assert f"“{name}”" in deleting.content.decode()
