import re
from pathlib import Path

import brotli
import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from conceptbase.page_cache import conditional
from concepts.editorial.content_revision import bump_content_revision
from tests.factories import make_concept

pytestmark = pytest.mark.django_db


def answer(response, path="/en/", method="GET", **headers):
    """What the middleware makes of a response from below it."""
    request = RequestFactory(headers=headers).generic(method, path)
    return conditional.fresh_pages(lambda _request: response)(request)


@pytest.mark.parametrize("address", ["/en/", "/zh-hans/", "/en/concepts/marketing/", "/zh-hans/concepts/marketing/"])
@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_an_unchanged_page_is_answered_with_304_after_one_query(client, address, coding):
    make_concept("marketing", "Marketing", "营销")
    first = client.get(address, headers={"accept-encoding": coding})
    assert first.status_code == 200
    tag = first.headers["ETag"]
    with CaptureQueriesContext(connection) as captured:
        second = client.get(address, headers={"accept-encoding": coding, "if-none-match": tag})
    assert (second.status_code, second.content, len(captured)) == (304, b"", 1)
    assert [second.headers[name] for name in ("ETag", "Vary", "Cache-Control")] == [
        first.headers[name] for name in ("ETag", "Vary", "Cache-Control")
    ]
    assert "Content-Length" not in second.headers
    several = f'"x", {tag.removeprefix("W/")}'
    assert client.head(address, headers={"accept-encoding": coding, "if-none-match": several}).status_code == 304


def test_a_held_copy_counts_in_every_coding_the_client_takes_and_in_no_other(client):
    tags = {
        coding: client.get("/en/", headers={"accept-encoding": coding}).headers["ETag"]
        for coding in ("br", "gzip", "identity")
    }
    assert len(set(tags.values())) == 3

    def status(accepted, held):
        return client.get("/en/", headers=accepted | {"if-none-match": tags[held]}).status_code

    assert [status({"accept-encoding": "br, gzip"}, held) for held in tags] == [304, 304, 304]
    assert [status({"accept-encoding": "gzip"}, held) for held in tags] == [200, 304, 304]
    assert [status({"accept-encoding": "gzip, identity;q=0"}, held) for held in tags] == [200, 304, 200]
    assert [status({}, held) for held in tags] == [304, 304, 304]


def test_any_held_copy_of_a_page_that_exists_is_good_where_the_client_says_so(client):
    assert client.get("/en/", headers={"if-none-match": "*"}).status_code == 304
    assert client.get("/en/concepts/nothing/", headers={"if-none-match": "*"}).status_code == 404


def test_a_change_of_content_address_host_scheme_or_release_makes_a_new_tag(client, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    tags = [
        client.get(address).headers["ETag"] for address in ("/en/search/", "/zh-hans/search/", "/en/search/?kind=tag")
    ]
    tags.append(client.get("/en/search/", headers={"host": "example.org"}).headers["ETag"])
    tags.append(client.get("/en/search/", secure=True).headers["ETag"])
    bump_content_revision()
    tags.append(client.get("/en/search/").headers["ETag"])
    monkeypatch.setattr(conditional, "release", lambda: "another release")
    tags.append(client.get("/en/search/").headers["ETag"])
    assert len(set(tags)) == 7
    assert client.get("/en/search/", headers={"if-none-match": tags[0]}).status_code == 200


def test_the_release_changes_with_a_package_and_with_every_setting_of_the_site(monkeypatch, settings):
    releases = [conditional.release.__wrapped__()]
    assert releases == [conditional.release.__wrapped__()]
    for name, value in {
        "CONTACT": "营销@example.org",
        "DEMO": True,
        "TIME_ZONE": "Asia/Shanghai",
        "MADE_UP": 1,
    }.items():
        setattr(settings, name, value)
        releases.append(conditional.release.__wrapped__())
    monkeypatch.setattr(conditional, "distributions", list)
    releases.append(conditional.release.__wrapped__())
    assert len(set(releases)) == 6
    settings.SECRET_KEY = "another secret, of which nothing may go into what readers get"
    assert conditional.release.__wrapped__() == releases[-1]


def test_every_setting_that_public_pages_read_is_part_of_the_release(settings):
    """A setting whose name looks like that of a secret (`AUTHOR`, `KEYWORDS`) would be left out of it."""
    base = Path(settings.BASE_DIR)
    modules = [base / "conceptbase" / f"{name}.py" for name in ("context", "errors", "home", "views", "jinja")]
    for package in ("evidence", "formats", "drawings", "pages", "comparison", "search", "share"):
        modules += (base / "concepts" / package).rglob("*.py")
    read = {name for path in modules for name in re.findall(r"\bsettings\.([A-Z_]+)", path.read_text(encoding="utf-8"))}
    assert {"CONTACT", "DEMO", "TIME_ZONE"} <= read
    before = conditional.release.__wrapped__()
    for name in read:
        old = getattr(settings, name)
        setattr(settings, name, f"{old} and more")
        assert conditional.release.__wrapped__() != before, name
        setattr(settings, name, old)


def test_a_page_is_sent_as_the_client_takes_it(client):
    plain = client.get("/zh-hans/")
    assert "Content-Encoding" not in plain.headers
    packed = client.get("/zh-hans/", headers={"accept-encoding": "gzip;q=0.5, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain.content
    for response in (plain, packed):
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Content-Length"] == str(len(response.content))
    head = client.head("/zh-hans/", headers={"accept-encoding": "br"})
    assert (head.content, head.headers["Content-Length"]) == (b"", packed.headers["Content-Length"])
    assert head.headers["ETag"] == packed.headers["ETag"]


@pytest.mark.parametrize("address", ["/en/concepts/nothing/", "/admin/login/", "/healthz", "/s/23456/"])
def test_only_pages_that_were_found_are_tagged_and_compressed(client, address):
    headers = client.get(address, headers={"accept-encoding": "br"}).headers
    assert "ETag" not in headers
    assert "Content-Encoding" not in headers


def test_what_is_not_a_page_is_tagged_and_otherwise_left_as_it_is():
    taking = {"accept-encoding": "br"}
    for left in (
        HttpResponse("a,b", content_type="text/csv"),
        HttpResponse("<p>", headers={"Content-Encoding": "zstd"}),
        StreamingHttpResponse(iter([b"<p>"])),
    ):
        before = left.headers.get("Content-Encoding")
        response = answer(left, **taking)
        assert response.headers.get("Content-Encoding") == before
        assert response.headers["ETag"].endswith('-identity"')
        assert answer(left, **taking, **{"if-none-match": response.headers["ETag"]}).status_code == 304


def test_a_page_that_says_how_long_it_may_be_kept_is_left_alone():
    response = answer(HttpResponse("<p>", headers={"Cache-Control": "no-store"}), **{"accept-encoding": "br"})
    assert dict(response.headers) == {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


def test_nothing_is_tagged_or_stored_while_templates_change(settings):
    settings.DEBUG = True
    with pytest.raises(MiddlewareNotUsed):
        conditional.fresh_pages(lambda _request: HttpResponse())
