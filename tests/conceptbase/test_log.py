"""The log has one line an event with the number of its request, and nothing that somebody typed."""

import json
import logging
import re

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse, HttpResponseNotModified
from django.test import Client

from conceptbase.log import JsonFormatter, TextFormatter, logging_settings
from conceptbase.middleware import leave_out_body_of_head

pytestmark = pytest.mark.django_db
SIGN_IN = "/admin/login/"


@pytest.fixture
def lines(caplog):
    """A function that returns the events so far, as the log writes them."""
    caplog.set_level(logging.INFO)
    texts = []
    formatter = TextFormatter()

    class Keeper(logging.Handler):
        def emit(self, record):
            texts.append(formatter.format(record))

    keeper = Keeper()
    logging.getLogger().addHandler(keeper)
    yield texts
    logging.getLogger().removeHandler(keeper)


def fails(*arguments):
    raise RuntimeError("first line\nsecond line of a detail")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/", "If you report it, give this number: "),
        ("/zh-hans/", "如要告知我们，请附上这个编号："),
    ],
)
def test_a_fault_is_one_line_with_its_traceback_and_the_number_that_the_page_shows(monkeypatch, lines, address, words):
    monkeypatch.setattr("conceptbase.views.build_home", fails)
    answer = Client(raise_request_exception=False).get(address + "?q=secret")
    page = answer.content.decode()
    number = re.search(f"{words}([0-9]{{12}})", page)[1]
    assert answer.headers["X-Request-ID"] == number
    (line,) = [line for line in lines if "Internal Server Error" in line]
    assert re.match(rf"20\S+ ERROR django\.request {number} Internal Server Error: {address} ", line)
    assert "RuntimeError: first line" in line
    assert "\n" not in line
    assert "secret" not in line
    assert "detail" not in page


def test_each_request_has_a_number_of_its_own(monkeypatch):
    monkeypatch.setattr("conceptbase.views.build_home", fails)
    client = Client(raise_request_exception=False)
    assert len({client.get("/en/").headers["X-Request-ID"] for _turn in range(5)}) == 5


@pytest.mark.parametrize("typed", ["hunter2", "a password in the wrong field", "密码密码密码密码"])
def test_a_refused_sign_in_is_logged_with_its_network_and_without_what_was_typed(settings, lines, typed):
    settings.SIGN_IN_TRIES_BY_NAME, settings.PROXIES = 1, 0
    get_user_model().objects.create_user(username="ann", password="correct horse battery", is_staff=True)
    for name, password in (("ann", typed), (typed, "correct horse battery"), ("ann", typed)):
        Client().post(f"{SIGN_IN}?next=/{typed}/", {"username": name, "password": password}, REMOTE_ADDR="192.0.2.7")
    refused = [line for line in lines if "Sign-in refused from 192.0.2.7" in line]
    assert len(refused) == 3
    assert "too many attempts" in refused[2]
    assert "ann" not in " ".join(re.findall(r"refused.*", "\n".join(lines)))
    assert not any(typed in line or "battery" in line for line in lines)


def test_what_is_forbidden_is_logged(lines):
    person = get_user_model().objects.create_user(username="vera", password="correct horse battery", is_staff=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.get("/admin/concepts/statement/?q=secret").status_code == 403
    assert client.post("/admin/note/", {"note_en": "secret"}).status_code == 403
    assert sum("Forbidden" in line for line in lines) == 2
    assert not any("secret" in line or "Traceback" in line for line in lines)


def test_a_sign_in_that_works_and_pages_that_are_found_say_nothing(lines):
    get_user_model().objects.create_user(username="ann", password="correct horse battery", is_staff=True)
    client = Client()
    for method in (client.get, client.head):
        assert method("/en/").status_code == 200
        assert method("/healthz").status_code == 200
        assert method("/zh-hans/compare/").status_code == 200
    assert client.post(SIGN_IN, {"username": "ann", "password": "correct horse battery"}).status_code == 302
    assert lines == []


def test_head_has_the_length_of_get_and_no_body_that_the_server_would_complain_about(rf):
    for made in (HttpResponse("营销"), HttpResponse("no", status=404), HttpResponse(), HttpResponseNotModified()):
        body = made.content
        # Not the test client, which takes the body away itself.
        get = leave_out_body_of_head(lambda _request, made=made: made)
        assert get(rf.get("/en/")).content == body
        head = get(rf.head("/en/"))
        assert head.content == b""
        assert head.headers.get("Content-Length") == (str(len(body)) if body else None)
    compressed = HttpResponse("营销", headers={"Content-Length": "6"})
    assert leave_out_body_of_head(lambda _request: compressed)(rf.head("/en/")).headers["Content-Length"] == "6"


@pytest.mark.parametrize("odd", ["a\nb", "a\r\x1b[2Jb", "a\u2028b", "a\u202eb", "a\ud800b", "营\n销"])
def test_no_event_can_end_or_disguise_its_line(odd):
    record = logging.makeLogRecord({"name": "any", "levelname": "WARNING", "levelno": 30, "msg": "%s", "args": (odd,)})
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(record)
        assert line.isprintable()
        line.encode()


def test_as_json_every_line_is_one_object_with_the_same_facts(rf):
    request = rf.get("/en/")
    request.number = "012345678901"
    facts = {"name": "django.request", "levelname": "ERROR", "levelno": 40, "msg": "营销: %s", "args": ("x",)}
    try:
        fails()
    except RuntimeError as fault:
        record = logging.makeLogRecord(
            facts | {"status_code": 500, "request": request, "exc_info": (type(fault), fault, fault.__traceback__)}
        )
    event = json.loads(JsonFormatter().format(record))
    assert event["message"] == "营销: x"
    assert (event["level"], event["logger"], event["status"], event["method"]) == (
        "ERROR",
        "django.request",
        500,
        "GET",
    )
    assert event["request"] == "012345678901"
    assert "second line of a detail" in event["exception"]


@pytest.mark.parametrize(("log_format", "formatter"), [("text", TextFormatter), ("json", JsonFormatter)])
def test_a_setting_chooses_the_format(log_format, formatter):
    assert logging_settings(log_format)["formatters"]["line"]["()"] is formatter
