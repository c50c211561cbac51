"""Loading: all or nothing, again without change, and the three-way rule between pack and curator."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.content_revision import current_revision
from concepts.editorial.publishing import publish, withdraw
from concepts.models import Address, Citation, Concept, Label, Side, Statement, Tag
from concepts.packs import load
from concepts.packs.export import export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from sources.models import Article, Boundary, Passage, Skip, Source
from tests.concepts.packs.build import FILES, change, files_of, write_pack
from tests.factories import make_concept, make_part, make_statement

pytestmark = pytest.mark.django_db
MODELS = {kind: description.model for kind, description in DESCRIPTIONS.items()}
SALES = "statements/sales.yaml"
MARKETING = "statements/marketing.yaml"
ENGLISH_EVIDENCE = "evidence/pull-and-push/01.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that is loaded."""
    folder = write_pack(tmp_path)
    load_pack(folder)
    return folder


def all_rows() -> dict[str, list[dict[str, object]]]:
    """Everything in every table a pack can fill, with locks and moments."""
    tables: list[type[models.Model]] = [*MODELS.values(), Boundary, Label, Side, Citation]
    return {table.__name__: list(table._default_manager.order_by("id").values()) for table in tables}


def refused(pack: Path, **options: object) -> str:
    """What loading says when it refuses, after making sure that it wrote nothing."""
    before, revision = all_rows(), current_revision()
    with pytest.raises(PackFaultyError) as caught:
        load_pack(pack, **options)  # type: ignore[arg-type]
    assert all_rows() == before
    assert current_revision() == revision
    return str(caught.value)


def text_of(code: str) -> str:
    return Statement.objects.get(code=code).text_en


def remove(pack: Path, name: str, words: str) -> None:
    change(pack, name, words, "")


def test_pages_go_with_a_text_and_passages_name_them_again_when_they_change(pack, tmp_path):
    assert set(Passage.objects.values_list("page", flat=True)) == {""}
    change(pack, "sources.yaml", "      date: 2020-05\n", "      date: 2020-05\n      pages: iv@0 1@60\n")
    load_pack(pack)
    english = Passage.objects.filter(version__source__slug="pull-and-push")
    assert english.get(start=50, end=79).page == "iv–1"
    assert english.get(start=145, end=174).page == "1"
    change(pack, "sources.yaml", "iv@0 1@60", "7@0")
    load_pack(pack)
    assert set(english.values_list("page", flat=True)) == {"7"}
    before = files_of(pack)
    export_pack(pack.name, tmp_path / "again")
    assert files_of(tmp_path / "again")["sources.yaml"] == before["sources.yaml"]


def test_loading_fills_every_table(pack):
    assert Source.objects.get(slug="two-sides").display == "excerpts"
    assert Article.objects.get(number=2).boundaries.get(kind="cut").end == 186
    label = Label.objects.get(folded="营消")
    assert label.pinyin.startswith("yingxiao ")
    assert (label.role, label.language, label.concept.slug) == ("hidden", "zh-hans", "marketing")
    head = Statement.objects.get(code="H2222")
    parts = head.parts.order_by("rank").values_list("code", "mode", "dimension__slug")
    assert list(parts) == [("H4444", "advises", "timeframe"), ("H3333", "states", "timeframe")]
    assert Statement.objects.get(code="C2222").note_html_en.startswith("<p>It says <em>pull</em>.</p>\n<ul>")
    assert [tag.name for tag in Statement.objects.get(code="C2222").tags.order_by("slug")] == ["push and pull", "比喻"]
    original = Passage.objects.get(article__number=1, quote="Sales push products to users.")
    assert Passage.objects.get(copy_of=original).start == 145
    assert Skip.objects.get(repeats=original).reason == "repeat"
    assert Citation.objects.get(stance="reports").attributed_to_zh == "有人"
    assert Statement.objects.get(code="P3333").status == "draft"
    assert list(Concept.objects.order_by("rank").values_list("slug", flat=True)) == ["marketing", "sales", "business"]
    assert Address.objects.get(key="W2222").words_zh == "原文其实没有这样说。"
    for passage in Passage.objects.select_related("version"):
        assert passage.quote == passage.version.read_text()[passage.start : passage.end]


def test_loading_again_changes_nothing(pack):
    before, revision = all_rows(), current_revision()
    report = load_pack(pack)
    assert not report.changed
    assert not report.kept
    assert not report.gone
    assert all_rows() == before
    assert current_revision() == revision


