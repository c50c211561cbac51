"""What may be called what, without a database: the rule that forms and packs share."""

import pytest
from django.core.exceptions import ValidationError

from concepts.evidence.comparison_address import names_in_key
from concepts.models.names import (
    COMPARISON_SEPARATOR,
    LabelName,
    check_former,
    check_given_up,
    check_label,
    check_slug,
    check_tag,
    label_faults,
    name_key,
    other_name_faults,
    preferred_names,
    propose_slug,
)
from concepts.models.tag_input import split_tags


def code_of(check, *about):
    """The code of the refusal; empty where there is none."""
    try:
        check(*about)
    except ValidationError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("kind", "slug", "code"),
    [
        ("concept", "seo", ""),
        ("concept", "b2b-sales-2", ""),
        ("concept", "SEO", "no_slug"),
        ("concept", "Under_Score-Caps", "no_slug"),
        ("concept", "sales.", "no_slug"),
        ("concept", "sales\n", "no_slug"),
        ("concept", "-sales", "no_slug"),
        ("concept", "a--b", "no_slug"),
        ("concept", "营销", "no_slug"),
        ("concept", "a" * 61, "no_slug"),
        ("concept", "push-vs-pull", "separator"),
        ("concept", "vs-pull", "separator"),
        ("concept", "push-vs", "separator"),
        ("concept", "canvas-vsop", ""),
        ("statement", "push-vs-pull", ""),
        ("dimension", "all", "reserved"),
        ("dimension", "json", "reserved"),
        ("dimension", "questions", "reserved"),
        ("question", "all", ""),
        ("tag", "推拉", ""),
        ("tag", "café-owners", ""),
        ("tag", "ＢＲＡＮＤ", "no_slug"),
        ("tag", "Brand", "no_slug"),
        ("tag", "c_1", "no_slug"),
        ("tag", "v1.0", "no_slug"),
        ("tag", "a/b", "no_slug"),
        ("source", "", "no_slug"),
    ],
)
def test_a_slug_is_what_can_stand_in_its_address(kind, slug, code):
    assert code_of(check_slug, kind, slug, 60) == code


def test_every_concept_slug_is_read_out_of_a_comparison_as_it_was_put_in():
    accepted = [slug for slug in ("a", "vs", "a-vs", "vs-a", "avs-b") if not code_of(check_slug, "concept", slug, 60)]
    assert accepted == ["a", "avs-b"]
    for one in accepted:
        for other in accepted:
            assert names_in_key(COMPARISON_SEPARATOR.join((one, other))) == [one, other]


@pytest.mark.parametrize(
    ("kind", "name", "slug"),
    [
        ("concept", "SEO", "seo"),
        ("concept", "Push vs Pull", "push-pull"),
        ("concept", "Under_Score-Caps", "under-score-caps"),
        ("concept", "Café society", "cafe-society"),
        ("concept", "营销", ""),
        ("tag", "C++", "c"),
        ("tag", "推与拉 Push", "推与拉-push"),
        ("tag", "ＢＲＡＮＤ", "brand"),
        ("tag", "½ price", "12-price"),
        ("tag", "🔥", ""),
        ("statement", "Push, pull " * 20, ("push-pull-" * 10)[:60].strip("-")),
    ],
)
def test_the_slug_that_a_name_makes_is_one(kind, name, slug):
    assert propose_slug(kind, name, 60) == slug
    assert not slug or not code_of(check_slug, kind, slug, 60)


def test_a_slug_that_is_refused_comes_with_one_that_is_not():
    with pytest.raises(ValidationError, match="For example: under-score-caps"):
        check_slug("concept", "Under_Score-Caps", 60)


@pytest.mark.parametrize("name", ["🔥", "，", "·!", "\u200b", "ु", "👩‍💻", "___"])
def test_a_name_without_a_letter_or_digit_is_none(name):
    assert name_key(name) == ""
    assert code_of(check_label, name) == code_of(check_tag, name) == "no_letter"


