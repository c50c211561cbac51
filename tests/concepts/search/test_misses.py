"""Searches without a good answer are counted after the answer was sent, at nobody's cost, and within bounds."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from concepts.editorial.content_revision import current_revision
from concepts.evidence.addresses import reads_query
from concepts.search import misses
from concepts.search.misses import (
    LONGEST_COUNTED_QUERY,
    LONGEST_WAIT,
    NOTHING,
    ShownFirst,
    count_after,
    count_miss,
    counted_form,
    is_missed,
    shown_first,
)
from concepts.search.models import MissedSearch
from concepts.search.results.answers import Snippet, SnippetPart
from concepts.search.results.hits import NO_SNIPPET
from sources.languages import Text

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = NOON.date()
LIMITS = ["PRAGMA busy_timeout"], ["SHOW lock_timeout", "SHOW statement_timeout"]
urlpatterns = [path("zh-hans/vain/", reads_query("q")(lambda request: answer(request.GET["q"])))]


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Sets the clock, first to noon."""

    def set_clock(moment):
        monkeypatch.setattr(misses.timezone, "now", lambda: moment)

    set_clock(NOON)
    return set_clock


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A slow machine is no reason to drop a count here; where that is to be seen, a test puts LONGEST_WAIT back."""
    monkeypatch.setattr(misses, "LONGEST_WAIT", 20_000)


@pytest.fixture(autouse=True)
def connection_kept():
    """A response that is closed leaves the test its connection, as Django's client sees to for its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def dropped(caplog):
    """How many counts were dropped since it was asked last."""
    caplog.set_level("DEBUG", logger=misses.__name__)

    def number():
        found = sum(record.name == misses.__name__ for record in caplog.records)
        caplog.clear()
        return found

    return number


def snippet(words):
    return Snippet((SnippetPart(words, is_match=False),), "zh-Hans")


def answer(query):
    response = HttpResponse("<p>没有找到。</p>")
    count_after(response, query)
    return response


def counted():
    return {row.query: row.number for row in MissedSearch.objects.filter(day=TODAY)}


def limits():
    """How long the connection waits for others; read past Django, which would count and wrap it."""
    cursor = connection.connection.cursor()
    found = []
    for question in LIMITS[connection.vendor == "postgresql"]:
        cursor.execute(question)
        found.append(cursor.fetchone()[0])
    return found


@pytest.fixture
def usual_limits(transactional_db):
    """The limits of a connection on which nothing was counted yet."""
    connection.close()
    connection.connect()
    return limits()


@contextmanager
def another_writer(sql, *values):
    """Somebody else's connection, in the midst of a transaction that wrote."""
    other = connection.copy()
    try:
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with other.cursor() as cursor:
            cursor.execute(sql, values)
        yield
        other.rollback()
    finally:
        other.close()


def test_a_query_is_counted_when_the_response_is_closed_and_not_before():
    response = answer("growth hacking")
    assert counted() == {}
    response.close()
    assert response.closed
    assert counted() == {"growth hacking": 1}


def test_a_server_sends_the_whole_answer_first(settings):
    settings.ROOT_URLCONF = __name__
    request = RequestFactory().get("/zh-hans/vain/", {"q": "裂变"})
    sent = get_wsgi_application()(request.environ, lambda status, headers: None)
    assert "没有找到" in b"".join(sent).decode()
    assert counted() == {}
    sent.close()
    assert counted() == {"裂变": 1}


def test_every_time_is_counted_although_finished_pages_are_stored(client, settings):
    settings.ROOT_URLCONF = __name__
    for name in ("pages", "pages_with_query"):
        settings.CACHES = settings.CACHES | {name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for _ in range(3):
        response = client.get("/zh-hans/vain/", {"q": "私域流量"})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, no-cache"
    assert counted() == {"私域流量": 3}


def test_nothing_is_counted_and_pages_stay_as_they_are_where_it_is_switched_off(settings):
    settings.COUNT_MISSED_SEARCHES = False
    response = answer("growth hacking")
    response.close()
    assert response.closed
    assert not response.has_header("Cache-Control")
    assert counted() == {}


def test_a_response_is_closed_whatever_becomes_of_the_count(monkeypatch):
    response = answer("growth hacking")
    monkeypatch.setattr(misses, "count_miss", lambda query, shown: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        response.close()
    assert response.closed


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Growth \t HACKING ", "growth hacking"),
        ("ＳＥＯ　行銷", "seo 行销"),
        (" \u200b\n", ""),
        ("", ""),
        ("\x00", ""),
        ("a\x00b", "a b"),
        ("\ud800", ""),
        ("营\udc00销", "营销"),
        ("🦄 ‮עברית", "🦄 עברית"),
        ("营" * 500, "营" * LONGEST_COUNTED_QUERY),
        ("ﷺ" * 50, ("صلى الله عليه وسلم" * 50)[:LONGEST_COUNTED_QUERY]),
        ("x" * (LONGEST_COUNTED_QUERY - 1) + " y", "x" * (LONGEST_COUNTED_QUERY - 1)),
    ],
)
def test_a_query_is_kept_folded_storable_and_cut(query, kept, dropped):
    assert counted_form(query) == kept
    count_miss(query)
    count_miss(query)
    assert counted() == ({kept: 2} if kept else {})
    assert dropped() == 0


