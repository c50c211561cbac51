"""Entries of every kind may be drafts: how packs say so, what published entries may not name, and what loading does."""

import re
from pathlib import Path

import pytest

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.same_articles import link_identical
from concepts.models import Concept, Dimension, Proposal, Statement
from concepts.packs.check import check_pack
from concepts.packs.export import export_pack, format_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from concepts.packs.schema import has_status
from sources.models import Article, Skip, Source, SourceVersion
from tests.concepts.packs.build import change, files_of, write_pack
from tests.concepts.packs.round_trip import add_text, new_drafts, new_rows

# One place in each file where an entry of the small pack says a status.
ENGLISH_SOURCE = ("display: full\n", "display: full\n  status: draft\n")
CHINESE_SOURCE = ("display: excerpts\n", "display: excerpts\n  status: draft\n")
SALES = ("preferred: 销售\n", "preferred: 销售\n  status: draft\n")
DIRECTION = ("core: true\n", "core: true\n  status: draft\n")
RELATION_TYPE = ("zh: 后于\n", "zh: 后于\n  status: draft\n")
QUESTION = ("positions:\n", "status: draft\n  positions:\n")
ADDRESS = ("moved_to: sales\n", "moved_to: sales\n  status: draft\n")
SKIP = ("quote: The end.\n    reason: filler\n", "quote: The end.\n    reason: filler\n    status: draft\n")


def faults_of(pack: Path) -> str:
    with pytest.raises(PackFaultyError) as caught:
        check_pack(pack)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "words", "faults"),
    [
        ("sources", ENGLISH_SOURCE, [
            "evidence/pull-and-push/01.yaml:7: statement C2222: source pull-and-push is a draft. Publish it too",
            "evidence/pull-and-push/02.yaml:10: statement C3333: source pull-and-push is a draft.",
        ]),
        ("sources", CHINESE_SOURCE, [
            "evidence/two-sides/01.yaml:7: statement D2222: source two-sides is a draft.",
        ]),
        ("concepts", SALES, [
            "concepts.yaml:14: concept marketing: concept sales is a draft.",
            "statements/sales.yaml:3: statement C3333: concept sales is a draft.",
            "statements/marketing-vs-sales.yaml:13: statement X2222: concept sales is a draft.",
            "addresses.yaml:3: address of concept selling: concept sales is a draft.",
        ]),
        ("dimensions", DIRECTION, ["statements/sales.yaml:4: statement C3333: dimension direction is a draft."]),
        ("relation-types", RELATION_TYPE, ["marketing.yaml:44: statement R2222: relation-type precedes is a draft."]),
    ],
)  # fmt: skip
def test_what_is_published_names_no_draft(tmp_path, file, words, faults):
    pack = write_pack(tmp_path)
    change(pack, f"{file}.yaml", *words)
    told = faults_of(pack)
    for fault in faults:
        assert fault in told


def test_what_stands_in_a_draft_waits_for_it_and_names_what_it_likes(tmp_path):
    """A version is seen only where its source is, an article only where its version is; a position is a statement."""
    pack = write_pack(tmp_path, questions=QUESTION, sources=ENGLISH_SOURCE)
    told = faults_of(pack)
    assert "questions.yaml:7: statement P2222: question are-they-one is a draft." in told
    assert "evidence/pull-and-push/01.yaml:7: statement C2222: source pull-and-push is a draft." in told
    assert "pull-and-push v1" not in told
    change(pack, "sources.yaml", ENGLISH_SOURCE[1], ENGLISH_SOURCE[0])
    change(pack, "sources.yaml", "          state: whole\n", "          state: whole\n          status: draft\n")
    told = faults_of(pack)
    assert "evidence/pull-and-push/01.yaml:7: statement C2222: article 1 of pull-and-push v1 is a draft." in told
    assert "passage 145-174 of pull-and-push v1: article 1 of pull-and-push v1 is a draft." in told  # which it copies
    assert "skip 175-186 of pull-and-push v1: article 1 of pull-and-push v1 is a draft." in told  # which it repeats


def test_published_articles_continue_no_draft_of_the_same_text(tmp_path):
    pack = write_pack(tmp_path)
    more = (pack / "sources.yaml").read_text("utf-8").replace("id: pull-and-push", "id: second")
    more = more[: more.index("- id: two-sides")].replace(*ENGLISH_SOURCE)
    text = (pack / "sources.yaml").read_text("utf-8")
    (pack / "sources.yaml").write_text(more + text, "utf-8")
    articles = check_pack(pack)[1].of("article")
    assert articles[("second", 1, 1)].key("same_as") == ("pull-and-push", 1, 1)
    assert not articles[("pull-and-push", 1, 1)].key("same_as")


@pytest.mark.django_db
def test_articles_on_the_site_continue_published_ones_before_drafts():
    for slug in ("first", "second", "third"):
        add_text(slug, "Sales push.")
    first, second, third = Article.objects.order_by("pk")
    Article.objects.update(letters_sha256="a" * 64)
    SourceVersion.objects.filter(pk=first.version_id).update(status="draft")  # so that nobody sees its article
    link_identical(articles=[first.pk, second.pk, third.pk])
    assert list(Article.objects.order_by("pk").values_list("same_as", flat=True)) == [second.pk, None, second.pk]


