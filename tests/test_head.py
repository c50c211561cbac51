"""The head of every page says in real words what it is: to chats, search engines and whoever keeps a link."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.publishing import withdraw
from concepts.models import Site, Statement
from concepts.search.index.maintenance import rebuild
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world
from tests.test_queries import PAGE_OF_CARD, TABLE, address_of, publish_again

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
OTHER = {"en": "zh-hans", "zh-hans": "en"}
HTML_LANG = {"en": "en", "zh-hans": "zh-Hans"}
ORIGIN = "http://testserver"


class Head(HTMLParser):
    """What the head of a page says: its title, its metadata and links by name, its JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[tuple[str, str], str] = {}
        self.title = unescape(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]).strip()
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        self.data = [json.loads(data) for data in scripts]
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "meta" and (name := found.get("property") or found.get("name")):
            assert name not in self.meta or name == "citation_author", name
            self.meta[name] = (found["content"] or "").strip()
        if tag == "link":
            self.links[found["rel"], found.get("hreflang", "")] = found["href"]


def head_of(client, address: str) -> Head:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Head(answer.content.decode())


def pages_of(world: World, language: str) -> dict[str, str]:
    pages = [page for page in TABLE if page.startswith("/{lang}/") or not page.startswith("/")]
    addresses = {page: address_of(page, world, language) for page in pages if "/search/" not in page}
    return {page: address for page, address in addresses.items() if "." not in address}  # files, feeds and cards


@pytest.fixture
def world() -> World:
    world = make_world()
    publish_again(world.first("distinction"), 0)
    make.make_site(*world.concepts[:2])
    rebuild()
    return world


@LANGUAGES
@pytest.mark.slow
def test_every_page_has_a_title_and_words_of_its_own_to_be_shared_with(client, world, language):
    site = {
        "en": ("Weather words", "Words of the weather, side by side."),
        "zh-hans": ("天气词典", "天气用词，逐项对照。"),
    }
    name, description = site[language]
    addresses = pages_of(world, language)
    assert len(addresses) > 40
    bare = []
    for page, address in addresses.items():
        head = head_of(client, address)
        assert head.title == f"{head.meta['og:title']} · {name}", address
        assert head.meta["og:title"] == head.meta["twitter:title"]
        assert head.meta["description"] == head.meta["og:description"] == head.meta["twitter:description"] != ""
        assert head.meta["og:site_name"] == name
        assert head.meta["og:locale"] == {"en": "en_US", "zh-hans": "zh_CN"}[language]
        assert head.meta["og:type"] == "website"
        assert head.meta["og:url"] == head.links["canonical", ""]
        assert head.meta["twitter:card"].startswith("summary")
        bare += (
            [page] if head.meta["description"] == description and "noindex" not in head.meta.get("robots", "") else []
        )
    assert bare == ["/{lang}/"]  # every other page says what it is itself


@LANGUAGES
@pytest.mark.slow
def test_every_page_leads_to_itself_in_the_other_language_and_back(client, world, language):
    for address in pages_of(world, language).values():
        head = head_of(client, address)
        canonical = head.links["canonical", ""]
        alternates = {code: link for (rel, code), link in head.links.items() if rel == "alternate" and code}
        assert set(alternates) == {"en", "zh-Hans", "x-default"}
        assert alternates[HTML_LANG[language]] == canonical
        assert alternates["x-default"] == alternates["en"]
        other = alternates[HTML_LANG[OTHER[language]]]
        assert other.startswith(f"{ORIGIN}/{OTHER[language]}/")
        back = head_of(client, other.removeprefix(ORIGIN))
        assert back.links["alternate", HTML_LANG[language]] == canonical
        assert back.links["canonical", ""] == other


