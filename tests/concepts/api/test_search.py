"""The search as data: its shape, its language, its faults, and that it is the same for everybody."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.editorial.publishing import publish
from concepts.search.index.maintenance import follow, rebuild
from concepts.search.models import IndexState, MissedSearch
from tests import factories as make

ADDRESS = "/api/v1/search"


def ask(**parameters):
    """What the API answers to these parameters, which must be good ones."""
    response = Client().get(ADDRESS, parameters)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def refused(query, status=400):
    """The error that the API answers to a query string."""
    response = Client().get(f"{ADDRESS}?{query}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert set(error) == {"status", "field", "message"}
    assert error["status"] == status
    return error


def titles(answer):
    return [result["title"] for result in answer["results"]]


def test_the_answer_has_its_keys_and_the_best_answer_comes_first(field):
    answer = ask(q="marketing vs sales")
    assert set(answer) == {
        "query", "in", "best", "did_you_mean", "corrected", "choices", "closeness", "weak", "total", "total_is_exact",
        "page", "pages", "results", "facets",
    }  # fmt: skip
    assert (answer["query"], answer["in"], answer["did_you_mean"]) == ("marketing vs sales", "en", None)
    # What is shown with another result counts too.
    assert (answer["total"], answer["total_is_exact"]) == (len(answer["results"]) + 3, True)
    best = answer["best"]
    assert set(best) == {
        "type", "id", "url", "title", "title_language", "concepts", "statements", "statements_total",
        "dimension", "note", "note_language",
    }  # fmt: skip
    assert (best["type"], best["url"]) == ("comparison", "/en/compare/marketing-vs-sales/")
    assert best["concepts"] == ["marketing", "sales"]
    assert best["statements"] == [
        {
            "type": "finding",
            "id": field.finding.code,
            "url": f"/en/statements/{field.finding.code}/",
            "text": "Long before, shortly after.",
            "text_language": "en",
            "voices": 0,
            "questions": [],
        },
        {
            "type": "distinction",
            "id": field.distinction.code,
            "url": f"/en/distinctions/{field.distinction.code}/pull-and-push/",
            "text": "One pulls, the other pushes.",
            "text_language": "en",
            "voices": 0,
            "questions": [],
        },
    ]
    assert best["statements_total"] == 2


@pytest.mark.parametrize(
    ("query", "type", "url"),
    [
        ("marketing", "concept", "/en/concepts/marketing/"),
        ("sales marketing", "comparison", "/en/compare/sales-vs-marketing/"),
        ("Is sales part of marketing?", "question", "/en/questions/is-sales-part-of-marketing/"),
        ("销售与营销", "comparison", "/zh-hans/compare/sales-vs-marketing/"),
    ],
)
def test_what_is_best_is_told_by_its_type_and_its_address(field, query, type, url):
    best = ask(q=query)["best"]
    assert (best["type"], best["url"]) == (type, url)


def test_nothing_best_and_nothing_found_are_said_plainly(field):
    answer = ask(q="quixotic")
    assert answer["best"] is None
    assert (answer["results"], answer["total"], answer["page"], answer["pages"]) == ([], 0, 1, 1)


def test_each_result_says_what_it_is_where_it_is_and_where_that_stands(field):
    answer = ask(q="pulls", limit=100)
    for result in answer["results"]:
        assert set(result) == {
            "type", "id", "url", "title", "title_language", "snippet", "snippet_language", "translated", "by_words",
            "concepts", "voices", "citations", "questions", "answers",
        }  # fmt: skip
        assert result["title"]
        assert result["snippet"]
        assert Client().get(result["url"]).status_code == 200
        for citation in result["citations"]:
            assert Client().get(citation["url"]).status_code == 200
    by_id = {result["id"]: result for result in answer["results"]}
    passage = field.pulls
    place = {"source": "english", "version": 1, "start": passage.start, "end": passage.end}
    place["url"] = f"/en/sources/english/v1/passages/{passage.start}-{passage.end}/"
    statement = by_id[field.one.code]
    assert (statement["type"], statement["title"]) == ("characteristic", "It pulls.")
    assert (statement["concepts"], statement["voices"], statement["citations"]) == (["marketing"], 1, [place])
    (found,) = ask(q="pulls", kind="passage")["results"]
    assert found["id"] == f"english/v1/{passage.start}-{passage.end}"
    assert (found["type"], found["title"], found["snippet"]) == ("passage", passage.quote, passage.quote)
    assert (found["url"], found["citations"], found["voices"]) == (place["url"], [place], None)
    assert field.english.read_text()[place["start"] : place["end"]] == found["snippet"]


def test_a_translation_that_was_found_is_called_one(field):
    answer = ask(q="push well", kind="passage")
    first = answer["results"][0]
    assert (first["snippet"], first["translated"], first["snippet_language"]) == ("Sales push well.", True, "en")


def test_a_slip_gets_the_results_of_what_was_meant(field):
    answer = ask(q="promtion")
    assert (answer["query"], answer["did_you_mean"], answer["corrected"]) == ("promtion", "promotion", True)
    assert "Promotion" in titles(answer)


def test_results_are_narrowed_by_each_key_and_counted_by_it(field):
    whole = ask(q="marketing", limit=100)
    kinds = next(facet for facet in whole["facets"] if facet["key"] == "kind")
    assert kinds["name"] == "Kind"
    assert len(kinds["values"]) > 2
    for value in kinds["values"]:
        assert set(value) == {"value", "name", "count", "chosen"}
        answer = ask(q="marketing", kind=value["value"])
        assert answer["total"] == value["count"]
        assert {result["type"] for result in answer["results"]} == {value["value"]}
    assert {result["type"] for result in ask(q="marketing", kind=["passage", "article"])["results"]} <= {
        "passage", "article",
    }  # fmt: skip
    narrowed = ask(q="marketing", concept="sales", dimension="timeframe", language="zh-hans", source="chinese")
    assert [result["id"] for result in narrowed["results"]] == [field.distinction.code]
    chosen = [value["value"] for facet in narrowed["facets"] for value in facet["values"] if value["chosen"]]
    assert chosen == ["sales", "timeframe", "zh-hans", "chinese"]


def test_pages_follow_one_another_without_gap_or_repeat(field):
    whole = ask(q="marketing", limit=100)
    pages = [ask(q="marketing", limit=2, page=page) for page in range(1, ask(q="marketing", limit=2)["pages"] + 1)]
    assert len(pages) > 2
    assert [result["id"] for page in pages for result in page["results"]] == [one["id"] for one in whole["results"]]
    assert [page["page"] for page in pages] == list(range(1, len(pages) + 1))
    assert refused(f"q=marketing&limit=2&page={len(pages) + 1}")["field"] == "page"


@pytest.mark.parametrize(
    ("parameters", "language", "title"),
    [
        ({"q": "market"}, "en", "Market"),
        ({"q": "市场"}, "zh-hans", "市场"),
        ({"q": "市場"}, "zh-hans", "市场"),
        ({"q": "shichang"}, "en", "Market"),
        ({"q": "market 市场"}, "zh-hans", "市场"),
        ({"q": "市场", "in": "en"}, "en", "Market"),
        ({"q": "market", "in": "zh-hans"}, "zh-hans", "市场"),
        ({"q": "market", "in": ""}, "en", "Market"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_query(field, parameters, language, title):
    response = Client(headers={"accept-language": "zh-CN" if language == "en" else "en"}).get(ADDRESS, parameters)
    answer = response.json()
    assert (answer["in"], response["Content-Language"]) == (language, language)
    assert (answer["best"]["title"], answer["best"]["title_language"]) == (title, language)
    assert answer["best"]["url"] == f"/{language}/concepts/market/"
    assert title in titles(answer)


def test_faults_are_told_in_the_same_language(field):
    assert refused("q=market&limit=0")["message"] != refused("q=market&limit=0&in=zh-hans")["message"]
    assert refused("q=市场&limit=0") == refused("q=x&limit=0&in=zh-hans")


@pytest.mark.parametrize(
    ("query", "field_name", "words"),
    [
        ("", "q", "nothing to search for"),
        ("q=", "q", "nothing to search for"),
        ("q=%20%E3%80%80", "q", "nothing to search for"),
        ("q=x&limit=0", "limit", "from 1 to 100"),
        ("q=x&limit=101", "limit", "from 1 to 100"),
        ("q=x&limit=-1", "limit", "-1"),
        ("q=x&limit=1e9", "limit", "1e9"),
        ("q=x&page=0", "page", "from 1"),
        ("q=x&page=two", "page", "two"),
        ("q=x&page=2", "page", "only 1 page"),
        ("q=x&kind=word", "kind", "word"),
        ("q=x&concept=nothing", "concept", "nothing"),
        ("q=x&dimension=nothing", "dimension", "nothing"),
        ("q=x&language=de", "language", "de"),
        ("q=x&source=nothing", "source", "nothing"),
        ("q=x&in=de", "in", "en, zh-hans"),
        ("q=x&dimenson=scope", "dimenson", "dimension"),
        ("q=x&q=y", "q", "only once"),
        ("q=x&limit=1&limit=2", "limit", "only once"),
    ],
)
def test_a_fault_names_the_parameter_and_the_cure(field, query, field_name, words):
    error = refused(query)
    assert error["field"] == field_name
    assert words in error["message"]


def test_a_long_query_is_cut_as_on_the_page(field):
    assert ask(q="marketing " * 5_000)["query"] == ("marketing " * 20)


def test_every_fault_below_the_api_has_the_same_shape(field, monkeypatch):
    client = Client(raise_request_exception=False)
    for address in ("/api/", "/api/v1/", "/api/v2/search", "/api/v1/search/", "/api/v1/searches", "/api/%FF"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (404, "application/json"), address
        assert response.json()["error"]["status"] == 404
        assert ADDRESS in response.json()["error"]["message"]
    for address in (f"{ADDRESS}?q=%00", f"{ADDRESS}?{'&'.join(f'k{number}' for number in range(2_000))}"):
        assert client.get(address).json()["error"]["status"] == 400
    assert client.get(f"{ADDRESS}?q=x", headers={"host": "evil.example"}).json()["error"]["status"] == 400

    def broken(parameters):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("concepts.api.views.find_answer", broken)
    response = client.get(f"{ADDRESS}?q=x")
    assert response.json()["error"]["status"] == response.status_code == 500
    assert "secret" not in response.content.decode()


def test_other_addresses_keep_their_pages_of_words(field):
    for address in ("/apis/", "/en/api/v1/search"):
        assert Client().get(address)["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_is_only_read(field, method):
    response = getattr(Client(), method)(f"{ADDRESS}?q=market")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response.json()["error"]["status"] == 405


def test_head_tells_what_get_would(field):
    response = Client().head(f"{ADDRESS}?q=market")
    assert (response.status_code, response["Content-Type"], response.content) == (200, "application/json", b"")
    assert Client().head(f"{ADDRESS}?q=market&limit=0").status_code == 400


def test_without_an_index_it_says_so(db):
    assert "not ready" in refused("q=market", 503)["message"]
    assert "q=" not in refused("q=市场", 503)["message"]
    assert not IndexState.objects.exists()


def test_it_is_the_same_for_everybody_and_asked_for_anew(field):
    address = f"{ADDRESS}?q=市场"
    plain = Client().get(address)
    client = Client(headers={"accept-language": "en", "accept-encoding": "gzip, br"})
    client.cookies["sessionid"] = "x" * 32
    client.cookies["django_language"] = "en"
    other = client.get(address)
    assert other.content == plain.content
    assert "市场" in plain.content.decode()
    for response in (plain, other, client.get(f"{ADDRESS}?q=")):
        assert not response.cookies
        assert not response.has_header("Vary")
        assert not response.has_header("Set-Cookie")
        assert response["Cache-Control"] in ("no-cache", "public, no-cache")


def test_a_change_is_in_the_next_answer(field, django_capture_on_commit_callbacks):
    assert ask(q="fleeting")["total"] == 0
    draft = make.make_statement(
        "characteristic", field.promotion, cites=(field.pulls,), text_en="Fleeting.", text_zh="转瞬即逝。"
    )
    publish(statements=[draft])
    follow()
    assert [result["id"] for result in ask(q="fleeting")["results"]] == [draft.code]


def test_what_finds_nothing_is_not_counted(field, settings):
    settings.COUNT_MISSED_SEARCHES = True
    assert ask(q="quixotic")["total"] == 0
    assert not MissedSearch.objects.exists()


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_what_is_found(field):
    def queries(**parameters):
        ask(**parameters)  # what processes remember
        with CaptureQueriesContext(connection) as captured:
            ask(**parameters)
        return len(captured)

    few = queries(q="quixotic pulls", limit=1)
    assert queries(q="marketing", limit=100) == few
    for number in range(30):
        concept = make.make_concept(f"marketing-{number}", f"Marketing {number}", f"营销{number}")
        make.make_published("definition", concept, cites=(field.pulls,), text_en=f"Marketing {number}.")
    rebuild()
    assert ask(q="marketing", limit=100)["total"] > 60
    assert queries(q="marketing", limit=100) == few


def test_the_address_is_the_promised_one():
    assert reverse("api:search") == ADDRESS


def test_it_is_json_as_people_read_it(field):
    body = Client().get(f"{ADDRESS}?q=市场").content.decode()
    assert json.loads(body)["best"]["title"] == "市场"
    assert "\\u" not in body
