"""Reads the table of who gives which answer to a question, and tells what it must say."""

import re

from tests.recount.open_data import Articles, OpenData
from tests.recount.pages import Node

ARTICLE_ADDRESS = re.compile(r"/sources/([^/]+)/v(\d+)/articles/(\d+)/$")
SAYS = ("whole", "both", "against", "part", "nearby", "reports")
Cells = tuple[frozenset[str], ...]


def read_answers(table: Node) -> tuple[tuple[str, ...], list[tuple[str, Cells]]]:
    """Return the codes of the answers, and each article with what it says of each of them, in the order of the page."""
    (head,) = table.find("thead")
    codes = tuple(link.own_code for link in head.find("a"))
    rows = []
    for body in table.find("tbody"):
        (name,) = body.find("th")
        found = ARTICLE_ADDRESS.search(name.find("a")[0].attributes["href"])
        assert found, "a row leads to its article"
        article = f"{found[1]}/v{found[2]}/{found[3]}"
        cells = body.elements[0].find("td")
        assert len(cells) == len(codes)
        rows.append((article, tuple(map(_says, cells))))
    return codes, rows


def _says(cell: Node) -> frozenset[str]:
    marks = [node.classes for node in cell.find(name="says")]
    assert marks, "an empty cell"
    return frozenset(says for says in SAYS if any(f"says-{says}" in classes for classes in marks))


def expected_answers(open_data: OpenData, codes: tuple[str, ...]) -> dict[str, Cells]:
    """Return what each article says of each answer, by its first article; none that is silent on all of them."""
    found = {}
    for article in open_data.articles:
        if open_data.first_of(article) == article:
            cells = tuple(_standing(open_data, code, article) for code in codes)
            if any(cells):
                found[article] = cells
    return found


def _standing(open_data: OpenData, code: str, article: str) -> frozenset[str]:
    claim = open_data.claim(code)
    says = {claim.place(article)} - {""}
    against: Articles = claim.against
    if article in against:
        says.add("against")
    return frozenset(says or ({"reports"} if claim.reports(article) else ()))


def order_of(cells: Cells) -> tuple[int, int]:
    """Return the place of a row among the others: by the most telling thing said, then by the answer it is said of."""
    return min((SAYS.index(says), place) for place, cell in enumerate(cells) for says in cell)
