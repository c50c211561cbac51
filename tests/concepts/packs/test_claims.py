"""Positions and findings in packs and open data: what they rest on, for the whole or for a part."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from concepts.models import Basis, Statement
from concepts.packs.check import check_pack
from concepts.packs.export import export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from tests.concepts.packs.build import change, files_of, write_pack

FINDING = """\
- code: F3333
  kind: finding
  subjects: [marketing, sales]
  aspect: together
  en: Both earn, one after the other.
  zh: 两者先后挣钱。
  basis: [C4444, R2222]
- code: F2222
  kind: finding
  subjects: [marketing, sales]
  aspect: differ
  dimension: direction
  en: Marketing pulls; sales push.
  zh: 营销拉；销售推。
  claim_parts:
    - {number: 1, concept: marketing}
    - {number: 2, concept: sales}
  basis:
    - {statement: C2222, part: 1}
    - {statement: C3333, part: 2}
    - {statement: X2222, part: 2, nearness: nearby}
"""
PARTS = """\
      claim_parts:
        - {number: 1, en: "to pull, above all", zh: 首先是拉}
        - {number: 3, en: to push, zh: 推}
      basis:
        - H2222
        - {statement: C2222, part: 1}
        - {statement: C3333, part: 3, nearness: nearby}
"""
MARKETING = "statements/marketing.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small pack with two findings, and a position in parts."""
    folder = write_pack(tmp_path)
    file = folder / MARKETING
    file.write_text(file.read_text(encoding="utf-8") + FINDING, encoding="utf-8")
    change(folder, "questions.yaml", "      basis: [C2222, C3333]\n", PARTS)
    return folder


def faults_of(pack: Path) -> str:
    with pytest.raises(PackFaultyError) as caught:
        check_pack(pack)
    return str(caught.value)


@pytest.mark.django_db
def test_what_a_claim_rests_on_is_loaded_and_exported_as_it_stood(pack, tmp_path):
    load_pack(pack)
    finding, position = Statement.objects.get(code="F2222"), Statement.objects.get(code="P2222")
    assert (finding.status, finding.aspect, finding.dimension.slug) == ("published", "differ", "direction")
    assert [(row.statement.code, row.part, row.nearness) for row in finding.bases.all()] == [
        ("C2222", 1, "itself"), ("C3333", 2, "itself"), ("X2222", 2, "nearby"),
    ]  # fmt: skip
    assert [(part.number, part.name_en, part.name_zh) for part in position.claim_parts.all()] == [
        (1, "to pull, above all", "首先是拉"), (3, "to push", "推"),
    ]  # fmt: skip
    again = load_pack(pack)
    assert (again.created, again.updated, again.kept) == ([], [], [])
    export_pack(pack.name, tmp_path / "exported")
    assert files_of(tmp_path / "exported") == files_of(pack)


@pytest.mark.django_db
def test_the_long_form_of_a_whole_basis_says_the_same_as_the_short_one(pack):
    load_pack(pack)
    change(pack, MARKETING, "[C4444, R2222]", "[{statement: C4444, part: 0, nearness: itself}, R2222]")
    again = load_pack(pack)
    assert (again.created, again.updated, again.kept) == ([], [], [])


@pytest.mark.django_db
def test_the_documented_line_of_a_finding_has_the_keys_of_one(pack):
    load_pack(pack)
    finding = next(line for line in map(json.loads, open_data_lines()) if line.get("id") == "F2222")
    page = (settings.BASE_DIR / "docs" / "packs.md").read_text(encoding="utf-8")
    example = re.search(r"(?m)^    \{\"type\":\"statement\".*(?:\n     .*)*", page)
    assert example
    documented = json.loads(example[0])
    assert list(documented) == list(finding)
    for name in ("basis", "parts", "citations"):
        assert list(documented[name][0]) == list(finding[name][0]), name


