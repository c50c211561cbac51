"""A pack says that a source is withheld, and one that is silent about it shows nothing again."""

from pathlib import Path

import pytest

from concepts.editorial.withholding import release, withhold
from concepts.packs.check import check_pack
from concepts.packs.export import export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from sources.facts import Shown
from sources.models import Source
from tests.concepts.packs.build import change, write_pack
from tests.concepts.packs.round_trip import PACK, add_text, come_round, load_elsewhere, undone
from tests.factories import make_passage

WHY = {"reason_en": "Its owner asks for it.", "reason_zh": "版权人要求。"}
SAID = """  withheld: nothing
  withheld_reason:
    en: Its owner asks for it.
    zh: 版权人要求。
"""


def source() -> Source:
    return Source.objects.get(slug="pull-and-push")


def say(pack: Path, withheld: str) -> None:
    """Writes it behind the line of the source that says how it is shown."""
    lines = (pack / "sources.yaml").read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if "display:" in line)
    change(pack, "sources.yaml", f"{lines[place]}\n", f"{lines[place]}\n{withheld}")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "language"), [("Sales push products.", "en"), ("销售是把产品卖好。", "zh-hans")])
def test_what_is_withheld_comes_round_with_its_text(tmp_path, text, language):
    with undone():
        make_passage(add_text("pull-and-push", text, language), text)
        withhold(source=source(), shows="nothing", **WHY)
        _report, lines = come_round(tmp_path)
        assert SAID in (tmp_path / PACK / "sources.yaml").read_text(encoding="utf-8")
        assert text in next((tmp_path / PACK / "texts").iterdir()).read_text(encoding="utf-8")
        assert text not in str(lines)
    with undone():
        load_elsewhere(tmp_path, lines)
        assert (source().shown, source().withheld_reason_zh) == (Shown.NOTHING, "版权人要求。")


@pytest.mark.django_db
def test_a_silent_pack_releases_nothing_even_where_it_is_to_be_taken(pack):
    load_pack(pack)
    withhold(source=source(), shows="nothing", **WHY)
    assert not load_pack(pack).changed
    assert not load_pack(pack, take="pack").changed
    change(pack, "sources.yaml", "publisher: A firm", "publisher: B firm")
    assert load_pack(pack).updated == ["source pull-and-push"]
    assert (source().publisher, source().shown) == ("B firm", Shown.NOTHING)
    release(source=source(), reason="They agreed.")
    assert not load_pack(pack).changed
    assert source().shown == Shown.FULL


@pytest.mark.django_db
def test_a_pack_withholds_and_a_reviewer_releases(pack):
    load_pack(pack)
    say(pack, SAID)
    assert load_pack(pack).updated == ["source pull-and-push"]
    assert (source().shown, str(source().withheld_reason)) == (Shown.NOTHING, "Its owner asks for it.")
    release(source=source(), reason="They agreed.")
    assert load_pack(pack).kept == ["source pull-and-push"]
    assert source().shown == Shown.FULL
    export_pack(pack.name, pack)
    assert "withheld" not in (pack / "sources.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("  withheld: nothing\n", "tells readers why"),
        (SAID.replace("    zh: 版权人要求。\n", ""), "in both languages"),
        (SAID.replace("  withheld: nothing\n", ""), "write withheld too"),
        (SAID.replace("nothing", "everything"), "everything"),
    ],
)
def test_a_reason_and_what_it_is_for_go_together(pack, said, fault):
    say(pack, said)
    with pytest.raises(PackFaultyError, match=fault):
        check_pack(pack)
