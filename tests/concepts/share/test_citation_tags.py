"""Zotero takes up what a page is about from the page itself, in both languages, and not its frame on this site."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.formats.works import CitingSite, cite_source
from concepts.models import Edition, Publication, Statement
from concepts.pages import views
from sources.models import Article, Source, SourceVersion
from tests import factories as make
from tests.concepts.formats.zotero import read_zotero

pytestmark = pytest.mark.django_db
ORIGIN = "http://testserver"
LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}
OURS = [("Conceptbase", "")]


def item_on(client, address: str) -> dict:
    response = client.get(address)
    assert response.status_code == 200, address
    return read_zotero(response.content.decode())


@pytest.mark.parametrize(("language", "title"), [("en", "It pulls"), ("zh-hans", "它拉")])
def test_a_statement_is_taken_up_with_its_claim_its_day_and_its_permanent_address(client, contrast, language, title):
    code = contrast.one.code
    edition = Edition.objects.select_related("publication").get(statement=contrast.one)
    expected = {
        "itemType": "webpage",
        "title": title,
        "creators": OURS,
        "date": f"{edition.publication.at:%Y/%m/%d}",
        "publicationTitle": "Conceptbase",
        "publisher": "Conceptbase",
        "language": LANGUAGES[language],
    }
    for path, short in ((f"statements/{code}", f"s/{code}"), (f"statements/{code}/v1", f"s/{code}/v1")):
        item = item_on(client, f"/{language}/{path}/")
        assert title in str(item.pop("abstractNote"))
        assert item == expected | {"url": f"{ORIGIN}/{short}/"}
        cited = item_on(client, f"/{language}/cite/{path}/")
        assert {key: value for key, value in cited.items() if key != "abstractNote"} == item


def test_a_statement_has_the_day_of_its_last_edition(client, contrast):
    Statement.objects.filter(pk=contrast.one.pk).update(text_en="Later words.")
    contrast.one.refresh_from_db()
    publish(statements=[contrast.one])
    first = Edition.objects.select_related("publication").get(statement=contrast.one, number=1).publication
    Publication.objects.filter(pk=first.pk).update(at=datetime(2020, 1, 2, tzinfo=UTC))
    item = item_on(client, f"/en/statements/{contrast.one.code}/")
    assert (item["title"], item["date"][:4] > "2020") == ("Later words", True)
    assert item_on(client, f"/en/statements/{contrast.one.code}/v1/")["date"] == "2020/01/02"


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Marketing and Sales: how they differ"), ("zh-hans", "营销与销售有什么区别")]
)
def test_a_comparison_is_taken_up_with_its_filters_and_without_a_moment(client, contrast, language, title):
    address = f"/{language}/compare/marketing-vs-sales/"
    for page in (address, f"{address}?view=all", f"{address}definitions/"):
        item = item_on(client, page)
        assert (item["itemType"], item["title"], item["url"]) == ("webpage", title, f"{ORIGIN}{address}")
        assert (item["creators"], item["language"]) == (OURS, LANGUAGES[language])
        assert "date" not in item
    assert item_on(client, f"{address}?only=contrasts")["url"] == f"{ORIGIN}{address}?only=contrasts"


@pytest.mark.parametrize("language", LANGUAGES)
def test_concepts_and_questions_are_taken_up_at_their_addresses(client, contrast, language):
    for path in ("concepts/marketing", "questions/is-sales-part-of-marketing"):
        item = item_on(client, f"/{language}/{path}/")
        assert (item["itemType"], item["creators"]) == ("webpage", OURS)
        assert (item["url"], item["language"]) == (f"{ORIGIN}/{language}/{path}/", LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_is_taken_up_as_it_was_published_and_in_its_own_language(client, contrast, language):
    Source.objects.filter(slug="chinese").update(
        kind="web-page", author="王五；李四", publisher="经理网", address="https://jingli.example/1"
    )
    span = f"{contrast.chinese.start}-{contrast.chinese.end}"
    for path in ("", "v1/", "v1/articles/1/", f"v1/passages/{span}/"):
        item = item_on(client, f"/{language}/sources/chinese/{path}")
        assert (item["itemType"], item["title"]) == ("webpage", "来源 chinese"), path
        assert item["creators"] == [("王五", ""), ("李四", "")]
        assert (item["publicationTitle"], item["url"]) == ("经理网", "https://jingli.example/1")
        assert item["language"] == "zh-Hans"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_source_is_cited_like_its_page_of_citations(client, contrast, language, monkeypatch):
    """Both know the only article of a version, whose title may be ours and which may have caveats of its own."""
    shown = []
    monkeypatch.setattr(views, "cite_source", lambda *args: shown.append(cite_source(*args)) or shown[-1])
    Article.objects.filter(version__source__slug="chinese").update(title_by=Article.TitleBy.OURS, caveats="truncated")
    source = Source.objects.get(slug="chinese")
    Article.objects.filter(version__source=source).update(title_en=source.title_en, title_zh=source.title_zh)
    client.get(f"/{language}/sources/chinese/")
    version = SourceVersion.objects.select_related("source").get(source=source)
    with translation.override(language):
        whole = cite_source(version, CitingSite("Conceptbase", ORIGIN), None, version.articles.get())
    assert shown == [whole]
    assert whole.title_is_ours
    assert {"en": "truncated", "zh-hans": "不完整"}[language] in whole.caveats


def test_the_page_of_a_source_of_several_articles_is_cited_by_none_of_them(client, contrast, monkeypatch):
    shown = []
    monkeypatch.setattr(views, "cite_source", lambda *args: shown.append(args[3]) or cite_source(*args))
    version = SourceVersion.objects.get(source__slug="english")
    client.get("/en/sources/english/")
    version.articles.update(end=10)
    make.make_article(version, 10, 20, caveats="truncated")
    client.get("/en/sources/english/")
    assert [article and article.number for article in shown] == [1, None]


@pytest.mark.parametrize(
    ("kind", "item_type", "field"),
    [
        ("book", "book", "publisher"),
        ("report", "report", "institution"),
        ("thesis", "thesis", "university"),
        ("paper", "journalArticle", "publisher"),
        ("question-answer", "webpage", "publisher"),
    ],
)
def test_zotero_learns_what_kind_of_work_a_source_is(client, contrast, kind, item_type, field):
    Source.objects.filter(slug="english").update(kind=kind, author="Kotler, Philip; Acme, Inc.", publisher="A press")
    for language in LANGUAGES:
        item = item_on(client, f"/{language}/sources/english/v1/")
        assert (item["itemType"], item[field]) == (item_type, "A press")
        assert item["creators"] == [("Kotler", "Philip"), ("Inc.", "Acme")]


def test_other_pages_and_errors_have_no_such_tags(client, contrast):
    for address in ("/en/", "/en/concepts/", "/en/search/", "/en/concepts/nothing/", "/en/compare/marketing/"):
        assert "citation_" not in client.get(address).content.decode(), address


def test_hostile_titles_stay_inside_of_their_tags(client, contrast):
    row = make.make_published(
        "definition", contrast.concepts[0], cites=(contrast.english,), text_en='"><script>1</script>'
    )
    html = client.get(f"/en/statements/{row.code}/").content.decode()
    [title] = re.findall(r'<meta name="citation_title" content="([^"]*)">', html)
    assert "<script>1" not in html
    assert title.endswith("&gt;&lt;script&gt;1&lt;/script&gt;")
