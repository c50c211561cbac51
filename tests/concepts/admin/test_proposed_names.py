"""A name in the address of a list or form becomes one more label, once somebody has chosen whose it is."""

from html import unescape

import pytest
from django.urls import reverse

from concepts.editorial.proposals import content_of, proposal_of
from concepts.models import Concept, Dimension
from tests.concepts.admin.pages import read_form
from tests.factories import make_concept, make_dimension

pytestmark = pytest.mark.django_db
MADE = {Concept: make_concept, Dimension: make_dimension}
both_models = pytest.mark.parametrize("model", MADE)


def address_of(model, page="changelist", *args, **query):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args, query=query)


def labels_in(form):
    """The labels of a form: language, text and role of each row."""
    rows = {name.rpartition("-")[0] for name in form if name.endswith("-text")}
    return [tuple(form[f"{row}-{part}"] for part in ("language", "text", "role")) for row in sorted(rows)]


@both_models
@pytest.mark.parametrize(
    ("name", "language"), [("growth hacking", "en"), ("裂变 & <b>", "zh-hans"), ("4p", "en"), ("🔥", "en")]
)
def test_the_form_opens_with_the_name_as_an_alternative_in_its_language(editor, model, name, language):
    row = MADE[model]("growth")
    page = editor.get(address_of(model, "change", row.pk, name=name))
    assert labels_in(read_form(page))[-1] == (language, name, "alternative")
    assert name not in [
        text for _language, text, _role in labels_in(read_form(editor.get(address_of(model, "change", row.pk))))
    ]


@both_models
def test_one_press_on_save_proposes_the_label(editor, model):
    row = MADE[model]("growth")
    address = address_of(model, "change", row.pk, name="裂变")
    form = read_form(editor.get(address))
    assert editor.post(address, form).status_code == 302
    assert not row.labels.filter(text="裂变").exists()  # readers see it once it is published
    assert "裂变" in str(content_of(proposal_of(row)))


@both_models
def test_a_draft_of_changes_takes_the_name_too(editor, model):
    row = MADE[model]("growth")
    for name in ("裂变", "growth hacking"):
        address = address_of(model, "change", row.pk, name=name)
        editor.post(address, read_form(editor.get(address)))
    assert all(name in str(content_of(proposal_of(row))) for name in ("裂变", "growth hacking"))


@both_models
@pytest.mark.parametrize(
    ("language", "title"), [("en", "What is “裂变” a name of?"), ("zh-hans", "“裂变”是谁的名称？")]
)
def test_the_list_asks_whose_name_it_is_and_leads_on_with_it(editor, model, language, title):
    row = MADE[model]("growth")
    page = editor.get(address_of(model, name="裂变"), headers={"accept-language": language}).content.decode()
    assert title in page
    form = address_of(model, "change", row.pk, name="裂变")
    assert any(link.startswith(form.partition("?")[0]) and "name=%E8%A3%82%E5%8F%98" in link for link in links(page))
    assert title not in editor.get(address_of(model), headers={"accept-language": language}).content.decode()


def links(page):
    return [unescape(part.partition('"')[0]) for part in page.split('href="')[1:]]


def test_a_new_concept_takes_the_name_from_the_list_as_the_preferred_one_of_its_language(editor):
    page = editor.get(address_of(Concept, name="裂变")).content.decode()
    [add] = [link for link in links(page) if link.startswith(f"{address_of(Concept, 'add')}?")]
    assert labels_in(read_form(editor.get(add))) == [("en", "", "preferred"), ("zh-hans", "裂变", "preferred")]
    assert labels_in(read_form(editor.get(address_of(Concept, "add")))) == [
        ("en", "", "preferred"), ("zh-hans", "", "preferred"),
    ]  # fmt: skip


@both_models
@pytest.mark.parametrize("name", ["%ED%A0%80", "%22%3E%3Cscript%3E", "x" * 500, "%20%20", "%E8%90", "%1F"])
def test_any_name_in_an_address_is_a_page(editor, model, name):
    row = MADE[model]("growth")
    for query in (f"name={name}", f"_changelist_filters=name%3D{name.replace('%', '%25')}"):
        for address in (address_of(model, "change", row.pk), address_of(model, "add")):
            assert editor.get(f"{address}?{query}").status_code == 200
    assert editor.get(f"{address_of(model)}?name={name}").status_code == 200


def test_who_may_only_look_sees_no_row_to_write_in(signed_in):
    row = make_concept("growth")
    page = signed_in("viewer").get(address_of(Concept, "change", row.pk, name="裂变"))
    assert page.status_code == 200
    assert "裂变" not in page.content.decode().replace(address_of(Concept), "")
