from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts.editorial.differences import Change, Piece, ValueDifference, by_word, compare_snapshots
from concepts.editorial.drafts import start_draft
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Statement
from sources.languages import Language
from tests.factories import cite, make_concept, make_published

TEXTS = st.text(alphabet="ab的营销 .,。，\n", max_size=60) | st.text(max_size=60)


def told(before, after, language="en"):
    marks = {Change.SAME: "{}", Change.ADDED: "[+{}]", Change.REMOVED: "[-{}]"}
    return "".join(marks[piece.kind].format(piece.words) for piece in by_word(before, after, Language(language)))


@pytest.mark.parametrize(
    ("before", "after", "language", "difference"),
    [
        ("Sales push products.", "Sales push goods.", "en", "Sales push [-products][+goods]."),
        ("Sales push products.", "Sales often push products.", "en", "Sales [+often ]push products."),
        ("It pulls. It pushes.", "It pushes.", "en", "[-It pulls. ]It pushes."),
        ("Marketing", "Market", "en", "[-Marketing][+Market]"),
        ("One. Two. Three.", "One! Two. Four.", "en", "One[-.][+!] Two. [-Three][+Four]."),
        ("营销是让产品好卖。", "营销是把产品卖好。", "zh-hans", "营销是[-让][+把]产品[+卖]好[-卖]。"),
        ("看2019年目标。", "看2020年目标。", "zh-hans", "看[-2019][+2020]年目标。"),
        ("营销", "营销", "zh-hans", "营销"),
        ("", "营销", "zh-hans", "[+营销]"),
        ("营销", "", "zh-hans", "[-营销]"),
        ("", "", "en", ""),
    ],
)
def test_english_is_compared_by_words_and_chinese_by_characters(before, after, language, difference):
    assert told(before, after, language) == difference


@pytest.mark.once
@pytest.mark.slow
@given(TEXTS, TEXTS, st.sampled_from(Language))
def test_the_pieces_make_up_both_texts(before, after, language):
    pieces = by_word(before, after, language)
    assert "".join(one.words for one in pieces if one.kind != Change.ADDED) == before
    assert "".join(one.words for one in pieces if one.kind != Change.REMOVED) == after
    assert all(one.words for one in pieces)
    kinds = [one.kind for one in pieces]
    assert all(one != other for one, other in pairwise(kinds))
    assert (Change.ADDED, Change.REMOVED) not in set(pairwise(kinds))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("的" * 20_000, "的" * 19_000 + "是" * 1_000 + "的"),
        ("的是" * 10_000, "是的了" * 6_600),
        ("a b " * 5_000, "b c a " * 3_300),
        ("".join(f"{number} x " for number in range(3_000)), "".join(f"{number} y " for number in range(3_000))),
        ("a. " * 6_000, "b. a. " * 3_000),
    ],
    ids=["one character", "few characters", "few words", "every second word", "few sentences"],
)
def test_long_texts_that_repeat_themselves_are_compared_all_the_same(before, after, language):
    pieces = by_word(before, after, language)
    assert "".join(one.words for one in pieces if one.kind != Change.ADDED) == before
    assert "".join(one.words for one in pieces if one.kind != Change.REMOVED) == after


def test_two_small_changes_in_a_long_text_are_told_apart():
    middle = " ".join(f"Sentence {number} says what it says." for number in range(600))
    pieces = by_word(f"It pulls. {middle} It ends.", f"It draws. {middle} It stops.", Language.EN)
    assert len(middle) > 19_000
    assert [one for one in pieces if one.kind != Change.SAME] == [
        Piece(Change.REMOVED, "pulls"),
        Piece(Change.ADDED, "draws"),
        Piece(Change.REMOVED, "ends"),
        Piece(Change.ADDED, "stops"),
    ]


@pytest.mark.django_db
def test_a_draft_of_changes_is_compared_with_the_public_text_field_by_field(contrast):
    other = make_published("characteristic", make_concept("promotion"), cites=(contrast.chinese,))
    cite(contrast.distinction, contrast.english)
    draft = start_draft(statement=contrast.distinction)
    Statement.objects.filter(pk=draft.pk).update(text_en="Other words.", mode="advises", title_zh="长语")
    draft.sides.filter(concept=contrast.concepts[0]).delete()
    draft.sides.create(concept=other.concepts.get(), characteristic=other, rank=5)
    draft.sides.filter(concept=contrast.concepts[1]).update(rank=4)
    draft.citations.all().delete()
    draft.tags.add("新")
    snapshots = take_snapshots(Statement.objects.filter(pk__in=[contrast.distinction.pk, draft.pk]))
    differences = compare_snapshots(snapshots[contrast.distinction.pk], snapshots[draft.pk])
    assert [(one.field, one.language) for one in differences.texts] == [("title", "zh-hans"), ("text", "en")]
    assert differences.texts[0].pieces[0] == Piece(Change.REMOVED, "短")
    assert [(one.field, one.before, one.after) for one in differences.values] == [("mode", "states", "advises")]
    assert [(row.name, row.kind) for row in differences.rows] == [
        ("sides", "removed"), ("sides", "changed"), ("sides", "added"), ("citations", "removed"), ("tags", "added"),
    ]  # fmt: skip
    assert differences.rows[0].before.concept.key == ("marketing",)
    assert differences.rows[2].after.statement.code == other.code


@pytest.mark.django_db
def test_snapshots_that_say_the_same_do_not_differ(contrast):
    draft = start_draft(statement=contrast.position)
    snapshots = take_snapshots(Statement.objects.filter(pk__in=[contrast.position.pk, draft.pk]))
    before, after = snapshots[contrast.position.pk], snapshots[draft.pk]
    assert not compare_snapshots(before, after)
    elsewhere = replace(after, values={**after.values, "rank": 9})
    assert compare_snapshots(before, elsewhere).values == (ValueDifference("rank", 0, 9),)
