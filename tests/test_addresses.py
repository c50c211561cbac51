"""Every public address of the filled site: it answers, its links lead somewhere, its languages are marked."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation
from django.utils.translation import get_language_from_path

from tests.site import STARTS, crawled, kind_of, read
from tests.test_house_rules import DOCS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ,.;:’'-]+[A-Za-z]{2,}){2,}")


def pages() -> dict[str, str]:
    """The pages that were found, by address."""
    return {address: html for address, (status, html) in crawled().items() if status == 200 and html}


def test_every_kind_of_page_is_found_in_both_languages():
    kinds = {kind_of(urlsplit(address).path).removeprefix(start.strip("/")) for start in STARTS for address in pages()}
    found = {kind_of(urlsplit(address).path) for address in pages()}
    for kind in (
        "", "/concepts", "/concepts/*", "/compare/*", "/dimensions", "/dimensions/*", "/distinctions",
        "/distinctions/*/*", "/questions", "/questions/*", "/sources", "/sources/*", "/sources/*/*",
        "/sources/*/*/articles/*", "/sources/*/*/passages/*", "/statements/*", "/tags", "/tags/*", "/about", "/privacy",
        "/cite/*/*", "/cite/*/*/*", "/cite/*/*/*/passages/*", "/quote-check",
        "/report/*/*", "/report/*/*/*/passages/*",
    ):  # fmt: skip
        for start in ("en", "zh-hans"):
            assert start + kind in found, (start + kind, sorted(kinds))


def test_the_page_of_a_row_is_found_in_any_letter_case():
    """Else its model is not in PAGES_BY_MODEL or its view lacks @follow_moves, and former addresses do not lead on."""
    slugs = {}
    for path in pages():
        with translation.override(get_language_from_path(path)):
            slug = "" if "?" in path else resolve(path).kwargs.get("slug", "")
        if re.search("[a-z]", slug):
            slugs[kind_of(path)] = (path, slug)
    assert len(slugs) > 10
    for path, slug in slugs.values():
        written = path.replace(f"/{slug}/", f"/{slug.title()}/")
        answer = Client().get(written)
        assert (answer.status_code, answer.headers.get("Location")) == (301, path), written


def test_every_link_leads_to_a_page_and_every_fragment_to_a_place():
    pages_by_path = {address: read(html) for address, html in pages().items()}
    faults, checked = [], 0
    for address, page in pages_by_path.items():
        for link in page.links:
            whole, fragment = urldefrag(urljoin(f"http://testserver{address}", link))
            target = urlsplit(whole)
            if target.netloc != "testserver":
                continue
            path = target.path + (f"?{target.query}" if target.query else "")
            if fragment and path in pages_by_path:
                checked += 1
                if fragment not in pages_by_path[path].anchors:
                    faults.append(f"{address}: {link}")
    broken = {address: status for address, (status, _html) in crawled().items() if status not in (200, 301, 302)}
    assert broken == {}
    assert checked > 100
    assert faults == []


@pytest.mark.once
@pytest.mark.slow
def test_every_page_has_one_heading_a_title_and_its_other_language():
    assert len(pages()) > 40
    for address, html in pages().items():
        assert read(html).headings == 1, address
        title = re.search(r"<title>(.*?)</title>", html, re.S)
        assert title, address
        assert title[1].strip(), address
        assert 'hreflang="zh-Hans"' in html, address
        assert 'hreflang="en"' in html, address
        assert 'rel="canonical"' in html, address
        assert 'name="description"' in html, address
        assert 'href="#content"' in html, address


def test_no_page_has_anything_inline():
    for address, html in pages().items():
        assert not re.search(r"<[^>]*\s(style|on[a-z]+)=|<style|javascript:", html), address
        assert not re.search(r"<script(?![^>]*(src=|ld\+json))", html), address


class Languages(HTMLParser):
    """Collects every run of text together with the language it is marked with."""

    VOID = frozenset(("meta", "link", "input", "br", "img", "hr", "wbr"))

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.runs: list[tuple[str, str]] = []

    def lang(self) -> str:
        return next((lang for _tag, lang in reversed(self.stack) if lang), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        for name in ("title", "alt", "aria-label", "placeholder"):
            if found.get(name):
                self.runs.append((found.get("lang") or self.lang(), found[name] or ""))
        if tag not in self.VOID:
            self.stack.append((tag, found.get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while tag not in self.VOID and self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.stack or self.stack[-1][0] not in ("script", "style"):
            self.runs.append((self.lang(), data))


@pytest.mark.once
@pytest.mark.slow
def test_no_han_stands_outside_chinese_and_no_english_inside_it():
    faults, checked = [], 0
    for address, html in pages().items():
        reader = Languages()
        reader.feed(html)
        for lang, text in reader.runs:
            if lang == "mul":
                continue  # plain text to copy, which says that it is in both
            checked += 1
            if HAN.search(text) and not lang.startswith("zh"):
                faults.append(f"{address}: Han in {lang or 'nothing'}: {text.strip()[:60]}")
            if text.strip().startswith("http"):
                continue  # an address is in no language
            if lang.startswith("zh") and not HAN.search(text) and LATIN_WORDS.search(text):
                faults.append(f"{address}: English in {lang}: {text.strip()[:60]}")
    assert checked > 5_000
    assert faults == []


@pytest.mark.once
@pytest.mark.slow
def test_public_pages_read_and_set_no_cookie(deep):
    """Two pages of a kind, with `--deep` all that are found."""
    client = Client()
    client.cookies["sessionid"] = "x" * 32
    client.cookies["django_language"] = "zh-hans"
    seen: Counter[str] = Counter()
    for address, html in pages().items():
        kind = kind_of(urlsplit(address).path) + ("?" if "?" in address else "")
        seen[kind] += 1
        if (seen[kind] > 2 and not deep) or "/cite/compare/" in address:  # which names the second of the request
            continue
        answer = client.get(address)
        assert not answer.cookies, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address
        assert answer.content.decode() == html, address


JUNK = [
    "%00", "%FF", "%C0%AF", "x" * 8_000, "-1", "99999999999999999999", "'", "%22", "..%2F..%2Fetc", "营销", "a%0Ab",
    "%F0%9F%80%84", "%3Cscript%3E", "a-vs-b", "-vs-", "{{7*7}}", "%ED%A0%80",
]  # fmt: skip
PATTERNS = [
    "/{}", "/en/{}", "/{}/", "/en/concepts/{}/", "/zh-hans/compare/{}/", "/en/compare/marketing-vs-{}/",
    "/en/dimensions/{}/", "/en/distinctions/{}/", "/en/distinctions/{}/x/", "/en/statements/{}/",
    "/zh-hans/questions/{}/", "/en/sources/{}/", "/en/sources/x/v{}/", "/en/sources/marketing-sales-compendium/v{}/",
    "/en/sources/marketing-sales-compendium/v1/articles/{}/",
    "/en/sources/marketing-sales-compendium/v1/passages/{}/",
    "/en/sources/marketing-sales-compendium/v1/passages/{}-5/",
    "/zh-hans/sources/marketing-sales-compendium/v1/passages/5-{}/", "/en/tags/{}/", "/s/{}/", "/healthz{}",
    "/static/{}", "/en/compare/marketing-vs-sales/?dimension={}", "/en/compare/marketing-vs-sales/?language={}",
    "/en/compare/marketing-vs-sales/?source={}", "/en/compare/marketing-vs-sales/?only={}", "/en/compare/?concept={}",
    "/en/?q={}", "/admin/{}", "/admin/login/?next={}", "/admin/concepts/statement/{}/change/",
]  # fmt: skip


LANGUAGES_ASKED_FOR = [{}, {"accept-language": "zh-CN"}, {"accept-language": "\\xff;q=z"}]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_malformed_address_is_our_fault(pattern, deep):
    """Each pattern with every third odd word by turns; with `--deep` with all."""
    client = Client(raise_request_exception=False)
    # Where the address names the language, nothing reads the header.
    is_read = deep or not pattern.startswith(STARTS)
    for junk in JUNK if deep else JUNK[PATTERNS.index(pattern) % 3 :: 3]:
        address = pattern.replace("{}", junk)
        for headers in LANGUAGES_ASKED_FOR if is_read else [{}]:
            assert client.get(address, headers=headers).status_code < 500, address


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options", "trace"])
def test_every_address_takes_every_method_without_a_fault_of_ours(method):
    client = Client(raise_request_exception=False)
    one_of_a_kind = {kind_of(urlsplit(address).path): address for address in pages()}
    assert len(one_of_a_kind) > 30
    for address in [*one_of_a_kind.values(), "/", "/healthz", "/s/K7QF2/", "/favicon.ico"]:
        status = getattr(client, method)(address).status_code
        assert status < 500, (method, address)
        if method in ("post", "put", "patch", "delete"):
            assert status in (403, 405), (method, address)


@pytest.mark.parametrize(
    "query", ["?dimension=scope&dimension=goal", "?dimension=", "?unknown=1", "?only=contrasts&only=x"]
)
def test_repeated_missing_and_unknown_parameters_are_answered(query):
    client = Client(raise_request_exception=False)
    assert client.get(f"/en/compare/marketing-vs-sales/{query}").status_code in (200, 301, 400)


@pytest.mark.parametrize(("language", "words"), [("en", "There is no such page"), ("zh-hans", "没有这个页面")])
def test_errors_speak_the_language_of_the_address_and_show_a_way_out(language, words):
    answer = Client().get(f"/{language}/concepts/nothing-here/")
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert f'href="/{language}/"' in answer.content.decode()


def test_security_headers_stand_on_what_leads_to_the_address_with_tls(settings):
    settings.SECURE_SSL_REDIRECT = True
    for address, ancestors in (("/en/", "'none'"), ("/zh-hans/about/", "'none'"), ("/embed/en/s/K7QF2/", "*")):
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"https://testserver{address}")
        assert answer.headers["Content-Security-Policy"].endswith(f"frame-ancestors {ancestors}")


def test_security_headers_stand_on_every_answer():
    for address in ("/en/", "/en/nothing/", "/healthz", "/admin/login/", "/static/css/nothing.css", "/%00"):
        headers = Client().get(address).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address


def test_every_address_in_the_docs_works():
    client = Client()
    named = {
        (path.name, address)
        for path in DOCS
        for address in re.findall(r"`(?:https?://(?:localhost|127\.0\.0\.1):8000)?(/[a-z][\w/-]*)`", path.read_text())
    }
    assert len(named) >= 4
    for name, address in named:
        # The API and oEmbed want to be asked something; passwords are renewed only where there is a mail server.
        without_question = (404,) if address == "/admin/password-reset/" else (200, 302)
        good = (400,) if address.startswith(("/api/", "/oembed")) else without_question
        assert client.get(address).status_code in good, (name, address)