def test_loading_again_asks_few_queries(pack, django_assert_max_num_queries):
    with django_assert_max_num_queries(51):  # 47 on SQLite; PostgreSQL takes the lock of writers besides
        load_pack(pack)


def test_a_changed_entry_updates_its_row_alone(pack):
    before = Statement.objects.get(code="C3333")
    other = Statement.objects.get(code="C2222")
    revision = current_revision()
    change(pack, SALES, "Sales push products out.", "Sales push products to people.")
    assert load_pack(pack).updated == ["statement C3333"]
    after = Statement.objects.get(code="C3333")
    assert after.text_en == "Sales push products to people."
    assert (after.id, after.published_at) == (before.id, before.published_at)
    assert after.row_version > before.row_version
    assert Statement.objects.get(code="C2222").row_version == other.row_version
    assert current_revision() > revision


def test_a_curators_change_is_kept_while_the_entry_stays(pack):
    Statement.objects.filter(code="C3333").update(text_zh="销售推动产品。")
    report = load_pack(pack)
    assert report.kept == ["statement C3333"]
    assert not report.changed
    assert Statement.objects.get(code="C3333").text_zh == "销售推动产品。"


def test_two_changes_are_refused_with_the_difference(pack):
    Statement.objects.filter(code="C3333").update(text_en="Sales push goods.")
    change(pack, SALES, "Sales push products out.", "Sales push products to people.")
    told = refused(pack)
    assert "statements/sales.yaml:1: The statement C3333 was changed on the site and in the pack." in told
    assert "en: the pack says “Sales push products to people.”, the site “Sales push goods.”" in told


@pytest.mark.parametrize(("take", "text"), [("pack", "Sales push products to people."), ("site", "Sales push goods.")])
def test_told_whom_to_take_loading_takes_it_and_then_rests(pack, take, text):
    Statement.objects.filter(code="C3333").update(text_en="Sales push goods.")
    change(pack, SALES, "Sales push products out.", "Sales push products to people.")
    load_pack(pack, take=take)
    assert text_of("C3333") == text
    before = all_rows()
    assert not load_pack(pack).changed
    assert all_rows() == before


def test_the_same_change_on_both_sides_is_no_conflict(pack):
    Statement.objects.filter(code="C3333").update(text_en="Sales push goods.")
    change(pack, SALES, "Sales push products out.", "Sales push goods.")
    report = load_pack(pack)
    assert not report.changed
    assert not load_pack(pack).kept


@pytest.mark.parametrize(
    ("row", "columns", "name", "old", "new", "says"),
    [
        (
            "concept",
            {"scope_note_zh": "另"},
            "concepts.yaml",
            "不是市场本身。",
            "并非市场。",
            "scope_note.zh: the pack",
        ),
        ("dimension", {"name_en": "Way"}, "dimensions.yaml", "en: Direction", "en: Course", "name.en: the pack"),
        ("source", {"publisher": "B"}, "sources.yaml", "A firm", "C", "publisher: the pack says “C”, the site “B”"),
        ("passage", {"translation": "另"}, ENGLISH_EVIDENCE, "营销把用户拉向产品。", "营销拉人。", "translation: "),
    ],
)
def test_the_rule_holds_for_every_kind_of_row(pack, row, columns, name, old, new, says):
    first = MODELS[row].objects.order_by("id").first()
    MODELS[row].objects.filter(pk=first.pk).update(**columns)
    assert len(load_pack(pack).kept) == 1
    change(pack, name, old, new)
    assert says in refused(pack)


def test_a_curators_citation_counts_as_a_change_of_its_passage(pack):
    passage = Passage.objects.get(quote="Marketing pulls users to products.")
    Citation.objects.create(statement=Statement.objects.get(code="C4444"), passage=passage)
    assert load_pack(pack).kept == ["passage 15-49 of pull-and-push v1"]
    change(pack, ENGLISH_EVIDENCE, "营销把用户拉向产品。", "营销拉人。")
    assert "[(code: “C2222”, stance: “supports”), (code: “C4444”, stance: “supports”)]" in refused(pack)


def test_a_part_is_an_entry_of_its_own(pack):
    Statement.objects.filter(code="H4444").update(text_en="Draw up first.")
    change(pack, MARKETING, "Wage marketing like war.", "Marketing is war.")
    report = load_pack(pack)
    assert (report.updated, report.kept) == (["statement H2222"], ["statement H4444"])


