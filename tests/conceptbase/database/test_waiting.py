"""A request waits for the database as long as its reader would, and no longer; curators have the time they need."""

import socket
import threading
import time
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg2 import extensions

from conceptbase.database import postgresql, waiting
from conceptbase.outages import Outage, outage_of
from tests.template_databases import Content

PLENTY = 3  # seconds, for a busy machine


@pytest.fixture
def limited(settings, monkeypatch) -> Iterator[None]:
    """Short limits, as in a process of the site; commands and other tests have none.

    A fixture that makes and drops a database stands before it: that takes longer than these limits.
    """
    settings.LIMIT_WAITING = True
    monkeypatch.setattr(postgresql, "SILENCE", 0.2)
    monkeypatch.setattr(waiting, "READER_SECONDS", 0.1)
    yield
    extensions.set_wait_callback(None)
    postgresql._silent.clear()
    postgresql.begin_request(is_reader=True)


def answer(path, view):
    """What the middleware makes of a request for which the view asks the database."""
    return waiting.limit_waiting(view)(RequestFactory().get(path))


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a server that takes every connection and says nothing, as PostgreSQL does when it is stopped."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"host=127.0.0.1 port={listener.getsockname()[1]} dbname=any user=any"


def connect_to(address):
    def view(request):
        psycopg2.connect(address)
        return HttpResponse()

    return view


@pytest.mark.once
@pytest.mark.parametrize("path", ["/en/", "/admin/", "/healthz"])
def test_a_silent_server_is_given_up_whoever_asks(limited, silent_server, path):
    begun = time.monotonic()
    with pytest.raises(psycopg2.OperationalError, match="silent for") as raised:
        answer(path, connect_to(silent_server))
    assert 0.1 < time.monotonic() - begun < PLENTY
    assert outage_of(raised.value) is Outage.AWAY


@pytest.mark.slow
@pytest.mark.once
def test_a_request_waits_once_and_while_it_waits_the_others_are_answered_at_once(limited, silent_server, monkeypatch):
    def twice(request):
        with pytest.raises(psycopg2.OperationalError, match="silent for"):
            psycopg2.connect(silent_server)
        psycopg2.connect(silent_server)

    with pytest.raises(psycopg2.OperationalError, match="in this request already"):
        answer("/en/", twice)
    monkeypatch.setattr(postgresql, "ASKING", PLENTY)

    def ask():
        with pytest.raises(psycopg2.OperationalError):
            answer("/en/", connect_to(silent_server))

    first = threading.Thread(target=ask)
    first.start()
    while not postgresql._asking.locked():
        time.sleep(0.01)
    begun = time.monotonic()
    for _turn in range(3):
        with pytest.raises(psycopg2.OperationalError, match="another request is asking"):
            answer("/en/", connect_to(silent_server))
    assert first.is_alive()
    assert time.monotonic() - begun < PLENTY
    first.join(PLENTY + 1)


def sleep(seconds):
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT pg_sleep(%s)", [seconds])
        return HttpResponse()

    return view


@pytest.mark.only_on("postgresql")  # SQLite has no statement timeout
def test_the_server_ends_the_statement_of_a_reader_and_not_of_a_curator(fresh_database, limited):
    fresh_database(Content.EMPTY)
    for _turn in range(2):
        with pytest.raises(OperationalError) as raised:
            answer("/en/", sleep(PLENTY))
        assert outage_of(raised.value) is Outage.SLOW
        assert answer("/admin/", sleep(0.15)).status_code == 200
    assert answer("/en/", sleep(0)).status_code == 200


@pytest.mark.slow
@pytest.mark.only_on("sqlite")  # PostgreSQL's statement timeout counts waiting for locks
def test_a_lock_that_is_held_keeps_no_reader(fresh_database, limited):
    fresh_database(Content.EMPTY)

    def busy_timeout(request):
        with connection.cursor() as cursor:
            return HttpResponse(cursor.execute("PRAGMA busy_timeout").fetchone()[0])

    assert answer("/en/", busy_timeout).content == b"100"
    assert answer("/admin/", busy_timeout).content == b"20000"
