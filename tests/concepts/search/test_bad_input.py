"""Whatever is typed into an address: a page, or 400 in plain words; page, suggestions and API, in both languages."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from concepts.search.query.parsed_query import LONGEST_QUERY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]

PAGES = ("/en/search/", "/zh-hans/search/")
SUGGESTIONS = ("/en/search/suggestions", "/zh-hans/search/suggestions", "/en/search/completions")
APIS = ("/api/v1/search?in=en", "/api/v1/search?in=zh-hans", "/api/v1/search")

# Each as it stands in an address; readable here, quoted below, but for what no text can be.
QUERIES = {
    "FTS5: a quotation mark": '"',
    "FTS5: quotation marks that do not pair": '"marketing" "sales',
    "FTS5: nothing in quotation marks": '"" “” 「」',
    "FTS5: a beginning": "market* *",
    "FTS5: only a star": "*",
    "FTS5: nearness": "NEAR(marketing sales, 5)",
    "FTS5: nearness left open": "NEAR(",
    "FTS5: a column": "words:marketing col:x marks : sales",
    "FTS5: columns": "{words marks} : marketing",
    "FTS5: without": "-marketing - sales",
    "FTS5: at the beginning": "^marketing ^",
    "FTS5: words that join": "marketing AND OR NOT sales",
    "FTS5: one word that joins": "NOT",
    "FTS5: added": "marketing + sales +",
    "FTS5: brackets": "((marketing) OR",
    "tsquery: operators": "marketing & | ! ( ) : * <-> sales",
    "tsquery: only operators": "&|!():*<->",
    "tsquery: weights": "marketing:AB 'sales':*",
    "tsquery: nearness": "marketing <2> sales <",
    "SQL: wildcards": "%_%",
    "SQL: quotation marks": "'; DROP TABLE concepts_statement; --",
    "SQL: places for values": "%s %(x)s ? :1 $1",
    "backslashes": "\\ \\' \\\\ \\%",
    "blanks": " \t \n ",
    "wide blanks": "\u3000\u2003\u200b",
    "marks": "，。！？、；：“”‘’（）《》…—",
    "a full stop": ".",
    "line ends": "marketing\r\nsales\u2028营销",
    "emoji": "😀👩‍👩‍👧‍👦🇨🇳 marketing 🀄",
    "right to left": "تسويق \u202eמכירות\u202c marketing",
    "marks without letters": "\u0301\u0301\u0301",
    "many marks on a letter": "m" + "\u0301" * 500,
    "forms that grow when folded": "ﷺ" * 100,
    "letters that lower to two": "İ" * 100 + "ß" * 100,
    "no characters": "\ufffe\uffff\U0010ffff\ue000",
    "control characters": "\x01\x1b[31m\x7f\x85",
    "characters outside the first plane": "𠀀𠮷𪚥",
    "a character that folds to none or many": "⼀⽀㈱㍿﹏",
    "five thousand words": "marketing " * 5_000,
    "five thousand different words": " ".join(f"word{number}" for number in range(5_000)),
    "five thousand Chinese characters": "营销" * 2_500,
    "a word without end": "a" * 10_000,
    "HTML": "<script>alert(1)</script>&amp;",
    "templates": "{{7*7}} {% load x %} ${x} %(x)s {0}",
    "numbers": "-1 1e999 NaN 0x0 ٣ Ⅷ",
    "a regular expression": "(a+)+$ [[:<:]] \\d{1,",
    "the search's own marks": "kind:concept k:1 ?who concept:1 xkind",
}
RAW = {
    "a lone surrogate": "%ED%A0%80",
    "overlong UTF-8": "%C0%AF%E0%80%AF",
    "half a character": "%E8%90",
    "no UTF-8 at all": "%FF%FE%80",
    "a percent sign": "%",
    "half an escape": "%zz%1",
    "a plus sign": "+",
    "a surrogate pair, each by itself": "%ED%A0%BD%ED%B8%80",
    "a lone surrogate after a word": "marketing%ED%A0%80",
}
ADDRESSED = {name: quote(words) for name, words in QUERIES.items()} | RAW


def answers(query: str, places: tuple[str, ...] = (*PAGES, *SUGGESTIONS, *APIS)) -> Iterator[tuple[str, Any]]:
    """What each place answers, as readers get it; a fault of ours is an answer too."""
    client = Client(raise_request_exception=False)
    for place in places:
        address = f"{place}{'&' if '?' in place else '?'}{query}"
        yield address[:200], client.get(address)


def check(address: str, answer: Any, *expected: int) -> None:
    """The answer has an expected status, and says what is wrong in words where it is not 200."""
    assert answer.status_code in expected, address
    if address.startswith("/api/"):
        data = answer.json()
        assert ("error" in data) == (answer.status_code != 200), address
        if "error" in data:
            assert data["error"]["status"] == answer.status_code
            assert data["error"]["message"].strip(), address
    elif "/suggestions" in address and answer.status_code == 200:
        assert set(answer.json()) == {"suggestions"}
    elif "/completions" in address and answer.status_code == 200:
        assert len(answer.json()) == 4
    else:
        assert "<h1" in answer.content.decode(), address


@pytest.mark.every_parameter
@pytest.mark.parametrize("words", ADDRESSED.values(), ids=ADDRESSED.keys())
def test_any_query_gets_a_good_page_or_plain_words(words, thorough):
    """Where the run repeats it, the API and the suggestions answer for the pages, which ask the same."""
    for address, answer in answers(f"q={words}", (*(PAGES if thorough else ()), *SUGGESTIONS)):
        check(address, answer, 200)
    for address, answer in answers(f"q={words}", APIS if thorough else APIS[:2]):
        check(address, answer, 200, 400)
        if answer.status_code == 400:
            assert answer.json()["error"]["field"] == "q"


def test_there_is_something_to_be_found():
    for address, answer in answers("q=marketing", (*PAGES, *APIS)):
        check(address, answer, 200)
        assert "marketing-sales-compendium" in answer.content.decode(), address


@pytest.mark.parametrize("where", ["q", "kind", "concept", "source", "page", "limit", "in", "unknown"])
def test_a_nul_is_refused_everywhere(where):
    for address, answer in answers(f"q=marketing%00&{where}=%00"):
        check(address, answer, 400)


@pytest.mark.parametrize("key", ["kind", "concept", "dimension", "language", "source"])
@pytest.mark.parametrize(
    "value", ["nothing", "%25", "'", "%22*", "x" * 5_000, "%ED%A0%80", "营销", "1", "marketing+sales"]
)
def test_an_unknown_value_of_a_facet_is_refused_in_words(key, value):
    for address, answer in answers(f"q=marketing&{key}={value}", (*PAGES, *APIS)):
        check(address, answer, 400)
        assert "concepts/search" not in answer.content.decode()


def test_a_facet_may_be_empty_repeated_and_joined_with_others():
    for query in ("kind=", "kind=concept&kind=concept&kind=passage", "kind=concept&concept=sales&language=en&source="):
        for address, answer in answers(f"q=marketing&{query}", (*PAGES, *APIS)):
            check(address, answer, 200)
    for address, answer in answers("q=marketing&" + "kind=concept&" * 900, (*PAGES, *APIS)):
        check(address, answer, 200)


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "1e9", "1.5", "x", "%D9%A3", "²", "９", "+1", "0x1", "999999999999", "9" * 5_000, "%ED%A0%80"],
)
def test_a_page_that_there_is_not_is_refused_in_words(page):
    for address, answer in answers(f"q=marketing&page={page}", PAGES):
        check(address, answer, 400, 404)
    for address, answer in answers(f"q=marketing&page={page}", APIS):
        check(address, answer, 400)
        assert answer.json()["error"]["field"] == "page"


@pytest.mark.parametrize(
    "limit", ["0", "-1", "101", "1e9", "1000000000", "9" * 5_000, "x", "%D9%A3", "²", "1.0", "%20", "5%20", "%ED%A0%80"]
)
def test_a_limit_that_nobody_keeps_is_refused_in_words(limit):
    for address, answer in answers(f"q=marketing&limit={limit}", APIS):
        check(address, answer, 400)
        assert answer.json()["error"]["field"] == "limit"
    for address, answer in answers(f"q=marketing&limit={limit}", PAGES):
        check(address, answer, 200)  # the page knows no such key


def test_keys_may_be_repeated_missing_or_too_many():
    for address, answer in answers("q=marketing&q=sales&page=1&page=2", PAGES):
        check(address, answer, 200)
    for address, answer in answers("q=marketing&q=sales", APIS):
        check(address, answer, 400)
    for query in ("", "q", "q=", "&&==&", "q=%20"):
        for address, answer in answers(query, (*PAGES, *SUGGESTIONS)):
            check(address, answer, 200)
        for address, answer in answers(query, APIS):
            check(address, answer, 400)
    for address, answer in answers("&".join(["q=1"] * 5_000)):
        check(address, answer, 400)
    unknown = "q=1&" + "&".join(f"k{number}=1" for number in range(5_000))
    for address, answer in answers(unknown, (*PAGES, *SUGGESTIONS)):  # which do not get what they do not read
        check(address, answer, 200)
    for address, answer in answers(unknown, APIS):
        check(address, answer, 400)


def test_words_of_readers_never_become_markup():
    words = quote("<script>alert('营销')</script>\"><img src=x onerror=alert(1)>")
    for address, answer in answers(f"q={words}", PAGES):
        page = answer.content.decode()
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "&lt;script&gt;" in page, address
    for address, answer in answers(f"q={words}", APIS):
        assert answer["Content-Type"] == "application/json", address
        assert answer["X-Content-Type-Options"] == "nosniff", address


@pytest.mark.slow
@override_settings(COUNT_MISSED_SEARCHES=False)
@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=2 * LONGEST_QUERY))
@hypothesis_settings(deadline=None, max_examples=40, derandomize=True)
def test_any_text_at_all_is_answered(words):
    client = Client(raise_request_exception=False)
    for place in (PAGES[0], SUGGESTIONS[1], APIS[2]):
        answer = client.get(place, {"q": words})
        check(place, answer, *((200, 400) if place in APIS else (200,)))
        if place in APIS and answer.status_code == 200:
            assert json.loads(answer.content)["query"] == words.strip()[:LONGEST_QUERY]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("asked", "status", "back"),
    [
        ("q=marketing&kind=concept&page=99", 404, "q=marketing&amp;kind=concept"),
        ("q=marketing&kind=concept&page=x", 400, "q=marketing&amp;kind=concept"),
        ("q=marketing&kind=nonsense", 400, "q=marketing"),
    ],
)
def test_what_a_search_does_not_have_leads_back_to_it(client, page, asked, status, back):
    answer = client.get(f"{page}?{asked}")
    assert answer.status_code == status
    assert f'<li><a href="{page}?{back}">' in answer.content.decode()
