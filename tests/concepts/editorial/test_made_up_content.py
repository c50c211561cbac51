"""A field and attached rows that the description gains are carried by all that editors do, without further code."""

import json
from contextlib import ExitStack

import pytest

from concepts.admin.change_lines import list_change_lines
from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.snapshot_json import freeze_snapshot, read_snapshot
from concepts.content.value_types import Words
from concepts.editorial.differences import Change, compare_snapshots
from concepts.editorial.drafts import start_draft
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish
from concepts.editorial.renaming import merge_concepts
from concepts.editorial.restoring import restore
from concepts.editorial.saving import StatementWrite, save_draft, write_contents
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Statement
from concepts.models.codes import new_code
from concepts.pages.editions.changes import list_changes
from tests.concepts.made_up_content import made_up
from tests.factories import make_concept, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def samples(db):
    """The model of the made-up attached rows. Statements have a made-up bilingual column `example` besides."""
    with ExitStack() as clean_up:
        yield made_up(clean_up)


def content(example, **sizes):
    """What a form would hand over: an example in both languages, and a sample for each concept."""
    rows = [
        AttachedContent({"concept": (slug,), "size": size, "remark": Words("Seen.", "见过。")})
        for slug, size in sizes.items()
    ]
    return RowContent({"example": Words(*example)}, {"samples": rows})


def save(statement, *said, **sizes):
    return save_draft(
        statement=statement, kind=statement.kind, content=content(said, **sizes), by="", started_from=None
    )


def snapshot_of(statement):
    return take_snapshots(Statement.objects.filter(pk=statement.pk))[statement.pk]


def held(statement):
    row = Statement.objects.get(pk=statement.pk)
    rows = row.samples.order_by("rank").values_list("concept__slug", "size", "remark_zh", "rank")
    return (row.example_en, row.example_zh, list(rows))


FIRST = ("A shop.", "一家店。", [("sales", "large", "见过。", 0)])
SECOND = ("A market.", "集市。", [("sales", "small", "见过。", 0), ("marketing", "large", "见过。", 1)])


@pytest.fixture
def published(samples, contrast):
    """A statement with two editions: FIRST and SECOND."""
    publish(statements=[save(contrast.one, "A shop.", "一家店。", sales="large")])
    assert held(contrast.one) == FIRST
    publish(statements=[save(contrast.one, "A market.", "集市。", sales="small", marketing="large")])
    assert held(contrast.one) == SECOND
    return Statement.objects.get(pk=contrast.one.pk)


def test_drafts_carry_it_there_and_back(published, samples):
    draft = start_draft(statement=published)
    assert held(draft) == SECOND
    samples.objects.filter(statement=draft, size="large").delete()
    publish(statements=[draft])
    assert held(published)[2] == SECOND[2][:1]


def test_editions_keep_it_and_give_it_back(published):
    first, second = (published.editions.get(number=number) for number in (2, 3))
    data = json.loads(second.data)
    assert data["example"] == {"en": "A market.", "zh-hans": "集市。"}
    assert data["samples"][1] == {
        "id": "marketing", "name": {"en": "Marketing", "zh-hans": "营销"}, "size": "large", "rank": 1,
        "remark": {"en": "Seen.", "zh-hans": "见过。"},
    }  # fmt: skip
    assert "size" not in data["samples"][0]  # what leaving it out means
    assert read_snapshot(second.data) == snapshot_of(published)
    assert freeze_snapshot(read_snapshot(first.data)).sha256 == first.sha256


def test_statements_without_it_give_the_same_bytes_as_before(samples, contrast):
    before = {edition.statement_id: edition.sha256 for edition in contrast.one.editions.all()}
    assert {contrast.one.pk: freeze_snapshot(snapshot_of(contrast.one)).sha256} == before
    assert snapshot_of(contrast.one) == read_snapshot(contrast.one.editions.get().data)


def test_differences_tell_it_to_readers_and_to_curators(published):
    old, new = (read_snapshot(published.editions.get(number=number).data) for number in (2, 3))
    found = compare_snapshots(old, new)
    assert [(text.field, text.language) for text in found.texts] == [("example", "en"), ("example", "zh-hans")]
    assert [(row.name, row.kind) for row in found.rows] == [("samples", Change.CHANGED), ("samples", Change.ADDED)]
    changes = list_changes(old, new)
    assert [change.heading for change in changes] == ["Example in English", "Example in Chinese", "Sample", "Sample"]
    assert [(text.label, text.lang) for text in changes[3].texts] == [
        ("", "zh-Hans"), ("size", "en"), ("remark in English", "en"), ("remark in Chinese", "zh-Hans"), ("place", "en"),
    ]  # fmt: skip
    lines = list_change_lines(found)
    assert [(line.label, line.change) for line in lines] == [
        ("example in English", "changed"), ("example in Chinese", "changed"), ("Sample", "changed"),
        ("Sample", "added"),
    ]  # fmt: skip
    assert "".join(piece.words for piece in lines[3].pieces) == "Marketing (Large one, Seen., 1)"


def test_an_earlier_edition_is_restored_with_it(published):
    draft = restore(edition=published.editions.get(number=2)).statement
    assert held(draft) == FIRST
    publish(statements=[draft])
    assert published.editions.get(number=4).data == published.editions.get(number=2).data
    assert held(restore(edition=published.editions.get(number=1)).statement) == ("", "", [])


def test_the_page_of_an_edition_shows_it(client, published):
    html = client.get(f"/en/statements/{published.code}/v3/").content.decode()
    for words in ("Example in English", "A market.", "集市。", "Sample", "Large one", "remark in Chinese", "见过。"):
        assert words in html, words
    earlier = client.get(f"/en/statements/{published.code}/v1/").content.decode()
    assert "Example in English" not in earlier
    assert "<h2>Sample" not in earlier


def test_packs_write_it_at_once(samples, contrast):
    code = new_code(set(Statement.objects.values_list("code", flat=True)))
    new, old = Statement(code=code, kind="definition"), Statement.objects.get(pk=contrast.one.pk)
    said = content(("A shop.", "一家店。"), sales="large")
    write_contents(writes=[StatementWrite(row, said) for row in (new, old)])
    assert held(new) == held(old) == FIRST


def test_merging_moves_it_as_the_description_says(published, contrast):
    reasons = {"reason_en": "Same.", "reason_zh": "相同。"}
    other = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    save(other, "", "", marketing="small")
    publish(statements=[Statement.objects.get(revises=other)])
    merge(statement=published, into=other, **reasons)
    assert held(other)[2] == [("marketing", "small", "见过。", 0), ("sales", "small", "见过。", 1)]
    market = make_concept("market", "Market", "市场")
    merge_concepts(concept=contrast.concepts[1], into=market, **reasons)
    assert [row[0] for row in held(other)[2]] == ["marketing", "market"]
