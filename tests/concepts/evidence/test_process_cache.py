"""What pages keep in memory belongs to one public revision and is loaded anew after it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from concepts.editorial.content_revision import bump_content_revision, revision_key
from concepts.evidence import process_cache
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.process_cache import (
    ContentCache,
    Kept,
    ProcessCache,
    RenewedCache,
    clear_process_caches,
    showing,
    shown_revision,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def remembering(monkeypatch, no_remembered_revision):
    """As on the site."""
    monkeypatch.setattr(process_cache, "shown_revision", shown_revision)
    clear_process_caches()


def slugs_and_queries() -> tuple[list[str], int]:
    with CaptureQueriesContext(connection) as captured:
        names = load_concept_names()
    return [concept.slug for concept in names.concepts], len(captured)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_names_are_loaded_once_for_a_public_revision(language):
    make.make_concept("sales", "Sales", "销售")
    bump_content_revision()
    with translation.override(language):
        with showing(revision_key()):
            assert [slugs_and_queries() for _time in range(2)] == [(["sales"], 1), (["sales"], 0)]
            assert str(load_concept_names().concepts[0].name) == {"en": "Sales", "zh-hans": "销售"}[language]
        make.make_concept("market")
        bump_content_revision()
        with showing(revision_key()):
            assert slugs_and_queries() == (["sales", "market"], 1)


def test_each_language_has_its_own():
    make.make_concept("sales", "Sales", "销售")
    bump_content_revision()
    with showing(revision_key()):
        names = []
        for language in ("en", "zh-hans", "en"):
            with translation.override(language):
                names.append(str(load_concept_names().concepts[0].name))
    assert names == ["Sales", "销售", "Sales"]


def test_without_a_revision_and_for_curators_nothing_is_kept():
    make.make_concept("sales")
    bump_content_revision()
    assert [slugs_and_queries()[1] for _time in range(2)] == [1, 1]
    with showing(""):
        assert [slugs_and_queries()[1] for _time in range(2)] == [1, 1]
    with showing(revision_key()), CaptureQueriesContext(connection) as captured:
        load_concept_names(with_drafts=True)
        load_concept_names(with_drafts=True)
    assert len(captured) == 2
    assert shown_revision() == ""


def test_a_request_says_which_revision_it_shows(client, monkeypatch):
    make.make_concept("sales", "Sales", "销售")
    bump_content_revision()
    for expected in (2, 1):  # the names, and the revision that tells whether they still hold
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/compare/sales/").status_code == 400
        assert len([query for query in captured if "_label" in query["sql"]]) == expected - 1


def test_what_another_token_had_is_forgotten():
    loaded = iter(range(10))
    cache: ProcessCache[int] = ProcessCache()
    asked = (("a", ""), ("a", "key"), ("a", ""), ("b", ""), ("a", ""))
    assert [cache.get(token, key, lambda: next(loaded)) for token, key in asked] == [0, 1, 0, 2, 3]


def test_what_is_made_of_the_same_is_the_same_object_and_the_oldest_goes_first():
    cache: ContentCache[list[int]] = ContentCache(most=2)
    made = {key: cache.get(key, lambda: [1]) for key in "ab"}
    assert cache.get("a", list) is made["a"]
    cache.get("c", list)
    assert cache.get("b", list) is made["b"]
    assert cache.get("a", list) is not made["a"]
    clear_process_caches()
    assert cache.get("b", list) is not made["b"]


def test_threads_that_make_the_same_at_once_get_one_object_and_no_more_is_kept_than_there_is_room_for():
    cache: ContentCache[object] = ContentCache(most=100)
    together = Barrier(8)

    def get(keys: int) -> tuple[object, ...]:
        together.wait()
        return tuple(cache.get(key, object) for key in range(keys))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(get, [100] * 8))) == 1
        assert all(len(objects) == 300 for objects in pool.map(get, [300] * 8))
    assert len(cache._kept) == 100


def test_what_is_kept_is_renewed_once_for_a_token_and_loaded_anew_for_another_line():
    cache: RenewedCache[str] = RenewedCache()
    before: list[Kept[str] | None] = []

    def get(line: int, token: str, key: str = "") -> str:
        def renew(kept: Kept[str] | None) -> Kept[str]:
            before.append(kept)
            return Kept(line, token, f"{line}{token}")

        return cache.get(line, token, key, renew).loaded

    assert [get(1, "a"), get(1, "a"), get(1, "b"), get(2, "b"), get(2, "b", "zh-hans")] == [
        "1a",
        "1a",
        "1b",
        "2b",
        "2b",
    ]
    assert before == [None, Kept(1, "a", "1a"), None, None]
    clear_process_caches()
    assert get(2, "b") == "2b"
    assert len(before) == 5


def test_what_could_not_be_renewed_stays_and_is_tried_again():
    cache: RenewedCache[str] = RenewedCache()
    cache.get(1, "a", "", lambda kept: Kept(1, "a", "old"))

    def fail(kept: Kept[str] | None) -> Kept[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get(1, "b", "", fail)
    assert cache.get(1, "a", "", fail).loaded == "old"
    assert cache.get(1, "b", "", lambda kept: Kept(1, "b", "new")).loaded == "new"


def test_one_thread_renews_while_all_others_are_given_what_was_there_before():
    cache: RenewedCache[str] = RenewedCache()
    cache.get(1, "a", "", lambda kept: Kept(1, "a", "old"))
    begun, may_end, renewed = Event(), Event(), []

    def renew(kept: Kept[str] | None) -> Kept[str]:
        renewed.append(kept)
        begun.set()
        assert may_end.wait(60)
        return Kept(1, "b", "new")

    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(cache.get, 1, "b", "", renew)
        assert begun.wait(60)
        others = [pool.submit(cache.get, 1, "b", "", renew) for _ in range(4)]
        assert [other.result(60).loaded for other in others] == ["old"] * 4
        assert not first.done()
        may_end.set()
        assert first.result(60).loaded == "new"
    assert cache.get(1, "b", "", renew).loaded == "new"
    assert renewed == [Kept(1, "a", "old")]


def test_of_threads_that_come_first_one_loads_and_the_others_wait_for_it():
    cache: RenewedCache[object] = RenewedCache()
    together, loaded = Barrier(4), []

    def load(kept: Kept[object] | None) -> Kept[object]:
        loaded.append(kept)
        return Kept(1, "a", object())

    def get(_number: int) -> object:
        together.wait(60)
        return cache.get(1, "a", "", load).loaded

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(get, range(4)))) == 1
    assert loaded == [None]
