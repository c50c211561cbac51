"""Words of a source that nobody cites are found, behind everything else, and lead to their place in the article."""

import pytest
from django.test import Client
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.editorial.withholding import release, withhold
from concepts.search.data import answer_data
from concepts.search.index.maintenance import rebuild
from concepts.search.misses import is_missed
from concepts.search.results.facets import SearchFilters
from concepts.search.results.page import search
from sources.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize(
    ("query", "words"), [("knock at doors", "Salespeople knock at doors."), ("挨家敲门", "推销员挨家敲门。")]
)
ONLY = SearchFilters({"kind": ("uncited_text",)})


def kinds(query, filters=ONLY):
    return [hit.type for hit in search(query, filters).hits]


def version_of(field, query):
    return field.english if query.isascii() else field.chinese


@BOTH
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_words_that_nobody_cites_lead_to_their_place_in_the_article(query, words, language, searchable):
    with translation.override(language):
        (hit,) = search(query).hits
        assert hit.type_name == {"en": "Uncited text", "zh-hans": "未被引用的原文"}[language]
    text = version_of(searchable, query).read_text()
    (place,) = hit.citations
    assert words in text[place.start : place.end] == str(hit.snippet)
    assert hit.id == f"{place.source}/v1/{place.start}-{place.end}"
    assert (hit.by_words, str(hit.title), hit.support.whole.count) == (True, "", 0)
    page = Client().get(hit.address).content.decode()
    assert f'<mark class="mark-focus" id="p-{place.start}-{place.end}">' in page
    assert hit.address.endswith(f"?mark={place.start}-{place.end}#p-{place.start}-{place.end}")
    assert Client().get(place.address).status_code == 200


@BOTH
def test_everything_else_comes_first(query, words, searchable):
    cited = {"cites": (searchable.pushes,), "text_en": "They knock at doors.", "text_zh": "他们挨家敲门。"}
    publish(statements=[make.make_statement("definition", searchable.sales, **cited)])
    rebuild()
    answer = search(query)
    assert [hit.type for hit in answer.hits] == ["definition", "uncited_text"]
    assert (answer.total, answer.is_weak) == (2, False)
    assert [hit.type for hit in search(query, page=2, limit=1).hits] == ["uncited_text"]
    first = search(query, limit=1)
    assert first.uncited_elsewhere.count == 1
    assert answer.uncited_elsewhere is None


@BOTH
def test_what_is_found_nowhere_else_is_told_to_curators(query, words, searchable):
    answer = search(query)
    assert [hit.type for hit in answer.uncited_hits] == ["uncited_text"]
    assert is_missed(answer)


@pytest.mark.parametrize("query", ["knock at windows", "挨家敲窗", "“doors knock”", "“门敲”"])
def test_all_words_have_to_stand_there(query, searchable):
    assert kinds(query) == []


@pytest.mark.parametrize(("query", "near"), [("knokc", "knock"), ("促消", "促销")])
def test_what_stands_in_a_source_as_it_was_typed_is_no_slip(query, near, searchable):
    make.make_source("slips", f"{query} {near}.", "en" if query.isascii() else "zh-hans")
    make.make_passage(searchable.english, "Salespeople knock at doors.")
    rebuild()
    answer = search(query)
    assert (answer.corrected, [hit.type for hit in answer.hits]) == (False, ["uncited_text"])


@BOTH
def test_results_are_narrowed_to_them_and_by_source_and_language(query, words, searchable):
    slug, language = ("english", "en") if query.isascii() else ("chinese", "zh-hans")
    other, other_language = ("chinese", "zh-hans") if query.isascii() else ("english", "en")
    for key, value, least in (
        ("kind", "uncited_text", 1),
        ("kind", "passage", 0),
        ("source", slug, 1),
        ("source", other, 0),
        ("language", language, 1),
        ("language", other_language, 0),
    ):
        assert len(kinds(query, SearchFilters({key: (value,)}))) == least, (key, value)


@BOTH
def test_of_copies_one_is_found(query, words, searchable):
    make.make_source("copy", words, "en" if query.isascii() else "zh-hans")
    make.make_source("second-copy", words.upper(), "en" if query.isascii() else "zh-hans")
    Source.objects.filter(slug=version_of(searchable, query).source.slug).update(display="excerpts")
    rebuild()
    answer = search(query)
    assert [hit.type for hit in answer.hits] == ["uncited_text"]
    assert answer.total == 1


@BOTH
def test_a_text_that_is_withheld_is_never_found_and_one_that_is_shown_again_is(
    query, words, searchable, django_capture_on_commit_callbacks
):
    source = version_of(searchable, query).source
    with django_capture_on_commit_callbacks(execute=True):
        source = withhold(source=source, shows="excerpts", reason_en="It asks to.", reason_zh="应要求。")
    assert search(query).hits == ()
    with django_capture_on_commit_callbacks(execute=True):
        release(source=source, reason="It agreed.")
    assert kinds(query) == ["uncited_text"]


@BOTH
def test_an_index_that_has_yet_to_follow_shows_nothing_that_is_withheld(query, words, searchable):
    Source.objects.filter(pk=version_of(searchable, query).source_id).update(display="excerpts")
    assert search(query).hits == ()


@BOTH
def test_what_is_cited_from_now_on_is_found_as_a_passage(query, words, searchable, django_capture_on_commit_callbacks):
    passage = make.make_passage(version_of(searchable, query), words)
    with django_capture_on_commit_callbacks(execute=True):
        publish(statements=[make.make_statement("definition", searchable.sales, cites=(passage,), text_en="It sells.")])
    assert [hit.type for hit in search(query).hits] == ["passage"]


@BOTH
def test_the_page_and_the_data_have_them_last(query, words, searchable):
    language = "en" if query.isascii() else "zh-hans"
    page = Client().get(f"/{language}/search/", {"q": query}).content.decode()
    heading = {"en": "In texts that nobody cites yet", "zh-hans": "尚未被引用的原文"}[language]
    assert page.index(f'<h2 class="uncited">{heading}</h2>') < page.index("hit-uncited_text")
    (result,) = answer_data({"q": [query]})["results"]
    assert result["type"] == "uncited_text"
    assert result["title"] == result["snippet"]
    assert words in result["snippet"]
    assert result["url"].endswith("-".join(map(str, (result["citations"][0]["start"], result["citations"][0]["end"]))))
