"""The benchmark of the cards runs, and asks for cards of statements and pairs in both languages."""

import pytest
from django.test import Client

from benchmarks import cards, pages

pytestmark = pytest.mark.once


@pytest.mark.slow
@pytest.mark.django_db
def test_it_asks_for_cards_of_statements_and_pairs_in_both_languages(loaded_site):
    addresses = cards.choose_cards()
    half = cards.STATEMENTS + cards.PAIRS
    assert len(set(addresses)) == 2 * half
    assert all(address.startswith("/en/") for address in addresses[:half])
    assert all(address.startswith("/zh-hans/") for address in addresses[half:])
    for address in (addresses[0], addresses[-1], addresses[half]):
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


def test_figures_of_cards_and_of_pages_stand_in_one_page():
    page = "\n".join((*cards.MARKS, *pages.MARKS))
    assert "| new |" in pages.written(pages.written(page, "| new |", cards.MARKS), "| other |")
    costs = [pages.Cost(wall, 0.001) for wall in (0.001, 0.002, 0.003)]
    assert cards.line("card, stored", costs) == "| card, stored | 2.0 | 2.9 | 1.0 |"
    assert cards.line("page", costs, alone=False) == "| page | 2.0 | 2.9 |  |"
