"""What can be saved on the site can be exported, checked and loaded elsewhere, and loading it back changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import withdraw
from concepts.models import Address, Concept, Proposal
from concepts.packs.check import check_pack
from concepts.packs.export import NotExportableError, export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from concepts.packs.selection import LeftOut
from sources.models import Passage, Skip, Source, SourceVersion
from tests.concepts.packs.build import write_pack
from tests.concepts.packs.draft_world import make_drafts
from tests.concepts.packs.round_trip import PACK, add_text, come_round, load_elsewhere, undone
from tests.factories import (
    cite,
    make_concept,
    make_dimension,
    make_distinction,
    make_part,
    make_passage,
    make_published,
    make_question,
    make_statement,
    rest_on,
)
from tests.template_databases import Content, connect_to


def comes_round(folder: Path, curate: Callable[[], object]) -> LeftOut:
    """Make sure that what `curate` makes comes round; return what the export leaves out."""
    with undone():
        curate()
        report, lines = come_round(folder)
    with undone():
        load_elsewhere(folder, lines)
    return report.left_out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sales push.", "en"),
        ("销", "zh-hans"),
        ("\n\n 营销是让产品好卖。销售是把产品卖好。 \r\n", "zh-hans"),
        ("\ufeffSales\rpush\x85products\u2028to\u2029users.\x0b\x0c", "en"),
        ("Sales push products to users, and that is the whole of it, they say here. " * 3, "en"),
        ("push " * 400, "en"),
        ("推" * 130, "zh-hans"),
        ("Sales push. " + "Marketing pulls users to products and then it pulls them once again. " * 2, "en"),
    ],
    ids=["short", "one character", "blank ends", "odd line ends", "repeated", "words", "characters", "end repeated"],
)
def test_a_text_of_any_length_comes_round(tmp_path, text, language):
    def curate() -> None:
        version = add_text("my-source", text, language)
        passage = make_passage(version, text.strip()[:1])
        cite(make_statement("definition"), passage)

    assert comes_round(tmp_path, curate) == LeftOut()


@pytest.mark.django_db
def test_order_and_files_come_round(tmp_path):
    def curate() -> None:
        add_text("second", "销售。", "zh-hans")
        add_text("first", "Sales push.")
        Source.objects.create(slug="no-text-yet", title_en="None", title_zh="无", kind="article", rank=7)
        SourceVersion.objects.filter(source__slug="first").update(file="texts/second-v1.txt")
        for slug, rank in (("sales", 0), ("marketing", 0), ("brand", 12), ("market", 12)):
            make_concept(slug, rank=rank)
            make_dimension(slug, f"Kind of {slug}", f"{slug}类", rank=rank)
        question = make_question()
        for rank in (5, 0, 5):
            make_statement("position", question=question, rank=rank)
        head = make_statement("characteristic", Concept.objects.get(slug="sales"))
        for rank in (0, 4, 2, 1):
            make_part(head, rank=rank)

    assert comes_round(tmp_path, curate) == LeftOut()
    concepts = (tmp_path / PACK / "concepts.yaml").read_text(encoding="utf-8")
    assert [line for line in concepts.splitlines() if "rank:" in line] == [
        "  rank: 0",
        "  rank: 0",
        *["  rank: 12"] * 2,
    ]


@pytest.mark.django_db
def test_drafts_come_round_however_unfinished(tmp_path):
    def curate() -> None:
        sales, brand = make_concept("sales"), make_concept("brand")
        head = make_statement("characteristic", sales)
        # Parts of a list may differ from it until they are published.
        other = make_dimension("method", "Method", "方法")
        make_statement("characteristic", sales, part_of=head, dimension=other, rank=8)
        make_statement("characteristic", brand, part_of=head, dimension=head.dimension, rank=9)
        make_statement("characteristic", text_zh="", part_of=head, dimension=head.dimension, rank=10)
        for kind in ("definition", "characteristic", "relation", "position", "distinction", "finding"):
            make_statement(kind, text_en="", text_zh="")
            make_statement(kind, text_zh="", status="submitted")
        make_statement("distinction", title_zh="")
        long = [make_statement("characteristic", make_concept(f"{number}-{'very-long-' * 5}x")) for number in range(5)]
        make_distinction(*long)
        make_distinction(long[0])
        rest_on(make_statement("position"), head)

    assert comes_round(tmp_path, curate) == LeftOut()


@pytest.mark.django_db
def test_drafts_of_every_kind_come_round(tmp_path):
    def curate() -> None:
        add_text("published", "Sales push.")
        make_concept("sales")
        make_drafts()

    assert comes_round(tmp_path, curate) == LeftOut()


@pytest.mark.django_db
def test_a_proposed_change_is_left_out_and_told(tmp_path):
    def curate() -> None:
        for slug in ("sales", "brand"):
            row = make_concept(slug)
            Proposal.objects.create(kind="concept", row=row.pk, content={"rank": 9}, started_from=row.row_version)

    left_out = comes_round(tmp_path, curate)
    assert left_out == LeftOut(proposals=2)
    assert str(left_out) == "2 proposed changes of something else"


@pytest.mark.django_db
def test_an_export_tells_what_it_leaves_out(tmp_path, capsys):
    with undone():
        version = add_text("mine", "Sales push products. Marketing pulls users.")
        push, pull = make_passage(version, "Sales push products."), make_passage(version, "pulls users")
        sales, brand = make_concept("sales"), make_concept("brand")
        kept, gone = (
            make_published("characteristic", sales, cites=(push,)),
            make_published("characteristic", brand, cites=(pull, push)),
        )
        start_draft(statement=kept)
        leaning = make_distinction(kept, gone)
        cite(leaning, push)  # a passage keeps the citations of what is left out
        resting = make_statement("position")
        rest_on(resting, leaning)
        part = make_part(gone)
        Address.objects.create(kind="statement", key="K7QF2", state="moved", target=leaning.code)
        withdraw(statement=gone, words_en="Wrong.", words_zh="有误。")
        report, _lines = come_round(tmp_path)
        left_out = report.left_out
        assert (left_out.drafts_of_changes, left_out.withdrawn, left_out.history) == (1, 1, 1)
        naming = [f"statement {row.code}" for row in (leaning, part, resting)]
        assert sorted(left_out.naming) == sorted([*naming, "address of statement K7QF2"])
        capsys.readouterr()
        call_command("pack_export", PACK, to=tmp_path / "elsewhere")
        told = capsys.readouterr().out
        assert "Left out: 1 draft of changes; 1 withdrawn statement; 1 passage that only withdrawn statements" in told
        assert f"Call the folder {PACK} before it is loaded" in told
        call_command("export_statements")
        assert "Left out: 1 draft of changes, editions" in capsys.readouterr().err
    load_pack(tmp_path / PACK)
    loaded = "\n".join(open_data_lines())
    assert kept.code in loaded
    assert gone.code in loaded  # its address tells that it is withdrawn
    assert leaning.code not in loaded


@pytest.mark.django_db
def test_a_passage_that_others_copy_is_no_history(tmp_path):
    def curate() -> None:
        version = add_text("mine", "Sales push products. Sales push products.")
        original = make_passage(version, "Sales push products.")
        gone = make_published("definition", make_concept("sales"), cites=(original,))
        withdraw(statement=gone, words_en="Wrong.", words_zh="有误。")
        make_passage(version, ". Sales push products.", copy_of=original)

    assert comes_round(tmp_path, curate).history == 0


@pytest.mark.django_db
def test_a_passage_of_a_withdrawn_statement_that_a_position_rests_on_is_history(tmp_path):
    def curate() -> None:
        passage = make_passage(add_text("mine", "Sales push products."), "Sales push products.")
        gone = make_published("definition", make_concept("sales"), cites=(passage,))
        # Open data shows the passage with this draft too, which does not cite it.
        rest_on(make_statement("position"), gone)
        withdraw(statement=gone, words_en="Wrong.", words_zh="有误。")

    left_out = comes_round(tmp_path, curate)
    assert (left_out.withdrawn, left_out.history, len(left_out.naming)) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("withdrawn", "is_repeated", "history"),
    [(3, False, 3), (2, False, 0), (3, True, 0)],
    ids=["all withdrawn", "the last one stays", "a skipped sentence repeats the last one"],
)
def test_passages_that_are_copies_in_a_row_are_history_together(tmp_path, withdrawn, is_repeated, history):
    def curate() -> None:
        text = "Sales push. So, sales push. Thus, sales push. They push."
        version = add_text("mine", text)
        passages: list[Passage] = []
        for words in ("Sales push.", "So, sales push.", "Thus, sales push."):
            passages.append(make_passage(version, words, copy_of=passages[-1] if passages else None))
        for number, passage in enumerate(passages[:withdrawn]):
            gone = make_published("definition", make_concept(f"concept-{number}"), cites=(passage,))
            withdraw(statement=gone, words_en="Wrong.", words_zh="有误。")
        if is_repeated:
            place = {"article": passages[-1].article, "start": text.index("They"), "end": len(text)}
            Skip.objects.create(version=version, reason="repeat", repeats=passages[-1], **place)

    assert comes_round(tmp_path, curate).history == history


@pytest.mark.django_db
def test_a_site_without_a_pack_is_exported_under_any_name(tmp_path):
    with pytest.raises(NotExportableError, match="There is no content"):
        export_pack("anything", tmp_path / "anything")
    make_concept("sales")
    assert export_pack("anything", tmp_path / "anything").files == ["concepts.yaml"]
    load_pack(tmp_path / "anything")
    with pytest.raises(CommandError, match="Name the folder it was loaded from: anything"):
        call_command("pack_export", "other", to=tmp_path / "other")


def test_commands_say_where_there_are_no_tables(fresh_database, tmp_path):
    fresh_database(Content.EMPTY)
    if connection.vendor == "sqlite":
        connect_to(str(tmp_path / "new.sqlite3"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for command in (
        ["export_statements"],
        ["pack_export", PACK, "--to", str(tmp_path / PACK)],
        ["pack_load", str(write_pack(tmp_path))],
        ["source_coverage"],
        ["check_passages"],
        ["find_copies", "mine"],
        ["search_index"],
    ):
        with pytest.raises(CommandError, match="no tables yet; make them with `manage"):
            call_command(*command)


@pytest.mark.django_db
def test_places_and_lists_that_cannot_be_are_refused(tmp_path):
    with undone():
        sales = make_concept("sales")
        head = make_statement("characteristic", sales)
        first, second = make_part(head), make_part(head)
        other = make_statement("definition", sales)
        export_pack(PACK, tmp_path / PACK)
    path = tmp_path / PACK / "statements/sales.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"- code: {second.code}\n", f"- code: {second.code}\n      rank: 1\n"), "utf-8")
    with pytest.raises(PackFaultyError, match=f"{first.code} has the place 1 in the list {head.code} already"):
        check_pack(tmp_path / PACK)
    nested = (
        f"- code: K7QF2\n  kind: characteristic\n  dimension: scope\n  part_of: {first.code}\n  status: draft\n"
        f"- code: K7QF3\n  kind: characteristic\n  dimension: scope\n  part_of: {other.code}\n  status: draft\n"
    )
    path.write_text(text + nested, "utf-8")
    with pytest.raises(PackFaultyError) as caught:
        check_pack(tmp_path / PACK)
    for code in (first.code, other.code):
        assert f"{code} is no characteristic, or is itself a part; no list has it as its head." in str(caught.value)
