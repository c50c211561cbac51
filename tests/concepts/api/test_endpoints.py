"""Every address of the API keeps its promises: the checklist “An endpoint of the API” of CONTRIBUTING.md."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from concepts.api.urls import urlpatterns
from tests.test_queries import TABLE

ADDRESSES = {str(pattern.name): f"/api/{pattern.pattern}" for pattern in urlpatterns}
# For each endpoint an address that it answers with as many keys as it can, from `make_field` of the search.
EXAMPLES = {"search": "/api/v1/search?q=marketing%20vs%20sales"}
DOCUMENTATION = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


def beginning(address: str) -> str:
    """The part of an address before its arguments and parameters."""
    return re.split(r"[<?]", address)[0]


def missing_places(addresses: dict[str, str]) -> list[str]:
    """What these endpoints lack, a sentence each that names the endpoint and the place."""
    missing = []
    for name, address in addresses.items():
        places = {
            "an example in EXAMPLES of tests/concepts/api/test_endpoints.py": name in EXAMPLES,
            f"a line that begins with “GET {beginning(address)}” in docs/api.md": any(
                line.strip().startswith(f"GET {beginning(address)}") for line in DOCUMENTATION.splitlines()
            ),
            "its number of queries in TABLE of tests/test_queries.py": any(
                page.startswith(beginning(address)) for page in TABLE
            ),
        }
        missing += [f"{name} lacks {place}." for place, is_there in places.items() if not is_there]
    return missing


def test_every_endpoint_has_all_it_needs():
    assert ADDRESSES["search"] == "/api/v1/search"
    missing = missing_places(ADDRESSES)
    assert not missing, "\n".join(missing)
    assert EXAMPLES.keys() == ADDRESSES.keys()


def test_an_endpoint_that_is_only_half_added_is_told_what_it_lacks():
    assert missing_places({"concept": "/api/v1/concepts/<slug:slug>"}) == [
        "concept lacks an example in EXAMPLES of tests/concepts/api/test_endpoints.py.",
        "concept lacks a line that begins with “GET /api/v1/concepts/” in docs/api.md.",
        "concept lacks its number of queries in TABLE of tests/test_queries.py.",
    ]


def keys_of(value: object) -> Iterator[str]:
    """All keys of JSON, at any depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from keys_of(part)


def undocumented(keys: Iterable[str]) -> set[str]:
    return {key for key in keys if f"`{key}`" not in DOCUMENTATION}


every_example = pytest.mark.parametrize("address", EXAMPLES.values(), ids=EXAMPLES.keys())


@every_example
def test_every_key_of_an_answer_is_documented(address, field):
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    keys = set(keys_of(response.json()))
    assert len(keys) > 2
    assert undocumented(keys) == set()
    assert undocumented({"no_such_key"}) == {"no_such_key"}


@every_example
def test_an_answer_is_the_same_for_everybody_and_asked_for_anew(address, field):
    plain = Client().get(address)
    client = Client(headers={"accept-language": "zh-CN", "accept-encoding": "gzip, br"})
    client.cookies["sessionid"] = "x" * 32
    other = client.get(address)
    assert other.content == plain.content
    assert not other.cookies
    assert not other.has_header("Vary")
    assert other["Cache-Control"] == "public, no-cache"
    assert Client().head(address).content == b""


@every_example
@pytest.mark.parametrize(
    ("method", "more", "status"),
    [
        ("get", "&no-such-parameter=1", 400),
        ("get", "&in=de", 400),
        ("get", "&in=%00", 400),
        ("post", "", 405),
        ("put", "", 405),
        ("delete", "", 405),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_error_has_the_same_shape(address, method, more, status, language, field):
    separator = "&" if "?" in address else "?"
    given = more if "in=" in more else f"{more}&in={language}"
    response = getattr(Client(), method)(f"{address}{separator}{given.removeprefix('&')}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert error.keys() == {"status", "field", "message"}
    assert error["status"] == status
    assert error["message"]
    if method == "get" and "%00" not in more:
        assert error["field"] == more.strip("&").partition("=")[0]


@every_example
def test_beside_an_address_there_is_nothing(address, field):
    response = Client().get(f"{urlsplit(address).path}/nothing")
    assert (response.status_code, response.json()["error"]["status"]) == (404, 404)
