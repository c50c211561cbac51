"""A long article is read in pages; the addresses of its marks, notes and passages lead to the page that has them."""

import re

import pytest

from concepts.pages.sources import article_pages
from concepts.pages.sources.article_pages import cut_span
from concepts.pages.sources.passage import build_passage_page
from concepts.pages.sources.source import build_article_page, build_source_page
from sources.anchoring import Span
from sources.languages import Language
from sources.models import Source, SourceVersion
from tests import factories as make
from tests.concepts.pages.test_source import make_two, notes_of, rows_of
from tests.site import read

pytestmark = pytest.mark.django_db
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
LINES = [f"Line {number} says that sales sells." for number in range(1, 10)]
LONG = "\n".join(LINES)
CITED = (LINES[0], LINES[5], LINES[8])


@pytest.fixture
def long(monkeypatch) -> SourceVersion:
    """A source of one article of nine lines, of which a page has room for four; three are cited."""
    monkeypatch.setattr(article_pages, "LONGEST_PAGE", dict.fromkeys(Language, 4 * len(LINES[0]) + 4))
    version = make.make_source("long", text=LONG)
    for quote in CITED:
        passage = make.make_passage(version, quote, translation="译文。", translation_by="ours")
        make.make_published("definition", make.make_concept(f"c-{passage.start}"), cites=(passage,))
    return version


def address(language: str, number: int, fragment: str = "") -> str:
    return f"/{language}/sources/long/v1/articles/1/{f'?page={number}' if number > 1 else ''}{fragment}"


@in_both_languages
def test_the_pages_of_an_article_have_every_line_once_with_its_notes(client, long, language):
    lines: list[str] = []
    for number in (1, 2, 3):
        page = build_article_page("long", 1, 1, number)
        lines += [re.sub("<[^>]*>", "", line).strip() for row in rows_of(page.page) for line in row.lines]
        assert (page.page.coverage.passages, len(notes_of(page.page))) == (3, 1)
        html = client.get(address(language, number)).content.decode()
        assert f'<link rel="canonical" href="http://testserver{address(language, number)}">' in html
        links = read(html).links
        assert {address(language, other) for other in (1, 2, 3) if abs(other - number) == 1} <= set(links)
        assert f'data-starts="{" ".join(map(str, page.starts))}"' in html
    assert lines == LINES
    assert client.get(address(language, 4)).status_code == 404
    assert client.get(address(language, 1) + "?page=x").status_code == 400


@in_both_languages
def test_marks_notes_and_passages_lead_to_the_page_that_has_them(client, long, language):
    for number, quote in enumerate(CITED, start=1):
        start = LONG.index(quote)
        span = f"{start}-{start + len(quote)}"
        own = client.get(f"/{language}/sources/long/v1/passages/{span}/").content.decode()
        links = read(own).links
        html = client.get(address(language, number)).content.decode()
        for anchor in (f"p-{span}", f"n-{span}"):
            assert address(language, number, f"#{anchor}") in links
            assert f'id="{anchor}"' in html
            assert html.count(f'id="{anchor}"') == 1


@in_both_languages
def test_the_source_of_a_long_article_leads_to_it_and_tells_its_pages(client, long, language):
    html = client.get(f"/{language}/sources/long/").content.decode()
    assert LINES[1] not in html
    assert address(language, 1) in read(html).links
    assert {"en": "3 pages", "zh-hans": "3 页"}[language] in html
    (entry,) = build_source_page("long").entries
    assert (entry.pages, entry.passages) == (3, 3)


def test_translations_stay_unfolded_on_the_other_pages(client, long):
    html = client.get("/zh-hans/sources/long/v1/articles/1/?page=2&show=translations").content.decode()
    assert '<details class="margin" open>' in html
    assert f'<link rel="canonical" href="http://testserver{address("zh-hans", 2)}">' in html
    links = read(html).links
    assert "/zh-hans/sources/long/v1/articles/1/?show=translations&page=3" in links
    assert address("zh-hans", 2) in links
    folded = client.get(address("zh-hans", 2)).content.decode()
    assert "/zh-hans/sources/long/v1/articles/1/?page=2&show=translations" in read(folded).links


def test_marks_of_a_text_of_several_articles_lead_to_the_page_with_their_note(client, monkeypatch):
    monkeypatch.setattr(article_pages, "LONGEST_PAGE", dict.fromkeys(Language, 20))
    make_two()
    html = client.get("/en/sources/two/").content.decode()
    links = re.findall(r'role="doc-noteref" href="([^"]*)"', html)
    assert len(links) == 3
    assert any("?page=" in link for link in links)
    for link in links:
        page, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in client.get(page).content.decode()
    last = build_article_page("two", 1, 2).paging.count
    for number in range(1, last + 1):
        html = client.get(f"/en/sources/two/v1/articles/2/?page={number}").content.decode()
        assert ("Here the text breaks off in the source." in html) == (number == last)


def test_where_excerpts_are_shown_each_page_has_one(client, long):
    Source.objects.filter(slug="long").update(display="excerpts")
    make.make_passage(long, LINES[5]).citations.all().delete()
    assert build_article_page("long", 1, 1).paging.count == 2
    start = LONG.index(CITED[2])
    assert build_passage_page("long", 1, start, start + 5).mark_address == address("en", 2, "#article-1")
    for number, quote in ((1, CITED[0]), (2, CITED[2])):
        assert quote in client.get(address("en", number)).content.decode()


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("short", 8, ["short"]),
        ("one\ntwo\nthree\nfour\n", 9, ["one\ntwo\n", "three\n", "four\n"]),
        ("卖。买。营销。推销。促销。", 10, ["卖。买。营销。", "推销。促销。"]),
        ("One side sells. The other tells.", 20, ["One side sells.", " The other tells."]),
        ("abcdefghijklmnopqrst", 8, ["abcdef", "ghijklm", "nopqrst"]),
    ],
)
def test_a_text_is_cut_at_line_ends_else_after_sentences_else_anywhere(text, longest, pieces):
    language = "en" if text.isascii() else "zh-hans"
    assert [text[span.start : span.end] for span in cut_span(text, Span(0, len(text)), language, longest)] == pieces


@pytest.mark.parametrize("longest", range(20, 30))
def test_pages_together_are_the_text_none_is_too_long_and_no_line_end_is_torn(longest):
    text = "one two\r\nthree\r\n\r\nfour\r\n" * 5
    pieces = [text[span.start : span.end] for span in cut_span(text, Span(0, len(text)), "en", longest)]
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= longest
    assert not [piece for piece in pieces if piece.startswith("\n")]


@pytest.mark.usefixtures("known_site")
def test_a_long_article_costs_no_more_queries(client, long, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(address("en", 2))
