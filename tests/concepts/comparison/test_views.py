import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concepts.models import Statement
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply

pytestmark = pytest.mark.django_db


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.slow
def test_two_and_four_concepts_and_tenfold_content_cost_the_same_few_queries(client):
    world = make_world()
    two, four = "/en/compare/alpha-vs-beta/", "/zh-hans/compare/delta-vs-alpha-vs-gamma-vs-beta/"
    small = (queries_of(client, two), queries_of(client, four))
    multiply(world, 10)
    assert {*small, queries_of(client, two), queries_of(client, four)} == {small[0]}
    assert small[0] <= 11  # where no page is kept, as here, what the site says of itself is asked for twice


def test_the_canonical_address_is_in_canonical_order(client):
    make_world()
    page = client.get("/en/compare/beta-vs-alpha/").content.decode()
    assert '<link rel="canonical" href="http://testserver/en/compare/alpha-vs-beta/">' in page
    assert 'hreflang="zh-Hans" href="http://testserver/zh-hans/compare/alpha-vs-beta/"' in page


@pytest.mark.parametrize("asked", ["Beta-vs-alpha", "beta-vs-alpha-vs-beta", "BETA-VS-ALPHA"])
def test_repeats_and_letter_case_lead_to_the_right_address_with_the_query(client, asked):
    make_world()
    response = client.get(f"/en/compare/{asked}/?only=contrasts")
    assert (response.status_code, response["Location"]) == (301, "/en/compare/beta-vs-alpha/?only=contrasts")


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("alpha", 400, "One concept alone cannot be compared"),
        ("alpha-vs-beta-vs-gamma-vs-delta-vs-epsilon", 400, "Too many concepts"),
        ("alpha-vs-nonsense", 404, "There is no such concept"),
        ("推销-vs-alpha", 404, "推销"),
        ("-vs-", 400, "One concept alone"),
        ("x" * 8000, 404, "There is no such concept"),
        ("alpha-vs-beta?language=fr", 400, "no value “fr”"),
        ("alpha-vs-beta?dimension=没有&source=chinese-0", 400, "no value “没有”"),
        ("alpha-vs-beta?source=chinese-0&source=nowhere", 400, "no value “nowhere”"),
    ],
)
def test_what_cannot_be_compared_is_told_in_plain_words_with_ways_out(client, asked, status, words):
    make_world(concepts=5)
    path, _, query = asked.partition("?")
    response = client.get(f"/en/compare/{path}/?{query}")
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "/en/compare/alpha-vs-beta/" in page


def test_every_column_row_and_statement_has_its_heading_or_anchor(client):
    world = make_world()
    page = client.get("/en/compare/alpha-vs-beta-vs-gamma/?view=all").content.decode()
    assert page.count('<th scope="col" class="column ') == 3
    assert 'scope="rowgroup" colspan="3" id="dimension-0"' in page
    for kind in ("definition", "characteristic", "common", "part", "distinction", "relation"):
        assert page.count(f'id="{world.first(kind).code}"') == 1, kind
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_quotation_stands_in_its_own_language_beside_its_translation(client):
    make_world()
    page = client.get("/en/compare/alpha-vs-beta/?view=all").content.decode()
    assert '<blockquote lang="zh-Hans">' in page
    assert "Both aim at revenue." in page
    assert "Our translation" in page
    assert "many people" in page


def test_ticked_concepts_lead_to_their_comparison_with_the_filters(client):
    make_world()
    response = client.get("/en/compare/?concept=gamma&concept=alpha&language=en")
    assert (response.status_code, response["Location"]) == (302, "/en/compare/gamma-vs-alpha/?language=en")
    assert client.get("/en/compare/?concept=gamma").status_code == 400
    assert client.get("/en/compare/").status_code == 200


def test_links_to_neighbours_keep_the_filters(client):
    make_world()
    page = client.get("/en/compare/alpha-vs-beta/?language=en").content.decode()
    assert 'href="/en/compare/alpha-vs-beta-vs-gamma/?language=en"' in page
    assert 'href="/en/compare/beta-vs-alpha/?language=en"' in page
    assert "/en/compare/alpha/" not in page


@pytest.mark.parametrize(("language", "words"), [("en", "8 more statements"), ("zh-hans", "另有 8 条")])
def test_a_long_cell_is_folded_after_its_first_statements_and_loses_none(client, language, words):
    world = make_world()
    multiply(world, 10)
    html = client.get(f"/{language}/compare/alpha-vs-beta/?view=all").content.decode()
    assert words in html
    codes = Statement.objects.filter(kind="definition", concepts=world.concepts[0]).values_list("code", flat=True)
    assert len(codes) == 11
    assert all(f'id="{code}"' in html for code in codes)


@pytest.mark.parametrize("address", ["/en/compare/alpha-vs-beta/?view=all", "/zh-hans/compare/alpha-vs-beta/?view=all"])
def test_a_mark_of_the_matrix_has_the_shape_and_the_name_of_the_concept_that_is_spoken_of(client, address):
    world = make_world()
    passage = make.make_passage(world.english, "Both aim")
    make.make_published("characteristic", world.concepts[1], dimension=make.make_dimension("lonely"), cites=(passage,))
    matrix = client.get(address).content.decode().partition('class="matrix"')[2].partition("</table>")[0]
    marks = re.findall(r'<svg class="dot-(\w+) .*?<span class="visually-hidden">(\S+) (\d+)</span>', matrix)
    first, second = ({name for shape, name, _ in marks if shape == wanted} for wanted in ("circle", "square"))
    assert len(first) == len(second) == 1
    assert first.isdisjoint(second)
    row = matrix.partition("<tbody>")[2].partition("</tr>")[0]
    spoken = row.rpartition("<td>")[2]  # on the dimension that only the second concept has
    assert (spoken.count("dot-circle"), spoken.count("dot-square")) == (0, 1)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_columns_of_the_matrix_are_numbered_and_each_mark_has_the_name_of_its_dimension(client, language):
    make_world()
    html = client.get(f"/{language}/compare/alpha-vs-beta/?view=all").content.decode()
    key = html.partition('class="matrix-columns"')[2].partition("</ol>")[0]
    names = re.findall(r'<a href="#[^"]*">(.*?)</a>', key)
    head, _, body = html.partition('class="matrix"')[2].partition("</thead>")
    heads = re.findall(r'<span aria-hidden="true">(\d+)</span><span class="visually-hidden">(.*?)</span></th>', head)
    assert heads == [(str(number), name) for number, name in enumerate(names, start=1)]
    assert len(heads) == 2
    cells = re.findall(r"<td>(.*?)</td>", body.partition("</table>")[0], re.DOTALL)
    spoken = [(place % 2, cell) for place, cell in enumerate(cells) if "<svg" in cell]
    assert spoken
    assert all(cell.startswith(f'<span class="matrix-name">{names[column]}</span>') for column, cell in spoken)
