"""Another site asks by oEmbed how to show an address of ours, as oembed.com says, and shows it."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest

from concepts.editorial.publishing import withdraw
from concepts.models import Address
from concepts.search.models import MissedSearch
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
ORIGIN = "http://testserver"
REQUIRED = {"rich": {"type", "version", "html", "width", "height"}, "link": {"type", "version"}}
KNOWN = {"title", "author_name", "author_url", "provider_name", "provider_url", "cache_age"}
THUMBNAIL = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}


class Consumer(HTMLParser):
    """Reads a page for the addresses that describe it, and the frame that a description has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.described_at: dict[str, str] = {}
        self.frames: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "link" and "oembed" in found.get("type", ""):
            assert found["rel"] == "alternate"
            self.described_at[found["type"]] = found["href"]
        if tag == "iframe":
            self.frames.append(found)


def described(client, url: str, query: str = "") -> dict[str, object]:
    """The description of an address as JSON, which as XML says the same."""
    answer = client.get(f"/oembed?url={quote(url)}{query}")
    assert answer.status_code == 200, url
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    data = json.loads(answer.content)
    assert data["version"] == "1.0"
    assert set(data) - KNOWN - THUMBNAIL == REQUIRED[data["type"]]
    assert THUMBNAIL & set(data) in (set(), THUMBNAIL)
    other = client.get(f"/oembed?url={quote(url)}{query}&format=xml")
    assert other.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(other.content)  # our own
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {key: str(value) for key, value in data.items()}
    return data


@pytest.fixture
def world() -> World:
    world = make_world()
    make.make_site()
    return world


def embedded(world: World, language: str) -> dict[str, str]:
    """Addresses of pages with an embed, and the path of that."""
    distinction, finding = world.first("distinction"), world.first("finding")
    start = f"/{language}"
    return {
        f"{start}/distinctions/{distinction.code}/{distinction.slug}/": f"s/{distinction.code}/",
        f"{start}/distinctions/{distinction.code}/": f"s/{distinction.code}/",
        f"{start}/statements/{finding.code}/?without=machine-translated#evidence": f"s/{finding.code}/",
        f"{start}/statements/{finding.code.lower()}": f"s/{finding.code}/",
        f"{start}/questions/question-0/": "questions/question-0/",
        f"{start}/compare/beta-vs-alpha/?view=all": "compare/beta-vs-alpha/",
        f"/embed{start}/s/{finding.code}/": f"s/{finding.code}/",
    }


@LANGUAGES
def test_a_page_with_an_embed_is_shown_in_a_frame(client, world, language):
    for path, embed in embedded(world, language).items():
        data = described(client, ORIGIN + path)
        assert data["type"] == "rich"
        assert data["provider_name"] == {"en": "Weather words", "zh-hans": "天气词典"}[language]
        (frame,) = Consumer(data["html"]).frames
        assert frame["src"] == f"{ORIGIN}/embed/{language}/{embed}"
        assert frame["title"] == data["title"] != ""
        assert client.get(data["thumbnail_url"].removeprefix(ORIGIN)).headers["Content-Type"] == "image/png"
        assert (frame["width"], frame["height"]) == (str(data["width"]), str(data["height"]))
        assert client.get(frame["src"].removeprefix(ORIGIN)).status_code == 200


@LANGUAGES
def test_every_page_says_where_it_is_described(client, world, language):
    distinction = world.first("distinction").get_absolute_url().replace("/en/", f"/{language}/")
    pages = [distinction, f"/{language}/questions/question-0/", f"/{language}/compare/beta-vs-alpha/?view=all"]
    pages += [
        world.first(kind).get_absolute_url().replace("/en/", f"/{language}/")
        for kind in ("definition", "characteristic", "part", "relation", "position", "finding")
    ]
    others = (
        "", "concepts/alpha/", "concepts/alpha/dimension-0/", "compare/alpha-vs-beta/dimension-0/",
        "dimensions/dimension-0/", "sources/english-0/", "sources/english-0/v1/articles/1/",
        "sources/english-0/v1/passages/0-34/", f"statements/{world.first('finding').code}/v1/", "tags/tag-0/",
        "quote-check/", "about/",
    )  # fmt: skip
    pages += [f"/{language}/{rest}" for rest in others]
    for path in pages:
        page = client.get(path).content.decode()
        (address,) = Consumer(page).described_at.values()
        parts = urlsplit(unescape(address))
        assert parse_qs(parts.query) == {"url": [ORIGIN + path.partition("?")[0]]}
        data = json.loads(client.get(f"{parts.path}?{parts.query}").content)
        assert unescape(re.search('og:title" content="([^"]+)"', page)[1]).startswith(data["title"].rstrip("…")[:50])
        assert data["provider_url"] == f"{ORIGIN}/{language}/"
    assert Consumer(client.get(f"/{language}/nothing/").content.decode()).described_at == {}


