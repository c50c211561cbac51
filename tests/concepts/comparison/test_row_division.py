"""A row of a comparison with much to show comes in pages: all can be reached, and links lead to the right page."""

import html
import re

import pytest

from concepts.comparison import row_division
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
CODE = re.compile(r'id="([2-9BCDFGHJKMNPQRSTVWXZ]{5})"')


def codes_on(client, address: str) -> set[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    return set(CODE.findall(response.content.decode()))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("row", ["dimension-0", "definitions", "relations"])
def test_every_statement_stands_on_one_of_the_pages(client, monkeypatch, language, row):
    make_world(3)
    address = f"/{language}/compare/alpha-vs-beta/{row}/"
    whole = codes_on(client, address)
    monkeypatch.setattr(row_division, "MOST_QUOTED", 1)
    last = re.findall(r"page=(\d+)", client.get(address).content.decode())[-2]
    pages = [
        codes_on(client, f"{address}?page={number}" if number > 1 else address) for number in range(1, int(last) + 1)
    ]
    assert len(pages) > 1
    assert set().union(*pages) == whole
    assert client.get(f"{address}?page={int(last) + 1}").status_code == 404
    second = client.get(f"{address}?page=2").content.decode()
    assert f'<link rel="canonical" href="http://testserver{address}?page=2">' in second
    assert "noindex" in second  # each statement has a page of its own
    assert f'href="{address}?show=quotations&amp;page=2"' in second


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_numbers_of_the_table_lead_to_the_page_with_the_statement(client, monkeypatch, language):
    make_world(3)
    monkeypatch.setattr(row_division, "MOST_QUOTED", 1)
    page = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    links = re.findall(r'class="count figure[^"]*" href="([^"#]+)#(\w{5})"', page)
    assert links
    for address, code in links:
        assert code in codes_on(client, html.unescape(address)), (address, code)
