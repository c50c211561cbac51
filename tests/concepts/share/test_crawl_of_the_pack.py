"""A machine that follows every link of the site filled with our pack finds what the sitemaps promise, and no more."""

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
import pytest
from django.test import Client

from concepts.share.description import NOT_CRAWLED
from tests.concepts.share.test_sitemap import ORIGIN, listed
from tests.site import NOT_FOLLOWED, STARTS, kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]

OEMBED, ATOM = "application/json+oembed", "application/atom+xml"
MOST_OF_A_KIND = 4  # of addresses with a query, and of what robots.txt keeps from crawlers
MOST_NOT_LISTED = 100  # comparisons, and rows of them, that no sitemap has: any four concepts can be compared


class CrawledPage(HTMLParser):
    """What an address answers: the head of a page as crawlers read it, and where its links lead."""

    def __init__(self, client: Client, address: str) -> None:
        super().__init__()
        answer = client.get(address)
        self.status = answer.status_code
        self.canonical, self.title, self.is_indexed = "", "", True
        self.languages: dict[str, str] = {}
        self.machines: list[tuple[str, str]] = []  # types of alternates for programs, with their addresses
        self.links: list[str] = []
        if "Location" in answer.headers:
            self.links.append(urljoin(ORIGIN + address, answer.headers["Location"]).removeprefix(ORIGIN))
        elif answer.headers["Content-Type"].startswith("text/html"):
            self.address = address
            self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "meta" and found.get("name") == "robots":
            self.is_indexed = "noindex" not in found["content"]
        elif tag == "meta" and found.get("property") == "og:title":
            self.title = found["content"].strip()
        elif tag in ("a", "link") and "href" in found:
            target = urldefrag(urljoin(ORIGIN + self.address, found["href"])).url
            if not target.startswith(f"{ORIGIN}/"):
                return
            path = target.removeprefix(ORIGIN)
            if tag == "a":
                self.links.append(path)
            elif found["rel"] == "canonical":
                self.canonical = path
            elif found["rel"] == "alternate" and "hreflang" in found:
                self.languages[found["hreflang"]] = path
            elif found["rel"] == "alternate":
                self.machines.append((found["type"], path))


@dataclass
class Crawl:
    """Follows links from home pages and sitemaps, each address once; a few of what has no end or no crawler reads."""

    wanted: set[str]  # what a sitemap lists or a page names as itself in a language: opened in any case
    pages: dict[str, CrawledPage] = field(default_factory=dict)
    few: Counter[str] = field(default_factory=Counter)

    def run(self) -> dict[str, CrawledPage]:
        client, waiting = Client(), deque([*STARTS, *self.wanted])
        seen = set(waiting)
        while waiting:
            address = waiting.popleft()
            if address not in self.pages and self.is_followed(address):
                self.pages[address] = page = CrawledPage(client, address)
                self.wanted |= {*page.languages.values()}
                waiting.extend({*page.languages.values()} - self.pages.keys())
                new = {*page.links} - seen
                waiting.extend(new)
                seen |= new
        return self.pages

    def is_followed(self, address: str) -> bool:
        path, _mark, query = address.partition("?")
        if path.startswith(NOT_FOLLOWED):
            return False
        if address in self.wanted:
            return True
        if query or is_disallowed(path):
            most = MOST_OF_A_KIND
        elif "/compare/" in path:
            most = MOST_NOT_LISTED
        else:
            return True
        kind = kind_of(path) + ("?" if query else "")
        self.few[kind] += 1
        return self.few[kind] <= most


def is_disallowed(path: str) -> bool:
    return any(path.endswith(each[2:]) if "*" in each else path.startswith(each) for each in NOT_CRAWLED)


def faults_of_alternates(client: Client, page: CrawledPage, pages: Mapping[str, CrawledPage]) -> Iterator[str]:
    """Yield which addresses for programs do not answer about the page that names them, or about one that names them."""
    for kind, address in page.machines:
        answer = client.get(address)
        if answer.status_code != 200:
            yield f"{address}: {answer.status_code}"
        elif kind == ATOM:
            back = feedparser.parse(answer.content).feed.link.removeprefix(ORIGIN)
            if back not in pages or (kind, address) not in pages[back].machines:
                yield f"{page.canonical} leads to {address}, which is about {back}"
        else:
            assert kind == OEMBED
            title = json.loads(answer.content)["title"].rstrip("…")
            if not page.title.startswith(title[:50]):
                yield f"{address} is called {title}, not {page.title}"


@pytest.mark.deep
def test_every_address_answers_and_points_back_and_the_sitemaps_have_all_canonical_pages(client):
    found = listed(client)
    pages = Crawl(set(found)).run()
    assert len(pages) > len(found) > 4_000
    assert {address: page.status for address, page in pages.items() if page.status not in (200, 301, 302)} == {}

    own = {path: page for path, page in pages.items() if page.status == 200 and page.canonical == path}
    indexed = {path for path, page in own.items() if page.is_indexed}
    assert sorted(indexed - found.keys()) == []  # nothing canonical is missing
    assert sorted(found.keys() - indexed) == []  # and nothing else is in
    assert {path: own[path].languages for path in found} == found

    one_way = {
        (path, other)
        for path, page in pages.items()
        for other in page.languages.values()
        if page.canonical not in pages[other].languages.values()
    }
    assert sorted(one_way) == []
    assert [fault for path in found for fault in faults_of_alternates(client, pages[path], pages)] == []
    reached = Counter(urlsplit(path).path.split("/")[1] for path in indexed)
    assert reached["en"] == reached["zh-hans"] == len(found) // 2
