"""A long text of several articles is read article by article; addresses of its marks and passages still land."""

import pytest

from concepts.pages.sources import article_list
from concepts.pages.sources.passage import build_passage_page
from concepts.pages.sources.source import build_source_page
from tests.concepts.pages.test_source import TWO, make_two
from tests.site import read

pytestmark = pytest.mark.django_db
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def long(monkeypatch):
    """Have the text of two articles count as long."""
    monkeypatch.setattr(article_list, "LONGEST_ON_ONE_PAGE", len(TWO) - 1)


@in_both_languages
def test_the_page_of_a_long_text_lists_its_articles_with_how_much_of_each_is_cited(client, language, long):
    make_two()
    html = client.get(f"/{language}/sources/two/").content.decode()
    assert "The other side tells" not in html
    assert "Second words" not in html
    assert "— * —" in html  # what stands between the articles is nowhere else
    page = build_source_page("two")
    assert [(entry.article.number, entry.passages) for entry in page.entries] == [(1, 2), (2, 1)]
    first, second = page.entries
    assert first.share == round(100 * len("One side sells.\nThe other side") / len(TWO[: TWO.index("— * —")]))
    assert second.share == round(100 * len("The end.") / len(TWO[TWO.index("Second") :]))
    assert sum(entry.passages for entry in page.entries) == page.coverage.passages
    for entry in page.entries:
        assert f'id="{entry.anchor}"' in html
        assert f'data-start="{entry.article.start}" data-end="{entry.article.end}"' in html
        address = entry.address.replace("/en/", f"/{language}/")
        assert address in read(html).links
        assert client.get(address).status_code == 200


def test_a_text_that_is_not_long_is_one_page(client):
    make_two()
    html = client.get("/en/sources/two/").content.decode()
    assert "The other side" in html
    assert build_source_page("two").entries == ()
    start = TWO.index("One side sells.")
    assert build_passage_page("two", 1, start, start + 15).mark_address == f"/en/sources/two/v1/#p-{start}-{start + 15}"


@in_both_languages
def test_the_mark_of_a_passage_is_on_the_page_of_its_article(client, language, long):
    make_two()
    start = TWO.index("One side sells.")
    html = client.get(f"/{language}/sources/two/v1/passages/{start}-{start + 15}/").content.decode()
    mark = f"p-{start}-{start + 15}"
    article = f"/{language}/sources/two/v1/articles/1/"
    assert f"{article}#{mark}" in read(html).links
    assert f'id="{mark}"' in client.get(article).content.decode()


def test_a_long_text_costs_no_more_queries(client, long, django_assert_max_num_queries):
    make_two()
    with django_assert_max_num_queries(11):
        client.get("/en/sources/two/")
