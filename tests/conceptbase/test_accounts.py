"""Whoever has a role can sign in, demo people cannot outside the demo, and passwords are guarded as the sign-in is."""

import logging
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from conceptbase import accounts
from conceptbase.accounts import warn_of_demo_people
from conceptbase.sign_in import DEMO_PASSWORD
from concepts.management.commands import demo_people
from concepts.models.roles import ROLES
from tests.concepts.admin.pages import fill

pytestmark = pytest.mark.django_db
SIGN_IN, CHANGE, RESET = "/admin/login/", "/admin/password_change/", "/admin/password-reset/"
PASSWORD = "correct horse battery"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def make_person(name="ann", **fields):
    return get_user_model().objects.create_user(username=name, password=PASSWORD, email=f"{name}@example.org", **fields)


def sign_in(name, password=PASSWORD, language="en", client=None):
    data = {"username": name, "password": password}
    return (client or Client()).post(SIGN_IN, data, headers={"accept-language": language})


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_given_a_role_can_sign_in(role):
    person = make_person()
    assert sign_in("ann").status_code == 200
    person.groups.add(Group.objects.get(name=role))
    client = Client()
    assert sign_in("ann", client=client).headers["Location"] == "/admin/"
    assert client.get("/admin/concepts/statement/").status_code == 200


def test_people_without_a_role_or_no_longer_active_cannot_sign_in():
    make_person("guest").groups.add(Group.objects.create(name="readers"))
    make_person("gone", is_active=False).groups.add(Group.objects.get(name="editor"))
    for name in ("guest", "gone"):
        assert sign_in(name).status_code == 200
        assert not get_user_model().objects.get(username=name).is_staff


def test_the_form_of_a_person_gives_the_role_and_says_nothing_of_staff_status():
    admin = make_person("admin", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(admin)
    person = make_person()
    address = f"/admin/auth/user/{person.pk}/change/"
    assert "is_staff" not in client.get(address).content.decode()
    answer = fill(client, address, groups=[Group.objects.get(name="editor").pk], is_active="on")
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.is_staff
    assert sign_in("ann").status_code == 302


def test_the_password_of_the_demo_is_one_password():
    assert DEMO_PASSWORD == demo_people.PASSWORD


@LANGUAGES
def test_demo_people_cannot_sign_in_once_the_demo_is_over(settings, caplog, language):
    settings.DEMO = True
    call_command("demo_people")
    assert sign_in("editor", DEMO_PASSWORD).status_code == 302
    warn_of_demo_people()
    assert caplog.records == []
    settings.DEMO = False
    refused = sign_in("editor", DEMO_PASSWORD, language)
    assert refused.status_code == 200
    words = {"en": "Everybody knows the password of this account", "zh-hans": "演示账户的密码人人知道"}
    assert words[language] in refused.content.decode()
    assert sign_in("nobody", DEMO_PASSWORD).status_code == 200
    person = get_user_model().objects.get(username="editor")
    person.set_password(PASSWORD)
    person.save()
    assert sign_in("editor").status_code == 302
    caplog.set_level(logging.WARNING)
    caplog.clear()
    warn_of_demo_people()
    (record,) = caplog.records
    assert "(admin, reviewer, viewer)" in record.getMessage()
    assert DEMO_PASSWORD not in record.getMessage().replace("conceptbase.", "")


@LANGUAGES
def test_wrong_old_passwords_are_limited_as_at_the_sign_in(settings, language):
    settings.SIGN_IN_TRIES_BY_NAME = 3
    client = Client(headers={"accept-language": language})
    client.force_login(make_person(is_staff=True))
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    for _turn in range(3):
        assert client.post(CHANGE, new | {"old_password": "wrong"}).status_code == 200
    refused = client.post(CHANGE, new | {"old_password": PASSWORD})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert {"en": "There were too many attempts", "zh-hans": "次数过多"}[language] in refused.content.decode()
    assert get_user_model().objects.get().check_password(PASSWORD)


def test_the_right_old_password_changes_it_and_is_not_counted(settings):
    settings.SIGN_IN_TRIES_BY_NAME = 1
    client = Client()
    client.force_login(make_person(is_staff=True))
    old = PASSWORD
    for number in range(3):
        new = f"another horse battery {number}"
        answer = client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})
        assert answer.headers["Location"] == "/admin/password_change/done/"
        old = new