@pytest.mark.django_db
def test_open_data_tells_what_each_basis_carries(pack):
    load_pack(pack)
    lines = [json.loads(line) for line in open_data_lines()]
    by_id = {line["id"]: line for line in lines if line["type"] == "statement"}
    finding, position = by_id["F2222"], by_id["P2222"]
    assert (finding["aspect"], by_id["F3333"]["aspect"], position["aspect"]) == ("differ", "together", None)
    assert (finding["subjects"], finding["concepts"]) == (["marketing", "sales"], ["marketing", "sales"])
    assert (finding["rests_on"], by_id["F3333"]["rests_on"]) == (["C2222", "C3333", "X2222"], ["C4444", "R2222"])
    assert finding["url"] == "/en/statements/F2222/"
    assert finding["parts"] == [
        {"number": 1, "concept": "marketing", "name": None}, {"number": 2, "concept": "sales", "name": None},
    ]  # fmt: skip
    assert position["parts"][1] == {"number": 3, "concept": None, "name": {"en": "to push", "zh-hans": "推"}}
    assert position["basis"] == [
        {"statement": "H2222", "carries": "whole", "part": None, "nearness": "itself"},
        {"statement": "C2222", "carries": "part", "part": 1, "nearness": "itself"},
        {"statement": "C3333", "carries": "part", "part": 3, "nearness": "nearby"},
    ]
    assert {citation["via"] for citation in finding["citations"]} <= {"C2222", "C3333", "X2222"}
    assert by_id["H2222"]["parts"] == ["H4444", "H3333"]
    assert by_id["C2222"]["basis"] == by_id["C2222"]["rests_on"] == by_id["C2222"]["parts"] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{statement: C2222, part: 1}\n    - {statement: C3333", "{statement: C3333", "No statement carries part 1"),
        ("part: 2}", "part: 3}", "F2222: C3333 carries part 3, which there is not"),
        ("{statement: C3333, part: 2}", "X2222", "F2222: X2222 carries the whole already"),
        ("[C4444, R2222]", "[C4444, C4444]", "C4444 stands twice in basis"),
        ("[C4444, R2222]", "[F3333]", "A statement cannot rest on itself"),
        ("[C4444, R2222]", "[P2222]", "F3333: P2222 is a position or finding itself"),
        ("  basis: [C4444, R2222]\n", "", "F3333: The finding rests on nothing about “marketing”"),
        ("- {number: 2, concept: sales}", "- {number: 2, en: sales, zh: 销售}", "Each part of a finding is what"),
        ("- {number: 2, concept: sales}", "- {number: 2}", "A part of a claim has a concept, or its name in both"),
        ("- {number: 2, concept: sales}", "- {number: 2, en: sales}", "A part of a claim has a concept, or its name"),
        ("- {number: 2, concept: sales}", "- {number: 2, concept: marketing}", "“marketing” has two parts"),
        ("- {number: 2, concept: sales}", "- {number: 2, concept: business}", "“business” is none of the concepts"),
        ("{number: 2, concept: sales}", "{number: 1, concept: sales}", "1 stands twice in claim_parts"),
        ("[marketing, sales]\n  aspect: together", "[marketing]\n  aspect: together", "A finding has two or more"),
        ("  aspect: together\n", "", "The key aspect is missing"),
        ("part: 2, nearness: nearby", "part: 2, nearness: far", "nearness: 'far' is unknown"),
        ("  aspect: together\n", "  aspect: together\n  sides: []\n", "The key sides is unknown"),
        ("- {statement: C2222, part: 1}", "- {part: 1}", "The key statement is missing"),
        ("kind: finding\n  subjects: [marketing, sales]\n  aspect: together", "kind: finding\n  subjects: [marketing]\n"
         "  status: draft\n  aspect: together", ""),
    ],
)  # fmt: skip
def test_each_fault_of_a_claim_is_told(pack, old, new, says):
    change(pack, MARKETING, old, new)
    if says:
        assert says in faults_of(pack)
    else:
        check_pack(pack)  # a draft may lack what a publication needs


def test_a_draft_that_contradicts_itself_is_refused_too(pack):
    change(pack, MARKETING, "  aspect: differ\n", "  aspect: differ\n  status: draft\n")
    change(pack, MARKETING, "part: 2}", "part: 3}")
    assert "F2222: C3333 carries part 3, which there is not" in faults_of(pack)


def test_a_finding_cites_nothing_itself(pack):
    change(pack, "evidence/pull-and-push/01.yaml", "supports: [C2222", "supports: [F3333, C2222")
    assert "F3333: A finding has no citations of its own" in faults_of(pack)


@pytest.mark.django_db
def test_a_finding_that_is_gone_from_the_pack_is_withdrawn_before_what_it_rests_on(pack):
    load_pack(pack)
    file = pack / MARKETING
    text = file.read_text(encoding="utf-8")
    gone = text[text.index("- code: F3333") : text.index("- code: F2222")]
    file.write_text(text.replace(gone, ""), encoding="utf-8")
    load_pack(pack, withdraw_missing=True)
    assert Statement.objects.get(code="F3333").status == "withdrawn"
    assert Basis.objects.filter(claim__code="F3333").count() == 2
