"""The frame around all pages: languages, errors, headers, health."""

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "prefix"),
    [
        ("zh-CN,zh;q=0.9", "/zh-hans/"),
        ("zh-TW", "/zh-hans/"),
        ("zh", "/zh-hans/"),
        ("de-DE,zh-Hans;q=0.5,en;q=0.4", "/zh-hans/"),
        ("en-GB", "/en/"),
        ("de", "/en/"),
        ("", "/en/"),
        ("\x80;q=nonsense,,", "/en/"),
    ],
)
def test_the_root_chooses_the_language_the_browser_asks_for(client, asked, prefix):
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response["Location"]) == (302, prefix)
    assert "Accept-Language" in response["Vary"]


def test_no_public_page_reads_or_sets_a_cookie(client):
    client.cookies["django_language"] = "zh-hans"
    response = client.get("/")
    assert response["Location"] == "/en/"
    for address in ("/en/", "/zh-hans/", "/en/nothing/", "/healthz"):
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address


def test_a_page_names_its_language_and_its_other_self(client):
    page = client.get("/zh-hans/compare/?only=contrasts").content.decode()
    assert '<html lang="zh-Hans" ' in page
    assert 'href="/en/compare/?only=contrasts" lang="en" hreflang="en"' in page
    assert '<link rel="canonical" href="http://testserver/zh-hans/compare/">' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/en/nothing/",
        "/zh-hans/concepts/nothing/",
        "/nothing",
        "/en/concepts/%00/",
        "/en/?q=%00",
        "/en/concepts/%FF/",
        "/%FF%FE",
        "/en/" + "x" * 8000,
        "/en/concepts/../../etc/passwd",
        "/en/statements/-1/",
        "/en/distinctions/'/\"/",
        "/s/%FF/",
        "/en/compare/%FF-vs-%00/",
        "/en/compare/?concept=%FF&concept=%00",
        "/en/tags/营销/",
    ],
)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options", "patch"])
def test_a_malformed_or_unknown_address_is_answered_below_500(client, address, method):
    response = getattr(client, method)(address)
    assert 400 <= response.status_code < 500 or response.status_code in (200, 301, 302)


@pytest.mark.parametrize("path", ["//[/", "//evil.example/en", "/en//", "/en/\r\nX: y/"])
def test_a_path_that_no_client_writes_is_answered_below_500(client, path):
    assert client.get("/en/", PATH_INFO=path).status_code < 500


def test_errors_speak_the_readers_language_and_show_ways_out(client):
    english = client.get("/en/nothing/").content.decode()
    assert "There is no such page" in english
    assert 'href="/en/concepts/"' in english
    chinese = client.get("/nothing/", headers={"accept-language": "zh"}).content.decode()
    assert '<html lang="zh-Hans" ' in chinese
    assert 'href="/zh-hans/concepts/"' in chinese
    assert client.get("/en/?q=%00").status_code == 400


@pytest.mark.parametrize(("language", "words"), [("en", "needs a host name of its own"), ("zh-hans", "需要自己的域名")])
def test_a_site_below_a_path_of_another_is_refused_with_the_reason(client, language, words):
    for name in ("/kb", "/知识/库".encode().decode("latin-1"), "//evil.example"):
        for path in (f"/{language}/", f"/{language}/concepts/nothing/", "/admin/login/", "/healthz"):
            answer = client.get(path, SCRIPT_NAME=name, headers={"accept-language": language})
            assert answer.status_code == (200 if path == "/healthz" else 400), (name, path)
            assert words in answer.content.decode() or path == "/healthz"
    assert client.get(f"/{language}/", SCRIPT_NAME="/").status_code == 200


def test_a_host_that_is_not_ours_gets_a_page_and_no_address_of_ours(client):
    response = client.get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_a_fault_of_ours_is_told_in_plain_words(monkeypatch):
    def broken():
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("conceptbase.views.build_home", broken)
    response = Client(raise_request_exception=False).get("/zh-hans/")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert '<html lang="zh-Hans" ' in response.content.decode()


@override_settings(TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}])
def test_a_fault_is_told_even_where_no_page_can_be_drawn(rf):
    from conceptbase.errors import server_error

    response = server_error(rf.get("/en/"))
    assert (response.status_code, response["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_every_answer_carries_the_strict_policy(client):
    for address in ("/en/", "/nothing/", "/healthz", "/", "/en/?q=%00"):
        response = client.get(address)
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("demo", "shown"), [(True, 1), (False, 0)])
def test_the_demo_says_that_it_is_one(client, settings, demo, shown):
    settings.DEMO = demo
    assert client.get("/en/").content.decode().count('class="demo"') == shown
