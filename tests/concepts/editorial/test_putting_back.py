"""A withdrawal is undone: with a reason, all at once, and only where readers get something whole."""

import pytest
from django.test import Client
from django.utils import translation

from concepts.editorial.companions import to_put_back_with
from concepts.editorial.content_revision import current_revision
from concepts.editorial.drafts import StaleDraftError, start_draft
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish, put_back, withdraw
from concepts.editorial.renaming import rename_concept
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import WordsMissingError, WrongStatusError
from concepts.models import Address, Statement
from concepts.search.index.maintenance import find_faults, follow, rebuild
from sources.locking import StaleSaveError
from tests.factories import make_part, make_published, make_statement

pytestmark = pytest.mark.django_db
GONE = {"words_en": "It was misread.", "words_zh": "误读了原文。"}


def statuses(*rows):
    there = dict(Statement.objects.values_list("pk", "status"))
    return [there[row.pk] for row in rows]


def test_what_is_put_back_stands_as_it_stood(contrast, ann, rui):
    row = contrast.distinction
    address, before = row.get_absolute_url(), list(row.editions.values_list("number", "sha256"))
    rebuild()
    withdraw(statement=row, by=ann, **GONE)
    assert Client().get(address).status_code == 410
    follow()
    revision = current_revision()
    row.refresh_from_db()
    [back] = put_back(statements=[row], reason="  The source was read rightly. 原文没有读错。 ", by=rui)
    again = Statement.objects.get(pk=row.pk)
    assert (again.status, again.published_at, again.row_version) == ("published", row.published_at, row.row_version + 1)
    assert (back.status, back.published_at, back.row_version) == ("published", again.published_at, again.row_version)
    assert list(row.editions.values_list("number", "sha256")) == before
    assert Client().get(address).status_code == 200
    assert Client().get(f"{address}v1/").status_code == 200
    assert not Address.objects.exists()
    assert current_revision() == revision + 1
    assert find_faults() != []
    follow()
    assert find_faults() == []
    assert list(row.draft_notes.order_by("at", "pk").values_list("step", "by_name", "text")) == [
        ("withdrawn", "Ann Author", "It was misread.\n误读了原文。"),
        ("put-back", "rui", "The source was read rightly. 原文没有读错。"),
    ]


def test_who_wrote_it_may_put_it_back_since_it_was_reviewed(contrast, ann, settings):
    settings.ALLOW_OWN_WORK = False
    Statement.objects.filter(pk=contrast.distinction.pk).update(author=ann)
    withdraw(statement=contrast.distinction, by=ann, **GONE)
    put_back(statements=[contrast.distinction], reason="Rightly read.", by=ann)
    assert statuses(contrast.distinction) == ["published"]


def test_an_edition_is_frozen_where_what_it_names_was_changed_meanwhile(contrast, rui):
    withdraw(statement=contrast.distinction, **GONE)
    rename_concept(concept=contrast.concepts[0], slug="making-markets")
    put_back(statements=[contrast.distinction], reason="Rightly read.", by=rui)
    newest = contrast.distinction.editions.order_by("-number").first()
    assert (newest.number, newest.publication.note, newest.publication.by) == (2, "Rightly read.", rui)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", "is withdrawn; choose another statement, or put it back first"), ("zh-hans", "已撤回")],
)
def test_what_it_needs_is_named_and_can_be_put_back_with_it(contrast, language, wanted):
    position, distinction, one, other = contrast.position, contrast.distinction, contrast.one, contrast.other
    for row in (position, distinction, one, other):
        withdraw(statement=row, **GONE)
    with translation.override(language), pytest.raises(NotPublishableError, match=wanted) as caught:
        put_back(statements=[distinction], reason="Rightly read.")
    assert [fault.field for fault in caught.value.missing[distinction.code]] == ["sides", "sides"]
    assert statuses(distinction, one, other) == ["withdrawn"] * 3
    assert Client().get(distinction.get_absolute_url()).status_code == 410
    assert [row.pk for row in to_put_back_with(distinction)] == [
        row.pk for row in sorted((one, other), key=lambda row: row.code)
    ]
    put_back(statements=[distinction, *to_put_back_with(distinction)], reason="Rightly read.")
    assert statuses(position, distinction, one, other) == ["withdrawn", "published", "published", "published"]
    assert Client().get(distinction.get_absolute_url()).status_code == 200