@LANGUAGES
def test_pages_with_a_query_and_what_is_canonical_elsewhere_are_for_no_search_engine(client, world, language):
    def robots(address: str) -> str:
        return head_of(client, f"/{language}{address}").meta.get("robots", "")

    def bare(statement) -> str:
        return statement.get_absolute_url().removeprefix("/en")

    distinction = world.first("distinction")
    for address in (
        "/",
        "/compare/",
        "/compare/alpha-vs-beta/",
        "/concepts/alpha/",
        "/dimensions/dimension-0/",
        "/map/",
    ):
        assert robots(address) == "", address
        assert robots(f"{address}?utm_source=chat") == "", address
    assert robots(bare(distinction)) == ""
    assert robots("/sources/english-0/v1/passages/0-34/") == ""  # which is cited
    for address in (
        "/compare/alpha-vs-beta/?language=en", "/compare/alpha-vs-beta/?view=all", "/map/?concept=alpha",
        "/compare/gamma-vs-delta/", "/compare/alpha-vs-beta-vs-gamma/", "/compare/alpha-vs-beta/questions/",
        "/compare/gamma-vs-delta/dimension-0/",
        "/concepts/alpha/questions/", "/dimensions/dimension-0/questions/", "/concepts/alpha/?without=undated",
        "/sources/english-0/v1/passages/0-9/", "/sources/english-0/?show=translations", f"{bare(distinction)}v1/",
        f"/editions/{distinction.code}/", "/search/?q=alpha",
    ):  # fmt: skip
        assert robots(address) == "noindex", address
    finding = world.first("finding")
    publish_again(finding, 1)
    withdraw(statement=finding, words_en="It was wrong.", words_zh="写错了。")
    assert robots(f"{bare(finding)}v2/") == "noindex"  # the newest, whose statement has no page any more


@LANGUAGES
def test_pages_for_no_search_engine_say_so_once(client, world, language):
    distinction = world.first("distinction")
    for address, status in (
        (f"/editions/{distinction.code}/?from=1&to=2", 200),
        (f"{distinction.get_absolute_url().removeprefix('/en')}v1/", 200),
        ("/search/?q=alpha", 200),
        ("/nothing/?without=undated", 404),
        ("/concepts/?page=x", 400),
        ("/concepts/alpha/?without=x", 400),
        ("/compare/alpha-vs-beta/?language=x", 400),
        ("/compare/alpha-vs-alpha/?language=en", 400),
    ):
        answer = client.get(f"/{language}{address}")
        assert answer.status_code == status, address
        assert answer.content.decode().count('<meta name="robots" content="noindex">') == 1, address


@LANGUAGES
def test_a_comparison_of_three_is_for_search_engines_where_something_is_said_of_all(client, language):
    world = make_world()
    address = f"/{language}/compare/alpha-vs-beta-vs-gamma/"
    assert head_of(client, address).meta["robots"] == "noindex"
    passage = make.make_passage(world.english, "Both aim at revenue.")
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in world.concepts[:3]]
    make.publish(statements=[make.make_distinction(*sides)])
    assert "robots" not in head_of(client, address).meta


@LANGUAGES
def test_a_distinction_is_shared_by_its_claim_and_told_to_machines_as_one(client, world, language):
    distinction = Statement.objects.get(pk=world.first("distinction").pk)
    address = distinction.get_absolute_url().replace("/en/", f"/{language}/")
    head = head_of(client, address)
    text = getattr(distinction, {"en": "text_en", "zh-hans": "text_zh"}[language])
    assert head.meta["og:title"] == text[:70]
    [data] = head.data
    assert (data["@context"], data["@type"], data["text"]) == ("https://schema.org", "Claim", text)
    assert data["url"] == data["@id"] == ORIGIN + address
    assert data["inLanguage"] == HTML_LANG[language]
    assert data["identifier"] == distinction.code
    assert [about["url"] for about in data["about"]] == [
        f"{ORIGIN}/{language}/concepts/{slug}/" for slug in ("alpha", "beta")
    ]
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert len(data["appearance"]) == 2
    source = data["appearance"][0]["isPartOf"]["url"]
    assert client.get(urlsplit(source).path).status_code == 200
    assert head_of(client, data["about"][0]["url"].removeprefix(ORIGIN)).data[0]["@id"] == data["about"][0]["@id"]


@LANGUAGES
def test_a_concept_is_told_to_machines_as_a_defined_term(client, world, language):
    [data] = head_of(client, f"/{language}/concepts/alpha/").data
    assert (data["@type"], data["name"]) == ("DefinedTerm", {"en": "Alpha", "zh-hans": "alpha（中）"}[language])
    other = {"en": {"@value": "alpha（中）", "@language": "zh-Hans"}, "zh-hans": {"@value": "Alpha", "@language": "en"}}
    assert data["alternateName"] == [other[language]]
    assert data["description"]
    assert data["inDefinedTermSet"]["url"] == f"{ORIGIN}/{language}/concepts/"


