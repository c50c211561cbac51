"""Too many tries to sign in are refused, by name and by address, and no stranger locks a curator out for long."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from conceptbase.models import SignInTries
from conceptbase.sign_in import COOKIE, start_try
from concepts.evidence.public_forms import client_address

pytestmark = pytest.mark.django_db
SIGN_IN = "/admin/login/"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def ann(settings):
    settings.SIGN_IN_TRIES_BY_NAME, settings.SIGN_IN_TRIES_BY_ADDRESS, settings.PROXIES = 3, 6, 0
    return get_user_model().objects.create_user(username="ann", password=PASSWORD, is_staff=True)


def attempt(name="ann", password="wrong", client=None, address="192.0.2.1", language="en"):
    data = {"username": name, "password": password, "next": "/admin/"}
    client = client or Client()
    return client.post(SIGN_IN, data, REMOTE_ADDR=address, headers={"accept-language": language})


def in_minutes(minutes):
    return patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(minutes=minutes))


def lock(name="ann", address="198.51.100.9"):
    for _ in range(4):
        answer = attempt(name, address=address)
    assert answer.status_code == 429


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_name_is_refused_after_its_tries_even_with_the_right_password(language):
    statuses = [attempt(address=f"192.0.2.{number}").status_code for number in range(3)]
    assert statuses == [200, 200, 200]
    refused = attempt(password=PASSWORD, address="192.0.2.77", language=language)
    assert refused.status_code == 429
    with translation.override(language):
        words = translation.ngettext(
            "There were too many attempts to sign in. Try again in %(minutes)d minute.",
            "There were too many attempts to sign in. Try again in %(minutes)d minutes.",
            15,
        )
    assert words % {"minutes": 15} in refused.content.decode()
    assert refused.headers["Retry-After"] == "900"
    assert "sessionid" not in refused.cookies


def test_names_that_differ_in_case_or_width_are_one_name():
    for name in ("ann", "ANN", "ａｎｎ"):
        attempt(name)
    assert attempt("Ann").status_code == 429


def test_nobody_learns_which_names_there_are():
    pages = {}
    for name in ("ann", "nobody"):
        answers = [attempt(name, address=f"203.0.113.{len(name)}") for _ in range(4)]
        pages[name] = [
            (answer.status_code, answer.context["form"].errors.as_json().replace(name, "")) for answer in answers
        ]
    assert pages["ann"] == pages["nobody"]
    assert pages["ann"][3][0] == 429


def test_an_address_is_refused_after_its_tries_of_any_names():
    for number in range(6):
        assert attempt(f"name-{number}").status_code == 200
    assert attempt("ann", PASSWORD).status_code == 429
    assert attempt("ann", PASSWORD, address="192.0.2.2").status_code == 302


def test_a_lock_ends_after_a_quarter_of_an_hour_however_often_it_is_tried_meanwhile():
    lock()
    with in_minutes(14):
        assert attempt(password=PASSWORD).status_code == 429
        assert "1 minute." in attempt().content.decode()
    with in_minutes(15.1):
        assert attempt(password=PASSWORD).status_code == 302


def test_a_success_clears_the_count_of_the_name_but_not_of_the_address():
    for _ in range(2):
        attempt()
        attempt()
        assert attempt(password=PASSWORD).status_code == 302
    attempt("other")
    attempt("third")
    assert attempt(password=PASSWORD).status_code == 429


def test_a_stranger_locks_nobody_out_of_a_browser_that_is_known():
    browser = Client()
    assert attempt(password=PASSWORD, client=browser).status_code == 302
    assert browser.cookies[COOKIE]["path"] == "/admin/"
    assert browser.cookies[COOKIE]["httponly"]
    del browser.cookies["sessionid"]
    lock(address="192.0.2.1")  # from the same network, too
    assert attempt(password=PASSWORD).status_code == 429
    assert attempt(password=PASSWORD, client=browser).status_code == 302


def test_a_known_browser_has_its_tries_counted_and_is_known_for_one_name_only():
    browser = Client()
    attempt(password=PASSWORD, client=browser)
    kept = browser.cookies[COOKIE].value
    for _ in range(3):
        assert attempt(client=browser).status_code == 200
    assert attempt(password=PASSWORD, client=browser).status_code == 429
    lock("bob")
    assert attempt("bob", client=browser).status_code == 429
    forged = Client()
    forged.cookies[COOKIE] = f"{kept[:-1]}{'A' if kept[-1] != 'A' else 'B'}"
    lock()
    assert attempt(password=PASSWORD, client=forged).status_code == 429


def test_old_counts_are_swept_and_neither_names_nor_addresses_are_kept():
    attempt()
    assert SignInTries.objects.count() == 2
    assert all("ann" not in row.key and "192" not in row.key for row in SignInTries.objects.all())
    with in_minutes(16):
        attempt("bob", address="203.0.113.7")
    assert SignInTries.objects.count() == 2


def test_counting_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    request = RequestFactory().post(SIGN_IN)
    start_try(request, "ann")
    with django_assert_max_num_queries(4):
        start_try(request, "ann")


@pytest.mark.parametrize(
    ("proxies", "remote", "noted", "expected"),
    [
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        (1, "127.0.0.1", "<script>", ""),
        (1, "127.0.0.1", "1.2.3.4:80, 203.0.113.9:51234", "203.0.113.9"),
        (1, "127.0.0.1", "[2001:db8:1:2:3:4:5:6]:51234", "2001:db8:1:2::/64"),
        (1, "127.0.0.1", "[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"),
        (1, "127.0.0.1", "[]:1", ""),
        (0, "", "", ""),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_the_address_is_what_the_trusted_proxy_noted(settings, proxies, remote, noted, expected):
    settings.PROXIES = proxies
    request = RequestFactory().post(SIGN_IN, REMOTE_ADDR=remote, headers={"x-forwarded-for": noted})
    assert client_address(request) == expected


@pytest.mark.parametrize("name", ["%00", "\0", "x" * 10_000, "'; --", "营销", "", "\u202e"])
def test_odd_names_are_no_fault_of_ours(name):
    assert attempt(name).status_code in (200, 429)


def test_public_pages_neither_count_nor_set_the_cookie():
    assert not Client().get("/en/").cookies
    assert not SignInTries.objects.exists()
