"""Which pages of a search are counted for curators: those without a good answer, at first sight and unfiltered."""

import pytest

from concepts.search.misses import shown_first
from concepts.search.models import MissedSearch
from concepts.search.results.page import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site", "counting")]
EMPTY = ("weather in berlin tomorrow", "裂变猫粮")
WEAK = ("football world cup winners and customers", "如何做短视频直播带货的客户")


@pytest.fixture
def counting(settings):
    settings.COUNT_MISSED_SEARCHES = True


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("query", EMPTY)
def test_a_search_that_finds_nothing_is_counted(client, language, query):
    assert search(query).is_empty
    assert client.get(f"/{language}/search/", {"q": query}).headers["Cache-Control"] == "public, no-cache"
    row = MissedSearch.objects.get()
    assert (row.query, row.number, row.shown_type, row.shown_id, row.shown_title) == (query, 1, "", "", "")


@pytest.mark.parametrize("query", WEAK)
def test_a_weak_answer_is_counted_with_what_it_shows_first(client, query):
    answer = search(query)
    assert answer.is_weak
    client.get("/en/search/", {"q": query})
    row = MissedSearch.objects.get()
    shown = shown_first(answer)
    assert (row.query, row.shown_type, row.shown_id) == (query, shown.type, shown.id)
    assert row.shown_title == shown.title[:200] != ""


@pytest.mark.parametrize(
    "query",
    [
        {"q": "marketing"},
        {"q": "营销和销售有什么区别"},
        {"q": EMPTY[0], "kind": "concept"},
        {"q": "my mail is wang.li@example.com"},
        {"q": ""},
    ],
)
def test_what_is_answered_or_narrowed_or_personal_is_not_counted(client, query):
    assert client.get("/en/search/", query).status_code == 200
    assert client.head("/en/search/", {"q": EMPTY[0]}).status_code == 200
    assert not MissedSearch.objects.exists()
