"""Forms keep to the bounds of packs: what one of them takes the other takes too."""

import pytest
from django.urls import reverse

from concepts.editorial.merging import NotMergeableError
from concepts.editorial.renaming import merge_concepts
from concepts.models import Address, Characteristic, Concept, ConceptLink, Statement
from tests.concepts.admin.pages import fill
from tests.factories import make_concept, make_part, make_passage, make_published, make_source, make_statement

pytestmark = pytest.mark.django_db

TOO_LONG = {"en": "2001 characters are too many", "zh-hans": "2001 个字符太多"}


def link(concept: Concept, other: Concept, kind: str = "broader") -> None:
    ConceptLink.objects.create(concept=concept, other=other, kind=kind)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_our_words_are_as_long_in_forms_as_in_packs(editor, language):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    concept = make_concept("sales")
    page = reverse("admin:concepts_concept_change", args=[concept.pk])
    assert TOO_LONG[language] in fill(editor, page, scope_note_en="x" * 2_001).content.decode()
    assert fill(editor, page, scope_note_en="x\n" * 1_000).status_code == 302
    dimension = make_statement("characteristic", concept).dimension
    words = {"dimension": dimension.pk, "text_en": "销" * 2_001}
    page = reverse("admin:concepts_characteristic_add")
    assert TOO_LONG[language] in fill(editor, page, **words).content.decode()
    words |= {"text_en": "x", "rank": 1_000_000_000}
    assert "999999999" in fill(editor, page, **words).content.decode()
    assert Statement.objects.count() == 1


def test_concepts_are_linked_once_and_never_in_a_circle(editor):
    business, sales, promotion = make_concept("business"), make_concept("sales"), make_concept("promotion")
    link(sales, business)
    link(promotion, sales)
    page = reverse("admin:concepts_concept_change", args=[business.pk])
    for other, says in ((sales, "“sales” is linked to this concept already"), (promotion, "broader in a circle")):
        answer = fill(editor, page, {"links": [{"kind": "broader", "other": other.pk, "rank": 0}]})
        assert says in answer.content.decode()
    assert fill(editor, page, {"links": [{"kind": "related", "other": promotion.pk, "rank": 0}]}).status_code == 302


def test_merging_links_concepts_once_and_refuses_a_circle():
    trade, business, sales, promotion, brand = map(make_concept, ("trade", "business", "sales", "promotion", "brand"))
    reasons = {"reason_en": "The same.", "reason_zh": "一样。"}
    link(business, trade)
    link(sales, business)
    link(promotion, sales)
    with pytest.raises(NotMergeableError, match="broader in a circle"):
        merge_concepts(concept=trade, into=promotion, **reasons)
    link(brand, sales, "related")
    merge_concepts(concept=brand, into=promotion, **reasons)
    assert set(ConceptLink.objects.values_list("concept__slug", "other__slug")) == {
        ("business", "trade"),
        ("sales", "business"),
        ("promotion", "sales"),
    }


def test_a_passage_copies_an_earlier_one_of_its_text(admin):
    version, other = make_source("one", "Sales push. Sales push."), make_source("other", "Sales push.")
    early, elsewhere = make_passage(version, "Sales push."), make_passage(other, "Sales push.")
    late = make_passage(version, ". Sales push.")
    page = reverse("admin:sources_passage_change", args=[late.pk])
    assert "earlier one of the same text" in fill(admin, page, copy_of=elsewhere.pk).content.decode()
    assert fill(admin, page, copy_of=early.pk).status_code == 302
    page = reverse("admin:sources_passage_change", args=[early.pk])
    assert "earlier one of the same text" in fill(admin, page, copy_of=late.pk).content.decode()


def test_a_list_has_no_lists_in_it(editor):
    sales = make_concept("sales")
    head = make_statement("characteristic", sales)
    part, third = make_part(head), make_statement("characteristic", sales)
    page = "admin:concepts_characteristic_change"
    answer = fill(editor, reverse(page, args=[third.pk]), part_of=part.pk, rank=1)
    assert f"{part.code} is a part of a list itself" in answer.content.decode()
    answer = fill(editor, reverse(page, args=[head.pk]), part_of=third.pk, rank=1)
    assert "This statement has parts itself" in answer.content.decode()
    assert Characteristic.objects.filter(part_of=None).count() == 2


def test_an_address_leads_to_what_stays(editor):
    published = make_published("definition", make_concept("sales"), cites=(make_passage(make_source(), "Sales push"),))
    draft = make_statement("definition", revises=published, started_from=published.row_version)
    fields = {"kind": "statement", "key": "K7QF2", "state": "moved", "target": draft.code}
    page = reverse("admin:concepts_address_add")
    assert f"Nothing has the address “{draft.code}”" in fill(editor, page, **fields).content.decode()
    assert fill(editor, page, **fields | {"target": published.code}).status_code == 302
    assert Address.objects.get().target == published.code
