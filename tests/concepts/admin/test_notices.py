"""What others did to somebody's work: on the admin's home until it is read, and by mail for who wants it."""

import re
from smtplib import SMTPException

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.editorial.review import add_note
from concepts.models import Notice, NoticeMail
from tests.factories import make_dimension, make_statement

pytestmark = pytest.mark.django_db
HOME, READ, MAIL = "/admin/", "/admin/notices-read/", "/admin/notices-mail/"
HEADLINE = {"en": "What others did with your work", "zh-hans": "他人对您的工作做了什么"}
SUBJECT = {"en": "Conceptbase: 2 things happened to your work", "zh-hans": "Conceptbase：您的工作有 2 条新动态"}
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def desk(contrast, editor, rui):
    """An editor's draft, of which a reviewer said something."""
    person = get_user_model().objects.get(username="editor")
    person.email = "editor@example.org"
    person.save()
    draft = make_statement("definition", contrast.concepts[0], cites=(contrast.english,), author=person)
    add_note(row=draft, by=rui, text="Which <b>one</b>?\n是哪一个？")
    return draft


def home(client, language):
    return client.get(HOME, headers={"accept-language": language}).text


@in_both_languages
def test_the_home_tells_it_until_it_is_read(editor, desk, language):
    shown = home(editor, language)
    assert HEADLINE[language] in shown
    assert f'href="/admin/concepts/definition/{desk.pk}/change/"' in shown
    assert "Which &lt;b&gt;one&lt;/b&gt;?<br>是哪一个？" in shown
    seen = Notice.objects.get().pk
    assert f'name="notice" value="{seen}"' in shown
    assert HEADLINE[language] not in editor.post(READ, {"notice": seen}, follow=True).text
    assert not Notice.objects.exists()


@pytest.mark.parametrize("notice", ["", "x", "-1", "0", "9" * 5000, "1.5"])
def test_what_is_no_notice_marks_nothing(editor, desk, notice):
    assert editor.post(READ, {"notice": notice}).status_code == 302
    assert Notice.objects.count() == 1


def test_what_is_not_shown_stays(editor, desk, rui):
    for number in range(11):
        add_note(row=desk, by=rui, text=f"And {number}?")
    keys = re.findall(r'name="notice" value="([0-9]+)"', home(editor, "en"))
    editor.post(READ, {"notice": keys})
    assert Notice.objects.count() == 12 - len(keys) > 0


def test_nobody_reads_or_marks_the_notices_of_others(editor, desk, signed_in):
    other = signed_in("reviewer")
    assert HEADLINE["en"] not in home(other, "en")
    other.post(READ, {"notice": Notice.objects.get().pk})
    assert Notice.objects.count() == 1
    assert editor.get(READ).status_code == 405


@in_both_languages
def test_what_is_gone_keeps_its_name(editor, desk, language):
    code = desk.code
    desk.delete()
    assert code in home(editor, language)


def test_the_home_asks_no_more_for_more_notices(editor, desk, rui):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            home(editor, "en")
        return len(asked)

    queries()
    once = queries()
    for number in range(30):
        add_note(row=desk, by=rui, text=f"And {number}?")
    assert queries() == once
    assert "and 23 older" in home(editor, "en")


@in_both_languages
def test_mail_is_asked_for_and_ended(editor, desk, settings, language):
    settings.SENDS_MAIL = True
    asked = {"wanted": "yes"}
    editor.post(MAIL, asked, headers={"accept-language": language})
    assert NoticeMail.objects.get().language == language
    assert 'value="no"' in home(editor, language)
    editor.post(MAIL, {"wanted": "no"})
    assert not NoticeMail.objects.exists()
    get_user_model().objects.update(email="")
    answer = editor.post(MAIL, asked, headers={"accept-language": language}, follow=True)
    assert ("no e-mail address" if language == "en" else "没有电子邮件地址") in answer.text
    assert not NoticeMail.objects.exists()


@in_both_languages
def test_a_mail_tells_what_came_since_the_last(editor, desk, rui, settings, language, capsys):
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "site@example.org"
    editor.post(MAIL, {"wanted": "yes"}, headers={"accept-language": language})
    add_note(row=desk, by=rui, text="第二个？\nBcc: all@example.org")
    row = make_dimension("reach", name_en="Reach")
    person = get_user_model().objects.get(username="editor")
    Notice.objects.create(to=person, event="published", kind="dimension", row=row.pk, name="Reach")
    call_command("send_notices", address="https://concepts.example.org/")
    call_command("send_notices", address="https://concepts.example.org")
    (sent,) = mail.outbox
    assert (sent.to, sent.bcc) == (["editor@example.org"], [])
    assert sent.subject == (
        "Conceptbase: 2 things happened to your work" if language == "en" else "Conceptbase：您的工作有 2 条新动态"
    )
    assert f"https://concepts.example.org/admin/concepts/definition/{desk.pk}/change/" in sent.body
    assert f"https://concepts.example.org/admin/concepts/dimension/{row.pk}/change/" in sent.body
    assert "第二个？" in sent.body
    assert "Which" not in sent.body  # it was there before the mail was asked for
    assert "1 sent." in capsys.readouterr().out


def test_a_mail_that_is_not_sent_stays_due(editor, desk, rui, settings, monkeypatch):
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "site@example.org"
    editor.post(MAIL, {"wanted": "yes"})
    add_note(row=desk, by=rui, text="第二个？")

    def refuse(self, **options):
        raise SMTPException("no room")

    with monkeypatch.context() as patch:
        patch.setattr(mail.EmailMessage, "send", refuse)
        with pytest.raises(CommandError, match="editor: no room"):
            call_command("send_notices", address="https://concepts.example.org")
    call_command("send_notices", address="https://concepts.example.org")
    assert len(mail.outbox) == 1


def test_without_a_mail_server_mails_are_printed_and_stay_due(editor, desk, rui, settings, capsys):
    settings.SENDS_MAIL = True
    editor.post(MAIL, {"wanted": "yes"})
    settings.SENDS_MAIL = False
    assert 'name="wanted"' not in home(editor, "en")
    add_note(row=desk, by=rui, text="Which?")
    call_command("send_notices")
    printed = capsys.readouterr()
    assert "To: editor@example.org" in printed.out
    assert "CONCEPTBASE_EMAIL_URL" in printed.err
    assert Notice.objects.filter(mailed_at=None).count() == 1
    with pytest.raises(CommandError, match="--address"):
        call_command("send_notices", address="concepts.example.org")
