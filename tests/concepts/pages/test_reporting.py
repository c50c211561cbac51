"""The form with which readers report an error: who may send it, what is kept, and what is said where it cannot be."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings as conf
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from conceptbase.page_cache import conditional
from concepts.editorial import error_reports
from concepts.editorial.error_reports import KEPT_FOR, MOST_CONTACT, MOST_WORDS
from concepts.editorial.merging import merge
from concepts.editorial.publishing import withdraw
from concepts.editorial.withholding import withhold
from concepts.models import Address, ErrorReport, Statement
from concepts.pages.reports import sending_limit
from concepts.pages.reports.sending_limit import MOST_NETWORKS, MOST_REPORTS, WINDOW, SendingLimit, TooManySentError
from sources.models import Source
from tests import factories as make
from tests.conceptbase.test_outages import failing, postgres_error, read_only, sqlite_error
from tests.concepts.pages.worlds import make_world
from tests.test_queries import publish_again
from tests.test_withholding import WHY

pytestmark = pytest.mark.django_db
OURS = {"sec-fetch-site": "same-origin"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = {"en": "The second sentence is about sales.", "zh-hans": "第二句说的是销售。"}
KINDS = [*Statement.Kind.values, "common", "part"]
PASSAGE = "sources/english-0/v1/passages/0-9/"
__all__ = ["read_only"]  # a fixture


@pytest.fixture
def world():
    return make_world()


def form_of(statement: Statement, language: str = "en") -> str:
    return f"/{language}/report{statement.get_absolute_url().removeprefix('/en')}"


def send(address: str, words: str = WORDS["en"], headers: dict[str, str] | None = None, **fields: object):
    options = {key: fields.pop(key) for key in ("REMOTE_ADDR",) if key in fields}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post(address, {"words": words, **fields}, headers=OURS | (headers or {}), **options)


@LANGUAGES
@pytest.mark.parametrize("kind", KINDS)
def test_every_statement_has_a_form_one_press_away_and_its_report_says_what_was_read(world, kind, language):
    statement = world.first(kind)
    page = statement.get_absolute_url().replace("/en/", f"/{language}/")
    address = form_of(statement, language)
    for place in (page, page.replace(f"/{language}/", f"/{language}/cite/", 1)):
        assert f'href="{address}"' in Client().get(place).content.decode(), place
    shown = Client().get(address)
    html = shown.content.decode()
    assert (shown.status_code, len(shown.cookies)) == (200, 0)
    assert f'href="{page}"' in html
    assert {"en": statement.text_en, "zh-hans": statement.text_zh}[language] in html
    assert {"en": "What is wrong?", "zh-hans": "哪里有误？"}[language] in html
    answer = send(address, WORDS[language], contact="reader@example.org", edition="1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?sent=yes")
    assert not answer.cookies
    thanks = Client().get(answer.headers["Location"]).content.decode()
    assert {"en": ">Thank you</h2>", "zh-hans": ">谢谢</h2>"}[language] in thanks
    assert "<textarea" not in thanks
    report = ErrorReport.objects.get()
    assert (report.statement, report.edition, report.state) == (statement, 1, "waiting")
    assert (report.words, report.contact, report.language) == (WORDS[language], "reader@example.org", language)


@LANGUAGES
def test_every_passage_has_a_form_whether_or_not_anything_cites_it(world, language):
    page = f"/{language}/{PASSAGE}"
    address = f"/{language}/report/{PASSAGE}"
    for place in (page, page.replace(f"/{language}/", f"/{language}/cite/", 1)):
        assert f'href="{address}"' in Client().get(place).content.decode()
    html = Client().get(address).content.decode()
    assert world.english.read_text()[:9] in html
    assert send(address, WORDS[language]).status_code == 303
    report = ErrorReport.objects.get()
    assert (report.version, report.start, report.end, report.statement) == (world.english, 0, 9, None)


def test_a_withheld_passage_has_a_form_without_its_words(world):
    withhold(source=world.english.source, shows="nothing", **WHY)
    html = Client().get(f"/en/report/{PASSAGE}").content.decode()
    assert world.english.read_text()[:9] not in html
    assert send(f"/en/report/{PASSAGE}").status_code == 303


def test_the_form_is_stored_as_other_pages_and_what_was_sent_is_not(world, monkeypatch):
    kept = []
    monkeypatch.setattr(conditional, "keep", lambda store, key, response: kept.append(response))
    address = form_of(world.first("definition"))
    first = Client().get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert len(kept) == 1
    assert 'content="noindex"' in first.content.decode()
    assert send(address).status_code == 303
    assert send(address, "").status_code == 400
    assert len(kept) == 1


def test_what_is_sent_twice_is_kept_once_until_it_is_answered(world):
    address = form_of(world.first("definition"))
    for _press in range(3):
        assert send(address).status_code == 303
    assert send(address, f"  {WORDS['en']}\r\n").status_code == 303
    assert ErrorReport.objects.count() == 1
    assert send(address, "Something else.").status_code == 303
    assert send(form_of(world.first("distinction"))).status_code == 303
    assert ErrorReport.objects.count() == 3
    ErrorReport.objects.update(state="done", answered_at=timezone.now())
    assert send(address).status_code == 303
    assert ErrorReport.objects.filter(state="waiting").count() == 1


def test_a_report_is_about_the_edition_that_was_read(world):
    statement = world.first("distinction")
    publish_again(statement, 1)
    address = form_of(statement)
    assert 'name="edition" value="2"' in Client().get(address).content.decode()
    for number, edition in enumerate(["1", "2", "3", "0", "-1", "x", "", "9" * 400, "２", "\0"]):
        assert send(address, f"{number}", edition=edition).status_code == 303, edition
    assert list(ErrorReport.objects.order_by("pk").values_list("edition", flat=True)) == [1, *[2] * 9]


@LANGUAGES
@pytest.mark.parametrize("kind", ["distinction", "finding"])
def test_every_edition_has_a_form_and_its_report_keeps_its_number(world, kind, language):
    statement = world.first(kind)
    publish_again(statement, 1)
    page = f"{statement.get_absolute_url()}v1/".replace("/en/", f"/{language}/", 1)
    address = page.replace(f"/{language}/", f"/{language}/report/", 1)
    for place in (page, page.replace(f"/{language}/", f"/{language}/cite/", 1)):
        assert f'href="{address}"' in Client().get(place).content.decode(), place
    html = Client().get(address).content.decode()
    assert f'href="{page}"' in html
    assert {"en": "Edition 1<", "zh-hans": "第 1 版<"}[language] in html
    assert 'name="edition" value="1"' in html
    for edition in ("1", "2", "x"):  # what was read is in the address
        answer = send(address, WORDS[language], edition=edition)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}?sent=yes")
    thanks = Client().get(f"{address}?sent=yes").content.decode()
    assert {"en": ">Thank you</h2>", "zh-hans": ">谢谢</h2>"}[language] in thanks
    report = ErrorReport.objects.get()
    assert (report.statement, report.edition) == (statement, 1)


def test_the_edition_of_a_withdrawn_statement_has_a_form_and_one_that_is_not_there_has_none(world):
    statement = world.first("finding")
    withdraw(statement=statement, words_en="It was wrong.", words_zh="写错了。")
    address = f"/en/report{statement.get_absolute_url().removeprefix('/en')}v1/"
    assert statement.text_en in Client().get(address).content.decode()
    assert send(address).status_code == 303
    assert ErrorReport.objects.get().edition == 1
    assert send(address.replace("/v1/", "/v9/")).status_code == 404
    code = statement.code
    moved = send(address.replace(code, code.lower()))
    assert (moved.status_code, moved.headers["Location"]) == (308, address)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
    ],
)
def test_only_our_own_pages_may_send(world, headers, status):
    answer = send(form_of(world.first("definition")), headers=headers)
    assert (answer.status_code, ErrorReport.objects.count()) == (status, status == 303)
    if status == 403:
        assert "did not come from a page of this site" in answer.content.decode()
        assert WORDS["en"] not in answer.content.decode()


@LANGUAGES
@pytest.mark.parametrize(
    ("words", "more", "field", "said"),
    [
        ("", {}, "words", {"en": "Nothing says yet what is wrong", "zh-hans": "还没有说明哪里有误"}),
        (" \u200b\n\u202e ", {}, "words", {"en": "Nothing says yet what is wrong", "zh-hans": "还没有说明哪里有误"}),
        ("营" * (MOST_WORDS + 1), {}, "words", {"en": "1501 characters are too many", "zh-hans": "1501"}),
        ("营销" * 25_000, {}, "words", {"en": "50000 characters are too many", "zh-hans": "50000"}),
        ("a\0b", {}, "words", {"en": "U+0000", "zh-hans": "U+0000"}),
        ("a\x1bb", {}, "words", {"en": "U+001B", "zh-hans": "U+001B"}),
        ("Wrong.", {"contact": "x" * (MOST_CONTACT + 1)}, "contact", {"en": "201 characters", "zh-hans": "201"}),
        ("Wrong.", {"contact": "a\nb"}, "contact", {"en": "U+000A", "zh-hans": "U+000A"}),
        ("Wrong.", {"home_page": "https://x"}, "send", {"en": "field that people do not see", "zh-hans": "看不见的"}),
    ],
)
def test_what_cannot_be_sent_is_kept_and_its_field_says_why(world, language, words, more, field, said):
    answer = send(form_of(world.first("definition"), language), words, **more)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert said[language] in html
    assert f'<a href="#report-{field}">' in html
    assert f'id="report-{field}"' in html
    if field != "send":
        assert f'id="report-{field}-fault"' in html
        assert html.count('aria-invalid="true"') == 1
    shown = words.replace("\u202e", "").strip()
    shown = shown.replace("\0", "\ufffd").replace("\x1b", "\ufffd")  # which HTML cannot have
    assert f">\n{shown}</textarea>" in html
    assert 'value="https://x"' not in html
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "التسويق ليس هو البيع على الإطلاق", "👩‍👩‍👧‍👦 wrong 👎", "𠮷野家も違う",
        "<script>alert(1)</script>{{ 7*7 }}", "½²㎏ ﬁ e\u0301" * 50, "a" * MOST_WORDS, "'; DROP TABLE x; --", "%00%ff",
    ],
)  # fmt: skip
def test_odd_words_are_kept_as_they_are(world, words):
    answer = send(form_of(world.first("definition")), words, contact=words.replace("\n", " ")[:MOST_CONTACT])
    assert answer.status_code == 303
    assert ErrorReport.objects.get().words == words
    again = send(form_of(world.first("definition")), words, home_page="x")
    assert b"<script>alert" not in again.content


@pytest.mark.parametrize(
    ("words", "kept"), [("\u202eturned round\u202c", "turned round"), ("销售\u2067 שיווק", "销售 שיווק")]
)
def test_a_report_is_kept_without_marks_of_direction(world, words, kept):
    assert send(form_of(world.first("definition")), words, contact=words).status_code == 303
    report = ErrorReport.objects.get()
    assert (report.words, report.contact) == (kept, kept)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"words=%ED%A0%80", 303), (b"words=%FF%FE", 303), (b"words=" + b"x" * 6_100_000, 400),
        (b"&".join(b"a=1" for _ in range(4_100)), 400), (b"words=%00", 400), (b"", 400), (b"%", 400),
    ],
)  # fmt: skip
def test_a_malformed_form_is_no_fault_of_ours(world, body, status):
    address = form_of(world.first("definition"))
    for media in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        client = Client(raise_request_exception=False)
        answer = client.generic("POST", address, body, content_type=media, headers=OURS)
        assert answer.status_code == (status if "urlencoded" in media else 400), media


@pytest.mark.parametrize(
    "page",
    ["statements/ZZZZ2", "statements/!", "concepts/alpha", "nothing", "x" * 3_000, "sources/english-0/v1/passages/9-5",
     "sources/english-0/v1/passages/0-99999", "sources/nothing/v1/passages/0-9", "report/statements/ZZZZ2", "about"],
)  # fmt: skip
def test_what_is_not_there_has_no_form(world, page):
    for answer in (Client().get(f"/en/report/{page}/"), send(f"/en/report/{page}/")):
        assert answer.status_code == 404
        assert not answer.cookies
    assert WORDS["en"] in answer.content.decode()  # which can be copied


@LANGUAGES
def test_a_withdrawn_statement_answers_as_its_page_does_and_what_was_typed_can_be_copied(world, language):
    statement = world.first("definition")
    address = form_of(statement, language)
    withdraw(statement=statement, words_en="It says too much.", words_zh="说得太多。")
    shown, sent = Client().get(address), send(address, WORDS[language])
    for answer in (shown, sent):
        assert answer.status_code == 410
        assert {"en": "It says too much.", "zh-hans": "说得太多。"}[language] in answer.content.decode()
    assert f'<dd class="typed-words">{WORDS[language]}</dd>' in sent.content.decode()
    assert {"en": ">What is wrong</dt>", "zh-hans": ">哪里有误</dt>"}[language] in sent.content.decode()
    assert not ErrorReport.objects.exists()


def test_a_moved_statement_leads_on_and_takes_what_was_typed_along(world):
    old, new = world.statements["definition"][:2]
    address = form_of(old)
    merge(statement=old, into=new, reason_en="The same.", reason_zh="相同。")
    assert Client().get(address).status_code == 301
    assert Client().get(address).headers["Location"] == form_of(new)
    answer = send(address)
    assert (answer.status_code, answer.headers["Location"]) == (308, form_of(new))
    code = new.code.lower()
    assert Client().get(f"/en/report/statements/{code}/").headers["Location"] == form_of(new)
    distinction = world.first("distinction")
    for path in (f"statements/{distinction.code}/", f"distinctions/{distinction.code}/", f"distinctions/{code}/x/"):
        assert Client().get(f"/en/report/{path}").status_code == 301


def test_a_passage_of_a_renamed_source_leads_on_and_takes_what_was_typed_along(world):
    Source.objects.filter(pk=world.english.source_id).update(slug="renamed")
    Address.objects.create(kind="source", key="english-0", state="moved", target="renamed")
    there = f"/zh-hans/report/{PASSAGE}".replace("english-0", "renamed")
    shown, sent = Client().get(f"/zh-hans/report/{PASSAGE}"), send(f"/zh-hans/report/{PASSAGE}")
    assert (shown.status_code, shown.headers["Location"]) == (301, there)
    assert (sent.status_code, sent.headers["Location"]) == (308, there)
    assert send(there).status_code == 303


def test_a_draft_has_no_form(world):
    draft = make.make_statement("definition", world.concepts[0])
    assert Client().get(form_of(draft)).status_code == 404
    assert send(form_of(draft)).status_code == 404


@LANGUAGES
def test_a_site_that_takes_no_reports_has_no_form_and_no_way_to_it(world, settings, language):
    settings.TAKES_REPORTS = False
    statement = world.first("finding")
    address = form_of(statement, language)
    for answer in (Client().get(address), send(address), Client().get(f"/{language}/report/{PASSAGE}")):
        assert answer.status_code == 404
    edition = f"{statement.get_absolute_url()}v1/"
    for page in (statement.get_absolute_url(), edition, f"/en/{PASSAGE}", f"/en/cite/{PASSAGE}"):
        html = Client().get(page.replace("/en/", f"/{language}/")).content.decode()
        assert "/report/" not in html, page
    assert not ErrorReport.objects.exists()


def test_whether_reports_are_taken_is_part_of_the_key_of_stored_pages(settings):
    settings.TAKES_REPORTS = True
    keys = set()
    for taken in (True, False):
        settings.TAKES_REPORTS = taken
        conditional.release.cache_clear()
        keys.add(conditional.release())
    conditional.release.cache_clear()
    assert len(keys) == 2


@LANGUAGES
def test_one_network_sends_so_many_and_others_still_can(world, language):
    address = form_of(world.first("definition"), language)
    for number in range(MOST_REPORTS):
        assert send(address, f"{number}", REMOTE_ADDR="2001:db8:1:2::7").status_code == 303
    assert send(address, "0", REMOTE_ADDR="2001:db8:1:2::7").status_code == 303  # which waits already
    refused = send(address, "One more.", REMOTE_ADDR="2001:db8:1:2:ffff::8")
    html = refused.content.decode()
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert {"en": "from your network within an hour", "zh-hans": "一小时内从您的网络"}[language] in html
    assert ">\nOne more.</textarea>" in html
    assert send(address, "One more.", REMOTE_ADDR="2001:db8:1:3::7").status_code == 303


def test_behind_proxies_the_reader_is_counted(world, settings):
    address = form_of(world.first("definition"))
    settings.PROXIES = 1
    for number in range(MOST_REPORTS + 1):
        answer = send(address, f"{number}", headers={"x-forwarded-for": f"192.0.2.{number}"}, REMOTE_ADDR="127.0.0.1")
        assert answer.status_code == 303
    forged = [
        send(address, f"x{number}", headers={"x-forwarded-for": f"10.0.0.{number}, 192.0.2.9"}).status_code
        for number in range(MOST_REPORTS)
    ]
    assert forged == [303] * (MOST_REPORTS - 1) + [429]


def test_what_was_not_kept_does_not_count(world):
    address = form_of(world.first("definition"))
    with patch("concepts.pages.reports.views.report_error", side_effect=IntegrityError):
        for number in range(MOST_REPORTS):
            assert send(address, f"{number}").status_code == 500
    for number in range(MOST_REPORTS):
        assert send(address, f"{number}").status_code == 303


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_counts_and_their_key_are_thrown_away_together_and_hold_no_address():
    clock = Clock()
    limit = SendingLimit(2, clock)
    for _report in range(2):
        limit.count("192.0.2.1")
    with pytest.raises(TooManySentError) as refused:
        limit.count("192.0.2.1")
    assert refused.value.minutes == 60
    marks, key = set(limit._counts), limit._key
    assert not [mark for mark in marks if b"192" in mark]
    clock.now = WINDOW - 1
    with pytest.raises(TooManySentError) as refused:
        limit.count("192.0.2.1")
    assert refused.value.minutes == 1
    clock.now = WINDOW
    limit.count("192.0.2.1")
    assert limit._key != key
    assert not marks & set(limit._counts)


def test_the_room_for_counts_is_bounded(monkeypatch):
    monkeypatch.setattr(sending_limit, "MOST_NETWORKS", 3)
    assert MOST_NETWORKS > 3
    limit = SendingLimit(2, Clock())
    for number in range(5):
        limit.count(f"192.0.2.{number}")
    with pytest.raises(TooManySentError):
        limit.count("192.0.2.99")
    assert len(limit._counts) == 4
    limit.count("192.0.2.1")  # is counted apart


@LANGUAGES
def test_no_more_wait_than_there_is_room_for(world, monkeypatch, language):
    monkeypatch.setattr(error_reports, "MOST_WAITING", 2)
    address = form_of(world.first("definition"), language)
    assert [send(address, f"{number}").status_code for number in range(3)] == [303, 303, 429]
    html = send(address, "3").content.decode()
    assert {"en": "So many reports wait already", "zh-hans": "待处理的报告太多"}[language] in html
    assert ">\n3</textarea>" in html
    ErrorReport.objects.filter(words="0").update(state="done", answered_at=timezone.now())
    assert send(address, "3").status_code == 303


def test_answered_reports_are_deleted_after_their_time(world):
    now = timezone.now()
    old, kept, waiting = (make.make_report(world.first("definition"), f"{number}") for number in range(3))
    ErrorReport.objects.filter(pk=old.pk).update(state="done", answered_at=now - KEPT_FOR - timedelta(minutes=1))
    ErrorReport.objects.filter(pk=kept.pk).update(state="done", answered_at=now - KEPT_FOR + timedelta(minutes=1))
    ErrorReport.objects.filter(pk=waiting.pk).update(sent_at=now - 5 * KEPT_FOR)
    assert send(form_of(world.first("definition"))).status_code == 303
    assert set(ErrorReport.objects.values_list("words", flat=True)) == {"1", "2", WORDS["en"]}


def offered(html: str) -> dict[str, str]:
    """The fields of the form that an error page offers to send again."""
    form = re.search(r'<form method="post".*?</form>', html, re.DOTALL)
    assert form
    assert "csrf" not in form[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))


@LANGUAGES
@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("place", ["reported.find_statement", "views.revision_key", "views.report_error"])
def test_during_an_outage_what_was_typed_can_be_sent_again(monkeypatch, language, place):
    statement = Statement.objects.filter(kind="definition").first()
    address = form_of(statement, language)
    cause = {"reported.find_statement": postgres_error("57014"), "views.report_error": sqlite_error(5)}
    with monkeypatch.context() as broken:
        broken.setattr(f"concepts.pages.reports.{place}", failing(cause.get(place, postgres_error("08006"))))
        answer = send(address, WORDS[language], contact="r@example.org", edition="1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert not answer.cookies
    html = answer.content.decode()
    assert f'action="{address}"' in html
    fields = offered(html)
    assert fields == {"words": WORDS[language], "contact": "r@example.org", "edition": "1"}
    assert send(address, **fields).status_code == 303
    assert ErrorReport.objects.get().words == WORDS[language]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The database can only be read at the moment"), ("zh-hans", "数据库目前只能读取")]
)
def test_a_read_only_database_keeps_no_report_and_says_so(world, request, language, words):
    address = form_of(world.first("definition"), language)
    request.getfixturevalue("read_only")
    assert Client().get(address).status_code == 200
    answer = send(address, WORDS[language])
    assert answer.status_code == 503
    assert words in answer.content.decode()
    assert offered(answer.content.decode())["words"] == WORDS[language]


def test_an_error_page_offers_nothing_that_came_from_elsewhere(world, monkeypatch):
    monkeypatch.setattr("concepts.pages.reports.reported.find_statement", failing(postgres_error("57014")))
    answer = send(form_of(world.first("definition")), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 503
    assert WORDS["en"] not in answer.content.decode()


def test_reports_change_nothing_that_readers_see(world):
    before = conditional.revision_key()
    assert send(form_of(world.first("definition"))).status_code == 303
    assert conditional.revision_key() == before
    assert conf.TAKES_REPORTS
