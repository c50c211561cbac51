import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from conceptbase import freshness
from concepts.revision import raise_revision
from tests.factories import make_concept

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/en/", "/zh-hans/", "/en/concepts/marketing/", "/zh-hans/concepts/marketing/"])
def test_an_unchanged_page_is_answered_with_304_after_one_query(client, address):
    make_concept("marketing", "Marketing", "营销")
    first = client.get(address)
    assert first.status_code == 200
    with CaptureQueriesContext(connection) as captured:
        second = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (second.status_code, second.content, len(captured)) == (304, b"", 1)
    assert client.head(address, headers={"if-none-match": f'W/{first.headers["ETag"]}, "x"'}).status_code == 304


def test_a_change_of_content_address_or_release_makes_a_new_tag(client, monkeypatch):
    tags = [client.get(address).headers["ETag"] for address in ("/en/", "/zh-hans/", "/en/?x=1")]
    raise_revision()
    tags.append(client.get("/en/").headers["ETag"])
    monkeypatch.setattr(freshness, "release", lambda: "another release")
    tags.append(client.get("/en/").headers["ETag"])
    assert len(set(tags)) == 5
    assert client.get("/en/", headers={"if-none-match": tags[0]}).status_code == 200


@pytest.mark.parametrize("address", ["/en/concepts/nothing/", "/admin/login/", "/healthz"])
def test_only_pages_that_were_found_are_tagged(client, address):
    assert "ETag" not in client.get(address).headers


def test_the_health_check_tells_when_the_database_does_not_answer(client, monkeypatch):
    assert client.get("/healthz").json()["status"] == "ok"

    def broken():
        raise DatabaseError

    monkeypatch.setattr("conceptbase.views.current_revision", broken)
    assert client.get("/healthz").status_code == 503
