"""Names typed into the form on which concepts are chosen lead to what is meant, or to a question; none is lost."""

from urllib.parse import quote

import pytest

from concepts.comparison.typed_names import find_typed_names
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Label
from tests import factories as make
from tests.site import read

pytestmark = pytest.mark.django_db
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture(autouse=True)
def concepts():
    marketing = make.make_concept("marketing", "Marketing", "营销", core=True)
    sales = make.make_concept("sales", "Sales", "销售", core=True)
    selling = make.make_concept("personal-selling", "Personal selling", "推销")
    department = make.make_concept("sales-department", "Sales department", "销售部")
    promotion = make.make_concept("promotion", "Promotion", "促销")
    Label.objects.create(concept=promotion, language="en", text="Sales promotion", role="hidden")
    make.make_concept("drafted", "Sales draft", "草稿", status="draft")
    for concept in (sales, selling):
        Label.objects.create(concept=concept, language="en", text="Selling", role="alternative")
    Label.objects.create(concept=department, language="en", text="Sales", role="alternative")
    return marketing, sales, selling, department


def found(typed):
    return [
        (name.text, [concept.slug for concept in name.concepts])
        for name in find_typed_names(typed, load_concept_names())
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sales department", [("sales department", ["sales-department"])]),
        (" ＳＡＬＥＳ  Department ", [("ＳＡＬＥＳ  Department", ["sales-department"])]),
        ("销售部", [("销售部", ["sales-department"])]),
        ("sales-department", [("sales-department", ["sales-department"])]),
        ("Sales", [("Sales", ["sales"])]),  # the preferred name of one, whatever else is called so
        ("selling", [("selling", ["sales", "personal-selling"])]),
        ("营销、销售部", [("营销", ["marketing"]), ("销售部", ["sales-department"])]),
        ("marketing vs sales", [("marketing", ["marketing"]), ("sales", ["sales"])]),
        ("marketing sales", [("marketing", ["marketing"]), ("sales", ["sales"])]),
        ("营销 销售部", [("营销", ["marketing"]), ("销售部", ["sales-department"])]),
        (
            "marketing  Sales Promotion",
            [("marketing", ["marketing"]), ("Sales", ["sales"]), ("Promotion", ["promotion"])],
        ),
        ("sales promotion", [("sales promotion", ["promotion"])]),  # a name, too
        (
            "personal selling sales department",
            [("personal selling", ["personal-selling"]), ("sales department", ["sales-department"])],
        ),
        ("marketing selling", [("marketing selling", [])]),  # which of the two?
        ("marketing nothing", [("marketing nothing", [])]),
        ("nothing", [("nothing", [])]),
        ("Sales draft", [("Sales draft", [])]),
        ("…", [("…", [])]),
        ("a\0b", [("a b", [])]),
    ],
)
def test_a_typed_name_means_what_is_called_so(typed, expected):
    assert found(typed) == expected


def test_an_unknown_name_has_proposals_the_most_similar_first():
    (name,) = find_typed_names("salse departmant", load_concept_names())
    assert [concept.slug for concept in name.proposals] == ["sales-department"]
    (name,) = find_typed_names("tuixiao", load_concept_names())
    assert [concept.slug for concept in name.proposals] == ["personal-selling"]
    (name,) = find_typed_names("quite unlike anything", load_concept_names())
    assert name.proposals == ()


@in_both_languages
@pytest.mark.parametrize("typed", ["sales department", "销售部"])
def test_a_clear_name_leads_to_the_comparison_with_its_filters(client, language, typed):
    answer = client.get(f"/{language}/compare/", {"concept": "marketing", "name": typed, "language": "en"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/{language}/compare/marketing-vs-sales-department/?language=en"


@in_both_languages
def test_a_name_that_several_have_is_asked_about_and_then_answered(client, language):
    asked = client.get(f"/{language}/compare/", {"concept": "marketing", "name": "selling"})
    html = asked.content.decode()
    assert asked.status_code == 400
    assert 'name="meant" value="sales"' in html
    assert 'name="meant" value="personal-selling"' in html
    assert 'name="concept" value="marketing" checked' in html
    assert html.count('value="selling"') == 2  # in the box, and beside the answer
    query = {"concept": "marketing", "name": "selling", "asked": "selling", "meant": "personal-selling"}
    assert client.get(f"/{language}/compare/", query)["Location"].endswith("/compare/marketing-vs-personal-selling/")
    # Another name than the one that was asked about counts.
    query["name"] = "sales department"
    answer = client.get(f"/{language}/compare/", query)
    assert answer["Location"].endswith("/compare/marketing-vs-personal-selling-vs-sales-department/")


@in_both_languages
@pytest.mark.parametrize("typed", ["salse departmant", "<b>nothing</b>", "x" * 3000, '"', "%"])
def test_an_unknown_name_gets_a_clear_answer_and_stays_in_the_box(client, language, typed):
    answer = client.get(f"/{language}/compare/", {"concept": "marketing", "name": typed})
    html = answer.content.decode()
    assert answer.status_code == 404
    assert 'name="concept" value="marketing" checked' in html
    assert "<b>nothing" not in html
    if typed.startswith("salse"):
        assert 'name="meant" value="sales-department"' in html
        assert f'value="{typed}"' in html
    else:
        assert any("/search/?q=" in link for link in read(html).links)


@in_both_languages
def test_one_name_alone_is_kept_as_a_tick(client, language):
    answer = client.get(f"/{language}/compare/", {"name": "销售部"})
    assert answer.status_code == 400
    assert 'value="sales-department" checked' in answer.content.decode()


@in_both_languages
def test_no_page_lists_all_concepts_to_choose_from(client, language):
    for number in range(60):
        make.make_concept(f"more-{number}")
    for path in ("", "compare/", "compare/marketing-vs-sales/", f"compare/?name={quote('nothing')}"):
        html = client.get(f"/{language}/{path}").content.decode()
        assert "more-3" not in html
        assert f"/{language}/concepts/" in read(html).links


@pytest.mark.usefixtures("known_site")
def test_typed_names_cost_two_queries_more_at_most(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/en/compare/")
    with django_assert_num_queries(3):
        client.get("/en/compare/?concept=marketing&name=sales+department")
    with django_assert_num_queries(5):
        client.get("/en/compare/?concept=marketing&name=nothing")