@pytest.mark.parametrize(
    "query",
    [
        "who is wang.li@example.com",
        "我的邮箱是zhangsan＠qq.com请回复",
        "marketing 138-0013-8000",
        "电话：010 6552 9988",
        "+1 (212) 555-0147",
        "１３８００１３８０００",
        "٠١٢٣٤٥٦٧",
        "https://example.com/reset?token=abc",
        f"{'营' * 300} a@b.c",  # behind what would be kept
    ],
)
def test_what_may_say_who_somebody_is_is_not_kept(query, dropped):
    count_miss(query)
    assert counted() == {}
    assert dropped() == 0


@pytest.mark.parametrize("query", ["4p 4c 2026", "b2b in 1990", "@", "c++", "2019 20", "marketing: sales / 市场"])
def test_numbers_and_marks_that_say_nothing_of_anybody_are_kept(query):
    count_miss(query)
    assert len(counted()) == 1


def test_a_weak_answer_is_kept_with_what_it_showed_first_the_last_time():
    shown = ShownFirst("concept", "market", "市场\x00" + "长" * 300)
    count_miss("谁管市场")
    assert MissedSearch.objects.get().shown_type == ""
    count_miss("谁管市场", shown)
    row = MissedSearch.objects.get()
    assert (row.number, row.shown_type, row.shown_id) == (2, "concept", "market")
    assert row.shown_title == ("市场 " + "长" * 300)[:200]
    count_miss("谁管市场", NOTHING)
    row.refresh_from_db()
    assert (row.number, row.shown_type, row.shown_id, row.shown_title) == (3, "", "", "")


def answered(best=None, hits=(), **more):
    """What is_missed and shown_first read of an answer."""
    return SimpleNamespace(best=best, hits=hits, is_empty=best is None and not hits, **more)


def test_an_answer_shows_first_the_best_one_else_its_first_result():
    best = SimpleNamespace(type="concept", id="sales", title=Text("Sales", "en"))
    hit = SimpleNamespace(type="passage", id="notes/v1/1-9", title=NO_SNIPPET, snippet=snippet("卖东西"))
    assert shown_first(answered(best, (hit,))) == ShownFirst("concept", "sales", "Sales")
    assert shown_first(answered(hits=(hit,))) == ShownFirst("passage", "notes/v1/1-9", "卖东西")
    assert shown_first(answered()) == NOTHING


def test_an_answer_is_missed_where_it_is_empty_or_weak():
    found = (snippet("Sales"),)
    assert is_missed(answered())
    assert is_missed(answered(hits=found, is_weak=True))
    assert not is_missed(answered(hits=found, is_weak=False))


def test_spellings_of_one_query_are_one_row_a_day():
    for query in ("SEO 營銷", "seo  营销", "ＳＥＯ 营销"):
        count_miss(query)
    assert counted() == {"seo 营销": 3}


@pytest.mark.parametrize("hour", [0, 23])
def test_a_day_is_one_of_utc(now, settings, hour):
    settings.TIME_ZONE = "Asia/Shanghai"
    now(NOON.replace(hour=hour, minute=30))
    count_miss("营肖")
    assert MissedSearch.objects.get().day == date(2026, 3, 1)


def test_counting_is_no_change_of_content():
    before = current_revision()
    count_miss("营肖")
    assert counted() == {"营肖": 1}
    assert current_revision() == before


def test_new_queries_of_a_full_day_are_dropped_and_known_ones_counted(monkeypatch, now):
    monkeypatch.setattr(misses, "MOST_A_DAY", 3)
    for query in ("a", "b", "c", "d", "a", "e", "c", "a"):
        count_miss(query)
    assert counted() == {"a": 3, "b": 1, "c": 2}
    now(NOON + timedelta(days=1))
    count_miss("d")
    assert MissedSearch.objects.get(query="d").day == TODAY + timedelta(days=1)


def test_a_full_day_still_counts_what_was_asked_on_other_days_within_bounds(monkeypatch, now):
    monkeypatch.setattr(misses, "MOST_A_DAY", 2)
    monkeypatch.setattr(misses, "MOST_KNOWN_A_DAY", 3)
    for query in ("known", "known too"):
        count_miss(query)
    now(NOON + timedelta(days=1))
    for query in ("made up", "made up too", "made up again", "known", "known too", "known"):
        count_miss(query)
    tomorrow = MissedSearch.objects.filter(day=TODAY + timedelta(days=1))
    assert dict(tomorrow.values_list("query", "number")) == {"made up": 1, "made up too": 1, "known": 2}


