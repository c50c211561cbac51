"""What sources, articles, passages and editions say as data and copies: what their pages show, and no word more."""

import json
import re
from html import unescape

import pytest

from concepts.editorial.publishing import publish
from concepts.models import Statement
from sources.models import Passage, Source
from tests import factories as make

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")
PULLS = "Marketing pulls users to products."


def lines_of(client, address: str) -> list[dict]:
    response = client.get(address)
    assert response.status_code == 200, address
    return json.loads(response.content)["lines"]


def copies_of(client, address: str) -> str:
    """What the page of citations offers to be copied, as text."""
    html = client.get(address).content.decode()
    return unescape(html.partition('id="copy"')[2].partition('id="in-words"')[0])


def place(contrast) -> str:
    return f"sources/english/v1/passages/{contrast.english.start}-{contrast.english.end}"


@pytest.mark.parametrize(("language", "section"), [("en", "Passage 1 · Supports"), ("zh-hans", "片段 1 · 支持")])
def test_an_article_has_its_cited_passages_each_before_the_statements_that_cite_it(client, contrast, language, section):
    for path in ("sources/english", "sources/english/v1", "sources/english/v1/articles/1"):
        quoted, *uses = lines_of(client, f"/{language}/{path}.json")[:2]
        assert (quoted["type"], quoted["text"]["en"]) == ("quotation", PULLS)
        assert quoted["url"] == f"http://testserver/{language}/{place(contrast)}/"
        assert "english" in quoted["source"]
        assert [(use["id"], use["stance"]) for use in uses] == [(contrast.one.code, "supports")]
        assert uses[0]["text"] == {"en": "It pulls.", "zh-hans": "它拉。"}
        assert uses[0]["section"]["zh-hans" if language == "zh-hans" else "en"] == section
        assert uses[0]["url"] == f"http://testserver/s/{contrast.one.code}/"


@pytest.mark.parametrize(("language", "title"), [("en", "Article 2"), ("zh-hans", "文章 2")])
def test_a_text_of_several_articles_lists_them(client, contrast, language, title):
    version = make.make_source("several")
    version.articles.update(end=40)
    make.make_article(version, 40, len(make.ENGLISH))
    lines = lines_of(client, f"/{language}/sources/several.json")
    assert [(line["type"], line["id"]) for line in lines] == [("article", "1"), ("article", "2")]
    assert title in lines[1]["text"].values()
    assert lines[1]["url"] == f"http://testserver/{language}/sources/several/v1/articles/2/"
    assert title in copies_of(client, f"/{language}/cite/sources/several/")


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("en", "— Article 1, Source english; Conceptbase, http://testserver/en/"),
        ("zh-hans", "——文章 1，来源 english；Conceptbase，http://testserver/zh-hans/"),
    ],
)
def test_a_passage_is_copied_in_quotation_marks_with_what_it_is_from(client, contrast, language, source):
    copies = copies_of(client, f"/{language}/cite/{place(contrast)}/")
    assert f"“{PULLS}”" in copies
    assert source in copies
    [quoted, use] = lines_of(client, f"/{language}/{place(contrast)}.json")
    assert (quoted["text"]["en"], quoted["language"], use["id"]) == (PULLS, "en", contrast.one.code)


@pytest.mark.parametrize(
    ("texts", "copied"), [("", ["“{zh}”", "“It sells.” (translation)"]), ("en", ["“It sells.” (translation)"])]
)
def test_a_translation_is_copied_as_one(client, contrast, texts, copied):
    Passage.objects.filter(pk=contrast.chinese.pk).update(translation="It sells.", translation_by="ours")
    passage = contrast.chinese
    for language in LANGUAGES:
        address = f"/{language}/cite/sources/chinese/v1/passages/{passage.start}-{passage.end}/?texts={texts}"
        sentences = copies_of(client, address).partition("<pre")[2].partition("</pre>")[0]
        for words in copied:
            assert words.format(zh=passage.quote) in sentences