def test_a_reordered_list_changes_ranks_and_a_curators_part_makes_room(pack):
    head = Statement.objects.get(code="H2222")
    mine = make_part(head)
    text = (pack / MARKETING).read_text(encoding="utf-8")
    first = "    - code: H4444\n      en: First draw up the ranks.\n      zh: 先布阵。\n"
    third = "    - code: H5555\n      status: draft\n      en: Rest.\n      zh: 休整。\n"
    assert first in text
    text = text.replace(first, "").replace("      zh: 再进攻。\n", f"      zh: 再进攻。\n{first}{third}")
    (pack / MARKETING).write_text(text, encoding="utf-8")
    load_pack(pack)
    assert list(head.parts.order_by("rank").values_list("code", flat=True)) == ["H3333", "H4444", "H5555", mine.code]
    assert not load_pack(pack).changed


def test_names_can_be_swapped(pack):
    change(pack, "concepts.yaml", "preferred: 营销", "preferred: 占位")
    change(pack, "concepts.yaml", "preferred: 销售", "preferred: 营销")
    change(pack, "concepts.yaml", "preferred: 占位", "preferred: 销售")
    load_pack(pack)
    assert Label.objects.get(folded="营销", role="preferred").concept.slug == "sales"


def test_a_reordered_file_changes_ranks(pack):
    text = FILES["dimensions.yaml"]
    second = text.index("- id: timeframe")
    (pack / "dimensions.yaml").write_text(text[second:] + text[:second], encoding="utf-8")
    assert load_pack(pack).updated == ["dimension timeframe", "dimension direction"]


def test_what_is_gone_is_reported_and_left_alone(pack):
    remove(pack, MARKETING, FILES[MARKETING][FILES[MARKETING].index("- code: R2222") :])
    remove(pack, "evidence/two-sides/01.yaml", "  - quote: 营销先于销售。\n    supports: [R2222]\n")
    report = load_pack(pack)
    assert report.gone == ["statement R2222", "passage 30-37 of two-sides v1"]
    assert not report.changed
    assert Statement.objects.get(code="R2222").status == "published"


def test_told_so_loading_withdraws_what_is_gone_and_removes_its_draft_and_evidence(pack):
    remove(pack, MARKETING, FILES[MARKETING][FILES[MARKETING].index("- code: R2222") :])
    remove(pack, "evidence/two-sides/01.yaml", "  - quote: 营销先于销售。\n    supports: [R2222]\n")
    remove(pack, "questions.yaml", "    - code: P3333\n      status: draft\n      en: Yes.\n      zh: 是。\n")
    remove(pack, ENGLISH_EVIDENCE, "    reports:\n      - code: P3333\n        en: some\n        zh: 有人\n")
    remove(pack, ENGLISH_EVIDENCE, "  - quote: The end.\n    reason: filler\n")
    report = load_pack(pack, withdraw_missing=True)
    assert report.withdrawn == ["statement R2222"]
    assert sorted(report.removed) == ["skip 122-130 of pull-and-push v1", "statement P3333"]
    assert Statement.objects.get(code="R2222").status == "withdrawn"
    assert Passage.objects.get(start=30).citations.count() == 1  # kept, so that the withdrawn one can be looked up
    assert Address.objects.get(key="R2222").words_zh == load.WORDS_ZH
    assert not Statement.objects.filter(code="P3333").exists()
    again = load_pack(pack)
    assert not again.changed
    assert not again.gone


def test_evidence_that_is_gone_is_removed_unless_something_needs_it(pack):
    entry = "  - quote: Sales push products to users.\n    translation: 销售把产品推向用户。\n    supports: [C3333]\n"
    remove(pack, ENGLISH_EVIDENCE, entry)
    second = "evidence/pull-and-push/02.yaml"
    copy = "    copy_of:\n      article: 1\n      quote: Sales push products to users.\n"
    remove(pack, second, copy)
    remove(pack, second, FILES[second][FILES[second].index("skips:") :])
    report = load_pack(pack, withdraw_missing=True)
    assert sorted(report.removed) == ["passage 50-79 of pull-and-push v1", "skip 175-186 of pull-and-push v1"]
    assert Citation.objects.filter(statement__code="C3333").count() == 1


