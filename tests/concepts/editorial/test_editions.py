"""Editions: what readers saw stays word for word, whatever happens afterwards."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.content.snapshot_json import freeze_snapshot, read_snapshot
from concepts.editorial.differences import compare_snapshots
from concepts.editorial.drafts import NoDraftError, start_draft
from concepts.editorial.editions import freeze
from concepts.editorial.merging import merge
from concepts.editorial.publications import Act, record_publication
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.editorial.restoring import DraftInTheWayError, restore
from concepts.models import Address, Concept, Edition, Label, Question, Statement
from concepts.models.history import EditionFrozenError
from concepts.packs.load import load_pack
from tests.concepts.packs.build import change, write_pack
from tests.factories import (
    cite,
    make_concept,
    make_finding_of_parts,
    make_part,
    make_passage,
    make_published,
    make_source,
    make_statement,
    rest_on,
)

pytestmark = pytest.mark.django_db


def numbers(statement):
    return list(statement.editions.order_by("number").values_list("number", flat=True))


def change_text(statement, text, **said):
    draft = start_draft(statement=statement)
    Statement.objects.filter(pk=draft.pk).update(text_en=text)
    publish(statements=[draft], **said)


def test_an_edition_holds_all_that_readers_saw(contrast, rui):
    contrast.distinction.tags.add("长期")
    cite(contrast.distinction, contrast.chinese, "reports")
    publish(statements=[contrast.distinction], by=rui, note="Who says so.")
    edition = contrast.distinction.editions.get(number=2)
    publication = edition.publication
    assert (publication.act, publication.by, publication.by_name) == ("published", rui, "rui")
    assert (publication.note, publication.own_work, edition.own_work) == ("Who says so.", False, False)
    assert edition.sha256 == hashlib.sha256(edition.data.encode()).hexdigest()
    assert edition.data.endswith("}\n")
    held = json.loads(edition.data)
    assert json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" == edition.data
    assert (held["schema"], held["code"], held["slug"]) == (2, contrast.distinction.code, "short-words")
    assert held["title"] == {"en": "Short words", "zh-hans": "短语"}
    assert held["dimension"] == {"id": "scope", "name": {"en": "Scope", "zh-hans": "范围"}}
    assert held["tags"] == [{"id": contrast.distinction.tags.get().slug, "name": {"en": "", "zh-hans": "长期"}}]
    side = held["sides"][0]
    assert side["concept"] == {"id": "marketing", "name": {"en": "Marketing", "zh-hans": "营销"}}
    assert side["characteristic"]["text"] == {"en": "It pulls.", "zh-hans": "它拉。"}
    assert side["characteristic"]["citations"][0]["quote"] == "Marketing pulls users to products."
    [citation] = held["citations"]
    assert (citation["stance"], citation["attributed_to"]) == ("reports", {"en": "many people", "zh-hans": "很多人"})
    assert citation["source"] == {"id": "chinese", "title": {"en": "Source chinese", "zh-hans": "来源 chinese"}}
    assert citation["version"] == {"number": 1, "sha256": "0" * 64, "language": "zh-hans"}
    assert (citation["start"], citation["end"]) == (contrast.chinese.start, contrast.chinese.end)
    assert json.loads(contrast.position.editions.get().data)["basis"][0]["code"] == contrast.one.code


def test_publishing_the_same_again_freezes_nothing(contrast):
    before = Edition.objects.count()
    publish(statements=Statement.objects.published())
    publish(statements=[start_draft(statement=contrast.one)])
    assert Edition.objects.count() == before == 4


def test_a_changed_side_raises_what_it_stands_in_and_nothing_else(contrast):
    change_text(contrast.one, "It draws.", note="Shorter.")
    assert [numbers(row) for row in (contrast.one, contrast.other, contrast.distinction, contrast.position)] == [
        [1, 2], [1], [1, 2], [1, 2],
    ]  # fmt: skip
    assert "It draws." in contrast.distinction.editions.get(number=2).data
    assert "It pulls." in contrast.distinction.editions.get(number=1).data
    assert set(Edition.objects.filter(number=2).values_list("publication__note", flat=True)) == {"Shorter."}


def test_a_list_gets_an_edition_with_its_part(contrast):
    head = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    part = make_part(head, cites=(contrast.english,))
    publish(statements=[part])
    assert numbers(head) == [1, 2]
    assert json.loads(head.editions.get(number=2).data)["parts"][0]["code"] == part.code


def test_what_is_no_longer_published_is_frozen_no_more(contrast):
    withdraw(statement=contrast.position, words_en="Wrong.", words_zh="有误。")
    change_text(contrast.one, "It draws.")
    assert numbers(contrast.position) == [1]
    assert numbers(contrast.distinction) == [1, 2]


@pytest.mark.once
@pytest.mark.slow
def test_bytes_stay_equal_through_fifty_edits_a_rename_merges_and_the_loss_of_an_account(contrast, rui):
    change_text(contrast.one, "It draws.", by=rui)
    before = {
        one.pk: (one.data, one.sha256, one.publication.by_name) for one in Edition.objects.select_related("publication")
    }
    for turn in range(50):
        change_text(contrast.one, f"It pulls {turn} times.")
    Label.objects.filter(concept=contrast.concepts[0], language="en").update(text="Promotion", folded="promotion")
    rename_concept(concept=contrast.concepts[0], slug="renamed")
    twin = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    merge(statement=contrast.one, into=twin, reason_en="The same.", reason_zh="一样。")
    merge_concepts(concept=make_concept("other"), into=contrast.concepts[0], reason_en="The same.", reason_zh="一样。")
    rui.delete()
    after = {one.pk: (one.data, one.sha256, one.publication.by_name) for one in Edition.objects.filter(pk__in=before)}
    assert after == before
    assert numbers(contrast.distinction) == list(range(1, 55))


def test_an_edition_is_never_changed_or_deleted(contrast):
    edition = contrast.one.editions.get()
    edition.data = "Other."
    for write in (
        edition.save,
        edition.delete,
        Edition.objects.all().delete,
        lambda: Edition.objects.update(data="Other."),
        lambda: Edition.objects.bulk_update([edition], ["data"]),
    ):
        with pytest.raises(EditionFrozenError):
            write()
    assert Edition.objects.count() == 4
    assert contrast.one.editions.get().data.startswith("{")


def test_freezing_takes_as_many_queries_for_many_as_for_few(contrast):
    def queries(number):
        rows = [make_published("definition", contrast.concepts[0], cites=(contrast.english,)) for _ in range(number)]
        Statement.objects.filter(pk__in=[row.pk for row in rows]).update(text_en="Other.")
        with CaptureQueriesContext(connection) as captured:
            publication = record_publication(act=Act.PUBLISHED)
            assert freeze(publication=publication, statements=[row.pk for row in rows]) == number
        return len(captured)

    assert queries(1) == queries(10)


def test_a_pack_freezes_editions_in_its_name_and_none_when_it_is_loaded_again(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    first = Edition.objects.count()
    assert first == Statement.objects.published().count() > 3
    assert set(Edition.objects.values_list("publication__by_name", flat=True)) == {pack.name}
    load_pack(pack)
    assert Edition.objects.count() == first
    change(pack, "statements/sales.yaml", "Sales push", "Sales shove")
    load_pack(pack)
    assert Edition.objects.filter(number=2).exists()
    assert "Sales shove" in Edition.objects.filter(number=2).first().data


def test_an_old_edition_is_restored_as_a_draft_of_changes(contrast, ann):
    cite(contrast.one, contrast.chinese, "contradicts")
    contrast.one.tags.add("长期")
    publish(statements=[contrast.one])
    draft = start_draft(statement=contrast.one)
    Statement.objects.filter(pk=draft.pk).update(text_en="It draws.", mode="advises")
    draft.citations.filter(passage=contrast.chinese).delete()
    draft.tags.clear()
    publish(statements=[draft])
    restored = restore(edition=contrast.one.editions.get(number=2), by=ann)
    assert restored.missing == ()
    assert (restored.statement.text_en, restored.statement.mode, restored.statement.author) == (
        "It pulls.", "states", ann
    )  # fmt: skip
    publish(statements=[restored.statement])
    old, now = contrast.one.editions.get(number=2), contrast.one.editions.get(number=4)
    assert now.data == old.data


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_sides_of_one_distinction_at_once_count_on(contrast):
    def publish_draft(draft, begin):
        begin.wait()
        try:
            publish(statements=[draft])
        finally:
            connection.close()

    for turn in range(5):
        drafts = [start_draft(statement=side) for side in (contrast.one, contrast.other)]
        for draft in drafts:
            Statement.objects.filter(pk=draft.pk).update(text_en=f"It changed {turn} times.")
        begin = Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(publish_draft, draft, begin) for draft in drafts]:
                done.result()
    assert numbers(contrast.distinction) == list(range(1, 12))
    assert numbers(contrast.one) == numbers(contrast.other) == list(range(1, 7))


@pytest.fixture
def finding(contrast):
    """A published finding: a part rests on the distinction, the other one on a side of it."""
    marketing, sales = contrast.concepts
    finding = make_finding_of_parts((marketing, contrast.distinction), (sales, contrast.other))
    rest_on(finding, contrast.one, part=1, nearness="nearby")
    publish(statements=[finding])
    return finding


def test_an_edition_of_a_finding_holds_all_that_its_numbers_are_counted_from(contrast, finding):
    source = contrast.english.version.source
    type(source).objects.filter(pk=source.pk).update(caveats="unsigned", written_in="zh-hans")
    repost = make_source("a-repost")
    first, again = contrast.english.version.articles.get(), repost.articles.get()
    type(again).objects.filter(pk=again.pk).update(same_as=first, caveats="reposted,undated")
    cite(contrast.one, make_passage(repost, "Sales push products to users.", copy_of=contrast.english))
    publish(statements=[contrast.one])
    held = json.loads(finding.editions.get(number=2).data)
    assert (held["schema"], held["kind"], held["aspect"]) == (2, "finding", "differ")
    assert [(part["number"], part["concept"]["id"]) for part in held["claim_parts"]] == [(1, "marketing"), (2, "sales")]
    assert [(row["code"], row["part"], row.get("nearness", "itself")) for row in held["basis"]] == [
        (contrast.distinction.code, 1, "itself"), (contrast.other.code, 2, "itself"), (contrast.one.code, 1, "nearby"),
    ]  # fmt: skip
    sides = held["basis"][0]["sides"]
    assert [side["concept"]["id"] for side in sides] == ["marketing", "sales"]
    assert sides[0]["characteristic"]["citations"] == held["basis"][2]["citations"]
    plain, copied = sorted(held["basis"][2]["citations"], key=lambda citation: citation["source"]["id"], reverse=True)
    assert (plain["caveats"], plain["written_in"]) == (["unsigned"], "zh-hans")
    assert not {"copied", "same_as"} & plain.keys()
    assert copied["copied"] is True
    assert copied["same_as"] == {"source": "english", "version": 1, "number": 1}
    assert copied["caveats"] == ["reposted", "undated"]
    snapshot = read_snapshot(finding.editions.get(number=2).data)
    assert freeze_snapshot(snapshot).data == finding.editions.get(number=2).data
    assert {passage.first_article for passage in snapshot.quoted_passages()} == {("english", 1, 1), ("chinese", 1, 1)}


def test_an_edition_of_a_finding_follows_whatever_changes_beneath_it(contrast, finding):
    change_text(contrast.one, "It draws.")  # rested on, and a side of the distinction that is rested on
    assert numbers(finding) == [1, 2]
    change_text(contrast.distinction, "They are not the same.")
    assert numbers(finding) == [1, 2, 3]
    article = contrast.chinese.version.articles.get()
    type(article).objects.filter(pk=article.pk).update(caveats="undated")
    freeze(publication=record_publication(act=Act.PUBLISHED, by=None), rows={"article": [article.pk]})
    assert numbers(finding) == [1, 2, 3, 4]


def test_an_edition_of_the_first_schema_rests_on_the_whole_and_the_thing_itself(contrast):
    data = json.loads(contrast.position.editions.get().data)
    row = {name: value for name, value in data.pop("basis")[0].items() if name not in ("part", "nearness")}
    first = read_snapshot(json.dumps(data | {"schema": 1, "rests_on": [row]}))
    assert first == read_snapshot(contrast.position.editions.get().data)
    assert first.rows["basis"][0].values == {"part": 0, "nearness": "itself"}


def test_what_a_finding_rests_on_is_restored(contrast, finding):
    draft = start_draft(statement=finding)
    draft.bases.all().delete()
    draft.claim_parts.all().delete()
    rest_on(draft, contrast.distinction)
    Statement.objects.filter(pk=draft.pk).update(aspect="together")
    publish(statements=[draft])
    differences = compare_snapshots(*(read_snapshot(edition.data) for edition in finding.editions.order_by("number")))
    assert [value.field for value in differences.values] == ["aspect"]
    assert {row.name for row in differences.rows} == {"claim_parts", "basis"}
    publish(statements=[restore(edition=finding.editions.get(number=1)).statement])
    assert finding.editions.get(number=3).data == finding.editions.get(number=1).data


def test_what_became_one_since_is_restored_once(contrast, finding):
    twin = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    draft = start_draft(statement=finding)
    rest_on(draft, twin)
    publish(statements=[draft])
    merge(statement=contrast.one, into=twin, reason_en="Same.", reason_zh="一样。")
    assert [row.part for row in finding.bases.filter(statement=twin)] == [0]
    restored = restore(edition=finding.editions.get(number=2)).statement
    assert [row.part for row in restored.bases.filter(statement=twin)] == [0]


@pytest.mark.parametrize("kind", ["distinction", "position"])
def test_sides_and_bases_are_restored(contrast, kind):
    statement = getattr(contrast, kind)
    other = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    draft = start_draft(statement=statement)
    draft.sides.filter(concept=contrast.concepts[0]).update(characteristic=other)
    draft.bases.update(statement=other)
    publish(statements=[draft])
    publish(statements=[restore(edition=statement.editions.get(number=1)).statement])
    assert statement.editions.get(number=3).data == statement.editions.get(number=1).data


def test_what_cannot_be_restored_is_named(contrast):
    spare = make_passage(contrast.english.version, "Both aim at revenue.")
    cite(contrast.one, spare)
    contrast.one.tags.add("gone")
    publish(statements=[contrast.one])
    contrast.one.citations.filter(passage=spare).delete()
    spare.delete()
    contrast.one.tags.get().delete()
    Address.objects.create(kind="concept", key="marketing", state="moved", target="market-making")
    Concept.objects.filter(slug="marketing").update(slug="market-making")
    restored = restore(edition=contrast.one.editions.get(number=2))
    assert [one.field for one in restored.missing] == ["tags", "citations"]
    assert "Both aim at revenue." in str(restored.missing[1])
    assert restored.statement.concepts.get().slug == "market-making"
    assert restored.statement.citations.get().passage == contrast.english


def test_restoring_writes_over_no_draft_and_brings_nothing_back_by_itself(contrast):
    edition = contrast.position.editions.get()
    draft = start_draft(statement=contrast.position)
    with pytest.raises(DraftInTheWayError) as caught:
        restore(edition=edition)
    assert caught.value.draft == draft
    draft.delete()
    withdraw(statement=contrast.position, words_en="Wrong.", words_zh="有误。")
    with pytest.raises(NoDraftError):
        restore(edition=edition)
    assert Question.objects.exists()
    assert not make_statement("definition").editions.exists()
