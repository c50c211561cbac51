"""Statements, questions and comparisons as small pages in the frames of other sites."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver
from django.utils import translation

from concepts.editorial.merging import merge
from concepts.editorial.publishing import withdraw
from concepts.formats.embeds import embed_address, embed_code
from concepts.models import Address, Question
from concepts.share.embeds.content import MOST_HEIGHT, build_embed
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world
from tests.site import read
from tests.test_queries import TABLE, address_of

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
FRAMED_VIEWS = {"embed-statement", "embed-question", "embed-comparison"}


@pytest.fixture
def world() -> World:
    world = make_world()
    make.make_site()
    return world


def addresses(world: World, language: str) -> list[str]:
    codes = [world.first(kind).code for kind in ("distinction", "finding", "characteristic", "position", "common")]
    kinds = [("statement", code) for code in codes]
    with translation.override(language):
        return [embed_address(*each) for each in (*kinds, ("question", "question-0"), ("comparison", "alpha-vs-beta"))]


def may_be_framed(answer) -> bool:
    policy = answer.headers["Content-Security-Policy"]
    assert ("frame-ancestors *" in policy) != ("frame-ancestors 'none'" in policy)
    assert ("frame-ancestors *" in policy) != ("X-Frame-Options" in answer.headers)
    return "frame-ancestors *" in policy


def test_no_view_but_those_of_embeds_is_below_the_path_that_frames_may_show():
    below = {
        pattern.name for pattern in get_resolver("concepts.share.urls").url_patterns
        if str(pattern.pattern).startswith("embed/")
    }  # fmt: skip
    assert below == FRAMED_VIEWS
    elsewhere = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert not [route for route in elsewhere if "embed" in route]


@LANGUAGES
def test_other_sites_may_frame_embeds_and_nothing_else(client, world, language):
    for address in addresses(world, language):
        answer = client.get(address)
        assert answer.status_code == 200
        assert may_be_framed(answer), address
        kept = client.get(address, headers={"if-none-match": answer.headers["ETag"]})
        assert kept.status_code == 304
        assert may_be_framed(kept)  # a browser takes the headers of the 304 for those of the page
    pages = [address_of(page, world, language) for page in TABLE if "/embed/" not in page and "/search" not in page]
    assert len(pages) > 50
    assert [address for address in pages if may_be_framed(client.get(address))] == []
    for address in ("/admin/login/", "/embed", f"/{language}/embed/", "/static/css/conceptbase.css", "/nothing/"):
        assert not may_be_framed(client.get(address)), address


@LANGUAGES
def test_an_embed_says_what_its_page_says_and_where_that_is(client, world, language):
    name = {"en": "Weather words", "zh-hans": "天气词典"}[language]
    for address in addresses(world, language):
        html = client.get(address).content.decode()
        assert html.count("<h1") == 1
        assert '<meta name="robots" content="noindex">' in html
        assert '<base target="_blank">' in html  # all links open outside of the frame
        assert "<script" not in html
        assert "<form" not in html
        assert name in html
        assert "CC BY-SA 4.0" in html
        canonical = re.search('rel="canonical" href="http://testserver([^"]+)"', html)[1]
        assert canonical.startswith(f"/{language}/")
        page = client.get(canonical)
        assert page.status_code == 200
        permanent = re.search('class="embed-address" href="(http://testserver[^"]+)"[^>]*>([^<]+)<', html)
        assert permanent[1] == permanent[2]
        for link in read(html.partition("<body")[2]).links:
            target = link.removeprefix("http://testserver").partition("#")[0]
            assert urlsplit(target).scheme == "https" or client.get(target).status_code in (200, 302), link


@LANGUAGES
def test_a_distinction_shows_its_sides_and_the_question_beside_it(client, world, language):
    distinction, relation = world.first("distinction"), world.first("relation")
    html = re.sub("<[^>]+>", "", client.get(embed_of(distinction.code, language)).content.decode())
    for row in (distinction, *(side.characteristic for side in distinction.sides.all())):
        assert row.text_en in html
        assert row.text_zh in html
    with_question = client.get(embed_of(relation.code, language)).content.decode()
    says = {"en": "Sources answer differently:", "zh-hans": "各来源说法不一："}[language]
    assert (says in with_question) == (says in client.get(page_of(relation, language)).content.decode())


def embed_of(code: str, language: str = "en", query: str = "") -> str:
    return f"/embed/{language}/s/{code}/{query}"


def page_of(row, language: str) -> str:
    return row.get_absolute_url().replace("/en/", f"/{language}/")


@LANGUAGES
def test_an_address_that_is_nearly_right_leads_to_the_embed(client, world, language):
    code = world.first("distinction").code
    for asked in (code.lower(), f"{code}。"):
        answer = client.get(embed_of(asked, language, "?theme=dark"), follow=True)
        assert answer.redirect_chain[-1] == (embed_of(code, language, "?theme=dark"), 301), asked
        assert answer.status_code == 200
    moved = client.get(f"/embed/{language}/compare/Alpha-vs-BETA/")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/embed/{language}/compare/alpha-vs-beta/")


@LANGUAGES
def test_former_addresses_lead_to_the_embed_of_today(client, world, language):
    merged, kept = world.statements["definition"][:2]
    merge(statement=merged, into=kept, reason_en="The same.", reason_zh="相同。")
    question = Question.objects.get(slug="question-0")
    Address.objects.create(kind="question", key="former", state="moved", target=question.slug, status="published")
    for former, now in ((f"s/{merged.code}", f"s/{kept.code}"), ("questions/former", "questions/question-0")):
        answer = client.get(f"/embed/{language}/{former}/?theme=dark")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/embed/{language}/{now}/?theme=dark")


@LANGUAGES
def test_unknown_embeds_are_404_and_withdrawn_ones_410_in_few_words(client, world, language):
    for address in ("s/99999", "s/_", "questions/nothing", "compare/alpha-vs-nothing", "compare/alpha", "nothing"):
        answer = client.get(f"/embed/{language}/{address}/")
        assert answer.status_code == 404, address
        assert may_be_framed(answer)
        assert {"en": "There is no such page", "zh-hans": "没有这个页面"}[language] in answer.content.decode()
        assert "<form" not in answer.content.decode()
    gone = world.first("finding")
    withdraw(statement=gone, words_en="It was wrong.", words_zh="它不对。")
    answer = client.get(embed_of(gone.code, language))
    assert answer.status_code == 410
    assert may_be_framed(answer)
    assert {"en": "It was wrong.", "zh-hans": "它不对。"}[language] in answer.content.decode()
    for wrong in ("/embed/", "/embed/fr/s/99999/", f"/embed/{language}/", "/embed/en/s/%00/"):
        assert client.get(wrong).status_code in (400, 404), wrong


@LANGUAGES
def test_an_embed_is_light_or_dark_as_the_address_says(client, world, language):
    code = world.first("distinction").code
    assert "data-theme" not in client.get(embed_of(code, language)).content.decode()
    for theme in ("light", "dark"):
        html = client.get(embed_of(code, language, f"?theme={theme}&utm_source=wiki")).content.decode()
        assert f'data-theme="{theme}"' in html
    answer = client.get(embed_of(code, language, "?theme=%22%3E"))
    assert answer.status_code == 400
    assert "theme" in answer.content.decode()


def test_the_code_of_a_frame_can_be_pasted_whatever_the_title_says():
    code = embed_code("https://a.example/embed/en/s/K7QF2/", 'A "title" <b>', height=300)
    assert code == (
        '<iframe src="https://a.example/embed/en/s/K7QF2/" title="A &quot;title&quot; &lt;b&gt;" width="600" '
        'height="300" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )
    on_phones = embed_code("https://a.example/", "A", height=300, height_on_phone=440)
    assert "max-width:100%;height:calc(300px + max(0px, 640px - 100vw) * 0.50)" in on_phones
    assert embed_code("https://a.example/", "A", width=320, height=300, height_on_phone=300) == embed_code(
        "https://a.example/", "A", width=320, height=300
    )


@LANGUAGES
def test_a_narrower_frame_is_higher(world, language):
    with translation.override(language):
        shown = build_embed("statement", world.first("distinction").code)
        comparison = build_embed("comparison", "alpha-vs-beta")
    assert 200 < shown.height(600) < shown.height(240) <= MOST_HEIGHT
    assert comparison.height(1) == MOST_HEIGHT