@pytest.fixture
def at_once(monkeypatch):
    """Work in the background is done at once, in the transaction of the test."""
    monkeypatch.setattr(accounts, "do_in_background", lambda work: work())


@LANGUAGES
@pytest.mark.usefixtures("at_once")
def test_a_password_is_set_anew_by_mail_where_there_is_a_mail_server(settings, language):
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "site@example.org"
    make_person(is_staff=True)
    client = Client(headers={"accept-language": language})
    assert f'href="{RESET}"' in client.get(SIGN_IN).content.decode()
    assert client.get(RESET).status_code == 200
    assert client.post(RESET, {"email": "ANN@example.org"}).headers["Location"] == "/admin/password-reset/sent/"
    assert client.get("/admin/password-reset/sent/").status_code == 200
    (message,) = mail.outbox
    assert (message.to, message.from_email) == (["ann@example.org"], "site@example.org")
    link = re.search(r"http://testserver(/admin/reset/\S+)", message.body)[1]
    form = client.get(link).headers["Location"]
    assert client.get(form).status_code == 200
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    done = client.post(form, new, follow=True)
    assert done.redirect_chain[-1][0] == "/admin/password-reset/done/"
    assert f'href="{SIGN_IN}"' in done.content.decode()
    assert sign_in("ann", "another horse battery").status_code == 302
    assert client.get(link, follow=True).status_code == 200
    assert client.post(form, new).status_code == 200  # the link works once


@pytest.mark.usefixtures("at_once")
def test_nobody_learns_from_a_reset_who_has_an_account_or_fills_a_letter_box(settings):
    settings.SENDS_MAIL, settings.SIGN_IN_TRIES_BY_NAME, settings.SIGN_IN_TRIES_BY_ADDRESS = True, 2, 9
    make_person(is_staff=True)
    for address in ("ann@example.org", "nobody@example.org"):
        statuses = [Client().post(RESET, {"email": address}).status_code for _turn in range(3)]
        assert statuses == [302, 302, 429]
    assert len(mail.outbox) == 2


def test_the_answer_to_a_reset_looks_for_nobody_and_waits_for_no_mail(settings, monkeypatch):
    settings.SENDS_MAIL = True
    make_person(is_staff=True)
    work = []
    monkeypatch.setattr(accounts, "do_in_background", work.append)
    seen = []
    Client().post(RESET, {"email": "first@example.org"})  # of this network
    for address in ("ann@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post(RESET, {"email": address})
        assert not any("auth_user" in query["sql"] for query in captured)
        seen.append((answer.status_code, answer.headers["Location"], len(captured)))
    assert seen[0] == seen[1]
    assert mail.outbox == []
    for step in work:
        step()
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]


@LANGUAGES
def test_a_mail_that_cannot_be_sent_is_logged_and_the_answer_is_the_same(settings, caplog, monkeypatch, language):
    settings.SENDS_MAIL = True
    make_person(is_staff=True)

    def fail(*_arguments, **_options):
        raise TimeoutError(f"{get_language()}: no answer")

    client = Client(headers={"accept-language": language})
    with monkeypatch.context() as patch:  # as a mail server that is silent
        patch.setattr(locmem.EmailBackend, "send_messages", fail)
        patch.setattr(accounts, "do_in_background", lambda work: work())
        assert client.post(RESET, {"email": "ann@example.org"}).headers["Location"] == "/admin/password-reset/sent/"
    assert f"TimeoutError: {language}: no answer" in caplog.text
    caplog.clear()
    with monkeypatch.context() as patch:  # as anything else, in the thread that is for it
        patch.setattr(accounts.PasswordResetForm, "save", fail)
        assert client.post(RESET, {"email": "ann@example.org"}).headers["Location"] == "/admin/password-reset/sent/"
        accounts._background.submit(lambda: None).result()
    assert f"TimeoutError: {language}: no answer" in caplog.text


@LANGUAGES
def test_without_a_mail_server_the_page_says_whom_to_ask(language):
    answer = Client(headers={"accept-language": language}).get(RESET)
    assert answer.status_code == 404
    assert {"en": "This site sends no mail.", "zh-hans": "本站不发送邮件。"}[language] in answer.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "", "/admin/"])
def test_every_sign_in_leads_to_the_admin(target):
    make_person(is_staff=True)
    answer = Client().post(f"{SIGN_IN}?next={target}", {"username": "ann", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/admin/"
