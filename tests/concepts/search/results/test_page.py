"""A search answers with what a query means, what was found, how close it is, and how to go on."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.models import Concept, Dimension, Statement
from concepts.search.index.backends import index_of
from concepts.search.index.maintenance import NoIndexError, follow, rebuild
from concepts.search.models import IndexState
from concepts.search.results import context, matches, ranking
from concepts.search.results import page as results_page
from concepts.search.results.answers import Closeness
from concepts.search.results.facets import SearchFilters
from concepts.search.results.page import PAGE_SIZE, search
from sources.models import Passage
from tests import factories as make
from tests.concepts.search.worlds import make_field

pytestmark = pytest.mark.django_db


def names(answer):
    return [f"{hit.type}:{hit.id}" for hit in answer.hits]


def marked_words(snippet):
    return [part.text for part in snippet.parts if part.is_match]


def hit_of(query, type, id=""):
    """The first hit of a type."""
    return next(hit for hit in search(query, limit=100).hits if hit.type == type and id in ("", hit.id))


# What a query means


@pytest.mark.parametrize("query", ["market", "市场", "What is a market?", "shichang", "市場", "markets"])
def test_a_concept_comes_with_its_definition(query, searchable):
    best = search(query).best
    assert (best.type, best.id, best.address) == ("concept", "market", "/en/concepts/market/")
    assert best.title.words == "Market"
    assert [one.slug for one in best.concepts] == ["market"]
    assert [one.code for one in best.statements] == [searchable.definition.code]
    assert ([one.voices.count for one in best.statements], best.total) == ([1], 1)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("marketing vs sales", "marketing-vs-sales"),
        ("销售和营销有什么区别", "sales-vs-marketing"),
        ("difference between selling and 市场营销", "sales-vs-marketing"),
    ],
)
def test_a_comparison_comes_with_its_findings_and_its_distinctions(query, slugs, searchable):
    best = search(query).best
    assert (best.type, best.id, best.address) == ("comparison", slugs, f"/en/compare/{slugs}/")
    assert "-vs-".join(one.slug for one in best.concepts) == slugs
    assert [one.code for one in best.statements] == [searchable.finding.code, searchable.distinction.code]
    assert ([one.voices.count for one in best.statements], best.total) == ([0, 0], 2)  # each side has another article


def test_of_a_comparison_the_strongest_findings_stand_first_and_are_a_few(searchable):
    said, half = (
        make.make_published("characteristic", searchable.marketing, searchable.sales, cites=cites)
        for cites in ((searchable.pulls, searchable.pushes), (searchable.pulls,))
    )
    pair = (searchable.marketing, searchable.sales)
    weak, strong, wide = (
        make.make_finding(*concepts, rests_on=(basis,))
        for concepts, basis in ((pair, half), (pair, said), ((*pair, searchable.market), said))
    )
    publish(statements=[weak, strong, wide])
    follow()
    best = search("marketing vs sales").best
    assert [one.code for one in best.statements] == [
        strong.code, weak.code, searchable.finding.code, searchable.distinction.code,
    ]  # fmt: skip
    assert [one.voices.count for one in best.statements] == [2, 1, 0, 0]
    assert best.total == 4
    assert search("marketing vs market").best.statements == ()
    three = search("marketing vs sales vs market").best
    assert [one.code for one in three.statements] == [wide.code, strong.code, weak.code]
    assert search("market sales").best.id == "market-vs-sales"  # since a finding compares both, and another concept


def test_a_finding_is_found_with_its_concepts_its_dimension_and_all_its_places(searchable):
    finding = make.make_finding(
        searchable.marketing, searchable.sales, rests_on=(searchable.distinction,), dimension=searchable.one.dimension,
        text_en="One lures, the other urges.", text_zh="一个引诱，一个催促。",
    )  # fmt: skip
    publish(statements=[finding])
    follow()
    for language, shown in (("en", "One lures, the other urges."), ("zh-hans", "一个引诱，一个催促。")):
        with translation.override(language):
            hit = hit_of("urges 催促", "finding")
        assert (str(hit.title), hit.id) == (shown, finding.code)
        assert [concept.slug for concept in hit.concepts] == ["marketing", "sales"]
        assert {place.source for place in hit.citations} == {"english", "chinese"}
    narrow = SearchFilters({"kind": ("finding",), "dimension": ("timeframe",), "source": ("chinese",)})
    assert names(search("urges", narrow)) == [f"finding:{finding.code}"]


def test_a_comparison_of_which_nothing_is_said_is_one_all_the_same(searchable):
    best = search("market vs promotion").best
    assert (best.id, best.statements, best.total) == ("market-vs-promotion", (), 0)


@pytest.mark.parametrize("query", ["is sales a part of marketing", "销售是不是营销的一部分？"])
def test_a_question_comes_with_its_positions_and_their_voices(query, searchable):
    best = search(query).best
    assert (best.type, best.id) == ("question", searchable.question.slug)
    assert best.address == f"/en/questions/{searchable.question.slug}/"
    assert [one.code for one in best.statements] == [searchable.position.code]
    assert [one.voices.count for one in best.statements] == [1]  # that of what it rests on


@pytest.mark.parametrize("query", ["pull and push", "拉与推", "pull or push in marketing"])
def test_a_distinction_comes_with_its_voices(query, searchable):
    best = search(query).best
    assert (best.type, best.id) == ("distinction", searchable.distinction.code)
    assert [one.code for one in best.statements] == [searchable.distinction.code]
    assert [(one.voices.count, one.support.part.count) for one in best.statements] == [(0, 2)]


@pytest.mark.parametrize("query", ["doors", '"marketing"', "marketing users", "?", "", "quantum"])
def test_other_words_mean_nothing_as_a_whole(query, searchable):
    assert search(query).best is None


def test_only_the_first_page_says_what_is_meant(searchable):
    assert search("sales", limit=2).best
    assert search("sales", limit=2, page=2).best is None


def test_a_name_that_two_concepts_share_means_neither_and_finds_both(searchable):
    for concept in (searchable.promotion, searchable.sales):
        concept.labels.create(language="zh-hans", text="推广", role="alternative")
    Concept.objects.update(row_version=2)
    rebuild()
    answer = search("推广")
    assert answer.best is None
    assert {"concept:promotion", "concept:sales"} == set(names(answer)[:2])
    assert {concept.slug for concept in answer.choices} == {"promotion", "sales"}
    assert search("sales").choices == ()


# What was found


def test_each_type_of_thing_is_found_with_an_address_that_opens(searchable):
    article = searchable.chinese.articles.get()
    lasts = Passage.objects.get(quote__startswith="A promotion lasts")
    client = Client()
    for query, type, id in (
        ("selling doors", "concept", "sales"),
        ("part of marketing", "question", searchable.question.slug),
        ("army", "tag", "army"),
        ("timeframe", "dimension", "timeframe"),
        ("来源 chinese", "source", "chinese"),
        (article.title_zh, "article", f"chinese/v1/{article.number}"),
        ("doors 敲门", "", ""),
        ("lasts a short time", "passage", f"english/v1/{lasts.start}-{lasts.end}"),
        ("买卖相遇", "definition", searchable.definition.code),
        ("吸引人", "characteristic", searchable.one.code),
        ("作准备", "relation", searchable.relation.code),
        (searchable.position.code, "position", searchable.position.code),
        ("拉与推", "distinction", searchable.distinction.code),
        (searchable.relation.code.lower(), "relation", searchable.relation.code),
    ):
        if type:
            hit = hit_of(query, type, id)
            assert hit.id == id, query
            assert client.get(hit.address).status_code == 200, hit.address


def test_a_passage_shows_its_words_marked_and_where_it_stands(searchable):
    hit = hit_of("users", "passage")
    assert (str(hit.snippet), marked_words(hit.snippet), hit.snippet.lang) == (searchable.pulls.quote, ["users"], "en")
    assert not hit.title
    assert not hit.translated
    (place,) = hit.citations
    assert (place.source, place.version, place.start, place.end) == ("english", 1, 0, searchable.pulls.end)
    assert place.address == hit.address


def test_a_passage_that_only_its_translation_makes_a_hit_shows_that(searchable):
    hit = hit_of("吸引用户", "passage")
    assert hit.translated
    assert (str(hit.snippet), hit.snippet.lang) == ("营销吸引用户。", "zh-Hans")
    assert marked_words(hit.snippet) == ["吸引用户"]


def test_a_statement_shows_the_text_in_which_the_words_stand(searchable):
    hit = hit_of("一个推", "distinction")
    assert (str(hit.title), hit.title.lang) == ("Pull and push", "en")
    assert (str(hit.snippet), hit.snippet.lang, marked_words(hit.snippet)) == (
        "一个拉，一个推。",
        "zh-Hans",
        ["推"],
    )
    assert [one.slug for one in hit.concepts] == ["marketing", "sales"]
    assert hit.support.whole.count == 0  # each side has another article
    hit = hit_of("pulls", "characteristic")
    assert (str(hit.title), marked_words(hit.title), hit.snippet.parts) == ("It pulls.", ["pulls"], ())
    assert [place.source for place in hit.citations] == ["english"]


def test_answers_speak_the_language_of_the_reader(searchable):
    with translation.override("zh-hans"):
        answer = search("pull and push")
    assert answer.best.title.words == "拉与推"
    assert answer.best.address.startswith("/zh-hans/distinctions/")
    with translation.override("zh-hans"):
        hit = hit_of("pushes", "distinction")
    assert (str(hit.title), str(hit.snippet)) == ("拉与推", "One pulls, the other pushes.")


def test_what_is_only_about_the_concept_is_told_apart(searchable):
    answer = search("sales", SearchFilters({"concept": ("sales",)}))
    by_words = {f"{hit.type}:{hit.id}": hit.by_words for hit in answer.hits}
    assert by_words["concept:sales"]
    assert by_words[f"question:{searchable.question.slug}"]
    assert by_words[f"characteristic:{searchable.other.code}"]  # the passage that it cites has them
    assert not by_words[f"relation:{searchable.relation.code}"]


def test_passages_that_speak_of_a_concept_stand_before_those_that_only_have_its_characters(searchable):
    inside = Passage.objects.get(quote__startswith="市场营销")
    found = [hit.id for hit in search("市场", SearchFilters({"kind": ("passage",)})).hits]
    assert found == [f"chinese/v1/{one.start}-{one.end}" for one in (searchable.place, inside)]


def test_of_equal_passages_those_that_are_cited_stand_first(searchable):
    text = "They haggle over bread."
    versions = [make.make_source(f"bread-{number}", text) for number in range(3)]
    passages = [make.make_passage(version, text) for version in versions]
    make.make_published("definition", searchable.sales, cites=(passages[2],))
    make.make_published("definition", searchable.sales, cites=(passages[1], passages[2]))
    rebuild()
    found = [hit.id.partition("/")[0] for hit in search("haggle").hits if hit.type == "passage"]
    assert found == ["bread-2", "bread-1", "bread-0"]


def test_a_copy_stands_behind_what_it_copies_however_often_it_is_cited(searchable):
    text = "They haggle over bread."
    versions = [make.make_source(f"bread-{number}", text) for number in range(3)]
    copy, first, _ = (make.make_passage(version, text) for version in versions)
    Passage.objects.filter(pk=copy.pk).update(copy_of=first)
    for _ in range(3):
        make.make_published("definition", searchable.sales, cites=(copy,))
    rebuild()
    found = [hit.id.partition("/")[0] for hit in search("haggle").hits if hit.type == "passage"]
    assert found == ["bread-1", "bread-2", "bread-0"]


def test_the_other_names_of_a_concept_are_words_of_the_query(searchable):
    hits = {f"{hit.type}:{hit.id}": hit for hit in search("selling").hits}
    characteristic = hits[f"characteristic:{searchable.other.code}"]
    assert characteristic.by_words  # the passage that it cites says 销售, and sales in its translation
    assert characteristic.about == ()
    assert [place.start for place in characteristic.citations] == [searchable.pushes.start]
    relation = hits[f"relation:{searchable.relation.code}"]
    assert not relation.by_words
    assert [one.slug for one in relation.about] == ["sales"]


# How close it is


@pytest.mark.parametrize(
    ("query", "closeness"),
    [
        ("pulls users products", Closeness.ALL),
        ("pulls users produ", Closeness.MOST),  # the beginning of a word counts half
        ("营销吸引", Closeness.ALL),
        ("pulls users bread", Closeness.MOST),
        ("users bread wine cheese", Closeness.SOME),
    ],
)
def test_how_close_the_best_result_is_is_told(query, closeness, searchable):
    answer = search(query)
    assert answer.closeness is closeness
    assert answer.is_weak == (closeness is Closeness.SOME)


def test_what_has_little_of_what_the_best_has_is_left_out(searchable):
    make_many(searchable, 30)
    assert search("bazaar").total == 30
    assert search("bazaar number").total == 30
    answer = search("buyers meet sellers")
    assert names(answer)[0] == f"definition:{searchable.definition.code}"
    assert not answer.is_weak
    assert search("bread wine cheese beer number").is_empty  # a word that nearly all have is too little of it


@pytest.mark.parametrize("query", ["timeframe of sales", "销售的时间"])
def test_a_dimension_and_a_concept_are_answered_with_what_is_told_of_it(query, searchable):
    answer = search(query)
    best = answer.best
    assert (best.type, best.id, best.address, best.dimension.slug) == (
        "concept", "sales", "/en/concepts/sales/#timeframe", "timeframe",
    )  # fmt: skip
    # First what is told of sales alone.
    assert [one.code for one in best.statements] == [searchable.other.code, searchable.distinction.code]
    assert {searchable.other.code, searchable.distinction.code}.isdisjoint(hit.id for hit in answer.other_hits)


@pytest.mark.parametrize(
    ("query", "name"), [("how long does sales take", "how long does it take"), ("销售要多久", "它要多久")]
)
def test_a_question_in_the_form_of_a_dimensions_name_is_answered_with_its_row(query, name, searchable):
    assert search(query).best is None or search(query).best.dimension is None
    dimension = Dimension.objects.get(slug="timeframe")
    make.add_dimension_label(dimension, name, "en" if name.isascii() else "zh-hans", "hidden")
    rebuild()
    best = search(query).best
    assert (best.id, best.dimension.slug) == ("sales", "timeframe")
    assert [one.code for one in best.statements] == [searchable.other.code, searchable.distinction.code]


def test_a_row_that_says_nothing_is_answered_with_the_concept(searchable):
    best = search("timeframe of the market").best
    assert (best.id, best.dimension, [one.code for one in best.statements]) == (
        "market",
        None,
        [searchable.definition.code],
    )


def test_a_concept_without_a_definition_comes_with_its_scope_note(searchable):
    Concept.objects.filter(slug="promotion").update(scope_note_en="Informing.", scope_note_zh="告知。", row_version=2)
    rebuild()
    assert search("promotion").best.note.words == "Informing."
    with translation.override("zh-hans"):
        assert search("promotion").best.note.words == "告知。"
    assert search("market").best.note is None
    notes = {hit.id: hit.note.words for hit in search("promotion doors").hits if hit.type == "concept"}
    assert notes == {"promotion": "Informing."}


def test_the_best_answer_is_not_shown_again_among_the_results(searchable):
    for query in ("market", "pull and push", "is sales a part of marketing"):
        answer = search(query)
        shown = {answer.best.address, *(one.address for one in answer.best.statements)}
        assert shown.isdisjoint(hit.address for hit in answer.other_hits), query
        assert len(answer.other_hits) < len(answer.hits)
    assert search("users").other_hits == search("users").hits


def test_a_question_among_the_results_has_its_answers_below_it(searchable):
    answer = search("part of what")
    hits = {hit.type: hit for hit in answer.hits}
    assert [one.code for one in hits["question"].answers] == [searchable.position.code]
    assert [one.voices.count for one in hits["question"].answers] == [1]
    assert "position" not in hits


def test_a_passage_is_a_place_of_the_statement_that_cites_it_where_both_are_found(searchable):
    definition = make.make_published(
        "definition", searchable.sales, cites=(searchable.pushes,), text_en="Sales push goods.", text_zh="销售推货。"
    )
    rebuild()
    answer = search("sales push")
    hit = next(hit for hit in answer.hits if hit.id == definition.code)
    assert [(place.source, place.start) for place in hit.citations] == [("chinese", searchable.pushes.start)]
    assert f"chinese/v1/{searchable.pushes.start}-{searchable.pushes.end}" not in {one.id for one in answer.hits}


def test_a_slip_is_answered_as_if_it_had_been_typed_well_and_the_way_back_is_told(searchable):
    meant, answer = search("sales push"), search("slaes push")
    assert (answer.query, answer.did_you_mean, answer.corrected) == ("slaes push", "sales push", True)
    assert names(answer) == names(meant) != []
    assert parse_qs(urlsplit(answer.as_typed_address).query) == {"q": ["slaes push"], "corrected": ["no"]}
    assert (meant.did_you_mean, meant.corrected, meant.as_typed_address) == ("", False, "")
    typed = search("slaes push", SearchFilters.from_query({"corrected": ["no"]}))
    assert (typed.did_you_mean, typed.corrected, typed.query) == ("", False, "slaes push")
    assert names(typed) != names(answer)
    chinese = search("消售")
    assert (chinese.did_you_mean, chinese.corrected, chinese.best.id) == ("销售", True, "sales")


def test_a_slip_within_a_narrowed_search_stays_narrowed(searchable):
    answer = search("slaes", SearchFilters({"kind": ("concept",)}))
    assert names(answer) == ["concept:sales"]
    assert parse_qs(urlsplit(answer.as_typed_address).query) == {
        "q": ["slaes"], "kind": ["concept"], "corrected": ["no"],
    }  # fmt: skip


def test_a_correction_that_finds_no_more_is_none(searchable):
    answer = search("slaes", SearchFilters({"kind": ("tag",)}))
    assert (answer.did_you_mean, answer.corrected, answer.hits) == ("", False, ())


@pytest.mark.parametrize("query", ["quantum", "量子", "xyzzy 量子 quantum"])
def test_where_nothing_is_near_the_answer_is_empty(query, searchable):
    answer = search(query)
    assert answer.is_empty
    assert (answer.hits, answer.total, answer.total_is_exact, answer.pages) == ((), 0, True, 1)
    assert (answer.did_you_mean, answer.facets, answer.earlier, answer.later) == ("", (), "", "")


@pytest.mark.parametrize("query", ["", " ", "?!", "\x00", "\ud800", "🙂", '""', "*"])
def test_a_query_without_words_finds_nothing(query, searchable):
    assert search(query).is_empty


@pytest.mark.parametrize(
    "query", ["sales\x00", "\ud800 sales", "sales \u202e", "ＳＡＬＥＳ", 'sales" OR *', "(sales)", "sales" + " " * 500]
)
def test_odd_characters_around_a_word_hide_nothing(query, searchable):
    assert search(query).best.id == "sales"


# Pages


def make_many(field, number):
    rows = [
        make.make_statement("definition", field.market, cites=(field.place,), text_en=f"A bazaar, number {place}.")
        for place in range(number)
    ]
    publish(statements=rows)
    follow()


def test_results_come_in_pages_that_lead_to_one_another(searchable):
    make_many(searchable, 2 * PAGE_SIZE + 3)
    first, second, third = (search("bazaar", page=page) for page in (1, 2, 3))
    assert [len(one.hits) for one in (first, second, third)] == [PAGE_SIZE, PAGE_SIZE, 3]
    assert {(one.total, one.total_is_exact, one.pages) for one in (first, second, third)} == {(43, True, 3)}
    assert [one.page for one in (first, second, third)] == [1, 2, 3]
    assert (first.earlier, third.later) == ("", "")
    assert first.later == second.later.replace("page=3", "page=2") == third.earlier == "/en/search/?q=bazaar&page=2"
    assert second.earlier == "/en/search/?q=bazaar"
    assert len({*names(first), *names(second), *names(third)}) == 43
    beyond = search("bazaar", page=9)
    assert (beyond.hits, beyond.pages, beyond.later) == ((), 3, "")


def test_pages_keep_what_was_chosen(searchable):
    make_many(searchable, PAGE_SIZE + 1)
    answer = search("bazaar", SearchFilters({"kind": ("definition",)}))
    assert parse_qs(urlsplit(answer.later).query) == {"q": ["bazaar"], "kind": ["definition"], "page": ["2"]}


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_of_any_length_hold_every_result_once_in_one_order(limit, searchable):
    make_many(searchable, 2 * ranking.MOST_READ)
    whole = names(search("market", limit=1_000))
    pages = range(1, -(-len(whole) // limit) + 1)
    if limit == 1:
        pages = [1, 2, *range(ranking.MOST_READ - 1, ranking.MOST_READ + 3), len(whole)]
    for page in pages:
        assert names(search("market", page=page, limit=limit)) == whole[(page - 1) * limit : page * limit]
    assert len(whole) == len(set(whole)) == search("market").total - 1  # the definition of the market stands below it


def test_counting_stops_at_a_bound_and_says_so(searchable, monkeypatch):
    make_many(searchable, 12)
    for bound, total, is_exact in ((11, 11, False), (12, 12, True), (13, 12, True)):
        monkeypatch.setattr(results_page, "MOST_COUNTED", bound)
        monkeypatch.setattr(matches, "MOST_CANDIDATES", bound)
        answer = search("bazaar")
        assert (answer.total, answer.total_is_exact) == (total, is_exact)


def test_of_very_many_the_worthiest_are_ranked(searchable, monkeypatch):
    make_many(searchable, 5)
    monkeypatch.setattr(matches, "MOST_CANDIDATES", 3)
    assert search("market").best.id == "market"
    assert names(search("market", SearchFilters({"concept": ("market",)})))[0] == "concept:market"


# What it costs


def cost(query, *filters, **options):
    search("sales")  # what is known is in memory from then on
    with CaptureQueriesContext(connection) as queries:
        answer = search(query, *filters, **options)
    return len(queries), answer


@pytest.mark.slow
def test_the_number_of_queries_is_the_same_whatever_is_found(searchable):
    few, answer = cost("army")
    assert len(answer.hits) == 1
    for query in (
        "sales",
        "marketing vs sales",
        "part of marketing",
        "pull and push",
        "产品",
        "users bread",
        "一个",
    ):
        assert cost(query)[0] == few, query
    assert cost("sales", SearchFilters({"kind": ("passage",), "source": ("english",)}))[0] == few
    assert cost("sales", page=2, limit=3)[0] == few
    assert cost("quantum")[0] == few  # nothing near
    assert cost("slaes")[0] == few  # a slip is asked for in one with what it may mean
    assert cost("?")[0] == few
    make_many(searchable, 300)
    number, answer = cost("market", limit=100)
    assert (number, len(answer.hits)) == (few, 100)
    assert search("market").total > 300


# While the index lags behind


def test_what_is_gone_is_left_out_until_the_index_follows(searchable):
    make_many(searchable, 120)
    gone = Statement.objects.filter(text_en__startswith="A bazaar").order_by("id")[:3]
    Statement.objects.filter(pk__in=[row.pk for row in gone]).update(status="withdrawn")
    codes = {row.code for row in gone}
    for page, limit in ((1, 100), (2, 100), (4, 20), (1, 1_000)):
        answer = search("bazaar", page=page, limit=limit)
        assert answer.hits
        assert not codes & {hit.id for hit in answer.hits}


def test_whether_the_index_has_seen_the_content_is_told(searchable):
    assert search("sales").is_current
    make_many(searchable, 1)
    assert search("bazaar").is_current
    IndexState.objects.update(revision=0)
    assert not search("sales").is_current


def test_without_an_index_there_is_no_answer(db):
    with pytest.raises(NoIndexError):
        search("sales")


@pytest.mark.django_db(transaction=True)
def test_a_search_goes_on_in_the_new_index_when_the_old_one_is_gone(monkeypatch):
    field = make_field()
    rebuild()
    state, real = context.current_state(), context.current_state
    rebuild()
    states = [state]
    monkeypatch.setattr(context, "current_state", lambda: states.pop() if states else real())
    try:
        assert search("sales").best.id == field.sales.slug
        assert states == []
    finally:
        for generation in (state.generation, state.generation + 1):
            index_of(generation).drop()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["卡拉OK", "T恤", "维生素C", "A股市场B类", "Karaoke bar"])
def test_a_name_in_both_scripts_stands_in_texts_as_any_other(name, language, searchable):
    """A text has more search words at the end of a run of Chinese characters than a name that goes on in Latin."""
    concept = make.make_concept("thing", name, name)
    _shown_with_it, without = (
        make.make_published("definition", concept, cites=(passage,), text_en="It is loud.", text_zh="它很热闹。")
        for passage in (searchable.pulls, searchable.pushes)
    )
    called = make.make_published(
        "characteristic", concept, cites=(searchable.pulls,), text_en=f"The {name} is loud.", text_zh=f"{name}很热闹。"
    )
    rebuild()
    with translation.override(language):
        found = names(search(name))
    assert found[0] == "concept:thing"
    assert found.index(f"characteristic:{called.code}") < found.index(f"definition:{without.code}")
