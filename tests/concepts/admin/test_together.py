"""What belongs together is submitted, judged on one page, published and sent back as one, whatever kinds of rows."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.admin.companions import offer_companions
from concepts.content.row_content import AttachedContent, RowContent
from concepts.editorial.companions import to_submit_with
from concepts.editorial.proposals import propose_change, propose_new
from concepts.editorial.review import add_note, notes_on
from concepts.editorial.row_contents import read_row_content
from concepts.models import Concept, ConceptLink, Proposal, Publication, Statement
from sources.models import Passage, Source
from tests.concepts.admin.pages import act, fill, read_form
from tests.concepts.admin.test_companions import read_form_of, read_steps
from tests.concepts.admin.test_workflow import address, step_of
from tests.factories import (
    make_concept,
    make_dimension,
    make_passage,
    make_published,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def reviewer(signed_in):
    return signed_in("reviewer")


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
    assert page.split('class="companions"')[-1].count("<dt>") == 3 + 2 + 1  # names, two of them changed, a translation
    assert "<ins>allure</ins>" in page  # the name in its address, which is for ever
    assert "<del>销售</del><ins>卖货</ins>" in page  # a label that is corrected is one change
    assert ("须先发布，或与这一条一并发布" if language == "zh-hans" else "first, or together with this") in page
    assert ("有改动" if language == "zh-hans" else "changed, submitted") in page
    for words in ("<ins>吸引</ins>", "Selling", "Allure", "吸引力", "editor"):
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
    words = read_row_content(work.passage)
    propose_change(
        row=work.passage, content=RowContent({**words.fields, "translation": "拉。"}, {}, "passage"), by=None
    )
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
    assert "<ins>吸引</ins>" in asked.content.decode()
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


@LANGUAGES
def test_the_page_that_publishes_from_a_list_shows_what_differs_in_each_chosen_row(editor, reviewer, language):
    work, untouched = Together(editor), make_concept("lure", "Lure", "引诱")
    there = reverse("admin:concepts_concept_changelist")
    headers = {"accept-language": language}

    def ask(*rows):
        listed = reviewer.get(there).content.decode()
        versions = re.findall(r'name="_row_versions" value="([0-9.]+)"', listed)
        sent = {"action": "publish_chosen", "_selected_action": [row.pk for row in rows], "_row_versions": versions}
        with CaptureQueriesContext(connection) as queries:
            page = reviewer.post(there, sent, headers=headers).content.decode()
        return page.split('class="step-form"')[0], len(queries)

    shown, _number = ask(work.new, work.known, untouched)
    for words in (
        "<ins>allure</ins>",
        "<del>Sales</del><ins>Selling</ins>",
        "<del>销售</del><ins>卖货</ins>",
        "editor",
    ):
        assert words in shown, words
    assert ("有改动" if language == "zh-hans" else "changed, draft") in shown
    for row in (work.new, work.known, untouched):
        assert f'<a href="{reverse("admin:concepts_concept_change", args=[row.pk])}">' in shown
    more = [make_concept(f"new-{number}", f"New {number}", f"新{number}") for number in range(6)]
    for row in more:
        propose_new(row=row, by=None)
    assert ask(work.known, *more[:1])[1] == ask(work.known, *more)[1]


@LANGUAGES
def test_a_new_text_is_judged_by_its_words_unless_they_are_withheld(reviewer, language):
    text = "营销吸引人。" * 300
    version = make_source("chinese", text, "zh-hans")
    passage = make_passage(version, text[:6])
    for row in (version.source, version):
        propose_new(row=row, by=None)
    Proposal.objects.update(status="submitted")
    there = address(make_statement("characteristic", make_concept("sales"), cites=(passage,), status="submitted"))
    shown = reviewer.get(there, headers={"accept-language": language}).content.decode().split('class="companions"')[-1]
    whole = reverse("admin:sources_sourceversion_change", args=[version.pk])
    number = "1,800 个字符" if language == "zh-hans" else "1,800 characters"
    assert f"<ins>{text[:200]}…</ins>" in shown
    assert f'<a href="{whole}">{number}</a>' in shown
    assert "<ins>chinese</ins>" in shown
    assert version.sha256 not in shown
    Source.objects.update(withheld="excerpts", withheld_reason_en="Asked.", withheld_reason_zh="应要求。")
    sealed = reviewer.get(there, headers={"accept-language": language}).content.decode().split('class="companions"')[-1]
    assert text[:20] not in sealed
    assert number in sealed


@LANGUAGES
def test_submitting_and_publishing_tell_how_many_statements_a_change_reaches(signed_in, editor, language):
    work, headers = Together(editor), {"accept-language": language}
    make_published("characteristic", work.known, cites=(work.passage,))
    told = "2 条已发布的陈述" if language == "zh-hans" else "2 published statements show this"
    for kind, row in (("concepts_concept", work.known), ("sources_passage", work.passage)):
        there = reverse(f"admin:{kind}_change", args=[row.pk])
        assert editor.get(there, headers=headers).content.decode().count(told) == 1
    Proposal.objects.update(status="submitted")
    reviewer = signed_in("reviewer")
    assert reviewer.get(there, headers=headers).content.decode().count(told) == 1
    new = reverse("admin:concepts_concept_change", args=[work.new.pk])
    assert "2 published" not in reviewer.get(new).content.decode()  # readers see nothing of it yet


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


def test_whoever_may_publish_own_work_saves_and_publishes_it_with_its_new_concept(signed_in, settings):
    settings.ALLOW_OWN_WORK = True
    admin = signed_in("admin")
    passage = make_passage(make_source("english"), "Marketing pulls")
    new = make_concept("allure", "Allure", "吸引力")
    propose_new(row=new, by=get_user_model().objects.get(username="admin"))
    row = make_statement("definition", new, cites=(passage,))
    told = fill(admin, address(row), text_en="Other words.", _publish="1")
    assert told.status_code == 302
    assert "Allure" in admin.get(told.url).content.decode().split('class="messagelist"')[1].split("</ul>")[0]
    new.refresh_from_db()
    row.refresh_from_db()
    assert (new.status, row.status) == ("published", "published")


@LANGUAGES
def test_what_five_forms_made_is_submitted_and_published_with_one_click_each(editor, reviewer, language):
    headers = {"accept-language": language}
    version = make_source("english")
    known = make_concept("sales", "Sales", "销售")
    public = make_passage(version, "Marketing pulls", translation="营销在拉。", translation_by="ours")
    make_published("definition", known, cites=(public,))
    names = [
        {"language": "en", "text": "Allure", "role": "preferred", "rank": 0},
        {"language": "zh-hans", "text": "吸引力", "role": "preferred", "rank": 0},
    ]
    popup = reverse("admin:concepts_concept_add") + "?_popup=1"
    assert fill(editor, popup, rows={"labels": names}, slug="allure").status_code == 200
    more = {"language": "en", "text": "Selling", "role": "alternative", "rank": 2}
    fill(editor, reverse("admin:concepts_concept_change", args=[known.pk]), rows={"labels": [more]})
    words = {"version": version.pk, "words": "Marketing", "translation": "营销"}
    fill(editor, reverse("admin:sources_passage_add"), **words)
    fill(editor, reverse("admin:sources_passage_change", args=[public.pk]), translation="营销在吸引。")
    cited = (Passage.objects.latest("pk"), public)
    rows = {
        "concept_links": [{"concept": row.pk, "rank": rank} for rank, row in enumerate(Concept.objects.order_by("pk"))],
        "citations": [{"passage": passage.pk, "stance": "supports"} for passage in cited],
    }
    texts = {"text_en": "It draws people in.", "text_zh": "它吸引人。", "dimension": make_dimension().pk}
    assert fill(editor, reverse("admin:concepts_characteristic_add"), rows=rows, **texts).status_code == 302
    row = Statement.objects.get(kind="characteristic")

    sent = read_form_of(editor, row, "submit", headers)
    assert editor.post(step_of(row, "submit"), sent, headers=headers).status_code == 302
    sent = read_form_of(reviewer, row, "publish", headers)
    assert reviewer.post(step_of(row, "publish"), sent, headers=headers).status_code == 302
    shown = reviewer.get(f"/{language}/statements/{row.code}/").content.decode()
    for words in ("它吸引人。", "吸引力") if language == "zh-hans" else ("It draws people in.", "Allure"):
        assert words in shown
    assert "Selling" in reviewer.get(f"/{language}/concepts/sales/").content.decode()
    assert "营销在吸引。" in shown
    assert Publication.objects.latest("pk").changes.count() == 4
    assert not Proposal.objects.exists()


def test_the_number_of_queries_does_not_grow_with_what_is_offered(rf, editor):
    work, person = Together(editor), get_user_model().objects.get(username="editor")
    request = rf.get("/")
    request.user = person

    def offer() -> int:
        with CaptureQueriesContext(connection) as queries:
            found = offer_companions(
                request, lambda rows, by: to_submit_with(*rows), [work.statement], with_changes=True
            )
        assert all(each.shown.lines for each in found)
        return len(queries)

    offer()  # which asks for the rights of the person once
    before = offer()
    for number in range(8):
        new = make_concept(f"new-{number}")
        propose_new(row=new, by=person)
        work.statement.concept_links.create(concept=new, rank=number + 2)
    assert offer() == before


@LANGUAGES
def test_a_statement_of_a_new_source_is_previewed_and_published_with_it(editor, reviewer, language):
    title = "论坛" if language == "zh-hans" else "A forum"
    words = {"title_en": "A forum", "title_zh": "论坛", "display": "full"}
    version = make_source("forum", "Marketing pulls people in.", **words)
    person = get_user_model().objects.get(username="editor")
    for new in (version.source, version):
        propose_new(row=new, by=person)
    row = make_statement("definition", make_concept("sales"), cites=(make_passage(version, "Marketing pulls"),))
    page = editor.get(reverse("preview", args=[row.code]) + f"?lang={language}").content.decode()
    assert page.count("Marketing pulls") > 0
    assert page.count(title) > 1
    shown = editor.get(reverse("row-preview", args=["source", version.source.pk]) + f"?lang={language}")
    assert "Marketing pulls people in." in shown.content.decode()
    sent = read_form_of(reviewer, row, "publish")
    assert sent["_with"] == [f"source-{version.source.pk}.1", f"version-{version.pk}.1"]
    assert reviewer.post(step_of(row, "publish"), sent).status_code == 302
    assert title in reviewer.get(f"/{language}/statements/{row.code}/").content.decode()
