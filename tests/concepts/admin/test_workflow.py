"""Steps on the form and in lists: the rules are the core's, and what it refuses is said in plain words."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.editorial.review import submit
from concepts.models import Address, Concept, DraftNote, Edition, Statement
from tests.concepts.admin.pages import act, fill, read_form
from tests.factories import make_concept, make_passage, make_published, make_source, make_statement

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def address(row, page="change"):
    return reverse(f"admin:concepts_{row.kind}_{page}", args=[row.pk])


def step_of(row, name):
    kind = "concept" if isinstance(row, Concept) else row.kind
    return reverse(f"admin:concepts_{kind}_step", args=[row.pk, name])


def take(client, row, name, language="en", **fields):
    """Opens the page of a step, fills it and sends it."""
    headers = {"accept-language": language}
    page = client.get(step_of(row, name), headers=headers)
    assert page.status_code == 200
    return client.post(step_of(row, name), read_form(page) | fields, headers=headers)


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


@pytest.fixture
def passage():
    return make_passage(make_source("english"), "Marketing pulls")


@pytest.fixture
def draft(passage):
    return make_statement("definition", make_concept("marketing", "Marketing", "营销"), cites=(passage,))


@pytest.fixture
def live(draft):
    publish(statements=[draft])
    draft.refresh_from_db()
    return draft


def publish_again(row):
    """Publishes other words, so that there is an edition before the newest."""
    changes = start_draft(statement=row)
    changes.text_en = "Second words."
    changes.save()
    publish(statements=[changes])
    row.refresh_from_db()


@LANGUAGES
def test_a_draft_goes_through_the_hands_of_its_reviewers(editor, reviewer, draft, language):
    assert take(editor, draft, "submit", language).status_code == 302
    assert step_of(draft, "return") not in editor.get(address(draft)).content.decode()
    assert step_of(draft, "return") in reviewer.get(address(draft)).content.decode()
    person = reviewer.get(address(draft)).wsgi_request.user
    assert take(editor, draft, "assign", language, to=person.pk).status_code == 302
    assert take(editor, draft, "note", language, note="请看一下。").status_code == 302
    assert take(reviewer, draft, "return", language, comment="再引一段。").status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.assigned_to) == ("draft", person)
    notes = DraftNote.objects.order_by("pk").values_list("step", "by_name", "text")
    assert list(notes) == [
        ("submitted", "editor", ""), ("note", "editor", "请看一下。"), ("returned", "reviewer", "再引一段。"),
    ]  # fmt: skip
    page = editor.get(address(draft), headers={"accept-language": language}).content.decode()
    assert "再引一段。" in page
    assert take(editor, draft, "submit", language).status_code == 302
    assert take(reviewer, draft, "publish", language, note="第一版").status_code == 302
    assert Edition.objects.get(statement=draft).publication.note == "第一版"


@LANGUAGES
def test_sending_back_asks_for_words(editor, reviewer, draft, language):
    submit(row=draft)
    refused = take(reviewer, draft, "return", language, comment=" ")
    assert refused.status_code == 400
    assert act(reviewer, reverse("admin:concepts_definition_changelist"), "return_chosen", draft).status_code == 200
    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_ones_own_work_is_refused_in_plain_words(reviewer, draft):
    fill(reviewer, address(draft), text_en="My own words.")
    refused = take(reviewer, draft, "publish")
    assert refused.status_code == 409
    assert "ask another reviewer" in refused.content.decode()
    told = act(reviewer, reverse("admin:concepts_definition_changelist"), "publish_chosen", draft, note="Mine.")
    assert "ask another reviewer" in told.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_step_is_refused_to_who_may_not_take_it(editor, signed_in, draft, live):
    viewer = signed_in("viewer")
    for client, name in ((editor, "publish"), (editor, "withdraw"), (editor, "merge"), (viewer, "submit")):
        sent = {"_row_version": f"{draft.pk}.{draft.row_version}", "words_en": "a", "words_zh": "b"}
        assert client.post(step_of(draft, name), sent).status_code == 403
        assert client.get(step_of(draft, name)).status_code == 403
    assert editor.get(step_of(draft, "no-such-step")).status_code == 404
    assert not DraftNote.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "1.999"])
def test_a_step_is_not_taken_with_what_changed_since(editor, draft, version):
    answer = editor.post(step_of(draft, "submit"), {"_row_version": version})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_step_that_came_too_late_is_refused_with_words(editor, draft):
    submit(row=draft)
    answer = take(editor, draft, "submit")
    assert answer.status_code == 409
    assert "Only a draft can be submitted" in answer.content.decode()


@LANGUAGES
def test_a_draft_of_changes_is_discarded(editor, live, language):
    draft = start_draft(statement=live)
    answer = take(editor, draft, "discard", language)
    assert answer.url == address(live)
    assert not Statement.objects.filter(revises=live).exists()


@LANGUAGES
def test_withdrawing_shows_the_last_edition_and_asks_for_words_in_both_languages(reviewer, live, language):
    page = reviewer.get(step_of(live, "withdraw"), headers={"accept-language": language}).content.decode()
    assert "/v1/" in page
    assert live.text_zh in page
    assert take(reviewer, live, "withdraw", language, words_en="Misread.").status_code == 400
    assert take(reviewer, live, "withdraw", language, words_en="Misread.", words_zh="误读。").status_code == 302
    assert Address.objects.get(key=live.code).words_zh == "误读。"


def test_an_action_takes_the_draft_beside_the_statement(editor, reviewer, live):
    fill(editor, address(live), text_en="A better text.")
    there = reverse("admin:concepts_definition_changelist")
    act(editor, there, "submit_chosen", live)
    assert Statement.objects.get(revises=live).status == "submitted"
    act(reviewer, there, "publish_chosen", live, note="Better.")
    live.refresh_from_db()
    assert live.text_en == "A better text."
    assert live.editions.get(number=2).publication.note == "Better."


@LANGUAGES
def test_an_edition_is_restored_as_a_draft(admin, live, passage, language):
    Statement.objects.filter(pk=live.pk).update(text_zh="新的。")
    publish(statements=[live])
    page = admin.get(address(live, "history"), headers={"accept-language": language})
    assert step_of(live, "restore") in page.content.decode()
    sent = read_form(page) | {"number": "1"}
    assert admin.post(step_of(live, "restore"), sent).status_code == 302
    assert Statement.objects.get(revises=live).text_zh == live.text_zh
    again = admin.post(step_of(live, "restore"), sent | {"number": "2"})
    assert again.status_code == 409
    assert admin.post(step_of(live, "restore"), sent | {"number": "x"}).status_code == 400


@LANGUAGES
def test_a_statement_is_merged_into_another(reviewer, live, passage, language):
    other = make_published("definition", live.concepts.get(), cites=(passage,))
    reasons = {"reason_en": "They say the same.", "reason_zh": "两条说的是同一件事。"}
    page = reviewer.get(step_of(live, "merge"), headers={"accept-language": language}).content.decode()
    assert ("引证：1" if language == "zh-hans" else "Citations: 1") in page
    assert f'href="/s/{live.code}/"' in page
    assert take(reviewer, live, "merge", language, into=live.pk, **reasons).status_code == 409
    assert take(reviewer, live, "merge", language, into=other.pk, reason_en="Same.").status_code == 400
    assert take(reviewer, live, "merge", language, into=other.pk, **reasons).status_code == 302
    assert Address.objects.get(key=live.code).target == other.code


@pytest.mark.slow
@LANGUAGES
def test_a_concept_is_renamed_and_merged(reviewer, editor, live, language):
    concept = live.concepts.get()
    promotion = make_concept("promotion", "Promotion", "推销")
    assert take(reviewer, concept, "rename", language, slug="promotion").status_code == 409
    assert take(reviewer, concept, "rename", language, slug="the market").status_code == 400
    assert take(reviewer, concept, "rename", language, slug="marketing-work").status_code == 302
    page = reviewer.get(step_of(concept, "merge"), headers={"accept-language": language}).content.decode()
    moving = page.split('class="moving"')[1].split("</section>")[0]
    for words in (f'<a href="{address(live)}">{live.code}', "/concepts/marketing-work/", "/concepts/marketing/"):
        assert words in moving
    assert ("关于它的陈述：1" if language == "zh-hans" else "Statements about it: 1") in moving
    assert editor.get(step_of(concept, "merge")).status_code == 403
    reasons = {"reason_en": "One thing.", "reason_zh": "是一回事。"}
    answer = take(reviewer, concept, "merge", language, into=promotion.pk, **reasons)
    assert answer.url == reverse("admin:concepts_concept_change", args=[promotion.pk])
    assert not Concept.objects.filter(pk=concept.pk).exists()
    assert live.concepts.get() == promotion
    assert Address.objects.get(key="marketing").target == "promotion"


def test_what_to_merge_into_is_found_by_autocomplete(reviewer, live):
    query = {"app_label": "concepts", "model_name": "basis", "field_name": "statement", "term": live.code}
    page = reviewer.get(step_of(live, "merge")).content.decode()
    start_draft(statement=live)
    found = json.loads(reviewer.get(reverse("admin:autocomplete"), query).content)["results"]
    assert [one["id"] for one in found] == [str(live.pk)]
    assert "data-ajax--url" in page
    assert "select2" in page


def clicks(client, row, name, language="en", **fields):
    """Opens a form once and takes the step with it twice; returns both answers, the second one followed."""
    headers = {"accept-language": language}
    sent = read_form(client.get(address(row) if not isinstance(row, Concept) else step_of(row, name))) | fields
    first = client.post(step_of(row, name), sent, headers=headers)
    return first, client.post(step_of(row, name), sent, headers=headers, follow=True)


DONE_ALREADY = {"en": "This was done already", "zh-hans": "此前已经完成"}


@LANGUAGES
def test_a_second_click_says_that_it_is_done_and_leads_there(editor, reviewer, draft, passage, language):
    steps = [(editor, "submit", {}), (reviewer, "return", {"comment": "再引一段。"}), (editor, "submit", {}),
             (reviewer, "publish", {"note": "第一版"}),
             (reviewer, "withdraw", {"words_en": "No.", "words_zh": "否。"})]  # fmt: skip
    for client, name, fields in steps:
        first, second = clicks(client, draft, name, language, **fields)
        assert first.status_code == 302, name
        assert DONE_ALREADY[language] in second.content.decode(), name
        assert second.redirect_chain[0][0] == address(draft), name
    assert Edition.objects.count() == 1
    assert list(DraftNote.objects.values_list("step", flat=True)) == ["submitted", "returned", "submitted", "withdrawn"]


@LANGUAGES
def test_two_who_publish_one_draft_of_changes_make_one_edition(signed_in, editor, reviewer, live, language):
    fill(editor, address(live), text_en="A better text.")
    changes = Statement.objects.get(revises=live)
    admin = signed_in("admin")
    sent = read_form(admin.get(address(changes)))
    first, second = clicks(reviewer, changes, "publish", language)
    late = admin.post(step_of(changes, "publish"), sent, headers={"accept-language": language}, follow=True)
    assert first.status_code == 302
    for answer in (second, late):
        assert answer.redirect_chain[0][0] == address(live)
        assert DONE_ALREADY[language] in answer.content.decode()
    # From the form, too.
    again = admin.post(address(changes), sent | {"_publish": "1"}, headers={"accept-language": language})
    assert again.url == address(live)
    noted = admin.post(step_of(changes, "publish"), sent | {"note": "Mine."}, headers={"accept-language": language})
    assert noted.status_code == 409  # nobody kept that note, so its page is shown with it
    assert "Mine." in noted.content.decode()
    assert Edition.objects.filter(statement=live).count() == 2


def test_what_somebody_else_sent_back_first_leaves_the_comment_that_was_written(signed_in, reviewer, draft):
    submit(row=draft)
    admin = signed_in("admin")
    sent = read_form(admin.get(address(draft)))
    assert take(reviewer, draft, "return", comment="Cite one more.").status_code == 302
    late = admin.post(step_of(draft, "return"), sent | {"comment": "太长了。"})
    assert late.status_code == 409
    assert "太长了。" in late.content.decode()
    assert "Somebody else did this already" in late.content.decode()


@LANGUAGES
def test_a_step_with_what_is_gone_shows_what_was_written(signed_in, reviewer, editor, live, language):
    fill(editor, address(live), text_en="A better text.")
    changes = Statement.objects.get(revises=live)
    sent = read_form(reviewer.get(address(changes)))
    assert take(editor, changes, "discard").status_code == 302
    late = reviewer.post(step_of(changes, "publish"), sent | {"note": "第二版"})
    assert late.status_code == 409
    assert "第二版" in late.content.decode()
    concept = make_concept("selling", "Selling", "卖")
    there = step_of(concept, "rename")
    typed = read_form(reviewer.get(there)) | {"slug": "retail-selling"}
    concept.delete()
    gone = reviewer.post(there, typed, headers={"accept-language": language})
    assert gone.status_code == 409
    assert "retail-selling" in gone.content.decode()


DONE_OTHERWISE = {"en": "with other words or choices", "zh-hans": "所写或所选的不同"}


@LANGUAGES
def test_other_words_for_a_step_that_was_taken_are_kept_on_its_page(editor, reviewer, draft, language):
    headers = {"accept-language": language}
    steps = [(editor, "submit", {}), (reviewer, "return", {"comment": "再引一段。"}), (editor, "submit", {}),
             (reviewer, "assign", {"to": str(get_user_model().objects.get(username="reviewer").pk)}),
             (reviewer, "publish", {"note": "第一版"}),
             (reviewer, "withdraw", {"words_en": "No.", "words_zh": "否。"}),
             (reviewer, "put-back", {"reason": "读对了。"})]  # fmt: skip
    for client, name, fields in steps:
        sent = read_form(client.get(address(draft))) | fields
        assert client.post(step_of(draft, name), sent).status_code == 302, name
        for field in fields:
            other = "" if field == "to" else f"{fields[field]} Corrected."
            late = client.post(step_of(draft, name), sent | {field: other}, headers=headers)
            assert late.status_code == 409, name
            assert DONE_OTHERWISE[language] in late.content.decode(), name
            assert other in late.content.decode(), name
        again = client.post(step_of(draft, name), sent, headers=headers, follow=True)
        assert DONE_ALREADY[language] in again.content.decode(), name
    assert not DraftNote.objects.filter(text__contains="Corrected").exists()
    concept, other = make_concept("selling", "Selling", "卖"), make_concept("trade", "Trade", "贸易")
    third = make_concept("third", "Third", "第三个")
    words = {"into": other.pk, "reason_en": "Same.", "reason_zh": "一样。"}
    for name, fields, corrected in (
        ("rename", {"slug": "sellin"}, {"slug": "retail-selling"}),
        ("merge", words, words | {"into": third.pk}),
    ):
        sent = read_form(reviewer.get(step_of(concept, name))) | fields
        assert reviewer.post(step_of(concept, name), sent).status_code == 302
        late = reviewer.post(step_of(concept, name), sent | corrected, headers=headers)
        assert late.status_code == 409
        assert DONE_OTHERWISE[language] in late.content.decode()
        assert f'value="{corrected.get("slug", third.pk)}"' in late.content.decode()


@LANGUAGES
def test_a_list_keeps_the_words_that_did_not_go_in(signed_in, reviewer, live, passage, language):
    there = reverse("admin:concepts_definition_changelist")
    headers = {"accept-language": language}
    other = make_published("definition", make_concept("sales", "Sales", "销售"), cites=(passage,))
    words = {"words_en": "No.", "words_zh": "否。"}

    def sent_for(*rows):
        return {"action": "withdraw_chosen", "_selected_action": [row.pk for row in rows], "confirmed": "1",
                "_row_versions": [f"{row.pk}.{row.row_version}" for row in rows]}  # fmt: skip

    assert reviewer.post(there, sent_for(live) | words).status_code == 302
    again = reviewer.post(there, sent_for(live) | words, headers=headers, follow=True)
    assert DONE_ALREADY[language] in again.content.decode()
    corrected = words | {"words_zh": "读错了。"}
    late = reviewer.post(there, sent_for(live) | corrected, headers=headers)
    assert late.status_code == 409
    assert DONE_OTHERWISE[language] in late.content.decode()
    assert "读错了。" in late.content.decode()
    # A rule refuses it: the words stay, too.
    refused = reviewer.post(there, read_form(late) | corrected | {"confirmed": "1"}, headers=headers)
    assert refused.status_code == 409
    assert "读错了。" in refused.content.decode()
    # With one that can be withdrawn the words go in, and the other one is named.
    both = reviewer.post(there, sent_for(live, other) | corrected, headers=headers, follow=True)
    assert DONE_OTHERWISE[language] in both.content.decode()
    assert dict(Address.objects.values_list("key", "words_zh")) == {live.code: "否。", other.code: "读错了。"}


@LANGUAGES
def test_restoring_twice_restores_once(editor, live, language):
    publish_again(live)
    sent = read_form(editor.get(address(live, "history"))) | {"number": "1"}
    assert editor.post(step_of(live, "restore"), sent).status_code == 302
    again = editor.post(step_of(live, "restore"), sent, headers={"accept-language": language}, follow=True)
    assert DONE_ALREADY[language] in again.content.decode()
    fill(editor, address(Statement.objects.get(revises=live)), text_en="Better.")
    assert editor.post(step_of(live, "restore"), sent).status_code == 409
    assert Statement.objects.get(revises=live).text_en == "Better."


@pytest.mark.parametrize(("language", "told"), [("en", "has that name"), ("zh-hans", "已是这个名称")])
def test_a_concept_is_not_renamed_to_the_name_that_it_has(reviewer, language, told):
    concept = make_concept("selling", "Selling", "卖")
    answer = take(reviewer, concept, "rename", language, slug="selling")
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert not Address.objects.exists()


def test_merging_twice_merges_once(signed_in, live, passage):
    admin = signed_in("admin")
    one, other = make_concept("one", "One", "一"), make_concept("other", "Other", "另一个")
    words = {"into": other.pk, "reason_en": "Same.", "reason_zh": "一样。"}
    first, second = clicks(admin, one, "merge", **words)
    assert first.status_code == 302
    assert "This was done already" in second.content.decode()
    assert second.redirect_chain[0][0] == reverse("admin:concepts_concept_change", args=[other.pk])
    third = make_concept("third", "Third", "第三个")
    page = read_form(admin.get(step_of(third, "merge"))) | words
    other.delete()
    assert admin.post(step_of(third, "merge"), page).status_code == 400  # what it was to become is gone


def test_an_action_that_is_sent_twice_is_taken_once(reviewer, draft, editor):
    submit(row=draft)
    draft.refresh_from_db()
    there = reverse("admin:concepts_definition_changelist")
    sent = {"action": "publish_chosen", "_selected_action": [draft.pk], "confirmed": "1",
            "_row_versions": f"{draft.pk}.{draft.row_version}"}  # fmt: skip
    assert "Published." in reviewer.post(there, sent, follow=True).content.decode()
    assert "This was done already" in reviewer.post(there, sent, follow=True).content.decode()
    hidden = reviewer.post(f"{there}?status__exact=submitted", sent, follow=True).content.decode()
    assert "does not belong to this list any more" in hidden
    assert Edition.objects.count() == 1


def test_a_note_that_is_sent_twice_stands_once(editor, draft):
    first, second = clicks(editor, draft, "note", note="请看一下。")
    assert (first.status_code, second.status_code) == (302, 200)
    assert DraftNote.objects.count() == 1


@LANGUAGES
def test_who_publishes_too_late_reads_what_changed_since(editor, reviewer, draft, language):
    headers = {"accept-language": language}
    submit(row=draft)
    seen = read_form(reviewer.get(step_of(draft, "publish"), headers=headers))
    fill(editor, address(draft), text_en="Words that nobody looked at.")
    answer = reviewer.post(step_of(draft, "publish"), seen, headers=headers)
    assert answer.status_code == 409
    assert "<ins>Words that nobody looked at.</ins>" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == "submitted"


@LANGUAGES
def test_a_draft_of_changes_bears_the_code_that_curators_know(editor, live, language):
    draft = start_draft(statement=live)
    page = editor.get(step_of(draft, "discard"), headers={"accept-language": language}).content.decode()
    assert f"{live.code} · " in page
    assert draft.code not in page


@LANGUAGES
def test_the_newest_edition_is_not_offered_to_be_restored(editor, live, language):
    page = editor.get(address(live, "history"), headers={"accept-language": language}).content.decode()
    assert "/v1/" in page
    assert 'name="number"' not in page