def test_the_parts_that_left_with_their_list_come_back_with_it(contrast):
    head = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    parts = [make_part(head, cites=(contrast.english,)) for _ in range(2)]
    publish(statements=parts)
    alone, with_it = parts
    withdraw(statement=alone, **GONE)
    withdraw(statement=head, **GONE)
    assert to_put_back_with(head) == [with_it]
    assert to_put_back_with(alone) == [head]
    put_back(statements=[head, *to_put_back_with(head)], reason="Rightly read.")
    assert statuses(head, alone, with_it) == ["published", "withdrawn", "published"]
    withdraw(statement=with_it, **GONE)  # by itself, the second time
    withdraw(statement=head, **GONE)
    assert to_put_back_with(head) == []


def test_only_what_is_withdrawn_is_put_back(contrast):
    draft = make_statement("definition", contrast.concepts[0], cites=(contrast.english,))
    twin = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    lone = make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    withdraw(statement=lone, **GONE)
    merge(statement=twin, into=contrast.one, reason_en="Same.", reason_zh="相同。")
    before = list(Statement.objects.order_by("pk").values())
    for rows, error, words in (
        ([lone, draft], WrongStatusError, draft.code),
        ([lone, contrast.one], WrongStatusError, contrast.one.code),
        ([lone, twin], WrongStatusError, f"merged into {contrast.one.code}"),
    ):
        with pytest.raises(error, match=words):
            put_back(statements=rows, reason="Rightly read.")
    with pytest.raises(WordsMissingError):
        put_back(statements=[lone], reason=" ")
    with pytest.raises(StaleSaveError):
        put_back(statements=[lone], reason="Rightly read.", started_from={lone.pk: 1})
    assert list(Statement.objects.order_by("pk").values()) == before
    put_back(statements=[lone], reason="Rightly read.")
    with pytest.raises(WrongStatusError):
        put_back(statements=[lone], reason="A second click.")
    assert lone.draft_notes.filter(step="put-back").count() == 1


def test_publishing_does_not_undo_a_withdrawal(contrast):
    draft = start_draft(statement=contrast.distinction)
    with pytest.raises(WrongStatusError, match=contrast.distinction.code):
        withdraw(statement=draft, **GONE)
    withdraw(statement=contrast.distinction, **GONE)
    for row in (contrast.distinction, draft):
        with pytest.raises(WrongStatusError, match=contrast.distinction.code):
            publish(statements=[row])
    put_back(statements=[contrast.distinction], reason="Rightly read.")
    assert Client().get(contrast.distinction.get_absolute_url()).status_code == 200


def test_withdrawing_and_putting_back_leaves_a_draft_of_changes_as_it_was(contrast):
    part = make_part(contrast.one, cites=(contrast.english,))
    publish(statements=[part])
    rows = (contrast.distinction, part)
    drafts = [start_draft(statement=row) for row in rows]
    for row in (contrast.position, contrast.distinction, contrast.one):  # the part goes with its list
        withdraw(statement=row, **GONE)
    put_back(statements=[contrast.one, part, *rows[:1]], reason="Rightly read.")
    for row, draft in zip(rows, drafts, strict=True):
        draft.refresh_from_db()
        assert draft.started_from == Statement.objects.get(pk=row.pk).row_version
    Statement.objects.filter(pk=drafts[0].pk).update(text_en="Better words.")
    publish(statements=drafts[:1])
    assert Statement.objects.get(pk=contrast.distinction.pk).text_en == "Better words."
    # What was changed before it was withdrawn is still to be compared.
    Statement.objects.filter(pk=part.pk).update(row_version=part.row_version + 9)
    withdraw(statement=part, **GONE)
    put_back(statements=[part], reason="Rightly read.")
    with pytest.raises(StaleDraftError):
        publish(statements=[drafts[1]])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_readers_ask_again_for_what_is_gone_or_moved(contrast, ann, language):
    """Chromium would keep a 410 without a header for ever, and never show what is put back."""
    client = Client()
    with translation.override(language):
        address = contrast.distinction.get_absolute_url()
    withdraw(statement=contrast.distinction, by=ann, **GONE)
    rename_concept(concept=contrast.concepts[0], slug="promoting", by=ann)
    answers = {
        410: client.get(address),
        301: client.get(f"/{language}/concepts/marketing/"),
        404: client.get(f"/{language}/concepts/nothing/"),
    }
    assert [answer.status_code for answer in answers.values()] == [*answers]
    assert {answer.headers.get("Cache-Control") for answer in answers.values()} == {"no-cache"}
    contrast.distinction.refresh_from_db()
    put_back(statements=[contrast.distinction], reason="It was read rightly.", by=ann)
    assert client.get(address).status_code == 200
