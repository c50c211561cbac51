"""Writing packs: one canonical form, alike from formatting and from export; codes minted without touching the rest."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish, withdraw
from concepts.models import Address, Citation, Concept, ContentRevision, Edition, Statement, Tag
from concepts.models.codes import is_code
from concepts.packs import files
from concepts.packs.export import NotExportableError, export_pack, format_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.layout import emit
from concepts.packs.load import load_pack
from concepts.packs.mint import mint_codes
from concepts.packs.open_data import open_data_lines
from concepts.packs.yaml_reader import YamlList, YamlMapping, YamlText, read_yaml
from sources.models import Article, Passage, Skip, SourceVersion
from tests.concepts.packs.build import FILES, change, files_of, write_pack
from tests.factories import cite, make_passage, make_statement

MODELS = {kind: description.model for kind, description in DESCRIPTIONS.items()}
OURS = Path(settings.BASE_DIR) / "fixtures" / "marketing-sales-promotion"


def empty_the_database() -> None:
    """Removes all content, as a fresh site has none."""
    Edition._base_manager.all().delete()  # the site itself never does
    Statement.objects.update(published_at=None, part_of=None)
    Passage.objects.update(copy_of=None)
    Citation.objects.all().delete()
    Skip.objects.all().delete()
    for model in reversed(MODELS.values()):
        if model is Statement:
            for kind in ("position", "finding", "distinction"):
                Statement.objects.filter(kind=kind).delete()
        model.objects.all().delete()
    ContentRevision.objects.all().delete()
    assert not any(model.objects.exists() for model in MODELS.values())


# Formatting


def test_the_small_pack_is_in_canonical_form(tmp_path):
    assert format_pack(write_pack(tmp_path), write=False) == []


@pytest.mark.slow
def test_our_pack_is_in_canonical_form():
    assert format_pack(OURS, write=False) == []


def test_formatting_puts_entries_and_files_in_their_place(tmp_path):
    pack = write_pack(tmp_path)
    wanted = files_of(pack)
    definition, rest = FILES["statements/marketing.yaml"].split("- code: C2222", 1)
    sales = FILES["statements/sales.yaml"].replace("subjects: [sales]", "subjects:\n    - 'sales' # a comment")
    mixed = f"- code: C2222{rest}{sales}{definition}"
    (pack / "statements/marketing.yaml").unlink()
    (pack / "statements/sales.yaml").unlink()
    (pack / "statements/mixed.yaml").write_text(mixed, encoding="utf-8")
    change(pack, "questions.yaml", "en: Are they one?", 'en: "Are they one?"\r')
    changed = ["questions.yaml", "statements/marketing.yaml", "statements/mixed.yaml", "statements/sales.yaml"]
    assert format_pack(pack, write=False) == changed
    with pytest.raises(CommandError, match=r"statements/mixed\.yaml: not in canonical form"):
        call_command("pack_format", str(pack), "--check")
    assert (pack / "statements/mixed.yaml").exists()
    call_command("pack_format", str(pack))
    assert files_of(pack) == wanted


def test_a_faulty_pack_is_not_formatted(tmp_path):
    pack = write_pack(tmp_path, concepts=("[business]", "  [x]"))
    before = files_of(pack)
    with pytest.raises(PackFaultyError):
        format_pack(pack)
    assert files_of(pack) == before


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        files.write_atomically(path, b"new")
    assert files_of(tmp_path) == {"a.yaml": b"old"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("no", "no"),
        ("1.0", "1.0"),
        ("销售,推", "销售,推"),
        ("Yes: it is", '"Yes: it is"'),
        ("# five", '"# five"'),
        ("it's", "it's"),
        ("'", '"\'"'),
        ("- dash", '"- dash"'),
        ("ends:", '"ends:"'),
        (" edge", '" edge"'),
        ("“quoted” — yes", "“quoted” — yes"),
    ],
)
def test_texts_are_plain_where_yaml_allows_and_else_in_double_quotes(text, written):
    value = [{"id": "a", "name": {"en": text}}]
    assert emit("tags.yaml", value).decode() == f"- id: a\n  name:\n    en: {written}\n"


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("\n:#-'\"{[,& "), min_size=1))
def test_what_is_written_reads_back_the_same(text):
    value = [{"quote": text}, {"quote": text, "translation": f"{text}\n{text}x"}]
    data = emit("evidence/a/01.yaml", {"passages": value})
    root = read_yaml(data, "a.yaml")
    assert isinstance(root, YamlMapping)
    passages = root.items["passages"]
    assert isinstance(passages, YamlList)
    for entry in passages.items:
        assert isinstance(entry, YamlMapping)
        quote = entry.items["quote"]
        assert isinstance(quote, YamlText)
        assert quote.text == text


# Codes


def test_codes_are_minted_where_they_are_missing_and_nothing_else_changes(tmp_path):
    pack = write_pack(tmp_path)
    before = {name: data for name, data in files_of(pack).items() if not name.startswith("texts/")}
    for name in ("statements/marketing.yaml", "questions.yaml"):
        text = before[name].decode()
        for code in ("C4444", "H2222", "H3333", "P3333"):
            text = re.sub(rf"code: {code}\n +", "", text)
        (pack / name).write_bytes(text.encode())
    assert mint_codes(pack) == {"questions.yaml": 1, "statements/marketing.yaml": 3}
    for name, data in before.items():
        now = (pack / name).read_bytes().decode()
        codes = re.findall(r"code: (\w+)\n", now)
        assert all(is_code(code) for code in codes)
        assert len(set(codes)) == len(codes)
        assert re.sub(r"code: \w+", "code", now) == re.sub(r"code: \w+", "code", data.decode())
    assert mint_codes(pack) == {}


def test_minting_keeps_comments_line_ends_and_marks(tmp_path):
    pack = write_pack(tmp_path)
    text = "\ufeff# ours\r\n-   kind: definition # 定义\r\n    subjects: [sales]\r\n- {kind: definition, en: x}\r\n"
    (pack / "statements/more.yaml").write_bytes(text.encode())
    assert mint_codes(pack) == {"statements/more.yaml": 2}
    now = (pack / "statements/more.yaml").read_bytes().decode()
    code = r"code: [2-9B-Z]{5}"
    assert re.fullmatch(
        rf"\ufeff# ours\r\n-   {code}\r\n    kind: definition # 定义\r\n    subjects: \[sales\]\r\n"
        rf"- \{{{code}, kind: definition, en: x\}}\r\n",
        now,
    )


def test_a_code_found_anywhere_is_never_given_again(tmp_path, monkeypatch):
    pack = write_pack(tmp_path, statements__sales=("- code: C3333\n  kind", "- kind"))
    letters = iter("W2222" + "C3333" + "ZZZZZ")
    monkeypatch.setattr("concepts.models.codes.secrets.choice", lambda _: next(letters))
    mint_codes(pack)
    assert (pack / "statements/sales.yaml").read_text(encoding="utf-8").startswith("- code: ZZZZZ\n  kind:")


def test_a_folder_without_rights_is_told_without_a_traceback(tmp_path, monkeypatch):
    pack = write_pack(tmp_path, statements__sales=("- code: C3333\n  kind", "- kind"))
    refuse = PermissionError(13, "Permission denied", str(pack / "statements"))
    monkeypatch.setattr(files.tempfile, "mkstemp", lambda **_: (_ for _ in ()).throw(refuse))
    with pytest.raises(CommandError, match="statements: Permission denied"):
        call_command("pack_mint", str(pack))


def test_nothing_is_minted_into_a_pack_that_is_no_yaml(tmp_path):
    pack = write_pack(tmp_path, statements__sales=("- code: C3333\n  kind", "- kind"), tags=("- id", "- [id"))
    before = files_of(pack)
    with pytest.raises(CommandError, match=r"tags\.yaml:"):
        call_command("pack_mint", str(pack))
    assert files_of(pack) == before


# Export


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("ours", [False, True], ids=["small", "ours"])
def test_the_round_trip_is_identical_to_the_byte(tmp_path, ours):
    pack = shutil.copytree(OURS, tmp_path / OURS.name) if ours else write_pack(tmp_path)
    load_pack(pack)
    once = tmp_path / "once" / pack.name
    export_pack(pack.name, once)
    assert files_of(once) == files_of(pack)
    lines = list(open_data_lines())
    empty_the_database()
    load_pack(once)
    twice = tmp_path / "twice" / pack.name
    export_pack(pack.name, twice)
    assert files_of(twice) == files_of(once)
    assert list(open_data_lines()) == lines


@pytest.mark.django_db
def test_a_merge_is_exported_with_its_reason_and_taken_in_elsewhere(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    old = make_statement("definition", Concept.objects.get(slug="marketing"), cites=(Passage.objects.first(),))
    publish(statements=[old])
    merge(statement=old, into=Statement.objects.get(code="D2222"), reason_en="The same.", reason_zh="一样。")
    export_pack(pack.name, pack)
    moved = f"key: {old.code}\n  moved_to: D2222\n  reason:\n    en: The same.\n    zh: 一样。\n"
    assert moved in (pack / "addresses.yaml").read_text(encoding="utf-8")
    load_pack(pack)
    once = [line for line in open_data_lines() if '"id":"' + old.code not in line or '"address"' in line]
    empty_the_database()
    load_pack(pack)
    assert list(open_data_lines()) == once


@pytest.mark.django_db
def test_what_curators_made_is_exported_and_taken_in_again(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    sales = Concept.objects.get(slug="sales")
    version = SourceVersion.objects.get(source__slug="two-sides")
    mine = make_statement(
        "definition", sales, cites=(make_passage(version, "看月度目标。"),), note_en="one", note_zh="一\n\n二"
    )
    mine.tags.add("长期")
    Statement.objects.filter(code="C3333").update(text_en="Sales push goods.", status="submitted")
    withdraw(statement=Statement.objects.get(code="R2222"), words_en="Wrong.", words_zh="有误。")
    export_pack("small-pack", pack)
    sales_file = (pack / "statements/sales.yaml").read_text(encoding="utf-8")
    assert f"- code: {mine.code}\n  kind: definition\n  subjects: [sales]\n  status: draft\n" in sales_file
    assert "  note:\n    en: one\n    zh: |-\n      一\n\n      二\n  tags: [长期]\n" in sales_file
    assert "  status: draft\n  en: Sales push goods.\n" in sales_file
    assert "R2222" not in (pack / "statements/marketing.yaml").read_text(encoding="utf-8")
    assert "营销先于销售" not in (pack / "evidence/two-sides/01.yaml").read_text(encoding="utf-8")
    assert "key: R2222\n  withdrawn:\n    en: Wrong.\n" in (pack / "addresses.yaml").read_text(encoding="utf-8")
    assert Tag.objects.get(name="长期").pack == ""


@pytest.mark.django_db
def test_a_note_in_one_language_comes_back(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    Statement.objects.filter(code="C3333").update(note_zh="只有中文。")
    export_pack("small-pack", pack)
    assert "  note:\n    zh: 只有中文。\n" in (pack / "statements/sales.yaml").read_text(encoding="utf-8")
    assert not load_pack(pack).changed
    assert Statement.objects.get(code="C3333").note_en == ""


@pytest.mark.django_db
def test_after_an_export_loading_finds_nothing_to_do(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    mine = make_statement("definition", Concept.objects.get(slug="sales"))
    cite(mine, Passage.objects.get(start=50))
    withdraw(statement=Statement.objects.get(code="R2222"), words_en="Wrong.", words_zh="有误。")
    export_pack("small-pack", pack)
    report = load_pack(pack)
    assert (report.created, report.updated, report.kept, report.gone) == ([], [], [], [])
    assert Statement.objects.get(pk=mine.pk).pack == "small-pack"
    assert Address.objects.get(key="R2222").pack == "small-pack"


@pytest.mark.django_db
def test_export_refuses_other_peoples_folders_and_unknown_packs(tmp_path):
    load_pack(write_pack(tmp_path))
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter.txt").write_text("years of work")
    with pytest.raises(NotExportableError, match="holds something other than a pack"):
        export_pack("small-pack", foreign)
    assert files_of(foreign) == {"chapter.txt": b"years of work"}
    with pytest.raises(CommandError, match="Nothing on this site is of a pack called smal-pack"):
        call_command("pack_export", "smal-pack", "--to", str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


# Open data


@pytest.mark.django_db
def test_open_data_tells_all_content_in_stable_order(tmp_path, capsys):
    load_pack(write_pack(tmp_path))
    call_command("export_statements")
    printed = capsys.readouterr().out
    assert printed.splitlines() == list(open_data_lines())
    lines = [json.loads(line) for line in printed.splitlines()]
    by_id = {(line["type"], line.get("id")): line for line in lines}
    article, source = by_id["article", "pull-and-push/v1/2"], by_id["source", "pull-and-push"]
    assert (article["state"], article["caveats"]) == ("truncated", ["truncated", "unsigned"])
    assert (source["language"], source["written_in"], source["date"]) == ("en", "de", "2020-05")
    assert (source["author"], source["doi"], source["isbn"]) == ("李明; A. Writer", "10.1000/182", "9787301150894")
    assert (source["rights"], source["retrieved_on"]) == ("cc-by-4.0", "2024-02-29")
    assert source["caveats"] == ["reposted", "machine-translated"]
    bare = by_id["source", "two-sides"]
    assert (bare["author"], bare["doi"], bare["rights"], bare["caveats"]) == (None, None, "not-known", [])
    concept = by_id["concept", "marketing"]
    assert concept["labels"]["zh-hans"] == ["营销", "市场营销", "行销", "营消"]
    assert concept["label_roles"]["zh-hans"] == ["preferred", "alternative", "alternative", "hidden"]
    assert (concept["core"], by_id["concept", "sales"]["core"]) == (True, False)
    timeframe, direction = by_id["dimension", "timeframe"], by_id["dimension", "direction"]
    assert timeframe["labels"] == {"en": ["time horizon", "Yes"], "zh-hans": ["长期", "眼光", "长远"]}
    assert timeframe["label_roles"]["zh-hans"] == ["alternative", "hidden", "hidden"]
    assert (direction["labels"], direction["label_roles"]) == ({}, {})
    assert by_id["question", "are-they-one"]["positions"] == ["P2222", "P3333"]
    distinction = by_id["statement", "X2222"]
    assert distinction["sides"] == ["C2222", "C3333"]
    assert distinction["concepts"] == ["marketing", "sales"]
    assert distinction["url"] == "/en/distinctions/X2222/pull-against-push/"
    assert by_id["statement", "C2222"]["url"] == "/en/statements/C2222/"
    assert by_id["statement", "P3333"]["url"] is None
    position = by_id["statement", "P2222"]
    assert [citation["via"] for citation in position["citations"]] == ["C2222", "C3333", "C3333"]
    assert by_id["statement", "R2222"]["relation"] == "precedes"
    assert by_id["statement", "R2222"]["concepts"] == ["marketing", "sales"]
    texts = dict(SourceVersion.objects.values_list("source__slug", "source_text__text"))
    quotes = [line for line in lines if line["type"] == "passage"] + [
        citation for line in lines if line["type"] == "statement" for citation in line["citations"]
    ]
    assert len(quotes) > 20
    for quote in quotes:
        assert texts[quote["source"]][quote["start"] : quote["end"]] == quote["quote"]


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.django_db
def test_open_data_differs_when_any_column_does(tmp_path):
    load_pack(write_pack(tmp_path))
    before = list(open_data_lines())
    checked = 0
    other = {"date": "2021", "retrieved_on": "2021", "doi": "10.1000/x", "isbn": "9780306406157", "caveats": "undated"}
    derived = {
        "pack",
        "entry_hash",
        "file",
        "letters_sha256",
        "note_html_en",
        "note_html_zh",
    }  # or proved by the checksum
    for kind, model in MODELS.items():
        row = model.objects.order_by("id").first()
        for field in model._meta.concrete_fields:
            is_text = field.get_internal_type() in ("CharField", "TextField", "SlugField", "URLField")
            if field.name in derived or not is_text or field.choices or field.unique or not getattr(row, field.name):
                continue
            if kind == "tag" and field.name in ("name", "other_key"):  # name_en and name_zh are told in their place
                continue
            old = getattr(row, field.name)
            changed = other.get(field.name) or old[:-1] + ("y" if old[-1] == "x" else "x")
            model.objects.filter(pk=row.pk).update(**{field.name: changed})
            assert list(open_data_lines()) != before, f"{kind}.{field.name} is not exported"
            model.objects.filter(pk=row.pk).update(**{field.name: old})
            checked += 1
    assert checked > 25
    assert list(open_data_lines()) == before


@pytest.mark.slow
def test_a_closed_pipe_is_no_error():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup();"
        "from concepts.management.commands import export_statements as command;"
        "command.open_data_lines = lambda **options: iter(['营销' * 40_000] * 50);"
        "from django.core.management import call_command; call_command('export_statements')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.django_db
def test_every_sentence_of_our_sources_is_accounted_for(capsys):
    load_pack(OURS)
    call_command("source_coverage", check=True)
    assert capsys.readouterr().out.count("  article ") == Article.objects.count() > 20
    call_command("check_passages")
