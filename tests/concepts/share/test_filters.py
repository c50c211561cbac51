"""Citations, files and data answer a filter as their page does, known or not: nothing is guessed or passed over."""

from urllib.parse import urlencode

import pytest

from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
ENDINGS = (".csv", ".json")  # of data; those of citations have `cite/` before the path
CITATIONS = ("/", ".bib", ".ris", ".csl.json", ".svg")
QUERIES: tuple[dict[str, str | list[str]], ...] = (
    {"only": "nonsense"}, {"language": "klingon"}, {"dimension": "nothing"}, {"source": "nothing"},
    {"source": ["english-0", "nothing"]}, {"without": "nonsense"}, {"without": ["undated", "nonsense"]},
    {"dimension": "目标"}, {"without": ""}, {"without": "undated"}, {"dimension": "dimension-0"}, {"utm": "chat"},
)  # fmt: skip


def addresses_from(path: str) -> list[str]:
    """Return the addresses of the data, the citations and the files of the page at the path, without the language."""
    return [f"{path}{ending}" for ending in ENDINGS] + [f"cite/{path}{ending}" for ending in CITATIONS]


@pytest.mark.slow
def test_files_take_the_filters_that_their_page_takes(client):
    world = make_world()
    refused = 0
    for path in (
        "compare/alpha-vs-beta", "compare/alpha-vs-beta/dimension-0", "compare/alpha-vs-beta/questions",
        "concepts/alpha", "questions/question-0", "sources/english-0/v1", "sources/english-0/v1/articles/1",
        "sources/english-0/v1/passages/0-34", f"statements/{world.first('relation').code}/v1",
        *(world.first(kind).get_absolute_url().strip("/").removeprefix("en/") for kind in ("relation", "distinction")),
    ):  # fmt: skip
        for query in (urlencode(values, doseq=True) for values in QUERIES):
            wanted = client.get(f"/en/{path}/?{query}").status_code
            refused += wanted == 400
            for address in addresses_from(path):
                assert client.get(f"/en/{address}?{query}").status_code == wanted, (address, query)
    assert refused > 25


@pytest.mark.parametrize(("language", "words"), [("en", "There is no such filter"), ("zh-hans", "没有这样的筛选条件")])
def test_a_file_says_which_value_there_is_not_and_leads_to_the_page(client, language, words):
    make_world()
    for path, query in (
        ("compare/alpha-vs-beta", "source=nothing"), ("compare/alpha-vs-beta/dimension-0", "dimension=nothing"),
        ("concepts/alpha", "without=nothing"),
    ):  # fmt: skip
        for address in addresses_from(path):
            answer = client.get(f"/{language}/{address}?{query}")
            html = answer.content.decode()
            assert answer.status_code == 400
            assert words in html
            assert "“nothing”" in html
            assert f'href="/{language}/{path}/"' in html


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "“texts” is one of en, zh-hans."), ("zh-hans", "“texts”只能是以下之一：en, zh-hans。")],
)
def test_texts_are_copied_in_no_language_that_there_is_not(client, language, words):
    make_world()
    answer = client.get(f"/{language}/cite/concepts/alpha/?texts=klingon&without=undated")
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert f'href="/{language}/cite/concepts/alpha/?without=undated"' in answer.content.decode()


def test_a_page_without_a_filter_passes_none_on(client):
    make_world()
    for address in ("/en/cite/sources/english-0/v1/?without=nonsense", "/en/cite/concepts/alpha/?without="):
        html = client.get(address).content.decode()
        assert '.csv"' in html
        assert ".csv?" not in html
        assert ".bib?" not in html
