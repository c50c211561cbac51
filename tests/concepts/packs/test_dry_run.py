"""Loading a pack to see what it would do, and settling conflicts entry by entry."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.content_revision import current_revision
from concepts.models import Citation, Concept, Edition, Label, Publication, Side, Statement
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from sources.models import Boundary
from tests.concepts.packs.build import change, write_pack

pytestmark = pytest.mark.django_db
SALES, CONCEPTS = "statements/sales.yaml", "concepts.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that is not loaded yet."""
    return write_pack(tmp_path)


def all_rows() -> dict[str, list[dict[str, object]]]:
    """Everything that loading writes, and the revision."""
    models_written = [description.model for description in DESCRIPTIONS.values()]
    tables: list[type[models.Model]] = [*models_written, Boundary, Label, Side, Citation, Edition, Publication]
    rows = {table.__name__: list(table._default_manager.order_by("pk").values()) for table in tables}
    return rows | {"revision": [{"now": str(current_revision())}]}


def change_both(pack: Path) -> None:
    """A statement and a concept say something else on the site and in the pack."""
    Statement.objects.filter(code="C3333").update(text_en="Sales push goods on the site.")
    change(pack, SALES, "Sales push products out.", "Sales push goods in the pack.")
    Concept.objects.filter(slug="marketing").update(scope_note_zh="网站所写。")
    change(pack, CONCEPTS, "不是市场本身。", "知识包所写。")


def test_a_dry_run_of_a_first_load_tells_all_and_keeps_nothing(pack: Path) -> None:
    before = all_rows()
    report = load_pack(pack, dry_run=True)
    assert "statement C3333" in report.created
    assert all_rows() == before
    assert load_pack(pack).created == report.created


def test_a_dry_run_tells_what_is_changed_kept_gone_and_the_same(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded = len(load_pack(pack).created)
    change(pack, SALES, "Sales push products out.", "销售把商品推出去。 Sales push goods.")
    Concept.objects.filter(slug="marketing").update(scope_note_zh="网站所写。")
    before = all_rows()
    call_command("pack_load", str(pack), dry_run=True)
    told = capsys.readouterr().out
    assert "changed: statement C3333\n" in told
    assert "kept as a curator left it: concept marketing\n" in told
    assert f"1 changed, 1 kept as a curator left it, {loaded - 2} the same. Nothing is kept." in told
    assert all_rows() == before
    call_command("pack_load", str(pack))
    call_command("pack_load", str(pack), dry_run=True)
    assert f"1 kept as a curator left it, {loaded - 1} the same." in capsys.readouterr().out


def test_a_dry_run_refuses_in_the_words_of_the_load(pack: Path) -> None:
    load_pack(pack)
    change_both(pack)
    with pytest.raises(PackFaultyError) as tried:
        load_pack(pack, dry_run=True)
    with pytest.raises(PackFaultyError) as caught:
        load_pack(pack)
    assert str(tried.value) == str(caught.value)
    assert "statement C3333 was changed on the site and in the pack" in str(tried.value)
    assert "知识包所写。" in str(tried.value)


def test_conflicts_are_settled_entry_by_entry(pack: Path) -> None:
    load_pack(pack)
    change_both(pack)
    with pytest.raises(PackFaultyError) as caught:
        load_pack(pack, settled={"statement C3333": "pack"})
    assert "concept marketing" in str(caught.value)
    assert "C3333" not in str(caught.value)
    names = ["--take-pack-for", "statement C3333", "--take-site-for", "concept marketing"]
    call_command("pack_load", str(pack), *names)
    assert Statement.objects.get(code="C3333").text_en == "Sales push goods in the pack."
    assert Concept.objects.get(slug="marketing").scope_note_zh == "网站所写。"
    assert not load_pack(pack).changed


def test_one_entry_is_settled_otherwise_than_all(pack: Path) -> None:
    load_pack(pack)
    change_both(pack)
    load_pack(pack, take="site", settled={"concept marketing": "pack"})
    assert Statement.objects.get(code="C3333").text_en == "Sales push goods on the site."
    assert Concept.objects.get(slug="marketing").scope_note_zh == "知识包所写。"


def test_a_name_that_is_none_is_refused_with_those_most_like_it(pack: Path) -> None:
    load_pack(pack)
    with pytest.raises(CommandError) as caught:
        call_command("pack_load", str(pack), "--take-pack-for", "statement C333")
    assert "Nothing is called “statement C333”" in str(caught.value)
    assert "statement C3333" in str(caught.value)
    both = ["--take-pack-for", "concept sales", "--take-site-for", "concept sales"]
    with pytest.raises(CommandError, match="Both sides are to be taken for concept sales"):
        call_command("pack_load", str(pack), *both)


def test_what_is_gone_stays_where_the_site_is_taken_for_it_alone(pack: Path) -> None:
    load_pack(pack)
    Statement.objects.filter(code="R2222").update(text_en="Changed on the site.")
    text = (pack / "statements/marketing.yaml").read_text(encoding="utf-8")
    (pack / "statements/marketing.yaml").write_text(text[: text.index("- code: R2222")], encoding="utf-8")
    change(pack, "evidence/two-sides/01.yaml", "  - quote: 营销先于销售。\n    supports: [R2222]\n", "")
    report = load_pack(pack, withdraw_missing=True, settled={"statement R2222": "site"})
    assert "statement R2222" in report.gone
    assert Statement.objects.get(code="R2222").status == "published"
