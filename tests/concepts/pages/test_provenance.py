"""Under each quotation stand who stands behind it, when, and what kind of text it is; each name leads where it says."""

import re

import pytest
from django.utils.html import strip_tags

from tests import factories as make

pytestmark = pytest.mark.django_db


def caption_of(client, language: str, text: str = make.ENGLISH, of: str = "en", date: str = "", **source) -> str:
    """Return the caption of a quotation of a source with these facts, on the page of the statement that cites it."""
    version = make.make_source("told", text, of, **source)
    type(version).objects.filter(pk=version.pk).update(date=date)
    passage = make.make_passage(version, "Both aim" if of == "en" else "营销")
    statement = make.make_published("definition", make.make_concept("alpha"), cites=(passage,))
    html = client.get(f"/{language}/statements/{statement.code}/").content.decode()
    return re.search("<figcaption>(.*?)</figcaption>", html, re.S)[1]


def provenance(caption: str) -> str:
    found = re.search(r'<span class="provenance">(.*?)</span> <a class="to-passage"', caption, re.S)
    return " ".join(strip_tags(found[1]).split())


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ({}, "unsigned, undated, English", "未署名、未注明日期、英文"),
        ({"author": "A. Wu", "date": "2020"}, "A. Wu, 2020, English", "A. Wu、2020、英文"),
        ({"author": "A. Wu", "publisher": "A House"}, "A. Wu, undated, English", "A. Wu、未注明日期、英文"),
        ({"publisher": "A House", "date": "2020-05"}, "A House, 2020-05, English", "A House、2020-05、英文"),
        (
            {"caveats": "reposted,truncated,unsigned"},
            "unsigned, undated, English, reposted, truncated",
            "未署名、未注明日期、英文、转载、不完整",
        ),
        (
            {"caveats": "machine-translated", "written_in": "zh-hans"},
            "unsigned, undated, English, machine-translated from Chinese",
            "未署名、未注明日期、英文，机器翻译自中文",
        ),
        ({"of": "zh-hans", "text": make.CHINESE}, "unsigned, undated, Chinese", "未署名、未注明日期、中文"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_quotation_says_who_stands_behind_it_and_what_kind_of_text_it_is(client, language, facts, english, chinese):
    assert provenance(caption_of(client, language, **facts)) == (english if language == "en" else chinese)


@pytest.mark.parametrize(("language", "words"), [("en", "the passage"), ("zh-hans", "原文片段")])
@pytest.mark.parametrize("alone", [True, False])
def test_the_source_leads_to_the_source_the_article_to_the_words_in_it_and_the_passage_to_the_passage(
    client, language, words, alone
):
    version = make.make_source("told")
    if alone:
        version.articles.update(title_en="Source told", title_zh="来源 told")
    passage = make.make_passage(version, "Both aim")
    statement = make.make_published("definition", make.make_concept("alpha"), cites=(passage,))
    html = client.get(f"/{language}/statements/{statement.code}/").content.decode()
    caption = re.search("<figcaption>(.*?)</figcaption>", html, re.S)[1]
    links = [
        (address, strip_tags(name).strip())
        for address, name in re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', caption)
    ]
    source = "Source told" if language == "en" else "来源 told"
    span = f"{passage.start}-{passage.end}"
    start = f"/{language}/sources/told/v1/"
    in_text = f"{start}articles/1/#p-{span}"
    article = "article 1, Article 1" if language == "en" else "第 1 篇，文章 1"
    named = [(in_text, source)] if alone else [(start, source), (in_text, article)]
    assert links == [*named, (f"{start}passages/{span}/", words)]