def test_no_text_ends_the_script_that_holds_it(client):
    hostile = "</script><script>alert(1)</script> & <!-- \u2028"
    passage = make.make_passage(make.make_source(), "Both aim at revenue.")
    words = {"text_en": hostile, "text_zh": hostile, "cites": (passage,)}
    statement = make.make_published("definition", make.make_concept("alpha"), **words)
    answer = client.get(statement.get_absolute_url()).content.decode()
    assert answer.count("<script>") == 0
    assert Head(answer).data[0]["text"] == hostile


@LANGUAGES
def test_devices_that_keep_a_link_find_a_name_and_icons(client, language):
    make.make_site()
    head = head_of(client, f"/{language}/")
    assert head.links["manifest", ""] == "/manifest.webmanifest"
    answer = client.get("/manifest.webmanifest", headers={"accept-language": language})
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    told = json.loads(answer.content)
    assert (told["name"], told["start_url"]) == ({"en": "Weather words", "zh-hans": "天气词典"}[language], "/")
    assert head.meta["og:image"] == f"{ORIGIN}/{language}/home.png"
    assert told["name"] != head.meta["og:image:alt"]
    icons = [head.links["icon", ""], head.links["apple-touch-icon", ""], *(icon["src"] for icon in told["icons"])]
    for icon in icons:
        assert finders.find(icon.removeprefix("/static/")), icon
    bare = head_of(client, f"/{language}/about/")
    assert bare.meta["og:image"].removeprefix(ORIGIN) in icons
    assert bare.meta["og:image:alt"] == told["name"]
    assert client.get("/apple-touch-icon.png").headers["Location"] == head.links["apple-touch-icon", ""]
    assert "manifest-src 'self'" in answer.headers["Content-Security-Policy"]


@LANGUAGES
def test_a_page_with_a_card_is_shared_with_it_and_what_stands_on_it(client, world, language):
    for card, page in PAGE_OF_CARD.items():
        address = address_of(page, world, language)
        head = head_of(client, address)
        assert head.meta["og:image"] == f"{ORIGIN}{address_of(card, world, language)}"
        assert (head.meta["og:image:width"], head.meta["og:image:height"]) == ("1200", "630")
        assert head.meta["twitter:card"] == "summary_large_image"
        drawn = client.get(head.meta["og:image"].removeprefix(ORIGIN))
        assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/png")
        leaves_out = not re.search(r"/sources/|/v1/$|^/[a-z-]+/$", address)
        alone = head_of(client, f"{address}?without=unsigned")
        assert (alone.meta["twitter:card"] == "summary") is (alone.meta["og:image:width"] == "512") is leaves_out
        assert head_of(client, f"{address}?utm_source=x").meta == head.meta


@LANGUAGES
def test_a_passage_has_the_card_of_its_article(client, world, language):
    start = f"/{language}/sources/english-0/v1/"
    head, article = head_of(client, f"{start}passages/0-9/"), head_of(client, f"{start}articles/1/")
    assert head.meta["og:image"] == article.meta["og:image"] == f"{ORIGIN}{start}articles/1.png"
    assert head.meta["og:image:alt"] == article.meta["og:image:alt"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Concept", "Alpha", "English words of", "1 article says so"]),
        ("zh-hans", ["概念", "Alpha", "的中文", "篇文章这样说"]),
    ],
)
def test_the_words_of_a_picture_are_those_that_stand_on_the_card(client, world, language, words):
    alt = head_of(client, f"/{language}/concepts/alpha/").meta["og:image:alt"]
    assert [word for word in words if word not in alt] == [], alt


@LANGUAGES
def test_a_card_has_the_name_of_the_site(client, world, language):
    address = f"/{language}/concepts/alpha.png"
    before = client.get(address).content
    Site.objects.update(name_en="Other words", name_zh="别的词典")
    bump_content_revision()
    assert client.get(address).content != before
