"""What there is to see on the filled site: every public address, found by following links from the home pages."""

from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

STARTS = ("/en/", "/zh-hans/")


class PageReader(HTMLParser):
    """Collects from a page its links, its anchors and its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.anchors.add(found["id"] or "")
        if tag == "a" and found.get("href") is not None:
            self.links.append(found["href"] or "")
        if tag == "link" and found.get("rel") in ("canonical", "alternate", "icon", "stylesheet"):
            self.links.append(found.get("href") or "")
        self.headings += tag == "h1"


def read(html: str) -> PageReader:
    """The page's links, anchors and headings."""
    reader = PageReader()
    reader.feed(html)
    return reader


def kind_of(path: str) -> str:
    """What sort of page an address leads to, so that a few of each sort can stand for all: `/en/sources/*/v*/`."""
    parts = path.strip("/").split("/")
    return "/".join(part if index < 2 or part in ("articles", "passages") else "*" for index, part in enumerate(parts))


NOT_FOLLOWED = ("/static/", "/admin/", "/embed/")  # what is in a frame has no head and foot of a page


@cache
def crawled(most_of_a_kind: int = 4) -> dict[str, tuple[int, str]]:
    """Every address (path and query) reached by links from the home pages: its status and its page.

    At most so many of a kind are opened; call it only where `loaded_site` is.
    """
    client = Client()
    pages: dict[str, tuple[int, str]] = {}
    opened: dict[str, int] = {}
    waiting = list(STARTS)
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        kind = kind_of(path) + ("?" if "?" in address else "")
        if address in pages or path.startswith(NOT_FOLLOWED) or opened.get(kind, 0) >= most_of_a_kind:
            continue
        opened[kind] = opened.get(kind, 0) + 1
        answer = client.get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        html = answer.content.decode() if is_page and answer.status_code == 200 else ""
        pages[address] = (answer.status_code, html)
        links = [answer.headers["Location"]] if "Location" in answer.headers else read(html).links
        for link in links:
            target = urlsplit(urldefrag(urljoin(f"http://testserver{address}", link)).url)
            if target.netloc in ("testserver", ""):
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return pages
