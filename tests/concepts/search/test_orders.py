"""What is found stands in the same order on both databases and in both languages, from the first to the last.

`orders.json` holds the order for each listed query: the beginning, the length and a hash. Of the half that is set aside
it holds hashes alone, because nobody reads what becomes of a single one of its queries. How it is written anew:
docs/search-queries.md.
"""

import json
import os
from pathlib import Path

import pytest

from tests.concepts.search.first_three import SET_ASIDE, WORKED_WITH, entries
from tests.concepts.search.orders import hash_of, kept, load_names, whole_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site"), pytest.mark.slow]
QUERIES = Path(__file__).with_name("queries.yaml")
ORDERS = Path(__file__).with_name("orders.json")
LEAST = 450  # different queries
ANEW = "Where content or ranking was changed on purpose, write orders.json anew (WRITE_ORDERS=true) and look at it."


def queries(*paths: Path) -> list[str]:
    """The queries of these lists, each once."""
    return list(dict.fromkeys(entry["q"] for path in paths for entry in entries(path)))


def test_whole_orders_are_the_same_on_both_databases_and_in_both_languages():
    """Both databases are compared with the file; SQLite, which runs every test, writes it."""
    names = load_names()
    told, aside = queries(QUERIES, WORKED_WITH), queries(SET_ASIDE)
    assert len(told) + len(aside) >= LEAST
    orders = {query: whole_order(query, "en", names) for query in told + aside}
    lines = {query: kept(orders[query]) for query in told}
    hashes = [hash_of(orders[query]) for query in aside]
    if os.environ.get("WRITE_ORDERS") == "true":
        written = {"orders": lines, "set aside": hashes}
        ORDERS.write_text(json.dumps(written, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    expected = json.loads(ORDERS.read_text(encoding="utf-8"))
    assert expected["orders"].keys() == lines.keys(), ANEW
    wrong = [query for query, line in lines.items() if line != expected["orders"][query]]
    assert not wrong, f"{len(wrong)} orders are others. {ANEW}\n" + "\n".join(
        f"{query}\n  was {expected['orders'][query]}\n  is  {lines[query]}\n  all {' '.join(orders[query])}"
        for query in wrong[:5]
    )
    assert sum(one != other for one, other in zip(hashes, expected["set aside"], strict=True)) == 0, ANEW
    there = {query: whole_order(query, "zh-hans", names) for query in orders}
    assert {query: order for query, order in there.items() if order != orders[query] and query in lines} == {}
    assert sum(there[query] != orders[query] for query in aside) == 0
