"""Two that say the same become one, and every old address leads there."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from concepts.editorial.content_revision import current_revision
from concepts.editorial.drafts import StaleDraftError, start_draft
from concepts.editorial.merge_preview import preview_concept_merge, preview_merge
from concepts.editorial.merging import NotMergeableError, merge
from concepts.editorial.publishing import publish, put_back, withdraw
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.editorial.requirements import NotPublishableError
from concepts.models import Address, Concept, ConceptLink, Edition, Label, Statement, Tag
from tests.factories import (
    cite,
    make_claim_part,
    make_concept,
    make_distinction,
    make_finding_of_parts,
    make_part,
    make_passage,
    make_published,
    make_statement,
    rest_on,
)

pytestmark = pytest.mark.django_db
GONE = {"words_en": "Wrong.", "words_zh": "有误。"}
REASON = {"reason_en": "They say the same.", "reason_zh": "两条说的是一回事。"}


@pytest.fixture
def twin(contrast):
    """A published characteristic that says what one side of the contrast says."""
    spare = make_passage(contrast.english.version, "Both aim at revenue.")
    return make_published("characteristic", contrast.concepts[0], cites=(contrast.english, spare))


def test_everything_moves_to_the_one_that_stays(contrast, twin, rui):
    cite(contrast.one, contrast.chinese)
    part = make_part(contrast.one, cites=(contrast.english,))
    own = make_part(twin, cites=(contrast.english,))
    publish(statements=[contrast.one, part, own])
    drafts = [start_draft(statement=row) for row in (contrast.distinction, part)]
    row_versions = dict(Statement.objects.values_list("pk", "row_version"))
    before = current_revision()
    stays = merge(statement=contrast.one, into=twin, by=rui, **REASON)
    assert stays == twin
    quotes = list(stays.citations.order_by("passage__quote").values_list("passage__quote", flat=True))
    assert quotes == ["Both aim at revenue.", "Marketing pulls users to products.", "销售是把产品卖好。"]
    assert [one.pk for one in stays.parts.live().order_by("rank")] == [own.pk, part.pk]
    assert contrast.distinction.sides.get(concept=contrast.concepts[0]).characteristic == twin
    assert contrast.position.bases.get().statement == twin
    assert drafts[0].sides.get(concept=contrast.concepts[0]).characteristic == twin
    assert Statement.objects.get(pk=drafts[1].pk).part_of == twin
    old = Statement.objects.get(pk=contrast.one.pk)
    assert (old.status, list(old.citations.values_list("passage", flat=True))) == ("withdrawn", [contrast.english.pk])
    raised = {
        pk
        for pk, row_version in Statement.objects.values_list("pk", "row_version")
        if row_version == row_versions[pk] + 1
    }
    changed = [contrast.one, twin, contrast.distinction, contrast.position, part, *drafts]
    assert raised == {row.pk for row in changed}
    assert {
        pk for pk, row_version in Statement.objects.values_list("pk", "row_version") if row_version != row_versions[pk]
    } == raised
    assert current_revision() == before + 1
    note = old.draft_notes.get()
    assert (note.step, note.by, note.text) == ("merged", rui, "They say the same.\n两条说的是一回事。")


def test_editions_are_frozen_of_what_changed_and_old_ones_stay(contrast, twin, rui):
    before = {one.pk: one.data for one in Edition.objects.all()}
    merge(statement=contrast.one, into=twin, by=rui, **REASON)
    assert {one.pk: one.data for one in Edition.objects.filter(pk__in=before)} == before
    fresh = {one.statement_id: one for one in Edition.objects.exclude(pk__in=before)}
    assert set(fresh) == {contrast.distinction.pk, contrast.position.pk}  # nothing was new to the one that stays
    held = json.loads(fresh[contrast.distinction.pk].data)
    assert held["sides"][0]["characteristic"]["code"] == twin.code
    assert fresh[contrast.distinction.pk].publication.by == rui


def test_old_addresses_lead_to_the_one_that_stays(contrast, twin):
    third = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    merge(statement=contrast.one, into=twin, **REASON)
    merge(statement=twin, into=third, **REASON)
    for old in (contrast.one, twin):
        address = Address.objects.get(kind="statement", key=old.code)
        assert (address.state, address.target, address.words_zh) == ("moved", third.code, "两条说的是一回事。")
        answer = Client().get(f"/en/statements/{old.code}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, third.get_absolute_url())


def test_old_addresses_lead_to_one_that_was_withdrawn_since(contrast, twin):
    third = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    merge(statement=contrast.one, into=twin, **REASON)
    merge(statement=twin, into=third, **REASON)
    for row in (contrast.position, contrast.distinction, third):
        withdraw(statement=row, **GONE)
    for language, words in (("en", "Wrong."), ("zh-hans", "有误。")):
        for old in (contrast.one, twin):
            for address in (f"/{language}/statements/{old.code.lower()}/", f"/s/{old.code}/"):
                answer = Client(headers={"accept-language": language}).get(address, follow=True)
                assert answer.redirect_chain[0][1] == 301
                assert answer.redirect_chain[0][0].endswith(f"/statements/{third.code}/")
                assert answer.status_code == 410
                assert words in answer.content.decode()
    put_back(statements=[third], reason="It was right.")
    assert Client().get(f"/en/statements/{contrast.one.code}/", follow=True).status_code == 200
    # Whoever writes addresses by hand can make a chain, and a circle.
    Address.objects.filter(kind="statement", key=contrast.one.code).update(target=twin.code)
    assert Client().get(f"/s/{contrast.one.code}/").headers["Location"] == third.get_absolute_url()
    Address.objects.filter(kind="statement", key=twin.code).update(target=contrast.one.code)
    assert Client().get(f"/s/{contrast.one.code}/").status_code == 404


def test_a_position_that_rests_on_both_rests_on_one(contrast, twin):
    position = make_statement("position")
    rest_on(position, contrast.one, twin)
    publish(statements=[position])
    merge(statement=contrast.one, into=twin, **REASON)
    assert position.bases.get().statement == twin


@pytest.mark.parametrize("into", ["one", "twin"])
def test_the_whole_wins_over_a_part_and_itself_over_nearby(contrast, twin, into):
    statements = {"one": contrast.one, "twin": twin}
    position, other = make_statement("position"), make_statement("position")
    part = make_claim_part(position)
    rest_on(position, contrast.one, part=part.number)
    rest_on(position, twin, nearness="nearby")
    number = make_claim_part(other).number
    rest_on(other, contrast.one, part=number, nearness="nearby")
    rest_on(other, twin, part=number)
    rest_on(other, contrast.one, part=make_claim_part(other).number)
    publish(statements=[position, other])
    kept = statements.pop(into)
    [gone] = statements.values()
    merge(statement=gone, into=kept, **REASON)
    whole = position.bases.get()
    assert (whole.statement, whole.part, whole.nearness) == (kept, 0, "nearby")
    assert not position.claim_parts.exists()  # nothing carries it any more
    assert [(row.statement, row.part, row.nearness) for row in other.bases.order_by("part")] == [
        (kept, 1, "itself"), (kept, 2, "itself"),
    ]  # fmt: skip
    assert position.editions.count() == other.editions.count() == 2


def test_a_merged_finding_takes_over_what_it_rests_on_about_its_own_concepts(contrast):
    marketing, sales = contrast.concepts
    promotion = make_concept("promotion")
    third = make_published("characteristic", promotion, cites=(contrast.english,))
    more = make_published("characteristic", marketing, cites=(contrast.english,))
    kept = make_finding_of_parts((sales, contrast.other), (marketing, contrast.one))
    gone = make_finding_of_parts((marketing, contrast.one), (promotion, third))
    rest_on(gone, more, part=1, nearness="nearby")
    rest_on(gone, contrast.other)
    publish(statements=[kept, gone])
    merge(statement=gone, into=kept, **REASON)
    assert {(row.statement, row.part, row.nearness) for row in kept.bases.all()} == {
        (contrast.one, 2, "itself"), (more, 2, "nearby"), (contrast.other, 0, "itself"),
    }  # fmt: skip
    assert [part.concept for part in kept.claim_parts.all()] == [marketing]
    assert gone.bases.filter(statement=third).exists()


def test_two_concepts_of_one_finding_do_not_become_one(contrast):
    finding = make_finding_of_parts((contrast.concepts[0], contrast.one), (contrast.concepts[1], contrast.other))
    with pytest.raises(NotMergeableError, match=finding.code):
        merge_concepts(concept=contrast.concepts[0], into=contrast.concepts[1], **REASON)


def test_the_sides_of_a_merged_distinction_move_where_there_is_none_of_that_concept(contrast):
    third = make_published("characteristic", make_concept("promotion"), cites=(contrast.english,))
    wider = make_distinction(contrast.one, third, slug="wider")
    publish(statements=[wider])
    merge(statement=wider, into=contrast.distinction, **REASON)
    assert [side.characteristic_id for side in contrast.distinction.sides.order_by("concept__rank")] == [
        contrast.one.pk, contrast.other.pk, third.pk,
    ]  # fmt: skip


def test_what_cannot_be_one_is_refused_with_words_and_nothing_moves(contrast, twin):
    draft = make_statement("characteristic", contrast.concepts[0], cites=(contrast.english,))
    definition = make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    part = make_part(twin, cites=(contrast.english,))
    publish(statements=[part])
    rewritten = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    start_draft(statement=rewritten)
    before = (list(Statement.objects.order_by("pk").values()), current_revision())
    for old, new, words in (
        (twin, twin, "itself"),
        (definition, twin, "different kinds"),
        (draft, twin, "Only published"),
        (twin, draft, "Only published"),
        (rewritten, twin, "drafted"),
        (part, twin, "list"),
        (contrast.one, contrast.other, contrast.distinction.code),
    ):
        with pytest.raises(NotMergeableError, match=words):
            merge(statement=old, into=new, **REASON)
    with pytest.raises(ValueError, match="both languages"):
        merge(statement=contrast.one, into=twin, reason_en="They say the same.", reason_zh=" ")
    assert (list(Statement.objects.order_by("pk").values()), current_revision()) == before


def test_a_merge_leaves_nothing_wanting(contrast):
    stranger = make_published("characteristic", make_concept("promotion"), cites=(contrast.english,))
    with pytest.raises(NotPublishableError) as caught:
        merge(statement=contrast.one, into=stranger, **REASON)
    assert set(caught.value.missing) == {contrast.distinction.code}
    assert contrast.distinction.sides.get(concept=contrast.concepts[0]).characteristic == contrast.one
    assert not Address.objects.exists()


def test_changes_that_are_being_drafted_to_the_one_that_stays_are_not_written_over_it(contrast, twin):
    draft = start_draft(statement=twin)
    merge(statement=contrast.one, into=twin, **REASON)
    with pytest.raises(StaleDraftError):
        publish(statements=[draft])


def test_a_renamed_concept_is_found_under_every_name_it_had(contrast):
    marketing = contrast.concepts[0]
    row_version = marketing.row_version
    rename_concept(concept=marketing, slug="market-making")
    renamed = rename_concept(concept=marketing, slug="making-markets")
    assert renamed.row_version == row_version + 2
    for old in ("marketing", "market-making"):
        answer = Client().get(f"/en/concepts/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/concepts/making-markets/")
    rename_concept(concept=marketing, slug="marketing")
    assert Client().get("/en/concepts/marketing/").status_code == 200
    assert set(Address.objects.values_list("key", "target")) == {
        ("market-making", "marketing"), ("making-markets", "marketing"),
    }  # fmt: skip


def test_a_name_that_is_taken_given_up_or_not_well_formed_is_refused(contrast):
    rename_concept(concept=contrast.concepts[1], slug="selling")
    for slug in ("selling", "sales", "two words", "a-vs-b", ""):
        with pytest.raises(ValidationError):
            rename_concept(concept=contrast.concepts[0], slug=slug)
    assert set(Concept.objects.values_list("slug", flat=True)) == {"marketing", "selling"}


def test_renaming_to_the_same_name_changes_nothing(contrast):
    before = current_revision()
    rename_concept(concept=contrast.concepts[0], slug="marketing")
    assert (current_revision(), Address.objects.count()) == (before, 0)


def test_a_draft_leaves_no_address_behind(contrast):
    marketing, draft = contrast.concepts[0], make_concept("selling", status="draft")
    before = current_revision()
    assert rename_concept(concept=draft, slug="sale-of-things").slug == "sale-of-things"
    assert (current_revision(), Address.objects.count()) == (before, 0)
    for language, words in (("en", "is not published"), ("zh-hans", "尚未发布")):
        for old, new in ((marketing, draft), (draft, marketing)):
            with translation.override(language), pytest.raises(NotMergeableError, match=words):
                merge_concepts(concept=old, into=new, **REASON)
    other = make_concept("vending", status="draft")
    merge_concepts(concept=draft, into=other, **REASON)
    assert not Address.objects.exists()
    assert other.labels.filter(text="Selling").exists()


def test_merged_concepts_share_names_links_and_statements(contrast, rui):
    marketing, sales = contrast.concepts
    business, twin = make_concept("business"), make_concept("mktg", "Mktg", "行销", scope_note_zh="范围")
    Label.objects.create(concept=twin, language="en", text="MARKETING", role="alternative")
    Label.objects.create(concept=twin, language="zh-hans", text="营消", role="hidden")
    for concept, other in ((twin, business), (twin, marketing), (sales, twin), (marketing, business)):
        ConceptLink.objects.create(concept=concept, other=other, kind="related")
    about = make_published("characteristic", twin, cites=(contrast.english,))
    apart = make_distinction(about, contrast.other, slug="apart")
    publish(statements=[apart])
    row_versions = {row.pk: row.row_version for row in (marketing, sales, business)}
    stays = merge_concepts(concept=twin, into=marketing, by=rui, **REASON)
    assert set(stays.labels.values_list("text", "role")) == {
        ("Marketing", "preferred"), ("营销", "preferred"), ("Mktg", "alternative"), ("行销", "alternative"),
        ("营消", "hidden"),
    }  # fmt: skip
    assert stays.scope_note_zh == "范围"
    assert set(ConceptLink.objects.values_list("concept__slug", "other__slug")) == {
        ("marketing", "business"), ("sales", "marketing"),
    }  # fmt: skip
    assert about.concepts.get() == marketing
    assert apart.sides.get(characteristic=about).concept == marketing
    raised = {row.pk: row.row_version - row_versions[row.pk] for row in Concept.objects.all()}
    assert raised == {marketing.pk: 1, sales.pk: 1, business.pk: 0}
    held = json.loads(about.editions.get(number=2).data)
    assert held["concepts"][0]["id"] == "marketing"
    assert json.loads(about.editions.get(number=1).data)["concepts"][0]["id"] == "mktg"
    answer = Client().get("/zh-hans/concepts/mktg/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/zh-hans/concepts/marketing/")


def test_concepts_that_are_told_apart_or_named_together_are_not_merged(contrast):
    marketing, sales = contrast.concepts
    with pytest.raises(NotMergeableError, match=contrast.distinction.code):
        merge_concepts(concept=marketing, into=sales, **REASON)
    with pytest.raises(NotMergeableError, match="itself"):
        merge_concepts(concept=sales, into=sales, **REASON)
    with pytest.raises(ValueError, match="both languages"):
        merge_concepts(concept=marketing, into=sales, reason_en="", reason_zh="同")
    both = make_published("characteristic", marketing, sales, cites=(contrast.english,))
    relation = make_published("relation", marketing, objects=(sales,), cites=(contrast.english,))
    for row in (contrast.distinction, relation):
        with pytest.raises(NotMergeableError, match=row.code):
            merge_concepts(concept=marketing, into=sales, **REASON)
        withdraw(statement=row, **GONE)
    assert Concept.objects.count() == 2
    draft = start_draft(statement=both)
    draft.concept_links.get(concept=marketing).delete()
    publish(statements=[draft])
    # What is withdrawn would lose a concept too, and could not be put back.
    with pytest.raises(NotMergeableError) as caught:
        merge_concepts(concept=marketing, into=sales, **REASON)
    told = ", ".join(sorted((contrast.distinction.code, relation.code)))
    assert str(caught.value).startswith(f"{told} names both marketing and sales")
    assert str(caught.value).endswith(f"put it back for that: {told}.")
    with translation.override("zh-hans"), pytest.raises(NotMergeableError, match="恢复发布"):
        merge_concepts(concept=marketing, into=sales, **REASON)
    assert contrast.distinction.sides.count() == relation.concept_links.count() == 2


def test_what_is_withdrawn_follows_a_merge_and_can_be_put_back(contrast, twin):
    part = make_part(contrast.one, cites=(contrast.english,))
    publish(statements=[part])
    for row in (part, contrast.distinction, contrast.position):
        withdraw(statement=row, **GONE)
    merge(statement=contrast.one, into=twin, **REASON)
    market = make_concept("market", "Market", "市场")
    merge_concepts(concept=contrast.concepts[0], into=market, **REASON)
    put_back(statements=[part, contrast.distinction, contrast.position], reason="Rightly read.")
    side = contrast.distinction.sides.get(characteristic=twin)
    assert (side.concept, contrast.position.bases.get().statement) == (market, twin)
    assert Statement.objects.get(pk=part.pk).part_of == twin


def test_statements_that_a_withdrawn_distinction_sets_side_by_side_are_not_merged(contrast):
    withdraw(statement=contrast.distinction, **GONE)
    with pytest.raises(NotMergeableError, match=f"put it back for that: {contrast.distinction.code}"):
        merge(statement=contrast.one, into=contrast.other, **REASON)


def test_tags_move_and_concepts_stay(contrast, twin):
    pull, push = Tag.objects.create(name="pull", slug="pull"), Tag.objects.create(name="push", slug="push")
    for row, tag in ((contrast.one, pull), (contrast.one, push), (twin, push)):
        row.tagged.create(tag=tag)
    contrast.one.concept_links.create(concept=make_concept("market"), role="subject", rank=1)
    merge(statement=contrast.one, into=twin, **REASON)
    assert set(twin.tagged.values_list("tag__slug", flat=True)) == {"pull", "push"}
    assert twin.concepts.get() == contrast.concepts[0]


def test_a_merge_is_previewed_by_number_and_by_the_first_names(contrast):
    marketing = contrast.concepts[0]
    rename_concept(concept=marketing, slug="making-markets")
    marketing.refresh_from_db()
    more = [make_statement("definition", marketing) for _ in range(11)]
    start_draft(statement=contrast.one)  # goes along
    preview = preview_concept_merge(marketing)
    told = {moving.attached.name: moving for moving in preview.moving}
    assert {name: moving.number for name, moving in told.items()} == {"concepts": 12, "sides": 1, "labels": 2}
    assert list(told["concepts"].owners) == [contrast.one, *more[:9]]
    assert list(told["sides"].owners) == [contrast.distinction]
    assert preview.addresses == ("making-markets", "marketing")
    part = make_part(contrast.one)
    of_statement = preview_merge(contrast.one)
    told = {moving.attached.name: moving for moving in of_statement.moving}
    assert {name: (moving.number, moving.owners) for name, moving in told.items()} == {
        "sides": (1, (contrast.distinction,)), "basis": (1, (contrast.position,)), "citations": (1, ()),
    }  # fmt: skip
    assert (of_statement.addresses, of_statement.parts) == ((contrast.one.code,), (part,))


def test_a_draft_of_changes_that_names_both_is_told_by_the_code_people_know(contrast):
    third = make_concept("promotion")
    draft = start_draft(statement=contrast.one)
    draft.concept_links.create(concept=third, role="subject", rank=1)
    with pytest.raises(NotMergeableError, match=contrast.one.code):
        merge_concepts(concept=third, into=contrast.concepts[0], **REASON)
