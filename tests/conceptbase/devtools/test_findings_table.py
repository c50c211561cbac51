"""The table of findings tells the numbers of each, and which concepts have neither a finding nor a reason."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from conceptbase.devtools import findings_table
from conceptbase.devtools.findings_table import Reasons, faults_of, load_findings, page_text, reasons_of
from concepts.editorial.publishing import publish
from concepts.models import Concept
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
SENTENCES = {"not-contrasted": "No source sets them against each other."}


@pytest.fixture
def world():
    """Alpha and beta have a finding; delta and epsilon are not core, and epsilon has no characteristic."""
    world = make_world()
    Concept.objects.filter(slug="delta").update(core=False)
    make.make_concept("epsilon")
    return world


def test_concepts_need_a_finding_for_one_of_three_reasons(world):
    found = load_findings()
    assert found.core == (("alpha", "beta"), ("alpha", "gamma"), ("beta", "gamma"))
    assert found.distinguished == {}, "a pair of core concepts is told once"
    assert found.comparable == {(slug, "delta"): ["dimension-0"] for slug in ("alpha", "beta", "gamma")}


def test_three_concepts_of_a_distinction_need_findings_in_pairs_and_together(world):
    three = make.make_distinction(*world.statements["characteristic"][1:])
    publish(statements=[three])
    found = load_findings()
    groups = [("beta", "gamma", "delta"), ("beta", "delta"), ("gamma", "delta")]
    assert found.distinguished == {group: [three.code] for group in groups}
    assert [*found.comparable] == [("alpha", "delta")]


def test_a_finding_stands_in_the_table_with_its_numbers(world):
    (finding,) = world.statements["finding"]
    found = load_findings()
    text = page_text(found, Reasons())
    cells = f"{finding.code} | alpha, beta | differ | dimension-0 | {finding.text_en} | {finding.text_zh} | 2 | 0 | 0"
    assert f"| {cells} |" in text
    assert f"| alpha, beta | {finding.code} (2) |" in text
    assert f"| alpha, gamma | {findings_table.NO_REASON} |" in text
    assert f"| alpha, delta | dimension-0 | {findings_table.NO_REASON} |" in text


def test_reasons_stand_in_place_of_findings(world):
    reasons = Reasons(
        SENTENCES,
        dict.fromkeys([("alpha", "delta"), ("beta", "delta"), ("gamma", "delta")], "not-contrasted"),
        {("alpha", "gamma"): "One article | names both.", ("beta", "gamma"): "Nobody names both."},
    )
    found = load_findings()
    assert faults_of(found, reasons) == []
    text = page_text(found, reasons)
    assert r"| alpha, gamma | One article \| names both. |" in text
    assert "| alpha, delta | dimension-0 | No source sets them against each other. |" in text
    assert findings_table.NO_REASON not in text


@pytest.mark.parametrize(
    ("reasons", "fault"),
    [
        (Reasons(), "alpha, gamma: has neither a finding nor a reason."),
        (Reasons(words={("alpha", "omega"): "Why."}), "alpha, omega: there is no concept omega."),
        (Reasons(words={("gamma", "alpha"): "Why."}), "gamma, alpha: name the concepts in the order of the site."),
        (Reasons(words={("alpha", "beta"): "Why."}), "alpha, beta: has a finding; take its reason out."),
        (Reasons(words={("alpha", "epsilon"): "Why."}), "alpha, epsilon: needs no finding; take its reason out."),
        (
            Reasons(SENTENCES, {("beta", "gamma"): "not-contrasted"}),
            "beta, gamma: a distinction tells them apart, or they are core: give it `words`.",
        ),
    ],
    ids=["lacking", "unknown concept", "another order", "not needed any more", "never needed", "too short"],
)
def test_a_wrong_or_lacking_reason_is_a_fault(world, reasons, fault):
    assert fault in faults_of(load_findings(), reasons)


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([{"concepts": ["a", "b"]}], "a, b: write either `reason` or `words`."),
        ([{"concepts": ["a", "b"], "reason": "because"}], "a, b: there is no reason called because."),
        ([{"concepts": ["a", "b"], "words": "Why."}] * 2, "a, b: stands in the file twice."),
    ],
    ids=["nothing said", "no such reason", "twice"],
)
def test_the_file_of_reasons_is_read_strictly(entries, fault):
    assert reasons_of({"reasons": SENTENCES, "groups": entries})[1] == [fault]


def test_the_command_writes_the_page_and_fails_with_what_lacks_a_reason(world, tmp_path):
    page = tmp_path / "findings.md"
    with pytest.raises(CommandError, match="alpha, gamma: has neither a finding nor a reason"):
        call_command("findings", write=page, stdout=StringIO())
    assert "| alpha, gamma |" in page.read_text(encoding="utf-8")
