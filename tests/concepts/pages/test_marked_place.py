"""The page of an article marks any words of it that its address names: `?mark=10-20`."""

import pytest

from concepts.pages.sources import article_pages
from concepts.pages.sources.marked_place import marked_address
from sources.anchoring import Span
from sources.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXTS = {"en": "Buyers wait. Sellers shout.\nNobody comes.", "zh-hans": "买家在等。卖家在叫卖。\n谁也没来。"}
BOTH = pytest.mark.parametrize("language", TEXTS)


def page(client, language, mark, **query):
    address = f"/{language}/sources/text/v1/articles/1/"
    return client.get(address, {"mark": mark} | query, headers={"host": "testserver"})


@BOTH
def test_words_that_are_no_passage_are_marked_without_a_note(language, client):
    text = TEXTS[language]
    make.make_source("text", text, language)
    words = {"en": "Sellers shout.", "zh-hans": "卖家在叫卖。"}[language]
    start = text.index(words)
    end = start + len(words)
    answer = page(client, language, f"{start}-{end}")
    html = answer.content.decode()
    assert f'<mark class="mark-focus" id="p-{start}-{end}">{words}</mark>' in html
    assert "doc-noteref" not in html
    assert f'rel="canonical" href="http://testserver/{language}/sources/text/v1/articles/1/"' in html
    assert marked_address("/a/", Span(start, end)) == f"/a/?mark={start}-{end}#p-{start}-{end}"


@BOTH
def test_a_mark_may_reach_over_lines_and_a_passage_with_the_same_words_is_marked_once(language, client):
    text = TEXTS[language]
    version = make.make_source("text", text, language)
    html = page(client, language, f"0-{len(text)}").content.decode()
    assert html.count(f'id="p-0-{len(text)}"') == 1
    assert html.count('class="mark-focus more"') == 1
    quote = text.split("\n")[0]
    make.make_published("definition", make.make_concept("seller"), cites=(make.make_passage(version, quote),))
    html = page(client, language, f"0-{len(quote)}").content.decode()
    assert html.count(f'id="p-0-{len(quote)}"') == 1
    assert f'<mark class="mark-focus" id="p-0-{len(quote)}">' in html


@BOTH
def test_it_is_the_page_of_a_long_article_on_which_the_place_begins(language, client, monkeypatch):
    monkeypatch.setattr(article_pages, "LONGEST_PAGE", dict.fromkeys(article_pages.LONGEST_PAGE, 20))
    text = TEXTS[language] * 3
    make.make_source("text", text, language)
    end = len(text)
    html = page(client, language, f"{end - 4}-{end}").content.decode()
    assert f'id="p-{end - 4}-{end}"' in html
    assert f'id="p-{end - 4}-{end}"' not in page(client, language, "").content.decode()


@BOTH
def test_what_is_no_place_is_answered_in_plain_words(language, client):
    make.make_source("text", TEXTS[language], language)
    for mark in ("x", "5", "9-5", "5-5", "-1-5", "1-99999999999", "1-2-3", "１-２"):
        answer = page(client, language, mark)
        assert answer.status_code == 400, mark
        assert mark in answer.content.decode()
    assert page(client, language, "5-9999").status_code == 404
    assert page(client, language, "").status_code == 200


@BOTH
def test_of_a_text_in_excerpts_no_more_is_shown(language, client):
    version = make.make_source("text", TEXTS[language], language)
    Source.objects.filter(pk=version.source_id).update(display="excerpts")
    plain, marked = (page(client, language, mark).content.decode() for mark in ("", "0-5"))
    assert "p-0-5" not in marked
    assert TEXTS[language][:5] not in marked
    assert plain.count("<mark") == marked.count("<mark") == 0
