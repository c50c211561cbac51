"""What a search is narrowed to stands in its address; every further value tells how many results it would leave."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation

from concepts.search.results.facets import FACET_KEYS, SearchFilters, UnknownFacetError
from concepts.search.results.page import search
from tests import factories as make

pytestmark = pytest.mark.django_db


def facets(answer):
    """The counts of each facet."""
    return {facet.key: {one.value: one.count for one in facet.values} for facet in answer.facets}


def narrowing_of(address):
    return SearchFilters.from_query(parse_qs(urlsplit(address).query))


def test_narrowing_is_read_from_an_address_and_written_to_it():
    query = {"q": ["x"], "kind": ["passage", "", "passage", "tag"], "source": [""], "page": ["2"], "unknown": ["1"]}
    filters = SearchFilters.from_query(query)
    assert filters.values == {"kind": ("passage", "tag")}
    assert filters
    assert not SearchFilters.from_query({"q": ["x"]})
    with translation.override("zh-hans"):
        address = filters.address("销售 & co", more=[("concept", "sales")])
    assert address.startswith("/zh-hans/search/?")
    assert parse_qs(urlsplit(address).query) == {
        "q": ["销售 & co"],
        "kind": ["passage", "tag"],
        "concept": ["sales"],
    }
    assert parse_qs(urlsplit(filters.address("x", without=("kind", "tag"))).query)["kind"] == ["passage"]


@pytest.mark.parametrize("key", FACET_KEYS)
def test_a_value_that_does_not_exist_is_told_with_its_key(key, searchable):
    for value in ("nothing", "%00", "'; --", "=c1", "\ud800", "x" * 1_000):
        with pytest.raises(UnknownFacetError) as error:
            search("sales", SearchFilters({key: (value,)}))
        assert error.value.key == key
        assert value[:80] in str(error.value)
        assert len(str(error.value)) < 300


def test_a_value_that_does_not_exist_is_told_where_the_query_has_no_words(searchable):
    with pytest.raises(UnknownFacetError):
        search("?", SearchFilters({"kind": ("nothing",)}))


def test_values_of_one_key_widen_and_keys_narrow(searchable):
    def total(**values):
        return search("sales", SearchFilters({key: tuple(value.split()) for key, value in values.items()})).total

    assert total() > total(kind="passage relation") == total(kind="passage") + total(kind="relation") > 0
    assert total(kind="passage", language="en") + total(kind="passage", language="zh-hans") == total(kind="passage")
    assert total(kind="concept", source="english") == 0
    assert total(dimension="timeframe") == 2
    assert total(concept="sales marketing") >= total(concept="sales") > 0


def test_a_narrowed_search_has_no_best_answer_and_only_what_was_chosen(searchable):
    assert search("sales").best
    answer = search("sales", SearchFilters({"kind": ("characteristic",)}))
    assert answer.best is None
    assert [hit.id for hit in answer.hits] == [searchable.other.code]


@pytest.mark.parametrize("query", ["sales", "销售", "market", "营销", "销"])
def test_every_count_is_what_the_address_leaves(query, searchable):
    answer = search(query)
    assert {"kind", "language", "source"} <= {facet.key for facet in answer.facets}
    checked = 0
    for facet in answer.facets:
        for value in facet.values:
            assert not value.chosen
            narrowed = search(query, narrowing_of(value.address))
            assert narrowed.total == value.count > 0
            (chosen,) = [one for other in narrowed.facets for one in other.values if one.chosen]
            assert (chosen.value, chosen.count) == (value.value, value.count)
            assert narrowing_of(chosen.address).values == {}
            checked += 1
    assert checked > 4


def test_most_hits_stand_first_and_what_is_chosen_before_them(searchable):
    for facet in search("sales").facets:
        counts = [value.count for value in facet.values]
        assert counts == sorted(counts, reverse=True)
    kinds = next(one for one in search("sales", SearchFilters({"kind": ("relation",)})).facets if one.key == "kind")
    assert (kinds.values[0].value, kinds.values[0].chosen) == ("relation", True)


def test_a_key_that_is_chosen_from_offers_nothing_further(searchable):
    """A further value would widen the search, and its count could not say what it leaves."""
    filters = SearchFilters({"kind": ("passage", "relation"), "language": ("en",)})
    by_key = {facet.key: facet.values for facet in search("sales", filters).facets}
    assert {(one.value, one.chosen) for one in by_key["kind"]} == {("passage", True), ("relation", True)}
    assert [(one.value, one.chosen) for one in by_key["language"]] == [("en", True)]
    assert len(by_key["concept"]) > 1
    assert not any(one.chosen for one in by_key["concept"])


def test_a_key_by_which_nothing_differs_is_left_out(searchable):
    answer = search("army")  # a tag and nothing else
    assert answer.total == 1
    assert answer.facets == ()


def test_what_was_chosen_stays_where_nothing_is_left(searchable):
    answer = search("army", SearchFilters({"source": ("english",)}))
    assert answer.hits == ()
    ((facet,),) = [answer.facets]
    assert [(one.value, one.count, one.chosen) for one in facet.values] == [("english", 0, True)]


def test_facets_are_named_in_the_language_of_the_reader(searchable):
    def names():
        return {(facet.key, one.value): one.name for facet in search("sales").facets for one in facet.values}

    english = names()
    with translation.override("zh-hans"):
        chinese = names()
    assert (english["source", "english"].words, english["concept", "sales"].words) == ("Source english", "Sales")
    assert (chinese["source", "english"].words, chinese["concept", "sales"].words) == ("来源 english", "销售")
    assert {name.lang for name in chinese.values()} == {"zh-Hans"}


def test_a_draft_changes_no_count(searchable):
    before = facets(search("sales"))
    make.make_statement("definition", searchable.sales, cites=(searchable.pushes,), text_en="Sales sell.")
    assert facets(search("sales")) == before
