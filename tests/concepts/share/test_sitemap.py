"""Every page that is for search engines stands in a sitemap, in both languages, and nothing else does."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from concepts.models import Statement
from concepts.share import sitemap as sitemaps
from tests import factories as make
from tests.concepts.pages.worlds import make_world
from tests.test_queries import publish_again

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ORIGIN = "http://testserver"


def read_xml(client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def listed(client) -> dict[str, dict[str, str]]:
    """The paths of all sitemaps, each with the paths that its entry names by language."""
    found: dict[str, dict[str, str]] = {}
    files = [place.text for place in read_xml(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)]
    assert files
    for file in files:
        for entry in read_xml(client, file.removeprefix(ORIGIN)).findall("s:url", NAMES):
            path = entry.find("s:loc", NAMES).text.removeprefix(ORIGIN)
            assert path not in found, path
            links = entry.findall("x:link", NAMES)
            found[path] = {link.get("hreflang"): link.get("href").removeprefix(ORIGIN) for link in links}
    return found


def canonical_of(html: str) -> str:
    """The path that a page names as its own; empty where it is for no search engine."""
    found = re.search(r'<link rel="canonical" href="([^"]*)">', html)
    return found[1].removeprefix(ORIGIN) if found and 'content="noindex"' not in html else ""


def check(client, found: dict[str, dict[str, str]], paths: list[str]) -> None:
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        html = answer.content.decode()
        assert canonical_of(html) == path, path
        alternates = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', html)
        assert {lang: link.removeprefix(ORIGIN) for lang, link in alternates} == found[path]
        assert all(found[other] == found[path] for other in found[path].values())


def test_the_pages_of_a_small_world_are_canonical_and_point_at_one_another(client):
    world = make_world()
    publish_again(world.first("distinction"), 0)
    passage = make.make_passage(world.english, "Both aim at revenue.")
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in world.concepts[1:]]
    make.publish(statements=[make.make_distinction(*sides)])
    make.make_concept("silent")
    make.make_dimension("silent")
    make.Concept.objects.create(slug="draft", status="draft")
    found = listed(client)
    check(client, found, list(found))
    compared = [path for path in found if re.fullmatch(r"/en/compare/[^/]+/", path)]
    assert sorted(compared) == [
        "/en/compare/alpha-vs-beta/", "/en/compare/beta-vs-delta/", "/en/compare/beta-vs-gamma-vs-delta/",
        "/en/compare/beta-vs-gamma/", "/en/compare/gamma-vs-delta/",
    ]  # fmt: skip
    assert "/zh-hans/concepts/silent/" in found
    assert not [path for path in found if "draft" in path or "?" in path or "/v1/passages/0-9/" in path]
    published = Statement.objects.published().count()
    assert len([path for path in found if re.match(r"/en/(statements|distinctions)/.", path)]) == published


def test_a_long_section_goes_on_in_a_second_file(client, monkeypatch):
    make_world()
    before = listed(client)
    monkeypatch.setattr(sitemaps, "MOST_PAGES", 4)
    files = [place.text for place in read_xml(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)]
    assert f"{ORIGIN}/sitemap-statements-2.xml" in files
    assert listed(client) == before


@pytest.mark.parametrize("name", ["statements-2", "statements-0", "nothing-1", "statements"])
def test_a_file_that_is_not_there_is_not_found(client, name):
    make_world()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_an_empty_site_lists_its_lists(client):
    found = listed(client)
    assert {"/en/", "/zh-hans/", "/en/about/"} <= found.keys()
    assert found["/en/"] == {"en": "/en/", "zh-Hans": "/zh-hans/", "x-default": "/en/"}
    assert all(urlsplit(path).path == path for path in found)
