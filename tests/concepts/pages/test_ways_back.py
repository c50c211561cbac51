"""Where a page lacks the part that an address asks for, the error leads back to the page."""

import pytest

from concepts.models import Address
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("compare/alpha-vs-beta/nonsense/", "compare/alpha-vs-beta/"),
        ("compare/beta-vs-alpha/nonsense/?language=en", "compare/beta-vs-alpha/?language=en"),
        ("concepts/alpha/nonsense/", "concepts/alpha/"),
        ("distinctions/?page=99", "distinctions/"),
        ("distinctions/?dimension=nonsense", "distinctions/"),
        ("dimensions/dimension-0/nonsense/", "dimensions/dimension-0/"),
        ("map/?concept=nonsense", "map/"),
        ("sources/english-0/v9/", "sources/english-0/"),
        ("sources/english-0/v1/articles/9/", "sources/english-0/v1/"),
        ("questions/?page=99", "questions/"),
        ("concepts/alpha/dimension-0/?page=99&without=reposted", "concepts/alpha/dimension-0/?without=reposted"),
    ],
)
def test_what_a_page_does_not_have_leads_back_to_the_page(client, language, asked, page):
    make_world()
    response = client.get(f"/{language}/{asked}")
    assert response.status_code == 404
    assert f'<li><a href="/{language}/{page}">' in response.content.decode()
    assert client.get(f"/{language}/{page}").status_code == 200


@pytest.mark.parametrize("asked", ["concepts/nonsense/", "compare/alpha-vs-beta/dead/", "nonsense/"])
def test_nothing_leads_back_from_what_belongs_to_no_page_or_was_withdrawn(client, asked):
    make_world()
    Address.objects.create(kind="dimension", key="dead", state="withdrawn", words_en="A mistake.", words_zh="写错了。")
    response = client.get(f"/en/{asked}")
    assert response.status_code in (404, 410)
    assert "The page to which it would belong" not in response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("questions/?page=abc", "questions/"),
        ("concepts/?letter=%25", "concepts/"),
        ("concepts/alpha/dimension-0/?page=0&without=reposted", "concepts/alpha/dimension-0/?without=reposted"),
        ("compare/alpha-vs-beta/dimension-0/?language=en&page=-1", "compare/alpha-vs-beta/dimension-0/?language=en"),
        ("search/?q=alpha&page=abc", "search/?q=alpha"),
    ],
)
def test_what_cannot_be_read_leads_back_to_the_page_without_it(client, language, asked, page):
    make_world()
    response = client.get(f"/{language}/{asked}")
    assert response.status_code == 400
    assert f'<li><a href="/{language}/{page}">' in response.content.decode()
