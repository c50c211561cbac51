"""Addresses that are nearly right lead on to the page that was meant; all others are answered as before."""

import logging
import re
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.editorial.content_revision import bump_content_revision
from concepts.models import Address, Tag
from tests import factories as make

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def statement():
    """A published statement of two concepts, under a tag."""
    passage = make.make_passage(make.make_source(), "Both aim at revenue.")
    concepts = [make.make_concept("marketing", "Marketing", "营销"), make.make_concept("sales", "Sales", "销售")]
    statement = make.make_published("characteristic", *concepts, cites=(passage,))
    statement.tags.add("推拉")
    bump_content_revision()
    return statement


def ask(client, address, method="get"):
    """The answer to an address as a server passes it on, whatever a test client would make of it."""
    path, _mark, query = address.partition("?")
    path, query = (text.encode().decode("latin-1") for text in (unquote(path), query))
    return getattr(client, method)("/", PATH_INFO=path, QUERY_STRING=query)


def answer_of(client, address, method="get"):
    response = ask(client, address, method)
    return response.status_code, response.headers.get("Location")


OTHER_CODES = [
    ("/zh-cn/concepts/marketing/", 301, "/zh-hans/concepts/marketing/"),
    ("/zh-CN/compare/marketing-vs-sales/?only=contrasts&x=%2F", 301,
     "/zh-hans/compare/marketing-vs-sales/?only=contrasts&x=%2F"),
    ("/zh/", 301, "/zh-hans/"),
    ("/zh", 301, "/zh-hans/"),
    ("/ZH-HANS/tags/推拉", 301, f"/zh-hans/tags/{quote('推拉')}/"),
    ("/zh_Hans_CN/about", 301, "/zh-hans/about/"),
    ("/zh-SG/sources/", 301, "/zh-hans/sources/"),
    ("/EN/", 301, "/en/"),
    ("/en-us/concepts/", 301, "/en/concepts/"),
    ("/En_GB/search/?q=%E8%90%A5%E9%94%80", 301, "/en/search/?q=%E8%90%A5%E9%94%80"),
    ("/en-us/search/suggestions?q=a", 301, "/en/search/suggestions?q=a"),
    ("/EN/CONCEPTS/MARKETING", 301, "/en/concepts/marketing/"),
    ("/zh-TW/concepts/marketing/", 302, "/zh-hans/concepts/marketing/"),
    ("/zh-hk/?a=b", 302, "/zh-hans/?a=b"),
    ("/zh-Hant/compare/marketing-vs-sales。", 302, "/zh-hans/compare/marketing-vs-sales/"),
    ("/zh-hant-mo/map/", 302, "/zh-hans/map/"),
    ("/zh-cn//about//", 301, "/zh-hans/about/"),
    ("/zh-cn//evil.example/", 301, "/zh-hans/evil.example/"),
    ("/en-us/\r\nX: y/", 301, "/en/%0D%0AX:%20y/"),
    ("/zh-cn/nothing/?a=b", 301, "/zh-hans/nothing/?a=b"),
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "head"])
def test_other_codes_of_a_language_lead_on_without_a_query(client, method):
    for address, status, leads_to in OTHER_CODES:
        with CaptureQueriesContext(connection) as captured:
            response = ask(client, address, method)
        assert (response.status_code, response.headers["Location"]) == (status, leads_to), address
        assert not response.cookies
        assert len(captured) == 0
        assert not leads_to.startswith("//")
        assert answer_of(client, leads_to)[1] is None


def test_what_is_no_code_of_our_languages_leads_nowhere(client):
    for address in ("/de/", "/id/", "/zhx/", "/api/", "/fr-fr/concepts/", "/enx/", "/e/", "/english/"):
        assert answer_of(client, address) == (404, None), address


def test_nothing_but_reading_is_led_on(client, statement):
    for address in ("/zh-cn/", f"/s/{statement.code}。/", "/EN/about/"):
        for method in ("post", "put", "patch", "delete", "options"):
            assert ask(client, address, method).status_code in (404, 405), (method, address)


MARKS = [
    "。", "）", ".", ")", "，", ",", ";", "；", "”", ">", "》", "」", "』", "、", "！", "？", "…", "'", '"', "!", "*",
    "~", "]", "}", ".)", "。”", "），", "...", " ", "\u3000", "\u00a0", "\u200b", "\ufeff", "//", "/。", "）/", "%3F",
    "👍", "。你看看", "（营销）",
]  # fmt: skip


@LANGUAGES
def test_marks_copied_with_a_link_lead_on_to_its_page_by_one_redirect(client, statement, language):
    code = statement.code
    pages = [f"/s/{code}/", f"/{language}/compare/marketing-vs-sales/", f"/{language}/tags/{quote('推拉')}/"]
    for page, marks in zip(pages, (MARKS, MARKS[::2], MARKS[1::2]), strict=True):
        for mark in marks:
            address = page.rstrip("/") + mark
            assert answer_of(client, address) == (301, page), address
    for page in (f"/{language}/", f"/{language}/statements/{code}/", f"/{language}/concepts/", f"/{language}/about/",
                 f"/s/{code}/v1/", f"/id/statement/{code}/v1", f"/{language}/search/suggestions"):  # fmt: skip
        query = "utm_source=x&name=C%2B%2B"
        assert answer_of(client, f"{page.rstrip('/')}）。?{query}", "head") == (301, f"{page}?{query}"), page


