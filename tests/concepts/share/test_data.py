"""What a page says, as CSV and JSON: the same statements and numbers, in both languages, filtered as the page is."""

import csv
import io
import json
import re
from urllib.parse import unquote

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish, withdraw
from concepts.share.pages.addresses import data_address
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")


def rows_of(client, address: str) -> list[list[str]]:
    """The rows of a file of CSV, its header first."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def lines_of(client, address: str) -> list[dict]:
    response = client.get(address)
    assert response.status_code == 200, address
    return json.loads(response.content)["lines"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_is_there_as_csv_and_json_with_the_same_lines(client, language):
    world = make_world()
    paths = [
        "compare/alpha-vs-beta", "compare/alpha-vs-beta-vs-gamma-vs-delta", "compare/alpha-vs-beta/dimension-0",
        "compare/alpha-vs-beta/definitions", "compare/alpha-vs-beta/relations", "compare/alpha-vs-beta/questions",
        "concepts/alpha", "questions/question-0",
        *(world.first(kind).get_absolute_url().strip("/").removeprefix("en/")
          for kind in ("characteristic", "definition", "relation", "position", "distinction", "finding", "common")),
    ]  # fmt: skip
    for path in paths:
        _header, *rows = rows_of(client, f"/{language}/{path}.csv")
        lines = lines_of(client, f"/{language}/{path}.json")
        assert [row[4:6] for row in rows] == [[line["text"]["en"], line["text"]["zh-hans"]] for line in lines], path
        assert [row[6] for row in rows] == ["" if line["voices"] is None else str(line["voices"]) for line in lines]
        page = client.get(f"/{language}/{path}/").content.decode()
        for line in lines:
            assert not line["id"] or line["id"] in page, (path, line)
        assert lines, path


@pytest.mark.parametrize(("language", "name"), [("en", "Marketing and Sales"), ("zh-hans", "营销与销售")])
def test_a_file_is_called_as_its_page_and_kept_by_nobody(client, contrast, language, name):
    response = client.get(f"/{language}/compare/marketing-vs-sales.csv")
    disposition = response.headers["Content-Disposition"]
    assert unquote(re.search(r"filename\*?=(?:utf-8'')?\"?([^\"]+)", disposition)[1]) == f"{name}.csv"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("no-cache", "noindex")
    assert not response.has_header("ETag")


def test_numbers_follow_the_filters_of_the_page(client):
    make_world()
    address = "/en/compare/alpha-vs-beta.json"
    page = client.get("/en/compare/alpha-vs-beta/?language=zh-hans").content.decode()
    everything, chinese = lines_of(client, address), lines_of(client, f"{address}?language=zh-hans")
    assert chinese != everything
    assert chinese
    assert all(line["id"] in page for line in chinese if line["id"])
    assert json.loads(client.get(f"{address}?language=zh-hans").content)["url"].endswith("/?language=zh-hans")
    assert lines_of(client, "/en/concepts/alpha.json?without=undated") != []


def test_what_the_filters_leave_nothing_of_is_the_header(client, contrast):
    rows = rows_of(client, "/en/compare/marketing-vs-sales.csv?language=zh-hans&only=contrasts&dimension=scope")
    assert rows[0][0] == "Where"


def test_evidence_has_its_source_and_both_languages(client, contrast):
    quoted = [line for line in lines_of(client, f"/en/statements/{contrast.one.code}.json") if line["source"]]
    assert [line["type"] for line in quoted] == ["quotation"]
    assert quoted[0]["text"]["en"] == "Marketing pulls users to products."
    assert "/passages/" in quoted[0]["url"]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/en/concepts/Marketing.csv", "/en/concepts/marketing.csv"),
        ("/zh-hans/compare/Sales-vs-Marketing.json", "/zh-hans/compare/sales-vs-marketing.json"),
        ("/en/compare/Sales-vs-Marketing/scope.csv", "/en/compare/sales-vs-marketing/scope.csv"),
        ("/en/statements/{code}.csv?without=undated", "/en/distinctions/{code}/short-words.csv?without=undated"),
    ],
)
def test_another_spelling_leads_to_the_right_address(client, contrast, asked, answered):
    code = contrast.distinction.code
    response = client.get(asked.format(code=code))
    assert (response.status_code, response.headers["Location"]) == (301, answered.format(code=code))


@pytest.mark.parametrize(
    "path",
    [
        "nothing.csv", "concepts.csv", "about.json", "concepts/nothing.csv", "statements/22222.json",
        "sources.csv", "sources/nothing.csv", "compare/marketing.csv", "compare/marketing-vs-nothing.csv",
        "compare/marketing-vs-sales/nothing.csv",
        "concepts/marketing.xml", "x" * 300 + ".csv", "%2e%2e/%0a.csv",
    ],
)  # fmt: skip
def test_what_is_no_page_has_no_data(client, contrast, path):
    for language in LANGUAGES:
        assert client.get(f"/{language}/{path}").status_code == 404


def test_a_withdrawn_statement_is_gone(client, contrast):
    other = make.make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    withdraw(statement=other, words_en="It was wrong.", words_zh="说错了。")
    assert client.get(f"/en/statements/{other.code}.csv").status_code == 410


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_are_data_and_no_formula(client, contrast, language):
    row = make.make_statement(
        "definition",
        contrast.concepts[0],
        cites=(contrast.english,),
        text_en='=HYPERLINK("x")',
        text_zh="＝1＋1，“a”\n二",
    )
    publish(statements=[row])
    [_header, own, *_rest] = rows_of(client, f"/{language}/statements/{row.code}.csv")
    assert own[4] == '\'=HYPERLINK("x")'
    assert own[5].startswith("'＝1＋1")


def test_the_address_of_data_ends_where_that_of_the_page_has_its_slash():
    with translation.override("en"):
        assert data_address("/en/concepts/marketing/", "csv") == "/en/concepts/marketing.csv"