def old_row(days):
    return MissedSearch.objects.create(day=TODAY - timedelta(days=days), query=f"{days} days ago", number=1)


def test_rows_older_than_180_days_go_with_the_first_row_of_a_day():
    kept, gone = old_row(180), old_row(181)
    count_miss("裂变")
    assert set(MissedSearch.objects.values_list("query", flat=True)) == {kept.query, "裂变"}
    gone.save(force_insert=True)
    count_miss("裂变")
    count_miss("私域")
    assert MissedSearch.objects.filter(query=gone.query).exists()


def test_many_old_rows_go_in_parts_the_oldest_first(monkeypatch, now):
    monkeypatch.setattr(misses, "MOST_A_DAY", 1)
    monkeypatch.setattr(misses, "MOST_KNOWN_A_DAY", 1)
    for days in range(181, 186):
        old_row(days)
    left = []
    for later in range(3):
        now(NOON + timedelta(days=later))
        count_miss("裂变")
        left.append(sorted(MissedSearch.objects.exclude(query="裂变").values_list("query", flat=True)))
    assert left == [["181 days ago", "182 days ago", "183 days ago"], ["181 days ago"], []]


def test_old_rows_that_cannot_be_deleted_cost_no_count(monkeypatch, dropped):
    def refuse(before):
        raise DatabaseError("cancelled")

    monkeypatch.setattr(misses, "_delete_before", refuse)
    count_miss("裂变")
    assert counted() == {"裂变": 1}
    assert dropped() == 1


@pytest.mark.parametrize("fault", [DatabaseError, InterfaceError])
def test_no_fault_of_the_database_reaches_the_server(monkeypatch, dropped, usual_limits, fault):
    def fail(day, query, shown):
        raise fault("gone")

    monkeypatch.setattr(misses, "_add", fail)
    count_miss("裂变")
    assert dropped() == 1
    assert limits() == usual_limits


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO search_missedsearch (day, query, number, shown_type, shown_id, shown_title)"
        " VALUES (%s, %s, 1, '', '', '')",
        "UPDATE search_missedsearch SET number = number + 1 WHERE day = %s AND query = %s",
    ],
    ids=["for the first time", "again"],
)
def test_a_count_is_dropped_where_somebody_else_is_writing(monkeypatch, dropped, usual_limits, sql):
    if sql.startswith("UPDATE"):
        count_miss("裂变")
    before, waits = counted(), []

    def look(execute, *args):
        waits.append(limits())
        return execute(*args)

    with another_writer(sql, TODAY, "裂变"), connection.execute_wrapper(look), monkeypatch.context() as patch:
        patch.setattr(misses, "LONGEST_WAIT", LONGEST_WAIT)
        count_miss("裂变")
    assert dropped() == 1
    assert counted() == before
    assert limits() == usual_limits
    assert ([LONGEST_WAIT] if connection.vendor == "sqlite" else [f"{LONGEST_WAIT}ms"] * 2) in waits
    count_miss("裂变")
    assert counted() == {"裂变": before.get("裂变", 0) + 1}
    assert dropped() == 0


@pytest.mark.django_db(transaction=True)
def test_a_count_is_dropped_where_nothing_can_be_written(dropped):
    on, off = (
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
        if connection.vendor == "sqlite"
        else ("SET default_transaction_read_only = on", "RESET default_transaction_read_only")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            response = answer("裂变")
            response.close()
        finally:
            cursor.execute(off)
    assert response.closed
    assert dropped() == 1
    assert counted() == {}
    count_miss("裂变")
    assert counted() == {"裂变": 1}


def test_whoever_uses_the_connection_afterwards_waits_as_long_as_ever(usual_limits):
    count_miss("裂变")
    assert limits() == usual_limits
    with transaction.atomic():
        count_miss("裂变")
        assert limits() == usual_limits
    assert counted() == {"裂变": 2}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_who_ask_for_the_same_are_all_counted():
    def ask(number):
        for _ in range(5):
            count_miss("裂变")
        connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    assert counted() == {"裂变": 40}


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_makes_at_the_same_moment_is_counted_on():
    def count_elsewhere():
        count_miss("裂变")
        connection.close()

    def be_late(execute, sql, *args):
        if sql.startswith("INSERT"):
            with ThreadPoolExecutor(1) as thread:
                thread.submit(count_elsewhere).result()
        return execute(sql, *args)

    with connection.execute_wrapper(be_late):
        count_miss("裂变")
    assert counted() == {"裂变": 2}