@LANGUAGES
def test_marks_at_the_end_of_a_query_lead_on_to_its_page(client, statement, language):
    address = f"/{language}/compare/marketing-vs-sales/?language=en&only=contrasts"
    for mark in ("。", ")", "%EF%BC%89", "%22", "），好", "%E3%80%82%E2%80%9D"):
        assert answer_of(client, address + mark) == (301, address), mark
    assert answer_of(client, address + "x。") == (400, None)
    # What a page can answer is left alone.
    assert answer_of(client, f"/{language}/search/?q=marketing。")[1] is None
    assert answer_of(client, f"/{language}/about/?utm_source=x。") == (200, None)


def test_capital_letters_and_doubled_slashes_lead_on(client, statement):
    for address, leads_to in {
        "/S/" + statement.code: f"/s/{statement.code.lower()}/",
        "/en/Concepts/Marketing/": "/en/concepts/marketing/",
        "/en//concepts///marketing/": "/en/concepts/marketing/",
        "/en/COMPARE/SALES-VS-MARKETING": "/en/compare/sales-vs-marketing/",
        "/en/compare/marketing-vs-sales.CSV": "/en/compare/marketing-vs-sales.csv",
        "/ZH-HANS/COMPARE/MARKETING-VS-SALES.JSON": "/zh-hans/compare/marketing-vs-sales.json",
        "/zh-hans/compare/marketing-vs-sales.PNG/": "/zh-hans/compare/marketing-vs-sales.png",
        f"/s//{statement.code}": f"/s/{statement.code}/",
        "/en/concepts/MARKETING)": "/en/concepts/marketing/",  # which by itself would lead on once more
    }.items():
        assert answer_of(client, address) == (301, leads_to), address


def test_a_path_that_begins_with_two_slashes_never_leads_to_another_site(client):
    for path in ("//evil.example/en/", "//evil.example。", "///evil.example/", "//en/about/", "//zh-cn//evil.example"):
        response = ask(client, path)
        assert not response.headers.get("Location", "/").startswith("//"), path


def test_a_withdrawn_address_with_a_mark_leads_on_to_what_it_says(client, statement):
    Address.objects.create(kind="concept", key="ads", state="withdrawn", words_en="Gone.", words_zh="没有了。")
    Address.objects.create(kind="concept", key="selling", state="moved", target="sales")
    bump_content_revision()
    assert answer_of(client, "/en/concepts/ads)") == (301, "/en/concepts/ads/")
    assert answer_of(client, "/en/concepts/ads/") == (410, None)
    assert answer_of(client, "/zh-hans/concepts/selling。?a=b") == (301, "/zh-hans/concepts/sales/?a=b")


def test_an_address_with_marks_that_has_a_page_keeps_it(client, statement):
    Tag.objects.filter(slug="推拉").update(slug="推拉+")  # as rows that slipped in past the gate
    assert client.get(f"/en/tags/{quote('推拉+')}/").status_code == 200
    assert answer_of(client, f"/en/tags/{quote('推拉+')}") == (301, f"/en/tags/{quote('推拉')}+/")


@LANGUAGES
def test_a_draft_stays_unknown_with_and_without_marks_and_asks_as_little(client, statement, language, caplog):
    draft = make.make_statement("definition", statement.concept_links.first().concept)
    unused = next(code for code in ("X7QF2", "X7QF3") if code not in (draft.code, statement.code))

    def seen(address):
        with CaptureQueriesContext(connection) as captured:
            response = ask(client, address)
        # Which letters of the code are marked as English differs from code to code.
        text = re.sub("<[^>]+>", "", response.content.decode()) + response.headers.get("Location", "")
        return response.status_code, re.sub(f"{draft.code}|{unused}", "CODE", text), len(captured)

    for end in ("/", "。", "/)", "//"):
        for page in ("/s/", f"/{language}/statements/"):
            assert seen(f"{page}{draft.code}{end}") == seen(f"{page}{unused}{end}"), (page, end)
            assert seen(f"{page}{draft.code}{end}")[0] in (301, 404)
    assert seen(f"/s/{unused}/")[2] == 2  # the statement, and the former address
    assert seen(f"/s/{unused}。")[2] == 2
    caplog.clear()
    with caplog.at_level(logging.INFO):
        ask(client, f"/s/{unused}。/")
    assert len(caplog.records) == 1  # the page that was asked for in vain is not in the log


def test_the_admin_files_and_addresses_without_a_page_lead_nowhere_new(client):
    for address in (
        "/admin。", "/admin/login/。", "/ADMIN/", "/admin//login/", "/static/css/none.css)", "/static。", "/STATIC/x/",
        "/api/v1/search。", "//admin/login/.", "/en/concepts/nothing。", "/en/nothing。", "/index.html",
        "/en/index.html", "/.env", "/wp-login.php",
    ):  # fmt: skip
        response = ask(client, address)
        assert response.status_code in (302, 404), address
        assert response.headers.get("Location", "/admin/login/").startswith("/admin/login/"), address
