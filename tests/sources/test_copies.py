"""A passage that repeats an earlier article is proposed as a copy; likeness of words alone is not enough."""

from pathlib import Path

import pytest
import yaml

from sources.anchoring import Span, find_article
from sources.copies import propose_copies
from sources.sentences import cut_article

PACK = Path(__file__).parents[2] / "fixtures" / "marketing-sales-promotion"


def joined(*articles: str) -> tuple[str, list[Span]]:
    """Return the articles run together, and where each lies."""
    spans, end = [], 0
    for article in articles:
        spans.append(Span(end, end + len(article)))
        end += len(article)
    return "".join(articles), spans


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("销售是把产品卖好,是销售已有的产品。", "销售是把产品卖好，是销售\n已有的产品"),
        (
            "并把如何有效创造客户作为首要任务,这是一种由外而内的思维",
            "并把如何有效创造客户做为首要任务,这是一种由外而内的思维",
        ),
        ("Sales push products to users; marketing pulls.", "SALES push  products to\nusers: marketing pulls"),
    ],
)
def test_a_repeated_passage_is_a_copy_whatever_its_punctuation_and_line_ends(earlier: str, later: str) -> None:
    text, articles = joined("前言。" + earlier + "后话。", later)
    (copy,) = propose_copies(text, articles, [articles[1]])
    assert (copy.passage, copy.article) == (articles[1], 0)
    assert copy.original.of(text) == earlier.rstrip("。.")
    assert copy.share >= 0.9


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("营销的目标是长期的市场份额和品牌价值。", "销售的目标是短期的销售额和现有的客户。"),
        (
            "Sales push products to users; marketing pulls users to products.",
            "Marketing teams nurture demand so that users come and look for products.",
        ),
        ("销售是把产品卖好,是销售已有的产品。", "销售是把产品卖好,营销则是让产品本身变得更好卖。"),
    ],
)
def test_words_in_common_make_no_copy(earlier: str, later: str) -> None:
    text, articles = joined(earlier, later)
    assert propose_copies(text, articles, [articles[1]]) == []


def test_phrases_scattered_over_an_article_make_no_copy() -> None:
    filler = "这里讲的完全是别的事情,与前后文都没有什么关系。" * 5
    phrases = ["营销是一个系统", "销售只是一部分", "品牌要长期建立"]
    text, articles = joined(filler.join(phrases), "".join(phrases))
    assert propose_copies(text, articles, [articles[1]]) == []


def test_only_earlier_articles_count() -> None:
    text, articles = joined("营销是一个系统,而销售只是一部分。", "营销是一个系统,而销售只是一部分。")
    (copy,) = propose_copies(text, articles, articles)
    assert copy.passage == articles[1]
    assert copy.original == Span(0, articles[0].end - 1)


def test_the_first_of_equal_originals_counts() -> None:
    said = "Marketing is selling brands every day. "
    text, articles = joined(said, said, said)
    assert [copy.article for copy in propose_copies(text, articles, articles)] == [0, 0]


def test_titles_and_page_furniture_are_no_copies() -> None:
    text, articles = joined("营销与销售的区别", "营销与销售的区别", "营销是一个系统,而销售只是营销的一部分")
    outside = Span(0, len(text))
    assert propose_copies(text, articles, [articles[1], outside]) == []


def test_two_articles_of_the_compendium_are_a_quarter_copied() -> None:
    sources = yaml.safe_load((PACK / "sources.yaml").read_text(encoding="utf-8"))
    (version,) = next(source for source in sources if source["id"] == "marketing-sales-compendium")["versions"]
    text = (PACK / version["file"]).read_bytes().decode()
    articles: list[Span] = []
    sentences: list[Span] = []
    for article in version["articles"]:
        start = articles[-1].end if articles else 0
        articles.append(find_article(text, article["first"], article["last"], start))
        sentences += cut_article(text, "zh-hans", *articles[-1], article.get("headings", ()), article.get("cuts", ()))
    copied = dict.fromkeys(range(len(articles)), 0)
    for copy in propose_copies(text, articles, sentences):
        own = next(n for n, article in enumerate(articles) if article.end >= copy.passage.end)
        copied[own] += copy.passage.end - copy.passage.start
    shares = {n + 1: copied[n] / (article.end - article.start) for n, article in enumerate(articles) if copied[n]}
    assert list(shares) == [20, 21]
    assert all(0.2 < share < 0.3 for share in shares.values())
