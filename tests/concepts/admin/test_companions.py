"""What a statement needs in public goes through the steps with it, unless somebody takes it out."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from concepts.content.row_content import AttachedContent, RowContent
from concepts.editorial.proposals import propose_change, propose_new
from concepts.editorial.review import add_note, notes_on, submit
from concepts.editorial.row_contents import read_row_content
from concepts.models import Concept, ConceptLink, Proposal, Publication, Side, Statement
from sources.models import Source
from tests.concepts.admin.pages import FormReader, act, read_form
from tests.concepts.admin.test_workflow import address, step_of
from tests.factories import (
    make_concept,
    make_distinction,
    make_part,
    make_passage,
    make_published,
    make_source,
    make_statement,
    rest_on,
    save_row,
)

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


class Work:
    """A position that rests on a distinction with two sides; all are drafts but one side."""

    def __init__(self) -> None:
        passage = make_passage(make_source("english"), "Marketing pulls")
        marketing, sales = make_concept("marketing", "Marketing", "营销"), make_concept("sales", "Sales", "销售")
        self.one = make_statement("characteristic", marketing, cites=(passage,))
        self.other = make_published("characteristic", sales, cites=(passage,))
        self.distinction = make_distinction(self.one, self.other)
        self.position = make_statement("position")
        rest_on(self.position, self.distinction)
        self.part = make_part(self.one, cites=(passage,))

    def statuses(self) -> list[str]:
        rows = (self.position, self.distinction, self.one, self.part)
        return [Statement.objects.get(pk=row.pk).status for row in rows]


@pytest.fixture
def work():
    return Work()


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


def take(client, row, name, language="en", *, along=(), **fields):
    """Sends the step from the form of the row, with the versions of what goes along."""
    headers = {"accept-language": language}
    sent = {"_row_version": f"{row.pk}.{Statement.objects.get(pk=row.pk).row_version}", "_with": list(along)}
    return client.post(step_of(row, name), sent | fields, headers=headers)


def read_steps(page, name):
    """The fields of the form of a step below a row's form, as they stand when the page opens."""
    reader = FormReader()
    reader.feed(page.content.decode().split(f'/steps/{name}/"')[1].split("</form>")[0])
    return reader.values


def read_form_of(client, row, name, headers=None):
    """The fields of the form of a step on the page of a statement."""
    return read_steps(client.get(address(row), headers=headers), name)


def boxes(page, row):
    """How the box of a statement stands on the page: its version, whether it is ticked, and how often it is there."""
    found = [
        part.split('"', 1) for part in page.split('name="_with" value="')[1:] if part.startswith(f"statement-{row.pk}.")
    ]
    return [(version, rest.startswith(" checked")) for version, rest in found]


@LANGUAGES
def test_a_distinction_is_submitted_with_its_sides(editor, work, language):
    headers = {"accept-language": language}
    page = editor.get(address(work.distinction), headers=headers).content.decode()
    [(version, is_ticked)] = boxes(page, work.one)
    assert is_ticked
    assert boxes(page, work.other) == boxes(page, work.part) == []
    assert f'href="{address(work.one)}"' in page
    told = take(editor, work.distinction, "submit", language, along=[version])
    assert told.status_code == 302
    assert work.statuses() == ["draft", "submitted", "submitted", "draft"]
    assert work.one.draft_notes.get().step == "submitted"
    page = editor.get(told.url, headers=headers).content.decode()
    assert ("一并处理的有" if language == "zh-hans" else "Together with it: ") in page
    assert work.one.code in page
    home = editor.get("/admin/", headers=headers).content.decode()
    title = "已提交，等待审阅" if language == "zh-hans" else "Submitted, waiting for a reviewer"
    mine = home.split(title)[1].split("</section>")[0]
    assert work.one.code in mine
    assert work.distinction.code in mine


def test_a_position_is_submitted_with_all_it_rests_on(editor, work):
    page = editor.get(address(work.position)).content.decode()
    along = [box[0] for row in (work.distinction, work.one) for box in boxes(page, row)]
    assert len(along) == 2
    take(editor, work.position, "submit", along=along)
    assert work.statuses() == ["submitted", "submitted", "submitted", "draft"]


def test_a_part_is_submitted_with_its_list(editor, work):
    page = editor.get(address(work.part)).content.decode()
    take(editor, work.part, "submit", along=[boxes(page, work.one)[0][0]])
    assert work.statuses() == ["draft", "draft", "submitted", "submitted"]


def test_what_is_taken_out_stays_a_draft(editor, work):
    take(editor, work.distinction, "submit")
    assert work.statuses() == ["draft", "submitted", "draft", "draft"]


@pytest.mark.parametrize("along", ["statement-1.99", "1.1", "x", "concept-999999.1"])
def test_nothing_is_submitted_with_what_was_not_offered(editor, work, along):
    answer = take(editor, work.distinction, "submit", along=[f"statement-{work.one.pk}.{work.one.row_version}", along])
    assert answer.status_code == 409
    assert work.statuses() == ["draft"] * 4


