"""The address of a comparison is written and read in one module."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from concepts.comparison.selection import select_concepts
from concepts.evidence.comparison_address import (
    MOST_COMPARED,
    canonical_address,
    comparison_address,
    comparison_key,
    names_in_key,
)
from concepts.evidence.concept_names import load_concept_names
from tests import factories as make

BASE = Path(__file__).resolve().parents[3]


@pytest.mark.django_db
def test_an_address_names_the_concepts_in_the_order_given_and_a_canonical_one_in_that_of_the_site():
    for slug in ("alpha", "beta", "gamma", "delta", "epsilon"):
        make.make_concept(slug)
    names = load_concept_names()
    gamma, alpha = names.by_slug["gamma"], names.by_slug["alpha"]
    assert comparison_key([gamma, alpha]) == "gamma-vs-alpha"
    assert comparison_address([gamma, alpha]) == "/en/compare/gamma-vs-alpha/"
    assert comparison_address([gamma, alpha], {"only": ["contrasts"]}).endswith("/?only=contrasts")
    assert canonical_address([gamma, alpha]) == "/en/compare/alpha-vs-gamma/"
    assert canonical_address([alpha]) == canonical_address(names.concepts[: MOST_COMPARED + 1]) == ""
    assert names_in_key("Gamma-VS-alpha") == ["gamma", "alpha"]
    assert select_concepts(names_in_key(comparison_key([gamma, alpha])), names).concepts == (gamma, alpha)


def test_no_other_module_writes_the_address():
    files = [path for folder in ("concepts", "conceptbase") for path in (BASE / folder).rglob("*.py")]
    writing = [
        path.relative_to(BASE).as_posix()
        for path in files
        if "migrations" not in path.parts
        and re.search(
            r"""["']-vs-["']|(?:reverse|page_address|Addresses)\(\s*["']comparison:(?:comparison|row)""",
            path.read_text("utf-8"),
        )
    ]
    assert sorted(writing) == ["concepts/evidence/comparison_address.py", "concepts/models/names.py"]
    assert reverse("comparison:comparison", args=["a-vs-b"])
