"""What is cited of a page of ours, and of the sources behind it, in both languages and with few queries."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.evidence.concept_names import load_concept_names
from concepts.formats.entry import plain_text
from concepts.formats.gbt7714 import format_gbt7714
from concepts.formats.work import Author
from concepts.formats.works import (
    MOST_TITLE,
    CitingSite,
    cite_article,
    cite_comparison,
    cite_concept,
    cite_edition,
    cite_passage,
    cite_question,
    cite_source,
    cite_statement,
)
from concepts.models import Edition, Question, Statement
from sources.languages import Text, in_language
from sources.models import Article, Passage
from tests import factories as make

pytestmark = pytest.mark.django_db
SITE = CitingSite("Conceptbase", "https://example.org")
READ_AT = datetime(2026, 12, 1, 23, 30, 6, tzinfo=UTC)
TODAY = "2026-12-01"


@pytest.mark.parametrize(("language", "title"), [("en", Text("It pulls", "en")), ("zh-hans", Text("它拉", "zh-Hans"))])
def test_a_statement_is_cited_by_its_words_its_permanent_address_and_the_day_of_its_edition(
    contrast, language, title, django_assert_num_queries
):
    edition = Edition.objects.select_related("publication").get(statement=contrast.one)
    with translation.override(language), django_assert_num_queries(0):
        work = cite_statement(
            contrast.one.code, in_language(contrast.one, "text"), edition.publication.at, SITE, READ_AT
        )
    assert (work.key, work.title) == (contrast.one.code, title)
    assert work.address == f"https://example.org/s/{contrast.one.code}/"
    assert work.date == edition.publication.at.astimezone(UTC).date().isoformat()
    assert work.authors == (Author(name="Conceptbase"),)
    assert (work.edition, work.changes, work.accessed) == (0, True, TODAY)


@pytest.mark.parametrize(("language", "title"), [("en", "It pulls"), ("zh-hans", "它拉")])
def test_an_edition_is_cited_as_it_was_and_stays(contrast, language, title, django_assert_num_queries):
    Statement.objects.filter(pk=contrast.one.pk).update(text_en="Later words.", text_zh="后来的话。")
    contrast.one.refresh_from_db()
    publish(statements=[contrast.one])
    edition = Edition.objects.select_related("statement", "publication").get(statement=contrast.one, number=1)
    with translation.override(language), django_assert_num_queries(0):
        work = cite_edition(edition, SITE, READ_AT)
    assert (work.key, work.title.words, work.edition) == (f"{contrast.one.code}-v1", title, 1)
    assert work.address == f"https://example.org/s/{contrast.one.code}/v1/"
    assert not work.changes


@pytest.mark.parametrize(
    ("language", "title", "address"),
    [
        ("en", "Sales and Marketing: how they differ", "/en/compare/sales-vs-marketing/?only=contrasts"),
        ("zh-hans", "销售与营销有什么区别", "/zh-hans/compare/sales-vs-marketing/?only=contrasts"),
    ],
)
def test_a_comparison_is_cited_with_its_moment_and_its_filters(contrast, language, title, address):
    with translation.override(language):
        names = load_concept_names().by_slug
        work = cite_comparison([names["sales"], names["marketing"]], SITE, READ_AT, {"only": ["contrasts"]})
    assert (work.key, work.title.words) == ("sales-vs-marketing", title)
    assert work.address == f"https://example.org{address}&since=2026-12-01T23:30:06Z"
    assert (work.moment_words, work.date, work.changes) == ("2026-12-01 23:30:06 UTC", TODAY, False)


@pytest.mark.parametrize(
    ("language", "question", "concept"),
    [("en", "Is sales part of marketing?", "Marketing"), ("zh-hans", "销售是营销的一部分吗？", "营销")],
)
def test_a_question_and_a_concept_are_cited_as_pages_that_change(contrast, language, question, concept):
    with translation.override(language):
        row = Question.objects.get()
        asked = cite_question(row.slug, row.text, SITE, READ_AT)
        meant = cite_concept(load_concept_names().by_slug["marketing"], SITE, READ_AT)
    assert (asked.title.words, meant.title.words) == (question, concept)
    assert asked.address == f"https://example.org/{language}/questions/is-sales-part-of-marketing/"
    assert meant.address == f"https://example.org/{language}/concepts/marketing/"
    assert asked.changes
    assert meant.changes
    assert (asked.key, meant.key) == ("question-is-sales-part-of-marketing", "concept-marketing")


@pytest.mark.parametrize(("language", "translated"), [("en", Text("Source a", "en")), ("zh-hans", Text("", "en"))])
def test_a_source_is_cited_in_its_own_language_with_the_title_in_the_reader_s(language, translated):
    version = make.make_source(
        "a", make.CHINESE, "zh-hans", author="王五；李四", publisher="出版社", isbn="9787300000000"
    )
    with translation.override(language):
        work = cite_source(version, SITE, READ_AT)
    assert (work.title, work.translated_title) == (Text("来源 a", "zh-Hans"), translated)
    assert work.authors == (Author(name="王五"), Author(name="李四"))
    assert (work.publisher, work.isbn, work.container) == ("出版社", "9787300000000", "")
    assert (work.is_copy, work.accessed) == (True, TODAY)
    assert work.location == f"https://example.org/{language}/sources/a/v1/"


def test_a_source_is_cited_at_its_own_address_and_as_it_was_read_then():
    facts = {"address": "https://a.example/", "retrieved_on": "2020-05", "caveats": "machine-translated"}
    version = make.make_source("a", **facts)
    dated = make.make_source("b", **facts)
    type(dated).objects.filter(pk=dated.pk).update(date="2020-05-31")
    dated.refresh_from_db()
    work, dated_work = cite_source(version, SITE, READ_AT), cite_source(dated, SITE, READ_AT)
    assert (work.location, work.accessed, work.changes) == ("https://a.example/", "2020-05", True)
    assert (dated_work.date, dated_work.changes) == ("2020-05-31", False)
    assert work.machine_translated
    assert work.copy_address == "https://example.org/en/sources/a/v1/"


@pytest.mark.parametrize(
    ("language", "caveats"),
    [
        ("en", ("truncated", "The title is ours", "Original address not known")),
        ("zh-hans", ("不完整", "标题是我们加的", "原网址未知")),
    ],
)
def test_a_passage_is_cited_as_from_its_article_and_a_single_article_as_its_source(
    language, caveats, django_assert_num_queries
):
    alone = make.make_passage(make.make_source("a"), "Both aim")
    version = make.make_source("b", caveats="undated")
    middle = len(make.ENGLISH) // 2
    version.articles.update(end=middle)
    make.make_article(version, middle, len(make.ENGLISH), title_by=Article.TitleBy.OURS, caveats="truncated")
    inside = make.make_passage(version, "Both aim")
    passages = {passage.pk: passage for passage in Passage.objects.with_place()}
    places = [(row.version, row.article, (row.start, row.end)) for row in (passages[alone.pk], passages[inside.pk])]
    with translation.override(language), django_assert_num_queries(0):
        whole = cite_passage(*places[0], SITE, READ_AT, alone=True)
        part = cite_passage(*places[1], SITE, READ_AT, alone=False)
    assert (whole.title.words, whole.container) == ("Source a", "")
    assert (part.title.words, part.container, part.title_is_ours) == ("Article 2", "Source b", True)
    assert part.caveats == caveats
    assert part.location == f"https://example.org/{language}/sources/b/v1/passages/{inside.start}-{inside.end}/"
    assert part.key == f"b-v1-{inside.start}-{inside.end}"
    with translation.override(language):
        article = cite_article(passages[inside.pk].article, SITE, READ_AT, alone=False)
    assert (article.title, article.key) == (part.title, "b-v1-2")
    assert article.location == f"https://example.org/{language}/sources/b/v1/articles/2/"


@pytest.mark.parametrize(("kind", "ending"), [("book", "2020: iv-1"), ("web-page", "2020")])
def test_a_passage_of_a_text_with_pages_names_them_where_the_style_does(kind, ending):
    version = make.make_source("paged", "Ours. Theirs.", kind=kind, publisher="A house")
    version.pages, version.date = "iv@0 1@6", "2020"
    work = cite_passage(version, version.articles.get(), (0, 13), SITE, READ_AT, alone=True)
    assert work.pages == "iv–1"
    assert ending in plain_text(format_gbt7714(work))
    assert cite_passage(version, None, (6, 13), SITE, READ_AT, alone=True).pages == "1"


def test_a_long_statement_is_cut_and_a_site_may_be_answered_for_by_somebody_else():
    statement = make.make_statement("definition", make.make_concept("a"), text_en="long " * 200)
    work = cite_statement(
        statement.code,
        in_language(statement, "text"),
        None,
        CitingSite("Conceptbase", "https://example.org", "Acme, Inc."),
        READ_AT,
    )
    assert len(work.title.words) <= MOST_TITLE
    assert work.title.words.endswith("…")
    assert (work.date, list(work.owners())) == ("", ["Conceptbase"])
    assert plain_text(format_gbt7714(work)).startswith("Acme, Inc. long")
