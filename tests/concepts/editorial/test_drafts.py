"""Drafts of changes: what readers see stays as it is until the draft is published."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concepts.editorial.content_revision import Scope, current_revision
from concepts.editorial.drafts import NoDraftError, StaleDraftError, discard_draft, rebase, start_draft
from concepts.editorial.publishing import publish, put_back, withdraw
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import WrongStatusError, add_note, submit
from concepts.models import Citation, DraftNote, Side, Statement, StatementConcept, Tag
from concepts.packs.export import export_pack
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from concepts.packs.row_reader import read_rows
from tests.concepts.packs.build import change, files_of, write_pack
from tests.concepts.pages.worlds import make_world
from tests.factories import (
    cite,
    make_concept,
    make_dimension,
    make_part,
    make_passage,
    make_published,
    make_statement,
    rest_on,
    save_row,
)
from tests.site import crawled

pytestmark = pytest.mark.django_db
HANGING = (StatementConcept, Side, Citation)


def hanging(statement):
    """The ids of all that hangs on a statement, by table."""
    owners = {StatementConcept: "statement", Side: "distinction", Citation: "statement"}
    return {
        model.__name__: list(model.objects.filter(**{owner: statement}).order_by("id").values_list("id", flat=True))
        for model, owner in owners.items()
    }


def test_a_draft_of_changes_begins_with_everything_and_changes_nothing(contrast, ann):
    contrast.distinction.tags.add("长期")
    cite(contrast.distinction, contrast.english)
    before = (Statement.objects.get(pk=contrast.distinction.pk), hanging(contrast.distinction))
    draft = start_draft(statement=contrast.distinction, by=ann)
    assert (draft.status, draft.revises_id, draft.started_from) == (
        "draft",
        contrast.distinction.pk,
        before[0].row_version,
    )
    assert (draft.author, draft.author_name) == (ann, "Ann Author")
    assert draft.code != contrast.distinction.code
    assert (draft.title_zh, draft.dimension) == (contrast.distinction.title_zh, contrast.distinction.dimension)
    assert [side.characteristic_id for side in draft.sides.all()] == [contrast.one.pk, contrast.other.pk]
    assert [tag.name for tag in draft.tags.all()] == ["长期"]
    assert draft.citations.get().passage == contrast.english
    after = Statement.objects.get(pk=contrast.distinction.pk)
    assert (after.row_version, hanging(after)) == (before[0].row_version, before[1])


def test_beginning_twice_gives_the_same_draft(contrast):
    draft = start_draft(statement=contrast.one)
    assert start_draft(statement=contrast.one) == draft
    assert Statement.objects.filter(revises=contrast.one).count() == 1


def test_changes_are_drafted_to_what_is_published_only(contrast):
    draft = start_draft(statement=contrast.one)
    for statement in (draft, make_statement("definition")):
        with pytest.raises(NoDraftError, match=statement.code):
            start_draft(statement=statement)
    for step in (discard_draft, rebase):
        with pytest.raises(NoDraftError, match=contrast.one.code):
            step(statement=contrast.one)


def test_publishing_puts_the_draft_in_place_and_leaves_untouched_rows_as_they_are(contrast):
    cite(contrast.one, contrast.chinese, "contradicts")
    draft = start_draft(statement=contrast.one)
    kept = contrast.one.citations.get(passage=contrast.english).pk
    concepts = hanging(contrast.one)["StatementConcept"]
    draft.citations.get(passage=contrast.chinese).delete()
    third = make_passage(contrast.english.version, "Both aim at revenue.")
    cite(draft, third)
    Statement.objects.filter(pk=draft.pk).update(text_en="It draws.", note_zh="注")
    add_note(row=draft, by="Rui", text="Shorter.")
    row_version = contrast.one.row_version
    done = publish(statements=[draft])
    assert [row.pk for row in done] == [contrast.one.pk]
    assert done[0].text_en == "It draws."
    live = Statement.objects.get(pk=contrast.one.pk)
    assert (live.code, live.text_en, live.note_zh, live.status) == (contrast.one.code, "It draws.", "注", "published")
    assert (live.row_version, live.published_at) == (row_version + 1, contrast.one.published_at)
    assert hanging(live)["StatementConcept"] == concepts
    assert set(live.citations.values_list("passage", flat=True)) == {contrast.english.pk, third.pk}
    assert live.citations.get(passage=contrast.english).pk == kept
    assert not Statement.objects.filter(pk=draft.pk).exists()
    assert DraftNote.objects.get().statement == live


def test_publishing_takes_a_changed_stance_side_basis_and_tag(contrast):
    other = make_published("characteristic", contrast.concepts[1], cites=(contrast.chinese,))
    sides, bases = start_draft(statement=contrast.distinction), start_draft(statement=contrast.position)
    sides.sides.filter(concept=contrast.concepts[1]).update(characteristic=other)
    sides.tags.add("新")
    bases.bases.all().delete()
    rest_on(bases, other)
    stance = start_draft(statement=contrast.other)
    cite(stance, contrast.english)
    stance.citations.filter(passage=contrast.chinese).update(
        stance="reports", attributed_to_en="some", attributed_to_zh="有人"
    )
    untouched = contrast.distinction.sides.get(concept=contrast.concepts[0]).pk
    publish(statements=[sides, bases, stance])
    assert [side.characteristic_id for side in contrast.distinction.sides.all()] == [contrast.one.pk, other.pk]
    assert contrast.distinction.sides.get(concept=contrast.concepts[0]).pk == untouched
    assert contrast.position.bases.get().statement == other
    assert list(contrast.distinction.tags.values_list("name", flat=True)) == ["新"]
    assert contrast.other.citations.get(passage=contrast.chinese).attributed_to_zh == "有人"


def test_what_is_missing_is_told_under_the_code_readers_know_and_nothing_moves(contrast):
    wordless, evidenceless = start_draft(statement=contrast.one), start_draft(statement=contrast.other)
    Statement.objects.filter(pk=wordless.pk).update(text_zh="")
    evidenceless.citations.all().delete()
    before = current_revision(Scope.WORKING)
    for draft, live, field in ((wordless, contrast.one, "text_zh"), (evidenceless, contrast.other, "citations")):
        with pytest.raises(NotPublishableError) as caught:
            publish(statements=[draft])
        assert {code: [one.field for one in faults] for code, faults in caught.value.missing.items()} == {
            live.code: [field]
        }
    assert Statement.objects.filter(revises__isnull=False).count() == 2
    assert contrast.other.citations.count() == 1
    assert current_revision(Scope.WORKING) == before


def test_what_leans_on_the_statement_is_not_left_wanting(contrast):
    draft = start_draft(statement=contrast.one)
    Statement.objects.filter(pk=draft.pk).update(dimension=make_dimension("goal", "Goal", "目标"))
    with pytest.raises(NotPublishableError) as caught:
        publish(statements=[draft])
    assert set(caught.value.missing) == {contrast.distinction.code}
    moved = [draft, *(start_draft(statement=row) for row in (contrast.other, contrast.distinction))]
    Statement.objects.filter(pk__in=[row.pk for row in moved]).update(dimension=make_dimension("goal"))
    publish(statements=moved)
    assert Statement.objects.get(pk=contrast.distinction.pk).dimension.slug == "goal"


def test_nothing_leans_on_a_draft_of_changes(contrast):
    draft = start_draft(statement=contrast.one)
    distinction = start_draft(statement=contrast.distinction)
    distinction.sides.filter(concept=contrast.concepts[0]).update(characteristic=draft)
    position = make_statement("position")
    rest_on(position, draft)
    part = make_part(draft, cites=(contrast.english,))
    for statement, code, field in (
        (distinction, contrast.distinction.code, "sides"),
        (position, position.code, "bases"),
        (part, part.code, "part_of"),
    ):
        with pytest.raises(NotPublishableError) as caught:
            publish(statements=[statement])
        assert [one.field for one in caught.value.missing[code]] == [field]


def test_a_draft_of_what_was_changed_meanwhile_is_refused_with_both_until_it_is_said_to_stand(contrast):
    draft = start_draft(statement=contrast.one)
    live = Statement.objects.get(pk=contrast.one.pk)
    live.text_en = "It attracts."
    save_row(live)
    with pytest.raises(StaleDraftError, match=contrast.one.code) as caught:
        publish(statements=[draft])
    [(mine, theirs)] = caught.value.pairs
    assert (mine.text_en, theirs.text_en) == ("It pulls.", "It attracts.")
    rebase(statement=draft)
    publish(statements=[draft])
    assert Statement.objects.get(pk=live.pk).text_en == "It pulls."


def test_parts_change_places_by_drafts_and_take_no_place_that_is_anothers(contrast):
    head = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    parts = [make_part(head, cites=(contrast.english,)) for _ in range(3)]
    publish(statements=parts)
    first, second = (start_draft(statement=part) for part in parts[:2])
    Statement.objects.filter(pk=first.pk).update(rank=2)
    with pytest.raises(NotPublishableError) as caught:
        publish(statements=[first])
    assert [one.field for one in caught.value.missing[parts[0].code]] == ["rank"]
    Statement.objects.filter(pk=second.pk).update(rank=1)
    publish(statements=[first, second])
    assert [part.pk for part in head.parts.order_by("rank")] == [parts[1].pk, parts[0].pk, parts[2].pk]


def test_publishing_drafts_takes_as_many_queries_for_many_as_for_few(contrast):
    def queries(number):
        lives = [make_published("definition", contrast.concepts[0], cites=(contrast.english,)) for _ in range(number)]
        drafts = [start_draft(statement=live) for live in lives]
        Statement.objects.filter(pk__in=[draft.pk for draft in drafts]).update(text_en="Other.")
        for draft in drafts:
            draft.citations.update(stance="contradicts")
            cite(draft, contrast.chinese)
            draft.tags.add("长期")
            add_note(row=draft, by="Rui", text="Shorter.")
        with CaptureQueriesContext(connection) as captured:
            assert len(publish(statements=drafts)) == number
        return len(captured)

    assert queries(1) == queries(10)


def test_a_draft_of_what_was_withdrawn_waits_until_that_is_put_back(contrast):
    statement = make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    draft = start_draft(statement=statement)
    withdraw(statement=statement, words_en="Wrong.", words_zh="有误。")
    with pytest.raises(WrongStatusError):
        publish(statements=[draft])
    put_back(statements=[statement], reason="Right after all. 其实没错。")
    row_version = Statement.objects.get(pk=statement.pk).row_version
    publish(statements=[draft])
    statement.refresh_from_db()
    assert (statement.status, statement.row_version) == ("published", row_version + 1)


def test_a_discarded_draft_leaves_nothing_behind(contrast):
    before = hanging(contrast.distinction)
    draft = start_draft(statement=contrast.distinction)
    submit(row=draft)
    discard_draft(statement=draft)
    assert not Statement.objects.filter(revises__isnull=False).exists()
    assert sum(model.objects.count() for model in HANGING) == 2 + 2 + 2
    assert hanging(contrast.distinction) == before


@pytest.mark.once
@pytest.mark.slow
def test_readers_exports_and_packs_see_nothing_of_drafts_of_changes():
    world = make_world(2)
    unseen = make_concept("unseen")
    lines, rows = list(open_data_lines()), read_rows()
    pages = crawled.__wrapped__(6)
    words = {
        "text_en": "UNSEENWORDS.",
        "text_zh": "看不见的字。",
        "note_en": "UNSEENWORDS",
        "note_html_en": "UNSEENWORDS",
    }
    drafts = [start_draft(statement=row) for row in Statement.objects.published().order_by("pk")]
    assert {draft.kind for draft in drafts} == set(Statement.Kind.values)
    tag = Tag.objects.create(name="unseen", slug="unseen")
    for draft in drafts:
        Statement.objects.filter(pk=draft.pk).update(**words)
        draft.tags.add(tag)
        cite(draft, make_passage(world.english, "Both aim at revenue."), "contradicts")
        if draft.kind == "characteristic":
            StatementConcept.objects.create(statement=draft, concept=unseen, rank=9)
    Statement.objects.filter(revises__isnull=False, kind="distinction").update(
        title_en="UNSEENWORDS", title_zh="看不见的字"
    )
    again = crawled.__wrapped__(6)
    assert len(pages) > 40
    assert again.keys() >= pages.keys()
    for address, (status, html) in again.items():
        assert status in (200, 301, 302), address
        assert "UNSEENWORDS" not in html, address
        assert "看不见的字" not in html, address
    for draft in drafts:
        assert Client().get(f"/s/{draft.code}/").status_code == 404
        assert Client().get(draft.get_absolute_url()).status_code == 404
    told = [line for line in open_data_lines() if '"id":"unseen"' not in line and "Both aim at revenue." not in line]
    assert told == [line for line in lines if '"id":"unseen"' not in line and "Both aim at revenue." not in line]
    assert read_rows().of("statement").keys() == rows.of("statement").keys()
    cited = [code for row in read_rows().of("passage").values() for code in row.record.names("citations", "statement")]
    assert set(cited) <= {code for (code,) in rows.of("statement")}


def test_a_pack_that_changes_the_statement_leaves_its_draft_in_place_and_makes_it_stale(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    files = files_of(pack)
    live = Statement.objects.published().filter(text_en__startswith="Sales push").get()
    draft = start_draft(statement=live)
    Statement.objects.filter(pk=draft.pk).update(text_en="Sales shove.")
    cited = set(draft.citations.values_list("passage", "stance"))
    export_pack(pack.name, pack)
    assert files_of(pack) == files
    change(pack, "statements/sales.yaml", "Sales push", "Sales press")
    change(pack, "evidence/pull-and-push/01.yaml", "销售把产品推向用户。", "销售向用户推产品。")
    change(pack, "evidence/pull-and-push/01.yaml", "[C3333]", "[C2222]")
    load_pack(pack)
    assert live.citations.count() == 1
    draft.refresh_from_db()
    assert (draft.text_en, set(draft.citations.values_list("passage", "stance"))) == ("Sales shove.", cited)
    with pytest.raises(StaleDraftError):
        publish(statements=[draft])
