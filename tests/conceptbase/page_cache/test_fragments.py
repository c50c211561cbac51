"""Parts of pages that are kept: made once, found again by what they are made of, never too many."""

import pytest
from django.utils import translation

from conceptbase.page_cache import fragments
from conceptbase.page_cache.fragments import cache_fragment, clear_fragments
from concepts.models import Statement
from sources.models import Passage
from tests.concepts.pages.worlds import make_world


@pytest.fixture(autouse=True)
def nothing_kept():
    clear_fragments()
    yield
    clear_fragments()


def made_of(*parts, html="x"):
    """What `cache_fragment` gives for the parts, and how often it had to be made."""
    calls = []
    got = cache_fragment("part", *parts, caller=lambda: calls.append(1) or html)
    return got, len(calls)


def test_a_part_is_made_once_and_found_again_by_what_it_is_made_of():
    assert made_of("营销", html="a") == ("a", 1)
    assert made_of("营销", html="b") == ("a", 0)
    assert made_of("销售", html="b") == ("b", 1)


def test_each_language_has_its_own():
    with translation.override("en"):
        assert made_of(html="voice") == ("voice", 1)
    with translation.override("zh-hans"):
        assert made_of(html="声音") == ("声音", 1)
        assert made_of() == ("声音", 0)


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(fragments._fragments, "most", 3)
    for number in range(5):
        made_of(number, html=str(number))
    assert [made_of(number)[1] for number in (4, 3, 2)] == [0, 0, 0]
    assert made_of(0)[1] == 1


def test_nothing_is_kept_while_templates_are_worked_on(settings):
    settings.DEBUG = True
    assert [made_of()[1] for _time in range(2)] == [1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "column"), [("en", "text_en"), ("zh-hans", "text_zh")])
def test_a_changed_text_is_seen_at_once(client, language, column):
    world = make_world()
    address = f"/{language}/compare/alpha-vs-beta/?view=all"
    client.get(address)
    statement = world.first("characteristic")
    Statement.objects.filter(pk=statement.pk).update(**{column: "改过的文字 changed"})
    assert "改过的文字" in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_translation_of_a_passage_that_changed_is_seen_at_once(client):
    make_world()
    client.get("/en/compare/alpha-vs-beta/?view=all")
    Passage.objects.update(translation="另一种译文", translation_by="ours")
    assert "另一种译文" in client.get("/en/compare/alpha-vs-beta/?view=all").content.decode()
