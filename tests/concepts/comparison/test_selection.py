"""Names in the address of a comparison lead to what is meant, however they are written, and no filter gets lost."""

import re
from urllib.parse import quote

import pytest

from concepts.models import Address, Label
from tests import factories as make

pytestmark = pytest.mark.django_db
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def concepts():
    make.make_concept("marketing", "Marketing", "营销", core=True)
    sales = make.make_concept("sales", "Sales", "销售", core=True)
    selling = make.make_concept("personal-selling", "Personal selling", "推销")
    for concept in (sales, selling):
        Label.objects.create(concept=concept, language="en", text="Selling", role="alternative")
    Label.objects.create(concept=sales, language="en", text="sales work", role="alternative")
    Address.objects.create(kind="concept", key="vending", state="moved", target="sales")


@in_both_languages
@pytest.mark.parametrize("row", ["", "questions/"])
@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("营销-vs-销售", "marketing-vs-sales"),
        ("推销-vs-营销", "personal-selling-vs-marketing"),
        ("sales-work-vs-marketing", "sales-vs-marketing"),
        ("marketing-versus-sales", "marketing-vs-sales"),
        ("marketing vs sales", "marketing-vs-sales"),
        ("marketing_vs_sales", "marketing-vs-sales"),
        ("vending-vs-营销", "sales-vs-marketing"),
    ],
)
def test_a_name_that_is_no_slug_leads_to_the_one_concept_that_is_called_so(client, language, row, asked, right):
    response = client.get(f"/{language}/compare/{quote(asked)}/{row}?language=en")
    assert (response.status_code, response["Location"]) == (301, f"/{language}/compare/{right}/{row}?language=en")


@in_both_languages
@pytest.mark.parametrize(("asked", "status", "proposed"), [("selling", 400, "sales"), ("marketting", 404, "marketing")])
def test_a_name_that_is_not_clear_is_asked_about_and_the_filters_stay(client, language, asked, status, proposed):
    response = client.get(f"/{language}/compare/{asked}-vs-marketing/?language=en&without=reposted&without=undated")
    page = response.content.decode()
    assert response.status_code == status
    assert f'name="meant" value="{proposed}"' in page
    sent = HIDDEN.findall(page)
    assert [(key, value) for key, value in sent if key in ("language", "without")] == [
        ("language", "en"),
        ("without", "reposted"),
        ("without", "undated"),
    ]


@in_both_languages
@pytest.mark.parametrize(
    "asked", ["marketing-vs-☃", "marketing-vs-zzzzzzzz", "a-vs-b-vs-c-vs-d-vs-营销", "营销-vs-" + "x" * 90]
)
def test_names_like_nothing_here_are_not_found(client, language, asked):
    assert client.get(f"/{language}/compare/{quote(asked)}/").status_code == 404


@in_both_languages
def test_a_typed_name_that_is_not_clear_keeps_the_filters_too(client, language):
    address = f"/{language}/compare/?concept=marketing&name=selling&language=en&view=all&x=1"
    sent = HIDDEN.findall(client.get(address).content.decode())
    assert [pair for pair in sent if pair[0] != "asked"] == [("language", "en"), ("view", "all")]


@in_both_languages
def test_concepts_of_which_nothing_is_said_lead_to_their_pages_and_not_into_search_engines(client, language):
    page = client.get(f"/{language}/compare/marketing-vs-sales/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    for slug in ("marketing", "sales"):
        assert f'href="/{language}/concepts/{slug}/"' in page
    assert "view=all" not in page