def test_what_a_curator_changed_is_not_withdrawn_without_being_told(pack):
    remove(pack, MARKETING, FILES[MARKETING][FILES[MARKETING].index("- code: R2222") :])
    remove(pack, "evidence/two-sides/01.yaml", "  - quote: 营销先于销售。\n    supports: [R2222]\n")
    Statement.objects.filter(code="R2222").update(text_en="Marketing first.")
    assert "statement R2222 is gone from the pack and was changed on the site" in refused(pack, withdraw_missing=True)
    load_pack(pack, withdraw_missing=True, take="site")
    assert Statement.objects.get(code="R2222").status == "published"
    load_pack(pack, withdraw_missing=True, take="pack")
    assert Statement.objects.get(code="R2222").status == "withdrawn"


def test_a_statement_that_addresses_list_as_withdrawn_is_withdrawn_with_their_words(pack):
    remove(pack, MARKETING, FILES[MARKETING][FILES[MARKETING].index("- code: R2222") :])
    remove(pack, "evidence/two-sides/01.yaml", "    supports: [R2222]\n")
    (pack / "addresses.yaml").write_text(
        FILES["addresses.yaml"] + "- kind: statement\n  key: R2222\n  withdrawn:\n    en: Wrong.\n    zh: 有误。\n",
        encoding="utf-8",
    )
    assert load_pack(pack).withdrawn == ["statement R2222"]
    address = Address.objects.get(key="R2222")
    assert (address.words_en, address.pack) == ("Wrong.", "small-pack")
    before = all_rows()
    assert not load_pack(pack).changed
    assert all_rows() == before


def test_a_statement_others_lean_on_is_not_withdrawn(pack):
    remove(pack, SALES, FILES[SALES])
    (pack / SALES).unlink()
    remove(pack, "statements/marketing-vs-sales.yaml", FILES["statements/marketing-vs-sales.yaml"])
    (pack / "statements/marketing-vs-sales.yaml").unlink()
    remove(pack, "questions.yaml", ", C3333")
    remove(pack, ENGLISH_EVIDENCE, "    supports: [C3333]\n")
    remove(pack, ENGLISH_EVIDENCE, "    contradicts: [X2222]\n")
    remove(pack, "evidence/pull-and-push/02.yaml", "    supports: [C3333]\n")
    remove(pack, "evidence/pull-and-push/02.yaml", "    supports: [X2222]\n")
    Statement.objects.filter(code="X2222").update(pack="")
    assert "C3333 is used by X2222" in refused(pack, withdraw_missing=True)


def test_withdrawn_by_a_curator_stays_withdrawn(pack):
    withdraw(statement=Statement.objects.get(code="R2222"), words_en="Wrong.", words_zh="有误。")
    report = load_pack(pack)
    assert "statement R2222" in report.kept
    assert not report.changed
    assert Statement.objects.get(code="R2222").status == "withdrawn"
    load_pack(pack, take="pack")
    assert Statement.objects.get(code="R2222").status == "withdrawn"  # neither changed since
    change(pack, MARKETING, "  type: precedes\n", "  rank: 3\n  type: precedes\n")
    assert "was changed on the site and in the pack" in refused(pack)
    load_pack(pack, take="pack")
    row = Statement.objects.get(code="R2222")
    assert (row.status, row.draft_notes.get(step="put-back").by_name) == ("published", "small-pack")
    assert not Address.objects.filter(key="R2222").exists()
    Statement.objects.filter(code="R2222").update(status="withdrawn")
    Address.objects.create(kind="statement", key="R2222", state="moved", target="C3333")
    change(pack, MARKETING, "  rank: 3\n", "  rank: 4\n")
    assert "R2222 was merged into C3333" in refused(pack, take="pack")


def test_a_published_statement_never_becomes_a_draft(pack):
    change(pack, MARKETING, "  type: precedes\n", "  type: precedes\n  status: draft\n")
    assert "statements/marketing.yaml:45: The statement R2222 has been published" in refused(pack)


def test_a_draft_is_published_when_the_pack_says_so(pack):
    change(pack, "questions.yaml", "      status: draft\n", "      basis: [C4444]\n")
    load_pack(pack)
    assert Statement.objects.get(code="P3333").published_at is not None


def test_a_row_of_the_site_with_the_same_content_is_taken_in(pack):
    Statement.objects.filter(code="C3333").update(pack="", entry_hash="")
    revision = current_revision()
    assert not load_pack(pack).changed
    assert Statement.objects.get(code="C3333").pack == "small-pack"
    assert current_revision() == revision


