"""During an outage readers, curators and commands get a reason and a time to try again, and nothing typed is lost."""

import errno
import sqlite3
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client

from conceptbase.outages import Outage, outage_of
from concepts.search.index.maintenance import rebuild
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_dimension

pytestmark = pytest.mark.django_db
AWAY = {"en": "The database does not answer.", "zh-hans": "数据库没有应答。"}


def sqlite_error(code):
    error = sqlite3.OperationalError("odd words")
    error.sqlite_errorcode = code
    return error


def postgres_error(state):
    error = psycopg2.OperationalError("odd words")
    error.__setstate__({"pgcode": state})
    return error


def failing(cause):
    """A function that fails as Django does where its database fails for that cause."""

    def fail(*arguments, **options):
        raise OperationalError("odd words") from cause

    return fail


@pytest.mark.parametrize(
    ("cause", "outage"),
    [
        (psycopg2.OperationalError("could not connect to server: Connection refused"), Outage.AWAY),
        (psycopg2.InterfaceError("connection already closed"), Outage.AWAY),
        (psycopg2.InterfaceError("cursor already closed"), None),
        (postgres_error("57P03"), Outage.AWAY),
        (postgres_error("53300"), Outage.AWAY),
        (postgres_error("57014"), Outage.SLOW),
        (postgres_error("53100"), Outage.FULL),
        (postgres_error("25006"), Outage.READ_ONLY),
        (postgres_error("40P01"), Outage.BUSY),
        (postgres_error("42P01"), None),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Outage.BUSY),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), Outage.READ_ONLY),
        (sqlite_error(sqlite3.SQLITE_FULL), Outage.FULL),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), Outage.AWAY),
        (sqlite_error(sqlite3.SQLITE_ERROR), None),
        (OSError(errno.ENOSPC, "odd words"), Outage.FULL),
        (OSError(errno.EFBIG, "odd words"), Outage.FULL),
        (OSError(errno.EROFS, "odd words"), Outage.READ_ONLY),
        (FileNotFoundError(errno.ENOENT, "odd words"), None),
        (ValueError("connection"), None),
    ],
)
def test_outages_are_told_from_faults_by_their_codes(cause, outage):
    assert outage_of(cause) is outage
    with pytest.raises(OperationalError) as raised:
        failing(cause)()
    assert outage_of(raised.value) is outage


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("place", ["conceptbase.page_cache.conditional.revision_key", "conceptbase.views.build_home"])
def test_a_reader_is_asked_to_come_back_where_the_database_is_away(monkeypatch, language, place):
    monkeypatch.setattr(place, failing(psycopg2.OperationalError("Connection refused")))
    answer = Client(raise_request_exception=False).get(f"/{language}/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    page = answer.content.decode()
    assert AWAY[language] in page
    assert f'href="/{language}/concepts/"' in page
    assert "odd words" not in page
    assert "Content-Security-Policy" in answer.headers


def test_programs_get_the_reason_in_the_shape_of_every_error(monkeypatch):
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", failing(sqlite_error(sqlite3.SQLITE_BUSY)))
    answer = Client(raise_request_exception=False).get("/api/v1/search?q=sales")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    error = answer.json()["error"]
    assert error["status"] == 503
    assert error["message"].startswith("The database is busy")


@pytest.mark.parametrize(("fault", "words"), [(None, "ok\n"), (OperationalError, "the database does not answer\n")])
def test_a_health_check_needs_no_host_and_no_tls_and_reads_plain_text(settings, monkeypatch, fault, words):
    settings.SECURE_SSL_REDIRECT = True
    if fault:
        monkeypatch.setattr("conceptbase.middleware.current_revision", failing(None))
    for host in ("10.0.0.7", "evil.example", "localhost"):
        answer = Client().get("/healthz", headers={"host": host})
        assert answer.status_code == (503 if fault else 200)
        assert answer.content.decode() == words
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert ("Retry-After" in answer.headers) is bool(fault)
    assert Client().head("/healthz").status_code == (503 if fault else 200)
    assert Client().post("/healthz").status_code == 405
    assert Client().get("/healthz/", headers={"host": "localhost"}).status_code in (301, 404)


@pytest.fixture
def curator():
    person = get_user_model().objects.create_superuser(username="ann", password="correct horse battery")
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [
        ("en", "What you typed is still here", "The disk of this site is full"),
        ("zh-hans", "您输入的内容还在这里", "本站的磁盘已满"),
    ],
)
def test_what_a_curator_typed_can_be_sent_again_from_the_page_that_says_why(
    curator, monkeypatch, language, heading, words
):
    monkeypatch.setattr("conceptbase.admin_site.render_note", failing(sqlite_error(sqlite3.SQLITE_FULL)))
    typed = {"note_en": 'Two\nlines, <b> & "quotes"', "note_zh": "营销", "_save": "Save"}
    answer = curator.post("/admin/note/?a=1", typed, headers={"accept-language": language})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert words in page
    assert heading in page
    assert 'action="/admin/note/?a=1"' in page
    assert "Two\nlines, &lt;b&gt; &amp; &#34;quotes&#34;" in page
    assert 'name="csrfmiddlewaretoken"' in page
    monkeypatch.undo()
    assert curator.post("/admin/note/?a=1", typed).status_code == 200


def test_a_form_from_elsewhere_and_a_password_are_never_offered_again(curator, monkeypatch):
    monkeypatch.setattr("conceptbase.sign_in.start_try", failing(sqlite_error(sqlite3.SQLITE_FULL)))
    answer = Client(raise_request_exception=False).post(
        "/admin/login/", {"username": "ann", "password": "correct horse battery"}
    )
    assert answer.status_code == 503
    assert "<form method" not in answer.content.decode()
    assert "battery" not in answer.content.decode()


@pytest.fixture
def read_only():
    """Makes the database read-only for this test."""
    connection.check_constraints()  # PostgreSQL locks what is referred to, which it could not do at the end
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")
        yield
        if sqlite:
            cursor.execute("PRAGMA query_only = OFF")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The database can only be read at the moment"), ("zh-hans", "数据库目前只能读取")]
)
def test_a_read_only_database_is_read_and_saving_says_why(curator, request, language, words):
    address = f"/admin/concepts/dimension/{make_dimension().pk}/change/"
    form = read_form(curator.get(address))
    rebuild()
    proposed = f"/admin/concepts/dimension/{make_dimension('reach', 'Reach', '广度').pk}/change/"
    fill(curator, proposed, name_en="Width")
    request.getfixturevalue("read_only")
    reader = Client()
    assert curator.get(address).status_code == 200
    pages = [f"/{language}/{page}" for page in ("", "dimensions/", "search/?q=zzzz")]
    for page in (*pages, "/api/v1/search?q=zzzz", "/healthz"):
        assert reader.get(page).status_code == 200, page
    answer = curator.post(address, form | {"name_en": "Extent"}, headers={"accept-language": language})
    assert answer.status_code == 503
    assert words in answer.content.decode()
    assert 'value="Extent"' in answer.content.decode()
    answer = curator.get(proposed, headers={"accept-language": language})  # is written into the row, and undone
    assert answer.status_code == 503
    assert words in answer.content.decode()


@pytest.mark.slow
@pytest.mark.once
def test_a_command_ends_with_the_reason_and_no_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
            "CONCEPTBASE_SECRET_KEY": "a key",
            "CONCEPTBASE_DATA_DIR": str(tmp_path),
            "DATABASE_URL": f"postgres://nobody@{str(tmp_path).replace('/', '%2F')}/nothing",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer.")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