@pytest.mark.parametrize("name", ["R&D", "C++", "4P", "四", "👩‍💻 work", "①", "½", "हिन्दी"])
def test_a_name_with_a_letter_or_digit_is_one(name):
    assert code_of(check_label, name) == code_of(check_tag, name) == ""


@pytest.mark.parametrize(
    "name", ["needs, wants", "推，拉", "推、拉", "a;b", "a；b", "推､拉", '"push', "pull”", "(push", "「推"]
)
def test_what_separates_tags_or_holds_them_together_is_no_part_of_one(name):
    assert code_of(check_tag, name) in ("separator", "unpaired")
    assert code_of(check_label, name) == ""


@pytest.mark.parametrize("name", ['"push" and pull', "push (out)", "「推」与「拉」", "“推”", "customer's needs"])
def test_marks_in_pairs_are_part_of_a_tag(name):
    check_tag(name)
    assert split_tags(name) == [name]


def test_a_name_that_folding_makes_too_long_is_refused():
    assert code_of(check_label, "ﷺ" * 20) == "too_long"
    assert code_of(check_tag, "㌖" * 60) == "too_long"
    assert code_of(check_label, "ﷺ" * 5) == ""


def faults(*labels, taken=None):
    found = label_faults([LabelName(*label.split(":")) for label in labels], taken or {})
    return [(number, error.code) for number, _column, error in found]


def test_the_labels_of_a_concept_are_looked_at_together():
    assert faults("en:Sales:preferred", "en:Selling:alternative", "zh-hans:销售:preferred") == []
    assert faults("en:Sales:preferred", "en:ＳＡＬＥＳ:alternative") == [(1, "twice")]
    assert faults("en:Sales:preferred", "zh-hans:营\u200b销:preferred", "zh-hans:营销:hidden") == [(2, "twice")]
    assert faults("en:Sales:preferred", "zh-hans:Sales:preferred") == []
    assert faults("en:Sales:preferred", "en:Selling:preferred") == [(1, "two_preferred")]
    assert faults("en:Sales:preferred", "zh-hans:销售:alternative") == [(1, "none_preferred")]
    assert faults("en:Sales:hidden") == [(0, "none_preferred")]
    assert faults() == [(-1, "no_label")]
    taken = {("en", "sales"): "selling"}
    assert faults("en:ｓales:preferred", taken=taken) == [(0, "taken")]
    assert faults("en:Trade:preferred", "en:Sales:alternative", "zh-hans:sales:preferred", taken=taken) == []


def test_another_name_of_a_dimension_is_none_that_it_has_in_that_language():
    def faults_beside(*labels):
        others = [LabelName(*label.split(":")) for label in labels]
        return [(number, error.code) for number, _, error in other_name_faults(preferred_names("Goal", "目的"), others)]

    assert faults_beside() == []
    assert faults_beside("en:Aim:alternative", "zh-hans:目标:hidden", "zh-hans:Goal:hidden") == []
    assert faults_beside("en:ＧＯＡＬ:hidden", "zh-hans:目\u200b的:alternative") == [(0, "twice"), (1, "twice")]
    assert faults_beside("en:Aim:alternative", "en:aim:hidden", "en:🎯:alternative") == [(1, "twice"), (2, "no_letter")]


def test_an_address_is_never_given_to_something_else():
    assert code_of(check_given_up, "brand", None) == ""
    assert code_of(check_given_up, "brand", "brand-image") == "given_up"
    assert code_of(check_given_up, "brand", "") == "given_up"
    assert code_of(check_given_up, "brand", "brand-image", "brand-image") == ""
    assert code_of(check_given_up, "brand", "brand-image", "price") == "given_up"


def test_a_former_address_could_have_been_one_and_is_none_now():
    assert code_of(check_former, "concept", "hard-selling") == ""
    assert code_of(check_former, "dimension", "all") == ""
    assert code_of(check_former, "tag", "推拉") == ""
    assert code_of(check_former, "concept", "Hard_Selling") == "no_slug"
    assert code_of(check_former, "statement", "www") == "no_code"
    assert code_of(check_former, "statement", "K7QF2") == ""
    assert code_of(check_former, "concept", "sales", "concepts.yaml:1") == "in_use"
