"""Concepts are found by every name they have, as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts.models import Concept, Label
from concepts.reading.finding import LONGEST_QUERY, find_concepts
from concepts.reading.indexes import list_concepts
from tests.factories import make_concept


def unsaved(slug: str, *labels: tuple[str, str]) -> Concept:
    """A concept with labels (text, role) that stand in no database."""
    concept = Concept(id=1, slug=slug)  # Django reads labels of rows with a key only
    made = [Label(text=text, role=role) for text, role in labels]
    for label in made:
        label.fill_derived()
    concept._prefetched_objects_cache = {"labels": made}
    return concept


PREFERRED, OTHER, HIDDEN = Label.Role.PREFERRED, Label.Role.ALTERNATIVE, Label.Role.HIDDEN
CONCEPTS = (
    unsaved("marketing", ("Marketing", PREFERRED), ("营销", PREFERRED), ("市场", OTHER), ("营消", HIDDEN)),
    unsaved("sales", ("Sales", PREFERRED), ("selling", OTHER), ("销售", PREFERRED)),
    unsaved("personal-selling", ("Personal selling", PREFERRED), ("推销", PREFERRED)),
    unsaved("market", ("Market", PREFERRED), ("市场", PREFERRED)),
    unsaved("market-department", ("Market department", PREFERRED), ("市场部", PREFERRED)),
    unsaved("nameless"),
)


def found(query: str) -> list[str]:
    return [concept.slug for concept in find_concepts(query, CONCEPTS)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # an exact preferred name, an exact other one, a beginning, a part; else in the order given
        ("市场", ["market", "marketing", "market-department"]),
        ("market", ["market", "marketing", "market-department"]),
        ("selling", ["sales", "personal-selling"]),
        ("sal", ["sales"]),
        ("ell", ["sales", "personal-selling"]),
        ("销", ["sales", "marketing", "personal-selling"]),
        ("department", ["market-department"]),
        # hidden names, other widths, cases and spacing
        ("营消", ["marketing"]),
        ("ＳＡＬＥＳ", ["sales"]),
        ("  personal \t SELLING ", ["personal-selling"]),
        ("市\u200b场部", ["market-department"]),
        # by sound: whole, in syllables, by first letters, begun, from a later syllable on
        ("yingxiao", ["marketing"]),
        ("YING XIAO", ["marketing"]),
        ("tx", ["personal-selling"]),
        ("scb", ["market-department"]),
        ("shichang", ["market", "marketing", "market-department"]),
        ("xiaosh", ["sales"]),
        ("xiao", ["sales", "marketing", "personal-selling"]),
        ("gxiao", []),
        # nothing there, nothing visible, nothing harmful
        ("finance", []),
        ("", []),
        (" \u200b\u3000", []),
        ("🙂", []),
        ("推銷🙂", []),
        ("\ud800", []),
        ("%", []),
        (".*", []),
    ],
)
def test_what_a_query_finds(query, expected):
    assert found(query) == expected


def test_only_the_beginning_of_a_long_query_is_looked_at():
    blanks = " " * (LONGEST_QUERY - len("sales"))
    assert found(f"sales{blanks}!") == ["sales"]
    assert found(f"sales{blanks[1:]}!") == []


@given(st.text(alphabet=st.characters(), max_size=2 * LONGEST_QUERY))
def test_any_query_is_answered(query):
    assert set(found(query)) <= {concept.slug for concept in CONCEPTS}


@pytest.mark.django_db
def test_a_list_holds_what_was_found_or_else_everything():
    make_concept("marketing", "Marketing", "营销")
    make_concept("sales", "Sales", "销售")

    def listed(query: str) -> tuple[str, int, list[str]]:
        page = list_concepts(query)
        return page.query, page.found, [entry.concept.slug for entry in page.entries]

    assert listed(" xiaoshou ") == ("xiaoshou", 1, ["sales"])
    assert listed("销") == ("销", 2, ["sales", "marketing"])
    assert listed("finance") == ("finance", 0, ["marketing", "sales"])
    assert listed("") == ("", 0, ["marketing", "sales"])
    assert listed("x" * 1000) == ("x" * LONGEST_QUERY, 0, ["marketing", "sales"])


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_search_stays_at_its_address(client, language):
    make_concept("marketing", "Marketing", "营销")
    make_concept("sales", "Sales", "销售")
    answer = client.get(f"/{language}/concepts/", {"q": "销售"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'href="/{language}/concepts/sales/"' in html
    assert f'href="/{language}/concepts/marketing/"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%ED%A0%80", 200),
        ("q=%00", 400),
        ("q=%F0%9F%99%82", 200),
        ("q=%FF", 200),
        ("q=" + "x" * 3000, 200),
        ("q=%3Cscript%3E", 200),
        ("q=a&q=b", 200),
        ("q", 200),
    ],
)
def test_odd_searches_are_answered(client, query, status):
    make_concept("sales", "Sales", "销售")
    answer = client.get(f"/en/concepts/?{query}")
    assert answer.status_code == status
    assert "<script>" not in answer.content.decode()