@LANGUAGES
def test_a_reviewer_is_told_once_what_else_it_needs_and_publishes_it_with_it(reviewer, work, language):
    headers = {"accept-language": language}
    for row in (work.distinction, work.one):
        submit(row=row)
    page = reviewer.get(address(work.distinction), headers=headers).content.decode()
    lacking = "尚未发布，须先发布" if language == "zh-hans" else "is not published; it has to be"
    assert page.count(lacking) == 1
    [(version, is_ticked)] = boxes(page, work.one)
    assert is_ticked
    assert take(reviewer, work.distinction, "publish", language, along=[version], note="First.").status_code == 302
    assert work.statuses() == ["draft", "published", "published", "draft"]
    assert work.one.editions.get().publication.note == "First."


def test_nobody_is_offered_to_publish_ones_own_work(reviewer, work):
    person = get_user_model().objects.get(username="reviewer")
    Statement.objects.filter(pk=work.one.pk).update(author=person)
    submit(row=work.distinction)
    page = reviewer.get(address(work.distinction)).content.decode()
    assert boxes(page, work.one) == []
    assert "is not published; it has to be" in page


@LANGUAGES
def test_the_list_asks_before_it_submits_more_than_was_chosen(editor, work, language):
    there = reverse("admin:concepts_distinction_changelist")
    asked = act(editor, there, "submit_chosen", work.distinction)
    assert boxes(asked.content.decode(), work.one) == [(f"statement-{work.one.pk}.{work.one.row_version}", True)]
    assert work.statuses() == ["draft"] * 4
    act(editor, there, "submit_chosen", work.distinction, _with=read_form(asked)["_with"])
    assert work.statuses() == ["draft", "submitted", "submitted", "draft"]


def test_the_list_asks_nothing_where_all_is_chosen(editor, work):
    act(editor, reverse("admin:concepts_statement_changelist"), "submit_chosen", work.distinction, work.one)
    assert work.statuses() == ["draft", "submitted", "submitted", "draft"]


def test_a_draft_of_changes_that_is_named_itself_is_no_companion(editor, work):
    draft = make_statement("characteristic", dimension=work.one.dimension, revises=work.other, started_from=1)
    Side.objects.filter(distinction=work.distinction).update(characteristic=draft)
    assert '"_with"' not in editor.get(address(work.distinction)).content.decode()


class Together:
    """A draft with a new concept, and changes by the same editor to a label and to a translation that it shows."""

    def __init__(self, editor) -> None:
        passage = make_passage(
            make_source("english"), "Marketing pulls", translation="营销在拉。", translation_by="ours"
        )
        self.passage, self.known = passage, make_concept("sales", "Sales", "销售")
        make_published("definition", self.known, cites=(passage,))
        person = get_user_model().objects.get(username="editor")
        self.new = make_concept("allure", "Allure", "吸引力")
        propose_new(row=self.new, by=person)
        self.statement = make_statement("characteristic", self.new, self.known, cites=(passage,), author=person)
        content = read_row_content(self.known)
        renamed = {"Sales": "Selling", "销售": "卖货"}
        labels = [
            AttachedContent({**label.values, "text": renamed[str(label.values["text"])]}, label.rank)
            for label in content.attached["labels"]
        ]
        content = RowContent(content.fields, {**content.attached, "labels": labels}, "concept")
        propose_change(row=self.known, content=content, by=person)
        words = read_row_content(passage)
        content = RowContent({**words.fields, "translation": "营销在吸引。"}, {}, "passage")
        propose_change(row=passage, content=content, by=person)


@LANGUAGES
def test_all_is_submitted_judged_on_one_page_and_published_as_one_with_a_click_each(editor, reviewer, language):
    work = Together(editor)
    headers = {"accept-language": language}
    sent = read_form_of(editor, work.statement, "submit", headers)
    assert sorted(value.split(".")[0] for value in sent["_with"]) == sorted(
        [f"concept-{work.new.pk}", f"concept-{work.known.pk}", f"passage-{work.passage.pk}"]
    )
    assert editor.post(step_of(work.statement, "submit"), sent, headers=headers).status_code == 302
    assert set(Proposal.objects.values_list("status", flat=True)) == {"submitted"}

    page = reviewer.get(address(work.statement), headers=headers).content.decode()
    assert ("有改动" if language == "zh-hans" else "changed, submitted") in page
    for words in ("吸引</ins>", "Selling", "Allure", "吸引力", "editor"):
        assert words in page.split('class="companions"')[-1], words
    sent = read_form_of(reviewer, work.statement, "publish", headers)
    told = reviewer.post(step_of(work.statement, "publish"), sent, headers=headers)
    assert told.status_code == 302
    told = reviewer.get(told.url, headers=headers).content.decode()
    assert "Allure" in told.split('class="messagelist"')[1].split("</ul>")[0]
    assert not Proposal.objects.exists()
    work.passage.refresh_from_db()
    assert work.passage.translation == "营销在吸引。"
    assert Publication.objects.count() == 2
    shown = reviewer.get(f"/{language}/statements/{work.statement.code}/").content.decode()
    assert "营销在吸引。" in shown
    assert ("吸引力" if language == "zh-hans" else "Allure") in shown


