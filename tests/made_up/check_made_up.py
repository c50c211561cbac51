"""A made-up field and a made-up table go the whole way: form, draft, difference, edition, restoring, export, load."""

import hashlib
import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from concepts.editorial.differences import compare_snapshots
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.editorial.restoring import restore
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Edition, Statement
from concepts.packs.export import export_pack
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from sources.models import SourceVersion
from tests import factories as make
from tests.concepts.packs.build import files_of, write_pack
from tests.made_up.models import Remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def live():
    """A published statement with the made-up content."""
    version = make.make_source()
    SourceVersion.objects.update(sha256=hashlib.sha256(version.read_text().encode()).hexdigest())
    loudness = make.make_concept("loudness", "Loudness", "响度")
    passage = make.make_passage(version, "Marketing pulls users to products.")
    draft = make.make_statement(
        "characteristic", loudness, cites=(passage,), emphasis_en="Loudly.", emphasis_zh="大声。"
    )
    Remark.objects.create(statement=draft, mark="first", text_en="A remark.", text_zh="一条备注。", rank=0)
    publish(statements=[draft])
    return Statement.objects.get(pk=draft.pk)


def statements_told():
    """The lines of open data about statements, by code."""
    lines = (json.loads(line) for line in open_data_lines())
    return {line["id"]: line for line in lines if line["type"] == "statement"}


def remarks_of(statement):
    return list(Remark.objects.filter(statement=statement).order_by("rank").values_list("mark", "text_en", "text_zh"))


def test_the_made_up_content_is_exported_and_loaded(live, tmp_path):
    # A pack is what export writes; the rows made on the site go with the one that is loaded beside them.
    load_pack(write_pack(tmp_path / "given"))
    export_pack("small-pack", tmp_path / "one" / "small-pack")
    entries = (tmp_path / "one" / "small-pack" / "statements" / "loudness.yaml").read_text(encoding="utf-8")
    assert "Loudly." in entries
    assert "大声。" in entries
    assert "A remark." in entries
    before = statements_told()
    line = before[live.code]
    assert line["emphasis"] == {"en": "Loudly.", "zh-hans": "大声。"}
    assert line["remarks"] == [{"mark": "first", "text": {"en": "A remark.", "zh-hans": "一条备注。"}}]
    Remark.objects.all().delete()
    Statement.objects.filter(pk=live.pk).update(emphasis_en="", emphasis_zh="")
    load_pack(tmp_path / "one" / "small-pack", take="pack")
    assert Statement.objects.get(code=live.code).emphasis_zh == "大声。"
    assert remarks_of(live) == [("first", "A remark.", "一条备注。")]
    assert statements_told() == before
    export_pack("small-pack", tmp_path / "two" / "small-pack")
    assert files_of(tmp_path / "one" / "small-pack") == files_of(tmp_path / "two" / "small-pack")


def test_a_draft_of_changes_carries_the_made_up_content_and_its_publication_puts_it_in_place(live):
    draft = start_draft(statement=live)
    assert (draft.emphasis_en, draft.emphasis_zh) == ("Loudly.", "大声。")
    assert remarks_of(draft) == remarks_of(live)
    Statement.objects.filter(pk=draft.pk).update(emphasis_zh="小声。")
    Remark.objects.filter(statement=draft).update(text_en="Another remark.")
    snapshots = take_snapshots(Statement.objects.filter(pk__in=[live.pk, draft.pk]))
    found = compare_snapshots(snapshots[live.pk], snapshots[draft.pk])
    assert "emphasis" in {difference.field for difference in found.texts}
    assert "remarks" in {difference.name for difference in found.rows}
    publish(statements=[Statement.objects.get(pk=draft.pk)])
    live.refresh_from_db()
    assert (live.emphasis_en, live.emphasis_zh) == ("Loudly.", "小声。")
    assert remarks_of(live) == [("first", "Another remark.", "一条备注。")]


def test_editions_freeze_the_made_up_content_and_restoring_brings_it_back(live):
    first = Edition.objects.get(statement=live)
    frozen = json.loads(first.data)
    assert frozen["emphasis"] == {"en": "Loudly.", "zh-hans": "大声。"}
    assert [remark["mark"] for remark in frozen["remarks"]] == ["first"]
    draft = start_draft(statement=live)
    Statement.objects.filter(pk=draft.pk).update(emphasis_en="", emphasis_zh="小声。")
    Remark.objects.filter(statement=draft).delete()
    publish(statements=[Statement.objects.get(pk=draft.pk)])
    assert remarks_of(live) == []
    restored = restore(edition=first)
    assert restored.missing == ()
    assert (restored.statement.emphasis_en, restored.statement.emphasis_zh) == ("Loudly.", "大声。")
    assert remarks_of(restored.statement) == [("first", "A remark.", "一条备注。")]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_form_of_a_statement_shows_the_made_up_content(live, language):
    person = User.objects.create_superuser("ann")  # the roles know no made-up tables
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    page = client.get(f"/admin/concepts/characteristic/{live.pk}/change/").content.decode()
    assert 'name="emphasis_en"' in page
    assert "大声。" in page
    assert "A remark." in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_an_edition_shows_what_changed_in_it(live, language):
    draft = start_draft(statement=live)
    Statement.objects.filter(pk=draft.pk).update(emphasis_en="Softly.", emphasis_zh="小声。")
    publish(statements=[Statement.objects.get(pk=draft.pk)])
    page = Client().get(f"/{language}/editions/{live.code}/?from=1&to=2").content.decode()
    assert "Softly" in page
    assert "小" in page