def test_a_row_of_the_site_with_other_content_is_a_collision(tmp_path):
    make_concept("sales", "Selling", "推销")
    pack = write_pack(tmp_path)
    assert "concepts.yaml:16: The concept sales was made on the site, with other content." in refused(pack)
    load_pack(pack, take="pack")
    assert Label.objects.get(concept__slug="sales", language="en").text == "Sales"


def test_a_row_of_another_pack_is_a_collision(pack):
    Concept.objects.filter(slug="sales").update(pack="another")
    assert "The concept sales belongs to the pack another on this site." in refused(pack)
    assert "belongs to the pack another" in refused(pack, take="pack")


def test_a_code_that_the_site_gave_up_is_not_used_again(tmp_path):
    Address.objects.create(kind="statement", key="C3333", state="moved", target="C2222")
    assert "statements/sales.yaml:1: On this site: “C3333” was the address of something else" in refused(
        write_pack(tmp_path)
    )


def test_names_that_the_site_has_already_are_told(tmp_path):
    make_concept("selling", "sales", "出售")
    Tag.objects.create(name="Push And Pull", slug="pp")
    told = refused(write_pack(tmp_path))
    assert "On this site: The concept “selling” has the preferred label “Sales” already" in told
    assert "On this site: The tag “pp” has that name already" in told


def test_another_text_under_the_same_version_is_refused(pack):
    text = pack / "texts/chinese.txt"
    text.write_bytes(text.read_bytes() + b"\n")
    sources = (pack / "sources.yaml").read_text(encoding="utf-8")
    old = Source.objects.get(slug="two-sides").versions.get().sha256
    new = hashlib.sha256(text.read_bytes()).hexdigest()
    (pack / "sources.yaml").write_text(sources.replace(old, new), encoding="utf-8")
    assert "The text of version 1 of two-sides is another one on this site." in refused(pack, take="pack")


def test_a_faulty_pack_leaves_the_site_as_it_was(pack):
    change(pack, SALES, "Sales push products out.", "Sales push.")
    change(pack, "concepts.yaml", "[business]", "[x]")
    assert "There is no concept x" in refused(pack)


def test_a_statement_of_the_site_that_would_lose_its_ground_stops_the_load(pack):
    mine = make_statement("position", question=Statement.objects.get(code="P2222").question)
    passage = Passage.objects.get(quote="Marketing pulls users to products.")
    Citation.objects.create(statement=mine, passage=passage)
    publish(statements=[mine])
    change(pack, ENGLISH_EVIDENCE, "营销把用户拉向产品。", "营销拉人。")
    told = refused(pack, take="pack")
    assert f"{mine.code}, which is on the site only: No passage supports the statement" in told


def test_an_error_in_the_middle_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "publish_many", lambda **_: (_ for _ in ()).throw(RuntimeError("power cut")))
    before = all_rows()
    with pytest.raises(RuntimeError, match="power cut"):
        load_pack(write_pack(tmp_path))
    assert all_rows() == before


@pytest.mark.slow
def test_a_load_that_is_killed_half_way_leaves_nothing(tmp_path):
    pack = write_pack(tmp_path)
    database = tmp_path / "killed.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    root = Path(__file__).resolve().parents[3]
    killing = f"""
import os, signal, sys, django
django.setup()
from pathlib import Path
from django.core.management import call_command
from concepts.models import Statement
from concepts.packs import load
call_command("migrate", verbosity=0)
def die(**_):
    assert Statement.objects.count() == 11
    os.kill(os.getpid(), signal.SIGKILL)
load.publish_many = die
load.load_pack(Path({str(pack)!r}))
"""
    ended = subprocess.run([sys.executable, "-c", killing], env=environment, cwd=root, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with sqlite3.connect(database) as connection:
        for table in ("concepts_statement", "concepts_concept", "sources_source", "sources_passage"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


def test_the_command_tells_what_it_did_and_refuses_without_a_traceback(tmp_path, capsys):
    pack = write_pack(tmp_path)
    call_command("pack_load", str(pack))
    assert "small-pack: 43 created." in capsys.readouterr().out
    Statement.objects.filter(code="C3333").update(text_en="Sales push goods.")
    shutil.rmtree(pack / "evidence" / "two-sides")
    with pytest.raises(CommandError, match="R2222: No passage supports"):
        call_command("pack_load", str(pack))
    shutil.rmtree(pack)
    call_command("pack_load", str(write_pack(tmp_path)))
    assert "nothing to change.\nKept as a curator left them: statement C3333." in capsys.readouterr().out