def test_it_is_sent_back_as_one_and_what_changed_meanwhile_is_named(editor, reviewer):
    work = Together(editor)
    editor.post(step_of(work.statement, "submit"), read_form_of(editor, work.statement, "submit"))
    sent = read_form_of(reviewer, work.statement, "return") | {"comment": "再想想。"}
    assert len(sent["_with"]) == 3
    add_note(row=work.new, by=None, text="Really?")
    work.passage.refresh_from_db()
    save_row(work.passage)
    stale = reviewer.post(step_of(work.statement, "return"), sent)
    assert stale.status_code == 409
    assert set(Proposal.objects.values_list("status", flat=True)) == {"submitted"}
    sent = read_form_of(reviewer, work.statement, "return") | {"comment": "再想想。"}
    assert reviewer.post(step_of(work.statement, "return"), sent).status_code == 302
    assert set(Proposal.objects.values_list("status", flat=True)) == {"draft"}
    assert notes_on(work.new).filter(step="returned").get().text == "再想想。"


def test_the_list_of_statements_publishes_rows_of_other_kinds_along(editor, reviewer):
    work = Together(editor)
    there = reverse("admin:concepts_characteristic_changelist")
    asked = act(editor, there, "submit_chosen", work.statement)
    act(editor, there, "submit_chosen", work.statement, _with=read_form(asked)["_with"])
    asked = act(reviewer, there, "publish_chosen", work.statement)
    assert "吸引</ins>" in asked.content.decode()
    act(reviewer, there, "publish_chosen", work.statement, _with=read_form(asked)["_with"])
    assert not Proposal.objects.exists()
    assert Statement.objects.get(pk=work.statement.pk).status == "published"


def test_what_somebody_else_changes_is_offered_and_not_ticked(editor, reviewer):
    work = Together(editor)
    Proposal.objects.filter(kind="passage").update(author=None)
    page = editor.get(address(work.statement)).content.decode()
    assert f'name="_with" value="passage-{work.passage.pk}.2">' in page
    sent = read_form_of(editor, work.statement, "submit")
    assert len(sent["_with"]) == 2


def test_withheld_words_are_not_shown_with_what_cites_them(editor, reviewer):
    work = Together(editor)
    Source.objects.update(withheld="nothing", withheld_reason_en="Asked.", withheld_reason_zh="应要求。")
    Proposal.objects.update(status="submitted")
    page = reviewer.get(address(work.statement)).content.decode()
    assert f'value="passage-{work.passage.pk}.' in page
    assert "营销在" not in page
    assert "Marketing pulls" not in page


def test_a_new_concept_is_published_from_its_own_page_with_what_it_links_to(editor, reviewer):
    work, other = Together(editor), make_concept("lure", "Lure", "引诱")
    propose_new(row=other, by=None)
    ConceptLink.objects.create(concept=work.new, other=other, kind="related")
    there = reverse("admin:concepts_concept_change", args=[work.new.pk])
    sent = read_steps(reviewer.get(there), "publish")
    assert sent["_with"] == f"concept-{other.pk}.1"
    assert reviewer.post(step_of(work.new, "publish"), sent).status_code == 302
    assert {Concept.objects.get(pk=row.pk).status for row in (work.new, other)} == {"published"}


@LANGUAGES
def test_a_preview_shows_a_statement_with_all_that_goes_with_it(editor, reviewer, language):
    work = Together(editor)
    there = reverse("preview", args=[work.statement.code]) + f"?lang={language}"
    label = "卖货" if language == "zh-hans" else "Selling"
    for client in (editor, reviewer):
        page = client.get(there).content.decode()
        assert "营销在吸引。" in page
        assert label in page
        assert ("一并显示" if language == "zh-hans" else "together with it: Allure · 吸引力") in page
    Statement.objects.update(status="submitted")
    page = reviewer.get(there).content.decode()  # the changes are not submitted, so they would not be published
    assert "营销在吸引。" not in page
    assert label not in page
    work.known.refresh_from_db()
    assert {row.text for row in work.known.labels.all()} == {"Sales", "销售"}


@LANGUAGES
def test_a_preview_of_a_concept_shows_what_it_names_as_it_will_be(editor, language):
    work = Together(editor)
    ConceptLink.objects.create(concept=work.new, other=work.known, kind="related")
    page = editor.get(reverse("row-preview", args=["concept", work.new.pk]) + f"?lang={language}").content.decode()
    assert ("卖货" if language == "zh-hans" else "Selling") in page


def test_what_became_impossible_is_left_out_of_a_preview(editor):
    work = Together(editor)
    make_concept("lure", "Selling", "卖货")
    page = editor.get(reverse("preview", args=[work.statement.code])).content.decode()
    assert "营销在吸引。" in page
    assert "Selling" not in page
