"""A published statement's form edits a draft beside the public text; what a draft lacks is said at its fields."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.models import Statement
from tests.concepts.admin.pages import fill, read_form
from tests.factories import cite, make_concept, make_passage, make_published, make_source, make_statement

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def address(row, page="change"):
    return reverse(f"admin:concepts_{row.kind}_{page}", args=[row.pk])


@pytest.fixture
def live():
    passage = make_passage(make_source("english"), "Marketing pulls")
    texts = {"text_en": "It pulls users.", "text_zh": "它拉动用户。"}
    return make_published("definition", make_concept("marketing", "Marketing", "营销"), cites=(passage,), **texts)


def queries(client, there):
    client.get(there)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(there).status_code == 200
    return len(captured)


@LANGUAGES
def test_the_form_of_a_published_statement_makes_a_draft_and_readers_see_the_old_text(editor, live, language):
    page = editor.get(address(live), headers={"accept-language": language})
    assert 'class="draft-banner"' in page.content.decode()
    assert read_form(page)["text_zh"] == "它拉动用户。"
    assert not Statement.objects.filter(revises=live).exists()  # looking begins nothing
    assert fill(editor, address(live), text_zh="它拉动人们。").status_code == 302
    draft = Statement.objects.get(revises=live)
    live.refresh_from_db()
    assert (live.text_zh, draft.text_zh, draft.author_name) == ("它拉动用户。", "它拉动人们。", "editor")
    assert draft.citations.count() == 1
    assert "它拉动人们" not in editor.get(live.get_absolute_url(), follow=True).content.decode()
    # From now on the statement's own address opens the draft, with what differs.
    opened = editor.get(address(live), headers={"accept-language": language})
    assert opened.status_code == 302
    words = editor.get(opened.url, headers={"accept-language": language}).content.decode()
    assert "<del>用户</del><ins>人们</ins>" in words
    assert live.code in words
    assert reverse("preview", args=[draft.code]) in words


def test_rows_of_the_public_text_become_rows_of_the_draft(editor, live):
    other = make_passage(make_source("more"), "Sales push")
    rows = {"citations": [{"passage": other.pk, "stance": "contradicts"}]}
    # The first row is made to cite another passage: the draft's row must follow, not a new one stand beside it.
    third = make_passage(make_source("third"), "Both aim at revenue.")
    assert fill(editor, address(live), rows=rows, **{"citations-0-passage": third.pk}).status_code == 302
    draft = Statement.objects.get(revises=live)
    assert set(draft.citations.values_list("passage", flat=True)) == {other.pk, third.pk}
    assert live.citations.count() == 1


def test_a_draft_may_lack_what_the_public_text_has(editor, live):
    assert fill(editor, address(live), text_zh="").status_code == 302
    live.refresh_from_db()
    assert (live.draft.text_zh, live.text_zh) == ("", "它拉动用户。")


def test_a_form_that_is_wrong_begins_no_draft_and_keeps_what_was_typed(editor, live):
    answer = fill(editor, address(live), text_en="Typed\x07", note_en="Kept.")
    assert answer.status_code == 200
    assert read_form(answer)["note_en"] == "Kept."
    assert not Statement.objects.filter(revises=live).exists()
    live.refresh_from_db()
    assert (live.status, live.text_en) == ("published", "It pulls users.")


def test_saving_a_published_statement_as_it_is_begins_no_draft(editor, live):
    Statement.objects.filter(pk=live.pk).update(note_zh="一行\n两行")
    answer = fill(editor, address(live), note_zh="一行\r\n两行")  # as browsers send line ends
    assert answer.status_code == 302
    assert not Statement.objects.filter(revises=live).exists()


def test_two_who_begin_at_once_meet(signed_in, editor, live):
    other = signed_in("reviewer")
    opened = read_form(other.get(address(live)))
    fill(editor, address(live), text_en="The first.")
    answer = other.post(address(live), opened | {"text_en": "The second."})
    assert answer.status_code == 409
    assert "The first." in answer.content.decode()
    assert read_form(answer)["text_en"] == "The second."
    over = read_form(answer) | {"_over": answer.context["conflict"].version}
    assert other.post(address(live), over).status_code == 302
    assert Statement.objects.get(revises=live).text_en == "The second."


def test_publishing_puts_the_draft_in_its_place(signed_in, editor, live):
    fill(editor, address(live), text_en="A better text.")
    draft = Statement.objects.get(revises=live)
    answer = fill(signed_in("reviewer"), address(draft), _publish="1")
    assert answer.status_code == 302
    live.refresh_from_db()
    assert (live.text_en, live.author_name) == ("A better text.", "editor")
    assert live.editions.count() == 2


def test_a_draft_that_was_outrun_is_published_after_somebody_said_so(signed_in, editor, live):
    fill(editor, address(live), text_en="A better text.")
    draft = Statement.objects.get(revises=live)
    Statement.objects.filter(pk=live.pk).update(row_version=live.row_version + 1)  # as a pack does
    reviewer = signed_in("reviewer")
    refused = fill(reviewer, address(draft), _publish="1")
    assert "was changed after this draft was started" in refused.content.decode()
    step = reverse("admin:concepts_definition_step", args=[draft.pk, "take-over"])
    assert step in reviewer.get(address(draft)).content.decode()
    assert reviewer.post(step, read_form(reviewer.get(step))).status_code == 302
    assert fill(reviewer, address(draft), _publish="1").status_code == 302
    live.refresh_from_db()
    assert live.text_en == "A better text."


@LANGUAGES
def test_what_a_draft_lacks_is_said_at_its_fields(editor, language):
    draft = make_statement("definition", text_zh="")
    page = editor.get(address(draft), headers={"accept-language": language})
    found = page.context["adminform"].form.fields["text_zh"].help_text
    assert 'class="wanting"' in found
    wanting = {shown.formset.prefix: shown.formset.missing for shown in page.context["inline_admin_formsets"]}
    assert len(wanting["citations"]) == len(wanting["concept_links"]) == 1
    assert page.content.decode().count('<p class="wanting">') == 2  # the help text is no paragraph


def test_a_list_shows_a_draft_in_the_line_of_its_statement(admin, live):
    there = reverse("admin:concepts_definition_changelist")
    start_draft(statement=live)
    page = admin.get(there).content.decode()
    assert page.count('class="action-select"') == 1
    assert 'class="draft-mark"' in page
    other = make_published("definition", live.concepts.get(), cites=(live.citations.get().passage,))
    filtered = admin.get(there, {"todo": "changes"}).content.decode()
    assert live.code in filtered
    assert other.code not in filtered


@pytest.mark.slow
def test_pages_of_drafts_take_as_many_queries_for_much_as_for_little(admin, live):
    draft = start_draft(statement=live)
    there, lists = address(draft), reverse("admin:concepts_definition_changelist")
    history = address(live, "history")
    few = [queries(admin, page) for page in (there, lists, history)]
    for number in range(8):
        passage = make_passage(make_source(f"more-{number}"), "Sales push")
        cite(draft, passage)
        more = make_published("definition", live.concepts.get(), cites=(passage,))
        start_draft(statement=more)
        Statement.objects.filter(pk=live.pk).update(text_en=f"Text {number}.")
        publish(statements=[live])
    assert [queries(admin, page) for page in (there, lists, history)] == few


@LANGUAGES
def test_history_tells_of_forms_actions_and_packs(admin, editor, live, language):
    Statement.objects.filter(pk=live.pk).update(text_en="New.")
    publish(statements=[live], by="a-pack", note="From the pack.")
    fill(editor, address(live), text_en="A better text.")
    page = admin.get(address(live, "history"), headers={"accept-language": language}).content.decode()
    assert "a-pack" in page
    assert "From the pack." in page
    assert "editor" in page  # who changed the draft
    assert f"/editions/{live.code}/" in page
    assert page.count('name="from"') == page.count('name="to"') == 2


@LANGUAGES
def test_whoever_saves_and_stays_is_on_the_page_of_the_kind_and_sees_what_is_missing(editor, language):
    concept = make_concept("growth", "Growth", "增长")
    add = reverse("admin:concepts_definition_add")
    typed = {"text_en": "Growth is more.", "text_zh": "增长就是更多。", "concept_links-0-concept": concept.pk}
    answer = fill(editor, add, **typed, _continue="1")
    made = Statement.objects.get(text_en="Growth is more.")
    assert answer.headers["Location"] == address(made)
    page = editor.get(address(made), headers={"accept-language": language}).content.decode()
    assert "wanting-list" in page
    entry = LogEntry.objects.get(object_id=str(made.pk))
    assert entry.content_type.model == "definition"