def write_drafts(folder: Path) -> Path:
    """A pack of which all that has a status is a draft, but for the Chinese source, one concept and an address."""
    pack = write_pack(
        folder, sources=ENGLISH_SOURCE, concepts=SALES, dimensions=DIRECTION, relation_types=RELATION_TYPE,
        questions=QUESTION, addresses=ADDRESS,
    )  # fmt: skip
    change(pack, "concepts.yaml", "  core: true\n", "  core: true\n  status: draft\n")
    change(pack, "dimensions.yaml", "zh: 它看得多远？\n", "zh: 它看得多远？\n  status: draft\n")
    change(pack, "questions.yaml", "- code: P2222\n", "- code: P2222\n      status: draft\n")
    change(pack, "sources.yaml", "      articles:\n", "      status: draft\n      articles:\n")
    change(pack, "sources.yaml", "last: The end.\n", "last: The end.\n          status: draft\n")
    change(pack, "evidence/pull-and-push/01.yaml", *SKIP)
    change(pack, "site.yaml", "comparison: [marketing, sales]\n", "comparison: [marketing, sales]\nstatus: draft\n")
    for path in (pack / "statements").iterdir():
        text = path.read_text("utf-8")
        for line in ("  en: Marketing makes", "  en: Both", "  en: Wage", "  en: Sales push", "  en: Marketing"):
            text = text.replace(f"\n{line}", f"\n  status: draft\n{line}")
        path.write_text(text.replace("  status: draft\n  status: draft\n", "  status: draft\n"), "utf-8")
    return pack


@pytest.mark.django_db
def test_drafts_of_every_kind_are_loaded_exported_and_published_by_a_pack(tmp_path):
    pack = write_drafts(tmp_path)
    assert format_pack(pack, write=False) == []
    load_pack(pack)
    drafts = {kind: row for kind, row, _version in new_drafts()}
    assert set(drafts) == {kind for kind in DESCRIPTIONS if has_status(kind)} - {"statement"}
    assert not Statement.objects.published().exists()
    assert new_rows() == {(kind, row): version for kind, row, version in new_drafts()}
    assert [Article.objects.get(status="draft").number, Skip.objects.get(status="draft").reason] == [1, "filler"]
    export_pack("small-pack", tmp_path / "exported")
    assert files_of(tmp_path / "exported") == files_of(pack)
    assert not load_pack(pack).changed

    change(pack, "dimensions.yaml", "id: timeframe\n", "id: timeframe\n  rank: 9\n")
    load_pack(pack)  # a draft that the pack changes stays one, in step with its row
    assert new_rows() == {(kind, row): version for kind, row, version in new_drafts()}

    for path in pack.rglob("*.yaml"):
        path.write_text(re.sub(" *status: draft\n", "", path.read_text("utf-8")), "utf-8")
    change(pack, "questions.yaml", "- code: P3333\n", "- code: P3333\n      status: draft\n")
    load_pack(pack)
    assert (list(new_drafts()), new_rows()) == ([], {})
    assert Statement.objects.published().count() == 10
    assert not load_pack(pack).changed


@pytest.mark.django_db
def test_what_readers_have_seen_is_no_draft_any_more(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    change(pack, "dimensions.yaml", "zh: 它看得多远？\n", "zh: 它看得多远？\n  status: draft\n")
    change(pack, "statements/marketing.yaml", "mode: advises\n", "mode: advises\n  status: draft\n")
    with pytest.raises(PackFaultyError) as caught:
        load_pack(pack)
    assert "The dimension timeframe has been published, so it is no draft any more. Leave `status: draft` out." in str(
        caught.value
    )


@pytest.mark.django_db
def test_a_draft_that_is_kept_is_named_by_nothing_that_the_pack_publishes(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    Concept.objects.filter(slug="sales").update(status="draft")
    with pytest.raises(PackFaultyError, match="concept marketing: concept sales is a draft"):
        load_pack(pack)


@pytest.mark.django_db
def test_a_curator_who_publishes_or_changes_a_draft_is_left_in_peace(tmp_path):
    pack = write_drafts(tmp_path)
    load_pack(pack)
    Source.objects.filter(slug="pull-and-push").update(status="published")
    Dimension.objects.filter(slug="timeframe").update(core=True)
    report = load_pack(pack)
    assert report.kept == ["source pull-and-push", "dimension timeframe"]
    assert not report.changed


@pytest.mark.django_db
def test_a_pack_touches_no_proposed_change_and_removes_new_rows_with_their_entries(tmp_path):
    pack = write_pack(tmp_path, evidence__pull_and_push__01=SKIP)
    load_pack(pack)
    dimension, skip = Dimension.objects.get(slug="timeframe"), Skip.objects.get(status="draft")
    change_of_it = {"kind": "dimension", "row": dimension.pk, "content": {"core": True}}
    Proposal.objects.create(**change_of_it, started_from=dimension.row_version)
    heading = Skip.objects.get(reason="heading", article__version__source__slug="pull-and-push")
    other = Proposal.objects.create(kind="skip", row=heading.pk, content={"reason": "filler"}, started_from=1)
    change(pack, "dimensions.yaml", "zh: 时间跨度", "zh: 时间")
    text = (pack / "evidence/pull-and-push/01.yaml").read_text("utf-8")
    (pack / "evidence/pull-and-push/01.yaml").write_text(text[: text.index("skips:")], "utf-8")
    report = load_pack(pack, withdraw_missing=True)
    assert report.removed == [f"skip {skip.start}-{skip.end} of pull-and-push v1"]
    assert report.gone == ["skip 0-13 of pull-and-push v1"]  # a change to it is proposed
    [proposal] = Proposal.objects.exclude(pk=other.pk).values("kind", "row", "content", "started_from")
    assert proposal == {**change_of_it, "started_from": dimension.row_version}
    dimension.refresh_from_db()
    assert dimension.row_version == proposal["started_from"] + 1  # so the proposal is stale
