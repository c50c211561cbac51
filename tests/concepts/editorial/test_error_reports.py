"""What becomes of a reader's report: done, rejected, or a comment on a draft of what it is about."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from concepts.editorial.content_revision import current_revision
from concepts.editorial.drafts import NoDraftError, start_draft
from concepts.editorial.error_reports import (
    MOST_WORDS,
    AnsweredMeanwhileError,
    NothingToCommentError,
    ReportedStatement,
    answer_report,
    report_error,
    take_up_report,
)
from concepts.editorial.publishing import withdraw
from concepts.editorial.review import WordsMissingError, notes_on
from concepts.models import DraftNote, ErrorReport, Statement
from sources.languages import Language
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def ann():
    return get_user_model().objects.create_user("ann", first_name="Ann", last_name="Lee")


@pytest.mark.parametrize(("state", "answer"), [("done", ""), ("done", "已改。"), ("rejected", "The source says so.")])
def test_an_answer_says_who_gave_it_and_may_be_replaced(world, ann, state, answer):
    report = make.make_report(world.first("definition"))
    answer_report(report=report, state=state, answer=f" {answer} ", by=ann, seen="waiting")
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by, report.answered_by_name) == (state, answer, ann, "Ann Lee")
    assert report.answered_at
    answer_report(report=report, state="rejected", answer="Else.", by="a test", seen=state)
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by_name) == ("rejected", "Else.", "a test")


def test_a_report_is_not_rejected_without_a_word(world):
    report = make.make_report(world.first("definition"))
    with pytest.raises(WordsMissingError):
        answer_report(report=report, state="rejected", answer=" \n", by="a test", seen="waiting")
    report.refresh_from_db()
    assert report.state == "waiting"


@pytest.mark.parametrize("take", [answer_report, take_up_report])
def test_nobody_answers_what_was_answered_meanwhile(world, take):
    report = make.make_report(world.first("definition"))
    answer_report(report=report, state="done", answer="Mended.", by="Ann", seen="waiting")
    late = {"report": report, "answer": "Mine.", "by": "Bo", "seen": "waiting"}
    with pytest.raises(AnsweredMeanwhileError, match="Ann answered this report: done"):
        take(**late, **({"state": "rejected"} if take is answer_report else {}))
    report.refresh_from_db()
    assert (report.answer, report.answered_by_name) == ("Mended.", "Ann")
    assert not DraftNote.objects.exists()


@pytest.mark.parametrize("kind", [*Statement.Kind.values, "part"])
def test_a_report_on_a_statement_becomes_a_comment_on_a_draft_of_changes(world, ann, kind):
    statement = world.first(kind)
    report = make.make_report(statement, "第二句不对。\nSee the source.")
    row = take_up_report(report=report, answer="I look at it.", by=ann, seen="waiting")
    assert row.revises_id == statement.pk
    [note] = notes_on(row)
    assert note.text == "A reader reports an error in edition 1:\n第二句不对。\nSee the source."
    assert note.by == ann
    report.refresh_from_db()
    assert (report.state, report.answer) == ("taken-up", "I look at it.")
    other = make.make_report(statement, "Another.", contact="reader@example.org")
    assert take_up_report(report=other, answer="", by=ann, seen="waiting").pk == row.pk  # the draft that is there
    assert notes_on(row).count() == 2
    assert not notes_on(row).filter(text__contains="example.org").exists()
    answer_report(report=report, state="done", answer="Published.", by=ann, seen="taken-up")


def test_the_longest_report_fits_into_a_comment(world, ann):
    report = make.make_report(world.first("definition"), "营" * MOST_WORDS)
    row = take_up_report(report=report, answer="", by=ann, seen="waiting")
    assert len(notes_on(row).get().text) <= DraftNote._meta.get_field("text").max_length


def test_a_report_on_a_passage_becomes_a_comment_on_it_where_there_is_a_row(world, ann):
    passage = world.first("definition").citations.order_by("pk").first().passage
    report = make.make_report(passage.version, start=passage.start, end=passage.end)
    assert take_up_report(report=report, answer="", by=ann, seen="waiting") == passage
    assert notes_on(passage).get().text == "A reader reports an error:\nIt says too much."
    unkept = make.make_report(passage.version, start=1, end=2)
    with pytest.raises(NothingToCommentError):
        take_up_report(report=unkept, answer="", by=ann, seen="waiting")
    unkept.refresh_from_db()
    assert unkept.state == "waiting"


def test_what_is_withdrawn_is_taken_up_by_nobody(world, ann):
    statement = world.first("definition")
    report = make.make_report(statement)
    withdraw(statement=statement, words_en="Gone.", words_zh="没了。")
    with pytest.raises(NoDraftError):
        take_up_report(report=report, answer="", by=ann, seen="waiting")
    answer_report(report=report, state="done", answer="Withdrawn.", by=ann, seen="waiting")


def test_reports_and_answers_change_nothing_for_readers(world, ann):
    before = current_revision()
    about = ReportedStatement(world.first("definition"), 1)
    report = report_error(about=about, words="Wrong.", contact="", language=Language.ZH)
    answer_report(report=report, state="done", answer="", by=ann, seen="waiting")
    assert current_revision() == before
    start_draft(statement=about.statement, by=ann)


@pytest.mark.django_db(transaction=True)
def test_the_same_report_sent_at_the_same_moment_is_kept_once():
    about = ReportedStatement(make_world().first("definition"), 1)
    together = Barrier(3)

    def send(_number: int) -> int:
        together.wait()
        try:
            return report_error(about=about, words="Wrong.", contact="", language=Language.EN).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        kept = set(threads.map(send, range(3)))
    assert kept == set(ErrorReport.objects.values_list("pk", flat=True))
    assert len(kept) == 1
