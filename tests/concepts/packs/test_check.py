"""A faulty pack is told everything that is wrong with it, with file, line and cure, and without a database."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from concepts.packs.check import check_pack
from concepts.packs.faults import PackFaultyError
from tests.concepts.packs.build import FILES, change, file_called, write_pack

EVIDENCE = "evidence__pull_and_push__01"  # how write_pack names evidence/pull-and-push/01.yaml
CHINESE_EVIDENCE = "evidence__two_sides__01"


def faults_of(pack: Path) -> str:
    with pytest.raises(PackFaultyError) as caught:
        check_pack(pack)
    return str(caught.value)


def test_a_sound_pack_has_no_faults(tmp_path):
    content = check_pack(write_pack(tmp_path))[1]
    assert len(content.of("statement")) == 11
    part = content.of("statement")[("H4444",)]
    assert (part.text("mode"), part.names("concepts", "concept"), part.number("rank")) == ("advises", ["marketing"], 1)
    assert content.of("passage")[("pull-and-push", 1, 145, 174)].key("copy_of") == ("pull-and-push", 1, 50, 79)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        # Pages
        ("sources", "date: 2020-05", "date: 2020-05\n      pages: 1@9 2@3", "Pages are written as number and place"),
        # Quotes
        (EVIDENCE, "pulls users to", "pulls people to", "evidence/pull-and-push/01.yaml:5: “Marketing pulls people to"),
        (EVIDENCE, "quote: Marketing pulls users to products.", "quote: products", "“products” occurs here 2 times"),
        (EVIDENCE, "quote: The end.", "quote: both earn.", "is not in this article but elsewhere"),
        (CHINESE_EVIDENCE, "营销先于销售。", "营销", "evidence/two-sides/01.yaml:8: “营销” occurs here"),
        (CHINESE_EVIDENCE, "营销先于销售。", "营销先于销售！", "nearest place: “营销先于销售”"),
        (EVIDENCE, "quote: The end.", "quote: The end.\n    occurrence: 2", "has no occurrence 2"),
        (
            EVIDENCE,
            "quote: The end.",
            "quote: so. the end.",
            r"nearest place: “so.\nThe end.”. Copy it from there with its ",
        ),
        (EVIDENCE, "quote: The end.", "quote: so. The end.", r"spaces. In YAML such escapes (\u00a0) stand in double"),
        ("evidence__pull_and_push__02", "article: 1\n      quote: Sales push", "article: 1\n      quote: Sales p", ":"),
        ("evidence__pull_and_push__02", "article: 1\n", "article: 7\n", "There is no article 7 of pull-and-push v1."),
        (EVIDENCE, "reason: filler", "reason: repeat", "A repeat names the passage it repeats"),
        (EVIDENCE, "translation: 营销把用户拉向产品。", "translation_by: source", "There is no translation"),
        (EVIDENCE, "article: 1", "article: 9", "pull-and-push v1 has no article 9 in sources.yaml."),
        (EVIDENCE, "source: pull-and-push", "source: pul-and-push", "Did you mean pull-and-push?"),
        (EVIDENCE, "article: 1", "article: 2", "holds the evidence of article 2 of pull-and-push v1 already"),
        # Duplicates
        ("statements__sales", "C3333", "C2222", "statement C2222 stands here a second time; first at statements/"),
        ("concepts", "preferred: Sales", "preferred: ｍarketing", "preferred label “ｍarketing” already"),
        (
            "concepts",
            "preferred: 销售",
            "preferred: 营销",
            "concepts.yaml:21: sales: The concept “marketing” has the preferred label “营销”",
        ),
        ("concepts", "行销]", "营销]", "marketing: “营销” is here twice"),
        ("concepts", "id: sales", "id: marketing", "marketing stands here a second time; first at concepts.yaml:1"),
        ("concepts", "broader: [business]", "broader: [business]\n  broader: []", "The key broader stands here"),
        ("concepts", "related: [sales]", "related: [business]", "marketing and business are linked already"),
        ("tags", "zh: 比喻", "en: Push  and PULL", "The tag “push-pull” has that name already"),
        ("dimensions", "id: timeframe", "id: direction", "dimension direction stands here a second time"),
        (EVIDENCE, "contradicts: [X2222]", "contradicts: [P3333]", "P3333 stands twice at this passage"),
        # References
        ("statements__sales", "[sales]", "[sale]", "There is no concept sale in the pack. Did you mean sales?"),
        ("statements__sales", "direction", "directions", "There is no dimension directions in the pack. Did you mean"),
        (EVIDENCE, "[C3333]", "[C3334]", "There is no statement C3334 in the pack. Did you mean C3333"),
        ("questions", "C3333]", "C9999]", "There is no statement C9999 in the pack."),
        ("statements__marketing_vs_sales", "C3333", "C9999", "statements/marketing-vs-sales.yaml:14: There is no"),
        ("statements__marketing", "push-pull,", "pull,", "There is no tag pull in the pack."),
        ("concepts", "[business]", "[busyness]", "concepts.yaml:13: There is no concept busyness in the pack."),
        ("addresses", "moved_to: sales", "moved_to: seling", "There is no concept seling in the pack."),
        ("addresses", "  withdrawn:", "  reason:\n    en: x\n  withdrawn:", "Only an address that moved has a reason"),
        ("addresses", "key: selling", "key: sales", "“sales” is in use (concepts.yaml:16)"),
        ("addresses", "W2222", "C2222", "“C2222” is in use (statements/marketing.yaml:6), so it is no former"),
        ("addresses", "W2222", "www", "“www” is not a code"),
        # Shape
        ("statements__sales", "kind: characteristic", "kind: charakteristic", "kind is missing or unknown"),
        ("statements__sales", "dimension:", "dimenson:", "The key dimenson is unknown. Did you mean dimension?"),
        ("statements__sales", "code: C3333", "code: c3333", "'c3333' is no code"),
        ("statements__sales", "code: C3333", "code: '23456'", "'23456' is no code"),
        ("statements__sales", "- code: C3333\n  kind", "- kind", "This statement has no code yet"),
        ("statements__sales", "[sales]", "sales", "subjects is a list"),
        ("statements__sales", "en: Sales", "en: [Sales]\n  note:\n    en: Sales\n    zh: 销售", "en is a single value"),
        ("statements__sales", "Sales push products out.", "", "en has no value"),
        ("statements__sales", "Sales push products out.", '"Sales\\apush"', "U+0007"),
        ("statements__sales", "Sales push products out.", "x" * 2001, "2001 characters are too many"),
        ("statements__sales", "Sales push products out.", "a\n  status: wrong", "one of draft, published"),
        ("concepts", "id: business", "id: 商业", "“商业” cannot be used in an address"),
        ("concepts", "id: business", "id: a-vs-b", "“vs” separates concepts"),
        ("sources", "address: https:", "address: javascript:", "is not an address that begins with https://"),
        ("sources", "number: 1\n          title:", "number: 0\n          title:", "is no whole number from 1 on"),
        # Facts of sources
        ("sources", "date: 2020-05", "date: 2020-13", "sources.yaml:22: date: “2020-13” is no date. Write digits"),
        ("sources", "date: 2020-05", "date: 14 March 2024", "“14 March 2024” is no date. Write digits: 2020, 2020-05"),
        ("sources", "2024-02-29", "2023-02-29", "retrieved_on: “2023-02-29” is no date."),
        ("sources", "doi: 10.1000/182", "doi: 10.1000", "doi: “10.1000” is no DOI."),
        ("sources", "9787301150894", "9787301150895", "the last one must be 4"),
        ("sources", "rights: cc-by-4.0", "rights: mine", "rights: 'mine' is unknown; write one of cc0-1.0"),
        ("sources", "written_in: de", "written_in: german", "written_in: 'german' is unknown"),
        ("sources", "[reposted, machine-translated]", "[reposted, odd]", "caveats: 'odd' is unknown"),
        ("sources", "[reposted, machine-translated]", "[none]", "caveats: 'none' is unknown"),
        ("sources", "[reposted, machine-translated]", "[undated, undated]", "caveats: undated stands twice"),
        ("sources", "[reposted, machine-translated]", "reposted", "caveats is a list"),
        ("sources", "[truncated, unsigned]", "[none, unsigned]", "“None of these” cannot go"),
        # Sources and texts
        ("sources", "texts/english.txt", "texts/none.txt", "The file texts/none.txt is missing"),
        ("sources", "texts/english.txt", "../secret.txt", "../secret.txt lies outside the pack."),
        ("sources", "texts/english.txt", "/etc/passwd", "/etc/passwd lies outside the pack."),
        ("sources", "last: The end.", "last: The very end.", "“The very end.” is not in the source"),
        ("sources", "last: The end.", "last: Sales push,", "Articles stand in the order of the text"),
        ("sources", "- Another hand", "- Another head", "Headings stand in the order of the text"),
        # Publication
        (CHINESE_EVIDENCE, "[C4444, D2222]", "[C4444]", "D2222: No passage supports the statement"),
        ("statements__sales", "  zh: 销售把产品推出去。\n", "", "C3333: The text in Chinese is missing"),
        ("statements__marketing_vs_sales", "dimension: direction", "dimension: timeframe", "lies on another dimension"),
        ("statements__sales", "direction\n", "direction\n  status: draft\n", "X2222: C3333 is not published"),
        ("statements__marketing_vs_sales", "C3333", "D2222", "marketing-vs-sales.yaml:14: D2222 is no characteristic"),
        ("questions", "[C2222, C3333]", "[H2222, P3333]", "P2222: P3333 is a position or finding itself"),
    ],
)
def test_each_fault_is_told_with_its_place_and_cure(tmp_path, file, old, new, says):
    pack = write_pack(tmp_path)
    change(pack, file_called(file), old, new)
    assert says in faults_of(pack)


def test_a_circle_of_broader_concepts_is_named(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "concepts.yaml").write_text(FILES["concepts.yaml"] + "  broader: [sales]\n", encoding="utf-8")
    change(pack, "concepts.yaml", "  related: [sales]\n", "")
    change(pack, "concepts.yaml", "      preferred: 销售\n", "      preferred: 销售\n  broader: [marketing]\n")
    assert "broader in a circle: marketing → business → sales → marketing." in faults_of(pack)


def test_a_long_chain_of_broader_concepts_is_no_fault(tmp_path):
    pack = write_pack(tmp_path)
    chain = [
        f"- id: c{number}\n  labels:\n    en:\n      preferred: C{number}\n  broader: [c{number + 1}]\n"
        for number in range(3_000)
    ]
    chain.append("- id: c3000\n  labels:\n    en:\n      preferred: C3000\n")
    (pack / "concepts.yaml").write_text(FILES["concepts.yaml"] + "".join(chain), encoding="utf-8")
    assert len(check_pack(pack)[1].of("concept")) == 3_004


def test_addresses_that_move_in_a_circle_are_named(tmp_path):
    back = "\n- kind: concept\n  key: vending\n  moved_to: selling"
    pack = write_pack(tmp_path, addresses=("moved_to: sales", f"moved_to: vending{back}"))
    assert "These addresses move in a circle" in faults_of(pack)


def test_all_faults_are_told_at_once(tmp_path):
    pack = write_pack(tmp_path, concepts=("[business]", "[x]"), statements__sales=("direction", "x"))
    (pack / "tags.yaml").write_bytes(b"a: \xff")
    (pack / "statements" / "more").mkdir()
    (pack / "statements" / "more" / "a.yaml").write_text("[]")
    faults = faults_of(pack).splitlines()
    assert {fault.split(":")[0] for fault in faults} >= {
        "concepts.yaml",
        "statements/sales.yaml",
        "statements/more/a.yaml",
        "tags.yaml",
    }


def test_a_quote_that_is_missing_is_not_told_a_second_time_as_missing_support(tmp_path):
    pack = write_pack(tmp_path, evidence__two_sides__01=("营销先于销售。", "营销晚于销售。"))
    assert len(faults_of(pack).splitlines()) == 1


def test_a_changed_or_broken_text_is_refused(tmp_path):
    pack = write_pack(tmp_path)
    text = pack / "texts/english.txt"
    text.write_bytes(text.read_bytes() + b" ")
    assert "add the changed text as a new version" in faults_of(pack)
    text.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in faults_of(pack)
    text.write_bytes(b"Pull\x00")
    assert "U+0000" in faults_of(pack)


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (
            "statements__sales",
            "  zh: 销售把产品推出去。",
            '  zh: "销售\\u202e把产品推出去。"',
            "statements/sales.yaml:",
        ),
        ("evidence__two_sides__01", "  translation: ", "  translation: \u202b", "evidence/two-sides/01.yaml:"),
    ],
)
def test_words_that_turn_others_round_are_refused(tmp_path, file, old, new, place):
    pack = write_pack(tmp_path)
    change(pack, file_called(file), old, new)
    fault = faults_of(pack)
    assert fault.startswith(place)
    assert "shows the words behind it in another order" in fault


def test_a_link_out_of_the_pack_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    pack = write_pack(tmp_path, sources=("texts/english.txt", "texts/link.txt"))
    (pack / "texts/link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "tags.yaml").write_text("[]")
    (pack / "tags.yaml").unlink()
    (pack / "tags.yaml").symlink_to(tmp_path / "tags.yaml")
    faults = faults_of(pack)
    assert "texts/link.txt lies outside the pack." in faults
    assert "tags.yaml: This is no file inside the pack." in faults


def test_no_folder_no_pack_and_a_folder_without_a_name_are_told(tmp_path):
    assert "There is no such folder" in faults_of(tmp_path / "none")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "No file of a pack is here" in faults_of(empty)
    unnamed = tmp_path / "营销 base"
    unnamed.mkdir()
    assert "The folder's name is the pack's" in faults_of(unnamed)


def test_the_command_names_files_as_an_editor_opens_them(tmp_path, capsys):
    pack = write_pack(tmp_path)
    call_command("pack_check", str(pack))
    assert "no faults. 2 sources, 3 concepts, 11 statements, 10 passages." in capsys.readouterr().out
    change(pack, "concepts.yaml", "[business]", "[x]")
    with pytest.raises(CommandError, match=r"small-pack/concepts\.yaml:13: There is no concept x"):
        call_command("pack_check", str(pack))
