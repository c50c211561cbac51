"""What a statement needs in public goes through the steps with it, unless somebody takes it out."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from concepts.editorial.review import submit
from concepts.models import Side, Statement
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
