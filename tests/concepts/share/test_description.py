"""Crawlers, language models, researchers of weaknesses and browsers are told what the site is."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from concepts.search.index.maintenance import rebuild
from concepts.share.description import security_text
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
ORIGIN = "http://testserver"


def text_of(client, address: str, kind: str = "text/plain", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert not answer.cookies
    return answer.content.decode()


def test_crawlers_are_told_where_the_sitemaps_are_and_what_not_to_read(client):
    lines = text_of(client, "/robots.txt").splitlines()
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in lines
    languages = [f"/{language}/{section}/" for language in ("en", "zh-hans") for section in ("search", "cite")]
    for path in ("/admin/", "/*.csv", "/*.json", *languages):
        assert f"Disallow: {path}" in lines
    assert not [line for line in lines if line.startswith("Disallow:") and re.search(r"\.png|\.atom|feeds", line)]
    assert not [line for line in lines if line in ("Disallow: /", "Disallow: /en/", "Disallow: /static/")]


@LANGUAGES
def test_browsers_can_search_from_their_own_box(client, language):
    make.make_site()
    page = client.get(f"/{language}/").content.decode()
    assert 'type="application/opensearchdescription+xml"' in page
    xml = text_of(client, "/opensearch.xml", "application/opensearchdescription+xml", **{"accept-language": language})
    root, name = ElementTree.fromstring(xml), "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.find(f"{name}ShortName").text == {"en": "Weather words", "zh-hans": "天气词典"}[language]
    rebuild()
    templates = {each.get("type"): each.get("template") for each in root.findall(f"{name}Url")}
    template, completed = templates["text/html"], templates["application/x-suggestions+json"]
    assert template == f"{ORIGIN}/{language}/search/?q={{searchTerms}}"
    assert client.get(template.removeprefix(ORIGIN).replace("{searchTerms}", "alpha")).status_code == 200
    assert client.get(completed.removeprefix(ORIGIN).replace("{searchTerms}", "alpha")).json()[0] == "alpha"


@LANGUAGES
def test_a_long_or_odd_name_breaks_no_description(client, language):
    make.make_site(name_en="A <very> long & odd name", name_zh="一个很长很长很长很长很长很长的名称<&>")
    xml = text_of(client, "/opensearch.xml", "application/opensearchdescription+xml", **{"accept-language": language})
    name = ElementTree.fromstring(xml).find("{http://a9.com/-/spec/opensearch/1.1/}ShortName").text
    assert name == {"en": "Concepts", "zh-hans": "概念"}[language]


def test_language_models_find_the_best_pages_with_their_addresses(client):
    make_world()
    make.make_site(contact="https://example.org/")
    text = text_of(client, "/llms.txt", "text/markdown")
    assert text.startswith("# Weather words\n\n> How weather and climate differ. Words of the weather, side by side.")
    assert "CC BY-SA 4.0" in text
    links = dict(re.findall(r"- \[(.*)\]\((.*)\)", text))
    assert links["Alpha and Beta"] == f"{ORIGIN}/en/compare/alpha-vs-beta/"
    assert links["Alpha (alpha（中）)"] == f"{ORIGIN}/en/concepts/alpha/"
    assert len(links) > 8
    for address in links.values():
        assert client.get(address.removeprefix(ORIGIN)).status_code == 200, address


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("editors@example.org", "Contact: mailto:editors@example.org"),
        ("https://example.org/", "Contact: https://example.org/"),
    ],
)
def test_whoever_finds_a_weakness_knows_whom_to_write_to(client, settings, contact, line):
    assert client.get("/.well-known/security.txt").status_code == 404  # the site names nobody
    settings.CONTACT = contact
    lines = text_of(client, "/.well-known/security.txt").splitlines()
    assert line in lines
    assert f"Canonical: {ORIGIN}/.well-known/security.txt" in lines
    assert "Preferred-Languages: en, zh" in lines
    [expires] = [line.removeprefix("Expires: ") for line in lines if line.startswith("Expires: ")]
    left = datetime.fromisoformat(expires) - datetime.now(UTC)
    assert 150 < left.days < 365


@pytest.mark.parametrize(
    ("today", "expires"),
    [(date(2026, 1, 31), "2026-07-01"), (date(2026, 6, 30), "2026-12-01"), (date(2026, 12, 1), "2027-06-01")],
)
def test_it_is_valid_for_half_a_year(settings, today, expires):
    settings.CONTACT = "editors@example.org"
    assert f"Expires: {expires}T00:00:00Z\n" in security_text(ORIGIN, today)