@LANGUAGES
def test_any_other_page_is_a_link_with_its_title(client, world, language):
    paths = ["", "concepts/", "concepts/alpha/", "sources/english-0/v1/", "search/?q=nothing+like+it", "compare/"]
    edition = f"statements/{world.first('definition').code}/v1/"
    for path in (*paths, edition, "compare/alpha-vs-beta/dimension-0/", "concepts/Alpha/"):
        data = described(client, f"{ORIGIN}/{language}/{path}")
        assert data["type"] == "link"
        assert data["title"]
        assert "html" not in data
    assert not MissedSearch.objects.exists()  # who asks how a search is called searches nothing
    assert described(client, f"{ORIGIN}/")["type"] == "link"
    assert described(client, f"{ORIGIN}/s/{world.first('definition').code}/v1/")["type"] == "link"


def test_a_short_address_is_described_in_the_language_of_the_browser(client, world):
    url = f"{ORIGIN}/s/{world.first('finding').code}/"
    for accepted, language in (("zh-CN", "zh-hans"), ("en", "en")):
        answer = client.get(f"/oembed?url={url}", headers={"accept-language": accepted})
        assert f"/embed/{language}/s/" in answer.json()["html"]
        assert "Accept-Language" in answer.headers["Vary"]


@LANGUAGES
def test_an_embed_fits_into_the_room_that_there_is(client, world, language):
    url = f"{ORIGIN}/{language}/distinctions/{world.first('distinction').code}/"
    free = described(client, url)
    assert free["width"] == 600
    narrow = described(client, url, "&maxwidth=240&maxheight=9000")
    assert (narrow["width"], narrow["height"] > free["height"]) == (240, True)
    low = described(client, url, "&maxwidth=9000&maxheight=120")
    assert (low["width"], low["height"]) == (600, 120)
    assert ("thumbnail_url" in free, "thumbnail_url" in narrow, "thumbnail_url" in low) == (True, False, False)
    for wrong in ("0", "-1", "many", "1e3", "９", "9" * 30):
        answer = client.get(f"/oembed?url={url}&maxwidth={wrong}")
        assert answer.status_code == 400, wrong


@LANGUAGES
def test_addresses_without_a_page_are_refused(client, world, language):
    gone = world.first("finding")
    withdraw(statement=gone, words_en="It was wrong.", words_zh="它不对。")
    Address.objects.create(
        kind="question", key="gone", state="withdrawn", words_en="Gone.", words_zh="没了。", status="published"
    )
    start = f"{ORIGIN}/{language}"
    refused = {
        f"{start}/statements/{gone.code}/": 410,
        f"{start}/questions/gone/": 410,
        f"{start}/statements/99999/": 404,
        f"{start}/concepts/nothing/": 404,
        f"{start}/compare/alpha-vs-nothing/": 404,
        f"{start}/compare/alpha/": 404,
        f"{start}/nothing/": 404,
        f"{start}/concepts/%00/": 404,
        f"{start}/statements/%2500/": 404,
        f"https://example.org/{language}/concepts/alpha/": 404,
        f"http://testserver.example.org/{language}/": 404,
        f"http://testserver@example.org/{language}/": 404,
        f"ftp://testserver/{language}/": 404,
        f"//example.org/{language}/": 404,
        "http://[": 404,
        "javascript:alert(1)": 404,
        "nonsense": 404,
        f"{ORIGIN}/admin/": 404,
        f"{ORIGIN}/admin/preview/{gone.code}/": 404,
        f"{ORIGIN}/static/css/conceptbase.css": 404,
        f"{ORIGIN}/api/v1/search?q=alpha": 404,
        f"{ORIGIN}/oembed?url={start}/": 404,
        f"{start}/search/suggestions?q=al": 404,
        "": 400,
    }
    for url, status in refused.items():
        for form in ("json", "xml"):
            assert client.get(f"/oembed?url={quote(url)}&format={form}").status_code == status, url
    assert client.get("/oembed").status_code == 400
    for form in ("", "yaml", "JSON", "json%0d%0a"):
        assert client.get(f"/oembed?url={start}/&format={form}").status_code == 501, form
    assert client.post("/oembed").status_code == 405