def test_what_a_passage_does_for_a_statement_stands_before_it(client, contrast):
    other = make.make_statement("definition", contrast.concepts[0], cites=(contrast.chinese,))
    make.cite(other, contrast.english, stance="contradicts")
    publish(statements=[other])
    [against] = [line for line in lines_of(client, f"/en/{place(contrast)}.json") if line["id"] == other.code]
    assert (against["stance"], against["section"]["en"]) == ("contradicts", "Contradicts")
    said = {
        line["stance"]: line["section"]["zh-hans"] for line in lines_of(client, f"/en/statements/{other.code}.json")
    }
    assert said["contradicts"] == "反对"
    assert said["supports"] == "依据"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_in_excerpts_gives_only_what_its_pages_show(client, contrast, language):
    Source.objects.filter(slug="english").update(display="excerpts")
    uncited = "Both aim at revenue."
    for path in ("sources/english", "sources/english/v1/articles/1", place(contrast)):
        everything = client.get(f"/{language}/{path}.json").content.decode()
        everything += copies_of(client, f"/{language}/cite/{path}/")
        assert PULLS in everything
        assert uncited not in everything
    start = make.ENGLISH.index(uncited)
    hidden = f"sources/english/v1/passages/{start}-{start + len(uncited)}"
    for address in (f"/{language}/{hidden}.csv", f"/{language}/cite/{hidden}/", f"/{language}/cite/{hidden}.bib"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withheld_source_gives_no_words_and_still_what_it_is_cited_for(client, contrast, language):
    Source.objects.filter(slug="english").update(
        withheld="nothing", withheld_reason_en="Its owner asked for it.", withheld_reason_zh="权利人要求。"
    )
    for path in ("sources/english", "sources/english/v1/articles/1", place(contrast)):
        lines = lines_of(client, f"/{language}/{path}.json")
        assert contrast.one.code in [line["id"] for line in lines]
        assert PULLS not in copies_of(client, f"/{language}/cite/{path}/")
        assert PULLS not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize(("language", "then"), [("en", "It pulls."), ("zh-hans", "它拉。")])
def test_an_edition_is_copied_as_it_was(client, contrast, language, then):
    code = contrast.one.code
    Statement.objects.filter(pk=contrast.one.pk).update(text_en="Later words.", text_zh="后来的话。")
    contrast.one.refresh_from_db()
    publish(statements=[contrast.one])
    first, quoted = lines_of(client, f"/{language}/statements/{code}/v1.json")
    assert (first["id"], first["voices"], first["url"]) == (code, 1, f"http://testserver/s/{code}/v1/")
    assert then in first["text"].values()
    assert quoted["text"]["en"] == PULLS
    copies = copies_of(client, f"/{language}/cite/statements/{code}/v1/")
    assert then in copies
    assert "Later words." not in copies
    html = client.get(f"/{language}/cite/statements/{code}/").content.decode()
    assert f"http://testserver/s/{code}/v2/</a>" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_of_a_distinction_has_its_sides_beside_one_another(client, contrast, language):
    path = contrast.distinction.get_absolute_url().removeprefix("/en/")
    html = client.get(f"/{language}/cite/{path}v1/").content.decode()
    table = html.partition('class="copied copied-table')[2].partition("</table>")[0]
    cells = re.findall(r"<td>(.*?)</td>", table, re.S)
    assert len(cells) == 2
    assert "It pulls." in cells[0]
    assert "它拉。" in cells[0]


def test_another_spelling_of_a_source_leads_on(client, contrast):
    for asked, answered in (
        ("/en/sources/English.csv", "/en/sources/english.csv"),
        ("/en/sources/English/v1/articles/1.json", "/en/sources/english/v1/articles/1.json"),
        ("/zh-hans/cite/sources/English/", "/zh-hans/cite/sources/english/"),
    ):
        response = client.get(asked)
        assert (response.status_code, response.headers["Location"]) == (301, answered)


@pytest.mark.parametrize(("language", "words"), [("en", "can still change"), ("zh-hans", "今后可能改动")])
def test_a_source_has_one_permanent_address_that_of_its_version(client, contrast, language, words):
    address = f"http://testserver/{language}/sources/english/v1/</a>"
    for path in ("cite/sources/english/", "cite/sources/english/v1/", "sources/english/", "sources/english/v1/"):
        html = client.get(f"/{language}/{path}").content.decode()
        assert html.count(address) == html.count('class="permanent"') == 1, path
        assert words not in html


@pytest.mark.parametrize(
    ("language", "words", "way"),
    [
        ("en", "These words can still change.", "Cite and share this edition"),
        ("zh-hans", "这里的文字今后可能改动。", "引用与分享这一版"),
    ],
)
def test_a_statement_leads_to_its_edition_that_never_changes(client, contrast, language, words, way):
    code = contrast.one.code
    html = client.get(f"/{language}/cite/statements/{code}/").content.decode()
    assert words in html
    assert f'<a href="/{language}/cite/statements/{code}/v1/">{way}</a>' in html
    assert way not in client.get(f"/{language}/cite/statements/{code}/v1/").content.decode()


@pytest.mark.parametrize(
    ("language", "unknown", "ours"),
    [("en", "Original address not known", "The title is ours"), ("zh-hans", "原网址未知", "标题是我们加的")],
)
def test_a_source_says_that_its_address_is_not_known_and_its_title_ours(client, contrast, language, unknown, ours):
    source = contrast.english.version.source
    article = contrast.english.version.articles.get()
    type(source).objects.filter(pk=source.pk).update(address="", doi="", isbn="", publisher="")
    type(article).objects.filter(pk=article.pk).update(
        title_by="ours", title_en=source.title_en, title_zh=source.title_zh
    )
    assert unknown in client.get(f"/{language}/sources/english/").content.decode()
    for extension in ("bib", "ris", "csl.json"):
        file = client.get(f"/{language}/cite/sources/english/v1.{extension}").content.decode()
        assert unknown in file
        assert ours in file
        assert "publisher" not in file
    html = client.get(f"/{language}/cite/sources/english/v1/").content.decode()
    assert f"[{source.title_en}]" in html.partition('id="in-words"')[2]
