"""A field and attached rows that the description gains are checked, loaded, exported and told in open data at once."""

import json
from contextlib import ExitStack
from dataclasses import replace

import pytest

from concepts.content.description import STATEMENT
from concepts.content.shape import Attached, Field, Languages, Reference
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.value_types import Prose, Words
from concepts.models import Statement
from concepts.packs.check import check_pack
from concepts.packs.export import export_pack, format_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from tests.concepts.made_up_content import describe, made_up
from tests.concepts.packs.build import change, files_of, write_pack

pytestmark = pytest.mark.django_db
SALES = "statements/sales.yaml"
MORE = """\
  zh: 销售把产品推出去。
  example:
    en: A shop.
    zh: 一家店。
  samples:
    - concept: sales
      size: large
      remark:
        en: Seen.
        zh: 见过。
    - concept: business
"""


@pytest.fixture
def samples(db):
    """The model of the made-up rows, which stand below statements while a test runs."""
    with ExitStack() as clean_up:
        yield made_up(clean_up)


@pytest.fixture
def pack(samples, tmp_path):
    """A pack that says an example and samples of one statement."""
    return write_pack(tmp_path, statements__sales=("  zh: 销售把产品推出去。\n", MORE))


def faults_of(pack):
    with pytest.raises(PackFaultyError) as caught:
        check_pack(pack)
    return str(caught.value)


def held():
    row = Statement.objects.get(code="C3333")
    rows = row.samples.order_by("rank").values_list("concept__slug", "size", "remark_en", "rank")
    return (row.example_en, row.example_zh, list(rows))


SAID = ("A shop.", "一家店。", [("sales", "large", "Seen.", 0), ("business", "small", "", 1)])


def test_it_is_in_canonical_form_and_comes_back_the_same(pack, tmp_path):
    assert format_pack(pack, write=False) == []
    load_pack(pack)
    assert held() == SAID
    export_pack(pack.name, tmp_path / "out" / pack.name)
    assert files_of(tmp_path / "out" / pack.name) == files_of(pack)


def test_loading_again_changes_nothing_and_a_changed_entry_its_row(pack):
    load_pack(pack)
    assert not load_pack(pack).changed
    change(pack, SALES, "    en: A shop.\n", "    en: A market.\n")
    change(pack, SALES, "    - concept: business\n", "")
    assert load_pack(pack).updated == ["statement C3333"]
    assert held() == ("A market.", "一家店。", SAID[2][:1])
    change(pack, SALES, "  example:\n    en: A market.\n    zh: 一家店。\n", "")
    load_pack(pack)
    assert held() == ("", "", SAID[2][:1])


def test_a_curators_change_of_it_counts(pack, samples):
    load_pack(pack)
    samples.objects.filter(size="large").update(remark_en="Heard.")
    Statement.objects.filter(code="C3333").update(example_zh="集市。")
    assert load_pack(pack).kept == ["statement C3333"]
    change(pack, SALES, "    en: A shop.\n", "    en: A market.\n")
    with pytest.raises(PackFaultyError) as caught:
        load_pack(pack)
    assert "example.en: the pack says “A market.”, the site “A shop.”" in str(caught.value)
    assert "remark: (en: “Seen.”, zh: “见过。”)" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "    - concept: business",
            "    - concept: busines",
            "sales.yaml:16: There is no concept busines in the pack.",
        ),
        (
            "    - concept: business",
            "    - concept: sales",
            "sales.yaml:16: sales stands twice in samples; remove one.",
        ),
        ("    - concept: sales\n      size", "    - size", "sales.yaml:11: The key concept is missing; add it."),
        ("size: large", "size: huge", "size: 'huge' is unknown; write one of small, large."),
        ("    en: A shop.", f"    en: {'x' * 2_001}", "2001 characters are too many"),
    ],
)
def test_its_faults_are_told_with_their_lines(pack, old, new, says):
    change(pack, SALES, old, new)
    assert says in faults_of(pack)


def test_it_is_unknown_to_packs_that_nobody_described_it_to(tmp_path):
    told = faults_of(write_pack(tmp_path, statements__sales=("  zh: 销售把产品推出去。\n", MORE)))
    assert "The key example is unknown." in told
    assert "The key samples is unknown." in told


def test_rows_without_a_key_are_mappings_too_and_keep_their_order(tmp_path, samples):
    text = Field("text", Prose(100), Languages.EITHER, spread=True, required=True)
    remarks = Attached("remarks", samples, "statement", key=(), fields=(text, Reference("seen_in", "version")))
    kinds = dict(STATEMENT_KINDS)
    with ExitStack() as clean_up:
        describe(clean_up, "attached", (*STATEMENT.attached, remarks))
        clean_up.callback(STATEMENT_KINDS.update, kinds)
        for name, kind in kinds.items():
            STATEMENT_KINDS[name] = replace(kind, attached=(*kind.attached, "remarks"))
        pack = write_pack(
            tmp_path,
            statements__sales=(
                "  zh: 销售把产品推出去。\n",
                "  zh: 销售把产品推出去。\n  remarks:\n    - en: Second.\n      zh: 二。\n      seen_in:\n"
                "        source: two-sides\n        number: 1\n    - en: First.\n      zh: 一。\n",
            ),
        )
        assert format_pack(pack, write=False) == []
        rows = check_pack(pack)[1].of("statement")[("C3333",)].attached["remarks"]
        assert [row.fields for row in rows] == [
            {"text": Words("Second.", "二。"), "seen_in": ("two-sides", 1)},
            {"text": Words("First.", "一。")},
        ]
        change(pack, SALES, "number: 1", "number: 2")
        change(pack, SALES, "      zh: 一。\n", "")
        faults = faults_of(pack)
    assert "sales.yaml:10: There is no version 2 of two-sides in the pack." in faults
    assert "sales.yaml:13: The key zh is missing; add it." in faults


def test_open_data_tells_it(pack):
    load_pack(pack)
    lines = {line.get("id"): line for line in map(json.loads, open_data_lines()) if line["type"] == "statement"}
    told = lines["C3333"]
    assert told["example"] == {"en": "A shop.", "zh-hans": "一家店。"}
    assert told["samples"] == [
        {"concept": "sales", "size": "large", "remark": {"en": "Seen.", "zh-hans": "见过。"}},
        {"concept": "business", "size": "small", "remark": {}},
    ]
    assert (lines["C2222"]["example"], lines["C2222"]["samples"]) == ({}, [])
