"""A page of another site shows embeds: in light and dark, narrow, without a script, and their links open outside."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PAGES = (
    "statements/5VT7H/",
    "distinctions/K3PHT/",
    "questions/is-sales-part-of-marketing/",
    "compare/marketing-vs-sales/",
)
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
# What takes least and most room of our statements and of our questions, in both languages.
SHORTEST_AND_LONGEST = (
    "statements/5K2FG/",
    "statements/VB26Q/",
    "questions/which-comes-first/",
    "questions/where-does-promotion-belong/",
)


class Wiki:
    """Another site: a server with one page."""

    def __init__(self) -> None:
        self.page = ""
        wiki = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(wiki.page.encode())

            def log_message(self, *_words: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://localhost:{self.server.server_port}/"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, page: Page, url: str, width: int, sandbox: str = "") -> FrameLocator:
        """Ask the site by oEmbed for the HTML that shows the address, and show it."""
        parts = urlsplit(page.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        answer = page.request.get(f"{origin}/oembed?url={quote(origin + url)}&maxwidth={width}")
        self.show_html(page, json.loads(answer.body())["html"].replace("<iframe ", f"<iframe {sandbox} "))
        return page.frame_locator("iframe")

    def show_html(self, page: Page, html: str) -> None:
        icon = "<link rel=icon href=data:,>"
        self.page = f"<!doctype html><title>Wiki</title>{icon}<body style='margin:0'>{html}"
        page.goto(self.address)


@pytest.fixture
def wiki() -> Iterator[Wiki]:
    wiki = Wiki()
    yield wiki
    wiki.server.shutdown()
    wiki.server.server_close()


@in_both_languages
@pytest.mark.parametrize("width", [240, 360, 600])
def test_an_embed_fits_into_a_frame_of_another_site(visit: Visit, wiki: Wiki, language: str, width: int) -> None:
    for path in PAGES:
        page = visit(f"/{language}/about/", language=language, width=700, javascript=False)
        page.set_viewport_size({"width": 700, "height": 1_800})  # so that whatever is out of view is so in the frame
        frame = wiki.show(page, f"/{language}/{path}", width)
        expect(frame.locator("h1")).to_be_visible()
        expect(frame.locator(".embed-site")).to_be_in_viewport()  # whose words these are, without scrolling
        shown = page.frames[-1]
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        hidden = shown.evaluate("document.documentElement.scrollHeight - innerHeight")
        assert hidden <= (30 if width < 320 else 0), (path, hidden)


@in_both_languages
@pytest.mark.parametrize("width", [320, 600])
def test_the_shortest_and_the_longest_words_fill_their_frame_and_stay_in_it(
    visit: Visit, language: str, width: int
) -> None:
    page = visit(f"/{language}/about/", language=language, width=width, javascript=False)
    origin = page.url.partition(f"/{language}/")[0]
    page.set_viewport_size({"width": width, "height": 100})
    for path in SHORTEST_AND_LONGEST:
        url = quote(f"{origin}/{language}/{path}")
        told = json.loads(page.request.get(f"{origin}/oembed?url={url}&maxwidth={width}").body())
        page.goto(f"{origin}/embed/{language}/{path.replace('statements/', 's/')}")
        taken = page.evaluate("document.documentElement.scrollHeight")
        assert taken <= told["height"] <= 1.5 * taken, (path, taken, told["height"])


@in_both_languages
def test_the_code_of_the_panel_has_room_for_all_on_a_phone_too(visit: Visit, wiki: Wiki, language: str) -> None:
    page = visit(f"/{language}/about/", language=language, width=700, javascript=False)
    origin = page.url.partition(f"/{language}/")[0]
    for path in SHORTEST_AND_LONGEST:
        html = page.request.get(f"{origin}/{language}/cite/{path}").text().partition('id="as-frame"')[2]
        code = unescape(re.search("<pre[^>]*>(.*?)</pre>", html, re.S)[1]).replace('loading="lazy"', "")
        wiki.show_html(page, code)
        expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
        for width in (320, 360, 480, 700):
            page.set_viewport_size({"width": width, "height": 900})
            shown = page.frames[-1]
            assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            assert shown.evaluate("document.documentElement.scrollHeight <= innerHeight"), (path, width)


@in_both_languages
def test_links_open_outside_of_the_frame_and_cannot_reach_back(visit: Visit, wiki: Wiki, language: str) -> None:
    page = visit(f"/{language}/about/", language=language)
    frame = wiki.show(page, f"/{language}/distinctions/K3PHT/", 600)
    for place in ("h1 a", ".count", ".embed-address", ".embed-site"):
        with page.context.expect_page() as opened:
            frame.locator(place).first.click()
        window = opened.value
        window.wait_for_load_state()
        assert window.evaluate("opener") is None
        assert urlsplit(window.url).path.startswith(f"/{language}/")
        assert page.url == wiki.address
        window.close()


def test_a_frame_without_an_origin_of_its_own_has_the_style_sheet(visit: Visit, wiki: Wiki) -> None:
    page = visit("/en/about/")
    frame = wiki.show(page, "/en/distinctions/K3PHT/", 600, sandbox='sandbox="allow-popups"')
    expect(frame.locator(".embed-foot")).to_have_css("display", "flex")


def test_an_embed_is_dark_where_the_reader_or_the_address_says_so(visit: Visit) -> None:
    def paper(address: str, scheme: str) -> str:
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    page = visit("/embed/en/s/K3PHT/")
    address = page.url
    light, dark = paper(address, "light"), paper(address, "dark")
    assert light != dark
    assert paper(f"{address}?theme=dark", "light") == dark
    assert paper(f"{address}?theme=light", "dark") == light


def test_no_other_page_can_be_framed(visit: Visit, wiki: Wiki, faults: list[str]) -> None:
    page = visit("/en/about/")
    wiki.show_html(page, f"<iframe src='{page.url}'></iframe>")
    page.wait_for_timeout(300)
    assert page.frame_locator("iframe").locator("h1").count() == 0
    assert [fault for fault in faults if re.search("frame-ancestors|X-Frame-Options", fault)]
    faults.clear()
